"""Triage tells received POs from everything else, by the author's own words and papers."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orders_own import REP, ROWS, address, message, open_document, row

from assistant.content import phrases
from assistant.domain.facts import FactName
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
from assistant.domain.order import ORDER_KINDS, Judgement, Verdict
from assistant.domain.paper import Named, Paper, Part, Stated
from assistant.pipeline.triage import triage

PHRASES = phrases.load()
MORE: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)["mail"]
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


def more(name: str) -> Message:
    """The mail of that id in test_triage.toml."""
    one = next(one for one in MORE if one["id"] == name)
    mail = message(one)
    return replace(mail, to=(address(one["to"]),), cc=(REP.address,)) if "to" in one else mail


def judged(mail: Message) -> Verdict:
    return triage(mail, REP, PHRASES, open_document)


@pytest.mark.parametrize("one", MORE, ids=lambda one: str(one["id"]))
def test_every_further_mail_is_known_for_what_it_is(one: dict[str, Any]) -> None:
    """Forwarded mails, portals, intents, changes and talk of orders get their verdicts."""
    verdict = judged(more(one["id"]))
    assert verdict.kind.value == one["kind"], verdict
    author = verdict.author.email if verdict.author else None
    assert author == one.get("author")
    conditions = [signal for signal in verdict.signals if signal.code == "conditional"]
    assert bool(conditions) is one.get("conditional", False)


# ------------------------------------------------------------ papers of machine formats

ORDER = Paper(form="UBL Order", kind=Kind.NEW_PO)
BARE = Message(
    ref=MessageRef("m", "t"),
    sender=Address("edi@buyer.example"),
    subject="data",
    attachments=(Attachment("data.xml", "application/xml", b"<Order/>"),),
)


def opened(*documents: Document) -> Callable[[Attachment], tuple[Document, ...]]:
    """A reader that gives these documents for any file."""
    return lambda _file: documents


def kind_with(*papers: Paper, mail: Message = BARE) -> Kind:
    document = Document("data.xml", ("<Order/>",), papers=papers)
    return triage(mail, REP, PHRASES, opened(document)).kind


def parties(paper: Paper, customer: str, supplier: str) -> Paper:
    """The paper with these two names."""
    facts = [Stated(FactName.CUSTOMER, customer, customer, customer)] if customer else []
    facts += [Stated(FactName.SUPPLIER, supplier, supplier, supplier)] if supplier else []
    return replace(paper, facts=tuple(facts))


@pytest.mark.parametrize("stated", [kind for kind in Kind if kind is not Kind.OUTGOING])
def test_a_machine_format_says_what_it_is(stated: Kind) -> None:
    """What a file states in a format that machines exchange is the verdict, whatever else."""
    assert kind_with(replace(ORDER, kind=stated)) is stated


@pytest.mark.parametrize(
    ("customer", "supplier", "wanted"),
    [
        ("Buyer AG", "Seller Works GmbH", Kind.NEW_PO),
        ("Buyer AG", "", Kind.NEW_PO),
        ("", "", Kind.NEW_PO),
        ("Buyer AG", "Another Works", Kind.NEW_PO),
        ("Seller Works", "Bolt Supply", Kind.OTHER),
        ("SELLER-WORKS Ltd.", "", Kind.OTHER),
        ("Seller Works", "Seller Works", Kind.NEW_PO),
    ],
)
def test_the_direction_of_a_stated_order(customer: str, supplier: str, wanted: Kind) -> None:
    """An order that names us as the buyer and not as the seller is our own."""
    assert kind_with(parties(ORDER, customer, supplier)) is wanted


def test_a_buyers_contact_at_our_company_makes_it_our_order() -> None:
    """Where no name tells, the address of the buyer's contact does."""
    ours = Named(part=Part.CONTACT, email="desk@seller.example")
    theirs = Named(part=Part.CONTACT, email="desk@buyer.example")
    assert kind_with(replace(ORDER, people=(ours,))) is Kind.OTHER
    assert kind_with(replace(ORDER, people=(theirs,))) is Kind.NEW_PO


@pytest.mark.parametrize("stated", [Kind.PO_REVISION, Kind.PO_CANCELLATION])
def test_a_change_beside_an_order_is_a_change(stated: Kind) -> None:
    """An order and a change of it in one file, or a text that says revised, are never new."""
    assert kind_with(ORDER, replace(ORDER, kind=stated)) is stated
    said = replace(BARE, subject="Revised purchase order 4711")
    assert kind_with(ORDER, mail=said) is Kind.PO_REVISION


# -------------------------------------------------------------- files worth opening


