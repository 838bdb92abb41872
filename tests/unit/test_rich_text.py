"""Rich text: words, tables and boxes come through, looks and hidden words do not."""

import pytest

from assistant.documents.child import CappedChild
from assistant.documents.office import rich_text

ROWS = (
    r"{\rtf1\trowd\pard\intbl Item\cell Qty\cell\row\trowd\pard\intbl Pump\cell 2\cell\row"
    r"\pard End\par}"
)
ADDRESSES = r"{\rtf1\trowd\intbl Buyer\par Fir\cell Ship to\par Dock\cell\row}"
LISTS = r"{\rtf1{\fonttbl{\f0 Arial;}}{\info{\title Secret}}{\*\generator X;}PO 4711\par}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"{\rtf1\ansi PO\tab 4711\par Total\line 5}", "PO\t4711\nTotal\n5"),
        (r"{\rtf1\ansi\ansicpg1252 Gr\'f6\'dfe \u8364?5}", "Größe €5"),
        (r"{\rtf1\ansi\ansicpg936 \'b6\'a9\'b5\'a5}", "订单"),
        (r"{\rtf1\uc2 \u8364\'3f\'3f5}", "€5"),
        (LISTS, "PO 4711"),
        (r"{\rtf1 PO{\v hidden} 4711}", "PO 4711"),
        (r"{\rtf1 {\pict\bin4 }}{\pict 00ff}PO\~4711\_A \{x\}}", "PO 4711-A {x}"),
        (ROWS, "Item\tQty\nPump\t2\nEnd"),
        (ADDRESSES, "Buyer\tShip to\nFir\tDock"),
        (r"{\rtf1{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt Net 30\par}}}}", "Net 30"),
        (r"{\rtf1 }}}}PO 4711", "PO 4711"),
        ("{\\rtf1 PO\r\n 4711}", "PO 4711"),
    ],
)  # fmt: skip
def test_rich_text(source: str, expected: str) -> None:
    """Text, tables and boxes are read; lists of fonts, pictures and hidden words are not."""
    (page,) = rich_text.read(source.encode("latin-1")).pages
    assert page.strip("\n").strip(" ") == expected


def test_a_page_break_ends_a_page() -> None:
    """What stands behind a page break is the next page."""
    assert rich_text.read(rb"{\rtf1 one\page two}").pages == ("one", "two")


def test_a_million_groups_are_read_within_the_caps() -> None:
    """Nesting costs neither memory nor time beyond what a child has."""
    with CappedChild({"document": "assistant.documents.files:read"}) as child:
        answer = child.run("document", b"{\\rtf1 PO 4711 " + b"{" * 1_000_000 + b"x")
    assert answer["pages"] == ["PO 4711 x"]
