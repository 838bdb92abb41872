"""The doors of the house: what the pipeline and the engine ask of a mailbox."""

from collections.abc import Callable
from typing import Protocol

from assistant.domain.draft import DraftKey, DraftRef, Email, MailboxDraft
from assistant.domain.mail import Attachment, ChangeBatch, Document, MessageRef, RawMessage
from assistant.domain.order import Judgement


class Mailbox(Protocol):
    """One rep's mailbox. There is no verb that sends, and none may be added.

    Every verb may raise `Retryable` (try the step again) or `ConsentLost` (stop this
    mailbox, tell the rep); nothing else of the provider's leaves an implementation.
    """

    def changes(self, cursor: str | None) -> ChangeBatch:
        """Messages that arrived since `cursor`, oldest first, at most one page of them.

        None starts at the mailbox's look-back window. The returned cursor covers just the
        messages returned with it, so storing both in one transaction loses nothing. A cursor
        the mailbox no longer knows means a full look-back again: repeats, never a gap.
        """
        ...

    def thread(self, ref: MessageRef) -> tuple[RawMessage, ...]:
        """All messages of the conversation that `ref` is part of, oldest first."""
        ...

    def correspondence(self, domain: str, *, limit: int) -> tuple[RawMessage, ...]:
        """The newest `limit` messages from or to addresses at `domain`, oldest first."""
        ...

    def place_draft(self, email: Email, key: DraftKey) -> DraftRef:
        """Save `email` as a draft, once: a draft already marked with `key` is returned as it is.

        The look-up and the creation are in this order inside the call, so calling again after
        a crash or an answer that was lost finds the first draft. Nothing is ever sent.
        """
        ...

    def draft_state(self, ref: DraftRef) -> MailboxDraft:
        """Whether the draft still holds what we wrote, was edited by a person, or is gone."""
        ...

    def withdraw_draft(self, ref: DraftRef) -> bool:
        """Remove the draft if it is still exactly ours; False leaves it alone.

        The draft is read again inside the call: a draft that was edited or sent stays.
        """
        ...


# Reads an attachment in the capped child: the file itself first, then whatever it held (a
# PDF's embedded order, an archive's files, a forwarded mail's attachments). What cannot be
# read comes back with its `problem`, so that the mail around it goes on.
OpenDocument = Callable[[Attachment], tuple[Document, ...]]


# Asks a model what a mail is, for the few that the rules leave open. None is "no answer": it
# never raises, and what it answers is only ever a hint.
JudgeMail = Callable[[str], Judgement | None]
