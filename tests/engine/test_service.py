"""The whole route on a real mailbox: a PO in, one draft per influencer out, once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from assistant import app
from assistant.demo import story
from assistant.domain.draft import DraftState
from assistant.domain.kind import Kind
from assistant.domain.mail import Folder
from assistant.domain.people import Standing
from assistant.engine.sync import Look, Notice
from assistant.errors import ConfigError
from assistant.mail import delivery
from assistant.settings import Settings
from assistant.store.models import OrderState
from assistant.store.records import OrderRecord

Once = Callable[[], list[OrderRecord]]
Files = Callable[[], list[Path]]
NAMES = ("dana.voss", "rui.silva", "marta.lindgren", "keith.keller", "ingrid.aas")
ADDRESSED = {f"{name}@halvorsen.example" for name in NAMES}


class Notes:
    """Keeps what the service tells."""

    def __init__(self) -> None:
        self.orders: list[OrderRecord] = []
        self.mails = 0
        self.notices: list[Notice] = []
        self.done = threading.Event()

    def looked(self, look: Look) -> None:
        self.mails += look.mails
        self.notices += look.notices

    def finished(self, order: OrderRecord) -> None:
        self.orders.append(order)
        self.done.set()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(data_dir=tmp_path / "data", queue_seconds=0.05, watch_seconds=0.05)


@pytest.fixture
def told(settings: Settings) -> Callable[[], list[OrderRecord]]:
    """Runs one pass as a new process would and returns the orders it finished."""

    def once() -> list[OrderRecord]:
        notes = Notes()
        with app.build(settings) as built:
            built.service.once(notes)
        return notes.orders

    return once


@pytest.fixture
def letters(settings: Settings) -> tuple[story.Letter, ...]:
    """The story, delivered into the mailbox."""
    now = datetime.now(UTC)
    mails = story.letters(now)
    for mail in mails:
        delivery.deliver(settings.mailbox_dir, mail.content, folder=mail.folder, received=mail.sent)
    story.write_brief(settings.briefs_dir, now)
    return mails


@pytest.fixture
def drafts(settings: Settings) -> Callable[[], list[Path]]:
    def files() -> list[Path]:
        return sorted((settings.mailbox_dir / "Drafts" / "cur").iterdir())

    return files


def _recipients(files: list[Path]) -> list[str]:
    return sorted(message_from_bytes(one.read_bytes(), policy=default)["To"] for one in files)


@pytest.mark.usefixtures("letters")
def test_a_po_becomes_one_draft_per_influencer(told: Once, drafts: Files) -> None:
    """The story's order reaches everybody who counts, and nobody else."""
    (record,) = told()
    assert record.state is OrderState.DONE
    assert record.case.order.po_number == "4711"
    assert {one.checked.draft.email.to.email for one in record.placements} == ADDRESSED
    assert {one.state for one in record.placements} == {DraftState.PLACED}
    assert [one for placed in record.placements for one in placed.checked.findings] == []
    assert len(_recipients(drafts())) == len(ADDRESSED)
    suggested = [
        i.address.email for i in record.case.influencers if i.standing is Standing.SUGGESTED
    ]
    assert suggested == ["tom.okoye@halvorsen.example"]


@pytest.mark.usefixtures("letters")
def test_a_second_pass_changes_nothing(told: Once, drafts: Files) -> None:
    """Running again makes no second draft and touches none."""
    told()
    before = [(one, one.read_bytes()) for one in drafts()]
    assert told() == []
    assert [(one, one.read_bytes()) for one in drafts()] == before


@pytest.mark.usefixtures("letters")
def test_a_lost_database_makes_no_second_draft(
    told: Once, drafts: Files, settings: Settings
) -> None:
    """With the memory gone the mailbox itself says what is there."""
    told()
    before = drafts()
    for file in settings.data_dir.glob("assistant.sqlite*"):
        file.unlink()
    (record,) = told()
    assert record.state is OrderState.DONE
    assert drafts() == before


