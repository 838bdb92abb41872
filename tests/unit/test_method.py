"""What the method check finds, what it leaves alone, and where it looks."""

import json
import multiprocessing
import re
import resource
from collections import Counter
from pathlib import Path

import pytest

from assistant.content.rules import load_rules
from assistant.domain.method import Category, Finding, Passage, Severity, Zone, blocks, lint

RULES = load_rules()
OWN = Path(__file__).with_name("policy_own.jsonl")
THANKS = "Thank you for the order."
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ja", "zh")
PLAN = "Peter Lind leads the project on our side."


def check(text: str, zone: Zone = Zone.BODY, **given: tuple[str, ...]) -> tuple[Finding, ...]:
    return lint((Passage(zone, text),), RULES, **given)


def categories(text: str, zone: Zone = Zone.BODY, **given: tuple[str, ...]) -> set[Category]:
    return {f.category for f in check(text, zone, **given) if f.severity is Severity.BLOCK}


def own() -> list[dict[str, str]]:
    return [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]


def test_a_finding_quotes_the_words_and_says_what_to_write() -> None:
    """A person reading the finding sees the words, the reason and a better sentence."""
    (finding,) = check(f"{PLAN} <b>Thank</b>&nbsp;you.")
    assert finding.quote == "Thank you"
    assert finding.category is Category.THANKS_BUSINESS
    assert finding.zone is Zone.BODY
    assert "favour" in finding.message
    assert "look forward to working together" in finding.better


def test_own_violations_are_blocked() -> None:
    """Nearly every sentence of our own list of violations is blocked, in all nine languages."""
    bad = [row for row in own() if row["violation"]]
    missed = [row["text"] for row in bad if not blocks(check(row["text"], Zone(row["where"])))]
    assert len(missed) <= len(bad) * 0.01, missed


def test_own_legal_sentences_pass() -> None:
    """No sentence of ordinary project letters is blocked."""
    legal = [row for row in own() if not row["violation"]]
    blocked = [row["text"] for row in legal if blocks(check(row["text"], Zone(row["where"])))]
    assert blocked == []


def test_the_own_list_covers_every_language_and_category() -> None:
    """The list that guards the rules is broad enough to mean something."""
    rows = own()
    bad = [row for row in rows if row["violation"]]
    assert len(bad) >= 150
    assert len(rows) - len(bad) >= 100
    languages = Counter(row["lang"] for row in bad)
    assert min(languages[lang] for lang in LANGUAGES) >= 10


def test_thanks_are_found_whatever_the_letters_language() -> None:
    """A French thank-you in a German letter is still thanks."""
    assert Category.THANKS_BUSINESS in categories("Der Plan liegt bei. Merci pour la commande !")


def test_thanks_for_a_concrete_act_only_warn() -> None:
    """Courtesy is allowed: the finding warns and does not block."""
    findings = check("Thank you for sending the drawings.")
    assert {f.severity for f in findings} == {Severity.WARN}
    assert not blocks(findings)


def test_courtesy_is_no_cover_for_thanks_for_the_order() -> None:
    """Thanks for a tour and the order in one sentence block."""
    assert blocks(check("Thank you for the tour and for your order."))


@pytest.mark.parametrize("zone", [Zone.QUOTED, Zone.THIRD_PARTY, Zone.SIGNATURE, Zone.INTERNAL])
def test_text_that_is_not_ours_is_left_alone(zone: Zone) -> None:
    """History, fixed legal text, signatures and mail to colleagues are not linted for tone."""
    assert check(f"{THANKS} We accept your order. There is a risk.", zone) == ()


@pytest.mark.parametrize("zone", [Zone.SUBJECT, Zone.BODY, Zone.TABLE])
def test_every_zone_of_ours_is_checked(zone: Zone) -> None:
    """Subject, body and table are read by the same rules."""
    assert Category.THANKS_BUSINESS in categories(THANKS, zone)


def test_a_concern_may_stand_left_of_its_answer() -> None:
    """In a table row the customer's concern is legal when our answer stands to its right."""
    assert check("Risk of downtime | Two pumps run in parallel", Zone.TABLE) == ()


@pytest.mark.parametrize("row", ["Risk of downtime", "Risk of downtime | ", "Risk | -"])
def test_a_concern_without_an_answer_blocks(row: str) -> None:
    """A concern with nothing beside it is an open can of worms."""
    assert categories(row, Zone.TABLE) == {Category.DOUBT_RISK}


