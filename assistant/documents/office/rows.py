"""Lays the cells of a table's row out as lines of text, each cell in its own column."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

_BLANKS = re.compile(r"[^\S\t]+")  # a tab in a cell is a column of the table within it


def lines(cells: Sequence[str]) -> Iterator[str]:
    """The row's lines: a tab for each column, beside one another what stands so in the cells.

    A row of cells with one line each is one line; empty lines and empty ends are left out.
    """
    columns = [[_BLANKS.sub(" ", line).strip(" ") for line in cell.splitlines()] for cell in cells]
    for line in zip_longest(*columns, fillvalue=""):
        text = "\t".join(line).rstrip()
        if text:
            yield text
