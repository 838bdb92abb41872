"""How a letter greets its reader."""

import pytest

from assistant.content import names
from assistant.domain.mail import Address
from assistant.domain.people import Influencer, Role, Standing
from assistant.pipeline import greeting, signature

NAMES = names.load()


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
        ("Purchasing Desk", "Good day,"),
        ("Drew Barton", "Dear Drew Barton,"),
        ("Profane Drake", "Dear Profane Drake,"),
        ("Prof. Dr. med. Anna Maria Weiß, PhD", "Dear Professor Weiß,"),
        ("Dr. Hans-Peter von der Heide", "Dear Dr von der Heide,"),
        ("van den Berg, Piet", "Dear Piet van den Berg,"),
        ("Dr. Doe", "Dear Dr Doe,"),
        ("Frau Dr. Weiß", "Dear Dr Weiß,"),
        ("Herr Karl Maier", "Dear Karl Maier,"),
        ("Dipl.-Ing. Karl Maier", "Dear Karl Maier,"),
        ("JOHN MACDONALD", "Dear John Macdonald,"),
        ("Jane Doe, PhD", "Dear Jane Doe,"),
        ("Hill, Tom, Dr.", "Dear Tom Hill,"),
        ("Prof Jane Doe Jr.", "Dear Professor Doe,"),
        ("Jane Doe via Coupa", "Good day,"),
        ("Smith, John - Purchasing", "Good day,"),
        ("Acme Foods Ltd", "Good day,"),
        ("k.keller", "Good day,"),
    ],
)
def test_name_to_greeting(name: str, expected: str) -> None:
    """A name is used as its owner shows it; nothing about the person is guessed."""
    assert greeting.english(_person(name), NAMES) == expected


def test_a_confirmed_salutation_comes_first() -> None:
    """What a person confirmed is kept, with one comma at its end."""
    assert (
        greeting.english(_person("Dana Voss", salutation="Dear Ms Voss,"), NAMES) == "Dear Ms Voss,"
    )


def test_first_names_when_the_rep_uses_them() -> None:
    """A relation that is on first-name terms stays so."""
    assert greeting.english(_person("Rui Silva", first_names=True), NAMES) == "Hello Rui,"
    surname_first = _person("山田 太郎", first_names=True)
    assert greeting.english(surname_first, NAMES) == "Dear 山田 太郎,"
    assert greeting.english(_person("J. Smith", first_names=True), NAMES) == "Dear J. Smith,"
