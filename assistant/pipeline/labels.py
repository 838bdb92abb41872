"""Finds printed labels on a page, and the text that stands beside or below each of them."""

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from assistant.content.phrases import Phrases
from assistant.content.wording import fold

_MOST = 600  # labels on a page: a hostile page must not cost more than a long one
REACH = 300  # characters in which a value follows its label
_HIGHEST_STACK = 30  # lines
_WORD = re.compile(r"(?<![^\W_])(?:[^\W_]+|#)")
_AFTER = re.compile(r"[ \t\xa0]*(?:[.:#°º]|n[°º]|(?<=[\s.])no\b\.?)*[ \t\xa0]*[:=]?[ \t\xa0]*")
_CELL_END = re.compile(r"\t|[ \xa0]{3,}|[▌|│]|$")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at `start`..`end` of a page; what it may name; whether a colon closes it."""

    start: int
    end: int  # where a value beside it would begin
    text: str
    names: frozenset[str]
    colon: bool


def labels(page: str, phrases: Phrases) -> tuple[Label, ...]:
    """The first 600 labels of a page in reading order; of overlapping ones the longest."""
    return tuple(islice(_labels(page, phrases), _MOST))


def _labels(page: str, phrases: Phrases) -> Iterator[Label]:
    folded = fold(page)
    starts = _by_first_word(_Key(phrases.labels))
    reached = 0
    for word in _WORD.finditer(folded):
        if word.start() < reached:
            continue
        for label, pattern in starts.get(word[0], ()):
            match = pattern.match(folded, word.start())
            if match:
                after = _AFTER.match(folded, match.end())
                end = after.end() if after else match.end()
                colon = ":" in folded[match.end() : end]
                reached = match.end()
                yield Label(word.start(), end, label, phrases.labels[label], colon)
                break


class _Key:
    """Makes the shared label table usable as a cache key: it is one object for all calls."""

    def __init__(self, table: Mapping[str, frozenset[str]]) -> None:
        self.table = table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.table is self.table


@functools.lru_cache(maxsize=4)
def _by_first_word(key: _Key) -> Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """Label patterns by their first word, the longest label first."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for label in sorted(key.table, key=len, reverse=True):
        first = _WORD.search(label)
        if first and first.start() == 0:
            spaced = r"[ \xa0]{1,2}".join(re.escape(part) for part in label.split(" "))
            closed = "" if label[-1] in "#.°º" else r"(?![^\W_])"
            found.setdefault(first[0], []).append((label, re.compile(spaced + closed)))
    return {word: tuple(ones) for word, ones in found.items()}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the page where a label's value may stand; `quoted_from` is where to quote."""

    start: int
    end: int
    quoted_from: int
    beside: bool


def spots(page: str, label: Label, every: tuple[Label, ...]) -> Iterator[Spot]:
    """Where the value of `label` may stand, the most likely place first.

    Beside it on its line, up to the next label; in the line that matches it in a stack of
    labels followed by a stack of values; in the next line, below it first.
    """
    line_end = min(_line_end(page, label.end), label.end + REACH)
    stop = min(
        (one.start for one in every if label.end <= one.start < line_end and _parted(page, one)),
        default=line_end,
    )
    cell = _CELL_END.search(page, label.end, line_end)
    beside_end = min(stop, cell.start() if cell and cell.start() > label.end else stop)
    if page[label.end : beside_end].strip(" :.\t-"):
        yield Spot(label.end, beside_end, label.start, beside=True)
    elif stop == line_end and page[label.end : line_end].strip(" :.\t-"):
        yield Spot(label.end, line_end, label.start, beside=True)
    yield from _stacked(page, label)
    yield from _below(page, label)


def _parted(page: str, label: Label) -> bool:
    """A label within a line counts as the next one if a colon or a wide gap sets it off."""
    before = page[max(label.start - 2, 0) : label.start]
    return label.colon or before.isspace() or "\t" in before


def _stacked(page: str, label: Label) -> Iterator[Spot]:
    """The value line of a label in a block of lines that are labels only."""
    lines = _lines(page)
    here = bisect_right(lines, (label.start, len(page))) - 1
    if here < 0 or not _only_label(page, lines[here]):
        return
    first = last = here
    while here - first < _HIGHEST_STACK and first > 0 and _only_label(page, lines[first - 1]):
        first -= 1
    while (
        last - here < _HIGHEST_STACK
        and last + 1 < len(lines)
        and _only_label(page, lines[last + 1])
    ):
        last += 1
    target = last + 1 + (here - first)
    if last > first and target < len(lines):
        start, end = lines[target]
        yield Spot(start, end, start, beside=False)


def _only_label(page: str, line: tuple[int, int]) -> bool:
    text = page[line[0] : line[1]].strip()
    return text.endswith(":") and 1 < len(text) <= 40 and text.count(":") == 1


def _below(page: str, label: Label) -> Iterator[Spot]:
    """The next line: from a little left of the label's column on, then all of it."""
    start = _line_end(page, label.end) + 1
    if start >= len(page):
        return
    end = min(_line_end(page, start), start + REACH)
    column = label.start - (page.rfind("\n", 0, label.start) + 1)
    if "  " in page[start:end] and column > 2:
        cut = start + min(column - 2, end - start)
        gap = page.rfind("  ", start, cut + 3)
        begin = gap + 2 if gap >= 0 else cut
        if begin < end and page[begin:end].strip():
            yield Spot(begin, end, begin, beside=False)
    if page[start:end].strip():
        yield Spot(start, end, start, beside=False)


def _line_end(page: str, start: int) -> int:
    end = page.find("\n", start)
    return len(page) if end < 0 else end


@functools.lru_cache(maxsize=8)
def _lines(page: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in re.finditer(r"[^\n]+", page))
