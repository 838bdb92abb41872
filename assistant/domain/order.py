"""An order: the verdict on a mail, and what was read from it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.facts import Fact, FactName, Source, Status, first
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, MessageRef
from assistant.domain.paper import Line, Named

# Kinds that make no draft but that the rep should hear of.
NOTEWORTHY = frozenset({Kind.INTENT, Kind.LURE, Kind.UNREADABLE})
ORDER_KINDS = frozenset({Kind.NEW_PO, Kind.PO_REVISION, Kind.PO_CANCELLATION})


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for a verdict: a short code, where it was seen, and the words seen."""

    code: str
    where: str  # "subject", "body", "sender", "header" or an attachment name
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mail was taken for, with every signal that spoke for or against it."""

    kind: Kind
    signals: tuple[Signal, ...] = ()
    reason: str = ""  # one plain sentence a person can read
    author: Address | None = None  # the customer behind a mail that a colleague forwarded
    probability: float | None = None  # that it is a new PO, where the classifier was asked


@dataclass(frozen=True, slots=True)
class Judgement:
    """A model's answer about a mail; `quote` are the words of the mail it goes by."""

    kind: Kind
    quote: str


class Doubt(StrEnum):
    """Why a person should look at an order before its letters leave."""

    AMBIGUOUS = "ambiguous"  # two sources or two readings disagree
    UNREAD = "unread"  # a file that may belong to the order could not be read
    SCANNED = "scanned"  # read off a picture and confirmed nowhere else
    DIFFERS = "differs-from-quote"
    OLD = "old"  # dated long before its mail: shown again rather than placed
    CONDITIONAL = "conditional"  # subject to an approval, unsigned, a letter of intent


@dataclass(frozen=True, slots=True)
class OrderFinding:
    """One doubt in plain words, with the places that make it."""

    doubt: Doubt
    message: str
    sources: tuple[Source, ...] = ()


_MARK = re.compile(r"^(?:(?:l?p\.?o|order|purchase|no|nr|number)\b[\s.#:_/-]*|l?po[-_#]?(?=\d))+")


def number_key(number: str) -> str:
    """A PO number without what only says that it is one: `PO-4711` and `4711` are the same."""
    plain = _MARK.sub("", " ".join(number.casefold().split()))
    return re.sub(r"[\s_./#:-]+", "-", plain).strip("-")


class Posture(StrEnum):
    """What the letters may say about the contract."""

    STANDS = "A"  # signed frame contract, order booked
    RECEIVED = "B"  # received; the formal acknowledgement follows (default)
    UNCLEAR = "C"  # differs from the quote or conditional: no customer letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A received PO. `origin` is the mail it came in; replies go into its thread."""

    origin: MessageRef
    received_at: datetime
    kind: Kind
    sender: Address
    message_id: str
    references: tuple[str, ...]
    subject: str
    domains: tuple[str, ...]  # the customer's mail domains, the sender's first
    facts: tuple[Fact, ...] = ()
    posture: Posture = Posture.RECEIVED
    forwarded: bool = False  # came through a colleague: there is no thread to reply in
    people: tuple[Named, ...] = ()  # whom the PO names
    lines: tuple[Line, ...] = ()
    findings: tuple[OrderFinding, ...] = ()
    fingerprint: str = ""  # of the order's own words, for one that carries no number

    @property
    def po_number(self) -> str:
        fact = first(self.facts, FactName.PO_NUMBER)
        return fact.value if fact else ""

    @property
    def spoken_number(self) -> str:
        """The PO number as a letter may name it: never one that sources disagree on."""
        fact = first(self.facts, FactName.PO_NUMBER)
        return fact.value if fact and fact.status is not Status.DISPUTED else ""

    @property
    def revision(self) -> str:
        fact = first(self.facts, FactName.PO_REVISION)
        return fact.value if fact else ""
