"""Makes the drafts for an order from mails that a person handed over as files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import app
from assistant.domain.brief import NO_BRIEF, Brief
from assistant.domain.case import Case
from assistant.domain.mail import Address, Folder, Message, RawMessage
from assistant.domain.order import Kind, Verdict
from assistant.domain.people import Rep
from assistant.errors import BadMessage
from assistant.pipeline import steps
from assistant.pipeline.steps import Material, Tools
from assistant.settings import Settings

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
    with app.reading(settings, _rep(settings, Address(settings.rep_email))) as reader:
        messages, unreadable = _read(raws, reader.mail.read)
        rep = _rep(settings, _whose(messages, me, settings))
        house = replace(reader.tools.house, rep=rep)
        tools = replace(reader.tools, house=house)
        messages = [_placed(one, rep) for one in messages]
        message, verdict = _decisive(messages, tools)
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


def _whose(messages: list[Message], me: str, settings: Settings) -> Address:
    """The rep: as named, else the rep of the settings if these mails know it, else whoever
    they were mostly written to."""
    everyone = [each for one in messages for each in (*one.recipients, one.sender) if each]
    wanted = me.lower() or settings.rep_email.lower()
    known = [each for each in everyone if each.email == wanted]
    if me or known:
        named = next((each for each in known if each.name), None)
        own = Address(wanted, settings.rep_name if wanted == settings.rep_email.lower() else "")
        return named or own
    newest = sorted(messages, key=lambda one: one.date or _EARLIEST, reverse=True)
    straight = Counter(one.to[0].email for one in newest if one.to)
    if not straight:
        return Address(settings.rep_email.lower(), settings.rep_name)
    email = straight.most_common(1)[0][0]
    return next((each for each in everyone if each.email == email and each.name), Address(email))


def _rep(settings: Settings, address: Address) -> Rep:
    if address.email == settings.rep_email.lower():
        named = address if address.name else replace(address, name=settings.rep_name)
        return Rep(address=named, company=settings.company, domains=settings.domains)
    return Rep(address=address, domains=frozenset({address.domain}))


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
        brief_for=lambda _order: brief,
        vouched=frozenset(wrote),
    )
