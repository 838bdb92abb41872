"""Facts are read as printed, each with a quote that stands word for word in its source."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orders_own import REP, ROWS, message, open_document, row

from assistant.content import phrases
from assistant.domain.facts import Fact, FactName, Sensitivity, Status, first
from assistant.domain.mail import Address, Attachment, Document, Message, MessageRef
from assistant.pipeline.read import read

PHRASES = phrases.load()
WITH_FACTS = [one for one in ROWS if "facts" in one]


def facts_of(mail: Message) -> tuple[Fact, ...]:
    documents = tuple(each for one in mail.attachments for each in open_document(one))
    return read(mail, documents, PHRASES, REP).facts


def facts_in(page: str) -> dict[FactName, Fact]:
    """The facts of one paper in an otherwise silent mail, the first of each name."""
    mail = Message(ref=MessageRef("m", "t"), sender=Address("x@buyer.example"), body="See file.")
    found = read(mail, (Document("p.pdf", (page,)),), PHRASES, REP).facts
    return {fact.name: fact for fact in reversed(found)}


def sources(mail: Message) -> list[str]:
    pages = [page for one in mail.attachments for each in open_document(one) for page in each.pages]
    names = [one.name for one in mail.attachments]
    return [*pages, *names, mail.subject, mail.body, mail.sender.email if mail.sender else ""]


@pytest.mark.parametrize("one", WITH_FACTS, ids=lambda one: str(one["id"]))
def test_every_own_mail_gives_its_facts(one: dict[str, Any]) -> None:
    """The facts of the own set are read as a careful person reads them; "" stays unsaid."""
    found = facts_of(message(one))
    for name, wanted in one["facts"].items():
        fact = first(found, FactName(name))
        assert (fact.value if fact else "") in wanted.split("|"), name


@pytest.mark.parametrize("one", ROWS, ids=lambda one: str(one["id"]))
def test_every_quote_stands_in_its_source(one: dict[str, Any]) -> None:
    """No fact goes without a verbatim quote, and what is printed stands in the quote."""
    mail = message(one)
    for fact in facts_of(mail):
        assert fact.source.quote
        assert any(fact.source.quote in source for source in sources(mail)), fact
        assert fact.printed in " ".join(fact.source.quote.split())
        assert fact.source.origin == mail.message_id


LABELS = """PO Number|PO Number:|Order no|Purchase Order|PURCHASE ORDER|Date:|Datum|Delivery date:
Liefertermin|Total|Grand total EUR|Currency|Buyer:|Acme|Bill to:|GmbH|Vendor:|Project:|Your quote:
Rev:|Ann Lee|a@b.example|4711|UP1 - 22|12.05.2026|04/05/2026|3 May 2026|1.284,50|12.500|USD
99999999999999999999999999999999999999|PO-1.evil.com/x|Contact:|www.x.com"""
SIGNS = ["\n", "   ", ":", "\t", "-", "/", "№", "ß", "İ"]
PIECES = st.sampled_from([*LABELS.replace("\n", "|").split("|"), *SIGNS])


@given(st.lists(PIECES | st.text(max_size=6), max_size=60).map(" ".join))
def test_quotes_hold_for_any_page(page: str) -> None:
    """Whatever stands on a page, each fact's quote is part of it, and nothing is raised."""
    mail = Message(ref=MessageRef("m", "t"), sender=Address("x@buyer.example"), subject=page)
    for fact in read(mail, (Document("p.pdf", ("", page)),), PHRASES, REP).facts:
        where = fact.source.quote in page or fact.source.quote == "x@buyer.example"
        assert fact.source.quote
        assert where, fact
        assert fact.source.page in (0, 2)


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("PURCHASE ORDER\nPO No: UP7 -  55\n", "UP7 - 55"),
        ("PURCHASE ORDER\nPO Number/Date: 4500 / 11.05.2026\n", "4500"),
        ("PURCHASE ORDER\nOrder number\n4122 Lake Drive\n", None),
        ("PURCHASE ORDER\nOrder number   Date\n4122           11.05.2026\n", "4122"),
        ("PURCHASE ORDER\nPO date    PO number\n11.05.2026 X-9\n", "X-9"),
        ("PURCHASE ORDER No. 703-4\nPhone 555-0199\n", "703-4"),
        ("PURCHASE ORDER\nP.O. Box 4410\nVAT DE123456789\n+49 40 1234\n", None),
        ("PURCHASE ORDER\nThe order number must appear on all 3 papers\n", None),
        ("BON DE COMMANDE\nN° de commande : BC 2026/7\n", "BC 2026/7"),
        ("BESTELLUNG\nBestell-Nr.: 4500-1\n", "4500-1"),
        ("PURCHASE ORDER AB-12 / 3x pumps\nPO Number AB-12 / 3x\n", "AB-12"),
        ("PURCHASE ORDER\nPO Number AB-12 - 44 pumps\n", "AB-12"),
    ],
)
def test_po_numbers(page: str, number: str | None) -> None:
    """Beside or below its label, as printed; never a street, a date, a box or a phone."""
    fact = facts_in(page).get(FactName.PO_NUMBER)
    assert (fact.value if fact else None) == number


