"""A Maildir folder on disk: which files are messages, and adding one without a torn moment.

The layout follows D. J. Bernstein's maildir(5): new/, cur/ and tmp/, flags after ":2,".
"""

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import Unavailable

_FLAG_MARK = ":2,"
_DROPPED = ".eml"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
# A file from further in the future than this was written before the clock was set back.
_CLOCK_SET_BACK = 60.0

_ADVICE = {
    errno.ENOSPC: "the disk is full: free some space",
    errno.EDQUOT: "the disk quota is used up: free some space",
    errno.EACCES: "no permission: let the service's user read and write it",
    errno.EPERM: "no permission: let the service's user read and write it",
    errno.EROFS: "the disk is read-only: mount it for writing",
    errno.ENOENT: "it is not there: check that the mailbox folder exists and is mounted",
}


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turns every `OSError` of the block into `Unavailable`, naming `path` and what to do.

    Never the file itself: people name files after what is in a mail, and this text is logged.
    """
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, error.strerror or str(error))
        raise Unavailable(f"{path}: {advice}") from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds `path` against other threads and processes; a killed holder lets go by itself."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def base_name(file_name: str) -> str:
    """The part of a file name that stays when flags change."""
    return file_name.rpartition(_FLAG_MARK)[0] or file_name


def flags(file_name: str) -> str:
    """The flag letters of a file name: D draft, S seen, T trashed and so on."""
    _, mark, letters = file_name.rpartition(_FLAG_MARK)
    return letters if mark else ""


class MailFolder:
    """One folder. Its verbs raise `OSError`; the mailbox puts `disk` around them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        """Makes the folder's directories, and the one around it, where they are missing."""
        inner = (self.path / place for place in ("cur", "new", "tmp"))
        for place in (self.path.parent, self.path, *inner):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)

    def listing(self) -> dict[str, str]:
        """Every message's id and the file it lies in now.

        The id is the base name. A file named .eml was named by a person, who may use the
        name again: its size and time are part of the id. `new` is read before `cur`, since
        that is the way a message moves while we look.
        """
        found: dict[str, str] = {}
        for place in (self.path, self.path / "new", self.path / "cur"):
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
                        continue
                    # Ids are stored as text; a name in another charset is spelt out.
                    name = os.fsencode(base_name(entry.name)).decode("utf-8", "backslashreplace")
                    if name.lower().endswith(_DROPPED):
                        with suppress(FileNotFoundError):
                            seen = entry.stat(follow_symlinks=False)
                            found[f"{name}~{seen.st_size:x}.{seen.st_mtime_ns:x}"] = entry.path
                    elif place != self.path:
                        found[name] = entry.path
        return found

    def add(self, name: str, content: bytes, *, place: str, mtime: float | None = None) -> None:
        """Writes a message under tmp/ and moves it to `place` once it is safely on the disk."""
        base = base_name(name)
        waiting, target = self.path / "tmp" / base, self.path / place / name
        try:
            with os.fdopen(os.open(waiting, _NEW, 0o600), "wb", buffering=0) as file:
                rest = memoryview(content)
                while rest:
                    rest = rest[file.write(rest) or 0 :]
                if mtime is not None:
                    os.utime(file.fileno(), (mtime, mtime))
                os.fsync(file.fileno())
            waiting.rename(target)
        except OSError:
            with suppress(OSError):
                waiting.unlink()
            raise
        sync_directory(target.parent)

    def times(self) -> tuple[int, ...]:
        """The directories' modification times in nanoseconds; an arrival changes one."""
        places = (self.path, self.path / "new", self.path / "cur")
        return tuple(place.stat().st_mtime_ns for place in places)


def read_file(path: str, *, limit: int) -> bytes:
    """The first `limit` bytes of a regular file; raises `OSError`, also for a link."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb", buffering=0) as file:
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        wanted = min(limit, seen.st_size)
        content = file.read(wanted)
        while len(content) < wanted and (more := file.read(wanted - len(content))):
            content += more
        return content


def is_settled(path: str, *, seconds: float) -> bool:
    """True when the file has not changed for `seconds`; False also when it is gone."""
    try:
        age = time.time() - os.lstat(path).st_ctime
    except FileNotFoundError:
        return False
    return age >= seconds or age < -_CLOCK_SET_BACK


def sync_directory(path: Path) -> None:
    """Makes new names in a directory outlive a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
