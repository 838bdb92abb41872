"""Weighs in which order a paper writes day and month: its dates, its language, its countries."""

from collections.abc import Sequence
from datetime import date, timedelta

from assistant.content.phrases import Phrases
from assistant.domain.facts import Fact
from assistant.domain.mail import Message
from assistant.pipeline import dates, moments
from assistant.pipeline.dates import Order
from assistant.pipeline.places import Countries
from assistant.pipeline.texts import Text

_ZONES = timedelta(days=1)  # a mail's date may be a day behind the writer's


def order_of_days(
    texts: Sequence[Text],
    message: Message,
    money: str,
    countries: Countries,
    phrases: Phrases,
) -> Order:
    """How these texts write dates: proved, certain from where they come from, or only likely.

    Proof is a day above 12, or that one of the two readings cannot be: an order dated after
    its mail came, or goods wanted before the order was written.
    """
    likely = Order.LIKELY_MONTH if money == "USD" else Order.LIKELY_DAY
    found = dates.written_order([text.text for text in texts], likely)
    if found in (Order.DAY_FIRST, Order.MONTH_FIRST):
        return found
    printed = [label.text for text in texts for label in text.layout.labels]
    if sum(label in phrases.foreign for label in printed) > len(printed) / 2:
        return Order.DAY_FIRST
    day, month = (_possible(texts, message, one, phrases) for one in _BOTH)
    if day is not month:
        return Order.DAY_FIRST if day else Order.MONTH_FIRST
    return _by_country(money, countries, phrases) or likely


_BOTH = (Order.DAY_FIRST, Order.MONTH_FIRST)


def _possible(texts: Sequence[Text], message: Message, order: Order, phrases: Phrases) -> bool:
    """False if a reading makes the order younger than its mail, or its goods late."""
    written = moments.po_date(texts, None, order, phrases)
    if written is None:
        return True
    if message.date and _day(written) > message.date.date() + _ZONES:
        return False
    wanted = moments.requested(texts, order, phrases)
    return all(_day(one) >= _day(written) for one in wanted)


def _day(fact: Fact) -> date:
    return date.fromisoformat(fact.value)


def _by_country(money: str, countries: Countries, phrases: Phrases) -> Order | None:
    own = {one.dates for one in phrases.countries if one.money == money}
    if countries.sender == "dmy":
        return Order.DAY_FIRST
    day, month = "dmy" in countries.dates or own == {"dmy"}, "mdy" in countries.dates
    if day is month:
        return None
    return Order.DAY_FIRST if day else Order.MONTH_FIRST
