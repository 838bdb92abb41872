"""Loads the table of local parts that are a desk or a robot rather than a person."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from assistant.domain.mail import Address


@dataclass(frozen=True, slots=True)
class Desks:
    """Local parts of robots and of shared mailboxes."""

    robots: frozenset[str]
    desks: frozenset[str]

    def is_robot(self, address: Address) -> bool:
        """True for an address no person reads."""
        return bool(_pieces(address) & self.robots)

    def is_desk(self, address: Address) -> bool:
        """True for a mailbox that several people share."""
        return bool(_pieces(address) & self.desks)


def load() -> Desks:
    """The shipped table."""
    data = tomllib.loads((files("assistant.content") / "desks.toml").read_text("utf-8"))
    return Desks(robots=frozenset(data["robots"]), desks=frozenset(data["desks"]))


def _pieces(address: Address) -> frozenset[str]:
    local = address.local.lower()
    return frozenset([local, *re.split(r"[._+-]", local)])
