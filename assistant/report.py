"""Says in plain words, or in JSON, what became of an order."""

import json
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from assistant.domain.case import Case, CheckedDraft
from assistant.domain.facts import Fact, Sensitivity, Source
from assistant.domain.mail import Message
from assistant.domain.order import OrderFinding, Posture, Verdict
from assistant.domain.paper import Named
from assistant.domain.people import Influencer, Standing
from assistant.engine.sync import Look
from assistant.pipeline import check, posture, spine
from assistant.pipeline.phrasing import opening
from assistant.store.records import OrderRecord

_WIDTH = 96


def outcome(message: Message, verdict: Verdict, case: Case | None) -> str:
    """The whole answer for mails that were handed over."""
    parts = [f"Mail: {message.subject or '(no subject)'}, from {message.sender or 'nobody'}"]
    parts.append(recognised(verdict))
    if case is None:
        return "\n\n".join([*parts, "No received PO, so there is nothing to confirm."])
    parts += [facts(case), *doubts(case.order.findings), people(case.influencers)]
    parts += [f"--- Draft {number} ---\n{letter(one)}" for number, one in enumerate(case.drafts, 1)]
    if case.order.posture is Posture.UNCLEAR:
        parts.append(f"{opening(posture.why_none(case.order))}.")
    elif not case.drafts:
        parts.append("No draft: nobody on the customer's side can be addressed yet.")
    return "\n\n".join(parts)


def order(record: OrderRecord) -> str:
    """What lies in the mailbox for an order, and why each person gets a letter."""
    name = spine.order_name(record.case.order.po_number)
    lines = [f"{name}, {record.case.order.sender.domain}: {record.reason}."]
    lines += [f"  ! {one.doubt.value}: {one.message}" for one in record.case.order.findings]
    why = {one.address.email: one.why for one in record.case.influencers}
    for one in record.placements:
        email = one.checked.draft.email
        lines.append(f"  [{one.state.value}] {email.to}: {email.subject}")
        lines.append(f"      {one.checked.draft.role.value}: {why.get(email.to.email, '')}")
        lines += [f"      {line}" for line in _findings(one.checked) if line]
    for person in record.case.influencers:
        if person.standing is Standing.SUGGESTED:
            lines.append(f"  [suggested] {person.address}: {person.why}")
    return "\n".join(lines)


def looked(look: Look) -> str:
    """Progress: what a look at the mailbox found, and what the rep should look at himself."""
    lines = [f"{_count(look.mails, 'new mail')} read{' ...' if look.more else ''}"]
    for one in look.notices:
        what = " ".join(f"{one.subject or 'a mail'}, from {one.sender or 'nobody'}".split())
        lines.append(f"  [{one.verdict.kind.value}] {what[:100]}: {one.verdict.reason}")
    return "\n".join(lines)


def seen(counts: Mapping[str, int], orders: int) -> str:
    """How many mails of each kind the mailbox held so far, and how many orders are known."""
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    return f"Seen so far: {listed or 'no mail'}. {_count(orders, 'order')} known."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def recognised(verdict: Verdict) -> str:
    """What a mail was taken for and the words that spoke for it."""
    lines = [f"Taken for: {verdict.kind.value}. {verdict.reason}"]
    lines += [f"  - {one.code} in {one.where}{_quoted(one.quote)}" for one in verdict.signals]
    return "\n".join(lines)


def facts(case: Case) -> str:
    """Every fact with the words it was read from."""
    order = case.order
    lines = ["Facts:"] + [f"  - {_fact(one)}" for one in order.facts]
    lines += [f"  - {one.part.value}: {_whom(one)}{_quoted(one.quote)}" for one in order.people]
    if order.lines:
        lines.append(f"  - {_count(len(order.lines), 'order line')}")
    return "\n".join(lines if len(lines) > 1 else ["Facts: none could be read"])


def _whom(one: Named) -> str:
    return ", ".join(filter(None, (one.name, one.title, one.email, one.phone)))


def doubts(findings: Iterable[OrderFinding]) -> list[str]:
    """What a person should look at before the letters leave, in one block or none."""
    lines = [f"  - {one.doubt.value}: {one.message}{_places(one.sources)}" for one in findings]
    return ["\n".join(["Please look at:", *lines])] if lines else []


def _places(sources: Iterable[Source]) -> str:
    shown = [
        f"{one.document or 'mail'}{f', page {one.page}' if one.page else ''}{_quoted(one.quote)}"
        for one in sources
    ]
    return f"  [{'; '.join(shown)}]" if shown else ""


