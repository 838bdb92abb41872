"""Compares a PO with our quotation: what differs goes to the rep before any letter is made."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from assistant.content.phrases import Phrases
from assistant.content.wording import letters
from assistant.domain.facts import Fact, FactName, Source, every, first
from assistant.domain.order import Doubt, Order, OrderFinding
from assistant.domain.paper import Line
from assistant.pipeline import amounts
from assistant.pipeline.quotes import Quote

_CENT = Decimal("0.01")


def compare(
    order: Order, pages: Iterable[str], quote: Quote, phrases: Phrases
) -> tuple[OrderFinding, ...]:
    """What the PO states otherwise than our quote; what only one of them states is no finding.

    `pages` are the PO's. A total counts as the same if either paper states the other's
    amount anywhere: one may show the net sum, the other the gross.
    """
    return (
        *_currency(order, quote),
        *_total(order, tuple(pages), quote, phrases),
        *_dates(order, quote),
        *_lines(order.lines, quote),
    )


def _currency(order: Order, quote: Quote) -> Iterator[OrderFinding]:
    ordered, offered = _sure(order.facts, FactName.CURRENCY), _sure(quote.facts, FactName.CURRENCY)
    if ordered and offered and ordered.value != offered.value:
        yield _differs("currency", ordered, offered, quote)


def _total(
    order: Order, pages: tuple[str, ...], quote: Quote, phrases: Phrases
) -> Iterator[OrderFinding]:
    ordered, offered = _sure(order.facts, FactName.TOTAL), _sure(quote.facts, FactName.TOTAL)
    if ordered is None or offered is None:
        return
    mine, theirs = _number(ordered.value), _number(offered.value)
    if mine is None or theirs is None or abs(mine - theirs) <= _CENT:
        return
    if theirs in _stated(pages, phrases) or mine in _stated(quote.pages, phrases):
        return
    yield _differs("total", ordered, offered, quote)


def _dates(order: Order, quote: Quote) -> Iterator[OrderFinding]:
    """Only an earlier date asks for more than we offered."""
    wanted = _stated_days(order.facts)
    offered = _stated_days(quote.facts)
    if wanted and offered and wanted[0].value < offered[0].value:
        yield _differs("delivery date", wanted[0], offered[0], quote)


def _lines(ordered: Iterable[Line], quote: Quote) -> Iterator[OrderFinding]:
    offered = {letters(one.item): one for one in quote.lines if one.item}
    for line in ordered:
        same = offered.get(letters(line.item))
        if not offered or not line.item:
            continue
        if same is None:
            yield _line(line, "is not in our quote", quote)
            continue
        for what, mine, theirs in (
            ("quantity", line.quantity, same.quantity),
            ("price", line.price, same.price),
        ):
            if mine and theirs and _number(mine) != _number(theirs):
                yield _line(line, f"has the {what} {mine}, our quote {theirs}", quote)


def _line(line: Line, what: str, quote: Quote) -> OrderFinding:
    shown = f"{line.number} {line.item}".strip()
    return OrderFinding(Doubt.DIFFERS, f"line {shown} {what} ({quote.name})")


def _differs(what: str, ordered: Fact, offered: Fact, quote: Quote) -> OrderFinding:
    message = f"the {what} is {ordered.printed} in the PO and {offered.printed} in {quote.name}"
    return OrderFinding(Doubt.DIFFERS, message, _places(ordered, offered))


def _places(*facts: Fact) -> tuple[Source, ...]:
    return tuple(fact.source for fact in facts)


def _sure(facts: Iterable[Fact], name: FactName) -> Fact | None:
    fact = first(facts, name)
    return fact if fact and fact.sure else None


def _stated_days(facts: Iterable[Fact]) -> list[Fact]:
    days = every(facts, FactName.REQUESTED_DATE)
    return sorted((fact for fact in days if fact.sure), key=lambda fact: fact.value)


def _stated(pages: tuple[str, ...], phrases: Phrases) -> set[Decimal]:
    sign = amounts.decimals(pages)
    return {
        Decimal(one.value)
        for page in pages
        for one in amounts.find(page, sign, phrases)
        if one.has_decimals or one.currency
    }


def _number(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None
