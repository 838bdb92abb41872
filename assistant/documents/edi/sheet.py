"""Collects what one EDI message states, in normal form and each fact with its segment."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice

from assistant.documents.edi.segments import Segment
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Named, Paper, Part, Stated

# A message may repeat a fact without end; nobody reads more than these.
FACTS = 200
PEOPLE = 100
LINES = 2_000
_QUOTE = 200
_BEFORE = 50
_LONGEST = 300  # characters of a value; an element may hold megabytes
_CENTURY = 70  # two-digit years below it are ours
_PLAIN = re.compile(r"([+-]?)0*(\d*)(?:\.(\d+))?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CURRENCY = re.compile(r"[A-Z]{3}|[a-z]{3}")
_MAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,253}\.[^\s@<>]{1,63}")
# A mailbox number is no name, nor is the word that samples put in its place.
_NAMING = re.compile(r"(?!sender|receiver)(?:[^\W\d_]|[ _.&-]){3,}", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


class Sheet:
    """One message's facts, people and lines as they are found; `paper` binds them."""

    def __init__(self) -> None:
        self._facts: dict[tuple[FactName, str], Stated] = {}
        self._people: dict[tuple[Part, str, str], Named] = {}
        self._wanted: list[tuple[int, str, str, Segment]] = []
        self._lines: tuple[Line, ...] = ()

    def state(self, name: FactName, value: str, segment: Segment, printed: str = "") -> None:
        """A fact in normal form and, if it is spelled otherwise there, as printed; "" is none."""
        if 0 < len(value) <= _LONGEST and len(self._facts) < FACTS:
            printed = printed or value
            fact = Stated(name, value, printed, quote(segment, printed))
            self._facts.setdefault((name, value), fact)

    def currency(self, code: str, segment: Segment) -> None:
        """An ISO 4217 code; the first one counts."""
        if not self.has(FactName.CURRENCY) and _CURRENCY.fullmatch(code):
            self.state(FactName.CURRENCY, code.upper(), segment, code)

    def want(self, rank: int, dates: list[str], printed: str, segment: Segment) -> None:
        """Dates on which goods are wanted; only those of the lowest rank become facts."""
        self._wanted += [(rank, one, printed, segment) for one in dates]

    def has(self, name: FactName) -> bool:
        """Whether a fact of that name was stated."""
        return any(known is name for known, _ in self._facts)

    def person(self, part: Part, name: str, reach: list[str], segment: Segment) -> None:
        """Somebody named in `segment`; `reach` are the numbers and addresses, best first."""
        reach = [one for one in reach if len(one) <= _LONGEST]
        address = _MAIL.search(" ".join(reach))
        email = address[0].lower() if address else ""
        phone = next((one for one in reach if "@" not in one), "")
        name = name if _LETTER.search(name) and len(name) <= _LONGEST else ""
        key = (part, name, email)
        if not (name or email) or key in self._people or len(self._people) >= PEOPLE:
            return
        known = quote(segment, name or (address[0] if address else ""))
        self._people[key] = Named(part=part, name=name, email=email, phone=phone, quote=known)
        if part is Part.CONTACT and not self.has(FactName.CONTACT):
            self.state(FactName.CONTACT, name, segment)

    def fill(self, lines: Iterable[Line]) -> None:
        """The lines, without those that say nothing, until the paper is full."""
        self._lines = tuple(islice((one for one in lines if _fits(one)), LINES))

    def paper(self, form: str, kind: Kind) -> Paper:
        """All of it; facts in the order in which the house lists them."""
        best = min((rank for rank, *_ in self._wanted), default=0)
        for rank, day, printed, segment in self._wanted:
            if rank == best:
                self.state(FactName.REQUESTED_DATE, day, segment, printed)
        order = list(FactName)
        facts = sorted(self._facts.values(), key=lambda fact: order.index(fact.name))
        people = tuple(self._people.values())
        return Paper(form=form, kind=kind, facts=tuple(facts), people=people, lines=self._lines)


def _fits(line: Line) -> bool:
    texts = (line.item, line.number, line.quantity, line.unit, line.price, line.amount)
    return any(texts) and max(map(len, texts)) <= _LONGEST


def quote(segment: Segment, printed: str) -> str:
    """At most 200 characters of the segment: from its tag, or else from just before `printed`."""
    place = segment.source.find(printed)
    start = max(0, place - _BEFORE) if place + len(printed) > _QUOTE else 0
    return segment.source[start : start + _QUOTE].strip()


def naming(mailbox: str) -> bool:
    """Whether the sender's id in an envelope is a name; most are numbers."""
    return bool(_NAMING.fullmatch(mailbox))


def day(written: str) -> str:
    """ISO date of CCYYMMDD or YYMMDD, with or without a time behind it; "" for others.

    Years far off are what systems write for "none": 0001, 1900, 9999.
    """
    if not written.isascii() or not written.isdigit():
        return ""
    if len(written) in (6, 10):  # YYMMDD, YYMMDDHHMM
        written = f"{20 if int(written[:2]) < _CENTURY else 19}{written}"
    if len(written) not in (8, 12, 14) or not "1970" <= written[:4] <= "2199":
        return ""
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:8])).isoformat()
    except ValueError:
        return ""


def amount(written: str) -> str:
    """A plain decimal of `9.25`, `.5`, `00012.50`, `1,250.00` or `12.50-`; "" for others."""
    plain = written[: _LONGEST + 1].replace(" ", "")
    if plain.endswith("-"):
        plain = f"-{plain[:-1]}"
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    parts = _PLAIN.fullmatch(plain)
    if not parts or not plain.isascii() or not 0 < len(plain.strip("+-.")) <= _LONGEST:
        return ""
    sign, whole, places = parts.groups()
    return f"{'-' if sign == '-' else ''}{whole or '0'}{f'.{places}' if places else ''}"


def in_cents(written: str) -> str:
    """A plain decimal of an amount whose last two digits are its places: `255438`."""
    if not written.lstrip("-").isdigit():
        return amount(written)  # written out after all
    sign, digits = ("-" if written.startswith("-") else ""), written.lstrip("-").rjust(3, "0")
    return amount(f"{sign}{digits[:-2]}.{digits[-2:]}")
