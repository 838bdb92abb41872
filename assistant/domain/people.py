"""The people of an order: our rep, and the customer's buying influencers."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.facts import Source
from assistant.domain.mail import Address


@dataclass(frozen=True, slots=True)
class Rep:
    """Whose mailbox it is. `domains` are our company's own mail domains."""

    address: Address
    company: str = ""
    domains: frozenset[str] = frozenset()

    def owns(self, address: Address) -> bool:
        """True for an address of our own company (subdomains included)."""
        return address.email == self.address.email or any(
            address.domain == own or address.domain.endswith("." + own) for own in self.domains
        )


class Role(StrEnum):
    """What part a person has in the decision; never shown to a customer."""

    ECONOMIC = "economic"
    SPONSOR = "sponsor"
    USER = "user"
    TECHNICAL = "technical"
    PROCUREMENT = "procurement"
    COACH = "coach"
    CHAMPION = "champion"
    UNKNOWN = "unknown"


# The letter a person with several roles gets: the first of these that applies.
ROLE_ORDER: tuple[Role, ...] = (
    Role.ECONOMIC,
    Role.SPONSOR,
    Role.USER,
    Role.TECHNICAL,
    Role.PROCUREMENT,
    Role.COACH,
    Role.CHAMPION,
    Role.UNKNOWN,
)


class Standing(StrEnum):
    """Whether a letter is made for a person."""

    ADDRESSED = "addressed"
    SUGGESTED = "suggested"  # shown to the rep, who decides
    LEFT_OUT = "left-out"  # a desk, a list, a robot


@dataclass(frozen=True, slots=True, kw_only=True)
class Influencer:
    """A person on the customer's side, with the reasons for role and standing."""

    address: Address
    role: Role
    standing: Standing
    why: str  # one plain sentence: why this role and this standing
    title: str = ""
    salutation: str = ""  # as confirmed by a person; "" lets the letter choose
    first_names: bool = False  # both sides already write by first name
    evidence: tuple[Source, ...] = ()

    @property
    def name(self) -> str:
        return self.address.name
