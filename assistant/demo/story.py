"""Fills a local mailbox with a small story: weeks of ordinary mail, a quotation, then a PO."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from assistant.demo import purchase_order
from assistant.domain.mail import Folder

_DAYS = re.compile(r"\{\+(\d+)( long)?\}")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of the story, as it travels."""

    content: bytes
    folder: Folder
    sent: datetime


def letters(now: datetime) -> tuple[Letter, ...]:
    """The story's mails in the order in which they were sent; the last one is the PO."""
    story = _load("story.yaml", now.date())
    subjects: dict[str, str] = {}
    chains: dict[str, list[str]] = {}
    return tuple(_letter(one, story, now, subjects, chains) for one in story["mails"])


def write_brief(folder: Path, now: datetime) -> None:
    """Writes the order's brief into the folder of order briefs."""
    folder.mkdir(parents=True, exist_ok=True)
    text = _dated(files("assistant.demo").joinpath("brief.yaml").read_text("utf-8"), now.date())
    (folder / "halvorsen-4711.yaml").write_text(text, encoding="utf-8")


def _letter(
    one: Mapping[str, Any],
    story: Mapping[str, Any],
    now: datetime,
    subjects: dict[str, str],
    chains: dict[str, list[str]],
) -> Letter:
    people = {"rep": story["rep"], **story["people"]}
    answered = one.get("answers", "")
    subjects[one["id"]] = one.get("subject") or f"Re: {subjects[answered].removeprefix('Re: ')}"
    chain = [*chains.get(answered, ()), answered] if answered else []
    chains[one["id"]] = chain
    mail = EmailMessage(policy=SMTP)
    mail["From"] = people[one["from"]]
    mail["To"] = ", ".join(people[name] for name in one["to"])
    if one.get("cc"):
        mail["Cc"] = ", ".join(people[name] for name in one["cc"])
    mail["Subject"] = subjects[one["id"]]
    sent = _sent(one, now)
    mail["Date"] = sent
    mail["Message-ID"] = _message_id(one["id"], people[one["from"]])
    if chain:
        senders = {each["id"]: people[each["from"]] for each in story["mails"]}
        ids = [_message_id(each, senders[each]) for each in chain]
        mail["In-Reply-To"] = ids[-1]
        mail["References"] = " ".join(ids)
    if one.get("list"):
        mail["List-Id"] = "<weekly.packaging-weekly.example>"
    mail.set_content(
        files("assistant.demo").joinpath("mails", f"{one['id']}.txt").read_text("utf-8")
    )
    if one.get("order"):
        _attach_order(mail, story["order"], sent.date())
    if one.get("lure"):
        page = b"<html><body><form>Log in to see the order</form></body></html>"
        mail.add_attachment(page, maintype="text", subtype="html", filename="PO#88213.html")
    folder = Folder.SENT if one["from"] == "rep" else Folder.INBOX
    return Letter(content=mail.as_bytes(), folder=folder, sent=sent)


def _attach_order(mail: EmailMessage, order: Mapping[str, Any], day: date) -> None:
    mail.add_attachment(
        purchase_order.pdf(order, day),
        maintype="application",
        subtype="pdf",
        filename=f"PO_{order['number']}.pdf",
    )


def _sent(one: Mapping[str, Any], now: datetime) -> datetime:
    if not one["at"]:
        return now
    hour, _, minute = one["at"].partition(":")
    day = now - timedelta(days=one["day"])
    return day.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)


def _message_id(id_: str, sender: str) -> str:
    return f"<{id_}@{sender.rpartition('@')[2].rstrip('>')}>"


def _load(name: str, today: date) -> Mapping[str, Any]:
    text = files("assistant.demo").joinpath(name).read_text("utf-8")
    story: Mapping[str, Any] = yaml.safe_load(_dated(text, today))
    return story


def _dated(text: str, today: date) -> str:
    def spell(match: re.Match[str]) -> str:
        day = today + timedelta(days=int(match.group(1)))
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        return f"{day.day} {day:%B %Y}" if match.group(2) else day.isoformat()

    return _DAYS.sub(spell, text)
