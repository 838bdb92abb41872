"""Writes drafts as .eml files that any mail client opens for editing."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import make_msgid
from itertools import count
from pathlib import Path

from assistant.domain.draft import Email
from assistant.errors import ConfigError
from assistant.mail import write

# Desktop clients open a message with this header in the editor instead of the reader.
_UNSENT = {"X-Unsent": "1"}


def write_all(emails: Iterable[Email], folder: Path) -> list[Path]:
    """Saves each draft in `folder` under a name of its own and returns the files.

    A file that is there already is never overwritten: it may hold a person's edit. Raises
    ConfigError when the folder cannot be written to, BadMessage as `write.compose` does.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(email, folder) for email in emails]
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written to: {error.strerror}") from error


def _write(email: Email, folder: Path) -> Path:
    message_id = make_msgid(domain=email.sender.domain)
    content = write.compose(email, date=datetime.now(UTC), message_id=message_id, headers=_UNSENT)
    name = re.sub(r"[^\w.-]+", "_", email.to.email)[:80] or "draft"
    for number in count(1):
        path = folder / (f"{name}.eml" if number == 1 else f"{name}-{number}.eml")
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        return path
    raise AssertionError  # count() does not end
