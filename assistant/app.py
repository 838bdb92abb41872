"""The only place where the parts meet: builds the service from its settings."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.content import desks, languages, names, phrases, prompts, rules, titles
from assistant.content.templates import Templates
from assistant.documents.child import CappedChild
from assistant.documents.limits import Limits
from assistant.documents.reader import DocumentReader
from assistant.domain.brief import NO_BRIEF, Brief
from assistant.domain.mail import Address, Message, RawMessage
from assistant.domain.order import Order
from assistant.domain.people import Rep
from assistant.engine.belonging import Belonging
from assistant.engine.durable import Engine
from assistant.engine.lock import FolderLock
from assistant.engine.placing import Placing
from assistant.engine.route import Route
from assistant.engine.service import Service
from assistant.engine.sync import Sync
from assistant.llm.guard import Guard
from assistant.llm.judge import Judge
from assistant.mail.local import LocalMailbox
from assistant.mail.mime import MailReader
from assistant.people import brief as briefs
from assistant.pipeline import identity
from assistant.pipeline.compose import House
from assistant.pipeline.steps import Tools
from assistant.ports import JudgeMail
from assistant.settings import Settings
from assistant.store import database
from assistant.store.ledger import Ledger

# The reading process is let go when it had nothing to do for this long.
_IDLE_SECONDS = 30.0
_PARSERS = {"mail": "assistant.mail.mime:parse", "document": "assistant.documents.files:read"}


ReadMail = Callable[[RawMessage], Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The running parts that a command works with."""

    service: Service
    ledger: Ledger
    mailbox_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reads mail and makes letters, without a mailbox or a database."""

    mail: MailReader
    tools: Tools


@contextmanager
def build(settings: Settings) -> Iterator[App]:
    """The service on its data folder. Raises ConfigError when the folder is in use."""
    with FolderLock(settings.data_dir), _child(settings) as child:
        engine_database = database.connect(settings.database)
        reading = _reading(child, settings, rep_of(settings))
        ledger = Ledger(engine_database, _now)
        mailbox = LocalMailbox(
            settings.mailbox_dir, lookback=timedelta(days=settings.lookback_days), clock=_now
        )
        mailbox_id = _mailbox_id(settings)
        tools, rep = reading.tools, reading.tools.house.rep.address
        placing = Placing(mailbox, ledger)
        route = Route(
            mailbox=mailbox,
            ledger=ledger,
            placing=placing,
            belonging=Belonging(
                mailbox_id=mailbox_id,
                placing=placing,
                ledger=ledger,
                rep=rep,
                watched=lambda: frozenset({rep.email}),
                keys=lambda order: identity.keys(order, tools.phrases, tools.desks),
            ),
            read=reading.mail.read,
            tools=tools,
            brief_for=lambda order: _brief(settings, order),
            knowledge=lambda: briefs.fingerprint(settings.briefs_dir),
        )
        engine = Engine(
            engine_database, lambda _mailbox: route, poll_seconds=settings.queue_seconds
        )
        service = Service(
            mailbox_id=mailbox_id,
            sync=Sync(mailbox_id, mailbox, ledger, reading.mail.read, reading.tools),
            engine=engine,
            ledger=ledger,
            fingerprint=mailbox.fingerprint,
            knowledge=lambda: briefs.fingerprint(settings.briefs_dir),
            rest=lambda: child.close_if_idle(_IDLE_SECONDS),
            watch_seconds=settings.watch_seconds,
        )
        try:
            yield App(service=service, ledger=ledger, mailbox_id=mailbox_id)
        finally:
            engine_database.dispose()


@contextmanager
def reading(settings: Settings, rep: Rep) -> Iterator[Reading]:
    """Only the reading and writing parts, for mails that are handed over as files."""
    with _child(settings) as child:
        yield _reading(child, settings, rep)


def load_brief(path: Path) -> Brief:
    """The order brief in a file. Raises BadBrief."""
    return briefs.load(path)


def _child(settings: Settings) -> CappedChild:
    limits = Limits(
        memory_bytes=settings.parser_memory_mb * 1024 * 1024,
        cpu_seconds=settings.parser_cpu_seconds,
        wall_seconds=settings.parser_wall_seconds,
    )
    return CappedChild(_PARSERS, limits=limits)


def _reading(child: CappedChild, settings: Settings, rep: Rep) -> Reading:
    mail = MailReader(lambda data: child.run("mail", data))
    documents = DocumentReader(
        lambda data, name: child.run("document", data, name), mail.read_enclosed
    )
    tools = Tools(
        house=House(
            rep=rep,
            acknowledgement_by=settings.acknowledgement_by or "Our order management team",
            templates=Templates(),
            names=names.load(),
        ),
        phrases=phrases.load(),
        titles=titles.load(),
        desks=desks.load(),
        rules=rules.load_rules(),
        open_document=documents.open,
        languages=languages.load(),
        most_drafts=settings.max_drafts,
        judge=_judge(settings),
    )
    return Reading(mail=mail, tools=tools)


def _judge(settings: Settings) -> JudgeMail | None:
    """The configured model's opinion on a mail. Raises ConfigError for a wrong address or key."""
    if not settings.model_url:
        return None
    from assistant.llm.openai import Model  # noqa: PLC0415 - its library takes half a second

    model = Model(
        url=settings.model_url,
        key=settings.model_key.get_secret_value(),
        name=settings.model_name,
        seconds=settings.model_seconds,
    )
    guard = Guard(model.ask, calls_a_day=settings.model_calls_a_day, clock=_now)
    return Judge(guard, prompts.load("triage"))


def free_mail() -> frozenset[str]:
    """Domains of free mail providers."""
    return phrases.load().free_mail


def rep_of(settings: Settings) -> Rep:
    """The rep the settings name. A free mail provider's domain is nobody's own."""
    address = Address(email=settings.rep_email.lower(), name=settings.rep_name)
    domains = settings.domains - free_mail()
    return Rep(address=address, company=settings.company, domains=domains)


def _mailbox_id(settings: Settings) -> str:
    """Names the mailbox in the database and the logs without telling whose it is."""
    digest = hashlib.sha256(settings.rep_email.lower().encode()).hexdigest()
    return f"local-{digest[:8]}"


def _brief(settings: Settings, order: Order) -> Brief:
    found = briefs.find(settings.briefs_dir, po_number=order.po_number, domains=order.domains)
    return found or NO_BRIEF


def _now() -> datetime:
    return datetime.now(UTC)
