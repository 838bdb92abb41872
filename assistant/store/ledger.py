"""Remembers what was seen, each order's progress, and every draft; each verb is one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.domain.case import Case, CheckedDraft
from assistant.domain.draft import DraftKey, DraftRef, DraftState
from assistant.domain.mail import MessageRef
from assistant.domain.order import Verdict
from assistant.store import codec
from assistant.store.models import DraftRow, MailboxRow, MessageRow, OrderRow, OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message that was looked at: its verdict, and the case if it was an order."""

    ref: MessageRef
    verdict: Verdict
    order_id: str = ""
    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A draft with its place: what the engine needs to put it into the mailbox."""

    id: str
    order_id: str
    checked: CheckedDraft
    state: DraftState
    ref: DraftRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """An order as a person asks for it."""

    id: str
    state: OrderState
    reason: str
    verdict: Verdict
    case: Case
    placements: tuple[Placement, ...]


class Ledger:
    """The store of one database, for any number of mailboxes."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def cursor(self, mailbox: str) -> str | None:
        """Up to where the mailbox was read; None before the first time."""
        with Session(self._engine) as session:
            row = session.get(MailboxRow, mailbox)
            return row.cursor if row else None

    def record(self, mailbox: str, seen: Iterable[Seen], cursor: str) -> None:
        """Keeps the verdicts, opens the orders and moves the cursor, all or nothing.

        A message or order that is known already stays as it is, so a repeat changes nothing.
        """
        now = self._clock()
        with Session(self._engine) as session, session.begin():
            session.merge(MailboxRow(id=mailbox, cursor=cursor, synced_at=now))
            session.flush()
            for one in seen:
                session.execute(_once(MessageRow, _message(mailbox, one, now)))
                if one.case:
                    session.execute(_once(OrderRow, _order(mailbox, one, one.case, now)))

    def open_orders(self, mailbox: str) -> tuple[str, ...]:
        """Ids of the orders whose work is not finished, oldest first."""
        with Session(self._engine) as session:
            query = (
                sa.select(OrderRow.id)
                .where(OrderRow.mailbox_id == mailbox, OrderRow.state == OrderState.OPEN)
                .order_by(OrderRow.created_at, OrderRow.id)
            )
            return tuple(session.scalars(query))

    def case(self, order_id: str) -> Case:
        """The case as the last step left it."""
        with Session(self._engine) as session:
            row = session.get_one(OrderRow, order_id)
            drafts = [_placement(each).checked for each in _draft_rows(session, order_id)]
            return _case(row, drafts)

    def keep(self, order_id: str, case: Case, *, identity: str) -> bool:
        """Keeps what a step made of a case. False: this order came before, in another mail.

        `identity` names the same order in any mail; "" while it is not known. Drafts beyond
        COMPOSED are left alone: what is in a mailbox is never composed anew.
        """
        try:
            with Session(self._engine) as session, session.begin():
                row = session.get_one(OrderRow, order_id)
                row.identity = identity or None
                row.content = codec.dump(codec.ORDER, case.order)
                row.influencers = codec.dump(codec.INFLUENCERS, case.influencers)
                session.flush()
                self._keep_drafts(session, row, case)
        except IntegrityError:
            return False
        return True

    def _keep_drafts(self, session: Session, row: OrderRow, case: Case) -> None:
        known = {each.influencer: each for each in _draft_rows(session, row.id)}
        for position, checked in enumerate(case.drafts):
            influencer = checked.draft.email.to.email
            existing = known.get(influencer)
            if existing and existing.state != DraftState.COMPOSED:
                continue
            key = DraftKey(mailbox=row.mailbox_id, order=row.id, influencer=influencer)
            session.merge(
                DraftRow(
                    id=str(key),
                    mailbox_id=row.mailbox_id,
                    order_id=row.id,
                    influencer=influencer,
                    position=position,
                    state=DraftState.COMPOSED,
                    content=codec.dump(codec.DRAFT, checked.draft),
                    findings=codec.dump(codec.FINDINGS, checked.findings),
                )
            )

    def close(self, order_id: str, state: OrderState, reason: str) -> None:
        """Ends the work on an order with a state and a reason a person can read."""
        with Session(self._engine) as session, session.begin():
            row = session.get_one(OrderRow, order_id)
            row.state, row.reason = state, reason

    def placements(self, order_id: str) -> tuple[Placement, ...]:
        """The order's drafts in reading order."""
        with Session(self._engine) as session:
            return tuple(_placement(each) for each in _draft_rows(session, order_id))

    def move(self, draft_id: str, state: DraftState, ref: DraftRef | None = None) -> None:
        """Commits a draft's next state: the intent before a mailbox call, or its outcome."""
        with Session(self._engine) as session, session.begin():
            row = session.get_one(DraftRow, draft_id)
            row.state = state
            if ref:
                row.placed_id, row.placed_hash = ref.id, ref.content_hash
                row.placed_at = self._clock()

    def order(self, order_id: str) -> OrderRecord:
        """Everything known of an order."""
        with Session(self._engine) as session:
            row = session.get_one(OrderRow, order_id)
            placements = tuple(_placement(each) for each in _draft_rows(session, order_id))
            return OrderRecord(
                id=row.id,
                state=OrderState(row.state),
                reason=row.reason,
                verdict=codec.VERDICT.validate_python(row.verdict),
                case=_case(row, [each.checked for each in placements]),
                placements=placements,
            )

    def orders(self, mailbox: str) -> tuple[OrderRecord, ...]:
        """All orders of a mailbox, oldest first."""
        with Session(self._engine) as session:
            query = (
                sa.select(OrderRow.id)
                .where(OrderRow.mailbox_id == mailbox)
                .order_by(OrderRow.created_at, OrderRow.id)
            )
            ids = tuple(session.scalars(query))
        return tuple(self.order(one) for one in ids)

    def counts(self, mailbox: str) -> dict[str, int]:
        """How many messages were seen, by kind."""
        with Session(self._engine) as session:
            query = (
                sa.select(MessageRow.kind, sa.func.count().label("seen"))
                .where(MessageRow.mailbox_id == mailbox)
                .group_by(MessageRow.kind)
            )
            return {row.kind: row.seen for row in session.execute(query)}


