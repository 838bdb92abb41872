"""Reads an order's total and its currency; an order that states no total gets none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.content.phrases import Phrases
from assistant.domain.facts import Fact, FactName, Sensitivity
from assistant.pipeline import amounts
from assistant.pipeline.amounts import Amount, Decimals
from assistant.pipeline.labels import REACH, Label
from assistant.pipeline.texts import Text

_IN = re.compile(r"(?:\bin|\()\s?$")


def total(texts: Sequence[Text], phrases: Phrases) -> Fact | None:
    """The grand total: the largest amount beside a total's label, commercial in confidence.

    Labels that say "grand" or "gross" come before a plain or net total. Subtotals, taxes,
    quantities and column sums are none.
    """
    sign = amounts.decimals(text.text for text in texts)
    for name in ("total", "plain_total"):
        found = [one for text in texts for one in _stated(text, name, sign, phrases)]
        if found:
            text, label, amount = max(found, key=lambda one: Decimal(one[2].value))
            return text.fact(
                FactName.TOTAL,
                amount.value,
                (amount.start, amount.end),
                quoted_from=label.start,
                sensitivity=Sensitivity.COMMERCIAL,
            )
    return None


def currency(texts: Sequence[Text], of_total: Fact | None, phrases: Phrases) -> Fact | None:
    """The currency: beside the total, at its own label, or the only one beside amounts."""
    if of_total:
        for text in texts:
            at = text.text.find(of_total.source.quote)
            if at >= 0 and text.page == of_total.source.page:
                start, end = text.line(at)
                end = max(end, at + len(of_total.source.quote))
                found = amounts.currency_of(text.text[start:end], phrases)
                if found:
                    return _currency(text, found, start)
    for text in texts:
        for label in text.named("currency"):
            for spot in text.spots(label):
                found = amounts.currency_of(text.text[spot.start : spot.end], phrases)
                if found:
                    return _currency(text, found, spot.start)
    everywhere = [one for text in texts for one in _beside_numbers(text, phrases)]
    return everywhere[0] if len({fact.value for fact in everywhere}) == 1 else None


def _stated(
    text: Text, name: str, sign: Decimals, phrases: Phrases
) -> Iterator[tuple[Text, Label, Amount]]:
    for label in text.named(name):
        if "part_total" in label.names:
            continue
        for spot in text.spots(label):
            # The amount may stand far to the right: the whole rest of the line is beside.
            start = spot.start
            end = min(text.line(label.end)[1], start + REACH) if spot.beside else spot.end
            part = text.text[start:end]
            named = amounts.currency_of(part, phrases) is not None
            money = [
                one
                for one in amounts.find(part, sign, phrases)
                if one.has_decimals or named or one.currency
            ]
            amount = _only(money)
            if amount:
                yield (
                    text,
                    label,
                    replace(amount, start=amount.start + start, end=amount.end + start),
                )
            if amount or money:
                break


def _only(money: list[Amount]) -> Amount | None:
    """The one amount of a line, or the last if it is the sum of those before it."""
    if len({one.value for one in money}) == 1:
        return money[0]
    if len(money) > 1 and sum(Decimal(one.value) for one in money[:-1]) == Decimal(money[-1].value):
        return money[-1]
    return None


def _currency(text: Text, found: tuple[str, int, int], offset: int) -> Fact:
    code, start, end = found
    return text.fact(FactName.CURRENCY, code, (offset + start, offset + end))


def _beside_numbers(text: Text, phrases: Phrases) -> Iterator[Fact]:
    """Currencies that stand right before or behind a number, or in "prices in EUR"."""
    start = 0
    for line in text.text.split("\n"):
        found = amounts.currency_of(line, phrases)
        if found:
            _, a, b = found
            counted = re.search(r"\d\s?$", line[:a]) or re.match(r"\s{0,2}\d", line[b:])
            if counted or _IN.search(line[:a].lower()):
                yield _currency(text, found, start)
        start += len(line) + 1
