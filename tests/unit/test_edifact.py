"""EDIFACT: what a message states, in each of the dialects and states of repair it comes in."""

from collections.abc import Sequence

import pytest
from edi_papers import one, read
from xml_papers import values

from assistant.documents.edi import orders as edi
from assistant.documents.edi.edifact_dates import days
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Part


def message(*segments: str, type_: str = "ORDERS:D:96A:UN:EAN008", una: str = "") -> str:
    """An interchange of one message, whose segments these are behind UNH."""
    around = ["UNB+UNOC:3+4399900000018:14+4399900000025:14+240402:0815+117", f"UNH+1+{type_}"]
    inside = [*around, *segments, "UNT+9+1", "UNZ+1+117"]
    return una + "".join(f"{segment}'\n" for segment in inside)


FULL = (
    "BGM+220+NW-30417+9",
    "DTM+137:202404020815:203",
    "DTM+2:20240612:102",
    "RFF+AAG:ANG-771",
    "RFF+AEP:HALLE 4",
    "NAD+BY+4399900000018::9++NORDWIND GMBH+KAI 7+EMDEN++26721+DE",
    "CTA+OC+:Imke Harms",
    "COM+?+49 4921 555 17:TE",
    "COM+I.Harms@nordwind.example:EM",
    "NAD+DP+4399900000032::9++NORDWIND LAGER+TOR 2+LEER++26789+DE",
    "CTA+GR+:Onno Behrends",
    "NAD+SU+4399900000025::9++TIEFENPUMPEN KG",
    "CTA+SR+:Our Own Rep",
    "CUX+2:EUR:9",
    "PAT+1++5:3:D:30",
    "TOD+3++DAP::9:LEER",
    "LIN+1++4399900001015:EN",
    "PIA+1+TP-400:SA",
    "IMD+F++:::LENZPUMPE 400",
    "QTY+21:4:PCE",
    "DTM+2:20240620:102",
    "MOA+203:5002",
    "PRI+AAA:1250,5",
    "LIN+2++4399900001022:EN",
    "QTY+21:200:PCE",
    "PRI+AAA:31:::100:PCE",
    "UNS+S",
    "MOA+79:5064",
    "MOA+86:6026.16",
    "CNT+2:2",
)


def test_an_order_states_its_head() -> None:
    """Numbers, dates, money, parties and terms of ORDERS are read from their segments."""
    paper = one(message(*FULL))
    assert (paper.form, paper.kind) == ("EDIFACT ORDERS", Kind.NEW_PO)
    stated = {name: values(paper, name) for name in FactName if values(paper, name)}
    assert stated == {
        FactName.PO_NUMBER: ["NW-30417"],
        FactName.PO_DATE: ["2024-04-02"],
        FactName.CUSTOMER: ["NORDWIND GMBH"],
        FactName.SUPPLIER: ["TIEFENPUMPEN KG"],
        FactName.SITE: ["NORDWIND LAGER, LEER"],
        FactName.CONTACT: ["Imke Harms"],
        FactName.CURRENCY: ["EUR"],
        FactName.TOTAL: ["6026.16"],
        FactName.QUOTE_REFERENCE: ["ANG-771"],
        FactName.REQUESTED_DATE: ["2024-06-12", "2024-06-20"],
        FactName.PAYMENT_TERMS: ["net 30 days"],
        FactName.DELIVERY_TERMS: ["DAP LEER"],
        FactName.PROJECT: ["HALLE 4"],
    }


def test_an_order_names_the_buyers_people_only() -> None:
    """The order's contact and the receiver are named with how to reach them, the seller's not."""
    contact, receiver = one(message(*FULL)).people
    assert (contact.part, contact.name) == (Part.CONTACT, "Imke Harms")
    assert (contact.email, contact.phone) == ("i.harms@nordwind.example", "+49 4921 555 17")
    assert (receiver.part, receiver.name) == (Part.RECEIVER, "Onno Behrends")


def test_lines_hold_what_is_said_of_one_piece() -> None:
    """A decimal comma is a point; a price for a hundred is left out; a name beats a number."""
    assert one(message(*FULL)).lines == (
        Line(
            number="1", item="LENZPUMPE 400", quantity="4", unit="PCE", price="1250.5",
            amount="5002", wanted="2024-06-20",
        ),
        Line(number="2", item="4399900001022", quantity="200", unit="PCE"),
    )  # fmt: skip


def test_a_contacts_function_counts_before_his_party() -> None:
    """Who takes the goods in for the buyer is a receiver, and not the order's contact."""
    paper = one(message("BGM+220+7+9", "NAD+BY+1", "CTA+GR+:Onno Behrends"))
    assert [who.part for who in paper.people] == [Part.RECEIVER]
    assert values(paper, FactName.CONTACT) == []


