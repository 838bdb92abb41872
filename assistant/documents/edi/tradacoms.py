"""TRADACOMS (ANA, the United Kingdom's retail) to what each of its messages states."""

import re
from collections.abc import Iterator

from assistant.documents.edi.segments import Frame, Message, Segment, Signs, cut, messages
from assistant.documents.edi.sheet import Sheet, amount, day, in_cents
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.order import ORDER_KINDS
from assistant.domain.paper import Line, Paper

START = re.compile(r"(?:STX|MHD)=")
_SIGNS = Signs(element="+", component=":", terminator="'", release="?", tag="=")
_FRAME = Frame("MHD", frozenset({"MTR", "END"}), "STX")
_KINDS = {
    "ORDERS": Kind.NEW_PO,
    "ACKMNT": Kind.ORDER_ACKNOWLEDGEMENT,
    "INVOIC": Kind.INVOICE,
    "CREDIT": Kind.INVOICE,
    "UTLBIL": Kind.INVOICE,
    "DELIVR": Kind.SHIPPING,
}
_AROUND = re.compile(r"\w*(?:HDR|FIL|TLR)|RSGRSG")  # messages about the file itself
_NEW = "0430"  # code list 2: new orders
# The text beside the code (list 3) says what else becomes of the orders of a file.
_CHANGED = (
    (re.compile("CANCEL|DELET", re.IGNORECASE), Kind.PO_CANCELLATION),
    (re.compile("AMEND|CHANG|REVIS", re.IGNORECASE), Kind.PO_REVISION),
)


def papers(text: str) -> Iterator[Paper]:
    """A paper for each order, invoice and so on; what the file's first message says is theirs."""
    around: tuple[Segment, ...] = ()
    for message in messages(cut(text, _SIGNS), _FRAME):
        if _AROUND.fullmatch(message.head.at(2)):
            around = message.segments
        else:
            yield _paper(message, around)


def _paper(message: Message, around: tuple[Segment, ...]) -> Paper:
    type_ = message.head.at(2)
    kind = _KINDS.get(type_, Kind.OTHER)
    if kind is Kind.NEW_PO:
        kind = _order(around)
    sheet = Sheet()
    if kind is not Kind.OTHER:
        _parties(sheet, kind, message.envelope, around)
        for segment in message.segments:
            _state(sheet, segment, kind)
        sheet.fill(_line(one) for one in message.segments if one.tag == "OLD")
    return sheet.paper(f"TRADACOMS {type_}", kind)


def _order(around: tuple[Segment, ...]) -> Kind:
    """What a file's type makes of its orders; one that is not of new orders changes old ones."""
    type_ = next((one for one in around if one.tag == "TYP"), None)
    if type_ is None:
        return Kind.NEW_PO
    for words, kind in _CHANGED:
        if words.search(type_.at(2)):
            return kind
    return Kind.NEW_PO if type_.at(1) in ("", _NEW) else Kind.PO_REVISION


def _parties(
    sheet: Sheet, kind: Kind, envelope: Segment | None, around: tuple[Segment, ...]
) -> None:
    """Customer and supplier, by name from their own segments or the envelope's, or by code."""
    first = {one.tag: one for one in reversed(around)}
    customer, supplier = (2, 3) if kind in ORDER_KINDS else (3, 2)  # from, to
    sides = ((FactName.CUSTOMER, "CDT", customer), (FactName.SUPPLIER, "SDT", supplier))
    for name, tag, side in sides:
        own = first.get(tag)
        if own and own.at(2):
            sheet.state(name, own.at(2), own)
        elif envelope and envelope.at(side, 2):
            sheet.state(name, envelope.at(side, 2), envelope)
        elif own:
            sheet.state(name, own.at(1) or own.at(1, 2), own)


def _state(sheet: Sheet, segment: Segment, kind: Kind) -> None:
    """What one segment adds; places and forms are those of the TRADACOMS manual, 1995."""
    match segment.tag:
        case "ORD":
            _number(sheet, segment, 1)
        case "ODD" | "ORF":  # the orders of an invoice or a delivery
            _number(sheet, segment, 2)
        case "CLO":
            place = ", ".join(one for one in (segment.at(2), segment.at(3)) if one)
            sheet.state(FactName.SITE, place, segment, segment.at(2))
        case "DIN" if kind in (Kind.NEW_PO, Kind.PO_REVISION):
            for written in (segment.at(1), segment.at(2)):  # earliest, latest
                sheet.want(0, [one for one in [day(written)] if one], written, segment)
        case "IRF" | "CRF" | "DEL":
            sheet.state(FactName.PAPER_NUMBER, segment.at(1), segment)
        case "TLR":
            written = segment.at(11) or segment.at(12)  # payable; with settlement discount
            sheet.state(FactName.TOTAL, in_cents(written), segment, written)
        case _:
            return


def _number(sheet: Sheet, segment: Segment, place: int) -> None:
    """The customer's order number and its date (ORNO 1 and 3)."""
    sheet.state(FactName.PO_NUMBER, segment.at(place), segment)
    if not sheet.has(FactName.PO_DATE):
        written = segment.at(place, 3)
        sheet.state(FactName.PO_DATE, day(written), segment, written)


def _line(segment: Segment) -> Line:
    """An order line (OLD); its quantity counts traded units, its price has hidden decimals."""
    described = " ".join(segment.elements[9]) if len(segment.elements) > 9 else ""
    item = described or segment.at(2) or segment.at(2, 2)
    return Line(number=segment.at(1), item=item, quantity=amount(segment.at(6)))
