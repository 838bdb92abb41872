"""Reads an order's currency: from a code, or from a sign with what the paper says around it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.content.phrases import Phrases
from assistant.content.wording import fold
from assistant.domain.facts import Fact, FactName, Status
from assistant.pipeline import amounts
from assistant.pipeline.grid import Cell, Row
from assistant.pipeline.places import Countries
from assistant.pipeline.texts import Text

_IN = re.compile(r"(?:\bin|\(|\[)\s?$")
_CODE = re.compile(r"(?<![^\W\d_])[A-Z]{3}(?![^\W\d_])")
_MOST = 2_000  # codes that are looked at
_MAJORITY = 0.8


def currency(
    texts: Sequence[Text], of_total: Fact | None, countries: Countries, phrases: Phrases
) -> Fact | None:
    """The currency: beside the total, at its own label, or what stands beside the amounts.

    A sign that several currencies share is only inferred, unless the paper's countries or a
    code elsewhere say which one it is.
    """
    found = (
        _beside_total(texts, of_total, phrases)
        or _labelled(texts, phrases)
        or _most(_beside_numbers(texts, phrases))
    )
    return _settled(found, texts, countries, phrases) if found else None


def _beside_total(texts: Sequence[Text], total: Fact | None, phrases: Phrases) -> Fact | None:
    if total is None:
        return None
    for text in texts:
        at = text.text.find(total.source.quote)
        if at < 0 or text.page != total.source.page or text.document != total.source.document:
            continue
        start, end = text.line(at)
        end = max(end, at + len(total.source.quote))
        for part in ((at, at + len(total.source.quote)), (start, end)):
            found = amounts.currency_of(text.text[slice(*part)], phrases)
            if found:
                return _fact(text, found, part[0])
    return None


def _labelled(texts: Sequence[Text], phrases: Phrases) -> Fact | None:
    for text in texts:
        for label in text.named("currency"):
            for spot in text.spots(label):
                found = amounts.currency_of(text.text[spot.start : spot.end], phrases)
                if found:
                    return _fact(text, found, spot.start)
    return None


def _beside_numbers(texts: Sequence[Text], phrases: Phrases) -> Iterator[Fact]:
    """Currencies beside a number, at the end of a cell without figures, or as in "in EUR"."""
    for text in texts:
        for row in text.layout.grid.rows:
            if amounts.currency_of(text.text[row.start : row.end], phrases) is None:
                continue
            for cell in row.cells:
                found = amounts.currency_of(text.text[cell.start : cell.end], phrases)
                if found and _counts(text.text, row, cell, found):
                    yield _fact(text, found, cell.start)


def _counts(page: str, row: Row, cell: Cell, found: tuple[str, int, int]) -> bool:
    _, start, end = found
    inside, after = page[cell.start : cell.start + start], page[cell.start + end : row.end]
    before = page[row.start : cell.start + start]
    # "Amount EUR" is the head of a column, "EUR" alone stands beside its figure.
    ends = cell.start + end == cell.end and not any(letter.isdigit() for letter in inside)
    counted = re.search(r"\d[ \xa0]?$", before) or re.match(r"\s{0,2}\d", after)
    return bool(ends or counted or _IN.search(before.lower()))


def _most(found: Iterator[Fact]) -> Fact | None:
    """The first of those that nearly all agree on; a paper in two currencies has none."""
    every = [one for one, _number in zip(found, range(_MOST), strict=False)]
    counted = Counter(one.value for one in every)
    for value, count in counted.most_common(1):
        if count >= _MAJORITY * len(every):
            return next(one for one in every if one.value == value)
    return None


def _settled(found: Fact, texts: Sequence[Text], countries: Countries, phrases: Phrases) -> Fact:
    shares = phrases.shared_signs.get(fold(found.printed))
    if shares is None:
        return found
    named = shares.intersection(_codes(texts, phrases))
    if len(named) == 1:
        return _as(found, next(iter(named)), Status.CUSTOMER_STATED)
    local = shares & countries.monies
    if len(local) == 1:
        sure = found.value in local
        return _as(found, next(iter(local)), Status.CUSTOMER_STATED if sure else Status.INFERRED)
    return _as(found, found.value, Status.INFERRED)


def _codes(texts: Sequence[Text], phrases: Phrases) -> list[str]:
    found = (match[0] for text in texts for match in _CODE.finditer(text.text))
    return [
        code for code, _number in zip(found, range(_MOST), strict=False) if code in phrases.codes
    ]


def _as(found: Fact, code: str, status: Status) -> Fact:
    return Fact(FactName.CURRENCY, code, found.printed, found.source, status)


def _fact(text: Text, found: tuple[str, int, int], offset: int) -> Fact:
    code, start, end = found
    return text.fact(FactName.CURRENCY, code, (offset + start, offset + end))
