"""The rep's mailbox as a Maildir on this machine: INBOX, Sent and Drafts under one folder."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from assistant.domain.draft import DraftKey, DraftRef, Email, MailboxDraft
from assistant.domain.mail import ChangeBatch, Folder, MessageRef, RawMessage
from assistant.mail.header_scan import Head
from assistant.mail.local_changes import LocalChanges
from assistant.mail.local_drafts import LocalDrafts
from assistant.mail.local_folder import LocalFolder
from assistant.mail.maildir import MailFolder, disk

_THREAD_FIRST, _THREAD_LAST = 20, 200
_READ_AT_ONCE = 128 * 1024 * 1024

_Place = tuple[Folder, str]  # a message of this mailbox: its folder and its id there


class LocalMailbox:
    """A `Mailbox` over a Maildir that the rep's own mail program shows and changes.

    The rep's mail is only read: no message but an untouched draft of ours is ever moved,
    renamed or removed. Whatever the disk refuses is raised as `Unavailable`.
    """

    def __init__(
        self,
        root: Path,
        *,
        lookback: timedelta,
        clock: Callable[[], datetime],
        settle: float = 1.0,
    ) -> None:
        """Makes missing folders under `root`.

        `lookback` is how far the first reading goes back; a file is taken once it has not
        changed for `settle` seconds, since somebody may still be copying it.
        """
        self._root = root
        self._inbox = LocalFolder(Folder.INBOX, root / "INBOX")
        self._sent = LocalFolder(Folder.SENT, root / "Sent")
        drafts = MailFolder(root / "Drafts")
        with disk(root):
            for files in (self._inbox.files, self._sent.files, drafts):
                files.create()
        self._changes = LocalChanges(self._inbox, lookback=lookback, settle=settle, clock=clock)
        self._drafts = LocalDrafts(drafts, self._sent, clock=clock)

    def changes(self, cursor: str | None) -> ChangeBatch:
        """See `Mailbox.changes`; a page has at most 50 messages and about 64 MB."""
        with disk(self._root):
            return self._changes.since(cursor)

    def thread(self, ref: MessageRef) -> tuple[RawMessage, ...]:
        """See `Mailbox.thread`: what Message-ID, In-Reply-To and References tie together.

        Of a very long conversation the first 20 and the last 200 messages, and `ref` itself.
        """
        with disk(self._root):
            heads = self._heads()
            asked = {place for place in heads if place[1] == ref.id}
            ids = [link for place in asked for link in heads[place].links] or [ref.thread]
            order = _oldest_first(asked | _linked(heads, ids), heads)
            kept = {*order[:_THREAD_FIRST], *order[-_THREAD_LAST:], *asked}
            return self._read([place for place in order if place in kept], first=asked)

    def correspondence(self, domain: str, *, limit: int) -> tuple[RawMessage, ...]:
        """See `Mailbox.correspondence`; `domain` may also be one person's whole address.

        For people at a public mail provider, whose domain says nothing.
        """
        with disk(self._root):
            heads = self._heads()
            order = _oldest_first((p for p, head in heads.items() if head.touches(domain)), heads)
            return self._read(order[-limit:] if limit > 0 else [])

    def place_draft(self, email: Email, key: DraftKey) -> DraftRef:
        """See `Mailbox.place_draft`; raises `BadMessage` for a letter that cannot be a mail."""
        with disk(self._root):
            return self._drafts.place(email, key)

    def draft_state(self, ref: DraftRef) -> MailboxDraft:
        """See `Mailbox.draft_state`."""
        with disk(self._root):
            return self._drafts.state(ref)

    def withdraw_draft(self, ref: DraftRef) -> bool:
        """See `Mailbox.withdraw_draft`."""
        with disk(self._root):
            return self._drafts.withdraw(ref)

    def fingerprint(self) -> object:
        """A value that differs from the last one whenever `changes` may have news.

        It costs three look-ups on the disk, so it can be asked for every second.
        """
        with disk(self._root):
            return self._changes.fingerprint()

    def _heads(self) -> dict[_Place, Head]:
        return {
            (folder.folder, id_): head
            for folder in (self._inbox, self._sent)
            for id_, head in folder.heads(folder.listing()).items()
        }

    def _read(self, order: list[_Place], *, first: Iterable[_Place] = ()) -> tuple[RawMessage, ...]:
        """The messages in `order`, as many as memory allows: `first`, then the newest."""
        folders = {
            folder.folder: (folder, folder.listing()) for folder in (self._inbox, self._sent)
        }
        found: dict[_Place, RawMessage] = {}
        weight = 0
        for place in dict.fromkeys([*first, *reversed(order)]):
            folder, listing = folders[place[0]]
            message = folder.message(place[1], listing)
            if message:
                weight += len(message.content)
                if found and weight > _READ_AT_ONCE:
                    break
                found[place] = message
        return tuple(found[place] for place in order if place in found)


def _oldest_first(places: Iterable[_Place], heads: Mapping[_Place, Head]) -> list[_Place]:
    return sorted(places, key=lambda place: (heads[place].date or 0.0, place))


def _linked(heads: Mapping[_Place, Head], ids: Iterable[str]) -> set[_Place]:
    """Every message that any chain of Message-IDs joins to one of `ids`."""
    naming: dict[str, list[_Place]] = defaultdict(list)
    for place, head in heads.items():
        for link in head.links:
            naming[link].append(place)
    found: set[_Place] = set()
    waiting = list(ids)
    while waiting:
        for place in naming.pop(waiting.pop(), ()):
            if place not in found:
                found.add(place)
                waiting.extend(heads[place].links)
    return found
