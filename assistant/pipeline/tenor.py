"""Says what a paper without a known title is, by the sum of its words and its layout."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from assistant.content.tenor import Tenor
from assistant.content.wording import fold, letters
from assistant.domain.kind import Kind
from assistant.domain.people import Rep

_TOP = 14  # lines in which a paper says what it is
_LINES = 60
_PART = re.compile(r"\t| {3,}|[▌|│]")
_SHORT = 7  # words of a heading
_ENDS = (".", ",", ";")  # of a sentence
_MONEY = re.compile(r"\d[.,']\d{2}(?!\d)")
_NUMBER = re.compile(r"\d")
# A number, or a label's end behind which it stands in the next cell.
_NUMBERED = re.compile(r"\d|\b(?:no|nr|num|number|n)[.°º]?\s*$")
_LETTERHEAD = 2  # lines in which the sender of a paper names itself
# What each piece of evidence weighs, in words found at the top of a paper.
_HEADING, _LABEL, _PROSE, _BELOW = 3.0, 1.5, 0.5, 0.25
_ENOUGH, _LEAD = 3.0, 1.5
# How much of a table, money and wishes an order must show, with our name on it and without.
_WITH_NAME, _ALL = 2, 3


def kind_of(text: str, words: Tenor, rep: Rep) -> tuple[Kind, str] | None:
    """(kind, the line that says so) or None when nothing stands out.

    A new PO needs more than its words: money or a table of goods, a buyer's wishes, our name
    as the one it is for. Our own letterhead makes a paper ours.
    """
    lines = [line for line in text.split("\n") if line.strip()][:_LINES]
    scores: defaultdict[Kind, float] = defaultdict(float)
    quotes: dict[Kind, str] = {}
    for kind, weight, part in _said(lines, words):
        scores[kind] += weight
        quotes.setdefault(kind, part)
    ranked = sorted(scores.items(), key=lambda one: -one[1])
    if not ranked or ranked[0][1] < _ENOUGH:
        return None
    kind, most = ranked[0]
    if len(ranked) > 1 and most < _LEAD * ranked[1][1]:
        return None
    changed = scores[Kind.PO_REVISION] + scores[Kind.PO_CANCELLATION]
    if kind is Kind.NEW_PO and (changed >= _LABEL or not _is_order(lines, words, rep)):
        return None
    return kind, " ".join(quotes[kind].split())[:120]


def opens_as_other(text: str, title: str, words: Tenor) -> bool:
    """Whether the heading of another paper stands above an order's title: "Goods receipt", then
    "Purchase order" as a label, or before it in the same line."""
    lines = (line for line in text.split("\n") if line.strip())
    for place, line in enumerate(islice(lines, _TOP)):
        for part in _PART.split(line):
            kind = _spoken_of(fold(part), words)
            heading = kind is not None and (_weight(part, 0) >= _HEADING or place == 0)
            if " ".join(part.split()).startswith(title) or (heading and kind is Kind.NEW_PO):
                return False
            if heading and kind not in (Kind.PO_REVISION, Kind.PO_CANCELLATION):
                return True
    return False


def _said(lines: list[str], words: Tenor) -> Iterator[tuple[Kind, float, str]]:
    """Each part of a line that speaks of a kind: one kind a part, the more telling first."""
    for place, line in enumerate(lines):
        for part in _PART.split(line):
            folded = fold(part)
            kind = _spoken_of(folded, words)
            if kind:
                weight = _weight(part, place)
                if place < _TOP and _names_itself(kind, folded, words):
                    weight = _HEADING
                yield kind, weight, part


def _names_itself(kind: Kind, folded: str, words: Tenor) -> bool:
    """A short line that opens with what the paper is and goes on with its number."""
    opens = words.kinds[kind].match(folded.strip()) is not None
    return (
        opens
        and ":" not in folded
        and len(folded.split()) <= _SHORT
        and _NUMBER.search(folded) is not None
    )


def _spoken_of(folded: str, words: Tenor) -> Kind | None:
    found = [kind for kind, pattern in words.kinds.items() if pattern.search(folded)]
    if Kind.QUOTE in found and words.reference.search(folded):
        found.remove(Kind.QUOTE)
    special = [kind for kind in found if kind is not Kind.NEW_PO]
    if not special:
        return found[0] if found else None
    return min(special, key=lambda kind: _place(kind, folded, words))


def _place(kind: Kind, folded: str, words: Tenor) -> int:
    match = words.kinds[kind].search(folded)
    return match.start() if match else len(folded)


def _weight(part: str, place: int) -> float:
    words = part.split()
    heading = len(words) <= _SHORT and ":" not in part and part.rstrip()[-1:] not in _ENDS
    weight = _HEADING if heading else _LABEL if len(words) <= _SHORT else _PROSE
    if heading and any(letter.islower() for letter in part) and len(words) > _SHORT // 2:
        weight = _LABEL
    return weight if place < _TOP else weight * _BELOW


def _is_order(lines: list[str], words: Tenor, rep: Rep) -> bool:
    top = letters(" ".join(lines[:_LETTERHEAD]))
    company = letters(rep.company)
    if company and company in top and "order" not in top:
        return False
    text = "\n".join(lines)
    folded = [fold(line) for line in lines]
    named = bool(company) and company in letters(text)
    wishes = {match for line in folded for match in words.asks.findall(line)}
    evidence = (
        any(len(words.table.findall(line)) > 1 for line in folded),
        _MONEY.search(text) is not None,
        bool(wishes),
    )
    return sum(evidence) >= (_WITH_NAME if named else _ALL) and _NUMBER.search(text) is not None
