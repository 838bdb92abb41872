"""Writing a letter as mail: what goes in comes out, and nothing else gets in."""

import email
from dataclasses import replace
from datetime import UTC, datetime
from email import policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.draft import DraftKey, Email
from assistant.domain.mail import Address
from assistant.errors import BadMessage
from assistant.mail.write import compose, draft_message_id, safe

DATE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LETTER = Email(
    sender=Address("dana@brightvalve.example", "Dana Okoro"),
    to=Address("ines@nordkraft.example", "Ines Almeida"),
    subject="Unit 3: first steps",
    text="Good morning,\n\nsee the plan.\n",
    html="<p>Good morning,</p>\n<p>see the plan.</p>\n",
)

# Everything a header may hold; the forbidden characters have tests of their own.
CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"),
    exclude_characters="\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
WORDS = st.text(st.one_of(st.sampled_from(' aäß=?_,"日本()\\<>@;:'), CHARACTERS), max_size=200)


def built(letter: Email, headers: dict[str, str] | None = None) -> bytes:
    return compose(letter, date=DATE, message_id="<id@brightvalve.example>", headers=headers)


def test_the_headers_are_these_and_no_others() -> None:
    """A new letter has exactly the headers a draft needs."""
    assert email.message_from_bytes(built(LETTER)).keys() == [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
    ]


def test_lines_end_in_crlf_and_stay_short() -> None:
    """The bytes are 7-bit, every line ends in CRLF, and none is over 998 characters."""
    content = built(replace(LETTER, text="ü" * 3000, html="x" * 5000, subject="y" * 3000))
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


def test_the_same_letter_gives_the_same_bytes() -> None:
    """Nothing random is in the bytes, so that a second attempt can be compared with the first."""
    assert built(LETTER) == built(LETTER)


@settings(max_examples=300, deadline=None, database=None)
@given(subject=WORDS, name=WORDS, text=st.text(CHARACTERS), html=WORDS)
def test_everything_printable_survives(subject: str, name: str, text: str, html: str) -> None:
    """Any printable subject, name and body is read back equal by another parser."""
    letter = replace(
        LETTER, subject=subject, to=replace(LETTER.to, name=name), text=text, html=html
    )
    read = email.message_from_bytes(built(letter), policy=policy.compat32)
    decoded = email.header.make_header(email.header.decode_header(read["Subject"]))
    assert str(decoded) == subject
    shown, spec = email.utils.parseaddr(read["To"].replace("\r\n", ""))
    assert spec == "ines@nordkraft.example"
    assert str(email.header.make_header(email.header.decode_header(shown))) == name.strip()
    parts = [part.get_payload(decode=True) for part in read.walk() if not part.is_multipart()]
    lines = [part.decode().splitlines() for part in parts if isinstance(part, bytes)]
    assert ["".join(one) for one in lines] == ["".join(b.splitlines()) for b in (text, html)]


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_anything_is_written_or_refused(subject: str, name: str, reference: str) -> None:
    """Whatever the fields hold, the result is a mail to one recipient or `BadMessage`."""
    letter = replace(
        LETTER, subject=subject, to=replace(LETTER.to, name=name), references=(reference,)
    )
    try:
        read = email.message_from_bytes(built(letter), policy=policy.compat32)
    except BadMessage:
        return
    assert [spec for _, spec in email.utils.getaddresses(read.get_all("To", []))] == [
        "ines@nordkraft.example"
    ]
    assert set(read.keys()) <= {
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
        "MIME-Version", "Content-Type",
    }  # fmt: skip


@pytest.mark.parametrize(
    "character", [*map(chr, range(32)), "\x7f", "\x80", "\x85", "\x9f", "\u2028", "\u2029",
                  "\u202a", "\u202e", "\u2066", "\u2069", "\ud800"]
)  # fmt: skip
def test_control_characters_are_refused(character: str) -> None:
    """Each control, separator, bidi override and half character is refused in a header."""
    with pytest.raises(BadMessage):
        safe(f"before{character}after")


def test_ordinary_marks_are_kept() -> None:
    """Text direction marks and joiners that real names need are no attack."""
    assert safe("שלום\u200f, नमस्\u200dते, ﷺ, 🏴") == "שלום\u200f, नमस्\u200dते, ﷺ, 🏴"


