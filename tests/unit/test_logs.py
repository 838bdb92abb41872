"""Logs hold ids and counts, never words of a mail."""

import json

import pytest

from assistant import logs


def test_only_listed_fields_pass(capsys: pytest.CaptureFixture[str]) -> None:
    """A field nobody listed is dropped, so mail text cannot slip in under a new name."""
    logs.configure("INFO")
    logs.logger().info("order", order="o1", subject="CANARY", address="a@b.example")
    line = json.loads(capsys.readouterr().err)
    assert line["order"] == "o1"
    assert "CANARY" not in json.dumps(line)
    assert set(line) <= logs.ALLOWED


def test_the_list_of_fields_names_nothing_personal() -> None:
    """No allowed field is meant for text or addresses."""
    assert not logs.ALLOWED & {
        "subject",
        "body",
        "address",
        "email",
        "name",
        "text",
        "token",
        "quote",
    }


def test_levels_are_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    """The setting decides what is written."""
    logs.configure("WARNING")
    logs.logger().info("quiet")
    assert capsys.readouterr().err == ""
