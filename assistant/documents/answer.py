"""Checks what the child answers about a file, and builds the `Reading` it stands for."""

import base64
import binascii
from dataclasses import fields
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.documents import plain
from assistant.documents.reading import Reading
from assistant.errors import BadDocument

_CHARACTERS = 5_000_000  # of all pages: forty full pages of a PDF
_VALUE = 2_000  # characters of any other text
_LIST = 10_000  # entries
_PROBLEM = 200
_WRONG = (ValidationError, ValueError, TypeError, KeyError, RecursionError, binascii.Error)


def reading(answer: Any) -> Reading:
    """The `Reading` that `as_json` made this answer of, its texts cleaned once more.

    The answer comes from a process that ran hostile bytes: the type and the size of every
    value are checked. Raises `BadDocument` when it has not the shape of a reading.
    """
    try:
        if set(answer) != {field.name for field in fields(Reading)}:
            raise ValueError("not the keys of a reading")
        return _adapter().validate_python(
            {
                "pages": _pages(answer["pages"]),
                "second": _pages(answer["second"]),
                "problem": _cleaned(answer["problem"])[:_PROBLEM],
                "papers": _cleaned(answer["papers"]),
                "scanned": answer["scanned"] is True,
                "files": _files(answer["files"]),
            }
        )
    except _WRONG as error:
        raise BadDocument("could not be read") from error


def _pages(pages: Any) -> list[str]:
    if not isinstance(pages, list) or not all(isinstance(page, str) for page in pages):
        raise ValueError("not pages")
    if sum(map(len, pages)) > _CHARACTERS:
        raise ValueError("too long")
    return [plain.clean(page) for page in pages[: plain.PAGES]]


def _files(files: Any) -> list[tuple[str, bytes]]:
    if not isinstance(files, list) or len(files) > _LIST:
        raise ValueError("not files")
    return [(plain.file_name(name), base64.b64decode(data, validate=True)) for name, data in files]


def _cleaned(value: Any) -> Any:
    """The value with all texts in it cleaned."""
    match value:
        case str() if len(value) <= _VALUE:
            return plain.clean(value)
        case list() if len(value) <= _LIST:
            return [_cleaned(one) for one in value]
        case dict():
            return {key: _cleaned(one) for key, one in value.items()}
        case str() | list():
            raise ValueError("too long")
        case _:
            return value


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Reading]:
    return TypeAdapter(Reading)
