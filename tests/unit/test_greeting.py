"""How a letter greets its reader."""

import pytest

from assistant.domain.mail import Address
from assistant.domain.people import Influencer, Role, Standing
from assistant.pipeline import greeting, signature


def _person(name: str, *, salutation: str = "", first_names: bool = False) -> Influencer:
    address = Address("someone@acme.example", name)
    return Influencer(
        address=Address(address.email, signature.proper_name(address)),
        role=Role.USER,
        standing=Standing.ADDRESSED,
        why="",
        salutation=salutation,
        first_names=first_names,
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dana Voss", "Dear Dana Voss,"),
        ("Voss, Dana", "Dear Dana Voss,"),
        ("Ms Dana Voss", "Dear Dana Voss,"),
        ("Mr. Rui Silva", "Dear Rui Silva,"),
        ("Dr. Ulrike Hartmann", "Dear Dr Hartmann,"),
        ("Dr Ulrike Hartmann", "Dear Dr Hartmann,"),
        ("Prof. Dr. Henning Brandt", "Dear Professor Brandt,"),
        ("Jan-Anders Nyström", "Dear Jan-Anders Nyström,"),
        ("María del Carmen Ruiz", "Dear María del Carmen Ruiz,"),
        ("Tom O'Neill (Acme)", "Dear Tom O'Neill,"),
        ('"Silva, Rui"', "Dear Rui Silva,"),
        ("王小明", "Dear 王小明,"),
        ("", "Good day,"),
        ("rui.silva@acme.example", "Good day,"),
        ("Line 4 Team", "Good day,"),
        ("Purchasing Desk", "Dear Purchasing Desk,"),
    ],
)
def test_name_to_greeting(name: str, expected: str) -> None:
    """A name is used as its owner shows it; nothing about the person is guessed."""
    assert greeting.english(_person(name)) == expected


def test_a_confirmed_salutation_comes_first() -> None:
    """What a person confirmed is kept, with one comma at its end."""
    assert greeting.english(_person("Dana Voss", salutation="Dear Ms Voss,")) == "Dear Ms Voss,"


def test_first_names_when_the_rep_uses_them() -> None:
    """A relation that is on first-name terms stays so."""
    assert greeting.english(_person("Rui Silva", first_names=True)) == "Hello Rui,"