@pytest.mark.parametrize(
    ("type_", "head", "kind"),
    [
        ("ORDERS", "BGM+220+7+9", Kind.NEW_PO),
        ("ORDERS", "BGM+221+7+9", Kind.NEW_PO),
        ("ORDERS", "BGM+226+7", Kind.NEW_PO),
        ("ORDERS", "BGM+220+7+7", Kind.NEW_PO),
        ("ORDERS", "BGM+220+7+31", Kind.NEW_PO),
        ("ORDERS", "BGM+220+7+1", Kind.PO_CANCELLATION),
        ("ORDERS", "BGM+220+7+17", Kind.PO_CANCELLATION),
        ("ORDERS", "BGM+220+7+3", Kind.PO_REVISION),
        ("ORDERS", "BGM+220+7+4", Kind.PO_REVISION),
        ("ORDERS", "BGM+220+7+5", Kind.PO_REVISION),
        ("ORDERS", "BGM+220+7+36", Kind.PO_REVISION),
        ("ORDERS", "BGM+230+7+9", Kind.PO_REVISION),
        ("ORDERS", "BGM+231+7+29", Kind.ORDER_ACKNOWLEDGEMENT),
        ("ORDERS", "BGM+220+7+53", Kind.OTHER),
        ("ORDERS", "DTM+137:20240402:102", Kind.OTHER),
        ("ORDERS:91:1", "BGM+220+7+4:20240402:102+1", Kind.PO_CANCELLATION),
        ("ORDCHG", "BGM+230+C7+9", Kind.PO_REVISION),
        ("ORDCHG", "BGM+230+C7+1", Kind.PO_CANCELLATION),
        ("ORDCHG", "BGM+231+C7+27", Kind.PO_REVISION),
        ("ORDRSP", "BGM+231+A7+4", Kind.ORDER_ACKNOWLEDGEMENT),
        ("QUOTES", "BGM+310+Q7+9", Kind.QUOTE),
        ("REQOTE", "BGM+311+R7+9", Kind.RFQ),
        ("INVOIC", "BGM+380+I7+9", Kind.INVOICE),
        ("INVOIC", "BGM+381+I7+1", Kind.INVOICE),
        ("DESADV", "BGM+351+D7+9", Kind.SHIPPING),
        ("DELFOR", "BGM+241+F7+9", Kind.OTHER),
        ("OSTRPT", "BGM+348+O7+9", Kind.OTHER),
        ("CONTRL", "UCI+117", Kind.OTHER),
    ],
)
def test_type_document_and_function_make_the_kind(type_: str, head: str, kind: Kind) -> None:
    """The message type decides the kind, then document and function in BGM."""
    assert one(message(head, type_=type_)).kind is kind


def test_a_change_names_the_order_and_its_own_number() -> None:
    """ORDCHG refers to the PO by RFF+ON; a line it deletes is wanted on no day."""
    paper = one(
        message(
            "BGM+230+AEN-5+4", "DTM+137:20240410:102", "RFF+ON:NW-30417", "DTM+171:20240402:102",
            "LIN+1+3+4399900001015:EN", "DTM+2:20240701:102",
            "LIN+2+2+4399900001022:EN", "DTM+2:20240901:102", "UNS+S",
            type_="ORDCHG:D:96A:UN",
        )
    )  # fmt: skip
    assert values(paper, FactName.PO_NUMBER) == ["NW-30417"]
    assert values(paper, FactName.PAPER_NUMBER) == ["AEN-5"]
    assert values(paper, FactName.PO_DATE) == ["2024-04-02"]
    assert values(paper, FactName.REQUESTED_DATE) == ["2024-07-01"]


@pytest.mark.parametrize("type_", ["ORDERS", "ORDCHG"])
def test_a_change_without_reference_bears_the_orders_number(type_: str) -> None:
    """A changed order that refers to nothing is known by the number it bears."""
    paper = one(message("BGM+220+NW-30417:A:2+4", type_=type_))
    assert values(paper, FactName.PO_NUMBER) == ["NW-30417"]
    assert values(paper, FactName.PO_REVISION) == ["2"]


def test_an_order_names_itself_before_what_it_refers_to() -> None:
    """RFF+ON in a new order is another number; only an order without one goes by it."""
    named = one(message("BGM+220+NW-30417+9", "RFF+ON:OLD-1"))
    assert values(named, FactName.PO_NUMBER) == ["NW-30417"]
    nameless = one(message("BGM+220++9", "RFF+ON:NW-30417"))
    assert values(nameless, FactName.PO_NUMBER) == ["NW-30417"]


