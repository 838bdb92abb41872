"""Says where on a page the value of a label may stand: beside it, or below it in its columns."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from assistant.pipeline.grid import Cell, Grid, Row
from assistant.pipeline.labels import Label

REACH = 300  # characters in which a value follows its label
_HIGHEST_STACK = 30  # lines
_ROWS_BELOW = 3
# Before a label in its cell: signs, "6.", or its name in another language, "Datum / Date".
_BEFORE = re.compile(r"[\s*(\[•.▌-]*(?:\(?\d{1,2}[.)][ ]?)?(?:[^\W\d_][^\d:]{0,30}[ ]?/[ ]?)?")
# Behind it: signs, a remark, "/Time", its name in another language.
_BEHIND = re.compile(
    r"[\s:.\-=#)\]*\u3000-\u9fff]*"
    r"(?:\([^()]{1,30}\)|/[ ]?[^\W\d_][^\W\d_.°º]{0,20}(?:[ ][^\W\d_.°º]+){0,4})?[\s:.*]*"
)
_SIGNS = " \t\xa0:.-=#"


class Where(Enum):
    """How a value lies to its label."""

    INSIDE = "in the label's cell"
    RIGHT = "in the next cell"
    STACK = "in a stack of values under a stack of labels"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the page where a label's value may stand; `quoted_from` is where to quote."""

    start: int
    end: int
    quoted_from: int
    where: Where

    @property
    def beside(self) -> bool:
        return self.where in (Where.INSIDE, Where.RIGHT)


@dataclass(frozen=True, slots=True)
class Place:
    """A label on the grid: its row, its cell, the columns it spans, and whether it is a head.

    `fills`: nothing but the label stands in its cell. `opens`: the cell begins with it.
    `head`: the cells beside it are filled by labels too, so its value stands below.
    """

    row: int
    cell: int
    span: Cell
    fills: bool
    opens: bool
    head: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A page with its rows and its labels laid on them.

    `heads` are the cells that are a label's alone: they start with one that a colon closes or
    that fills the cell.
    """

    page: str
    grid: Grid
    labels: tuple[Label, ...]
    places: Mapping[Label, Place]
    in_row: Mapping[int, tuple[Label, ...]]
    by_name: Mapping[str, tuple[Label, ...]]
    heads: frozenset[int]

    def spots(self, label: Label) -> Iterator[Spot]:
        """Where the value of `label` may stand, the most likely place first."""
        found = self.places.get(label)
        if found is None:
            return
        yield from self._beside(label, found)
        yield from self._stacked(label, found)
        if found.fills or label.colon:
            yield from self._below(label, found)

    def _beside(self, label: Label, found: Place) -> Iterator[Spot]:
        row = self.grid.rows[found.row]
        cell = row.cells[found.cell]
        if not found.fills:
            end = min(self._next(found.row, label.stop, cell.end), label.stop + REACH)
            start = label.end if label.end < end else label.stop
            if self.page[start:end].strip(_SIGNS):
                yield Spot(start, end, label.start, Where.INSIDE)
                return
        if found.head:
            return
        for after in row.cells[found.cell + 1 : found.cell + 3]:
            if after.start in self.heads:
                return
            if self.page[after.start : after.end].strip(_SIGNS):
                end = min(self._next(found.row, after.start + 1, after.end), after.start + REACH)
                yield Spot(after.start, end, label.start, Where.RIGHT)
                return

    def _next(self, row: int, start: int, end: int) -> int:
        """Where the next label of a row begins, if a colon or a wide gap sets it off."""
        for one in self.in_row.get(row, ()):
            gap = self.page[max(one.start - 2, 0) : one.start].isspace()
            if start <= one.start < end and (one.colon or gap):
                return one.start
        return end

    def _stacked(self, label: Label, found: Place) -> Iterator[Spot]:
        """The value line of a label in a block of lines that are labels only."""
        rows, here = self.grid.rows, found.row
        if not label.colon or not self._only_label(here):
            return
        first = last = here
        while here - first < _HIGHEST_STACK and first and self._only_label(first - 1):
            first -= 1
        while last - here < _HIGHEST_STACK and self._only_label(last + 1):
            last += 1
        target = last + 1 + (here - first)
        if last > first and target < len(rows):
            start, end = rows[target].start, rows[target].end
            yield Spot(start, end, start, Where.STACK)

    def _only_label(self, index: int) -> bool:
        rows = self.grid.rows[index : index + 1]
        text = self.page[rows[0].start : rows[0].end].strip() if rows else ""
        return text.endswith(":") and 1 < len(text) <= 40 and text.count(":") == 1

    def _below(self, label: Label, found: Place) -> Iterator[Spot]:
        """The cells under the label in the next row that holds any; a label there ends it."""
        for row in self.grid.below(found.row, most=_ROWS_BELOW):
            under = self.under(found, row)
            for cell in under:
                if cell.start in self.heads:
                    return
                yield Spot(cell.start, min(cell.end, cell.start + REACH), label.start, Where.BELOW)
            if under:
                return

    def item_head(self, label: Label) -> bool:
        """True in the head of an item table, where a label heads a column of the lines."""
        return self._columns(label) > 1

    def beside_column(self, label: Label) -> bool:
        """True beside the head of an item table's column."""
        return self._columns(label) > 0

    def _columns(self, label: Label) -> int:
        """How many heads of an item table's columns stand in the label's row beside it."""
        found = self.places.get(label)
        if found is None or not found.fills:
            return 0
        return sum(
            "column" in one.names and self.places[one].fills and not one.colon
            for one in self.in_row[found.row]
            if one.start != label.start
        )

    def under(self, found: Place, row: Row) -> list[Cell]:
        """A row's cells in a label's columns; else the first one before the next head's."""
        home = self.grid.territory(found.row, found.cell)
        return [one for one in row.cells if one.over(found.span)] or [
            one for one in row.cells if home.left - 1 <= one.left < home.right
        ][:1]


