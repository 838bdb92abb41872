"""What every mailbox must do, whoever the provider is; each implementation inherits this."""

from datetime import timedelta

import pytest
from mailbox_world import (
    BUYER,
    LOOKBACK,
    NOW,
    REP,
    World,
    bodies,
    drain,
    header,
    key,
    letter,
    mail,
    names,
    read,
)

from assistant.domain.draft import MailboxDraft
from assistant.domain.mail import Address, Folder
from assistant.errors import BadMessage

SENDING = ("send", "submit", "deliver", "forward", "transmit", "dispatch", "smtp", "post", "outbox")


class MailboxSuite:
    """Inherit it and give the fixture `world`, which makes a fresh mailbox for each test."""

    # Changes

    def test_reports_what_arrived_oldest_first(self, world: World) -> None:
        """A first call reports the messages of the look-back window in the order they came."""
        for day in (5, 3, 1):
            self._arrive(world, f"d{day}@x.example", days_ago=day)
        assert drain(world.open(), None)[0] == ["d5@x.example", "d3@x.example", "d1@x.example"]

    def test_first_call_stops_at_the_lookback_window(self, world: World) -> None:
        """Messages from before the window are not reported by a first call."""
        self._arrive(world, "old@x.example", days_ago=LOOKBACK.days + 2)
        self._arrive(world, "young@x.example", days_ago=LOOKBACK.days - 2)
        assert drain(world.open(), None)[0] == ["young@x.example"]

    def test_reports_each_message_once(self, world: World) -> None:
        """Following the cursor reports a message once, and an empty page keeps its place."""
        mailbox = world.open()
        self._arrive(world, "a@x.example")
        first, cursor = drain(mailbox, None)
        nothing, cursor = drain(mailbox, cursor)
        self._arrive(world, "b@x.example")
        second, _ = drain(mailbox, cursor)
        assert (first, nothing, second) == (["a@x.example"], [], ["b@x.example"])

    def test_pages_cover_everything(self, world: World) -> None:
        """Two hundred arrivals come page by page, none lost, none twice."""
        wanted = [f"n{number}@x.example" for number in range(200)]
        for number, name in enumerate(wanted):
            self._arrive(world, name, minutes_ago=200 - number)
        first = world.open().changes(None)
        assert first.more
        assert len(first.arrivals) < 200
        rest, _ = drain(world.open(), first.cursor)
        assert names(first.arrivals) + rest == wanted

    def test_old_messages_do_not_end_a_page_early(self, world: World) -> None:
        """The window holds on every page of a long look-back, also beside arrivals during it."""
        for number in range(70):
            self._arrive(world, f"old{number}@x.example", days_ago=LOOKBACK.days + 1 + number)
            self._arrive(world, f"new{number}@x.example", minutes_ago=100 - number)
        first = world.open().changes(None)
        self._arrive(world, "late@x.example")
        rest, _ = drain(world.open(), first.cursor)
        wanted = [*(f"new{number}@x.example" for number in range(70)), "late@x.example"]
        assert sorted(names(first.arrivals) + rest) == sorted(wanted)

    def test_arrivals_between_pages_are_reported(self, world: World) -> None:
        """What arrives while the pages are read is reported by a later page."""
        mailbox = world.open()
        for number in range(120):
            self._arrive(world, f"n{number}@x.example", minutes_ago=300 - number)
        found: list[str] = []
        cursor, more = None, True
        for late in ("late1@x.example", "late2@x.example"):
            batch = mailbox.changes(cursor)
            found, cursor = found + names(batch.arrivals), batch.cursor
            self._arrive(world, late)
        while more:
            batch = mailbox.changes(cursor)
            found, cursor, more = found + names(batch.arrivals), batch.cursor, batch.more
        wanted = [f"n{number}@x.example" for number in range(120)]
        assert sorted(found) == sorted([*wanted, "late1@x.example", "late2@x.example"])

    def test_a_cursor_can_be_used_again(self, world: World) -> None:
        """Asking twice with one cursor, as after a lost commit, reports the same messages."""
        mailbox = world.open()
        _, cursor = drain(mailbox, None)
        self._arrive(world, "a@x.example")
        assert names(mailbox.changes(cursor).arrivals) == ["a@x.example"]
        self._arrive(world, "b@x.example")
        assert drain(world.open(), cursor)[0] == ["a@x.example", "b@x.example"]

    def test_a_cursor_outlives_a_restart(self, world: World) -> None:
        """A new object goes on from the cursor that an earlier one gave."""
        self._arrive(world, "a@x.example")
        _, cursor = drain(world.open(), None)
        self._arrive(world, "b@x.example")
        assert drain(world.open(), cursor)[0] == ["b@x.example"]

    def test_an_old_message_that_comes_late_is_reported(self, world: World) -> None:
        """After the first look, a message is reported however old its date is."""
        mailbox = world.open()
        self._arrive(world, "a@x.example")
        _, cursor = drain(mailbox, None)
        self._arrive(world, "ancient@x.example", days_ago=900)
        assert drain(mailbox, cursor)[0] == ["ancient@x.example"]

    @pytest.mark.parametrize("cursor", ["nonsense", "0123456789abcdef:7", "", "\x00", "9" * 5000])
    def test_an_unknown_cursor_means_the_lookback_again(self, world: World, cursor: str) -> None:
        """A cursor that makes no sense repeats the window; it neither fails nor skips."""
        self._arrive(world, "a@x.example")
        assert drain(world.open(), cursor)[0] == ["a@x.example"]

    def test_a_forgotten_cursor_leaves_no_gap(self, world: World) -> None:
        """When the provider forgets the cursor, the window is repeated with what is new."""
        self._arrive(world, "a@x.example", minutes_ago=9)
        _, cursor = drain(world.open(), None)
        world.expire_cursors()
        self._arrive(world, "b@x.example")
        found, cursor = drain(world.open(), cursor)
        assert found == ["a@x.example", "b@x.example"]
        assert drain(world.open(), cursor)[0] == []

    def test_sent_mail_is_no_arrival(self, world: World) -> None:
        """Neither what the rep sends nor our drafts are reported as arrivals."""
        mailbox = world.open()
        _, cursor = drain(mailbox, None)
        self._arrive(world, "s@x.example", folder=Folder.SENT)
        mailbox.place_draft(letter(), key())
        assert drain(mailbox, cursor)[0] == []

    def test_a_broken_message_does_not_stop_the_others(self, world: World) -> None:
        """Bytes that are hardly a mail are reported as they are, and so is the mail after them."""
        world.deliver(b"\xff\xfe not a mail", folder=Folder.INBOX, received=NOW)
        long = b"References: " + b"<" * 200_000 + b"\r\n\r\nx"
        world.deliver(long, folder=Folder.INBOX, received=NOW)
        self._arrive(world, "a@x.example")
        found, _ = drain(world.open(), None)
        assert len(found) == 3
        assert "a@x.example" in found

    def test_arrivals_say_where_they_lie(self, world: World) -> None:
        """An arrival carries its folder, its own id and its conversation's id."""
        self._arrive(world, "a@x.example")
        self._arrive(world, "b@x.example", references=("a@x.example",))
        arrivals = world.open().changes(None).arrivals
        assert {arrival.folder for arrival in arrivals} == {Folder.INBOX}
        assert len({arrival.ref.id for arrival in arrivals}) == 2
        assert len({arrival.ref.thread for arrival in arrivals}) == 1

    # Thread and correspondence

    def test_a_thread_is_the_whole_conversation(self, world: World) -> None:
        """A thread holds both sides' messages, oldest first, and nobody else's."""
        self._arrive(world, "q@x.example", days_ago=9)
        self._arrive(
            world, "a@own.example", days_ago=8, folder=Folder.SENT, references=("q@x.example",)
        )
        self._arrive(world, "other@x.example", days_ago=7, subject="Something else")
        chain = ("q@x.example", "a@own.example")
        self._arrive(world, "po@x.example", days_ago=1, references=chain)
        mailbox = world.open()
        arrivals = mailbox.changes(None).arrivals
        po = next(one for one in arrivals if b"<po@x.example>" in one.content)
        thread = mailbox.thread(po.ref)
        assert names(thread) == ["q@x.example", "a@own.example", "po@x.example"]
        assert [one.folder for one in thread] == [Folder.INBOX, Folder.SENT, Folder.INBOX]

    def test_a_message_without_a_conversation_is_its_own_thread(self, world: World) -> None:
        """The thread of a single message is that message."""
        self._arrive(world, "a@x.example")
        self._arrive(world, "b@x.example", subject="Another matter")
        mailbox = world.open()
        for arrival in mailbox.changes(None).arrivals:
            assert names(mailbox.thread(arrival.ref)) == names((arrival,))

    def test_correspondence_is_with_exactly_that_domain(self, world: World) -> None:
        """The domain and what is below it count; look-alikes on either side of it do not."""
        senders = {
            "exact": "a@acme.example",
            "below": "b@eu.acme.example",
            "upper": "C <C@ACME.example>",
            "prefix": "d@evil-acme.example",
            "suffix": "e@acme.example.evil.example",
            "shown": '"f@acme.example" <f@evil.example>',
            "local": "acme.example@evil.example",
        }
        for name, sender in senders.items():
            self._arrive(world, f"{name}@id.example", sender=sender)
        found = names(world.open().correspondence("acme.example", limit=50))
        assert sorted(found) == ["below@id.example", "exact@id.example", "upper@id.example"]

    def test_correspondence_has_both_directions_and_copies(self, world: World) -> None:
        """Mail to the domain and mail that only copies it in count like mail from it."""
        self._arrive(world, "from@id.example", sender="a@acme.example", days_ago=3)
        self._arrive(
            world,
            "to@id.example",
            sender=str(REP),
            to="B <b@acme.example>, c@else.example",
            folder=Folder.SENT,
            days_ago=2,
        )
        self._arrive(world, "cc@id.example", cc='"Doe, John" <j@acme.example>', days_ago=1)
        found = names(world.open().correspondence("acme.example", limit=50))
        assert found == ["from@id.example", "to@id.example", "cc@id.example"]

    def test_correspondence_keeps_the_newest(self, world: World) -> None:
        """With more messages than the limit the newest are returned, oldest first."""
        for number in range(12):
            self._arrive(world, f"n{number}@id.example", days_ago=12 - number)
        found = names(world.open().correspondence("nordkraft.example", limit=3))
        assert found == ["n9@id.example", "n10@id.example", "n11@id.example"]

    def test_correspondence_with_one_person(self, world: World) -> None:
        """A whole address instead of a domain finds that person alone."""
        self._arrive(world, "one@id.example", sender="ana@freemail.example")
        self._arrive(world, "two@id.example", sender="mariana@freemail.example")
        found = names(world.open().correspondence("ana@freemail.example", limit=9))
        assert found == ["one@id.example"]

    # Placing a draft

    def test_a_draft_holds_the_letter(self, world: World) -> None:
        """A placed draft has one recipient, no copies, the subject and both bodies."""
        world.open().place_draft(letter(), key())
        (draft,) = world.drafts()
        assert header(draft, "To") == str(BUYER)
        assert header(draft, "From") == str(REP)
        assert header(draft, "Subject") == "Unit 3: first steps"
        assert [read(draft)[name] for name in ("Cc", "Bcc", "Reply-To")] == [None, None, None]
        found = bodies(draft)
        assert found["text/plain"].strip() == letter().text.strip()
        assert "the kickoff is on Tuesday." in found["text/html"]

    def test_a_new_letter_stands_in_no_conversation(self, world: World) -> None:
        """A letter to somebody outside the thread has neither In-Reply-To nor References."""
        world.open().place_draft(letter(), key())
        (draft,) = world.drafts()
        assert [read(draft)[name] for name in ("In-Reply-To", "References")] == [None, None]

    def test_a_reply_stands_in_the_conversation(self, world: World) -> None:
        """A reply names the PO mail and the whole chain before it, ids longer than a line too."""
        chain = ("q@x.example", f"{'long' * 30}@x.example", "po@x.example")
        for number, name in enumerate(chain):
            self._arrive(world, name, days_ago=3 - number, references=chain[:number])
        mailbox = world.open()
        po = mailbox.changes(None).arrivals[-1]
        reply = letter(
            subject="Re: Valves for unit 3",
            in_reply_to=f"<{chain[-1]}>",
            references=tuple(f"<{one}>" for one in chain[:-1]),
            thread=po.ref.thread,
        )
        mailbox.place_draft(reply, key())
        (draft,) = world.drafts()
        assert header(draft, "In-Reply-To") == f"<{chain[-1]}>"
        assert header(draft, "References").split() == [f"<{one}>" for one in chain]

    @pytest.mark.parametrize(
        "text",
        [
            "Größenänderung für Straßburg",
            "発注書番号４５１３の確認" * 12,
            "word " * 60 + "end",
            "x" * 400,
            'Quote "7" & <b>, (draft); a@b: \\ 100 %',
            "Re: =?utf-8?q?literal?= word",
            "Emoji 👩‍🔧 and नमस्ते",
        ],
    )
    def test_every_script_survives(self, world: World, text: str) -> None:
        """Subject, name and bodies come out of the draft as they went in."""
        to = Address(BUYER.email, text[:60].strip())
        world.open().place_draft(
            letter(to=to, subject=text, text=text + "\n", html="<p>Grüße, 敬具</p>"), key()
        )
        (draft,) = world.drafts()
        assert header(draft, "Subject") == text
        assert bodies(draft)["text/plain"].strip() == text.strip()
        assert "Grüße, 敬具" in bodies(draft)["text/html"]
        assert BUYER.email in header(draft, "To")

    @pytest.mark.parametrize("field", ["subject", "name", "address", "reference", "reply"])
    @pytest.mark.parametrize(
        "attack",
        [
            "a\r\nBcc: x@evil.example",
            "a\nBcc: x@evil.example",
            "a\rBcc: x@evil.example",
            "a\x0bBcc: x@evil.example",
            "a\x00b",
            "a\x85Bcc: x@evil.example",
            "a\u2028Bcc: x@evil.example",
            "a\u202egro.live",
        ],
    )
    def test_a_forged_header_is_refused(self, world: World, field: str, attack: str) -> None:
        """A control character in any field is refused, and no draft is made."""
        forged = {
            "subject": letter(subject=attack),
            "name": letter(to=Address(BUYER.email, attack)),
            "address": letter(to=Address(attack + "@nordkraft.example")),
            "reference": letter(in_reply_to="<a@b>", references=(f"<{attack}>",)),
            "reply": letter(in_reply_to=f"<{attack}>"),
        }[field]
        with pytest.raises(BadMessage):
            world.open().place_draft(forged, key())
        assert world.drafts() == []

    def test_an_encoded_word_forges_nothing(self, world: World) -> None:
        """A subject that spells an encoded line break stays one subject."""
        text = "=?utf-8?q?a=0D=0ABcc:_x@evil.example?="
        world.open().place_draft(letter(subject=text), key())
        (draft,) = world.drafts()
        assert header(draft, "Subject") == text
        assert read(draft)["Bcc"] is None

    @pytest.mark.parametrize(
        "address", ["", "no-at-sign", "a@b.example, c@d.example", "a@b.example>", "<a@b.example"]
    )
    def test_a_recipient_is_one_address(self, world: World, address: str) -> None:
        """What is not exactly one plain address is refused."""
        with pytest.raises(BadMessage):
            world.open().place_draft(letter(to=Address(address)), key())
        assert world.drafts() == []

    def test_placing_twice_makes_one_draft(self, world: World) -> None:
        """The same key finds the first draft again, in this object and after a restart."""
        mailbox = world.open()
        refs = {mailbox.place_draft(letter(), key()) for _ in range(2)}
        refs.add(world.open().place_draft(letter(), key()))
        assert len(refs) == 1
        assert len(world.drafts()) == 1

    def test_placing_again_does_not_overwrite(self, world: World) -> None:
        """A second letter under the same key changes nothing in the mailbox."""
        world.open().place_draft(letter(), key())
        before = world.drafts()
        world.open().place_draft(letter(subject="Another subject"), key())
        assert world.drafts() == before

    def test_two_keys_make_two_drafts(self, world: World) -> None:
        """Equal letters under different keys are different drafts."""
        mailbox = world.open()
        refs = {
            mailbox.place_draft(letter(), one)
            for one in (key(), key(order="order-2"), key(influencer="b@nordkraft.example"))
        }
        assert len({ref.id for ref in refs}) == 3
        assert len(world.drafts()) == 3

    def test_the_key_is_not_in_what_the_customer_gets(self, world: World) -> None:
        """Nothing in the draft names the order, and no header of ours travels with it."""
        world.open().place_draft(letter(), key(order="order-4711"))
        (draft,) = world.drafts()
        assert b"order-4711" not in draft
        assert [name for name in read(draft) if name.lower().startswith("x-")] == []

    # What became of a draft

    def test_a_fresh_draft_is_untouched(self, world: World) -> None:
        """A draft nobody opened is untouched, also for a restarted assistant."""
        ref = world.open().place_draft(letter(), key())
        assert world.open().draft_state(ref) is MailboxDraft.UNTOUCHED

    def test_an_edited_draft_is_left_alone(self, world: World) -> None:
        """After the rep's edit the draft is neither placed again, overwritten nor withdrawn."""
        mailbox = world.open()
        ref = mailbox.place_draft(letter(), key())
        world.rep_edits(ref, "See you there.")
        edited = world.drafts()
        assert mailbox.draft_state(ref) is MailboxDraft.EDITED
        assert not mailbox.withdraw_draft(ref)
        again = world.open().place_draft(letter(), key())
        assert world.drafts() == edited
        assert len(edited) == 1
        assert b"See you there." in edited[0]
        assert mailbox.draft_state(again) is MailboxDraft.EDITED

    def test_an_edit_before_the_answer_arrived_is_seen(self, world: World) -> None:
        """When the first answer was lost and the rep was faster, the second ref says edited."""
        lost = world.open().place_draft(letter(), key())
        world.rep_edits(lost, "One more thing.")
        found = world.open().place_draft(letter(), key())
        assert world.open().draft_state(found) is MailboxDraft.EDITED
        assert not world.open().withdraw_draft(found)
        assert len(world.drafts()) == 1

    def test_a_sent_draft_is_gone_and_stays_single(self, world: World) -> None:
        """After the rep sent it the draft is gone, and the key makes no second one."""
        mailbox = world.open()
        ref = mailbox.place_draft(letter(), key())
        world.rep_sends(ref)
        assert mailbox.draft_state(ref) is MailboxDraft.GONE
        assert not mailbox.withdraw_draft(ref)
        again = world.open().place_draft(letter(), key())
        assert world.drafts() == []
        assert mailbox.draft_state(again) is MailboxDraft.GONE

    def test_an_edited_and_sent_draft_stays_single(self, world: World) -> None:
        """Editing before sending does not hide from the key that the draft was sent."""
        ref = world.open().place_draft(letter(), key())
        world.rep_edits(ref, "See you there.")
        world.rep_sends(ref)
        assert world.open().draft_state(ref) is MailboxDraft.GONE
        world.open().place_draft(letter(), key())
        assert world.drafts() == []

    def test_a_deleted_draft_is_gone(self, world: World) -> None:
        """After the rep deleted it the draft is gone, and withdrawing it does nothing."""
        mailbox = world.open()
        ref = mailbox.place_draft(letter(), key())
        world.rep_deletes(ref)
        assert mailbox.draft_state(ref) is MailboxDraft.GONE
        assert not mailbox.withdraw_draft(ref)

    def test_withdrawing_removes_ours_only(self, world: World) -> None:
        """An untouched draft is removed, once, and the other drafts stay."""
        mailbox = world.open()
        ref = mailbox.place_draft(letter(), key())
        other = mailbox.place_draft(letter(subject="Stays"), key(order="order-2"))
        assert mailbox.withdraw_draft(ref)
        assert not mailbox.withdraw_draft(ref)
        assert mailbox.draft_state(ref) is MailboxDraft.GONE
        assert mailbox.draft_state(other) is MailboxDraft.UNTOUCHED
        assert [header(draft, "Subject") for draft in world.drafts()] == ["Stays"]

    def test_there_is_no_way_to_send(self, world: World) -> None:
        """No attribute of the object is named like something that sends."""
        attributes = [name.lower() for name in dir(world.open())]
        # "sent" is a folder's name, not a verb.
        assert [a for a in attributes for verb in SENDING if verb in a.split("_")] == []
        assert [a for a in attributes if a.startswith("send") or a.endswith("send")] == []

    def _arrive(
        self,
        world: World,
        name: str,
        *,
        days_ago: int = 0,
        minutes_ago: int = 0,
        folder: Folder = Folder.INBOX,
        sender: str = str(BUYER),
        to: str = str(REP),
        cc: str = "",
        references: tuple[str, ...] = (),
        subject: str = "Valves for unit 3",
    ) -> None:
        received = NOW - timedelta(days=days_ago, minutes=minutes_ago)
        content = mail(
            name,
            sender=sender,
            to=to,
            cc=cc,
            references=references,
            date=received,
            subject=subject,
        )
        world.deliver(content, folder=folder, received=received)
