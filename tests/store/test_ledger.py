"""The ledger keeps verdicts, orders and drafts, once each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assistant.domain.case import Case, CheckedDraft
from assistant.domain.draft import Draft, DraftRef, DraftState, Email
from assistant.domain.facts import Fact, FactName, Source
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, MessageRef
from assistant.domain.order import Order, Signal, Verdict
from assistant.domain.people import Influencer, Role, Standing
from assistant.errors import ConfigError
from assistant.store import database
from assistant.store.ledger import Ledger
from assistant.store.models import Base, OrderState
from assistant.store.records import OpenOrder, Seen

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BOX = "local:lena@norvik.example"
ORDER = Order(
    origin=MessageRef("m1", "t1"), received_at=NOW, kind=Kind.NEW_PO,
    sender=Address("keith@acme.example", "Keith"), message_id="<po@acme>", references=("<q@us>",),
    subject="PO 4711", domains=("acme.example",),
    facts=(Fact(FactName.PO_NUMBER, "4711", "4711", Source("m1", "po.pdf", 1, "PO No. 4711")),),
)  # fmt: skip
CASE = Case(order=ORDER)
SEEN = Seen(
    ref=ORDER.origin,
    verdict=Verdict(Kind.NEW_PO, (Signal("title", "po.pdf", "PURCHASE ORDER"),), "a PO"),
    order_id="o1",
    case=CASE,
)


def _draft(email: str, text: str = "Dear Dana,\n") -> CheckedDraft:
    letter = Email(
        sender=Address("lena@norvik.example"), to=Address(email), subject="s", text=text, html="<p>"
    )
    return CheckedDraft(draft=Draft(email=letter, role=Role.ECONOMIC, template="en/economic@1"))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    found = database.connect(tmp_path / "a" / "test.sqlite")
    yield found
    found.dispose()


@pytest.fixture
def ledger(engine: sa.Engine) -> Ledger:
    return Ledger(engine, lambda: NOW)


def test_migrations_make_the_tables_the_code_uses(engine: sa.Engine) -> None:
    """The migrated database and the models agree, so no deployment runs on half a schema."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_commits_survive_a_power_cut(engine: sa.Engine) -> None:
    """Write-ahead log and full synchronisation are on for every connection."""
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """The operator learns which file is wrong."""
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"this is not a database, not at all" * 100)
    with pytest.raises(ConfigError, match=r"x\.sqlite"):
        database.connect(path)


def test_verdicts_orders_and_cursor_are_kept_together(ledger: Ledger) -> None:
    """One call keeps all three."""
    assert ledger.cursor(BOX) is None
    ledger.record(BOX, [SEEN], "1:7")
    assert ledger.cursor(BOX) == "1:7"
    assert ledger.open_orders(BOX) == (OpenOrder("o1", 1),)
    assert ledger.counts(BOX) == {"new-po": 1}
    assert ledger.case("o1") == CASE


def test_nothing_is_kept_when_one_part_fails(ledger: Ledger, engine: sa.Engine) -> None:
    """A failure in the middle leaves the cursor where it was: the mails come again."""
    broken = replace(SEEN, ref=MessageRef("m2", ""), order_id="o2", verdict=None)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        ledger.record(BOX, [SEEN, broken], "1:8")
    assert ledger.cursor(BOX) is None
    assert ledger.open_orders(BOX) == ()


def test_a_repeat_changes_nothing(ledger: Ledger) -> None:
    """The same message seen again opens no second order and reopens no closed one."""
    ledger.record(BOX, [SEEN], "1:7")
    ledger.close("o1", OrderState.DONE, "done")
    ledger.record(BOX, [SEEN], "1:7")
    assert ledger.open_orders(BOX) == ()
    assert ledger.counts(BOX) == {"new-po": 1}


def test_the_ledger_keeps_no_words_of_ordinary_mail(ledger: Ledger, tmp_path: Path) -> None:
    """Of a mail that is no order only its kind and codes are kept."""
    canary = "CANARY-7f3a"
    verdict = Verdict(Kind.OTHER, (Signal("word", "body", canary),), f"it says {canary}")
    ledger.record(BOX, [Seen(ref=MessageRef("m9", ""), verdict=verdict)], "1:1")
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert canary.encode() not in written


def test_a_case_comes_back_as_it_was_kept(ledger: Ledger) -> None:
    """Every value survives the database."""
    person = Influencer(
        address=Address("dana@acme.example", "Dana Voß"), role=Role.ECONOMIC,
        standing=Standing.ADDRESSED, why="writes", evidence=(Source("m1", quote="CFO"),),
    )  # fmt: skip
    case = Case(order=ORDER, influencers=(person,), drafts=(_draft("dana@acme.example"),))
    ledger.record(BOX, [SEEN], "1:7")
    ledger.keep("o1", case)
    assert ledger.case("o1") == case