@pytest.mark.usefixtures("letters")
def test_a_draft_the_rep_edited_is_left_alone(
    told: Once, drafts: Files, settings: Settings
) -> None:
    """Every character of a person's edit survives, also when we have forgotten the draft."""
    told()
    edited = drafts()[0]
    edited.write_bytes(edited.read_bytes() + b"\r\nMy own words.\r\n")
    kept = edited.read_bytes()
    for file in settings.data_dir.glob("assistant.sqlite*"):
        file.unlink()
    told()
    assert edited.read_bytes() == kept
    assert len(drafts()) == len(ADDRESSED)


def test_the_same_po_in_a_second_mail_is_one_order(
    told: Once, drafts: Files, letters: tuple[story.Letter, ...], settings: Settings
) -> None:
    """A re-sent PO is told as a duplicate and makes no drafts."""
    told()
    again = letters[-1].content.replace(b"<po-1@", b"<po-again@")
    delivery.deliver(settings.mailbox_dir, again, folder=Folder.INBOX, received=datetime.now(UTC))
    (record,) = told()
    assert record.state is OrderState.DUPLICATE
    assert len(drafts()) == len(ADDRESSED)


@pytest.mark.usefixtures("letters")
def test_one_bad_mail_never_stops_the_next(told: Once, settings: Settings) -> None:
    """A mail that cannot be read is counted, and the order behind it is drafted."""
    bomb = b"From: a@b.example\r\nSubject: x\r\n" + b"X-A: y\r\n" * 400_000 + b"\r\nhi"
    early = datetime.now(UTC).replace(year=datetime.now(UTC).year)
    delivery.deliver(settings.mailbox_dir, bomb, folder=Folder.INBOX, received=early)
    (record,) = told()
    assert record.state is OrderState.DONE


def test_an_unknown_sender_gets_no_draft(told: Once, drafts: Files, settings: Settings) -> None:
    """A first-contact PO waits for the rep instead of writing to a stranger."""
    order = story.letters(datetime.now(UTC))[-1]
    delivery.deliver(settings.mailbox_dir, order.content, folder=Folder.INBOX, received=order.sent)
    (record,) = told()
    assert record.state is OrderState.NEEDS_PERSON
    assert "confirm" in record.reason
    assert drafts() == []


def test_two_services_never_share_a_folder(settings: Settings) -> None:
    """The second one says who holds the folder and what to do."""
    second = app.build(settings)
    with app.build(settings), pytest.raises(ConfigError, match="ASSISTANT_DATA_DIR"), second:
        pass


def test_watching_picks_up_a_dropped_file_within_seconds(
    settings: Settings, letters: tuple[story.Letter, ...], drafts: Files
) -> None:
    """A person drops an .eml into INBOX and drafts appear while the service runs."""
    po = next((settings.mailbox_dir / "INBOX").rglob("*"), None)
    assert po is not None
    inbox = settings.mailbox_dir / "INBOX"
    for file in [*(inbox / "new").iterdir(), *(inbox / "cur").iterdir()]:
        if b"PO_4711.pdf" in file.read_bytes():
            file.unlink()
    stop, notes = threading.Event(), Notes()
    with app.build(settings) as built:
        watcher = threading.Thread(target=built.service.watch, args=(notes, stop))
        watcher.start()
        try:
            (inbox / "dropped.eml").write_bytes(letters[-1].content)
            assert notes.done.wait(30)
        finally:
            stop.set()
            watcher.join(20)
    assert [one.state for one in notes.orders] == [OrderState.DONE]
    assert len(drafts()) == len(ADDRESSED)


def test_a_brief_written_later_lets_a_waiting_order_go_on(
    told: Once, drafts: Files, settings: Settings
) -> None:
    """What the service asks for can be given: the order goes on with it."""
    now = datetime.now(UTC)
    order = story.letters(now)[-1]
    delivery.deliver(settings.mailbox_dir, order.content, folder=Folder.INBOX, received=order.sent)
    assert [one.state for one in told()] == [OrderState.NEEDS_PERSON]
    story.write_brief(settings.briefs_dir, now)
    assert [one.state for one in told()] == [OrderState.DONE]
    assert _recipients(drafts())


