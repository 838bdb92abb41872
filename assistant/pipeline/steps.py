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
from assistant.domain.mail import Address, Message
from assistant.domain.method import Rule
from assistant.domain.order import Order, Verdict
from assistant.domain.people import Influencer
from assistant.errors import BadMessage
from assistant.pipeline import (
    check,
    compose,
    evidence,
    influencers,
    mother_tongue,
    read,
    spine,
    triage,
)
from assistant.pipeline.compose import House
from assistant.ports import OpenDocument


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the steps read and never keep.

    `correspond` gives the thread and the earlier mail with the named domains; `brief_for`
    the brief of an order. `vouched` holds the senders of mails that a person handed to us.
    """

    message: Message
    correspond: Callable[[tuple[str, ...]], tuple[Message, ...]]
    brief_for: Callable[[Order], Brief] = lambda _order: NO_BRIEF
    vouched: frozenset[str] = frozenset()


Step = Callable[[Case, Material, Tools], Case]


def recognise(message: Message, tools: Tools) -> Verdict:
    """What a mail is taken for, before any order exists."""
    return triage.triage(message, tools.house.rep, tools.phrases, tools.open_document)


def begin(message: Message, verdict: Verdict) -> Case:
    """A case for a mail that was recognised as an order. Raises BadMessage without a sender."""
    if message.sender is None:
        raise BadMessage("an order mail without a sender cannot be answered")
    order = Order(
        origin=message.ref,
        received_at=message.date or datetime.now(UTC),
        kind=verdict.kind,
        sender=message.sender,
        message_id=message.message_id,
        references=message.references,
        subject=message.subject,
        domains=(message.sender.domain,),
    )
    return Case(order=order)


def read_order(case: Case, material: Material, tools: Tools) -> Case:
    """Adds the order's facts, each with the words it was read from."""
    documents = tuple(
        document
        for one in material.message.attachments
        if evidence.is_readable(one, tools.phrases)
        for document in tools.open_document(one)
    )
    read_ = read.read(material.message, documents, tools.phrases, tools.house.rep)
    order = replace(case.order, facts=check.speakable(read_, tools.rules))
    domains = _customer_domains(order, material, tools)
    return replace(case, order=replace(order, domains=domains))


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
