"""Reads an order's dates: when it was written, when its goods are wanted, its milestones."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.content.phrases import Phrases
from assistant.domain.facts import Fact, FactName, Status
from assistant.pipeline import dates
from assistant.pipeline.dates import Day, Order
from assistant.pipeline.labels import Label
from assistant.pipeline.spots import Place, Spot, Where
from assistant.pipeline.texts import Text

_CLOSE = 12  # characters between "Date" and what is surely its date
_FAR = 45  # characters between a label and its date
_BEHIND = 18  # characters between the PO number and a date that belongs to it
_MOST_ROWS = 400
_GAP = 8  # blank lines that may part the rows of a table
_NEAR_LABEL = 80  # characters; a longer quote is no quote
_LEAD = 6  # characters before a date in its column: "Day", "Fr."
_TOP = 20  # rows in which a letter's own date stands
_SENTENCE_REACH = 120  # characters behind "delivery" in which a sentence names its date
_SENTENCE = re.compile(r"(?:[^.;\n]|\.(?=\S)|(?<=\d)\.|\n(?!\s*\n))*")
_PLACE = re.compile(r"[^\W\d_][^\d,]{1,30},?(?:\s[^\W\d_]{1,4}\.?)?\s*")


def po_date(
    texts: Sequence[Text], number: Fact | None, order: Order, phrases: Phrases
) -> Fact | None:
    """The PO's date: at its own label, behind the number, at "Date", in a letter's head."""
    for name in ("po_date", "po_number", "any_date"):
        if name == "any_date":
            behind = _behind_number(texts, number, order, phrases)
            if behind:
                return behind
        for text in texts:
            for label in text.named(name):
                if name == "po_number" and not re.search(r"dat|dt$", label.text):
                    continue
                if not _may_date(text, label, name):
                    continue
                for spot, day in _dates_at(text, label, order, phrases):
                    loose = name == "any_date" and day.start - label.end > _CLOSE
                    loose = loose and spot.where is Where.INSIDE
                    kept = replace(day, certain=day.certain and not loose)
                    return _fact(text, FactName.PO_DATE, kept, spot.quoted_from)
    return _head_date(texts, order, phrases)


def _behind_number(
    texts: Sequence[Text], number: Fact | None, order: Order, phrases: Phrases
) -> Fact | None:
    """ "PO 4711 of 12 May 2026": a date on the number's line, right behind it."""
    if number is None:
        return None
    for text in texts:
        if (text.document, text.page) != (number.source.document, number.source.page):
            continue
        at = text.text.find(number.source.quote)
        if at < 0:
            continue
        start = at + len(number.source.quote)
        end = min(text.line(start)[1], start + 60)
        for day in _days(text, start, end, order, phrases)[:1]:
            if day.start - start <= _BEHIND:
                return _fact(text, FactName.PO_DATE, day, at)
    return None


def _head_date(texts: Sequence[Text], order: Order, phrases: Phrases) -> Fact | None:
    """A date that stands alone, or behind a place's name, at the top: of delivery it is none."""
    wanted = {one.value for one in requested(texts, order, phrases)}
    for text in texts:
        if text.page != 1:
            continue
        for row in text.layout.grid.rows[:_TOP]:
            for cell in row.cells:
                for day in _days(text, cell.start, cell.end, order, phrases)[:1]:
                    before = text.text[cell.start : day.start]
                    alone = not before or _PLACE.fullmatch(before)
                    after = text.text[day.end : cell.end].strip(" .,")
                    if alone and not after and day.iso not in wanted:
                        return _fact(text, FactName.PO_DATE, day, day.start)
    return None


def requested(texts: Sequence[Text], order: Order, phrases: Phrases) -> tuple[Fact, ...]:
    """All wanted delivery dates with their label's words, each date once.

    A "due date" may be the payment's and a handover comes before a delivery: such dates count
    only if no label speaks of delivery. Dates in sentences come last.
    """
    for name in ("delivery", "delivery_text", "maybe_delivery", "any_date"):
        found = _of_milestones(texts, order, phrases) if name == "delivery" else {}
        for text in texts:
            for label in text.named(name):
                if _may_be_wanted(text, label, name):
                    for fact in _wanted(text, label, order, phrases):
                        found.setdefault(fact.value, fact)
        if not found and name == "delivery_text":
            found = {one.value: one for one in _in_sentences(texts, order, phrases)}
        if found:
            return tuple(found.values())
    return ()


def _of_milestones(texts: Sequence[Text], order: Order, phrases: Phrases) -> dict[str, Fact]:
    """The dates of a table that says when which part of the order is due, "Milestone  Due"."""
    found: dict[str, Fact] = {}
    for text in texts:
        for label in text.named("maybe_delivery", "any_date", "delivery"):
            at = text.place(label)
            in_row = text.layout.in_row[at.row] if at and at.fills else ()
            if any("milestone" in one.names and text.layout.places[one].head for one in in_row):
                for fact in _column(text, label, order, phrases):
                    found.setdefault(fact.value, fact)
    return found


