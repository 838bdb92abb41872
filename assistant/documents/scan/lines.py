"""What the words seen on a picture tell of its lines, and the pieces of text they make."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.documents.layout import Piece
from assistant.documents.scan.tesseract import Word

_DOUBTFUL = 50.0  # a sign below it may be a rule or a speck
_HANGING = frozenset("gjpqyQ,;()[]{}|/_$@§")  # what reaches below the base line


def mean(words: Sequence[Word]) -> float:
    """How sure the program is of a word, on average; 0 where there is none."""
    return sum(word.sure for word in words) / len(words) if words else 0.0


def lies(words: Sequence[Word]) -> bool:
    """True if most words are higher than wide: the page lies on its side."""
    long = [word for word in words if len(word.text) > 2]
    tall = sum(word.bottom - word.top > word.right - word.left for word in long)
    return tall * 2 > len(long)


def is_dirt(word: Word) -> bool:
    """A rule or a speck taken for a sign."""
    return word.sure < _DOUBTFUL and not any(char.isalnum() for char in word.text)


def pieces(words: Sequence[Word]) -> Iterator[Piece]:
    """The words as pieces, all words of a line on one base line, the page's slant undone."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    slant = _slant(lines.values())
    for line in lines.values():
        base, usual = _base(line, slant), 1.7 * height(line)
        for word in line:
            high = max(usual, 1.3 * (word.bottom - word.top))
            yield Piece(word.left, word.right, base, high, word.text, apart=True)


def height(line: Sequence[Word]) -> int:
    """The height in pixels that half of the words do not reach."""
    return sorted(word.bottom - word.top for word in line)[len(line) // 2]


def _standing(line: Sequence[Word]) -> list[Word]:
    return [word for word in line if not _HANGING & set(word.text)] or list(line)


def _base(line: Sequence[Word], slant: float) -> float:
    bottoms = sorted(word.bottom - slant * word.left for word in _standing(line))
    return bottoms[len(bottoms) // 2]


def _slant(lines: Iterable[Sequence[Word]]) -> float:
    """By how much the lines of the page go down for each dot to the right; long ones decide."""
    slants: list[tuple[float, int]] = []
    for line in lines:
        words = _standing(line)
        width = words[-1].left - words[0].left
        if width > 3 * height(words):
            slants.append(((words[-1].bottom - words[0].bottom) / width, width))
    half = sum(width for _, width in slants) / 2
    for slant, width in sorted(slants):
        half -= width
        if half <= 0:
            return slant
    return 0.0
