"""A letter is in one language."""

from datetime import date

import pytest

from assistant.content import languages
from assistant.domain.brief import Brief, BriefPerson, Priority, Step
from assistant.domain.mail import Address
from assistant.pipeline.mother_tongue import in_english

WORDS = languages.load()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("the lowest cost of all offers, with training for every shift", "en"),
        ("die kürzeste Rüstzeit bei gleichem Personal und ohne Ausfall", "de"),
        ("le coût le plus bas avec une formation pour tous", "fr"),
        ("el menor coste y formación para todos los turnos", "es"),
        ("OPC UA", ""),
    ],
)
def test_small_words_tell_a_language(text: str, code: str) -> None:
    """A sentence is enough; a bare name is not."""
    assert WORDS.of([text]) == code


def test_no_word_stands_for_two_languages() -> None:
    """A word in two lists would tell nothing, unless both hold it for good."""
    pairs = [(a, b) for a in WORDS.words for b in WORDS.words if a < b]
    shared = {word for a, b in pairs for word in WORDS.words[a] & WORDS.words[b]}
    assert shared <= {"todos", "cada"}


def test_phrases_in_another_language_are_left_out_and_said_so() -> None:
    """Names and dates stay; a shorter letter beats one in two languages."""
    priority = Priority("a@b.example", "Schulung ohne Ausfall", "in vier Gruppen", "ab der Abnahme")
    brief = Brief(
        name="b",
        project_manager="Sabine Vogt",
        priorities=(priority,),
        steps=(Step("Einbringung", date(2027, 1, 2)),),
        people=(BriefPerson(address=Address("a@b.example"), salutation="Sehr geehrte Frau A"),),
    )
    english, note = in_english(brief, WORDS)
    assert (english.priorities, english.steps, english.people[0].salutation) == ((), (), "")
    assert english.project_manager == "Sabine Vogt"
    assert "de" in note
    same = Brief(name="b", value_reason="the lowest cost of all for every shift")
    assert in_english(same, WORDS) == (same, "")
