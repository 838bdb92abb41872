"""One order stays one: repeats, changes, cancellations and quotes that say otherwise."""

import email
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from assistant import app
from assistant.domain.draft import DraftState
from assistant.domain.mail import Folder
from assistant.domain.order import Doubt, Posture
from assistant.engine.sync import Look
from assistant.mail import delivery
from assistant.settings import Settings
from assistant.store.models import OrderState
from assistant.store.records import OrderRecord

REP, BUYER = "Lena Brandt <lena.brandt@norvik.example>", "Keith Keller <keith@halvorsen.example>"
NOW = datetime.now(UTC)
PO = """PURCHASE ORDER
PO Number: {number}
{extra}Delivery date: {date}
Total EUR {total}
"""
Pass = Callable[[], list[OrderRecord]]


class World:
    """A rep's mailbox with a customer in it, and the service that reads it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._mails = 0

    def put(
        self,
        subject: str,
        body: str,
        *,
        sender: str = BUYER,
        to: str = REP,
        files: dict[str, str] | None = None,
        hours: int = 0,
        answers: int = 0,
    ) -> None:
        """A mail into INBOX, or into Sent when the rep wrote it."""
        self._mails += 1
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Date"] = NOW - timedelta(days=2) + timedelta(hours=hours + self._mails)
        mail["Message-ID"] = f"<m{self._mails}@halvorsen.example>"
        if answers:
            mail["In-Reply-To"] = f"<m{answers}@halvorsen.example>"
        mail.set_content(body)
        for name, text in (files or {}).items():
            mail.add_attachment(text, filename=name)
        folder = Folder.SENT if sender == REP else Folder.INBOX
        delivery.deliver(self.settings.mailbox_dir, mail.as_bytes(), folder=folder, received=NOW)

    def order(
        self, number: str = "4711", *, total: str = "100.00", date: str = "", extra: str = ""
    ) -> None:
        """A PO as a text file, from the buyer."""
        wanted = date or _day(60)
        text = PO.format(number=number, total=total, date=wanted, extra=extra)
        self.put(f"PO {number}", "Please find our PO attached.", files={"po.txt": text})

    def run(self) -> list[OrderRecord]:
        """One pass as a new process would, and the orders that came to an end."""
        finished: list[OrderRecord] = []

        class Told:
            def looked(self, look: Look) -> None:
                assert look.mails

            def finished(self, order: OrderRecord) -> None:
                finished.append(order)

        with app.build(self.settings) as built:
            built.service.once(Told())
        return finished

    @contextmanager
    def records(self) -> Iterator[tuple[OrderRecord, ...]]:
        """The orders as the ledger has them now."""
        with app.build(self.settings) as built:
            yield built.ledger.orders(built.mailbox_id)

    @property
    def drafts(self) -> list[Path]:
        folder = self.settings.mailbox_dir / "Drafts" / "cur"
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def text(self) -> str:
        """The words of the only draft."""
        (file,) = self.drafts
        part = email.message_from_bytes(file.read_bytes(), policy=default).get_body(("plain",))
        assert part is not None
        return str(part.get_content())


def _day(ahead: int) -> str:
    return (NOW + timedelta(days=ahead)).date().isoformat()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The buyer is known: the rep wrote to him."""
    monkeypatch.chdir(tmp_path)
    settings = Settings(data_dir=tmp_path / "data", queue_seconds=0.05, watch_seconds=0.05)
    found = World(settings)
    found.put("Your enquiry", "Dear Keith, as we said.", sender=REP, to=BUYER, hours=-99)
    return found


def states(records: list[OrderRecord]) -> list[OrderState]:
    return sorted(one.state for one in records)


def test_a_changed_order_renews_the_untouched_draft(world: World) -> None:
    """The revision joins its order, and the draft in the mailbox names the new date."""
    world.order(date=_day(60))
    assert states(world.run()) == [OrderState.DONE]
    old = world.text()
    world.order(date=_day(90), extra="Revision: B\n")
    told = world.run()
    assert states(told) == [OrderState.ATTACHED, OrderState.DONE]
    change = next(one for one in told if one.state is OrderState.ATTACHED)
    assert "revision none -> B" in change.reason
    assert _day(90) in change.reason
    assert world.text() != old
    month = (NOW + timedelta(days=90)).strftime("%B")
    assert month in world.text()


def test_a_draft_that_a_person_touched_outlives_a_change(world: World) -> None:
    """What the rep wrote stays, and no second draft appears beside it."""
    world.order(date=_day(60))
    world.run()
    (file,) = world.drafts
    file.write_bytes(file.read_bytes() + b"\r\nMy own words.\r\n")
    kept = file.read_bytes()
    world.order(date=_day(90), extra="Revision: B\n")
    told = world.run()
    assert [one.read_bytes() for one in world.drafts] == [kept]
    renewed = next(one for one in told if one.placements)
    assert [one.state for one in renewed.placements] == [DraftState.LEFT]
    assert "left as you have it" in renewed.reason


