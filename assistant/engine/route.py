"""The bodies of an order's durable steps: load the case, run one verb, keep the result."""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache

from assistant.domain.brief import Brief
from assistant.domain.case import Case
from assistant.domain.draft import DraftState
from assistant.domain.facts import FactName, first
from assistant.domain.mail import Message, RawMessage
from assistant.domain.order import Order
from assistant.domain.people import Standing
from assistant.errors import BadMessage, NeedsPerson, Rejected
from assistant.pipeline import check
from assistant.pipeline.steps import STEPS, Material, Tools
from assistant.ports import Mailbox
from assistant.store.ledger import Ledger
from assistant.store.models import OrderState

# Earlier mail read per customer domain; enough for months of a project's talk.
_EARLIER = 200
_DOMAINS = 4
# "PO-4711" and "4711" are one number.
_PO_MARK = re.compile(r"^(?:l?p\.?o\.?|order|no\.?|nr\.?)[\s#:_./-]*(?=.*\d)")
_NOBODY_CONFIRMED = "nobody can be addressed yet: confirm a suggested person in an order brief"
_NOBODY_FOUND = "no person on the customer's side was found"


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
    ) -> None:
        self._mailbox = mailbox
        self._ledger = ledger
        self._read = read
        self._tools = tools
        self._brief_for = brief_for
        self._messages = lru_cache(maxsize=1)(self._messages_of)

    def step(self, order_id: str, name: str) -> bool:
        """Runs one of STEPS and keeps its result. False ends the order's way here."""
        case = self._ledger.case(order_id)
        try:
            case = dict(STEPS)[name](case, self._material(order_id, case), self._tools)
        except NeedsPerson as error:
            self._ledger.close(order_id, OrderState.NEEDS_PERSON, str(error))
            return False
        except Rejected as error:
            self._ledger.close(order_id, OrderState.FAILED, str(error))
            return False
        if not self._ledger.keep(order_id, case, identity=self._identity(case.order)):
            reason = f"PO {case.order.po_number} came before, in another mail"
            self._ledger.close(order_id, OrderState.DUPLICATE, reason)
            return False
        return True

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
        self._messages.cache_clear()
        record = self._ledger.order(order_id)
        if record.state is not OrderState.OPEN:
            return
        placed = sum(one.state is DraftState.PLACED for one in record.placements)
        held = sum(one.state is DraftState.HELD for one in record.placements)
        if not record.placements:
            asked = any(one.standing is Standing.SUGGESTED for one in record.case.influencers)
            reason = _NOBODY_CONFIRMED if asked else _NOBODY_FOUND
            self._ledger.close(order_id, OrderState.NEEDS_PERSON, reason)
        elif held:
            reason = f"{placed} drafts placed, {held} held back"
            self._ledger.close(order_id, OrderState.NEEDS_PERSON, reason)
        else:
            self._ledger.close(order_id, OrderState.DONE, f"{placed} drafts placed")

    def _material(self, order_id: str, case: Case) -> Material:
        messages = self._messages(order_id, case.order)
        origin = next((one for one in messages if one.ref.id == case.order.origin.id), None)
        if origin is None:
            raise NeedsPerson("the order's mail is not in INBOX any more; put it back there")
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
        number = _PO_MARK.sub("", order.po_number.casefold())
        number = "".join(one for one in number if one.isalnum())
        if not number:
            whole = order.message_id or f"{order.subject}|{order.received_at.isoformat()}"
            return f"{order.sender.email}|mail|{hashlib.sha256(whole.encode()).hexdigest()[:32]}"
        customer = order.sender.domain
        if customer in self._tools.phrases.free_mail:
            customer = order.sender.email
        elif self._tools.desks.is_robot(order.sender):
            named = first(order.facts, FactName.CUSTOMER)
            customer += f"/{named.value.casefold()[:100]}" if named else ""
        return f"{customer}|{number}|{order.revision.casefold()}"
