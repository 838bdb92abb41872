"""Pictures of orders: read where OCR is there, a named problem where not, never a bomb."""

import io
import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from assistant.documents import limits
from assistant.documents.child import CappedChild
from assistant.documents.limits import Limits
from assistant.documents.pdf import pages as pdf
from assistant.documents.scan import pictures as scan
from assistant.documents.scan import tesseract
from assistant.documents.scan.ruling import unruled

LINES = (
    ("PURCHASE ORDER", ""),
    ("Order number", "KQ-40917"),
    ("Order date", "14 March 2031"),
    ("Total amount", "EUR 8,215.40"),
)
PARSERS = {
    "picture": f"{__name__}:read_picture",
    "pdf": f"{__name__}:read_pdf",
    "left": f"{__name__}:time_left",
}


def read_picture(data: bytes) -> object:
    return scan.picture(data).as_json()


def read_pdf(data: bytes) -> object:
    return pdf.read(data).as_json()


def time_left(data: bytes) -> float:
    return limits.seconds_left()


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """What is installed is found out anew by every test."""
    tesseract.languages.cache_clear()
    tesseract._known.cache_clear()
    yield
    tesseract.languages.cache_clear()
    tesseract._known.cache_clear()


@pytest.fixture
def ocr() -> None:
    """The Tesseract program; absent: a loud skip at home, a failure in CI."""
    if shutil.which("tesseract") and "eng" in tesseract.languages():
        return
    message = "TESSERACT ABSENT: nothing is said about reading scans (install tesseract-ocr)"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)


def sheet(
    lines: tuple[tuple[str, str], ...] = LINES, size: tuple[int, int] = (1240, 900)
) -> Image.Image:
    """A page with labels on the left and values in a column of their own."""
    page = Image.new("L", size, 255)
    brush, font = ImageDraw.Draw(page), ImageFont.load_default(30)
    for row, (label, value) in enumerate(lines):
        brush.text((100, 100 + 70 * row), label, 0, font)
        brush.text((650, 100 + 70 * row), value, 0, font)
    return page


