"""A service on its own data folder, with the demo's story in its mailbox."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import app
from assistant.demo import story
from assistant.mail import delivery
from assistant.settings import Settings
from assistant.store.ledger import OrderRecord


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(data_dir=tmp_path / "data", queue_seconds=0.05, watch_seconds=0.05)


@pytest.fixture
def told(settings: Settings) -> Callable[[], list[OrderRecord]]:
    """Runs one pass as a new process would and returns the orders it finished."""

    def once() -> list[OrderRecord]:
        records: list[OrderRecord] = []
        with app.build(settings) as built:
            built.service.once(records.append)
        return records

    return once


@pytest.fixture
def letters(settings: Settings) -> tuple[story.Letter, ...]:
    """The story, delivered into the mailbox."""
    now = datetime.now(UTC)
    mails = story.letters(now)
    for mail in mails:
        delivery.deliver(
            settings.mailbox_dir, mail.content, folder=mail.folder, received=mail.sent
        )
    story.write_brief(settings.briefs_dir, now)
    return mails


@pytest.fixture
def drafts(settings: Settings) -> Callable[[], list[Path]]:
    def files() -> list[Path]:
        return sorted((settings.mailbox_dir / "Drafts" / "cur").iterdir())

    return files
