"""The word rules: each proves itself by its own examples, and a wrong file is refused."""

from pathlib import Path

import pytest

from assistant.content.rules import Example, load_examples, load_rules
from assistant.domain.method import Category, Passage, Severity, lint
from assistant.errors import ConfigError

RULES = load_rules()
EXAMPLES = load_examples()
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ja", "zh")
RULE = """
language = "en"
[[rule]]
code = "x"
category = "doubt_hedge"
severity = "block"
pattern = ['maybe{few}']
message = "m"
better = "b"
bad = ["maybe so"]
good = ["so"]
"""
FEW = "[words]\nfew = '(?: \\w+)?'\n"


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "common.toml").write_text('language = "any"\n' + FEW, encoding="utf-8")
    (tmp_path / "en.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.bad], ids=lambda e: e.code)
def test_every_bad_example_is_found_by_its_rule(example: Example) -> None:
    """A rule finds the sentences it was written for."""
    found = lint((Passage(example.zone, example.text),), RULES)
    assert example.code in {finding.code for finding in found}


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e.bad], ids=lambda e: e.code)
def test_no_good_example_is_blocked_by_any_rule(example: Example) -> None:
    """A legal neighbour of one rule is not blocked by it nor by any other."""
    found = lint((Passage(example.zone, example.text),), RULES)
    assert [f for f in found if f.severity is Severity.BLOCK] == []


def test_every_language_has_rules_for_every_kind_of_thanks_and_doubt() -> None:
    """No language is left with half the method."""
    wanted = {
        Category.THANKS_BUSINESS, Category.THANKS_COURTESY, Category.APPRECIATION,
        Category.FAVOR_FRAMING, Category.DOUBT_HEDGE, Category.DOUBT_RISK,
        Category.REOPEN_DECISION, Category.OVER_PROMISE, Category.COMPETITOR,
        Category.INTERNAL_LEAK, Category.INJECTED_INSTRUCTION, Category.ACCEPTANCE,
        Category.PRICE_TERMS, Category.WORK_STARTED, Category.ROLE_WORD,
    }  # fmt: skip
    for language in LANGUAGES:
        assert {r.category for r in RULES if r.language == language} == wanted


def test_umlauts_match_in_both_spellings(tmp_path: Path) -> None:
    """A pattern written with ü finds ü, ue and u."""
    rules = load_rules(folder(tmp_path, RULE.replace("maybe{few}", "für")))
    for text in ("für", "fuer", "fur"):
        assert lint((Passage(EXAMPLES[0].zone, text),), rules)


def test_a_legal_neighbour_counts_in_every_language(tmp_path: Path) -> None:
    """What one language exempts is exempt from the same category of another language's file."""
    root = folder(tmp_path, RULE)
    other = RULE.replace('"x"', '"y"').replace("pattern =", "unless = ['maybe Baby']\npattern =")
    (root / "nl.toml").write_text(other.replace("Baby", "baby"), encoding="utf-8")
    rules = load_rules(root)
    assert lint((Passage(EXAMPLES[0].zone, "Maybe Baby is the song."),), rules) == ()
    assert len(lint((Passage(EXAMPLES[0].zone, "Maybe later."),), rules)) == 2


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('message = "m"', 'mesage = "m"', "mesage"),
        ('language = "en"', 'langage = "en"', "langage"),
        ('code = "x"', "", "code"),
        ('message = "m"', "", "message"),
        ('better = "b"', "", "better"),
        ("pattern = ['maybe{few}']", "", "pattern"),
        ("pattern = ['maybe{few}']", "pattern = 'maybe'", "pattern"),
        ("maybe{few}", "maybe{nothing}", "nothing"),
        ("maybe{few}", "maybe(", "pattern"),
        ('"doubt_hedge"', '"doubt"', "category"),
        ('"block"', '"stop"', "severity"),
        ('bad = ["maybe so"]', "", "bad"),
        ('good = ["so"]', "good = []", "good"),
        ('good = ["so"]', 'good = ["so"]\nzones = ["head"]', "zones"),
        ("[[rule]]", "[[rule]", "TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    """The operator reads which file and which key to mend."""
    root = folder(tmp_path, RULE)
    assert load_rules(root)
    assert old in RULE
    folder(tmp_path, RULE.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_rules(root)
    assert "en.toml" in str(caught.value)
    assert named in str(caught.value)


def test_a_code_is_used_once(tmp_path: Path) -> None:
    """Two rules with one code would make findings ambiguous."""
    root = folder(tmp_path, RULE)
    (root / "de.toml").write_text(RULE, encoding="utf-8")
    with pytest.raises(ConfigError, match="'x' is used twice"):
        load_rules(root)
