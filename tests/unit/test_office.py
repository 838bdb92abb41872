"""Office files: what a person sees on the page, in its order, and nothing that is hidden."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest
from office_builders import WORD, cells, docx, ods, packed, paragraph, run, table, xls, xlsx

from assistant.documents import package
from assistant.documents.child import CappedChild, Cause, ChildFailed
from assistant.documents.office import sheets, word
from assistant.errors import BadDocument

BREAK = '<w:r><w:br w:type="page"/></w:r>'
RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"
AFTER = docx(paragraph("PO 4711"))


@pytest.fixture(scope="module")
def child() -> Iterator[CappedChild]:
    with CappedChild({"document": "assistant.documents.files:read"}) as warm:
        yield warm


def text(body: str, header: str = "", footer: str = "") -> str:
    """The one page of a Word document with this inner XML."""
    margins = {"header1": header, "header2": header, "footer1": footer}
    reading = word.read(docx(body, margins={name: one for name, one in margins.items() if one}))
    assert reading.problem == ""
    (page,) = reading.pages
    return page


def box(*inner: str, fallback: str = "") -> str:
    """A text box as Word writes it, in its new form and in its old one."""
    content = f"<w:txbxContent>{''.join(inner)}</w:txbxContent>"
    old = f"<w:txbxContent>{fallback}</w:txbxContent>"
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return (
        f'<w:r><m:AlternateContent xmlns:m="{space}"><m:Choice><w:drawing>{content}</w:drawing>'
        f"</m:Choice><m:Fallback><w:pict>{old}</w:pict></m:Fallback></m:AlternateContent></w:r>"
    )


# --- Word --------------------------------------------------------------------------------


def test_paragraphs_and_tables_keep_their_order() -> None:
    """Text before, in and after a table is read in this order, a tab between cells."""
    body = paragraph("Purchase order") + table(["Item", "Qty"], ["Pump", "2"]) + paragraph("Total")
    assert text(body) == "Purchase order\nItem\tQty\nPump\t2\nTotal"


def test_a_cell_of_several_lines_stands_beside_its_neighbours() -> None:
    """Two addresses in two cells are read line by line, as they stand side by side."""
    left = paragraph("Buyer") + paragraph("Fir Ltd")
    body = table([left, paragraph("Ship to") + paragraph("Dock 4") + paragraph("Leeds")])
    assert text(body) == "Buyer\tShip to\nFir Ltd\tDock 4\n\tLeeds"


def test_a_wide_cell_keeps_the_columns_after_it() -> None:
    """A cell over three columns is followed by two empty ones."""
    wide = '<w:tcPr><w:gridSpan w:val="3"/></w:tcPr>' + paragraph("Total")
    assert text(table([wide, "100"], ["a", "b", "c", "d"])) == "Total\t\t\t100\na\tb\tc\td"


def test_a_table_in_a_cell_keeps_its_columns() -> None:
    """The order's lines in a layout of one cell are still a table."""
    assert text(table([table(["Item", "Qty"], ["Pump", "2"])])) == "Item\tQty\nPump\t2"


def test_content_controls_are_read() -> None:
    """Fields of a form, whether around words, paragraphs, rows or cells, are part of the text."""
    inner = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('4711')}</w:sdtContent></w:sdt>"
    block = f"<w:sdt><w:sdtContent>{paragraph('PO', inner)}</w:sdtContent></w:sdt>"
    rows = table(["a", "b"]).replace("<w:tr>", "<w:sdt><w:sdtContent><w:tr>", 1)
    rows = rows.replace("</w:tr>", "</w:tr></w:sdtContent></w:sdt>", 1)
    assert text(block + rows) == "PO4711\na\tb"


def test_text_boxes_are_read_once() -> None:
    """A text box follows the paragraph it is anchored in; its old form is not read again."""
    body = paragraph("PO 4711", box(paragraph("Net 30"), fallback=paragraph("Net 30 old")))
    assert text(body) == "PO 4711\nNet 30"


def test_a_box_in_a_box_is_read_once() -> None:
    """A text box within a text box belongs to the inner paragraph only."""
    body = paragraph("a", box(paragraph("b", box(paragraph("c")))))
    assert text(body) == "a\nb\nc"


def test_headers_come_first_and_footers_last() -> None:
    """The letterhead stands before the text, the foot after it, each line of them once."""
    head = paragraph("Fir Ltd")
    assert (
        text(paragraph("PO 4711"), header=head, footer=paragraph("Page"))
        == "Fir Ltd\nPO 4711\nPage"
    )


def test_changes_are_read_as_accepted() -> None:
    """Inserted text counts, deleted, moved and hidden text and field codes do not."""
    body = paragraph(
        "qty ",
        f"<w:del>{run('1')}</w:del>",
        f"<w:ins>{run('2')}</w:ins>",
        f"<w:moveFrom>{run('3')}</w:moveFrom>",
        run("4", "<w:vanish/>"),
        run("5", '<w:vanish w:val="0"/>'),
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
    )
    assert text(body) == "qty 25"


def test_signs_within_a_line() -> None:
    """Tabs, line breaks and hyphens that do not break stay what they are."""
    inner = "<w:r><w:t>PO</w:t><w:tab/><w:t>47</w:t><w:noBreakHyphen/><w:t>11</w:t><w:br/></w:r>"
    assert text(paragraph(inner, "x")) == "PO\t47-11\nx"


def test_pages_end_where_the_author_or_word_broke_them() -> None:
    """A page break, noted a second time by Word, ends one page."""
    body = paragraph("one", BREAK) + paragraph(RENDERED, "two") + paragraph(RENDERED, "three")
    pages = word.read(docx(body)).pages
    assert [page.strip() for page in pages] == ["one", "two", "three"]


