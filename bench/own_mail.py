"""Writes mails of every kind from own_mail.toml, to train the classifier on nobody's mail."""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.domain.mail import Address, Attachment, Document, Message, MessageRef

_NUMBERS = ("45000{:05d}", "PO-{:04d}", "{:05d}", "{:04d}/26", "B{:06d}", "2026-{:03d}")


@dataclass(frozen=True, slots=True)
class OwnMail:
    """A mail, its kind, the texts of its files, and which template it was made from."""

    kind: str
    message: Message
    documents: Mapping[str, Document]
    template: str

    def open_document(self, attachment: Attachment) -> tuple[Document, ...]:
        """The file's text, as a reader would give it."""
        return (self.documents[attachment.name],)


def mails(each: int, seed: int) -> Iterator[OwnMail]:
    """`each` mails of every body of every template, always the same for a seed."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    for number, one in enumerate(data["mails"]):
        for place, body in enumerate(one["bodies"]):
            for _ in range(each):
                yield _mail(one, body, f"{number}-{place}", data, dice)


def _mail(
    one: Mapping[str, Any], body: str, template: str, data: Mapping[str, Any], dice: random.Random
) -> OwnMail:
    words = {name: dice.choice(values) for name, values in data["fill"].items()}
    words["no"] = dice.choice(_NUMBERS).format(dice.randrange(1, 9999))
    words["q"] = f"Q-{dice.randrange(100, 9999)}"
    words["n"] = str(dice.randrange(2, 60))
    portal = bool(one.get("portal"))
    around = [""] * 2 if portal else [dice.choice(one) for one in data["around"].values()]
    documents = _documents(dice.choice(one["files"]), data["papers"], words)
    sender = "no-reply@portal.example" if portal else "dana@customer.example"
    message = Message(
        ref=MessageRef(template, template),
        sender=Address(sender, words["name"]),
        subject=_filled(dice.choice(one["subjects"]), words),
        body=_filled(around[0] + body + around[1], words),
        quoted="> earlier\n> mail" if dice.random() < 0.25 else "",
        attachments=tuple(Attachment(name, "", b"") for name in documents),
        automatic=portal,
    )
    return OwnMail(one["kind"], message, documents, template)


def _documents(
    files: str, papers: Mapping[str, str], words: Mapping[str, str]
) -> dict[str, Document]:
    found = {}
    for file in filter(None, files.split(" + ")):
        name, paper = _filled(file, words).split("|")
        pages: Sequence[str] = (_filled(papers[paper], words),) if paper else ()
        found[name] = Document(name, tuple(pages), "" if pages else "a scan")
    return found


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text
