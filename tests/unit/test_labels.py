"""Labels are found whatever signs stand between their words, and a page's columns are kept."""

import pytest
from reading_own import PHRASES

from assistant.pipeline.grid import grid
from assistant.pipeline.labels import blur, labels, names_of
from assistant.pipeline.spots import Where
from assistant.pipeline.texts import Text, text


def page(content: str) -> Text:
    return text("m", "p.pdf", 1, content, PHRASES)


def places(content: str, name: str) -> list[tuple[Where, str]]:
    """Where the values of the first label of that name may stand, with their words."""
    found = page(content)
    return [
        (one.where, content[one.start : one.end].strip())
        for one in found.spots(found.named(name)[0])
    ]


@pytest.mark.parametrize(
    "written", ["PO No", "P.O. No.", "P.O.No:", "PO-No", "po no #", "P/O NO.", "PO_No"]
)
def test_signs_between_the_words_do_not_matter(written: str) -> None:
    """All spellings of a label name the same."""
    found = labels(f"{written} 77", PHRASES)
    assert "po_number" in found[0].names


def test_the_longest_label_counts() -> None:
    """ "Requisition Order No" is no order number, "Order No" is one."""
    (first, *_rest) = labels("Sales Order No 5", PHRASES)
    assert first.names == {"other_number"}
    assert names_of("order no", PHRASES) == {"order_number"}
    assert names_of("no such label", PHRASES) == frozenset()


def test_a_blurred_text_keeps_the_place_of_every_letter() -> None:
    """Letters that scans confuse become one, none is added or lost."""
    written = "BestelInummer ÄÖ! İß 01|"
    assert len(blur(written)) == len(written)
    assert blur("BestelInummer") == blur("Bestellnummer")


def test_a_page_of_labels_is_cut() -> None:
    """A hostile page gives no more than 600 labels."""
    assert len(labels("PO No: " * 5_000, PHRASES)) == 600


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("PO No: 77", [(Where.INSIDE, "77")]),
        ("PO No      : 77", [(Where.RIGHT, ": 77")]),
        ("PO No      77      Date   3 May", [(Where.RIGHT, "77")]),
        ("PO No      Date\n77         3 May", [(Where.BELOW, "77")]),
        ("Date       PO No\n3 May      77", [(Where.BELOW, "77")]),
        ("Nr / PO No\n77", [(Where.BELOW, "77")]),
        ("4. PO No.         5. Date\n77                3 May", [(Where.BELOW, "77")]),
        ("PO No\tDate\n77\t3 May", [(Where.BELOW, "77")]),
        ("PO No:\nDate:\n77\n3 May", [(Where.STACK, "77")]),
        ("PO No          Season   Date\n77             AW       3 May", [(Where.BELOW, "77")]),
        ("PO No:\nDate: 3 May", []),
        ("PO No    Glorp    Terms\n77       88       99", [(Where.BELOW, "77")]),
    ],
)
def test_where_a_value_may_stand(content: str, wanted: list[tuple[Where, str]]) -> None:
    """Beside the label, in the next cell, or below in its columns, but never another label."""
    assert places(content, "po_number") == wanted


def test_a_head_in_two_lines_is_one_label() -> None:
    """ "Delivery" above "date" heads a column; "Tax" above "Total" are two sums."""
    head = page("Item     Delivery    Price\n         date        EUR\nA        3 May       4.00\n")
    assert "delivery" in {name for one in head.layout.labels for name in one.names}
    sums = page("Tax        4.00\nTotal    144.00\n")
    assert [one.text for one in sums.named("plain_total")] == ["total"]


def test_cells_are_what_gaps_tabs_and_rules_part() -> None:
    """One blank joins, two part; a tab's cell keeps its column however long its text."""
    rows = grid("one two   three\n\nvery long cell\tb\nA | B").rows
    assert [len(row.cells) for row in rows] == [2, 2, 2]
    assert [row.number for row in rows] == [0, 2, 3]
    tabbed = grid("x\ty\nvery long cell\tb").rows
    assert tabbed[0].cells[1].over(tabbed[1].cells[1])
    assert not tabbed[0].cells[1].over(tabbed[1].cells[0])
