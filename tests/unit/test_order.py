"""What makes two printed PO numbers the same."""

import pytest

from assistant.domain.order import number_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4711", "PO-4711"),
        ("4711", "P.O. No. 4711"),
        ("4711", "Order No. 4711"),
        ("4711", "PO Nr. 4711"),
        ("PO4711", "4711"),
        ("UP1 - 102217", "up1-102217"),
        ("2025/021", "PO 2025/021"),
    ],
)
def test_marks_and_spacing_do_not_make_a_new_number(one: str, other: str) -> None:
    """The same number is the same however a mail or a brief writes it."""
    assert number_key(one) == number_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("4500-12", "450012"), ("703139-4", "703139"), ("4711", "4712"), ("NF-PO-1", "NF-PO-2")],
)
def test_different_numbers_stay_different(one: str, other: str) -> None:
    """A separator between digits is part of the number."""
    assert number_key(one) != number_key(other)


def test_no_number_has_no_key() -> None:
    """Nothing is not a number that two orders could share."""
    assert number_key("") == ""
