"""PDF bytes to text by page and the files inside; runs in the capped child only."""

import math
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from assistant.documents import plain
from assistant.documents.pdf import embedded as pdf_files
from assistant.documents.pdf import words as pdf_layout
from assistant.documents.reading import Reading

PAGES = 40
PAGE_CHARACTERS = 50_000
ALL_CHARACTERS = 250_000  # once a file has so many, no further page is opened
# A scanned page may bear a stamp, a fax line or an envelope number as text.
_FEW_LETTERS = 150
_COVERED = 0.5  # of the page by pictures: it is one
_DPI = 300
_LEAST_DPI = 150
_PIXELS = 12_000_000  # of a rendered page
_OBJECTS = 2_000  # of a page, looked at for pictures
_WRITTEN_ON = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_STAMP)


@dataclass(slots=True)
class _Pages:
    """What was read so far; `scans` are the pages without a text of their own."""

    texts: list[str] = field(default_factory=list)
    second: list[str] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    letters: int = 0
    broken: int = 0
    hidden: bool = False  # a text layer laid invisibly over a picture
    cut: bool = False


def read(data: bytes) -> Reading:
    """Pages in their layout, in the order of the file as `second`, and the files inside.

    Pages beyond the first 40 are left out and told. Pages that are pictures are read off them
    where OCR is installed; if not, that is a problem unless an order as XML is inside.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            return Reading(problem="the PDF is protected by a password")
        return Reading(problem="the PDF is damaged")
    with closing(document):
        document.init_forms()
        files, trouble = pdf_files.files(document, data)
        pages, told = _read(document)
        scanned, more = _read_scans(document, pages)
        if any(name.lower().endswith(".xml") for name, _ in files):
            more = ""
        if more and len(pages.scans) == len(pages.texts):
            told = ""  # of a scan fewer pages are read than of a text
        problem = "; ".join(one for one in (trouble, told, more) if one)
        return _reading(pages, files, problem, scanned=scanned or pages.hidden)


def _reading(
    pages: _Pages, files: tuple[tuple[str, bytes], ...], problem: str, *, scanned: bool
) -> Reading:
    texts = tuple(plain.clean(text) for text in pages.texts)
    if not any(text.strip() for text in texts):
        return Reading(problem=problem, files=files, scanned=scanned)
    second = tuple(plain.clean(text) for text in pages.second)
    return Reading(pages=texts, problem=problem, second=second, scanned=scanned, files=files)


def _read(document: Any) -> tuple[_Pages, str]:
    """The pages with a text layer, and what to tell of them."""
    count, pages = len(document), _Pages()
    for index in range(min(count, PAGES)):
        if pages.letters >= ALL_CHARACTERS:
            break
        try:
            _read_page(document, index, pages)
        except pdfium.PdfiumError:
            pages.broken += 1
            pages.texts.append("")
            pages.second.append("")
    read = len(pages.texts)
    if pages.broken == read:
        return pages, "the PDF is damaged"
    if pages.broken:
        return pages, f"{pages.broken} of its pages could not be read"
    if read < count:
        return pages, f"only the first {read} of {count} pages were read"
    return pages, "only a part of its pages was read" if pages.cut else ""


def _read_page(document: Any, index: int, pages: _Pages) -> None:
    with closing(_written_out(document, index)) as page, closing(page.get_textpage()) as layer:
        count = layer.count_chars()
        text = pdf_layout.page_text(page, layer, PAGE_CHARACTERS)
        second = layer.get_text_range(0, min(count, PAGE_CHARACTERS)) if count else ""
        pages.letters += count
        pages.cut = pages.cut or count > PAGE_CHARACTERS
        pages.hidden = pages.hidden or text.hidden
        garbled = text.unknown * 3 > text.letters
        if garbled or (text.letters < _FEW_LETTERS and _is_picture(page, text.letters)):
            pages.scans.append(index)
        pages.texts.append("" if garbled else text.text)
        pages.second.append("" if garbled else second)


def _written_out(document: Any, index: int) -> Any:
    """The page, with what people wrote on it (form fields, notes, stamps) made part of it."""
    page = document[index]
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), 500)):
        note = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind in _WRITTEN_ON:
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
            return document[index]
    return page


def _is_picture(page: Any, letters: int) -> bool:
    """True for a page that is covered by pictures, or has drawings but not a single letter."""
    left, bottom, right, top = page.get_bbox()
    objects = list(islice(page.get_objects(max_depth=3), _OBJECTS))
    if not letters:
        return any(one.type != raw.FPDF_PAGEOBJ_TEXT for one in objects)
    covered = sum(_area(one) for one in objects if one.type == raw.FPDF_PAGEOBJ_IMAGE)
    return bool(covered > _COVERED * (right - left) * (top - bottom))


def _area(picture: Any) -> float:
    left, bottom, right, top = picture.get_bounds()
    return float((right - left) * (top - bottom))


def _read_scans(document: Any, pages: _Pages) -> tuple[bool, str]:
    """Reads the pages that are pictures into `pages`; (was text read off one, what to tell)."""
    if not pages.scans:
        return False, _told_empty(pages)
    from assistant.documents.scan import pictures as scan  # noqa: PLC0415 - most PDFs need none of it

    def draw(index: int) -> scan.Draw:
        return lambda: _render(document, index)

    found = scan.pages(draw(index) for index in pages.scans)
    for index, text in zip(pages.scans, found.texts, strict=False):
        # The few letters of a stamp are on the picture as well.
        if len(text) > len(pages.texts[index]):
            pages.texts[index], pages.second[index] = text, ""
    if len(pages.scans) == len(pages.texts):
        return any(found.texts), found.problem(len(document)) or _told_empty(pages)
    problem = found.problem(len(pages.scans))
    told = f"{len(pages.scans)} of its {len(pages.texts)} pages: {problem}" if problem else ""
    return any(found.texts), told


def _told_empty(pages: _Pages) -> str:
    return "" if pages.broken or any(pages.texts) else "the PDF holds no text"


def _render(document: Any, index: int) -> Any:
    """The page as a grey picture, at the resolution of the scan on it."""
    with closing(document[index]) as page:
        width, height = page.get_size()
        dpi = min(_DPI, max(_own_dpi(page), _LEAST_DPI))
        most = math.sqrt(_PIXELS / max(width * height, 1))
        bitmap = page.render(scale=min(dpi / 72, most), grayscale=True)
        with closing(bitmap):
            return bitmap.to_pil().copy()


def _own_dpi(page: Any) -> float:
    """The dots an inch of the largest picture on the page; 300 where there is none."""
    kinds = (raw.FPDF_PAGEOBJ_IMAGE,)
    found = islice(page.get_objects(filter=kinds, max_depth=3), _OBJECTS)
    pictures = [one for one in found if _area(one) > 0]
    if not pictures:
        return _DPI
    largest = max(pictures, key=_area)
    left, _, right, _ = largest.get_bounds()
    return float(largest.get_px_size()[0] / (right - left) * 72)