def packed(image: Image.Image, form: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def scanned(*pages: Image.Image | str) -> bytes:
    """A PDF of pictures that fill their page, and of pages of text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 432))
    for page in pages:
        if isinstance(page, str):
            for row, line in enumerate(page.split("\n")):
                canvas.drawString(50, 380 - 20 * row, line)
        else:
            canvas.drawImage(ImageReader(page), 0, 0, 595, 432)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def rows(page: str) -> list[list[str]]:
    """The cells of each line: what three blanks or more part."""
    return [[cell for cell in line.split("   ") if cell] for line in page.split("\n") if line]


# --- with the program --------------------------------------------------------------------


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_a_picture_is_read_in_its_layout(ocr: None, form: str) -> None:
    """Labels and values of a picture stand on one line, in columns."""
    reading = scan.picture(packed(sheet(), form))
    assert (reading.problem, reading.scanned) == ("", True)
    cells = [[cell.strip() for cell in row] for row in rows(reading.pages[0])]
    assert cells == [[cell for cell in line if cell] for line in LINES]
    starts = {
        line.index(value)
        for _, value in LINES[1:]
        for line in reading.pages[0].split("\n")
        if value in line
    }
    assert max(starts) - min(starts) <= 1


@pytest.mark.parametrize("angle", [90, 180, 270, 2.5])
def test_a_turned_page_is_set_upright(ocr: None, angle: float) -> None:
    """A page scanned lying, upside down or aslant reads as if it had been straight."""
    lines = (*LINES, *((f"Article {n} of the offer", f"{n * 12} pieces") for n in range(1, 8)))
    page = sheet(lines).rotate(angle, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    (text,) = scan.picture(packed(page)).pages
    cells = [[cell.strip() for cell in row] for row in rows(text)]
    assert ["Order number", "KQ-40917"] in cells
    assert [row[-1][-8:] for row in cells if row[0] == "Total amount"] == ["8,215.40"]


def test_a_photograph_says_how_it_was_taken(ocr: None) -> None:
    """A camera's note that it took the page through a mirror is obeyed."""
    exif = Image.Exif()
    exif[0x0112] = 2  # left and right changed
    (text,) = scan.picture(packed(ImageOps.mirror(sheet()), "JPEG", exif=exif)).pages
    assert "KQ-40917" in text


def test_a_picture_with_a_clear_ground(ocr: None) -> None:
    """What is clear in a picture counts as white."""
    page = sheet()
    clear = Image.new("RGBA", page.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=page.point(lambda dot: 255 - dot))
    assert "KQ-40917" in scan.picture(packed(clear)).pages[0]


def test_a_fax_of_many_pages(ocr: None) -> None:
    """Every picture of a fax is a page, the first ten are read, and the rest is told."""
    pages = [sheet((("Page", f"number {n + 21}"),), (1240, 300)) for n in range(12)]
    reading = scan.picture(packed(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert [page.split()[-1] for page in reading.pages] == [str(n + 21) for n in range(10)]
    assert reading.problem == "only the first 10 of 12 pages were read"


def test_a_fax_of_coarse_lines(ocr: None) -> None:
    """A fax with half as many dots down as across is read in its true shape."""
    page = sheet(size=(1728, 900))
    fax = packed(page.resize((1728, 450), Image.Resampling.LANCZOS), "TIFF", dpi=(204, 98))
    reading = scan.picture(fax)
    assert "KQ-40917" in reading.pages[0]
    flat = scan._flat(Image.open(io.BytesIO(fax)))
    assert abs(flat.height / flat.width - 900 / 1728) < 0.03


TABLE = (
    ("Article", "Pieces", "Price", "Amount"),
    ("Valve", "310", "62.50", "19,375.00"),
    ("Gasket", "75", "4.00", "300.00"),
    ("", "", "Tax", "12.10"),
    ("", "", "Total", "19,687.10"),
)


@pytest.mark.parametrize("rule", [1, 2, 4])
def test_tables_with_rules(ocr: None, rule: int) -> None:
    """The figures in the cells of a ruled table are read, however thick its rules are."""
    page = sheet()
    brush, font = ImageDraw.Draw(page), ImageFont.load_default(22)
    edges = (100, 560, 760, 940, 1140)
    for row, cells in enumerate(TABLE):
        for column, cell in enumerate(cells):
            left, right, top = edges[column], edges[column + 1], 480 + 46 * row
            brush.rectangle((left, top, right, top + 46), outline=0, width=rule)
            brush.text((right - 10 - brush.textlength(cell, font), top + 11), cell, 0, font)
    (text,) = scan.picture(packed(page)).pages
    assert [cell for cells in TABLE for cell in cells if cell not in text] == []
    assert ["Valve", "310", "62.50", "19,375.00"] in [line.split() for line in text.split("\n")]


def test_a_dark_band_is_no_rule() -> None:
    """White letters on a dark band, the head of many a table, stay as they are."""
    page = sheet(())
    brush, font = ImageDraw.Draw(page), ImageFont.load_default(30)
    brush.rectangle((100, 500, 1140, 548), fill=40)
    brush.text((120, 506), "Delivery 4 of the contract, on 15 July", 255, font)
    assert ImageChops.difference(unruled(page), page).getbbox() is None


def test_underlined_words_keep_their_tails(ocr: None) -> None:
    """Taking a line off from under words leaves their letters whole."""
    page = sheet()
    brush, font = ImageDraw.Draw(page), ImageFont.load_default(28)
    said = "Please apply for any query by copying gypsy@y.example"
    brush.text((120, 506), said, 0, font)
    brush.rectangle((120, 534, 120 + brush.textlength(said, font), 536), fill=0)
    (text,) = scan.picture(packed(page)).pages
    assert said in text


def test_a_scanned_pdf(ocr: None) -> None:
    """A PDF that is a scan is read page by page, and says that it was read off pictures."""
    reading = pdf.read(scanned(sheet(), sheet((("Place", "Gdansk"),))))
    assert (reading.problem, reading.scanned, len(reading.pages)) == ("", True, 2)
    assert ["Order number", "KQ-40917"] in [[c.strip() for c in r] for r in rows(reading.pages[0])]
    assert "Gdansk" in reading.pages[1]
    assert reading.second == ("", "")


def test_a_pdf_with_text_and_scans(ocr: None) -> None:
    """Pages keep their order, whether their text is printed or a picture."""
    reading = pdf.read(scanned("Order KQ-1 of today\nfor two pumps", sheet(), "The end of it"))
    assert [("KQ-1 " in p, "KQ-40917" in p, "end" in p) for p in reading.pages] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert reading.second[0].startswith("Order KQ-1")
    assert reading.problem == ""


def test_a_picture_without_text(ocr: None) -> None:
    """A picture that holds no letter is said to hold none, as a page and as a file."""
    blank = Image.new("L", (600, 600), 255)
    assert scan.picture(packed(blank)).problem == "a picture without text"
    assert pdf.read(scanned(blank)).problem == "the PDF holds no text"
    assert not pdf.read(scanned(blank)).scanned


def test_a_poor_scan_is_told(ocr: None) -> None:
    """What the program is not sure of is said to be hard to read."""
    page = sheet()
    poor = page.resize((225, 163)).resize(page.size, Image.Resampling.NEAREST)
    assert scan.picture(packed(poor)).problem == "the scan is hard to read"


def test_reading_stops_before_the_time_is_up(ocr: None) -> None:
    """A scan of more pages than the time allows is read in part, and that is told."""
    full = scanned(*[sheet() for _ in range(10)])
    with CappedChild(PARSERS, limits=Limits(wall_seconds=4.5)) as child:
        answer = child.run("pdf", full)
        read = sum(bool(page) for page in answer["pages"])
    assert 0 < read < 10
    assert answer["problem"] == f"only the first {read} of 10 pages were read"


def test_a_program_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan the program takes too long for is a problem before the child's time is up."""
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\n[ $1 = --list-langs ] && echo eng || exec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with CappedChild(PARSERS, limits=Limits(wall_seconds=3)) as child:
        answer = child.run("picture", packed(sheet()))
    assert answer["problem"] == "a scan that takes too long to read"


def test_no_file_is_written_for_the_program(ocr: None) -> None:
    """The child reads a scan although it may write no file."""
    with CappedChild(PARSERS) as child:
        assert "KQ-40917" in child.run("picture", packed(sheet()))["pages"][0]


# --- without the program -----------------------------------------------------------------


def test_without_the_program_scans_are_told(no_ocr: None) -> None:
    """A scan that cannot be read for want of OCR says just that."""
    assert scan.picture(packed(sheet())).problem == scan.NOT_INSTALLED
    reading = pdf.read(scanned(sheet(), sheet()))
    assert (reading.pages, reading.problem) == (
        (),
        "a scan; not read, because OCR is not installed",
    )


def test_without_the_program_the_other_pages_are_read(no_ocr: None) -> None:
    """The text of the pages that have one is read, the others are told."""
    reading = pdf.read(scanned("Order KQ-1 of today", sheet()))
    assert reading.pages == ("Order KQ-1 of today", "")
    assert reading.problem == f"1 of its 2 pages: {scan.NOT_INSTALLED}"
    assert not reading.scanned


def png(width: int, height: int) -> bytes:
    """A PNG that claims this size and unpacks to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (packed(sheet(size=(199, 900))), "a small picture"),
        (packed(sheet(size=(900, 120))), "a small picture"),
        (png(60_000, 60_000), "a picture too large to be read"),
        (png(2_000_000_000, 300), "a picture too large to be read"),
        (png(9_000, 9_000), "a picture too large to be read"),
        (packed(sheet())[:20], "the picture is damaged"),
        (b"BM no picture at all", "the picture is damaged"),
        (b"", "the picture is damaged"),
    ],
)
def test_what_is_told_before_a_dot_is_read(no_ocr: None, data: bytes, problem: str) -> None:
    """Logos, bombs and broken files are told by their first bytes."""
    reading = scan.picture(data)
    assert (reading.pages, reading.problem) == ((), problem)


def test_half_a_picture_is_no_crash(ocr: None) -> None:
    """A picture that ends in the middle is a problem, not an error."""
    data = packed(sheet())
    assert scan.picture(data[: len(data) // 2]).problem == "a picture without text"


def test_the_time_left_is_known_in_the_child() -> None:
    """The child knows how much time its item still has; without a child there is no end."""
    with CappedChild(PARSERS, limits=Limits(wall_seconds=7)) as child:
        assert 5 < child.run("left", b"") <= 7
    assert limits.seconds_left() == float("inf")
