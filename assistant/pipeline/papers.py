"""Says what kind of business paper a document is, from its title."""

import re
from dataclasses import dataclass

from assistant.content.phrases import Phrases
from assistant.content.wording import fold, letters
from assistant.domain.kind import Kind
from assistant.domain.mail import Document
from assistant.domain.order import Signal
from assistant.domain.people import Rep
from assistant.pipeline.labels import labels

_HEAD = 3000  # characters in which a title stands
_LONGEST_TITLE = 8  # words
_SEGMENT = re.compile(r"\s{2,}|\t|[▌|│•]|\.$")
_SIGNS = re.compile(r"[^\w/.'°º]+")
_BLOCK = 200  # characters after a label in which its company stands


@dataclass(frozen=True, slots=True)
class _Title:
    kind: Kind
    weight: int
    place: int
    quote: str


def kind_of(document: Document, phrases: Phrases, rep: Rep) -> Signal | None:
    """The document's kind as a signal whose code is the kind, or None when no title says.

    Changes and cancellations count before a new PO; a PO on which our own company stands as
    the buyer is no received PO and comes back as `Kind.OUTGOING`.
    """
    head = "\n".join(document.pages)[:_HEAD]
    titles = _titles(head, phrases)
    if not titles:
        return None
    best = max(titles, key=lambda title: (title.weight, -title.place))
    if best.kind is Kind.NEW_PO:
        for kind in (Kind.PO_CANCELLATION, Kind.PO_REVISION):
            best = next((one for one in titles if one.kind is kind), best)
    if best.kind is Kind.NEW_PO:
        if best.weight < 2 and not _numbered(head, phrases):
            return None
        if _is_ours(head, phrases, rep):
            return Signal(Kind.OUTGOING.value, document.name, best.quote)
    return Signal(best.kind.value, document.name, best.quote)


def _titles(head: str, phrases: Phrases) -> list[_Title]:
    found = []
    for line in re.finditer(r"[^\n]+", head):
        segments = [one for one in _SEGMENT.split(line[0]) if one and one.strip()]
        for segment in segments:
            title = _title(segment, phrases, line.start(), alone=len(segments) == 1)
            if title:
                found.append(title)
    return found


def _title(segment: str, phrases: Phrases, place: int, *, alone: bool) -> _Title | None:
    """The title a segment begins with; what follows may only be its number or its page.

    A title that stands for itself weighs most, capitals and a line of its own add to it. At
    the end of a line only capitals count: "12 Mill Road INVOICE".
    """
    written = _SIGNS.sub(" ", segment).split()
    plain = [fold(word).strip(".'") if len(word) > 4 else fold(word) for word in written]
    for count in range(min(_LONGEST_TITLE, len(plain)), 0, -1):
        kind = phrases.titles.get(" ".join(plain[:count]))
        rest = plain[count:]
        if kind and all(_may_follow(word, phrases) for word in rest):
            capitals = segment[: len(" ".join(written[:count]))].isupper()
            weight = (2 if not rest and not segment.rstrip().endswith(":") else 0) + capitals
            weight += alone and not rest
            weight += bool(rest) and any(_has_digit(word) for word in rest)
            return _Title(kind, weight, place, segment.strip()[:120]) if weight else None
        tail = written[-count:]
        kind = phrases.titles.get(" ".join(plain[-count:]))
        if kind and count < len(plain) and " ".join(tail).isupper() and len(tail[0]) > 2:
            return _Title(kind, 2, place, segment.strip()[:120])
    return None


def _may_follow(word: str, phrases: Phrases) -> bool:
    return len(word) <= 2 or _has_digit(word) or word in phrases.title_tails


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _numbered(head: str, phrases: Phrases) -> bool:
    wanted = {"po_number", "order_number"}
    return any(not wanted.isdisjoint(one.names) for one in labels(head, phrases))


def _is_ours(head: str, phrases: Phrases, rep: Rep) -> bool:
    """True if our company stands right behind a buyer's label and at no supplier's label."""
    company = letters(rep.company)
    if not company:
        return False
    found = labels(head, phrases)
    blocks = [(one.names, letters(head[one.end : one.end + _BLOCK])) for one in found]
    buys = any("customer" in names and block.startswith(company) for names, block in blocks)
    sells = any("supplier" in names and company in block for names, block in blocks)
    return buys and not sells