def test_the_subject_names_the_number_if_nothing_else_does() -> None:
    """A PO number in the subject is the customer's word; one in a file name is inferred."""
    mail = Message(
        ref=MessageRef("m", "t"), sender=Address("x@b.example"), subject="Purchase Order PO-25-1"
    )
    fact = first(read(mail, (), PHRASES, REP).facts, FactName.PO_NUMBER)
    assert fact
    assert (fact.value, fact.status) == ("PO-25-1", Status.CUSTOMER_STATED)
    named = replace(mail, subject="Papers", attachments=(Attachment("PO_881.pdf", "", b""),))
    fact = first(read(named, (), PHRASES, REP).facts, FactName.PO_NUMBER)
    assert fact
    assert fact.status is Status.INFERRED
    assert fact.source.document == "PO_881.pdf"


@pytest.mark.parametrize(
    ("page", "total", "currency"),
    [
        ("Subtotal 100.00\nTax 19.00\nTotal 119.00 EUR\n", "119.00", "EUR"),
        ("Total qty 4 000\nUnit price 1.55 USD\n", None, "USD"),
        ("TOTALS 14,391.00 25,620.00 2460\n", None, None),
        ("Gesamtbetrag EUR 1.284.500,00\n", "1284500.00", "EUR"),
        ("Grand total: CHF 12'500.00\n", "12500.00", "CHF"),
        ("Total: EUR 12.500\n", "12500.00", "EUR"),
        ("Item 3,20\nItem 4,10\nTotal: EUR 12.500\n", "12500.00", "EUR"),
        ("Item 3.20\nItem 4.10\nOrder total: $ 12,500\n", "12500.00", "USD"),
        ("Total 1,000.00 50.00 1,050.00 GBP\n", "1050.00", "GBP"),
        ("Total TTC 17 880,00 €\n", "17880.00", "EUR"),
    ],
)
def test_totals(page: str, total: str | None, currency: str | None) -> None:
    """The grand total in any country's signs; two possible readings mean no total."""
    found = facts_in("PURCHASE ORDER\nPO No 1234\n" + page)
    fact = found.get(FactName.TOTAL)
    assert (fact.value if fact else None) == total
    if fact:
        assert fact.sensitivity is Sensitivity.COMMERCIAL
    money = found.get(FactName.CURRENCY)
    assert (money.value if money else None) == currency