def test_answers_and_invoices_refer_to_the_order() -> None:
    """Seller's papers state the POs they answer, their own number, and no wanted date."""
    answer = one(
        message("BGM+231+AB-9+29", "DTM+2:20240612:102", "RFF+ON:NW-30417", type_="ORDRSP")
    )
    assert values(answer, FactName.PO_NUMBER) == ["NW-30417"]
    assert values(answer, FactName.PAPER_NUMBER) == ["AB-9"]
    assert values(answer, FactName.REQUESTED_DATE) == []
    notice = ("BGM+351+LS-1+9", "CPS+1", "LIN+1", "RFF+ON:NW-1:1", "LIN+2", "RFF+ON:NW-2:1")
    assert values(one(message(*notice, type_="DESADV")), FactName.PO_NUMBER) == ["NW-1", "NW-2"]


@pytest.mark.parametrize(
    ("segments", "total"),
    [
        (("LIN+1", "MOA+203:40", "MOA+128:40", "UNS+S", "CNT+2:1"), []),
        (("LIN+1", "UNS+S", "MOA+79:40", "MOA+124:7.60"), ["40"]),
        (("LIN+1", "UNS+S", "MOA+79:40", "MOA+77:47,60"), ["47.60"]),
        (("LIN+1", "UNS+S", "MOA+24:9"), []),
        (("MOA+9:40",), ["40"]),
        (("LIN+1", "MOA+86:40", "CNT+2:1"), ["40"]),  # no UNS parts lines and summary
        (("LIN+1", "MOA+77:40", "LIN+2", "MOA+77:40"), []),
    ],
)
def test_only_a_stated_total_is_a_total(segments: Sequence[str], total: list[str]) -> None:
    """The total is the summary's amount for the whole message, payable before net."""
    assert values(one(message("BGM+220+7+9", *segments)), FactName.TOTAL) == total


@pytest.mark.parametrize(
    ("segments", "dates"),
    [
        (("DTM+63:20240505:102", "DTM+64:20240501:102"), ["2024-05-05", "2024-05-01"]),
        (("DTM+10:20240501:102", "DTM+2:20240510:102"), ["2024-05-10"]),
        (("DTM+61:20240501:102", "DTM+137:20240401:102"), []),
        (("DTM+2:2024050120240515:718",), ["2024-05-01", "2024-05-15"]),
        (("LIN+1", "LOC+7+A", "DTM+2:20240501:102", "LOC+7+B", "DTM+2:20240503:102"),
         ["2024-05-01", "2024-05-03"]),
    ],
)  # fmt: skip
def test_wanted_dates_are_those_of_the_best_code(segments: Sequence[str], dates: list[str]) -> None:
    """A delivery asked for counts first, then its window, then a shipment asked for."""
    assert values(one(message("BGM+220+7+9", *segments)), FactName.REQUESTED_DATE) == dates


@pytest.mark.parametrize(
    ("written", "code", "read_as"),
    [
        ("20240501", "102", ["2024-05-01"]),
        ("240501", "101", ["2024-05-01"]),
        ("202405010930", "203", ["2024-05-01"]),
        ("202405010930+02", "303", ["2024-05-01"]),
        ("20240501", "", ["2024-05-01"]),
        ("010524", "2", ["2024-05-01"]),
        ("050124", "3", ["2024-05-01"]),
        ("202418", "616", ["2024-04-29"]),
        ("2024050120240515", "718", ["2024-05-01", "2024-05-15"]),
        ("202405", "610", []),
        ("202499", "616", []),
        ("20240231", "102", []),
        ("00000000", "102", []),
    ],
)
def test_dates_follow_their_format_code(written: str, code: str, read_as: list[str]) -> None:
    """A date, a period and a week are read by code 2379; what names no day states none."""
    assert days(written, code) == read_as


@pytest.mark.parametrize(
    ("segments", "customer"),
    [
        (("NAD+BY+4399900000018::9",), ["4399900000018"]),
        (("NAD+BY+++NORDWIND GMBH+KAI 7",), ["NORDWIND GMBH"]),
        (("NAD+BY+77::92+NORDWIND GMBH:KAI 7:EMDEN",), ["NORDWIND GMBH"]),
        (("NAD+BY+4399900000018::9", "NAD+IV+1::9++NORDWIND GMBH"), ["NORDWIND GMBH"]),
        (("NAD+BY+1++NORDWIND HAFENBETRIEBE UND SCHIFFFA:HRT GMBH",),
         ["NORDWIND HAFENBETRIEBE UND SCHIFFFAHRT GMBH"]),
        (("NAD+BY+1++O?'Neill ?+ Sons",), ["O'Neill + Sons"]),
        (("NAD+DP+1++NORDWIND LAGER",), []),
    ],
)  # fmt: skip
def test_the_customer_is_named_or_else_coded(segments: Sequence[str], customer: list[str]) -> None:
    """A stated name counts before a code; a name that fills its line goes on in the next."""
    assert values(one(message("BGM+220+7+9", *segments)), FactName.CUSTOMER) == customer


