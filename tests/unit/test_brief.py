"""Order briefs: read strictly, forgiving only where YAML itself plays a trick."""

from datetime import date
from pathlib import Path

import pytest

from assistant.domain.brief import Kickoff, Milestone, Priority
from assistant.domain.people import Role
from assistant.errors import BadBrief
from assistant.people import brief

TEXT = """
purchase_order: {number: 4711}
customer: {company: Acme, domain: Acme.example}
project: Line 4 upgrade
account_notes:
  value_reason: lowest cost
  competitors_never_mention: [Rival]
  confidential_never_mention: ["our margin is 19%"]
  key_issues:
    - {owner: Rui@acme.example, issue: changeover, evidence: test,
       counterpoint: tools for mechanical, electrical and controls}
influencers:
  - {name: Rui Silva, email: Rui@acme.example, roles: [user, coach]}
  - {name: Desk, email: buy@acme.example, roles: [gatekeeper]}
milestones_customer:
  - {id: M1, name: test, date: 2027-05-14}
our_plan:
  project_manager: Peter Lind
  joint_kickoff: {date: 2027-03-18, time: "10:00", place: Mill, room 2, duration_min: 90}
unknown_key: is left alone
"""


def _write(folder: Path, text: str, name: str = "one.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_brief_is_read_into_values(tmp_path: Path) -> None:
    """Numbers become text, addresses lower case, dates dates."""
    one = brief.load(_write(tmp_path, TEXT))
    assert one.po_number == "4711"
    assert one.domains == ("acme.example",)
    assert one.milestones == (Milestone("M1", "test", date(2027, 5, 14)),)
    assert one.never_mention == ("Rival", "our margin is 19%")
    assert one.people[0].roles == (Role.USER, Role.COACH)
    assert one.people[1].desk


def test_a_comma_in_a_value_does_not_tear_it(tmp_path: Path) -> None:
    """`{a: one, two}` is one value to the person who wrote it."""
    one = brief.load(_write(tmp_path, TEXT))
    answer = "tools for mechanical, electrical and controls"
    assert one.priorities == (Priority("rui@acme.example", "changeover", answer, "test"),)
    assert one.joint_kickoff == Kickoff(date(2027, 3, 18), "10:00", "Mill, room 2", 90)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b", "no key of an order brief"),
        ("colour: red", "no key of an order brief"),
        ("a: [", "not readable as YAML"),
        ("influencers: [{name: x}]", "email"),
        ("influencers: 5", "influencers"),
        ("influencers: [{email: a@b.c, roles: [emperor]}]", "emperor"),
        ("milestones_customer: [{name: x, date: soon}]", "soon"),
        ("our_plan: nothing", "our_plan"),
    ],
)
def test_a_wrong_brief_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    """The error names the file and the place."""
    with pytest.raises(BadBrief, match=said) as caught:
        brief.load(_write(tmp_path, text))
    assert "one.yaml" in str(caught.value)


def test_a_brief_is_found_by_number_then_by_domain(tmp_path: Path) -> None:
    """The PO number decides; a brief without one serves the only order of its domain."""
    _write(tmp_path, "purchase_order: {number: A1}\ncustomer: {domain: acme.example}", "a.yaml")
    _write(tmp_path, "customer: {domain: other.example}", "b.yaml")
    found = brief.find(tmp_path, po_number="A1", domains=("acme.example",))
    assert found is not None
    assert found.name == "a.yaml"
    other = brief.find(tmp_path, po_number="X", domains=("other.example",))
    assert other is not None
    assert other.name == "b.yaml"
    assert brief.find(tmp_path, po_number="B2", domains=("acme.example",)) is None
    assert brief.find(tmp_path / "none", po_number="A1", domains=()) is None
