"""The properties of an object in an Outlook item: a message, a recipient or an attachment."""

import codecs
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from assistant.documents.office.compound import Compound, Path

MB = 1024 * 1024
_MOST = 30 * MB  # bytes of one value
_OBJECTS = 500  # recipients or attachments
_UNICODE, _STRING8, _BINARY = "001f", "001e", "0102"  # [MS-OXCDATA] section 2.11.1
_MESSAGE_CODEPAGE, _INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
_NAMED = {65001: "utf-8", 20127: "ascii", 20866: "koi8-r", 50220: "iso2022_jp", 51949: "euc_kr"}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class OutlookObject:
    """Reads one object's properties by their ids; [MS-OXPROPS] names them."""

    def __init__(
        self, file: Compound, path: Path = (), header: int = 32, charset: str = ""
    ) -> None:
        """`path` is the object's folder, `header` the bytes before its first property.

        `header` is 32 for the message itself, 24 for one embedded in it, 8 for a recipient or
        an attachment ([MS-OXMSG] section 2.4.1). `charset` is the message's own, if known.
        """
        self._file = file
        self._path = path
        stream = file.stream((*path, "__properties_version1.0"), MB)
        self._fixed = {
            number: value
            for _, number, _, value in struct.iter_unpack("<HHI8s", _whole(stream[header:]))
        }
        self._internet = self.number(_INTERNET_CODEPAGE)
        self._charset = charset or _charset(self.number(_MESSAGE_CODEPAGE) or self._internet)

    def text(self, *ids: int) -> str:
        """The first of these properties that holds any text."""
        return next((found for one in ids if (found := self._text(one).strip("\0 \r\n"))), "")

    def _text(self, number: int) -> str:
        if wide := self._value(number, _UNICODE):
            return wide.decode("utf-16-le", errors="replace")
        return self._value(number, _STRING8).decode(self._charset, errors="replace")

    def binary(self, number: int) -> bytes:
        """A property's bytes, b"" without it."""
        return self._value(number, _BINARY)

    def coded(self, number: int) -> str:
        """A property's bytes as the text they hold in the charset of the mail's own way."""
        charset = _charset(self._internet) if self._internet else self._charset
        return self.binary(number).decode(charset, errors="replace").strip("\0 \r\n")

    def number(self, number: int) -> int:
        """A 32-bit property, 0 without it."""
        return int.from_bytes(self._fixed.get(number, b"")[:4], "little")

    def moment(self, number: int) -> datetime | None:
        """A time property ([MS-DTYP] 2.3.3: steps of 100 ns since 1601), None without it."""
        steps = int.from_bytes(self._fixed.get(number, b""), "little")
        try:
            return _EPOCH + timedelta(microseconds=steps // 10) if steps else None
        except OverflowError:
            return None

    def recipients(self) -> Iterator["OutlookObject"]:
        """The message's recipients in their order."""
        return self._objects("__recip_version1.0_")

    def attachments(self) -> Iterator["OutlookObject"]:
        """The message's attachments in their order."""
        return self._objects("__attach_version1.0_")

    def embedded(self) -> "OutlookObject | None":
        """The message that an attachment holds in place of a file."""
        path = (*self._path, "__substg1.0_3701000d")
        if path not in self._file.paths or not self._file.inside(path):
            return None
        return OutlookObject(self._file, path, 24)

    def _objects(self, prefix: str) -> Iterator["OutlookObject"]:
        names = [name for name in self._file.inside(self._path) if name.startswith(prefix)]
        for name in names[:_OBJECTS]:
            yield OutlookObject(self._file, (*self._path, name), 8, self._charset)

    def _value(self, number: int, form: str) -> bytes:
        return self._file.stream((*self._path, f"__substg1.0_{number:04x}{form}"), _MOST)


def _whole(stream: bytes) -> bytes:
    """As many whole entries of 16 bytes as there are."""
    return stream[: len(stream) // 16 * 16]


def _charset(codepage: int) -> str:
    """The Python codec for a Windows code page, Windows Latin for one that is not known."""
    latin = f"iso8859-{codepage - 28590}"
    for name in (_NAMED.get(codepage, ""), f"cp{codepage}", latin):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return "cp1252"
