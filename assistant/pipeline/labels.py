"""Finds printed labels on a page: the words that say what stands beside or below them."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from assistant.content.phrases import Phrases
from assistant.content.wording import fold

_MOST = 600  # labels on a page: a hostile page must not cost more than a long one
_CODE = 30  # characters of a code before a word in it
_WORD = re.compile(r"[^\W_]+|[#°]")
# What may close a label: signs, "No.", a remark in brackets such as "(EUR)", a colon.
_AFTER = re.compile(
    r"[ \t\xa0]*(?:[.#°º]|n[°º]|(?<=[\s.])n[or]\b\.?|\((?!\d)[^()\n]{1,30}\))*"
    r"[ \t\xa0]*[:=]?[ \t\xa0]*"
)
# Letters that a scan takes for one another, or whose marks it loses.
_ALIKE = str.maketrans("i1|!0àáâäèéêëìíîïòóôöùúûüçñß", "lllloaaaaeeeelllloooouuuucnb")
_CLOSE = re.compile(r"[.#°º:=]*")
# What may stand between the words of a label, as in "P.O.No", "Ship-To", "Total (excl. VAT)".
_BETWEEN = re.compile(r"(?![ \xa0]{2})[ \xa0._/'()&-]{0,4}")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at `start`..`stop` of a page; what it may name; whether a colon closes it."""

    start: int
    end: int  # where a value beside it would begin
    text: str
    names: frozenset[str]
    colon: bool
    stop: int = 0  # where its own words end


Folding = Callable[[str], str]  # makes a text plain, and every letter keeps its place


def blur(text: str) -> str:
    """Folded text in which letters that a scan takes for one another are the same."""
    return fold(text).translate(_ALIKE)


def labels(page: str, phrases: Phrases, folding: Folding = fold) -> tuple[Label, ...]:
    """The first 600 labels of a page in reading order; of overlapping ones the longest."""
    return tuple(islice(_labels(page, phrases, folding), _MOST))


def names_of(words: str, phrases: Phrases) -> frozenset[str]:
    """What a label of just these words may name, whatever the signs between them."""
    node: _Node | None = _tree(_Key(phrases.labels), fold)
    for word in _WORD.findall(fold(words)):
        node = node.next.get(word) if node else None
    return node.names if node else frozenset()


def _labels(page: str, phrases: Phrases, folding: Folding) -> Iterator[Label]:
    folded = folding(page)
    plain = fold(page)
    root = _tree(_Key(phrases.labels), folding)
    reached = 0
    for word in _WORD.finditer(folded):
        if word.start() >= reached and word[0] in root.next and not _in_a_code(plain, word.start()):
            end, names = _longest(folded, word, root.next[word[0]])
            if names:
                reached = end
                yield _label(plain, word.start(), end, names)


def _in_a_code(page: str, start: int) -> bool:
    """True for the "PO" in "4410-PO-0027": a number goes on there and no label begins."""
    if page[start - 1 : start] not in ("-", "/", "_"):
        return False
    before = page[max(start - _CODE, 0) : start].split()
    return bool(before) and any(letter.isdigit() for letter in before[-1])


def _longest(folded: str, word: re.Match[str], node: "_Node") -> tuple[int, frozenset[str]]:
    """Where the longest label ends that begins with this word, and what it may name."""
    end, found = word.end(), node.names
    place = word.end()
    while node.next:
        between = _BETWEEN.match(folded, place)
        after = _WORD.match(folded, between.end()) if between else None
        following = node.next.get(after[0]) if after else None
        if after is None or following is None:
            break
        node, place = following, after.end()
        if node.names:
            end, found = place, node.names
    return end, found


def _label(folded: str, start: int, end: int, names: frozenset[str]) -> Label:
    after = _AFTER.match(folded, end)
    closed = _CLOSE.match(folded, end)
    value = after.end() if after else end
    stop = closed.end() if closed else end
    return Label(start, value, folded[start:end], names, ":" in folded[end:value], stop)


class _Key:
    """Makes the shared label table usable as a cache key: it is one object for all calls."""

    def __init__(self, table: Mapping[str, frozenset[str]]) -> None:
        self.table = table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.table is self.table


@dataclass(slots=True)
class _Node:
    """The labels that share their first words: what they name here, and the next words."""

    names: frozenset[str] = frozenset()
    next: dict[str, "_Node"] = field(default_factory=dict)


@functools.lru_cache(maxsize=4)
def _tree(key: _Key, folding: Folding) -> _Node:
    root = _Node()
    for label, names in key.table.items():
        node = root
        for word in _WORD.findall(folding(label)):
            node = node.next.setdefault(word, _Node())
        node.names |= names
    return root
