"""Finds out what a file is by its first bytes, and has it read by the room for that form."""

import re
from collections.abc import Callable
from typing import Any

from assistant.documents import plain, unopened
from assistant.documents.office import compound
from assistant.documents.package import Package
from assistant.documents.reading import Reading

MB = 1024 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")  # full, empty, in parts
# A bracket first, behind a byte order mark and blanks, in characters of any width.
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|[\0\xfe\xff]{2,4})?[\s\0]*<")
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"BM")
# The main part's content type; files embedded in the parts have types of their own.
_WORD = (b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml")
_SHEETS = (b"sheetml.sheet.main+xml", b"sheetml.template.main+xml", b"ms-excel.sheet.binary.")
_MACROS = (b"macroEnabled", b"vnd.ms-office.vbaProject")
_OPEN_SHEETS = b"application/vnd.oasis.opendocument.spreadsheet"


def read(data: bytes, name: str = "") -> dict[str, Any]:  # noqa: ARG001 - see below
    """A `Reading` as JSON can carry it; runs in the capped child.

    The form is taken from the first bytes, never from `name` (which the child hands to every
    parser) or from the declared type: both are the sender's to choose. Raises `BadDocument`
    with a plain phrase for what cannot be read.
    """
    return _read(data).as_json()


def _read(data: bytes) -> Reading:
    problem = unopened.by_content(data)
    return Reading(problem=problem) if problem else _room(data)(data)


# Each room is imported where it is needed: the child that reads mails must stay light.
# ruff: noqa: PLC0415
def _room(data: bytes) -> Callable[[bytes], Reading]:
    """What reads a file that begins with these bytes."""
    if data.startswith(_ZIP):
        return _packed
    if data.startswith(compound.MARK):
        return _compound
    # Some programs write a few lines before a PDF (ISO 32000-1, annex H, note 13).
    if b"%PDF-" in data[:1024]:
        from assistant.documents.pdf import pages as pdf

        return pdf.read
    if _is_picture(data):
        from assistant.documents.scan import pictures as scan

        return scan.picture
    if data.startswith(b"{\\rtf"):
        from assistant.documents.office import rich_text

        return rich_text.read
    return _text


def _is_picture(data: bytes) -> bool:
    """A text may begin with the letters of a mark, but it holds no zero byte."""
    return data.startswith(_PICTURES) and b"\0" in data[:64]


def _text(data: bytes) -> Reading:
    """What is written in characters: web pages, XML, EDI, plain text."""
    found: Reading | None = None
    if _MARKUP.match(data):
        if problem := unopened.as_web_page(data):
            return Reading(problem=problem)
        from assistant.documents.xml import orders as xml_orders

        found = xml_orders.read(data)
    if found is None:
        from assistant.documents.edi import orders as edi

        found = edi.read(data)
    return found or plain.read(data)


def _packed(data: bytes) -> Reading:
    """A ZIP file: an office file, which is a ZIP of its parts, or an archive."""
    package = Package(data)
    types = package.part("[Content_Types].xml", MB)
    if any(one in types for one in _MACROS) or _holds_macros(package):
        return Reading(problem="files with macros are not opened")
    if any(one in types for one in _WORD):
        from assistant.documents.office import word

        return word.read(data)
    if any(one in types for one in _SHEETS) or package.part("mimetype", MB) == _OPEN_SHEETS:
        from assistant.documents.office import sheets

        return sheets.read(data)
    if types or "mimetype" in package.names:
        return Reading(problem="office files of this form are not read")
    if "META-INF/MANIFEST.MF" in package.names:
        return Reading(problem="programs are not opened")
    from assistant.documents import archive

    return archive.read(data)


def _holds_macros(package: Package) -> bool:
    """Whether a part is one that only macros need, whatever the office file calls itself."""
    names = [name.lower() for name in package.names]
    return any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names)


def _compound(data: bytes) -> Reading:
    """An OLE compound file: an old office file, a locked new one, or an Outlook item."""
    names = {path[0] for path in compound.Compound(data).paths}
    if "encryptedpackage" in names:
        return Reading(problem="the file is protected by a password")
    if names & {"_vba_project_cur", "macros"}:
        return Reading(problem="files with macros are not opened")
    if names & {"workbook", "book"}:
        from assistant.documents.office import sheets

        return sheets.read(data)
    if "__properties_version1.0" in names:
        from assistant.documents.office import outlook_item

        return outlook_item.read(data)
    if "worddocument" in names:
        return Reading(problem="Word files of the old form (.doc) are not read")
    return Reading(problem="office files of this form are not read")
