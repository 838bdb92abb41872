"""Gathers what a mail says for and against being an order: its words, its files, its papers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant.content.phrases import Phrases
from assistant.content.wording import holds
from assistant.domain.kind import Kind
from assistant.domain.mail import Attachment, Document, Message
from assistant.domain.order import ORDER_KINDS, Signal
from assistant.domain.people import Rep
from assistant.pipeline import about, forwards, lures, opening, papers
from assistant.pipeline.words import Hit, Words, file_words, without_marks, words
from assistant.ports import OpenDocument

_SUBJECT = 500
_BODY = 6000  # characters of the author's own words that are searched
_NOTHING_SAID = 40  # characters
_GREETING = 5  # words
_NEAR = 250  # characters around the words that hand over an order
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d")
# "VX-20/118" or "106187"; no year and no "KW 33".
_REFERENCE = re.compile(r"\b[A-Z]{1,6}[-/ ]?\d[\w/-]{2,}|\b(?!20\d\d\b)\d{4,}\b")
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?\n](?=\S))+")


@dataclass(slots=True)
class Evidence:
    """What was seen, by place. `subject` has lost its reply marks."""

    message: Message
    subject: Words
    body: Words
    names: tuple[Words, ...]
    is_reply: bool
    is_form: bool = False
    thing: bool = False  # the subject names drawings, a claim or the like, and no order
    subject_hits: list[Hit] = field(default_factory=list)
    body_hits: list[Hit] = field(default_factory=list)
    name_hits: list[Hit] = field(default_factory=list)
    portal_hits: list[Hit] = field(default_factory=list)
    altered: list[Hit] = field(default_factory=list)  # changes, of whatever order
    documents: list[Document] = field(default_factory=list)
    papers: list[Signal] = field(default_factory=list)
    stated: list[Signal] = field(default_factory=list)  # those of formats that machines exchange
    against: list[Signal] = field(default_factory=list)
    handed_over: list[Signal] = field(default_factory=list)
    accepted: list[Signal] = field(default_factory=list)
    demanded: list[Signal] = field(default_factory=list)
    numbers: list[Signal] = field(default_factory=list)  # "PO 4711", wherever it stands
    offers: list[Signal] = field(default_factory=list)
    conditions: list[Signal] = field(default_factory=list)
    listed: list[Signal] = field(default_factory=list)
    risks: tuple[Signal, ...] = ()

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Everything that was seen, for and against."""
        plain = [hit.signal for hit in self.hits]
        more = (*self.handed_over, *self.accepted, *self.demanded, *self.conditions)
        return (*self.papers, *plain, *more, *self.against, *self.risks)

    @property
    def hits(self) -> list[Hit]:
        """Every phrase of business papers that was found."""
        return [*self.subject_hits, *self.body_hits, *self.name_hits, *self.portal_hits]

    def paper(self, *kinds: Kind) -> Signal | None:
        """The first attached paper of one of these kinds."""
        return next((one for one in self.papers if one.code in kinds), None)

    def said(self, hits: Iterable[Hit], *kinds: Kind) -> Hit | None:
        """The first of these hits that is of one of these kinds."""
        return next((hit for hit in hits if hit.kind in kinds), None)

    def objection(self, *codes: str) -> Signal | None:
        """The first signal of these codes that speaks against a new order."""
        return next((one for one in self.against if one.code in codes), None)


def look(message: Message, rep: Rep, phrases: Phrases) -> Evidence:
    """What the mail's own words, names and header say; no file is opened.

    The words of a mail that the sender forwards count as his, if they are not ours.
    """
    subject, marks = without_marks(message.subject[:_SUBJECT], phrases)
    body = message.body[:_BODY]
    passed_on = forwards.topmost(message, rep, phrases)
    if passed_on:
        body = f"{body}\n\n{passed_on.body}"[:_BODY]
    seen = Evidence(
        message=replace(message, body=body),
        subject=words("subject", subject, phrases),
        body=words("body", body, phrases),
        names=tuple(file_words(one.name, phrases) for one in message.attachments if one.name),
        is_reply=any(mark not in phrases.forwards for mark in marks),
    )
    ours = about.not_ours(phrases)
    seen.subject_hits = seen.subject.hits(phrases.subject, ours)
    if not seen.subject.text.isascii():
        seen.subject_hits += seen.subject.written(phrases.written)
    seen.body_hits = seen.body.hits(phrases.body, ours)
    for name in seen.names:
        seen.name_hits += name.hits(phrases.subject, ours) or name.written(phrases.written)
    for text in (seen.subject, seen.body):
        seen.portal_hits += about.portal(text, message, phrases)
        seen.altered += text.hits(phrases.altered, ours)
    seen.is_form = about.is_form(body, phrases)
    seen.thing = about.is_thing(seen.subject, phrases)
    _weigh(seen, phrases)
    seen.risks = lures.risks(message, phrases, (seen.subject, seen.body))
    return seen


