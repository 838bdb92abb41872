"""The reader: files within files come out flat, within limits, and no answer is trusted."""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pytest
from office_builders import attachment, docx, item, ole, packed, paragraph

from assistant.documents.child import CappedChild, Cause, ChildFailed
from assistant.documents.reader import BREAKS, DEPTH, FILES, NAMED, DocumentReader
from assistant.documents.reading import Reading
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.mail import Attachment, Document, Message, MessageRef
from assistant.domain.paper import Line, Named, Paper, Part, Stated
from assistant.errors import BadDocument, BadMessage, ConfigError, Unavailable
from assistant.mail.mime import MailReader

PARSERS = {"mail": "assistant.mail.mime:parse", "document": "assistant.documents.files:read"}
MB = 1024 * 1024
NO_MAIL = Message(ref=MessageRef("", ""))


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with CappedChild(PARSERS) as child:
        mail = MailReader(lambda data: child.run("mail", data))
        yield DocumentReader(
            lambda data, name: child.run("document", data, name), mail.read_enclosed
        )


def file(content: bytes, name: str = "a.bin", media: str = "") -> Attachment:
    return Attachment(name, media, content)


def eml(body: str, *files: tuple[str, bytes], kind: str = "application/octet-stream") -> bytes:
    """A mail as a file; with files it has a part for each."""
    top = "From: Mara <mara@buyer.example>\r\nSubject: PO 4711\r\nMIME-Version: 1.0\r\n"
    text = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    if not files:
        return (top + text).encode()
    top += "Content-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n" + text
    for name, content in files:
        head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        head += f"Content-Disposition: attachment; filename={name}\r\n\r\n"
        top += "--cut\r\n" + head + base64.encodebytes(content).decode() + "\r\n"
    return (top + "--cut--\r\n").encode()


def seen(documents: tuple[Document, ...]) -> list[tuple[str, ...]]:
    """Each document's way in, its own name last."""
    return [(*one.inside, one.name) for one in documents]


# --- files within files ------------------------------------------------------------------


def test_a_file_of_text_is_one_document(reader: DocumentReader) -> None:
    """A file that holds no other is one document with its pages."""
    assert reader.open(file(b"PO 4711", "order.txt")) == (Document("order.txt", ("PO 4711",)),)


def test_an_archive_comes_first_and_then_its_files(reader: DocumentReader) -> None:
    """Each file knows the names of what it came in, outermost first."""
    inner = packed({"deep.txt": "PO 2"})
    documents = reader.open(file(packed({"po.txt": "PO 1", "in.zip": inner}), "all.zip"))
    assert seen(documents) == [
        ("all.zip",),
        ("all.zip", "po.txt"),
        ("all.zip", "in.zip"),
        ("all.zip", "in.zip", "deep.txt"),
    ]
    assert [one.pages for one in documents] == [(), ("PO 1",), (), ("PO 2",)]
    assert all(one.problem == "" for one in documents)


def test_a_mail_in_a_file_is_read_as_a_mail(reader: DocumentReader) -> None:
    """A mail's page is its own text, its values are kept, and its files are opened."""
    content = eml("Our order.\r\n> When?", ("po.docx", docx(paragraph("PO 4711"))))
    top, inner = reader.open(file(content, "fwd.eml", "message/rfc822"))
    assert (top.pages, top.problem) == (("Our order.",), "")
    assert top.mail is not None and top.mail.subject == "PO 4711"
    assert (inner.inside, inner.pages, inner.mail) == (("fwd.eml",), ("PO 4711",), None)


def test_an_outlook_item_is_read_as_the_mail_it_was(reader: DocumentReader) -> None:
    """The item, the mail in it, and that mail's files come one behind the other."""
    tree = item({0x37: "PO 4711", 0x1000: "see file"}, attach_0=attachment("po.txt", b"PO 4711"))
    documents = reader.open(file(ole(tree), "old.msg"))
    assert seen(documents) == [
        ("old.msg",),
        ("old.msg", "PO 4711.eml"),
        ("old.msg", "PO 4711.eml", "po.txt"),
    ]
    assert documents[1].mail is not None and documents[1].pages == ("see file",)


@pytest.mark.parametrize(
    ("content", "name", "media", "is_mail"),
    [
        (eml("x"), "a.dat", "", True),
        (b"Received: by mx\r\n\tid 1\r\nFrom: a@b.example\r\n\r\nx", "a", "", True),
        (b"From a@b.example Mon\r\nMessage-ID: <1@b>\r\nfrom: a@b.example\r\n\r\nx", "a", "", True),
        (b"\xef\xbb\xbfReturn-Path: <>\nFrom: a@b.example\n\nx", "a", "", True),
        (b"From: Fir Ltd\r\nDate: 12 May 2026\r\n\r\nPO 4711", "po.txt", "text/plain", False),
        (b"From: Fir Ltd\r\nPO number: 4711\r\nMessage-ID: 1\r\n\r\n", "po.txt", "", False),
        (b"Message-ID: 4711\r\nQuantity: 2\r\n\r\n", "po.txt", "", False),
        (b"Subject: x\r\n\r\nx", "a.eml", "", True),
        (b"Subject: x\r\n\r\nx", "a", "message/rfc822", True),
        (b"Subject: x\r\n\r\nx", "a", "", False),
        (b"no header at all", "a.eml", "message/rfc822", False),
    ],
)  # fmt: skip
def test_what_is_a_mail(
    reader: DocumentReader, content: bytes, name: str, media: str, is_mail: bool
) -> None:
    """A transport's header makes a file a mail; a typed letter's head does not."""
    assert (reader.open(file(content, name, media))[0].mail is not None) is is_mail


