"""Remembers what was seen, each order's progress, and every draft; each verb is one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from assistant.domain.case import Case
from assistant.domain.draft import DraftRef, DraftState
from assistant.domain.method import Finding
from assistant.domain.order import Order
from assistant.errors import Unavailable
from assistant.store import codec, rows
from assistant.store.models import (
    DraftRow,
    MailboxRow,
    MessageRow,
    OrderKeyRow,
    OrderRow,
    OrderState,
)
from assistant.store.records import OpenOrder, OrderRecord, Placement, Seen

_ARRIVAL = (OrderRow.created_at, OrderRow.arrival, OrderRow.id)


class Ledger:
    """The store of one database, for any number of mailboxes.

    A database that is locked, full or read-only raises Unavailable: the work can wait.
    """

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            with Session(self._engine) as session, session.begin():
                yield session
        except OperationalError as error:
            raise Unavailable("the database is busy, full or read-only") from error

    def cursor(self, mailbox: str) -> str | None:
        """Up to where the mailbox was read; None before the first time."""
        with self._session() as session:
            row = session.get(MailboxRow, mailbox)
            return row.cursor if row else None

    def record(self, mailbox: str, seen: Iterable[Seen], cursor: str) -> None:
        """Keeps the verdicts, opens the orders and moves the cursor, all or nothing.

        A message or order that is known already stays as it is, so a repeat changes nothing.
        """
        now = self._clock()
        with self._session() as session:
            session.merge(MailboxRow(id=mailbox, cursor=cursor, synced_at=now))
            session.flush()
            for place, one in enumerate(seen):
                session.execute(rows.once(MessageRow, rows.message(mailbox, one, now)))
                if one.case:
                    session.execute(
                        rows.once(OrderRow, rows.order(mailbox, one, one.case, now, place))
                    )

    def open_orders(self, mailbox: str) -> tuple[OpenOrder, ...]:
        """The orders whose work is not finished, the new before those begun anew."""
        with self._session() as session:
            query = (
                sa.select(OrderRow.id, OrderRow.attempt)
                .where(OrderRow.mailbox_id == mailbox, OrderRow.state == OrderState.OPEN)
                .order_by(OrderRow.attempt, *_ARRIVAL)
            )
            return tuple(OpenOrder(row.id, row.attempt) for row in session.execute(query))

    def untold(self, mailbox: str) -> tuple[OrderRecord, ...]:
        """The orders that came to an end nobody has heard of yet."""
        with self._session() as session:
            query = (
                sa.select(OrderRow)
                .where(OrderRow.mailbox_id == mailbox, OrderRow.state != OrderState.OPEN)
                .where(OrderRow.told.is_(other=False))
                .order_by(*_ARRIVAL)
            )
            return tuple(rows.record(session, row) for row in session.scalars(query))

    def tell(self, order_id: str) -> None:
        """Notes that a person has heard of the order's state."""
        with self._session() as session:
            session.get_one(OrderRow, order_id).told = True

    def reopen(self, mailbox: str, knowledge: str) -> int:
        """Begins anew what waits for a person or failed, unless all is as it was then.

        What is placed stays as it is. For after a person did something about it: a brief was
        written, a file was put back.
        """
        with self._session() as session:
            query = (
                sa.select(OrderRow)
                .where(OrderRow.mailbox_id == mailbox)
                .where(OrderRow.state.in_([OrderState.NEEDS_PERSON, OrderState.FAILED]))
                .where(OrderRow.waits_for != knowledge)
            )
            waiting = list(session.scalars(query))
            for row in waiting:
                row.state, row.reason, row.told = OrderState.OPEN, "", False
                row.attempt += 1
            return len(waiting)

    def case(self, order_id: str) -> Case:
        """The case as the last step left it."""
        with self._session() as session:
            return rows.record(session, session.get_one(OrderRow, order_id)).case

    def keep(self, order_id: str, case: Case) -> None:
        """Keeps what a step made of a case. A draft on its way into the mailbox stays."""
        with self._session() as session:
            row = session.get_one(OrderRow, order_id)
            row.content = codec.dump(codec.ORDER, case.order)
            row.influencers = codec.dump(codec.INFLUENCERS, case.influencers)
            session.flush()
            rows.keep_drafts(session, row, case)

    def claim(self, order_id: str, own: Sequence[str], known_as: Sequence[str]) -> str:
        """Files an order under its keys, the first of which names its drafts.

        Answers "" when it is ours, or the id of the order that an earlier mail, in any mailbox,
        filed under one of `known_as`.
        """
        try:
            with self._session() as session:
                before = _filed(session, known_as, but=order_id)
                if before:
                    return before
                session.get_one(OrderRow, order_id).identity = own[0]
                for key in own:
                    values: dict[str, object] = {"key": key, "order_id": order_id}
                    session.execute(rows.once(OrderKeyRow, values))
                return ""
        except IntegrityError:  # its name is taken, by one that was filed under other keys
            return self.filed((*known_as, *own))

    def filed(self, keys: Sequence[str]) -> str:
        """The id of the order that is filed under one of these keys, or ""."""
        with self._session() as session:
            return _filed(session, keys)

    def attach(self, order_id: str, parent_id: str, state: OrderState, reason: str) -> None:
        """Ends the work on a mail's order: it repeats or changes the order `parent_id`.

        A change begins the steps of its order anew; a cancelled order stays so.
        """
        with self._session() as session:
            row = session.get_one(OrderRow, order_id)
            row.state, row.reason, row.told = state, reason, False
            row.parent_id = parent_id
            parent = session.get_one(OrderRow, parent_id)
            ended = parent.state not in (OrderState.OPEN, OrderState.CANCELLED)
            if state is OrderState.ATTACHED and ended:
                parent.state, parent.reason, parent.told = OrderState.OPEN, "", False
                parent.attempt += 1

    def release(self, order_id: str) -> None:
        """Gives up an order's keys: the same PO that comes again is an order of its own."""
        with self._session() as session:
            _release(session, session.get_one(OrderRow, order_id))

    def revisions(self, order_id: str, *, but: str = "") -> tuple[Order, ...]:
        """The changes that are attached to an order, the oldest first; `but` is left out."""
        with self._session() as session:
            query = (
                sa.select(OrderRow)
                .where(OrderRow.parent_id == order_id, OrderRow.state == OrderState.ATTACHED)
                .where(OrderRow.id != but)
                .order_by(*_ARRIVAL)
            )
            return tuple(codec.ORDER.validate_python(row.content) for row in session.scalars(query))

    def close(self, order_id: str, state: OrderState, reason: str, *, waits_for: str = "") -> None:
        """Ends the work on an order, for now, with a reason a person can read.

        `waits_for` is the knowledge it ended with: other knowledge may let it go on. An order
        that failed gives its identity free: the same PO sent again is tried again.
        """
        with self._session() as session:
            row = session.get_one(OrderRow, order_id)
            row.state, row.reason, row.told = state, reason, False
            row.waits_for = waits_for
            if state is OrderState.FAILED:
                _release(session, row)

    def placements(self, order_id: str) -> tuple[Placement, ...]:
        """The order's drafts in reading order."""
        with self._session() as session:
            return rows.placements(session, session.get_one(OrderRow, order_id))

    def move(self, draft_id: str, state: DraftState, ref: DraftRef | None = None) -> None:
        """Commits a draft's next state: the intent before a mailbox call, or its outcome."""
        with self._session() as session:
            row = session.get_one(DraftRow, draft_id)
            row.state = state
            if ref:
                row.placed_id, row.placed_hash = ref.id, ref.content_hash
                row.placed_at = self._clock()
            elif state is DraftState.WITHDRAWN:
                row.placed_id = row.placed_hash = row.placed_at = None

    def hold(self, draft_id: str, *findings: Finding) -> None:
        """Keeps a draft out of the mailbox; `findings` add to the reasons it has."""
        with self._session() as session:
            row = session.get_one(DraftRow, draft_id)
            row.state = DraftState.HELD
            row.findings = [*row.findings, *codec.dump(codec.FINDINGS, findings)]

    def order(self, order_id: str) -> OrderRecord:
        """Everything known of an order."""
        with self._session() as session:
            return rows.record(session, session.get_one(OrderRow, order_id))

    def orders(self, mailbox: str) -> tuple[OrderRecord, ...]:
        """All orders of a mailbox in the order of their arrival."""
        with self._session() as session:
            query = sa.select(OrderRow).where(OrderRow.mailbox_id == mailbox).order_by(*_ARRIVAL)
            return tuple(rows.record(session, row) for row in session.scalars(query))

    def counts(self, mailbox: str) -> dict[str, int]:
        """How many messages were seen, by kind."""
        with self._session() as session:
            query = (
                sa.select(MessageRow.kind, sa.func.count().label("seen"))
                .where(MessageRow.mailbox_id == mailbox)
                .group_by(MessageRow.kind)
            )
            return {row.kind: row.seen for row in session.execute(query)}


def _filed(session: Session, keys: Sequence[str], *, but: str = "") -> str:
    """The order filed under the first of these keys that any order but `but` holds."""
    query = sa.select(OrderKeyRow).where(OrderKeyRow.key.in_(keys), OrderKeyRow.order_id != but)
    found = {row.key: row.order_id for row in session.scalars(query)}
    return next((found[key] for key in keys if key in found), "")


def _release(session: Session, row: OrderRow) -> None:
    row.identity = None
    session.execute(sa.delete(OrderKeyRow).where(OrderKeyRow.order_id == row.id))
