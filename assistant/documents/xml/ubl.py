"""OASIS UBL 2, and with it Peppol BIS, to what its messages state."""

from collections.abc import Iterator

from assistant.documents import untdid
from assistant.documents.xml.markup import Markup, Node, every, find, local, namespace, text, value
from assistant.documents.xml.sheet import Sheet, amount, day, each
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.order import ORDER_KINDS
from assistant.domain.paper import Line, Paper, Part

_NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
_KINDS = {
    "Order": Kind.NEW_PO,
    "OrderChange": Kind.PO_REVISION,
    "OrderCancellation": Kind.PO_CANCELLATION,
    "OrderResponse": Kind.ORDER_ACKNOWLEDGEMENT,  # also the seller's Peppol order agreement
    "OrderResponseSimple": Kind.ORDER_ACKNOWLEDGEMENT,
    "Quotation": Kind.QUOTE,
    "RequestForQuotation": Kind.RFQ,
    "Invoice": Kind.INVOICE,
    "SelfBilledInvoice": Kind.INVOICE,
    "FreightInvoice": Kind.INVOICE,
    "CreditNote": Kind.INVOICE,
    "SelfBilledCreditNote": Kind.INVOICE,
    "DebitNote": Kind.INVOICE,
    "DespatchAdvice": Kind.SHIPPING,
    "ReceiptAdvice": Kind.SHIPPING,
    "Waybill": Kind.SHIPPING,
    "PackingList": Kind.SHIPPING,
}
# Italy's NSO sends changes and cancellations as an Order that names the one it replaces.
_STATUSES = {"Revised": Kind.PO_REVISION, "Cancelled": Kind.PO_CANCELLATION}

# The first that is there at all is the buyer: one without a name stays without, for the party
# that asked for the goods is another.
_BUYERS = (
    "BuyerCustomerParty",
    "AccountingCustomerParty",
    "OriginatorCustomerParty",
    "DeliveryCustomerParty",
    "BuyerParty",  # UBL 1.0, which had no customer around the party
)
_SELLERS = (
    "SellerSupplierParty",
    "AccountingSupplierParty",
    "DespatchSupplierParty",
    "SellerParty",
)
_TOTALS = (
    "AnticipatedMonetaryTotal",
    "LegalMonetaryTotal",
    "QuotedMonetaryTotal",
    "RequestedMonetaryTotal",
)
_NAMES = ("PartyName/Name", "PartyLegalEntity/RegistrationName", "PartyTaxScheme/RegistrationName")
_PARTY_NAMES = (*(f"Party/{name}" for name in _NAMES), "PartyName/Name")
_ADDRESSES = ("DeliveryLocation/Address", "DeliveryAddress", "DeliveryParty/PostalAddress")
_REFERENCES = ("OrderReference/ID", "*/OrderReference/ID", "*/OrderLineReference/OrderReference/ID")
# UNTDID 1229 and the list of UBL itself: the line is wanted no longer.
_DELETED = ("2", "Cancelled")


def read(source: Markup, root: Node) -> Paper | None:
    """What a UBL document states, None for an element that is no UBL document.

    UBL 2.4 is followed; 2.0 to 2.3 are subsets of it, 1.0 is close. The total is the payable
    amount, which a monetary total must hold: the sum of the lines alone is no total.
    """
    if not namespace(root).startswith(f"{_NAMESPACE}{local(root)}-"):
        return None
    kind, status = _KINDS.get(local(root), Kind.OTHER), ""
    if kind is Kind.NEW_PO:
        status = value(root, "OrderDocumentReference/DocumentStatusCode")
        kind = _STATUSES.get(status) or untdid.order(value(root, "OrderTypeCode"))
    sheet = Sheet(source)
    _numbers(sheet, root, kind, replaces=status in _STATUSES)
    _parties(sheet, root)
    _money(sheet, root)
    _terms(sheet, root)
    if kind in ORDER_KINDS:
        for delivery in _deliveries(root):
            for written in _wanted(delivery):
                sheet.day(FactName.REQUESTED_DATE, written)
    for line in _lines(root):
        sheet.line(_line(line))
    return sheet.paper(f"UBL {local(root)}", kind)