def layout(page: str, rows: Grid, labels: tuple[Label, ...]) -> Layout:
    """The labels of a page laid on its rows."""
    in_row: dict[int, list[Label]] = {}
    for label in labels:
        row = rows.row_at(label.start)
        if row >= 0:
            in_row.setdefault(row, []).append(label)
    bare = {label: _place(page, rows, row, label) for row, ones in in_row.items() for label in ones}
    fillers = frozenset(
        rows.rows[at.row].cells[at.cell].start
        for label, at in bare.items()
        if at.fills and not label.colon
    )
    places = {
        label: replace(at, head=True)
        if at.fills and not label.colon and _is_head(page, rows, at, fillers)
        else at
        for label, at in bare.items()
    }
    heads = frozenset(
        rows.rows[at.row].cells[at.cell].start
        for label, at in places.items()
        if at.opens and (at.fills or label.colon)
    )
    every = {row: tuple(ones) for row, ones in in_row.items()}
    by_name: dict[str, list[Label]] = {}
    for label in labels:
        for name in label.names:
            by_name.setdefault(name, []).append(label)
    named = {name: tuple(ones) for name, ones in by_name.items()}
    return Layout(page, rows, labels, places, every, named, heads)


def _place(page: str, rows: Grid, row: int, label: Label) -> Place:
    cells = rows.rows[row].cells
    index = rows.cell_at(row, label.start)
    cell = cells[index]
    before, after = page[cell.start : label.start], page[label.stop : cell.end]
    opens = bool(_BEFORE.fullmatch(before))
    fills = opens and bool(_BEHIND.fullmatch(after))
    left = cell.left + max(label.start - cell.start, 0)
    span = cell if fills else Cell(label.start, label.stop, left, left + label.stop - label.start)
    return Place(row, index, span, fills, opens, head=False)


def _is_head(page: str, rows: Grid, at: Place, fillers: frozenset[int]) -> bool:
    """The next cell is a label too, or the row is a table's head with values right below.

    "Buyer   Merchandiser   Currency" is such a head although nobody knows what a merchandiser
    is; "Buyer   Ann Lee   Currency   USD" is none: below it stand labels again.
    """
    row = rows.rows[at.row]
    following = row.cells[at.cell + 1 : at.cell + 2]
    if not following:
        return False
    if following[0].start in fillers:
        return True
    above = rows.rows[at.row - 1 : at.row]
    if any(one.left == at.span.left for up in above for one in up.cells if one.start in fillers):
        return False  # one of a column of labels, each with its value beside it
    below = rows.rows[at.row + 1 : at.row + 2]
    words = page[row.start : row.end]
    if len(row.cells) < 3 or not below or below[0].number != row.number + 1:
        return False
    if any(letter.isdigit() or letter == ":" for letter in words):
        return False
    under = [one for one in below[0].cells if one.over(at.span) or one.over(following[0])]
    return len(under) > 1 and not any(one.start in fillers for one in under)
