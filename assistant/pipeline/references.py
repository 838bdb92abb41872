"""Reads the numbers that papers are known by: the PO's, its revision's, our quote's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from assistant.content.wording import fold
from assistant.domain.facts import Fact, FactName, Status
from assistant.pipeline.candidates import candidates
from assistant.pipeline.labels import Label
from assistant.pipeline.shapes import (
    SELF_NAMED,
    has_shape,
)
from assistant.pipeline.spots import Spot, Where
from assistant.pipeline.texts import Text
from assistant.pipeline.title_numbers import alone, behind_title, near_title

_REVISION = re.compile(r"[\s:#.-]*([A-Z]?\d{1,3}|[A-Z])(?![\w/.-])")
# "4711 Rev. B", "4711, 2": what a number is followed by when it names its revision.
_SUFFIX = re.compile(
    r"[ ]?(?:[,;(/-][ ]?)?(?:rev(?:ision)?|ver(?:sion)?|amendment|amd)\b\.?[ :#-]{0,3}"
)
_COUNTED = re.compile(r",[ ](\d{1,2})(?![\w/.,-])")
_MOST = 40  # candidates that are weighed
_SHORT = 4  # characters; a shorter number says little when it stands in a mail too
_TOP = 25  # rows in which a revision may stand without a colon
# The ways to a PO number, the best first.
_RANKS = ("po_number", "order_number", "po_title", "bare_number", "our_reference")


def po_number(texts: Sequence[Text], said: str = "") -> Fact | None:
    """The PO number, with the reading that the mail's own words in `said` agree with first.

    It stands beside or below its own label, an order number's, the title, or names itself.
    """
    found = list(islice(_numbers(texts), _MOST))
    plain = fold(said)
    agreed = (one for one in found if len(one.value) >= _SHORT and stands(one.value, plain))
    return next(agreed, found[0] if found else None)


def stands(value: str, folded: str) -> bool:
    """True if `value` stands in folded words, not as part of a longer number."""
    wanted = re.escape(fold(value))
    return bool(re.search(rf"(?<![^\W_]){wanted}(?![^\W_])", folded))


def _numbers(texts: Sequence[Text]) -> Iterator[Fact]:
    yield from (fact for text in texts for fact in alone(text))
    for rank in _RANKS:
        if rank == "order_number":
            yield from (fact for text in texts for fact in behind_title(text))
        if rank == "our_reference":
            yield from (fact for text in texts for fact in _self_named(text))
        for text in texts:
            for label in text.named(rank):
                if not _may_name(text, label, rank):
                    continue
                fact = _beside(text, label, FactName.PO_NUMBER)
                if fact:
                    yield fact
    yield from (fact for text in texts for fact in near_title(text))


def from_file_name(text: Text) -> Fact | None:
    """A PO number in an attachment's name: only inferred, names are given in passing."""
    fact = po_number([text])
    return replace(fact, status=Status.INFERRED) if fact else None


def quote_reference(texts: Sequence[Text]) -> Fact | None:
    """The number of our quotation as the customer writes it."""
    for name in ("quote", "quote_text"):
        for text in texts:
            for label in text.named(name):
                near = name == "quote_text" or (text.page == 0 and not label.colon)
                fact = _beside(text, label, FactName.QUOTE_REFERENCE, near=near)
                if fact:
                    return fact
    return None


def revision(texts: Sequence[Text], number: Fact | None) -> Fact | None:
    """The revision's short number or letter: beside its label, or behind the PO number."""
    for text in texts:
        for label in text.named("revision"):
            at = text.place(label)
            opens = at and at.opens and at.row < _TOP and (at.cell == 0 or at.fills)
            if not (label.colon or opens):
                continue
            for spot in text.spots(label)[:2]:
                match = _REVISION.match(text.text, spot.start)
                if match and match.end() <= spot.end:
                    place = match.span(1)
                    return text.fact(
                        FactName.PO_REVISION, match[1], place, quoted_from=spot.quoted_from
                    )
    return next((fact for text in texts for fact in _suffix(text, number)), None)


def _suffix(text: Text, number: Fact | None) -> Iterator[Fact]:
    if number is None or number.source.page != text.page or not number.source.quote:
        return
    at = text.text.find(number.source.quote)
    if at < 0 or number.source.document != text.document:
        return
    end = at + len(number.source.quote)
    labelled = _SUFFIX.match(fold(text.text[end : end + 30]))
    if labelled:
        match = _REVISION.match(text.text, end + labelled.end())
    else:
        match = _COUNTED.match(text.text, end)
    if match:
        yield text.fact(FactName.PO_REVISION, match[1], match.span(1), quoted_from=at)


def _may_name(text: Text, label: Label, rank: str) -> bool:
    """A bare "order" must not be one of a sentence's, a bare "Number" must head a cell."""
    if rank == "po_title":
        return not (label.text == "order" and text.page and not label.colon)
    at = text.place(label)
    if rank != "bare_number":
        return True
    if at is None or text.page != 1 or at.row >= _TOP:
        return False
    return at.fills or (at.opens and any(_titles(text, row) for row in (at.row, at.row - 1)))


def _titles(text: Text, row: int) -> bool:
    return any("po_title" in one.names for one in text.layout.in_row.get(row, ()))


def _beside(text: Text, label: Label, name: FactName, *, near: bool = False) -> Fact | None:
    if "po_title" in label.names and _self_named_at(text, label):
        return next(_self_named(text), None)
    for spot in text.spots(label):
        if near and spot.where is not Where.INSIDE:
            break
        titled = "po_title" in label.names and label.names.isdisjoint(("po_number", "order_number"))
        for start, end in candidates(text.text, spot):
            if titled and not _fits_title(text, label, spot, (start, end)):
                continue
            value = " ".join(text.text[start:end].split())
            return text.fact(name, value, (start, end), quoted_from=spot.quoted_from)
    return None


def _fits_title(text: Text, label: Label, spot: Spot, place: tuple[int, int]) -> bool:
    """Beside a title a number may stand; below it only one that fills its cell."""
    value = text.text[slice(*place)]
    long = sum(one.isdigit() for one in value) >= 3
    long = long or (text.page == 0 and label.text != "order")
    if spot.where is Where.INSIDE:
        return long or label.colon or "#" in text.text[label.start : place[0]]
    alone = not text.text[place[1] : spot.end].strip() and place[0] - spot.start <= 2
    return alone and long and len(value) >= _SHORT


def _self_named_at(text: Text, label: Label) -> bool:
    match = SELF_NAMED.match(text.text, label.start)
    return bool(match and has_shape(match[0]))


def _self_named(text: Text) -> Iterator[Fact]:
    for match in SELF_NAMED.finditer(text.text):
        if has_shape(match[0]):
            yield text.fact(FactName.PO_NUMBER, match[0], match.span())
