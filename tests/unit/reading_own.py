"""Puts pages of our own into an otherwise silent mail and reads the order they make."""

from dataclasses import replace
from datetime import UTC, datetime

from orders_own import REP

from assistant.content import phrases
from assistant.domain.facts import Fact, FactName, first
from assistant.domain.mail import Address, Attachment, Document, Message, MessageRef
from assistant.pipeline.read import Read, read

PHRASES = phrases.load()
MAIL = Message(
    ref=MessageRef("m", "t"),
    message_id="<m@buyer.example>",
    date=datetime(2026, 5, 20, 8, 0, tzinfo=UTC),
    sender=Address("x@buyer.example"),
    subject="Papers",
    body="See file.",
)


def order(*pages: str, **fields: object) -> Document:
    """A paper titled as an order with these pages; `fields` are set on its document."""
    first_page, *others = pages
    document = Document("p.pdf", (f"PURCHASE ORDER\n{first_page}", *others))
    return replace(document, **fields)  # type: ignore[arg-type]


def read_order(*documents: Document, mail: Message = MAIL) -> Read:
    """What the mail with these files says; each file is attached under its name."""
    files = tuple(Attachment(one.name, "", b"") for one in documents)
    return read(replace(mail, attachments=files), documents, PHRASES, REP)


def fact(found: Read, name: FactName) -> Fact:
    """The first fact of that name, which must be there."""
    one = first(found.facts, name)
    assert one is not None, name
    return one
