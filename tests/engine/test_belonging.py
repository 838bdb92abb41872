"""Two reps with the same PO make one order, whoever's mailbox is read first."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.content import desks, phrases
from assistant.domain.case import Case
from assistant.domain.facts import Fact, FactName, Source
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Message, MessageRef
from assistant.domain.order import Order, Verdict
from assistant.engine.belonging import Belonging, Ending
from assistant.engine.placing import Placing
from assistant.mail.local import LocalMailbox
from assistant.pipeline import identity
from assistant.store import database
from assistant.store.ledger import Ledger
from assistant.store.models import OrderState
from assistant.store.records import Seen

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PHRASES, DESKS = phrases.load(), desks.load()
LENA, OMAR = Address("lena@norvik.example", "Lena"), Address("omar@norvik.example", "Omar")
BUYER = Address("keith@halvorsen.example", "Keith")


class Office:
    """Two reps' mailboxes over one ledger."""

    def __init__(self, folder: Path, *watched: Address) -> None:
        self._ledger = Ledger(database.connect(folder / "office.sqlite"), lambda: NOW)
        self._folder = folder
        self._watched = frozenset(one.email for one in watched)

    def receive(self, rep: Address, *to: Address) -> Ending | None:
        """What becomes of the PO's copy in one rep's mailbox."""
        box = f"box-{rep.local}"
        message = Message(ref=MessageRef(box, "t"), sender=BUYER, to=to, date=NOW, subject="PO")
        number = Fact(FactName.PO_NUMBER, "4711", "4711", Source(box))
        case = Case(
            order=Order(
                origin=message.ref,
                received_at=NOW,
                kind=Kind.NEW_PO,
                sender=BUYER,
                message_id="<po@halvorsen.example>",
                references=(),
                subject="PO",
                domains=(BUYER.domain,),
                facts=(number,),
            )
        )
        seen = Seen(ref=message.ref, verdict=Verdict(Kind.NEW_PO), order_id=rep.local, case=case)
        self._ledger.record(box, [seen], "1")
        mailbox = LocalMailbox(self._folder / box, lookback=timedelta(days=9), clock=lambda: NOW)
        belonging = Belonging(
            mailbox_id=box,
            placing=Placing(mailbox, self._ledger),
            ledger=self._ledger,
            rep=rep,
            watched=lambda: self._watched,
            keys=lambda order: identity.keys(order, PHRASES, DESKS),
        )
        return belonging.settle(rep.local, case, message)


@pytest.mark.parametrize("first", [LENA, OMAR])
def test_the_rep_it_was_written_to_first_gets_the_letters(tmp_path: Path, first: Address) -> None:
    """The order of the header decides, not the order of the reading."""
    office = Office(tmp_path, LENA, OMAR)
    second = OMAR if first is LENA else LENA
    endings = {rep: office.receive(rep, OMAR, LENA) for rep in (first, second)}
    assert endings[OMAR] is None
    assert endings[LENA] == Ending(
        OrderState.DUPLICATE, "PO 4711 is with omar@norvik.example, who got it too"
    )


def test_a_copy_that_names_no_rep_goes_to_the_first_mailbox(tmp_path: Path) -> None:
    """A PO to a shared address that two mailboxes hold makes letters once."""
    office = Office(tmp_path, LENA, OMAR)
    desk = Address("orders@norvik.example")
    assert office.receive(LENA, desk) is None
    ending = office.receive(OMAR, desk)
    assert ending is not None
    assert (ending.state, ending.parent_id) == (OrderState.DUPLICATE, "lena")
    assert "another rep's mailbox" in ending.reason


def test_a_rep_whose_mailbox_is_not_read_takes_no_order_away(tmp_path: Path) -> None:
    """Whoever is watched answers for the order."""
    assert Office(tmp_path, LENA).receive(LENA, OMAR, LENA) is None
