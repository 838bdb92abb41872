"""Writes a draft as an .eml file that any mail client opens for editing."""

import re
from datetime import UTC, datetime
from email.utils import make_msgid
from pathlib import Path

from assistant.domain.draft import Email
from assistant.mail import write

# Desktop clients open a message with this header in the editor instead of the reader.
_UNSENT = {"X-Unsent": "1"}


def write_eml(email: Email, folder: Path) -> Path:
    """Saves the draft in `folder`, named after its reader, and returns the file."""
    name = re.sub(r"[^\w.-]+", "_", email.to.email) or "draft"
    path = folder / f"{name}.eml"
    message_id = make_msgid(domain=email.sender.domain)
    path.write_bytes(
        write.compose(email, date=datetime.now(UTC), message_id=message_id, headers=_UNSENT)
    )
    return path
