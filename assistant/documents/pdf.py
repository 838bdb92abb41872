"""PDF bytes to text by page; runs in the capped child only."""

from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

PAGES = 40
PAGE_CHARACTERS = 100_000


def pages(data: bytes) -> tuple[list[str], str]:
    """(text of each page, problem); pages beyond the first 40 are left out and said so.

    The problem is empty when everything was read; otherwise a plain phrase for the rep.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            return [], "the PDF is protected by a password"
        return [], "the PDF is damaged"
    try:
        return _read(document)
    finally:
        document.close()


def _read(document: Any) -> tuple[list[str], str]:
    count = len(document)
    texts: list[str] = []
    broken = 0
    for index in range(min(count, PAGES)):
        try:
            texts.append(_page_text(document, index))
        except pdfium.PdfiumError:
            broken += 1
            texts.append("")
    if not any(text.strip() for text in texts):
        return [], "the PDF is damaged" if broken else "the PDF holds no text, perhaps a scan"
    if broken:
        return texts, f"{broken} of its pages could not be read"
    if count > PAGES:
        return texts, f"only the first {PAGES} of {count} pages were read"
    return texts, ""


def _page_text(document: Any, index: int) -> str:
    page = document[index]
    try:
        layer = page.get_textpage()
        try:
            text = layer.get_text_range(0, min(layer.count_chars(), PAGE_CHARACTERS))
        finally:
            layer.close()
    finally:
        page.close()
    return str(text)
