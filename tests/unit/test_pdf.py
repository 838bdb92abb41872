"""PDFs: text in its layout by page, the files inside, or a named problem."""

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import accumulate

import pytest

from assistant.documents.child import CappedChild
from assistant.documents.layout import Piece, lay
from assistant.documents.pdf import pages as room
from assistant.documents.reader import DocumentReader
from assistant.domain.mail import Attachment, Document
from assistant.mail.mime import MailReader

FONT = b"<</Font<</F 5 0 R>>>>"


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with CappedChild({"document": "assistant.documents.files:read"}) as child:
        mail = MailReader(lambda data: child.run("mail", data))
        yield DocumentReader(
            lambda data, name: child.run("document", data, name), mail.read_enclosed
        )


def file(content: bytes, name: str = "order.pdf") -> Attachment:
    return Attachment(name, "application/octet-stream", content)


# --- a PDF, written by hand --------------------------------------------------------------


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects; the first is its catalogue."""
    parts = [b"%PDF-1.7\n"]
    parts += [b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(objects, 1)]
    offsets = list(accumulate(map(len, parts)))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets[:-1])
    out, start = b"".join(parts), offsets[-1]
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


def packed_blanks(megabytes: int) -> bytes:
    pack = zlib.compressobj(9)
    return b"".join(pack.compress(b" " * 1_000_000) for _ in range(megabytes)) + pack.flush()


def inflating(megabytes: int, *, twice: bool) -> bytes:
    """A page whose content grows to that size when it is unpacked."""
    data = packed_blanks(megabytes)
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
    pages = ("PO 4711",) * 3
    assert only(reader, file(many_pages(3))) == Document("order.pdf", pages=pages, second=pages)


def test_pages_beyond_the_cap_are_left_out_and_told(reader: DocumentReader) -> None:
    """Forty pages are read and the problem says how many there are, even if that is no end."""
    for count in (45, 50_000):
        read_document = only(reader, file(many_pages(count)))
        assert len(read_document.pages) == 40
        assert read_document.problem == f"only the first 40 of {count} pages were read"


def test_full_pages_are_read_in_part(reader: DocumentReader) -> None:
    """Of a page with a million letters the first are read, and no page after it; that is told."""
    rows = b"".join(b"1 0 0 1 9 %d Tm (%s) Tj " % (y % 800, b"ab c" * 250) for y in range(1_000))
    content = stream(zlib.compress(b"BT /F 1 Tf " + rows + b"ET"), b"/Filter/FlateDecode")
    read_document = only(reader, file(one_page(content)))
    assert "ab cab c" in read_document.pages[0]
    assert read_document.problem == "only a part of its pages was read"
    two = one_page(content).replace(b"[3 0 R]/Count 1", b"[3 0 R 3 0 R]/Count 2")
    assert only(reader, file(two)).problem == "only the first 1 of 2 pages were read"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (one_page(stream(b"")), "no text"),
        (encrypted(), "password"),
        (one_page(words(b"PO 4711"))[:300], "damaged"),
        (b"%PDF-1.7", "damaged"),
    ],
)
def test_problems_are_named(reader: DocumentReader, content: bytes, problem: str) -> None:
    """A PDF without readable text says why."""
    read_document = only(reader, file(content))
    assert read_document.pages == ()
    assert problem in read_document.problem


# --- where the words stand ---------------------------------------------------------------


def at(x: float, y: float, text: bytes, size: float = 10, extra: bytes = b"") -> bytes:
    """Text set in Helvetica at a place of the page."""
    return b"BT /F %.2f Tf %s 1 0 0 1 %.2f %.2f Tm (%s) Tj ET\n" % (size, extra, x, y, text)


def laid(content: bytes, box: bytes = b"[0 0 600 800]") -> str:
    """The layout of a page with this content."""
    (page,) = room.read(one_page(stream(content)).replace(b"[0 0 600 800]", box)).pages
    return page


def test_columns_keep_their_place() -> None:
    """Labels and values drawn column by column stand side by side, and under their heads."""
    columns = (
        at(50, 700, b"Order no.") + at(50, 680, b"Wanted by") + at(50, 640, b"Item")
        + at(50, 620, b"Pump") + at(200, 700, b"B-7731") + at(200, 680, b"3 May 2031")
        + at(200, 640, b"Pieces") + at(205, 620, b"12") + at(400, 640, b"Price")
        + at(403, 620, b"90.00")
    )  # fmt: skip
    one, two, head, row = (line for line in laid(columns).split("\n") if line)
    assert re.fullmatch("Order no. {3,}B-7731", one)
    assert re.fullmatch("Wanted by {3,}3 May 2031", two)
    assert one.index("B-7731") == two.index("3 May") == head.index("Pieces")
    assert abs(head.index("Pieces") - row.index("12")) <= 2
    assert abs(head.index("Price") - row.index("90.00")) <= 2


def test_the_files_own_order_comes_second() -> None:
    """The order in which the file draws its text is kept beside the layout."""
    columns = at(50, 700, b"Order") + at(50, 650, b"Date") + at(300, 700, b"B-7731")
    reading = room.read(one_page(stream(columns)))
    assert reading.second[0].split() == ["Order", "Date", "B-7731"]
    assert reading.pages[0].split() == ["Order", "B-7731", "Date"]


def test_blocks_side_by_side_whose_lines_lie_between_one_another() -> None:
    """Two columns set half a line apart stay lines of their own."""
    left = b"".join(at(50, 700 - 12 * n, b"left %d" % n) for n in range(4))
    right = b"".join(at(300, 694 - 12 * n, b"right %d" % n) for n in range(4))
    lines = [line.split()[0] for line in laid(left + right).split("\n")]
    assert lines == ["left", "right"] * 4


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"BT /F 10 Tf 50 700 Td [(Or) -30 (der) -300 (no)] TJ ET", "Order no"),
        (b"BT /F 10 Tf 50 700 Td (B) Tj 6.7 0 Td (7) Tj 5.6 0 Td (7) Tj ET", "B77"),
        (b"BT /F 14 Tf 6 Tc 50 700 Td (PURCHASE) Tj 136 0 Td (ORDER) Tj ET", "PURCHASE ORDER"),
        (at(50, 700, b"Total") + at(50.3, 700, b"Total"), "Total"),
        (at(50, 700, b"Total") + at(52, 698.5, b"Total"), "Total"),
        (at(50, 700, b"Net") + at(74, 700, b"9.00"), "Net   9.00"),
        (at(50, 700, b"overprinted by a") + at(70, 697.5, b"hand"), "overprinted by a\n    hand"),
        (b"".join(at(x, 700, b"T") for x in (50, 50.3, 56.2, 56.5)), "TT"),
        (at(50, 700, b"No: ________") + at(70, 700, b"B-7731"), "No: B-7731"),
        (at(50, 700, b"Sum ........") + at(120, 700, b"9.00"), "Sum" + " " * 11 + "9.00"),
        (at(50, 700, b"order_for_b@x.example"), "order_for_b@x.example"),
        (at(50, 700, b"m") + at(58.4, 704, b"2", 6) + at(65, 700, b"long"), "m2 long"),
        (at(50, 700, b"Net", 7) + at(63, 699, b"sum", 12), "Net sum"),
    ],
)
def test_letters_make_words(content: bytes, line: str) -> None:
    """Words come out whole however the file sets their letters; lines to write on are left out."""
    assert laid(content) == line


def test_typed_blanks_part_columns_by_their_width() -> None:
    """A row of typed blanks is a wide gap, a single one is a blank."""
    assert laid(at(50, 700, b"Order no          B 7731")) == "Order no" + " " * 5 + "B 7731"


def test_signs_that_only_look_different() -> None:
    """Joined letters come apart and a soft hyphen, which a PDF draws, is a hyphen."""
    encoded = one_page(words(b"of\\001ce 45\\00299"), more=[]).replace(
        b"/BaseFont/Helvetica>>",
        b"/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[1/fi 2/sfthyphen]>>>>",
    )
    assert room.read(encoded).pages == ("office 45-99",)


@pytest.mark.parametrize(
    "matrix",
    [
        b"0 1 -1 0 %d %d",
        b"0 -1 1 0 %d %d",
        b"-1 0 0 -1 %d %d",
        b"0.9998 0.0175 -0.0175 0.9998 %d %d",
    ],
)
def test_turned_and_slanted_pages(matrix: bytes) -> None:
    """Lines are those of the writing, whichever way the page is turned or slants."""
    a, b, c, d = (float(part) for part in matrix.split()[:4])
    content = b""
    for along, down, text in ((0, 0, b"Order no"), (150, 0, b"B-7731"), (0, 20, b"Date")):
        x, y = 300 + along * a - down * c, 400 + along * b - down * d
        tm = b"%.4f %.4f %.4f %.4f %.2f %.2f" % (a, b, c, d, x, y)
        content += b"BT /F 10 Tf %s Tm (%s) Tj ET\n" % (tm, text)
    assert re.fullmatch("Order no {3,}B-7731\n+Date", laid(content))


def test_a_note_on_the_margin_does_not_cut_the_lines() -> None:
    """Text that runs up the margin follows below the page's own lines."""
    margin = b"BT /F 8 Tf 0 1 -1 0 30 300 Tm (FORM 12) Tj ET\n"
    page = laid(margin + at(50, 700, b"Order no B-7731") + at(50, 340, b"Thank you for reading"))
    assert page.replace("\n\n", "\n").split("\n")[-1].strip() == "FORM 12"
    assert "Thank you for reading" in page


