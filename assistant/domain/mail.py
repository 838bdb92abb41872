"""Mail as plain values: what a mailbox hands us and what the rest of the house reads."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.paper import Paper


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox address with the name its owner shows; `email` is lower case."""

    email: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]

    @property
    def local(self) -> str:
        return self.email.rpartition("@")[0]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


class Folder(StrEnum):
    """Where in the rep's mailbox a message lies."""

    INBOX = "inbox"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A provider's handle: `id` for one message, `thread` for its conversation."""

    id: str
    thread: str


@dataclass(frozen=True, slots=True)
class RawMessage:
    """An RFC 5322 message as the mailbox holds it, not yet parsed."""

    ref: MessageRef
    content: bytes
    folder: Folder = Folder.INBOX


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message; `media_type` is what the mail claims, not what it is."""

    name: str
    media_type: str
    content: bytes


class Authentication(StrEnum):
    """What the receiving provider's own Authentication-Results header says."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A parsed mail. `body` is what this author wrote, `quoted` the history below it."""

    ref: MessageRef
    folder: Folder = Folder.INBOX
    message_id: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    body: str = ""
    quoted: str = ""
    attachments: tuple[Attachment, ...] = ()
    bulk: bool = False
    automatic: bool = False
    spam: bool = False
    hidden_text: bool = False
    authentication: Authentication = Authentication.UNKNOWN

    @property
    def recipients(self) -> tuple[Address, ...]:
        return self.to + self.cc


@dataclass(frozen=True, slots=True)
class ChangeBatch:
    """New messages since a cursor, oldest first, and the cursor that covers them."""

    arrivals: tuple[RawMessage, ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text by page, and what it states if its format is one that machines exchange.

    `problem` says in plain words what could not be read, "" when all was. `inside` names the
    files it came in, outermost first. `second` holds the pages as another way of reading the
    same file gives them, for comparison. `mail` is set for a file that is itself a mail.
    """

    name: str
    pages: tuple[str, ...] = ()
    problem: str = ""
    inside: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    second: tuple[str, ...] = ()
    scanned: bool = False  # the pages were read off a picture
    mail: Message | None = None