def _may_be_wanted(text: Text, label: Label, name: str) -> bool:
    """A bare "Date" only heads a column of wanted dates if it stands in a table of items."""
    at = text.place(label)
    if name == "any_date":
        return (
            at is not None and at.head and text.layout.beside_column(label) and _of_items(text, at)
        )
    return name != "delivery_text" or (at is not None and at.fills)


def _of_items(text: Text, at: Place) -> bool:
    """No number and no delivery in other words heads a column there: those are the paper's."""
    return not any(
        one.names & {"po_number", "bare_number", "delivery"} and text.layout.places[one].fills
        for one in text.layout.in_row[at.row]
    )


def _in_sentences(texts: Sequence[Text], order: Order, phrases: Phrases) -> Iterator[Fact]:
    """ "Delivery is to be made on Monday 27 July 2026": the first date of the sentence."""
    for text in texts:
        for label in text.named("delivery_text", "site"):
            sentence = _SENTENCE.match(text.text, label.end, label.end + _SENTENCE_REACH)
            end = sentence.end() if sentence else label.end
            for day in _days(text, label.end, end, order, phrases)[:1]:
                yield _fact(text, FactName.REQUESTED_DATE, day, label.start)


def milestones(texts: Sequence[Text], order: Order, phrases: Phrases) -> tuple[Fact, ...]:
    """Dates beside the name of an event of the order's course, such as a factory test."""
    found: dict[tuple[str, str], Fact] = {}
    for text in texts:
        for label in text.named("milestone"):
            at = text.place(label)
            if "delivery" in label.names or at is None or not (at.opens or label.colon):
                continue
            for spot, day in _dates_at(text, label, order, phrases):
                if not spot.beside:
                    continue
                name = " ".join(text.text[label.start : label.stop].split()).strip(" .:#")
                fact = _fact(text, FactName.MILESTONE, day, label.start)
                fact = replace(fact, printed=f"{name}: {fact.printed}")
                found.setdefault((name.casefold(), day.iso), fact)
                break
    return tuple(found.values())


def _wanted(text: Text, label: Label, order: Order, phrases: Phrases) -> Iterator[Fact]:
    """Dates beside the label; if there are none, those in its column below it."""
    at = text.place(label)
    beside = [
        day
        for spot in text.spots(label)
        if spot.beside
        for day in _days(text, spot.start, spot.end, order, phrases)
        if day.start - spot.start <= _FAR
    ]
    for day in beside:
        yield _fact(text, FactName.REQUESTED_DATE, day, label.start)
    if beside or text.page == 0 or at is None or not (at.fills or label.colon):
        return
    yield from _column(text, label, order, phrases)


def _column(text: Text, label: Label, order: Order, phrases: Phrases) -> Iterator[Fact]:
    """Dates in the columns of a table's head, as far down as the table may go."""
    at = text.layout.places[label]
    for row in text.layout.grid.below(at.row, most=_MOST_ROWS, gap=_GAP):
        under = text.layout.under(at, row)
        if any(cell.start in text.layout.heads for cell in under):
            return
        for cell in under:
            for day in _days(text, cell.start, cell.end, order, phrases):
                if day.start - cell.start > _LEAD:
                    return
                near = day.end - label.start <= _NEAR_LABEL
                yield _fact(text, FactName.REQUESTED_DATE, day, label.start if near else day.start)


def _dates_at(
    text: Text, label: Label, order: Order, phrases: Phrases
) -> Iterator[tuple[Spot, Day]]:
    for spot in text.spots(label):
        limit = spot.start + _FAR if spot.beside else spot.end
        for day in _days(text, spot.start, spot.end, order, phrases):
            if day.start <= limit:
                yield spot, day


def _days(text: Text, start: int, end: int, order: Order, phrases: Phrases) -> tuple[Day, ...]:
    found = dates.find(text.text[start:end], order, phrases.months)
    return tuple(_moved(day, start) for day in found)


def _moved(day: Day, by: int) -> Day:
    return replace(day, start=day.start + by, end=day.end + by)


def _may_date(text: Text, label: Label, name: str) -> bool:
    """A "dated" in a sentence of a paper speaks of any paper, "Print date" not of the order."""
    at = text.place(label)
    set_off = label.colon or (at is not None and at.opens)
    if name == "po_date" and text.page and not set_off:
        return False
    return not (name == "any_date" and _is_part_of_a_longer_label(text, label))


def _is_part_of_a_longer_label(text: Text, label: Label) -> bool:
    """ "Print date", "Expiry date": a word stands right before it."""
    before = text.text[max(label.start - 2, 0) : label.start]
    return len(before) == 2 and before[1] == " " and before[0].isalpha()


def _fact(text: Text, name: FactName, day: Day, quoted_from: int) -> Fact:
    status = Status.CUSTOMER_STATED if day.certain else Status.INFERRED
    return text.fact(name, day.iso, (day.start, day.end), quoted_from=quoted_from, status=status)