def _once(table: type[MessageRow] | type[OrderRow], values: dict[str, object]) -> sa.Insert:
    return insert(table).values(values).on_conflict_do_nothing()


def _message(mailbox: str, one: Seen, now: datetime) -> dict[str, object]:
    return {
        "mailbox_id": mailbox,
        "ref_id": one.ref.id,
        "kind": one.verdict.kind.value,
        "signals": [signal.code for signal in one.verdict.signals],
        "seen_at": now,
    }


def _order(mailbox: str, one: Seen, case: Case, now: datetime) -> dict[str, object]:
    return {
        "id": one.order_id,
        "mailbox_id": mailbox,
        "identity": None,
        "state": OrderState.OPEN.value,
        "reason": "",
        "verdict": codec.dump(codec.VERDICT, one.verdict),
        "content": codec.dump(codec.ORDER, case.order),
        "influencers": [],
        "created_at": now,
    }


def _draft_rows(session: Session, order_id: str) -> list[DraftRow]:
    query = sa.select(DraftRow).where(DraftRow.order_id == order_id).order_by(DraftRow.position)
    return list(session.scalars(query))


def _placement(row: DraftRow) -> Placement:
    state = DraftState(row.state)
    draft = replace(codec.DRAFT.validate_python(row.content), state=state)
    ref = DraftRef(row.placed_id, row.placed_hash or "") if row.placed_id else None
    return Placement(
        id=row.id,
        order_id=row.order_id,
        checked=CheckedDraft(draft=draft, findings=codec.FINDINGS.validate_python(row.findings)),
        state=state,
        ref=ref,
    )


def _case(row: OrderRow, drafts: list[CheckedDraft]) -> Case:
    return Case(
        order=codec.ORDER.validate_python(row.content),
        influencers=codec.INFLUENCERS.validate_python(row.influencers),
        drafts=tuple(drafts),
    )
