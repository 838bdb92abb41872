"""cXML (Ariba, Coupa, Jaggaer and others) to what its messages state."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.documents.xml.markup import Markup, Node, every, find, local, text, value
from assistant.documents.xml.sheet import TEST, Sheet, amount, day, each
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Paper, Part


@dataclass(frozen=True, slots=True)
class _Form:
    """A cXML message: where its head is and which attribute holds its own number."""

    kind: Kind
    head: str = ""
    number: str = ""


# cXML 1.2 DTDs. What is not listed (profiles, catalogues, status, carts) is of no order.
_FORMS = {
    "OrderRequest": _Form(Kind.NEW_PO, "OrderRequestHeader", "orderID"),
    "ConfirmationRequest": _Form(Kind.ORDER_ACKNOWLEDGEMENT, "ConfirmationHeader", "confirmID"),
    "ShipNoticeRequest": _Form(Kind.SHIPPING, "ShipNoticeHeader", "shipmentID"),
    "ReceiptRequest": _Form(Kind.SHIPPING, "ReceiptRequestHeader", "receiptID"),
    "InvoiceDetailRequest": _Form(Kind.INVOICE, "InvoiceDetailRequestHeader", "invoiceID"),
    "InvoiceRequest": _Form(Kind.INVOICE, "InvoiceRequestHeader", "invoiceID"),
    "QuoteRequest": _Form(Kind.RFQ, "QuoteRequestHeader", "requestID"),
    "QuoteMessage": _Form(Kind.QUOTE, "QuoteMessageHeader", "quoteID"),
}
_CHANGES = {"update": Kind.PO_REVISION, "delete": Kind.PO_CANCELLATION}
_NAMED_BY_BOTH = (
    (Part.CONTACT, "contact"),
    (Part.ORIGINATOR, "originator"),
    (Part.APPROVER, "approver"),
)
_DUE = tuple(f"InvoiceDetailSummary/{one}Amount/Money" for one in ("Due", "Net", "Gross"))
_ITEMS = ("ItemOut", "QuoteItemOut", "QuoteItemIn")


def read(source: Markup, root: Node) -> Paper | None:
    """What a cXML message states, None for an element that is none.

    The total is the order's Total; where a change comes as a new order, its version tells.
    """
    if local(root) == "cXML":
        body = _body(root)
        if body is None:
            return Paper(form="cXML", kind=Kind.OTHER)
    elif local(root) in _FORMS and _head(root) is not None:
        body = root
    else:
        return None
    form = _FORMS.get(local(body), _Form(Kind.OTHER))
    head = _head(body)
    kind = _kind(form, head)
    sheet = Sheet(source)
    words = _words()
    _numbers(sheet, body, form, head)
    _parties(sheet, head, words)
    for holder in (head, *every(body, "ItemOut", "ItemOut/ItemDetail")):
        _extrinsics(sheet, holder, words)
    _money(sheet, body, head)
    _terms(sheet, head)
    if form.kind is Kind.NEW_PO:
        _dates(sheet, body, head)
    for item in every(body, *_ITEMS):
        sheet.line(_line(item))
    test = text(body.getparent(), "deploymentMode") == "test"
    return sheet.paper(f"cXML {local(body)}{TEST if test else ''}", kind)


def _body(root: Node) -> Node | None:
    found = [*every(root, "Request/*", "Message/*", "Response/*")]
    return next((one for one in found if local(one) in _FORMS), found[-1] if found else None)


def _head(body: Node) -> Node | None:
    form = _FORMS.get(local(body))
    return next(every(body, form.head), None) if form else None


def _kind(form: _Form, head: Node | None) -> Kind:
    if form.kind is not Kind.NEW_PO:
        return form.kind
    version = text(head, "orderVersion")
    later = Kind.PO_REVISION if version.isdecimal() and int(version) > 1 else Kind.NEW_PO
    return _CHANGES.get(text(head, "type").lower(), later)


def _numbers(sheet: Sheet, body: Node, form: _Form, head: Node | None) -> None:
    if form.kind is Kind.NEW_PO:
        sheet.state(FactName.PO_NUMBER, head, "orderID")
        sheet.state(FactName.PO_REVISION, head, "orderVersion")
        sheet.day(FactName.PO_DATE, head, "orderDate")
        return
    if form.number:
        sheet.state(FactName.PAPER_NUMBER, head, form.number)
    for attribute, name in (("orderID", FactName.PO_NUMBER), ("orderDate", FactName.PO_DATE)):
        for reference in every(body, ".//OrderReference", ".//OrderIDInfo"):
            if text(reference, attribute) and not sheet.has(name):
                (sheet.day if name is FactName.PO_DATE else sheet.state)(name, reference, attribute)


def _parties(sheet: Sheet, head: Node | None, words: dict[str, Any]) -> None:
    for contact in every(head, "Contact"):
        role = _plain(text(contact, "role"))
        for name in (FactName.CUSTOMER, FactName.SUPPLIER):
            if role in words["companies"][name.value] and not sheet.has(name):
                sheet.state(name, find(contact, "Name"))
        for part in Part:
            # A contact without a role is the one to ask about the order.
            if role in words["roles"].get(part.value, ()) or (not role and part is Part.CONTACT):
                _person(sheet, part, contact, find(contact, "Name"))
    if not sheet.has(FactName.CUSTOMER):
        sheet.state(FactName.CUSTOMER, find(head, "BillTo/Address/Name", "ShipTo/Address/Name"))
    for part, step in ((Part.RECEIVER, "ShipTo/Address"), (Part.ACCOUNTS, "BillTo/Address")):
        address = find(head, step)
        company = value(address, "Name")
        named = (one for one in every(address, "PostalAddress/DeliverTo") if text(one) != company)
        _person(sheet, part, address, next((one for one in named if text(one)), None))


def _person(sheet: Sheet, part: Part, holder: Node | None, name: Node | None) -> None:
    mail = find(holder, "Email")
    phone = find(holder, "Phone/TelephoneNumber")
    steps = ("CountryCode", "AreaOrCityCode", "Number", "Extension")
    number = " ".join(one for one in (value(phone, step) for step in steps) if one)
    sheet.person(part, name if name is not None else mail, text(name), text(mail), number)


def _extrinsics(sheet: Sheet, holder: Node | None, words: dict[str, Any]) -> None:
    """Facts and people that buyers add under names of their own."""
    by_name = {_plain(text(one, "name")): one for one in every(holder, "Extrinsic")}
    found = {
        meaning: next((by_name[one] for one in names if text(by_name.get(one))), None)
        for meaning, names in words["extrinsics"].items()
    }
    for part, meaning in _NAMED_BY_BOTH:
        name, mail = found[f"{meaning}_name"], found[f"{meaning}_mail"]
        sheet.person(part, name if name is not None else mail, text(name), text(mail), "")
    sheet.state(FactName.PROJECT, found["project"])
    sheet.state(FactName.QUOTE_REFERENCE, found["quote"])
    sheet.state(FactName.PAYMENT_TERMS, found["payment"])


def _money(sheet: Sheet, body: Node, head: Node | None) -> None:
    total = find(head, "Total/Money")
    total = total if total is not None else find(body, *_DUE)
    sheet.amount(FactName.TOTAL, total)
    sheet.currency(total, "currency")
    sheet.currency(find(body, *(f"{one}/ItemDetail/UnitPrice/Money" for one in _ITEMS)), "currency")


def _terms(sheet: Sheet, head: Node | None) -> None:
    address = find(head, "ShipTo/Address")
    sheet.compose(FactName.SITE, address, _address(address))
    terms = next(every(head, "TermsOfDelivery"), None)
    codes = [
        _said(one) for one in every(terms, "TermsOfDeliveryCode", "TransportTerms", "Comments")
    ]
    sheet.compose(FactName.DELIVERY_TERMS, terms, codes)
    for term in every(head, "PaymentTerm"):
        days = text(term, "payInNumberOfDays")
        sheet.state(FactName.PAYMENT_TERMS, term, "payInNumberOfDays", f"{days} days")
        return


def _said(code: Node) -> str:
    """A code's own words, else its value: "Other" with words behind it says nothing."""
    return text(code) or text(code, "value")


