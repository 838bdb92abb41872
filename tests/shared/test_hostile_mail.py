"""The measuring material's attack files: each is read or refused by name, none gets through."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.documents.child import CappedChild
from assistant.documents.reader import DocumentReader
from assistant.domain.mail import Attachment, Message, MessageRef, RawMessage
from assistant.errors import BadMessage
from assistant.mail.mime import MailReader

pytestmark = pytest.mark.shared

PARSERS = {"mail": "assistant.mail.mime:parse", "document": "assistant.documents.files:read"}


@pytest.fixture(scope="module")
def child() -> Iterator[CappedChild]:
    with CappedChild(PARSERS) as warm:
        yield warm


def test_every_hostile_mail_is_read_or_refused(shared: Path, child: CappedChild) -> None:
    """Of the hostile mails next to none is refused, and nothing but BadMessage is raised."""
    reader = MailReader(lambda data: child.run("mail", data))
    outcomes: Counter[str] = Counter()
    files = _files(shared / "hostile" / "mime")
    for path in files:
        if path.suffix != ".json":
            outcomes[_outcome(reader, path)] += 1
    print(dict(outcomes))  # noqa: T201 - the figures are what one runs this for
    assert outcomes["read"] > 300
    assert sum(outcomes.values()) - outcomes["read"] <= outcomes["read"] // 100


def _outcome(reader: MailReader, path: Path) -> str:
    try:
        message = reader.read(RawMessage(MessageRef("m", "t"), path.read_bytes()))
    except BadMessage as refusal:
        return f"refused: {refusal}"
    assert _clean(message), path
    return "read"


def _clean(message: Message) -> bool:
    """Whether no text of the message can break a line, a header, a log or a database."""
    people = (*message.recipients, *message.reply_to, *([message.sender] if message.sender else []))
    names = [person.name for person in people] + [person.email for person in people]
    lines = [message.subject, message.message_id, *message.references, *names]
    lines += [attachment.name for attachment in message.attachments]
    texts = [message.body, message.quoted]
    whole = "".join(lines + texts)
    whole.encode("utf-8")
    return (
        not any("\n" in line or "\r" in line for line in lines)
        and not any(sign in whole for sign in "\x00\x1b\x7f\x85\u2028\u202e\u200b")
        and all(person.email.count("@") == 1 for person in people)
    )


def test_every_corpus_mail_is_read(shared: Path, child: CappedChild) -> None:
    """No real mail of the corpus is refused."""
    reader = MailReader(lambda data: child.run("mail", data))
    refused = [
        path.name for path in _files(shared / "corpus" / "mail") if _outcome(reader, path) != "read"
    ]
    assert refused == []


def test_every_hostile_file_is_a_document(shared: Path, child: CappedChild) -> None:
    """Any attack file as an attachment gives a document or a problem, never an exception."""
    reader = _documents(child)
    problems: Counter[str] = Counter()
    for path in _files(shared / "hostile"):
        attached = Attachment(path.name, "application/pdf", path.read_bytes())
        documents = reader.open(attached)
        found = [one for one in documents if one.pages or one.problem or one.mail]
        assert found, path
        problems[documents[0].problem or "read"] += 1
    print(dict(problems))  # noqa: T201
    assert problems["read"] > 100


def test_every_corpus_document_keeps_its_text(shared: Path, child: CappedChild) -> None:
    """Every PDF of the corpus is read, by its own text or by the order it carries."""
    reader = _documents(child)
    for path in (shared / "corpus" / "documents").glob("*.pdf"):
        documents = reader.open(Attachment(path.name, "", path.read_bytes()))
        assert any(one.pages for one in documents), path


def _documents(child: CappedChild) -> DocumentReader:
    mail = MailReader(lambda data: child.run("mail", data))
    return DocumentReader(lambda data, name: child.run("document", data, name), mail.read_enclosed)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
