"""Day and month are told apart by what the paper and its mail prove."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from reading_own import MAIL, fact, order, read_order

from assistant.domain.facts import FactName, Status
from assistant.domain.mail import Address


@pytest.mark.parametrize(
    ("page", "iso", "status"),
    [
        ("PO date: 03/04/2026 (DD/MM/YYYY)", "2026-04-03", Status.CUSTOMER_STATED),
        ("PO date (MM/DD/YYYY): 03/04/2026", "2026-03-04", Status.CUSTOMER_STATED),
        ("PO date: 03/04/2026\nToledo, OH 43604", "2026-03-04", Status.CUSTOMER_STATED),
        ("PO date: 03/04/2026\nDubai, U.A.E.", "2026-04-03", Status.CUSTOMER_STATED),
        ("PO date: 03/04/2026\nCurrency: GBP", "2026-04-03", Status.CUSTOMER_STATED),
        ("PO date: 03/04/2026\nmail a@oak.it", "2026-04-03", Status.CUSTOMER_STATED),
        ("PO date: 03/04/2026\nToledo, OH 43604\nDubai, U.A.E.", "2026-04-03", Status.INFERRED),
        ("PO date: 03/04/2026\nDelivery date: 04/03/2026", "2026-03-04", Status.CUSTOMER_STATED),
        ("PO date: 03/04/2026", "2026-04-03", Status.INFERRED),
        ("PO date: 03/04/2026\nTotal USD 7.00", "2026-03-04", Status.INFERRED),
    ],
)
def test_a_papers_own_evidence(page: str, iso: str, status: Status) -> None:
    """A format's name, a country, its money or an impossible order of dates decide."""
    found = fact(read_order(order(f"PO Number: 4711\n{page}\n")), FactName.PO_DATE)
    assert (found.value, found.status) == (iso, status)


def test_an_order_is_not_written_after_its_mail() -> None:
    """A mail of 8 March cannot bring an order of 3 April."""
    mail = replace(MAIL, date=datetime(2026, 3, 8, tzinfo=UTC))
    found = fact(read_order(order("PO date: 03/04/2026\n"), mail=mail), FactName.PO_DATE)
    assert (found.value, found.status) == ("2026-03-04", Status.CUSTOMER_STATED)


def test_the_senders_country_speaks_for_how_they_write() -> None:
    """An address that ends in .de writes the day first; .us and .com say nothing."""
    for ending, status in (("de", Status.CUSTOMER_STATED), ("com", Status.INFERRED)):
        mail = replace(MAIL, sender=Address(f"a@oak.{ending}"))
        found = fact(read_order(order("PO date: 03/04/2026\n"), mail=mail), FactName.PO_DATE)
        assert (found.value, found.status) == ("2026-04-03", status)


@pytest.mark.parametrize(
    ("page", "code", "status"),
    [
        ("Total $ 7.00\nToledo, OH 43604", "USD", Status.CUSTOMER_STATED),
        ("Total $ 7.00\nPerth, Australia", "AUD", Status.INFERRED),
        ("Total $ 7.00\nAll prices in CAD", "CAD", Status.CUSTOMER_STATED),
        ("Total $ 7.00", "USD", Status.INFERRED),
        ("Total US$ 7.00\nPerth, Australia", "USD", Status.CUSTOMER_STATED),
        ("Total 7.00 kr\nDanmark", "DKK", Status.INFERRED),
        (
            "Qty   Price EUR   Amount EUR\n1     7.00        7.00\nTotal 7.00",
            "EUR",
            Status.CUSTOMER_STATED,
        ),
    ],
)
def test_a_sign_of_several_currencies(page: str, code: str, status: Status) -> None:
    """A code or a country says which dollar it is; without one it is only inferred."""
    found = fact(read_order(order(f"PO Number: 4711\n{page}\n")), FactName.CURRENCY)
    assert (found.value, found.status) == (code, status)
