"""Further XML standards: openTRANS, OAGIS, xCBL and GS1 by the rows of their table."""

import pytest
from xml_papers import paper, people, reading, source, value, values

from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Part

ORDER = source("opentrans_order")

OAGIS = """<{verb}PurchaseOrder xmlns="http://www.openapplications.org/oagis/9"><DataArea>
<Process><ActionCriteria><ActionExpression actionCode="{action}"/></ActionCriteria></Process>
<PurchaseOrder><PurchaseOrderHeader><DocumentID><ID>P-5</ID></DocumentID>
<DocumentDateTime>2031-01-02T00:00:00Z</DocumentDateTime>
<CustomerParty><Name>Gull Marine</Name><Contact><Name>Ina Roe</Name></Contact></CustomerParty>
<TotalAmount currencyID="GBP">70.00</TotalAmount>
<RequiredDeliveryDateTime>2031-02-03T00:00:00Z</RequiredDeliveryDateTime></PurchaseOrderHeader>
<PurchaseOrderLine><LineNumber>1</LineNumber><Quantity unitCode="EA">7</Quantity>
<UnitPrice><Amount currencyID="GBP">10.00</Amount><PerQuantity unitCode="EA">1</PerQuantity>
</UnitPrice></PurchaseOrderLine></PurchaseOrder></DataArea></{verb}PurchaseOrder>"""

XCBL = """<Order xmlns="rrn:org.xcbl:schemas/xcbl/v4_0/ordermanagement/v1_0/ordermanagement.xsd">
<OrderHeader><OrderNumber><BuyerOrderNumber>X-1</BuyerOrderNumber></OrderNumber>
<OrderIssueDate>20310405T09:00:00</OrderIssueDate><Purpose><PurposeCoded>{purpose}</PurposeCoded>
</Purpose><OrderCurrency><CurrencyCoded>USD</CurrencyCoded></OrderCurrency>
<OrderDates><RequestedDeliverByDate>20310506T00:00:00</RequestedDeliverByDate></OrderDates>
<OrderParty><BuyerParty><NameAddress><Name1>Tern Textiles</Name1></NameAddress><OrderContact>
<ContactName>Abe Lund</ContactName><ListOfContactNumber><ContactNumber>
<ContactNumberValue>abe@tern.example</ContactNumberValue>
<ContactNumberTypeCoded>EmailAddress</ContactNumberTypeCoded></ContactNumber>
</ListOfContactNumber></OrderContact></BuyerParty></OrderParty></OrderHeader>
<OrderSummary><OrderTotal><MonetaryAmount>12.5</MonetaryAmount></OrderTotal></OrderSummary></Order>"""

GS1 = """<o:orderMessage xmlns:o="urn:gs1:ecom:order:xsd:3"><order>
<creationDateTime>2031-03-01T08:00:00Z</creationDateTime>
<documentActionCode>{action}</documentActionCode><orderIdentification>
<entityIdentification>PO3</entityIdentification></orderIdentification>
<totalMonetaryAmountExcludingTaxes currencyCode="EUR">90</totalMonetaryAmountExcludingTaxes>
<orderLogisticalInformation><orderLogisticalDateInformation><requestedDeliveryDateTime>
<date>2031-03-09</date></requestedDeliveryDateTime></orderLogisticalDateInformation>
</orderLogisticalInformation></order></o:orderMessage>"""


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        (FactName.PO_NUMBER, ["BE-2031/77"]),
        (FactName.PO_DATE, ["2031-09-01"]),
        (FactName.PAPER_NUMBER, []),
        (FactName.CUSTOMER, ["Seilerei Wirth KG"]),
        (FactName.SUPPLIER, ["Lomond Looms Ltd"]),
        (FactName.SITE, ["Wirth Lager, Reepweg 3, 28195 Bremen"]),
        (FactName.CONTACT, ["Jule Oster"]),
        (FactName.CURRENCY, ["EUR"]),
        (FactName.TOTAL, ["150.00"]),
        (FactName.REQUESTED_DATE, ["2031-10-01", "2031-10-04", "2031-10-20"]),
    ],
)
def test_opentrans_order(name: FactName, stated: list[str]) -> None:
    """An openTRANS order tells its parties by their role and its days with both ends."""
    order = paper(ORDER)
    assert (order.form, order.kind) == ("openTRANS ORDER", Kind.NEW_PO)
    assert values(order, name) == stated


def test_opentrans_people_and_lines() -> None:
    """First and last name make one person; quotes stand in the source."""
    found = reading(ORDER)
    (order,) = found.papers
    (contact,) = people(order, Part.CONTACT)
    assert (contact.email, contact.phone) == ("j.oster@wirth.example", "0421 000 5")
    assert order.lines == (
        Line(
            number="1",
            item="Flechtkopf",
            quantity="2",
            unit="C62",
            price="75.00",
            amount="150.00",
            wanted="2031-10-20",
        ),
    )
    assert all(fact.quote and fact.quote in found.pages[0] for fact in order.facts)


