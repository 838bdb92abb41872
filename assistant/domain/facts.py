"""Facts: a value, where it was read, and how far it may be trusted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Who stands behind a fact."""

    CONFIRMED = "confirmed"  # by the rep, the order desk or an import
    CUSTOMER_STATED = "customer-stated"  # read in the customer's own words
    INFERRED = "inferred"  # derived by us; never said as certain
    DISPUTED = "disputed"  # sources disagree; shown to the rep, never in a letter


class Sensitivity(StrEnum):
    """Who may read a fact."""

    PUBLIC = "public"  # may stand in a letter to any influencer of the order
    COMMERCIAL = "commercial"  # price and terms: routing and approval only
    INTERNAL = "internal"  # never leaves the company


class FactName(StrEnum):
    """The facts the house knows how to read and to use."""

    PO_NUMBER = "po_number"
    PO_DATE = "po_date"
    PO_REVISION = "po_revision"
    PAPER_NUMBER = "paper_number"  # a change's or an invoice's own, beside the PO's
    CUSTOMER = "customer"
    SUPPLIER = "supplier"  # the seller as the paper names it
    SITE = "site"  # where the goods go
    CONTACT = "contact"
    CURRENCY = "currency"
    TOTAL = "total"
    QUOTE_REFERENCE = "quote_reference"
    REQUESTED_DATE = "requested_date"
    MILESTONE = "milestone"  # value: the ISO date; printed: its name and date
    PAYMENT_TERMS = "payment_terms"
    DELIVERY_TERMS = "delivery_terms"
    PROJECT = "project"


SENSITIVITY: Mapping[FactName, Sensitivity] = {
    FactName.TOTAL: Sensitivity.COMMERCIAL,
    FactName.PAYMENT_TERMS: Sensitivity.INTERNAL,
    FactName.DELIVERY_TERMS: Sensitivity.INTERNAL,
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. `document` is an attachment name, or "" for the mail itself.

    `quote` is the exact text it was read from; `page` counts from 1 (0: not paged).
    """

    origin: str  # message id, brief name or form name
    document: str = ""
    page: int = 0
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement with its source. `value` is normal form (ISO date, plain decimal).

    `printed` is how the source spells it, for showing and for quoting.
    """

    name: FactName
    value: str
    printed: str
    source: Source
    status: Status = Status.CUSTOMER_STATED
    sensitivity: Sensitivity = Sensitivity.PUBLIC

    @property
    def sure(self) -> bool:
        """True if somebody stands behind it; only then is it said as certain."""
        return self.status in (Status.CONFIRMED, Status.CUSTOMER_STATED)


def first(facts: Iterable[Fact], name: FactName) -> Fact | None:
    """The first fact of that name, in reading order."""
    return next((fact for fact in facts if fact.name is name), None)


def every(facts: Iterable[Fact], name: FactName) -> tuple[Fact, ...]:
    """All facts of that name, in reading order."""
    return tuple(fact for fact in facts if fact.name is name)
