"""Kills the service at every point that matters, restarts it, and counts the drafts.

    python tests/crash/kill_points.py [--forget] [--distinct] [--part K/N] [--then MAIL]

A point is the moment before and the moment after each commit that wrote something, each verb
of the mailbox and each rename or removal of a file. One clean run counts the points; then the
service is killed (SIGKILL) at each of them in turn, started again, and what lies in Drafts is
compared with what should. --then change kills during the pass that reads a revision of an
order whose drafts are placed, --then cancel during that of its cancellation. --forget takes
the mailbox's look-up away, which must be noticed.
--part K/N takes only the K-th of every N points. --distinct leaves out a point "before" that
directly follows a point "after": nothing happened in between, so the disk is the same at both.
The last line is JSON.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from functools import wraps
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from assistant import app
from assistant.content import rules
from assistant.demo import story
from assistant.domain.mail import Folder
from assistant.engine.sync import Look
from assistant.mail import delivery
from assistant.mail.local import LocalMailbox
from assistant.mail.local_drafts import LocalDrafts
from assistant.settings import Settings
from assistant.store.models import OrderState
from assistant.store.records import OrderRecord

_VERBS = (
    "changes", "thread", "correspondence", "place_draft", "draft_state", "withdraw_draft",
)  # fmt: skip
_FILES = ("rename", "replace", "unlink", "link")
_LATER = {
    "change": (
        "Revised purchase order 4711",
        "Please find our revised PO 4711.\n\nRevision: B\nDelivery date: {date}\n",
    ),
    "cancel": ("Cancellation of PO 4711", "Please cancel our PO 4711.\n"),
}
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


_ENDS = {OrderState.DONE, OrderState.CANCELLED}


class Points:
    """Counts points and kills this process at one of them."""

    def __init__(self, kill_at: int) -> None:
        self._kill_at = kill_at
        self._wrote = threading.local()
        self._lock = threading.Lock()
        self.labels: list[str] = []

    def at(self, label: str) -> None:
        with self._lock:
            self.labels.append(label)
            if len(self.labels) == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Wraps the commit, the mailbox's verbs and the file calls of this process."""
        sa.event.listen(sa.Engine, "before_cursor_execute", self._statement)
        commit: Callable[..., None] = SQLiteDialect_pysqlite.do_commit
        points = self

        def counted(dialect: Any, connection: Any) -> None:
            wrote, points._wrote.now = getattr(points._wrote, "now", ""), ""
            if wrote:
                points.at(f"before commit {wrote}")
            commit(dialect, connection)
            if wrote:
                points.at(f"after commit {wrote}")

        SQLiteDialect_pysqlite.do_commit = counted  # type: ignore[method-assign]
        for verb in _VERBS:
            setattr(LocalMailbox, verb, self._around(getattr(LocalMailbox, verb), verb))
        for name in _FILES:
            setattr(os, name, self._around(getattr(os, name), name))

    def _statement(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split(None, 3)
        if words and words[0].upper() in _WRITES:
            self._wrote.now = " ".join(words[:3])

    def _around(self, call: Callable[..., Any], label: str) -> Callable[..., Any]:
        @wraps(call)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.at(f"before {label}")
            result = call(*args, **kwargs)
            self.at(f"after {label}")
            return result

        return wrapped


def forget() -> None:
    """Takes the look-up away: the mailbox no longer sees what it placed."""
    LocalDrafts._copies = lambda self, key: []  # type: ignore[method-assign]
    LocalDrafts._was_sent = lambda self, key: False  # type: ignore[method-assign]


def prepare(folder: Path, then: str) -> None:
    """A data folder with the story in its mailbox and nothing read yet.

    With `then` the story has been read, its drafts are placed, and that later mail waits.
    """
    now = datetime.now(UTC)
    for one in story.letters(now):
        delivery.deliver(folder / "mailbox", one.content, folder=one.folder, received=one.sent)
    story.write_brief(folder / "briefs", now)
    if then:
        status, _ = serve(folder, 0, forgetful=False)
        if status != 0:
            raise SystemExit("the first pass failed")
        (folder / "told").unlink()
        mail = _later(then, now)
        delivery.deliver(folder / "mailbox", mail, folder=Folder.INBOX, received=now)


def _later(then: str, now: datetime) -> bytes:
    """A later mail of the story's buyer on the same order."""
    subject, body = _LATER[then]
    (buyer,) = {one["From"] for one in _story(now) if "4711" in str(one["Subject"])}
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = buyer, Settings().rep_email, subject
    mail["Date"], mail["Message-ID"] = now, "<later@halvorsen.example>"
    mail.set_content(body.format(date=(now + timedelta(days=200)).date().isoformat()))
    return mail.as_bytes()


def _story(now: datetime) -> list[Any]:
    return [message_from_bytes(one.content, policy=default) for one in story.letters(now)][-1:]


def serve(folder: Path, kill_at: int, *, forgetful: bool) -> tuple[int, list[str]]:
    """One pass of the service in a process of its own: its wait status and its points."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            log = os.open(folder.parent / "errors.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 2)
            points = Points(kill_at)
            points.install()
            if forgetful:
                forget()
            _pass(folder)
            os.write(writer, json.dumps(points.labels).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return status, json.loads(said) if said else []


class Listener:
    """Notes in a file that an order's end was told."""

    def __init__(self, folder: Path) -> None:
        self._told = folder / "told"

    def looked(self, look: Look) -> None: ...

    def finished(self, order: OrderRecord) -> None:
        self._told.write_text(order.state)


def _pass(folder: Path) -> None:
    settings = Settings(data_dir=folder, queue_seconds=0.05, watch_seconds=0.05)
    with app.build(settings) as built:
        built.service.once(Listener(folder))
        states = {one.state for one in built.ledger.orders(built.mailbox_id)}
    if OrderState.OPEN in states or not states & _ENDS:
        raise SystemExit(f"orders ended as {states}")


def drafts(folder: Path) -> Counter[str]:
    """How many drafts of which text each person has."""
    found: Counter[str] = Counter()
    for place in ("new", "cur"):
        for file in (folder / "mailbox" / "Drafts" / place).glob("*"):
            mail = message_from_bytes(file.read_bytes(), policy=default)
            text = mail.get_body(("plain",))
            words = hashlib.sha256(text.get_content().encode() if text else b"").hexdigest()[:8]
            found[f"{mail['To']} {words}"] += 1
    return found


def enumerate_kills(base: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Kills at the points asked for and says what was wrong afterwards."""
    rules.load_rules()  # compiled once here, found in the cache by every fork
    template, clean = base / "template", base / "clean"
    prepare(template, options.then)
    shutil.copytree(template, clean)
    status, labels = serve(clean, 0, forgetful=False)
    if status != 0:
        raise SystemExit("the clean run failed")
    expected = drafts(clean)
    killed, wrong = 0, []
    numbers = [
        number
        for number in range(1, len(labels) + 1)
        if not options.distinct or not _same_as_before(labels, number)
    ]
    first, _, every = options.part.partition("/")
    numbers = numbers[int(first) - 1 :: int(every)]
    forgetful = options.forget
    for number in numbers:
        folder = base / f"run-{number}"
        shutil.copytree(template, folder)
        status, _ = serve(folder, number, forgetful=forgetful)
        killed += os.WIFSIGNALED(status)
        again, _ = serve(folder, 0, forgetful=forgetful)
        found = drafts(folder)
        told = (folder / "told").is_file()
        if again != 0 or found != expected or not told:
            wrong.append(
                {"point": number, "label": labels[number - 1], "told": told, "drafts": dict(found)}
            )
            if again != 0:
                sys.stderr.write((base / "errors.log").read_text()[-2000:])
        shutil.rmtree(folder)
    return {
        "points": len(labels),
        "tried": len(numbers),
        "killed": killed,
        "expected": len(expected),
        "wrong": wrong,
    }


def _same_as_before(labels: list[str], number: int) -> bool:
    if number < 2:
        return False
    return labels[number - 1].startswith("before") and labels[number - 2].startswith("after")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--forget", action="store_true", help="take the mailbox's look-up away")
    parser.add_argument("--then", choices=sorted(_LATER), default="", help="a later mail")
    parser.add_argument("--part", default="1/1", metavar="K/N", help="the K-th of every N points")
    parser.add_argument("--distinct", action="store_true", help="each state of the disk once")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as base:
        os.chdir(base)
        result = enumerate_kills(Path(base), options)
    print(json.dumps(result))  # noqa: T201


if __name__ == "__main__":
    main()
