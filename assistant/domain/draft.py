"""Drafts: the letter itself, its key, and the states it goes through."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.mail import Address
from assistant.domain.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A letter as it goes into the mailbox; `text` and `html` say the same.

    `thread` and `in_reply_to` are set only for a reply in the customer's own thread.
    """

    sender: Address
    to: Address
    subject: str
    text: str
    html: str
    thread: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftKey:
    """What makes a draft unique: one per mailbox, order revision and influencer."""

    mailbox: str
    order: str
    influencer: str

    def __str__(self) -> str:
        """The marker's text: opaque, so that it tells nothing if it is ever seen."""
        digest = hashlib.sha256(f"{self.mailbox}\x1f{self.order}\x1f{self.influencer}".encode())
        return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class DraftRef:
    """A draft as it lies in the mailbox: the provider's id, and the hash of what lies there."""

    id: str
    content_hash: str


class MailboxDraft(StrEnum):
    """What has become of a draft of ours in the mailbox."""

    UNTOUCHED = "untouched"
    EDITED = "edited"
    GONE = "gone"  # sent or deleted by the rep


class DraftState(StrEnum):
    """How far we are with a draft; the moves run downwards, until an order changes."""

    COMPOSED = "composed"
    HELD = "held"  # findings or an approval rule keep it out of the mailbox
    PLACING = "placing"  # the intent is committed; the mailbox call may have happened
    PLACED = "placed"
    RENEWING = "renewing"  # the letter reads otherwise now; the mailbox holds the earlier one
    REPLACING = "replacing"  # the earlier one was untouched and is being taken out
    WITHDRAWING = "withdrawing"  # to be taken out of the mailbox, if nobody touched it
    WITHDRAWN = "withdrawn"
    LEFT = "left"  # a person edited, sent or deleted it before it could be renewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter for one influencer and what it was made from."""

    email: Email
    role: Role
    template: str  # name and hash of the tone template it came from
    state: DraftState = DraftState.COMPOSED
