"""Random lives of a mailbox against a plain account of what happened in it."""

from abc import abstractmethod
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from mailbox_world import LOOKBACK, NOW, World, drain, header, key, letter, mail, names

from assistant.domain.draft import DraftRef, MailboxDraft
from assistant.domain.mail import Folder

ORDERS = ("order-1", "order-2", "order-3")


class MailboxMachine(RuleBasedStateMachine):
    """Arrivals, polls, crashes and the rep's hands in any order.

    The account: what arrived, what was reported, and for each order what its draft must be
    now. A draft the rep deleted is not placed again here: that is the store's to prevent.
    """

    def __init__(self) -> None:
        super().__init__()
        self.world = self.make_world()
        self.mailbox = self.world.open()
        self.cursor: str | None = None
        self.arrived: set[str] = set()
        self.reported: set[str] = set()
        self.refs: dict[str, DraftRef] = {}
        self.state: dict[str, MailboxDraft] = {}
        self.deleted: set[str] = set()

    @abstractmethod
    def make_world(self) -> World:
        """A fresh mailbox."""

    @rule(count=st.sampled_from((1, 2, 3, 55)), hours=st.integers(0, LOOKBACK.days * 24 - 1))
    def mail_arrives(self, count: int, hours: int) -> None:
        """Some messages arrive, not in the order of their dates."""
        received = NOW - timedelta(hours=hours)
        for _ in range(count):
            name = f"m{len(self.arrived)}@x.example"
            self.arrived.add(name)
            content = mail(name, date=received)
            self.world.deliver(content, folder=Folder.INBOX, received=received)

    @rule(committed=st.booleans())
    def a_page_is_read(self, committed: bool) -> None:
        """One page is read; when the assistant dies before its commit, page and cursor go."""
        batch = self.mailbox.changes(self.cursor)
        if committed:
            self.reported.update(names(batch.arrivals))
            self.cursor = batch.cursor

    @rule()
    def the_assistant_restarts(self) -> None:
        """The next verbs run on a new object."""
        self.mailbox = self.world.open()

    @rule()
    def the_cursor_expires(self) -> None:
        """The provider forgets its cursors."""
        self.world.expire_cursors()

    @rule(order=st.sampled_from(ORDERS), noted=st.booleans())
    def a_draft_is_placed(self, order: str, noted: bool) -> None:
        """A draft is placed for the first or any later time; the answer may be lost."""
        if order in self.deleted:
            return
        ref = self.mailbox.place_draft(letter(subject=order), key(order=order))
        self.state.setdefault(order, MailboxDraft.UNTOUCHED)
        if noted or order not in self.refs:
            self.refs[order] = ref

    @precondition(lambda self: self._lying())
    @rule(data=st.data(), what=st.sampled_from(("edit", "send", "delete")))
    def the_rep_acts(self, data: st.DataObject, what: str) -> None:
        """The rep edits, sends or deletes one of the drafts."""
        order = data.draw(st.sampled_from(self._lying()))
        ref = self.refs[order]
        if what == "edit":
            self.world.rep_edits(ref, "Added by the rep.")
            self.state[order] = MailboxDraft.EDITED
            return
        (self.world.rep_sends if what == "send" else self.world.rep_deletes)(ref)
        self.state[order] = MailboxDraft.GONE
        if what == "delete":
            self.deleted.add(order)

    @precondition(lambda self: self.refs)
    @rule(data=st.data())
    def a_draft_is_withdrawn(self, data: st.DataObject) -> None:
        """Withdrawing works exactly when nobody touched the draft."""
        order = data.draw(st.sampled_from(sorted(self.refs)))
        removed = self.mailbox.withdraw_draft(self.refs[order])
        assert removed == (self.state[order] is MailboxDraft.UNTOUCHED)
        if removed:
            self.state[order] = MailboxDraft.GONE
            self.deleted.add(order)

    @invariant()
    def drafts_are_what_the_account_says(self) -> None:
        """Each order has one draft or none, edited ones with the rep's words still in them."""
        drafts = {header(draft, "Subject"): draft for draft in self.world.drafts()}
        assert len(drafts) == len(self.world.drafts())
        assert sorted(drafts) == self._lying()
        for order, state in self.state.items():
            assert self.mailbox.draft_state(self.refs[order]) is state
            if state is MailboxDraft.EDITED:
                assert b"Added by the rep." in drafts[order]

    def teardown(self) -> None:
        """In the end everything that arrived has been reported, and nothing else."""
        rest, _ = drain(self.world.open(), self.cursor)
        assert self.reported | set(rest) == self.arrived

    def _lying(self) -> list[str]:
        return sorted(o for o, state in self.state.items() if state is not MailboxDraft.GONE)