def test_dangerous_names_come_out_unopened(reader: DocumentReader) -> None:
    """A program in an archive in a mail is a document with a problem, for all to see."""
    bad = packed({"PO.pdf.exe": b"MZ\0", "page.htm": b"hello", "po.txt": "PO 4711"})
    documents = reader.open(file(eml("x", ("all.zip", bad)), "a.eml"))
    assert [(one.name, one.problem) for one in documents[2:]] == [
        ("PO.pdf.exe", "programs are not opened"),
        ("page.htm", "web pages are not opened"),
        ("po.txt", ""),
    ]


# --- limits ------------------------------------------------------------------------------


def test_what_is_packed_too_deep_is_left() -> None:
    """Three containers are opened; what lies in a fourth is named and left."""
    calls: list[str] = []

    def run(data: bytes, name: str) -> Any:
        calls.append(name)
        return answer(files=[["in.zip", "eA=="]])

    documents = opened(run)
    assert len(documents) == DEPTH + 2
    assert documents[-1].problem == "not opened: it is packed into more than 3 other files"
    assert len(calls) == DEPTH + 1


def test_more_files_than_fifty_are_left() -> None:
    """Fifty files are opened in all, wherever they lie; the others say that they were not."""
    crowd = [[f"{n}.txt", "eA=="] for n in range(60)]
    documents = opened(lambda data, name: answer(files=crowd if name == "a.bin" else []))
    left = [one for one in documents if "one of more than 50 files" in one.problem]
    assert (len(documents), len(left)) == (61, 61 - FILES)


def test_more_names_than_two_hundred_are_cut_and_told() -> None:
    """A container of very many files says how many there are."""
    crowd = [[f"{n}.txt", "eA=="] for n in range(NAMED + 5)]
    documents = opened(lambda data, name: answer(files=crowd if name == "a.bin" else []))
    assert len(documents) == NAMED + 1
    assert documents[0].problem == "only the first 200 of its 205 files are named"


def test_all_bytes_together_are_limited() -> None:
    """Sixty megabytes are opened in all; a smaller file behind a larger one still fits."""
    half = base64.b64encode(bytes(40 * MB)).decode()
    held = [["a", half], ["b", half], ["c", "eA=="]]
    documents = opened(lambda data, name: answer(files=held if name == "a.bin" else []))
    assert [one.problem for one in documents[1:]] == [
        "",
        "not opened: the files are larger than 60 MB together",
        "",
    ]


@pytest.mark.parametrize("by_mail", [False, True])
def test_files_that_break_the_child_are_counted(by_mail: bool) -> None:
    """After three files that exhausted the child, what is left is not tried."""
    content = base64.b64encode(eml("x") if by_mail else b"x").decode()
    held = [[f"{n}.eml", content] for n in range(10)]
    tried: list[str] = []

    def breaks(data: bytes, name: str = "") -> Any:
        if name == "a.bin":
            return answer(files=held)
        tried.append(name)
        raise ChildFailed(Cause.CPU, "took too much computing time to read")

    def breaks_too(data: bytes) -> Message:
        try:
            breaks(data)
        except ChildFailed as error:
            raise BadMessage(str(error)) from error
        return NO_MAIL

    documents = DocumentReader(breaks, breaks_too).open(file(b"x"))
    assert len(tried) == BREAKS
    assert [one.problem for one in documents[1:4]] == ["took too much computing time to read"] * 3
    assert all("beside it" in one.problem for one in documents[4:])


def test_files_that_are_refused_are_not_counted() -> None:
    """Any number of damaged files does not stop the one behind them."""
    held = [[f"{n}.bin", "eA=="] for n in range(10)]

    def run(data: bytes, name: str) -> Any:
        if name == "a.bin":
            return answer(files=held)
        if name != "9.bin":
            raise ChildFailed(Cause.REFUSED, "the file is damaged")
        return answer(pages=["PO 4711"])

    assert opened(run)[-1].pages == ("PO 4711",)


def quine_mail(levels: int) -> bytes:
    content = eml("last")
    for _ in range(levels):
        content = eml("x", ("again.eml", content))
    return content


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "mails in mails": lambda: quine_mail(30),
    "mail parts in each other": lambda: b"From: a@b.example\r\nMessage-ID: <1@b>\r\n"
    + b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
    "archives in archives": lambda: packed({"a.zip": packed({"b.zip": packed({"c.zip": packed({
        "d.zip": packed({"e.txt": "x"})})})})}),
    "fifty bombs": lambda: packed(
        {f"{n}.zip": packed({"a": bytes(5 * MB)}) for n in range(50)}
    ),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_end_in_a_problem_and_the_next_file_is_read(
    reader: DocumentReader, bomb: str
) -> None:
    """Whatever is packed into whatever, it ends in a named problem; the next one is read."""
    documents = reader.open(file(BOMBS[bomb](), "bomb"))
    assert len(documents) <= FILES + 2
    assert documents[-1].problem
    assert reader.open(file(b"PO 4711"))[0].pages == ("PO 4711",)


