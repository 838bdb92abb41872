"""The parent's side of reading: attachments in, documents out, whatever is in them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from assistant.documents import answer, unopened
from assistant.documents.child import Cause, ChildFailed
from assistant.domain.mail import Attachment, Document, Message
from assistant.errors import Rejected

DEPTH = 3  # files that a file may be packed into
FILES = 50  # of one attachment, itself among them
MB = 1024 * 1024
BYTES = 60 * MB  # of the same, together
# Each time the child is broken or exhausted costs seconds and a new child.
BREAKS = 3
NAMED = 200  # files of one container that come back at all

Path = tuple[str, ...]

# The header of a mail as transport and mail programs write it (RFC 5322 sections 2.2, 3.6).
# A typed text may well begin with "From:" and "Date:"; these it does not have.
_HEADER = 64_000  # bytes
_FIELD = rb"[!-9;-~]+[ \t]*:[^\r\n]*\r?\n(?:[ \t]+[^\r\n]*\r?\n)*+"
_STARTS_AS_HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?[\r\n]*(?:From [^\r\n]*\r?\n)?((?:%s)+)" % _FIELD
)
_TRANSPORT = re.compile(rb"^(?:received|return-path|message-id|mime-version)[ \t]*:", re.I | re.M)
_FROM = re.compile(rb"^from[ \t]*:", re.I | re.M)


class DocumentReader:
    """The parent's side: an attachment in, its documents out."""

    def __init__(
        self, run: Callable[[bytes, str], Any], read_mail: Callable[[bytes], Message]
    ) -> None:
        """`run` hands bytes and file name to `files.read` in the capped child.

        `read_mail` reads an RFC 5322 message, in the child too; it raises `Rejected`.
        """
        self._run = run
        self._read_mail = read_mail

    def open(self, attachment: Attachment) -> tuple[Document, ...]:
        """The attachment, then all that it held, each with the names of what it came in.

        What cannot be read, or is never opened, is a document with its problem. Only
        `Retryable` and `ConfigError` leave: they are about us, not about the document.
        """
        return tuple(_Visit(self._run, self._read_mail).open(attachment, ()))


class _Visit:
    """One attachment and all it holds, within what that may cost."""

    def __init__(
        self, run: Callable[[bytes, str], Any], read_mail: Callable[[bytes], Message]
    ) -> None:
        self._run = run
        self._read_mail = read_mail
        self._files = FILES
        self._bytes = BYTES
        self._breaks = BREAKS

    def open(self, file: Attachment, inside: Path) -> Iterator[Document]:
        """The file's document, then those of the files in it."""
        problem = unopened.by_name(file.name) or self._spent(file, inside)
        if problem:
            yield Document(file.name, problem=problem, inside=inside)
            return
        self._files -= 1
        self._bytes -= len(file.content)
        try:
            found, held = self._mail(file) if _is_mail(file) else self._document(file)
        except Rejected as error:
            self._breaks -= _broke(error)
            found, held = Document(file.name, problem=str(error) or "could not be read"), ()
        if len(held) > NAMED:
            more = f"only the first {NAMED} of its {len(held)} files are named"
            found = replace(found, problem="; ".join(filter(None, (found.problem, more))))
        yield replace(found, inside=inside)
        for one in held[:NAMED]:
            yield from self.open(one, (*inside, file.name))

    def _spent(self, file: Attachment, inside: Path) -> str:
        """Which limit keeps the file closed, "" for none."""
        if len(inside) > DEPTH:
            return f"not opened: it is packed into more than {DEPTH} other files"
        if self._files == 0:
            return f"not opened: it is one of more than {FILES} files"
        if len(file.content) > self._bytes:
            return f"not opened: the files are larger than {BYTES // MB} MB together"
        if self._breaks <= 0:
            return "not opened: too many files beside it could not be read"
        return ""

    def _mail(self, file: Attachment) -> tuple[Document, tuple[Attachment, ...]]:
        message = self._read_mail(file.content)
        pages = (message.body,) if message.body.strip() else ()
        return Document(file.name, pages=pages, mail=message), message.attachments

    def _document(self, file: Attachment) -> tuple[Document, tuple[Attachment, ...]]:
        found = answer.reading(self._run(file.content, file.name))
        document = Document(
            file.name,
            pages=found.pages,
            problem=found.problem,
            papers=found.papers,
            second=found.second,
            scanned=found.scanned,
        )
        # What a file inside is, its bytes say; nothing declares it.
        return document, tuple(Attachment(name, "", data) for name, data in found.files)


def _is_mail(file: Attachment) -> bool:
    """Whether the bytes begin as a mail does; what was sent as one needs less proof."""
    block = _STARTS_AS_HEADER.match(file.content[:_HEADER])
    if block is None:
        return False
    sent_as_mail = file.media_type.lower().startswith(("message/rfc822", "message/global"))
    if sent_as_mail or file.name.lower().endswith(".eml"):
        return True
    return bool(_FROM.search(block[1]) and _TRANSPORT.search(block[1]))


def _broke(error: Rejected) -> bool:
    """Whether the child had to be replaced, or its time or memory ran out."""
    cause = error if isinstance(error, ChildFailed) else error.__cause__
    return isinstance(cause, ChildFailed) and cause.cause is not Cause.REFUSED
