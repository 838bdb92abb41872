"""Documents: text by page, or a named problem; no file ever stops the next one."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from assistant.documents.child import CappedChild
from assistant.documents.files import read
from assistant.documents.reader import DocumentReader
from assistant.domain.mail import Attachment, Document
from assistant.errors import BadDocument

FONT = b"<</Font<</F 5 0 R>>>>"


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with CappedChild({"document": "assistant.documents.files:read"}) as child:
        yield DocumentReader(lambda data, name: child.run("document", data, name))


def file(content: bytes, name: str = "order.pdf") -> Attachment:
    return Attachment(name, "application/octet-stream", content)


# --- a PDF, written by hand --------------------------------------------------------------


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects; the first is its catalogue."""
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
    return out + end % (len(objects) + 1, trailer, start)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (extra, len(data), data)


def one_page(content: bytes, resources: bytes = FONT, more: Sequence[bytes] = ()) -> bytes:
    """A page whose content is object 4; `more` are the objects from 6 on."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources %s>>"
            % resources,
            content,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ]
    )


def words(text: bytes) -> bytes:
    return stream(b"BT /F 12 Tf 100 700 Td (%s) Tj ET" % text)


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
            words(b"PO 4711"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *[
                (
                    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R"
                    b"/Resources<</Font<</F 4 0 R>>>>>>"
                )
            ]
            * count,
        ]
    )


def inflating(megabytes: int, *, twice: bool) -> bytes:
    """A page whose content grows to that size when it is unpacked."""
    pack = zlib.compressobj(9)
    data = b"".join(pack.compress(b" " * 1_000_000) for _ in range(megabytes)) + pack.flush()
    if twice:
        return one_page(stream(zlib.compress(data, 9), b"/Filter[/FlateDecode/FlateDecode]"))
    return one_page(stream(data, b"/Filter/FlateDecode"))


def nested_forms(levels: int, fan: int) -> bytes:
    """A page that draws `fan` forms, each of which draws `fan` forms, and so on."""
    more = []
    for level in range(levels):
        last = level == levels - 1
        content = b"BT /F 9 Tf (a) Tj ET" if last else b"/X Do " * fan
        inner = FONT if last else b"<</XObject<</X %d 0 R>>>>" % (level + 7)
        more.append(
            stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources%s" % inner)
        )
    return one_page(stream(b"/X Do " * fan), b"<</XObject<</X 6 0 R>>>>", more)


def encrypted() -> bytes:
    """A PDF whose password nobody gave us."""
    lock = b"<</Filter/Standard/V 2/R 3/Length 128/P -4/O<%s>/U<%s>>>" % (b"ab" * 32, b"cd" * 32)
    page = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
        lock,
    ]
    return pdf(page, b"/Encrypt 4 0 R/ID[<%s><%s>]" % (b"ef" * 16, b"ef" * 16))


def only(reader: DocumentReader, attachment: Attachment) -> Document:
    """What the reader makes of a file that holds no other."""
    (document,) = reader.open(attachment)
    return document


# --- reading -----------------------------------------------------------------------------


def test_text_by_page(reader: DocumentReader) -> None:
    """Every page of a PDF is one text."""
    assert only(reader, file(many_pages(3))) == Document("order.pdf", pages=("PO 4711",) * 3)


def test_pages_beyond_the_cap_are_left_out_and_told(reader: DocumentReader) -> None:
    """Forty pages are read and the problem says how many there are."""
    read_document = only(reader, file(many_pages(45)))
    assert len(read_document.pages) == 40
    assert read_document.problem == "only the first 40 of 45 pages were read"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (one_page(stream(b"")), "no text"),
        (encrypted(), "password"),
        (one_page(words(b"PO 4711"))[:300], "damaged"),
        (b"%PDF-1.7", "damaged"),
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04\x14\x00\x06\x00", "format"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "format"),
        (b"<?xml version='1.0'?><Order/>", "format"),
        (b"\xef\xbb\xbf<html>", "format"),
        (b"{\\rtf1 order}", "format"),
        (bytes(range(256)), "format"),
        (b"a long text " * 1_000 + b"\x00", "format"),
    ],
)
def test_problems_are_named(reader: DocumentReader, content: bytes, problem: str) -> None:
    """What has no readable text says why, whatever its name claims."""
    read_document = only(reader, file(content))
    assert read_document.pages == ()
    assert problem in read_document.problem


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (b"PO 4711\r\n2 pumps", ("PO 4711\n2 pumps",)),
        (b"item;qty\npump;2\n", ("item;qty\npump;2\n",)),
        (b"one\x0ctwo", ("one", "two")),
        ("Größe".encode(), ("Größe",)),
        ("Größe".encode("cp1252"), ("Größe",)),
        ("Größe".encode("utf-16"), ("Größe",)),
        (b"\xef\xbb\xbfBOM", ("BOM",)),
        (b"a\x1bb" + b"c" * 200, ("ab" + "c" * 200,)),
    ],
)
def test_plain_text(content: bytes, pages: tuple[str, ...]) -> None:
    """Text files in the usual charsets, page by page, whatever their name is."""
    answer = read(content, "order.pdf")
    assert (answer["pages"], answer["problem"]) == (list(pages), "")


BOMBS = {
    "600 MB in one stream": inflating(600, twice=False),
    "the same packed twice": inflating(600, twice=True),
    "10^9 nested forms": nested_forms(9, 10),
    "a form inside itself": one_page(
        stream(b"/X Do"),
        b"<</XObject<</X 6 0 R>>>>",
        [
            stream(
                b"/X Do",
                b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>",
            )
        ],
    ),
    "a page tree inside itself": pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]
    ),
    "a billion pages": pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>",
            b"<</Type/Page/Parent 2 0 R>>",
        ]
    ),
    "200,000 nested arrays": one_page(stream(b"[" * 200_000)),
    "a nested object": b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_end_in_a_problem_and_the_next_file_is_read(
    reader: DocumentReader, bomb: str
) -> None:
    """A file made to exhaust the reader is a document with a problem; the next one is read."""
    read_document = only(reader, file(BOMBS[bomb]))
    assert read_document.pages == ()
    assert read_document.problem
    assert only(reader, file(one_page(words(b"PO 4711")))).pages == ("PO 4711",)


# --- the parent's side -------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [None, 5, [], "text", {}, {"pages": "x", "problem": ""}, {"pages": [], "problem": None}],
)
def test_the_childs_answer_is_not_trusted(answer: Any) -> None:
    """An answer of the wrong shape is a document that could not be read."""
    read_document = only(DocumentReader(lambda data, name: answer), file(b"x"))
    assert read_document == Document("order.pdf", problem="could not be read")


def test_pages_from_the_child_are_cleaned_again() -> None:
    """Only text without control characters passes, whatever the child says."""
    answer = {"pages": ["a\x00\x1bb", 5], "problem": ""}
    read_document = only(DocumentReader(lambda data, name: answer), file(b"x"))
    assert read_document.pages == ("ab",)


def test_a_rejected_item_is_a_document_with_a_problem() -> None:
    """No refusal of the child leaves the reader as an exception."""

    def rejects(data: bytes, name: str) -> Any:
        raise BadDocument("took too long to read")

    assert only(DocumentReader(rejects), file(b"x")).problem == "took too long to read"