def names_opened(mail: Message) -> list[str]:
    """The names of the files that triage had opened."""
    found: list[str] = []

    def reading(file: Attachment) -> tuple[Document, ...]:
        found.append(file.name)
        return (Document(file.name),)

    triage(mail, REP, PHRASES, reading)
    return found


def with_files(subject: str, body: str, *files: Attachment) -> Message:
    return replace(BARE, subject=subject, body=body, attachments=files)


SCAN = Attachment("IMG_2041.jpg", "image/jpeg", b"\xff" * 400_000)
LOGO = Attachment("image001.png", "image/png", b"\x89" * 30_000)
TALK = "Hello Tom, the weather in Leeds is fine, see you at the fair on Monday."


def test_pictures_are_opened_only_where_an_order_is_spoken_of() -> None:
    """A photo costs a second, a logo is never a PO, and a scanner's mail says nothing at all."""
    assert names_opened(with_files("PO 4711", TALK, SCAN, LOGO)) == ["IMG_2041.jpg"]
    assert names_opened(with_files("fair", TALK, SCAN)) == []
    assert names_opened(with_files("Scan from copier 2", "", SCAN)) == ["IMG_2041.jpg"]
    small = replace(SCAN, content=b"\xff" * 10_000)
    assert names_opened(with_files("PO 4711", TALK, small)) == []


def test_of_many_files_those_named_as_orders_are_opened() -> None:
    """At most six files are opened, the ones named as an order before drawings and photos."""
    drawings = [Attachment(f"drawing {n}.pdf", "application/pdf", b"") for n in range(9)]
    order = Attachment("our PO 4711.pdf", "application/pdf", b"")
    opened_ones = names_opened(with_files("PO 4711", TALK, SCAN, *drawings, order))
    assert len(opened_ones) == 6
    assert opened_ones[0] == order.name
    assert SCAN.name not in opened_ones


@pytest.mark.parametrize(
    "name", ["a.xml", "a.edi", "a.850", "a.docx", "a.xlsx", "a.ods", "a.zip", "a.eml", "a.msg"]
)
def test_every_form_of_an_order_is_opened(name: str) -> None:
    """Files of all forms that a PO comes in are read, pages and programs are not."""
    assert names_opened(with_files("x", TALK, Attachment(name, "", b""))) == [name]
    assert names_opened(with_files("x", TALK, Attachment(name + ".htm", "", b""))) == []
    assert names_opened(with_files("x", TALK, Attachment("x", "message/rfc822", b""))) == ["x"]


@pytest.mark.parametrize(
    "inside",
    [
        Document("order.exe", problem="programs are not opened", inside=("PO.zip",)),
        Document("PO.html", problem="web pages are not opened", inside=("mail.eml",)),
        Document("PO.pdf", problem="programs are not opened"),
    ],
)
def test_a_danger_inside_a_file_makes_an_order_mail_a_lure(inside: Document) -> None:
    """A program in an archive or under a paper's name ends an order, not other mail."""
    order = Document("PO.pdf", ("PURCHASE ORDER\nPO Number: 1\n",))
    file = Attachment("PO.zip", "application/zip", b"")
    mail = with_files("Purchase order 1", "attached", file)
    assert triage(mail, REP, PHRASES, opened(order)).kind is Kind.NEW_PO
    assert triage(mail, REP, PHRASES, opened(order, inside)).kind is Kind.LURE
    other = replace(mail, subject="photos", body=TALK, attachments=(replace(file, name="p.zip"),))
    assert triage(other, REP, PHRASES, opened(inside)).kind is Kind.OTHER


@pytest.mark.parametrize("name", ["PO.zip", "PO.rar", "PO.7z"])
def test_an_order_in_an_archive_that_shows_nothing_is_a_lure(name: str) -> None:
    """Words that hand over an order with nothing but a closed archive make no draft."""
    file = Attachment(name, "", b"")
    mail = with_files("Purchase order 1", "our purchase order 1 is attached", file)
    closed = Document(name, problem="archives of this form are not opened")
    assert triage(mail, REP, PHRASES, opened(closed)).kind is Kind.LURE
    beside = replace(mail, attachments=(file, Attachment("PO.pdf", "", b"")))
    paper = Document("PO.pdf", ("PURCHASE ORDER\nPO Number: 1\n",))
    assert triage(beside, REP, PHRASES, opened(paper)).kind is Kind.NEW_PO


# ------------------------------------------------------------------ attached mails