def test_a_repeat_without_a_number_makes_no_second_draft(world: World) -> None:
    """The words of the paper tell that it is the same one."""
    paper = {"po.txt": f"PURCHASE ORDER\nDelivery date: {_day(50)}\nTotal EUR 5.00"}
    for _again in range(2):
        world.put("Our purchase order", "Please find our PO attached.", files=paper)
    assert states(world.run()) == [OrderState.DONE, OrderState.DUPLICATE]
    assert len(world.drafts) == 1


def test_a_cancelled_order_takes_its_untouched_drafts_back(world: World) -> None:
    """Nobody sends a confirmation of an order that is gone."""
    world.order()
    world.run()
    assert len(world.drafts) == 1
    world.put("Cancellation of PO 4711", "Please cancel our PO 4711.")
    told = world.run()
    assert states(told) == [OrderState.ATTACHED, OrderState.CANCELLED]
    assert "1 drafts withdrawn" in told[0].reason
    assert world.drafts == []


def test_a_cancelled_order_leaves_what_a_person_touched(world: World) -> None:
    """The rep is told which drafts are still there."""
    world.order()
    world.run()
    (file,) = world.drafts
    file.write_bytes(file.read_bytes() + b"\r\nMy own words.\r\n")
    world.put("Cancellation of PO 4711", "Please cancel our PO 4711.")
    told = world.run()
    assert "1 that you edited, sent or deleted" in told[0].reason
    assert world.drafts == [file]


def test_an_order_given_anew_after_its_end_is_drafted_again(world: World) -> None:
    """Cancelled and ordered again is an order."""
    world.order()
    world.run()
    world.put("Cancellation of PO 4711", "Please cancel our PO 4711.")
    world.run()
    world.order()
    assert states(world.run()) == [OrderState.DONE]
    assert len(world.drafts) == 1


def test_a_change_of_an_unknown_order_is_told(world: World) -> None:
    """The rep hears of it; nothing is drafted."""
    world.put("Cancellation of PO 999", "Please cancel our PO 999.")
    (record,) = world.run()
    assert record.state is OrderState.NEEDS_PERSON
    assert "has not been seen" in record.reason
    assert world.drafts == []


def test_a_po_that_differs_from_our_quote_waits_for_the_rep(world: World) -> None:
    """No letter before the rep has read the difference; the brief clears it."""
    quotation = "QUOTATION\nQuotation no. Q-17\nTotal EUR 120.00\n"
    world.put(
        "Quotation Q-17",
        "Our quotation.",
        sender=REP,
        to=BUYER,
        files={"Q-17.txt": quotation},
        hours=-9,
    )
    world.put(
        "Re: Quotation Q-17",
        "Please find our PO attached.",
        files={"po.txt": PO.format(number="4711", total="100.00", date=_day(60), extra="")},
        answers=2,
    )
    (record,) = world.run()
    assert record.state is OrderState.NEEDS_PERSON
    assert record.case.order.posture is Posture.UNCLEAR
    assert [one.doubt for one in record.case.order.findings] == [Doubt.DIFFERS]
    assert "120.00" in record.reason
    assert world.drafts == []
    briefs = world.settings.briefs_dir
    briefs.mkdir(parents=True, exist_ok=True)
    (briefs / "cleared.yaml").write_text('purchase_order: {number: "4711"}\nposture: B\n')
    (record,) = world.run()
    assert record.state is OrderState.DONE
    assert len(world.drafts) == 1


def test_a_po_dated_long_ago_waits_for_the_rep(world: World) -> None:
    """An old paper that is only shown again makes no letter."""
    world.order(extra=f"PO Date: {_day(-200)}\n")
    (record,) = world.run()
    assert record.state is OrderState.NEEDS_PERSON
    assert [one.doubt for one in record.case.order.findings] == [Doubt.OLD]
    assert world.drafts == []


def test_a_number_that_mail_and_paper_dispute_stands_in_no_letter(world: World) -> None:
    """The rep reads both numbers, the customer none."""
    paper = PO.format(number="47110815", total="100.00", date=_day(60), extra="")
    body = "Please find our purchase order number 99220033 attached."
    world.put("Our purchase order 99220033", body, files={"po.txt": paper})
    (record,) = world.run()
    assert [one.doubt for one in record.case.order.findings] == [Doubt.AMBIGUOUS]
    words = world.text()
    assert "47110815" not in words
    assert "99220033" not in words.split("\n>")[0]
