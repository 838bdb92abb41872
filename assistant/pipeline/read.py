"""Reads an order from its mail and its papers: facts, people, lines, and what is in doubt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.content.phrases import Phrases
from assistant.content.wording import fold
from assistant.domain.facts import Fact, FactName, Status, first
from assistant.domain.mail import Document, Message
from assistant.domain.order import ORDER_KINDS, OrderFinding
from assistant.domain.paper import Line, Named
from assistant.domain.people import Rep
from assistant.pipeline import (
    amounts,
    buyers,
    currencies,
    day_order,
    doubts,
    moments,
    papers,
    persons,
    places,
    references,
    stated,
    terms,
    totals,
)
from assistant.pipeline.labels import blur
from assistant.pipeline.texts import Text, text

_FIRST_PAGES = 3  # on which an order's number and sums are looked for once more
_ORDER_CODES = frozenset(kind.value for kind in ORDER_KINDS)


@dataclass(frozen=True, slots=True)
class Read:
    """What a mail and its papers say of an order.

    Facts stand in a fixed order of names, and what is not stated is left out. Every
    `Source.quote` stands word for word in the page, the subject, the body, the sender's
    address or the file name.
    """

    facts: tuple[Fact, ...] = ()
    people: tuple[Named, ...] = ()
    lines: tuple[Line, ...] = ()
    findings: tuple[OrderFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """What every reader of this mail needs."""

    message: Message
    rep: Rep
    phrases: Phrases
    said: str  # the mail's words and its files' names


def read(message: Message, documents: tuple[Document, ...], phrases: Phrases, rep: Rep) -> Read:
    """The order that a mail brings.

    A paper in a format that machines exchange is read first and alone; then papers titled as
    an order; without one, all papers. The mail's own words fill what the papers leave open.
    """
    origin = message.message_id or message.ref.id
    case = _Case(message, rep, phrases, _said(message))
    mail = [
        text(origin, "", 0, message.subject, phrases),
        text(origin, "", 0, message.body, phrases),
    ]
    from_mail = _from_texts(mail, case)
    chosen = _orders(documents, phrases, rep)
    machine = stated.read(origin, chosen or documents)
    if machine.facts:
        found = Read(machine.facts, machine.people, machine.lines)
    else:
        found = _from_pages(origin, chosen or documents, case)
    facts = _filled(found.facts, from_mail.facts)
    if first(facts, FactName.PO_NUMBER) is None:
        facts += _from_file_names(origin, message, phrases)
    if first(facts, FactName.CUSTOMER) is None:
        buyer = buyers.customer([], message, rep, phrases)
        facts += (buyer,) if buyer else ()
    facts, findings = doubts.weigh(
        doubts.Weighed(
            message=message,
            documents=documents,
            orders=chosen,
            facts=facts,
            mail=from_mail.facts,
            numbers=(*machine.numbers, *_numbers(origin, chosen, case)),
            hidden=_hidden(origin, chosen, case),
            other_total=_other_total(facts),
        ),
        phrases,
    )
    facts = tuple(sorted(facts, key=_place_in_list))
    return Read(facts, found.people or from_mail.people, found.lines, findings)


def _place_in_list(fact: Fact) -> int:
    return list(FactName).index(fact.name)


def _said(message: Message) -> str:
    names = " ".join(one.name for one in message.attachments)
    return f"{message.subject}\n{message.body}\n{names}"


def _orders(documents: Sequence[Document], phrases: Phrases, rep: Rep) -> tuple[Document, ...]:
    """The papers that are an order, those of a format that machines exchange first."""
    machine = [one for one in documents if any(p.kind in ORDER_KINDS for p in one.papers)]
    titled = []
    for document in documents:
        kind = papers.kind_of(document, phrases, rep) if document not in machine else None
        if kind and kind.code in _ORDER_CODES:
            titled.append(document)
    return (*machine, *titled)


def _from_pages(origin: str, documents: Sequence[Document], case: _Case) -> Read:
    pages = [
        text(origin, document.name, number, page, case.phrases, blur if document.scanned else fold)
        for document in documents
        for number, page in enumerate(document.pages, start=1)
    ]
    if not pages:
        return Read()
    found = _from_texts(pages, case)
    buyer = buyers.customer(pages, case.message, case.rep, case.phrases)
    return replace(found, facts=(*found.facts, *([buyer] if buyer else [])))


def _from_texts(texts: Sequence[Text], case: _Case) -> Read:
    phrases, message, rep = case.phrases, case.message, case.rep
    named = places.countries((one.text for one in texts), message, phrases)
    total = totals.total(texts, phrases)
    currency = currencies.currency(texts, total, named, phrases)
    money = currency.value if currency else ""
    order = day_order.order_of_days(texts, message, money, named, phrases)
    number = references.po_number(texts, case.said)
    people = persons.persons(texts, message, rep, phrases)
    single = (
        number,
        moments.po_date(texts, number, order, phrases),
        references.revision(texts, number),
        buyers.supplier(texts, rep, phrases) if texts[0].page else None,
        terms.site(texts),
        persons.contact(people),
        currency,
        total or totals.doubtful(texts),
        references.quote_reference(texts),
        terms.terms(texts, "payment_terms", FactName.PAYMENT_TERMS),
        terms.terms(texts, "delivery_terms", FactName.DELIVERY_TERMS),
        terms.project(texts),
    )
    facts = [fact for fact in single if fact]
    facts += moments.requested(texts, order, phrases)
    facts += moments.milestones(texts, order, phrases)
    return Read(tuple(facts), tuple(one.named for one in people))


def _numbers(origin: str, orders: Sequence[Document], case: _Case) -> Iterator[Fact]:
    """The PO number of each order paper, where there are several."""
    for document in orders if len(orders) > 1 else ():
        if not document.papers:
            pages = enumerate(document.pages[:_FIRST_PAGES], start=1)
            texts = [text(origin, document.name, at, page, case.phrases) for at, page in pages]
            number = references.po_number(texts, case.said)
            if number:
                yield number


def _hidden(origin: str, orders: Sequence[Document], case: _Case) -> tuple[Fact, ...]:
    """Number, total and currency as the other way of reading the same file gives them."""
    texts = [
        text(origin, document.name, at, page, case.phrases)
        for document in orders
        if not document.papers
        for at, page in enumerate(document.second[:_FIRST_PAGES], start=1)
    ]
    if not texts:
        return ()
    total = totals.total(texts, case.phrases)
    named = places.countries((), case.message, case.phrases)
    found = (
        references.po_number(texts, case.said),
        total,
        currencies.currency(texts, total, named, case.phrases),
    )
    return tuple(fact for fact in found if fact)


def _other_total(facts: Sequence[Fact]) -> str:
    """The second reading of the total, "" if it has one only."""
    total = first(facts, FactName.TOTAL)
    if total is None or total.status is not Status.INFERRED:
        return ""
    # The printed sum alone: what closes it, as in "9.870,-", may have decided it already.
    readings = amounts.two_readings(total.printed)
    return next((small for *_place, large, small in readings if large == total.value), "")


def _filled(facts: tuple[Fact, ...], more: tuple[Fact, ...]) -> tuple[Fact, ...]:
    known = {fact.name for fact in facts}
    return (*facts, *(fact for fact in more if fact.name not in known))


def _from_file_names(origin: str, message: Message, phrases: Phrases) -> tuple[Fact, ...]:
    for attachment in message.attachments:
        stem = attachment.name.rpartition(".")[0] or attachment.name
        fact = references.from_file_name(text(origin, attachment.name, 0, stem, phrases))
        if fact:
            return (fact,)
    return ()
