"""Outlook items become the mails they were, and are read by the reader of mails."""

import struct
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from office_builders import attachment, embedded, item, moment, ole, recipient

from assistant.documents.child import CappedChild, Cause, ChildFailed
from assistant.documents.office import outlook_item
from assistant.documents.office.compound import Compound
from assistant.domain.mail import Address, Message
from assistant.errors import BadDocument
from assistant.mail.mime import MailReader, parse

SUBJECT, BODY, HTML, HEADERS = 0x37, 0x1000, 0x1013, 0x7D
SENDER, SENDER_SMTP, SENDER_OWN, REPRESENTED = 0x0C1A, 0x5D01, 0x0C1F, 0x0065
MESSAGE_ID, SENT = 0x1035, 0x39
MESSAGE_CODEPAGE, INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
MB = 1024 * 1024


def mail(tree: Mapping[str, Any]) -> Message:
    """The item as the reader of mails sees it."""
    ((_, content),) = outlook_item.read(ole(tree)).files
    return MailReader(parse).read_enclosed(content)


def test_every_value_of_an_honest_item() -> None:
    """Sender, recipients, date, id, subject, text and files come through."""
    read = mail(
        item(
            {
                SUBJECT: "Bestellung № 4711",
                BODY: "Grüße,\r\nMara",
                SENDER: 'Müller, "Mara"',
                SENDER_SMTP: "mara@buyer.example",
                MESSAGE_ID: "<1@buyer.example>",
            },
            numbers={SENT: moment(NOON)},
            recip_0=recipient("Ann Wood", "Ann@supplier.example"),
            recip_1=recipient("Bo", "bo@supplier.example", 2),
            recip_2=recipient("Cy", "cy@supplier.example", 3),
            attach_0=attachment("Größe.pdf", b"%PDF-1.7 \x00\xff" * 1_000),
            attach_1=attachment("../b.csv", b"1;2"),
        )
    )
    assert (read.subject, read.body) == ("Bestellung № 4711", "Grüße,\nMara")
    assert read.sender == Address("mara@buyer.example", 'Müller, "Mara"')
    assert read.to == (Address("ann@supplier.example", "Ann Wood"),)
    assert read.cc == (Address("bo@supplier.example", "Bo"),)
    assert (read.date, read.message_id) == (NOON, "<1@buyer.example>")
    assert [(one.name, one.content) for one in read.attachments] == [
        ("Größe.pdf", b"%PDF-1.7 \x00\xff" * 1_000),
        ("b.csv", b"1;2"),
    ]


def test_the_file_is_named_after_the_subject() -> None:
    """The mail inside has the subject as its name, without what a path is made of."""
    ((name, _),) = outlook_item.read(ole(item({SUBJECT: "AW: PO 4711/A\\B"}))).files
    assert name == "AW: PO 4711 A B.eml"


def test_the_headers_it_came_with_are_believed_first() -> None:
    """Exchange keeps its own form of an address; the sent headers have the real one."""
    sent = (
        "Received: by mx.example\r\nFrom: Mara <mara@buyer.example>\r\n"
        "To: =?utf-8?q?J=C3=BCrgen?= <j@supplier.example>,\r\n bo@supplier.example\r\n"
        "Date: Tue, 12 May 2026 12:00:00 +0000\r\nReferences: <0@supplier.example>\r\n\r\n"
    )
    own = {HEADERS: sent, SENDER: "Mara", SENDER_OWN: "/O=FIR/CN=MARA", SUBJECT: "PO 4711"}
    read = mail(item(own, recip_0=recipient("Bo", "/O=FIR/CN=BO")))
    assert read.sender == Address("mara@buyer.example", "Mara")
    assert read.to == (
        Address("j@supplier.example", "Jürgen"),
        Address("bo@supplier.example"),
    )
    assert (read.date, read.references) == (NOON, ("<0@supplier.example>",))
    assert read.subject == "PO 4711"


def test_an_address_of_exchange_is_none() -> None:
    """Exchange's own form of an address counts for nothing, and the next one is taken."""
    assert mail(item({SENDER: "Mara", SENDER_OWN: "/O=FIR/CN=MARA"})).sender is None
    own = {SENDER: "Mara", SENDER_OWN: "/O=FIR/CN=MARA", REPRESENTED: "mara@buyer.example"}
    assert mail(item(own)).sender == Address("mara@buyer.example", "Mara")


def test_no_value_breaks_out_of_its_header() -> None:
    """A line break in a subject or a name cannot write a header of its own."""
    texts = {SUBJECT: "a\r\nBcc: x@evil.example", SENDER: "M\r\n\r\nx", SENDER_SMTP: "m@b.example"}
    read = mail(item(texts))
    assert (read.subject, read.sender) == (
        "a Bcc: x@evil.example",
        Address("m@b.example", "M x"),
    )
    assert read.body == ""


@pytest.mark.parametrize(
    ("codepage", "text"), [(1252, "Größe €"), (1251, "Заказ"), (932, "注文"), (936, "订单")]
)
def test_old_items_are_read_by_their_code_page(codepage: int, text: str) -> None:
    """Items of old programs hold bytes; their code page says which letters these are."""
    assert mail(item({SUBJECT: text, BODY: text}, codepage=codepage)).body == text


