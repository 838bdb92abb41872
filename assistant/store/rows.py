"""Turns values into table rows and back."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from assistant.domain.case import Case, CheckedDraft
from assistant.domain.draft import DraftKey, DraftRef, DraftState
from assistant.store import codec
from assistant.store.models import DraftRow, MessageRow, OrderKeyRow, OrderRow, OrderState
from assistant.store.records import OrderRecord, Placement, Seen

# A draft in one of these may be composed anew: no mailbox holds it.
_OURS_ALONE = (DraftState.COMPOSED, DraftState.HELD, DraftState.WITHDRAWN)


def once(
    table: type[MessageRow] | type[OrderRow] | type[OrderKeyRow], values: dict[str, object]
) -> sa.Insert:
    return insert(table).values(values).on_conflict_do_nothing()


def message(mailbox: str, one: Seen, now: datetime) -> dict[str, object]:
    return {
        "mailbox_id": mailbox,
        "ref_id": one.ref.id,
        "kind": one.verdict.kind.value,
        "signals": [signal.code for signal in one.verdict.signals],
        "seen_at": now,
    }


def order(mailbox: str, one: Seen, case: Case, now: datetime, place: int) -> dict[str, object]:
    return {
        "id": one.order_id,
        "mailbox_id": mailbox,
        "identity": None,
        "state": OrderState.OPEN.value,
        "reason": "",
        "parent_id": None,
        "verdict": codec.dump(codec.VERDICT, one.verdict),
        "content": codec.dump(codec.ORDER, case.order),
        "influencers": [],
        "created_at": now,
        "arrival": place,
        "attempt": 1,
        "waits_for": "",
        "told": False,
    }


def keep_drafts(session: Session, row: OrderRow, case: Case) -> None:
    """Keeps the letters that a step composed, each in its state.

    A letter that lies in the mailbox and now reads otherwise is to be renewed there, one that
    is no longer wanted to be withdrawn, if nobody touched it; that is the placing's to find out.
    """
    known = {each.influencer: each for each in _draft_rows(session, row.id)}
    for position, checked in enumerate(case.drafts):
        influencer = checked.draft.email.to.email
        existing = known.pop(influencer, None)
        content = codec.dump(codec.DRAFT, replace(checked.draft, state=DraftState.COMPOSED))
        if existing and existing.state not in _OURS_ALONE:
            if existing.state == DraftState.PLACED and existing.content != content:
                existing.state, existing.content = DraftState.RENEWING, content
                existing.findings = codec.dump(codec.FINDINGS, checked.findings)
            continue
        session.merge(
            DraftRow(
                id=existing.id if existing else str(_key(row, influencer)),
                mailbox_id=row.mailbox_id,
                order_id=row.id,
                influencer=influencer,
                position=position,
                state=DraftState.COMPOSED,
                content=content,
                findings=codec.dump(codec.FINDINGS, checked.findings),
            )
        )
    for left in known.values():
        if left.state in _OURS_ALONE:  # no longer anybody to write to
            session.delete(left)
        elif left.state == DraftState.PLACED:
            left.state = DraftState.WITHDRAWING


def _key(row: OrderRow, influencer: str) -> DraftKey:
    """By the order's identity, so that the same order read anew finds its drafts."""
    return DraftKey(mailbox=row.mailbox_id, order=row.identity or row.id, influencer=influencer)


def _draft_rows(session: Session, order_id: str) -> list[DraftRow]:
    query = sa.select(DraftRow).where(DraftRow.order_id == order_id).order_by(DraftRow.position)
    return list(session.scalars(query))


def placements(session: Session, order: OrderRow) -> tuple[Placement, ...]:
    return tuple(_placement(order, row) for row in _draft_rows(session, order.id))


def _placement(order: OrderRow, row: DraftRow) -> Placement:
    state = DraftState(row.state)
    draft = replace(codec.DRAFT.validate_python(row.content), state=state)
    ref = DraftRef(row.placed_id, row.placed_hash or "") if row.placed_id else None
    return Placement(
        id=row.id,
        order_id=row.order_id,
        key=_key(order, row.influencer),
        checked=CheckedDraft(draft=draft, findings=codec.FINDINGS.validate_python(row.findings)),
        state=state,
        ref=ref,
    )


def record(session: Session, row: OrderRow) -> OrderRecord:
    drafts = placements(session, row)
    case = Case(
        order=codec.ORDER.validate_python(row.content),
        influencers=codec.INFLUENCERS.validate_python(row.influencers),
        drafts=tuple(one.checked for one in drafts),
    )
    return OrderRecord(
        id=row.id,
        mailbox=row.mailbox_id,
        state=OrderState(row.state),
        reason=row.reason,
        verdict=codec.VERDICT.validate_python(row.verdict),
        case=case,
        placements=drafts,
    )
