"""The route of one PO mail, step by step: this list is the table of contents of the house."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.content.desks import Desks
from assistant.content.languages import Languages
from assistant.content.phrases import Phrases
from assistant.content.titles import Titles
from assistant.domain.brief import NO_BRIEF, Brief
from assistant.domain.case import Case
from assistant.domain.mail import Address, Document, Message
from assistant.domain.method import Rule
from assistant.domain.order import Doubt, Order, OrderFinding, Verdict
from assistant.domain.people import Influencer
from assistant.errors import BadMessage
from assistant.pipeline import (
    check,
    compare,
    compose,
    disputes,
    forwards,
    identity,
    influencers,
    mother_tongue,
    opening,
    posture,
    quotes,
    read,
    revisions,
    spine,
    triage,
)
from assistant.pipeline.compose import House
from assistant.ports import JudgeMail, OpenDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the steps work with; the same for every order of a mailbox."""

    house: House
    phrases: Phrases
    titles: Titles
    desks: Desks
    rules: tuple[Rule, ...]
    open_document: OpenDocument
    languages: Languages
    most_drafts: int
    judge: JudgeMail | None = None  # for the few mails that the rules leave open


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the steps read and never keep.

    `correspond` gives the thread and the earlier mail with the named domains; `brief_for`
    the brief of an order. `vouched` holds the senders of mails that a person handed to us,
    `revisions` what later mails changed in the order, the oldest first.
    """

    message: Message
    correspond: Callable[[tuple[str, ...]], tuple[Message, ...]]
    brief_for: Callable[[Order], Brief] = lambda _order: NO_BRIEF
    thread: tuple[Message, ...] = ()
    vouched: frozenset[str] = frozenset()
    revisions: tuple[Order, ...] = ()


Step = Callable[[Case, Material, Tools], Case]
_CONDITIONAL = "conditional"  # the signal's code


def recognise(message: Message, tools: Tools) -> Verdict:
    """What a mail is taken for, before any order exists."""
    return triage.triage(message, tools.house.rep, tools.phrases, tools.open_document, tools.judge)


def begin(message: Message, verdict: Verdict) -> Case:
    """A case for a mail that was recognised as an order. Raises BadMessage without a sender.

    Behind a mail that a colleague forwarded stands its author; there is no thread of theirs
    in this mailbox to answer in.
    """
    author = verdict.author or message.sender
    if author is None:
        raise BadMessage("an order mail without a sender cannot be answered")
    conditional = [one for one in verdict.signals if one.code == _CONDITIONAL]
    order = Order(
        origin=message.ref,
        received_at=message.date or datetime.now(UTC),
        kind=verdict.kind,
        sender=author,
        message_id=message.message_id,
        references=message.references,
        subject=message.subject,
        domains=(author.domain,),
        forwarded=verdict.author is not None,
        findings=tuple(disputes.conditional(one, message) for one in conditional),
    )
    return Case(order=order)


def read_order(case: Case, material: Material, tools: Tools) -> Case:
    """Adds the order's facts, each with the words it was read from, and what is in doubt.

    Later changes are laid over what the mail says, and our quotation is held against it.
    """
    message, documents = _opened(case, material, tools)
    found = read.read(message, documents, tools.phrases, tools.house.rep)
    facts = disputes.disputed(found.facts, found.findings)
    order = replace(
        case.order,
        facts=check.speakable(facts, tools.rules),
        people=found.people,
        lines=found.lines,
        fingerprint=identity.fingerprint(message, documents),
    )
    order = revisions.overlay(order, material.revisions)
    conditions = (one for one in case.order.findings if one.doubt is Doubt.CONDITIONAL)
    pages = tuple(page for one in documents for page in one.pages)
    differ = _against_quote(order, pages, material, tools)
    order = replace(order, findings=(*conditions, *found.findings, *disputes.aged(order), *differ))
    domains = _customer_domains(order, material, tools)
    order = replace(order, domains=domains)
    return replace(
        case, order=replace(order, posture=posture.posture(order, material.brief_for(order)))
    )


def _opened(case: Case, material: Material, tools: Tools) -> tuple[Message, tuple[Document, ...]]:
    """The mail that brings the order and its files: of a forward, the one behind it."""
    message, open_document = material.message, tools.open_document
    if case.order.forwarded:
        behind = forwards.behind(message, tools.house.rep, tools.phrases, open_document)
        if behind:
            message, open_document = behind.message, behind.open_document
    files = opening.chosen(message, tools.phrases)
    return message, tuple(each for one in files for each in open_document(one))


def _against_quote(
    order: Order, pages: tuple[str, ...], material: Material, tools: Tools
) -> tuple[OrderFinding, ...]:
    thread = material.thread or (material.message,)
    quote = quotes.ours(
        order,
        thread,
        lambda: material.correspond(order.domains),
        tools.house.rep,
        tools.phrases,
        tools.open_document,
    )
    return compare.compare(order, pages, quote, tools.phrases) if quote else ()


def find_influencers(case: Case, material: Material, tools: Tools) -> Case:
    """Adds the people of the customer's side, with role, standing and reason."""
    brief, _note = mother_tongue.in_english(material.brief_for(case.order), tools.languages)
    known = influencers.Known(
        rep=tools.house.rep,
        brief=brief,
        vouched=material.vouched,
        titles=tools.titles,
        desks=tools.desks,
        free_mail=tools.phrases.free_mail,
        most=tools.most_drafts,
    )
    messages = (material.message, *material.correspond(case.order.domains))
    found = influencers.influencers(case.order, messages, known)
    return replace(case, influencers=tuple(_nameable(one, tools) for one in found))


def _nameable(person: Influencer, tools: Tools) -> Influencer:
    """The person, without a name that would say something in a letter of ours."""
    if check.speakable_name(person.name, tools.rules):
        return person
    return replace(person, address=Address(person.address.email), first_names=False)


def compose_and_check(case: Case, material: Material, tools: Tools) -> Case:
    """Adds one letter per addressed influencer, each held against the method."""
    brief, note = mother_tongue.in_english(material.brief_for(case.order), tools.languages)
    house = tools.house
    shared = spine.spine(
        case.order, brief, rep=house.rep, acknowledgement_by=house.acknowledgement_by
    )
    drafts = compose.compose(case.order, case.influencers, brief, house, shared)
    words = spine.shared_words(shared, case.order)
    return replace(case, drafts=check.check(drafts, case.order, brief, words, tools.rules, note))


# What happens to an order between being recognised and being placed. Each entry is one
# committed step; a restart goes on with the first one that has no result yet. Placing the
# drafts follows in the engine, one committed step for each.
STEPS: tuple[tuple[str, Step], ...] = (
    # the order's facts, with evidence
    ("read", read_order),
    # the people, their roles, and whom a letter is made for
    ("influencers", find_influencers),
    # the letters, and the method check on their final text
    ("compose", compose_and_check),
)


def run(case: Case, material: Material, tools: Tools) -> Case:
    """All steps in one go, for a caller that keeps nothing between them."""
    for _name, step in STEPS:
        case = step(case, material, tools)
    return case


def _customer_domains(order: Order, material: Material, tools: Tools) -> tuple[str, ...]:
    """The customer's mail domains: the sender's, and those a brief confirms.

    A domain that only stands in the PO's text is whoever wrote that text's to choose.
    """
    found = (order.sender.domain, *material.brief_for(order).domains)
    own = tools.house.rep.domains
    return tuple(dict.fromkeys(one for one in found if one not in own)) or order.domains
