"""Reads a mailbox from its cursor on and opens a case for every order found."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from assistant import logs
from assistant.domain.kind import Kind
from assistant.domain.mail import Message, RawMessage
from assistant.domain.order import NOTEWORTHY, ORDER_KINDS, Signal, Verdict
from assistant.errors import Rejected
from assistant.pipeline import steps
from assistant.pipeline.steps import Tools
from assistant.ports import Mailbox
from assistant.store.ledger import Ledger
from assistant.store.records import Seen

ReadMail = Callable[[RawMessage], Message]


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail that makes no draft but that its rep should look at."""

    verdict: Verdict
    subject: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What one page of new mail held; `more` when another page waits."""

    mails: int
    notices: tuple[Notice, ...]
    more: bool


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

    def page(self) -> Look:
        """Looks at the next page of what is new. May raise Retryable."""
        batch = self._mailbox.changes(self._ledger.cursor(self._id))
        looked = [self._look(raw) for raw in batch.arrivals]
        self._ledger.record(self._id, [seen for seen, _notice in looked], batch.cursor)
        notices = tuple(one for seen, one in looked if seen.verdict.kind in NOTEWORTHY)
        return Look(len(looked), notices, batch.more)

    def _look(self, raw: RawMessage) -> tuple[Seen, Notice]:
        subject = sender = ""
        try:
            message = self._read(raw)
            subject, sender = message.subject, str(message.sender or "")
            verdict = steps.recognise(message, self._tools)
            if verdict.kind in ORDER_KINDS:
                case = steps.begin(message, verdict)
                seen = Seen(ref=raw.ref, verdict=verdict, order_id=self._order(raw), case=case)
                return seen, Notice(verdict, subject, sender)
        except Rejected as error:
            # One bad mail never stops the next: it is kept as unread, for a person to see.
            logs.logger().warning("mail not readable", mailbox=self._id, error=type(error).__name__)
            signal = Signal("unreadable", "header")
            verdict = Verdict(Kind.UNREADABLE, (signal,), str(error))
        return Seen(ref=raw.ref, verdict=verdict), Notice(verdict, subject, sender)

    def _order(self, raw: RawMessage) -> str:
        return hashlib.sha256(f"{self._id}\x1f{raw.ref.id}".encode()).hexdigest()[:32]
