"""Says what a doubt about an order does to its facts."""

from dataclasses import replace

from assistant.domain.facts import Fact, Source, Status
from assistant.domain.mail import Message
from assistant.domain.order import Doubt, OrderFinding, Signal


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
