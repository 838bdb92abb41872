"""Takes the files out of a PDF that were put into it: the order as machines read it, most often."""

import ctypes
import re
import zlib
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

FILES = 20
FILE_BYTES = 10 * 1024 * 1024
ALL_BYTES = 20 * 1024 * 1024
_DICTIONARY = 2_000  # bytes a stream's dictionary may have on either side of its type
_PACKED = re.compile(rb"/Filter\s*(?:/FlateDecode\b|\[\s*/FlateDecode\s*\])")

Found = tuple[str, bytes | None]  # None for a file that is too large


def files(document: Any, data: bytes) -> tuple[tuple[tuple[str, bytes], ...], str]:
    """(name and bytes of each file inside, problem); `data` is the PDF itself.

    At most 20 files and 20 MB; what is beyond is left out and told.
    """
    found = list(islice(_listed(document), FILES + 1)) or list(islice(_unlisted(data), FILES + 1))
    kept: list[tuple[str, bytes]] = []
    room, problem = ALL_BYTES, ""
    for name, content in found[:FILES]:
        if content is None or len(content) > room:
            problem = "a file inside the PDF is too large to be read"
        elif content:
            kept.append((name, content))
            room -= len(content)
    if len(found) > FILES:
        problem = f"only the first {FILES} of the files inside the PDF were read"
    return tuple(kept), problem


def _listed(document: Any) -> Iterator[Found]:
    """The files in the document's own list (ISO 32000-2, 7.11.4)."""
    for index in range(document.count_attachments()):
        try:
            attachment = document.get_attachment(index)
            name, size = attachment.get_name(), ctypes.c_ulong()
            known = raw.FPDFAttachment_GetFile(attachment, None, 0, size)
            large = known and size.value > FILE_BYTES
            yield name, None if large else bytes(attachment.get_data())
        except pdfium.PdfiumError:
            continue  # an entry without a name or a file


def _unlisted(data: bytes) -> Iterator[Found]:
    """The files that only a page or the document refers to (ISO 32000-2, 14.13), without names.

    The library has no door to them, but a stream's dictionary always stands in the clear.
    """
    number, at = count(1), -1
    while (at := data.find(b"/EmbeddedFile", at + 1)) >= 0:
        begin = data.rfind(b" obj", max(at - _DICTIONARY, 0), at)
        stream = data.find(b"stream", at, at + _DICTIONARY)
        if data[at + 13 : at + 14] == b"s" or begin < 0 or stream < 0:
            continue
        if b"endobj" in data[begin:stream]:
            continue
        end = data.find(b"endstream", stream + 6)
        content = data[stream + 6 : end if end >= 0 else len(data)].removeprefix(b"\r")
        kind = ".xml" if b"xml" in data[begin:stream].lower() else ""
        unpacked = _unpacked(data[begin:stream], content.removeprefix(b"\n"))
        if unpacked != b"":
            yield f"file-{next(number)}{kind}", unpacked


def _unpacked(dictionary: bytes, content: bytes) -> bytes | None:
    """The stream as it was before packing, b"" if nobody knows how it was packed."""
    if b"/Filter" not in dictionary:
        return content.rstrip(b"\r\n")
    if not _PACKED.search(dictionary):
        return b""
    try:
        out = zlib.decompressobj().decompress(content, FILE_BYTES + 1)
    except zlib.error:
        return b""
    return out if len(out) <= FILE_BYTES else None