def test_a_document_of_nothing_says_so() -> None:
    """A document that is only a picture has a problem and no page."""
    reading = word.read(docx(paragraph("")))
    assert (reading.pages, "no text" in reading.problem) == ((), True)


# --- spreadsheets ------------------------------------------------------------------------


def sheet(*rows: str) -> str:
    reading = sheets.read(xlsx({"A": "".join(rows)}))
    assert reading.problem == ""
    (page,) = reading.pages
    return page


def test_values_are_written_as_a_person_would() -> None:
    """Dates are ISO, numbers without noise or exponents, truth in capitals."""
    day, hour = datetime(2026, 5, 12, tzinfo=UTC), datetime(2026, 5, 12, 10, 30, tzinfo=UTC)
    row = cells(1, "a", 4500012345, 0.1 + 0.2, 1234.5, 1e16, -2.0, True, day, hour)
    assert sheet(row) == (
        "a\t4500012345\t0.3\t1234.5\t10000000000000000\t-2\tTRUE\t2026-05-12\t2026-05-12 10:30"
    )


def test_columns_stay_and_empty_rows_go() -> None:
    """An empty cell keeps its column; an empty row or an empty end is left out."""
    rows = (cells(1, "PO", None, 4711), cells(2, None), cells(3, None, "x", None), cells(9, "end"))
    assert sheet(*rows) == "PO\t\t4711\n\tx\nend"


def test_lines_within_a_cell_stay_lines() -> None:
    """An address in one cell is read line by line beside its neighbour."""
    assert sheet(cells(1, "Fir Ltd\nDock 4", "a  b")) == "Fir Ltd\ta b\nDock 4"


def test_a_page_for_each_sheet_that_is_seen() -> None:
    """Sheets are pages in their order; hidden ones and empty ones are left out."""
    book = {
        "PO": cells(1, 1),
        "Lists": cells(1, 2),
        "Prices": cells(1, 3),
        "Empty": "",
        "B": cells(1, 4),
    }
    data = xlsx(book, states={"Lists": "hidden", "Prices": "veryHidden"})
    assert sheets.read(data).pages == ("1", "4")


def test_the_old_and_the_open_form() -> None:
    """XLS and ODS give the same text as XLSX, and trailing repeats cost nothing."""
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>PO</text:p>'
        '</table:table-cell><table:table-cell office:value-type="float" office:value="4711"/>'
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert sheets.read(ods(rows)).pages == sheets.read(xls([["PO", 4711.0]])).pages == ("PO\t4711",)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (xlsx({f"S{n}": cells(1, n) for n in range(60)}), "only the first 50 of its 60 sheets"),
        (xlsx({"A": "".join(cells(n, n) for n in range(1, 20_003))}), "only its first part"),
        (xlsx({"A": "".join(cells(n, "x" * 9_000) for n in range(1, 400))}), "only its first part"),
        (xlsx({"A": ""}), "empty"),
    ],
)
def test_what_is_left_out_is_told(data: bytes, problem: str) -> None:
    """More sheets, rows or characters than are read are named in the problem."""
    reading = sheets.read(data)
    assert problem in reading.problem
    assert sum(map(len, reading.pages)) <= 2_000_000


# --- hostile -----------------------------------------------------------------------------

FAR = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
DEEP = "<w:sdt><w:sdtContent>" * 200 + paragraph("x") + "</w:sdtContent></w:sdt>" * 200
ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>'
ROW = 'table:number-rows-repeated="1048576"'
CELL = 'table:number-columns-repeated="16384" office:value-type="float" office:value="1"'
FILLED = f"<table:table-row {ROW}><table:table-cell {CELL}/></table:table-row>"
MB = 1024 * 1024
BOMBS: Mapping[str, Callable[[], bytes]] = {
    "a Word document of 21 MB": lambda: docx(paragraph("x" * 21 * MB)),
    "a Word document of a million tags": lambda: docx(table(["x"]) * 300_000),
    "a Word document 400 levels deep": lambda: docx(DEEP),
    "entities in a Word document": lambda: docx("", more={"word/document.xml": ENTITIES}),
    "a Word document without its text": lambda: packed({"[Content_Types].xml": WORD}),
    "a workbook of 101 MB": lambda: xlsx({"A": ""}, more={"xl/media/a": bytes(101 * MB)}),
    "a sheet of 41 MB": lambda: xlsx({"A": cells(1, "x" * 41 * MB)}),
    "two cells at the ends of a sheet": lambda: xlsx({"A": cells(1, 1) + FAR}),
    "a damaged workbook": lambda: xlsx({"A": cells(1, 1)}, more={"xl/workbook.xml": "<x"}),
    "a billion filled cells": lambda: ods(FILLED),
    "half of an old workbook": lambda: xls([["x" * 300, 1.0]] * 99)[:20_000],
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_end_in_a_named_problem(child: CappedChild, bomb: str) -> None:
    """A file made to exhaust the reader is refused in words, and the next one is read."""
    with pytest.raises(ChildFailed) as caught:
        child.run("document", BOMBS[bomb]())
    assert caught.value.cause in (Cause.REFUSED, Cause.MEMORY)
    assert "(" not in str(caught.value)
    assert child.run("document", AFTER)["pages"] == ["PO 4711"]


def test_a_part_under_a_password_is_named() -> None:
    """A ZIP whose entries are encrypted is a file under a password."""
    locked = bytearray(docx(paragraph("x")))
    at = locked.find(b"PK\x01\x02")
    while at >= 0:
        locked[at + 8] |= 1
        at = locked.find(b"PK\x01\x02", at + 4)
    with pytest.raises(BadDocument, match="password"):
        package.Package(bytes(locked)).part("word/document.xml", MB)
