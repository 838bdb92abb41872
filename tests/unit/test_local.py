"""The Maildir behind the local mailbox: which files count, and what a crash leaves behind."""

import errno
import os
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from assistant.domain.draft import DraftKey, DraftRef, Email, MailboxDraft
from assistant.domain.mail import Address, Folder
from assistant.errors import Unavailable
from assistant.mail.delivery import deliver
from assistant.mail.local import LocalMailbox

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = DraftKey("dana@brightvalve.example", "order-1", "ines@nordkraft.example")
LETTER = Email(
    sender=Address("dana@brightvalve.example", "Dana Okoro"),
    to=Address("ines@nordkraft.example", "Ines Almeida"),
    subject="Unit 3: first steps",
    text="Good morning.\n",
    html="<p>Good morning.</p>",
)


def opened(root: Path, *, settle: float = 0) -> LocalMailbox:
    return LocalMailbox(root, lookback=timedelta(days=14), clock=lambda: NOW, settle=settle)


def message(name: str, *, body: str = "text", references: str = "") -> bytes:
    lines = [f"Message-ID: <{name}>", "From: ines@nordkraft.example", "To: dana@x.example"]
    chain = [f"References: {references}"] if references else []
    return "\r\n".join([*lines, *chain, "Subject: s", "", body, ""]).encode()


def arrive(root: Path, name: str, *, received: datetime = NOW, references: str = "") -> str:
    content = message(name, references=references)
    return deliver(root, content, folder=Folder.INBOX, received=received)


def drain(mailbox: LocalMailbox, cursor: str | None) -> tuple[list[bytes], str]:
    found: list[bytes] = []
    while True:
        batch = mailbox.changes(cursor)
        found += [arrival.content for arrival in batch.arrivals]
        cursor = batch.cursor
        if not batch.more:
            return found, cursor


def drafts(root: Path) -> list[Path]:
    return sorted((root / "Drafts" / "cur").iterdir())


# Which files are messages


def test_makes_the_folders(tmp_path: Path) -> None:
    """A new mailbox has the three folders with their three directories, closed to others."""
    opened(tmp_path / "mail")
    made = sorted(p.relative_to(tmp_path / "mail").as_posix() for p in tmp_path.glob("mail/*/*"))
    assert made == [f"{f}/{d}" for f in ("Drafts", "INBOX", "Sent") for d in ("cur", "new", "tmp")]
    assert (tmp_path / "mail" / "INBOX").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "place", ["INBOX/po.eml", "INBOX/PO 4711.EML", "INBOX/new/po.eml", "INBOX/cur/po.eml:2,S",
              "INBOX/cur/1772.M1P2.host:2,FS", "INBOX/new/1772.M1P2.host", "INBOX/new/ümläut"]
)  # fmt: skip
def test_dropped_and_delivered_files_arrive(tmp_path: Path, place: str) -> None:
    """A file a person drops and one a mail server delivers are both arrivals."""
    mailbox = opened(tmp_path)
    (tmp_path / place).write_bytes(message("a@x"))
    assert drain(mailbox, None)[0] == [message("a@x")]


@pytest.mark.parametrize(
    "place", ["INBOX/.po.eml", "INBOX/new/.hidden", "INBOX/tmp/1772.M1P2.host", "INBOX/note.txt",
              "INBOX/po.eml.part", "INBOX/cur/sub/1772.M1P2.host", "INBOX/folder.eml/po.eml"]
)  # fmt: skip
def test_other_files_do_not_arrive(tmp_path: Path, place: str) -> None:
    """Hidden files, half-delivered ones, other endings and subfolders are no messages."""
    mailbox = opened(tmp_path)
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_bytes(message("a@x"))
    assert drain(mailbox, None)[0] == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link that leads out of the mailbox is no message."""
    (tmp_path / "secret.eml").write_bytes(message("secret@x"))
    mailbox = opened(tmp_path / "mail")
    for place in ("INBOX/a.eml", "INBOX/new/1.b.c", "Sent/cur/2.b.c:2,S"):
        (tmp_path / "mail" / place).symlink_to(tmp_path / "secret.eml")
    arrive(tmp_path / "mail", "a@x")
    (arrival,) = mailbox.changes(None).arrivals
    assert [one.content for one in mailbox.thread(arrival.ref)] == [message("a@x")]


def test_a_name_in_another_charset_arrives(tmp_path: Path) -> None:
    """A file name that is not UTF-8 gets an id that can be stored as text."""
    mailbox = opened(tmp_path)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/INBOX/new/b\xe4d")).write_bytes(message("a@x"))
    (arrival,) = mailbox.changes(None).arrivals
    assert arrival.ref.id.encode()
    assert [one.ref for one in mailbox.thread(arrival.ref)] == [arrival.ref]


def test_a_young_file_waits(tmp_path: Path) -> None:
    """A file that may still be written waits, is told by the fingerprint, and then arrives."""
    mailbox = opened(tmp_path, settle=3600)
    (tmp_path / "INBOX" / "po.eml").write_bytes(message("a@x"))
    found, cursor = drain(mailbox, None)
    assert found == []
    assert mailbox.fingerprint() != mailbox.fingerprint()
    settled = opened(tmp_path)
    assert drain(settled, cursor)[0] == [message("a@x")]


def test_a_clock_set_back_does_not_stop_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files from before the clock was set back are not taken for young ones."""
    mailbox = opened(tmp_path, settle=1)
    arrive(tmp_path, "a@x")
    earlier = time.time() - 3600
    monkeypatch.setattr(time, "time", lambda: earlier)
    assert drain(mailbox, None)[0] == [message("a@x")]


