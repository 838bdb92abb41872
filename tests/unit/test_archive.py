"""Archives: their files come out one by one, and no header talks its way past a limit."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

import pytest
from office_builders import packed

from assistant.documents import archive
from assistant.documents.child import CappedChild, Cause, ChildFailed
from assistant.errors import BadDocument

MB = 1024 * 1024
AFTER = packed({"order.txt": "PO 4711"})


@pytest.fixture(scope="module")
def child() -> Iterator[CappedChild]:
    with CappedChild({"document": "assistant.documents.files:read"}) as warm:
        yield warm


def test_files_come_out_with_bare_names() -> None:
    """Folders, paths and what a Mac adds are gone; names and bytes are there."""
    files = {"po/order.txt": b"PO 4711", "../../a.csv": b"1;2", "c:\\x\\b.txt": b"b", "empty/": b""}
    mac = {"__MACOSX/po/._order.txt": b"x", "po/.DS_Store": b"x"}
    reading = archive.read(packed(files | mac))
    assert reading.files == (("order.txt", b"PO 4711"), ("a.csv", b"1;2"), ("b.txt", b"b"))
    assert reading.problem == ""


def test_dangerous_files_come_by_name_only() -> None:
    """A program in an archive is named, and its bytes are never unpacked."""
    reading = archive.read(packed({"PO.pdf.exe": b"MZ" * 100, "a.txt": b"a"}))
    assert reading.files == (("PO.pdf.exe", b""), ("a.txt", b"a"))


def test_the_first_fifty_files_are_opened() -> None:
    """More files than fifty are left and told."""
    reading = archive.read(packed({f"{n}.txt": b"x" for n in range(60)}))
    assert len(reading.files) == 50
    assert reading.problem == "only the first 50 of its 60 files were opened"


def test_an_empty_archive_says_so() -> None:
    """An archive of nothing, or of folders only, has its problem."""
    assert archive.read(packed({})).problem == "the archive is empty"
    assert archive.read(packed({"a/": b""})).problem == "the archive is empty"


def test_what_is_too_large_does_not_hide_what_is_not() -> None:
    """A film beside an order is left and told; the order is read."""
    film = bytes(41 * MB)
    data = packed({"film.mp4": film, "order.txt": b"PO 4711"}, zipfile.ZIP_STORED)
    reading = archive.read(data)
    assert reading.files == (("order.txt", b"PO 4711"),)
    assert (
        reading.problem == "1 of its 2 files were not unpacked: they are larger than 40 MB together"
    )


def test_all_files_together_have_one_limit() -> None:
    """Each of three files fits, but the third no more beside the others."""
    data = packed({name: bytes(15 * MB) for name in "abc"}, zipfile.ZIP_STORED)
    reading = archive.read(data)
    assert [name for name, _ in reading.files] == ["a", "b"]
    assert "larger than 40 MB together" in reading.problem


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (lambda: patched(packed({"a": b"x" * 50}), flags=1), "password"),
        (lambda: patched(packed({"a": b"x" * 50}), flags=0x40), "password"),
        (lambda: packed({"a": b"x" * 50}, zipfile.ZIP_LZMA), "packed in a way"),
        (lambda: packed({"a": b"x" * 50}, zipfile.ZIP_BZIP2), "packed in a way"),
        (lambda: packed({"a": b"x" * 50}, 0).replace(b"xxx", b"xyx", 1), "damaged"),
        (lambda: patched(packed({"a": b"x" * 5_000}), size=60), "damaged"),
    ],
)
def test_a_file_that_cannot_be_unpacked_is_told(data: Callable[[], bytes], why: str) -> None:
    """Passwords, methods without bounds, and damage are named for the files they hit."""
    reading = archive.read(data())
    assert reading.files == ()
    assert reading.problem.startswith("1 of its 1 files were not unpacked: the file is ")
    assert why in reading.problem


# --- hostile -----------------------------------------------------------------------------


def patched(
    data: bytes, *, flags: int = 0, size: int | None = None, packed_size: int | None = None
) -> bytes:
    """The archive with other flags or other sizes, unpacked or packed, in all its headers."""
    out = bytearray(data)
    for mark, flag_at, size_at in ((b"PK\x03\x04", 6, 22), (b"PK\x01\x02", 8, 24)):
        at = out.find(mark)
        while at >= 0:
            out[at + flag_at] |= flags
            if size is not None:
                struct.pack_into("<I", out, at + size_at, size)
            if packed_size is not None:
                struct.pack_into("<I", out, at + size_at - 4, packed_size)
            at = out.find(mark, at + 4)
    return bytes(out)


def kernel(megabytes: int) -> bytes:
    """So many megabytes of zeros, deflated."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(pack.compress(bytes(MB)) for _ in range(megabytes)) + pack.flush()