@pytest.mark.parametrize(
    ("number", "charset"), [(65001, "utf-8"), (1252, "cp1252"), (28592, "iso8859-2")]
)
def test_markup_alone_is_the_body(number: int, charset: str) -> None:
    """An item with markup and no plain text is read by its markup, in the mail's charset."""
    page = "<p>Größe 4711</p>".encode(charset)
    pages = {MESSAGE_CODEPAGE: 1251, INTERNET_CODEPAGE: number}
    read = mail(item({}, binaries={HTML: page}, numbers=pages))
    assert read.body == "Größe 4711"


def test_a_message_in_an_item_stays_a_message() -> None:
    """A mail attached as a mail comes as one, with its own text and files."""
    inner = item(
        {SUBJECT: "PO 4711", BODY: "see file"},
        header=24,
        numbers={SENT: moment(NOON)},
        attach_0=attachment("a", b"1"),
    )
    outer = mail(item({BODY: "FYI"}, attach_0=embedded("PO 4711", inner)))
    (enclosed,) = outer.attachments
    assert (enclosed.name, enclosed.media_type) == ("PO 4711.eml", "message/rfc822")
    again = MailReader(parse).read_enclosed(enclosed.content)
    assert (again.body, again.date) == ("see file", NOON)
    assert [one.name for one in again.attachments] == ["a"]


def test_the_same_item_gives_the_same_bytes() -> None:
    """Nothing in the mail is drawn by lot, so a step that is repeated sees the same file."""
    tree = item({BODY: "x"}, binaries={HTML: b"<p>x"}, attach_0=attachment("a", b"1"))
    assert outlook_item.read(ole(tree)) == outlook_item.read(ole(tree))


# --- hostile -----------------------------------------------------------------------------


def nested(levels: int) -> dict[str, Any]:
    tree = item({SUBJECT: "last"}, header=24)
    for _ in range(levels):
        tree = item({SUBJECT: "one"}, header=24, attach_0=embedded("a", tree))
    return tree


def looped(at: int, value: int) -> bytes:
    """An item whose table of sectors or directory points back at itself."""
    data = bytearray(ole(item({BODY: "x"}, attach_0=attachment("a", b"y" * 20_000))))
    struct.pack_into("<I", data, at, value)
    return bytes(data)


def chained() -> bytes:
    """An item whose stream of 20 kB is a ring."""
    data = bytearray(ole(item({BODY: "x"}, attach_0=attachment("a", b"y" * 20_000))))
    table = 512 + 512 * struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, table + 40, 0)
    return bytes(data)


def shared_stream() -> bytes:
    """Eighty attachments that all name the same stream of one megabyte."""
    tree = item({BODY: "x"})
    for n in range(80):
        tree[f"__attach_version1.0_#{n:08}"] = attachment("a", b"y" * (4096 if n else MB))
    data = bytearray(ole(tree))
    name = "__substg1.0_37010102".encode("utf-16-le")
    first = data.index(name)
    place = first
    while place >= 0:
        # Its first sector and its size ([MS-CFB] section 2.6.1).
        data[place + 116 : place + 128] = data[first + 116 : first + 128]
        place = data.find(name, place + 1)
    return bytes(data)


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "a directory that is its own": lambda: looped(48, 0),
    "a table of tables that is its own": lambda: looped(68, 0),
    "a sector count beyond all": lambda: looped(44, 0xFFFFFFF0),
    "a ring of sectors": chained,
    "messages in each other": lambda: ole(item({}, attach_0=embedded("a", nested(300)))),
    "one stream in eighty files": shared_stream,
    "no properties": lambda: ole({"__properties_version1.0": b""}),
    "cut off": lambda: ole(item({BODY: "x" * 50_000}))[:9_000],
    "only a head": lambda: ole(item({BODY: "x"}))[:512],
    "small": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"/etc/passwd",
}  # fmt: skip


@pytest.fixture(scope="module")
def child() -> Iterator[CappedChild]:
    with CappedChild({"document": "assistant.documents.files:read"}) as warm:
        yield warm


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_item_ends_within_the_caps(child: CappedChild, name: str) -> None:
    """A broken or endless item is a mail or a reason, never a dead child, and the next is read."""
    cause, reason = Cause.REFUSED, "read"
    try:
        answer = child.run("document", HOSTILE[name]())
        assert answer["files"] or answer["problem"]
    except ChildFailed as failed:
        cause, reason = failed.cause, str(failed)
    assert (cause, "(" in reason) == (Cause.REFUSED, False)
    assert child.run("document", ole(item({BODY: "x"})))["files"]


def test_what_many_files_share_is_counted_each_time() -> None:
    """Eighty files of a megabyte are more than one item may hold, however small it is."""
    with pytest.raises(BadDocument, match="larger than can be read"):
        outlook_item.read(shared_stream())


def test_a_file_name_is_never_opened_as_one(tmp_path: Path) -> None:
    """Bytes that are the path of a compound file are damaged, not a wish to read that file."""
    path = tmp_path / "a"
    path.write_bytes(ole(item({BODY: "x"})))
    with pytest.raises(BadDocument, match="damaged"):
        Compound(bytes(path))
