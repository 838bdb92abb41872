"""Finds the order that a mail belongs to, so that each order has one row that makes its drafts."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.domain.case import Case
from assistant.domain.draft import DraftState
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Message
from assistant.domain.order import Order
from assistant.engine.placing import Placing
from assistant.pipeline import identity, revisions, spine
from assistant.pipeline.identity import Keys
from assistant.store.ledger import Ledger
from assistant.store.models import OrderState
from assistant.store.records import OrderRecord

_CHANGES = frozenset({Kind.PO_REVISION, Kind.PO_CANCELLATION})


@dataclass(frozen=True, slots=True)
class Ending:
    """How the work on a mail ends before any letter: a state and a reason for the rep."""

    state: OrderState
    reason: str
    parent_id: str = ""


class Belonging:
    """Settles for each order mail whether it is a new order, a repeat, or a change of one."""

    def __init__(
        self,
        *,
        mailbox_id: str,
        placing: Placing,
        ledger: Ledger,
        rep: Address,
        watched: Callable[[], frozenset[str]],
        keys: Callable[[Order], Keys],
    ) -> None:
        """`watched` gives the addresses of all reps whose mailboxes are being read now."""
        self._id = mailbox_id
        self._placing = placing
        self._ledger = ledger
        self._rep = rep
        self._watched = watched
        self._keys = keys

    def settle(self, order_id: str, case: Case, message: Message) -> Ending | None:
        """None for an order that is to get its letters; else how the work on this mail ends.

        A change is laid over its order, which begins its steps anew; what a cancellation
        leaves in the mailbox is only what a person touched.
        """
        name = spine.order_name(case.order.po_number)
        owner = identity.owner(message.recipients, self._watched(), self._rep)
        if owner != self._rep.email:
            return Ending(OrderState.DUPLICATE, f"{name} is with {owner}, who got it too")
        keys = self._keys(case.order)
        if case.order.kind in _CHANGES:
            before = self._ledger.filed(keys.known_as)
            if not before:
                reason = f"a change to {name}, but that order has not been seen here"
                return Ending(OrderState.NEEDS_PERSON, reason)
        else:
            before = self._claim(order_id, case.order, keys)
            if not before:
                return None
        return self._belongs(order_id, case.order, self._ledger.order(before), name)

    def _claim(self, order_id: str, order: Order, keys: Keys) -> str:
        """ "" when the order is this mail's, else the id of the one that came before."""
        before = self._ledger.claim(order_id, keys.own, keys.known_as)
        if before and self._was_ended_before(before, order):
            self._ledger.release(before)
            before = self._ledger.claim(order_id, keys.own, keys.known_as)
        return before

    def _was_ended_before(self, before: str, order: Order) -> bool:
        """The customer cancelled that order, and gives it anew."""
        changes = self._ledger.revisions(before)
        ends = [one.received_at for one in changes if one.kind is Kind.PO_CANCELLATION]
        return bool(ends) and max(ends) < order.received_at

    def _belongs(self, order_id: str, order: Order, parent: OrderRecord, name: str) -> Ending:
        if parent.mailbox != self._id:
            reason = f"{name} came before, to another rep's mailbox"
            return Ending(OrderState.DUPLICATE, reason, parent.id)
        if order.kind is Kind.PO_CANCELLATION:
            reason = f"{name} is cancelled by the customer: {self._recall(parent)}"
            self._ledger.close(parent.id, OrderState.CANCELLED, reason)
            return Ending(OrderState.ATTACHED, reason, parent.id)
        known = self._ledger.revisions(parent.id, but=order_id)
        changes = revisions.differences(revisions.overlay(parent.case.order, known), order)
        if not changes and order.kind is Kind.NEW_PO:
            return Ending(OrderState.DUPLICATE, f"{name} came before, in another mail", parent.id)
        told = "; ".join(changes) or "no change could be read, please compare the papers"
        return Ending(OrderState.ATTACHED, f"a change to {name}: {told}", parent.id)

    def _recall(self, parent: OrderRecord) -> str:
        """Takes the order's untouched drafts out of the mailbox; says what was done."""
        for one in parent.placements:
            self._placing.withdraw(one)
        states = [one.state for one in self._ledger.placements(parent.id)]
        left = sum(state is DraftState.LEFT for state in states)
        taken = sum(state is DraftState.WITHDRAWN for state in states)
        edited = f", {left} that you edited, sent or deleted left as they are" if left else ""
        return f"{taken} drafts withdrawn{edited}"
