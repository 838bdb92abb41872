"""ANSI X12 to its messages (transaction sets), from the envelope or from what is left of it."""

import re
from collections import Counter
from collections.abc import Iterator

from assistant.documents.edi import segments as edi_segments
from assistant.documents.edi.segments import Frame, Message, Signs, cut

START = re.compile(
    r"(?:ISA(?P<isa>[^\w\s])|GS(?P<gs>[^\w\s])[A-Z]{2}(?P=gs)|ST(?P<st>[^\w\s])\d{3}\W)"
)
_INTERCHANGE = re.compile(r"(?<![A-Z0-9])ISA([^\w\s])[\w ]{0,3}\1")
# Segments that nearly every message has: the sign that keeps standing before them ends segments.
_KNOWN = "GS|ST|BEG|BCH|BAK|BIG|BSN|CUR|REF|PER|DTM|N1|N3|N4|PO1|IT1|PID|CTT|SE|GE|IEA"
_ENOUGH = 20_000
_FRAME = Frame("ST", frozenset({"SE", "GE", "GS", "IEA"}), "ISA")


def messages(text: str) -> Iterator[Message]:
    """The messages of every interchange in the text, each with its ST and the ISA it came in."""
    starts = [found.start() for found in _INTERCHANGE.finditer(text)] or [0]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        interchange = text[start:end].lstrip()
        if how := signs(interchange):
            yield from edi_segments.messages(cut(interchange, how), _FRAME)


def signs(text: str) -> Signs | None:
    """How the text is cut; None if it does not begin as X12.

    The standard fixes ISA at 106 characters, with the element sign at 4 and the terminator at
    106 (X12.5). Padding gets lost on the way, so the terminator is told by what stands before
    the segments that follow; a letter or a digit there means that lines end segments.
    """
    found = START.match(text)
    if not found:
        return None
    element = found["isa"] or found["gs"] or found["st"]
    before = re.compile(
        rf"([^\s{re.escape(element)}])\s*(?<![A-Z0-9])(?:{_KNOWN}){re.escape(element)}"
    )
    counted = Counter(before.findall(text[:_ENOUGH]))
    for sign, count in counted.most_common(1):
        if not sign.isalnum() and 2 * count > counted.total():
            return Signs(element=element, terminator=sign)
    return Signs(element=element)
