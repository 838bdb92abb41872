"""Writes one letter for each addressed influencer of an order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.content.templates import Templates
from assistant.domain import letter
from assistant.domain.brief import Brief, Priority, Step
from assistant.domain.draft import Draft, Email
from assistant.domain.facts import FactName, Status, every, first
from assistant.domain.order import Order, Posture
from assistant.domain.people import Influencer, Rep, Role, Standing
from assistant.pipeline import greeting

# Roles that read the reason for the whole decision; the others read their own priorities.
_DECIDES = frozenset({Role.ECONOMIC, Role.SPONSOR})
_MOST_PRIORITIES = 3
_SELF_EXPLAINING = re.compile(
    r"\b(project|upgrade|programme|program|rollout|roll-out|installation|expansion|migration"
    r"|line|plant|system|platform|order|replacement|retrofit|extension|modernisation)s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What every letter of ours says the same way."""

    rep: Rep
    acknowledgement_by: str
    templates: Templates


def compose(
    order: Order, influencers: tuple[Influencer, ...], brief: Brief, house: House
) -> tuple[Draft, ...]:
    """One draft per addressed influencer; none when the order's posture is unclear.

    Everything all letters share comes from one place, so they tell one story.
    Raises BadTemplate.
    """
    if order.posture is Posture.UNCLEAR:
        return ()
    shared = spine(order, brief, house)
    return tuple(
        _draft(person, order, brief, house, shared)
        for person in influencers
        if person.standing is Standing.ADDRESSED
    )


def spine(order: Order, brief: Brief, house: House) -> Mapping[str, object]:
    """The facts that stand in every letter of an order; None where a fact is missing."""
    project = brief.project or _confirmed(order, FactName.PROJECT)
    topic = project or f"PO {order.po_number}"
    manager = brief.project_manager
    undertaking = _undertaking(project) if project else ""
    kickoff = _kickoff(brief)
    return {
        "po_phrase": f"PO {order.po_number}" + (f" for {undertaking}" if undertaking else ""),
        "topic": _clean(topic[:1].upper() + topic[1:]),
        "topic_inside": _clean(undertaking or topic),
        "po_date": _po_date(order),
        "company": _clean(house.rep.company or brief.company) or None,
        "executive": _clean(brief.executive) or None,
        "lead": _clean(
            f"{manager} leads the project on our side and answers for its schedule and result."
            if manager
            else "I am your contact for the project on our side."
        ),
        "internal_kickoff": _day(brief.internal_kickoff) if brief.internal_kickoff else None,
        "joint_kickoff": f"on {kickoff}" if kickoff else None,
        "joint_kickoff_bare": kickoff,
        "updates": _clean(_iso_dates(brief.updates)) or None,
        "escalation": _clean(_enumeration(brief.escalation)) or None,
        "requested_dates": _requested(order),
        "last_milestone": _last_milestone(brief),
        "acknowledgement_by": _clean(brief.acknowledgement_by or house.acknowledgement_by),
        "rep_name": _clean(house.rep.address.name),
    }


def shared_words(order: Order, brief: Brief, house: House) -> tuple[str, ...]:
    """What must stand in every letter of the order: its number, its owner, its kickoff."""
    shared = spine(order, brief, house)
    words = (f"PO {order.po_number}", shared["lead"], shared["joint_kickoff_bare"])
    return tuple(str(one) for one in words if one)


def _draft(
    person: Influencer, order: Order, brief: Brief, house: House, shared: Mapping[str, object]
) -> Draft:
    reply = person.address.email == order.sender.email
    rendered = house.templates.letter(
        person.role,
        {
            **shared,
            "greeting": _clean(greeting.english(person)),
            "reply": reply,
            "priorities": _priorities(person, brief),
            "steps": _steps(brief),
            "value_reason": _clean(_yours(brief.value_reason))
            if brief.value_reason and person.role in _DECIDES
            else None,
        },
    )
    written = letter.parse(rendered)
    email = Email(
        sender=house.rep.address,
        to=person.address,
        subject=_reply_subject(order.subject) if reply else written.subject,
        text=written.text,
        html=written.html,
        thread=order.origin.thread if reply else "",
        in_reply_to=order.message_id if reply else "",
        references=(*order.references, order.message_id) if reply and order.message_id else (),
    )
    return Draft(email=email, role=person.role, template=house.templates.identity(person.role))


def _priorities(person: Influencer, brief: Brief) -> list[Mapping[str, str]] | None:
    own = [one for one in brief.priorities if one.owner == person.address.email]
    return [_priority(one) for one in own[:_MOST_PRIORITIES]] or None


def _priority(one: Priority) -> Mapping[str, str]:
    return {
        "issue": _clean(_yours(one.issue)),
        "answer": _clean(_yours(one.answer)),
        "evidence": _clean(_yours(one.evidence)),
    }


def _steps(brief: Brief) -> list[Mapping[str, str]] | None:
    return [_step(step, brief) for step in brief.steps] or None


def _step(step: Step, brief: Brief) -> Mapping[str, str]:
    served = brief.milestone(step.serves)
    milestone = f"{served.name}, {_day(served.on)}" if served else ""
    return {"name": _clean(step.name), "date": _day(step.on), "milestone": _clean(milestone)}


def _kickoff(brief: Brief) -> str | None:
    kickoff = brief.joint_kickoff
    if kickoff is None:
        return None
    words = _day(kickoff.on)
    words += f" at {kickoff.time}" if kickoff.time else ""
    words += f" ({kickoff.place})" if kickoff.place else ""
    return _clean(words)


def _last_milestone(brief: Brief) -> str | None:
    if not brief.milestones or not brief.steps:
        return None
    last = max(brief.milestones, key=lambda one: one.on)
    return _clean(f"{last.name}, on {_day(last.on)}")


def _requested(order: Order) -> str | None:
    dates = [
        date.fromisoformat(fact.value)
        for fact in every(order.facts, FactName.REQUESTED_DATE)
        if fact.status is not Status.INFERRED
    ]
    ahead = sorted({one for one in dates if one >= order.received_at.date()})
    return _enumeration(tuple(_day(one) for one in ahead[:3])) or None


def _po_date(order: Order) -> str | None:
    fact = first(order.facts, FactName.PO_DATE)
    if fact is None or fact.status is Status.INFERRED:
        return None
    return _day(date.fromisoformat(fact.value))


def _confirmed(order: Order, name: FactName) -> str:
    fact = first(order.facts, name)
    return fact.value if fact and fact.status is not Status.INFERRED else ""


def _undertaking(project: str) -> str:
    named = project if project.lower().startswith("the ") else f"the {project}"
    return _clean(named if _SELF_EXPLAINING.search(project) else f"{named} project")


def _reply_subject(subject: str) -> str:
    """RFC 5322 3.6.5: a reply keeps the subject behind one `Re: `."""
    kept = _clean(subject)
    return kept if kept.lower().startswith("re:") else f"Re: {kept}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _iso_dates(text: str) -> str:
    def spoken(match: re.Match[str]) -> str:
        return _day(date.fromisoformat(match.group()))

    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", spoken, text)


def _yours(text: str) -> str:
    """Turns our notes about the customer into words to the customer."""
    return re.sub(r"\b[Tt]he customer's\b", "your", text)


def _enumeration(items: tuple[str, ...]) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _clean(text: str) -> str:
    """One line without the two signs of the letter's own markup."""
    return " ".join(text.replace("|", "/").replace("\\", "/").split())
