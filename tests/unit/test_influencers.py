"""Who gets a letter, in which role, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.content import desks, titles
from assistant.domain.brief import NO_BRIEF, Brief, BriefPerson
from assistant.domain.facts import Fact, FactName, Source
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Authentication, Folder, Message, MessageRef
from assistant.domain.order import Order
from assistant.domain.paper import Named, Part
from assistant.domain.people import Influencer, Rep, Role, Standing
from assistant.pipeline.influencers import Known, influencers

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
REP = Rep(Address("lena@norvik.example", "Lena"), "Norvik", frozenset({"norvik.example"}))
KEITH = Address("keith@acme.example", "Keith Keller")
DANA = Address("dana@acme.example", "Dana Voss")
RUI = Address("rui@acme.example", "Rui Silva")
TOM = Address("tom@acme.example", "Tom Hill")
EVE = Address("eve@acme.example", "Eve Hale")
PO = Message(
    ref=MessageRef("po", "t"), message_id="<po@acme>", date=NOW, sender=KEITH, to=(REP.address,),
    cc=(DANA,), subject="PO 4711", body="PO attached.\n\nKeith Keller\nBuyer",
)  # fmt: skip
ORDER = Order(
    origin=PO.ref, received_at=NOW, kind=Kind.NEW_PO, sender=KEITH, message_id=PO.message_id,
    references=(), subject=PO.subject, domains=("acme.example",),
)  # fmt: skip


def _mail(
    id_: str, sender: Address, *to: Address, body: str = "", days: int = 5, bulk: bool = False
) -> Message:
    folder = Folder.SENT if sender == REP.address else Folder.INBOX
    return Message(
        ref=MessageRef(id_, id_), folder=folder, message_id=f"<{id_}@x>",
        date=NOW - timedelta(days=days), sender=sender, to=to, body=body, bulk=bulk,
    )  # fmt: skip


def _find(
    *messages: Message,
    brief: Brief = NO_BRIEF,
    vouched: frozenset[str] = frozenset(),
    most: int = 5,
    order: Order = ORDER,
) -> dict[str, Influencer]:
    known = Known(
        rep=REP,
        brief=brief,
        vouched=vouched,
        titles=titles.load(),
        desks=desks.load(),
        free_mail=frozenset({"gmail.com"}),
        most=most,
    )
    return {one.address.email: one for one in influencers(order, (PO, *messages), known)}


def test_a_stranger_is_suggested_never_addressed() -> None:
    """Nobody the rep never exchanged mail with gets a letter, not even the PO's sender."""
    found = _find()
    assert {one.standing for one in found.values()} == {Standing.SUGGESTED}
    assert set(found) == {KEITH.email, DANA.email}


def test_a_person_the_rep_wrote_to_is_addressed() -> None:
    """Outbound mail is what makes an address trustworthy."""
    found = _find(_mail("1", REP.address, KEITH))
    assert found[KEITH.email].standing is Standing.ADDRESSED
    assert found[KEITH.email].role is Role.PROCUREMENT
    assert found[DANA.email].standing is Standing.SUGGESTED


def test_mail_to_the_rep_counts_where_the_rep_knows_the_company() -> None:
    """Who wrote before the PO is addressed once the rep has written to that company."""
    wrote = _mail("2", RUI, REP.address, body="Fine.\n\nRui Silva\nProduction Manager")
    assert _find(wrote)[RUI.email].standing is Standing.SUGGESTED
    late = _mail("3", TOM, REP.address, days=-1)
    forged = replace(_mail("4", EVE, REP.address), authentication=Authentication.FAIL)
    found = _find(wrote, late, forged, _mail("1", REP.address, KEITH))
    assert found[TOM.email].standing is Standing.SUGGESTED
    assert EVE.email not in found
    assert found[RUI.email].standing is Standing.ADDRESSED
    assert found[RUI.email].role is Role.USER
    assert found[RUI.email].evidence[0].quote == "Production Manager"


