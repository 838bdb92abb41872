"""Decides what a mail is, seen from the rep: a received PO, a change of one, or something else."""

from dataclasses import dataclass, replace

from assistant.content import classifier
from assistant.content.phrases import Phrases
from assistant.domain.kind import Kind
from assistant.domain.mail import Attachment, Document, Folder, Message
from assistant.domain.order import ORDER_KINDS, Verdict
from assistant.domain.people import Rep
from assistant.pipeline import forwards, lures, rules
from assistant.pipeline.evidence import Evidence, is_about_orders, look, open_papers
from assistant.pipeline.weighing import weigh
from assistant.pipeline.words import words
from assistant.ports import JudgeMail, OpenDocument

_OURS = "The mail comes from our own side."
# What is worth telling of a mail that a colleague forwards.
_PASSED_ON = ORDER_KINDS | {Kind.INTENT, Kind.LURE}


def triage(
    message: Message,
    rep: Rep,
    phrases: Phrases,
    open_document: OpenDocument,
    judge: JudgeMail | None = None,
) -> Verdict:
    """The kind of a mail, with every signal for and against, and one sentence why.

    Only the author's own words count, and those of a mail that he forwards; never the history
    of an answer. `open_document` is called for inbound mail only, and only for attachments
    that may be business papers; `judge` at most once, for mail that the rules leave open.
    """
    desk = _Desk(rep, phrases, judge)
    open_document = _once(open_document)
    own = message.sender is not None and message.sender.email == rep.address.email
    if message.folder is Folder.SENT or own:
        return Verdict(Kind.OUTGOING, reason=_OURS)
    if message.sender and rep.owns(message.sender):
        return _of_a_colleague(message, desk, open_document)
    return _received(message, desk, open_document)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who reads a mail, and with what."""

    rep: Rep
    phrases: Phrases
    judge: JudgeMail | None


def _once(open_document: OpenDocument) -> OpenDocument:
    """Opens no file a second time: a mail is looked at alone, and for the mails in it."""
    known: dict[Attachment, tuple[Document, ...]] = {}

    def opened(file: Attachment) -> tuple[Document, ...]:
        if file not in known:
            known[file] = open_document(file)
        return known[file]

    return opened


def _of_a_colleague(message: Message, desk: _Desk, open_document: OpenDocument) -> Verdict:
    """A customer's order that a colleague hands on is received; all else is our own side's."""
    found = forwards.behind(message, desk.rep, desk.phrases, open_document)
    own = words("body", message.body, desk.phrases)
    if found is None or own.signals("settled", desk.phrases.settled):
        return Verdict(Kind.OUTGOING, reason=_OURS)
    verdict = _received(found.message, desk, found.open_document)
    if verdict.kind not in _PASSED_ON:
        return Verdict(Kind.OUTGOING, verdict.signals, _OURS)
    reason = f"A colleague forwarded it. {verdict.reason}"
    return replace(verdict, reason=reason, author=found.message.sender)


def _received(message: Message, desk: _Desk, open_document: OpenDocument) -> Verdict:
    verdict = _alone(message, desk, open_document)
    if verdict.kind in ORDER_KINDS | {Kind.LURE, Kind.NEWSLETTER}:
        return verdict
    inner = forwards.attached(message, desk.rep, open_document)
    passed_on = _received(inner.message, desk, inner.open_document) if inner else verdict
    return passed_on if passed_on.kind in _PASSED_ON else verdict


def _alone(message: Message, desk: _Desk, open_document: OpenDocument) -> Verdict:
    """The verdict on a mail without the mails attached to it."""
    phrases = desk.phrases
    seen = look(message, desk.rep, phrases)
    refused = _refused(seen, phrases)
    if refused:
        return refused
    open_papers(seen, desk.rep, phrases, open_document)
    refused = _dangerous(seen, phrases)
    if refused:
        return refused
    if message.bulk and not (seen.portal_hits or seen.paper(Kind.NEW_PO, Kind.PO_REVISION)):
        return rules.verdict(Kind.NEWSLETTER, seen, "It was sent to a list")
    verdict = rules.decide(seen)
    shut = lures.sealed(message, seen.documents, phrases)
    if verdict.kind in ORDER_KINDS and shut:
        seen.risks += shut
        return rules.verdict(Kind.LURE, seen, "Its order is in a file that shows nothing", shut[0])
    return weigh(verdict, seen, classifier.load(), desk.judge)


def _refused(seen: Evidence, phrases: Phrases) -> Verdict | None:
    """Mail that is settled without opening a file: lists, lures, automatic answers.

    A list's mail goes on if its files may be orders: a company's order desk is often a list.
    """
    listed = seen.message.bulk and not seen.portal_hits
    if listed and not (seen.message.attachments and seen.hits):
        return rules.verdict(Kind.NEWSLETTER, seen, "It was sent to a list")
    verdict = _dangerous(seen, phrases)
    if verdict:
        return verdict
    robot = seen.subject.signals("automatic-answer", phrases.automatic)
    if robot:
        return rules.verdict(Kind.OTHER, seen, "It is an automatic answer", robot[0])
    return None


def _dangerous(seen: Evidence, phrases: Phrases) -> Verdict | None:
    if seen.risks and (seen.paper(*ORDER_KINDS) or is_about_orders(seen, phrases)):
        why = "It talks of an order but carries a danger sign"
        return rules.verdict(Kind.LURE, seen, why, seen.risks[0])
    return None
