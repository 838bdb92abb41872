"""What every mailbox must do with a draft, whoever the provider is."""

import pytest
from mailbox_world import BUYER, REP, World, arrive, bodies, header, key, letter, read

from assistant.domain.draft import MailboxDraft
from assistant.domain.mail import Address
from assistant.errors import BadMessage

SENDING = ("send", "submit", "deliver", "forward", "transmit", "dispatch", "smtp", "post", "outbox")


class MailboxDrafting:
    """Placing a draft, what becomes of it, and that nothing sends it."""

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
            arrive(world, name, days_ago=3 - number, references=chain[:number])
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
