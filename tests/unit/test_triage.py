"""Triage tells received POs from everything else, by the author's own words and papers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orders_own import REP, ROWS, message, open_document, row

from assistant.content import phrases
from assistant.domain.kind import Kind
from assistant.domain.mail import (
    Address,
    Attachment,
    Authentication,
    Document,
    Folder,
    Message,
    MessageRef,
)
from assistant.domain.order import ORDER_KINDS
from assistant.pipeline.triage import triage

PHRASES = phrases.load()
ORDERS = [one for one in ROWS if one["kind"] == "new-po"]


def kind(mail: Message) -> Kind:
    return triage(mail, REP, PHRASES, open_document).kind


def refuse(attachment: Attachment) -> tuple[Document, ...]:
    raise AssertionError(f"{attachment.name} was opened")


def test_there_is_enough_to_measure() -> None:
    """The own set holds at least 75 received POs and 120 other mails."""
    assert len(ORDERS) >= 75
    assert len(ROWS) - len(ORDERS) >= 120


@pytest.mark.parametrize("one", ROWS, ids=lambda one: str(one["id"]))
def test_every_own_mail_is_known_for_what_it_is(one: dict[str, Any]) -> None:
    """Each mail of the own set, in seven languages, gets its verdict and a plain reason."""
    verdict = triage(message(one), REP, PHRASES, open_document)
    assert verdict.kind.value == one["kind"], verdict
    assert verdict.reason.endswith(".")


@pytest.mark.parametrize("one", ROWS, ids=lambda one: str(one["id"]))
def test_signals_quote_what_was_written(one: dict[str, Any]) -> None:
    """Every quote of a signal stands in the place that the signal names."""
    mail = message(one)
    places = {
        "subject": mail.subject,
        "body": mail.body,
        "sender": str(mail.sender),
        "header": f"{mail.sender} {[str(one) for one in mail.reply_to]}",
    } | {
        a.name: f"{a.name} {a.name.replace('_', ' ')}\n{a.content.decode()}"
        for a in mail.attachments
    }
    for signal in triage(mail, REP, PHRASES, open_document).signals:
        assert signal.quote in " ".join(places[signal.where].split())


@pytest.mark.parametrize("one", ORDERS, ids=lambda one: str(one["id"]))
@pytest.mark.parametrize(
    "poison",
    [
        lambda mail: replace(
            mail, attachments=(*mail.attachments, Attachment("PO.html", "text/html", b""))
        ),
        lambda mail: replace(
            mail, attachments=(*mail.attachments, Attachment("order.pdf.exe", "application/x", b""))
        ),
        lambda mail: replace(mail, authentication=Authentication.FAIL),
        lambda mail: replace(mail, spam=True),
        lambda mail: replace(mail, reply_to=(Address("po.desk@gmail.com"),)),
        lambda mail: replace(
            mail, body=mail.body + "\nSign in with your email password to view the order."
        ),
    ],
    ids=["html", "double-ending", "failed", "spam", "reply-elsewhere", "password"],
)
def test_a_danger_sign_ends_every_order(
    one: dict[str, Any], poison: Callable[[Message], Message]
) -> None:
    """No own PO stays one once its mail carries a danger sign, and none of its files is opened."""
    mail = poison(message(one))
    verdict = triage(mail, REP, PHRASES, open_document)
    if one["id"] == "en-only-document":
        # Nothing but the paper speaks of an order, and the paper is not opened beforehand.
        assert verdict.kind in (Kind.LURE, Kind.NEW_PO)
    else:
        assert verdict.kind is Kind.LURE, verdict


@pytest.mark.parametrize("name", ["own-outgoing", "news-orders", "lure-html", "out-of-office"])
def test_no_file_of_refused_mail_is_opened(name: str) -> None:
    """Our own mail, newsletters, lures and automatic answers are settled without their files."""
    mail = replace(
        message(row(name)),
        attachments=(*message(row(name)).attachments, Attachment("x.pdf", "application/pdf", b"")),
    )
    if name == "news-orders":
        mail = replace(mail, attachments=())
    assert triage(mail, REP, PHRASES, refuse).kind.value == row(name)["kind"]


def test_sent_mail_is_outgoing_whoever_wrote_it() -> None:
    """A message in the sent folder is never a received PO."""
    mail = replace(message(row("en-plain-pdf")), folder=Folder.SENT)
    assert triage(mail, REP, PHRASES, refuse).kind is Kind.OUTGOING


@pytest.mark.parametrize("one", ORDERS, ids=lambda one: str(one["id"]))
def test_quoted_words_make_no_order(one: dict[str, Any]) -> None:
    """An order's words count only as the author's own, not in the history below."""
    mail = message(one)
    answer = replace(
        mail, subject="Re: your call", body="See you Monday.", quoted=mail.body, attachments=()
    )
    assert kind(answer) not in ORDER_KINDS


@pytest.mark.parametrize("one", ORDERS, ids=lambda one: str(one["id"]))
def test_a_references_header_does_not_excuse_a_failed_check(one: dict[str, Any]) -> None:
    """An outsider can invent a thread: a failed check ends an order in any thread."""
    mail = replace(
        message(one), authentication=Authentication.FAIL, references=("<any@seller.example>",)
    )
    if one["id"] != "en-only-document":  # its words alone speak of no order
        assert kind(mail) is Kind.LURE


THINGS = ["drawings", "photos", "material certificates", "test report", "nameplate text", "bolts"]


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("of", ["for", "to", "regarding", "under"])
def test_papers_to_an_order_are_no_order(thing: str, of: str) -> None:
    """Who hands over "the drawings for PO 4500123" hands over drawings, whatever they are."""
    mail = replace(
        message(row("note-drawings-subject")),
        subject=f"{thing.capitalize()} {of} PO 4500123",
        body=f"Please find attached the {thing} {of} PO 4500123.",
    )
    assert kind(mail) is Kind.OTHER
    short = replace(mail, subject="PO 4500123", body=f"{thing.capitalize()} {of} PO 1 attached.")
    assert kind(short) is Kind.OTHER
    named = replace(mail, subject="Papers", body="Please find attached.")
    named = replace(named, attachments=(Attachment(f"{thing} {of} PO 4500123.pdf", "", b""),))
    assert kind(named) is Kind.OTHER


@pytest.mark.parametrize("with_", ["and", "with", "incl."])
def test_papers_beside_an_order_do_not_hide_it(with_: str) -> None:
    """An order that comes together with its drawings is an order."""
    mail = replace(
        message(row("note-drawings-subject")),
        subject=f"PO 4500123 {with_} drawings",
        body="Please find attached.",
    )
    assert kind(mail) is Kind.NEW_PO


@pytest.mark.parametrize(
    "words",
    [
        "Login to view the document with your password.",
        "Please log in to open the file.",
        "Sign in to download the document.",
        "View document online.",
        "Verify your account.",
        "Melden Sie sich mit Ihrem Passwort an.",
        "Dokument online ansehen",
        "Bitte bestätigen Sie Ihr Konto.",
        "Connectez-vous pour ouvrir le fichier.",
        "Voir le document en ligne",
        "Vérifiez votre compte.",
        "Inicie sesión para abrir el archivo.",
        "Ver el documento en línea",
        "Verifique su cuenta.",
    ],
)
def test_a_wish_for_a_login_makes_an_order_mail_a_lure(words: str) -> None:
    """Who must log in to read an order is being fished for a password, in four languages."""
    mail = replace(message(row("lure-login-document")), body=words)
    assert kind(mail) is Kind.LURE
    assert kind(replace(mail, body="See you on Monday.")) is not Kind.LURE


@pytest.mark.parametrize(
    ("subject", "body", "wanted"),
    [
        ("Revised purchase order 4711", "attached", Kind.PO_REVISION),
        ("Purchase order 4711", "Please cancel purchase order 4711.", Kind.PO_CANCELLATION),
        ("Purchase order 4711", "The PO 4711 is attached.", Kind.NEW_PO),
    ],
)
def test_changes_are_looked_for_before_new_orders(subject: str, body: str, wanted: Kind) -> None:
    """A mail that would pass as a new PO is a change or a cancellation if it says so."""
    mail = replace(message(row("en-terse-dotted")), subject=subject, body=body)
    assert kind(mail) is wanted


def test_an_order_that_names_us_as_the_buyer_is_not_received() -> None:
    """Our own PO to a supplier, sent back to us, is no customer's order."""
    paper = "PURCHASE ORDER\nPO Number: SW-1\nBill to: Seller Works\nVendor: Bolt Supply\n"
    mail = replace(
        message(row("en-only-document")), attachments=(Attachment("p.pdf", "", paper.encode()),)
    )
    assert kind(mail) is Kind.OTHER
    received = paper.replace("Seller Works", "Oak").replace("Bolt Supply", "Seller Works")
    mail = replace(mail, attachments=(Attachment("p.pdf", "", received.encode()),))
    assert kind(mail) is Kind.NEW_PO


@given(
    subject=st.text(max_size=60),
    body=st.lists(
        st.sampled_from(["our purchase order", "attached", " 4711 ", "\n", "PO", "-", "your", "."])
        | st.text(max_size=10),
        max_size=40,
    ).map(" ".join),
    name=st.text(max_size=20),
    page=st.text(max_size=80),
)
def test_any_mail_gets_a_verdict(subject: str, body: str, name: str, page: str) -> None:
    """Triage answers every mail and raises nothing."""
    mail = Message(
        ref=MessageRef("m", "t"),
        sender=Address("a@outside.example"),
        subject=subject,
        body=body,
        attachments=(Attachment(name, "application/pdf", b""),),
    )
    verdict = triage(mail, REP, PHRASES, lambda one: (Document(one.name, (page,)),))
    assert verdict.kind in Kind
    assert verdict.reason
