"""The local Maildir is a mailbox."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

pytest.register_assert_rewrite("mailbox_reading", "mailbox_drafting", "mailbox_machine")

# Only now, so that the suite's asserts explain themselves.
from local_world import LocalWorld  # noqa: E402
from mailbox_machine import MailboxMachine  # noqa: E402
from mailbox_suite import MailboxSuite  # noqa: E402
from mailbox_world import World  # noqa: E402


class TestLocalMailbox(MailboxSuite):
    """Every sentence of the suite holds for the Maildir."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return LocalWorld(tmp_path)


class LocalMachine(MailboxMachine):
    """The random lives, each in a folder of its own."""

    def make_world(self) -> World:
        self.folder = tempfile.TemporaryDirectory()
        return LocalWorld(Path(self.folder.name))

    def teardown(self) -> None:
        super().teardown()
        self.folder.cleanup()


def test_random_lives_lose_and_double_nothing() -> None:
    """Any order of arrivals, crashes, edits and sends keeps the account of the mailbox true."""
    run_state_machine_as_test(
        LocalMachine,
        settings=settings(max_examples=25, stateful_step_count=30, deadline=None, database=None),
    )
