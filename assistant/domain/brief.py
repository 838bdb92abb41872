"""The order brief: what our side knows of an order that no mail of the thread holds."""

from dataclasses import dataclass
from datetime import date

from assistant.domain.mail import Address
from assistant.domain.order import Posture
from assistant.domain.people import Role


@dataclass(frozen=True, slots=True)
class Priority:
    """One thing the customer cares about, our answer, and what shows it.

    `owner` is the e-mail of the influencer whose priority it is: no one else reads it.
    """

    owner: str
    issue: str
    answer: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date the customer set, in the customer's words."""

    id: str
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Step:
    """A confirmed date of ours and the customer milestone it serves ("" for none)."""

    name: str
    on: date
    serves: str = ""


@dataclass(frozen=True, slots=True)
class Kickoff:
    """The joint kickoff as agreed; `time` is local, `minutes` 0 when not set."""

    on: date
    time: str = ""
    place: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefPerson:
    """A person named by our side. No roles the house knows: no letter (a desk, a system)."""

    address: Address
    title: str = ""
    roles: tuple[Role, ...] = ()
    salutation: str = ""
    desk: bool = False  # a shared mailbox or a machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything confirmed by our side for one order. Empty fields mean not known."""

    name: str  # where it came from, for the sources of its facts
    company: str = ""  # our own, as the letters name it
    po_number: str = ""
    customer: str = ""
    domains: tuple[str, ...] = ()
    project: str = ""
    value_reason: str = ""
    project_manager: str = ""
    executive: str = ""
    acknowledgement_by: str = ""
    internal_kickoff: date | None = None
    joint_kickoff: Kickoff | None = None
    milestones: tuple[Milestone, ...] = ()
    steps: tuple[Step, ...] = ()
    updates: str = ""
    escalation: tuple[str, ...] = ()
    priorities: tuple[Priority, ...] = ()
    people: tuple[BriefPerson, ...] = ()
    never_mention: tuple[str, ...] = ()
    posture: Posture | None = None  # as a person of ours decided it

    def milestone(self, id_: str) -> Milestone | None:
        return next((one for one in self.milestones if one.id == id_), None)


NO_BRIEF = Brief(name="")