def test_what_nobody_sees_is_left_out() -> None:
    """Text beyond the page's edge or without height is no part of the page."""
    shown = at(50, 700, b"Order no B-7731")
    unseen = at(900, 700, b"aside") + at(50, 900, b"above") + at(50, 600, b"speck", 0.3)
    assert laid(unseen + shown) == "Order no B-7731"
    assert "aside" in laid(unseen + shown, box=b"[0 0 1200 800]")


def test_what_was_written_on_the_page_is_read() -> None:
    """The value typed into a form field stands on its line of the page."""
    look = stream(
        at(2, 4, b"B-7731"), b"/Type/XObject/Subtype/Form/BBox[0 0 90 20]/Resources" + FONT
    )
    field = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(no)/V(B-7731)/Rect[150 696 240 716]/F 4"
        b"/AP<</N 7 0 R>>>>"
    )
    form = one_page(stream(at(50, 700, b"Order no")), more=[field, look])
    form = form.replace(b"/Contents", b"/Annots[6 0 R]/Contents")
    form = form.replace(b"/Type/Catalog", b"/Type/Catalog/AcroForm<</Fields[6 0 R]>>")
    assert re.fullmatch("Order no {3,}B-7731", room.read(form).pages[0])


def test_an_unseen_text_layer_is_a_scans() -> None:
    """Text laid invisibly over a page is read, and said to come from a picture."""
    hidden = room.read(one_page(stream(at(50, 700, b"Order no B-7731", extra=b"3 Tr"))))
    assert (hidden.pages, hidden.scanned) == (("Order no B-7731",), True)
    assert not room.read(one_page(stream(at(50, 700, b"Order no")))).scanned


