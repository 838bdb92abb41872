"""Collects what an XML message states, in normal form and each fact with its place."""

import re
from dataclasses import asdict
from datetime import date

from assistant.documents.xml.markup import Markup, Node, text
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Named, Paper, Part, Stated

# A message may repeat a fact without end; nobody reads more than these.
FACTS = 200
PEOPLE = 100
LINES = 2_000
LONGEST = 300  # characters of a value; an element may hold megabytes
TEST = ", marked as a test"  # behind the form of a message whose sender only tries it out

_DAY = re.compile(r"(\d{4})(-?)(\d\d)\2(\d\d)(?=\D|$|\d{4})")
_PLAIN = re.compile(r"([+-]?)0*(\d*)((?:\.\d+)?)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MAIL = re.compile(r"(?<![^\s@<>])[^\s@<>]{1,64}@[^\s@<>]{1,253}\.[^\s@<>]{1,63}")


class Sheet:
    """One message's facts, people and lines as they are found; `paper` binds them.

    A node of None states nothing, so a caller passes on what a look-up gave it.
    """

    def __init__(self, source: Markup) -> None:
        self.source = source
        self._facts: dict[tuple[FactName, str], Stated] = {}
        self._people: dict[tuple[Part, str, str], Named] = {}
        self._lines: list[Line] = []

    def state(
        self, name: FactName, node: Node | None, attribute: str = "", value: str | None = None
    ) -> None:
        """A fact as written at `node`; `value` is its normal form, "" for none, None: as is."""
        printed = text(node, attribute)
        value = printed if value is None else value
        if printed and value:
            self._add(name, value, printed, self.source.quote(node, attribute))

    def day(self, name: FactName, node: Node | None, attribute: str = "") -> None:
        """A date; what is no calendar day of our time is not stated."""
        self.state(name, node, attribute, day(text(node, attribute)))

    def amount(self, name: FactName, node: Node | None, attribute: str = "") -> None:
        """A plain decimal, with as many places as are written."""
        self.state(name, node, attribute, amount(text(node, attribute)))

    def currency(self, node: Node | None, attribute: str = "") -> None:
        """An ISO 4217 code; the first one counts."""
        code = text(node, attribute).upper()
        if not self.has(FactName.CURRENCY) and _CURRENCY.fullmatch(code):
            self.state(FactName.CURRENCY, node, attribute, code)

    def has(self, name: FactName) -> bool:
        """Whether a fact of that name was stated."""
        return any(known is name for known, _ in self._facts)

    def compose(self, name: FactName, node: Node | None, parts: list[str]) -> None:
        """A fact of several texts in one line, each part once; `node` holds them all."""
        kept = list(dict.fromkeys(part for part in parts if part))
        if node is not None and kept:
            line = ", ".join(kept)
            self._add(name, line, line, self.source.quote(node))

    def person(
        self, part: Part, node: Node | None, name: str, email: str, phone: str, title: str = ""
    ) -> None:
        """Somebody named at `node`, with "" for what is not stated; a contact is a fact too."""
        address = _MAIL.search(email)
        email = address[0].lower() if address else ""
        key = (part, name, email)
        if node is None or not (name or email) or key in self._people:
            return
        if max(map(len, (name, email, phone, title))) > LONGEST:
            return
        quote = self.source.quote(node)
        if len(self._people) < PEOPLE:
            self._people[key] = Named(
                part=part, name=name, email=email, title=title, phone=phone, quote=quote
            )
        if part is Part.CONTACT and name and not self.has(FactName.CONTACT):
            self._add(FactName.CONTACT, name, name, quote)

    def _add(self, name: FactName, value: str, printed: str, quote: str) -> None:
        if len(self._facts) < FACTS and max(len(value), len(printed)) <= LONGEST:
            self._facts.setdefault((name, value), Stated(name, value, printed, quote))

    def line(self, line: Line) -> None:
        """A line, unless it says nothing or the paper is full; a long description is cut."""
        if line != Line() and len(self._lines) < LINES:
            fitting = {key: value[:LONGEST] for key, value in asdict(line).items()}
            self._lines.append(Line(**fitting))

    def paper(self, form: str, kind: Kind) -> Paper:
        """All of it; facts in the order in which the house lists them."""
        order = list(FactName)
        facts = sorted(self._facts.values(), key=lambda fact: order.index(fact.name))
        return Paper(
            form=form,
            kind=kind,
            facts=tuple(facts),
            people=tuple(self._people.values()),
            lines=tuple(self._lines),
        )


def day(written: str) -> str:
    """ISO date of `2005-06-20`, `20050620`, with or without a time behind it; "" for others.

    Years far off are what systems write for "none": 0001, 1900, 9999.
    """
    found = _DAY.match(written)
    if not found or not "1970" <= found[1] <= "2199":
        return ""
    try:
        return date(int(found[1]), int(found[3]), int(found[4])).isoformat()
    except ValueError:
        return ""


def amount(written: str) -> str:
    """A plain decimal of `1250.00`, `.5`, `1,250.00`, `12,50` or SAP's `12.50-`; "" for others."""
    plain = "".join(written[:LONGEST].split())
    if plain.endswith("-"):
        plain = f"-{plain[:-1]}"
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    parts = _PLAIN.fullmatch(plain)
    if not parts or not any(letter.isdigit() for letter in plain):
        return ""
    sign, whole, places = parts.groups()
    return f"{'-' if sign == '-' else ''}{whole or '0'}{places}"


def each(price: str, basis: str) -> str:
    """The price for one as a plain decimal, `basis` being the quantity it is stated for.

    "" for a price for ten: to divide is to compute, and we state what is written.
    """
    return amount(price) if not basis.strip() or float(amount(basis) or 0) == 1 else ""
