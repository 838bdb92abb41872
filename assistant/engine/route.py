"""The bodies of an order's durable steps: load the case, run one verb, keep the result."""

import hashlib
from collections.abc import Callable
from functools import lru_cache

from assistant.domain.brief import Brief
from assistant.domain.case import Case
from assistant.domain.draft import DraftState
from assistant.domain.facts import FactName, Status, first
from assistant.domain.mail import Message, RawMessage
from assistant.domain.order import Order, number_key
from assistant.domain.people import Standing
from assistant.errors import BadMessage, NeedsPerson, Rejected
from assistant.pipeline import check, spine
from assistant.pipeline.steps import STEPS, Material, Tools
from assistant.ports import Mailbox
from assistant.store.ledger import Ledger
from assistant.store.models import OrderState

# Earlier mail read per customer domain; enough for months of a project's talk.
_EARLIER = 200
_DOMAINS = 4
_NOBODY_CONFIRMED = "nobody can be addressed yet: confirm a suggested person in an order brief"
_NOBODY_FOUND = "no person on the customer's side was found"


class _MailGone(NeedsPerson):
    """The mail that an order came in was moved away."""


class Route:
    """The steps of one mailbox's orders. Every method takes and returns only ids and words."""

    def __init__(
        self,
        *,
        mailbox: Mailbox,
        ledger: Ledger,
        read: Callable[[RawMessage], Message],
        tools: Tools,
        brief_for: Callable[[Order], Brief],
        knowledge: Callable[[], str],
    ) -> None:
        """`knowledge` is a value that changes when a person may have told us more."""
        self._mailbox = mailbox
        self._ledger = ledger
        self._read = read
        self._tools = tools
        self._brief_for = brief_for
        self._knowledge = knowledge
        self._messages = lru_cache(maxsize=1)(self._messages_of)

    def step(self, order_id: str, name: str) -> bool:
        """Runs one of STEPS and keeps its result. False ends the order's way here, for now."""
        case = self._ledger.case(order_id)
        try:
            case = dict(STEPS)[name](case, self._material(order_id, case), self._tools)
        except _MailGone as error:
            return self._end(order_id, OrderState.NEEDS_PERSON, str(error))
        except NeedsPerson as error:
            known = self._knowledge()
            return self._end(order_id, OrderState.NEEDS_PERSON, str(error), waits_for=known)
        except Rejected as error:
            return self._end(order_id, OrderState.FAILED, str(error))
        if self._ledger.keep(order_id, case, identity=self._identity(case.order)):
            return True
        reason = f"{spine.order_name(case.order.po_number)} came before, in another mail"
        return self._end(order_id, OrderState.DUPLICATE, reason)

    def _end(self, order_id: str, state: OrderState, reason: str, *, waits_for: str = "") -> bool:
        self._messages.cache_clear()
        self._ledger.close(order_id, state, reason, waits_for=waits_for)
        return False

    def drafts(self, order_id: str) -> list[str]:
        """Ids of the order's drafts, in reading order."""
        return [one.id for one in self._ledger.placements(order_id)]

    def place(self, order_id: str, draft_id: str) -> None:
        """Puts one draft into the mailbox, once, or holds it back when a finding blocks it.

        The intent is committed before the call and the mailbox looks for the marker before
        it writes, so repeating this after a crash at any point makes no second draft.
        """
        one = next(each for each in self._ledger.placements(order_id) if each.id == draft_id)
        if one.state not in (DraftState.COMPOSED, DraftState.PLACING):
            return
        if check.blocked(one.checked.findings):
            self._ledger.hold(draft_id)
            return
        self._ledger.move(draft_id, DraftState.PLACING)
        try:
            ref = self._mailbox.place_draft(one.checked.draft.email, one.key)
        except Rejected as error:
            # A letter that no mailbox takes, such as one to an address with odd characters.
            self._ledger.hold(draft_id, check.refused(str(error)))
            return
        self._ledger.move(draft_id, DraftState.PLACED, ref)

    def finish(self, order_id: str) -> None:
        """Closes the order with what came of it."""
        record = self._ledger.order(order_id)
        if record.state is not OrderState.OPEN:
            return
        placed = sum(one.state is DraftState.PLACED for one in record.placements)
        held = sum(one.state is DraftState.HELD for one in record.placements)
        waiting = OrderState.NEEDS_PERSON
        if not record.placements:
            asked = any(one.standing is Standing.SUGGESTED for one in record.case.influencers)
            reason = _NOBODY_CONFIRMED if asked else _NOBODY_FOUND
        elif held:
            reason = f"{placed} drafts placed, {held} held back"
        else:
            waiting, reason = OrderState.DONE, f"{placed} drafts placed"
        self._end(order_id, waiting, reason, waits_for=self._knowledge())

    def _material(self, order_id: str, case: Case) -> Material:
        messages = self._messages(order_id, case.order)
        origin = next((one for one in messages if one.ref.id == case.order.origin.id), None)
        if origin is None:
            raise _MailGone(
                "the order's mail is not in INBOX any more; put it back and start the service anew"
            )
        return Material(
            message=origin,
            correspond=lambda domains: (*messages, *self._earlier(domains)),
            brief_for=self._brief_for,
        )

    def _messages_of(self, _order_id: str, order: Order) -> tuple[Message, ...]:
        return self._readable(self._mailbox.thread(order.origin))

    def _earlier(self, domains: tuple[str, ...]) -> tuple[Message, ...]:
        found: list[Message] = []
        for domain in domains[:_DOMAINS]:
            found += self._readable(self._mailbox.correspondence(domain, limit=_EARLIER))
        return tuple(found)

    def _readable(self, raws: tuple[RawMessage, ...]) -> tuple[Message, ...]:
        found = []
        for raw in raws:
            try:
                found.append(self._read(raw))
            except BadMessage:
                continue  # it was counted as unreadable when it arrived
        return tuple(found)

    def _identity(self, order: Order) -> str:
        """What makes the same order the same in any mail: customer, number and revision.

        At a free mail provider the customer is one person, behind a portal whoever the PO
        names. An order without a number is known by its mail alone.
        """
        number = number_key(order.po_number)
        customer = order.sender.domain
        if customer in self._tools.phrases.free_mail:
            customer = order.sender.email
        elif self._tools.desks.is_robot(order.sender):
            named = first(order.facts, FactName.CUSTOMER)
            known = named is not None and named.status is not Status.INFERRED
            customer = f"{customer}/{named.value.casefold()[:100]}" if named and known else ""
        if number and customer:
            return f"{customer}|{number}|{order.revision.casefold()}"
        whole = order.message_id or f"{order.subject}|{order.received_at.isoformat()}"
        return f"{order.sender.email}|mail|{hashlib.sha256(whole.encode()).hexdigest()[:32]}"
