"""UBL and Peppol: every fact where the standard puts it, and no change taken for an order."""

import pytest
from xml_papers import paper, people, reading, source, value, values

from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Part

ORDER = source("ubl_order")
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


def document(root: str, inside: str) -> str:
    """A short UBL document without prefixes: the room looks at local names."""
    return f'<{root} xmlns="{UBL}{root}-2">{inside}</{root}>'


# --- an order ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        (FactName.PO_NUMBER, ["TB 7 - 0042"]),
        (FactName.PO_DATE, ["2031-03-04"]),
        (FactName.CUSTOMER, ["Talbach Spinnerei"]),
        (FactName.SUPPLIER, ["Lomond Looms Ltd"]),
        (FactName.SITE, ["Werk Talbach, Mühleweg 12, 8762 Talbach, CH"]),
        (FactName.CONTACT, ["Urs Kehrli"]),
        (FactName.CURRENCY, ["CHF"]),
        (FactName.TOTAL, ["10800.00"]),
        (FactName.QUOTE_REFERENCE, ["Q-5512"]),
        (FactName.PAYMENT_TERMS, ["45 days net"]),
        (FactName.DELIVERY_TERMS, ["DAP, Talbach"]),
        (FactName.PAPER_NUMBER, []),
        (FactName.PO_REVISION, []),
    ],
)
def test_order_facts(name: FactName, stated: list[str]) -> None:
    """Each fact of an order is read once, from the element the standard has for it."""
    order = paper(ORDER)
    assert (order.form, order.kind) == ("UBL Order", Kind.NEW_PO)
    assert values(order, name) == stated


def test_requested_dates() -> None:
    """Both ends of every period count, once each, but not those of a line that is deleted."""
    dates = values(paper(ORDER), FactName.REQUESTED_DATE)
    assert dates == ["2031-05-05", "2031-05-09", "2031-06-16"]


def test_quotes_stand_in_the_source() -> None:
    """Every fact and every person comes with characters of the page to find him by."""
    found = reading(ORDER)
    (order,) = found.papers
    quotes = [one.quote for one in order.facts] + [one.quote for one in order.people]
    assert all(quote and quote in found.pages[0] and len(quote) <= 200 for quote in quotes)
    number = next(fact for fact in order.facts if fact.name is FactName.PO_NUMBER)
    assert number.quote == "<cbc:ID>TB 7 - 0042</cbc:ID>"


def test_people_of_an_order() -> None:
    """Buyer's contact, originators, receivers and payers are told apart, the seller's left out."""
    order = paper(ORDER)
    (contact,) = people(order, Part.CONTACT)
    assert (contact.email, contact.phone) == ("urs.kehrli@talbach.example", "+41 55 000 11 22")
    user, employee = people(order, Part.ORIGINATOR)
    assert (user.name, user.title) == ("Vreni Zwicky", "Betriebsleiterin")
    assert (user.email, employee.name) == ("halle2@talbach.example", "Labor / Dr. Iten")
    assert [one.name for one in people(order, Part.RECEIVER)] == ["Beat Horat", "Tor Drei"]
    assert [one.email for one in people(order, Part.ACCOUNTS)] == ["rechnung@talbach.example"]
    assert len(order.people) == 6


def test_lines() -> None:
    """A line is read with its own date; the one marked as deleted is no line of the order."""
    assert paper(ORDER).lines == (
        Line(
            number="10",
            item="Spindle set",
            quantity="4",
            unit="C62",
            price="2250.00",
            amount="9000.00",
            wanted="2031-06-16",
        ),
    )


def test_price_for_many() -> None:
    """A price for a hundred is not given as the price for one."""
    lines = paper(ORDER.replace("<cbc:LineStatusCode>2<", "<cbc:LineStatusCode>3<")).lines
    assert (lines[1].item, lines[1].price, lines[1].amount) == ("GR-8", "", "1000.00")


def test_registered_name_and_latest_day() -> None:
    """Without a party name the registered one counts, without a period the latest day."""
    short = ORDER.replace(
        "<cac:PartyName><cbc:Name>Talbach Spinnerei</cbc:Name></cac:PartyName>", ""
    )
    order = paper(short.replace("<cbc:LineStatusCode>2</cbc:LineStatusCode>", ""))
    assert value(order, FactName.CUSTOMER) == "Talbach Spinnerei Holding AG"
    assert values(order, FactName.REQUESTED_DATE)[-1] == "2031-07-01"


def test_total_not_stated() -> None:
    """The sum of the lines is no total: without a payable amount none is stated."""
    start, end = ORDER.index("<cbc:TaxInclusiveAmount"), ORDER.index("</cac:AnticipatedMonetary")
    order = paper(ORDER[:start] + ORDER[end:])
    assert value(order, FactName.TOTAL) == ""
    assert value(order, FactName.CURRENCY) == "CHF"


