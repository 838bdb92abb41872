"""Finds our own quotation behind an order, in the thread or beside the PO."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.content.phrases import Phrases
from assistant.content.wording import letters
from assistant.domain.facts import Fact, FactName, first
from assistant.domain.kind import Kind
from assistant.domain.mail import Document, Message
from assistant.domain.order import Order
from assistant.domain.paper import Line
from assistant.domain.people import Rep
from assistant.pipeline import opening, papers, read
from assistant.ports import OpenDocument

_MOST_MAILS = 5


@dataclass(frozen=True, slots=True)
class Quote:
    """What we offered: its facts, its lines, its text, and the name of its paper."""

    name: str
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]
    pages: tuple[str, ...]


def ours(
    order: Order,
    thread: Iterable[Message],
    earlier: Callable[[], Iterable[Message]],
    rep: Rep,
    phrases: Phrases,
    open_document: OpenDocument,
) -> Quote | None:
    """The quotation that the order names, or else the newest of its own thread.

    `thread` holds the order's mail too, which may bring our quote back; `earlier` gives other
    mail with the customer, where a quote counts only if the order names its number: it may
    be of another project, so without a number it is not read. Only what our own side wrote
    is searched.
    """
    named = first(order.facts, FactName.QUOTE_REFERENCE)
    wanted = letters(named.value) if named else ""
    here = _quotes(order, thread, rep, phrases, open_document)
    elsewhere = _quotes(order, earlier(), rep, phrases, open_document) if wanted else []
    meant = [one for one in (*here, *elsewhere) if wanted and _names(one, wanted)]
    return next(iter((*meant, *here)), None)


def _names(quote: Quote, wanted: str) -> bool:
    return wanted in letters("\n".join((quote.name, *quote.pages)))


def _quotes(
    order: Order,
    messages: Iterable[Message],
    rep: Rep,
    phrases: Phrases,
    open_document: OpenDocument,
) -> list[Quote]:
    """The quotes in these mails, the newest first; the order's own mail before all."""
    before = [one for one in messages if _is_before(one, order) and one.attachments]
    newest = sorted(before, key=lambda one: one.date or order.received_at, reverse=True)
    sent = [one for one in newest if one.sender and rep.owns(one.sender)]
    brought = [one for one in newest if one.ref.id == order.origin.id]
    found: list[Quote] = []
    for message in (*brought, *sent[:_MOST_MAILS]):
        for document in _opened(message, phrases, open_document):
            kind = papers.kind_of(document, phrases, rep)
            if kind is not None and kind.code == Kind.QUOTE:
                stated = read.read(message, (document,), phrases, rep)
                found.append(Quote(document.name, stated.facts, stated.lines, document.pages))
    return found


def _is_before(message: Message, order: Order) -> bool:
    return message.date is None or message.date <= order.received_at


def _opened(message: Message, phrases: Phrases, open_document: OpenDocument) -> list[Document]:
    files = opening.chosen(message, phrases)
    return [document for one in files for document in open_document(one)]
