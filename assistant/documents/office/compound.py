"""Opens OLE compound files: the folders and streams inside old Office files and Outlook items."""

import io

import olefile

from assistant.errors import BadDocument

MARK = bytes.fromhex("d0cf11e0a1b11ae1")  # [MS-CFB] section 2.2
_BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, EOFError)

Path = tuple[str, ...]


class Compound:
    """A compound file; a path of lower-case names leads from the root down
    to a folder ("storage") or a stream.
    """

    def __init__(self, data: bytes) -> None:
        """Raises `BadDocument` for what cannot be opened."""
        try:
            # Bytes alone may be taken for the name of a file on this machine.
            self._file = olefile.OleFileIO(io.BytesIO(data))
            paths = self._file.listdir(streams=True, storages=True)
        except _BROKEN as error:
            raise BadDocument("the file is damaged") from error
        # The library finds names in any case; so do we.
        self.paths = frozenset(tuple(name.lower() for name in path) for path in paths)

    def stream(self, path: Path, most: int) -> bytes:
        """The stream's bytes, b"" without one. Raises `BadDocument` past `most` bytes."""
        if path not in self.paths:
            return b""
        try:
            if self._file.get_size(list(path)) > most:
                raise BadDocument("the file holds more than can be read")
            with self._file.openstream(list(path)) as stream:
                return bytes(stream.read(most))
        except _BROKEN as error:
            raise BadDocument("the file is damaged") from error

    def inside(self, path: Path) -> list[str]:
        """The names of what lies in a folder, sorted."""
        return sorted(one[-1] for one in self.paths if one[:-1] == path)