CUSTOMERS = Message(
    ref=MessageRef("inner", "inner"),
    sender=Address("rosa@tidewater.example", "Rosa Lind"),
    subject="PO 33017",
    body="Dear Ken, please find attached our purchase order 33017.",
)
ENCLOSED = (
    Document("PO 33017.eml", mail=CUSTOMERS),
    Document("33017.pdf", ("PURCHASE ORDER\nPO Number: 33017\n",), inside=("PO 33017.eml",)),
)
FORWARD = Message(
    ref=MessageRef("outer", "outer"),
    sender=Address("ken@seller.example", "Ken Fry"),
    to=(REP.address,),
    subject="for you",
    body="Tom, this is yours.",
    attachments=(Attachment("PO 33017.eml", "message/rfc822", b"x"),),
)


def test_a_customers_mail_that_a_colleague_attaches_is_received() -> None:
    """The attached mail counts as if its author had written to the rep, and he is named."""
    verdict = triage(FORWARD, REP, PHRASES, opened(*ENCLOSED))
    assert verdict.kind is Kind.NEW_PO
    assert verdict.author == CUSTOMERS.sender
    assert "colleague" in verdict.reason
    talk = replace(ENCLOSED[0], mail=replace(CUSTOMERS, subject="visit", body=TALK))
    assert triage(FORWARD, REP, PHRASES, opened(talk)).kind is Kind.OUTGOING


def test_what_a_colleague_attaches_of_our_own_is_none() -> None:
    """A mail of ours, inside a mail of ours, is no received order."""
    ours = replace(ENCLOSED[0], mail=replace(CUSTOMERS, sender=Address("ann@seller.example")))
    assert triage(FORWARD, REP, PHRASES, opened(ours, ENCLOSED[1])).kind is Kind.OUTGOING
    sent = replace(FORWARD, folder=Folder.SENT)
    assert triage(sent, REP, PHRASES, refuse).kind is Kind.OUTGOING
    own = replace(FORWARD, sender=REP.address)
    assert triage(own, REP, PHRASES, refuse).kind is Kind.OUTGOING


def test_a_danger_in_an_attached_mail_counts() -> None:
    """A forged mail does not become an order because a colleague hands it on."""
    forged = replace(CUSTOMERS, authentication=Authentication.FAIL)
    documents = (replace(ENCLOSED[0], mail=forged), ENCLOSED[1])
    verdict = triage(FORWARD, REP, PHRASES, opened(*documents))
    assert verdict.kind is Kind.LURE


def test_a_customer_may_attach_the_mail_with_the_order() -> None:
    """Who attaches his purchasing's mail sends us an order himself: he is its sender."""
    mail = replace(FORWARD, sender=Address("nils@icefjord.example"))
    verdict = triage(mail, REP, PHRASES, opened(*ENCLOSED))
    assert verdict.kind is Kind.NEW_PO
    assert verdict.author is None


def test_our_own_mail_that_a_customer_attaches_is_no_order() -> None:
    """Who sends our own mail back to us orders nothing with its words."""
    ours = replace(CUSTOMERS, sender=Address("ann@seller.example"), attachments=())
    mail = replace(FORWARD, sender=Address("nils@icefjord.example"))
    assert triage(mail, REP, PHRASES, opened(Document("our.eml", mail=ours))).kind is Kind.OTHER
    theirs = Document("their.eml", mail=CUSTOMERS)
    assert triage(mail, REP, PHRASES, opened(theirs)).kind is Kind.NEW_PO


def test_an_answer_to_the_customer_is_no_forwarded_order() -> None:
    """With the customer among the recipients, a colleague forwards nothing to the rep."""
    mail = replace(more("fw-en-inline"), cc=(Address("anybody@tidewater.example"),))
    assert kind(more("fw-en-inline")) is Kind.NEW_PO
    assert kind(mail) is Kind.OUTGOING


# --------------------------------------------------------------------- the judge

OPEN = replace(
    BARE,
    subject="Our price talk",
    body="Hi Tom, can you send me 4 more of the CH-20 chains? PO 7713. Thx",
    attachments=(),
)
TAKEN = replace(
    BARE,
    subject="lathe",
    body="I would like to place an order for the lathe, KL-88. When is the fair?",
    attachments=(),
)


class Asked:
    """A judge that gives one answer and keeps what it was asked."""

    def __init__(self, answer: Judgement | None) -> None:
        self.answer = answer
        self.texts: list[str] = []

    def __call__(self, text: str) -> Judgement | None:
        self.texts.append(text)
        return self.answer


def asked(mail: Message, answer: Judgement | None) -> tuple[Verdict, Asked]:
    judge = Asked(answer)
    return triage(mail, REP, PHRASES, open_document, judge), judge