def test_a_name_in_the_text_of_a_mail_is_nobody() -> None:
    """An address that only stands in somebody's words is not even suggested."""
    found = _find(
        _mail("1", REP.address, KEITH), _mail("2", KEITH, REP.address, body="cc evil@x.example")
    )
    assert "evil@x.example" not in found


def test_other_domains_are_suggested() -> None:
    """A look-alike or an outsider in copy gets no letter by itself."""
    evil = Address("keith@acme-example.example", "Keith Keller")
    found = _find(_mail("1", REP.address, KEITH), _mail("2", REP.address, evil))
    assert found[evil.email].standing is Standing.SUGGESTED
    assert "outside" in found[evil.email].why


def test_robots_lists_and_desks_are_left_out() -> None:
    """No letter to an address that no person reads, and none to a shared one beside people."""
    robot, desk = Address("no-reply@acme.example"), Address("purchasing@acme.example")
    found = _find(
        _mail("1", REP.address, KEITH, robot, desk),
        _mail("2", Address("list@acme.example"), REP.address, bulk=True),
    )
    assert found[robot.email].standing is Standing.LEFT_OUT
    assert found[desk.email].standing is Standing.LEFT_OUT
    assert "list@acme.example" not in found


def test_the_desk_that_sent_the_po_stands_in_for_nobody_else() -> None:
    """An order from a shared mailbox still gets its confirmation when no person is known."""
    desk = Address("orders@acme.example", "")
    order = Order(
        origin=PO.ref, received_at=NOW, kind=Kind.NEW_PO, sender=desk, message_id="<po>",
        references=(), subject="PO", domains=("acme.example",),
    )  # fmt: skip
    po = Message(ref=PO.ref, date=NOW, sender=desk, to=(REP.address,))
    known = Known(
        rep=REP,
        brief=NO_BRIEF,
        vouched=frozenset({desk.email}),
        titles=titles.load(),
        desks=desks.load(),
        free_mail=frozenset({"gmail.com"}),
        most=5,
    )
    (one,) = influencers(order, (po,), known)
    assert (one.standing, one.role) == (Standing.ADDRESSED, Role.PROCUREMENT)
    person = BriefPerson(address=DANA, roles=(Role.ECONOMIC,))
    with_person = Known(
        rep=REP, brief=Brief(name="b", people=(person,)), vouched=frozenset({desk.email}),
        titles=titles.load(), desks=desks.load(), free_mail=frozenset({"gmail.com"}), most=5,
    )  # fmt: skip
    standings = {i.address.email: i.standing for i in influencers(order, (po,), with_person)}
    assert standings == {DANA.email: Standing.ADDRESSED, desk.email: Standing.LEFT_OUT}


def test_own_colleagues_are_nobody() -> None:
    """Our own people in copy are not influencers, in a subdomain neither."""
    colleague = Address("peter@de.norvik.example", "Peter")
    assert colleague.email not in _find(_mail("1", KEITH, REP.address, colleague))


def test_the_brief_confirms_people_and_roles() -> None:
    """A confirmed person is addressed without any mail, with the first role that decides."""
    person = BriefPerson(address=RUI, title="Planner", roles=(Role.COACH, Role.USER))
    desk = BriefPerson(address=KEITH, desk=True)
    found = _find(_mail("1", REP.address, KEITH), brief=Brief(name="b", people=(person, desk)))
    assert (found[RUI.email].standing, found[RUI.email].role) == (Standing.ADDRESSED, Role.USER)
    assert found[KEITH.email].standing is Standing.LEFT_OUT


def test_letters_are_capped_and_the_confirmed_come_first() -> None:
    """Beyond the cap people are suggested; confirmed people never fall behind guessed ones."""
    crowd = [Address(f"p{number}@acme.example", f"Pat {number}") for number in range(9)]
    mails = [_mail(str(number), REP.address, one) for number, one in enumerate(crowd)]
    person = BriefPerson(address=RUI, roles=(Role.UNKNOWN,))
    found = _find(*mails, brief=Brief(name="b", people=(person,)), most=3)
    addressed = [email for email, one in found.items() if one.standing is Standing.ADDRESSED]
    assert len(addressed) == 3
    assert addressed[0] == RUI.email


