"""Numbers a folder's messages in the order they arrived, in a file that survives any crash.

The file's first line names its validity. Each further line gives the next number to a
message ("7 <id>") or takes it back ("-7"). Lines are only ever appended, and a number is told
to nobody before its line is on the disk.
"""

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

from assistant.mail.maildir import locked, sync_directory

_FIRST_LINE = re.compile(rb"assistant-uids 1 ([0-9a-f]{16})")
_GIVEN = re.compile(rb"([0-9]{1,12}) ([!-~]+)")
_TAKEN_BACK = re.compile(rb"-([0-9]{1,12})")


class UidList:
    """The numbering of one folder; numbers start at 1 and are never given twice.

    A file that is lost or cannot be understood begins again with a new validity, so that a
    number of the old one is recognised as unknown. Every verb raises `OSError`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, ...] = ()
        self._clear()

    @property
    def validity(self) -> str:
        """Changes whenever old numbers lose their meaning."""
        return self._validity

    @property
    def last(self) -> int:
        """The highest number given so far; 0 when there is none."""
        return len(self._ids)

    def name(self, number: int) -> str:
        """The message id with that number, "" when the number was taken back."""
        return self._ids[number - 1]

    def unknown(self, ids: Iterable[str]) -> list[str]:
        """Those of `ids` that have no number."""
        return [one for one in ids if one not in self._numbers]

    def refresh(self) -> None:
        """Reads what another process may have written meanwhile."""
        with self._open():
            pass

    def give(self, ids: Iterable[str]) -> None:
        """Gives the next numbers, in this order, to those ids that have none."""
        with self._open() as handle:
            lines = []
            for one in self.unknown(dict.fromkeys(ids)):
                self._remember(one)
                lines.append(f"{self.last} {quote(one)}\n")
            self._append(handle, lines)

    def take_back(self, numbers: Iterable[int]) -> None:
        """Forgets messages that left before they were read; back again, they count as new."""
        with self._open() as handle:
            known = [n for n in numbers if 1 <= n <= self.last and self._ids[n - 1]]
            for number in known:
                self._forget(number)
            self._append(handle, [f"-{number}\n" for number in known])

    def begin_again(self) -> None:
        """Drops all numbers and takes a new validity."""
        with self._open() as handle:
            self._start(handle)

    @contextmanager
    def _open(self) -> Iterator[int]:
        """The file, held against every other writer, with what it says in memory."""
        with locked(self._path.with_name(self._path.name + ".lock")):
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                if self._stamp != _stamp(handle):
                    self._read(handle)
                yield handle
                self._stamp = _stamp(handle)
            except BaseException:
                # What is in memory may be ahead of the disk: read it again next time.
                self._stamp = ()
                raise
            finally:
                os.close(handle)

    def _read(self, handle: int) -> None:
        content = os.pread(handle, os.fstat(handle).st_size, 0)
        whole = content.rfind(b"\n") + 1
        if not self._understands(content[:whole].split(b"\n")[:-1]):
            self._start(handle)
        elif whole < len(content):
            # A crash tore the last line; its number was never told to anybody.
            os.ftruncate(handle, whole)
            os.fsync(handle)

    def _understands(self, lines: list[bytes]) -> bool:
        self._clear()
        first = _FIRST_LINE.fullmatch(lines[0]) if lines else None
        if not first:
            return False
        self._validity = first[1].decode()
        for line in lines[1:]:
            if (given := _GIVEN.fullmatch(line)) and int(given[1]) == self.last + 1:
                self._remember(unquote(given[2].decode()))
            elif (back := _TAKEN_BACK.fullmatch(line)) and 1 <= int(back[1]) <= self.last:
                self._forget(int(back[1]))
            else:
                return False
        return True

    def _start(self, handle: int) -> None:
        self._clear()
        self._validity = secrets.token_hex(8)
        os.ftruncate(handle, 0)
        self._append(handle, [f"assistant-uids 1 {self._validity}\n"])
        sync_directory(self._path.parent)

    def _append(self, handle: int, lines: list[str]) -> None:
        if not lines:
            return
        rest = memoryview("".join(lines).encode())
        os.lseek(handle, 0, os.SEEK_END)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)

    def _clear(self) -> None:
        self._validity = ""
        self._ids: list[str] = []
        self._numbers: dict[str, int] = {}

    def _remember(self, one: str) -> None:
        self._ids.append(one)
        self._numbers[one] = self.last

    def _forget(self, number: int) -> None:
        self._numbers.pop(self._ids[number - 1], None)
        self._ids[number - 1] = ""


def _stamp(handle: int) -> tuple[int, ...]:
    seen = os.fstat(handle)
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns
