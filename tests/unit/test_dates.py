"""Printed dates become ISO dates, with the doubt said."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.content import phrases
from assistant.pipeline.dates import Order, find, written_order

MONTHS = phrases.load().months


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-05-12", "2026-05-12"),
        ("2026/5/2", "2026-05-02"),
        ("12.05.2026", "2026-05-12"),
        ("1.2.26", "2026-02-01"),
        ("31 March 2026", "2026-03-31"),
        ("March 31, 2026", "2026-03-31"),
        ("3rd of June 2026", "2026-06-03"),
        ("10 Sep, 2025", "2025-09-10"),
        ("15-Jul-26", "2026-07-15"),
        ("7. Mai 2026", "2026-05-07"),
        ("1er avril 2026", "2026-04-01"),
        ("21 de mayo de 2026", "2026-05-21"),
        ("9 gennaio 2026", "2026-01-09"),
        ("2 de março de 2026", "2026-03-02"),
        ("19 maart 2026", "2026-03-19"),
        ("25/12/2026", "2026-12-25"),
        ("12/25/2026", "2026-12-25"),
    ],
)
def test_dates_in_many_spellings(text: str, iso: str) -> None:
    """Months in seven languages and numeric forms of one reading are certain."""
    (day,) = find(f"on {text}, please", Order.LIKELY_DAY, MONTHS)
    assert (day.iso, day.certain) == (iso, True)
    assert f"on {text}, please"[day.start : day.end] == text


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2026",
        "2026-13-01",
        "1.2.3.4",
        "10/20/30/40",
        "4500/11/20261",
        "12 foo 2026",
        "05.2026",
    ],
)
def test_no_dates(text: str) -> None:
    """Impossible days, versions and other numbers are no dates."""
    assert find(text, Order.LIKELY_DAY, MONTHS) == ()


@pytest.mark.parametrize(
    ("order", "iso", "certain"),
    [
        (Order.DAY_FIRST, "2026-05-04", True),
        (Order.MONTH_FIRST, "2026-04-05", True),
        (Order.LIKELY_DAY, "2026-05-04", False),
        (Order.LIKELY_MONTH, "2026-04-05", False),
    ],
)
def test_two_readings_follow_the_document(order: Order, iso: str, *, certain: bool) -> None:
    """04/05 is read in the document's order, and is certain only if that is proved."""
    (day,) = find("04/05/2026", order, MONTHS)
    assert (day.iso, day.certain) == (iso, certain)


def test_a_day_above_twelve_proves_the_order() -> None:
    """One date that fits one reading decides for its document; dots and contradictions do not."""
    assert written_order(["due 25/05/2026"], Order.LIKELY_MONTH) is Order.DAY_FIRST
    assert written_order(["due 05/25/2026"], Order.LIKELY_DAY) is Order.MONTH_FIRST
    assert written_order(["25.05.2026"], Order.LIKELY_MONTH) is Order.LIKELY_MONTH
    assert written_order(["25/05/2026 05/25/2026"], Order.LIKELY_DAY) is Order.LIKELY_DAY


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    """Each day of a century survives being printed with dots."""
    (found,) = find(f"{day.day:02}.{day.month:02}.{day.year}", Order.LIKELY_MONTH, MONTHS)
    assert found.iso == day.isoformat()


@given(st.text(alphabet="0123456789./- maiMAY,", max_size=60))
def test_any_text_is_searched_without_error(text: str) -> None:
    """Whatever stands there, what is found lies in the text and in order."""
    found = find(text, Order.LIKELY_DAY, MONTHS)
    assert all(one.end <= two.start for one, two in pairwise(found))
