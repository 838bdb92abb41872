"""A hostile RFC 5322 message to a `Message`: `parse` in the capped child, the rest outside."""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Part
from typing import Any

from assistant.domain.mail import (
    Address,
    Attachment,
    Authentication,
    Message,
    MessageRef,
    RawMessage,
)
from assistant.errors import BadMessage, Rejected
from assistant.mail import body, headers, history, verdicts
from assistant.mail.characters import clean, line

RAW = 36 * 1024 * 1024  # bytes; the largest whole message Gmail carries
HEADER_BLOCK = 1024 * 1024  # bytes
DEPTH = 100
PARTS = 10_000

_BLANK_LINE = re.compile(rb"\r\n\r\n|\n\n|\n\r\n|\r\r")


def parse(data: bytes) -> dict[str, Any]:
    """A message's values as JSON can carry them; `message` says which keys.

    Raises `BadMessage` when the bytes exceed a limit. Other exceptions are bugs of a parser
    that hostile bytes found; the child around this turns them into a refusal.
    """
    root = _tree(data)
    fields = [(name.lower(), str(value)) for name, value in root.raw_items()]
    content = body.read(root)
    own, quoted = history.split(content.text)
    sender = headers.addresses(_first(fields, "from"))
    moment = headers.date(_first(fields, "date"))
    references = headers.ids(_first(fields, "references"))
    parents = headers.ids(_first(fields, "in-reply-to"))
    return {
        "message_id": next(iter(headers.ids(_first(fields, "message-id"))), ""),
        "references": list(dict.fromkeys([*references, *parents])),
        "date": moment.isoformat() if moment else "",
        "sender": sender[:1],
        "reply_to": headers.addresses(_first(fields, "reply-to")),
        "to": _addresses(fields, "to"),
        "cc": _addresses(fields, "cc"),
        "subject": headers.text(_first(fields, "subject")),
        "body": own,
        "quoted": quoted,
        "attachments": [
            [name, media, base64.b64encode(content).decode("ascii")]
            for name, media, content in content.files
        ],
        "bulk": verdicts.bulk(fields),
        "automatic": verdicts.automatic(fields),
        "spam": verdicts.spam(fields),
        "hidden_text": content.hidden,
        "authentication": verdicts.authentication(fields),
    }


def _tree(data: bytes) -> Part:
    """The message's parts, known to be within the limits."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not data.strip():
        raise BadMessage("the message is empty")
    if len(data) > RAW:
        raise BadMessage("the message is larger than 36 MB")
    blank = _BLANK_LINE.search(data)
    if (blank.start() if blank else len(data)) > HEADER_BLOCK:
        raise BadMessage("the message's header is larger than 1 MB")
    try:
        root = message_from_bytes(data)
    except RecursionError:
        raise BadMessage(f"the message is nested deeper than {DEPTH} levels") from None
    _measure(root)
    return root


def _measure(root: Part) -> None:
    waiting, parts = [(root, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        parts += 1
        if depth > DEPTH:
            raise BadMessage(f"the message is nested deeper than {DEPTH} levels")
        if parts > PARTS:
            raise BadMessage(f"the message has more than {PARTS} parts")
        payload = part.get_payload() if part.is_multipart() else []
        waiting += [(child, depth + 1) for child in payload if isinstance(child, Part)]


def _first(fields: verdicts.Fields, name: str) -> str:
    return next((value for key, value in fields if key == name), "")


def _addresses(fields: verdicts.Fields, name: str) -> list[tuple[str, str]]:
    """All fields of that name: one is the rule (RFC 5322 section 3.6), more are common."""
    values = [value for key, value in fields if key == name][:10]
    return list(dict.fromkeys(pair for value in values for pair in headers.addresses(value)))


def message(parsed: dict[str, Any], raw: RawMessage) -> Message:
    """The `Message` for what `parse` answered about `raw`.

    The answer comes from a process that ran hostile bytes: every value's type is checked
    here again. Raises `BadMessage` when it has not the shape of an answer.
    """
    try:
        moment = datetime.fromisoformat(parsed["date"]) if parsed["date"] else None
        if moment is not None and moment.tzinfo is None:
            raise ValueError("a date without a time zone")
        return Message(
            ref=raw.ref,
            folder=raw.folder,
            message_id=line(parsed["message_id"]),
            references=tuple(line(item) for item in parsed["references"]),
            date=moment,
            sender=next(iter(_people(parsed["sender"])), None),
            reply_to=_people(parsed["reply_to"]),
            to=_people(parsed["to"]),
            cc=_people(parsed["cc"]),
            subject=line(parsed["subject"]),
            body=clean(parsed["body"]),
            quoted=clean(parsed["quoted"]),
            attachments=tuple(_file(item) for item in parsed["attachments"]),
            bulk=parsed["bulk"] is True,
            automatic=parsed["automatic"] is True,
            spam=parsed["spam"] is True,
            hidden_text=parsed["hidden_text"] is True,
            authentication=Authentication(parsed["authentication"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise BadMessage("the message could not be read") from error


def _people(pairs: Any) -> tuple[Address, ...]:
    return tuple(Address(line(email), line(name)) for email, name in pairs)


def _file(item: Any) -> Attachment:
    name, media, content = item
    return Attachment(line(name), line(media), base64.b64decode(content, validate=True))


class MailReader:
    """Messages out of raw bytes; only the capped child ever looks inside them."""

    def __init__(self, run: Callable[[bytes], Any]) -> None:
        """`run` hands a message's bytes to `parse` in the capped child."""
        self._run = run

    def read(self, raw: RawMessage) -> Message:
        """The message; raises `BadMessage` with a plain reason when it cannot be read."""
        try:
            answer = self._run(raw.content)
        except BadMessage:
            raise
        except Rejected as error:
            raise BadMessage(str(error) or "the message could not be read") from error
        return message(answer, raw)

    def read_enclosed(self, content: bytes) -> Message:
        """A message that came as a file, so that no mailbox has a handle for it.

        Raises as `read` does.
        """
        return self.read(RawMessage(MessageRef(id="", thread=""), content))