def _numbers(sheet: Sheet, root: Node, kind: Kind, *, replaces: bool) -> None:
    own, issued = find(root, "ID", "BuyersID"), find(root, "IssueDate")
    if kind is Kind.NEW_PO:
        sheet.state(FactName.PO_NUMBER, own)
        sheet.day(FactName.PO_DATE, issued)
    else:
        sheet.state(FactName.PAPER_NUMBER, own)
    if replaces:
        original = find(root, "OrderDocumentReference/ID")
        # NSO writes number, date and sender of the original with number signs between them.
        sheet.state(FactName.PO_NUMBER, original, value=text(original).split("#")[0])
        sheet.day(FactName.PO_DATE, find(root, "OrderDocumentReference/IssueDate"))
    elif kind is not Kind.NEW_PO:
        number = find(root, *_REFERENCES)
        sheet.state(FactName.PO_NUMBER, number if number is not None else _bare_order(root, own))
        sheet.day(FactName.PO_DATE, find(root, "OrderReference/IssueDate"))
    if kind is Kind.PO_REVISION:
        sheet.state(FactName.PO_REVISION, find(root, "SequenceNumberID"))
    sheet.state(FactName.QUOTE_REFERENCE, find(root, "QuotationDocumentReference/ID"))


def _bare_order(root: Node, own: Node | None) -> Node | None:
    """An Order that only its type code makes a change still bears the number of the order."""
    return own if local(root) == "Order" else None


def _parties(sheet: Sheet, root: Node) -> None:
    buyer, seller = find(root, *_BUYERS), find(root, *_SELLERS)
    sheet.state(FactName.CUSTOMER, find(buyer, *_PARTY_NAMES))
    sheet.state(FactName.SUPPLIER, find(seller, *_PARTY_NAMES))
    if buyer is not None and local(buyer) == "BuyerCustomerParty":
        _contact(sheet, Part.CONTACT, find(buyer, "BuyerContact"))
        _person(sheet, Part.CONTACT, find(buyer, "Party"))
    for one in every(root, "OriginatorCustomerParty/Party", "*/LineItem/OriginatorParty"):
        _person(sheet, Part.ORIGINATOR, one)
        name = find(one, *_NAMES)
        # Where nobody is named, a department or, on a line, an employee stands as the party.
        if find(one, "Contact/Name", "Person") is None and text(name) != value(
            buyer, *_PARTY_NAMES
        ):
            sheet.person(Part.ORIGINATOR, name, text(name), "", "")
    for one in every(root, "Delivery/DeliveryParty", "DeliveryCustomerParty/Party"):
        _person(sheet, Part.RECEIVER, one)
    for one in every(root, "*/DeliveryContact"):
        _contact(sheet, Part.RECEIVER, one)
    for one in every(root, "AccountingCustomerParty/Party"):
        _person(sheet, Part.ACCOUNTS, one)
    for one in every(root, "*/AccountingContact"):
        _contact(sheet, Part.ACCOUNTS, one)


def _person(sheet: Sheet, part: Part, party: Node | None) -> None:
    """A party's contact; UBL keeps his name in Contact, or name and title in Person."""
    person = find(party, "Person")
    _contact(sheet, part, find(party, "Contact"), person)
    if find(party, "Contact") is None:
        _contact(sheet, part, person, person)


def _contact(sheet: Sheet, part: Part, contact: Node | None, person: Node | None = None) -> None:
    name = find(contact, "Name")
    names = [value(person, step) for step in ("FirstName", "FamilyName")]
    mail = find(contact, "ElectronicMail", "Contact/ElectronicMail", "ID")
    where = next((one for one in (name, person, mail) if one is not None), None)
    sheet.person(
        part,
        where,
        text(name) or " ".join(one for one in names if one),
        text(mail),
        value(contact, "Telephone"),
        value(person, "JobTitle"),
    )


