"""The commands, seen from the outside."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from assistant.demo import story
from assistant.domain.mail import Folder

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "assistant", *words],
            cwd=tmp_path,
            env={**os.environ, "ASSISTANT_QUEUE_SECONDS": "0.1"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture
def mails(tmp_path: Path) -> list[str]:
    """The story's mail with the customer as exported files; the PO is the last one."""
    files = []
    for number, one in enumerate(story.letters(datetime.now(UTC))):
        if b"halvorsen" in one.content:
            path = tmp_path / f"{number:02}.eml"
            path.write_bytes(one.content)
            files.append(path.name)
    return files


def test_help_names_every_command(run: Run) -> None:
    """A user who knows nothing finds the commands."""
    text = run("--help").stdout
    for command in ("demo", "run", "draft", "settings"):
        assert command in text


def test_demo_makes_drafts_and_says_why(run: Run, tmp_path: Path) -> None:
    """One command: a mailbox, its PO, five drafts, the reason for each, and where to look."""
    done = run("demo", "--once")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("[placed]") == 5
    assert "data/mailbox/Drafts" in done.stdout
    assert len(list((tmp_path / "data/mailbox/Drafts/cur").iterdir())) == 5
    assert "halvorsen.example" not in done.stderr


def test_demo_again_makes_no_second_draft(run: Run, tmp_path: Path) -> None:
    """Rerunning changes nothing in the mailbox."""
    run("demo", "--once")
    before = sorted((tmp_path / "data/mailbox/Drafts/cur").iterdir())
    again = run("demo", "--once")
    assert again.returncode == 0
    assert "[placed]" not in again.stdout
    assert sorted((tmp_path / "data/mailbox/Drafts/cur").iterdir()) == before


def test_run_once_on_an_empty_mailbox_says_so(run: Run) -> None:
    """An empty state is a sentence, not a blank."""
    done = run("run", "--once")
    assert done.returncode == 0, done.stderr
    assert "no mail" in done.stdout


def test_draft_prints_evidence_people_and_letters(run: Run, mails: list[str]) -> None:
    """A person sees what was recognised, why, and each letter."""
    done = run("draft", *mails)
    assert done.returncode == 0, done.stderr
    assert "Taken for: new-po" in done.stdout
    assert "po_number = 4711" in done.stdout
    assert "PO_4711.pdf, page 1" in done.stdout
    assert 'signs as "Production Manager"' in done.stdout
    assert "Dear" in done.stdout or "Hello" in done.stdout


def test_draft_as_json_is_one_object(run: Run, mails: list[str]) -> None:
    """Machines get the same as people."""
    document = json.loads(run("draft", "--json", *mails).stdout)
    assert document["kind"] == "new-po"
    assert {one["to"] for one in document["drafts"]} >= {"rui.silva@halvorsen.example"}
    assert all(fact["quote"] for fact in document["facts"])
    assert not any(one["blocked"] for one in document["drafts"])


def test_draft_writes_files_that_open_as_drafts(run: Run, mails: list[str], tmp_path: Path) -> None:
    """Each file is a complete mail that a mail program opens for editing."""
    done = run("draft", "--out", "letters", *mails)
    files = sorted((tmp_path / "letters").iterdir())
    assert len(files) == done.stdout.count("--- Draft")
    for file in files:
        mail = message_from_bytes(file.read_bytes(), policy=default)
        assert mail["X-Unsent"] == "1"
        assert mail["To"] and not mail["Cc"] and not mail["Bcc"]
        assert mail.get_body(("plain",)) and mail.get_body(("html",))


def test_draft_reads_an_mbox(run: Run, mails: list[str], tmp_path: Path) -> None:
    """An export of a whole folder works like its mails one by one."""
    texts = [(tmp_path / name).read_bytes().replace(b"\r\n", b"\n") for name in mails]
    box = b"".join(b"From x@y Mon Jan  1 00:00:00 2026\n" + text + b"\n" for text in texts)
    (tmp_path / "export.mbox").write_bytes(box)
    single = json.loads(run("draft", "--json", *mails).stdout)
    joined = json.loads(run("draft", "--json", "export.mbox").stdout)
    assert [one["to"] for one in joined["drafts"]] == [one["to"] for one in single["drafts"]]


def test_draft_of_something_else_says_what_it_is(run: Run, tmp_path: Path) -> None:
    """A mail that is no PO is answered with a reason, not with silence."""
    (tmp_path / "x.eml").write_bytes(
        b"From: a@b.example\r\nTo: me@us.example\r\nSubject: Lunch?\r\n\r\nTomorrow at noon?\r\n"
    )
    done = run("draft", "x.eml")
    assert done.returncode == 0
    assert "nothing to confirm" in done.stdout


def test_mistakes_are_told_in_one_line(run: Run, tmp_path: Path) -> None:
    """A wrong brief or setting names itself; no traceback reaches a user."""
    (tmp_path / "x.eml").write_bytes(b"From: a@b.example\r\n\r\nhi")
    (tmp_path / "b.yaml").write_text("colour: red")
    wrong = run("draft", "x.eml", "--brief", "b.yaml")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("assistant: b.yaml: ")
    (tmp_path / ".env").write_text("ASSISTANT_MAX_DRAFTS=99\n")
    wrong = run("run", "--once")
    assert wrong.returncode == 2
    assert "ASSISTANT_MAX_DRAFTS" in wrong.stderr
    assert "Traceback" not in wrong.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_watching_service_ends_when_asked(tmp_path: Path, number: int) -> None:
    """Ctrl-C and a stop signal end it cleanly, with the reading process gone."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "assistant", "demo"],
        cwd=tmp_path,
        env={**os.environ, "ASSISTANT_QUEUE_SECONDS": "0.1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        assert any("Look in:" in line for line in lines)
        process.send_signal(number)
        rest = process.stdout.read()
        assert process.wait(30) == 0
        assert "Stopped." in rest


def test_story_tells_of_both_sides() -> None:
    """The demo's mailbox holds what a rep wrote as well, so that people are known."""
    mails = story.letters(datetime.now(UTC))
    assert {one.folder for one in mails} == {Folder.INBOX, Folder.SENT}
    assert mails[-1].sent >= max(one.sent for one in mails[:-1])
    assert time.time() - mails[-1].sent.timestamp() < 60
