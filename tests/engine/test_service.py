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
from assistant.domain.mail import Folder
from assistant.domain.people import Standing
from assistant.errors import ConfigError
from assistant.mail import delivery
from assistant.settings import Settings
from assistant.store.ledger import OrderRecord
from assistant.store.models import OrderState

Once = Callable[[], list[OrderRecord]]
Files = Callable[[], list[Path]]
NAMES = ("dana.voss", "rui.silva", "marta.lindgren", "keith.keller", "ingrid.aas")
ADDRESSED = {f"{name}@halvorsen.example" for name in NAMES}


class Notes:
    """Keeps what the service tells."""

    def __init__(self) -> None:
        self.orders: list[OrderRecord] = []
        self.mails = 0
        self.done = threading.Event()

    def looked(self, mails: int, orders: int) -> None:
        self.mails += mails

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
