"""The method check reaches its figures on the labelled sentences beside the checkout."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def figures(shared: Path) -> dict[str, Any]:
    """The last line of bench/policy.py."""
    run = subprocess.run(
        [sys.executable, "bench/policy.py", str(shared / "corpus" / "policy-dev.jsonl")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def test_thanks_in_every_form_are_found(figures: dict[str, Any]) -> None:
    """Thanks, appreciation and favours: recall 0.98 at precision 0.97, none missed in disguise."""
    assert figures["n"] >= 250
    assert figures["thanks_recall"] >= 0.98
    assert figures["thanks_precision"] >= 0.97
    assert figures["obfuscated_missed"] == 0


def test_doubt_is_found(figures: dict[str, Any]) -> None:
    """Hedges, risks and reopened decisions: recall 0.90."""
    assert figures["doubt_recall"] >= 0.90


def test_promises_competitors_and_leaks_are_found(figures: dict[str, Any]) -> None:
    """The rarer families: recall 0.90 each."""
    for family in ("over_promise", "competitor", "internal_leak"):
        assert figures[f"{family}_recall"] >= 0.90


def test_no_legal_sentence_is_blocked(figures: dict[str, Any]) -> None:
    """Plans, counterpoints, names and quoted history pass; courtesy is warned about."""
    assert figures["false_blocks"] == 0
    assert figures["warned"] == figures["warnable"] > 0
