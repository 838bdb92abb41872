"""Gathers what a mail says for and against being an order: its words, its files, its papers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.content.phrases import Phrases
from assistant.content.wording import holds
from assistant.domain.kind import Kind
from assistant.domain.mail import Attachment, Message
from assistant.domain.order import ORDER_KINDS, Signal
from assistant.domain.people import Rep
from assistant.pipeline import lures, papers
from assistant.pipeline.labels import labels
from assistant.pipeline.words import Hit, Unless, Words, ending, file_words, is_robot, words
from assistant.ports import OpenDocument

_SUBJECT = 500
_BODY = 6000  # characters of the author's own words that are searched
_NEAR = 250  # characters around the words that hand over an order
_MOST_DOCUMENTS = 6
_READABLE_TYPES = ("application/pdf", "text/plain")
_REPLY = re.compile(r"\s*([^\W\d_]{1,8})(?:\[\d+\])?\s?:\s*")
_NUMBER = re.compile(r"\d")
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?\n](?=\S))+")
# "Invoice address", "the address has changed, see PO", "photos from PO 1": no such kind.
_MAY_NAME_THINGS = (Kind.NEW_PO, Kind.PO_REVISION, Kind.INVOICE)


@dataclass(slots=True)
class Evidence:
    """What was seen, by place. `subject` has lost its reply marks."""

    message: Message
    subject: Words
    body: Words
    names: tuple[Words, ...]
    is_reply: bool
    is_form: bool = False
    subject_hits: list[Hit] = field(default_factory=list)
    body_hits: list[Hit] = field(default_factory=list)
    name_hits: list[Hit] = field(default_factory=list)
    portal_hits: list[Hit] = field(default_factory=list)
    papers: list[Signal] = field(default_factory=list)
    against: list[Signal] = field(default_factory=list)
    handed_over: list[Signal] = field(default_factory=list)
    risks: tuple[Signal, ...] = ()

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Everything that was seen, for and against."""
        hits = [*self.subject_hits, *self.body_hits, *self.name_hits, *self.portal_hits]
        plain = [hit.signal for hit in hits]
        return (*self.papers, *plain, *self.handed_over, *self.against, *self.risks)

    def paper(self, *kinds: Kind) -> Signal | None:
        """The first attached paper of one of these kinds."""
        return next((one for one in self.papers if one.code in kinds), None)

    def said(self, hits: Iterable[Hit], *kinds: Kind) -> Hit | None:
        """The first of these hits that is of one of these kinds."""
        return next((hit for hit in hits if hit.kind in kinds), None)

    def objection(self, *codes: str) -> Signal | None:
        """The first signal of these codes that speaks against a new order."""
        return next((one for one in self.against if one.code in codes), None)

    @property
    def has_order_words(self) -> bool:
        """True if any phrase of business papers was found."""
        hits = [*self.subject_hits, *self.body_hits, *self.name_hits, *self.portal_hits]
        return bool(hits)


def look(message: Message, phrases: Phrases) -> Evidence:
    """What the mail's own words, names and header say; no file is opened."""
    subject, is_reply = _without_marks(message.subject[:_SUBJECT], phrases)
    seen = Evidence(
        message=message,
        subject=words("subject", subject, phrases),
        body=words("body", message.body[:_BODY], phrases),
        names=tuple(file_words(one.name, phrases) for one in message.attachments if one.name),
        is_reply=is_reply,
    )
    seen.subject_hits = seen.subject.hits(phrases.subject, _not_ours(phrases))
    seen.body_hits = seen.body.hits(phrases.body, _not_ours(phrases))
    for name in seen.names:
        seen.name_hits += name.hits(phrases.subject, _not_ours(phrases))
    for text in (seen.subject, seen.body):
        seen.portal_hits += _portal(text, message, phrases)
    seen.is_form = _is_form(seen, phrases)
    if seen.has_order_words or seen.is_form or message.attachments:
        _weigh(seen, phrases)
    seen.risks = lures.risks(message, phrases, (seen.subject, seen.body))
    return seen


def _weigh(seen: Evidence, phrases: Phrases) -> None:
    """Adds what speaks against a new order, and the words that hand over a file."""
    for text in (seen.subject, seen.body):
        seen.against += text.signals("complaint", phrases.complaint)
        seen.against += text.signals("chat", phrases.chat)
        seen.against += text.signals("other-orders", phrases.legal)
    if not seen.said(seen.body_hits, Kind.NEW_PO):
        seen.against += _only_about(seen.body, phrases)
    seen.handed_over = seen.body.signals("handed-over", phrases.handover)


def _only_about(body: Words, phrases: Phrases) -> list[Signal]:
    """The words that make a body one about an order: "the visit under PO 4711".

    A sentence that asks for the order's confirmation is none, and nothing is if the body
    hands over its file in so many words: "Please find attached."
    """
    found: list[Signal] = []
    for sentence in _SENTENCE.findall(body.text):
        text = words(body.where, sentence.strip(" .!,"), phrases)
        given = sorted(text.find(phrases.handover))
        if given and given[0][0] == 0 and given[-1][1] == len(text.text):
            return []
        if not any(text.find(phrases.answers)):
            found += text.signals("about-an-order", phrases.about)
    return found[:1]


