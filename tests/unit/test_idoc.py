"""SAP IDocs: the message type and action decide, qualifiers give the facts their meaning."""

import pytest
from xml_papers import paper, people, reading, source, value, values

from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line, Part

ORDER = source("idoc_orders")


def idoc(message: str, segments: str) -> str:
    control = f"<EDI_DC40><MESTYP>{message}</MESTYP></EDI_DC40>"
    return f'<ANY01><IDOC BEGIN="1">{control}{segments}</IDOC></ANY01>'


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        (FactName.PO_NUMBER, ["4500077001"]),
        (FactName.PO_DATE, ["2031-06-08"]),
        (FactName.PAPER_NUMBER, []),
        (FactName.CUSTOMER, ["Kornmühle Wessel GmbH"]),
        (FactName.SUPPLIER, ["Lomond Looms Ltd"]),
        (FactName.SITE, ["Wessel Werk Nord, Speicherstr. 9, 20457 Hamburg, DE"]),
        (FactName.CONTACT, ["Frauke Behn"]),
        (FactName.CURRENCY, ["EUR"]),
        (FactName.TOTAL, ["1230.00"]),
        (FactName.QUOTE_REFERENCE, ["AN-61"]),
        (FactName.REQUESTED_DATE, ["2031-07-14", "2031-07-21"]),
        (FactName.PAYMENT_TERMS, ["Z045"]),
        (FactName.DELIVERY_TERMS, ["DAP, Hamburg"]),
    ],
)
def test_order_facts(name: FactName, stated: list[str]) -> None:
    """Each fact of an ORDERS05 is read from the segment with the right qualifier."""
    order = paper(ORDER)
    assert (order.form, order.kind) == ("SAP IDoc ORDERS", Kind.NEW_PO)
    assert values(order, name) == stated


def test_people_and_lines() -> None:
    """The contact comes with the address of the inner segment; a cancelled item is no line."""
    order = paper(ORDER)
    (contact,) = people(order, Part.CONTACT)
    assert (contact.email, contact.phone) == ("f.behn@wessel.example", "040 000 77")
    assert [one.name for one in people(order, Part.RECEIVER)] == ["Tor 1"]
    assert order.lines == (
        Line(
            number="00010",
            item="Walzensatz",
            quantity="3.000",
            unit="PCE",
            price="410.00",
            amount="1230.00",
            wanted="2031-07-21",
        ),
    )


@pytest.mark.parametrize(
    ("message", "action", "kind"),
    [
        ("ORDERS", "", Kind.NEW_PO),
        ("ORDERS", "001", Kind.PO_CANCELLATION),
        ("ORDERS", "004", Kind.PO_REVISION),
        ("ORDCHG", "000", Kind.PO_REVISION),
        ("ORDCHG", "001", Kind.PO_CANCELLATION),
        ("ORDRSP", "001", Kind.ORDER_ACKNOWLEDGEMENT),
        ("REQOTE", "", Kind.RFQ),
        ("QUOTES", "", Kind.QUOTE),
        ("INVOIC", "", Kind.INVOICE),
        ("DESADV", "", Kind.SHIPPING),
        ("ZORDERS", "", Kind.NEW_PO),
        ("MATMAS", "", Kind.OTHER),
    ],
)
def test_message_and_action(message: str, action: str, kind: Kind) -> None:
    """One basic type carries many messages: the message and its action say which this is."""
    assert paper(idoc(message, f"<E1EDK01><ACTION>{action}</ACTION></E1EDK01>")).kind is kind


