"""What the ledger takes and gives: messages seen, orders and drafts as it keeps them."""

from dataclasses import dataclass

from assistant.domain.case import Case, CheckedDraft
from assistant.domain.draft import DraftKey, DraftRef, DraftState
from assistant.domain.mail import MessageRef
from assistant.domain.order import Verdict
from assistant.store.models import OrderState


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
    key: DraftKey
    checked: CheckedDraft
    state: DraftState
    ref: DraftRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """An order as a person asks for it."""

    id: str
    mailbox: str
    state: OrderState
    reason: str
    verdict: Verdict
    case: Case
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """Work that is waiting: an order, and how often it was begun."""

    id: str
    attempt: int