def _without_marks(subject: str, phrases: Phrases) -> tuple[str, bool]:
    """The subject without "Re:" and "FW:", and whether it had one."""
    rest, is_reply = subject, False
    while (match := _REPLY.match(rest)) and match[1].lower() in phrases.replies:
        rest, is_reply = rest[match.end() :], True
    return rest, is_reply


def _not_ours(phrases: Phrases) -> Unless:
    """Sorts out phrases that speak of the reader's own order ("your PO") or of a draft.

    Also those about another thing than the order: "the drawings for PO 4711", "the invoice
    address has changed", "the papers to the PO follow".
    """

    def unless(hit: Hit) -> bool:
        if hit.kind in ORDER_KINDS and any(_words(hit, hit.quote, phrases).find(phrases.theirs)):
            return True
        if hit.kind in (Kind.NEW_PO, Kind.INTENT) and _is_about(hit, phrases):
            return True
        return hit.kind in _MAY_NAME_THINGS and _is_thing(_told(hit, phrases), phrases)

    return unless


def _is_about(hit: Hit, phrases: Phrases) -> bool:
    """What the phrase says of an order is said of a thing for it: "drawings for PO 1 attached"."""
    near = _words(hit, f"{hit.before} {hit.quote}".strip(), phrases)
    reached = len(near.text) - len(hit.quote)
    about = any(end > reached for _, end in near.find(phrases.about))
    return about and not any(_words(hit, hit.quote, phrases).find(phrases.joined))


def _told(hit: Hit, phrases: Phrases) -> Words:
    """A subject or a file name speaks of one thing as a whole, a sentence of several."""
    if hit.where == "body":
        return _words(hit, hit.quote, phrases)
    return _words(hit, f"{hit.before} {hit.quote} {hit.after}", phrases)


def _words(hit: Hit, text: str, phrases: Phrases) -> Words:
    return words(hit.where, text, phrases)


def _is_thing(text: Words, phrases: Phrases) -> bool:
    """The text names drawings, certificates and the like, and no order beside them."""
    return any(text.find(phrases.things)) and not any(text.find(phrases.joined))


def _portal(text: Words, message: Message, phrases: Phrases) -> list[Hit]:
    """Portal phrases, if a robot wrote the mail or a portal is named in it."""
    sender = message.sender.email if message.sender else ""
    named = any(portal in text.folded or portal in sender for portal in phrases.portals)
    if not (named or message.automatic or is_robot(sender)):
        return []
    return text.hits(phrases.portal, _not_ours(phrases))


def is_about_orders(seen: Evidence, phrases: Phrases) -> bool:
    texts = (seen.subject, seen.body, *seen.names)
    nouns = any(holds(text.folded, noun) for text in texts for noun in phrases.po_nouns)
    return nouns or seen.has_order_words


def open_papers(
    seen: Evidence, rep: Rep, phrases: Phrases, open_document: OpenDocument
) -> list[Signal]:
    """The kinds of the attached papers that can be read."""
    plausible = [one for one in seen.message.attachments if _plausible(one, seen, phrases)]
    opened = [document for one in plausible[:_MOST_DOCUMENTS] for document in open_document(one)]
    kinds = (papers.kind_of(one, phrases, rep) for one in opened)
    return [kind for kind in kinds if kind]


def is_readable(attachment: Attachment, phrases: Phrases) -> bool:
    """Whether an attachment claims a form that may hold facts; pages and programs never do."""
    named = ending(attachment.name) in phrases.readable
    return named or attachment.media_type in _READABLE_TYPES


def _plausible(attachment: Attachment, seen: Evidence, phrases: Phrases) -> bool:
    """A readable format whose name does not already say that it is another paper."""
    if not is_readable(attachment, phrases):
        return False
    named = {hit.kind for hit in seen.name_hits if hit.where == attachment.name}
    return not named or bool(named & ORDER_KINDS) or bool(seen.subject_hits or seen.body_hits)


def numbered(seen: Evidence, said: Hit) -> bool:
    """A number in the subject or near the words that hand over the order."""
    near = seen.body.text[max(said.start - _NEAR, 0) : said.start + _NEAR]
    return bool(_NUMBER.search(seen.subject.text) or _NUMBER.search(near))


def has_numbers(seen: Evidence) -> bool:
    texts = (seen.subject, seen.body, *seen.names)
    return any(_NUMBER.search(text.text) for text in texts)


def _is_form(seen: Evidence, phrases: Phrases) -> bool:
    """The text holds a PO number label and two more of an order's labels, each with a colon."""
    names = {name for one in labels(seen.body.text, phrases) if one.colon for name in one.names}
    more = names & {"po_date", "delivery", "total", "plain_total", "supplier", "contact", "buyer"}
    return "po_number" in names and len(more) >= 2
