"""X12: what a transaction set states, whatever signs cut it and whatever was lost on the way."""

from collections.abc import Sequence

import pytest
from edi_papers import one, read
from xml_papers import values

from assistant.documents.edi import orders as edi
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Part

ISA = (
    "ISA*00*          *00*          *ZZ*{sender:15}*ZZ*TIDEWATERPUMPS *240402*0815*U*00401"
    "*000000117*0*P*>"
)
GS = "GS*PO*HARBOR*TIDEWATER*20240402*0815*117*X*004010"


def interchange(*segments: str, sender: str = "5551230001", end: str = "~\n") -> str:
    """A whole interchange of one set, whose segments these are from ST on."""
    around = (ISA.format(sender=sender), GS, *segments, "SE*9*0001", "GE*1*117", "IEA*1*000000117")
    return "".join(segment + end for segment in around)


def order(*segments: str, head: str = "BEG*00*SA*HM-20871**20240401", **more: str) -> str:
    """A purchase order with these segments behind its first one."""
    return interchange("ST*850*0001", head, *segments, **more)


FULL = order(
    "CUR*BY*USD",
    "REF*Q1*TP-Q-4410",
    "REF*JB*DRYDOCK 7",
    "PER*OC*Lena Ortiz*TE*5551230177*EM*L.Ortiz@harbormarine.example",
    "FOB*CC*OR*DOCK 3**FCA*OR*TAMPA",
    "ITD*08*3*****45*****NET 45 DAYS",
    "DTM*002*20240612",
    "DTM*001*20240801",
    "N1*BY*HARBOR MARINE INC*1*118822331",
    "N1*ST*HARBOR MARINE DRY DOCK*92*D7",
    "N3*7 QUAY ROAD",
    "N4*TAMPA*FL*33601*US",
    "PER*IC*Sam Boone*TE*5551230190",
    "N1*SE*TIDEWATER PUMPS LLC*92*40021",
    "PER*SR*Our Own Rep*TE*5550000000",
    "PO1*1*4*EA*1250.5*PE*VN*TP-400*BP*11-204",
    "PID*F****BILGE PUMP 400",
    "DTM*002*20240620",
    "PO1*2*200*EA*31*HP*BP*11-205",
    "CTT*2*204",
    "AMT*TT*5064",
)


def test_an_order_states_its_head() -> None:
    """Numbers, dates, money, parties and terms of an 850 are read from their elements."""
    paper = one(FULL)
    assert (paper.form, paper.kind) == ("X12 850", Kind.NEW_PO)
    stated = {name: values(paper, name) for name in FactName if values(paper, name)}
    assert stated == {
        FactName.PO_NUMBER: ["HM-20871"],
        FactName.PO_DATE: ["2024-04-01"],
        FactName.CUSTOMER: ["HARBOR MARINE INC"],
        FactName.SUPPLIER: ["TIDEWATER PUMPS LLC"],
        FactName.SITE: ["HARBOR MARINE DRY DOCK, TAMPA"],
        FactName.CONTACT: ["Lena Ortiz"],
        FactName.CURRENCY: ["USD"],
        FactName.TOTAL: ["5064"],
        FactName.QUOTE_REFERENCE: ["TP-Q-4410"],
        FactName.REQUESTED_DATE: ["2024-06-12", "2024-06-20"],
        FactName.PAYMENT_TERMS: ["NET 45 DAYS"],
        FactName.DELIVERY_TERMS: ["FCA TAMPA"],
        FactName.PROJECT: ["DRYDOCK 7"],
    }


def test_an_order_names_the_buyers_people_only() -> None:
    """The order's contact and the receiver are named with how to reach them, the seller's not."""
    contact, receiver = one(FULL).people
    assert (contact.part, contact.name) == (Part.CONTACT, "Lena Ortiz")
    assert (contact.email, contact.phone) == ("l.ortiz@harbormarine.example", "5551230177")
    assert (receiver.part, receiver.name) == (Part.RECEIVER, "Sam Boone")