def _weigh(seen: Evidence, phrases: Phrases) -> None:
    """Adds what speaks against a new order, and the words that hand one over."""
    seen.listed = seen.body.signals("to-a-list", phrases.to_a_list)
    for text in (seen.subject, seen.body):
        seen.against += text.signals("complaint", phrases.complaint)
        seen.against += text.signals("claim", phrases.claim)
        seen.against += text.signals("chat", phrases.chat)
        seen.against += text.signals("other-orders", phrases.legal)
        seen.demanded += text.signals("demanded", phrases.demands)
        seen.conditions += text.signals("conditional", phrases.conditional)
        seen.offers += text.signals("offer", phrases.offers)
        seen.accepted += text.signals("accepted", phrases.accepts)
        seen.numbers += text.signals("order-number", phrases.numbers)
    for text in (seen.subject, seen.body, *seen.names):
        seen.against += text.signals("old-order", phrases.old)
    seen.demanded += about.priced_lines(seen.body, phrases)
    if not seen.said(seen.body_hits, Kind.NEW_PO):
        seen.against += _only_about(seen.body, phrases)
    seen.handed_over = seen.body.signals("handed-over", phrases.handover)
    if seen.message.attachments:
        seen.handed_over += seen.body.signals("handed-over", phrases.requests)
    if seen.handed_over and not seen.said(seen.body_hits, Kind.NEW_PO):
        seen.against += _other_things(seen.body, phrases)
    given = next((one for one in phrases.written_handover if one in seen.body.text), None)
    if given:
        seen.handed_over.append(Signal("handed-over", "body", given))


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
        if not (any(text.find(phrases.answers)) or any(text.find(phrases.demands))):
            found += text.signals("about-an-order", phrases.about)
    return found[:1]


def _other_things(body: Words, phrases: Phrases) -> list[Signal]:
    """What a body hands over, if every sentence that does so names something.

    "Please find attached." hands over what the subject says, "attached our tax certificate"
    does not.
    """
    named: list[Signal] = []
    for sentence in _SENTENCE.findall(body.text):
        text = words(body.where, _without_greeting(sentence, phrases), phrases)
        if not _hands_over(text, phrases):
            continue
        told = set(_LETTERS.findall(text.folded))
        if not told - phrases.neutral - phrases.po_nouns:
            return []
        named.append(Signal("other-thing", body.where, body.quote(*_place(body, sentence))))
    return named[:1]


def _hands_over(text: Words, phrases: Phrases) -> bool:
    return any(text.find((*phrases.handover, *phrases.requests)))


def _without_greeting(sentence: str, phrases: Phrases) -> str:
    """The sentence without the name it begins with: "Hi Tom, see attached"."""
    name, comma, rest = sentence.strip().partition(",")
    greets = comma and len(name.split()) <= _GREETING
    return rest if greets and _hands_over(words("body", rest, phrases), phrases) else sentence


def _place(body: Words, sentence: str) -> tuple[int, int]:
    start = body.text.find(sentence)
    return start, start + len(sentence)


def is_about_orders(seen: Evidence, phrases: Phrases) -> bool:
    """Whether anything in subject, body or file names speaks of business papers."""
    texts = (seen.subject, seen.body, *seen.names)
    nouns = any(holds(text.folded, noun) for text in texts for noun in phrases.po_nouns)
    return nouns or bool(seen.hits)


def open_papers(seen: Evidence, rep: Rep, phrases: Phrases, open_document: OpenDocument) -> None:
    """Opens the files that may hold an order; adds their papers and their dangers."""
    # A scanner's mail says nothing at all.
    ordered = is_about_orders(seen, phrases) or len(seen.body.text.strip()) < _NOTHING_SAID
    for file in opening.chosen(seen.message, phrases):
        if opening.is_picture(file, phrases) and not ordered:
            continue
        if _plausible(file, seen):
            seen.documents += open_document(file)
    for document in seen.documents:
        kind = papers.kind_of(document, phrases, rep)
        if kind is None:
            continue
        seen.papers.append(kind)
        if document.papers:
            seen.stated.append(kind)
        if kind.code in ORDER_KINDS:
            head = words(document.name, papers.head(document), phrases)
            seen.conditions += head.signals("conditional", phrases.conditional_paper)
    seen.risks += lures.inside(seen.documents, phrases, seen.body)


def _plausible(attachment: Attachment, seen: Evidence) -> bool:
    """False for a file whose name is all the mail says, and says that it is another paper."""
    named = {hit.kind for hit in seen.name_hits if hit.where == attachment.name}
    told = seen.subject_hits or seen.body_hits or seen.accepted or seen.offers
    return not named or bool(named & ORDER_KINDS) or bool(told)


def numbered(seen: Evidence, said: Hit) -> bool:
    """A number in the subject or near the words that hand over the order."""
    near = seen.body.text[max(said.start - _NEAR, 0) : said.start + _NEAR]
    return bool(_NUMBER.search(seen.subject.text) or _NUMBER.search(near))


def names_an_order(seen: Evidence) -> bool:
    """Whether the mail gives an order's number, or one that reads like a document's."""
    texts = (seen.subject.text, seen.body.text)
    return bool(seen.numbers) or any(_REFERENCE.search(text) for text in texts)


def has_numbers(seen: Evidence) -> bool:
    """Whether subject, body or a file name holds a figure."""
    texts = (seen.subject, seen.body, *seen.names)
    return any(_NUMBER.search(text.text) for text in texts)