def test_currency_of_the_amounts() -> None:
    """Without a document currency the one of the payable amount counts."""
    line = '<cbc:DocumentCurrencyCode listID="ISO4217">CHF</cbc:DocumentCurrencyCode>'
    assert value(paper(ORDER.replace(line, "")), FactName.CURRENCY) == "CHF"


def test_nameless_buyer_stays_nameless() -> None:
    """A buyer known by a number only is not given the name of the party that asked for it."""
    order = document(
        "Order",
        "<ID>1</ID><BuyerCustomerParty><Party><EndpointID>77</EndpointID></Party>"
        "</BuyerCustomerParty><OriginatorCustomerParty><Party><PartyName><Name>Ward 3</Name>"
        "</PartyName></Party></OriginatorCustomerParty>",
    )
    assert value(paper(order), FactName.CUSTOMER) == ""


# --- what is no new order ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("root", "kind"),
    [
        ("OrderChange", Kind.PO_REVISION),
        ("OrderCancellation", Kind.PO_CANCELLATION),
        ("OrderResponse", Kind.ORDER_ACKNOWLEDGEMENT),
        ("OrderResponseSimple", Kind.ORDER_ACKNOWLEDGEMENT),
        ("Invoice", Kind.INVOICE),
        ("CreditNote", Kind.INVOICE),
        ("DespatchAdvice", Kind.SHIPPING),
        ("ReceiptAdvice", Kind.SHIPPING),
    ],
)
def test_papers_that_refer_to_an_order(root: str, kind: Kind) -> None:
    """Their PO number is the order they refer to, their own number stands beside it."""
    inside = "<ID>C-1</ID><IssueDate>2031-01-02</IssueDate><OrderReference><ID>34</ID>"
    read = paper(document(root, f"{inside}</OrderReference>"))
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (kind, "34")
    assert value(read, FactName.PAPER_NUMBER) == "C-1"
    assert value(read, FactName.PO_DATE) == ""


@pytest.mark.parametrize(
    ("root", "kind"),
    [
        ("Quotation", Kind.QUOTE),
        ("RequestForQuotation", Kind.RFQ),
        ("Catalogue", Kind.OTHER),
        ("ApplicationResponse", Kind.OTHER),
    ],
)
def test_papers_without_an_order(root: str, kind: Kind) -> None:
    """Quotes, inquiries and catalogues have a number of their own and ask for no delivery."""
    period = "<RequestedDeliveryPeriod><EndDate>2031-01-02</EndDate></RequestedDeliveryPeriod>"
    read = paper(document(root, f"<ID>Q1</ID><Delivery>{period}</Delivery>"))
    assert (read.kind, value(read, FactName.PAPER_NUMBER)) == (kind, "Q1")
    assert not values(read, FactName.PO_NUMBER) and not values(read, FactName.REQUESTED_DATE)


def test_change_bears_its_sequence_number() -> None:
    """The sequence number of a change is the revision of the order."""
    inside = "<ID>C</ID><SequenceNumberID>2</SequenceNumberID>"
    assert value(paper(document("OrderChange", inside)), FactName.PO_REVISION) == "2"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("105", Kind.NEW_PO),
        ("227", Kind.NEW_PO),
        ("OF", Kind.NEW_PO),
        ("230", Kind.PO_REVISION),
        ("231", Kind.ORDER_ACKNOWLEDGEMENT),
        ("348", Kind.OTHER),
    ],
)
def test_type_code_of_an_order(code: str, kind: Kind) -> None:
    """An Order whose type code says that it is another document is that document."""
    inside = f"<ID>9</ID><OrderTypeCode>{code}</OrderTypeCode>"
    assert paper(document("Order", inside)).kind is kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [("Revised", Kind.PO_REVISION), ("Cancelled", Kind.PO_CANCELLATION)],
)
def test_order_that_replaces_an_order(status: str, kind: Kind) -> None:
    """An Order that revises or cancels another is no new one and bears the other's number."""
    reference = f"<ID>70#2031-01-01#X</ID><DocumentStatusCode>{status}</DocumentStatusCode>"
    inside = f"<ID>71</ID><OrderDocumentReference>{reference}</OrderDocumentReference>"
    read = paper(document("Order", inside))
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (kind, "70")
    assert value(read, FactName.PAPER_NUMBER) == "71"


def test_order_that_only_mentions_another() -> None:
    """A reference to a rejected order makes no change of a new one."""
    inside = "<ID>71</ID><OrderDocumentReference><ID>70</ID></OrderDocumentReference>"
    read = paper(document("Order", inside))
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (Kind.NEW_PO, "71")


def test_first_version() -> None:
    """UBL 1.0 named the buyer's number and the parties otherwise."""
    read = paper(
        f'<Order xmlns="{UBL}Order-1.0"><BuyersID>B-1</BuyersID><BuyerParty><PartyName>'
        "<Name>Old Mill</Name></PartyName></BuyerParty></Order>"
    )
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (Kind.NEW_PO, "B-1")
    assert value(read, FactName.CUSTOMER) == "Old Mill"
