"""Outlook items (.msg) rebuilt as the mails they were, for the reader of mails."""

from collections.abc import Iterator
from email import encoders
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime, formataddr

from assistant.documents.office.compound import Compound
from assistant.documents.office.outlook_object import OutlookObject
from assistant.documents.plain import clean, file_name
from assistant.documents.reading import Reading
from assistant.errors import BadDocument

MB = 1024 * 1024
_BYTES = 20 * MB  # of all attachments together
_DEPTH = 5  # messages within messages; the parent opens fewer
_HEADERS = 100_000  # characters
_CC, _BCC = 2, 3  # PidTagRecipientType, [MS-OXOMSG] section 2.2.3.1

# [MS-OXPROPS]; where there are two, the one is Exchange's and the other the Internet's.
_SUBJECT = 0x0037
_TRANSPORT_HEADERS = 0x007D
_BODY, _HTML = 0x1000, 0x1013
_MESSAGE_ID, _REFERENCES, _IN_REPLY_TO = 0x1035, 0x1039, 0x1042
_SENDER_NAMES = (0x0C1A, 0x0042)
_SENDER_ADDRESSES = (0x5D01, 0x5D02, 0x0C1F, 0x0065)
_RECIPIENT_TYPE = 0x0C15
_NAMES, _ADDRESSES = (0x3001,), (0x39FE, 0x3003)
_TIMES = (0x0039, 0x0E06)  # submitted, delivered
_FILE_NAMES = (0x3707, 0x3704, 0x3001)
_DATA = 0x3701


def read(data: bytes) -> Reading:
    """The item as a file "<subject>.eml". Raises `BadDocument` if it cannot be opened.

    The mail holds sender, recipients, date, ids, subject, body and files. What an item keeps
    of the headers it came with is believed first: it has the addresses that Exchange replaces.
    """
    item = OutlookObject(Compound(data))
    mail = _mail(item, _DEPTH, [_BYTES])
    return Reading(files=((_eml(item), mail.as_bytes()),))


def _eml(item: OutlookObject) -> str:
    subject = item.text(_SUBJECT) or "message"
    return file_name(f"{subject}.eml".replace("/", " ").replace("\\", " "))


def _mail(item: OutlookObject, depth: int, left: list[int]) -> Message:
    """`left` holds the bytes that attachments may still have, in one place for all levels."""
    bodies = list(_bodies(item))
    files = list(_files(item, depth, left))
    # Named, not drawn by lot: the same item gives the same mail. All texts are in base64.
    mail: Message = MIMEMultipart("alternative", f"=_texts-{depth}", bodies)
    if len(bodies) == 1:
        mail = bodies[0]
    if files:
        mail = MIMEMultipart("mixed", f"=_files-{depth}", [mail, *files])
    for name, value in _headers(item).items():
        mail[name] = value
    return mail


def _bodies(item: OutlookObject) -> Iterator[Message]:
    plain = item.text(_BODY)
    markup = item.coded(_HTML) or item.text(_HTML)
    if plain or not markup:
        yield MIMEText(clean(plain), "plain", "utf-8")
    if markup:
        yield MIMEText(clean(markup), "html", "utf-8")


def _files(item: OutlookObject, depth: int, left: list[int]) -> Iterator[Message]:
    for one in item.attachments():
        inner = one.embedded()
        if inner and depth:
            yield MIMEMessage(_mail(inner, depth - 1, left))
            continue
        content = one.binary(_DATA)
        left[0] -= len(content)
        if left[0] < 0:
            raise BadDocument("its files are larger than can be read")
        part = MIMEBase("application", "octet-stream")
        part.set_payload(content)
        encoders.encode_base64(part)
        name = file_name(one.text(*_FILE_NAMES))
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        yield part


def _headers(item: OutlookObject) -> dict[str, str]:
    """The fields of the mail, each ASCII and on one line."""
    sent = HeaderParser().parsestr(item.text(_TRANSPORT_HEADERS)[:_HEADERS], headersonly=True)
    moment = next(filter(None, map(item.moment, _TIMES)), None)
    known = {
        "From": _address(item, _SENDER_NAMES, _SENDER_ADDRESSES),
        "To": ", ".join(_recipients(item, copy=False)),
        "Cc": ", ".join(_recipients(item, copy=True)),
        "Reply-To": "",
        "Subject": item.text(_SUBJECT),
        "Date": format_datetime(moment) if moment else "",
        "Message-ID": item.text(_MESSAGE_ID),
        "In-Reply-To": item.text(_IN_REPLY_TO),
        "References": item.text(_REFERENCES),
    }
    fields = {name: _sent(sent.get(name)) or _line(own) for name, own in known.items()}
    return {name: _ascii(value) for name, value in fields.items() if value}


def _sent(value: object) -> str:
    """A field as it was sent, if it follows the rule that it is ASCII."""
    text = _line(str(value)) if value else ""
    return text if text.isascii() else ""


def _recipients(item: OutlookObject, *, copy: bool) -> Iterator[str]:
    for one in item.recipients():
        kind = one.number(_RECIPIENT_TYPE) & 0xF
        if kind != _BCC and (kind == _CC) is copy:
            yield _address(one, _NAMES, _ADDRESSES)


def _address(one: OutlookObject, names: tuple[int, ...], addresses: tuple[int, ...]) -> str:
    """Name and address as a header writes them; an address of Exchange's own kind is none."""
    found = (_line(one.text(number)) for number in addresses)
    address = next((each for each in found if "@" in each and each.isascii()), "")
    return formataddr((_line(one.text(*names)), address))


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _ascii(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8").encode()
