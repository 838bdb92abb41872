"""Looks for phrases in a mail's words, and keeps the words that were found."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.content.phrases import Phrases, PhrasesByKind
from assistant.content.wording import Phrase, fold, holds
from assistant.domain.order import Kind, Signal

_LONGEST_QUOTE = 120
_JOINED = re.compile(r"[_+]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of `kind` at `start`; `quote` holds the words as they were written."""

    kind: Kind
    where: str
    start: int
    quote: str

    @property
    def signal(self) -> Signal:
        return Signal(self.kind.value, self.where, self.quote)


@dataclass(frozen=True, slots=True)
class Words:
    """A text to search: as written, folded, and which literals of all phrases it holds."""

    where: str
    text: str
    folded: str
    present: frozenset[str]

    def find(self, phrases: Iterable[Phrase]) -> Iterator[tuple[int, int]]:
        """Where phrases stand: (start, end) of the first place of each."""
        for one in phrases:
            if any(map(self.present.isdisjoint, one.needs)):
                continue
            match = one.search(self.folded)
            if match:
                yield match.span()

    def hits(self, by_kind: PhrasesByKind) -> list[Hit]:
        """At most one hit a kind, its earliest, in order of place."""
        found = []
        for kind, phrases in by_kind.items():
            spans = sorted(self.find(phrases))
            if spans:
                found.append(Hit(kind, self.where, spans[0][0], self.quote(*spans[0])))
        return sorted(found, key=lambda hit: hit.start)

    def signals(self, code: str, phrases: Iterable[Phrase]) -> list[Signal]:
        """One signal for the earliest place of these phrases, if there is one."""
        spans = sorted(self.find(phrases))
        return [Signal(code, self.where, self.quote(*spans[0]))] if spans else []

    def quote(self, start: int, end: int) -> str:
        """The written words of a place, white space evened out."""
        return " ".join(self.text[start:end].split())[:_LONGEST_QUOTE]


def words(where: str, text: str, phrases: Phrases) -> Words:
    """`text` made ready for searching."""
    folded = fold(text)
    present = frozenset(one for one in phrases.literals if holds(folded, one))
    return Words(where, text, folded, present)


def file_words(name: str, phrases: Phrases) -> Words:
    """A file name made ready for searching: without its ending, joined words parted."""
    stem, dot, ending = name.rpartition(".")
    plain = stem if dot and len(ending) <= 5 else name
    parted = words(name, _JOINED.sub(" ", plain), phrases)
    return Words(name, parted.text, parted.folded, parted.present)


def ending(name: str) -> str:
    """A file name's ending in lower case, without the dot."""
    return fold(name).rstrip(" .").rpartition(".")[2].strip()