def test_lines_hold_what_is_said_of_one_piece() -> None:
    """A line has its description, quantity and date; a price for a hundred is left out."""
    assert one(FULL).lines == (
        Line(
            number="1", item="BILGE PUMP 400", quantity="4", unit="EA", price="1250.5",
            wanted="2024-06-20",
        ),
        Line(number="2", item="11-205", quantity="200", unit="EA"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "kind"),
    [
        (("ST*850*1", "BEG*00*NE*7"), Kind.NEW_PO),
        (("ST*850*1", "BEG*00*BK*7"), Kind.NEW_PO),
        (("ST*850*1", "BEG*06*SA*7"), Kind.NEW_PO),
        (("ST*850*1", "BEG*07*SA*7"), Kind.NEW_PO),
        (("ST*850*1", "BEG*01*SA*7"), Kind.PO_CANCELLATION),
        (("ST*850*1", "BEG*03*SA*7"), Kind.PO_CANCELLATION),
        (("ST*850*1", "BEG*17*SA*7"), Kind.PO_CANCELLATION),
        (("ST*850*1", "BEG*04*SA*7"), Kind.PO_REVISION),
        (("ST*850*1", "BEG*05*SA*7"), Kind.PO_REVISION),
        (("ST*850*1", "BEG*18*SA*7"), Kind.PO_REVISION),
        (("ST*850*1", "BEG*00*CP*7"), Kind.PO_REVISION),
        (("ST*850*1", "BEG*77*SA*7"), Kind.OTHER),
        (("ST*850*1", "N1*BY*NO FIRST SEGMENT"), Kind.OTHER),
        (("ST*860*1", "BCH*04*SA*7"), Kind.PO_REVISION),
        (("ST*860*1", "BCH*00*SA*7"), Kind.PO_REVISION),
        (("ST*860*1", "BCH*01*SA*7"), Kind.PO_CANCELLATION),
        (("ST*875*1", "G50*N*20240401*7"), Kind.NEW_PO),
        (("ST*875*1", "G50*R*20240401*7"), Kind.PO_REVISION),
        (("ST*875*1", "G50*F*20240401*7"), Kind.PO_CANCELLATION),
        (("ST*855*1", "BAK*00*AC*7*20240401"), Kind.ORDER_ACKNOWLEDGEMENT),
        (("ST*865*1", "BCA*04*AC*7***20240401"), Kind.ORDER_ACKNOWLEDGEMENT),
        (("ST*840*1", "BQT*00*R7"), Kind.RFQ),
        (("ST*843*1", "BQR*00*Q7"), Kind.QUOTE),
        (("ST*810*1", "BIG*20240501*I7**7"), Kind.INVOICE),
        (("ST*856*1", "BSN*00*S7*20240501"), Kind.SHIPPING),
        (("ST*997*1", "AK1*PO*7"), Kind.OTHER),
        (("ST*830*1", "BFR*05**7"), Kind.OTHER),
    ],
)
def test_set_and_purpose_make_the_kind(segments: Sequence[str], kind: Kind) -> None:
    """The transaction set decides the kind, then the purpose and type in its first segment."""
    assert one(interchange(*segments)).kind is kind


def test_a_change_names_the_order_and_its_own_number() -> None:
    """An 860 refers to the PO, and its sequence number is the PO's revision."""
    head = "BCH*04*SA*HM-20871**3*20240401*****20240420"
    lines = ("POC*1*QI*6*4*EA*1250.5**VN*TP-400", "DTM*002*20240701", "POC*2*DI*0*0*EA**BP*11-205")
    paper = one(interchange("ST*860*1", head, *lines, "DTM*002*20240901"))
    assert values(paper, FactName.PO_NUMBER) == ["HM-20871"]
    assert values(paper, FactName.PO_REVISION) == ["3"]
    assert values(paper, FactName.PO_DATE) == ["2024-04-01"]
    assert (paper.lines[0].quantity, paper.lines[0].price) == ("6", "1250.5")
    # The second line is deleted: nobody wants it on a day.
    assert values(paper, FactName.REQUESTED_DATE) == ["2024-07-01"]


