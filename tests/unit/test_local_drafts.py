"""Drafts in the local Maildir: what is ours, and what a person has made theirs."""

from pathlib import Path
from threading import Barrier, Thread

import pytest
from local_builders import KEY, LETTER, NOW, drafts, message, opened

from assistant.domain.draft import DraftRef, MailboxDraft
from assistant.domain.mail import Folder
from assistant.mail.delivery import deliver


def test_a_draft_is_flagged_as_one(tmp_path: Path) -> None:
    """The file is a seen draft, readable by its owner only, and nothing stays in tmp."""
    opened(tmp_path).place_draft(LETTER, KEY)
    (path,) = drafts(tmp_path)
    assert path.name.endswith(":2,DS")
    assert path.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "Drafts" / "tmp").iterdir()) == []


@pytest.mark.parametrize("suffix", [":2,DFS", ",U=17:2,DS", ":2,"])
def test_flags_and_sync_names_are_no_edit(tmp_path: Path, suffix: str) -> None:
    """A flagged draft, or one a sync program renamed, is still ours and untouched."""
    mailbox = opened(tmp_path)
    ref = mailbox.place_draft(LETTER, KEY)
    (path,) = drafts(tmp_path)
    path.rename(path.with_name(path.name.removesuffix(":2,DS") + suffix))
    assert mailbox.draft_state(ref) is MailboxDraft.UNTOUCHED
    assert mailbox.place_draft(LETTER, KEY) == ref
    assert mailbox.withdraw_draft(ref)
    assert drafts(tmp_path) == []


def test_other_line_ends_are_no_edit(tmp_path: Path) -> None:
    """A copy with the line ends of another system is still untouched."""
    mailbox = opened(tmp_path)
    ref = mailbox.place_draft(LETTER, KEY)
    (path,) = drafts(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    assert mailbox.draft_state(ref) is MailboxDraft.UNTOUCHED


def test_every_byte_counts_as_an_edit(tmp_path: Path) -> None:
    """A change of any one byte outside Date and line ends is an edit, and so is an addition."""
    mailbox = opened(tmp_path)
    ref = mailbox.place_draft(LETTER, KEY)
    (path,) = drafts(tmp_path)
    ours = path.read_bytes()
    date = range(ours.index(b"Date:"), ours.index(b"Message-ID:"))
    missed = []
    for at in range(len(ours)):
        if at in date or ours[at] in b"\r\n":
            continue
        path.write_bytes(ours[:at] + bytes([ours[at] ^ 1]) + ours[at + 1 :])
        if mailbox.draft_state(ref) is not MailboxDraft.EDITED:
            missed.append(at)
    assert missed == []
    for added in (b"Cc: x@y.example\r\n", b"Bcc: x@y.example\r\n", b"X-A: 1\r\n"):
        path.write_bytes(added + ours)
        assert mailbox.draft_state(ref) is MailboxDraft.EDITED
        assert not mailbox.withdraw_draft(ref)


def test_a_trashed_draft_is_gone(tmp_path: Path) -> None:
    """A draft marked for deletion counts as deleted by the rep, and is not made again."""
    mailbox = opened(tmp_path)
    ref = mailbox.place_draft(LETTER, KEY)
    (path,) = drafts(tmp_path)
    path.rename(path.with_name(path.name + "T"))
    assert mailbox.draft_state(ref) is MailboxDraft.GONE
    assert not mailbox.withdraw_draft(ref)
    mailbox.place_draft(LETTER, KEY)
    assert len(drafts(tmp_path)) == 1


def test_two_copies_are_somebodys_now(tmp_path: Path) -> None:
    """While a mail program replaces our file by its own, nothing is removed."""
    mailbox = opened(tmp_path)
    ref = mailbox.place_draft(LETTER, KEY)
    (path,) = drafts(tmp_path)
    (path.parent / "1772.edit.client:2,D").write_bytes(path.read_bytes() + b"more")
    assert mailbox.draft_state(ref) is MailboxDraft.EDITED
    assert not mailbox.withdraw_draft(ref)
    assert len(drafts(tmp_path)) == 2


def test_a_draft_left_behind_after_sending_stays(tmp_path: Path) -> None:
    """When the mail program sent the draft but kept its file, we do not clean up after it."""
    mailbox = opened(tmp_path)
    ref = mailbox.place_draft(LETTER, KEY)
    (path,) = drafts(tmp_path)
    deliver(tmp_path, path.read_bytes(), folder=Folder.SENT, received=NOW)
    assert mailbox.draft_state(ref) is MailboxDraft.GONE
    assert not mailbox.withdraw_draft(ref)
    assert len(drafts(tmp_path)) == 1


def test_a_strangers_message_id_is_not_ours(tmp_path: Path) -> None:
    """A draft of the rep's own is never taken for ours, withdrawn or counted."""
    mailbox = opened(tmp_path)
    (tmp_path / "Drafts" / "cur" / "1.own.client:2,D").write_bytes(message("own@x"))
    ref = mailbox.place_draft(LETTER, KEY)
    assert len(drafts(tmp_path)) == 2
    assert mailbox.draft_state(DraftRef("own", ref.content_hash)) is MailboxDraft.EDITED
    assert mailbox.draft_state(ref) is MailboxDraft.UNTOUCHED


def test_workers_at_once_make_one_draft(tmp_path: Path) -> None:
    """Eight workers that place the same draft at the same moment make one."""
    start = Barrier(8)

    def work() -> None:
        mailbox = opened(tmp_path)
        start.wait()
        mailbox.place_draft(LETTER, KEY)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drafts(tmp_path)) == 1
