"""A PO that says otherwise than our quotation is told before any letter is made."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.content import phrases
from assistant.domain.brief import NO_BRIEF
from assistant.domain.facts import Fact, FactName, Source, Status
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Attachment, Document, Message, MessageRef
from assistant.domain.order import Doubt, Order, OrderFinding, Posture
from assistant.domain.paper import Line
from assistant.domain.people import Rep
from assistant.pipeline import compare, disputes, posture, quotes
from assistant.pipeline.quotes import Quote

PHRASES = phrases.load()
REP = Rep(Address("lena@norvik.example", "Lena"), "Norvik", frozenset({"norvik.example"}))
MOMENT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def facts(document: str, **stated: str) -> tuple[Fact, ...]:
    """Facts by their names; the quote is made of the value."""
    return tuple(
        Fact(FactName(name), value, value, Source("m", document, 1, value))
        for name, value in stated.items()
    )


def order(*lines: Line, **stated: str) -> Order:
    return Order(
        origin=MessageRef("po", "t"),
        received_at=MOMENT,
        kind=Kind.NEW_PO,
        sender=Address("keith@halvorsen.example"),
        message_id="<po@x>",
        references=(),
        subject="PO",
        domains=("halvorsen.example",),
        facts=facts("po.pdf", **stated),
        lines=lines,
    )


def quote(*lines: Line, pages: str = "", **stated: str) -> Quote:
    return Quote("Q-17.pdf", facts("Q-17.pdf", **stated), lines, (pages,))


def told(one: Order, offered: Quote, *pages: str) -> list[str]:
    """The messages of the comparison; each must be a difference."""
    found = compare.compare(one, pages, offered, PHRASES)
    assert {each.doubt for each in found} <= {Doubt.DIFFERS}
    return [each.message for each in found]


def test_the_same_terms_are_no_finding() -> None:
    """Equal values, whatever their decimals, and values only one paper states."""
    assert told(order(total="100.00", currency="EUR"), quote(total="100.0", currency="EUR")) == []
    assert told(order(total="100.00"), quote(currency="EUR")) == []
    assert told(order(), quote(total="100.00", requested_date="2027-01-01")) == []


def test_another_total_is_told_with_both_values() -> None:
    """The rep reads what the PO says, what we said, and where."""
    (message,) = told(order(total="90000.00"), quote(total="100000.00"))
    assert "90000.00" in message
    assert "100000.00 in Q-17.pdf" in message


def test_net_and_gross_are_the_same_offer() -> None:
    """A PO that shows the quote's net sum on its way to the gross one agrees with it."""
    page = "Net value EUR 100,000.00\nVAT 19,000.00\nTotal EUR 119,000.00"
    assert told(order(total="119000.00"), quote(total="100000.00"), page) == []
    assert told(order(total="100000.00"), quote(total="119000.00", pages=page)) == []
    assert told(order(total="119000.00"), quote(total="100001.00"), page) != []


def test_another_currency_is_told() -> None:
    """The same figure in another currency is another offer."""
    (message,) = told(order(total="5.00", currency="USD"), quote(total="5.00", currency="EUR"))
    assert "currency" in message


@pytest.mark.parametrize(
    ("wanted", "differs"), [("2027-02-28", True), ("2027-03-01", False), ("2027-06-01", False)]
)
def test_only_an_earlier_date_asks_for_more(wanted: str, differs: bool) -> None:
    """A customer may take the goods later than we offered them."""
    assert bool(told(order(requested_date=wanted), quote(requested_date="2027-03-01"))) is differs


def test_what_is_only_inferred_is_not_held_against_the_customer() -> None:
    """A value that we are not sure of makes no difference of its own."""
    sure = order(total="90.00")
    guessed = replace(sure, facts=tuple(replace(f, status=Status.INFERRED) for f in sure.facts))
    assert told(guessed, quote(total="100.00")) == []


def test_lines_are_compared_where_both_papers_list_them() -> None:
    """Quantity, price and unknown items are told line by line."""
    offered = quote(
        Line(number="1", item="Pump P-7", quantity="2", price="10.00"),
        Line(number="2", item="Valve", quantity="4"),
    )
    same = (Line(number="10", item="PUMP P7", quantity="2.0", price="10"),)
    assert told(order(*same), offered) == []
    assert told(order(Line(number="1", item="Pump P-7", quantity="3")), offered) == [
        "line 1 Pump P-7 has the quantity 3, our quote 2 (Q-17.pdf)"
    ]
    assert told(order(Line(number="3", item="Hose")), offered) == [
        "line 3 Hose is not in our quote (Q-17.pdf)"
    ]
    assert told(order(Line(number="3", item="Hose")), quote()) == []


# --- finding our quote -------------------------------------------------------------------

PAPERS = {
    "Q-17.pdf": "QUOTATION\nQuotation no. Q-17\nTotal EUR 100.00",
    "Q-18.pdf": "QUOTATION\nQuotation no. Q-18\nTotal EUR 200.00",
    "terms.pdf": "General terms of sale",
}


def mail(id_: str, sender: str, day: int, *files: str) -> Message:
    return Message(
        ref=MessageRef(id_, "t"),
        sender=Address(sender),
        date=MOMENT.replace(day=day),
        attachments=tuple(Attachment(one, "application/pdf", b"") for one in files),
    )


