"""The service itself: watches one mailbox, keeps its orders moving, and tells what came of them."""

import time
from collections.abc import Callable
from threading import Event

from assistant import logs
from assistant.engine.durable import Engine
from assistant.engine.sync import Sync
from assistant.errors import Retryable
from assistant.store.ledger import Ledger, OrderRecord
from assistant.store.models import OrderState

# Even when nothing seems to have changed, the mailbox is read again this often.
_FULL_LOOK_SECONDS = 60.0
# How long after a sign of change the mailbox is read again and again: a file that was just
# being written is taken on one of these looks.
_AFTERGLOW_SECONDS = 5.0
_LONGEST_WAIT_SECONDS = 300.0


class Service:
    """Ties a mailbox's sync to the durable engine."""

    def __init__(
        self,
        *,
        mailbox_id: str,
        sync: Sync,
        engine: Engine,
        ledger: Ledger,
        fingerprint: Callable[[], object],
        rest: Callable[[], None],
        watch_seconds: float,
    ) -> None:
        """`fingerprint` changes when the mailbox may have changed; `rest` frees what is idle."""
        self._id = mailbox_id
        self._sync = sync
        self._engine = engine
        self._ledger = ledger
        self._fingerprint = fingerprint
        self._rest = rest
        self._watch = watch_seconds
        self._waiting: set[str] = set()

    def once(self, told: Callable[[OrderRecord], None]) -> int:
        """Reads what is new, sees every open order through, and returns the messages seen."""
        self._engine.start()
        try:
            seen = self._sync.run()
            self._enqueue()
            while self._waiting:
                self._tell(told)
                time.sleep(min(self._watch, 0.2))
            return seen
        finally:
            self._engine.stop()

    def watch(self, told: Callable[[OrderRecord], None], stop: Event) -> None:
        """Does the same for ever, until `stop` is set."""
        self._engine.start()
        try:
            self._loop(told, stop)
        finally:
            self._engine.stop()

    def _loop(self, told: Callable[[OrderRecord], None], stop: Event) -> None:
        last, looked, changed = object(), 0.0, time.monotonic()
        wait = self._watch
        while not stop.is_set():
            now, sign = time.monotonic(), self._fingerprint()
            if sign != last:
                last, changed = sign, now
            if now - changed < _AFTERGLOW_SECONDS or now - looked > _FULL_LOOK_SECONDS:
                wait = self._look(wait)
                looked = now
            self._tell(told)
            self._rest()
            stop.wait(wait)

    def _look(self, wait: float) -> float:
        """One sync; the seconds to wait after it, longer each time it failed."""
        try:
            self._sync.run()
        except Retryable as error:
            logs.logger().warning("mailbox not readable", mailbox=self._id, error=str(error))
            return min(max(error.retry_after or 0.0, 2 * wait), _LONGEST_WAIT_SECONDS)
        self._enqueue()
        return self._watch

    def _enqueue(self) -> None:
        for order_id in self._ledger.open_orders(self._id):
            if order_id not in self._waiting:
                self._engine.enqueue(self._id, order_id)
                self._waiting.add(order_id)

    def _tell(self, told: Callable[[OrderRecord], None]) -> None:
        for order_id in sorted(self._waiting):
            record = self._ledger.order(order_id)
            if record.state is OrderState.OPEN:
                if not self._engine.broken(order_id):
                    continue
                reason = "a step failed in a way nobody foresaw; see the log"
                self._ledger.close(order_id, OrderState.FAILED, reason)
                record = self._ledger.order(order_id)
            self._waiting.discard(order_id)
            logs.logger().info("order", order=order_id, kind=record.state.value, count=len(record.placements))
            told(record)