# --- the child's answer ------------------------------------------------------------------

PAPER = Paper(
    form="UBL Order",
    kind=Kind.NEW_PO,
    facts=(Stated(FactName.PO_NUMBER, "4711", "4711", "<ID>4711</ID>"),),
    people=(Named(part=Part.CONTACT, name="Mara", email="mara@buyer.example"),),
    lines=(Line(number="1", item="pump", quantity="2"),),
)


def answer(**changes: Any) -> dict[str, Any]:
    return Reading().as_json() | changes


def opened(run: Callable[[bytes, str], Any]) -> tuple[Document, ...]:
    """The documents when the child answers so."""
    return DocumentReader(run, lambda data: NO_MAIL).open(file(b"x"))


def test_every_value_of_a_reading_arrives() -> None:
    """Pages, papers, the second reading and the flag pass the process border unchanged."""
    sent = Reading(
        pages=("<ID>4711</ID>",), problem="half", papers=(PAPER,), second=("x",), scanned=True
    )
    assert opened(lambda data, name: sent.as_json()) == (
        Document("a.bin", sent.pages, "half", (), (PAPER,), ("x",), scanned=True),
    )


def paper(**changes: Any) -> list[Any]:
    return [asdict(PAPER) | changes]


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        5,
        [],
        "text",
        {},
        {"pages": [], "problem": ""},
        answer(extra=1),
        answer(pages="x"),
        answer(pages=["a", 5]),
        answer(pages=[["a"]]),
        answer(pages=["x" * 6_000_000]),
        answer(problem=None),
        answer(problem="x" * 5_000),
        answer(second=[None]),
        answer(papers={}),
        answer(papers=[5]),
        answer(papers=paper(kind="perhaps")),
        answer(papers=paper(form=5)),
        answer(papers=paper(facts=[["po_number", "1"]])),
        answer(papers=paper(facts=[{"name": "colour", "value": "", "printed": "", "quote": ""}])),
        answer(papers=paper(facts=[asdict(PAPER.facts[0]) | {"page": "one"}])),
        answer(papers=paper(facts=[asdict(PAPER.facts[0]) | {"value": "x" * 3_000}])),
        answer(papers=paper(people=[{"part": "king"}])),
        answer(papers=paper(lines=[{"quantity": 2}])),
        answer(papers=paper(lines=[{}] * 20_000)),
        answer(files=5),
        answer(files={"ab": 1}),
        answer(files=[["a"]]),
        answer(files=[["a", "!not base64!"]]),
        answer(files=[[5, "eA=="]]),
        answer(files=[["a", None]]),
    ],
)
def test_the_childs_answer_is_not_trusted(wrong: Any) -> None:
    """An answer of the wrong shape or size is a document that could not be read."""
    assert opened(lambda data, name: wrong) == (Document("a.bin", problem="could not be read"),)


def test_texts_from_the_child_are_cleaned_again() -> None:
    """No control character passes, neither in a page nor in a fact nor in a file's name."""
    fact = asdict(PAPER.facts[0]) | {"value": "47\x0011"}
    sent = answer(
        pages=["a\x00\x1bb"],
        problem="x\x07",
        papers=paper(facts=[fact]),
        scanned="yes",
        files=[["../b\r\n.txt", "eA=="]],
    )
    first, second = opened(lambda data, name: sent if name == "a.bin" else answer())
    assert (first.pages, first.problem, first.scanned) == (("ab",), "x", False)
    assert first.papers[0].facts[0].value == "4711"
    assert second.name == "b .txt"


def test_only_what_is_not_the_documents_fault_leaves() -> None:
    """A refusal is a document with a problem; our own troubles pass unchanged."""

    def raises(error: Exception) -> Callable[[bytes, str], Any]:
        def run(data: bytes, name: str) -> Any:
            raise error

        return run

    assert opened(raises(BadDocument("took too long to read")))[0].problem == (
        "took too long to read"
    )
    assert opened(raises(BadDocument("")))[0].problem == "could not be read"
    for ours in (Unavailable("no process"), ConfigError("no parser")):
        with pytest.raises(type(ours)):
            opened(raises(ours))


def test_a_mail_that_cannot_be_read_is_a_document_with_a_problem() -> None:
    """The mail reader's refusal is the document's problem."""

    def refuses(data: bytes) -> Message:
        raise BadMessage("the message is nested too deeply")

    reader = DocumentReader(lambda data, name: answer(), refuses)
    (document,) = reader.open(file(eml("x"), "a.eml"))
    assert document == Document("a.eml", problem="the message is nested too deeply")