def people(influencers: Iterable[Influencer]) -> str:
    """Who gets a letter, who is suggested, who is left out, and why."""
    lines = ["People:"]
    for one in influencers:
        shown = f"{one.address}{f', {one.title}' if one.title else ''}"
        mark = {
            Standing.ADDRESSED: "draft",
            Standing.SUGGESTED: "suggested",
            Standing.LEFT_OUT: "left out",
        }
        lines.append(f"  - {shown}: {mark[one.standing]} ({one.role.value}); {one.why}")
    return "\n".join(lines if len(lines) > 1 else ["People: nobody found"])


def letter(checked: CheckedDraft) -> str:
    """One letter as its reader gets it, with what the method check says."""
    email = checked.draft.email
    place = "reply in the customer's thread" if email.in_reply_to else "new thread"
    head = [f"To: {email.to}   [{place}]", f"Subject: {email.subject}", ""]
    body = [_wrapped(line) for line in email.text.rstrip().split("\n")]
    return "\n".join([*head, *body, *_findings(checked)])


def as_json(verdict: Verdict, case: Case | None) -> str:
    """The same for machines: one JSON object."""
    return json.dumps(_document(verdict, case), ensure_ascii=False, indent=2)


def _document(verdict: Verdict, case: Case | None) -> dict[str, Any]:
    return {
        "kind": verdict.kind.value,
        "reason": verdict.reason,
        "signals": [
            {"code": one.code, "where": one.where, "quote": one.quote} for one in verdict.signals
        ],
        "facts": [_fact_document(one) for one in case.order.facts] if case else [],
        "posture": case.order.posture.value if case else "",
        "findings": [_doubt_document(one) for one in case.order.findings] if case else [],
        "people_named": [_named_document(one) for one in case.order.people] if case else [],
        "lines": [asdict(one) for one in case.order.lines] if case else [],
        "influencers": [_person_document(one) for one in case.influencers] if case else [],
        "drafts": [_draft_document(one) for one in case.drafts] if case else [],
    }


def _fact_document(one: Fact) -> dict[str, Any]:
    return {
        "name": one.name.value,
        "value": one.value,
        "printed": one.printed,
        "status": one.status.value,
        "sensitivity": one.sensitivity.value,
        "document": one.source.document,
        "page": one.source.page,
        "quote": one.source.quote,
    }


def _doubt_document(one: OrderFinding) -> dict[str, Any]:
    sources = [
        {"document": each.document, "page": each.page, "quote": each.quote} for each in one.sources
    ]
    return {"doubt": one.doubt.value, "message": one.message, "sources": sources}


def _named_document(one: Named) -> dict[str, Any]:
    return asdict(one) | {"part": one.part.value}


def _person_document(one: Influencer) -> dict[str, Any]:
    return {
        "email": one.address.email,
        "name": one.address.name,
        "title": one.title,
        "role": one.role.value,
        "standing": one.standing.value,
        "why": one.why,
        "evidence": [source.quote for source in one.evidence if source.quote],
    }


def _draft_document(one: CheckedDraft) -> dict[str, Any]:
    email = one.draft.email
    return {
        "to": email.to.email,
        "role": one.draft.role.value,
        "subject": email.subject,
        "text": email.text,
        "html": email.html,
        "reply": bool(email.in_reply_to),
        "template": one.draft.template,
        "blocked": check.blocked(one.findings),
        "findings": [
            {
                "code": each.code,
                "severity": each.severity.value,
                "quote": each.quote,
                "message": each.message,
            }
            for each in one.findings
        ],
    }


def _fact(one: Fact) -> str:
    where = one.source.document or "mail"
    page = f", page {one.source.page}" if one.source.page else ""
    inside = " (never in a letter)" if one.sensitivity is not Sensitivity.PUBLIC else ""
    return f"{one.name.value} = {one.value}{inside}  [{where}{page}{_quoted(one.source.quote)}]"


def _findings(checked: CheckedDraft) -> list[str]:
    lines = [
        f"! {one.severity.value} {one.code}: {one.message}{_quoted(one.quote)}"
        for one in checked.findings
    ]
    return ["", *lines] if lines else []


def _quoted(words: str) -> str:
    short = " ".join(words.split())
    return f': "{short[:100]}"' if short else ""


def _wrapped(line: str) -> str:
    return line if " | " in line else textwrap.fill(line, _WIDTH)
