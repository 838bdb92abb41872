"""Decides what a mail is, seen from the rep: a received PO, a change of one, or something else."""

from assistant.content.phrases import Phrases
from assistant.domain.kind import Kind
from assistant.domain.mail import Folder, Message
from assistant.domain.order import Signal, Verdict
from assistant.domain.people import Rep
from assistant.pipeline.evidence import (
    Evidence,
    has_numbers,
    is_about_orders,
    look,
    numbered,
    open_papers,
)
from assistant.ports import OpenDocument

# Papers that are no order, in no order of weight.
_PAPERS = (
    Kind.SHIPPING, Kind.INVOICE, Kind.ORDER_ACKNOWLEDGEMENT, Kind.RFQ, Kind.QUOTE, Kind.INTENT,
)  # fmt: skip
# A customer answers these with a PO, so they do not speak against one.
_BEFORE_ORDER = frozenset({Kind.RFQ, Kind.QUOTE, Kind.INTENT})


def triage(message: Message, rep: Rep, phrases: Phrases, open_document: OpenDocument) -> Verdict:
    """The kind of a mail, with every signal for and against, and one sentence why.

    Only the author's own words count, never the quoted history. `open_document` is called
    for inbound mail only, and only for attachments that may be business papers.
    """
    if message.folder is Folder.SENT or (message.sender and rep.owns(message.sender)):
        return Verdict(Kind.OUTGOING, reason="The mail comes from our own side.")
    seen = look(message, phrases)
    verdict = _refused(seen, phrases)
    if verdict:
        return verdict
    seen.papers = open_papers(seen, rep, phrases, open_document)
    if message.bulk and not (seen.portal_hits or seen.paper(Kind.NEW_PO, Kind.PO_REVISION)):
        return _verdict(Kind.NEWSLETTER, seen, "It was sent to a list")
    return _decide(seen, phrases)


def _refused(seen: Evidence, phrases: Phrases) -> Verdict | None:
    """Mail that is settled without opening a file: lists, lures, automatic answers.

    A list's mail goes on if its files may be orders: a company's order desk is often a list.
    """
    listed = seen.message.bulk and not seen.portal_hits
    if listed and not (seen.message.attachments and seen.has_order_words):
        return _verdict(Kind.NEWSLETTER, seen, "It was sent to a list")
    if seen.risks and is_about_orders(seen, phrases):
        why = "It talks of an order but carries a danger sign"
        return _verdict(Kind.LURE, seen, why, seen.risks[0])
    robot = seen.subject.signals("automatic-answer", phrases.automatic)
    if robot:
        return _verdict(Kind.OTHER, seen, "It is an automatic answer", robot[0])
    return None


def _decide(seen: Evidence, phrases: Phrases) -> Verdict:
    for step in (
        _own_order,
        _changed,
        _from_portal,
        _acknowledged,
        _ordered,
        _named,
        _paper_or_subject,
    ):
        verdict = step(seen, phrases)
        if verdict:
            return verdict
    said = seen.said(seen.body_hits, *_PAPERS)
    if said and not seen.objection("complaint"):
        return _verdict(said.kind, seen, "Its text says what it is", said.signal)
    return _verdict(Kind.OTHER, seen, "Nothing in it speaks for a received order")


def _own_order(seen: Evidence, _phrases: Phrases) -> Verdict | None:
    ours = seen.paper(Kind.OUTGOING)
    if ours and not seen.paper(Kind.NEW_PO):
        return _verdict(Kind.OTHER, seen, "The attached order names us as the buyer", ours)
    return None


def _changed(seen: Evidence, _phrases: Phrases) -> Verdict | None:
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


def _from_portal(seen: Evidence, _phrases: Phrases) -> Verdict | None:
    said = seen.said(seen.portal_hits, Kind.NEW_PO)
    if said and has_numbers(seen) and not seen.objection("chat"):
        return _verdict(Kind.NEW_PO, seen, "A purchasing portal announces an order", said.signal)
    return None


def _acknowledged(seen: Evidence, _phrases: Phrases) -> Verdict | None:
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


def _ordered(seen: Evidence, _phrases: Phrases) -> Verdict | None:
    """A new PO by its paper, or by a text that hands one over."""
    said = seen.said(seen.body_hits, Kind.NEW_PO)
    paper = seen.paper(Kind.NEW_PO)
    if paper and (said or not seen.objection("complaint")):
        return _verdict(Kind.NEW_PO, seen, "An attached paper is titled as an order", paper)
    if _is_another_paper(seen) or seen.said(seen.body_hits, Kind.INTENT):
        return None
    titled = seen.said(seen.subject_hits, Kind.NEW_PO)
    if said and (numbered(seen, said) or seen.message.attachments or titled):
        return _verdict(Kind.NEW_PO, seen, "Its text hands over an order", said.signal)
    return None


def _named(seen: Evidence, _phrases: Phrases) -> Verdict | None:
    """A new PO by its subject, its file name or its form, if nothing speaks against it."""
    promised = seen.said(seen.body_hits, Kind.INTENT)
    if seen.said(seen.subject_hits, *_PAPERS) or promised or seen.against or seen.papers:
        return None
    subject = seen.said(seen.subject_hits, Kind.NEW_PO)
    if subject and seen.handed_over and not seen.is_reply:
        return _verdict(Kind.NEW_PO, seen, "Its subject names an order", subject.signal)
    named = seen.said(seen.name_hits, Kind.NEW_PO)
    if named and (seen.handed_over or subject or not seen.message.body.strip()):
        return _verdict(Kind.NEW_PO, seen, "An attached file is named as an order", named.signal)
    if seen.is_form:
        return _verdict(Kind.NEW_PO, seen, "Its text is laid out as an order")
    return None


def _is_another_paper(seen: Evidence) -> bool:
    """The subject names a paper that a customer does not answer with a PO."""
    other = seen.said(seen.subject_hits, *_PAPERS)
    return other is not None and other.kind not in _BEFORE_ORDER


def _paper_or_subject(seen: Evidence, _phrases: Phrases) -> Verdict | None:
    paper = next((one for one in seen.papers if one.code in _PAPERS), None)
    if paper:
        return _verdict(Kind(paper.code), seen, "The attached paper is titled so", paper)
    said = seen.said(seen.subject_hits, *_PAPERS)
    ordered = seen.said(seen.body_hits, Kind.NEW_PO)
    if said and ordered and seen.is_reply and not seen.objection("complaint", "chat"):
        # "Re: your offer" is our own old subject; a person should look at what stands below.
        return _verdict(Kind.INTENT, seen, "An answer that speaks of an order", ordered.signal)
    if said and not seen.objection("complaint"):
        return _verdict(said.kind, seen, "Its subject says what it is", said.signal)
    return None


def _verdict(kind: Kind, seen: Evidence, why: str, signal: Signal | None = None) -> Verdict:
    reason = f"{why}."
    if signal and signal.quote:
        reason = f'{why}: "{signal.quote}" ({signal.where}).'
    return Verdict(kind, seen.signals, reason)
