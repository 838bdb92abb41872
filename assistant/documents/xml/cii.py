"""UN/CEFACT Cross Industry messages (Order-X, Factur-X, ZUGFeRD) to what they state."""

from collections.abc import Iterator

from assistant.documents import untdid
from assistant.documents.xml.markup import Markup, Node, every, find, local, namespace, text, value
from assistant.documents.xml.sheet import TEST, Sheet, amount, day, each
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.order import ORDER_KINDS
from assistant.domain.paper import Line, Paper, Part

_NAMESPACE = "urn:un:unece:uncefact:data:"
_FERD = "urn:ferd:CrossIndustryDocument:"  # ZUGFeRD 1.0
_KINDS = {
    "SCRDMCCBDACIOMessageStructure": Kind.NEW_PO,  # Order-X: its type code says which message
    "CrossIndustryOrder": Kind.NEW_PO,
    "CrossIndustryOrderChange": Kind.PO_REVISION,
    "CrossIndustryOrderResponse": Kind.ORDER_ACKNOWLEDGEMENT,
    "CrossIndustryQuotationProposal": Kind.QUOTE,
    "CrossIndustryRequestForQuotation": Kind.RFQ,
    "CrossIndustryInvoice": Kind.INVOICE,
    "CrossIndustryDocument": Kind.INVOICE,
    "SCRDMCCBDACIDAMessageStructure": Kind.SHIPPING,
    "CrossIndustryDespatchAdvice": Kind.SHIPPING,
}
_FORMS = {
    "SCRDMCCBDACIOMessageStructure": "Order-X",
    "SCRDMCCBDACIDAMessageStructure": "Order-X despatch advice",
}
# The same parts bear other names in ZUGFeRD 1.0 and in the messages of the older libraries.
_HEADS = ("ExchangedDocument", "HeaderExchangedDocument", "CIIHExchangedDocument")
_DEALS = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_PARTS = {
    part: tuple(f"{step}{part}" for step in ("ApplicableHeader", "ApplicableSupplyChain"))
    for part in ("TradeAgreement", "TradeDelivery", "TradeSettlement")
}
_SUMS = (
    "SpecifiedTradeSettlementHeaderMonetarySummation",
    "SpecifiedTradeSettlementMonetarySummation",
)
_ORDER_REFERENCE = "BuyerOrderReferencedDocument"
_STEPS = ("/DateTimeString", "")
_NUMBERS = ("IssuerAssignedID", "ID")


def read(source: Markup, root: Node) -> Paper | None:
    """What a cross industry message states, None for an element that is none of them.

    Order-X 1.0 is followed. The total is the grand total with taxes (BT-112 of EN 16931).
    """
    if not namespace(root).startswith((_NAMESPACE, _FERD)) or local(root) not in _KINDS:
        return None
    head = find(root, *_HEADS)
    deal = find(root, *_DEALS)
    agreement, delivery, settlement = (find(deal, *_PARTS[part]) for part in _PARTS)
    kind = _KINDS[local(root)]
    if kind in ORDER_KINDS:
        code, function = value(head, "TypeCode"), value(head, "PurposeCode")
        told = untdid.order(code, function)
        kind = kind if told is Kind.NEW_PO else told
    sheet = Sheet(source)
    _numbers(sheet, head, agreement, kind)
    _parties(sheet, agreement, delivery, settlement)
    _money(sheet, settlement)
    _terms(sheet, agreement, delivery, settlement)
    items = list(every(deal, "IncludedSupplyChainTradeLineItem"))
    if kind in ORDER_KINDS:
        lines = (find(item, "SpecifiedLineTradeDelivery") for item in items)
        for wanted in (one for part in (delivery, *lines) for one in _wanted(part)):
            sheet.day(FactName.REQUESTED_DATE, wanted)
    for item in items:
        sheet.line(_line(item))
    form = _FORMS.get(local(root), f"UN/CEFACT {local(root)}")
    test = value(root, "*/TestIndicator").lower() == "true"
    return sheet.paper(f"{form}{TEST if test else ''}", kind)


def _numbers(sheet: Sheet, head: Node | None, agreement: Node | None, kind: Kind) -> None:
    own, issued = find(head, "ID"), find(head, "IssueDateTime/DateTimeString", "IssueDateTime")
    reference = find(agreement, _ORDER_REFERENCE)
    number = find(reference, *_NUMBERS)
    if kind is Kind.NEW_PO:
        sheet.state(FactName.PO_NUMBER, own if own is not None else number)
        sheet.day(FactName.PO_DATE, issued)
    else:
        sheet.state(FactName.PAPER_NUMBER, own)
        # A change that refers to no order bears the number of the order itself.
        bare = own if kind in ORDER_KINDS else None
        sheet.state(FactName.PO_NUMBER, number if number is not None else bare)
        dates = ("FormattedIssueDateTime", "IssueDateTime/DateTimeString", "IssueDateTime")
        sheet.day(FactName.PO_DATE, find(reference, *dates))
    quotation = find(agreement, *(f"QuotationReferencedDocument/{step}" for step in _NUMBERS))
    sheet.state(FactName.QUOTE_REFERENCE, quotation)