def test_first_opentrans() -> None:
    """openTRANS 1.0 names the parties by elements of their own."""
    order = paper(
        '<ORDER version="1.0"><ORDER_HEADER><ORDER_INFO><ORDER_ID>7</ORDER_ID><ORDER_PARTIES>'
        "<BUYER_PARTY><PARTY><ADDRESS><NAME>Seilerei Wirth</NAME><CONTACT><CONTACT_NAME>J. Oster"
        "</CONTACT_NAME></CONTACT></ADDRESS></PARTY></BUYER_PARTY></ORDER_PARTIES>"
        "<PRICE_CURRENCY>EUR</PRICE_CURRENCY></ORDER_INFO></ORDER_HEADER></ORDER>"
    )
    assert value(order, FactName.CUSTOMER) == "Seilerei Wirth"
    assert (value(order, FactName.CONTACT), value(order, FactName.CURRENCY)) == ("J. Oster", "EUR")


@pytest.mark.parametrize(
    ("root", "kind"),
    [
        ("ORDERCHANGE", Kind.PO_REVISION),
        ("ORDERRESPONSE", Kind.ORDER_ACKNOWLEDGEMENT),
        ("DISPATCHNOTIFICATION", Kind.SHIPPING),
        ("INVOICE", Kind.INVOICE),
    ],
)
def test_what_follows_an_opentrans_order(root: str, kind: Kind) -> None:
    """Changes, responses, despatches and invoices are told by their root and name the order."""
    read = paper(
        f"<{root}><{root}_HEADER><{root}_INFO><ORDER_ID>7</ORDER_ID></{root}_INFO>"
        f"</{root}_HEADER></{root}>"
    )
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (kind, "7")


@pytest.mark.parametrize(
    ("verb", "action", "kind"),
    [
        ("Process", "Add", Kind.NEW_PO),
        ("Sync", "Replace", Kind.PO_REVISION),
        ("Process", "Delete", Kind.PO_CANCELLATION),
        ("Change", "", Kind.PO_REVISION),
        ("Cancel", "", Kind.PO_CANCELLATION),
        ("Acknowledge", "Replace", Kind.ORDER_ACKNOWLEDGEMENT),
    ],
)
def test_oagis(verb: str, action: str, kind: Kind) -> None:
    """Verb and action say what is done to an OAGIS purchase order."""
    read = paper(OAGIS.format(verb=verb, action=action))
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (kind, "P-5")
    assert value(read, FactName.CUSTOMER) == "Gull Marine"
    assert (value(read, FactName.TOTAL), value(read, FactName.CURRENCY)) == ("70.00", "GBP")
    assert value(read, FactName.CONTACT) == "Ina Roe"
    wanted = values(read, FactName.REQUESTED_DATE)
    assert wanted == ([] if kind is Kind.ORDER_ACKNOWLEDGEMENT else ["2031-02-03"])
    assert read.lines == (Line(number="1", quantity="7", unit="EA", price="10.00"),)


@pytest.mark.parametrize(
    ("purpose", "kind"),
    [
        ("Original", Kind.NEW_PO),
        ("Change", Kind.PO_REVISION),
        ("Cancellation", Kind.PO_CANCELLATION),
    ],
)
def test_xcbl(purpose: str, kind: Kind) -> None:
    """The purpose of an xCBL order tells a change and a cancellation."""
    read = paper(XCBL.format(purpose=purpose))
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (kind, "X-1")
    assert value(read, FactName.PO_DATE) == "2031-04-05"
    assert value(read, FactName.REQUESTED_DATE) == "2031-05-06"
    assert (value(read, FactName.TOTAL), value(read, FactName.CURRENCY)) == ("12.5", "USD")
    (contact,) = people(read, Part.CONTACT)
    assert (contact.name, contact.email) == ("Abe Lund", "abe@tern.example")


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("ADD", Kind.NEW_PO),
        ("", Kind.NEW_PO),
        ("CHANGE_BY_REFRESH", Kind.PO_REVISION),
        ("DELETE", Kind.PO_CANCELLATION),
    ],
)
def test_gs1(action: str, kind: Kind) -> None:
    """A GS1 order is told by its action; an amount without taxes is no total."""
    read = paper(GS1.format(action=action))
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (kind, "PO3")
    assert (value(read, FactName.TOTAL), value(read, FactName.CURRENCY)) == ("", "EUR")
    assert value(read, FactName.REQUESTED_DATE) == "2031-03-09"


def test_orders_of_shops_and_programs() -> None:
    """An element that is only called an order is none of these standards."""
    for xml in (
        "<ORDER><ID>1</ID></ORDER>",
        "<Order><OrderHeader><Id>1</Id></OrderHeader></Order>",
    ):
        assert reading(xml).papers == ()
