"""Says what a doubt about an order does to its facts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from assistant.domain.facts import Fact, FactName, Source, Status, first
from assistant.domain.mail import Message
from assistant.domain.order import Doubt, Order, OrderFinding, Signal

# Orders wait for signatures, rarely longer than this; an older paper is sent to be looked at.
_OLD = timedelta(days=90)


def disputed(facts: tuple[Fact, ...], findings: tuple[OrderFinding, ...]) -> tuple[Fact, ...]:
    """The facts, those whose source stands in an ambiguity marked: they are said in no letter."""
    places = {place for one in findings if one.doubt is Doubt.AMBIGUOUS for place in one.sources}
    return tuple(
        replace(fact, status=Status.DISPUTED) if fact.source in places else fact for fact in facts
    )


def conditional(signal: Signal, message: Message) -> OrderFinding:
    """The finding for words that make an order depend on something: "subject to approval"."""
    source = Source(message.message_id or message.ref.id, quote=signal.quote)
    return OrderFinding(Doubt.CONDITIONAL, f'the order is conditional: "{signal.quote}"', (source,))


def aged(order: Order) -> Iterator[OrderFinding]:
    """The finding for a PO that is dated long before the mail that brings it."""
    dated = first(order.facts, FactName.PO_DATE)
    if dated is None or not dated.sure:
        return
    age = order.received_at.date() - date.fromisoformat(dated.value)
    if age > _OLD:
        message = f"the PO is dated {dated.printed}, {age.days} days before its mail"
        yield OrderFinding(Doubt.OLD, message, (dated.source,))
