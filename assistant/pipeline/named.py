"""Joins the people that a PO names with those the rep writes to."""

from collections.abc import Mapping

from assistant.content.wording import letters
from assistant.domain.mail import Address
from assistant.domain.order import Order
from assistant.domain.paper import Named, Part
from assistant.domain.people import Rep, Role
from assistant.pipeline.correspondents import Correspondent

# What a part in the paper says of the part in the decision, and how to say it. Who takes the
# goods in or pays the bill has none.
_ROLES: Mapping[Part, tuple[Role, str]] = {
    Part.ORIGINATOR: (Role.USER, "asked for the goods on the PO"),
    Part.APPROVER: (Role.ECONOMIC, "released the PO"),
    Part.ACKNOWLEDGE_TO: (Role.PROCUREMENT, "waits for the PO's acknowledgement"),
    Part.CONTACT: (Role.PROCUREMENT, "is the contact that the PO names"),
}


def add(seen: dict[str, Correspondent], order: Order, rep: Rep) -> None:
    """Adds to `seen` whom only the paper names by address; they can only be suggested.

    So is the customer behind a mail that a colleague forwarded.
    """
    if order.forwarded:
        seen.setdefault(order.sender.email, Correspondent(address=order.sender))
    for one in order.people:
        address = Address(one.email, one.name)
        if one.email and one.part in _ROLES and not rep.owns(address):
            seen.setdefault(one.email, Correspondent(address=address, title=one.title))


def role(address: Address, order: Order) -> tuple[Role, str] | None:
    """The role that the paper gives a person, by address or else by the whole name."""
    for one in order.people:
        if one.part in _ROLES and _is(one, address):
            return _ROLES[one.part]
    return None


def _is(one: Named, address: Address) -> bool:
    if one.email:
        return one.email == address.email
    name = letters(one.name)
    return " " in one.name.strip() and name == letters(address.name)
