"""Turns a mail's evidence into the named signs that the classifier weighs."""

from assistant.domain.kind import Kind
from assistant.pipeline.evidence import Evidence
from assistant.pipeline.words import is_robot

_SHORT = 160  # characters
_LONG = 1200


def signs(seen: Evidence) -> frozenset[str]:
    """The signs that hold: which phrase of which kind where, which papers, which form."""
    places = {
        "subject": seen.subject_hits,
        "body": seen.body_hits,
        "name": seen.name_hits,
        "portal": seen.portal_hits,
    }
    found = {f"{place}:{hit.kind}" for place, hits in places.items() for hit in hits}
    found |= {f"paper:{one.code}" for one in seen.papers}
    found |= {f"against:{one.code}" for one in seen.against}
    found |= {name for name, holds in {**_said(seen), **_form(seen)}.items() if holds}
    return frozenset(found)


def _said(seen: Evidence) -> dict[str, bool]:
    return {
        "handed-over": bool(seen.handed_over),
        "accepted": bool(seen.accepted),
        "demanded": bool(seen.demanded),
        "order-number": bool(seen.numbers),
        "offer": bool(seen.offers),
        "conditional": bool(seen.conditions),
        "to-a-list": bool(seen.listed),
        "question": "?" in seen.body.text,
        "figure-in-subject": any(one.isdigit() for one in seen.subject.text),
    }


def _form(seen: Evidence) -> dict[str, bool]:
    message, body = seen.message, seen.body.text.strip()
    sender = message.sender.email if message.sender else ""
    return {
        "reply": seen.is_reply,
        "history": bool(message.quoted),
        "robot": message.automatic or is_robot(sender),
        "list": message.bulk,
        "form": seen.is_form,
        "files:none": not message.attachments,
        "files:several": len(message.attachments) > 1,
        "files:no-order": bool(seen.documents) and not seen.paper(Kind.NEW_PO),
        "files:unread": any(not one.pages for one in seen.documents),
        "body:none": not body,
        "body:short": len(body) < _SHORT,
        "body:long": len(body) > _LONG,
    }
