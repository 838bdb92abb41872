"""The header scan reads hostile bytes without a parser."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.mail.header_scan import HEADER_LIMIT, scan, scan_file


def test_finds_what_ties_mails_together() -> None:
    """Ids, the conversation's first id, people and date are found in a folded header."""
    head = scan(
        b"MESSAGE-ID:\r\n <own@x>\r\nReferences: <a@x>\r\n\t<b@x>\r\nIn-reply-to: <b@x>\r\n"
        b"From: Ana <ANA@Acme.Example>\r\nTo: b@c.example,\r\n d@e.example\r\n"
        b"Date: Mon, 02 Mar 2026 09:00:00 +0100\r\n\r\nFrom: nobody@body.example\r\n"
    )
    assert head.message_id == "own@x"
    assert head.root == "a@x"
    assert sorted(head.links) == ["a@x", "b@x", "own@x"]
    assert head.people == ("ana@acme.example", "b@c.example", "d@e.example")
    assert head.date == 1772438400.0


@pytest.mark.parametrize(
    ("header", "root"),
    [
        (b"References: <r@x> <s@x>\nIn-Reply-To: <p@x>\nMessage-ID: <m@x>", "r@x"),
        (b"In-Reply-To: <p@x>\nMessage-ID: <m@x>", "p@x"),
        (b"In-Reply-To: Your mail of Monday <p@x>\nMessage-ID: <m@x>", "p@x"),
        (b"Message-ID: <m@x>", "m@x"),
        (b"Message-ID: bare@x", "bare@x"),
        (b"Subject: none", ""),
    ],
)
def test_the_conversation_is_its_first_id(header: bytes, root: str) -> None:
    """References, else In-Reply-To, else the own Message-ID names the conversation."""
    assert scan(header + b"\n\nbody").root == root


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\r\n\r\n", b"From x Mon Mar 2 2026\n"])
def test_reads_past_what_editors_put_first(start: bytes) -> None:
    """A byte-order mark, empty lines or a mailbox line do not hide the header."""
    assert scan(start + b"Message-ID: <m@x>\n\n").message_id == "m@x"


@pytest.mark.parametrize(
    ("value", "people"),
    [
        (b'"a@shown.example" <b@real.example>', ("b@real.example",)),
        (b'"a \\" , c@shown.example , \\" b" <b@real.example>', ("b@real.example",)),
        (b"a@shown.example <b@real.example>", ("b@real.example",)),
        (b'"Doe, John" <j@x.example>, k@x.example (Kim)', ("j@x.example", "k@x.example")),
        (b"group: a@x.example, b@x.example;", ("a@x.example", "b@x.example")),
        (b"undisclosed-recipients:;", ()),
    ],
)
def test_display_names_are_nobody(value: bytes, people: tuple[str, ...]) -> None:
    """An address in a display name is not taken for the address."""
    assert scan(b"To: " + value + b"\n\n").people == people


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        (b"Mon, 02 Mar 2026 08:00:00 -0000", 1772438400.0),
        (b"yesterday", None),
        (b"", None),
        (b"Mon, 99 Mar 99999999 08:00:00 +9999", None),
        (b"1" * 5000, None),
    ],
)
def test_a_bad_date_is_no_date(date: bytes, seconds: float | None) -> None:
    """A date that cannot be read leaves None, and the file's own time counts."""
    assert scan(b"Date: " + date + b"\n\n").date == seconds


@pytest.mark.parametrize(
    "bomb",
    [b"<" * 70_000, b'"' * 70_000, b'"\\"' * 25_000, b"\\" * 70_000, b"a" * 70_000, b"a@" * 35_000,
     b"<a" * 35_000, b"\n " * 35_000, b" " * 70_000, b"\r\n" * 35_000, b"to" * 35_000,
     b"To:\n" * 17_000, b"(" * 70_000, b"<a@b>" * 14_000, b"a@b.c," * 12_000],
)  # fmt: skip
def test_bombs_are_read_at_once(bomb: bytes) -> None:
    """Input made for slow expressions is scanned, in every header, with bounded results."""
    for name in (b"", b"To: ", b"From: ", b"References: ", b"Message-ID: ", b"Date: "):
        head = scan(name + bomb)
        assert len(head.links) <= 102
        assert len(head.people) <= 1000


@settings(max_examples=300, deadline=None, database=None)
@given(st.binary(max_size=400))
def test_any_bytes_can_be_scanned(content: bytes) -> None:
    """No bytes raise."""
    for start in (b"", b"Message-ID: ", b"To: ", b"Date: "):
        scan(start + content)


def test_only_the_first_64_kb_are_read(tmp_path: Path) -> None:
    """A header line behind the limit is not seen, one before it is."""
    file = tmp_path / "m"
    for pad, found in ((HEADER_LIMIT - 200, "m@x"), (HEADER_LIMIT, "")):
        file.write_bytes(b"X-Pad: " + b"x" * pad + b"\nMessage-ID: <m@x>\n\n")
        assert scan_file(str(file)).message_id == found


@pytest.mark.shared
def test_hostile_mail_is_scanned(shared: Path) -> None:
    """Every mail of the hostile collection has a head, and most have people in it."""
    files = [path for path in (shared / "hostile" / "mime").rglob("*") if path.is_file()]
    heads = [scan_file(str(path)) for path in files]
    assert len(heads) > 300
    assert sum(bool(head.people) for head in heads) > len(heads) / 2
