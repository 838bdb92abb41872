"""Reads the numbers that papers are known by: the PO's, its revision's, our quote's."""

import re
from collections.abc import Iterator, Sequence

from assistant.domain.facts import Fact, FactName, Status
from assistant.pipeline.labels import Label, Spot
from assistant.pipeline.texts import Text

_LONGEST = 30
_PIECE = r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?"
_REFERENCE = re.compile(
    rf"(?:[A-Z]{{1,4}}[ ]{{1,2}}(?=\d))?{_PIECE}(?:[ ]{{0,2}}[-/][ ]{{0,2}}{_PIECE})*"
)
_LEAD = re.compile(r"[\s:#.°º=\-–—*(]*(?:(?:is|was|lautet|est|es|é|è)\s+)?[#\s]*")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_MONEY = re.compile(r"\d{1,3}(?:[.,]\d{3})+[.,]\d{2}|\d+[.,]\d{2}")
_VALUE = re.compile(r"(?=\S*\d)\S+\s+")
_LOOSE = re.compile(r"[ ]{1,2}[-/][ ]{0,2}|[ ]{0,2}[-/][ ]{1,2}")
_PAGE = re.compile(r"\d{1,3}/\d{1,3}")
# A number that carries the word itself: PO-2025-001, PO100538, P.O.-7731/B.
_SELF_NAMED = re.compile(r"(?<![\w.])(?:L?P\.?O\.?)[-_]?(?=\d)[\w./-]*\w")
# "x.com", "1.pay-here.de": a host, which a letter must never carry as a number.
_HOST = re.compile(r"[^\W_]\.[^\W\d_]{2,}")
_RUN = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[^\W_]+")
# Words in a sentence's letters: "discount", or "free" and "gift".
_WORDY = re.compile(r"[a-z]{6,}|[a-z]{4,}.*[a-z]{4,}")
_LONGEST_RUN = 8  # letters
_MOST_LETTERS = 10
_MOST_PARTS = 5
_REVISION = re.compile(r"[\s:#.-]*([A-Z]?\d{1,3}|[A-Z])(?![\w/.-])")


def po_number(texts: Sequence[Text]) -> Fact | None:
    """The PO number: beside or below its own label, then an order number, then the title's."""
    for names in (("po_number",), ("order_number",), ("po_title",)):
        for text in texts:
            for label in text.named(*names):
                fact = _beside(text, label, FactName.PO_NUMBER)
                if fact:
                    return fact
    return next((fact for text in texts for fact in _self_named(text)), None)


def from_file_name(text: Text) -> Fact | None:
    """A PO number in an attachment's name: only inferred, names are given in passing."""
    fact = po_number([text])
    if fact is None:
        return None
    return Fact(fact.name, fact.value, fact.printed, fact.source, Status.INFERRED)


def quote_reference(texts: Sequence[Text]) -> Fact | None:
    """The number of our quotation as the customer writes it."""
    for names in (("quote",), ("quote_text",)):
        for text in texts:
            for label in text.named(*names):
                fact = _beside(text, label, FactName.QUOTE_REFERENCE, near=names == ("quote_text",))
                if fact:
                    return fact
    return None


def revision(texts: Sequence[Text]) -> Fact | None:
    """The revision's short number or letter, if the PO names one beside a label."""
    for text in texts:
        for label in text.named("revision"):
            opens = not text.text[text.line(label.start)[0] : label.start].strip()
            match = _REVISION.match(text.text, label.end)
            if match and (label.colon or opens):
                return text.fact(
                    FactName.PO_REVISION, match[1], match.span(1), quoted_from=label.start
                )
    return None


def _beside(text: Text, label: Label, name: FactName, *, near: bool = False) -> Fact | None:
    if name is FactName.PO_NUMBER and _self_named_at(text, label):
        return next(_self_named(text), None)
    for spot in text.spots(label):
        if near and not spot.beside:
            break
        titled = "po_title" in label.names and label.names.isdisjoint(("po_number", "order_number"))
        if titled and not spot.beside:
            break
        for start, end in _candidates(text.text, spot, first_only=spot.beside):
            value = " ".join(text.text[start:end].split())
            return text.fact(name, value, (start, end), quoted_from=spot.quoted_from)
    return None


def _self_named_at(text: Text, label: Label) -> bool:
    match = _SELF_NAMED.match(text.text, label.start)
    return bool(match and _has_shape(match[0]))


def _self_named(text: Text) -> Iterator[Fact]:
    for match in _SELF_NAMED.finditer(text.text):
        if not _has_shape(match[0]):
            continue
        yield text.fact(FactName.PO_NUMBER, match[0], match.span())


def _candidates(page: str, spot: Spot, *, first_only: bool) -> Iterator[tuple[int, int]]:
    """Places of what looks like a paper's number; beside a label only what stands first."""
    lead = _LEAD.match(page, spot.start, spot.end)
    start = lead.end() if lead else spot.start
    while start < spot.end:
        match = _REFERENCE.match(page, start, spot.end)
        if match:
            end = _trim(page, start, match.end())
            if _is_reference(page, start, end, beside=spot.beside):
                yield start, end
                return
        if first_only:
            return
        # In a row of values under a row of labels only other values may come before it.
        other = _VALUE.match(page, start, spot.end)
        if not other:
            return
        start = other.end()


def _trim(page: str, start: int, end: int) -> int:
    """Cuts what is no part of the number behind a dash or slash with blanks around it.

    "UP1 - 102217" is one number; "4711 / 2x pump", "4711 - 12 pumps" and "4711 / 1.5.2026"
    are a number and more.
    """
    for part in _LOOSE.finditer(page, start, end):
        rest = page[part.end() : end]
        joined = "-" in part[0] and rest.isdigit() and len(rest) > 1
        if not joined or re.match(r" [^\W\d_]", page[end : end + 2]):
            return part.start()
    return end


def _has_shape(value: str) -> bool:
    """Short, with a digit, and neither a host nor words: "PO-1/Thank.You" is no number.

    A number stands in every letter of the order, and any sender may choose it.
    """
    if len(value) > _LONGEST or not any(letter.isdigit() for letter in value):
        return False
    runs = _RUN.findall(value)
    parts = _PART.findall(value.replace("P.O.", "PO"))
    return (
        not _HOST.search(value)
        and len(parts) <= _MOST_PARTS
        and max(map(len, runs), default=0) <= _LONGEST_RUN
        and sum(map(len, runs)) <= _MOST_LETTERS
        and not _WORDY.search(value)
    )


def _is_reference(page: str, start: int, end: int, *, beside: bool) -> bool:
    value = page[start:end]
    if not _has_shape(value):
        return False
    if any(one.fullmatch(value) for one in (_DATE, _MONEY, _PAGE if not beside else _DATE)):
        return False
    after = page[end : end + 2]
    if after[:1] == "%" or page[start - 1 : start] == "+" or after[:1] == "@":
        return False
    # "4122 Metric Drive" below a label is an address, not the number.
    if not beside and value.isdigit() and re.match(r" [^\W\d_]{2,}", page[end : end + 4]):
        return False
    return bool(beside or len(value) > 1)
