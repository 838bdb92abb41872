"""What a mailbox test needs from the outside: a provider, its customers, and the rep's hands."""

import email
from abc import ABC, abstractmethod
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message
from email.utils import format_datetime

from assistant.domain.draft import DraftKey, DraftRef, Email
from assistant.domain.mail import Address, Folder, RawMessage
from assistant.ports import Mailbox

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LOOKBACK = timedelta(days=14)
REP = Address("dana.okoro@brightvalve.example", "Dana Okoro")
BUYER = Address("ines.almeida@nordkraft.example", "Ines Almeida")


class World(ABC):
    """One rep's mailbox as everybody but the assistant sees it. Its clock stands at `NOW`."""

    @abstractmethod
    def open(self) -> Mailbox:
        """A new object on the same mailbox, as after a restart of the assistant."""

    @abstractmethod
    def deliver(self, content: bytes, *, folder: Folder, received: datetime) -> None:
        """A message arrives, or one that the rep wrote is filed under Sent."""

    @abstractmethod
    def expire_cursors(self) -> None:
        """The provider forgets every cursor it has given."""

    @abstractmethod
    def drafts(self) -> list[bytes]:
        """Every draft the rep sees now, in RFC 5322 form."""

    @abstractmethod
    def rep_edits(self, ref: DraftRef, added: str) -> None:
        """The rep adds a line to the text of a draft and saves it, as mail programs do."""

    @abstractmethod
    def rep_sends(self, ref: DraftRef) -> None:
        """The rep sends a draft: it leaves Drafts, and what was sent lies in Sent."""

    @abstractmethod
    def rep_deletes(self, ref: DraftRef) -> None:
        """The rep deletes a draft."""


def mail(
    message_id: str,
    *,
    sender: str = str(BUYER),
    to: str = str(REP),
    cc: str = "",
    references: tuple[str, ...] = (),
    date: datetime = NOW,
    subject: str = "Valves for unit 3",
) -> bytes:
    """A small message; `message_id` and `references` without angle brackets."""
    lines = [
        f"From: {sender}",
        f"To: {to}",
        *([f"Cc: {cc}"] if cc else []),
        f"Subject: {subject}",
        f"Date: {format_datetime(date)}",
        f"Message-ID: <{message_id}>",
        *([f"In-Reply-To: <{references[-1]}>"] if references else []),
        *(["References: " + " ".join(f"<{one}>" for one in references)] if references else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"Text of {message_id}.",
        "",
    ]
    return "\r\n".join(lines).encode()


def arrive(
    world: World,
    name: str,
    *,
    days_ago: int = 0,
    minutes_ago: int = 0,
    folder: Folder = Folder.INBOX,
    sender: str = str(BUYER),
    to: str = str(REP),
    cc: str = "",
    references: tuple[str, ...] = (),
    subject: str = "Valves for unit 3",
) -> None:
    """A message with that Message-ID arrives some time before `NOW`."""
    received = NOW - timedelta(days=days_ago, minutes=minutes_ago)
    content = mail(
        name,
        sender=sender,
        to=to,
        cc=cc,
        references=references,
        date=received,
        subject=subject,
    )
    world.deliver(content, folder=folder, received=received)


def letter(
    *,
    to: Address = BUYER,
    subject: str = "Unit 3: first steps",
    text: str = "Good morning Ines,\n\nthe kickoff is on Tuesday.\n",
    html: str = "<p>Good morning Ines,</p><p>the kickoff is on Tuesday.</p>",
    in_reply_to: str = "",
    references: tuple[str, ...] = (),
    thread: str = "",
) -> Email:
    """A letter from the rep; every part can be chosen."""
    return Email(
        sender=REP,
        to=to,
        subject=subject,
        text=text,
        html=html,
        thread=thread,
        in_reply_to=in_reply_to,
        references=references,
    )


def key(influencer: str = "ines.almeida@nordkraft.example", order: str = "order-1") -> DraftKey:
    """A draft's key in the rep's mailbox."""
    return DraftKey(mailbox=REP.email, order=order, influencer=influencer)


def read(content: bytes) -> "Message[str, str]":
    """The message as an independent reader takes it."""
    return email.message_from_bytes(content)


def header(content: bytes, name: str) -> str:
    """One header, unfolded and decoded; "" when absent."""
    value = str(read(content)[name] or "").replace("\r\n", "").replace("\n", "")
    return str(make_header(decode_header(value)))


def bodies(content: bytes) -> dict[str, str]:
    """The text of each leaf part by media type."""
    found = {}
    for part in read(content).walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found[part.get_content_type()] = payload.decode().replace("\r\n", "\n")
    return found


def names(messages: tuple[RawMessage, ...]) -> list[str]:
    """The Message-IDs of some messages, in their order, without brackets."""
    return [header(message.content, "Message-ID").strip("<>") for message in messages]


def drain(mailbox: Mailbox, cursor: str | None) -> tuple[list[str], str]:
    """All changes since `cursor`, page by page: their Message-IDs and the last cursor."""
    found: list[str] = []
    while True:
        batch = mailbox.changes(cursor)
        found += names(batch.arrivals)
        cursor = batch.cursor
        if not batch.more:
            return found, cursor
