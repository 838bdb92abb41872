"""Cuts a page into rows and cells: what the page sets apart by gaps, tabs or rules."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

# Words with one blank between them are one cell; two blanks, a tab or a rule end it.
_CELL = re.compile(r"[^\s▌|│┃]+(?:[ \xa0][^\s▌|│┃]+)*")
_LINE = re.compile(r"[^\n]+")
_TAB = 1000  # a tab's cell lies in its own column, however long the text before it is
_LOOSE = 2  # columns by which a value may stand left of its head
# A hostile page must not cost more than a long sheet.
_MOST_ROWS = 5_000
_MOST_CELLS = 200  # in a row


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at `start`..`end` of the page, in the columns `left` to `right` of its row."""

    start: int
    end: int
    left: int
    right: int

    def over(self, other: "Cell") -> bool:
        """True if both share a column."""
        return self.left < other.right + _LOOSE and other.left < self.right + _LOOSE


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page that is not blank; `number` counts all lines."""

    start: int
    end: int
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a page from top to bottom."""

    rows: tuple[Row, ...]
    starts: tuple[int, ...]

    def row_at(self, place: int) -> int:
        """The index of the row that holds a place of the page, -1 for none."""
        index = bisect_right(self.starts, place) - 1
        return index if index >= 0 and place <= self.rows[index].end else -1

    def cell_at(self, row: int, place: int) -> int:
        """The index of the cell of a row that holds a place, or of the last one before it."""
        cells = self.rows[row].cells
        return max(bisect_right([one.start for one in cells], place) - 1, 0)

    def below(self, row: int, *, most: int, gap: int = 3) -> Iterator[Row]:
        """Up to `most` rows under a row, ended by more than `gap` blank lines."""
        last = self.rows[row].number
        for one in self.rows[row + 1 : row + 1 + most]:
            if one.number - last > gap + 1:
                return
            yield one
            last = one.number

    def territory(self, row: int, cell: int) -> Cell:
        """The columns that belong to a cell as a head: from it up to its right neighbour."""
        cells = self.rows[row].cells
        here = cells[cell]
        right = cells[cell + 1].left - _LOOSE if cell + 1 < len(cells) else _TAB * _TAB
        return Cell(here.start, here.end, here.left, right)


def grid(page: str) -> Grid:
    """The page's rows; blank lines are left out but counted."""
    rows = []
    number, reached = 0, 0
    for line in islice(_LINE.finditer(page), _MOST_ROWS):
        number += page.count("\n", reached, line.start())
        reached = line.start()
        cells = tuple(islice(_cells(page, line.start(), line.end()), _MOST_CELLS))
        if cells:
            rows.append(Row(line.start(), line.end(), number, cells))
    return Grid(tuple(rows), tuple(row.start for row in rows))


def _cells(page: str, start: int, end: int) -> Iterator[Cell]:
    tabs, reached = 0, start
    tabbed = "\t" in page[start:end]
    for match in _CELL.finditer(page, start, end):
        tabs += page.count("\t", reached, match.start())
        reached = match.start()
        left = tabs * _TAB if tabbed else match.start() - start
        right = left + _TAB - _LOOSE - 1 if tabbed else match.end() - start
        yield Cell(match.start(), match.end(), left, right)
