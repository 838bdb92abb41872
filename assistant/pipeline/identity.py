"""Says what makes an order the same order in any mail that brings it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.content.desks import Desks
from assistant.content.phrases import Phrases
from assistant.content.wording import fold, letters
from assistant.domain.facts import FactName, first
from assistant.domain.mail import Address, Document, Message
from assistant.domain.order import Order, number_key

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Keys:
    """`own` are what an order is filed under, its name first; `known_as` what it may have
    been filed under by an earlier mail."""

    own: tuple[str, ...]
    known_as: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.own[0]


def keys(order: Order, phrases: Phrases, desks: Desks) -> Keys:
    """The order's keys: customer and PO number, whatever the revision.

    The customer is the sender's domain, at a free mail provider the one person, and behind a
    portal whoever the PO names. A name alone joins a portal's mail with a customer's, never
    two customers' mails: a name is anybody's to write. Without a number the words decide.
    """
    number = number_key(order.po_number)
    name = _company(order, phrases)
    named = f"{name}|{number}"
    if number and name and desks.is_robot(order.sender):
        return Keys((f"portal|{named}",), (f"portal|{named}", f"mail|{named}"))
    if number and not desks.is_robot(order.sender):
        whose = _whose(order.sender, phrases.free_mail)
        also = (f"mail|{named}",) if name else ()
        known = (f"portal|{named}",) if name else ()
        return Keys((f"{whose}|{number}", *also), (f"{whose}|{number}", *known))
    words = f"{_whose(order.sender, phrases.free_mail)}|words|{order.fingerprint}"
    return Keys((words,), (words,))


def fingerprint(message: Message, documents: Iterable[Document]) -> str:
    """The words of the papers, or else of the mail, so that a repeat without a number shows."""
    pages = [page for one in documents for page in one.pages] or [message.subject, message.body]
    return hashlib.sha256(letters(" ".join(pages)).encode()).hexdigest()[:32]


def owner(recipients: Iterable[Address], watched: frozenset[str], rep: Address) -> str:
    """Who of several reps with a copy answers for an order: the first watched one it was
    written to, in the order of its header; the rep whose copy this is, if it names none."""
    return next((one.email for one in recipients if one.email in watched), rep.email)


def _whose(sender: Address, free_mail: frozenset[str]) -> str:
    return sender.email if sender.domain in free_mail else sender.domain


def _company(order: Order, phrases: Phrases) -> str:
    """The customer's name as letters only, without its legal form; "" if not stated."""
    fact = first(order.facts, FactName.CUSTOMER)
    if fact is None or not fact.sure:
        return ""
    words = fold(fact.value).replace(",", " ").split()
    while len(words) > 1 and {words[-1], words[-1].strip(".")} & phrases.company_forms:
        words.pop()
    return letters(" ".join(words))[:_LONGEST_NAME]
