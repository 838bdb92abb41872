"""Counts who wrote to whom in the mail with one customer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.content.titles import Titles
from assistant.domain.facts import Source
from assistant.domain.mail import Address, Authentication, Folder, Message
from assistant.domain.order import Order
from assistant.domain.people import Rep
from assistant.pipeline import signature

_EVIDENCE = 3
_UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """One outside address and its mail with the rep before the PO and in its thread."""

    address: Address
    written_to: int = 0  # mails of ours to this person
    wrote_before: int = 0  # mails from this person straight to the rep, before the PO
    copied: int = 0  # mails this person was only copied on
    domain_known: bool = False  # the rep has written to somebody at the same domain
    title: str = ""
    first_names: bool = False
    evidence: tuple[Source, ...] = ()

    @property
    def exchanged(self) -> int:
        return 2 * self.written_to + 2 * self.wrote_before + self.copied


def collect(
    messages: Iterable[Message], *, order: Order, rep: Rep, titles: Titles
) -> dict[str, Correspondent]:
    """Everyone outside our company in these messages, by e-mail address."""
    seen: dict[str, Correspondent] = {}
    in_order = sorted(_once(messages), key=lambda one: one.date or _UNDATED)
    for message in in_order:
        if message.sender is None or message.bulk:
            continue
        if message.folder is Folder.SENT:
            _ours(message, seen, rep)
        elif _genuine(message, rep):
            _theirs(message, seen, order=order, rep=rep, titles=titles)
    known = {one.address.domain for one in seen.values() if one.written_to}
    return {
        email: replace(one, domain_known=one.address.domain in known) for email, one in seen.items()
    }


def _once(messages: Iterable[Message]) -> list[Message]:
    return list({one.ref.id: one for one in messages}.values())


def _genuine(message: Message, rep: Rep) -> bool:
    """Mail of an outsider. Anybody can write our address, or somebody else's, into a From."""
    outside = message.sender is not None and not rep.owns(message.sender)
    return outside and message.authentication is not Authentication.FAIL


def _ours(message: Message, seen: dict[str, Correspondent], rep: Rep) -> None:
    for address in message.recipients:
        if rep.owns(address):
            continue
        one = _named(address, seen)
        seen[address.email] = replace(
            one,
            written_to=one.written_to + 1,
            first_names=one.first_names or _greets_by_first_name(message, one.address),
        )


def _theirs(
    message: Message, seen: dict[str, Correspondent], *, order: Order, rep: Rep, titles: Titles
) -> None:
    assert message.sender is not None  # noqa: S101 - collect() has looked
    one = _named(message.sender, seen)
    signed = signature.read(message, titles)
    earlier = message.date is not None and message.date < order.received_at
    before = earlier and any(rep.owns(each) for each in message.to)
    source = Source(origin=message.message_id or message.ref.id, quote=signed.line)
    seen[one.address.email] = replace(
        one,
        wrote_before=one.wrote_before + before,
        title=signed.title or one.title,
        evidence=((source, *one.evidence) if signed.line else one.evidence)[:_EVIDENCE],
    )
    for address in message.recipients:
        if not rep.owns(address) and address.email != message.sender.email:
            # What a third person calls somebody is not taken for that person's name.
            other = seen.get(address.email) or Correspondent(address=Address(address.email))
            seen[address.email] = replace(other, copied=other.copied + 1)


def _named(address: Address, seen: dict[str, Correspondent]) -> Correspondent:
    known = seen.get(address.email)
    if known is None:
        return Correspondent(address=address)
    if not known.address.name and address.name:
        return replace(known, address=address)
    return known


def _greets_by_first_name(message: Message, address: Address) -> bool:
    given = (signature.proper_name(address) or address.local).split(" ", 1)[0].split(".")[0]
    opening = message.body.lstrip()[:60].split("\n", 1)[0]
    greeting = rf"(?:hi|hello|dear|good (?:morning|afternoon))\s+{re.escape(given)}\s*[,!.]?\s*$"
    return len(given) > 1 and re.match(greeting, opening.strip(), re.IGNORECASE) is not None
