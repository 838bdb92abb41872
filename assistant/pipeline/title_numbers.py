"""Reads the PO number that no label names: it stands behind the paper's title, or near it."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.domain.facts import Fact, FactName, Status
from assistant.pipeline.candidates import candidates
from assistant.pipeline.grid import Cell, Row
from assistant.pipeline.labels import Label
from assistant.pipeline.spots import Place, Spot, Where
from assistant.pipeline.texts import Text

_HEADLINES = 4  # rows at a page's top, one of which may be nothing but title and number
_TOP = 25  # rows in which a title stands
_NEAR = 3  # rows around a title
_LEAST = 3  # digits of a number beside other cells
_YEAR = range(1990, 2100)


def alone(text: Text) -> Iterator[Fact]:
    """ "Order 71" as a line of its own at the top: the page's own name, before any label's."""
    for label, at, fact in _behind(text):
        row = text.layout.grid.rows[at.row]
        if at.row < _HEADLINES and len(row.cells) == 1 and not label.colon:
            yield fact


def behind_title(text: Text) -> Iterator[Fact]:
    """ "ORDER 884120": title and number fill a cell in the page's upper rows."""
    for _label, _at, fact in _behind(text):
        if _digits(fact.value) >= _LEAST:
            yield fact


def near_title(text: Text) -> Iterator[Fact]:
    """The one number in a cell of its own in the rows around the title; only inferred.

    What stands at any label is that label's value, and two numbers decide nothing.
    """
    titles = [
        at
        for label in text.named("po_title")
        if text.page == 1 and (at := text.place(label)) and at.fills and at.row < _TOP
    ]
    labelled = _values(text) if titles else set()
    found: dict[str, Fact] = {}
    for at in titles:
        for row in text.layout.grid.rows[max(at.row - _NEAR, 0) : at.row + _NEAR + 1]:
            for cell in row.cells:
                fact = None if cell.start in labelled else _whole(text, row, cell)
                if fact:
                    found.setdefault(fact.value, fact)
    if len(found) == 1:
        yield from found.values()


def _behind(text: Text) -> Iterator[tuple[Label, Place, Fact]]:
    """The numbers that fill the rest of a title's cell."""
    for label in text.named("po_title") if text.page == 1 else ():
        at = text.place(label)
        if at is None or at.row >= _TOP or not at.opens or at.fills:
            continue
        cell = text.layout.grid.rows[at.row].cells[at.cell]
        spot = Spot(label.stop, cell.end, label.start, Where.INSIDE)
        if not text.text[label.stop].isspace():
            continue  # "PO-4711" is one number
        for start, end in candidates(text.text, spot):
            if not text.text[end : cell.end].strip() and not _is_year(text.text[start:end]):
                yield label, at, _fact(text, start, end, label.start)


def _whole(text: Text, row: Row, cell: Cell) -> Fact | None:
    spot = Spot(cell.start, cell.end, cell.start, Where.BELOW)
    for start, end in candidates(text.text, spot):
        value = text.text[start:end]
        fills = start == cell.start and end == cell.end and " " not in value
        if fills and _digits(value) > _LEAST and not _is_year(value) and len(row.cells) < _NEAR:
            return replace(_fact(text, start, end, start), status=Status.INFERRED)
    return None


def _values(text: Text) -> set[int]:
    """Where the values of all labels start but for the title's."""
    return {
        spot.start
        for label in text.layout.labels
        if "po_title" not in label.names
        for spot in text.spots(label)
    }


def _fact(text: Text, start: int, end: int, quoted_from: int) -> Fact:
    value = " ".join(text.text[start:end].split())
    return text.fact(FactName.PO_NUMBER, value, (start, end), quoted_from=quoted_from)


def _digits(value: str) -> int:
    return sum(letter.isdigit() for letter in value)


def _is_year(value: str) -> bool:
    return value.isdecimal() and int(value) in _YEAR
