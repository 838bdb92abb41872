"""XML files: wrappers, character sets, files inside, and attacks that end in plain words."""

import socket

import pytest
from xml_papers import paper, reading, source, value

from assistant.documents import answer
from assistant.documents.child import CappedChild
from assistant.documents.xml import orders as xml_orders
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind

ORDER = source("ubl_order")
BARE = ORDER.partition("?>")[2]
SHORT = (
    '{declaration}<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2">'
    "<ID>Ä-1</ID></Order>"
)


# --- what holds a message ----------------------------------------------------------------


@pytest.mark.parametrize(
    "around",
    [
        (
            '<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/'
            'StandardBusinessDocumentHeader"><StandardBusinessDocumentHeader/>{}'
            "</StandardBusinessDocument>"
        ),
        (
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>'
            "<send><payload>{}</payload></send></s:Body></s:Envelope>"
        ),
    ],
)
def test_envelopes(around: str) -> None:
    """A message is found within the envelopes it travels in."""
    assert value(paper(around.format(BARE)), FactName.PO_NUMBER) == "TB 7 - 0042"


@pytest.mark.parametrize("joint", ["\n", '\n<?xml version="1.0" encoding="UTF-8"?>\n'])
def test_several_documents(joint: str) -> None:
    """Documents one after the other in a file are one paper each."""
    second = BARE.replace("TB 7 - 0042", "TB 8")
    numbers = [value(one, FactName.PO_NUMBER) for one in reading(f"{ORDER}{joint}{second}").papers]
    assert numbers == ["TB 7 - 0042", "TB 8"]


def test_files_inside() -> None:
    """A file carried in the message is handed on, and does not bury the message's page."""
    long = ORDER.replace("R2F0ZSA0LCByaW5nIHR3aWNl", "QUJD" * 4000)
    assert reading(ORDER).files == (("notes.txt", b"Gate 4, ring twice"),)
    found = reading(long)
    assert found.files == (("notes.txt", b"ABC" * 4000),)
    assert "QUJDQUJD" not in found.pages[0]
    quotes = [fact.quote for fact in found.papers[0].facts]
    assert all(quote and quote in found.pages[0] for quote in quotes)


def test_unknown_xml_is_text() -> None:
    """XML that is no business message gives its visible text, no paper and no problem."""
    found = reading("<note><!-- hidden --><to>Jan</to>\n<body>  See you\n at 8 </body></note>")
    assert (found.pages, found.papers, found.problem) == (("Jan\nSee you at 8",), (), "")


def test_names_without_their_standard() -> None:
    """An Order of no known namespace is not taken for one of UBL."""
    assert reading("<Order><ID>7</ID></Order>").papers == ()
    parts = 'xmlns="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
    assert reading(f"<Order {parts}><ID>7</ID></Order>").papers == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Dear all, the order <4711> follows",
        b"<!DOCTYPE html><html><body><p>x<br></body></html>",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
        b"<p>Order 7<br>for Jan",
        b"\x00\x01\x02",
    ],
)
def test_what_is_no_xml(data: bytes) -> None:
    """Text and web pages are left to the rooms that read them."""
    assert xml_orders.read(data) is None


