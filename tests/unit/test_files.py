"""Files: the first bytes say who reads a file, and what is dangerous is never opened."""

import pytest
from office_builders import cells, docx, item, ods, ole, packed, paragraph, xls, xlsx

from assistant.content import phrases
from assistant.documents import plain, unopened
from assistant.documents.files import read
from assistant.errors import BadDocument

PAGE = "<html><body>Purchase order 4711</body></html>"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


def problem(content: bytes) -> str:
    """What keeps the content from being read, raised or answered."""
    try:
        answer = read(content, "order.pdf")
    except BadDocument as error:
        return str(error)
    assert not (answer["pages"] or answer["files"])
    return str(answer["problem"])


def pages(content: bytes) -> list[str]:
    answer = read(content, "order.exe")
    assert answer["problem"] == ""
    found: list[str] = answer["pages"]
    return found


# --- forms -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (docx(paragraph("PO 4711")), "PO 4711"),
        (xlsx({"A": cells(1, "PO", 4711)}), "PO\t4711"),
        (xls([["PO", 4711.0]]), "PO\t4711"),
        (
            ods("<table:table-row><table:table-cell office:value-type='string'><text:p>PO 4711"
                "</text:p></table:table-cell></table:table-row>"),
            "PO 4711",
        ),
        (b"{\\rtf1\\ansi PO 4711\\par}", "PO 4711"),
        (b"<note>PO 4711</note>", "PO 4711"),
        ("<?xml version='1.0'?><note>PO 4711</note>".encode("utf-16"), "PO 4711"),
        (b"<<< PO 4711 >>>", "<<< PO 4711 >>>"),
        (b"PK is our plant, PO 4711", None),
        (b"MZ-4711 is our number", "MZ-4711 is our number"),
        (b"BM 4711 is our number", "BM 4711 is our number"),
    ],
)  # fmt: skip
def test_the_bytes_choose_the_reader(content: bytes, text: str | None) -> None:
    """Every form is found by its bytes, whatever the name claims; a text stays a text."""
    assert pages(content) == [text or content.decode()]


