"""The numbering of a folder survives what happens to files."""

import os
import signal
import sys
from pathlib import Path
from threading import Thread

import pytest

from assistant.mail.uidlist import UidList


def opened(path: Path) -> UidList:
    uids = UidList(path)
    uids.refresh()
    return uids


def numbered(uids: UidList) -> list[str]:
    return [uids.name(number) for number in range(1, uids.last + 1)]


def test_numbers_follow_the_order_given(tmp_path: Path) -> None:
    """Numbers start at 1, go up by one, and a known id keeps its number."""
    uids = opened(tmp_path / "uids")
    uids.give(["b", "a"])
    uids.give(["a", "c", "b", "c"])
    assert numbered(uids) == ["b", "a", "c"]
    assert uids.unknown(["a", "d"]) == ["d"]


@pytest.mark.parametrize("name", ["two words", "umläut", "new\nline", "7 x", "-1", "%41", "日"])
def test_any_file_name_can_be_kept(tmp_path: Path, name: str) -> None:
    """Ids with line breaks, spaces or other scripts come back as they were."""
    opened(tmp_path / "uids").give([name, "next"])
    assert numbered(opened(tmp_path / "uids")) == [name, "next"]


def test_numbers_are_kept_across_restarts(tmp_path: Path) -> None:
    """A new object has the same validity and numbers."""
    first = opened(tmp_path / "uids")
    first.give(["a", "b"])
    second = opened(tmp_path / "uids")
    assert (second.validity, numbered(second)) == (first.validity, ["a", "b"])


def test_another_writer_is_noticed(tmp_path: Path) -> None:
    """What one object writes, the other knows at its next step, and no number is used twice."""
    one, two = opened(tmp_path / "uids"), opened(tmp_path / "uids")
    one.give(["a"])
    two.give(["b"])
    one.give(["b", "c"])
    two.refresh()
    assert numbered(one) == numbered(two) == ["a", "b", "c"]


def test_writers_at_once_keep_the_list_whole(tmp_path: Path) -> None:
    """Several writers at the same time lose nothing and give no number twice."""

    def work(writer: int) -> None:
        uids = UidList(tmp_path / "uids")
        for step in range(25):
            uids.give([f"{writer}-{step}", f"shared-{step}"])

    threads = [Thread(target=work, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = numbered(opened(tmp_path / "uids"))
    assert len(found) == len(set(found)) == 125


def test_taken_back_ids_count_as_new(tmp_path: Path) -> None:
    """An id that was taken back gets a higher number, and its old one stays empty."""
    uids = opened(tmp_path / "uids")
    uids.give(["a", "b"])
    uids.take_back([1, 1, 99])
    uids.give(["a"])
    assert numbered(uids) == numbered(opened(tmp_path / "uids")) == ["", "b", "a"]


def test_a_file_cut_anywhere_leaves_no_gap(tmp_path: Path) -> None:
    """Cut at any byte, the list keeps whole lines or begins again; it never renumbers silently."""
    path = tmp_path / "uids"
    first = opened(path)
    first.give([f"message-{number}" for number in range(12)])
    first.take_back([3])
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        uids = opened(path)
        if uids.validity == first.validity:
            kept = numbered(uids)
            assert [a for a, b in zip(kept, numbered(first), strict=False) if b and a != b] == []
            assert kept or cut < whole.index(b"1 message-0\n") + len(b"1 message-0\n")
        else:
            assert cut <= whole.index(b"\n")
        before = uids.last
        uids.give(["after"])
        assert opened(path).name(before + 1) == "after"


@pytest.mark.parametrize(
    "content",
    [b"", b"rubbish", b"\x00" * 100, b"assistant-uids 9 0123456789abcdef\n",
     b"assistant-uids 1 0123456789abcdef\n2 skipped\n",
     b"assistant-uids 1 0123456789abcdef\n1 a\n\x00\x00\x00\n2 b\n",
     b"assistant-uids 1 0123456789abcdef\n-1\n"],
)  # fmt: skip
def test_what_is_not_understood_begins_again(tmp_path: Path, content: bytes) -> None:
    """A list that makes no sense gets a new validity instead of a guess."""
    path = tmp_path / "uids"
    path.write_bytes(content)
    uids = opened(path)
    assert (uids.last, len(uids.validity)) == (0, 16)
    assert uids.validity != "0123456789abcdef"
    assert opened(path).validity == uids.validity


def test_a_lost_file_gets_a_new_validity(tmp_path: Path) -> None:
    """Deleted under a running object, the list begins again and says so."""
    path = tmp_path / "uids"
    uids = opened(path)
    uids.give(["a"])
    before = uids.validity
    path.unlink()
    uids.refresh()
    assert (uids.validity != before, uids.last) == (True, 0)


def test_a_kill_at_any_point_loses_no_number(tmp_path: Path) -> None:
    """Killed at each operation on the file in turn, the list stays whole and goes on."""
    for point in range(1, 100):
        path = tmp_path / f"uids{point}"
        opened(path).give(["a", "b"])
        validity = opened(path).validity
        finished = _killed_at(point, path)
        uids = opened(path)
        assert uids.validity == validity
        assert numbered(uids)[:2] in (["a", "b"], ["", "b"])
        uids.give(["a", "b", "c"])
        assert sorted(filter(None, numbered(uids))) == ["a", "b", "c"]
        if finished:
            assert point > 5
            return
    pytest.fail("the work never came to its end")


def _killed_at(point: int, path: Path) -> bool:
    """Runs some numbering in a child that is killed at its nth touch of the disk."""
    child = os.fork()
    if child == 0:
        count = 0

        def touched(event: str, _: object) -> None:
            nonlocal count
            count += event == "open" or event.startswith(("os.", "fcntl."))
            if count == point:
                os.kill(os.getpid(), signal.SIGKILL)

        uids = UidList(path)
        sys.addaudithook(touched)
        uids.give(["c"])
        uids.take_back([1])
        uids.give(["a"])
        os._exit(0)
    return os.WIFEXITED(os.waitpid(child, 0)[1])
