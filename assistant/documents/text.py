"""Attachment bytes to text by page, whatever their name claims they are."""

import re
from collections.abc import Callable
from typing import Any

from assistant.domain.mail import Attachment, Document
from assistant.errors import Rejected

CHARACTERS = 2_000_000
PAGES = 200
_NOT_YET = "format not read yet"
# Everything that is no text in any of our charsets; tab, line feed, form feed and CR stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
_MARKUP = re.compile(rb"\s*<(?:[?!a-zA-Z])")


def read(data: bytes, name: str = "") -> dict[str, Any]:  # noqa: ARG001 - see below
    """{"pages": [text, ...], "problem": phrase}; runs in the capped child.

    The kind is taken from the first bytes, never from `name` (which the child hands to every
    parser) or from the declared type: both are the sender's to choose.
    """
    if b"%PDF-" in data[:1024]:
        from assistant.documents import pdf  # noqa: PLC0415 - a child of mails never needs it

        pages, problem = pdf.pages(data)
    else:
        pages, problem = _plain(data)
    return {"pages": [_clean(page) for page in pages], "problem": problem}


def _plain(data: bytes) -> tuple[list[str], str]:
    """Text files and CSV; a page ends at a form feed."""
    if not data.strip():
        return [], "the file is empty"
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")) or data.startswith(b"{\\rtf"):
        return [], _NOT_YET
    text = _decode(data)
    if text is None:
        return [], _NOT_YET
    pages = text[:CHARACTERS].split("\f")[:PAGES]
    return pages, "" if len(text) <= CHARACTERS else "only its first part was read"


def _decode(data: bytes) -> str | None:
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


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class DocumentReader:
    """The parent's side: an attachment in, a `Document` out, never an exception."""

    def __init__(self, run: Callable[[bytes, str], Any]) -> None:
        """`run` hands bytes and file name to `read` in the capped child."""
        self._run = run

    def open(self, attachment: Attachment) -> Document:
        """The attachment's text by page, or the problem that keeps it from being read.

        Only `Retryable` and `ConfigError` leave: they are about us, not about the document.
        """
        try:
            answer = self._run(attachment.content, attachment.name)
        except Rejected as error:
            return Document(attachment.name, problem=str(error) or "could not be read")
        # The answer comes from a process that ran hostile bytes, so its shape is checked.
        pages = answer.get("pages") if isinstance(answer, dict) else None
        problem = answer.get("problem") if isinstance(answer, dict) else None
        if not isinstance(pages, list) or not isinstance(problem, str):
            return Document(attachment.name, problem="could not be read")
        texts = tuple(_clean(page) for page in pages[:PAGES] if isinstance(page, str))
        return Document(attachment.name, pages=texts, problem=problem[:200])
