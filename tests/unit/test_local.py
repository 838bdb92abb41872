"""The Maildir behind the local mailbox: which files are messages, and what ties them together."""

import errno
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from local_builders import KEY, LETTER, NOW, arrive, drain, message, opened

from assistant.domain.mail import Folder
from assistant.mail.delivery import deliver


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


def test_a_move_while_we_list_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that goes from new to cur between our two looks is seen."""
    mailbox = opened(tmp_path)
    name = arrive(tmp_path, "a@x")
    new, cur = tmp_path / "INBOX" / "new" / name, tmp_path / "INBOX" / "cur" / f"{name}:2,S"
    real, looked = os.scandir, set()

    def move_meanwhile(path: Path) -> object:
        looked.add(Path(path).name)
        if {"new", "cur"} <= looked and new.exists():
            new.rename(cur)
        return real(path)

    monkeypatch.setattr(os, "scandir", move_meanwhile)
    assert drain(mailbox, None)[0] == [message("a@x")]
    assert cur.exists()


def test_a_move_while_we_read_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message whose flags change after it was listed is read under its new name."""
    mailbox = opened(tmp_path)
    name = arrive(tmp_path, "a@x")
    drain(mailbox, None)
    new, cur = tmp_path / "INBOX" / "new" / name, tmp_path / "INBOX" / "cur" / f"{name}:2,S"
    real = os.open

    def move_meanwhile(path: str, how: int, mode: int = 0o777) -> int:
        if Path(path) == new:
            new.rename(cur)
        return real(path, how, mode)

    monkeypatch.setattr(os, "open", move_meanwhile)
    assert drain(mailbox, None)[0] == [message("a@x")]
    assert cur.exists()


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


def test_a_file_that_fails_late_is_on_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that was numbered and then cannot be read comes as an empty one, not never."""
    mailbox = opened(tmp_path)
    bad, good = arrive(tmp_path, "bad@x"), arrive(tmp_path, "good@x")
    drain(mailbox, None)
    real = os.open

    def refuse(path: str, how: int, mode: int = 0o777) -> int:
        if str(path).endswith(bad):
            raise OSError(errno.EIO, "broken", path)
        return real(path, how, mode)

    monkeypatch.setattr(os, "open", refuse)
    found = {one.ref.id: one.content for one in mailbox.changes(None).arrivals}
    assert found == {bad: b"", good: message("good@x")}


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
    assert sorted(one.content for one in opened(tmp_path).changes(cursor).arrivals) == wanted
    # The answer was lost in a crash: the same cursor again.
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
    """Of a very long conversation the first 20, the last 200 and the asked message are read."""
    mailbox = opened(tmp_path)
    names = [
        arrive(tmp_path, f"n{n}@x", received=NOW - timedelta(hours=300 - n), references="<r@x>")
        for n in range(300)
    ]
    asked = mailbox.changes(None).arrivals[30]
    found = [one.ref.id for one in mailbox.thread(asked.ref)]
    assert found == [*names[:20], names[30], *names[100:]]


def test_a_message_that_has_left_still_names_its_thread(tmp_path: Path) -> None:
    """After the rep filed the PO mail away, the rest of its conversation is still found."""
    mailbox = opened(tmp_path)
    arrive(tmp_path, "q@x")
    name = arrive(tmp_path, "po@x", references="<q@x>")
    refs = {one.ref.id: one.ref for one in mailbox.changes(None).arrivals}
    (tmp_path / "INBOX" / "new" / name).unlink()
    assert [one.content for one in opened(tmp_path).thread(refs[name])] == [message("q@x")]
