"""Moves drafts into the mailbox and out of it; what a person touched is left alone."""

from assistant.domain.draft import DraftState, MailboxDraft
from assistant.errors import Rejected
from assistant.pipeline import check
from assistant.ports import Mailbox
from assistant.store.ledger import Ledger
from assistant.store.records import Placement


class Placing:
    """Every verb commits its intent before the mailbox is asked, so it can be repeated after
    a crash at any point."""

    def __init__(self, mailbox: Mailbox, ledger: Ledger) -> None:
        self._mailbox = mailbox
        self._ledger = ledger

    def settle(self, one: Placement) -> None:
        """Does what the draft's state asks for: place, renew, withdraw, or nothing."""
        match one.state:
            case DraftState.COMPOSED | DraftState.PLACING:
                self._place(one)
            case DraftState.RENEWING | DraftState.REPLACING:
                self._renew(one)
            case DraftState.WITHDRAWING:
                self._take_out(one)

    def withdraw(self, one: Placement) -> None:
        """Takes the draft back, from the mailbox or from its way there."""
        match one.state:
            case DraftState.COMPOSED | DraftState.HELD | DraftState.PLACING if one.ref is None:
                self._ledger.move(one.id, DraftState.WITHDRAWN)
            case DraftState.WITHDRAWN | DraftState.LEFT:
                return
            case _:
                self._ledger.move(one.id, DraftState.WITHDRAWING)
                self._take_out(one)

    def _renew(self, one: Placement) -> None:
        """Puts the new text in the old one's place, if that still is as we wrote it.

        That it was seen untouched is committed before it is taken out: found gone after a
        crash, it is we who took it. One that the rep sent meanwhile the mailbox knows.
        """
        assert one.ref is not None  # noqa: S101 - the state follows on a placing
        if one.state is DraftState.RENEWING:
            if self._mailbox.draft_state(one.ref) is not MailboxDraft.UNTOUCHED:
                self._ledger.move(one.id, DraftState.LEFT)
                return
            self._ledger.move(one.id, DraftState.REPLACING)
        out = self._mailbox.withdraw_draft(one.ref)
        if not out and self._mailbox.draft_state(one.ref) is not MailboxDraft.GONE:
            self._ledger.move(one.id, DraftState.LEFT)
            return
        self._place(one)

    def _place(self, one: Placement) -> None:
        if check.blocked(one.checked.findings):
            self._ledger.hold(one.id)
            return
        self._ledger.move(one.id, DraftState.PLACING)
        try:
            ref = self._mailbox.place_draft(one.checked.draft.email, one.key)
        except Rejected as error:
            # A letter that no mailbox takes, such as one to an address with odd characters.
            self._ledger.hold(one.id, check.refused(str(error)))
            return
        self._ledger.move(one.id, DraftState.PLACED, ref)

    def _take_out(self, one: Placement) -> None:
        out = one.ref is None or self._mailbox.withdraw_draft(one.ref)
        self._ledger.move(one.id, DraftState.WITHDRAWN if out else DraftState.LEFT)
