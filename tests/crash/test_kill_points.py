"""Killed anywhere and started again, the service ends with exactly one draft per influencer."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def _kill(*options: str) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).with_name("kill_points.py")), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_killed_at_every_point_there_is_one_draft_each() -> None:
    """No kill -9 loses or doubles a draft: before and after each commit and mailbox call."""
    result = _kill()
    assert result["points"] > 50
    assert result["killed"] >= result["points"] - 2
    assert result["expected"] == 5
    assert result["wrong"] == []


def test_without_the_look_up_the_kills_are_noticed() -> None:
    """The check can fail: a mailbox that forgets what it placed ends with double drafts."""
    assert _kill("--forget")["wrong"]
