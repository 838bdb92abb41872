"""Finds on a page what looks like the number of a paper, at a place where one may stand."""

import re
from collections.abc import Iterator

from assistant.pipeline.shapes import is_reference, whole_cell
from assistant.pipeline.spots import Spot

_PIECE = r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?"
_REFERENCE = re.compile(
    rf"(?:[A-Z]{{1,4}}[ ]{{1,2}}(?=\d))?{_PIECE}(?:[ ]{{0,2}}[-/][ ]{{0,2}}{_PIECE})*"
)
_LEAD = re.compile(r"[\s:#.°º=\-–—*(]*(?:(?:is|was|lautet|est|es|é|è)\s+)?[#\s]*")
_VALUE = re.compile(r"(?=\S*\d)\S+\s+")
_LOOSE = re.compile(r"[ ]{1,2}[-/][ ]{0,2}|[ ]{0,2}[-/][ ]{1,2}")


def candidates(page: str, spot: Spot) -> Iterator[tuple[int, int]]:
    """Places of what looks like a paper's number; beside a label only what stands first."""
    lead = _LEAD.match(page, spot.start, spot.end)
    start = lead.end() if lead else spot.start
    whole = whole_cell(page, start, spot.end)
    if whole:
        yield whole
        return
    line_end = page.find("\n", spot.start)
    limit = max(spot.end, line_end if line_end >= 0 else len(page))
    while start < spot.end:
        match = _REFERENCE.match(page, start, min(limit, start + 60))
        if match:
            end = _trim(page, start, match.end())
            if is_reference(page, start, end, beside=spot.beside):
                yield start, end
                return
        if spot.beside:
            return
        # In a row of values under a row of labels only other values may come before it.
        other = _VALUE.match(page, start, spot.end)
        if not other:
            return
        start = other.end()


def _trim(page: str, start: int, end: int) -> int:
    """Cuts what is no part of the number behind a dash or slash with blanks around it.

    "UP1 - 102217" is one number; "4711 / 2x pump", "4711 - 12 pumps" and "4711 / 1.5.2026"
    are a number and more.
    """
    for part in _LOOSE.finditer(page, start, end):
        rest = page[part.end() : end]
        joined = "-" in part[0] and rest.isdigit() and len(rest) > 1
        if not joined or re.match(r" [^\W\d_]", page[end : end + 2]):
            return part.start()
    return end
