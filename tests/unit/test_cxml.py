"""cXML: orders by their type, people by their role, carts and answers told from orders."""

import pytest
from xml_papers import paper, people, reading, source, value, values

from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Part

ORDER = source("cxml_order")


def message(inside: str, around: str = "Request") -> str:
    return f'<cXML payloadID="1@x.example"><Header/><{around}>{inside}</{around}></cXML>'


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        (FactName.PO_NUMBER, ["P0 4471"]),
        (FactName.PO_REVISION, []),
        (FactName.PO_DATE, ["2031-02-11"]),
        (FactName.PAPER_NUMBER, []),
        (FactName.CUSTOMER, ["Prairie Foundry Inc."]),
        (FactName.SUPPLIER, ["Lomond Looms Ltd"]),
        (
            FactName.SITE,
            ["Prairie Foundry, Plant 2, 400 Cupola Road, Salina KS 67401, United States"],
        ),
        (FactName.CONTACT, ["Noor Haddad"]),
        (FactName.CURRENCY, ["USD"]),
        (FactName.TOTAL, ["12480.50"]),
        (FactName.QUOTE_REFERENCE, ["LL-2031-9"]),
        (FactName.PAYMENT_TERMS, ["30 days"]),
        (FactName.DELIVERY_TERMS, ["TransportCondition, FCA Salina"]),
        (FactName.PROJECT, ["Line 5 rebuild"]),
    ],
)
def test_order_facts(name: FactName, stated: list[str]) -> None:
    """Each fact is read once, from elements, attributes and the buyer's own extrinsics."""
    order = paper(ORDER)
    assert (order.form, order.kind) == ("cXML OrderRequest", Kind.NEW_PO)
    assert values(order, name) == stated


def test_requested_dates() -> None:
    """The order's day, the items' days and their schedules count, each once."""
    dates = values(paper(ORDER), FactName.REQUESTED_DATE)
    assert dates == ["2031-03-20", "2031-04-02", "2031-05-02"]


def test_attribute_is_quoted_with_its_name() -> None:
    """A fact in an attribute is quoted as the attribute stands in the source."""
    found = reading(ORDER)
    facts = {fact.name: fact for fact in found.papers[0].facts}
    assert facts[FactName.PO_NUMBER].quote == 'orderID="P0 4471"'
    assert facts[FactName.TOTAL].printed == "12,480.50"
    assert all(fact.quote in found.pages[0] for fact in facts.values())


def test_people() -> None:
    """Roles of contacts, the names to deliver to and requesters on items are people."""
    order = paper(ORDER)
    (contact,) = people(order, Part.CONTACT)
    assert contact.email == "noor.haddad@prairiefoundry.example"
    user, requester = people(order, Part.ORIGINATOR)
    assert (user.name, requester.name) == ("Curt Beale", "Imre Vago")
    assert requester.email == "imre.vago@prairiefoundry.example"
    (receiver,) = people(order, Part.RECEIVER)
    assert (receiver.name, receiver.phone) == ("Ada Lindqvist", "1 785 5550101")
    assert [one.email for one in people(order, Part.ACCOUNTS)] == ["ap@prairiefoundry.example"]


def test_lines() -> None:
    """Lines carry number, goods and day; a price for ten is no price for one."""
    first, second = paper(ORDER).lines
    assert first == Line(
        number="1",
        item="Ladle crane hook",
        quantity="2",
        unit="EA",
        price="6000.00",
        wanted="2031-03-20",
    )
    assert (second.item, second.price, second.wanted) == ("LM-7", "", "2031-04-02")


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ('type="new"', Kind.NEW_PO),
        ("", Kind.NEW_PO),
        ('type="new" orderVersion="1"', Kind.NEW_PO),
        ('type="update" orderVersion="2"', Kind.PO_REVISION),
        ('type="new" orderVersion="3"', Kind.PO_REVISION),
        ('type="delete"', Kind.PO_CANCELLATION),
    ],
)
def test_type_of_an_order(attributes: str, kind: Kind) -> None:
    """An update, a later version and a deletion are no new order; all bear the order's number."""
    read = paper(
        message(f'<OrderRequest><OrderRequestHeader orderID="7" {attributes}/></OrderRequest>')
    )
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (kind, "7")
    assert f'orderVersion="{value(read, FactName.PO_REVISION)}"' in attributes or (
        "orderVersion" not in attributes
    )


