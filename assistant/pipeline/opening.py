"""Chooses the files of a mail that may hold an order, and has them opened."""

import re

from assistant.content.phrases import Phrases
from assistant.content.wording import holds
from assistant.domain.mail import Attachment, Message
from assistant.pipeline.words import ending, file_words

_MOST_FILES = 6
_LOGO = 20_000  # bytes; a photographed or scanned page has more
_BANNER = 100_000
# The names that mail programs give to the pictures of a signature.
_INLINE = re.compile(
    r"(?:image\d{3}|logo|icon|banner|outlook-|signature|unnamed|facebook|linkedin)"
)


def is_readable(attachment: Attachment, phrases: Phrases) -> bool:
    """Whether a file claims a form that may hold facts; pages and programs never do."""
    kind = ending(attachment.name)
    if kind in phrases.risky:
        return False
    if is_picture(attachment, phrases):
        return not _is_logo(attachment)
    return kind in phrases.readable or attachment.media_type.startswith(phrases.readable_types)


def is_picture(attachment: Attachment, phrases: Phrases) -> bool:
    """Whether a file claims to be a picture; reading one takes a second."""
    return ending(attachment.name) in phrases.pictures


def chosen(message: Message, phrases: Phrases) -> tuple[Attachment, ...]:
    """The readable files, at most 6: first those named as something ordered, pictures last."""
    readable = [one for one in message.attachments if is_readable(one, phrases)]
    first = sorted(readable, key=lambda one: _rank(one, phrases))
    return tuple(first[:_MOST_FILES])


def _rank(attachment: Attachment, phrases: Phrases) -> int:
    if is_picture(attachment, phrases):
        return 2
    name = file_words(attachment.name, phrases).folded
    return 0 if any(holds(name, noun) for noun in phrases.po_nouns) else 1


def _is_logo(attachment: Attachment) -> bool:
    named = _INLINE.match(attachment.name.lower()) is not None
    return len(attachment.content) < (_BANNER if named else _LOGO)
