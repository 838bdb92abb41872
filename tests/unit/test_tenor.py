"""A paper without a known title is told by the sum of its words, and an order by its layout."""

import pytest

from assistant.content import phrases, tenor
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Document
from assistant.domain.people import Rep
from assistant.pipeline import papers
from assistant.pipeline.tenor import kind_of, opens_as_other

WORDS, PHRASES = tenor.load(), phrases.load()
REP = Rep(Address("lena@norvik.example"), "Norvik Machines", frozenset({"norvik.example"}))
TABLE = "Item      Qty     Price     Amount\nPump       2      40.00      80.00\nTotal EUR 80.00\n"
TO_US = "Supplier: Norvik Machines, Harbour 1\nDeliver to: Gate 2\n"


def told(text: str, rep: Rep = REP) -> Kind | None:
    """The kind, if anything stands out."""
    found = kind_of(text, WORDS, rep)
    return found[0] if found else None


@pytest.mark.parametrize(
    "head",
    [
        "Halvorsen Foods\nOrder 118 for pumps\n",
        "Halvorsen SA\nCommande fournisseur ferme 26-118\n",
        "Halvorsen GmbH\nWir bestellen laut Ihr Angebot A-7\nBestellung B-118 vom 02.11.2026\n",
        "Halvorsen Lda\nEncomenda a fornecedor 118\n",
        "Halvorsen AB\nBeställning till leverantör 118\n",
        "Halvorsen s.r.o.\nObjednávka vydaná pro 118\n",
    ],
)
def test_an_order_is_told_by_words_and_layout(head: str) -> None:
    """The word for an order at the top, a table of goods, money and our name make one."""
    assert told(head + TO_US + TABLE) is Kind.NEW_PO


def test_words_alone_make_no_order() -> None:
    """Neither talk of an order nor a table without it is one."""
    assert told("Our order 118\nThe order is late. Please send the order.\n") is None
    assert told(TO_US + TABLE) is None


def test_our_own_letterhead_makes_no_order() -> None:
    """What we print ourselves is no received PO."""
    assert told("Norvik Machines\nBook 118\nCommande 118\n" + TABLE) is None


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Goods receipt 55\nReceiving report to order 118\n", Kind.SHIPPING),
        (
            "Confirmation of your order 118\nBestätigung Ihrer Bestellung 118\n",
            Kind.ORDER_ACKNOWLEDGEMENT,
        ),
        ("Zahlungsavis 77\nRechnung 4401 zu Bestellung 118\n", Kind.INVOICE),
        ("Preisanfrage 12\nAnfrage zu Pumpen\n", Kind.RFQ),
        ("Oferta comercial 31\nPresupuesto para bombas\n", Kind.QUOTE),
    ],
)
def test_other_papers_that_name_an_order_are_none(head: str, kind: Kind) -> None:
    """A paper's own word counts before the order it refers to."""
    assert told(head + TABLE) is kind


def test_a_change_is_never_told_as_a_new_order() -> None:
    """The word for a change at the top keeps an order's words from making a new one."""
    text = "Order 118 for pumps\nAmendment 2\nOrder 118\n" + TO_US + TABLE
    assert told(text) is not Kind.NEW_PO


def test_two_kinds_that_weigh_the_same_say_nothing() -> None:
    """Without a lead there is no answer."""
    assert told("Devis 12\nFacture 12\n") is None


def test_a_heading_above_the_label_tells_what_a_paper_is() -> None:
    """ "Purchase order" below another heading is a label; above it, it is the title."""
    receipt = "GOODS RECEIPT SLIP 55\nPurchase order       118\n"
    assert opens_as_other(receipt, "Purchase order", WORDS)
    assert not opens_as_other("PURCHASE ORDER CONTRACT\nGoods receipt\n", "PURCHASE ORDER", WORDS)
    assert papers.kind_of(Document("a.pdf", (receipt,)), PHRASES, REP) is None


def test_the_readers_own_offer_is_no_title() -> None:
    """ "YOUR QUOTE" on an order form names our paper."""
    text = "ORDER FORM NO. 58\tDATE 3 July\nSUPPLIER Norvik Machines\tYOUR QUOTE\tQ-7\n" + TABLE
    kind = papers.kind_of(Document("a.docx", (text,)), PHRASES, REP)
    assert kind is not None
    assert kind.code == Kind.NEW_PO


def test_a_first_version_is_new_and_a_second_is_a_change() -> None:
    """Systems that count versions begin with 1."""
    page = "PURCHASE ORDER 118\nVersion: {}\n" + TO_US + TABLE
    kinds = [
        papers.kind_of(Document("a.pdf", (page.format(number),)), PHRASES, REP) for number in "12"
    ]
    assert [one.code for one in kinds if one] == [Kind.NEW_PO, Kind.PO_REVISION]


def test_a_hostile_page_is_told_in_time_that_grows_with_it() -> None:
    """Only the head of a paper is weighed, so a page of any length ends."""
    assert kind_of("order " * 200_000, WORDS, REP) is None
    assert kind_of("order\n" * 200_000, WORDS, REP) is None
