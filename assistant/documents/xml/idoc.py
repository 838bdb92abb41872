"""SAP IDocs in XML (ORDERS, ORDCHG, ORDRSP, INVOIC, DESADV ...) to what they state."""

from collections.abc import Iterator
from itertools import islice

from assistant.documents.xml.markup import MOST, Markup, Node, every, find, local, text, value
from assistant.documents.xml.sheet import TEST, Sheet, amount, day, each
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.order import ORDER_KINDS
from assistant.domain.paper import Line, Paper, Part

# EDI_DC40-MESTYP, the logical message: one basic type as ORDERS05 carries many of them.
_KINDS = {
    "ORDERS": Kind.NEW_PO,
    "ORDCHG": Kind.PO_REVISION,
    "ORDRSP": Kind.ORDER_ACKNOWLEDGEMENT,
    "REQOTE": Kind.RFQ,
    "QUOTES": Kind.QUOTE,
    "INVOIC": Kind.INVOICE,
    "DESADV": Kind.SHIPPING,
    "SHPADV": Kind.SHIPPING,
    "DELVRY": Kind.SHIPPING,
    "SHPMNT": Kind.SHIPPING,
}
# E1EDK01-ACTION, for the whole message (000 and none: nothing to note).
_ACTIONS = {
    "001": Kind.PO_CANCELLATION,  # reverse entire document
    "002": Kind.PO_REVISION,  # changes in the header
    "003": Kind.PO_REVISION,  # changes in items
    "004": Kind.PO_REVISION,  # changes in both
}
# E1EDS01-SUMID: with taxes before without, an order's before an invoice's.
_SUMS = ("003", "002", "011", "010")
# E1EDK02-QUALF: under which a message that is no order bears its own number.
_OWN_NUMBERS = {
    Kind.ORDER_ACKNOWLEDGEMENT: "002",
    Kind.RFQ: "003",
    Kind.QUOTE: "004",
    Kind.INVOICE: "009",
}
_QUALIFIERS = ("QUALF", "IDDAT", "QUALI")
_REQUESTED = "002"  # IDDAT: requested delivery date (customer)
_CANCELLED = "003"  # E1EDP01-ACTION: item cancelled
# Sold-to first; a purchasing system may name itself as bill-to, payer or ship-to only.
_BUYERS = ("AG", "RE", "RG", "WE")
# E1EDKA1-PARVW: who answers at that partner has which part.
_PARTNERS = {
    "AG": Part.CONTACT,
    "AP": Part.CONTACT,
    "WE": Part.RECEIVER,
    "RE": Part.ACCOUNTS,
    "RG": Part.ACCOUNTS,
}


def read(source: Markup, root: Node) -> Paper | None:
    """What one IDoc states, None for an element that holds no IDoc's segments itself.

    Segments and qualifiers as SAP documents them for ORDERS05; other and extended types use
    the same ones. A converter may leave out the envelope, so the control record or the first
    header segment is what tells an IDoc.
    """
    control = next(every(root, "EDI_DC40", "EDI_DC"), None)
    general = next(every(root, "E1EDK01"), None)
    if control is None and general is None:
        return None
    message = _message(root, control)
    kind = _KINDS.get(message, Kind.OTHER)
    if kind in ORDER_KINDS:
        kind = _ACTIONS.get(value(general, "ACTION"), kind)
    sheet = Sheet(source)
    _numbers(sheet, root, kind)
    _partners(sheet, root)
    _money(sheet, root)
    _terms(sheet, root)
    if kind in ORDER_KINDS:
        for written in _wanted(root):
            sheet.day(FactName.REQUESTED_DATE, written)
    for item in every(root, "E1EDP01"):
        if value(item, "ACTION") != _CANCELLED:
            sheet.line(_line(item))
    test = TEST if value(control, "TEST") else ""
    return sheet.paper(f"SAP IDoc {message}".rstrip() + test, kind)


def _message(root: Node, control: Node | None) -> str:
    """The logical message; where it is missing or a company's own, the names around tell it."""
    parent = root.getparent()
    around = (local(root), local(parent) if parent is not None else "")
    names = (value(control, "MESTYP"), value(control, "IDOCTYP"), *around)
    return next((one for name in names for one in _KINDS if one in name), names[0])


