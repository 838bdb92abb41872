"""Decides what a mail is, seen from the rep: a received PO, a change of one, or something else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.content.phrases import Phrases
from assistant.domain.mail import Attachment, Folder, Message
from assistant.domain.order import ORDER_KINDS, Kind, Signal, Verdict
from assistant.domain.people import Rep
from assistant.pipeline import lures, papers
from assistant.pipeline.labels import labels
from assistant.pipeline.words import Hit, Words, ending, file_words, words
from assistant.ports import OpenDocument

_BODY = 6000  # characters of the author's own words that are searched
_MOST_DOCUMENTS = 6
_REPLY = re.compile(r"\s*([^\W\d_]{1,8})(?:\[\d+\])?\s?:\s*")
_NUMBER = re.compile(r"\d")
_ROBOT = re.compile(r"no[._-]?reply|do[._-]?not[._-]?reply|ordersender|notification|automat")

# An order of business papers for words that stand in the same place.
_PAPERS = (
    Kind.SHIPPING, Kind.INVOICE, Kind.ORDER_ACKNOWLEDGEMENT, Kind.RFQ, Kind.QUOTE, Kind.INTENT,
)  # fmt: skip
# A customer answers these with a PO, so they do not speak against one.
_BEFORE_ORDER = frozenset({Kind.RFQ, Kind.QUOTE, Kind.INTENT})


@dataclass(slots=True)
class _Evidence:
    """What was seen, by place. `subject` has lost its reply marks."""

    message: Message
    subject: Words
    body: Words
    names: tuple[Words, ...]
    is_reply: bool
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
        hits = [*self.subject_hits, *self.body_hits, *self.name_hits, *self.portal_hits]
        plain = [hit.signal for hit in hits]
        return (*self.papers, *plain, *self.handed_over, *self.against, *self.risks)

    def paper(self, *kinds: Kind) -> Signal | None:
        return next((one for one in self.papers if one.code in kinds), None)

    def said(self, hits: Iterable[Hit], *kinds: Kind) -> Hit | None:
        return next((hit for hit in hits if hit.kind in kinds), None)

    def objection(self, *codes: str) -> Signal | None:
        return next((one for one in self.against if one.code in codes), None)

    @property
    def has_order_words(self) -> bool:
        hits = [*self.subject_hits, *self.body_hits, *self.name_hits, *self.portal_hits]
        return bool(hits)


def triage(
    message: Message, rep: Rep, phrases: Phrases, open_document: OpenDocument
) -> Verdict:
    """The kind of a mail, with every signal for and against, and one sentence why.

    Only the author's own words count, never the quoted history. `open_document` is called
    for inbound mail only, and only for attachments that may be business papers.
    """
    if message.folder is Folder.SENT or (message.sender and rep.owns(message.sender)):
        return Verdict(Kind.OUTGOING, reason="The mail comes from our own side.")
    seen = _look(message, phrases)
    if seen.risks and _is_about_orders(seen, phrases):
        danger = seen.risks[0]
        return _verdict(Kind.LURE, seen, "It talks of an order but carries a danger sign", danger)
    if message.bulk and not seen.portal_hits and not (seen.has_order_words and message.attachments):
        return _verdict(Kind.NEWSLETTER, seen, "It was sent to a list")
    robot = seen.subject.signals("automatic-answer", phrases.automatic)
    if robot:
        return _verdict(Kind.OTHER, seen, "It is an automatic answer", robot[0])
    seen.papers = _open(seen, rep, phrases, open_document)
    if message.bulk and not seen.portal_hits and not seen.paper(Kind.NEW_PO, Kind.PO_REVISION):
        return _verdict(Kind.NEWSLETTER, seen, "It was sent to a list")
    return _decide(seen, phrases)


def _look(message: Message, phrases: Phrases) -> _Evidence:
    subject, is_reply = _without_marks(message.subject, phrases)
    seen = _Evidence(
        message=message,
        subject=words("subject", subject, phrases),
        body=words("body", message.body[:_BODY], phrases),
        names=tuple(file_words(one.name, phrases) for one in message.attachments if one.name),
        is_reply=is_reply,
    )
    seen.subject_hits = _ours(seen.subject, seen.subject.hits(phrases.subject), phrases)
    seen.body_hits = _ours(seen.body, seen.body.hits(phrases.body), phrases)
    for name in seen.names:
        seen.name_hits += [hit for hit in name.hits(phrases.subject) if ending(name.where)]
    for text in (seen.subject, seen.body):
        seen.portal_hits += _portal(text, message, phrases)
        seen.against += text.signals("complaint", phrases.complaint)
        seen.against += text.signals("chat", phrases.chat)
        seen.against += text.signals("other-orders", phrases.legal)
    seen.handed_over = seen.body.signals("handed-over", phrases.handover)
    seen.risks = lures.risks(message, phrases, (seen.subject, seen.body))
    return seen


def _without_marks(subject: str, phrases: Phrases) -> tuple[str, bool]:
    """The subject without "Re:" and "FW:", and whether it had one."""
    rest, is_reply = subject, False
    while (match := _REPLY.match(rest)) and match[1].lower() in phrases.replies:
        rest, is_reply = rest[match.end() :], True
    return rest, is_reply


def _ours(text: Words, hits: list[Hit], phrases: Phrases) -> list[Hit]:
    """Hits without order phrases that speak of the reader's own order: "your PO"."""
    kept = []
    for hit in hits:
        if hit.kind in ORDER_KINDS:
            span = words(text.where, hit.quote, phrases)
            if span.signals("theirs", phrases.theirs):
                continue
        kept.append(hit)
    return kept