def overlapping(entries: int, megabytes: int) -> bytes:
    """Entries that all share one packed kernel, as the known bombs do."""
    data = kernel(megabytes)
    crc = 0
    for _ in range(megabytes):
        crc = zlib.crc32(bytes(MB), crc)
    sizes = struct.pack("<III", crc, len(data), megabytes * MB)
    body = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", 1, 0)
    body += b"a" + data
    directory = b""
    for _ in range(entries):
        directory += b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
        directory += struct.pack("<HHHHHII", 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack(
        "<HHHHIIH", 0, 0, entries % 65536, entries % 65536, len(directory), len(body), 0
    )
    return body + directory + b"PK\x05\x06" + end


def quine() -> bytes:
    """An archive within an archive, as deep as one cares to look."""
    data = b"PK\x05\x06" + bytes(18)
    for _ in range(100):
        data = packed({"again.zip": data})
    return data


def crowd() -> bytes:
    """An archive of 800,000 empty entries."""
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    directory = entry * 800_000
    return (
        b"PK\x03\x04"
        + directory
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, len(directory), 4, 0)
    )


REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "100 MB in 100 kB": (lambda: packed({"a": bytes(100 * MB)}), "exhaust"),
    "a large packed size claimed": (
        lambda: patched(packed({"a": bytes(39 * MB)}), packed_size=39 * MB),
        "exhaust",
    ),
    "4 GB claimed": (lambda: patched(packed({"a": b"x"}), size=0xFFFFFFF0), "exhaust"),
    "as many entries as a mail can carry": (crowd, "more than 10000 files"),
    "cut off": (lambda: packed({"a": b"x" * 999}, 0)[:500], "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("bomb", REFUSED)
def test_bombs_are_refused_in_words(child: CappedChild, bomb: str) -> None:
    """A ZIP made to exhaust its reader is refused with a reason, and the next one is read."""
    build, why = REFUSED[bomb]
    with pytest.raises(ChildFailed, match=why) as caught:
        child.run("document", build())
    assert caught.value.cause is Cause.REFUSED
    assert child.run("document", AFTER)["files"]


def test_overlapping_entries_are_bounded() -> None:
    """A thousand entries over one kernel of 30 MB unpack once, if at all."""
    with pytest.raises(BadDocument, match="exhaust"):
        archive.read(overlapping(1_000, 30))
    shared = archive.read(overlapping(1_000, 3))
    assert sum(len(data) for _, data in shared.files) <= 40 * MB
    assert "only the first 50 of its 1000 files" in shared.problem


def test_an_archive_in_an_archive_is_only_unpacked_once(child: CappedChild) -> None:
    """What lies inside is handed on unopened, however deep it goes."""
    answer = child.run("document", quine())
    assert [name for name, _ in answer["files"]] == ["again.zip"]


def test_a_header_that_claims_less_ends_the_unpacking() -> None:
    """An entry that claims 60 bytes and holds 30 MB yields neither."""
    lied = patched(packed({"a": bytes(30 * MB)}), size=60)
    reading = archive.read(lied)
    assert reading.files == ()
    assert "damaged" in reading.problem


def test_streamed_archives_are_read() -> None:
    """An archive written to a stream has its sizes behind its data."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            self.data += bytes(piece)  # type: ignore[call-overload]
            return len(bytes(piece))  # type: ignore[call-overload]

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("order.txt", "PO 4711")
    assert archive.read(stream.data).files == (("order.txt", b"PO 4711"),)
