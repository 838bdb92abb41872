"""Finds the titles of business papers in the text of a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.content.phrases import Phrases
from assistant.content.wording import fold
from assistant.domain.kind import Kind

_LONGEST = 8  # words of a title
_SEGMENT = re.compile(r"\s{2,}|\t|[▌|│•]|\.$")
_SIGNS = re.compile(r"[^\w/.'°º]+")


@dataclass(frozen=True, slots=True)
class Title:
    """A paper's title at `place`; it weighs more the more it stands for itself."""

    kind: Kind
    weight: int
    place: int
    quote: str


def titles(text: str, phrases: Phrases) -> list[Title]:
    """Every title in reading order."""
    found = []
    for line in re.finditer(r"[^\n]+", text):
        segments = _segments(line[0])
        if not line[0].isascii():
            found += _written(line, phrases)
        for segment in segments:
            title = _title(segment, phrases, line.start(), alone=len(segments) == 1)
            if title:
                found.append(title)
    return found


def _written(line: re.Match[str], phrases: Phrases) -> list[Title]:
    """A title in a script without blanks, often set with blanks between its characters."""
    bare = "".join(fold(line[0]).split())
    kind = next((kind for word, kind in phrases.written.items() if bare.startswith(word)), None)
    return [Title(kind, 3, line.start(), line[0].strip()[:120])] if kind else []


def _segments(line: str) -> list[str]:
    """The parts of a line between wide blanks; a title set in wide blanks is one part."""
    parts = [one.strip() for one in _SEGMENT.split(line) if one and one.strip()]
    joined: list[str] = []
    for part in parts:
        single = part.isupper() and part.isalpha()
        if single and joined and joined[-1].isupper() and joined[-1].replace(" ", "").isalpha():
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def _title(segment: str, phrases: Phrases, place: int, *, alone: bool) -> Title | None:
    """The title a segment begins with; what follows may only be its number or its page.

    A title that stands for itself weighs most, capitals and a line of its own add to it. At
    the end of a line only capitals count: "12 Mill Road INVOICE".
    """
    written = _SIGNS.sub(" ", segment).split()
    plain = [fold(word).strip(".'") if len(word) > 4 else fold(word) for word in written]
    for count in range(min(_LONGEST, len(plain)), 0, -1):
        kind = phrases.titles.get(" ".join(plain[:count]))
        rest = plain[count:]
        if kind and all(_may_follow(word, kind, phrases) for word in rest):
            capitals = segment[: len(" ".join(written[:count]))].isupper()
            weight = (2 if not rest and not segment.endswith(":") else 0) + capitals
            weight += alone and not rest
            weight += bool(rest) and any(_has_digit(word) for word in rest)
            weight += any(word in _words_of(kind, phrases) for word in rest)
            return Title(kind, weight, place, segment[:120]) if weight else None
        tail = written[-count:]
        kind = phrases.titles.get(" ".join(plain[-count:]))
        if kind and count < len(plain) and " ".join(tail).isupper() and len(tail[0]) > 2:
            return Title(kind, 2, place, segment[:120])
    return None


def _may_follow(word: str, kind: Kind, phrases: Phrases) -> bool:
    """A number, a page, or the same title in another language: "Bestellung / Purchase order"."""
    bare = word.strip(".'°º/")
    short = len(bare) <= 2 or _has_digit(bare) or bare in phrases.title_tails
    return short or bare in _words_of(kind, phrases)


def _words_of(kind: Kind, phrases: Phrases) -> Iterator[str]:
    return (word for title, one in phrases.titles.items() if one is kind for word in title.split())


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
