"""Finds out what a file is by its first bytes, and has it read by the room for that form."""

from typing import Any

from assistant.documents import plain
from assistant.documents.reading import Reading


def read(data: bytes, name: str = "") -> dict[str, Any]:  # noqa: ARG001 - see below
    """A `Reading` as JSON can carry it; runs in the capped child.

    The form is taken from the first bytes, never from `name` (which the child hands to every
    parser) or from the declared type: both are the sender's to choose.
    """
    return _read(data).as_json()


def _read(data: bytes) -> Reading:
    if b"%PDF-" in data[:1024]:
        from assistant.documents import pdf  # noqa: PLC0415 - a child of mails never needs it

        pages, problem = pdf.pages(data)
        return Reading(pages=tuple(plain.clean(page) for page in pages), problem=problem)
    return plain.read(data)
