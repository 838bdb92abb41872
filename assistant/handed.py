"""Makes the drafts for an order from mails that a person handed over as files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import app
from assistant.domain.brief import NO_BRIEF, Brief
from assistant.domain.case import Case
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Folder, Message, RawMessage
from assistant.domain.order import Verdict
from assistant.domain.people import Rep
from assistant.errors import BadMessage
from assistant.pipeline import steps
from assistant.pipeline.steps import Material, Tools
from assistant.settings import Settings

_MOST_REPS = 5
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of the mails: the one that decided, its verdict, and the case if it is a PO."""

    message: Message
    verdict: Verdict
    case: Case | None
    unreadable: tuple[str, ...]


def draft(
    raws: Iterable[RawMessage], settings: Settings, *, me: str = "", brief: Brief = NO_BRIEF
) -> Outcome:
    """Reads the mails, finds the newest PO among them and writes its letters.

    `me` is the rep's address; without it the rep is the one these mails were written to.
    Whoever wrote one of these mails is vouched for by the person who hands them over.
    Raises BadMessage when none can be read.
    """
    with app.reading(settings, app.rep_of(settings)) as reader:
        messages, unreadable = _read(raws, reader.mail.read)
        for address in _candidates(messages, me, settings):
            rep = _rep(settings, address)
            tools = replace(reader.tools, house=replace(reader.tools.house, rep=rep))
            placed = [_placed(one, rep) for one in messages]
            message, verdict = _decisive(placed, tools)
            if verdict.kind is Kind.NEW_PO:
                break
        messages = placed
        case = None
        if verdict.kind is Kind.NEW_PO:
            case = steps.run(
                steps.begin(message, verdict), _material(message, messages, brief, rep), tools
            )
        return Outcome(message=message, verdict=verdict, case=case, unreadable=unreadable)


def load_brief(path: Path | None) -> Brief:
    """The brief in a file, or none. Raises BadBrief."""
    return app.load_brief(path) if path else NO_BRIEF


def _read(raws: Iterable[RawMessage], read: app.ReadMail) -> tuple[list[Message], tuple[str, ...]]:
    messages, unreadable = [], []
    for raw in raws:
        try:
            messages.append(read(raw))
        except BadMessage as error:
            unreadable.append(f"{raw.ref.id}: {error}")
    if not messages:
        raise BadMessage("; ".join(unreadable) or "no mail was given")
    return messages, tuple(unreadable)


def _candidates(messages: list[Message], me: str, settings: Settings) -> list[Address]:
    """Who the rep may be: as named, else the rep of the settings if these mails know it, else
    those they were written to, the most frequent first. The PO decides among them."""
    everyone = [each for one in messages for each in (*one.recipients, one.sender) if each]
    # A name counts from its owner's own mail only, not from what others call him.
    names = {one.sender.email: one.sender for one in messages if one.sender and one.sender.name}
    wanted = me.lower() or settings.rep_email.lower()
    if wanted == settings.rep_email.lower():
        names[wanted] = Address(wanted, settings.rep_name)
    if me or any(each.email == wanted for each in everyone):
        return [names.get(wanted, Address(wanted))]
    newest = sorted(messages, key=lambda one: one.date or _EARLIEST, reverse=True)
    straight = Counter(one.to[0].email for one in newest if one.to)
    found = [names.get(email, Address(email)) for email, _ in straight.most_common(_MOST_REPS)]
    return found or [Address(settings.rep_email.lower(), settings.rep_name)]


def _rep(settings: Settings, address: Address) -> Rep:
    of_settings = app.rep_of(settings)
    if address.email == of_settings.address.email:
        return replace(of_settings, address=address) if address.name else of_settings
    return Rep(address=address, domains=frozenset({address.domain}) - app.free_mail())


def _placed(message: Message, rep: Rep) -> Message:
    sent = message.sender is not None and message.sender.email == rep.address.email
    return replace(message, folder=Folder.SENT) if sent else message


def _decisive(messages: list[Message], tools: Tools) -> tuple[Message, Verdict]:
    """The newest PO; without one the newest mail and why it is none."""
    newest = sorted(messages, key=lambda one: one.date or _EARLIEST, reverse=True)
    verdicts = [(one, steps.recognise(one, tools)) for one in newest]
    orders = [each for each in verdicts if each[1].kind is Kind.NEW_PO]
    inbound = [each for each in verdicts if each[1].kind is not Kind.OUTGOING]
    return (orders or inbound or verdicts)[0]


def _material(message: Message, messages: list[Message], brief: Brief, rep: Rep) -> Material:
    wrote = {one.sender.email for one in messages if one.sender and not rep.owns(one.sender)}
    return Material(
        message=message,
        correspond=lambda _domains: tuple(messages),
        thread=tuple(messages),
        brief_for=lambda _order: brief,
        vouched=frozenset(wrote),
    )
