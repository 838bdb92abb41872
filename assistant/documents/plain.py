"""Plain text files and CSV to text by page, whatever their character set."""

import re
import unicodedata

from assistant.documents.reading import Reading

CHARACTERS = 2_000_000
PAGES = 200
_NAME = 120  # characters
# Everything that is no text in any of our charsets; tab, line feed, form feed and CR stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")


def read(data: bytes) -> Reading:
    """Text files and CSV; a page ends at a form feed."""
    if not data.strip():
        return Reading(problem="the file is empty")
    text = decode(data)
    if text is None:
        return Reading(problem="the format of the file is not known")
    return paged(text)


def paged(text: str) -> Reading:
    """A text as pages that end at form feeds, as much of it as is read."""
    pages = text[:CHARACTERS].split("\f")[:PAGES]
    problem = "" if len(text) <= CHARACTERS else "only its first part was read"
    return Reading(pages=tuple(clean(page) for page in pages), problem=problem)


def decode(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with its mark, or else Windows Latin; None for anything binary."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    start = text[:100_000]
    odd = len(_CONTROL.findall(start)) + start.count("\ufffd")
    return text if "\0" not in start and odd <= len(start) // 100 else None


def clean(text: str) -> str:
    """The text without control characters, lines ended by a line feed."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def file_name(text: str) -> str:
    """A bare file name: one line, no folders, nothing invisible, its ending kept."""
    bare = " ".join(re.split(r"[/\\]", text)[-1].split())
    name = "".join(sign for sign in bare if unicodedata.category(sign)[0] != "C")
    name = name.strip(". ") or "file"
    stem, dot, ending = name.rpartition(".")
    if len(name) <= _NAME or not dot:
        return name[:_NAME]
    return f"{stem[: _NAME - 10]}.{ending[-9:]}"