def test_a_sender_with_a_name_is_the_customer_nobody_names() -> None:
    """Without a buyer in the message, the name that sent the interchange stands for him."""
    text = message("BGM+220+7+9").replace("4399900000018:14", "NORDWIND:ZZ", 1)
    assert values(one(text), FactName.CUSTOMER) == ["NORDWIND"]


WHOLE = message(*FULL)
FACTS = [(fact.name, fact.value) for fact in one(WHOLE).facts]
OTHERS = str.maketrans("+:'?", "|*~\\")
UNDERNEATH = str.maketrans("+:'", "\x1d\x1f\x1c")


@pytest.mark.parametrize(
    "text",
    [
        "UNA:+.? '" + WHOLE,
        "UNA:+.?'\r\n" + WHOLE,  # the blank of the reserve is lost
        WHOLE.replace("'\n", "'"),
        WHOLE.replace("'\n", "\r\n"),
        WHOLE.replace("DAP::9:LEER'", "DAP::9:LEER"),  # one terminator is missing
        WHOLE.replace("UNH+1", "UNG+ORDERS+1+2+240402:0815+1+UN+D:96A'\nUNH+1"),
        WHOLE[WHOLE.index("UNH+1") :],
        WHOLE[: WHOLE.index("UNT+")],
        "".join(f"{line.rstrip(chr(39)):80}\n" for line in WHOLE.splitlines()),  # full records
        "\ufeff\n" + WHOLE.replace("\n", "\n   "),
        "\n".join(
            WHOLE.replace("'\n", "'")[at : at + 70] for at in range(0, len(WHOLE), 70)
        ).strip(),
        "UNA*|.\\ ~" + WHOLE.translate(OTHERS),
        WHOLE.replace("UNOC", "UNOB").replace("?+", "").translate(UNDERNEATH),
    ],
)
def test_an_order_is_the_same_whatever_cuts_it(text: str) -> None:
    """Service strings, line ends, envelopes and terminators may be other ones or missing."""
    paper = one(text)
    assert [(fact.name, fact.value) for fact in paper.facts] == FACTS
    assert len(paper.lines) == 2


@pytest.mark.parametrize(
    ("level", "encoding", "name"),
    [
        ("UNOC", "latin-1", "MÜLLER & SØN"),
        ("UNOD", "iso8859_2", "ŻEGLUGA ŁÓDŹ"),
        ("UNOE", "iso8859_5", "МОРСКОЙ ПОРТ"),
        ("UNOW", "utf-8", "港湾 GMBH"),
        ("UNOA", "cp1252", "MÜLLER"),
    ],
)
def test_the_envelope_declares_the_character_set(level: str, encoding: str, name: str) -> None:
    """Names are read in the character set that UNB declares, and in UTF-8 wherever it is."""
    text = message("BGM+220+7+9", f"NAD+BY+1++{name}").replace("UNOC", level)
    assert values(one(text.encode(encoding)), FactName.CUSTOMER) == [name]


def test_every_message_is_a_paper_of_its_own() -> None:
    """Two messages in one interchange come apart."""
    text = message("BGM+220+NW-1+9", "UNT+3+1", "UNH+2+ORDCHG:D:96A:UN", "BGM+230+NW-2+1")
    assert [(paper.kind, values(paper, FactName.PO_NUMBER)) for paper in read(text)] == [
        (Kind.NEW_PO, ["NW-1"]),
        (Kind.PO_CANCELLATION, ["NW-2"]),
    ]


@pytest.mark.parametrize(
    "data", [b"UNB+", b"UNA", b"UNA" + b"\0\xff" * 99 + b"UNB", b"UNBELIEVABLE offer", b"UNB+UNOC'"]
)
def test_what_is_no_edi_is_left_to_others(data: bytes) -> None:
    """Bytes that only begin like EDIFACT are nothing that this room reads."""
    assert edi.read(data) is None


def test_release_signs_without_end_are_read_through() -> None:
    """A million release signs make no fact and keep none from being read."""
    paper = one(message("BGM+220+NW-30417+9", f"NAD+BY+{'?' * 999_999}+", "DTM+2:20240612:102"))
    assert values(paper, FactName.PO_NUMBER) == ["NW-30417"]
    assert values(paper, FactName.REQUESTED_DATE) == ["2024-06-12"]
