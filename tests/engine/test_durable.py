"""The durable queue: each step once, one order at a time per mailbox, nothing told in logs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import pytest
import sqlalchemy as sa

from assistant import logs
from assistant.engine import durable
from assistant.engine.durable import Engine
from assistant.errors import Unavailable
from assistant.pipeline.steps import STEPS
from assistant.store import database


class Recorder:
    """Step bodies that note what was called, for any number of mailboxes."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.fail: Callable[[str], None] = lambda _name: None
        self._lock = Lock()

    def step(self, order_id: str, name: str) -> bool:
        self._note(order_id, name)
        return order_id != "stops"

    def drafts(self, order_id: str) -> list[str]:
        self._note(order_id, "drafts")
        return ["d1", "d2"]

    def place(self, order_id: str, draft_id: str) -> None:
        self._note(order_id, draft_id)

    def finish(self, order_id: str) -> None:
        self._note(order_id, "finish")

    def _note(self, order_id: str, name: str) -> None:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.calls.append((order_id, name))
        time.sleep(0.02)
        with self._lock:
            self.at_once -= 1
        self.fail(name)

    def finished(self, *orders: str) -> Callable[[], bool]:
        return lambda: all((order, "finish") in self.calls for order in orders)


WHOLE = [*(name for name, _step in STEPS), "drafts", "d1", "d2", "finish"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "engine.sqlite"


@contextmanager
def _running(file: Path, route: Recorder) -> Iterator[Engine]:
    connection = database.connect(file)
    engine = Engine(connection, lambda _mailbox: route, poll_seconds=0.05, retry_seconds=0.1)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()
        connection.dispose()


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "the engine did not get there"
        time.sleep(0.02)


def test_an_order_runs_every_step_once_in_order(file: Path) -> None:
    """The list of steps is the program."""
    route = Recorder()
    with _running(file, route) as engine:
        engine.enqueue("box", "o1", 1)
        engine.enqueue("box", "o1", 1)
        _until(route.finished("o1"))
        engine.enqueue("box", "o1", 1)
        time.sleep(0.3)
    assert [name for _order, name in route.calls] == WHOLE


def test_a_step_that_says_stop_ends_the_order(file: Path) -> None:
    """Nothing is composed for a duplicate."""
    route = Recorder()
    with _running(file, route) as engine:
        engine.enqueue("box", "stops", 1)
        engine.enqueue("box", "o2", 1)
        _until(route.finished("o2"))
        _until(lambda: any(order == "stops" for order, _name in route.calls))
        time.sleep(0.3)
    assert [name for order, name in route.calls if order == "stops"] == [STEPS[0][0]]


def test_one_mailbox_works_on_one_order_at_a_time(file: Path) -> None:
    """Two orders of a mailbox never run into each other; two mailboxes do run side by side."""
    route = Recorder()
    with _running(file, route) as engine:
        for number in range(3):
            engine.enqueue("box", f"o{number}", 1)
        _until(route.finished("o0", "o1", "o2"))
        assert route.most_at_once == 1
        engine.enqueue("box", "p1", 1)
        engine.enqueue("other box", "p2", 1)
        _until(route.finished("p1", "p2"))
    assert route.most_at_once == 2


def test_a_passing_fault_is_tried_again(file: Path) -> None:
    """A full disk or a busy provider costs time, not the order."""
    route = Recorder()
    left = [2]

    def fail(name: str) -> None:
        if name == "d1" and left[0]:
            left[0] -= 1
            raise Unavailable("busy")

    route.fail = fail
    with _running(file, route) as engine:
        engine.enqueue("box", "o1", 1)
        _until(route.finished("o1"))
    assert [name for _order, name in route.calls].count("d1") == 3


def test_an_unforeseen_error_is_told_without_its_words(
    file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The log names the kind and the place of an error; what it quotes stays out."""
    logs.configure("DEBUG")
    route = Recorder()

    def fail(_name: str) -> None:
        raise KeyError("CANARY: words of a mail")

    route.fail = fail
    with _running(file, route) as engine:
        engine.enqueue("box", "o1", 1)
        _until(lambda: engine.broken("o1", 1))
    said = capfd.readouterr()
    assert "KeyError" in said.err
    assert "test_durable.py:" in said.err
    assert "CANARY" not in said.err + said.out


def test_inputs_and_results_in_the_database_are_ids(file: Path) -> None:
    """The library keeps inputs and results in clear, so they hold ids and flags only."""
    route = Recorder()
    with _running(file, route) as engine:
        engine.enqueue("box", "o1", 1)
        _until(route.finished("o1"))
        time.sleep(0.2)
    connection = database.connect(file)
    with connection.connect() as open_:
        kept = [
            str(value)
            for table in ("workflow_status", "workflow_input", "operation_outputs")
            for row in open_.execute(sa.text(f"SELECT * FROM {table}"))  # noqa: S608
            for value in row
            if value is not None
        ]
    connection.dispose()
    assert any("o1" in one for one in kept)
    assert not any("@" in one for one in kept)


def test_orders_of_another_version_begin_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version takes over what the old one left in the middle, step by step from the start."""
    route = Recorder()
    connection = database.connect(file)
    monkeypatch.setattr(durable, "CONTRACT", "0")
    old = Engine(connection, lambda _mailbox: route, poll_seconds=5.0)
    old.start()
    old.enqueue("box", "o1", 1)
    old.stop()
    monkeypatch.undo()
    with connection.connect() as open_:
        # The library leaves the version of a waiting order empty until a worker takes it.
        open_.execute(
            sa.text("UPDATE workflow_status SET status = 'PENDING', application_version = '0'")
        )
        open_.commit()
    connection.dispose()
    with _running(file, route) as engine:
        engine.enqueue("box", "o1", 1)
        _until(route.finished("o1"))
    assert [name for _order, name in route.calls] == WHOLE


def test_a_second_attempt_runs_again(file: Path) -> None:
    """What waited for a person begins anew under the same order."""
    route = Recorder()
    with _running(file, route) as engine:
        engine.enqueue("box", "o1", 1)
        _until(route.finished("o1"))
        engine.enqueue("box", "o1", 2)
        _until(lambda: [name for _order, name in route.calls].count("finish") == 2)