def _parties(
    sheet: Sheet, agreement: Node | None, delivery: Node | None, settlement: Node | None
) -> None:
    sheet.state(FactName.CUSTOMER, find(agreement, "BuyerTradeParty/Name"))
    sheet.state(FactName.SUPPLIER, find(agreement, "SellerTradeParty/Name"))
    for part, holder, party in (
        (Part.CONTACT, agreement, "BuyerTradeParty"),
        (Part.ORIGINATOR, agreement, "BuyerRequisitionerTradeParty"),
        (Part.ORIGINATOR, agreement, "ProductEndUserTradeParty"),
        (Part.RECEIVER, delivery, "ShipToTradeParty"),
        (Part.ACCOUNTS, settlement, "InvoiceeTradeParty"),
    ):
        for contact in every(holder, f"{party}/DefinedTradeContact"):
            _contact(sheet, part, contact)


def _contact(sheet: Sheet, part: Part, contact: Node) -> None:
    name = find(contact, "PersonName", "DepartmentName")
    mail = find(contact, "EmailURIUniversalCommunication/URIID")
    mail = mail if mail is not None else find(contact, "EmailURIUniversalCommunication")
    phone = value(contact, "TelephoneUniversalCommunication/CompleteNumber")
    where = name if name is not None else mail
    sheet.person(part, where, text(name), text(mail), phone)


def _money(sheet: Sheet, settlement: Node | None) -> None:
    total = find(settlement, *(f"{step}/GrandTotalAmount" for step in _SUMS))
    sheet.amount(FactName.TOTAL, total)
    sheet.currency(find(settlement, "OrderCurrencyCode", "InvoiceCurrencyCode"))
    sheet.currency(total, "currencyID")


def _terms(
    sheet: Sheet, agreement: Node | None, delivery: Node | None, settlement: Node | None
) -> None:
    receiver = find(delivery, "ShipToTradeParty")
    address = find(receiver, "PostalTradeAddress")
    sheet.compose(FactName.SITE, address, [value(receiver, "Name"), *_address(address)])
    terms = find(agreement, "ApplicableTradeDeliveryTerms")
    steps = ("DeliveryTypeCode", "Description", "RelevantTradeLocation/Name")
    sheet.compose(FactName.DELIVERY_TERMS, terms, [value(terms, step) for step in steps])
    payment = find(settlement, "SpecifiedTradePaymentTerms/Description")
    sheet.state(FactName.PAYMENT_TERMS, payment)
    project = find(agreement, "SpecifiedProcuringProject/Name", "SpecifiedProcuringProject/ID")
    sheet.state(FactName.PROJECT, project)


def _address(node: Node | None) -> list[str]:
    lines = [value(node, f"Line{which}") for which in ("One", "Two", "Three")]
    street = f"{value(node, 'StreetName')} {value(node, 'BuildingNumber')}".strip()
    town = f"{value(node, 'PostcodeCode')} {value(node, 'CityName')}".strip()
    return [street, *lines, town, value(node, "CountrySubDivisionName"), value(node, "CountryID")]


def _wanted(delivery: Node | None) -> list[Node]:
    """The days the goods are wanted on; the day of despatch only where no other is stated."""
    for event in ("RequestedDeliverySupplyChainEvent", "RequestedDespatchSupplyChainEvent"):
        days = [day for one in every(delivery, event) for day in _days(one)]
        if days:
            return days
    return []


def _days(event: Node) -> Iterator[Node]:
    """The day itself, or both ends of a period; a period beside a day is its time window."""
    exact = find(event, "OccurrenceDateTime/DateTimeString", "OccurrenceDateTime")
    if exact is not None:
        yield exact
        return
    for end in ("StartDateTime", "EndDateTime"):
        found = find(event, *(f"OccurrenceSpecifiedPeriod/{end}{step}" for step in _STEPS))
        if found is not None:
            yield found


def _line(item: Node) -> Line:
    quantity = find(
        item,
        "SpecifiedLineTradeDelivery/RequestedQuantity",
        "SpecifiedLineTradeDelivery/BilledQuantity",
        "SpecifiedSupplyChainTradeDelivery/BilledQuantity",
        "SpecifiedLineTradeDelivery/DespatchedQuantity",
    )
    price = find(item, "SpecifiedLineTradeAgreement/NetPriceProductTradePrice")
    total = "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"
    wanted = (day(text(one)) for one in _wanted(find(item, "SpecifiedLineTradeDelivery")))
    return Line(
        number=value(item, "AssociatedDocumentLineDocument/LineID"),
        item=value(item, "SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/SellerAssignedID"),
        quantity=amount(text(quantity)),
        unit=text(quantity, "unitCode"),
        price=each(value(price, "ChargeAmount"), value(price, "BasisQuantity")),
        amount=amount(value(item, f"SpecifiedLineTradeSettlement/{total}")),
        wanted=next((one for one in wanted if one), ""),
    )
