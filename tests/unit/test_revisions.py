"""A later mail's changes are told and laid over the order."""

from dataclasses import replace
from datetime import UTC, datetime

from assistant.domain.facts import Fact, FactName, Source, every, first
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, MessageRef
from assistant.domain.order import Order
from assistant.domain.paper import Line
from assistant.pipeline.revisions import differences, overlay


def order(origin: str, *stated: tuple[FactName, str]) -> Order:
    """An order with these facts, read in the mail `origin`."""
    return Order(
        origin=MessageRef(origin, "t"),
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
        kind=Kind.NEW_PO,
        sender=Address("keith@halvorsen.example"),
        message_id=f"<{origin}@x>",
        references=(),
        subject="PO",
        domains=("halvorsen.example",),
        facts=tuple(Fact(name, value, value, Source(origin)) for name, value in stated),
    )


FIRST = order(
    "m1",
    (FactName.PO_NUMBER, "4711"),
    (FactName.TOTAL, "100.00"),
    (FactName.REQUESTED_DATE, "2027-03-01"),
    (FactName.REQUESTED_DATE, "2027-04-01"),
)


def test_a_repeat_differs_in_nothing() -> None:
    """The same facts, or fewer, are no change."""
    assert differences(FIRST, FIRST) == ()
    assert differences(FIRST, order("m2", (FactName.PO_NUMBER, "PO 4711"))) == ()
    assert differences(order("m2"), FIRST) == ()


def test_what_changed_is_said_in_words() -> None:
    """Each changed fact is named with its old and its new value; a new mark counts too."""
    later = order(
        "m2",
        (FactName.PO_REVISION, "B"),
        (FactName.TOTAL, "120.00"),
        (FactName.REQUESTED_DATE, "2027-03-01"),
    )
    assert differences(FIRST, later) == (
        "revision none -> B",
        "total 100.00 -> 120.00",
        "delivery date 2027-03-01, 2027-04-01 -> 2027-03-01",
    )


def test_a_revision_replaces_what_it_states() -> None:
    """All dates of the old order give way to the new one; what it leaves out stays."""
    revised = overlay(FIRST, [order("m2", (FactName.REQUESTED_DATE, "2027-05-01"))])
    dates = every(revised.facts, FactName.REQUESTED_DATE)
    assert [(one.value, one.source.origin) for one in dates] == [("2027-05-01", "m2")]
    total = first(revised.facts, FactName.TOTAL)
    assert total is not None
    assert total.value == "100.00"


def test_the_number_stays_and_the_last_revision_counts() -> None:
    """A change document's own number is not the order's."""
    changes = [
        order("m2", (FactName.PO_NUMBER, "7"), (FactName.TOTAL, "110.00")),
        replace(order("m3", (FactName.TOTAL, "120.00")), lines=(Line(number="1", item="pump"),)),
    ]
    revised = overlay(FIRST, changes)
    assert revised.po_number == "4711"
    assert [one.value for one in every(revised.facts, FactName.TOTAL)] == ["120.00"]
    assert revised.lines == (Line(number="1", item="pump"),)