def _portal(text: Words, message: Message, phrases: Phrases) -> list[Hit]:
    """Portal phrases, if a robot wrote the mail or a portal is named in it."""
    sender = message.sender.email if message.sender else ""
    named = any(portal in text.folded or portal in sender for portal in phrases.portals)
    if not (named or message.automatic or _ROBOT.search(sender)):
        return []
    return _ours(text, text.hits(phrases.portal), phrases)


def _is_about_orders(seen: _Evidence, phrases: Phrases) -> bool:
    texts = (seen.subject, seen.body, *seen.names)
    nouns = any(
        re.search(rf"(?<!\w){re.escape(noun)}(?!\w)", text.folded)
        for text in texts
        for noun in phrases.po_nouns & text.present
    )
    return nouns or seen.has_order_words


def _open(
    seen: _Evidence, rep: Rep, phrases: Phrases, open_document: OpenDocument
) -> list[Signal]:
    """The kinds of the attached papers that can be read."""
    found = []
    for attachment in [one for one in seen.message.attachments if _plausible(one, seen, phrases)][
        :_MOST_DOCUMENTS
    ]:
        kind = papers.kind_of(open_document(attachment), phrases, rep)
        if kind:
            found.append(kind)
    return found


def _plausible(attachment: Attachment, seen: _Evidence, phrases: Phrases) -> bool:
    """A readable format whose name does not already say that it is another paper."""
    if ending(attachment.name) not in phrases.readable | {""} and not (
        attachment.media_type in ("application/pdf", "text/plain")
    ):
        return False
    named = {hit.kind for hit in seen.name_hits if hit.where == attachment.name}
    return not named or bool(named & ORDER_KINDS) or bool(seen.subject_hits or seen.body_hits)


def _decide(seen: _Evidence, phrases: Phrases) -> Verdict:
    for step in (_own_order, _changed, _from_portal, _acknowledged, _ordered, _paper_or_subject):
        verdict = step(seen, phrases)
        if verdict:
            return verdict
    said = seen.said(seen.body_hits, *_PAPERS)
    if said and not seen.objection("complaint"):
        return _verdict(said.kind, seen, "Its text says what it is", said.signal)
    return _verdict(Kind.OTHER, seen, "Nothing in it speaks for a received order")


def _own_order(seen: _Evidence, _phrases: Phrases) -> Verdict | None:
    ours = seen.paper(Kind.OUTGOING)
    if ours and not seen.paper(Kind.NEW_PO):
        return _verdict(Kind.OTHER, seen, "The attached order names us as the buyer", ours)
    return None


