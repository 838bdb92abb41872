"""A paper in a format that machines exchange speaks first and alone."""

from reading_own import MAIL, fact, order, read_order

from assistant.domain.facts import FactName, Sensitivity, Status, first
from assistant.domain.kind import Kind
from assistant.domain.mail import Document
from assistant.domain.order import Doubt
from assistant.domain.paper import Line, Named, Paper, Part, Stated

NUMBER = Stated(FactName.PO_NUMBER, "9020", "9020", "<ID>9020</ID>")
TOTAL = Stated(FactName.TOTAL, "100.00", "100.00", "<Total>100.00</Total>")
PERSON = Named(part=Part.ORIGINATOR, name="Ann Lee", quote="Ann Lee")


def machine(*facts: Stated, kind: Kind = Kind.NEW_PO, name: str = "order.xml") -> Document:
    paper = Paper(
        form="UBL Order",
        kind=kind,
        facts=facts,
        people=(PERSON,),
        lines=(Line(number="1", amount="100.00"),),
    )
    return Document(name, ("<Order>PO Number: 1</Order>",), inside=("p.pdf",), papers=(paper,))


def test_a_machines_order_goes_before_the_page_it_came_in() -> None:
    """Facts, people and lines are the format's; the page beside it adds none."""
    page = order("PO Number: 9020\nBuyer: Cara Moss\nDelivery date: 3 June 2026\n")
    found = read_order(page, machine(NUMBER, TOTAL))
    number, total = fact(found, FactName.PO_NUMBER), fact(found, FactName.TOTAL)
    assert (number.value, number.source.document) == ("9020", "order.xml")
    assert number.source.quote == "<ID>9020</ID>"
    assert number.status is Status.CUSTOMER_STATED
    assert total.sensitivity is Sensitivity.COMMERCIAL
    assert found.people == (PERSON,)
    assert [one.amount for one in found.lines] == ["100.00"]
    assert first(found.facts, FactName.CONTACT) is None
    assert first(found.facts, FactName.REQUESTED_DATE) is None
    assert found.findings == ()


def test_what_the_page_shows_must_be_the_machines_order() -> None:
    """A PDF that shows another number than the order embedded in it is a doubt."""
    found = read_order(order("PO Number: 4711\n"), machine(NUMBER))
    assert [one.doubt for one in found.findings] == [Doubt.AMBIGUOUS]


def test_a_message_with_two_orders_names_both() -> None:
    """Only one order can be answered; the rep hears of the other."""
    other = Stated(FactName.PO_NUMBER, "9021", "9021", "<ID>9021</ID>")
    two = machine(NUMBER), machine(other, name="second.xml")
    found = read_order(*two)
    assert fact(found, FactName.PO_NUMBER).value == "9020"
    assert "9021" in found.findings[0].message


def test_a_machines_invoice_is_no_order() -> None:
    """Papers of other kinds give no facts of an order."""
    invoice = machine(NUMBER, kind=Kind.INVOICE)
    found = read_order(order("PO Number: 4711\n"), invoice, mail=MAIL)
    assert fact(found, FactName.PO_NUMBER).value == "4711"
    alone = read_order(invoice)
    assert all(one.source.quote != NUMBER.quote for one in alone.facts)
