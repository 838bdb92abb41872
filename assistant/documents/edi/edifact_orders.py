"""What an EDIFACT message states: kind, numbers, money, dates and lines; D.91 to D.24, EANCOM."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from assistant.documents import untdid
from assistant.documents.edi import edifact_parties
from assistant.documents.edi.edifact_dates import days
from assistant.documents.edi.segments import Message, Segment
from assistant.documents.edi.sheet import Sheet, amount
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.order import ORDER_KINDS
from assistant.domain.paper import Line, Paper

_KINDS = {
    "ORDERS": Kind.NEW_PO,
    "ORDCHG": Kind.PO_REVISION,
    "ORDRSP": Kind.ORDER_ACKNOWLEDGEMENT,
    "QUOTES": Kind.QUOTE,
    "REQOTE": Kind.RFQ,
    "INVOIC": Kind.INVOICE,
    "DESADV": Kind.SHIPPING,
    "IFTSTA": Kind.SHIPPING,
}
# UNTDID 1225: what else an order message may do than the codes common to all formats.
_FUNCTIONS = {
    **dict.fromkeys(("17", "39", "50"), Kind.PO_CANCELLATION),
    **dict.fromkeys(("18", "19", "20", "21", "33", "36", "40", "41", "52"), Kind.PO_REVISION),
    **dict.fromkeys(("28", "34", "44", "45", "48"), Kind.ORDER_ACKNOWLEDGEMENT),
    **dict.fromkeys(("8", "10", "11", "12", "16", "23", "25", "53", "54"), Kind.OTHER),
}

# UNTDID 2005, best first: delivery asked for; its window; what is planned; shipment asked for.
_WANTED = (
    ("2", "71", "74"),
    ("63", "64"),
    ("76", "67", "65", "69"),
    ("10",),
    ("37", "38"),
    ("17",),
)
_RANKS = {code: rank for rank, codes in enumerate(_WANTED) for code in codes}

# UNTDID 5025, best first: what the whole message comes to, then what is due, then the lines.
_TOTALS = ("86", "128", "77", "39", "388", "9", "79")
_ANYWHERE = ("86", "77", "39", "79")
_QUANTITIES = ("21", "1", "12", "47", "46")  # 6063, best first: ordered, discrete, sent, billed
_PRICES = ("AAA", "AAB", "AAE", "INF", "CAL", "INV", "CON")  # 5125, best first
_DELETED = "2"  # 1229: the line is wanted no longer
_ORDER_REFERENCES = ("ON", "OP")  # 1153: the buyer's order, the original order


@dataclass(slots=True)
class _Areas:
    """A message's heading, its lines with what belongs to each, and its summary."""

    before: list[Segment] = field(default_factory=list)
    lines: list[list[Segment]] = field(default_factory=list)
    after: list[Segment] = field(default_factory=list)


def paper(message: Message) -> Paper:
    """The message as a paper; a type we do not know is `Kind.OTHER` and states nothing."""
    type_ = message.head.at(2).upper()
    head = next((one for one in message.segments if one.tag == "BGM"), None)
    kind, sheet = _kind(type_, head), Sheet()
    if type_ in _KINDS:
        areas = _areas(message.segments)
        _numbers(sheet, kind, head, areas)
        edifact_parties.read(sheet, kind, areas.before, message.envelope)
        _terms(sheet, areas.before)
        _money(sheet, areas)
        wanted = kind in (Kind.NEW_PO, Kind.PO_REVISION)
        stand = (line for line in areas.lines if line[0].at(2) != _DELETED)
        for segment in (*areas.before, *chain.from_iterable(stand)) if wanted else ():
            for rank, found, printed in _wanted(segment):
                sheet.want(rank, found, printed, segment)
        if kind in (*ORDER_KINDS, Kind.QUOTE):
            sheet.fill(_line(line) for line in areas.lines)
    return sheet.paper(f"EDIFACT {type_}", kind)