# --- files inside ------------------------------------------------------------------------

XML = b"<?xml version='1.0'?><Order><ID>B-7731</ID></Order>"


def holding(
    content: bytes, how: bytes = b"", *, count: int = 1, listed: bool = True, page: bytes = b""
) -> bytes:
    """A PDF with a file inside it, listed `count` times or only referred to."""
    entry = b"<</Type/Filespec/F(order.xml)/UF(order.xml)/EF<</F 6 0 R>>>>"
    entries = b"".join(b"(%05d)%s" % (number, entry) for number in range(count))
    names = b"/Names<</EmbeddedFiles<</Names[%s]>>>>" % entries if listed else b"/AF[%s]" % entry
    inside = stream(content, b"/Type/EmbeddedFile/Subtype/text#2Fxml" + how)
    return one_page(page or words(b"PO 4711"), more=[inside]).replace(
        b"/Type/Catalog", b"/Type/Catalog" + names
    )


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("listed", [True, False])
def test_files_inside_are_handed_on(packed: bool, listed: bool) -> None:
    """A file inside comes out whole, listed or only referred to, and the pages as well."""
    how = b"/Filter/FlateDecode" if packed else b""
    reading = room.read(holding(zlib.compress(XML) if packed else XML, how, listed=listed))
    assert [content for _, content in reading.files] == [XML]
    assert reading.files[0][0].endswith(".xml")
    assert (reading.pages, reading.problem) == (("PO 4711",), "")


def test_a_page_without_text_is_no_problem_beside_an_order() -> None:
    """With an order for machines inside, nobody misses the text of an empty page."""
    assert room.read(holding(XML, page=stream(b""))).problem == ""
    assert room.read(one_page(stream(b""))).problem == "the PDF holds no text"


@pytest.mark.parametrize("listed", [True, False])
def test_files_inside_are_capped(reader: DocumentReader, listed: bool) -> None:
    """A file that grows beyond measure, or one of too many, is left out and told."""
    large = zlib.compress(b" " * 11_000_000, 9)
    reading = room.read(holding(large, b"/Filter/FlateDecode", listed=listed))
    assert (reading.files, reading.pages) == ((), ("PO 4711",))
    assert reading.problem == "a file inside the PDF is too large to be read"
    many = room.read(holding(XML, count=5_000))
    assert len(many.files) == 20
    assert many.problem == "only the first 20 of the files inside the PDF were read"


def test_a_bomb_nobody_lists_costs_nothing(reader: DocumentReader) -> None:
    """A file inside that only the page refers to is never unpacked beyond its measure."""
    bomb = holding(packed_blanks(600), b"/Filter/FlateDecode", listed=False)
    read_document = only(reader, file(bomb))
    assert read_document.pages == ("PO 4711",)
    assert read_document.problem == "a file inside the PDF is too large to be read"


def test_files_inside_have_a_sum_too() -> None:
    """Files that are each small enough are left out once there are too many bytes of them."""
    large = zlib.compress(b" " * 9_000_000, 9)
    reading = room.read(holding(large, b"/Filter/FlateDecode", count=5))
    assert len(reading.files) == 2
    assert "too large" in reading.problem


# --- hostile files -----------------------------------------------------------------------

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
    "600 MB in a file inside": holding(packed_blanks(600), b"/Filter/FlateDecode"),
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


def test_print_of_one_pitch_keeps_its_blanks_apart_from_its_columns() -> None:
    """In typewriter print a blank is as wide as a letter, and still one blank."""
    rows = ("Brass Valve Works Limited", "Order number  Delivery point", "Seven pumps  Spare parts")
    pieces = [
        Piece(6.0 * word.start(), 6.0 * word.end() - 0.5, 10.0 * row, 8.0, word[0], apart=True)
        for row, line in enumerate(rows)
        for word in re.finditer(r"\S+", line)
    ]
    first, second, third = lay(pieces).split("\n")
    assert first == "Brass Valve Works Limited"
    assert second.startswith("Order number   ")
    assert third.startswith("Seven pumps   ")