def opened(attachment: Attachment) -> tuple[Document, ...]:
    return (Document(attachment.name, (PAPERS[attachment.name],)),)


def found(one: Order, *thread: Message, earlier: tuple[Message, ...] = ()) -> str:
    """The name of the quote that is held against the order, "" for none."""
    ours = quotes.ours(one, thread, lambda: earlier, REP, PHRASES, opened)
    return ours.name if ours else ""


def test_our_newest_quote_before_the_order_counts() -> None:
    """Of several quotations of ours the last before the PO; none that came after it."""
    mails = (
        mail("a", REP.address.email, 10, "Q-17.pdf", "terms.pdf"),
        mail("b", REP.address.email, 12, "Q-18.pdf"),
    )
    assert found(order(), *mails) == "Q-18.pdf"
    assert found(order(), mail("c", REP.address.email, 21, "Q-17.pdf")) == ""


def test_the_quote_that_the_po_names_counts() -> None:
    """A reference on the PO decides between two, wherever we sent it."""
    one, two = (mail(n, REP.address.email, d, f"Q-{n}.pdf") for n, d in (("17", 10), ("18", 12)))
    assert found(order(quote_reference="Q 17"), one, two) == "Q-17.pdf"
    assert found(order(quote_reference="Q 17"), two, earlier=(one,)) == "Q-17.pdf"


def test_another_projects_quote_is_left_alone() -> None:
    """Outside the thread only the number that the PO names makes a quote its own."""
    one = mail("17", REP.address.email, 10, "Q-17.pdf")
    assert found(order(), earlier=(one,)) == ""
    assert found(order(quote_reference="Q 99"), earlier=(one,)) == ""


def test_earlier_mail_is_read_only_for_a_number() -> None:
    """Hundreds of mails are not parsed for an order that names no quotation."""

    def refuse() -> tuple[Message, ...]:
        raise AssertionError("earlier mail was read")

    assert quotes.ours(order(), (), refuse, REP, PHRASES, opened) is None
    with pytest.raises(AssertionError):
        quotes.ours(order(quote_reference="Q 17"), (), refuse, REP, PHRASES, opened)


def test_a_strangers_quote_is_not_ours() -> None:
    """Only what our side sent, or what the PO's own mail brings back."""
    assert found(order(), mail("a", "eve@evil.example", 10, "Q-17.pdf")) == ""
    assert found(order(), mail("po", "keith@halvorsen.example", 20, "Q-17.pdf")) == "Q-17.pdf"


# --- posture -----------------------------------------------------------------------------


def test_findings_lead_to_the_posture() -> None:
    """What differs or is conditional stops the letters; any other doubt does not."""
    assert posture.posture(order(), NO_BRIEF) is Posture.RECEIVED
    for doubt in Doubt:
        doubtful = replace(order(), findings=(OrderFinding(doubt, "x"),))
        unclear = doubt in (Doubt.DIFFERS, Doubt.CONDITIONAL, Doubt.OLD)
        wanted = Posture.UNCLEAR if unclear else Posture.RECEIVED
        assert posture.posture(doubtful, NO_BRIEF) is wanted


@pytest.mark.parametrize("decided", list(Posture))
def test_a_person_of_ours_decides(decided: Posture) -> None:
    """The brief's posture stands against any finding."""
    doubtful = replace(order(), findings=(OrderFinding(Doubt.DIFFERS, "x"),))
    assert posture.posture(doubtful, replace(NO_BRIEF, posture=decided)) is decided


def test_the_rep_reads_why_there_is_no_letter() -> None:
    """The reason holds every difference and how to clear it."""
    findings = (OrderFinding(Doubt.DIFFERS, "the total is 1"), OrderFinding(Doubt.SCANNED, "scan"))
    reason = posture.why_none(replace(order(), findings=findings))
    assert "the total is 1" in reason
    assert "posture: B" in reason
    assert "scan" not in reason


# --- disputes ----------------------------------------------------------------------------


def test_a_disputed_value_is_said_in_no_letter() -> None:
    """A fact that stands in an ambiguity is kept for the rep, and no letter names it."""
    stated = order(po_number="4711", total="1.00")
    number = stated.facts[0]
    finding = OrderFinding(Doubt.AMBIGUOUS, "two numbers", (number.source,))
    facts = disputes.disputed(stated.facts, (finding,))
    assert [one.status for one in facts] == [Status.DISPUTED, Status.CUSTOMER_STATED]
    doubtful = replace(stated, facts=facts)
    assert (doubtful.po_number, doubtful.spoken_number) == ("4711", "")
    other = OrderFinding(Doubt.SCANNED, "a scan", (number.source,))
    assert disputes.disputed(stated.facts, (other,)) == stated.facts


@pytest.mark.parametrize(
    ("dated", "old"), [("2026-11-20", False), ("2026-08-22", False), ("2026-08-21", True)]
)
def test_a_po_from_long_ago_is_told(dated: str, old: bool) -> None:
    """More than 90 days before its mail a PO is one that is shown, not one that is placed."""
    found = list(disputes.aged(order(po_date=dated)))
    assert [one.doubt for one in found] == [Doubt.OLD] * old
    guessed = replace(order(po_date=dated).facts[0], status=Status.INFERRED)
    assert list(disputes.aged(replace(order(), facts=(guessed,)))) == []
