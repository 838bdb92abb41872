"""The bodies of an order's durable steps: load the case, run one verb, keep the result."""

from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from assistant.domain.brief import Brief
from assistant.domain.case import Case
from assistant.domain.draft import DraftState
from assistant.domain.mail import Message, RawMessage
from assistant.domain.order import Order, Posture
from assistant.domain.people import Standing
from assistant.engine.belonging import Belonging
from assistant.engine.placing import Placing
from assistant.errors import BadMessage, NeedsPerson, Rejected
from assistant.pipeline import posture
from assistant.pipeline.steps import STEPS, Material, Tools
from assistant.ports import Mailbox
from assistant.store.ledger import Ledger
from assistant.store.models import OrderState
from assistant.store.records import OrderRecord

# Earlier mail read per customer domain; enough for months of a project's talk.
_EARLIER = 200
_DOMAINS = 4
# With an order's facts known, it shows whether another mail brought it before.
_SETTLED_AFTER = "read"
_NOBODY_CONFIRMED = "nobody can be addressed yet: confirm a suggested person in an order brief"
_NOBODY_FOUND = "no person on the customer's side was found"


class _MailGone(NeedsPerson):
    """The mail that an order came in was moved away."""


class Route:
    """The steps of one mailbox's orders. Every method takes and returns only ids and words."""

    def __init__(  # noqa: PLR0913 - all by name, all from the one wiring file
        self,
        *,
        mailbox: Mailbox,
        ledger: Ledger,
        placing: Placing,
        belonging: Belonging,
        read: Callable[[RawMessage], Message],
        tools: Tools,
        brief_for: Callable[[Order], Brief],
        knowledge: Callable[[], str],
    ) -> None:
        """`knowledge` is a value that changes when a person may have told us more."""
        self._mailbox = mailbox
        self._ledger = ledger
        self._placing = placing
        self._belonging = belonging
        self._read = read
        self._tools = tools
        self._brief_for = brief_for
        self._knowledge = knowledge
        self._messages = lru_cache(maxsize=1)(self._messages_of)

    def step(self, order_id: str, name: str) -> bool:
        """Runs one of STEPS and keeps its result. False ends the order's way here, for now."""
        case = self._ledger.case(order_id)
        try:
            material = self._material(order_id, case)
            case = dict(STEPS)[name](case, material, self._tools)
        except _MailGone as error:
            return self._end(order_id, OrderState.NEEDS_PERSON, str(error))
        except NeedsPerson as error:
            known = self._knowledge()
            return self._end(order_id, OrderState.NEEDS_PERSON, str(error), waits_for=known)
        except Rejected as error:
            return self._end(order_id, OrderState.FAILED, str(error))
        self._ledger.keep(order_id, case)
        return name != _SETTLED_AFTER or self._settle(order_id, case, material.message)

    def _settle(self, order_id: str, case: Case, message: Message) -> bool:
        """With its facts known, a mail is a new order, a repeat of one, or a change to one."""
        ending = self._belonging.settle(order_id, case, message)
        if ending is None:
            return True
        self._messages.cache_clear()
        if ending.parent_id:
            self._ledger.attach(order_id, ending.parent_id, ending.state, ending.reason)
        else:
            self._ledger.close(order_id, ending.state, ending.reason)
        return False

    def _end(self, order_id: str, state: OrderState, reason: str, *, waits_for: str = "") -> bool:
        self._messages.cache_clear()
        self._ledger.close(order_id, state, reason, waits_for=waits_for)
        return False

    def drafts(self, order_id: str) -> list[str]:
        """Ids of the order's drafts, in reading order."""
        return [one.id for one in self._ledger.placements(order_id)]

    def place(self, order_id: str, draft_id: str) -> None:
        """Brings one draft into the mailbox, or out of it, as its state asks."""
        one = next(each for each in self._ledger.placements(order_id) if each.id == draft_id)
        self._placing.settle(one)

    def finish(self, order_id: str) -> None:
        """Closes the order with what came of it."""
        record = self._ledger.order(order_id)
        if record.state is not OrderState.OPEN:
            return
        waiting, reason = _outcome(record)
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
            thread=messages,
            brief_for=self._brief_for,
            revisions=self._ledger.revisions(order_id),
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


def _outcome(record: OrderRecord) -> tuple[OrderState, str]:
    """The state an order ends in, and what came of its letters in a few words."""
    order, placements = record.case.order, record.placements
    counts = Counter(one.state for one in placements)
    if order.posture is Posture.UNCLEAR:
        return OrderState.NEEDS_PERSON, posture.why_none(order)
    if not placements:
        asked = any(one.standing is Standing.SUGGESTED for one in record.case.influencers)
        return OrderState.NEEDS_PERSON, _NOBODY_CONFIRMED if asked else _NOBODY_FOUND
    said = [f"{counts[DraftState.PLACED]} drafts placed"]
    if counts[DraftState.LEFT]:
        said.append(f"{counts[DraftState.LEFT]} left as you have it")
    if counts[DraftState.HELD]:
        return OrderState.NEEDS_PERSON, ", ".join([*said, f"{counts[DraftState.HELD]} held back"])
    return OrderState.DONE, ", ".join(said)
