"""Tells the files that are never opened, by their name or by their first bytes."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from assistant.documents import plain

_START = 8_000  # bytes in which a web page shows what it is
# What may stand before the first element: declarations, comments, white space.
_PROLOG = re.compile(
    r"(?:\s|<\?[^>]*+>|<!--.*?-->|<!doctype[^>\[]*+(?:\[[^\]]*+\])?[^>]*+>)*+", re.I | re.S
)
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_DOCTYPE = re.compile(r"<!doctype\s+html\b", re.IGNORECASE)


class _Table(NamedTuple):
    """What unopened.toml says, ready for looking up."""

    endings: dict[str, str]
    marks: tuple[tuple[int, bytes, str], ...]
    roots: frozenset[str]


def by_name(name: str) -> str:
    """Why a file of this name is not opened, "" if the name is no reason.

    A name only ever forbids: what a file is, and who reads it, is told by its bytes.
    """
    # Windows drops blanks and dots at the end of a name, so "order.exe. " still runs.
    ending = name.rstrip(". ").lower().rpartition(".")[2]
    return _table().endings.get(ending, "")


def by_content(data: bytes) -> str:
    """Why a file with these bytes is not opened, "" if they are no reason."""
    for at, mark, problem in _table().marks:
        # Two or three bytes may begin a text as well: "MZ-4711". No text holds a zero byte.
        if data[at : at + len(mark)] == mark and (len(mark) > 3 or b"\0" in data[:4096]):
            return problem
    return ""


def as_web_page(data: bytes) -> str:
    """Why a text is not opened, if its first element is one of HTML or SVG; "" if it is not."""
    start = plain.decode(data[:_START])
    if start is None or "<" not in start:
        return ""
    prolog = _PROLOG.match(start)
    element = _ELEMENT.match(start, prolog.end() if prolog else 0)
    named = element is not None and element[1].lower() in _table().roots
    return by_name(".html") if named or _DOCTYPE.search(start) else ""


@lru_cache(maxsize=1)
def _table() -> _Table:
    text = files("assistant.documents").joinpath("unopened.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    forms = table["form"]
    return _Table(
        endings={ending: form["problem"] for form in forms for ending in form["endings"]},
        marks=tuple(
            (at, bytes.fromhex(mark), form["problem"])
            for form in forms
            for at, mark in form["marks"]
        ),
        roots=frozenset(table["web"]["roots"]),
    )
