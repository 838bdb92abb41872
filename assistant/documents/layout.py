"""Lays pieces of text that know their place out as lines whose columns keep their place."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

# Gaps between two pieces, as a share of their line height (about 1.15 of the font size). A
# blank is a quarter of a font size wide, in justified text up to half of one.
_GLUED = 0.12
_BLANK = 0.6
_COLUMN = "   "
# In print of one pitch a blank is as wide as a letter. Words of it show the same width a letter.
_ONE_PITCH, _LONG_WORD, _ENOUGH_WORDS = 1.2, 5, 8
_PITCH_BLANK = 1.7  # letters: one blank with what the letters beside it leave free
_SAME_LINE = 0.4  # base lines this far apart are one line: a value set a little lower
_SMALL = 0.75  # a superscript's share of the height of its line, at most
_BLANK_LINE = 2.5  # line heights between two base lines
_OVERLAP = 0.3  # of a line height: pieces that lie further over each other are two lines
_WIDEST = 400  # columns: beyond them a hostile page would cost megabytes of blanks
_NEAR = 12  # lines a piece may still join


class Piece(NamedTuple):
    """Text on one base line, in any unit of length; `base` counts downwards.

    `height` is that of its line. `apart` says that a blank is set before it.
    """

    left: float
    right: float
    base: float
    height: float
    text: str
    apart: bool


class _Line:
    """Pieces beside one another, from left to right, none over the other."""

    __slots__ = ("base", "height", "lefts", "longest", "pieces")

    def __init__(self, piece: Piece) -> None:
        self.pieces, self.lefts = [piece], [piece.left]
        self.base, self.height, self.longest = piece.base, piece.height, piece.right - piece.left

    def room_at(self, piece: Piece) -> int:
        """Where among its pieces this one fits, -1 if another lies there already."""
        at = bisect_left(self.lefts, piece.left)
        slack = _OVERLAP * min(piece.height, self.height)
        if at > 0 and self.pieces[at - 1].right > piece.left + slack:
            return -1
        if at < len(self.pieces) and piece.right > self.lefts[at] + slack:
            return -1
        return at

    def add(self, piece: Piece, at: int) -> None:
        self.pieces.insert(at, piece)
        self.lefts.insert(at, piece.left)
        if piece.right - piece.left > self.longest:
            self.longest = piece.right - piece.left
            self.base, self.height = piece.base, piece.height

    def holds(self, piece: Piece) -> bool:
        """True for a piece on this line's base, and for a small one set higher or lower in it."""
        off = self.base - piece.base
        if abs(off) <= _SAME_LINE * min(piece.height, self.height):
            return True
        return piece.height <= _SMALL * self.height and -0.2 <= off / self.height <= 0.5

    def touches(self, piece: Piece) -> bool:
        """True if the piece follows one of this line's without a gap."""
        at = bisect_left(self.lefts, piece.left)
        return at > 0 and piece.left - self.pieces[at - 1].right < _BLANK * piece.height


def lay(pieces: Iterable[Piece]) -> str:
    """The pieces as text: one line each base line, a wide gap as three blanks or more.

    A piece starts at about the column its place on the page says, so that a value stands
    under its label as it does on the page.
    """
    kept = _distinct(pieces)
    if not kept:
        return ""
    lines = _lines(kept)
    unit, start = _column_width(kept), min(piece.left for piece in kept)
    pitch = _pitch(kept)
    out: list[str] = []
    above: _Line | None = None
    for line in lines:
        if above and line.base - above.base > _BLANK_LINE * max(line.height, above.height):
            out.append("")
        out.append(_print(line.pieces, start, unit, pitch))
        above = line
    return "\n".join(out)


def _distinct(pieces: Iterable[Piece]) -> list[Piece]:
    """Leaves out what is printed twice, a hair apart, to look bold."""
    seen: dict[str, list[Piece]] = {}
    kept = []
    for piece in pieces:
        same = seen.setdefault(piece.text, [])
        near = 0.25 * piece.height
        # Only the latest ones: a page of one word a thousand times must not take a million looks.
        if any(
            abs(one.left - piece.left) < near and abs(one.base - piece.base) < near
            for one in same[-50:]
        ):
            continue
        same.append(piece)
        kept.append(piece)
    return kept