def test_calls_on_a_blanket_order_are_told_apart() -> None:
    """A release bears the blanket's number and its own; another type's release number is none."""
    release = one(order(head="BEG*00*RL*HM-500*12*20240401"))
    assert values(release, FactName.PO_NUMBER) == ["HM-500"]
    assert values(release, FactName.PO_REVISION) == ["12"]
    assert not values(one(order(head="BEG*00*NE*HM-500*12*20240401")), FactName.PO_REVISION)


def test_answers_and_invoices_refer_to_the_order() -> None:
    """Seller's papers state the PO they answer, their own number, and no wanted date."""
    answer = one(interchange("ST*855*1", "BAK*00*AC*HM-20871*20240401****TP-9", "DTM*002*20240612"))
    assert values(answer, FactName.PO_NUMBER) == ["HM-20871"]
    assert values(answer, FactName.PAPER_NUMBER) == ["TP-9"]
    assert values(answer, FactName.REQUESTED_DATE) == []
    bill = one(interchange("ST*810*1", "BIG*20240701*INV-88*20240401*HM-20871", "TDS*506405"))
    assert values(bill, FactName.PO_NUMBER) == ["HM-20871"]
    assert values(bill, FactName.PAPER_NUMBER) == ["INV-88"]
    assert values(bill, FactName.TOTAL) == ["5064.05"]
    notice = ("BSN*00*S1*20240701", "HL*1**S", "HL*2*1*O", "PRF*HM-1", "HL*3*1*O", "PRF*HM-2")
    assert values(one(interchange("ST*856*1", *notice)), FactName.PO_NUMBER) == ["HM-1", "HM-2"]


@pytest.mark.parametrize(
    ("segments", "total"),
    [
        (("PO1*1*4*EA*10", "AMT*1*40", "CTT*1*4"), []),  # a line's amount, a sum of quantities
        (("PO1*1*4*EA*10", "AMT*1*40", "CTT*1", "AMT*1*41.20"), ["41.20"]),
        (("PO1*1*4*EA*10", "CTT*1", "AMT*1*40", "AMT*TT*00043.00"), ["43.00"]),
        (("PO1*1*4*EA*10", "AMT*GV*40"), ["40"]),  # no CTT parts lines and summary
        (("PO1*1*4*EA*10", "AMT*TT*40", "PO1*2*4*EA*10", "AMT*TT*40"), []),
        (("PO1*1*4*EA*10", "CTT*1", "AMT*TT*forty"), []),
    ],
)
def test_only_a_stated_total_is_a_total(segments: Sequence[str], total: list[str]) -> None:
    """The total is the summary's amount; nothing is computed from lines or counts."""
    assert values(one(order(*segments)), FactName.TOTAL) == total


@pytest.mark.parametrize(
    ("segments", "dates"),
    [
        (("DTM*010*20240501", "DTM*002*20240510"), ["2024-05-10"]),
        (("DTM*001*20240601", "DTM*061*20240602", "DTM*015*20240603"), []),
        (("DTM*037*20240501", "DTM*038*20240505"), ["2024-05-01", "2024-05-05"]),
        (("DTM*064*20240501", "DTM*063*20240505", "DTM*010*20240420"),
         ["2024-05-01", "2024-05-05"]),
        (("PO1*1*4*EA", "DTM*018*20240501", "DTM*067*20240508"), ["2024-05-01"]),
        (("PO1*1*4*EA", "SCH*2*EA***002*20240501", "SCH*2*EA***002*20240601"),
         ["2024-05-01", "2024-06-01"]),
        (("DTM*002****RD8*20240501-20240515",), ["2024-05-01", "2024-05-15"]),
        (("DTM*002*240501*****20",), ["2024-05-01"]),
        (("DTM*002*20241399", "DTM*002*00010101", "DTM*002*soon"), []),
        (("G62*02*20240501",), ["2024-05-01"]),
    ],
)  # fmt: skip
def test_wanted_dates_are_those_of_the_best_code(segments: Sequence[str], dates: list[str]) -> None:
    """A delivery asked for counts before a shipment asked for; cancel-after never counts."""
    assert values(one(order(*segments)), FactName.REQUESTED_DATE) == dates


