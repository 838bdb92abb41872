"""What a PO says of itself may stand in a letter only if we would say it ourselves."""

import pytest

from assistant.content import rules
from assistant.domain.facts import Fact, FactName, Source
from assistant.pipeline import check

RULES = rules.load_rules()


def _speakable(name: FactName, value: str) -> bool:
    fact = Fact(name, value, value, Source("m", quote=value))
    return check.speakable((fact,), RULES) == (fact,)


@pytest.mark.parametrize(
    "number",
    ["4711", "5", "PO-2025-001", "UP1 - 102217", "703139-4", "P.O.-2025-022", "2025/021",
     "NF-PO-2026-03391", "EKG-26-55108", "AEG012345", "4500081734"],
)  # fmt: skip
def test_ordinary_numbers_pass(number: str) -> None:
    """Blanks, slashes and version suffixes are part of real numbers."""
    assert _speakable(FactName.PO_NUMBER, number)


@pytest.mark.parametrize(
    "number",
    ["PO-1.evil-bank.com/pay/now", "PO-1/Thank.You.For.Your.Order", "4711-EUR-99000", "PO-20-OFF",
     "9" * 40, "NUMBER", "PO-1-VOID", "thanks-1"],
)  # fmt: skip
def test_numbers_that_speak_do_not(number: str) -> None:
    """A number cannot carry a link, a price or a word of thanks into a letter."""
    assert not _speakable(FactName.PO_NUMBER, number)


@pytest.mark.parametrize(
    "project",
    ["Line 4 upgrade", "Umbau Halle 3", "Brownfield expansion, phase 2", "Renovation of hall B"],
)
def test_ordinary_projects_pass(project: str) -> None:
    """Names of projects are repeated as the customer gives them."""
    assert _speakable(FactName.PROJECT, project)


@pytest.mark.parametrize(
    "project",
    ["Thank you for your business", "pay at evil-bank.com/x", "We thank you and doubt it",
     "the economic buyer", "acct 0532013000 sort code 20-00-00", "pay 20 percent less", "accepted",
     "evil。com", "x" * 80, "<b>now</b>", "{{ config }}"],
)  # fmt: skip
def test_projects_that_speak_do_not(project: str) -> None:
    """A project's name cannot say what we would not."""
    assert not _speakable(FactName.PROJECT, project)


@pytest.mark.parametrize("name", ["Dana Voss", "Jan-Anders Nyström", "王小明", "Tom O'Neill"])
def test_ordinary_names_pass(name: str) -> None:
    """People are greeted by their names."""
    assert check.speakable_name(name, RULES)


@pytest.mark.parametrize("name", ["Thank You For Your Order", "Pay At Evil-Bank.com/now"])
def test_names_that_speak_do_not(name: str) -> None:
    """A display name cannot say what we would not; its owner is greeted neutrally."""
    assert not check.speakable_name(name, RULES)
