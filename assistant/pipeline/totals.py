"""Reads an order's total; an order that states no total gets none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, product

from assistant.content.phrases import Phrases
from assistant.domain.facts import Fact, FactName, Status
from assistant.pipeline import amounts
from assistant.pipeline.amounts import Amount, Decimals
from assistant.pipeline.labels import Label
from assistant.pipeline.spots import REACH, Spot, Where
from assistant.pipeline.texts import Text

_SENTENCE_REACH = 120  # characters in which a sentence names its amount
_SENTENCE = re.compile(r"(?:[^.;\n]|\.(?=\S)|\n(?!\s*\n))*")
_EACH = re.compile(r"\W{0,3}(?:each|per|je|pro|chacun|cada|l'un|/)", re.I)
_TABLE = 3  # heads of columns that make a table of items
_CENTS = Decimal("0.02")  # what rounding may add between a sum and its parts
_MOST = 60  # sums of one kind that are weighed
_WHOLE = ("total", "net_total")  # labels that can only mean money
_LEAST = Decimal(100)  # beside them, an amount without decimals or a currency
_NEAR = 40  # characters of other words between a total's label and its amount


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount beside a label that speaks of a sum."""

    text: Text
    label: Label
    amount: Amount

    @property
    def value(self) -> Decimal:
        return Decimal(self.amount.value)

    def fact(self, status: Status) -> Fact:
        place = self.amount.start, self.amount.end
        start = self.label.start
        return self.text.fact(
            FactName.TOTAL, self.amount.value, place, quoted_from=start, status=status
        )


def total(texts: Sequence[Text], phrases: Phrases) -> Fact | None:
    """The grand total, commercial in confidence: one that its parts add up to comes first.

    Then a label that says "grand" or "gross", then a plain total, then a net one. Subtotals,
    taxes, quantities and column sums are none. Plain totals that differ and that nothing adds
    up to are only inferred.
    """
    sign = amounts.decimals(text.text for text in texts)
    gross, plain, net, sub, tax = (
        list(islice(_sums(texts, name, sign, phrases), _MOST))
        for name in ("total", "plain_total", "net_total", "subtotal", "tax_total")
    )
    if net and not plain and not any(one.amount.has_decimals for one in net):
        # Money without cents: beside such a net sum a plain "Total" is no count of pieces.
        plain = list(islice(_sums(texts, "plain_total", sign, phrases, _LEAST), _MOST))
    proved = _proved([*gross, *plain, *net], [*net, *sub, *plain, *gross], tax)
    if proved:
        return proved.fact(Status.CUSTOMER_STATED)
    if gross:
        return max(gross, key=lambda one: one.value).fact(Status.CUSTOMER_STATED)
    if plain:
        best = max(plain, key=lambda one: one.value)
        rest = {one.value for one in plain} - {best.value}
        sure = not rest or abs(sum(rest) - best.value) <= _CENTS
        return best.fact(Status.CUSTOMER_STATED if sure else Status.INFERRED)
    if net:
        return max(net, key=lambda one: one.value).fact(Status.CUSTOMER_STATED)
    return next(_in_words(texts, sign, phrases), None)


def _in_words(texts: Sequence[Text], sign: Decimals, phrases: Phrases) -> Iterator[Fact]:
    """ "Amount: $45,180.00", "Cost £4,480.00 + VAT", or a sentence; all are only inferred."""
    for one in _sums(texts, "amount", sign, phrases):
        at = one.text.place(one.label)
        opens = at and at.opens and not at.fills and not _has_table(one.text)
        if (one.label.colon or opens) and one.amount.currency:
            yield one.fact(Status.INFERRED)
    yield from _in_sentences(texts, sign, phrases)


def _in_sentences(texts: Sequence[Text], sign: Decimals, phrases: Phrases) -> Iterator[Fact]:
    """ "The price is agreed at £4,954.00": an amount with its currency, only inferred."""
    for text in texts:
        for label in text.named("price_text"):
            if _has_table(text):
                break
            sentence = _SENTENCE.match(text.text, label.end, label.end + _SENTENCE_REACH)
            part = text.text[label.end : sentence.end() if sentence else label.end]
            for one in amounts.find(part, sign, phrases)[:1]:
                if one.currency and not _EACH.match(part, one.end):
                    moved = replace(one, start=one.start + label.end, end=one.end + label.end)
                    yield Sum(text, label, moved).fact(Status.INFERRED)


