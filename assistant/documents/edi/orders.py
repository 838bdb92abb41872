"""EDI files to their text and what their messages state: X12, EDIFACT, TRADACOMS."""

import re
from collections.abc import Iterator
from itertools import islice

from assistant.documents import plain
from assistant.documents.edi import edifact, edifact_orders, tradacoms, x12, x12_orders
from assistant.documents.edi.segments import unwrap
from assistant.documents.reading import Reading
from assistant.domain.paper import Paper

MESSAGES = 100
_HEAD = 400
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Signs that do not print separate the elements of some files; these pictures of them do.
_PICTURES = {code: 0x2400 + code for code in range(1, 32) if chr(code) not in "\t\n\f\r"}
_STARTS = (x12.START, edifact.START, tradacoms.START)
_BLANK = re.compile(r"[\s\0\ufeff]*")


def read(data: bytes) -> Reading | None:
    """The file as one page and a paper for each message; None if it is no EDI file.

    The first characters tell, and the header of at least one message. Line ends that a
    medium put in at a fixed width are taken out of the page.
    """
    if not _begins(_decode(data[:_HEAD]).translate(_PICTURES)):
        return None
    whole = _decode(data)
    text = plain.clean(whole[: plain.CHARACTERS].translate(_PICTURES))
    text = unwrap(_BLANK.sub("", text, count=1))
    papers = tuple(islice(_papers(text), MESSAGES + 1))
    if not papers:
        return None
    problem = "only its first part was read" if len(whole) > plain.CHARACTERS else ""
    if len(papers) > MESSAGES:
        problem = f"only its first {MESSAGES} messages were read"
    return Reading(pages=(text,), papers=papers[:MESSAGES], problem=problem)


def _begins(head: str) -> bool:
    blank = _BLANK.match(head)
    place = blank.end() if blank else 0
    return any(start.match(head, place) for start in _STARTS)


def _papers(text: str) -> Iterator[Paper]:
    if x12.START.match(text):
        return (x12_orders.paper(message) for message in x12.messages(text))
    if edifact.START.match(text):
        return (edifact_orders.paper(message) for message in edifact.messages(text))
    return tradacoms.papers(text)


def _decode(data: bytes) -> str:
    """UTF-16 with its mark, UTF-8 where the bytes are, else what an EDIFACT envelope declares."""
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(edifact.charset(data[:_HEAD]), errors="replace")
