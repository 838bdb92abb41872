"""TRADACOMS: orders of one file come apart, each with what the file's header says."""

import pytest
from edi_papers import read
from xml_papers import values

from assistant.documents.edi import orders as edi
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Line

HEADER = (
    "STX=ANA:1+5012300000017:BRAMLEY STORES+5012300000024:FENLAND FOODS+240402:081500+117'\n"
    "MHD=1+ORDHDR:9'\n"
    "TYP=0430+NEW-ORDERS'\n"
    "SDT=5012300000024:00871+FENLAND FOODS LTD'\n"
    "CDT=5012300000017+BRAMLEY STORES PLC+HIGH ROAD:ELY'\n"
    "FIL=117+1+240402'\n"
    "MTR=6'\n"
)
ORDERS = (
    "MHD=2+ORDERS:9'\n"
    "CLO=5012300000031:0044+ELY DEPOT+FORE HILL:ELY'\n"
    "ORD=BR7001::240401'\n"
    "DIN=240412+240414++GATE 2'\n"
    "OLD=1+5012300001014+5012300001021++12+60++++PEARS?: WILLIAMS:4 PACK'\n"
    "OLD=2+:887+++6+15'\n"
    "OTR=2'\n"
    "MTR=8'\n"
    "MHD=3+ORDERS:9'\n"
    "CLO=5012300000048:0045'\n"
    "ORD=BR7002:FF-1:240402'\n"
    "OTR=0'\n"
    "MTR=5'\n"
)
TRAILER = "MHD=4+ORDTLR:9'\nOFT=2'\nMTR=3'\nEND=4'\n"


def test_each_order_of_a_file_is_a_paper() -> None:
    """Two orders have numbers, dates and lines of their own and the header's parties."""
    first, second = read(HEADER + ORDERS + TRAILER)
    assert (first.form, first.kind) == ("TRADACOMS ORDERS", Kind.NEW_PO)
    assert {name: values(first, name) for name in FactName if values(first, name)} == {
        FactName.PO_NUMBER: ["BR7001"],
        FactName.PO_DATE: ["2024-04-01"],
        FactName.CUSTOMER: ["BRAMLEY STORES PLC"],
        FactName.SUPPLIER: ["FENLAND FOODS LTD"],
        FactName.SITE: ["ELY DEPOT, FORE HILL"],
        FactName.REQUESTED_DATE: ["2024-04-12", "2024-04-14"],
    }
    assert first.lines == (
        Line(number="1", item="PEARS: WILLIAMS 4 PACK", quantity="60"),
        Line(number="2", item="887", quantity="15"),
    )
    assert values(second, FactName.PO_NUMBER) == ["BR7002"]
    assert values(second, FactName.CUSTOMER) == ["BRAMLEY STORES PLC"]
    assert values(second, FactName.REQUESTED_DATE) == []


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("TYP=0430", Kind.NEW_PO),
        ("TYP=+NEW-ORDERS", Kind.NEW_PO),
        ("TYP=0430+AMENDMENTS", Kind.PO_REVISION),
        ("TYP=0440", Kind.PO_REVISION),
        ("TYP=0450+CANCELS", Kind.PO_CANCELLATION),
        ("TYP=0499", Kind.PO_REVISION),
    ],
)
def test_the_files_type_tells_new_orders_from_changed_ones(type_: str, kind: Kind) -> None:
    """Only a file of new orders holds new orders."""
    text = (HEADER + ORDERS).replace("TYP=0430+NEW-ORDERS", type_)
    assert [paper.kind for paper in read(text)] == [kind, kind]


def test_names_come_from_the_envelope_where_the_header_has_codes() -> None:
    """A customer coded in his own segment bears the name that the transmission gives him."""
    coded = HEADER.replace("+BRAMLEY STORES PLC+HIGH ROAD:ELY", "")
    assert values(read(coded + ORDERS)[0], FactName.CUSTOMER) == ["BRAMLEY STORES"]
    nameless = coded.replace(":BRAMLEY STORES", "")
    assert values(read(nameless + ORDERS)[0], FactName.CUSTOMER) == ["5012300000017"]
    assert values(read(ORDERS)[0], FactName.CUSTOMER) == []


@pytest.mark.parametrize("end", ["'", "\r\n", "'\r\n    "])
def test_an_order_is_the_same_whatever_ends_its_segments(end: str) -> None:
    """Line ends and terminators may be missing, lines may be moved in."""
    first, _ = read((HEADER + ORDERS + TRAILER).replace("'\n", end))
    assert values(first, FactName.PO_NUMBER) == ["BR7001"]
    assert len(first.lines) == 2


def test_an_invoice_refers_to_the_order() -> None:
    """INVFIL holds invoices: their number, the order's, and the total with hidden decimals."""
    (paper,) = read(
        "STX=ANA:1+5012300000024:FENLAND FOODS+5012300000017:BRAMLEY STORES+240501:0815+9'\n"
        "MHD=1+INVFIL:9'\nTYP=0700+INVOICES'\nSDT=5012300000024'\nCDT=5012300000017'\nMTR=5'\n"
        "MHD=2+INVOIC:9'\nIRF=F-88+240430+240430'\nODD=1+BR7001::240401+LS-3'\n"
        "TLR=1+12029+++++12029++12029+2406+14435'\nMTR=5'\n"
        "MHD=3+INVTLR:9'\nTOT=12029'\nMTR=3'\nEND=3'\n"
    )
    assert (paper.form, paper.kind) == ("TRADACOMS INVOIC", Kind.INVOICE)
    assert values(paper, FactName.PAPER_NUMBER) == ["F-88"]
    assert values(paper, FactName.PO_NUMBER) == ["BR7001"]
    assert values(paper, FactName.TOTAL) == ["144.35"]
    assert values(paper, FactName.CUSTOMER) == ["BRAMLEY STORES"]
    assert values(paper, FactName.SUPPLIER) == ["FENLAND FOODS"]


def test_other_messages_are_no_orders() -> None:
    """A planning report is something else, and a file of headers alone is no paper at all."""
    report = HEADER.replace("ORDHDR", "PPRHDR") + "MHD=2+PPRDET:2'\nPDN=1+:C13'\nMTR=3'\n"
    (paper,) = read(report)
    assert (paper.kind, paper.facts) == (Kind.OTHER, ())
    assert edi.read(HEADER.encode()) is None
