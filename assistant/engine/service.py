"""The service itself: watches one mailbox, keeps its orders moving, and tells what came of them."""

import time
from collections.abc import Callable
from threading import Event
from typing import Protocol

from assistant import logs
from assistant.engine.durable import Engine
from assistant.engine.sync import Sync
from assistant.errors import Retryable
from assistant.store.ledger import Ledger, OrderRecord
from assistant.store.models import OrderState

# Even when nothing seems to have changed, the mailbox is read again this often.
_FULL_LOOK_SECONDS = 60.0
# One pass waits this long for a file that is still being written.
_SETTLING_SECONDS = 5.0
_LONGEST_WAIT_SECONDS = 300.0


class Told(Protocol):
    """Who is told what happens, as it happens."""

    def looked(self, mails: int, orders: int) -> None:
        """New mails were read; so many orders are now in work."""

    def finished(self, order: OrderRecord) -> None:
        """An order has come to its end, for now."""


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
        """`fingerprint` differs from its last value whenever the mailbox may have news;
        `rest` frees what is idle."""
        self._id = mailbox_id
        self._sync = sync
        self._engine = engine
        self._ledger = ledger
        self._fingerprint = fingerprint
        self._rest = rest
        self._watch = watch_seconds
        self._waiting: set[str] = set()

    def once(self, told: Told) -> None:
        """Reads what is new and sees every open order through. May raise Retryable."""
        self._engine.start()
        try:
            self._until_quiet(told)
            while self._waiting:
                self._tell(told)
                time.sleep(min(self._watch, 0.2))
        finally:
            self._engine.stop()

    def watch(self, told: Told, stop: Event) -> None:
        """Does the same for ever, until `stop` is set."""
        self._engine.start()
        try:
            self._loop(told, stop)
        finally:
            self._engine.stop()

    def _until_quiet(self, told: Told) -> None:
        last = object()
        end = time.monotonic() + _SETTLING_SECONDS
        while (sign := self._fingerprint()) != last and time.monotonic() < end:
            last = sign
            self._look(told)
            time.sleep(min(self._watch, 0.2))

    def _loop(self, told: Told, stop: Event) -> None:
        last, looked, wait = object(), 0.0, self._watch
        while not stop.is_set():
            try:
                now, sign = time.monotonic(), self._fingerprint()
                if sign != last or now - looked > _FULL_LOOK_SECONDS:
                    self._look(told)
                    last, looked = sign, now
                wait = self._watch
            except Retryable as error:
                # `last` is as before, so the look that failed is made up for.
                logs.logger().warning("mailbox not readable", mailbox=self._id, error=str(error))
                wait = min(max(error.retry_after or 0.0, 2 * wait), _LONGEST_WAIT_SECONDS)
                last = object()
            self._tell(told)
            self._rest()
            stop.wait(wait)

    def _look(self, told: Told) -> None:
        seen = self._sync.run()
        self._enqueue()
        if seen:
            told.looked(seen, len(self._waiting))

    def _enqueue(self) -> None:
        for order_id in self._ledger.open_orders(self._id):
            if order_id not in self._waiting:
                self._engine.enqueue(self._id, order_id)
                self._waiting.add(order_id)

    def _tell(self, told: Told) -> None:
        for order_id in sorted(self._waiting):
            record = self._ledger.order(order_id)
            if record.state is OrderState.OPEN:
                if not self._engine.broken(order_id):
                    continue
                reason = "a step failed in a way nobody foresaw; see the log"
                self._ledger.close(order_id, OrderState.FAILED, reason)
                record = self._ledger.order(order_id)
            self._waiting.discard(order_id)
            told.finished(record)