def test_the_same_order_in_another_mail_is_told(ledger: Ledger) -> None:
    """Two mails with one PO are one order, in whatever mailbox they arrive."""
    again = replace(SEEN, ref=MessageRef("m2", "t1"), order_id="o2")
    ledger.record(BOX, [SEEN], "1:8")
    ledger.record("local:omar@norvik.example", [again], "1:8")
    keys = ("acme|4711", "mail|acme|4711")
    assert ledger.claim("o1", keys, keys) == ""
    assert ledger.claim("o1", keys, keys) == ""
    assert ledger.claim("o2", keys, keys) == "o1"
    assert ledger.claim("o2", ("other|1", keys[1]), (keys[1],)) == "o1"
    assert ledger.filed(("x", keys[1])) == "o1"
    assert ledger.claim("o2", ("acme|4712",), ("acme|4712",)) == ""
    assert ledger.filed(("x",)) == ""


def test_a_key_that_is_given_up_is_free(ledger: Ledger) -> None:
    """An order that failed, or was given up, stands in nobody's way."""
    again = replace(SEEN, ref=MessageRef("m2", "t1"), order_id="o2")
    ledger.record(BOX, [SEEN, again], "1:8")
    assert ledger.claim("o1", ("acme|4711",), ("acme|4711",)) == ""
    ledger.close("o1", OrderState.FAILED, "no")
    assert ledger.claim("o2", ("acme|4711",), ("acme|4711",)) == ""
    ledger.release("o2")
    assert ledger.claim("o1", ("acme|4711",), ("acme|4711",)) == ""


def test_a_change_begins_its_order_anew_once(ledger: Ledger) -> None:
    """The attached change is kept with its order, whose steps run again; a repeat adds nothing."""
    change = replace(SEEN, ref=MessageRef("m2", "t1"), order_id="o2")
    ledger.record(BOX, [SEEN, change], "1:8")
    ledger.close("o1", OrderState.DONE, "placed")
    for _again in range(2):
        ledger.attach("o2", "o1", OrderState.ATTACHED, "a change")
    assert ledger.open_orders(BOX) == (OpenOrder("o1", 2),)
    assert ledger.revisions("o1") == (ORDER,)
    assert ledger.revisions("o1", but="o2") == ()
    ledger.close("o1", OrderState.CANCELLED, "gone")
    ledger.attach("o2", "o1", OrderState.ATTACHED, "a change")
    assert ledger.open_orders(BOX) == ()


def test_a_placed_letter_that_reads_otherwise_is_to_be_renewed(ledger: Ledger) -> None:
    """Only a changed text moves a placed draft; one that nobody gets any more is withdrawn."""
    ledger.record(BOX, [SEEN], "1:7")
    drafts = (_draft("a@acme.example", "one\n"), _draft("b@acme.example", "one\n"))
    ledger.keep("o1", Case(order=ORDER, drafts=drafts))
    for one in ledger.placements("o1"):
        ledger.move(one.id, DraftState.PLACED, DraftRef(one.id, "abc"))
    ledger.keep("o1", ledger.case("o1"))
    assert {one.state for one in ledger.placements("o1")} == {DraftState.PLACED}
    ledger.keep("o1", Case(order=ORDER, drafts=(_draft("a@acme.example", "two\n"),)))
    renewed, withdrawn = ledger.placements("o1")
    assert renewed.state is DraftState.RENEWING
    assert (renewed.checked.draft.email.text, renewed.ref) == ("two\n", DraftRef(renewed.id, "abc"))
    assert withdrawn.state is DraftState.WITHDRAWING


def test_a_draft_on_its_way_is_never_composed_anew(ledger: Ledger) -> None:
    """Composing again after a crash leaves alone what may be in the mailbox already."""
    ledger.record(BOX, [SEEN], "1:7")
    drafts = (_draft("a@acme.example", "one\n"), _draft("b@acme.example", "one\n"))
    ledger.keep("o1", Case(order=ORDER, drafts=drafts))
    first, second = ledger.placements("o1")
    ledger.move(first.id, DraftState.PLACING)
    anew = (_draft("a@acme.example", "two\n"), _draft("b@acme.example", "two\n"))
    ledger.keep("o1", Case(order=ORDER, drafts=anew))
    texts = [one.checked.draft.email.text for one in ledger.placements("o1")]
    assert texts == ["one\n", "two\n"]
    assert [one.id for one in ledger.placements("o1")] == [first.id, second.id]


def test_a_placed_draft_keeps_its_place(ledger: Ledger) -> None:
    """The provider's id and the hash of what lies there are what an update binds to."""
    ledger.record(BOX, [SEEN], "1:7")
    ledger.keep("o1", Case(order=ORDER, drafts=(_draft("a@acme.example"),)))
    (one,) = ledger.placements("o1")
    ledger.move(one.id, DraftState.PLACED, DraftRef("file-1", "abc"))
    (placed,) = ledger.placements("o1")
    assert (placed.state, placed.ref) == (DraftState.PLACED, DraftRef("file-1", "abc"))
    record = ledger.order("o1")
    assert record.placements == (placed,)
    assert record.verdict == SEEN.verdict
