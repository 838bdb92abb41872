"""The shipped letters: complete with any facts missing, and closed to everything else."""

import itertools
from collections.abc import Mapping

import pytest

from assistant.content.rules import load_rules
from assistant.content.templates import LETTERS, Templates
from assistant.domain import letter, method
from assistant.domain.method import Passage, Zone
from assistant.domain.people import Role
from assistant.errors import BadTemplate

FACTS: Mapping[str, object] = {
    "po_phrase": "PO 4711 for the Line 4 upgrade",
    "topic": "Line 4 upgrade",
    "po_phrase_dated": "PO 4711 of 20 November 2026 for the Line 4 upgrade",
    "greeting": "Dear Ms Voss,",
    "lead": "Peter Lind leads the project on our side and answers for its schedule and result.",
    "acknowledgement_by": "Anna Berg",
    "rep_name": "Lena Brandt",
    "reply": True,
    "posture": "b",
}
OPTIONAL: Mapping[str, object] = {
    "company": "Norvik Machines",
    "executive": "Karin Holm",
    "internal_kickoff": "1 December 2026",
    "joint_kickoff": "9 December 2026",
    "updates": "every second Friday",
    "escalation": "Peter Lind and Lena Brandt",
    "requested_dates": "the date your PO names, 3 August 2027",
    "last_milestone": "line running on 20 August 2027",
    "value_reason": "the highest output in your own trial",
    "priorities": [
        {"issue": "a short changeover", "answer": "a tooling set", "evidence": "trial report"}
    ],
    "steps": [{"name": "factory test", "date": "2 July 2027", "milestone": "acceptance"}],
}
NOTHING = dict.fromkeys(OPTIONAL, None)


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()


def _letters(templates: Templates, facts: Mapping[str, object]) -> list[letter.Letter]:
    return [letter.parse(templates.letter(role, facts)) for role in LETTERS]


def test_every_role_has_a_letter() -> None:
    """No role of the house is without a letter."""
    assert set(LETTERS) == set(Role)


@pytest.mark.parametrize("missing", [*itertools.combinations(OPTIONAL, 1), tuple(OPTIONAL)])
def test_a_missing_fact_leaves_no_hole(templates: Templates, missing: tuple[str, ...]) -> None:
    """Whatever fact is taken away, every letter reads complete and asks one thing."""
    facts = {**FACTS, **OPTIONAL, **dict.fromkeys(missing, None)}
    for one in _letters(templates, facts):
        assert "None" not in one.text
        assert not any(
            mark in one.text for mark in ("{{", "}}", "{%", "  ", "()", " ,", " .", "\n\n\n")
        )
        assert one.prose.count("?") == 1
        assert one.text.startswith("Dear Ms Voss,\n\n")
        assert all(
            paragraph.lines[-1][-1] in ".?:," or "regards" in paragraph.lines[0]
            for paragraph in one.blocks
            if isinstance(paragraph, letter.Paragraph)
        )


def test_each_optional_fact_shows_in_some_letter(templates: Templates) -> None:
    """A fact that no letter uses would be a dead entry of the context."""
    full = [one.text for one in _letters(templates, {**FACTS, **OPTIONAL})]
    for name in set(OPTIONAL):
        without = {**FACTS, **OPTIONAL, name: None}
        assert [one.text for one in _letters(templates, without)] != full, name


def test_role_letters_differ_beyond_their_spine(templates: Templates) -> None:
    """Two readers who compare their letters find one plan, not one text."""
    texts = {LETTERS[role]: templates.letter(role, {**FACTS, **NOTHING}) for role in Role}
    for one, other in itertools.combinations(texts.values(), 2):
        mine, theirs = set(one.split(".")), set(other.split("."))
        assert len(mine & theirs) <= len(mine) / 2


def test_only_a_reply_holds_the_posture_block(templates: Templates) -> None:
    """The legal sentence goes to the sender of the PO and to nobody else."""
    for role in LETTERS:
        assert "formal order acknowledgement" in templates.letter(role, {**FACTS, **OPTIONAL})
        elsewhere = {**FACTS, **OPTIONAL, "reply": False}
        assert "acknowledgement" not in templates.letter(role, elsewhere)


def test_a_contract_that_stands_is_booked_and_no_more(templates: Templates) -> None:
    """Posture A says who has the order, passes the method's rules and promises nothing."""
    for role in LETTERS:
        text = templates.letter(role, {**FACTS, **OPTIONAL, "posture": "a"})
        assert "has the order booked" in text
        assert "formal order acknowledgement" not in text
        assert method.lint((Passage(Zone.BODY, text),), load_rules()) == ()


def test_an_unknown_fact_is_an_error_not_a_hole(templates: Templates) -> None:
    """A template that names a fact nobody gives is refused, never rendered with a gap."""
    facts = {key: value for key, value in FACTS.items() if key != "greeting"}
    with pytest.raises(BadTemplate, match="greeting"):
        templates.letter(Role.USER, facts)


def test_a_letter_knows_its_version(templates: Templates) -> None:
    """Each draft can name the text it came from."""
    assert templates.identity(Role.COACH).startswith("en/coach@")
    assert templates.identity(Role.COACH) != templates.identity(Role.USER)


def test_templates_reach_nothing_but_their_facts(templates: Templates) -> None:
    """No globals, no attributes of Python objects: plain data is all there is."""
    environment = templates._environment
    assert environment.globals == {}
    for attack in ("{{ ''.__class__ }}", "{{ lipsum }}", "{{ range(9) }}", "{{ self.__init__ }}"):
        with pytest.raises(Exception, match=r"unsafe|undefined"):
            environment.from_string(attack).render()
