"""The classifier weighs the signs of a mail, and its weights are read as they were written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orders_own import REP, ROWS, message, open_document, row

from assistant.content import classifier as content
from assistant.content import phrases
from assistant.content.classifier import Classifier
from assistant.errors import ConfigError
from assistant.pipeline.classifier import probability
from assistant.pipeline.evidence import Evidence, look, open_papers
from assistant.pipeline.features import signs

PHRASES = phrases.load()
SHIPPED = content.load()
TEXT = """
bias = -1.0
slope = 2.0
offset = 0.5
low = 0.1
high = 0.9
[signs]
"body:new-po" = 1.5
"question" = -0.25
"""


def seen(name: str) -> Evidence:
    """What is seen in the own mail of that id, its files opened."""
    found = look(message(row(name)), REP, PHRASES)
    open_papers(found, REP, PHRASES, open_document)
    return found


def test_the_probability_is_that_of_a_calibrated_logistic_regression() -> None:
    """Weights add up, slope and offset bend the sum, an unknown sign says nothing."""
    model = content.parse(TEXT)
    assert probability((), model) == pytest.approx(1 / (1 + math.exp(1.5)))
    both = probability(("body:new-po", "question", "never heard of"), model)
    assert both == pytest.approx(1 / (1 + math.exp(-(2 * 0.25 + 0.5))))


@given(st.sets(st.sampled_from(sorted(SHIPPED.signs))))
def test_any_signs_have_a_probability(held: set[str]) -> None:
    """It lies between 0 and 1, and a sign moves it to the side that its weight says."""
    chance = probability(held, SHIPPED)
    assert 0 <= chance <= 1
    more = probability(held | {"body:new-po"}, SHIPPED)
    less = probability(held | {"against:complaint"}, SHIPPED)
    assert less <= chance <= more


def test_huge_scores_stay_numbers() -> None:
    """Weights of any size give a probability and no overflow."""
    model = Classifier(bias=0, slope=1, offset=0, low=0.1, high=0.9, signs={"a": 1e6, "b": -1e6})
    assert probability(("a",), model) == pytest.approx(1)
    assert probability(("b",), model) == pytest.approx(0)


def test_the_shipped_weights_know_the_signs_of_real_evidence() -> None:
    """Nearly every sign seen in the own mails has a weight: the names on both sides agree."""
    held = [sign for one in ROWS for sign in signs(seen(one["id"]))]
    known = sum(sign in SHIPPED.signs for sign in held)
    assert known >= 0.95 * len(held)


def test_orders_and_other_mails_are_told_apart() -> None:
    """The own mails, which it was not trained on: orders rank above other mails."""
    orders = [one["id"] for one in ROWS if one["kind"] == "new-po"]
    others = [one["id"] for one in ROWS if one["kind"] == "other"]
    high = sorted(probability(signs(seen(name)), SHIPPED) for name in orders)
    low = sorted(probability(signs(seen(name)), SHIPPED) for name in others)
    ranked = sum(one > other for one in high for other in low) / (len(high) * len(low))
    assert ranked > 0.98


def test_signs_name_what_was_seen() -> None:
    """Phrases by place and kind, papers, objections and the mail's form become signs."""
    found = signs(seen("en-plain-pdf"))
    assert {"body:new-po", "subject:new-po", "paper:new-po", "handed-over"} <= found
    assert "files:none" not in found
    assert {"against:complaint", "question", "files:none"} <= signs(seen("complaint"))
    assert {"robot", "portal:new-po"} <= signs(seen("portal-coupa"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bias = ",
        TEXT.replace("bias = -1.0\n", ""),
        TEXT.replace("bias = -1.0", 'bias = "much"'),
        TEXT.replace("[signs]", "[words]"),
        "more = 1.0\n" + TEXT,
        TEXT.replace('"question" = -0.25', '"question" = "no"'),
    ],
)
def test_weights_that_are_none_stop_the_start(text: str) -> None:
    """A missing, unknown or wrong value is an error that names the classifier."""
    with pytest.raises(ConfigError, match="classifier"):
        content.parse(text)


def test_the_shipped_bounds_leave_a_band_open() -> None:
    """Between the two bounds a mail is open."""
    assert 0 < SHIPPED.low < SHIPPED.high < 1