def _money(sheet: Sheet, root: Node) -> None:
    total = find(root, *_TOTALS)
    payable = find(total, "PayableAmount", "TaxInclusiveAmount")
    sheet.amount(FactName.TOTAL, payable)
    sheet.currency(find(root, "DocumentCurrencyCode"))
    for money in (
        payable,
        find(total, "LineExtensionAmount"),
        find(root, "*/LineItem/*/PriceAmount"),
    ):
        sheet.currency(money, "currencyID")


def _terms(sheet: Sheet, root: Node) -> None:
    for delivery in _deliveries(root):
        address = find(delivery, *_ADDRESSES)
        names = [value(delivery, "DeliveryParty/PartyName/Name"), value(delivery, "*/Name")]
        sheet.compose(FactName.SITE, address, [*names, *_address(address)])
    sheet.state(FactName.PAYMENT_TERMS, find(root, "PaymentTerms/Note"))
    terms = find(root, "DeliveryTerms")
    parts = [value(terms, step) for step in ("ID", "SpecialTerms", "DeliveryLocation/ID")]
    sheet.compose(FactName.DELIVERY_TERMS, terms, parts)
    sheet.state(FactName.PROJECT, find(root, "ProjectReference/ID"))


def _address(node: Node | None) -> list[str]:
    """The parts of an address as they stand on a letter."""
    street = f"{value(node, 'StreetName')} {value(node, 'BuildingNumber')}".strip()
    town = f"{value(node, 'PostalZone')} {value(node, 'CityName')}".strip()
    lines = [text(one) for one in every(node, "AddressLine/Line")]
    before = [value(node, step) for step in ("Department", "BuildingName", "Floor", "Room")]
    after = [value(node, step) for step in ("AdditionalStreetName", "Postbox")]
    country = value(node, "Country/IdentificationCode") or value(node, "Country/Name")
    return [*before, street, *after, *lines, town, value(node, "CountrySubentity"), country]


def _deliveries(root: Node) -> Iterator[Node]:
    """The order's own, then those of the lines that still stand."""
    yield from every(root, "Delivery")
    for item in every(root, "OrderLine/LineItem"):
        if value(item, "LineStatusCode") not in _DELETED:
            yield from every(item, "Delivery")


def _wanted(delivery: Node) -> Iterator[Node]:
    period = [find(delivery, f"RequestedDeliveryPeriod/{end}Date") for end in ("Start", "End")]
    dates = [one for one in period if one is not None]
    others = ("RequestedDeliveryDateTime", "LatestDeliveryDate", "Despatch/RequestedDespatchDate")
    latest = find(delivery, *others)
    yield from dates or ([latest] if latest is not None else [])


def _lines(root: Node) -> Iterator[Node]:
    for line in every(root, "*"):
        if local(line).endswith("Line"):
            item = find(line, "LineItem")
            item = line if item is None else item
            if value(item, "LineStatusCode") not in _DELETED:
                yield item


def _line(item: Node) -> Line:
    quantity = find(item, "Quantity", "InvoicedQuantity", "CreditedQuantity", "DeliveredQuantity")
    wanted = (day(text(one)) for delivery in every(item, "Delivery") for one in _wanted(delivery))
    identity = ("Item/SellersItemIdentification/ID", "Item/BuyersItemIdentification/ID")
    return Line(
        number=value(item, "ID"),
        item=value(item, "Item/Name", "Item/Description", *identity),
        quantity=amount(text(quantity)),
        unit=text(quantity, "unitCode"),
        price=each(value(item, "Price/PriceAmount"), value(item, "Price/BaseQuantity")),
        amount=amount(value(item, "LineExtensionAmount")),
        wanted=next((one for one in wanted if one), ""),
    )
