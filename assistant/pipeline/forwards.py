"""Finds the mail that somebody forwards, as a file or printed below his own words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.content.phrases import Phrases
from assistant.content.wording import fold
from assistant.domain.mail import Address, Attachment, Document, Folder, Message
from assistant.domain.people import Rep
from assistant.pipeline.words import ending, without_marks
from assistant.ports import OpenDocument

_LINES = 2000  # of history that are looked through
_HEADER = 14  # lines a printed header may have
_MOST_MAILS = 3
_LABEL = re.compile(r"[\s*_|>]*([^\W\d_][^:：\n]{0,24}?)[\s*_]*[:：][\s*_]*(.*)")
_EMAIL = re.compile(r"[\w.+'&-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NAME = re.compile(r"[\"'\s]*([^<\[(\"]*)")
_QUOTED = re.compile(r"^(?:\s{0,3}>)+ ?")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail that came inside another: as if its author had written to the rep.

    `open_document` gives the files that came with it.
    """

    message: Message
    open_document: OpenDocument


@dataclass(frozen=True, slots=True)
class _Header:
    """A header that a mail program printed, at `start`..`end` of the lines."""

    start: int
    end: int
    fields: dict[str, str]

    @property
    def author(self) -> Address | None:
        return _address(self.fields.get("from", ""))


def behind(
    message: Message, rep: Rep, phrases: Phrases, open_document: OpenDocument
) -> Forwarded | None:
    """The customer's mail that a colleague hands on, None if he does no such thing.

    A colleague who writes to the customer, or answers in the customer's thread, forwards
    nothing: the customer must not be among the recipients.
    """
    found = attached(message, rep, open_document) or _below(message, rep, phrases, open_document)
    author = found.message.sender if found else None
    answered = author is not None and author.domain in {one.domain for one in message.recipients}
    return None if answered else found


def attached(message: Message, rep: Rep, open_document: OpenDocument) -> Forwarded | None:
    """The first attached mail that does not come from our own side."""
    files = [one for one in message.attachments if is_mail(one)]
    for file in files[:_MOST_MAILS]:
        documents = open_document(file)
        for document in documents:
            if document.mail and document.mail.sender and not rep.owns(document.mail.sender):
                return _inside(message, document.mail, document, documents)
    return None


def topmost(message: Message, rep: Rep, phrases: Phrases) -> Message | None:
    """The mail printed right below a forwarding mail's own words, unless it is one of ours."""
    if not is_forward(message, phrases):
        return None
    first = next(_printed(message, rep, phrases), None)
    return first if first and first.sender and not rep.owns(first.sender) else None


def _printed(message: Message, rep: Rep, phrases: Phrases) -> Iterator[Message]:
    """The mails printed below, the newest first, with the outer mail's files.

    Where only a name was printed, the one address of another's in that mail's text is taken
    for its author's.
    """
    lines = [_QUOTED.sub("", line) for line in message.quoted.split("\n")[:_LINES]]
    headers = list(_headers(lines, phrases))
    for number, header in enumerate(headers):
        end = headers[number + 1].start if number + 1 < len(headers) else len(lines)
        body = "\n".join(lines[header.end : end]).strip()
        yield replace(
            message,
            sender=header.author or _only_stranger(body, rep),
            reply_to=(),
            to=(),
            cc=(),
            subject=header.fields.get("subject", message.subject),
            body=body,
            quoted="\n".join(lines[end:]),
        )


def is_mail(attachment: Attachment) -> bool:
    """Whether a file claims to be a mail."""
    return ending(attachment.name) in ("eml", "msg") or (
        attachment.media_type in ("message/rfc822", "application/vnd.ms-outlook")
    )


def is_forward(message: Message, phrases: Phrases) -> bool:
    """Whether the mail says so: by a mark in its subject, or above what stands below it."""
    marks = without_marks(message.subject, phrases)[1]
    top = fold("\n".join(message.quoted.split("\n")[:3]))
    return not phrases.forwards.isdisjoint(marks[:1]) or any(
        line in top for line in phrases.forwarded
    )


def _below(
    message: Message, rep: Rep, phrases: Phrases, open_document: OpenDocument
) -> Forwarded | None:
    """A mail program keeps the files when it forwards, and drops them when it answers.

    So a mail with files and no mark at all was forwarded, and its subject written anew.
    """
    renamed = message.attachments and not without_marks(message.subject, phrases)[1]
    if not (is_forward(message, phrases) or renamed):
        return None
    for found in _printed(message, rep, phrases):
        if found.sender and not rep.owns(found.sender):
            return Forwarded(found, open_document)
    return None


def _inside(
    outer: Message,
    mail: Message,
    document: Document,
    documents: Sequence[Document],
) -> Forwarded:
    """The attached mail with its files, which the reader has opened already."""
    path = (*document.inside, document.name)
    files = [one for one in documents if one.inside[: len(path)] == path]
    known = {one.name: one for one in mail.attachments}
    names = dict.fromkeys(one.name for one in files if len(one.inside) == len(path))
    attachments = [known.get(name, Attachment(name, "", b"")) for name in names]
    message = replace(
        mail,
        ref=outer.ref,
        folder=Folder.INBOX,
        date=mail.date or outer.date,
        attachments=tuple(attachments) or mail.attachments,
    )

    def opened(attachment: Attachment) -> tuple[Document, ...]:
        inner = (*path, attachment.name)
        return tuple(
            one
            for one in files
            if (*one.inside, one.name) == inner or one.inside[: len(inner)] == inner
        )

    return Forwarded(message, opened)


def _headers(lines: Sequence[str], phrases: Phrases) -> Iterator[_Header]:
    """From and two more labels, close together, one printed header after the other."""
    at = 0
    while at < len(lines):
        header = _header(lines, at, phrases)
        if header:
            yield header
        at = header.end if header else at + 1


def _header(lines: Sequence[str], start: int, phrases: Phrases) -> _Header | None:
    first = _field(lines[start], phrases)
    if first is None or first[0] not in ("from", "date", "subject", "to"):
        return None
    fields: dict[str, str] = {}
    last, name = start, ""
    for index in range(start, min(len(lines), start + _HEADER)):
        found = _field(lines[index], phrases)
        if found and found[0] not in fields:
            name, fields[found[0]] = found[0], found[1]
            last = index
        elif found is None and lines[index].strip() and index - last <= 1 and len(fields) < 3:
            fields[name] += f" {lines[index].strip()}"  # a long list of recipients goes on
            last = index
        elif index - last > 1 or found:
            break
    if "from" not in fields or len(fields) < 3:
        return None
    return _Header(start, last + 1, fields)


def _field(line: str, phrases: Phrases) -> tuple[str, str] | None:
    match = _LABEL.match(line[:400])
    name = phrases.printed.get(fold(match[1]).strip()) if match else None
    return (name, match[2].strip()) if match and name else None


def _address(written: str) -> Address | None:
    email = _EMAIL.search(written)
    if email is None:
        return None
    name = _NAME.match(written)
    shown = name[1].strip(" '\"") if name else ""
    return Address(email[0].lower(), "" if "@" in shown else shown)


def _only_stranger(body: str, rep: Rep) -> Address | None:
    """The one address in a text that is not ours; of several, none can be told his."""
    found = {Address(email.lower()) for email in _EMAIL.findall(body)}
    strangers = [one for one in found if not rep.owns(one)]
    return strangers[0] if len(strangers) == 1 else None
