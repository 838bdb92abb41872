"""Whole orders from the measuring material: right people, right facts, nothing forbidden."""

from pathlib import Path

import pytest
from scenarios import load, mails

from assistant import handed
from assistant.domain.people import Standing
from assistant.pipeline import check
from assistant.settings import Settings

pytestmark = pytest.mark.shared
# Letters in other languages than English are a later chapter.
NAMES = ("dev-01-paper-mill-compressors", "dev-02-treasury-saas", "dev-03-hospital-imaging-de")


@pytest.fixture
def outcome(request: pytest.FixtureRequest, shared: Path, tmp_path: Path) -> handed.Outcome:
    scenario = shared / "scenarios" / f"{request.param}.yaml"
    return handed.draft(
        mails(load(scenario)),
        Settings(data_dir=tmp_path),
        me=load(scenario)["seller"]["rep"]["email"],
        brief=handed.load_brief(scenario),
    )


@pytest.mark.parametrize(
    ("outcome", "name"), [(name, name) for name in NAMES], indirect=["outcome"]
)
def test_the_right_people_get_a_clean_letter(
    outcome: handed.Outcome, name: str, shared: Path
) -> None:
    """Everybody who should gets exactly one letter, nobody else, and none is held."""
    scenario = load(shared / "scenarios" / f"{name}.yaml")
    expected = {one["email"] for one in scenario["influencers"] if one["expects_draft"]}
    assert outcome.case is not None
    assert outcome.case.order.po_number == scenario["purchase_order"]["number"]
    assert {one.draft.email.to.email for one in outcome.case.drafts} == expected
    assert [one.findings for one in outcome.case.drafts if check.blocked(one.findings)] == []
    for one in outcome.case.drafts:
        assert "Sehr geehrte" not in one.draft.email.text
    addressed = [i for i in outcome.case.influencers if i.standing is Standing.ADDRESSED]
    assert len(addressed) == len(outcome.case.drafts)


@pytest.mark.parametrize(
    ("outcome", "name"), [(name, name) for name in NAMES[:2]], indirect=["outcome"]
)
def test_each_letter_says_what_its_reader_needs(
    outcome: handed.Outcome, name: str, shared: Path
) -> None:
    """What a scenario expects is in the letters, what it forbids is in none."""
    scenario = load(shared / "scenarios" / f"{name}.yaml")
    assert outcome.case is not None
    letters = {
        one.draft.email.to.email: f"{one.draft.email.subject}\n{one.draft.email.text}"
        for one in outcome.case.drafts
    }
    for email, words in scenario["expected"]["per_influencer_must_mention"].items():
        for word in words:
            assert word in letters[email], f"{email}: {word}"
    for word in scenario["expected"]["must_not_mention_anywhere"]:
        assert all(word.lower() not in text.lower() for text in letters.values()), word
    for email, words in scenario["expected"].get("must_not_mention_per_influencer", {}).items():
        assert all(word not in letters[email] for word in words)
