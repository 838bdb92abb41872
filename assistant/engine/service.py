"""The service itself: watches one mailbox, keeps its orders moving, and tells what came of them."""

import time
from collections.abc import Callable
from threading import Event
from typing import Protocol

from assistant import logs
from assistant.engine.durable import Engine
from assistant.engine.sync import Look, Sync
from assistant.errors import Retryable, Unavailable
from assistant.store.ledger import Ledger
from assistant.store.models import OrderState
from assistant.store.records import OrderRecord

# Even when nothing seems to have changed, the mailbox is read again this often.
_FULL_LOOK_SECONDS = 60.0
# One pass waits this long for a file that is still being written.
_SETTLING_SECONDS = 5.0
_LONGEST_WAIT_SECONDS = 300.0
_LONGEST_PASS_SECONDS = 1800.0


class Told(Protocol):
    """Who is told what happens, as it happens."""

    def looked(self, look: Look) -> None:
        """New mails were read."""

    def finished(self, order: OrderRecord) -> None:
        """An order has come to its end, for now."""


class Service:
    """Ties a mailbox's sync to the durable engine."""

    def __init__(  # noqa: PLR0913 - all by name, all from the one wiring file
        self,
        *,
        mailbox_id: str,
        sync: Sync,
        engine: Engine,
        ledger: Ledger,
        fingerprint: Callable[[], object],
        knowledge: Callable[[], str],
        rest: Callable[[], None],
        watch_seconds: float,
    ) -> None:
        """`fingerprint` differs from its last value whenever the mailbox may have news,
        `knowledge` whenever a person may have told us more; `rest` frees what is idle."""
        self._id = mailbox_id
        self._sync = sync
        self._engine = engine
        self._ledger = ledger
        self._fingerprint = fingerprint
        self._knowledge = knowledge
        self._rest = rest
        self._watch = watch_seconds
        self._sign: object = None
        self._known = ""
        self._looked = 0.0
        self._wait = watch_seconds
        self._busy = True  # orders may be open, or ended without anybody having heard

    def once(self, told: Told) -> None:
        """Reads what is new and sees every open order through. Raises Unavailable when that
        takes more than half an hour."""
        started = time.monotonic()
        try:
            self._begin()
            while self._try(told) or self._unsettled(started):
                if time.monotonic() - started > _LONGEST_PASS_SECONDS:
                    raise Unavailable("work is still waiting; run again later")
                time.sleep(max(self._wait, 0.2) if self._wait > self._watch else 0.2)
        finally:
            self._engine.stop()

    def _unsettled(self, started: float) -> bool:
        young = time.monotonic() - started < _SETTLING_SECONDS
        return young and self._fingerprint() != self._sign

    def _try(self, told: Told) -> bool:
        """One turn; what goes wrong for a while is told in the log and tried again later."""
        try:
            more = self._turn(told)
        except Retryable as error:
            logs.logger().warning("not now", mailbox=self._id, error=str(error))
            self._wait = max(error.retry_after or 0.0, 2 * self._wait)
            self._wait = min(self._wait, _LONGEST_WAIT_SECONDS)
            return True
        self._wait = self._watch
        return more

    def watch(self, told: Told, stop: Event) -> None:
        """Does the same until `stop` is set. What goes wrong for a while is tried again."""
        try:
            self._begin()
            while not stop.is_set():
                self._try(told)
                stop.wait(self._wait)
        finally:
            self._engine.stop()

    def _begin(self) -> None:
        self._engine.start()
        self._known = self._knowledge()
        # Whoever starts the service may have done what an order was waiting for.
        self._ledger.reopen(self._id, self._known)

    def _turn(self, told: Told) -> bool:
        """One round of everything; True while there is more to do at once."""
        known, sign, now = self._knowledge(), self._fingerprint(), time.monotonic()
        if known != self._known:
            self._busy |= self._ledger.reopen(self._id, known) > 0
            self._known = known
        more = False
        if sign != self._sign or now - self._looked > _FULL_LOOK_SECONDS:
            look = self._sync.page()
            self._busy, more = True, look.more
            if look.mails:
                told.looked(look)
            # A page that is not the last leaves the sign as it was: the next turn reads on.
            self._sign, self._looked = (None, 0.0) if look.more else (sign, now)
        if self._busy:
            self._orders(told)
        self._rest()
        return more or self._busy

    def _orders(self, told: Told) -> None:
        waiting = self._ledger.open_orders(self._id)
        for order in waiting:
            self._engine.enqueue(self._id, order.id, order.attempt)
            if self._engine.broken(order.id, order.attempt):
                reason = "a step failed in a way nobody foresaw; see the log"
                self._ledger.close(order.id, OrderState.FAILED, reason)
        ended = self._ledger.untold(self._id)
        for record in ended:
            told.finished(record)
            self._ledger.tell(record.id)
        self._busy = bool(waiting or ended)