@pytest.mark.parametrize(
    ("message", "segments", "order", "own"),
    [
        (
            "ORDRSP",
            (
                "<E1EDK01><BELNR>88</BELNR></E1EDK01>"
                "<E1EDK02><QUALF>001</QUALF><BELNR>7</BELNR></E1EDK02>"
            ),
            "7",
            "88",
        ),
        ("ORDRSP", "<E1EDK01><BELNR>7</BELNR></E1EDK01>", "7", ""),
        (
            "INVOIC",
            (
                "<E1EDK02><QUALF>009</QUALF><BELNR>90</BELNR></E1EDK02>"
                "<E1EDP01><E1EDP02><QUALF>001</QUALF><BELNR>7</BELNR></E1EDP02></E1EDP01>"
            ),
            "7",
            "90",
        ),
        (
            "DESADV",
            (
                "<E1EDL20><VBELN>80</VBELN><E1EDL24><E1EDL41><QUALI>001</QUALI><BSTNR>7</BSTNR>"
                "</E1EDL41></E1EDL24></E1EDL20>"
            ),
            "7",
            "80",
        ),
        ("INVOIC", "<E1EDK01><BELNR>90</BELNR></E1EDK01>", "", "90"),
    ],
)
def test_answers_to_an_order(message: str, segments: str, order: str, own: str) -> None:
    """Acknowledgements, invoices and despatch advices name the order and bear their own number."""
    read = paper(idoc(message, segments))
    assert value(read, FactName.PO_NUMBER) == order
    assert value(read, FactName.PAPER_NUMBER) == own


def test_billed_value() -> None:
    """The value with taxes counts before the one without, a count of items is no total."""
    sums = "".join(
        f"<E1EDS01><SUMID>{code}</SUMID><SUMME>{amount}</SUMME></E1EDS01>"
        for code, amount in (("001", "4"), ("010", "100.00"), ("011", "119.00-"))
    )
    assert value(paper(idoc("INVOIC", sums)), FactName.TOTAL) == "-119.00"
    count = "<E1EDS01><SUMID>001</SUMID><SUMME>4</SUMME></E1EDS01>"
    assert value(paper(idoc("ORDERS", count)), FactName.TOTAL) == ""


def test_two_idocs_in_one_file() -> None:
    """Each IDoc of a file is a paper of its own."""
    start, end = ORDER.index("<IDOC"), ORDER.index("</ORDERS05>")
    second = ORDER[start:end].replace("4500077001", "4500077002")
    numbers = [
        value(one, FactName.PO_NUMBER) for one in reading(ORDER[:end] + second + ORDER[end:]).papers
    ]
    assert numbers == ["4500077001", "4500077002"]


@pytest.mark.parametrize(
    "xml",
    [
        "<ORDERS05><E1EDK01><BELNR>7</BELNR></E1EDK01></ORDERS05>",
        "<ORDERS05><IDOC><E1EDK01><BELNR>7</BELNR></E1EDK01></IDOC></ORDERS05>",
        (
            "<X><EDI_DC40><IDOCTYP>ORDERS03</IDOCTYP></EDI_DC40><E1EDK01/>"
            "<E1EDK02><QUALF>001</QUALF><BELNR>7</BELNR></E1EDK02></X>"
        ),
    ],
)
def test_stripped_idocs(xml: str) -> None:
    """Without envelope or message type the names around the segments tell an order."""
    read = paper(xml)
    assert (read.kind, value(read, FactName.PO_NUMBER)) == (Kind.NEW_PO, "7")


def test_segments_side_by_side() -> None:
    """A converter that flattens the segments leaves the requested days readable."""
    flat = (
        "<E1EDK01><BELNR>7</BELNR></E1EDK01><E1EDP01><POSEX>1</POSEX></E1EDP01>"
        "<E1EDP03><IDDAT>001</IDDAT><DATUM>20310101</DATUM></E1EDP03>"
        "<E1EDP03><IDDAT>002</IDDAT><DATUM>20310203</DATUM></E1EDP03>"
        "<E1EDP20><EDATU>00000000</EDATU></E1EDP20>"
    )
    assert values(paper(idoc("ORDERS", flat)), FactName.REQUESTED_DATE) == ["2031-02-03"]


def test_test_order_says_so() -> None:
    """An IDoc with the test flag names that where a person reads the form."""
    read = paper(ORDER.replace("<SNDPRN>", "<TEST>X</TEST><SNDPRN>"))
    assert read.form == "SAP IDoc ORDERS, marked as a test"