@pytest.mark.parametrize(
    ("inside", "kind", "own"),
    [
        (
            (
                '<ConfirmationRequest><ConfirmationHeader type="accept" confirmID="C1"/>'
                '<OrderReference orderID="7"/></ConfirmationRequest>'
            ),
            Kind.ORDER_ACKNOWLEDGEMENT,
            "C1",
        ),
        (
            (
                '<ShipNoticeRequest><ShipNoticeHeader shipmentID="S1"/><ShipNoticePortion>'
                '<OrderReference orderID="7"/></ShipNoticePortion></ShipNoticeRequest>'
            ),
            Kind.SHIPPING,
            "S1",
        ),
        (
            (
                '<InvoiceDetailRequest><InvoiceDetailRequestHeader invoiceID="I1"/>'
                '<InvoiceDetailOrder><InvoiceDetailOrderInfo><OrderReference orderID="7"/>'
                "</InvoiceDetailOrderInfo></InvoiceDetailOrder></InvoiceDetailRequest>"
            ),
            Kind.INVOICE,
            "I1",
        ),
    ],
)
def test_answers_to_an_order(inside: str, kind: Kind, own: str) -> None:
    """Confirmations, ship notices and invoices name the order and bear their own number."""
    read = paper(message(inside))
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (kind, "7")
    assert value(read, FactName.PAPER_NUMBER) == own


def test_amount_due_on_an_invoice() -> None:
    """An invoice's total is what is due, not what was due before deductions."""
    inside = (
        '<InvoiceDetailRequest><InvoiceDetailRequestHeader invoiceID="I1"/><InvoiceDetailSummary>'
        '<GrossAmount><Money currency="EUR">50</Money></GrossAmount>'
        '<DueAmount><Money currency="EUR">40</Money></DueAmount></InvoiceDetailSummary>'
        "</InvoiceDetailRequest>"
    )
    read = paper(message(inside))
    assert (value(read, FactName.TOTAL), value(read, FactName.CURRENCY)) == ("40", "EUR")


@pytest.mark.parametrize(
    ("inside", "around", "kind"),
    [
        ('<QuoteRequest><QuoteRequestHeader requestID="Q"/></QuoteRequest>', "Request", Kind.RFQ),
        ('<QuoteMessage><QuoteMessageHeader quoteID="Q"/></QuoteMessage>', "Message", Kind.QUOTE),
        ("<PunchOutOrderMessage><BuyerCookie/></PunchOutOrderMessage>", "Message", Kind.OTHER),
        ("<PunchOutSetupRequest/>", "Request", Kind.OTHER),
        ("<StatusUpdateRequest/>", "Request", Kind.OTHER),
        ('<Status code="200" text="OK"/>', "Response", Kind.OTHER),
    ],
)
def test_what_is_no_order(inside: str, around: str, kind: Kind) -> None:
    """Inquiries, quotes, shopping carts and answers are never an order."""
    read = paper(message(inside, around))
    assert (read.kind, values(read, FactName.PO_NUMBER)) == (kind, [])


def test_test_order_says_so() -> None:
    """An order marked as a test names that where a person reads the form."""
    read = paper(ORDER.replace('"production"', '"test"'))
    assert read.form == "cXML OrderRequest, marked as a test"


def test_ship_to_names_the_buyer_last() -> None:
    """Only without a bill-to address does the place of delivery give the customer."""
    start, end = ORDER.index("<BillTo>"), ORDER.index("</BillTo>") + len("</BillTo>")
    read = paper(ORDER[:start] + ORDER[end:])
    assert value(read, FactName.CUSTOMER) == "Prairie Foundry, Plant 2"


def test_company_named_by_its_role() -> None:
    """A contact in the role of the buying company names the customer before any address."""
    contact = '<Contact role="buyerCorporate"><Name xml:lang="en">Prairie Group</Name></Contact>'
    read = paper(ORDER.replace("<PaymentTerm", f"{contact}<PaymentTerm"))
    assert value(read, FactName.CUSTOMER) == "Prairie Group"


def test_bare_order_request() -> None:
    """An order request without its envelope is still one."""
    start, end = ORDER.index("<OrderRequest>"), ORDER.index("</Request>")
    assert value(paper(ORDER[start:end]), FactName.PO_NUMBER) == "P0 4471"
    assert paper(ORDER[start:end]).kind is Kind.NEW_PO


def test_contact_without_a_role() -> None:
    """A contact whose role is not said is the one to ask about the order."""
    inside = '<OrderRequestHeader orderID="7"><Contact><Name>Lea Orr</Name></Contact>'
    read = paper(message(f"<OrderRequest>{inside}</OrderRequestHeader></OrderRequest>"))
    assert value(read, FactName.CONTACT) == "Lea Orr"
