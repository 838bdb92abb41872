"""Spreadsheets to text: XLSX, XLSB, XLS and ODS, a page for each sheet that a person sees."""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

import python_calamine as calamine

from assistant.documents.office import rows
from assistant.documents.package import Package
from assistant.documents.plain import CHARACTERS, clean
from assistant.documents.reading import Reading
from assistant.errors import BadDocument

SHEETS = 50
ROWS = 20_000  # of a sheet
COLUMNS = 200
MB = 1024 * 1024
_WEIGHT = 100 * MB  # of all parts of a packed file, inflated
_PART = 40 * MB  # of one sheet
# The library lays a sheet out as one full block from its first to its last value, 32 bytes for
# a place, and ends the process when it gets no memory: github.com/tafia/calamine/issues/693
_PLACES = 8_000_000
_VALUE = re.compile(rb"<(?:\w+:)?c [^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*(?<!/)>(?!</)")


def read(data: bytes) -> Reading:
    """Every visible sheet as a page: a line for a row, a tab between its cells.

    Dates are ISO, numbers plain decimals. Raises `BadDocument` for what cannot be read.
    """
    if data.startswith(b"PK"):
        _measure(Package(data))
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        seen = [one.name for one in book.sheets_metadata if _is_visible(one)]
        pages = [_page(book.get_sheet_by_name(name).iter_rows()) for name in seen[:SHEETS]]
    except calamine.PasswordError as error:
        raise BadDocument("the spreadsheet is protected by a password") from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise BadDocument("the spreadsheet is damaged") from error
    texts = tuple(page for page, _ in pages if page)
    if not texts:
        return Reading(problem="the spreadsheet is empty")
    problem = ""
    if len(seen) > SHEETS:
        problem = f"only the first {SHEETS} of its {len(seen)} sheets were read"
    elif any(cut for _, cut in pages) or sum(map(len, texts)) > CHARACTERS:
        problem = "only its first part was read"
    return Reading(pages=tuple(_up_to(texts, CHARACTERS)), problem=problem)


def _measure(package: Package) -> None:
    """Raises `BadDocument` for a file whose parts or whose sheets are too large."""
    package.weigh(_WEIGHT)
    for name in package.names:
        if not name.startswith("xl/") or not name.endswith(".xml"):
            continue
        column, row = 0, 0
        for letters, digits in _VALUE.findall(package.part(name, _PART)):
            column, row = max(column, _column(letters)), max(row, int(digits))
        if column * row > _PLACES:
            raise BadDocument("the spreadsheet is too large to be read")


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, Z is 26, AA is 27 (ECMA-376 part 1, 18.18.7)."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _is_visible(sheet: Any) -> bool:
    """Lists behind drop-downs and old prices are often hidden: no person read them."""
    shown = sheet.visible == calamine.SheetVisibleEnum.Visible
    return bool(shown and sheet.typ == calamine.SheetTypeEnum.WorkSheet)


def _page(table: Iterable[list[Any]]) -> tuple[str, bool]:
    """(the sheet's text, whether rows were left out)."""
    taken = list(islice(table, ROWS + 1))
    lines = (line for row in taken[:ROWS] for line in rows.lines(_cells(row)))
    return clean("\n".join(lines)), len(taken) > ROWS


def _cells(row: list[Any]) -> list[str]:
    return [_cell(value) for value in row[:COLUMNS]]


def _cell(value: Any) -> str:
    """A value as a person would write it down."""
    match value:
        case bool():
            return str(value).upper()
        case float():
            # A spreadsheet keeps 15 digits; what follows them is noise of the binary form.
            return f"{Decimal(f'{value:.15g}'):f}"
        case datetime():
            day = value.date().isoformat()
            return day if value.time() == time() else f"{day} {value:%H:%M}"
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _up_to(pages: Iterable[str], left: int) -> Iterator[str]:
    for page in pages:
        if left > 0:
            yield page[:left]
        left -= len(page)
