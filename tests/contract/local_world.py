"""A Maildir with the hands of a rep whose mail program behaves as mail programs do."""

import secrets
from datetime import datetime
from pathlib import Path

from mailbox_world import LOOKBACK, NOW, World

from assistant.domain.draft import DraftRef
from assistant.domain.mail import Folder
from assistant.mail.delivery import deliver
from assistant.mail.local import LocalMailbox


class LocalWorld(World):
    """Files under `root`; edits write a new file and remove the old one, keeping the ids."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self) -> LocalMailbox:
        return LocalMailbox(self.root, lookback=LOOKBACK, clock=lambda: NOW, settle=0)

    def deliver(self, content: bytes, *, folder: Folder, received: datetime) -> None:
        deliver(self.root, content, folder=folder, received=received)

    def expire_cursors(self) -> None:
        (self.root / "INBOX" / ".assistant-uids").unlink(missing_ok=True)

    def drafts(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.root / "Drafts").glob("[nc]*/*"))]

    def rep_edits(self, ref: DraftRef, added: str) -> None:
        old = self.draft(ref)
        head, mark, rest = old.read_bytes().partition(b"\r\n\r\nGood morning")
        self._write("Drafts", head + mark + f" ({added})".encode() + rest, ":2,DS")
        old.unlink()

    def rep_sends(self, ref: DraftRef) -> None:
        old = self.draft(ref)
        self._write("Sent", old.read_bytes(), ":2,S")
        old.unlink()

    def rep_deletes(self, ref: DraftRef) -> None:
        self.draft(ref).unlink()

    def draft(self, ref: DraftRef) -> Path:
        """The file a rep means: the only draft with that key in its Message-ID."""
        marker = f"Message-ID: <{ref.id}@".encode()
        (path,) = (p for p in (self.root / "Drafts" / "cur").iterdir() if marker in p.read_bytes())
        return path

    def _write(self, folder: str, content: bytes, flags: str) -> None:
        name = f"{int(NOW.timestamp())}.{secrets.token_hex(6)}.client{flags}"
        (self.root / folder / "cur" / name).write_bytes(content)
