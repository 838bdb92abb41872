"""Finds the customer's buying influencers of an order: who, in which role, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.content.desks import Desks
from assistant.content.titles import Titles
from assistant.domain.brief import Brief, BriefPerson
from assistant.domain.facts import FactName, Source, first
from assistant.domain.mail import Address, Message
from assistant.domain.order import Order
from assistant.domain.people import ROLE_ORDER, Influencer, Rep, Role, Standing
from assistant.pipeline import correspondents, signature
from assistant.pipeline import named as on_paper
from assistant.pipeline.correspondents import Correspondent


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the search may use besides the mails: our rep, the brief, and who is vouched for."""

    rep: Rep
    brief: Brief
    vouched: frozenset[str]
    titles: Titles
    desks: Desks
    free_mail: frozenset[str]  # there an address says nothing about a company
    most: int  # letters at most


def influencers(order: Order, messages: Iterable[Message], known: Known) -> tuple[Influencer, ...]:
    """Everyone on the customer's side, the addressed first, each with a reason.

    `messages` are the thread and the earlier mail with the customer. A person the rep never
    exchanged mail with, and whom nobody confirmed, is only suggested.
    """
    seen = correspondents.collect(messages, order=order, rep=known.rep, titles=known.titles)
    named = {
        one.address.email: one for one in known.brief.people if not known.rep.owns(one.address)
    }
    for email, person in named.items():
        seen.setdefault(email, Correspondent(address=person.address))
    on_paper.add(seen, order, known.rep)
    found = [_influencer(one, named.get(email), order, known) for email, one in seen.items()]
    ranked = sorted(found, key=lambda one: _rank(one, seen[one.address.email], named, order))
    known_desk = seen.get(order.sender.email)
    trusted = order.sender.email in known.vouched or (known_desk and known_desk.domain_known)
    return _at_most(_somebody(ranked, order) if trusted else ranked, known.most)


def _influencer(
    one: Correspondent, named: BriefPerson | None, order: Order, known: Known
) -> Influencer:
    base = Influencer(
        address=replace(one.address, name=_name(one, named)),
        role=Role.UNKNOWN,
        standing=Standing.SUGGESTED,
        why="",
        title=(named.title if named else "") or one.title,
        salutation=(named.salutation if named else "") or _salutation(one, order),
        first_names=one.first_names,
        evidence=one.evidence,
    )
    if named:
        return _confirmed(base, named, known.brief)
    role, because = _role(base, one, order, known.titles)
    standing, reason = _standing(one, order, known)
    return replace(base, role=role, standing=standing, why=f"{because}; {reason}")


def _confirmed(base: Influencer, named: BriefPerson, brief: Brief) -> Influencer:
    source = Source(origin=brief.name, quote=named.address.email)
    evidence = (source, *base.evidence)
    if named.desk:
        why = f"the brief {brief.name} names it as a desk or a system"
        return replace(base, standing=Standing.LEFT_OUT, why=why, evidence=evidence)
    role = next((role for role in ROLE_ORDER if role in named.roles), Role.UNKNOWN)
    why = f"role and person confirmed by the brief {brief.name}"
    return replace(base, role=role, standing=Standing.ADDRESSED, why=why, evidence=evidence)


def _role(base: Influencer, one: Correspondent, order: Order, titles: Titles) -> tuple[Role, str]:
    role = titles.role(base.title)
    if role is not Role.UNKNOWN:
        return role, f'signs as "{base.title}"'
    stated = on_paper.role(base.address, order)
    if stated:
        return stated
    if one.address.email == order.sender.email:
        return Role.PROCUREMENT, "sent the PO"
    return Role.UNKNOWN, "no title seen"


def _standing(one: Correspondent, order: Order, known: Known) -> tuple[Standing, str]:
    address = one.address
    if known.desks.is_robot(address):
        return Standing.LEFT_OUT, "nobody reads this address"
    if known.desks.is_desk(address):
        return Standing.LEFT_OUT, "a shared mailbox, not a person"
    return _trusted(one, order, known)


def _trusted(one: Correspondent, order: Order, known: Known) -> tuple[Standing, str]:
    if not _customers(one.address, order, known):
        return Standing.SUGGESTED, "outside the customer's own domain"
    if one.address.email in known.vouched:
        return Standing.ADDRESSED, "wrote a mail that you handed over"
    if one.written_to:
        return Standing.ADDRESSED, f"you wrote to this person {_times(one.written_to)}"
    if one.wrote_before and one.domain_known:
        return Standing.ADDRESSED, f"wrote to you {_times(one.wrote_before)} before the PO"
    return Standing.SUGGESTED, "no mail exchanged with this person yet"


def _somebody(people: list[Influencer], order: Order) -> list[Influencer]:
    """Lets the desk that sent the PO stand in when the order would get no letter at all."""
    if any(one.standing is Standing.ADDRESSED for one in people):
        return people
    return [
        replace(
            one,
            standing=Standing.ADDRESSED,
            role=Role.PROCUREMENT,
            why="a shared mailbox, but it sent the PO and nobody else can be addressed",
        )
        if _stands_in(one, order)
        else one
        for one in people
    ]


def _stands_in(one: Influencer, order: Order) -> bool:
    shared = one.standing is Standing.LEFT_OUT and "shared mailbox" in one.why
    return shared and one.address.email == order.sender.email


def _at_most(people: list[Influencer], most: int) -> tuple[Influencer, ...]:
    kept: list[Influencer] = []
    for one in people:
        full = sum(each.standing is Standing.ADDRESSED for each in kept) >= most
        if full and one.standing is Standing.ADDRESSED:
            why = f"{one.why}; beyond the {most} letters of one order"
            kept.append(replace(one, standing=Standing.SUGGESTED, why=why))
        else:
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: list(Standing).index(one.standing)))


def _rank(
    one: Influencer, mail: Correspondent, named: dict[str, BriefPerson], order: Order
) -> tuple[bool, bool, int, int, str]:
    """Whoever sent the PO waits for an answer; then the confirmed, the deciding, the busy."""
    email = one.address.email
    return (
        email != order.sender.email,
        email not in named,
        ROLE_ORDER.index(one.role),
        -mail.exchanged,
        email,
    )


def _customers(address: Address, order: Order, known: Known) -> bool:
    if address.domain in known.free_mail:
        return address.email == order.sender.email
    # Never "or below": under co.uk stand companies that know nothing of each other.
    return address.domain in order.domains


def _name(one: Correspondent, named: BriefPerson | None) -> str:
    if named and named.address.name:
        return named.address.name
    return signature.proper_name(one.address)


def _salutation(one: Correspondent, order: Order) -> str:
    contact = first(order.facts, FactName.CONTACT)
    name = signature.proper_name(one.address).split()
    if not contact or len(name) < 2:
        return ""
    honorific, *printed = contact.value.split()
    titled = honorific.rstrip(".") in ("Mr", "Mrs", "Ms")
    same = [word.lower() for word in printed] in (
        [word.lower() for word in name],
        [name[-1].lower()],
    )
    return f"Dear {honorific.rstrip('.')} {name[-1]}" if titled and same else ""


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
