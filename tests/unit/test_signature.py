"""Names and titles from the end of a person's own mail."""

import pytest

from assistant.content import titles
from assistant.domain.mail import Address, Message, MessageRef
from assistant.domain.people import Role
from assistant.pipeline import signature

TITLES = titles.load()


def _read(
    body: str, name: str = "Rui Silva", email: str = "rui.silva@acme.example"
) -> signature.Signature:
    message = Message(ref=MessageRef("1", ""), sender=Address(email, name), body=body)
    return signature.read(message, TITLES)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (
            "We agree.\n\nRegards\nRui Silva\nProduction Manager\nAcme Foods\n+47 51",
            "Production Manager",
        ),
        ("Fine.\n\nRui Silva | Production Manager | Acme Foods", "Production Manager"),
        ("Fine.\n-- \nRui Silva, Production Manager", "Production Manager"),
        (
            "Fine.\n\nBest,\nRui\n\nRui Silva\nAcme Foods AS\nHead of Production",
            "Head of Production",
        ),
        ("Fine.\n\nRui", ""),
        ("The production manager was happy.\n\nRui", ""),
        ("Fine.\n\nRegards\nSomebody Else\nProduction Manager", ""),
        ("", ""),
    ],
)
def test_title(body: str, title: str) -> None:
    """A title counts only beside or just below its author's own name."""
    found = _read(body)
    assert found.title == title
    assert found.line in body


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("CFO", Role.ECONOMIC),
        ("Group CFO", Role.ECONOMIC),
        ("Vice President Operations", Role.ECONOMIC),
        ("Managing Director", Role.ECONOMIC),
        ("Kaufmännische Geschäftsführerin", Role.ECONOMIC),
        ("Directrice générale", Role.ECONOMIC),
        ("Director Financiero", Role.ECONOMIC),
        ("Production Manager", Role.USER),
        ("Shift Superintendent Line 4", Role.USER),
        ("Head of Group Accounting", Role.USER),
        ("Chefarzt Radiologie", Role.USER),
        ("Instandhaltungsleiter", Role.USER),
        ("Jefe de Producción", Role.USER),
        ("Plant Controls Engineer", Role.TECHNICAL),
        ("Chief Information Security Officer", Role.TECHNICAL),
        ("Technical Director", Role.TECHNICAL),
        ("Leiter Medizintechnik und Bau", Role.TECHNICAL),
        ("Quality Manager", Role.TECHNICAL),
        ("IT Manager", Role.TECHNICAL),
        ("Strategic Buyer", Role.PROCUREMENT),
        ("Head of Purchasing", Role.PROCUREMENT),
        ("Leiterin Einkauf", Role.PROCUREMENT),
        ("Responsable Achats", Role.PROCUREMENT),
        ("Jefe de Compras", Role.PROCUREMENT),
        ("Poet", Role.UNKNOWN),
        ("", Role.UNKNOWN),
    ],
)
def test_role_by_title(title: str, role: Role) -> None:
    """Titles in four languages speak for the role their owner has in a decision."""
    assert TITLES.role(title) is role