def _lines(pieces: Sequence[Piece]) -> list[_Line]:
    """Lines from top to bottom. Small print comes last: it may belong to a line of larger."""
    heights = sorted(piece.height for piece in pieces)
    common = heights[len(heights) // 2]
    small = [piece for piece in pieces if piece.height <= _SMALL * common]
    usual = [piece for piece in pieces if piece.height > _SMALL * common]
    lines: list[_Line] = []
    for piece in sorted(usual, key=lambda one: (one.base, one.left)):
        _place(piece, lines, lines[-_NEAR:])
    lines.sort(key=lambda line: line.base)
    bases = [line.base for line in lines]
    rest: list[_Line] = []
    for piece in sorted(small, key=lambda one: (one.base, one.left)):
        at = bisect_left(bases, piece.base)
        near = [line for line in lines[max(at - 2, 0) : at + 3] if line.touches(piece)]
        _place(piece, rest, near + rest[-_NEAR:])
    for line in rest:
        _join(line, lines, bases)
    return sorted(lines, key=lambda line: line.base)


def _join(line: _Line, lines: list[_Line], bases: Sequence[float]) -> None:
    """Puts a line of small print beside the larger words on its base line, if there are any."""
    at = bisect_left(bases, line.base)
    for one in lines[max(at - 2, 0) : at + 3]:
        off = abs(one.base - line.base)
        if off > _SAME_LINE * min(one.height, line.height):
            continue
        if all(one.room_at(piece) >= 0 for piece in line.pieces):
            for piece in line.pieces:
                one.add(piece, max(one.room_at(piece), 0))
            return
    lines.append(line)


def _place(piece: Piece, lines: list[_Line], near: Sequence[_Line]) -> None:
    best, best_off, best_at = None, 0.0, 0
    for line in near:
        off = abs(line.base - piece.base)
        if (best is None or off < best_off) and line.holds(piece):
            at = line.room_at(piece)
            if at >= 0:
                best, best_off, best_at = line, off, at
    if best is None:
        lines.append(_Line(piece))
    else:
        best.add(piece, best_at)


def _column_width(pieces: Sequence[Piece]) -> float:
    """How wide one column of text is: narrow print sets it, so that no cell outgrows its own."""
    widths = sorted(
        ((piece.right - piece.left) / len(piece.text), len(piece.text)) for piece in pieces
    )
    reached = list(accumulate(count for _, count in widths))
    unit, _ = widths[bisect_left(reached, reached[-1] * 0.2)]
    wide = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    return max(unit, wide / _WIDEST, 1e-6)


def _pitch(pieces: Sequence[Piece]) -> float:
    """The width of a letter on a page whose letters all have one width, else 0.0."""
    words = [piece for piece in pieces if len(piece.text) >= _LONG_WORD and " " not in piece.text]
    widths = sorted((piece.right - piece.left) / len(piece.text) for piece in words)
    if len(widths) < _ENOUGH_WORDS:
        return 0.0
    low, high = widths[len(widths) // 10], widths[-1 - len(widths) // 10]
    return widths[len(widths) // 2] if high < _ONE_PITCH * low else 0.0


def _print(pieces: Sequence[Piece], start: float, unit: float, pitch: float) -> str:
    out: list[str] = []
    length, end = 0, start
    for piece in pieces:
        column = int((piece.left - start) / unit + 0.5)
        gap = piece.left - end
        height = piece.height
        if not out:
            blanks = column
        elif gap < _GLUED * height and not piece.apart:
            blanks = 0
        elif gap < max(_BLANK * height, _PITCH_BLANK * pitch):
            blanks = 1
        else:
            blanks = max(len(_COLUMN), column - length)
        out.append(" " * blanks + piece.text)
        length += blanks + len(piece.text)
        end = piece.right
    return "".join(out)
