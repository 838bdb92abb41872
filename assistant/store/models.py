"""The tables: what the service remembers. No mail bodies, only drafts of our own and facts."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, String, TypeDecorator, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """A point in time: aware outside, UTC inside, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class OrderState(StrEnum):
    """How far an order has come."""

    OPEN = "open"  # its steps are running or waiting
    DONE = "done"  # every draft is placed or held
    DUPLICATE = "duplicate"  # the same order came before; nothing to do
    ATTACHED = "attached"  # a change of an order that came before, and part of it now
    CANCELLED = "cancelled"  # by the customer
    NEEDS_PERSON = "needs-person"  # stopped until somebody acts
    FAILED = "failed"  # a step failed in a way nobody foresaw


class Base(DeclarativeBase):
    """Common ground of all tables."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own hook
        dict[str, Any]: JSON,
        list[Any]: JSON,
        datetime: Moment,
    }


class MailboxRow(Base):
    """A watched mailbox and the cursor up to which it was read."""

    __tablename__ = "mailbox"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    cursor: Mapped[str | None] = mapped_column(String(512))
    synced_at: Mapped[datetime | None]


class MessageRow(Base):
    """The ledger: every message seen, what it was taken for, and why. No words of the mail."""

    __tablename__ = "message"

    mailbox_id: Mapped[str] = mapped_column(ForeignKey("mailbox.id"), primary_key=True)
    ref_id: Mapped[str] = mapped_column(String(512), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    signals: Mapped[list[Any]]  # codes only
    seen_at: Mapped[datetime]


class OrderRow(Base):
    """A mail that holds an order; `identity` is the name its drafts are known by.

    `parent_id` is the order it repeats or changes: one row of them all makes the drafts.
    """

    __tablename__ = "customer_order"
    __table_args__ = (UniqueConstraint("mailbox_id", "identity"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    mailbox_id: Mapped[str] = mapped_column(ForeignKey("mailbox.id"))
    identity: Mapped[str | None] = mapped_column(String(256))
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str]  # of the state, for a person
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("customer_order.id"))
    verdict: Mapped[dict[str, Any]]
    content: Mapped[dict[str, Any]]  # the order's facts
    influencers: Mapped[list[Any]]
    created_at: Mapped[datetime]
    arrival: Mapped[int]  # the place in its batch: orders of one moment keep their order
    attempt: Mapped[int]  # how often the work on it was begun anew
    waits_for: Mapped[str] = mapped_column(String(64))  # the knowledge it ended with
    told: Mapped[bool]  # whether a person has heard of the state


class OrderKeyRow(Base):
    """What an order is known by, in whatever mail and mailbox it comes again."""

    __tablename__ = "order_key"

    key: Mapped[str] = mapped_column(String(512), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("customer_order.id"))


class DraftRow(Base):
    """A letter: exactly one for each mailbox, order revision and influencer."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("mailbox_id", "order_id", "influencer"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # the marker in the mailbox
    mailbox_id: Mapped[str] = mapped_column(ForeignKey("mailbox.id"))
    order_id: Mapped[str] = mapped_column(ForeignKey("customer_order.id"))
    influencer: Mapped[str] = mapped_column(String(320))
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any]]  # the draft
    findings: Mapped[list[Any]]
    placed_id: Mapped[str | None] = mapped_column(String(512))
    placed_hash: Mapped[str | None] = mapped_column(String(64))
    placed_at: Mapped[datetime | None]