@pytest.mark.usefixtures("letters")
def test_a_mistake_in_the_orders_brief_is_told_and_can_be_mended(
    told: Once, drafts: Files, settings: Settings
) -> None:
    """No letter goes out without what the brief was to add, and nothing is lost."""
    path = settings.briefs_dir / "halvorsen-4711.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("roles: [economic]", "roles: [emperor]"), encoding="utf-8")
    (record,) = told()
    assert record.state is OrderState.NEEDS_PERSON
    assert "emperor" in record.reason
    assert drafts() == []
    path.write_text(whole, encoding="utf-8")
    (record,) = told()
    assert record.state is OrderState.DONE


@pytest.mark.usefixtures("letters")
def test_a_broken_brief_of_another_order_stops_nothing(told: Once, settings: Settings) -> None:
    """One bad file does not hold up the others."""
    (settings.briefs_dir / "other.yaml").write_text("project: [unclosed", encoding="utf-8")
    (record,) = told()
    assert record.state is OrderState.DONE


@pytest.mark.usefixtures("letters")
def test_an_end_nobody_heard_of_is_told_at_the_next_start(settings: Settings, told: Once) -> None:
    """A crash between finishing and telling does not swallow the news."""

    class Deaf(Notes):
        def finished(self, order: OrderRecord) -> None:
            raise KeyboardInterrupt

    with app.build(settings) as built, pytest.raises(KeyboardInterrupt):
        built.service.once(Deaf())
    assert [one.state for one in told()] == [OrderState.DONE]
    assert told() == []


@pytest.mark.usefixtures("letters")
def test_a_resent_po_and_a_lost_database_make_no_second_drafts(
    told: Once, drafts: Files, letters: tuple[story.Letter, ...], settings: Settings
) -> None:
    """In whatever order the mails of one PO are read anew, its drafts are found."""
    told()
    again = letters[-1].content.replace(b"<po-1@", b"<po-again@")
    delivery.deliver(settings.mailbox_dir, again, folder=Folder.INBOX, received=datetime.now(UTC))
    told()
    for file in settings.data_dir.glob("assistant.sqlite*"):
        file.unlink()
    told()
    assert len(drafts()) == len(ADDRESSED)


def test_a_forged_mail_of_the_rep_makes_nobody_known(
    told: Once, drafts: Files, settings: Settings
) -> None:
    """Only what lies in Sent was written by the rep."""
    forged = (
        b"From: lena.brandt@norvik.example\r\nTo: eve@evil.example\r\nMessage-ID: <f@evil>\r\n"
        b"Subject: hello\r\n\r\nHello Eve,\r\n"
    )
    order = (
        b"From: Eve <eve@evil.example>\r\nTo: lena.brandt@norvik.example\r\n"
        b"Message-ID: <p@evil>\r\n"
        b"Subject: Purchase order 4500123\r\n\r\nPlease find our purchase order 4500123.\r\n"
        b"Contact: Dana Voss, dana.voss@halvorsen.example\r\n"
    )
    now = datetime.now(UTC)
    for content in (forged, order):
        delivery.deliver(settings.mailbox_dir, content, folder=Folder.INBOX, received=now)
    (record,) = told()
    assert record.state is OrderState.NEEDS_PERSON
    assert drafts() == []


def test_what_needs_a_look_is_noticed(settings: Settings) -> None:
    """A lure and a mail that cannot be read are told, not only counted."""
    lure = next(one for one in story.letters(datetime.now(UTC)) if b"PO#88213.html" in one.content)
    now = datetime.now(UTC)
    bomb = b"From: a@b.example\r\n" + b"X-A: y\r\n" * 400_000 + b"\r\nhi"
    for content in (lure.content, bomb):
        delivery.deliver(settings.mailbox_dir, content, folder=Folder.INBOX, received=now)
    notes = Notes()
    with app.build(settings) as built:
        built.service.once(notes)
    assert {one.verdict.kind for one in notes.notices} == {Kind.LURE, Kind.UNREADABLE}