def test_a_flag_change_is_no_arrival(tmp_path: Path) -> None:
    """Moved from new to cur and marked as read, a message stays the same message."""
    mailbox = opened(tmp_path)
    name = arrive(tmp_path, "a@x")
    _, cursor = drain(mailbox, None)
    (tmp_path / "INBOX" / "new" / name).rename(tmp_path / "INBOX" / "cur" / f"{name}:2,S")
    assert drain(mailbox, cursor)[0] == []
    assert drain(opened(tmp_path), None)[0] == [message("a@x")]


def test_one_name_in_new_and_cur_is_one_message(tmp_path: Path) -> None:
    """In the middle of a mail program's move the message is reported once."""
    mailbox = opened(tmp_path)
    name = arrive(tmp_path, "a@x")
    os.link(tmp_path / "INBOX" / "new" / name, tmp_path / "INBOX" / "cur" / f"{name}:2,S")
    assert drain(mailbox, None)[0] == [message("a@x")]


def test_a_dropped_name_can_be_used_again(tmp_path: Path) -> None:
    """Another mail dropped under the name of an earlier one is another arrival."""
    mailbox = opened(tmp_path)
    file = tmp_path / "INBOX" / "po.eml"
    file.write_bytes(message("a@x"))
    _, cursor = drain(mailbox, None)
    file.unlink()
    file.write_bytes(message("another@x"))
    assert drain(mailbox, cursor)[0] == [message("another@x")]


def test_a_message_that_leaves_and_returns_arrives(tmp_path: Path) -> None:
    """Moved away before it was read and back afterwards, a message is not passed over."""
    mailbox = opened(tmp_path)
    arrive(tmp_path, "a@x")
    cursor = mailbox.changes(None).cursor
    late = [arrive(tmp_path, f"n{number}@x") for number in range(60)]
    first = mailbox.changes(cursor)
    rest = [name for name in late if name not in {one.ref.id for one in first.arrivals}]
    away = tmp_path / "away"
    (tmp_path / "INBOX" / "new" / rest[0]).rename(away)
    found, cursor = drain(mailbox, first.cursor)
    away.rename(tmp_path / "INBOX" / "cur" / f"{rest[0]}:2,S")
    back, _ = drain(opened(tmp_path), cursor)
    assert (len(first.arrivals), len(found), len(back)) == (50, 9, 1)