def test_a_pdf_stored_in_an_archive_does_not_make_it_a_pdf() -> None:
    """The letters of a PDF within the first bytes of a ZIP are a file in it."""
    answer = read(packed({"a.pdf": b"%PDF-1.7 and so on"}, method=0))
    assert [name for name, _ in answer["files"]] == ["a.pdf"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (bytes(range(256)), "format"),
        (b"a long text " * 1_000 + b"\x00", "format"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "programs"),
        (b"\x7fELF\x02\x01\x01" + bytes(40), "programs"),
        (packed({"META-INF/MANIFEST.MF": "x", "a.class": b"x"}), "programs"),
        (docx(paragraph("x"), main=MACRO), "macros"),
        (docx(paragraph("x"), more={"word/vbaProject.bin": b"x"}), "macros"),
        (xlsx({"A": cells(1, 1)}, more={"xl/vbaProject.bin": b"x"}), "macros"),
        (xlsx({"A": cells(1, 1)}, more={"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
        (xls([["x"]], more={"_VBA_PROJECT_CUR": {"dir": b"x"}}), "macros"),
        (PAGE.encode(), "web pages"),
        (b"\xef\xbb\xbf  <!-- x --><!DOCTYPE html>" + PAGE.encode(), "web pages"),
        (PAGE.encode("utf-16"), "web pages"),
        (b"<!DOCTYPE HTML PUBLIC ''><custom-order>4711</custom-order>", "web pages"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "web pages"),
        (b"<TABLE><tr><td>PO 4711</td></tr></TABLE>", "web pages"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "web pages"),
        (bytes(32769) + b"CD001" + bytes(100), "disk images"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(20), "archives of this form"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "archives of this form"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00" + bytes(20), "archives of this form"),
        (bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(20), "OneNote"),
        (b"\x78\x9f\x3e\x22\x01\x00", "winmail.dat"),
        (ole({"EncryptedPackage": b"x" * 200, "EncryptionInfo": b"x"}), "password"),
        (ole({"WordDocument": b"x" * 200}), "old form (.doc)"),
        (ole({"PowerPoint Document": b"x" * 200}), "of this form"),
        (packed({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "x"}), "of this form"),
        (b"PK\x03\x04\x14\x00\x06\x00", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "damaged"),
        (ole({"a": b"x"})[:700], "damaged"),
    ],
)  # fmt: skip
def test_problems_are_named(content: bytes, why: str) -> None:
    """What is not opened, or holds no readable text, says why, whatever its name claims."""
    assert why in problem(content)


def test_an_embedded_workbook_does_not_make_a_document_a_workbook() -> None:
    """The types of files embedded in a Word document are not its own."""
    extra = {"xl/workbook.xml": "<x/>", "word/embeddings/a.xlsx": b"PK"}
    assert pages(docx(paragraph("PO 4711"), more=extra)) == ["PO 4711"]


def test_an_outlook_item_becomes_a_mail_to_open() -> None:
    """An Outlook item has no text of its own; it gives the mail that it was."""
    answer = read(ole(item({0x37: "PO 4711", 0x1000: "Our order"})))
    assert [name for name, _ in answer["files"]] == ["PO 4711.eml"]


# --- names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("order.exe", "programs"),
        ("order.pdf.JS", "programs"),
        ("order.exe. ", "programs"),
        ("order.html", "web pages"),
        ("order.docm", "macros"),
        ("order.iso", "disk images"),
        ("order.rar", "archives"),
        ("order.p7m", "encrypted"),
        ("order.pdf", ""),
        ("order.zip", ""),
        ("exe", "programs"),
        ("", ""),
    ],
)
def test_a_name_forbids(name: str, why: str) -> None:
    """An ending that a machine would run is reason enough not to open a file."""
    assert (why in unopened.by_name(name)) if why else unopened.by_name(name) == ""


def test_what_triage_calls_risky_is_never_opened() -> None:
    """Every ending that makes an order mail suspicious has its problem here."""
    assert [one for one in phrases.load().risky if not unopened.by_name(f"a.{one}")] == []


# --- plain text --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"PO 4711\r\n2 pumps", ["PO 4711\n2 pumps"]),
        (b"item;qty\npump;2\n", ["item;qty\npump;2\n"]),
        (b"one\x0ctwo", ["one", "two"]),
        ("Größe".encode(), ["Größe"]),
        ("Größe".encode("cp1252"), ["Größe"]),
        ("Größe".encode("utf-16"), ["Größe"]),
        (b"\xef\xbb\xbfBOM", ["BOM"]),
        (b"a\x1bb" + b"c" * 200, ["ab" + "c" * 200]),
    ],
)
def test_plain_text(content: bytes, expected: list[str]) -> None:
    """Text files in the usual charsets, page by page, whatever their name is."""
    assert pages(content) == expected


def test_a_long_text_is_cut_and_told() -> None:
    """Two million characters are read of a longer text, and the problem says so."""
    answer = read(b"order " * 500_000)
    assert sum(map(len, answer["pages"])) == plain.CHARACTERS
    assert answer["problem"] == "only its first part was read"


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("../../a/b.csv", "b.csv"),
        ("C:\\temp\\b.csv", "b.csv"),
        ("PO\u202efdp.exe", "POfdp.exe"),
        ("a\r\nb\x00.txt", "a b.txt"),
        ("...", "file"),
        ("x" * 300 + ".docx", "x" * 110 + ".docx"),
        ("y" * 300, "y" * 120),
    ],
)
def test_names_are_bare(name: str, bare: str) -> None:
    """A file name has no folders, no line breaks, nothing invisible, and a bounded length."""
    assert plain.file_name(name) == bare
