"""The local mailbox on a refusing disk, and killed at any point."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from local_builders import KEY, LETTER, arrive, drafts, drain, message, opened

from assistant.domain.draft import MailboxDraft
from assistant.errors import Unavailable
from assistant.mail.local import LocalMailbox


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EIO, "Input/output")],
)
def test_a_refusing_disk_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """What the disk refuses is said with path and advice, leaves no rest, and can be retried."""
    mailbox = opened(tmp_path)
    mailbox.changes(None)
    arrive(tmp_path, "a@x")

    def refuse(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(Unavailable, match=words) as failure:
            mailbox.place_draft(LETTER, KEY)
        assert str(tmp_path) in str(failure.value)
        with pytest.raises(Unavailable, match=words):
            mailbox.changes(None)
    assert [p for d in ("cur", "tmp") for p in (tmp_path / "Drafts" / d).iterdir()] == []
    mailbox.place_draft(LETTER, KEY)
    assert drain(mailbox, None)[0] == [message("a@x")]


def test_a_missing_mailbox_is_unavailable(tmp_path: Path) -> None:
    """When the folder went away, every verb says so instead of showing an empty mailbox."""
    mailbox = opened(tmp_path / "mail")
    ref = mailbox.place_draft(LETTER, KEY)
    (tmp_path / "mail").rename(tmp_path / "unmounted")
    for verb in (
        lambda: mailbox.changes(None),
        lambda: mailbox.correspondence("x.example", limit=3),
        lambda: mailbox.place_draft(LETTER, KEY),
        lambda: mailbox.draft_state(ref),
        lambda: mailbox.withdraw_draft(ref),
        mailbox.fingerprint,
    ):
        with pytest.raises(Unavailable, match="mounted"):
            verb()


def killed_children(work: "Work", roots: Iterator[Path]) -> Iterator[tuple[Path, bool]]:
    """Runs `work` in children, the nth killed at its nth touch of the disk, until one finishes."""
    for point, root in enumerate(roots, start=1):
        mailbox = opened(root)
        work.prepare(mailbox, root)
        child = os.fork()
        if child == 0:
            _die_at(point)
            work.run(mailbox)
            os._exit(0)
        finished = os.WIFEXITED(os.waitpid(child, 0)[1])
        yield root, finished
        if finished:
            assert point > 10
            return


def _die_at(point: int) -> None:
    count = 0

    def touched(event: str, _: object) -> None:
        nonlocal count
        count += event == "open" or event.startswith(("os.", "fcntl."))
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(touched)


class Work:
    """One verb to be killed in, and what must be there before."""

    def prepare(self, mailbox: LocalMailbox, root: Path) -> None:
        pass

    def run(self, mailbox: LocalMailbox) -> None:
        mailbox.place_draft(LETTER, KEY)


class Withdrawal(Work):
    """Removes the draft that lies there."""

    def prepare(self, mailbox: LocalMailbox, root: Path) -> None:
        self.ref = mailbox.place_draft(LETTER, KEY)

    def run(self, mailbox: LocalMailbox) -> None:
        mailbox.withdraw_draft(self.ref)


class Reading(Work):
    """Reads a page of three messages."""

    def prepare(self, mailbox: LocalMailbox, root: Path) -> None:
        for number in range(3):
            arrive(root, f"n{number}@x")

    def run(self, mailbox: LocalMailbox) -> None:
        mailbox.changes(None)


def roots(folder: Path) -> Iterator[Path]:
    return (folder / str(number) for number in range(300))


def test_a_kill_while_placing_makes_one_draft(tmp_path: Path) -> None:
    """Killed at every operation in turn and tried again, placing makes exactly one draft."""
    for root, _ in killed_children(Work(), roots(tmp_path)):
        mailbox = opened(root)
        ref = mailbox.place_draft(LETTER, KEY)
        assert len(drafts(root)) == 1
        assert mailbox.draft_state(ref) is MailboxDraft.UNTOUCHED


def test_a_kill_while_withdrawing_harms_nothing(tmp_path: Path) -> None:
    """Killed at every operation in turn, withdrawing has removed the whole draft or none of it."""
    work = Withdrawal()
    for root, finished in killed_children(work, roots(tmp_path)):
        state = opened(root).draft_state(work.ref)
        assert state in (MailboxDraft.UNTOUCHED, MailboxDraft.GONE)
        assert len(drafts(root)) == (state is MailboxDraft.UNTOUCHED)
        if finished:
            assert state is MailboxDraft.GONE


def test_a_kill_while_reading_loses_no_mail(tmp_path: Path) -> None:
    """Killed at every operation in turn, the next reading reports all messages once."""
    for root, _ in killed_children(Reading(), roots(tmp_path)):
        found, cursor = drain(opened(root), None)
        assert sorted(found) == [message(f"n{number}@x") for number in range(3)]
        assert drain(opened(root), cursor)[0] == []
