"""Reads orders_own.toml: our own mails with their right verdicts and facts."""

import re
import tomllib
from pathlib import Path
from typing import Any

from assistant.domain.mail import (
    Address,
    Attachment,
    Authentication,
    Document,
    Message,
    MessageRef,
)
from assistant.domain.people import Rep

REP = Rep(Address("rep@seller.example", "Tom Reed"), "Seller Works", frozenset({"seller.example"}))
ROWS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)["mail"]


def address(written: str) -> Address:
    """ "Name <mail>" or a bare mail address."""
    match = re.fullmatch(r"(.*)<(.*)>", written.strip())
    name, email = (match[1], match[2]) if match else ("", written)
    return Address(email.strip().lower(), name.strip())


def message(row: dict[str, Any]) -> Message:
    """The row as a parsed mail to the rep."""
    files = row.get("attachments", [])
    return Message(
        ref=MessageRef(row["id"], row["id"]),
        message_id=f"<{row['id']}@mail.example>",
        sender=address(row["from"]),
        reply_to=(address(row["reply_to"]),) if "reply_to" in row else (),
        to=(REP.address,),
        subject=row["subject"],
        body=row["body"].strip(),
        quoted=row.get("quoted", ""),
        attachments=tuple(
            Attachment(name, "application/octet-stream", text.encode()) for name, text in files
        ),
        bulk=row.get("bulk", False),
        automatic=row.get("automatic", False),
        spam=row.get("spam", False),
        authentication=Authentication(row.get("authentication", "unknown")),
    )


def open_document(attachment: Attachment) -> tuple[Document, ...]:
    """The text a row gives its attachment; an empty one cannot be read."""
    text = attachment.content.decode()
    return (Document(attachment.name, (text,) if text else (), "" if text else "a scan"),)


def row(name: str) -> dict[str, Any]:
    """The row of that id."""
    return next(one for one in ROWS if one["id"] == name)
