"""UN/CEFACT messages: Order-X by its codes, invoices, and days before periods."""

import pytest
from xml_papers import paper, people, source, value, values

from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Part

ORDER = source("order_x")


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        (FactName.PO_NUMBER, ["BC-310"]),
        (FactName.PO_DATE, ["2031-01-15"]),
        (FactName.PAPER_NUMBER, []),
        (FactName.CUSTOMER, ["Filature du Gave"]),
        (FactName.SUPPLIER, ["Lomond Looms Ltd"]),
        (FactName.SITE, ["Entrepôt sud, 3 quai du Gave, 64000 Pau, FR"]),
        (FactName.CONTACT, ["Odile Berrand"]),
        (FactName.CURRENCY, ["EUR"]),
        (FactName.TOTAL, ["300.00"]),
        (FactName.QUOTE_REFERENCE, ["DV-88"]),
        (FactName.PAYMENT_TERMS, ["30 jours"]),
        (FactName.DELIVERY_TERMS, ["DAP"]),
        (FactName.PROJECT, ["Extension nord"]),
    ],
)
def test_order_facts(name: FactName, stated: list[str]) -> None:
    """Each fact of an Order-X order is read once, from the element the standard has for it."""
    order = paper(ORDER)
    assert (order.form, order.kind) == ("Order-X", Kind.NEW_PO)
    assert values(order, name) == stated


def test_requested_dates() -> None:
    """A day counts before its window, a period with both ends, despatch not beside delivery."""
    dates = values(paper(ORDER), FactName.REQUESTED_DATE)
    assert dates == ["2031-02-10", "2031-02-12", "2031-02-14"]


def test_despatch_only() -> None:
    """Where only the day of despatch is requested, that day counts."""
    dates = values(
        paper(ORDER.replace("RequestedDeliverySupplyChainEvent", "Elsewhere")),
        FactName.REQUESTED_DATE,
    )
    assert dates == ["2031-02-01"]


def test_people_and_lines() -> None:
    """Contacts come with mail and phone; a basis of one unit leaves the price as it is."""
    order = paper(ORDER)
    (contact,) = people(order, Part.CONTACT)
    assert (contact.email, contact.phone) == ("achats@gave.example", "+33 5 00 00 00 01")
    assert [one.name for one in people(order, Part.ORIGINATOR)] == ["Jo Sarrat"]
    assert [one.name for one in people(order, Part.ACCOUNTS)] == ["Comptabilité"]
    assert order.lines == (
        Line(
            number="1",
            item="Courroie 40 mm",
            quantity="20",
            unit="C62",
            price="12.50",
            amount="250.00",
            wanted="2031-02-12",
        ),
    )


@pytest.mark.parametrize(
    ("document", "function", "kind", "number"),
    [
        ("220", "7", Kind.NEW_PO, "BC-310"),
        ("220", "1", Kind.PO_CANCELLATION, "BC-300"),
        ("220", "5", Kind.PO_REVISION, "BC-300"),
        ("230", "4", Kind.PO_REVISION, "BC-300"),
        ("230", "9", Kind.PO_REVISION, "BC-300"),
        ("230", "1", Kind.PO_CANCELLATION, "BC-300"),
        ("231", "4", Kind.ORDER_ACKNOWLEDGEMENT, "BC-300"),
    ],
)
def test_codes(document: str, function: str, kind: Kind, number: str) -> None:
    """The document and function codes tell changes, cancellations and responses from orders."""
    xml = ORDER.replace("<ram:TypeCode>220", f"<ram:TypeCode>{document}")
    read = paper(xml.replace("<ram:PurposeCode>9", f"<ram:PurposeCode>{function}"))
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (kind, number)
    assert value(read, FactName.PAPER_NUMBER) == ("" if kind is Kind.NEW_PO else "BC-310")


def test_change_without_a_reference() -> None:
    """A change that names no order bears the number of the order itself."""
    start, end = ORDER.index("<ram:BuyerOrderRef"), ORDER.index("<ram:QuotationRef")
    read = paper((ORDER[:start] + ORDER[end:]).replace("TypeCode>220", "TypeCode>230"))
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (Kind.PO_REVISION, "BC-310")


def test_change_by_its_root() -> None:
    """A message that is a change by its element is one without any code."""
    xml = ORDER.replace("SCRDMCCBDACIOMessageStructure", "CrossIndustryOrderChange")
    assert paper(xml.replace("<ram:TypeCode>220</ram:TypeCode>", "")).kind is Kind.PO_REVISION


def test_invoices() -> None:
    """Factur-X and ZUGFeRD 1.0 are invoices that name the order they bill."""
    now = (
        '<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:'
        'CrossIndustryInvoice:100">'
        "<ExchangedDocument><ID>R-1</ID><TypeCode>380</TypeCode></ExchangedDocument>"
        "<SupplyChainTradeTransaction><ApplicableHeaderTradeAgreement>"
        "<BuyerOrderReferencedDocument><IssuerAssignedID>9</IssuerAssignedID>"
        "</BuyerOrderReferencedDocument></ApplicableHeaderTradeAgreement>"
        "</SupplyChainTradeTransaction></CrossIndustryInvoice>"
    )
    then = (
        '<CrossIndustryDocument xmlns="urn:ferd:CrossIndustryDocument:invoice:1p0">'
        "<HeaderExchangedDocument><ID>R-1</ID></HeaderExchangedDocument>"
        "<SpecifiedSupplyChainTradeTransaction><ApplicableSupplyChainTradeAgreement>"
        "<BuyerOrderReferencedDocument><ID>9</ID></BuyerOrderReferencedDocument>"
        "</ApplicableSupplyChainTradeAgreement><ApplicableSupplyChainTradeSettlement>"
        "<SpecifiedTradeSettlementMonetarySummation>"
        '<GrandTotalAmount currencyID="EUR">7.00</GrandTotalAmount>'
        "</SpecifiedTradeSettlementMonetarySummation></ApplicableSupplyChainTradeSettlement>"
        "</SpecifiedSupplyChainTradeTransaction></CrossIndustryDocument>"
    )
    for xml in (now, then):
        read = paper(xml)
        assert (read.kind, value(read, FactName.PAPER_NUMBER)) == (Kind.INVOICE, "R-1")
        assert value(read, FactName.PO_NUMBER) == "9"
    assert (value(read, FactName.TOTAL), value(read, FactName.CURRENCY)) == ("7.00", "EUR")


def test_test_order_says_so() -> None:
    """A message with the test indicator names that where a person reads the form."""
    context = "<rsm:ExchangedDocumentContext><ram:TestIndicator>true</ram:TestIndicator>"
    marked = f"{context}</rsm:ExchangedDocumentContext><rsm:ExchangedDocument>"
    assert paper(ORDER.replace("<rsm:ExchangedDocument>", marked)).form == (
        "Order-X, marked as a test"
    )
