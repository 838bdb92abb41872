"""Reads an order's facts from its mail and its papers, each with the words it stands in."""

from collections.abc import Sequence

from assistant.content.phrases import Phrases
from assistant.domain.facts import Fact, FactName, first
from assistant.domain.mail import Document, Message
from assistant.domain.order import ORDER_KINDS
from assistant.domain.people import Rep
from assistant.pipeline import moments, papers, parties, references, totals
from assistant.pipeline.texts import Text, text

_ORDER_CODES = frozenset(kind.value for kind in ORDER_KINDS)


def read(
    message: Message, documents: tuple[Document, ...], phrases: Phrases, rep: Rep
) -> tuple[Fact, ...]:
    """The facts of an order in a fixed order of names; what is not stated is left out.

    Papers titled as an order are read first and alone; without one, all papers are read.
    The mail's own words fill what the papers leave open. Every `Source.quote` stands word
    for word in the page, the subject, the body, the sender's address or the file name.
    """
    origin = message.message_id or message.ref.id
    pages = _pages(origin, documents, phrases, rep)
    mail = [
        text(origin, "", 0, message.subject, phrases),
        text(origin, "", 0, message.body, phrases),
    ]
    facts = _facts(pages, message, rep, phrases) if pages else ()
    more = _facts(mail, message, rep, phrases)
    known = {fact.name for fact in facts}
    facts += tuple(fact for fact in more if fact.name not in known)
    if first(facts, FactName.PO_NUMBER) is None:
        facts += _from_file_names(origin, message, phrases)
    buyer = parties.customer(pages, message, rep, phrases)
    return tuple(sorted((*facts, *([buyer] if buyer else [])), key=_place_in_list))


def _place_in_list(fact: Fact) -> int:
    return list(FactName).index(fact.name)


def _pages(origin: str, documents: Sequence[Document], phrases: Phrases, rep: Rep) -> list[Text]:
    orders = []
    for document in documents:
        kind = papers.kind_of(document, phrases, rep)
        if kind and kind.code in _ORDER_CODES:
            orders.append(document)
    return [
        text(origin, document.name, number, page, phrases)
        for document in orders or documents
        for number, page in enumerate(document.pages, start=1)
    ]


def _facts(texts: Sequence[Text], message: Message, rep: Rep, phrases: Phrases) -> tuple[Fact, ...]:
    total = totals.total(texts, phrases)
    currency = totals.currency(texts, total, phrases)
    order = moments.order_of_days(texts, currency.value if currency else "", phrases)
    single = (
        references.po_number(texts),
        moments.po_date(texts, order, phrases),
        references.revision(texts),
        parties.contact(texts, message, rep, phrases),
        currency,
        total,
        references.quote_reference(texts),
        parties.project(texts),
    )
    found = [fact for fact in single if fact]
    return (*found, *moments.requested(texts, order, phrases))


def _from_file_names(origin: str, message: Message, phrases: Phrases) -> tuple[Fact, ...]:
    for attachment in message.attachments:
        stem = attachment.name.rpartition(".")[0] or attachment.name
        fact = references.from_file_name(text(origin, attachment.name, 0, stem, phrases))
        if fact:
            return (fact,)
    return ()
