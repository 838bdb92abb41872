"""Says what kind of business paper a document is: as its format states it, or by its title."""

import re
from collections.abc import Sequence

from assistant.content.phrases import Phrases
from assistant.content.tenor import load as load_tenor
from assistant.content.wording import fold, letters
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Document
from assistant.domain.order import ORDER_KINDS, Signal
from assistant.domain.paper import Paper, Part
from assistant.domain.people import Rep
from assistant.pipeline import tenor
from assistant.pipeline.about import FORM, not_ours
from assistant.pipeline.headings import Title, titles
from assistant.pipeline.labels import Label, labels
from assistant.pipeline.words import words

_HEAD = 3000  # characters in which a title stands
_APART = re.compile(r"\s*(?:\n|\Z|\d)|[ \t]{2}")  # what follows a label that is no prose
_REVISED = re.compile(r"[ .:#]{0,40}0{0,3}([1-9]\d?)(?![\w./,-])")
_VERSIONS = ("version", "ver", "versión", "versão", "versione", "versie")
_FIRST = (Kind.PO_CANCELLATION, Kind.PO_REVISION, Kind.NEW_PO)
_OF_THE_BUYER = (Part.CONTACT, Part.ORIGINATOR, Part.APPROVER)
_SURE = 3  # the weight of a title that no other words may overrule
_BLOCK = 200  # characters after a label in which its company stands


def kind_of(document: Document, phrases: Phrases, rep: Rep) -> Signal | None:
    """The document's kind as a signal whose code is the kind, or None when nothing says.

    What a machine format states is certain; else the title decides. Changes and cancellations
    count before a new PO; a PO on which our own company is the buyer is no received PO and
    comes back as `Kind.OUTGOING`.
    """
    if document.papers:
        return _stated(document, rep)
    if document.mail:
        return None
    text = head(document)
    found = [one for one in titles(text, phrases) if not _is_reference(one)]
    best = _best(found) or _untitled(text, phrases)
    if best is None or best.weight < _SURE:
        meant = tenor.kind_of(text, load_tenor(), rep)
        best = Title(meant[0], _SURE, text.find(meant[1]), meant[1]) if meant else best
    if best is None or best.kind is Kind.OTHER:
        return None
    if best.kind is Kind.NEW_PO and tenor.opens_as_other(text, best.quote, load_tenor()):
        return None
    kind, quote = best.kind, best.quote
    if kind is Kind.NEW_PO:
        if best.weight < 2 and not _numbered(text, phrases):
            return None
        if _is_ours(text, phrases, rep):
            kind = Kind.OUTGOING
        elif revised := _revision(text, phrases):
            kind, quote = Kind.PO_REVISION, revised
    return Signal(kind.value, document.name, quote)


def head(document: Document) -> str:
    """The part of a document's text in which its title stands."""
    return "\n".join(document.pages)[:_HEAD]


def _stated(document: Document, rep: Rep) -> Signal:
    """Of several messages in a file a change is told before an order, and both before others."""
    papers = {one.kind: one for one in reversed(document.papers)}
    kind = next((one for one in _FIRST if one in papers), document.papers[0].kind)
    paper = papers[kind]
    if kind in ORDER_KINDS and _is_our_order(paper, rep):
        kind = Kind.OUTGOING
    return Signal(kind.value, document.name, paper.form)


def _is_our_order(paper: Paper, rep: Rep) -> bool:
    """Whether we buy with it: our name or address stands on the buyer's side, not the seller's."""
    company = letters(rep.company)
    names = {fact.name: letters(fact.value) for fact in paper.facts}
    if company and company in names.get(FactName.SUPPLIER, ""):
        return False
    if company and company in names.get(FactName.CUSTOMER, ""):
        return True
    buyers = [one.email for one in paper.people if one.part in _OF_THE_BUYER and one.email]
    return any(rep.owns(Address(email)) for email in buyers)


def _is_reference(title: Title) -> bool:
    """ "Your quote" names the reader's paper and is no title."""
    named = load_tenor().reference.search(fold(title.quote))
    return title.kind is Kind.QUOTE and named is not None


def _best(found: Sequence[Title]) -> Title | None:
    """The weightiest title; beside an order's, that of a change or a cancellation."""
    if not found:
        return None
    best = max(found, key=lambda title: (title.weight, -title.place))
    if best.kind is not Kind.NEW_PO:
        return best
    changes = [one for kind in _FIRST[:2] for one in found if one.kind is kind]
    return next(iter(changes), best)


def _untitled(text: str, phrases: Phrases) -> Title | None:
    """A paper without a title: laid out as an order, or a letter that orders or cancels."""
    found = [one for one in labels(text, phrases) if _stands_alone(one, text)]
    number = next((one for one in found if "po_number" in one.names), None)
    if number and len({name for one in found for name in one.names} & FORM) >= 3:
        return Title(Kind.NEW_PO, 2, number.start, text[number.start : number.stop])
    said = words("body", text, phrases).hits(phrases.body, not_ours(phrases))
    letter = [one for kind in _FIRST for one in said if one.kind is kind]
    first = said[0].kind if said else None
    if not letter or (letter[0].kind is Kind.NEW_PO and first is not Kind.NEW_PO):
        return None
    return Title(letter[0].kind, 2, letter[0].start, letter[0].quote)


def _stands_alone(label: Label, text: str) -> bool:
    """Whether a label is printed as one, and is no part of a sentence."""
    before = text[max(label.start - 2, 0) : label.start]
    begins = not before.strip(" ") or before.endswith("\n")
    return begins and (label.colon or _APART.match(text, label.stop) is not None)


def _revision(text: str, phrases: Phrases) -> str:
    """The revision's label with a number that is no first issue's: "Revision 2", not "Rev. 0"."""
    for one in labels(text, phrases):
        number = _REVISED.match(text, one.stop) if "revision" in one.names else None
        # Systems that count versions begin with 1, those that count revisions with 0.
        if number and not (number[1] == "1" and one.text.endswith(_VERSIONS)):
            return " ".join(text[one.start : number.end()].split())
    return ""


def _numbered(head: str, phrases: Phrases) -> bool:
    wanted = {"po_number", "order_number"}
    return any(not wanted.isdisjoint(one.names) for one in labels(head, phrases))


def _is_ours(head: str, phrases: Phrases, rep: Rep) -> bool:
    """True if our company stands right behind a buyer's label and at no supplier's label."""
    company = letters(rep.company)
    if not company:
        return False
    found = labels(head, phrases)
    blocks = [(one.names, letters(head[one.end : one.end + _BLOCK])) for one in found]
    buys = any("customer" in names and block.startswith(company) for names, block in blocks)
    sells = any("supplier" in names and company in block for names, block in blocks)
    return buys and not sells
