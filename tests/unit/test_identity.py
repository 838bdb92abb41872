"""The same order is known again in any mail, and two orders are never taken for one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.content import desks, phrases
from assistant.domain.facts import Fact, FactName, Source, Status
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, MessageRef
from assistant.domain.order import Order
from assistant.pipeline.identity import Keys, keys, owner

PHRASES, DESKS = phrases.load(), desks.load()
BUYER, PORTAL = "keith@halvorsen.example", "no-reply@orders.portal.example"
LENA, OMAR = Address("lena@norvik.example"), Address("omar@norvik.example")


def order(number: str = "4711", *, sender: str = BUYER, name: str = "", words: str = "") -> Order:
    """An order mail as the read step leaves it."""
    source = Source("m", "po.pdf", 1, "x")
    stated = [(FactName.PO_NUMBER, number), (FactName.CUSTOMER, name)]
    return Order(
        origin=MessageRef("m", "t"),
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
        kind=Kind.NEW_PO,
        sender=Address(sender),
        message_id="<m@x>",
        references=(),
        subject="PO",
        domains=(sender.partition("@")[2],),
        facts=tuple(Fact(key, value, value, source) for key, value in stated if value),
        fingerprint=words,
    )


def same(first: Order, later: Order) -> bool:
    """Whether the later mail is known by what the first was filed under."""
    one, two = keys(first, PHRASES, DESKS), keys(later, PHRASES, DESKS)
    return not set(one.own).isdisjoint(two.known_as)


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (order("4711"), order("PO 4711")),
        (order("4711"), order("4711", sender="other@halvorsen.example")),
        (order("4711", name="Halvorsen AS"), order(sender=PORTAL, name="Halvorsen A/S")),
        (order(sender=PORTAL, name="Halvorsen Foods GmbH"), order(name="Halvorsen Foods")),
        (order(sender=PORTAL, name="Halvorsen"), order(sender=PORTAL, name="Halvorsen")),
        (order("", words="abc"), order("", words="abc")),
        (order(sender="jo@gmail.com"), order(sender="jo@gmail.com")),
    ],
)
def test_the_same_order_is_known_again(first: Order, later: Order) -> None:
    """Another mail, sender or portal changes nothing, in whatever order they come."""
    assert same(first, later)
    assert same(later, first)


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (order("4711"), order("4712")),
        (order("4711"), order("4711", sender="x@other.example")),
        (order("4711", name="Acme"), order("4711", sender="x@evil.example", name="Acme")),
        (order(sender="jo@gmail.com"), order(sender="ann@gmail.com")),
        (order(sender=PORTAL, name="Halvorsen"), order(sender=PORTAL, name="Acme")),
        (order("", words="abc"), order("", words="abd")),
        (order(sender=PORTAL, words="a"), order(sender=PORTAL, words="b")),
    ],
)
def test_two_orders_stay_two(first: Order, later: Order) -> None:
    """A customer's number is its own; a name that anybody can write joins nobody's mails."""
    assert not same(first, later)


def test_a_revision_is_the_same_order() -> None:
    """The number decides, whatever revision a paper carries."""
    mark = Fact(FactName.PO_REVISION, "B", "B", Source("m"))
    assert same(order(), replace(order(), facts=(*order().facts, mark)))


def test_a_name_that_is_only_guessed_joins_nothing() -> None:
    """An inferred customer is no key."""
    guessed = Fact(FactName.CUSTOMER, "Acme", "Acme", Source("m"), Status.INFERRED)
    portal = order(sender=PORTAL)
    assert keys(replace(portal, facts=(*portal.facts, guessed)), PHRASES, DESKS) == Keys(
        *[(f"{PORTAL.partition('@')[2]}|words|",)] * 2
    )


@pytest.mark.parametrize(
    ("recipients", "watched", "wanted"),
    [
        ((LENA, OMAR), {LENA.email, OMAR.email}, LENA.email),
        ((OMAR, LENA), {LENA.email, OMAR.email}, OMAR.email),
        ((OMAR, LENA), {LENA.email}, LENA.email),
        ((Address("orders@norvik.example"),), {LENA.email, OMAR.email}, LENA.email),
    ],
)
def test_one_rep_answers_for_an_order(
    recipients: tuple[Address, ...], watched: set[str], wanted: str
) -> None:
    """Of the reps with a copy it is the first the mail was written to whose mailbox is read."""
    assert owner(recipients, frozenset(watched), LENA) == wanted
