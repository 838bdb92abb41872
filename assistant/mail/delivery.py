"""Puts a message into a local Maildir as a mail server would, for seeding a demo or a test."""

import secrets
from datetime import datetime
from pathlib import Path

from assistant.domain.mail import Folder
from assistant.mail.maildir import MailFolder, disk

# A message the rep sent has been seen by the rep.
_PLACES = {Folder.INBOX: ("INBOX", "new", ""), Folder.SENT: ("Sent", "cur", ":2,S")}


def deliver(root: Path, content: bytes, *, folder: Folder, received: datetime) -> str:
    """Adds `content` to the mailbox under `root`; returns the message's id there.

    No part of the mailbox the service works with, which cannot add a message to INBOX or
    Sent. Raises `Unavailable`.
    """
    directory, place, mark = _PLACES[folder]
    name = f"{int(received.timestamp())}.{secrets.token_hex(8)}.delivered"
    files = MailFolder(root / directory)
    with disk(files.path):
        files.create()
        files.add(name + mark, content, place=place, mtime=received.timestamp())
    return name
