"""Opens ZIP packages without believing what they say of their own size."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from assistant.errors import BadDocument

ENTRIES = 10_000
_BLOCK = 256 * 1024
_HEAD = b"PK\x01\x02"  # opens every entry of the directory (APPNOTE.TXT section 4.3.12)
_ENCRYPTED = 0x41  # bits 0 and 6 of the general purpose flag (section 4.4.4)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    OverflowError,
)


class TooMuch(BadDocument):
    """An entry inflates to more than was asked for."""


class Package:
    """The entries of a ZIP file, read one by one and never past a limit."""

    def __init__(self, data: bytes) -> None:
        """Raises `BadDocument` for what is no readable ZIP, or has over 10,000 entries.

        The directory is counted before it is read: its own count may be a lie.
        """
        if data.count(_HEAD) > ENTRIES:
            raise BadDocument(f"the archive holds more than {ENTRIES} files")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise BadDocument("the file is damaged") from error
        self.entries = tuple(entry for entry in self._zip.infolist() if not entry.is_dir())
        self.names = frozenset(entry.filename for entry in self.entries)

    def read(self, entry: zipfile.ZipInfo, most: int) -> bytes:
        """The entry's bytes. Raises `TooMuch` past `most` bytes, `BadDocument` if unreadable."""
        return b"".join(self._pieces(entry, most))

    def part(self, name: str, most: int) -> bytes:
        """The bytes of the entry of that name, b"" without one; raises as `read` does."""
        return self.read(self._zip.getinfo(name), most) if name in self.names else b""

    def weigh(self, most: int) -> None:
        """Raises `TooMuch` if all entries together inflate to more than `most` bytes."""
        for entry in self.entries:
            for piece in self._pieces(entry, most):
                most -= len(piece)

    def _pieces(self, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
        if entry.flag_bits & _ENCRYPTED:
            raise BadDocument("the file is protected by a password")
        # The other methods inflate without a bound on memory, and no office program uses them.
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadDocument("the file is packed in a way that is not read")
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(_BLOCK):
                    most -= len(piece)
                    if most < 0:
                        raise TooMuch("the file unpacks to more than can be read")
                    yield piece
        except _BROKEN as error:
            raise BadDocument("the file is damaged") from error
