"""The buyer is named by its blocks and its letterhead, and never is the seller or a street."""

import pytest
from reading_own import fact, order, read_order

from assistant.domain.facts import FactName, Status, first
from assistant.domain.mail import Document

UNKNOWN = ("buyer.example", Status.INFERRED)
SURE = Status.CUSTOMER_STATED


@pytest.mark.parametrize(
    ("page", "name", "status"),
    [
        ("Bill to: Oak Mill Ltd\n", "Oak Mill Ltd", SURE),
        ("Invoice to\nAccounts Payable\nOak Mill Ltd\n", "Oak Mill Ltd", SURE),
        ("Bill to: Oak Mill\n9 Lane\n", "Oak Mill", Status.INFERRED),
        ("Buyer\nOak Mill\n9 Beech Lane\n", "Oak Mill", SURE),
        ("Buyer\nAnn Lee\n", *UNKNOWN),
        ("Oak Mill Ltd, buying agent for others\n", "Oak Mill Ltd", SURE),
        ("Oak Mill GmbH & Co. KG · Weg 3 · 12345 Ort\n", "Oak Mill GmbH & Co. KG", SURE),
        ("City of Oakville\n", "City of Oakville", Status.INFERRED),
        ("Oak Mill\nwww.oakmill.example\n", "Oak Mill", SURE),
        ("PO Number: 4711\n3 Church Walk\n", *UNKNOWN),
        ("Ash Tools Ltd\nVendor: Ash Tools Ltd\n", *UNKNOWN),
        ("Mill Road\nUnited States\nRue du Moulin\n", *UNKNOWN),
        ("Seller Works Ltd\n", *UNKNOWN),
        ("Supplier Original\n", *UNKNOWN),
        ("Vendor: Ash Tools Ltd\nAsh Tools Ltd\n", *UNKNOWN),
        ("To:\nAsh Tools Ltd\nElm Trading\n", *UNKNOWN),
    ],
)
def test_who_buys(page: str, name: str, status: Status) -> None:
    """A legal form or several places make a name certain; without a name the domain stands in."""
    found = fact(read_order(order(f"\n{page}")), FactName.CUSTOMER)
    assert (found.value, found.status) == (name, status)


def test_the_first_page_speaks_for_the_paper() -> None:
    """A later page may name one of a group's companies; the letterhead names the group."""
    head = "Oak Group\nPURCHASE ORDER\nPO Number: 4711\n"
    pages = (f"{head}Qty 1\n", f"{head}Buyer: Oak Nordic AB\n")
    found = read_order(Document("p.pdf", pages))
    assert fact(found, FactName.CUSTOMER).value == "Oak Group"


def test_the_full_name_counts_among_spellings() -> None:
    """The letterhead's short name and the block's legal one are one company."""
    page = "Oak Mill\nPURCHASE ORDER\nPO Number: 4711\nBill to: Oak Mill Ltd\n"
    assert fact(read_order(Document("p.pdf", (page,))), FactName.CUSTOMER).value == "Oak Mill Ltd"


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("Vendor: Seller Works GmbH\n", "Seller Works GmbH"),
        ("Supplier\nAsh Tools\n9 Lane\n", "Ash Tools"),
        ("Dear Seller Works,\nSeller Works Ltd\n", "Seller Works Ltd"),
        ("Total 7.00\n", None),
    ],
)
def test_who_sells(page: str, name: str | None) -> None:
    """The seller stands at its label, or our own company's name anywhere."""
    found = first(read_order(order(page)).facts, FactName.SUPPLIER)
    assert (found.value if found else None) == name
