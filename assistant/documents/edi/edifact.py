"""UN/EDIFACT to its messages, by ISO 9735: service string, envelope, syntax levels A to Y."""

import re
from collections.abc import Iterator

from assistant.documents.edi import segments as edi_segments
from assistant.documents.edi.segments import Frame, Message, Signs, cut

START = re.compile(r"UNA[^\w\s].{1,5}?\s*UN[BGH]|UN[BGH][^\w\s]", re.DOTALL)
_DEFAULT = Signs(element="+", component=":", terminator="'", release="?")
_FRAME = Frame("UNH", frozenset({"UNT", "UNG", "UNE", "UNZ"}), "UNB")
_CHARSET = re.compile(rb"UNB[^\w\s]UNO([A-Z])")
# ISO 9735-1, element 0001. Levels A and B are ASCII; what else is in them is Windows Latin.
_CHARSETS = {
    "D": "iso8859_2", "E": "iso8859_5", "F": "iso8859_7", "G": "iso8859_3", "H": "iso8859_4",
    "I": "iso8859_6", "J": "iso8859_8", "K": "iso8859_9", "L": "iso8859_15",
}  # fmt: skip


def charset(head: bytes) -> str:
    """The Python name of the character set that a file's first bytes declare."""
    found = _CHARSET.search(head)
    return _CHARSETS.get(found[1].decode(), "cp1252") if found else "cp1252"


def messages(text: str) -> Iterator[Message]:
    """The messages of every interchange, each with its UNH and the UNB it came in."""
    return edi_segments.messages(cut(*_body(text)), _FRAME)


def _body(text: str) -> tuple[str, Signs]:
    """The text behind its UNA, and how it is cut.

    UNA lists component, element, decimal mark, release, reserve and terminator. Its blanks
    get lost; without UNA, UNB itself shows the signs of level B, which are no printing ones.
    """
    if text.startswith("UNA"):
        advice, rest = re.split(r"\s*(?=UN[BGH])", text[3:], maxsplit=1)
        component, element, release = advice[0], advice[1:2], advice[3:4].strip()
        # A terminator that is a line end is gone with the blanks around UNB.
        terminator = advice[-1] if len(advice) > 4 else "\n"
        return rest, Signs(element, component, terminator, release)
    if text[3] == "+":
        return text, _DEFAULT
    level = re.compile(r"UNB(?P<e>.)UNO[A-Z](?P<c>.)\d.*?(?P<t>[^\w\s])\s*UN[GH](?P=e)", re.DOTALL)
    found = level.match(text[:2_000])
    if not found:
        return text, Signs(text[3], ":", "'", "?")
    return text, Signs(found["e"], found["c"], found["t"], "?")
