"""What arrived in a Maildir's INBOX since a cursor.

A cursor is "validity:number": the last number of the `UidList` that the caller has seen.
While a look-back runs it carries a third part, the last number that was there when it began:
up to that one, messages older than the window are passed over.
"""

import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from assistant.domain.mail import ChangeBatch, RawMessage
from assistant.mail.local_folder import LocalFolder
from assistant.mail.maildir import is_settled
from assistant.mail.uidlist import UidList

_PAGE = 50
_PAGE_BYTES = 64 * 1024 * 1024
_CURSOR = re.compile(r"([0-9a-f]{16}):([0-9]{1,12})(?::([0-9]{1,12}))?")
# Two arrivals within one tick of the file system's clock give a directory the same time.
_TICK = 2.0


class LocalChanges:
    """Pages through the INBOX. Its verbs raise `OSError`."""

    def __init__(
        self,
        inbox: LocalFolder,
        *,
        lookback: timedelta,
        settle: float,
        clock: Callable[[], datetime],
    ) -> None:
        self._inbox = inbox
        self._uids = UidList(inbox.files.path / ".assistant-uids")
        self._lookback = lookback
        self._settle = settle
        self._clock = clock
        self._waiting = False

    def since(self, cursor: str | None) -> ChangeBatch:
        """The next page after `cursor`; see `Mailbox.changes`."""
        listing = self._inbox.listing()
        self._uids.refresh()
        position = self._position(cursor or "")
        self._number(listing)
        number, horizon = position or (0, self._uids.last)
        return self._page(listing, number=number, horizon=horizon)

    def fingerprint(self) -> object:
        """Differs from the last one when something may have arrived, or has now settled."""
        if self._waiting:
            return object()
        times = self._inbox.files.times()
        return times, time.time() - max(times) / 1e9 < self._settle + _TICK

    def _position(self, cursor: str) -> tuple[int, int] | None:
        """Number and horizon of a cursor; None when it is not, or no longer, known."""
        known = _CURSOR.fullmatch(cursor)
        if not known or known[1] != self._uids.validity:
            return None
        number, horizon = int(known[2]), int(known[3] or 0)
        if max(number, horizon) > self._uids.last:
            # An older copy of the list was put back: its next numbers would be mistaken
            # for ones this cursor has seen.
            self._uids.begin_again()
            return None
        return number, horizon

    def _number(self, listing: Mapping[str, str]) -> None:
        """Numbers the new messages by date. One that cannot be opened waits for its number."""
        fresh = self._uids.unknown(listing)
        settled = {
            id_: listing[id_] for id_ in fresh if is_settled(listing[id_], seconds=self._settle)
        }
        self._waiting = len(settled) < len(fresh)
        heads = self._inbox.heads(settled)
        if heads:
            self._uids.give(sorted(heads, key=lambda id_: (heads[id_].date or 0.0, id_)))

    def _page(self, listing: Mapping[str, str], *, number: int, horizon: int) -> ChangeBatch:
        start = (self._clock() - self._lookback).timestamp()
        arrivals: list[RawMessage] = []
        left: list[int] = []
        weight = 0
        while number < self._uids.last and len(arrivals) < _PAGE and weight < _PAGE_BYTES:
            number += 1
            id_ = self._uids.name(number)
            if not id_ or (number <= horizon and self._is_older(id_, listing, start)):
                continue
            message = self._inbox.message(id_, listing)
            if message:
                arrivals.append(message)
                weight += len(message.content)
            else:
                left.append(number)
        if left:
            self._uids.take_back(left)
        parts = [self._uids.validity, str(number), *([str(horizon)] if number < horizon else [])]
        return ChangeBatch(tuple(arrivals), ":".join(parts), more=number < self._uids.last)

    def _is_older(self, id_: str, listing: Mapping[str, str], start: float) -> bool:
        path = listing.get(id_)
        head = self._inbox.head(id_, path) if path else None
        if head is None or path is None:
            return False
        # A sender may date a mail as he likes; the file's own time is the mailbox's word.
        return max(head.date or 0.0, Path(path).stat().st_mtime) < start
