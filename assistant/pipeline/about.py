"""Tells what found words are about: an order, or a thing that only belongs to one."""

import re
from collections.abc import Iterable

from assistant.content.phrases import Phrases
from assistant.content.wording import Phrase, fold, holds
from assistant.domain.kind import Kind
from assistant.domain.mail import Message
from assistant.domain.order import ORDER_KINDS, Signal
from assistant.pipeline.labels import labels
from assistant.pipeline.words import Hit, Unless, Words, is_robot, words

# "Invoice address", "the address has changed, see PO", "photos from PO 1": no such kind.
# "Rev 0" is an order's first issue, and no change of it.
_FIRST_ISSUE = re.compile(r"\b(?:rev|revision|version|rev\.)[ .:]*0+\b", re.IGNORECASE)
_MAY_NAME_THINGS = (Kind.NEW_PO, Kind.PO_REVISION, Kind.INVOICE)
# "2 x Pump P20 @ 450.00" or "- 3 Stk Ventil zu 85,00 EUR": a line that only an order, an
# offer or an invoice has.
_PRICED = re.compile(
    r"^[\s*\-•]{0,4}\d{1,6}[ \t]*(?:[x×][ \t]*)?[^\W\d_][^\n]{2,90}?[\s@€$£]"
    r"\d{1,9}(?:[.,\s]\d{3})*[.,]\d{2}[ \t]*(?:[^\W\d_]{1,4}|[€$£])?[ \t]*(?:[^\d\n]{0,20})$",
    re.MULTILINE,
)
# Labels of which an order has several, beside its number's.
FORM = frozenset(
    {"po_date", "delivery", "total", "plain_total", "net_total", "supplier", "contact", "buyer"}
)


def not_ours(phrases: Phrases) -> Unless:
    """Sorts out phrases that speak of the reader's own order ("your PO") or of a draft.

    Also those about another thing than the order: "the drawings for PO 4711", "the invoice
    address has changed", "the papers to the PO follow".
    """

    def unless(hit: Hit) -> bool:
        return any(one(hit, phrases) for one in _DOUBTS)

    return unless


def portal(text: Words, message: Message, phrases: Phrases) -> list[Hit]:
    """Portal phrases, if a robot wrote the mail or a portal is named in it."""
    sender = message.sender.email if message.sender else ""
    named = any(portal in text.folded or portal in sender for portal in phrases.portals)
    if not (named or message.automatic or is_robot(sender)):
        return []
    return text.hits(phrases.portal, not_ours(phrases))


def is_form(text: str, phrases: Phrases) -> bool:
    """The text holds a PO number label and two more of an order's labels, each with a colon."""
    names = {name for one in labels(text, phrases) if one.colon for name in one.names}
    return "po_number" in names and len(names & FORM) >= 2


def priced_lines(body: Words, phrases: Phrases) -> list[Signal]:
    """The first line of a body with a quantity, a thing and its price, unless the reader's
    own order is spoken of ("your order: 2 pumps at 450.00")."""
    line = _PRICED.search(body.text)
    if line is None or any(body.find(phrases.theirs)):
        return []
    return [Signal("demanded", body.where, body.quote(*line.span()))]


def _wants_a_number(hit: Hit, phrases: Phrases) -> bool:
    """ "Please quote our PO on all invoices" asks for no quotation."""
    near = " ".join(fold(hit.after).split()[:4])
    return any(holds(near, noun) for noun in phrases.po_nouns)


def _is_about(hit: Hit, phrases: Phrases) -> bool:
    """What the phrase says of an order is said of a thing for it: "drawings for PO 1 attached"."""
    near = _words(hit, f"{hit.before} {hit.quote}".strip(), phrases)
    return _reaches(hit, phrases.about, phrases) and not any(near.find(phrases.joined))


def _begins_before(hit: Hit, listed: Iterable[Phrase], phrases: Phrases) -> bool:
    """Whether one of the listed phrases leads from the words before a hit into it."""
    near = _words(hit, f"{hit.before} {hit.quote}".strip(), phrases)
    starts = len(near.text) - len(hit.quote)
    joined = any(near.find(phrases.joined))
    return not joined and any(one < starts < end for one, end in near.find(listed))


def _reaches(hit: Hit, listed: Iterable[Phrase], phrases: Phrases) -> bool:
    """Whether one of the listed phrases ends within the hit, with the words before it."""
    near = _words(hit, f"{hit.before} {hit.quote}".strip(), phrases)
    reached = len(near.text) - len(hit.quote)
    return any(end > reached for _, end in near.find(listed))


def _told(hit: Hit, phrases: Phrases) -> Words:
    """A subject or a file name speaks of one thing as a whole, a sentence of several."""
    if hit.where == "body":
        return _words(hit, hit.quote, phrases)
    return _words(hit, f"{hit.before} {hit.quote} {hit.after}", phrases)


def _words(hit: Hit, text: str, phrases: Phrases) -> Words:
    return words(hit.where, text, phrases)


def is_thing(text: Words, phrases: Phrases) -> bool:
    """The text names drawings, certificates and the like, and no order beside them."""
    return any(text.find(phrases.things)) and not any(text.find(phrases.joined))


def _is_theirs(hit: Hit, phrases: Phrases) -> bool:
    """ "Your PO", "a draft purchase order"; or led into by "for the meeting about PO 1"."""
    return hit.kind in ORDER_KINDS and (
        _reaches(hit, phrases.theirs, phrases) or _begins_before(hit, phrases.about, phrases)
    )


def _is_first_issue(hit: Hit, _phrases: Phrases) -> bool:
    revised = hit.kind is Kind.PO_REVISION
    return revised and _FIRST_ISSUE.search(f"{hit.quote} {hit.after}") is not None


def _is_asked_for(hit: Hit, phrases: Phrases) -> bool:
    """ "Order confirmation needed" is none, "please quote our PO" asks for no quotation."""
    if hit.kind is Kind.ORDER_ACKNOWLEDGEMENT and hit.where == "subject":
        return any(_told(hit, phrases).find(phrases.wanted))
    return hit.kind is Kind.RFQ and _wants_a_number(hit, phrases)


def _is_of_a_thing(hit: Hit, phrases: Phrases) -> bool:
    if hit.kind in (Kind.NEW_PO, Kind.INTENT) and _is_about(hit, phrases):
        return True
    return hit.kind in _MAY_NAME_THINGS and is_thing(_told(hit, phrases), phrases)


_DOUBTS = (_is_theirs, _is_first_issue, _is_asked_for, _is_of_a_thing)
