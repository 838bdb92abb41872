"""Messages, a letter and the folders that the tests of the local mailbox share."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.domain.draft import DraftKey, Email
from assistant.domain.mail import Address, Folder
from assistant.mail.delivery import deliver
from assistant.mail.local import LocalMailbox

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = DraftKey("dana@brightvalve.example", "order-1", "ines@nordkraft.example")
LETTER = Email(
    sender=Address("dana@brightvalve.example", "Dana Okoro"),
    to=Address("ines@nordkraft.example", "Ines Almeida"),
    subject="Unit 3: first steps",
    text="Good morning.\n",
    html="<p>Good morning.</p>",
)


def opened(root: Path, *, settle: float = 0) -> LocalMailbox:
    return LocalMailbox(root, lookback=timedelta(days=14), clock=lambda: NOW, settle=settle)


def message(name: str, *, body: str = "text", references: str = "") -> bytes:
    lines = [f"Message-ID: <{name}>", "From: ines@nordkraft.example", "To: dana@x.example"]
    chain = [f"References: {references}"] if references else []
    return "\r\n".join([*lines, *chain, "Subject: s", "", body, ""]).encode()


def arrive(root: Path, name: str, *, received: datetime = NOW, references: str = "") -> str:
    content = message(name, references=references)
    return deliver(root, content, folder=Folder.INBOX, received=received)


def drain(mailbox: LocalMailbox, cursor: str | None) -> tuple[list[bytes], str]:
    found: list[bytes] = []
    while True:
        batch = mailbox.changes(cursor)
        found += [arrival.content for arrival in batch.arrivals]
        cursor = batch.cursor
        if not batch.more:
            return found, cursor


def drafts(root: Path) -> list[Path]:
    return sorted((root / "Drafts" / "cur").iterdir())
