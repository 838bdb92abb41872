"""Cuts the text of an EDI file into its segments, by whichever signs it is cut."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_ESCAPED = 2  # a release sign and the sign that it makes plain text
_LINES = 3
_WIDTH = 20
_RECORD = re.compile(r"[A-Z][A-Z0-9]{1,2}[^\w\s]")


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs a file is cut by; "" for one that its standard does not have."""

    element: str
    component: str = ""
    terminator: str = "\n"
    release: str = ""
    tag: str = ""  # between the tag and the first element, where that is another sign


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; `source` is word for word as in the file, without its terminator."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    source: str

    def at(self, element: int, component: int = 1) -> str:
        """An element by the number the standards give it: BEG03 is `at(3)`; "" if left out."""
        try:
            return self.elements[element - 1][component - 1]
        except IndexError:
            return ""


@dataclass(frozen=True, slots=True)
class Message:
    """One business message: its header, what stands between header and trailer, its envelope.

    `envelope` is the segment that names the sender, None where the file has none.
    """

    head: Segment
    segments: tuple[Segment, ...]
    envelope: Segment | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The tags that a standard puts around messages."""

    head: str
    ends: frozenset[str]
    envelope: str


def cut(text: str, signs: Signs) -> Iterator[Segment]:
    """The segments in order. A line that begins with a tag begins a segment, whatever is before.

    Senders forget terminators; they never forget where a segment begins on a new line.
    """
    behind = signs.tag or signs.element
    begins = re.compile(rf"\n(?=[ \t]*[A-Z][A-Z0-9]{{1,2}}{re.escape(behind)})")
    for piece in _parts(text, signs.terminator, signs.release):
        for source in begins.split(piece) if "\n" in piece else (piece,):
            if stripped := source.strip():
                yield _segment(stripped, signs)


def messages(segments: Iterable[Segment], frame: Frame) -> Iterator[Message]:
    """The messages among the segments; one whose trailer is missing ends where the next begins."""
    envelope: Segment | None = None
    held: list[Segment] = []
    for segment in segments:
        if segment.tag in (frame.head, frame.envelope) or segment.tag in frame.ends:
            if held:
                yield Message(held[0], tuple(held[1:]), envelope)
            held = [segment] if segment.tag == frame.head else []
            envelope = segment if segment.tag == frame.envelope else envelope
        elif held:
            held.append(segment)
    if held:
        yield Message(held[0], tuple(held[1:]), envelope)


def unwrap(text: str) -> str:
    """The text without the line ends of a medium that breaks at a fixed width."""
    lines = text.strip("\n").split("\n")
    width = len(lines[0])
    wrapped = len(lines) >= _LINES and width >= _WIDTH and len(lines[-1]) <= width
    if wrapped and all(len(line) == width for line in lines[1:-1]):
        # Records filled up with blanks are as wide as each other, but each is a segment.
        return text if all(_RECORD.match(line) for line in lines) else "".join(lines)
    return text


def _segment(source: str, signs: Signs) -> Segment:
    if signs.tag:
        tag, _, rest = source.partition(signs.tag)
        written = _parts(rest, signs.element, signs.release)
    else:
        tag, *written = _parts(source, signs.element, signs.release)
    elements = tuple(
        tuple(_plain(part, signs.release) for part in _parts(one, signs.component, signs.release))
        for one in written
    )
    return Segment(tag.strip(), elements, source)


def _parts(text: str, sign: str, release: str) -> list[str]:
    """The text cut at every sign that no release sign stands before."""
    if not sign:
        return [text]
    parts = text.split(sign)
    if not release or release not in text:
        return parts
    whole: list[str] = []
    held: list[str] = []
    for part in parts:
        held.append(part)
        if (len(part) - len(part.rstrip(release))) % _ESCAPED == 0:
            whole.append(sign.join(held))
            held = []
    return [*whole, sign.join(held)] if held else whole


def _plain(text: str, release: str) -> str:
    """The text in one line, its release signs taken out."""
    if release and release in text:
        text = re.sub(f"{re.escape(release)}(.)", r"\1", text, flags=re.DOTALL)
    return " ".join(text.split())
