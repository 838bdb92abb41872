"""Looks for phrases in a mail's words, and keeps the words that were found."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.content.phrases import Phrases, PhrasesByKind
from assistant.content.wording import Phrase, fold, holds
from assistant.domain.kind import Kind
from assistant.domain.order import Signal

_LONGEST_QUOTE = 120
_BESIDE = 60  # characters on each side of a phrase that tell what it is about
_SENTENCE_END = re.compile(r"[.!?;]\s|\n\s*\n")
_ROBOT = re.compile(r"no[._-]?reply|do[._-]?not[._-]?reply|ordersender|notification|automat")
_LETTERS = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"[_+]+")
_MARK = re.compile(r"\s*([^\W\d_]{1,8})(?:\[\d+\])?\s?[:：]\s*")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of `kind` at `start`; `quote` holds the words as they were written.

    `before` and `after` are the words of the same sentence beside it, at most 60 characters.
    """

    kind: Kind
    where: str
    start: int
    quote: str
    before: str = ""
    after: str = ""

    @property
    def signal(self) -> Signal:
        return Signal(self.kind.value, self.where, self.quote)


Unless = Callable[[Hit], bool]


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

    def hits(self, by_kind: PhrasesByKind, unless: Unless) -> list[Hit]:
        """At most one hit a kind, its earliest that `unless` lets pass, in order of place."""
        found = []
        for kind, phrases in by_kind.items():
            hits = [
                Hit(kind, self.where, start, self.quote(start, end), *self._beside(start, end))
                for start, end in sorted(self.find(phrases))
            ]
            found += [hit for hit in hits if not unless(hit)][:1]
        return sorted(found, key=lambda hit: hit.start)

    def written(self, by_word: Mapping[str, Kind]) -> list[Hit]:
        """The longest word of a script without blanks, if one stands anywhere in the text."""
        for word, kind in by_word.items():
            start = self.folded.find(word)
            if start >= 0:
                return [Hit(kind, self.where, start, self.quote(start, start + len(word)))]
        return []

    def signals(self, code: str, phrases: Iterable[Phrase]) -> list[Signal]:
        """One signal for the earliest place of these phrases, if there is one."""
        spans = sorted(self.find(phrases))
        return [Signal(code, self.where, self.quote(*spans[0]))] if spans else []

    def _beside(self, start: int, end: int) -> tuple[str, str]:
        before = _SENTENCE_END.split(self.text[max(start - _BESIDE, 0) : start])[-1]
        after = _SENTENCE_END.split(self.text[end : end + _BESIDE])[0]
        return " ".join(before.split()), " ".join(after.split())

    def quote(self, start: int, end: int) -> str:
        """The written words of a place, white space evened out."""
        return " ".join(self.text[start:end].split())[:_LONGEST_QUOTE]


def words(where: str, text: str, phrases: Phrases) -> Words:
    """`text` made ready for searching."""
    folded = fold(text)
    found = phrases.plain_words.intersection(_LETTERS.findall(folded))
    odd = {one for one in phrases.odd_words if one in folded and holds(folded, one)}
    return Words(where, text, folded, found | odd)


def file_words(name: str, phrases: Phrases) -> Words:
    """A file name made ready for searching: without its ending, joined words parted."""
    stem, dot, ending = name.rpartition(".")
    plain = stem if dot and len(ending) <= 5 else name
    parted = words(name, _JOINED.sub(" ", plain), phrases)
    return Words(name, parted.text, parted.folded, parted.present)


def without_marks(subject: str, phrases: Phrases) -> tuple[str, tuple[str, ...]]:
    """The subject without "Re:" and "FW:", and those marks in lower case, outermost first."""
    rest, marks = subject, []
    while (match := _MARK.match(rest)) and match[1].lower() in phrases.replies:
        rest = rest[match.end() :]
        marks.append(match[1].lower())
    return rest, tuple(marks)


def ending(name: str) -> str:
    """A file name's ending in lower case, without the dot."""
    return fold(name).rstrip(" .").rpartition(".")[2].strip()


def is_robot(email: str) -> bool:
    """True for an address that a program writes from."""
    return bool(_ROBOT.search(email.partition("@")[0]))