def _numbers(sheet: Sheet, root: Node, kind: Kind) -> None:
    own = find(root, "E1EDK01/BELNR", "E1EDL20/VBELN")
    places = ("E1EDK02", ".//E1EDP02", ".//E1EDL41")
    orders = (_qualified(root, place, "001") for place in places)
    order = next((one for one in orders if find(one, "BELNR", "BSTNR") is not None), None)
    number = find(order, "BELNR", "BSTNR")
    if number is None and (kind in ORDER_KINDS or kind is Kind.ORDER_ACKNOWLEDGEMENT):
        number = own
    sheet.state(FactName.PO_NUMBER, number)
    dates = [find(_qualified(root, "E1EDK03", "022"), "DATUM"), find(order, "DATUM")]
    if kind is Kind.NEW_PO:
        dates += [find(_qualified(root, "E1EDK03", code), "DATUM") for code in ("012", "029")]
    sheet.day(FactName.PO_DATE, next((one for one in dates if day(text(one))), None))
    paper = find(_qualified(root, "E1EDK02", _OWN_NUMBERS.get(kind, "")), "BELNR")
    paper = paper if paper is not None else own
    if kind is not Kind.NEW_PO and text(paper) != text(number):
        sheet.state(FactName.PAPER_NUMBER, paper)
    quote = find(_qualified(root, "E1EDK02", "004"), "BELNR")
    sheet.state(FactName.QUOTE_REFERENCE, None if kind is Kind.QUOTE else quote)
    sheet.state(FactName.PROJECT, find(_qualified(root, "E1EDK02", "047"), "BELNR"))


def _qualified(root: Node, path: str, code: str) -> Node | None:
    """The first segment at `path` whose qualifier is `code`."""
    return next((one for one in every(root, path) if value(one, *_QUALIFIERS) == code), None)


def _partners(sheet: Sheet, root: Node) -> None:
    partners = [*every(root, "E1EDKA1", ".//E1ADRM1")]
    for name, roles in ((FactName.CUSTOMER, _BUYERS), (FactName.SUPPLIER, ("LF",))):
        named = (find(one, "NAME1") for role in roles for one in partners if _role(one) == role)
        sheet.state(name, next((one for one in named if one is not None), None))
    for one in partners:
        part = _PARTNERS.get(_role(one))
        if part:
            person = find(one, "BNAME")
            mails = (node for node in every(one, "E1EDKA3/STDPN") if "@" in text(node))
            mail = next(mails, None)
            where = person if person is not None else mail
            sheet.person(part, where, text(person), text(mail), value(one, "TELF1"))
    for one in (*partners, *every(root, ".//E1EDPA1")):
        if _role(one) == "WE":
            sheet.compose(FactName.SITE, one, _address(one))


def _role(partner: Node) -> str:
    return value(partner, "PARVW", "PARTNER_Q")


def _address(partner: Node) -> list[str]:
    town = f"{value(partner, 'PSTLZ', 'POSTL_COD1')} {value(partner, 'ORT01', 'CITY1')}".strip()
    street = value(partner, "STRAS", "STREET1")
    names = [value(partner, step) for step in ("NAME1", "NAME2")]
    rest = [value(partner, "REGIO", "REGION"), value(partner, "LAND1", "COUNTRY1")]
    # A role and a number alone are no place.
    return [*names, street, town, *rest] if street or town else []


def _money(sheet: Sheet, root: Node) -> None:
    sums = {value(one, "SUMID"): one for one in every(root, "E1EDS01")}
    total = next((sums[code] for code in _SUMS if code in sums), None)
    if total is None and len(sums) == 1:
        total = sums.get("")
    sheet.amount(FactName.TOTAL, find(total, "SUMME"))
    for money in (find(root, "E1EDK01/CURCY"), find(total, "WAERQ"), find(total, "SUNIT")):
        sheet.currency(money)


def _terms(sheet: Sheet, root: Node) -> None:
    terms = _qualified(root, "E1EDK17", "001")
    place = value(_qualified(root, "E1EDK17", "002"), "LKTEXT")
    parts = [value(terms, "LKOND"), value(terms, "LKTEXT"), place]
    sheet.compose(FactName.DELIVERY_TERMS, terms, parts)
    sheet.state(FactName.PAYMENT_TERMS, find(root, "E1EDK18/ZTERM_TXT", "E1EDK01/ZTERM"))


def _wanted(root: Node) -> Iterator[Node]:
    """The header's requested day, then those of the items that still stand."""
    header = find(_qualified(root, "E1EDK03", _REQUESTED), "DATUM")
    if header is not None:
        yield header
    for segment in islice(root.iter("{*}E1EDP03", "{*}E1EDP20"), MOST):
        parent = segment.getparent()
        if local(parent) != "E1EDP01" or value(parent, "ACTION") != _CANCELLED:
            yield from _days(segment)


def _days(segment: Node) -> Iterator[Node]:
    if value(segment, "IDDAT") in ("", _REQUESTED):
        found = find(segment, "EDATU", "DATUM")
        if found is not None:
            yield found


def _line(item: Node) -> Line:
    names = ("E1EDP19/KTEXT", "ARKTX", "MAKTX", "E1EDP19/IDTNR", "MATNR")
    days = (day(text(one)) for segment in item for one in _days(segment))
    return Line(
        number=value(item, "POSEX"),
        item=value(item, *names),
        quantity=amount(value(item, "MENGE")),
        unit=value(item, "MENEE"),
        price=each(value(item, "VPREI", "NETPR"), value(item, "PEINH")),
        amount=amount(value(item, "NETWR")),
        wanted=next((one for one in days if one), ""),
    )
