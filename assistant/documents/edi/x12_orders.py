"""What an X12 message states: kind, numbers, money and dates; releases 2040 to 8010."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from assistant.documents.edi import x12_parties
from assistant.documents.edi.segments import Message, Segment
from assistant.documents.edi.sheet import Sheet, amount, day, in_cents
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.order import ORDER_KINDS
from assistant.domain.paper import Line, Paper


@dataclass(frozen=True, slots=True)
class _Form:
    """A transaction set: its first segment and which of its elements hold what (0: none)."""

    kind: Kind
    head: str
    order: int = 0  # the PO's number
    date: int = 0  # of the PO
    own: int = 0  # the paper's own number
    revision: int = 0  # change order sequence number


_FORMS = {
    "850": _Form(Kind.NEW_PO, "BEG", order=3, date=5),
    "875": _Form(Kind.NEW_PO, "G50", order=3, date=2),
    "860": _Form(Kind.PO_REVISION, "BCH", order=3, date=6, revision=5),
    "876": _Form(Kind.PO_REVISION, "G92", order=3),
    "855": _Form(Kind.ORDER_ACKNOWLEDGEMENT, "BAK", order=3, date=4, own=8),
    "865": _Form(Kind.ORDER_ACKNOWLEDGEMENT, "BCA", order=3, date=6, own=9, revision=5),
    "840": _Form(Kind.RFQ, "BQT", own=2),
    "843": _Form(Kind.QUOTE, "BQR", own=2),
    "810": _Form(Kind.INVOICE, "BIG", order=4, date=3, own=2),
    "880": _Form(Kind.INVOICE, "G01", order=4, date=3, own=2),
    "210": _Form(Kind.INVOICE, "B3", own=2),
    "856": _Form(Kind.SHIPPING, "BSN", own=2),
    "857": _Form(Kind.SHIPPING, "BHT", own=3),
    "945": _Form(Kind.SHIPPING, "W06"),
    "214": _Form(Kind.SHIPPING, "B10"),
}
_OTHER = _Form(Kind.OTHER, "")

# Element 353 (transaction set purpose) and, in groceries, 473 (order status). What is in no
# row is an original, a confirmation, a duplicate or a copy: the order itself.
_PURPOSES = {
    **dict.fromkeys(("01", "03", "17", "46", "D", "F"), Kind.PO_CANCELLATION),
    **dict.fromkeys(("02", "04", "05", "18", "19", "25", "26"), Kind.PO_REVISION),
    **dict.fromkeys(("G", "L", "R"), Kind.PO_REVISION),
    **dict.fromkeys(("08", "10", "11", "12", "16", "21", "24", "27", "28", "44"), Kind.OTHER),
    **dict.fromkeys(("48", "51", "52", "56", "77", "SU", "A", "X"), Kind.OTHER),
}
# Element 92 (purchase order type): the few types that are no order of their own.
_RELEASE = "RL"
_TYPES = {"CP": Kind.PO_REVISION, "CR": Kind.PO_REVISION, "TR": Kind.PO_CANCELLATION}

# Element 374, best first. Delivery asked for; the window in which it may be; shipment asked
# for; the window for that; what the buyer plans with.
_WANTED = (
    ("002", "071", "074", "077", "106"),
    ("063", "064"),
    ("010", "118"),
    ("037", "038", "081", "084", "087"),
    ("018",),
    ("067", "065", "017"),
)
_RANKS = {code: rank for rank, codes in enumerate(_WANTED) for code in codes}

_DETAIL = frozenset({"PO1", "POC", "IT1", "LIN", "HL", "G68"})
_SUMMARY = frozenset({"CTT", "TDS", "G76", "G33"})
# Element 522. In the summary an AMT is the total whatever its code (segment AMT, comment).
_TOTALS = ("TT", "GV", "5", "1", "01")
_ANYWHERE = ("TT", "GV")
# Where a line has its number, quantity, unit, price and the pairs that name the item. POC says
# first what becomes of the line, and has a second quantity.
_PLACES = {"PO1": (1, 2, 3, 4, 6), "POC": (1, 3, 5, 6, 8), "G68": (0, 1, 2, 3, 5)}
_DELETED = "DI"  # element 670
_OWN_NUMBERS = ("VN", "VP", "VC", "MG")  # element 235, best first
_QUOTES = frozenset({"Q1", "PR"})
# Prices for a hundred or a thousand are no prices for one, and to divide is to compute.
_FOR_MANY = frozenset({"HP", "HF", "TP", "PN", "TB"})


def paper(message: Message) -> Paper:
    """The message as a paper; a set we do not know is `Kind.OTHER` and states nothing."""
    form = _FORMS.get(message.head.at(1), _OTHER)
    head = next((one for one in message.segments if one.tag == form.head), None)
    kind, sheet = _kind(form, head), Sheet()
    if head is not None:
        before, lines, after = _areas(message.segments)
        _numbers(sheet, form, head, message.segments)
        x12_parties.read(sheet, kind, head, before, message.envelope)
        _terms(sheet, before)
        _money(sheet, before, [*chain.from_iterable(lines)], after)
        wanted = kind in (Kind.NEW_PO, Kind.PO_REVISION)
        stand = (line for line in lines if line[0].tag != "POC" or line[0].at(2) != _DELETED)
        for segment in (*before, *chain.from_iterable(stand)) if wanted else ():
            for rank, days, printed in _wanted(segment):
                sheet.want(rank, days, printed, segment)
        if kind in (*ORDER_KINDS, Kind.QUOTE):
            sheet.fill(_line(line) for line in lines)
    return sheet.paper(f"X12 {message.head.at(1)}", kind)


def _kind(form: _Form, head: Segment | None) -> Kind:
    """The kind by the set, then by the purpose and the type that its first segment gives."""
    if form.kind not in ORDER_KINDS:
        return form.kind
    if head is None:
        return Kind.OTHER  # without it nobody can say that this is no change
    purpose = _PURPOSES.get(head.at(1), form.kind)
    if form.kind is Kind.PO_REVISION:
        return purpose if purpose is Kind.PO_CANCELLATION else form.kind
    return _TYPES.get(head.at(2), purpose) if purpose is Kind.NEW_PO else purpose


def _areas(
    segments: tuple[Segment, ...],
) -> tuple[list[Segment], list[list[Segment]], list[Segment]]:
    """The heading, the lines with what belongs to each, and the summary."""
    before: list[Segment] = []
    lines: list[list[Segment]] = []
    after: list[Segment] = []
    for segment in segments:
        if segment.tag in _SUMMARY or after:
            after.append(segment)
        elif segment.tag in _DETAIL:
            lines.append([segment])
        else:
            (lines[-1] if lines else before).append(segment)
    return before, lines, after


def _numbers(sheet: Sheet, form: _Form, head: Segment, segments: tuple[Segment, ...]) -> None:
    sheet.state(FactName.PAPER_NUMBER, head.at(form.own) if form.own else "", head)
    if form.order:
        sheet.state(FactName.PO_NUMBER, head.at(form.order), head)
    if form.date:
        sheet.state(FactName.PO_DATE, day(head.at(form.date)), head, head.at(form.date))
    if form.revision:
        sheet.state(FactName.PO_REVISION, head.at(form.revision), head)
    elif form.head == "BEG" and head.at(2) == _RELEASE:
        # Each call on a blanket order is an order, and they all bear the blanket's number.
        sheet.state(FactName.PO_REVISION, head.at(4), head)
    for segment in segments if form.kind is Kind.SHIPPING else ():
        if segment.tag == "PRF":  # one a PO that the shipment holds
            sheet.state(FactName.PO_NUMBER, segment.at(1), segment)


def _terms(sheet: Sheet, before: list[Segment]) -> None:
    for segment in before:
        match segment.tag:
            case "REF" | "N9" if segment.at(1) in _QUOTES:
                sheet.state(FactName.QUOTE_REFERENCE, segment.at(2), segment)
            case "REF" | "N9" if segment.at(1) == "JB":  # job (project) number
                sheet.state(FactName.PROJECT, segment.at(2), segment)
            case "REF" if segment.at(1) == "PO" and not sheet.has(FactName.PO_NUMBER):
                sheet.state(FactName.PO_NUMBER, segment.at(2), segment)
            case "ITD":
                net = f"net {segment.at(7)} days" if segment.at(7).isdigit() else ""
                printed = segment.at(12) or segment.at(7)
                sheet.state(FactName.PAYMENT_TERMS, segment.at(12) or net, segment, printed)
            case "FOB":
                terms = " ".join(one for one in (segment.at(5), segment.at(7)) if one)
                sheet.state(FactName.DELIVERY_TERMS, terms, segment, segment.at(5) or terms)


def _money(
    sheet: Sheet, before: list[Segment], detail: list[Segment], after: list[Segment]
) -> None:
    every = [*before, *detail, *after]
    for segment in every:
        if segment.tag == "CUR":
            sheet.currency(segment.at(2), segment)
        elif segment.tag == "TDS":  # implied decimals (element 610, type N2)
            sheet.state(FactName.TOTAL, in_cents(segment.at(1)), segment, segment.at(1))
    amounts = [one for one in after if one.tag == "AMT" and one.at(1) in _TOTALS]
    spread = [one for one in every if one.tag == "AMT" and one.at(1) in _ANYWHERE]
    amounts = amounts or (spread if len(spread) == 1 else [])
    if amounts and not sheet.has(FactName.TOTAL):
        total = min(amounts, key=lambda one: _TOTALS.index(one.at(1)))
        sheet.state(FactName.TOTAL, amount(total.at(2)), total, total.at(2))


def _wanted(segment: Segment) -> Iterator[tuple[int, list[str], str]]:
    """The dates on which a segment wants goods: rank, ISO dates and how they are printed."""
    pairs: list[tuple[str, str]] = []
    if segment.tag == "SCH":
        pairs = [(segment.at(5), segment.at(6)), (segment.at(8), segment.at(9))]
    elif segment.tag in ("DTM", "G62"):
        # A period has a place of its own (elements 1250, 1251), another one in each release.
        period = next((one[0] for one in segment.elements[3:] if "-" in one[0]), "")
        pairs = [(segment.at(1), segment.at(2) or period)]
    for code, printed in pairs:
        days = [one for one in map(day, printed.split("-")[:2]) if one]
        if days and code.zfill(3) in _RANKS:
            yield _RANKS[code.zfill(3)], days, printed


def _line(line: list[Segment]) -> Line:
    """The line that a PO1, a POC or a G68 begins; nothing for others."""
    head = line[0]
    if head.tag not in _PLACES:
        return Line()
    number, quantity, unit, price, ids = _PLACES[head.tag]
    described = next((one.at(5) for one in line if one.tag == "PID" and one.at(5)), "")
    described = described or next((one.at(1) for one in line if one.tag == "G69"), "")
    total = next((one for one in line if one.tag == "AMT" and one.at(1) in ("1", "01")), None)
    dates = sorted(date for segment in line for date in _wanted(segment))
    many = head.at(price + 1) in _FOR_MANY
    return Line(
        number=head.at(number) if number else "",
        item=described or _item(head, ids),
        quantity=amount(head.at(quantity)),
        unit=head.at(unit),
        price="" if many else amount(head.at(price)),
        amount=amount(total.at(2)) if total else "",
        wanted=dates[0][1][0] if dates else "",
    )


def _item(head: Segment, first: int) -> str:
    """The seller's own number of the item if the pairs of code and number give it, else any."""
    pairs = [(head.at(place), head.at(place + 1)) for place in range(first, first + 20, 2)]
    own = (number for wanted in _OWN_NUMBERS for code, number in pairs if code == wanted)
    numbers = (*own, *(number for _, number in pairs))
    return next((one for one in numbers if one), "")
