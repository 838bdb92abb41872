"""Where sources disagree or two readings fit, the rep is told and nothing is picked silently."""

from dataclasses import replace

import pytest
from reading_own import MAIL, fact, order, read_order

from assistant.domain.facts import FactName, Status
from assistant.domain.mail import Document
from assistant.domain.order import Doubt
from assistant.pipeline.read import Read

HONEST = "PO Number: 4711\nTotal 1,250.00 EUR\nBill to: Oak Mill Ltd\n"


def doubts(found: Read) -> list[Doubt]:
    return [one.doubt for one in found.findings]


def test_two_order_papers_with_different_numbers_are_two_orders() -> None:
    """The finding names both numbers and files, and neither number is certain any more."""
    second = Document("q.pdf", ("PURCHASE ORDER\nPO Number: 9020\n",))
    found = read_order(order("PO Number: 4711\n"), second)
    assert doubts(found) == [Doubt.AMBIGUOUS]
    assert "4711 in p.pdf" in found.findings[0].message
    assert "9020 in q.pdf" in found.findings[0].message
    assert {one.document for one in found.findings[0].sources} == {"p.pdf", "q.pdf"}
    assert fact(found, FactName.PO_NUMBER).status is Status.INFERRED


def test_two_papers_of_one_order_are_no_doubt() -> None:
    """The same number twice, or once with its version, is one order."""
    second = Document("q.pdf", ("PURCHASE ORDER\nPO Number: 4711-2\n",))
    assert read_order(order("PO Number: 4711\n"), second).findings == ()


@pytest.mark.parametrize(
    ("second", "wrong"),
    [
        (HONEST, None),
        ("Order PO\nNumber: Total\n4711 1,250.00 EUR Oak Mill Ltd", None),
        (HONEST.replace("4711", "9999"), FactName.PO_NUMBER),
        (HONEST.replace("1,250.00", "12,500.00"), FactName.TOTAL),
        (HONEST.replace("EUR", "USD"), FactName.CURRENCY),
    ],
)
def test_what_two_parsers_see_differently_is_disputed(second: str, wrong: FactName | None) -> None:
    """Other words in the other reading of a file are a doubt, another order of words is none."""
    found = read_order(order(HONEST, second=(f"PURCHASE ORDER\n{second}",)))
    assert doubts(found) == ([Doubt.AMBIGUOUS] if wrong else [])
    if wrong:
        assert fact(found, wrong).source in found.findings[0].sources
        assert fact(found, wrong).status is Status.INFERRED


@pytest.mark.parametrize(
    ("body", "doubted"),
    [
        ("Please find attached our PO 4711.", False),
        ("Please find attached our PO 9999.", True),
        ("Please find attached our PO 9999, which replaces 4711.", False),
        ("Attached PO no. PO-4711.", False),
        ("PO attached. Total EUR 1,250.00", False),
        ("PO attached. Order total EUR 1,520.00", True),
        ("PO attached. Total incl. VAT EUR 1,487.50, net EUR 1,250.00", False),
    ],
)
def test_a_mail_and_its_paper_must_not_disagree(body: str, *, doubted: bool) -> None:
    """Another number or total in the mail is a doubt, unless the paper's stands there too."""
    found = read_order(order(HONEST), mail=replace(MAIL, body=body))
    assert doubts(found) == ([Doubt.AMBIGUOUS] if doubted else [])
    if doubted:
        assert {one.document for one in found.findings[0].sources} == {"", "p.pdf"}


def test_the_mails_word_decides_between_two_numbers_of_a_paper() -> None:
    """The paper prints two numbers; the one that the mail names is the PO's."""
    page = "Order number: 100-1\nDocument number: 4711\n"
    assert fact(read_order(order(page)), FactName.PO_NUMBER).value == "100-1"
    named = read_order(order(page), mail=replace(MAIL, subject="Order 4711"))
    assert fact(named, FactName.PO_NUMBER).value == "4711"
    assert named.findings == ()


def test_a_date_of_two_readings_is_asked_about() -> None:
    """Nothing says whether 03/04/2026 is in March or in April."""
    found = read_order(
        order("PO Number: 4711\nPO date: 03/04/2026\n"), mail=replace(MAIL, date=None)
    )
    assert doubts(found) == [Doubt.AMBIGUOUS]
    assert "3 April 2026 or 4 March 2026" in found.findings[0].message
    assert fact(found, FactName.PO_DATE).status is Status.INFERRED


def test_an_amount_of_two_readings_is_asked_about() -> None:
    """12.500 alone is twelve thousand or twelve and a half."""
    found = read_order(order("PO Number: 4711\nTotal: EUR 12.500\n"))
    assert doubts(found) == [Doubt.AMBIGUOUS]
    assert "12500.00 or 12.50" in found.findings[0].message
    assert fact(found, FactName.TOTAL).status is Status.INFERRED


@pytest.mark.parametrize(
    ("others", "doubted"),
    [((), True), ((order("PO Number: 4711\n"),), False)],
)
def test_a_file_that_could_not_be_read_may_be_the_order(
    others: tuple[Document, ...], *, doubted: bool
) -> None:
    """A locked file is a doubt as long as no other file is the order."""
    locked = Document("PO_4711.pdf", problem="the PDF is protected by a password")
    found = read_order(*others, locked)
    assert doubts(found) == ([Doubt.UNREAD] if doubted else [])
    if doubted:
        message = found.findings[0].message
        assert message == "PO_4711.pdf: the PDF is protected by a password"


def test_an_order_read_in_part_is_said() -> None:
    """An order paper of which pages are missing is never passed over in silence."""
    found = read_order(order("PO Number: 4711\n", problem="only the first 40 pages were read"))
    assert doubts(found) == [Doubt.UNREAD]


def test_what_was_read_off_a_picture_is_inferred_until_something_confirms_it() -> None:
    """The mail names the number, so it stands; the total stands only on the picture."""
    mail = replace(MAIL, subject="Our PO 4711")
    found = read_order(order(HONEST, scanned=True), mail=mail)
    assert doubts(found) == [Doubt.SCANNED]
    assert fact(found, FactName.PO_NUMBER).status is Status.CUSTOMER_STATED
    assert fact(found, FactName.TOTAL).status is Status.INFERRED
    assert fact(found, FactName.TOTAL).source in found.findings[0].sources


def test_a_scans_text_layer_is_no_second_opinion() -> None:
    """What lies under a picture may be anything; only the scan itself is doubted."""
    found = read_order(order(HONEST, scanned=True, second=("nothing alike",)))
    assert doubts(found) == [Doubt.SCANNED]


def test_labels_are_found_although_the_scan_mistook_their_letters() -> None:
    """ "BestelInummer" with a capital I is read on a picture, and on no other page."""
    page = "BESTELLUNG\nBestelInummer: 4500-7\nWahrung: EUR\n"
    scan = Document("p.pdf", (page,), scanned=True)
    assert fact(read_order(scan), FactName.PO_NUMBER).value == "4500-7"
    typed = read_order(Document("p.pdf", (page,)))
    assert all(one.name is not FactName.PO_NUMBER for one in typed.facts)
