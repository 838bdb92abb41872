"""Reads the lines that stand under a label as one block, such as a company with its address."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.pipeline.grid import Cell, Row
from assistant.pipeline.labels import Label
from assistant.pipeline.spots import Where
from assistant.pipeline.texts import Text

_LONGEST = 8  # lines
_SKIPPED = 2  # rows of neighbouring columns between two lines of a block
_SHIFT = 3  # columns by which the lines of a block may be set in


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block at `start`..`end` of its page."""

    start: int
    end: int


def block(text: Text, label: Label) -> tuple[Line, ...]:
    """The lines at a label, first the one beside it or the one below, then those under that."""
    first = next((one for one in text.spots(label) if one.where is not Where.STACK), None)
    if first is None:
        return ()
    found = [Line(first.start, first.end)]
    rows = text.layout.grid
    at = rows.row_at(first.start)
    if at < 0:
        return tuple(found)
    cell = rows.rows[at].cells[rows.cell_at(at, first.start)]
    left = cell.left + max(first.start - cell.start, 0)
    # Text behind a label goes on below itself or below the label.
    homes = (left,) if first.where is Where.BELOW else (left, *_label_left(text, label))
    for line in _under(text, at, homes):
        found.append(line)
        if len(found) == _LONGEST:
            break
    return tuple(found)


def _label_left(text: Text, label: Label) -> tuple[int, ...]:
    at = text.place(label)
    return (at.span.left,) if at else ()


def _under(text: Text, at: int, homes: tuple[int, ...]) -> Iterator[Line]:
    skipped = 0
    for row in text.layout.grid.below(at, most=_LONGEST * 3, gap=1):
        # What stands beside another label is its value, even if it is set right below.
        if any(one.start in text.layout.heads and _near(one, homes) for one in row.cells):
            return
        cell = _aligned(row, homes)
        if cell is None:
            skipped += 1
            if skipped > _SKIPPED:
                return
            continue
        if _ends(text, row, cell):
            return
        skipped = 0
        yield Line(cell.start, cell.end)


def _aligned(row: Row, homes: tuple[int, ...]) -> Cell | None:
    return next((one for home in homes for one in row.cells if _near(one, (home,))), None)


def _near(cell: Cell, homes: tuple[int, ...]) -> bool:
    return any(abs(cell.left - home) <= _SHIFT for home in homes)


def _ends(text: Text, row: Row, cell: Cell) -> bool:
    """A block ends at a label that is a head, or that a colon closes."""
    if cell.start in text.layout.heads:
        return True
    at = text.layout.grid.row_at(row.start)
    return any(one.start == cell.start and one.colon for one in text.layout.in_row.get(at, ()))
