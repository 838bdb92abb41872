"""Finds what makes an order mail dangerous: its files, its sender, its wish for a password."""

import re
from collections.abc import Iterable

from assistant.content.phrases import Phrases
from assistant.domain.mail import Authentication, Document, Message
from assistant.domain.order import Signal
from assistant.pipeline.words import Words, ending

# The reader's own words for a file.
_NOT_OPENED = "not opened"
_LOCKED = "password"
_ADDRESS = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")


def risks(message: Message, phrases: Phrases, texts: tuple[Words, ...]) -> tuple[Signal, ...]:
    """Every danger sign of an inbound mail. By themselves they say nothing about orders.

    A failed authentication counts in a running thread too: any outsider can write a
    References header (RFC 5322 section 3.6.4), so it proves nothing.
    """
    found = [*_files(message, phrases), *_sender(message, phrases)]
    if message.spam:
        found.append(Signal("spam-flag", "header"))
    if message.authentication is Authentication.FAIL:
        found.append(Signal("authentication-failed", "header", _shown(message)))
    for text in texts:
        found += text.signals("credentials", phrases.credentials)
    return tuple(found)


def inside(documents: Iterable[Document], phrases: Phrases, body: Words) -> tuple[Signal, ...]:
    """Danger signs that show when files are opened: a program in an archive or under a
    paper's name, or a locked file whose password the mail brings along."""
    found = []
    for document in documents:
        kind = ending(document.name)
        if kind in phrases.risky and document.inside:
            found.append(Signal("risky-file", document.inside[-1], document.name))
        elif kind in phrases.harmless and _NOT_OPENED in document.problem:
            found.append(Signal("disguised-file", document.name, document.name))
        elif _LOCKED in document.problem:
            found += body.signals("password-for-a-file", phrases.unlocking)
    return tuple(found)


def sealed(message: Message, documents: Iterable[Document], phrases: Phrases) -> tuple[Signal, ...]:
    """Archives that show nothing of the order that the mail says is attached."""
    files = [one for one in message.attachments if ending(one.name) in phrases.archives]
    if not files or any(one.pages or one.papers or one.mail for one in documents):
        return ()
    return tuple(Signal("sealed-archive", one.name, one.name) for one in files)


def _files(message: Message, phrases: Phrases) -> list[Signal]:
    found = []
    for attachment in message.attachments:
        if ending(attachment.name) not in phrases.risky:
            continue
        hidden = ending(attachment.name.rpartition(".")[0]) in phrases.harmless
        code = "double-ending" if hidden else "risky-file"
        found.append(Signal(code, attachment.name, attachment.name))
    return found


def _sender(message: Message, phrases: Phrases) -> list[Signal]:
    """An answer address at a free mail service, or a name that is another's address."""
    sender = message.sender
    if sender is None:
        return []
    found = [
        Signal("reply-elsewhere", "header", answer.email)
        for answer in message.reply_to
        if answer.domain in phrases.free_mail and sender.domain not in phrases.free_mail
    ]
    shown = _ADDRESS.search(sender.name.lower())
    if shown and not _related(shown[1], sender.domain):
        found.append(Signal("name-is-another-address", "sender", _shown(message)))
    return found


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _shown(message: Message) -> str:
    return str(message.sender) if message.sender else ""