def test_the_right_column_is_our_own_text() -> None:
    """Doubt in our answer blocks, and so does a competitor in the customer's column."""
    assert categories("Uptime | Unfortunately not yet", Zone.TABLE) >= {Category.DOUBT_RISK}
    assert categories("Faster than our competitors | Yes", Zone.TABLE) == {Category.COMPETITOR}


@pytest.mark.parametrize("zone", [Zone.BODY, Zone.SIGNATURE, Zone.THIRD_PARTY, Zone.SUBJECT])
@pytest.mark.parametrize("text", ["Better than Vexmar.", "VEX-MAR", "V e x m a r", "Vexmar's unit"])
def test_denied_words_block_wherever_a_customer_reads(text: str, zone: Zone) -> None:
    """The order's forbidden words are found in every outgoing zone, also in disguise."""
    findings = check(text, zone, deny=("Vexmar",))
    assert "deny-term" in {f.code for f in findings}
    assert blocks(findings)


@pytest.mark.parametrize("zone", [Zone.QUOTED, Zone.INTERNAL])
def test_denied_words_may_stand_in_history_and_internal_mail(zone: Zone) -> None:
    """What the customer wrote, or only colleagues read, is no leak."""
    assert check("Vexmar was cheaper.", zone, deny=("Vexmar",)) == ()


def test_a_denied_word_is_a_whole_word() -> None:
    """A short competitor name inside another word is not found."""
    assert check("The plan is attached.", deny=("Lan", "Tach")) == ()


def test_values_of_facts_are_skipped() -> None:
    """A site or project name given as a fact is not read as our own words."""
    text = "The Zero Defects project starts at your Fort Worry plant."
    assert categories(text)
    assert check(text, allowed=("Zero Defects", "Fort Worry")) == ()


def test_a_fact_cannot_smuggle_in_acceptance_or_payment() -> None:
    """A customer's text that reads like acceptance or bank data is blocked all the same."""
    for smuggled in ("We accept your order", "our new bank account"):
        assert blocks(check(f"{smuggled}.", allowed=(smuggled,)))


def test_paragraphs_are_read_apart() -> None:
    """A sentence wrapped over lines reads as one, two paragraphs do not run together."""
    assert Category.ACCEPTANCE in categories("We accept\nyour order.")
    assert check("The rule we accept\n\norder of drawings: A, B, C") == ()


def test_a_rule_reports_no_more_than_five_places() -> None:
    """A page full of doubt does not flood the reviewer."""
    findings = check("Risk, delays, problems, trouble, doubts, fear, panic and mistakes.")
    assert Counter(finding.code for finding in findings)["en-risk"] == 5


@pytest.mark.parametrize(
    "sentence",
    [
        "We look forward to working together with you to ensure the successful execution.",
        "The successful execution of this very important project is our first aim.",
        PLAN,
        "This letter confirms your order and tells how the first weeks run.",
        "Ms Berg will send you the formal order acknowledgement.",
        "Delivery goes to gate 3 in your August shutdown, after the factory acceptance test.",
    ],
)
def test_the_methods_own_sentences_pass(sentence: str) -> None:
    """What the method asks a rep to write raises no finding at all."""
    assert check(sentence) == ()


def hostile_texts() -> list[str]:
    """Long texts made to keep a backtracking pattern busy, 100 kB each."""
    words = " ".join(
        word
        for rule in RULES
        if rule.pattern
        for word in re.findall(r"[a-z\u3040-\u9fff]{2,}", rule.pattern.pattern)
    )
    pieces = ["a ", "a-", "1,", "<!--", "<a ", "' ", "thank ", "thanks to ab ", "guarantee ", words]
    texts = [(piece * (100_000 // len(piece) + 1))[:100_000] for piece in pieces]
    return [*texts, "guarantee " + "a-" * 50_000, "risk " + "a" * 100_000]


def lint_within_limit() -> None:
    """All hostile texts, ended by the kernel after five minutes of processor time."""
    resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
    for text in hostile_texts():
        check(text, deny=("Vexmar",), allowed=("Port Hope",))


def test_hostile_text_cannot_hang_the_check() -> None:
    """No text of 100 kB makes a rule run away: a capped child ends by itself."""
    child = multiprocessing.get_context("spawn").Process(target=lint_within_limit)
    child.start()
    child.join()
    assert child.exitcode == 0