def doubtful(texts: Sequence[Text]) -> Fact | None:
    """A total such as 12.500 that may be read two ways: the larger one, only inferred."""
    if amounts.decimals(text.text for text in texts) is not Decimals.UNKNOWN:
        return None
    for name in ("total", "plain_total", "net_total"):
        for text in texts:
            for label in _of(text, name):
                for spot in text.spots(label):
                    start, end = _part(text, label, spot)
                    for one, two, large, _small in amounts.two_readings(text.text[start:end]):
                        return text.fact(
                            FactName.TOTAL,
                            large,
                            (start + one, start + two),
                            quoted_from=label.start,
                            status=Status.INFERRED,
                        )
    return None


def _has_table(text: Text) -> bool:
    heads = (text.place(one) for one in text.named("column"))
    return sum(1 for at in heads if at and at.fills) >= _TABLE


def _proved(pool: list[Sum], bases: list[Sum], taxes: list[Sum]) -> Sum | None:
    """The sum that another one and the taxes add up to."""
    rates = {one.value for one in taxes if one.value > 0}
    added = {*rates, sum(rates, Decimal(0))} - {Decimal(0)}
    parts = {one.value for one in bases}
    wanted = [base + tax for base, tax in product(parts, added)]
    fitting = [one for one in pool if any(abs(one.value - sum_) <= _CENTS for sum_ in wanted)]
    return max(fitting, key=lambda one: one.value) if fitting else None


def _of(text: Text, name: str) -> Iterator[Label]:
    for label in text.named(name):
        if not text.layout.item_head(label):
            yield label


def _sums(
    texts: Sequence[Text],
    name: str,
    sign: Decimals,
    phrases: Phrases,
    whole_from: Decimal | None = None,
) -> Iterator[Sum]:
    for text in texts:
        for label in _of(text, name):
            least = _LEAST if name in _WHOLE else whole_from
            found = _amount(text, label, sign, phrases, whole_from=least)
            if found:
                yield Sum(text, label, found)


def _amount(
    text: Text, label: Label, sign: Decimals, phrases: Phrases, *, whole_from: Decimal | None
) -> Amount | None:
    """The amount at a label: with decimals or a currency, or at least `whole_from` if given."""
    named = amounts.currency_of(text.text[label.start : label.end], phrases) is not None
    for spot in text.spots(label):
        start, end = _part(text, label, spot)
        part = text.text[start:end]
        coin = named or amounts.currency_of(part, phrases) is not None
        money = [
            one
            for one in amounts.find(part, sign, phrases)
            if one.has_decimals
            or coin
            or one.currency
            or (whole_from is not None and Decimal(one.value) >= whole_from)
        ]
        found = _only(money)
        if found and len("".join(part[: found.start].split())) <= _NEAR:
            return replace(found, start=found.start + start, end=found.end + start)
        if money:
            return None
    return None


def _part(text: Text, label: Label, spot: Spot) -> tuple[int, int]:
    """Beside a label the amount may stand far to the right, up to the next label."""
    if spot.where in (Where.BELOW, Where.STACK):
        return spot.start, spot.end
    end = min(text.line(label.end)[1], spot.start + REACH)
    at = text.place(label)
    others = text.layout.in_row[at.row] if at else ()
    heads = text.layout.heads
    return spot.start, min(
        [end, *(one.start for one in others if spot.start < one.start < end and one.start in heads)]
    )


def _only(money: list[Amount]) -> Amount | None:
    """The one amount of a line, the one with a currency, or the sum of those before it."""
    if len({one.value for one in money}) == 1:
        return money[0]
    coined = [one for one in money if one.currency]
    if len({one.value for one in coined}) == 1:
        return coined[0]
    if len(money) > 1 and sum(Decimal(one.value) for one in money[:-1]) == Decimal(money[-1].value):
        return money[-1]
    return None
