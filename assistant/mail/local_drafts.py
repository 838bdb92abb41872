"""Our drafts in a local Maildir: placing one once, and leaving alone what a person touched.

A draft is found again by its key, which stands in its file name and in its Message-ID and
nowhere else: a header of our own would travel to the customer when the rep sends the draft.
A mail program that saves an edited draft writes a new file, mostly with the old Message-ID.
"""

import hashlib
import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from assistant.domain.draft import DraftKey, DraftRef, Email, MailboxDraft
from assistant.mail.header_scan import Head, scan_file
from assistant.mail.local_folder import READ_LIMIT, LocalFolder
from assistant.mail.maildir import MailFolder, flags, locked, read_file, sync_directory
from assistant.mail.write import compose, draft_message_id

_DATE_LINE = re.compile(rb"^Date:[^\n]*\n", re.MULTILINE | re.IGNORECASE)


class LocalDrafts:
    """The Drafts folder, with Sent to see which drafts have gone. Raises `OSError`."""

    def __init__(
        self,
        drafts: MailFolder,
        sent: LocalFolder,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._drafts = drafts
        self._sent = sent
        self._clock = clock
        self._lock = drafts.path / ".assistant-lock"

    def place(self, letter: Email, key: DraftKey) -> DraftRef:
        """See `Mailbox.place_draft`. The ref's hash is always that of what we write.

        So a draft that a person edited before the answer of the first call arrived is
        recognised as edited, not taken for ours.
        """
        now = self._clock()
        content = compose(letter, date=now, message_id=draft_message_id(key, letter.sender))
        ref = DraftRef(id=str(key), content_hash=content_hash(content))
        with locked(self._lock):
            if not self._copies(ref.id) and not self._was_sent(ref.id):
                name = f"{int(now.timestamp())}.{ref.id}.assistant:2,DS"
                self._drafts.add(name, content, place="cur")
        return ref

    def state(self, ref: DraftRef) -> MailboxDraft:
        """See `Mailbox.draft_state`; a draft marked as trashed is gone."""
        return self._look(ref)[0]

    def withdraw(self, ref: DraftRef) -> bool:
        """See `Mailbox.withdraw_draft`."""
        with locked(self._lock):
            state, path = self._look(ref)
            return state is MailboxDraft.UNTOUCHED and self._remove(Path(path), ref)

    def _look(self, ref: DraftRef) -> tuple[MailboxDraft, str]:
        copies = [path for path in self._copies(ref.id) if "T" not in flags(path)]
        if not copies or self._was_sent(ref.id):
            return MailboxDraft.GONE, ""
        # Two copies: a mail program is just replacing ours with an edited one.
        if len(copies) == 1 and self._hash(copies[0]) == ref.content_hash:
            return MailboxDraft.UNTOUCHED, copies[0]
        return MailboxDraft.EDITED, ""

    def _remove(self, ours: Path, ref: DraftRef) -> bool:
        """Takes the draft out of everybody's reach, compares once more, and only then deletes."""
        aside = self._drafts.path / "tmp" / ours.name
        try:
            ours.rename(aside)
        except FileNotFoundError:
            return False
        if self._hash(str(aside)) == ref.content_hash:
            aside.unlink()
            sync_directory(ours.parent)
            return True
        # A link, not a rename: that would replace what a person has put there meanwhile.
        with suppress(FileExistsError):
            os.link(aside, ours)
            aside.unlink()
        return False

    def _copies(self, key: str) -> list[str]:
        """The files in Drafts that hold the draft, by file name or by Message-ID."""
        listing = self._drafts.listing()
        return [
            path for id_, path in listing.items() if f".{key}." in id_ or _carries(_head(path), key)
        ]

    def _was_sent(self, key: str) -> bool:
        heads = self._sent.heads(self._sent.listing())
        return any(_carries(head, key) for head in heads.values())

    def _hash(self, path: str) -> str:
        try:
            return content_hash(read_file(path, limit=READ_LIMIT))
        except FileNotFoundError:
            return ""


def content_hash(content: bytes) -> str:
    """Hex SHA-256 of a draft's bytes; the same after a move, a change of flags or of line ends.

    The Date line is left out: a second attempt after a crash writes another one.
    """
    header, end, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    return hashlib.sha256(_DATE_LINE.sub(b"", header + b"\n") + end + body).hexdigest()


def _carries(head: Head, key: str) -> bool:
    return head.message_id.partition("@")[0] == key


def _head(path: str) -> Head:
    """A draft's head, read anew each time: an editor may save under the same name."""
    try:
        return scan_file(path)
    except FileNotFoundError:
        return Head()
