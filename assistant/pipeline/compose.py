"""Writes one letter for each addressed influencer of an order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.content.names import Names
from assistant.content.templates import Templates
from assistant.domain import letter
from assistant.domain.brief import Brief, Priority, Step
from assistant.domain.draft import Draft, Email
from assistant.domain.order import Order, Posture
from assistant.domain.people import Influencer, Rep, Role, Standing
from assistant.pipeline import greeting
from assistant.pipeline.phrasing import clean, day, yours

# Roles that read the reason for the whole decision; the others read their own priorities.
_DECIDES = frozenset({Role.ECONOMIC, Role.SPONSOR})
_MOST_PRIORITIES = 3
_LONGEST_SUBJECT = 200
_REPLY_MARKS = re.compile(
    r"\s*(?:(?:re|r|i|aw|antw|antwort|sv|vs|fw|fwd|wg|tr|rv|rif|ref|doorst|enc|res)"
    r"(?:\[\d+\])?\s*:\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What every letter of ours is made with."""

    rep: Rep
    acknowledgement_by: str
    templates: Templates
    names: Names


def compose(
    order: Order,
    influencers: tuple[Influencer, ...],
    brief: Brief,
    house: House,
    spine: Mapping[str, object],
) -> tuple[Draft, ...]:
    """One draft per addressed influencer; none when the order's posture is unclear.

    `spine` holds what all letters share. Raises BadTemplate.
    """
    if order.posture is Posture.UNCLEAR:
        return ()
    return tuple(
        _draft(person, order, brief, house, spine)
        for person in influencers
        if person.standing is Standing.ADDRESSED
    )


def _draft(
    person: Influencer, order: Order, brief: Brief, house: House, spine: Mapping[str, object]
) -> Draft:
    reply = person.address.email == order.sender.email and not order.forwarded
    decides = person.role in _DECIDES
    rendered = house.templates.letter(
        person.role,
        {
            **spine,
            "greeting": clean(greeting.english(person, house.names)),
            "reply": reply,
            "posture": order.posture.value.lower(),
            "priorities": _priorities(person, brief),
            "steps": [_step(one, brief) for one in brief.steps] or None,
            "value_reason": (yours(brief.value_reason) or None) if decides else None,
        },
    )
    written = letter.parse(rendered)
    topic = str(spine["topic"])
    email = Email(
        sender=house.rep.address,
        to=person.address,
        subject=_reply_subject(order.subject, topic) if reply else written.subject,
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
        "issue": yours(one.issue),
        "answer": yours(one.answer),
        "evidence": yours(one.evidence),
    }


def _step(step: Step, brief: Brief) -> Mapping[str, str]:
    served = brief.milestone(step.serves)
    milestone = f"{served.name}, {day(served.on)}" if served else ""
    return {"name": clean(step.name), "date": day(step.on), "milestone": clean(milestone)}


def _reply_subject(subject: str, topic: str) -> str:
    """RFC 5322 3.6.5: a reply keeps the subject behind one `Re: `."""
    kept = _REPLY_MARKS.sub("", clean(subject), count=1)[:_LONGEST_SUBJECT].strip()
    return f"Re: {kept or topic}"
