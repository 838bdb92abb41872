"""Reads a mailbox from its cursor on and opens a case for every order found."""

import hashlib
from collections.abc import Callable

from assistant import logs
from assistant.domain.mail import Message, RawMessage
from assistant.domain.order import Kind, Signal, Verdict
from assistant.errors import Rejected
from assistant.pipeline import steps
from assistant.pipeline.steps import Tools
from assistant.ports import Mailbox
from assistant.store.ledger import Ledger, Seen

ReadMail = Callable[[RawMessage], Message]


class Sync:
    """One mailbox's way from new mail to open orders.

    It needs no durable workflow of its own: verdicts, new orders and the cursor are one
    transaction, so running it again after a crash repeats work and changes nothing.
    """

    def __init__(
        self, mailbox_id: str, mailbox: Mailbox, ledger: Ledger, read: ReadMail, tools: Tools
    ) -> None:
        self._id = mailbox_id
        self._mailbox = mailbox
        self._ledger = ledger
        self._read = read
        self._tools = tools

    def run(self) -> int:
        """Looks at everything new; the number of messages seen. May raise Retryable."""
        count = 0
        while True:
            batch = self._mailbox.changes(self._ledger.cursor(self._id))
            seen = [self._look(raw) for raw in batch.arrivals]
            self._ledger.record(self._id, seen, batch.cursor)
            count += len(seen)
            if not batch.more:
                return count

    def _look(self, raw: RawMessage) -> Seen:
        try:
            message = self._read(raw)
            verdict = steps.recognise(message, self._tools)
            if verdict.kind is not Kind.NEW_PO:
                return Seen(ref=raw.ref, verdict=verdict)
            case = steps.begin(message, verdict)
        except Rejected as error:
            # One bad mail never stops the next: it is kept as unread, for a person to see.
            logs.logger().warning("mail not readable", mailbox=self._id, error=type(error).__name__)
            signal = Signal("unreadable", "header")
            return Seen(ref=raw.ref, verdict=Verdict(Kind.OTHER, (signal,), str(error)))
        order_id = hashlib.sha256(f"{self._id}\x1f{raw.ref.id}".encode()).hexdigest()[:32]
        return Seen(ref=raw.ref, verdict=verdict, order_id=order_id, case=case)