@pytest.mark.parametrize(
    ("segments", "sender", "customer"),
    [
        (("N1*BT*HARBOR PAYS", "N1*BY*HARBOR MARINE"), "HARBOR", ["HARBOR MARINE"]),
        (("N1*BT*HARBOR PAYS", "N1*BY**92*1500", "N1*ST*DOCK*92*7"), "HARBOR", ["HARBOR PAYS"]),
        (("N1*BY**1*118822331", "N1*ST*DOCK*92*7"), "HARBOR", ["118822331"]),
        (("N1*BY", "N2*HARBOR MARINE"), "HARBOR", ["HARBOR MARINE"]),
        (("N1*ST*HARBOR STORES*9*118822331",), "5551230001", ["HARBOR STORES"]),
        (("N1*ST*Pat Reed",), "5551230001", []),  # an address without a number is anybody's
        (("N1*ST*Pat Reed",), "HARBORMARINE", ["HARBORMARINE"]),
        (("N1*BY**92*1500",), "5551230001", ["1500"]),
        ((), "SENDERID", []),
    ],
)
def test_the_customer_is_whoever_buys(
    segments: Sequence[str], sender: str, customer: list[str]
) -> None:
    """A buyer's name counts first, then a company's code, the known door, the sender's name."""
    assert values(one(order(*segments, sender=sender)), FactName.CUSTOMER) == customer


def test_a_drop_shipment_goes_to_somebody_else() -> None:
    """The consignee of a drop shipment is not taken for the customer, number or not."""
    head = "BEG*00*DS*HM-1**20240401"
    paper = one(order("N1*ST*Pat Reed*92*9", head=head, sender="HARBORMARINE"))
    assert values(paper, FactName.CUSTOMER) == ["HARBORMARINE"]


def test_labels_of_numbers_are_no_people() -> None:
    """A contact without a name is kept for its address; "default" and "0" name nobody."""
    people = ("PER*CN*default*EM*buy@harbor.example", "PER*BD*0", "PER*SR*Our Own Rep")
    paper = one(order(*people, "PER*AP*Ann Poe*TE*1"))
    assert values(paper, FactName.CONTACT) == []
    assert [(who.part, who.name, who.email) for who in paper.people] == [
        (Part.CONTACT, "", "buy@harbor.example"),
        (Part.ACCOUNTS, "Ann Poe", ""),
    ]


SAME = "\n".join(
    repr((fact.name, fact.value)) for fact in one(FULL).facts if fact.name is not FactName.SITE
)


@pytest.mark.parametrize(
    "text",
    [
        FULL.replace("~\n", "~"),
        FULL.replace("~\n", "\r\n"),
        FULL.replace("~\n", "\r"),
        FULL.replace("~\n", "'"),
        FULL.replace("*", "|"),
        FULL.replace("*", "\x1d").replace("~\n", "\x1c"),
        FULL.replace("~\n", "…"),
        "\ufeff" + FULL.replace("  ", " \xa0"),
        FULL.replace("      ", "  "),
        FULL.replace("\n", "\n    "),
        FULL.replace("20240620~", "20240620"),  # one terminator is missing
        "\r\n".join(FULL.replace("~\n", "~")[at : at + 80] for at in range(0, len(FULL), 80)),
        FULL[FULL.index("GS*") :],
        FULL[FULL.index("ST*850") :],
        FULL[: FULL.index("SE*9")],
        FULL.replace("*0*P*>~", "*0*P*~"),  # no component sign
    ],
)
def test_an_order_is_the_same_whatever_cuts_it(text: str) -> None:
    """Signs, line ends, padding, envelopes and terminators may be other ones or missing."""
    paper = one(text)
    stated = [fact for fact in paper.facts if fact.name is not FactName.SITE]
    assert "\n".join(repr((fact.name, fact.value)) for fact in stated) == SAME
    assert len(paper.lines) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_character_sets(encoding: str) -> None:
    """A name with an umlaut is read from each character set that files come in."""
    text = order("N1*BY*MÜLLER WERFT*92*1")
    assert values(one(text.encode(encoding)), FactName.CUSTOMER) == ["MÜLLER WERFT"]