@pytest.mark.parametrize(
    ("page", "iso", "status"),
    [
        ("PO date: 12.05.2026\n", "2026-05-12", Status.CUSTOMER_STATED),
        ("PO date: 04/05/2026\n", "2026-05-04", Status.INFERRED),
        ("PO date: 04/05/2026\nDue date: 25/05/2026\n", "2026-05-04", Status.CUSTOMER_STATED),
        ("PO date: 04/05/2026\nDue date: 05/25/2026\n", "2026-04-05", Status.CUSTOMER_STATED),
        ("PO date: 04/05/2026\nTotal $ 9.00\n", "2026-04-05", Status.INFERRED),
        ("Date de commande : 04/05/2026\nFournisseur : X\n", "2026-05-04", Status.CUSTOMER_STATED),
    ],
)
def test_po_dates(page: str, iso: str, status: Status) -> None:
    """A date of two readings is resolved by the document itself, or else only inferred."""
    fact = facts_in("1234\n" + page)[FactName.PO_DATE]
    assert (fact.value, fact.status) == (iso, status)


def test_every_requested_date_is_read_with_its_label() -> None:
    """Several delivery dates of one order all count, once each, the label in the quote."""
    mail = message(row("en-no-total"))
    dates = [fact for fact in facts_of(mail) if fact.name is FactName.REQUESTED_DATE]
    assert [fact.value for fact in dates] == ["2026-07-15", "2026-08-05"]
    assert all(fact.source.quote.startswith("Ship date") for fact in dates)


def test_the_customer_is_the_buyer_and_never_ourselves() -> None:
    """The buyer's block counts before the letterhead, our own name never, a domain last."""
    page = "PURCHASE ORDER 881\nSeller Works GmbH\nBill to: Oak Mill Ltd\n"
    assert facts_in(page)[FactName.CUSTOMER].value == "Oak Mill Ltd"
    inferred = facts_in("PURCHASE ORDER 881\nSeller Works GmbH\n")[FactName.CUSTOMER]
    assert (inferred.value, inferred.status) == ("buyer.example", Status.INFERRED)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Buyer: Ann Lee", "Ann Lee"),
        ("Contact person: Maria Bell/0151 555", "Maria Bell"),
        ("Ansprechpartner: Dr. Heike Pohl", "Dr. Heike Pohl"),
        ("Contact: ann@oak.example", "ann@oak.example"),
        ("Issued by: Purchase Dept.", None),
        ("Buyer ID: K4M08", None),
        ("Attention: Tom Reed", None),
        ("Attention: Paul Nobody", None),
    ],
)
def test_contacts(line: str, name: str | None) -> None:
    """A person beside a buyer's label; no desk, no code, not our own rep."""
    fact = facts_in(f"PURCHASE ORDER\nPO No 1234\n{line}\n").get(FactName.CONTACT)
    assert (fact.value if fact else None) == name


def test_other_papers_beside_the_order_are_not_read() -> None:
    """A copy of our quote beside the PO does not lend it a number or a total."""
    mail = Message(ref=MessageRef("m", "t"), sender=Address("x@b.example"), body="see files")
    papers = (
        Document("q.pdf", ("QUOTATION\nOrder number: Q-1\nGrand total 5.00 USD\n",)),
        Document("p.pdf", ("PURCHASE ORDER\nPO Number: 77-A\n",)),
    )
    found = read(mail, papers, PHRASES, REP).facts
    number = first(found, FactName.PO_NUMBER)
    assert number
    assert (number.value, number.source.document) == ("77-A", "p.pdf")
    assert first(found, FactName.TOTAL) is None


BAD_NUMBERS = [
    "PO-1.evil-bank.com/pay/now",
    "PO-1/Thank.You.For.Your.Order",
    "P.O.-99-EUR-99000-discount",
    "PO-99-EUR-99000-discount",
    "PO-7-confidential-1",
    "PO-99-EUR-99000-DISCOUNT",
    "PO-7-free-gift",
    "PO-1-2-3-4-5-6-7",
    "PO-4.evil",
    "PO-" + "1" * 3000,
]


