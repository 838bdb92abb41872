"""People on papers: who they are to the order, and how to reach them."""

import pytest
from reading_own import MAIL, order, read_order

from assistant.domain.facts import FactName, first
from assistant.domain.paper import Named, Part


def people(page: str) -> tuple[Named, ...]:
    return read_order(order(f"PO Number: 4711\n{page}")).people


@pytest.mark.parametrize(
    ("page", "part", "name", "email"),
    [
        ("Contact: Ann Lee, ann.lee@oak.example", Part.CONTACT, "Ann Lee", "ann.lee@oak.example"),
        ("Requisitioner: Dr. Bo Qvist", Part.ORIGINATOR, "Dr. Bo Qvist", ""),
        ("Approved by: J. R. Moss", Part.APPROVER, "J. R. Moss", ""),
        ("Site contact: Gaz Robson 07700 900123", Part.ORIGINATOR, "Gaz Robson", ""),
        ("Goods recipient: Ina Falk", Part.RECEIVER, "Ina Falk", ""),
        ("Demandeur : Bruno Faye", Part.ORIGINATOR, "Bruno Faye", ""),
        ("Sachbearbeiter: Frau Ute Kern", Part.CONTACT, "Frau Ute Kern", ""),
        ("Buyer: Okoro, Ms. Ada", Part.CONTACT, "Okoro, Ms. Ada", ""),
        ("Buyer: Jan van der Berg", Part.CONTACT, "Jan van der Berg", ""),
        ("Please acknowledge receipt by email to po@oak.example.", None, "", ""),
        ("Acknowledge to: po@oak.example", Part.ACKNOWLEDGE_TO, "", "po@oak.example"),
        ("Send invoices to: ap@oak.example", Part.ACCOUNTS, "", "ap@oak.example"),
        ("Contact: see our web site", None, "", ""),
        ("Prepared by: Purchasing Department", None, "", ""),
        ("Contact: Oak Mill Trading", None, "", ""),
        ("Buyer: K4M08P2", None, "", ""),
    ],
)
def test_a_persons_part(page: str, part: Part | None, name: str, email: str) -> None:
    """The label says what a person has to do with the paper; a desk or a code is nobody."""
    found = people(page)
    if part is None:
        assert all(one.part is not Part.CONTACT for one in found)
    else:
        assert (found[0].part, found[0].name, found[0].email) == (part, name, email)


def test_an_address_in_the_next_lines_is_the_persons() -> None:
    """Mail and telephone right below the name in its columns belong to it."""
    page = (
        "Buyer                         Supplier\n"
        "Ann Lee                       Seller Works\n"
        "ann.lee@oak.example           sales@seller.example\n"
        "Tel 01632 960 114             Leeds\n"
    )
    (one,) = people(page)
    assert (one.name, one.email, one.phone) == ("Ann Lee", "ann.lee@oak.example", "01632 960 114")


def test_an_address_at_another_label_joins_its_owner() -> None:
    """ "Contact: ann.lee@..." beside "Requester: Ann Lee" is one person with an address."""
    found = people("Requester: Ann Lee\nContact: ann.lee@oak.example\n")
    assert [(one.part, one.name, one.email) for one in found] == [
        (Part.ORIGINATOR, "Ann Lee", "ann.lee@oak.example")
    ]


@pytest.mark.parametrize(
    ("page", "name", "title"),
    [
        (
            "Please supply 6 pumps.\n\nYours sincerely\n\nHilary Moss\nBursar\n",
            "Hilary Moss",
            "Bursar",
        ),
        ("Mit freundlichen Grüßen\nOak Mill GmbH\ni. A. Karin Mohr\n", "Karin Mohr", ""),
        (
            "A\nB\nC\nD\nE\nF\nAnn Lee            Bo Qvist\nPrepared by        Approved by\n",
            "Ann Lee",
            "",
        ),
    ],
)
def test_who_signed_is_the_contact_if_no_label_names_one(page: str, name: str, title: str) -> None:
    """The name under closing words or over "Prepared by", with the title below it."""
    found = people(page)
    assert (found[0].name, found[0].title) == (name, title)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("Ship to                  Attention\n9 Lane                   Ann Lee\n", "Ann Lee"),
        ("Supplier\nSeller Works\nAttn: Ann Lee\n", None),
        ("Attn: Ann Lee\n", None),
    ],
)
def test_attention_counts_only_on_the_customers_side(page: str, name: str | None) -> None:
    """Beside the ship-to address it is their person, in the supplier's block it is ours."""
    found = read_order(order(f"PO Number: 4711\n{page}"), mail=MAIL)
    one = first(found.facts, FactName.CONTACT)
    assert (one.value if one else None) == name


def test_a_requester_is_the_contact_only_without_another() -> None:
    """A contact's own label comes before who asked for the goods."""
    page = "Requester: Ann Lee\nBuyer: Cara Moss\n"
    found = read_order(order(page))
    one = first(found.facts, FactName.CONTACT)
    assert one
    assert one.value == "Cara Moss"
    assert [each.part for each in found.people] == [Part.CONTACT, Part.ORIGINATOR]
