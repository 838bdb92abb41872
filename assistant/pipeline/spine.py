"""The spine: what every letter of an order shares, so that all of them tell one story."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from assistant.domain.brief import Brief
from assistant.domain.facts import FactName, every, first
from assistant.domain.order import Order
from assistant.domain.people import Rep
from assistant.pipeline.phrasing import clean, day, enumeration, opening, spoken_dates

_NAMES_ITSELF = re.compile(r"L?P\.?O\b|.*\bPO\b", re.IGNORECASE)
# Names that read well behind "for the"; any other project stands between commas.
_UNDERTAKING = re.compile(
    r"(?!the |a |an |your |our )[^\W\d_][^,()]*\b(project|upgrade|programme|program|rollout"
    r"|roll-out|installation|expansion|migration|line|plant|system|platform|replacement"
    r"|retrofit|extension|modernisation)s?",
    re.IGNORECASE,
)


def spine(order: Order, brief: Brief, *, rep: Rep, acknowledgement_by: str) -> Mapping[str, object]:
    """The facts that stand in every letter of an order; None where a fact is missing.

    A date that lies before the day the PO came is left out: a letter looks forward.
    """
    today = order.received_at.date()
    name = order_name(order.spoken_number)
    project = clean(brief.project or _confirmed(order, FactName.PROJECT))
    po_day = _po_day(order)
    internal = brief.internal_kickoff
    return {
        "po_phrase": name + _undertaking(project),
        "po_phrase_dated": name + (f" of {po_day}" if po_day else "") + _undertaking(project),
        "topic": opening(project or name),
        "company": clean(rep.company or brief.company) or None,
        "executive": clean(brief.executive) or None,
        "lead": _lead(clean(brief.project_manager), rep.address.name),
        "internal_kickoff": day(internal) if internal and internal >= today else None,
        "joint_kickoff": _kickoff(brief, today),
        "updates": clean(spoken_dates(brief.updates)) or None,
        "escalation": _escalation(brief.escalation, rep.address.name) or None,
        "requested_dates": _requested(order, today),
        "last_milestone": _last_milestone(brief, today),
        "acknowledgement_by": opening(clean(brief.acknowledgement_by or acknowledgement_by)),
        "rep_name": clean(rep.address.name),
    }


def shared_words(facts: Mapping[str, object], order: Order) -> tuple[str, ...]:
    """What must stand in every letter of the order: its name, its owner, its kickoff."""
    words = (order_name(order.spoken_number), facts["lead"], facts["joint_kickoff"])
    return tuple(str(one) for one in words if one)


def order_name(number: str) -> str:
    """`PO 4711`, the number alone when it says PO itself, or words when it is not known."""
    if not number:
        return "Your purchase order"
    return clean(number if _NAMES_ITSELF.match(number) else f"PO {number}")


def _undertaking(project: str) -> str:
    if not project:
        return ""
    return f" for the {project}" if _UNDERTAKING.fullmatch(project) else f", {project},"


def _lead(manager: str, rep: str) -> str:
    if not manager:
        return "I am your contact for the project on our side."
    if manager == rep:
        return "I lead the project on our side and answer for its schedule and result."
    return f"{manager} leads the project on our side and answers for its schedule and result."


def _escalation(people: Sequence[str], rep: str) -> str:
    return ", then ".join("me" if one == rep else clean(one) for one in people)


def _kickoff(brief: Brief, today: date) -> str | None:
    kickoff = brief.joint_kickoff
    if kickoff is None or kickoff.on < today:
        return None
    words = day(kickoff.on)
    words += f" at {kickoff.time}" if kickoff.time else ""
    words += f" ({kickoff.place})" if kickoff.place else ""
    return clean(words)


def _last_milestone(brief: Brief, today: date) -> str | None:
    if not brief.milestones or not brief.steps:
        return None
    last = max(brief.milestones, key=lambda one: one.on)
    return clean(f"{last.name}, {day(last.on)}") if last.on >= today else None


def _requested(order: Order, today: date) -> str | None:
    stated = [
        date.fromisoformat(fact.value)
        for fact in every(order.facts, FactName.REQUESTED_DATE)
        if fact.sure
    ]
    ahead = sorted({one for one in stated if one > today})
    if not ahead:
        return None
    if len(ahead) == 1:
        return f"the date your PO names, {day(ahead[0])}"
    if len(ahead) > 3:
        return f"the dates your PO names, from {day(ahead[0])} to {day(ahead[-1])}"
    return f"the dates your PO names, {enumeration([day(one) for one in ahead])}"


def _po_day(order: Order) -> str:
    fact = first(order.facts, FactName.PO_DATE)
    if fact is None or not fact.sure:
        return ""
    return day(date.fromisoformat(fact.value))


def _confirmed(order: Order, name: FactName) -> str:
    fact = first(order.facts, name)
    return fact.value if fact and fact.sure else ""
