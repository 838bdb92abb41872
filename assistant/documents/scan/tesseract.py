"""Runs the Tesseract program on a picture and says which words it sees, and where."""

import functools
import math
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.documents import limits

_LANGUAGES = ("eng", "deu", "fra", "spa", "ita", "por", "nld")
_CPU_SECONDS = 15
_LIST_SECONDS = 5
# How the program takes a page (its page segmentation modes). Of 3, 4, 6, 11 and 12, measured on
# orders in print and in grey scans, 3 finds most words once the rules are off the page.
_TURN, _PAGE = "0", "3"


class Word(NamedTuple):
    """A word with its box in pixels, from the top left corner; `sure` is 0 to 100.

    Words with the same `line` stand on one line.
    """

    text: str
    sure: float
    left: int
    top: int
    right: int
    bottom: int
    line: int


@functools.cache
def languages() -> tuple[str, ...]:
    """Those of our languages the program can read here; () where it is not installed."""
    known = _known()
    return tuple(name for name in _LANGUAGES if name in known)


def words(picture: bytes, *, seconds: float) -> tuple[Word, ...] | None:
    """The words of a picture (PNM, PNG ...), or None if there is no answer in that time."""
    arguments = ["--psm", _PAGE, "-l", "+".join(languages()), "tsv"]
    answer = _run(["stdin", "stdout", *arguments], picture, seconds)
    return None if answer is None else tuple(_rows(answer))


def turn(picture: bytes, *, seconds: float) -> int:
    """By how many degrees to turn the picture clockwise to stand upright; 0 if unknown."""
    if "osd" not in _known():
        return 0
    answer = _run(["stdin", "stdout", "--psm", _TURN], picture, seconds)
    for line in (answer or "").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "Rotate" and value.strip() in ("90", "180", "270"):
            return int(value)
    return 0


@functools.cache
def _known() -> frozenset[str]:
    return frozenset((_run(["--list-langs"], b"", _LIST_SECONDS) or "").split())


def _run(arguments: Sequence[str], data: bytes, seconds: float) -> str | None:
    """What the program says; it reads from a pipe and may, as all of us here, write no file."""
    program = shutil.which("tesseract")
    if program is None or seconds <= 0:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are ours, the picture is piped
            [program, *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=None if math.isinf(seconds) else seconds,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            check=False,
            preexec_fn=limits.cap_program(_CPU_SECONDS),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else None


def _rows(table: str) -> Iterator[Word]:
    """The words of the program's table: level 5 of its TSV output."""
    lines: dict[tuple[str, ...], int] = {}
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (int(cell) for cell in cells[6:10])
        line = lines.setdefault(tuple(cells[1:5]), len(lines))
        yield Word(cells[11].strip(), float(cells[10]), left, top, left + width, top + height, line)