def _kind(type_: str, head: Segment | None) -> Kind:
    """The type of the message decides, then BGM: what document it is and what becomes of it."""
    kind = _KINDS.get(type_, Kind.OTHER)
    if kind not in ORDER_KINDS:
        return kind
    if head is None:
        return Kind.OTHER  # without it nobody can say that this is no change
    function = head.at(4) if _dated(head) else head.at(3)
    stated = untdid.order(head.at(1), function)
    if stated in ORDER_KINDS:
        stated = _FUNCTIONS.get(function, stated)
    if kind is Kind.PO_REVISION:
        return stated if stated is Kind.PO_CANCELLATION else kind
    return stated


def _dated(head: Segment) -> bool:
    """True for BGM of directories before D.93A, which holds a date before the function."""
    return bool(head.at(3, 2))


def _areas(segments: tuple[Segment, ...]) -> _Areas:
    areas = _Areas()
    for segment in segments:
        if areas.after or (segment.tag == "UNS" and segment.at(1) != "D"):
            areas.after.append(segment)
        elif segment.tag in ("LIN", "CPS"):
            areas.lines.append([segment])
        else:
            (areas.lines[-1] if areas.lines else areas.before).append(segment)
    return areas


def _numbers(sheet: Sheet, kind: Kind, head: Segment | None, areas: _Areas) -> None:
    references = [one for one in areas.before if one.tag == "RFF"]
    orders = [one for one in references if one.at(1) in _ORDER_REFERENCES]
    if kind in (Kind.INVOICE, Kind.SHIPPING):
        lines = (one for line in areas.lines for one in line if one.tag == "RFF")
        orders = orders or [one for one in lines if one.at(1) in _ORDER_REFERENCES]
    elif kind is Kind.NEW_PO and head is not None and head.at(2):
        orders = []  # an order names itself; what it refers to is another
    own = head.at(2) if head is not None else ""
    for segment in orders if kind not in (Kind.RFQ, Kind.QUOTE) else ():
        sheet.state(FactName.PO_NUMBER, segment.at(1, 2), segment)
    if head is not None:
        named = kind in ORDER_KINDS and not orders
        if named or own not in [one.at(1, 2) for one in orders]:
            name = FactName.PO_NUMBER if named else FactName.PAPER_NUMBER
            sheet.state(name, own, head)
    if head is not None and kind in ORDER_KINDS:
        sheet.state(FactName.PO_REVISION, head.at(2, 3) or head.at(2, 2), head)
    for segment in references:
        if segment.at(1) == "AAG":  # offer
            sheet.state(FactName.QUOTE_REFERENCE, segment.at(1, 2), segment)
        elif segment.at(1) == "AEP":
            sheet.state(FactName.PROJECT, segment.at(1, 2), segment)
    _dates(sheet, kind, head, areas.before)


def _dates(sheet: Sheet, kind: Kind, head: Segment | None, before: list[Segment]) -> None:
    """The PO's date; that of the message (137) is the PO's only if the message is the PO."""
    previous: Segment | None = None
    found: dict[str, Segment] = {}
    for segment in before:
        if segment.tag == "DTM":
            code = segment.at(1)
            of_order = previous is not None and previous.at(1) in _ORDER_REFERENCES
            found.setdefault("of order" if code == "171" and of_order else code, segment)
        else:
            previous = segment if segment.tag == "RFF" else None
    codes = ("4", "of order", "137") if kind is Kind.NEW_PO else ("4", "of order")
    for segment in [found[code] for code in codes if code in found][:1]:
        for one in days(segment.at(1, 2), segment.at(1, 3))[:1]:
            sheet.state(FactName.PO_DATE, one, segment, segment.at(1, 2))
    if head is not None and kind is Kind.NEW_PO and not sheet.has(FactName.PO_DATE):
        for one in days(head.at(3, 2), head.at(3, 3))[:1]:
            sheet.state(FactName.PO_DATE, one, head, head.at(3, 2))


