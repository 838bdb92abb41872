"""Reads exported mails from files: one .eml each, or an .mbox of many."""

import mailbox
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.domain.mail import MessageRef, RawMessage
from assistant.errors import ConfigError

_MBOX = (".mbox", ".mbx")


def load(paths: Iterable[Path]) -> tuple[RawMessage, ...]:
    """Every message in these files, each named by its file and its place in it.

    A folder stands for the mails in it. Raises ConfigError naming a file that cannot be read.
    """
    found: list[RawMessage] = []
    for path in paths:
        try:
            found += _folder(path) if path.is_dir() else _file(path)
        except OSError as error:
            raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from error
    return tuple(found)


def _folder(path: Path) -> Iterator[RawMessage]:
    for each in sorted(path.iterdir()):
        if each.is_file() and each.suffix.lower() in (".eml", ".txt", *_MBOX):
            yield from _file(each)


def _file(path: Path) -> Iterator[RawMessage]:
    if path.suffix.lower() in _MBOX or _looks_like_mbox(path):
        box = mailbox.mbox(path, create=False)
        try:
            for key in box.iterkeys():
                yield _raw(f"{path.name}#{key}", box.get_bytes(key))
        finally:
            box.close()
    else:
        yield _raw(path.name, path.read_bytes())


def _looks_like_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _raw(name: str, content: bytes) -> RawMessage:
    return RawMessage(ref=MessageRef(id=name, thread=""), content=content)