def test_first_names_are_learned_from_the_reps_own_greeting() -> None:
    """The letter stays on the terms the rep is on."""
    found = _find(_mail("1", REP.address, RUI, body="Hello Rui,\n\nsee below."))
    assert found[RUI.email].first_names
    formal = _find(_mail("1", REP.address, RUI, body="Dear Mr Silva,\n\nsee below."))
    assert not formal[RUI.email].first_names


def test_the_po_says_how_its_contact_is_addressed() -> None:
    """An honorific printed on the PO is evidence; none is ever guessed."""
    source = Source(origin="po", document="po.pdf", page=1, quote="Mr Keith Keller")
    contact = Fact(FactName.CONTACT, "Mr Keith Keller", "Mr Keith Keller", source)
    order = Order(
        origin=PO.ref, received_at=NOW, kind=Kind.NEW_PO, sender=KEITH, message_id="<po>",
        references=(), subject="PO", domains=("acme.example",), facts=(contact,),
    )  # fmt: skip
    found = _find(_mail("1", REP.address, KEITH), order=order)
    assert found[KEITH.email].salutation == "Dear Mr Keller"


def test_free_mail_says_nothing_about_a_company() -> None:
    """Two people at a free mail provider are not colleagues."""
    one, other = Address("joe@gmail.com", "Joe Pell"), Address("eve@gmail.com", "Eve Hale")
    order = Order(
        origin=PO.ref, received_at=NOW, kind=Kind.NEW_PO, sender=one, message_id="<po>",
        references=(), subject="PO", domains=("gmail.com",),
    )  # fmt: skip
    found = _find(_mail("1", REP.address, one), _mail("2", REP.address, other), order=order)
    assert found[one.email].standing is Standing.ADDRESSED
    assert found[other.email].standing is Standing.SUGGESTED


def test_whom_only_the_po_names_is_suggested_with_the_part_it_gives() -> None:
    """A name on a paper is a hint for the rep, never an addressee; our own people are none."""
    people = (
        Named(part=Part.ORIGINATOR, name="Uma Holt", email="uma@acme.example", quote="Uma Holt"),
        Named(part=Part.RECEIVER, name="Gate 3", email="gate@acme.example", quote="Gate 3"),
        Named(part=Part.CONTACT, name="Lena", email=REP.address.email, quote="Lena"),
    )
    found = _find(order=replace(ORDER, people=people))
    assert found["uma@acme.example"].standing is Standing.SUGGESTED
    assert found["uma@acme.example"].role is Role.USER
    assert "asked for the goods" in found["uma@acme.example"].why
    assert "gate@acme.example" not in found
    assert REP.address.email not in found


def test_a_part_on_the_paper_gives_a_role_to_a_known_person() -> None:
    """The whole name joins the paper with the mail; a title says more, a first name too little."""
    mails = (_mail("1", REP.address, RUI), _mail("2", REP.address, TOM))
    people = (
        Named(part=Part.APPROVER, name="RUI SILVA", quote="RUI SILVA"),
        Named(part=Part.ORIGINATOR, name="Tom", quote="Tom"),
        Named(part=Part.ORIGINATOR, name="Keith Keller", quote="Keith Keller"),
    )
    found = _find(*mails, order=replace(ORDER, people=people))
    assert found[RUI.email].role is Role.ECONOMIC
    assert found[TOM.email].role is Role.UNKNOWN
    assert found[KEITH.email].role is Role.PROCUREMENT


def test_the_customer_behind_a_forward_is_suggested() -> None:
    """Whoever wrote to a colleague has not written to the rep."""
    author = Address("nora@acme.example", "Nora Vik")
    found = _find(order=replace(ORDER, sender=author, forwarded=True))
    assert found[author.email].standing is Standing.SUGGESTED
    assert found[author.email].role is Role.PROCUREMENT