@pytest.mark.parametrize("number", BAD_NUMBERS)
@pytest.mark.parametrize("label", ["{}", "PO Number: {}", "Order no: {}", "PURCHASE ORDER {}"])
def test_what_is_no_number_is_read_on_no_path(label: str, number: str) -> None:
    """Hosts, sentences and endless digits become no PO number, wherever they stand."""
    written = label.format(number)
    mail = Message(ref=MessageRef("m", "t"), sender=Address("x@b.example"))
    for one in (
        replace(mail, subject=written),
        replace(mail, body=f"Please find attached {written}"),
        replace(mail, attachments=(Attachment(f"{written}.pdf", "", b""),)),
    ):
        assert first(read(one, (), PHRASES, REP).facts, FactName.PO_NUMBER) is None
    fact = facts_in(f"PURCHASE ORDER\n{written}\n").get(FactName.PO_NUMBER)
    assert fact is None
    quoted = facts_in(f"PURCHASE ORDER\nYour quote: {number}\n").get(FactName.QUOTE_REFERENCE)
    assert quoted is None


@pytest.mark.parametrize("number", ["LPO/DXB/MEP/26/014", "P.O.-7731/B", "PO-HARBOR-2026-1"])
def test_odd_numbers_are_still_read(number: str) -> None:
    """Letters, slashes and dots of real PO numbers pass."""
    found = facts_in(f"PURCHASE ORDER\nPO Number: {number}\n")
    assert found[FactName.PO_NUMBER].value == number


@pytest.mark.parametrize("digits", ["9" * 38, "9" * 16, "1" * 5000, "1." + "3" * 60])
def test_a_number_too_long_for_money_is_no_total(digits: str) -> None:
    """More than 15 digits beside "Total" are no amount, and reading goes on."""
    found = facts_in(f"PURCHASE ORDER\nPO No 1234\nTotal: EUR {digits}\nGrand total {digits}\n")
    assert FactName.TOTAL not in found
    assert found[FactName.PO_NUMBER].value == "1234"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Line 3 vacuum renewal", "Line 3 vacuum renewal"),
        (
            "Renewal of the vacuum system of paper machine three at Duluth east",
            "Renewal of the vacuum system of paper machine three at",
        ),
        (
            "We are happy to tell you that this order is yours if only you pay in advance today",
            None,
        ),
        ("x" * 79, None),
        ("Pay at evil-bank.com", None),
        ("see https://pay.example", None),
        ("mail ann@oak.example", None),
        ("<b>Line 3</b>", None),
        ("[Line 3](x)", None),
        ("**Line 3**", None),
    ],
)
def test_project_names(cell: str, name: str | None) -> None:
    """At most 60 characters, cut at a word; no sentence, address or markup."""
    fact = facts_in(f"PURCHASE ORDER\nPO No 1234\nProject: {cell}\n").get(FactName.PROJECT)
    assert (fact.value if fact else None) == name


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("Buyer: Acme Foods Ltd", None),
        ("Buyer: Acme Foods, Inc.", None),
        ("Buyer: Acme Foods Great Northern Trading Ltd", None),
        ("Buyer: Acme Foods Ltd\nContact: Mr Keith Keller", "Mr Keith Keller"),
        ("Buyer: Brightwater Mills\nContact: Mr Keith Keller", "Mr Keith Keller"),
        ("Buyer: Brightwater Mills\nBill to: Brightwater Mills Inc.", None),
        ("Buyer: Buyer Mills\nCustomer: Buyer Mills", None),
        ("Buyer: Ann Lee, Harbor Paper Inc.", "Ann Lee"),
        ("Acheteur : Anne Blanc", "Anne Blanc"),
    ],
)
def test_a_company_is_no_contact(lines: str, name: str | None) -> None:
    """A buyer may be a company; a label that asks for a person comes first."""
    fact = facts_in(f"PURCHASE ORDER\nPO No 1234\n{lines}\n").get(FactName.CONTACT)
    assert (fact.value if fact else None) == name
