"""The measured bars of triage and reading hold on the material beside the checkout."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).parents[2] / "bench"


def bench(name: str) -> ModuleType:
    """A script of bench/ as a module."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def last_line(name: str, manifest: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """The totals that the bench prints last."""
    bench(name).main([str(manifest)])
    totals: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return totals


def test_triage_bars(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every PO mail is found, no lure becomes an order, no ordinary mail does."""
    totals = last_line("triage", shared / "corpus" / "manifest.jsonl", capsys)
    assert totals["orders"] == totals["found"]
    assert totals["orders"] != 0
    assert totals["drafts_from_lures"] == 0
    assert totals["lures"] != 0
    assert totals["false_alarms"] == 0
    assert totals["ordinary"] != 0
    assert totals["changes_taken_for_new"] == 0


def test_reading_bars(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No other paper is taken for an order, and money and numbers of POs are read right."""
    totals = last_line("reading", shared / "corpus" / "manifest.jsonl", capsys)
    assert totals["others_taken_for_orders"] == 0
    forms = totals["fields"]
    assert isinstance(forms, dict)
    for form in ("text", "machine formats"):
        for key in ("po_number", "total", "currency"):
            read, naive, asked = forms[form][key]
            assert asked >= read >= naive, (form, key)
            assert read >= 0.94 * asked, (form, key)
