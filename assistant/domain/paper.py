"""A paper as its own format states it: kind, facts, people and lines, before it is weighed."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.facts import FactName
from assistant.domain.kind import Kind


class Part(StrEnum):
    """What a person has to do with a paper."""

    CONTACT = "contact"  # the buyer's contact for the order
    ORIGINATOR = "originator"  # asked for the goods: most often their user
    APPROVER = "approver"  # released the order
    ACKNOWLEDGE_TO = "acknowledge-to"  # waits for the acknowledgement
    RECEIVER = "receiver"  # takes the goods in
    ACCOUNTS = "accounts"  # pays


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact of a paper. `value` is normal form: ISO date, plain decimal, bare text.

    `printed` is how the paper spells it, `quote` the exact characters of the page around it,
    so that a person finds the place; `page` counts from 1.
    """

    name: FactName
    value: str
    printed: str
    quote: str
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person whom a paper names; `quote` holds the name or the address word for word."""

    part: Part
    name: str = ""
    email: str = ""  # lower case
    title: str = ""
    phone: str = ""
    quote: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an order or a quote; figures are plain decimals, "" where not stated."""

    number: str = ""
    item: str = ""  # article number or description
    quantity: str = ""
    unit: str = ""
    price: str = ""  # for one unit
    amount: str = ""  # of the whole line
    wanted: str = ""  # ISO date


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A business message in a format that machines exchange; one file may hold several."""

    form: str  # "UBL Order", "X12 850", "EDIFACT ORDERS": for a person to read
    kind: Kind
    facts: tuple[Stated, ...] = ()
    people: tuple[Named, ...] = ()
    lines: tuple[Line, ...] = ()
