"""Reads the characters of a PDF page and puts them together to text in its layout."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from pypdfium2 import raw

from assistant.documents.layout import Piece, lay

_TURN = math.radians(10)  # text whose direction differs by more makes lines of its own
_WAYS = 8  # directions of writing on one page
_NEW_WORD = 0.12  # of a line height: a gap between two letters that is a blank
_STEP = 0.2  # of a line height: a base line this far off begins a new piece
_SPACED = 0.6  # of a line height: the widest gap between the letters of one spaced-out word
_SMALLEST = 1.0  # points: what is lower cannot be seen
_FILLED = re.compile(r"[_.·…]{3,}")  # a line to write on, or dots that lead to a figure
_SEEN = str.maketrans(
    {
        "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
        "\ufb05": "st", "\ufb06": "st",
        # A PDF draws its soft hyphens; the library has marks of its own for one at a line's end.
        "\u00ad": "-", "\x02": "-", "\ufffe": "-", "\u2010": "-", "\u2011": "-",
        "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "", "\ufeff": "",
    }
)  # fmt: skip


class _Char(NamedTuple):
    """A letter on the page: its box and its origin in points, upwards; its angle in radians."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    x: float
    y: float
    angle: float
    apart: bool  # a blank of the page stands before it


class PageText(NamedTuple):
    """A page's text in its layout; of its `letters`, the font does not name `unknown` ones.

    `hidden` is set where they are laid invisibly over a picture that was read before.
    """

    text: str
    letters: int
    unknown: int
    hidden: bool


def page_text(page: Any, layer: Any, most: int) -> PageText:
    """The first `most` characters of a page as they stand on it; `layer` is its text page.

    Text that stands outside the page or is too low to see is left out. The direction in which
    most of it is written comes first; text in any other direction follows below.
    """
    chars = list(_chars(layer, min(layer.count_chars(), most), page.get_bbox()))
    ways: dict[int, list[_Char]] = {}
    for char in chars:
        ways.setdefault(round(char.angle / _TURN) % round(math.tau / _TURN), []).append(char)
    blocks = []
    for group in sorted(ways.values(), key=len, reverse=True)[:_WAYS]:
        pieces = [part for piece in _words(_upright(group)) for part in piece]
        blocks.append(lay(_closed_up(pieces)))
    unknown = sum(_unknown(char.text) for char in chars)
    text = "\n\n".join(block for block in blocks if block)
    return PageText(text, len(chars), unknown, _is_hidden(layer))


def _is_hidden(layer: Any) -> bool:
    """Whether the page's first letters are drawn in the invisible mode (ISO 32000-2, 9.3.6)."""
    for index in range(min(layer.count_chars(), 20)):
        drawn = raw.FPDFText_GetTextObject(layer, index)
        if drawn:
            mode = raw.FPDFTextObj_GetTextRenderMode(drawn)
            return bool(mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    return False


def _unknown(text: str) -> bool:
    """True for a letter without a meaning: no code, or one from a private area."""
    return text in ("\0", "\ufffd") or "\ue000" <= text <= "\uf8ff"


def _chars(layer: Any, count: int, window: Sequence[float]) -> Iterator[_Char]:
    """The visible letters in the order the page draws them."""
    handle, box = layer.raw, raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    to_box, to_x, to_y = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    left, bottom, right, top = window
    apart = False
    for index in range(count):
        code = raw.FPDFText_GetUnicode(handle, index)
        text = chr(code) if code < 0x110000 else "\ufffd"
        if text.isspace():
            # The library invents blanks where letters stand apart; we look at the gap ourselves.
            apart = apart or not raw.FPDFText_IsGenerated(handle, index)
            continue
        text = text.translate(_SEEN)
        if not text or not raw.FPDFText_GetLooseCharBox(handle, index, to_box):
            continue
        raw.FPDFText_GetCharOrigin(handle, index, to_x, to_y)
        if not (left - 1 <= x.value <= right + 1 and bottom - 1 <= y.value <= top + 1):
            continue
        angle = raw.FPDFText_GetCharAngle(handle, index)
        yield _Char(text, box.left, box.bottom, box.right, box.top, x.value, y.value, angle, apart)
        apart = False


def _upright(group: Sequence[_Char]) -> Iterator[Piece]:
    """Each letter on a page turned so that this group's lines run from left to right."""
    angle = sorted(char.angle for char in group)[len(group) // 2]
    cos, sin = math.cos(angle), math.sin(angle)
    wide, high = abs(cos), abs(sin)
    square = wide * wide - high * high
    for text, left, bottom, right, top, x, y, _, apart in group:
        # The box around a turned letter is larger than the letter: undo that.
        across, up = right - left, top - bottom
        if abs(square) > 0.2:
            width = (across * wide - up * high) / square
            height = (up * wide - across * high) / square
        else:
            width = height = max(across, up) / (wide + high)
        if height >= _SMALLEST:
            start = x * cos - y * sin
            yield Piece(start, start + max(width, 0.0), -x * sin - y * cos, height, text, apart)


def _words(letters: Iterator[Piece]) -> Iterator[Iterator[Piece]]:
    """Letters put together to words, as long as one follows the other without a gap."""
    word: list[Piece] = []
    for letter in letters:
        if word and not _follows(word[-1], letter):
            yield _joined(word)
            word = []
        word.append(letter)
    yield _joined(word)


def _follows(last: Piece, letter: Piece) -> bool:
    return (
        not letter.apart
        and abs(letter.base - last.base) <= _STEP * last.height
        and -0.5 * last.height < letter.left - last.right < _NEW_WORD * last.height
        and 0.7 < letter.height / last.height < 1.5
    )


def _joined(word: Sequence[Piece]) -> Iterator[Piece]:
    """The word in one piece, without what is printed only to be written on."""
    text = "".join(letter.text for letter in word)
    start = 0
    if len(text) == len(word):
        for match in _FILLED.finditer(text):
            yield from _one(word[start : match.start()])
            start = match.end()
    yield from _one(word[start:])


def _one(word: Sequence[Piece]) -> Iterator[Piece]:
    if word:
        left, _, base, height, _, apart = word[0]
        text = "".join(letter.text for letter in word)
        yield Piece(left, max(word[-1].right, left), base, height, text, apart)


def _closed_up(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with words in spaced letters (P U R C H A S E) made one piece each."""
    run: list[Piece] = []
    for piece in pieces:
        if run and not _spaced(run[-1], piece):
            yield from _unspaced(run)
            run = []
        run.append(piece)
    yield from _unspaced(run)


def _spaced(one: Piece, other: Piece) -> bool:
    return (
        len(one.text) == len(other.text) == 1
        and one.text.isalnum()
        and other.text.isalnum()
        and abs(one.base - other.base) <= _STEP * one.height
        and 0 <= other.left - one.right < 2.5 * _SPACED * one.height
    )


def _unspaced(run: Sequence[Piece]) -> Iterator[Piece]:
    """The words of a run of single letters as one piece; the run itself if it makes no words."""
    gaps = [after.left - before.right for before, after in pairwise(run)]
    typed = any(piece.apart for piece in run[1:]) and not all(one.text.isalpha() for one in run)
    if len(run) < 5 or typed or min(gaps) > _SPACED * run[0].height:
        yield from run
        return
    new_word = 1.6 * sorted(gaps)[len(gaps) // 2] + 0.05 * run[0].height
    text = "".join(
        " " + piece.text if gap > new_word else piece.text
        for gap, piece in zip([0.0, *gaps], run, strict=True)
    )
    left, _, base, height, _, apart = run[0]
    yield Piece(left, run[-1].right, base, height, text, apart)