def _terms(sheet: Sheet, before: list[Segment]) -> None:
    for segment in before:
        if segment.tag == "TOD":
            parts = [segment.at(3), segment.at(3, 4), segment.at(3, 5)]
            terms = " ".join(one for one in parts if one)
            sheet.state(FactName.DELIVERY_TERMS, terms, segment, next(filter(None, parts), ""))
        elif segment.tag == "PAT" and not sheet.has(FactName.PAYMENT_TERMS):
            text = " ".join(one for one in (segment.at(2, 4), segment.at(2, 5)) if one)
            net = f"net {segment.at(3, 4)} days" if segment.at(3, 3) in ("D", "CD") else ""
            printed = segment.at(2, 4) or segment.at(3, 4)
            sheet.state(FactName.PAYMENT_TERMS, text or net, segment, printed)


def _money(sheet: Sheet, areas: _Areas) -> None:
    around = [*areas.before, *areas.after]
    every = [*around, *(one for line in areas.lines for one in line)]
    for segment in around:
        if segment.tag == "CUX":
            codes = {one[0]: one[1] for one in reversed(segment.elements) if len(one) > 1}
            sheet.currency(codes.get("2") or segment.at(1, 2), segment)  # 2: reference currency
    amounts = [one for one in around if one.tag == "MOA" and one.at(1) in _TOTALS]
    # Where no UNS parts lines and summary, these codes are the message's all the same.
    spread = [one for one in every if one.tag == "MOA" and one.at(1) in _ANYWHERE]
    amounts = amounts or (spread if len(spread) == 1 else [])
    for segment in sorted(amounts, key=lambda one: _TOTALS.index(one.at(1)))[:1]:
        sheet.state(FactName.TOTAL, _decimal(segment.at(1, 2)), segment, segment.at(1, 2))
    for segment in every:
        if segment.tag == "MOA":
            sheet.currency(segment.at(1, 3), segment)


def _wanted(segment: Segment) -> Iterator[tuple[int, list[str], str]]:
    """The dates on which a segment wants goods: rank, ISO dates and how they are printed."""
    if segment.tag == "DTM" and segment.at(1) in _RANKS:
        found = days(segment.at(1, 2), segment.at(1, 3))
        if found:
            yield _RANKS[segment.at(1)], found, segment.at(1, 2)


def _decimal(written: str) -> str:
    """ISO 9735 takes a comma for a point, whatever UNA says."""
    return amount(written if "." in written else written.replace(",", ".", 1))


def _line(line: list[Segment]) -> Line:
    quantity = _best(line, "QTY", _QUANTITIES)
    price = _best(line, "PRI", _PRICES)
    total = _best(line, "MOA", ("203",))
    texts = ((one.at(3, 4), one.at(3, 5)) for one in line if one.tag == "IMD")
    described = (" ".join(part for part in text if part) for text in texts)
    numbers = (one.at(2) for one in line if one.tag == "PIA")
    dates = sorted(date for segment in line for date in _wanted(segment))
    # A price for a hundred is no price for one, and to divide is to compute.
    single = price is not None and float(_decimal(price.at(1, 5)) or 1) == 1
    return Line(
        number=line[0].at(1),
        item=next((one for one in (*described, line[0].at(3), *numbers) if one), ""),
        quantity=_decimal(quantity.at(1, 2)) if quantity else "",
        unit=quantity.at(1, 3) if quantity else "",
        price=_decimal(price.at(1, 2)) if price and single else "",
        amount=_decimal(total.at(1, 2)) if total else "",
        wanted=dates[0][1][0] if dates else "",
    )


def _best(line: list[Segment], tag: str, codes: tuple[str, ...]) -> Segment | None:
    """The line's segment of that tag whose code stands first in the list."""
    known = [one for one in line if one.tag == tag and one.at(1) in codes]
    return min(known, key=lambda one: codes.index(one.at(1))) if known else None