@pytest.mark.parametrize("body", ["a\x00b", "half \ud83d smile"])
def test_a_body_without_a_spelling_is_refused(body: str) -> None:
    """NUL and half characters are refused in either body, not written as something else."""
    for letter in (replace(LETTER, text=body), replace(LETTER, html=body)):
        with pytest.raises(BadMessage):
            built(letter)


@pytest.mark.parametrize(
    "spec",
    ["", "@", "a@", "@b.example", "a b@c.example", "a@b@c.example", "a,b@c.example",
     "<a@b.example>", "a@bücher.example", "ä@b.example", '"a b"@c.example', "a@b.example\n",
     "x" * 65 + "@b.example"],
)  # fmt: skip
def test_only_plain_addresses_are_written(spec: str) -> None:
    """An address that is not one plain ASCII mailbox is refused as recipient and as sender."""
    for letter in (replace(LETTER, to=Address(spec)), replace(LETTER, sender=Address(spec))):
        with pytest.raises(BadMessage):
            built(letter)


def test_a_name_cannot_pose_as_the_address() -> None:
    """A display name that looks like an address stays a quoted name."""
    letter = replace(LETTER, to=Address("ines@nordkraft.example", "x@evil.example>, <y@z.example"))
    (found,) = email.utils.getaddresses([email.message_from_bytes(built(letter))["To"]])
    assert found[1] == "ines@nordkraft.example"


def test_the_chain_of_a_reply_is_complete() -> None:
    """References lists the chain with the answered mail last, each id once, one a line."""
    letter = replace(LETTER, in_reply_to="<c@x>", references=("<a@x>", "b@x", "<a@x>", "<c@x>"))
    content = built(letter)
    assert b"\r\nIn-Reply-To: <c@x>\r\n" in content
    assert b"\r\nReferences: <b@x>\r\n <a@x>\r\n <c@x>\r\n" in content


def test_a_long_id_is_not_rewritten() -> None:
    """An id longer than a line is neither encoded nor broken."""
    long = f"<{'k' * 300}@mail.example>"
    content = built(replace(LETTER, in_reply_to=long))
    assert f"\r\nIn-Reply-To: {long}\r\nReferences: {long}\r\n".encode() in content


def test_a_malformed_id_costs_only_the_thread() -> None:
    """An id the customer's software got wrong is left out, and the letter is written."""
    letter = replace(LETTER, in_reply_to="<two words@x>", references=("<ü@x>", "", "<ok@x>"))
    read = email.message_from_bytes(built(letter))
    assert (read["In-Reply-To"], read["References"]) == (None, "<ok@x>")


def test_an_endless_chain_is_shortened_in_the_middle() -> None:
    """Of thousands of references the first and the newest stay."""
    chain = tuple(f"<{number}@x>" for number in range(5000))
    ids = email.message_from_bytes(built(replace(LETTER, references=chain)))["References"].split()
    assert (len(ids), ids[0], ids[-1]) == (100, "<0@x>", "<4999@x>")


def test_an_exported_file_opens_as_a_draft() -> None:
    """Extra headers are added for exports; they can neither replace ours nor hide a line."""
    assert email.message_from_bytes(built(LETTER, {"X-Unsent": "1"}))["X-Unsent"] == "1"
    for headers in ({"To": "x@evil.example"}, {"X-A\r\nBcc": "x"}, {"X-A": "1\r\nBcc: x@y"}):
        with pytest.raises(BadMessage):
            built(LETTER, headers)


def test_a_body_cannot_end_its_part() -> None:
    """A body that holds the boundary between the parts is refused when the mail is read again."""
    boundary = email.message_from_bytes(built(LETTER)).get_boundary()
    with pytest.raises(BadMessage, match="body"):
        built(replace(LETTER, text=f"Hello\n--{boundary}\nContent-Type: text/html\n\nforged\n"))


def test_a_draft_has_one_message_id() -> None:
    """The Message-ID follows from the key and carries the sender's domain."""
    one, two = DraftKey("m", "o", "a"), DraftKey("m", "o", "b")
    assert draft_message_id(one, LETTER.sender) == f"<{one}@brightvalve.example>"
    assert draft_message_id(one, LETTER.sender) != draft_message_id(two, LETTER.sender)
