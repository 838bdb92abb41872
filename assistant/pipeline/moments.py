"""Reads an order's dates: when it was written, and when its goods are wanted."""

from collections.abc import Iterator, Sequence

from assistant.content.phrases import Phrases
from assistant.domain.facts import Fact, FactName, Status
from assistant.pipeline import dates
from assistant.pipeline.dates import Day, Order
from assistant.pipeline.labels import Label, Spot
from assistant.pipeline.texts import Text

_CLOSE = 12  # characters between "Date" and what is surely its date
_FAR = 45  # characters between a label and its date
_MOST_ROWS = 60
_NEAR_LABEL = 80  # characters; a longer quote is no quote


def order_of_days(texts: Sequence[Text], currency: str, phrases: Phrases) -> Order:
    """How these texts write dates: proved by a date, by their language, or only likely."""
    printed = [label.text for text in texts for label in text.labels]
    foreign = sum(label in phrases.foreign for label in printed)
    likely = Order.LIKELY_MONTH if currency == "USD" else Order.LIKELY_DAY
    if foreign > len(printed) / 2:
        likely = Order.DAY_FIRST
    return dates.written_order([text.text for text in texts], likely)


def po_date(texts: Sequence[Text], order: Order, phrases: Phrases) -> Fact | None:
    """The PO's date: at its own label, behind the number ("PO number/date"), at "Date"."""
    for names in (("po_date",), ("po_number",), ("any_date",)):
        for text in texts:
            for label in text.named(*names):
                if names == ("po_number",) and "dat" not in label.text:
                    continue
                if names == ("any_date",) and _is_part_of_a_longer_label(text, label):
                    continue
                for spot, day in _dates_at(text, label, order, phrases):
                    loose = names == ("any_date",) and day.start - label.end > _CLOSE
                    sure = day.certain and not (
                        loose or (names == ("any_date",) and not spot.beside)
                    )
                    kept = Day(day.start, day.end, day.iso, sure)
                    return _fact(text, FactName.PO_DATE, kept, spot.quoted_from)
    return None


def requested(texts: Sequence[Text], order: Order, phrases: Phrases) -> tuple[Fact, ...]:
    """All wanted delivery dates with their label's words, each date once."""
    found: dict[str, Fact] = {}
    for text in texts:
        for label in text.named("delivery"):
            for fact in _wanted(text, label, order, phrases):
                found.setdefault(fact.value, fact)
    if not found:
        for text in texts:
            for label in text.named("delivery_text"):
                start, end = label.end, min(text.line(label.end)[1], label.end + 60)
                for day in dates.find(text.text[start:end], order, phrases.months)[:1]:
                    fact = _fact(text, FactName.REQUESTED_DATE, _moved(day, start), label.start)
                    found.setdefault(fact.value, fact)
    return tuple(found.values())


def _wanted(text: Text, label: Label, order: Order, phrases: Phrases) -> Iterator[Fact]:
    """Dates beside the label; if there are none, those in the rows below it."""
    beside = [
        day
        for spot in text.spots(label)
        if spot.beside
        for day in _days(text, spot.start, spot.end, order, phrases)
    ]
    for day in beside:
        yield _fact(text, FactName.REQUESTED_DATE, day, label.start)
    if beside or text.page == 0:
        return
    start = text.line(label.end)[1] + 1
    for _row in range(_MOST_ROWS):
        if start >= len(text.text):
            return
        _, end = text.line(start)
        days = _days(text, start, end, order, phrases)
        if not days and text.text[start:end].strip():
            return
        for day in days[:1]:
            near = day.end - label.start <= _NEAR_LABEL
            yield _fact(text, FactName.REQUESTED_DATE, day, label.start if near else start)
        start = end + 1


def _dates_at(
    text: Text, label: Label, order: Order, phrases: Phrases
) -> Iterator[tuple[Spot, Day]]:
    for spot in text.spots(label):
        limit = label.end + _FAR if spot.beside else spot.end
        for day in _days(text, spot.start, spot.end, order, phrases):
            if day.start <= limit:
                yield spot, day


def _days(text: Text, start: int, end: int, order: Order, phrases: Phrases) -> tuple[Day, ...]:
    found = dates.find(text.text[start:end], order, phrases.months)
    return tuple(_moved(day, start) for day in found)


def _moved(day: Day, by: int) -> Day:
    return Day(day.start + by, day.end + by, day.iso, day.certain)


def _is_part_of_a_longer_label(text: Text, label: Label) -> bool:
    """ "Print date", "Expiry date": a word stands right before it."""
    before = text.text[max(label.start - 2, 0) : label.start]
    return len(before) == 2 and before[1] == " " and before[0].isalpha()


def _fact(text: Text, name: FactName, day: Day, quoted_from: int) -> Fact:
    status = Status.CUSTOMER_STATED if day.certain else Status.INFERRED
    return text.fact(name, day.iso, (day.start, day.end), quoted_from=quoted_from, status=status)