# --- the source text ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-8", "utf-16"),
        ("utf-8", "ISO-8859-1"),
        ("utf-8", "no-such-set"),
        ("utf-16", "UTF-16"),
        ("utf-16", "UTF-8"),
        ("utf-16-le", ""),
        ("utf-16-be", "UTF-16"),
        ("utf-32", ""),
        ("iso-8859-1", "ISO-8859-1"),
        ("cp1252", "UTF-8"),
        ("cp1252", "punycode"),
        ("cp850", "cp850"),
    ],
)
def test_character_sets(written: str, declared: str) -> None:
    """The text is read by its mark, as UTF-8 or as declared, whatever is declared wrongly."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    read = paper(SHORT.format(declaration=declaration).encode(written))
    assert value(read, FactName.PO_NUMBER) == "Ä-1"


def test_sixteen_bits_without_a_mark() -> None:
    """UTF-16 is known by its zero bytes, in any alphabet."""
    xml = SHORT.format(declaration="").replace("Ä", "Ж")
    assert value(paper(xml.encode("utf-16-le")), FactName.PO_NUMBER) == "Ж-1"


def test_comments_within_a_value() -> None:
    """A comment is no part of the text it stands in."""
    xml = SHORT.format(declaration="").replace("Ä-1", "Ä<!-- was Ä-0 -->-1")
    assert value(paper(xml), FactName.PO_NUMBER) == "Ä-1"


def test_blank_lines_and_control_characters() -> None:
    """Blank lines before the declaration and stray control characters are no damage."""
    xml = SHORT.format(declaration='\n\n<?xml version="1.0"?>\r\n').replace("-1", "-\x00\x1a1")
    assert value(paper(xml), FactName.PO_NUMBER) == "Ä-1"


def test_places_in_spite_of_what_looks_like_tags() -> None:
    """Comments, instructions, CDATA and signs in attributes do not shift the quotes."""
    xml = (
        "<!DOCTYPE Order [<!ELEMENT ID ANY>]><!-- <ID>0</ID> --><?p <ID> ?>"
        '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2" note="a > b">'
        "<Note><![CDATA[<ID>1</ID>]]></Note><ID scheme='>'><![CDATA[N&D]]></ID></Order>"
    )
    (fact,) = paper(xml).facts
    assert (fact.value, fact.quote) == ("N&D", "<ID scheme='>'><![CDATA[N&D]]></ID>")


def test_one_giant_line() -> None:
    """In a source of one line a quote still is short and stands word for word."""
    found = reading(" ".join(line.strip() for line in ORDER.splitlines()))
    quotes = [fact.quote for fact in found.papers[0].facts]
    assert all(quote in found.pages[0] and 0 < len(quote) <= 200 for quote in quotes)


def test_long_quotes_are_cut() -> None:
    """A quote stays short where the value it stands for is long."""
    terms = "net " + "x" * 250
    found = reading(ORDER.replace("45 days net", terms))
    facts = {fact.name: fact for fact in found.papers[0].facts}
    fact = facts[FactName.PAYMENT_TERMS]
    assert (fact.value, len(fact.quote)) == (terms, 200) and fact.quote in found.pages[0]


@pytest.mark.parametrize(
    "written", ["0001-01-01", "9999-12-31", "1900-01-01", "2031-02-30", "soon", "99999999"]
)
def test_days_that_are_none(written: str) -> None:
    """What systems write for "no date", and what is no day, is not stated as one."""
    read = paper(ORDER.replace("<cbc:IssueDate>2031-03-04", f"<cbc:IssueDate>{written}"))
    assert value(read, FactName.PO_DATE) == ""


def test_long_values_are_left_out() -> None:
    """A note of a thousand characters is no payment term; a long description is cut."""
    long = ORDER.replace("45 days net", "x" * 1000).replace(">Spindle set<", f">{'y' * 1000}<")
    read = paper(long)
    assert value(read, FactName.PAYMENT_TERMS) == ""
    assert read.lines[0].item == "y" * 300


# --- attacks -----------------------------------------------------------------------------

ENTITIES = "the XML declares entities, which no order needs, and was not read"
LIMIT = "the XML is nested too deeply or holds too long a text"
LARGE = "the XML is too large to be read"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', ENTITIES),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', ENTITIES),
        (b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://x.example/b"> %b;]><a/>', ENTITIES),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"), ENTITIES),
        (b"<a>" * 1_000_000, LIMIT),
        (b"<a>" * 300 + b"</a>" * 300, LIMIT),
        (b'<a b="' + b"x" * 15_000_000 + b'"/>', LIMIT),
        (b'<a b="' + b"x" * 50_000_000 + b'"/>', LARGE),
        (b"<a>" + b"<b/>" * 2_500_000 + b"</a>", LARGE),
        (b'<?xml version="1.0"?><a>Smith & Sons</a>', "the XML is damaged"),
        (b'<?xml version="1.0"?><a><b></a>', "the XML is damaged"),
    ],
    ids=range(11),
)
def test_attacks_end_in_a_problem(data: bytes, problem: str) -> None:
    """Entities, depth, size and damage are named, and nothing of the file is read."""
    found = reading(data)
    assert (found.problem, found.pages, found.papers) == (problem, (), ())


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a DTD, a file to include, a schema nor a style sheet is opened."""
    opened: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: opened.append(a))
    monkeypatch.setattr("builtins.open", lambda *a, **k: opened.append(a))
    found = reading(
        '<?xml version="1.0"?><?xml-stylesheet href="file:///etc/hostname"?>'
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a xmlns:i="http://www.w3.org/2001/XInclude">'
        '<i:include href="file:///etc/passwd" parse="text"/>seen &gone; so</a>'
    )
    assert found.pages == ("seen\n&gone;\nso",) and not opened


@pytest.mark.parametrize(
    "inside",
    [
        "<OrderLine><LineItem><ID>1</ID></LineItem></OrderLine>",
        (
            "<Delivery><RequestedDeliveryPeriod><EndDate>2031-01-01</EndDate>"
            "</RequestedDeliveryPeriod></Delivery>"
        ),
        "<ID>1</ID>",
    ],
)
def test_endless_repetition(inside: str) -> None:
    """What is repeated without end is cut, and the paper stays within the answer's bounds."""
    head = '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2">'
    read = paper(f"{head}{inside * 20_000}</Order>")
    assert read.kind is Kind.NEW_PO
    assert len(read.lines) <= 2_000 and len(read.facts) <= 200


def test_through_the_capped_child() -> None:
    """The parent gets an order's paper from the capped child, whatever the file is called."""
    with CappedChild({"document": "assistant.documents.files:read"}) as child:
        found = answer.reading(child.run("document", ORDER.encode(), "order.pdf"))
    assert (found.problem, found.papers) == ("", reading(ORDER).papers)