def test_an_unreadable_file_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file the disk refuses is skipped for now, and reported when it can be read."""
    mailbox = opened(tmp_path)
    bad, _ = arrive(tmp_path, "bad@x"), arrive(tmp_path, "good@x")
    real = os.open

    def refuse(path: str, how: int, mode: int = 0o777) -> int:
        if str(path).endswith(bad):
            raise PermissionError(errno.EACCES, "denied", path)
        return real(path, how, mode)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        found, cursor = drain(mailbox, None)
    assert found == [message("good@x")]
    assert drain(mailbox, cursor)[0] == [message("bad@x")]


def test_a_huge_file_is_cut_where_it_is_too_big(tmp_path: Path) -> None:
    """Of a file over 36 MB just enough is read to see that it is over 36 MB."""
    mailbox = opened(tmp_path)
    with (tmp_path / "INBOX" / "huge.eml").open("wb") as file:
        file.write(message("huge@x"))
        file.truncate(200 * 1024 * 1024)
    arrive(tmp_path, "a@x")
    sizes = sorted(len(one.content) for one in mailbox.changes(None).arrivals)
    assert sizes == [len(message("a@x")), 36 * 1024 * 1024 + 1]


def test_a_page_is_bounded_in_bytes(tmp_path: Path) -> None:
    """Several huge files come on several pages, so that they are never in memory together."""
    mailbox = opened(tmp_path)
    for number in range(4):
        with (tmp_path / "INBOX" / f"{number}.eml").open("wb") as file:
            file.write(message(f"{number}@x"))
            file.truncate(40 * 1024 * 1024)
    batch = mailbox.changes(None)
    assert (len(batch.arrivals), batch.more) == (2, True)
    assert len(mailbox.correspondence("nordkraft.example", limit=9)) == 3


def test_the_reps_mail_is_only_read(tmp_path: Path) -> None:
    """All verbs together leave every file of INBOX and Sent where and as it was."""
    mailbox = opened(tmp_path)
    for number in range(5):
        arrive(tmp_path, f"n{number}@x")
    deliver(tmp_path, message("sent@x"), folder=Folder.SENT, received=NOW)
    (tmp_path / "INBOX" / "po.eml").write_bytes(message("a@x"))

    def files() -> dict[Path, tuple[bytes, int]]:
        paths = (p for f in ("INBOX", "Sent") for p in (tmp_path / f).rglob("[!.]*"))
        return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in paths if p.is_file()}

    before = files()
    for arrival in mailbox.changes(None).arrivals:
        mailbox.thread(arrival.ref)
    mailbox.correspondence("nordkraft.example", limit=9)
    mailbox.withdraw_draft(mailbox.place_draft(LETTER, KEY))
    assert files() == before
    assert len(before) == 7


def test_the_fingerprint_tells_of_arrivals(tmp_path: Path) -> None:
    """It changes with an arrival and stands still between two looks at a quiet mailbox."""
    mailbox = opened(tmp_path)
    for directory in ("INBOX", "INBOX/new", "INBOX/cur"):
        os.utime(tmp_path / directory, (1e9, 1e9))
    quiet = mailbox.fingerprint()
    assert mailbox.fingerprint() == quiet
    arrive(tmp_path, "a@x")
    assert mailbox.fingerprint() != quiet


def test_an_older_numbering_put_back_leaves_no_gap(tmp_path: Path) -> None:
    """After a restore of the mailbox folder a newer cursor is unknown, not misread."""
    mailbox = opened(tmp_path)
    arrive(tmp_path, "a@x")
    drain(mailbox, None)
    uids = tmp_path / "INBOX" / ".assistant-uids"
    old = uids.read_bytes()
    arrive(tmp_path, "b@x")
    _, cursor = drain(mailbox, None)
    uids.write_bytes(old)
    wanted = [message("a@x"), message("b@x"), message("c@x"), message("d@x")]
    for name in ("c@x", "d@x"):
        arrive(tmp_path, name)
    assert sorted(drain(opened(tmp_path), cursor)[0]) == wanted


@pytest.mark.shared
def test_hostile_mail_arrives_whole(tmp_path: Path, shared: Path) -> None:
    """Every mail of the hostile collection arrives byte for byte and has a thread."""
    mailbox = opened(tmp_path)
    _, cursor = drain(mailbox, None)
    sources = [p for p in (shared / "hostile" / "mime").rglob("*") if p.is_file()]
    contents = [path.read_bytes() for path in sources]
    for content in contents:
        deliver(tmp_path, content, folder=Folder.INBOX, received=NOW)
    assert sorted(drain(mailbox, cursor)[0]) == sorted(contents)
    for arrival in mailbox.changes(cursor).arrivals:
        assert arrival.ref in {one.ref for one in mailbox.thread(arrival.ref)}


# Threads


def test_a_thread_is_closed_over_all_links(tmp_path: Path) -> None:
    """Messages that know each other only through a third, even absent one, belong together."""
    mailbox = opened(tmp_path)
    arrive(tmp_path, "a@x", received=NOW - timedelta(days=3), references="<absent@x>")
    arrive(tmp_path, "b@x", received=NOW - timedelta(days=2), references="<absent@x> <other@x>")
    arrive(tmp_path, "c@x", received=NOW - timedelta(days=1), references="<other@x>")
    arrive(tmp_path, "d@x", received=NOW, references="<elsewhere@x>")
    first = mailbox.changes(None).arrivals[0]
    assert len(mailbox.thread(first.ref)) == 3


def test_an_endless_thread_is_capped(tmp_path: Path) -> None:
    """Of a very long conversation the first 20 and the last 200 messages are read."""
    mailbox = opened(tmp_path)
    names = [
        arrive(tmp_path, f"n{n}@x", received=NOW - timedelta(hours=300 - n), references="<r@x>")
        for n in range(300)
    ]
    first = mailbox.changes(None).arrivals[0]
    found = [one.ref.id for one in mailbox.thread(first.ref)]
    assert found == names[:20] + names[100:]


def test_a_message_that_has_left_still_names_its_thread(tmp_path: Path) -> None:
    """After the rep filed the PO mail away, the rest of its conversation is still found."""
    mailbox = opened(tmp_path)
    arrive(tmp_path, "q@x")
    name = arrive(tmp_path, "po@x", references="<q@x>")
    refs = {one.ref.id: one.ref for one in mailbox.changes(None).arrivals}
    (tmp_path / "INBOX" / "new" / name).unlink()
    assert [one.content for one in opened(tmp_path).thread(refs[name])] == [message("q@x")]


# Drafts


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


# Crashes and refusing disks


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
