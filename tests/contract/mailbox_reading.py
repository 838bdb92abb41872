"""What every mailbox must do when it is read, whoever the provider is."""

import pytest
from mailbox_world import LOOKBACK, NOW, REP, World, arrive, drain, key, letter, names

from assistant.domain.mail import Folder


class MailboxReading:
    """Changes, threads and correspondence."""

    def test_reports_what_arrived_oldest_first(self, world: World) -> None:
        """A first call reports the messages of the look-back window in the order they came."""
        for day in (5, 3, 1):
            arrive(world, f"d{day}@x.example", days_ago=day)
        assert drain(world.open(), None)[0] == ["d5@x.example", "d3@x.example", "d1@x.example"]

    def test_first_call_stops_at_the_lookback_window(self, world: World) -> None:
        """Messages from before the window are not reported by a first call."""
        arrive(world, "old@x.example", days_ago=LOOKBACK.days + 2)
        arrive(world, "young@x.example", days_ago=LOOKBACK.days - 2)
        assert drain(world.open(), None)[0] == ["young@x.example"]

    def test_reports_each_message_once(self, world: World) -> None:
        """Following the cursor reports a message once, and an empty page keeps its place."""
        mailbox = world.open()
        arrive(world, "a@x.example")
        first, cursor = drain(mailbox, None)
        nothing, cursor = drain(mailbox, cursor)
        arrive(world, "b@x.example")
        second, _ = drain(mailbox, cursor)
        assert (first, nothing, second) == (["a@x.example"], [], ["b@x.example"])

    def test_pages_cover_everything(self, world: World) -> None:
        """Two hundred arrivals come page by page, none lost, none twice."""
        wanted = [f"n{number}@x.example" for number in range(200)]
        for number, name in enumerate(wanted):
            arrive(world, name, minutes_ago=200 - number)
        first = world.open().changes(None)
        assert first.more
        assert len(first.arrivals) < 200
        rest, _ = drain(world.open(), first.cursor)
        assert names(first.arrivals) + rest == wanted

    def test_old_messages_do_not_end_a_page_early(self, world: World) -> None:
        """The window holds on every page of a long look-back, also beside arrivals during it."""
        for number in range(70):
            arrive(world, f"old{number}@x.example", days_ago=LOOKBACK.days + 1 + number)
            arrive(world, f"new{number}@x.example", minutes_ago=100 - number)
        first = world.open().changes(None)
        arrive(world, "late@x.example")
        rest, _ = drain(world.open(), first.cursor)
        wanted = [*(f"new{number}@x.example" for number in range(70)), "late@x.example"]
        assert sorted(names(first.arrivals) + rest) == sorted(wanted)

    def test_a_repeated_lookback_keeps_its_window(self, world: World) -> None:
        """Old messages that came late are not part of a later look-back, on any of its pages."""
        mailbox = world.open()
        wanted = [f"new{number}@x.example" for number in range(70)]
        for number, name in enumerate(wanted):
            arrive(world, name, minutes_ago=100 - number)
        _, cursor = drain(mailbox, None)
        for number in range(70):
            arrive(world, f"old{number}@x.example", days_ago=LOOKBACK.days + 1 + number)
        assert len(drain(mailbox, cursor)[0]) == 70
        assert drain(world.open(), None)[0] == wanted

    def test_arrivals_between_pages_are_reported(self, world: World) -> None:
        """What arrives while the pages are read is reported by a later page."""
        mailbox = world.open()
        for number in range(120):
            arrive(world, f"n{number}@x.example", minutes_ago=300 - number)
        found: list[str] = []
        cursor, more = None, True
        for late in ("late1@x.example", "late2@x.example"):
            batch = mailbox.changes(cursor)
            found, cursor = found + names(batch.arrivals), batch.cursor
            arrive(world, late)
        while more:
            batch = mailbox.changes(cursor)
            found, cursor, more = found + names(batch.arrivals), batch.cursor, batch.more
        wanted = [f"n{number}@x.example" for number in range(120)]
        assert sorted(found) == sorted([*wanted, "late1@x.example", "late2@x.example"])

    def test_a_cursor_can_be_used_again(self, world: World) -> None:
        """Asking twice with one cursor, as after a lost commit, reports the same messages."""
        mailbox = world.open()
        _, cursor = drain(mailbox, None)
        arrive(world, "a@x.example")
        assert names(mailbox.changes(cursor).arrivals) == ["a@x.example"]
        arrive(world, "b@x.example")
        assert drain(world.open(), cursor)[0] == ["a@x.example", "b@x.example"]

    def test_a_cursor_outlives_a_restart(self, world: World) -> None:
        """A new object goes on from the cursor that an earlier one gave."""
        arrive(world, "a@x.example")
        _, cursor = drain(world.open(), None)
        arrive(world, "b@x.example")
        assert drain(world.open(), cursor)[0] == ["b@x.example"]

    def test_an_old_message_that_comes_late_is_reported(self, world: World) -> None:
        """After the first look, a message is reported however old its date is."""
        mailbox = world.open()
        arrive(world, "a@x.example")
        _, cursor = drain(mailbox, None)
        arrive(world, "ancient@x.example", days_ago=900)
        assert drain(mailbox, cursor)[0] == ["ancient@x.example"]

    @pytest.mark.parametrize("cursor", ["nonsense", "0123456789abcdef:7", "", "\x00", "9" * 5000])
    def test_an_unknown_cursor_means_the_lookback_again(self, world: World, cursor: str) -> None:
        """A cursor that makes no sense repeats the window; it neither fails nor skips."""
        arrive(world, "a@x.example")
        assert drain(world.open(), cursor)[0] == ["a@x.example"]

    def test_a_forgotten_cursor_leaves_no_gap(self, world: World) -> None:
        """When the provider forgets the cursor, the window is repeated with what is new."""
        arrive(world, "a@x.example", minutes_ago=9)
        _, cursor = drain(world.open(), None)
        world.expire_cursors()
        arrive(world, "b@x.example")
        found, cursor = drain(world.open(), cursor)
        assert found == ["a@x.example", "b@x.example"]
        assert drain(world.open(), cursor)[0] == []

    def test_sent_mail_is_no_arrival(self, world: World) -> None:
        """Neither what the rep sends nor our drafts are reported as arrivals."""
        mailbox = world.open()
        _, cursor = drain(mailbox, None)
        arrive(world, "s@x.example", folder=Folder.SENT)
        mailbox.place_draft(letter(), key())
        assert drain(mailbox, cursor)[0] == []

    def test_a_broken_message_does_not_stop_the_others(self, world: World) -> None:
        """Bytes that are hardly a mail are reported as they are, and so is the mail after them."""
        world.deliver(b"\xff\xfe not a mail", folder=Folder.INBOX, received=NOW)
        long = b"References: " + b"<" * 200_000 + b"\r\n\r\nx"
        world.deliver(long, folder=Folder.INBOX, received=NOW)
        arrive(world, "a@x.example")
        found, _ = drain(world.open(), None)
        assert len(found) == 3
        assert "a@x.example" in found

    def test_arrivals_say_where_they_lie(self, world: World) -> None:
        """An arrival carries its folder, its own id and its conversation's id."""
        arrive(world, "a@x.example")
        arrive(world, "b@x.example", references=("a@x.example",))
        arrivals = world.open().changes(None).arrivals
        assert {arrival.folder for arrival in arrivals} == {Folder.INBOX}
        assert len({arrival.ref.id for arrival in arrivals}) == 2
        assert len({arrival.ref.thread for arrival in arrivals}) == 1

    # Thread and correspondence

    def test_a_thread_is_the_whole_conversation(self, world: World) -> None:
        """A thread holds both sides' messages, oldest first, and nobody else's."""
        arrive(world, "q@x.example", days_ago=9)
        arrive(world, "a@own.example", days_ago=8, folder=Folder.SENT, references=("q@x.example",))
        arrive(world, "other@x.example", days_ago=7, subject="Something else")
        chain = ("q@x.example", "a@own.example")
        arrive(world, "po@x.example", days_ago=1, references=chain)
        mailbox = world.open()
        arrivals = mailbox.changes(None).arrivals
        po = next(one for one in arrivals if b"<po@x.example>" in one.content)
        thread = mailbox.thread(po.ref)
        assert names(thread) == ["q@x.example", "a@own.example", "po@x.example"]
        assert [one.folder for one in thread] == [Folder.INBOX, Folder.SENT, Folder.INBOX]

    def test_a_message_without_a_conversation_is_its_own_thread(self, world: World) -> None:
        """The thread of a single message is that message."""
        arrive(world, "a@x.example")
        arrive(world, "b@x.example", subject="Another matter")
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
            arrive(world, f"{name}@id.example", sender=sender)
        found = names(world.open().correspondence("acme.example", limit=50))
        assert sorted(found) == ["below@id.example", "exact@id.example", "upper@id.example"]

    def test_correspondence_has_both_directions_and_copies(self, world: World) -> None:
        """Mail to the domain and mail that only copies it in count like mail from it."""
        arrive(world, "from@id.example", sender="a@acme.example", days_ago=3)
        arrive(
            world,
            "to@id.example",
            sender=str(REP),
            to="B <b@acme.example>, c@else.example",
            folder=Folder.SENT,
            days_ago=2,
        )
        arrive(world, "cc@id.example", cc='"Doe, John" <j@acme.example>', days_ago=1)
        found = names(world.open().correspondence("acme.example", limit=50))
        assert found == ["from@id.example", "to@id.example", "cc@id.example"]

    def test_correspondence_keeps_the_newest(self, world: World) -> None:
        """With more messages than the limit the newest are returned, oldest first."""
        for number in range(12):
            arrive(world, f"n{number}@id.example", days_ago=12 - number)
        found = names(world.open().correspondence("nordkraft.example", limit=3))
        assert found == ["n9@id.example", "n10@id.example", "n11@id.example"]

    def test_correspondence_with_one_person(self, world: World) -> None:
        """A whole address instead of a domain finds that person alone."""
        arrive(world, "one@id.example", sender="ana@freemail.example")
        arrive(world, "two@id.example", sender="mariana@freemail.example")
        found = names(world.open().correspondence("ana@freemail.example", limit=9))
        assert found == ["one@id.example"]