def test_the_judge_is_asked_once_and_only_where_it_is_open() -> None:
    """Only a mail with a probability between the two bounds is shown to a model."""
    for mail, times in ((OPEN, 1), (message(row("en-plain-pdf")), 0), (BARE, 0)):
        verdict, judge = asked(mail, None)
        assert len(judge.texts) == times, verdict
    for name in ("lure-html", "news-orders", "en-revised", "own-outgoing", "po-box"):
        assert asked(message(row(name)), None)[1].texts == []


def test_the_judge_is_not_asked_what_is_certain() -> None:
    """A stated order and a text that is plainly one are no question for a model."""
    judge = Asked(Judgement(Kind.OTHER, "data"))
    order = Document("data.xml", ("<Order/>",), papers=(ORDER,))
    said = replace(BARE, subject="Purchase order 1", body="attached")
    assert triage(said, REP, PHRASES, opened(order), judge).kind is Kind.NEW_PO
    quote = Document("data.xml", ("<Quote/>",), papers=(replace(ORDER, kind=Kind.QUOTE),))
    talk = replace(said, body="We hereby order the lathe, our purchase order is attached.")
    assert triage(talk, REP, PHRASES, opened(quote), judge).kind is Kind.QUOTE
    plain = "We hereby order the lathe as per your offer 12. Our PO number is KL-88."
    mail = replace(TAKEN, body=plain)
    assert triage(mail, REP, PHRASES, open_document, judge).kind is Kind.NEW_PO
    assert judge.texts == []


def test_who_asks_for_goods_and_gives_a_number_orders() -> None:
    """A small customer's order has no title: the rules see it, and say so."""
    verdict = judged(more("b-w7"))
    assert (verdict.kind, "asks for goods" in verdict.reason) == (Kind.NEW_PO, True)


def test_the_judge_sees_the_newest_words_and_no_more_than_it_may() -> None:
    """At most 6,000 characters, without the history below."""
    long = replace(OPEN, body=OPEN.body + " fine weather" * 2_000, quoted="SECRET HISTORY")
    _verdict, judge = asked(long, None)
    assert all(len(text) <= 6_000 and "SECRET" not in text for text in judge.texts)
    _verdict, judge = asked(replace(OPEN, quoted="SECRET HISTORY"), None)
    assert "CH-20 chains" in judge.texts[0] and "SECRET" not in judge.texts[0]


def test_a_quoted_answer_confirms_an_order() -> None:
    """With words of the mail a model may make an order of one that has a sign of it."""
    verdict, _judge = asked(OPEN, Judgement(Kind.NEW_PO, "send me 4 more of the CH-20"))
    assert verdict.kind is Kind.NEW_PO
    assert any(signal.code == "judged" for signal in verdict.signals)
    assert kind(OPEN) is Kind.OTHER


@pytest.mark.parametrize(
    "answer",
    [
        None,
        Judgement(Kind.NEW_PO, ""),
        Judgement(Kind.NEW_PO, "please send ten more"),
        Judgement(Kind.PO_REVISION, "PO 7713"),
        Judgement(Kind.QUOTE, "PO 7713"),
    ],
)
def test_any_other_answer_makes_no_order(answer: Judgement | None) -> None:
    """No answer, no quote, words that are not there: the rule's lower verdict stays."""
    assert asked(OPEN, answer)[0].kind is Kind.OTHER


def test_an_order_is_lowered_by_a_quoted_answer_and_shown_without_one() -> None:
    """A model may lower an order that words alone made; unsure, the rep is asked to look."""
    assert kind(TAKEN) is Kind.NEW_PO
    lowered, judge = asked(TAKEN, Judgement(Kind.INTENT, "When is the fair?"))
    assert judge.texts and lowered.kind is Kind.INTENT
    assert asked(TAKEN, Judgement(Kind.NEW_PO, "place an order"))[0].kind is Kind.NEW_PO
    unsure, _judge = asked(TAKEN, Judgement(Kind.OTHER, "never said"))
    assert unsure.kind is Kind.INTENT
    assert "look at it" in unsure.reason
    assert asked(TAKEN, Judgement(Kind.PO_CANCELLATION, "KL-88"))[0].kind is Kind.NEW_PO


def test_a_model_makes_no_order_from_nothing_and_none_of_a_lure() -> None:
    """Without a sign of an order, or with a danger sign, a model is not even asked."""
    nothing = replace(OPEN, subject="fair", body=TALK)
    verdict, judge = asked(nothing, Judgement(Kind.NEW_PO, "the weather"))
    assert (verdict.kind, judge.texts) == (Kind.OTHER, [])
    lure = replace(OPEN, body=OPEN.body + " PO attached.", authentication=Authentication.FAIL)
    verdict, judge = asked(lure, Judgement(Kind.NEW_PO, "PO 7713"))
    assert (verdict.kind, judge.texts) == (Kind.LURE, [])
