"""Printed amounts become plain decimals in any country's signs, or nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.content import phrases
from assistant.pipeline.amounts import Decimals, currency_of, decimals, find, parse

PHRASES = phrases.load()


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("AED 64,682.00", "64682.00", "AED"),
        ("1.234,56 €", "1234.56", "EUR"),
        ("CHF 12'500.00", "12500.00", "CHF"),
        ("CHF 12’500.00", "12500.00", "CHF"),
        ("1 234,50 SEK", "1234.50", "SEK"),
        ("₹1,25,000.00", "125000.00", "INR"),
        ("$ 1,895.00", "1895.00", "USD"),
        ("US$ 7.50", "7.50", "USD"),
        ("C$ 7.50", "7.50", "CAD"),
        ("1.284.500,00", "1284500.00", ""),
        ("1.284.500", "1284500.00", ""),
        ("EUR 0.125", "0.125", "EUR"),
        ("9.870,- EUR", "9870.00", "EUR"),
        ("CHF 1'250.--", "1250.00", "CHF"),
        ("Rs. 1,250.00/-", "1250.00", "INR"),
        ("USD1,895.00", "1895.00", "USD"),
        ("1.895,00EUR", "1895.00", "EUR"),
    ],
)
def test_amounts_in_many_signs(text: str, value: str, currency: str) -> None:
    """Groups, decimals and currency are told apart without knowing the country."""
    (amount,) = find(text, Decimals.UNKNOWN, PHRASES)
    assert (amount.value, amount.currency) == (value, currency)


@pytest.mark.parametrize(
    "text", ["19 %", "19%", "12.500", "PO-881", "A12", "3,200/pc", "1,2,3.4.5"]
)
def test_what_is_no_amount(text: str) -> None:
    """Percentages, codes and numbers of two readings are left out."""
    assert find(text, Decimals.UNKNOWN, PHRASES) == ()


def test_the_document_decides_two_readings() -> None:
    """12.500 is twelve thousand beside 3,20 and twelve and a half beside 3.20."""
    comma, point = decimals(["3,20 and 12.500"]), decimals(["3.20 and 12.500"])
    assert (comma, point) == (Decimals.COMMA, Decimals.POINT)
    assert parse("12.500", comma) == "12500.00"
    assert parse("12.500", point) == "12.50"
    assert decimals(["12.500"]) is Decimals.UNKNOWN
    assert decimals(["3,20 3.20"]) is Decimals.UNKNOWN


@pytest.mark.parametrize(
    ("text", "code"),
    [("all prices in GBP", "GBP"), ("Währung: €", "EUR"), ("RMB", "CNY"), ("AND SO ON", None)],
)
def test_currencies(text: str, code: str | None) -> None:
    """A code counts before a sign; other capitals are no currency."""
    found = currency_of(text, PHRASES)
    assert (found[0] if found else None) == code


@given(
    st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from([",.", ".,", "'.", " ,"])
)
def test_every_amount_is_read_back(amount: Decimal, signs: str) -> None:
    """Any amount printed with two decimals is read back in four countries' signs."""
    printed = f"{amount:,.2f}".replace(",", "g").replace(".", signs[1]).replace("g", signs[0])
    (found,) = find(printed, Decimals.UNKNOWN, PHRASES)
    assert Decimal(found.value) == amount


@given(st.text("0123456789.,' ", min_size=1, max_size=80), st.sampled_from(Decimals))
def test_any_digits_are_an_amount_or_nothing(text: str, sign: Decimals) -> None:
    """No row of digits raises, and no amount has more than 15 of them before its cents."""
    for amount in find(f"EUR {text}", sign, PHRASES):
        assert len(amount.value.partition(".")[0]) <= 15


def test_the_longest_amount() -> None:
    """Fifteen digits are read, sixteen are a code."""
    assert parse("1234567890123,45", Decimals.UNKNOWN) == "1234567890123.45"
    assert parse("12345678901234,56", Decimals.UNKNOWN) is None
