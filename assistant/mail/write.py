"""Turns a letter into the RFC 5322 bytes of a draft, and refuses what could forge a header."""

import email
import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage, Message
from email.utils import format_datetime, getaddresses

from assistant.domain.draft import DraftKey, Email
from assistant.domain.mail import Address
from assistant.errors import BadMessage

_WRITING = policy.SMTP.clone(cte_type="7bit")
_REFERENCES_KEPT = 100

# C0 and C1 controls with DEL, line and paragraph separator, the bidi overrides and isolates,
# and lone surrogates, which no charset can carry.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NOT_IN_A_BODY = re.compile("[\x00\ud800-\udfff]")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,900}")
_OWN_HEADER = re.compile(r"X-[A-Za-z0-9-]{1,60}")


class _Folded(str):
    """A header value whose line breaks are already set.

    The library's own folding decodes encoded words inside the value again, so that an ASCII
    subject can grow a second header (CVE-2024-6923), and it rewrites ids longer than a line.
    """

    name: str

    def __new__(cls, name: str, value: str) -> "_Folded":
        line = super().__new__(cls, value)
        line.name = name
        return line

    def fold(self, *, policy: policy.Policy) -> str:
        """The complete header line, as `email.policy.EmailPolicy` asks for it."""
        return f"{self.name}: {self}{policy.linesep}"


def compose(
    letter: Email, *, date: datetime, message_id: str, headers: Mapping[str, str] | None = None
) -> bytes:
    """The letter as a 7-bit message with CRLF lines: multipart/alternative, text before HTML.

    The same arguments give the same bytes. `headers` are further X- headers, for exported
    files and not for drafts, since whatever stands in a draft travels to the customer. Raises
    `BadMessage` for a character that has no place in a header or body, an address outside
    RFC 5321's plain form, and when the bytes, read again, are not the letter.
    """
    message = EmailMessage(policy=_WRITING)
    for name, value in _lines(letter, date=date, message_id=message_id, headers=headers or {}):
        message[name] = _Folded(name, value)
    for body in (letter.text, letter.html):
        if _NOT_IN_A_BODY.search(body):
            raise BadMessage("the letter's body holds a NUL or half a character")
    message.set_content(letter.text, charset="utf-8")
    message.add_alternative(letter.html, subtype="html", charset="utf-8")
    # "=_" occurs in neither quoted-printable nor base64, so a part cannot hold the boundary.
    message.set_boundary("=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32])
    try:
        built = message.as_bytes()
    except (MessageError, ValueError) as error:
        raise BadMessage(f"the letter does not fit into a mail: {error}") from error
    expected = [*message.keys()]
    _compare(built, letter, expected)
    return built


def draft_message_id(key: DraftKey, sender: Address) -> str:
    """The Message-ID of the draft for `key`: always the same, and telling nothing."""
    return f"<{key}@{sender.domain}>"


def safe(text: str) -> str:
    """`text`, when it may stand in a header; otherwise raises `BadMessage`."""
    found = _FORBIDDEN.search(text)
    if found:
        raise BadMessage(f"character U+{ord(found.group()):04X} has no place in a header")
    return text


def _lines(
    letter: Email, *, date: datetime, message_id: str, headers: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    yield "From", _mailbox("From", letter.sender)
    yield "To", _mailbox("To", letter.to)
    yield "Subject", _words("Subject", safe(letter.subject))
    yield "Date", format_datetime(date)
    own = _ids([message_id])
    if not own:
        raise BadMessage(f"not a Message-ID: {message_id!r}")
    yield "Message-ID", own[0]
    parent = _ids([letter.in_reply_to])
    if parent:
        yield "In-Reply-To", parent[0]
    chain = _ids([*letter.references, letter.in_reply_to])
    if chain:
        yield "References", "\r\n ".join(chain)
    for name, value in headers.items():
        if not _OWN_HEADER.fullmatch(name):
            raise BadMessage(f"not the name of an added header: {name!r}")
        yield name, _words(name, safe(value))


def _mailbox(name: str, address: Address) -> str:
    """RFC 5322 section 3.4 `mailbox`, its display name encoded when it is not plain ASCII."""
    shown, spec = safe(address.name).strip(), safe(address.email)
    if not _ADDRESS.fullmatch(spec):
        raise BadMessage(f"not a plain mail address: {spec!r}")
    try:
        plain = str(HeaderAddress(display_name=shown, addr_spec=spec))
    except (MessageError, ValueError, IndexError) as error:
        raise BadMessage(f"not a mail address: {spec!r}") from error
    if not shown or _is_plain(shown):
        return plain
    return f"{_encoded(name, shown)}\r\n <{spec}>"


def _words(name: str, value: str) -> str:
    return value if _is_plain(value) else _encoded(name, value)


def _is_plain(value: str) -> bool:
    """Short ASCII that no reader takes for an encoded word (RFC 2047)."""
    return value.isascii() and "=?" not in value and len(value) <= 60 and value == value.strip()


def _encoded(name: str, value: str) -> str:
    return Header(value, "utf-8", maxlinelen=76, header_name=name).encode(linesep="\r\n")


def _ids(ids: Iterable[str]) -> list[str]:
    """The well-formed Message-IDs, each once with its last place, in angle brackets.

    Malformed ones come from the customer's software and are left out: that costs the letter
    its place in the conversation, not its life. The middle of a very long chain goes, as
    RFC 5322 section 3.6.4 allows.
    """
    bare = [safe(one).strip().removeprefix("<").removesuffix(">") for one in ids]
    kept = list(dict.fromkeys(one for one in reversed(bare) if _MESSAGE_ID.fullmatch(one)))[::-1]
    if len(kept) > _REFERENCES_KEPT:
        kept = [kept[0], *kept[1 - _REFERENCES_KEPT :]]
    return [f"<{one}>" for one in kept]


def _compare(built: bytes, letter: Email, expected: list[str]) -> None:
    """Reads the bytes as a stranger would; raises `BadMessage` unless they are the letter."""
    read = email.message_from_bytes(built, policy=policy.compat32)
    problems = []
    if sorted(read.keys()) != sorted(expected) or len(set(expected)) != len(expected):
        problems.append("headers")
    for name, address in (("From", letter.sender), ("To", letter.to)):
        seen = getaddresses([str(read[name]).replace("\r\n", "")])
        if [spec for _, spec in seen] != [address.email]:
            problems.append(name)
    if str(make_header(decode_header(str(read["Subject"])))) != letter.subject:
        problems.append("Subject")
    if [_body(part) for part in _parts(read)] != [_even(letter.text), _even(letter.html)]:
        problems.append("body")
    if problems:
        raise BadMessage(f"the built mail is not the letter: {', '.join(problems)} differ")


def _parts(read: "Message[str, str]") -> "list[Message[str, str]]":
    return [part for part in read.walk() if part is not read]


def _body(part: "Message[str, str]") -> str:
    content = part.get_payload(decode=True)
    return _even(content.decode("utf-8")) if isinstance(content, bytes) else ""


def _even(body: str) -> str:
    """Line ends made equal: mail knows only CRLF, and always ends with one."""
    return body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
