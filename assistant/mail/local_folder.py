"""One folder of the local mailbox: its messages, and their heads kept for the next look."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from assistant import logs
from assistant.domain.mail import Folder, MessageRef, RawMessage
from assistant.mail.header_scan import Head, scan, scan_file
from assistant.mail.maildir import MailFolder, read_file

# One byte above what a mail may weigh, so that the reader sees that it weighs too much.
READ_LIMIT = 36 * 1024 * 1024 + 1
_HEADS_KEPT = 50_000


class LocalFolder:
    """Reads a `MailFolder`. A message never changes under its id, so no head goes stale.

    Beyond 50,000 messages the heads of the others are read each time: slower, not larger.
    A single file that cannot be read is logged once and stops nothing; a folder that cannot
    be read raises `OSError`.
    """

    def __init__(self, folder: Folder, path: Path) -> None:
        self.folder = folder
        self.files = MailFolder(path)
        self._heads: dict[str, Head] = {}
        self._unreadable: set[str] = set()

    def listing(self) -> dict[str, str]:
        """Every message's id and the file it lies in now."""
        return self.files.listing()

    def heads(self, listing: Mapping[str, str]) -> dict[str, Head]:
        """The head of every listed message that can be read."""
        found = ((id_, self.head(id_, path)) for id_, path in listing.items())
        return {id_: head for id_, head in found if head}

    def head(self, id_: str, path: str) -> Head | None:
        """One message's head, its `date` always set; None when it is gone or unreadable."""
        known = self._heads.get(id_)
        if known:
            return known
        try:
            head = scan_file(path)
            if head.date is None:
                head = replace(head, date=os.lstat(path).st_mtime)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._report(id_, error)
            return None
        # A header without its end may still be growing.
        if head.complete and len(self._heads) < _HEADS_KEPT:
            self._heads[id_] = head
        return head

    def message(self, id_: str, listing: Mapping[str, str]) -> RawMessage | None:
        """One message; None when it has left the folder.

        A file that cannot be read becomes an empty message: its reader refuses that, so the
        failure is on record and the messages after it go on.
        """
        content = self._content(id_, listing.get(id_))
        if content is None:
            # Its flags changed, and its file name with them.
            content = self._content(id_, self.listing().get(id_))
        if content is None:
            return None
        head = self._heads.get(id_) or scan(content)
        ref = MessageRef(id=id_, thread=head.root or id_)
        return RawMessage(ref=ref, content=content, folder=self.folder)

    def _content(self, id_: str, path: str | None) -> bytes | None:
        try:
            return read_file(path, limit=READ_LIMIT) if path else None
        except FileNotFoundError:
            return None
        except OSError as error:
            self._report(id_, error)
            return b""

    def _report(self, id_: str, error: OSError) -> None:
        if id_ not in self._unreadable:
            self._unreadable.add(id_)
            logs.logger().warning("message not readable", error=error.strerror)