def test_every_message_is_a_paper_of_its_own() -> None:
    """Sets, groups and interchanges in one file come apart, also with signs of their own."""
    two = order("N1*BY*A ONE").replace(
        "SE*9*0001~\n", "ST*850*0002~\nBEG*01*SA*HM-2~\nSE*3*0002~\n"
    )
    text = two + order(head="BEG*04*SA*HM-3").replace("*", "|")
    assert [(paper.kind, values(paper, FactName.PO_NUMBER)) for paper in read(text)] == [
        (Kind.NEW_PO, ["HM-20871"]),
        (Kind.PO_CANCELLATION, ["HM-2"]),
        (Kind.PO_REVISION, ["HM-3"]),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ISA",
        b"ISA*",
        b"ISA-4 is a standard.\n",
        b"ISA*00*" + bytes(at * 167 % 251 for at in range(100_000)),
        b"ST*85",
    ],
)
def test_what_is_no_edi_is_left_to_others(data: bytes) -> None:
    """Bytes that only begin like X12 are nothing that this room reads."""
    assert edi.read(data) is None


def test_lines_that_end_alike_are_not_ended_by_what_they_end_in() -> None:
    """Where line ends part segments, the last letter or digit of the lines is no terminator."""
    alike = ("DTM*002*20240511", "DTM*010*20240501", "N1*BY*HARBOR 1")
    assert values(one(order(*alike, end="\n")), FactName.CUSTOMER) == ["HARBOR 1"]
    short = "".join(
        f"{line}\n" for line in (ISA.format(sender="HARBOR"), "ST*850*1", "BEG*00*SA*7>8")
    )
    assert values(one(short), FactName.PO_NUMBER) == ["7>8"]


def test_a_line_without_a_name_goes_by_the_sellers_number() -> None:
    """Of the numbers of an item the seller's own counts before the buyer's."""
    paper = one(order("PO1*1*1*EA*1**BP*11-204*UP*012345678905*VN*TP-400", "PO1*2*1*EA*1**BP*11-9"))
    assert [line.item for line in paper.lines] == ["TP-400", "11-9"]


def test_a_vast_element_states_nothing() -> None:
    """Megabytes in one element make no fact, no quote and no line, and the rest is read."""
    vast = "X" * 500_000
    paper = one(order(f"N1*BY*{vast}*92*1", f"PO1*1*1*EA*1**VN*{vast}"))
    assert values(paper, FactName.PO_NUMBER) == ["HM-20871"]
    assert values(paper, FactName.CUSTOMER) == []
    assert paper.lines == ()


def test_a_flood_is_cut_off_and_said_so() -> None:
    """More messages, or more text, than anybody reads is a problem in plain words."""
    flood = edi.read(order().replace("SE*", "ST*850*1~\nBEG*00*SA*7~\n" * 200 + "SE*").encode())
    assert flood is not None
    assert (len(flood.papers), flood.problem) == (100, "only its first 100 messages were read")
    long = edi.read(order(*["N1*BY*HARBOR MARINE"] * 150_000).encode())
    assert long is not None
    assert long.problem == "only its first part was read"
    assert values(long.papers[0], FactName.CUSTOMER) == ["HARBOR MARINE"]
