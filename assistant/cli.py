"""The commands: demo, run, draft, settings."""

# Commands import what they need when they run, so that --help answers at once.
# ruff: noqa: PLC0415

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.domain.case import Case
    from assistant.engine.sync import Look
    from assistant.settings import Settings
    from assistant.store.records import OrderRecord

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Saves one confirmation draft per buying influencer when a customer's PO arrives. "
    "It never sends mail.",
    pretty_exceptions_enable=False,
)

DataDir = Annotated[
    Path | None,
    typer.Option("--data", help="Data folder; the setting ASSISTANT_DATA_DIR otherwise."),
]
Once = Annotated[bool, typer.Option("--once", help="Do one pass over the mailbox, then end.")]


def main() -> None:
    """Runs a command; an error of ours becomes one line that says what to do."""
    from assistant.errors import AssistantError

    try:
        app()
    except AssistantError as error:
        typer.echo(f"assistant: {error}", err=True)
        sys.exit(2)


@app.command()
def demo(data: DataDir = None, once: Once = False) -> None:
    """Fill a local mailbox with a small story and watch it turn a PO into drafts."""
    from assistant.demo import story
    from assistant.mail import delivery

    settings = _settings(data)
    now = datetime.now(UTC)
    if settings.mailbox_dir.exists():
        typer.echo(f"The demo mailbox is there already: {settings.mailbox_dir}")
    else:
        mails = story.letters(now)
        for mail in mails:
            delivery.deliver(
                settings.mailbox_dir, mail.content, folder=mail.folder, received=mail.sent
            )
        story.write_brief(settings.briefs_dir, now)
        typer.echo(f"Made a mailbox with {len(mails)} mails in {settings.mailbox_dir}")
        typer.echo(f"and an order brief in {settings.briefs_dir}")
    _serve(data, once=once)


@app.command()
def run(data: DataDir = None, once: Once = False) -> None:
    """Watch the local mailbox and save drafts for every PO that arrives."""
    _serve(data, once=once)


@app.command()
def draft(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, help="Exported mails of one thread: .eml files, or an .mbox."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write each draft there as an .eml file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    brief: Annotated[
        Path | None, typer.Option("--brief", exists=True, help="An order brief (YAML).")
    ] = None,
    me: Annotated[str, typer.Option("--me", help="Your own address in these mails.")] = "",
) -> None:
    """Recognise a PO in exported mails and write the drafts; nothing is stored or sent."""
    from assistant import handed, report
    from assistant.mail import files as mail_files

    outcome = handed.draft(
        mail_files.load(files), _settings(None), me=me, brief=handed.load_brief(brief)
    )
    if as_json:
        typer.echo(report.as_json(outcome.verdict, outcome.case))
    else:
        typer.echo(report.outcome(outcome.message, outcome.verdict, outcome.case))
    for problem in outcome.unreadable:
        typer.echo(f"not readable, left out: {problem}", err=True)
    if out and outcome.case:
        for path in _export(outcome.case, out):
            typer.echo(f"wrote {path}", err=as_json)


@app.command()
def settings() -> None:
    """Print every setting with its meaning and default, as for an .env file."""
    from assistant.settings import example

    typer.echo(example(), nl=False)


def _settings(data: Path | None) -> "Settings":
    from assistant import logs
    from assistant.settings import Settings

    loaded = Settings.load(data_dir=data) if data else Settings.load()
    logs.configure(loaded.log_level)
    return loaded


def _serve(data: Path | None, *, once: bool) -> None:
    from assistant import app as wiring

    loaded = _settings(data)
    with wiring.build(loaded) as built:
        _leave(_work(built, loaded, once=once))


def _work(built: "App", loaded: "Settings", *, once: bool) -> int:
    """Does the service's work and returns the exit code."""
    from assistant.errors import AssistantError

    screen = _Screen(loaded.mailbox_dir)
    try:
        if once:
            built.service.once(screen)
            _sum_up(built, loaded)
        else:
            stop = Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: stop.set())
            typer.echo(f"Watching {loaded.mailbox_dir / 'INBOX'}; Ctrl-C ends it.")
            built.service.watch(screen, stop)
            typer.echo("Stopped.")
    except AssistantError as error:
        typer.echo(f"assistant: {error}", err=True)
        return 2
    except KeyboardInterrupt:
        typer.echo("Stopped.")
        return 130
    return 0


def _leave(code: int) -> None:
    """Ends the process as it is. A step that would not end is left behind like by a power
    cut, which the next start mends; the folder stays locked until this process is gone."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


class _Screen:
    """Tells the person at the terminal what happens."""

    def __init__(self, mailbox: Path) -> None:
        self._mailbox = mailbox

    def looked(self, look: "Look") -> None:
        from assistant import report

        typer.echo(report.looked(look))

    def finished(self, order: "OrderRecord") -> None:
        from assistant import report

        typer.echo(f"\n{report.order(order)}\nLook in: {self._mailbox / 'Drafts'}")


def _sum_up(built: "App", loaded: "Settings") -> None:
    from assistant import report

    orders = built.ledger.orders(built.mailbox_id)
    typer.echo(report.seen(built.ledger.counts(built.mailbox_id), len(orders)))
    typer.echo(f"Drafts lie in {loaded.mailbox_dir / 'Drafts'}")


def _export(case: "Case", folder: Path) -> list[Path]:
    from assistant.mail import export
    from assistant.pipeline import check

    ready = [one.draft.email for one in case.drafts if not check.blocked(one.findings)]
    if len(ready) < len(case.drafts):
        typer.echo(f"{len(case.drafts) - len(ready)} held drafts were not written.", err=True)
    return export.write_all(ready, folder)


if __name__ == "__main__":
    main()