def _address(address: Node | None) -> list[str]:
    postal = find(address, "PostalAddress")
    streets = [text(one) for one in every(postal, "Street")]
    town = f"{value(postal, 'City')} {value(postal, 'State')} {value(postal, 'PostalCode')}"
    country = value(postal, "Country") or text(find(postal, "Country"), "isoCountryCode")
    return [value(address, "Name"), *streets, " ".join(town.split()), country]


def _dates(sheet: Sheet, body: Node, head: Node | None) -> None:
    """The order's own day first, then the days of its items and of their schedules."""
    for one in (head, *_items_and_schedules(body)):
        sheet.day(FactName.REQUESTED_DATE, one, "requestedDeliveryDate")
        for period in every(one, "DeliveryPeriod/Period"):
            sheet.day(FactName.REQUESTED_DATE, period, "startDate")
            sheet.day(FactName.REQUESTED_DATE, period, "endDate")


def _items_and_schedules(body: Node) -> Iterator[Node]:
    for item in every(body, "ItemOut"):
        yield item
        yield from every(item, "ScheduleLine")


def _line(item: Node) -> Line:
    detail = find(item, "ItemDetail")
    basis = next(every(detail, "PriceBasisQuantity"), None)
    schedules = (text(one, "requestedDeliveryDate") for one in every(item, "ScheduleLine"))
    return Line(
        number=text(item, "lineNumber"),
        item=value(detail, "Description") or value(item, "ItemID/SupplierPartID"),
        quantity=amount(text(item, "quantity")),
        unit=value(detail, "UnitOfMeasure"),
        price=each(value(detail, "UnitPrice/Money"), text(basis, "quantity")),
        wanted=day(text(item, "requestedDeliveryDate") or next(schedules, "")),
    )


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("assistant.documents.xml") / "cxml.toml").read_text("utf-8"))


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