def _changed(seen: _Evidence, _phrases: Phrases) -> Verdict | None:
    """Changes and cancellations are looked for before new orders."""
    for kind in (Kind.PO_CANCELLATION, Kind.PO_REVISION):
        paper = seen.paper(kind)
        if paper:
            return _verdict(kind, seen, "The attached paper is titled so", paper)
    if seen.objection("complaint", "chat") and not seen.handed_over:
        return None
    for kind in (Kind.PO_CANCELLATION, Kind.PO_REVISION):
        said = seen.said(seen.body_hits, kind) or seen.said(seen.portal_hits, kind)
        if not seen.is_reply or seen.handed_over:
            said = seen.said(seen.subject_hits, kind) or said or seen.said(seen.name_hits, kind)
        if said:
            return _verdict(kind, seen, "It speaks of a change to an order", said.signal)
    return None


def _from_portal(seen: _Evidence, _phrases: Phrases) -> Verdict | None:
    said = seen.said(seen.portal_hits, Kind.NEW_PO)
    if said and _numbers(seen) and not seen.objection("chat"):
        return _verdict(Kind.NEW_PO, seen, "A purchasing portal announces an order", said.signal)
    return None


def _acknowledged(seen: _Evidence, _phrases: Phrases) -> Verdict | None:
    """Somebody confirms or ships an order of ours."""
    said = seen.said(seen.body_hits, Kind.ORDER_ACKNOWLEDGEMENT)
    if not (seen.said(seen.body_hits, Kind.NEW_PO) or seen.paper(Kind.NEW_PO)):
        said = (
            seen.said(seen.subject_hits, Kind.SHIPPING)
            or seen.said(seen.subject_hits, Kind.ORDER_ACKNOWLEDGEMENT)
            or said
            or seen.said(seen.body_hits, Kind.SHIPPING)
        )
    if said and not seen.objection("complaint"):
        return _verdict(said.kind, seen, "It answers an order that we placed", said.signal)
    return None


def _ordered(seen: _Evidence, phrases: Phrases) -> Verdict | None:
    """A new PO: by its paper, its text, its subject, its file name or its form."""
    said = seen.said(seen.body_hits, Kind.NEW_PO)
    paper = seen.paper(Kind.NEW_PO)
    if paper and (said or not seen.objection("complaint")):
        return _verdict(Kind.NEW_PO, seen, "An attached paper is titled as an order", paper)
    other = seen.said(seen.subject_hits, *_PAPERS)
    if other and other.kind not in _BEFORE_ORDER:
        return None
    promised = seen.said(seen.body_hits, Kind.INTENT)
    named = seen.said(seen.name_hits, Kind.NEW_PO)
    if said and not promised and (_numbers(seen) or seen.message.attachments):
        return _verdict(Kind.NEW_PO, seen, "Its text hands over an order", said.signal)
    if other or promised or seen.against or seen.papers:
        return None
    subject = seen.said(seen.subject_hits, Kind.NEW_PO)
    if subject and seen.handed_over and not seen.is_reply:
        return _verdict(Kind.NEW_PO, seen, "Its subject names an order", subject.signal)
    if named and (seen.handed_over or subject or not seen.message.body.strip()):
        return _verdict(Kind.NEW_PO, seen, "An attached file is named as an order", named.signal)
    if _is_form(seen, phrases):
        return _verdict(Kind.NEW_PO, seen, "Its text is laid out as an order")
    return None


def _paper_or_subject(seen: _Evidence, _phrases: Phrases) -> Verdict | None:
    paper = next((one for one in seen.papers if one.code in _PAPERS), None)
    if paper:
        return _verdict(Kind(paper.code), seen, "The attached paper is titled so", paper)
    said = seen.said(seen.subject_hits, *_PAPERS)
    if said and not seen.objection("complaint"):
        return _verdict(said.kind, seen, "Its subject says what it is", said.signal)
    return None


def _numbers(seen: _Evidence) -> bool:
    texts = (seen.subject, seen.body, *seen.names)
    return any(_NUMBER.search(text.text) for text in texts)


def _is_form(seen: _Evidence, phrases: Phrases) -> bool:
    """The text holds a PO number label and two more of an order's labels, each with a colon."""
    names = {name for one in labels(seen.body.text, phrases) if one.colon for name in one.names}
    more = names & {"po_date", "delivery", "total", "plain_total", "supplier", "contact"}
    return "po_number" in names and len(more) >= 2


def _verdict(kind: Kind, seen: _Evidence, why: str, signal: Signal | None = None) -> Verdict:
    reason = f"{why}."
    if signal and signal.quote:
        reason = f'{why}: "{signal.quote}" ({signal.where}).'
    return Verdict(kind, seen.signals, reason)
