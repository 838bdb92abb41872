"""Says what a later mail changes in an order, and lays the change over it."""

from collections.abc import Iterable
from dataclasses import replace

from assistant.domain.facts import Fact, FactName, every
from assistant.domain.order import Order

# What a customer may change. A number that reads otherwise is another order.
_CHANGEABLE = (
    FactName.PO_REVISION, FactName.TOTAL, FactName.CURRENCY, FactName.REQUESTED_DATE,
    FactName.MILESTONE, FactName.PAYMENT_TERMS, FactName.DELIVERY_TERMS, FactName.SITE,
    FactName.PROJECT,
)  # fmt: skip
_WORDS = {name: name.value.removeprefix("po_").replace("_", " ") for name in _CHANGEABLE}
_WORDS[FactName.REQUESTED_DATE] = "delivery date"


def differences(before: Order, after: Order) -> tuple[str, ...]:
    """What `after` states otherwise, in plain words for the rep: "total 10.00 -> 12.00".

    What only one of them states is no difference, but for the revision's own mark.
    """
    found = []
    for name in _CHANGEABLE:
        old, new = _values(before.facts, name), _values(after.facts, name)
        if new and old != new and (old or name is FactName.PO_REVISION):
            found.append(f"{_WORDS[name]} {_shown(old) or 'none'} -> {_shown(new)}")
    return tuple(found)


def overlay(order: Order, revisions: Iterable[Order]) -> Order:
    """The order as its revisions, the oldest first, have left it: what they state counts."""
    for revision in revisions:
        stated = tuple(fact for fact in revision.facts if fact.name in _CHANGEABLE)
        names = {fact.name for fact in stated}
        kept = (fact for fact in order.facts if fact.name not in names)
        facts = sorted((*kept, *stated), key=lambda fact: list(FactName).index(fact.name))
        order = replace(order, facts=tuple(facts), lines=revision.lines or order.lines)
    return order


def _values(facts: Iterable[Fact], name: FactName) -> tuple[str, ...]:
    return tuple(sorted(fact.value for fact in every(facts, name)))


def _shown(values: tuple[str, ...]) -> str:
    return ", ".join(values)
