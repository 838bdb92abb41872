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


def test_reading_bars(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """PO papers with text are known for orders, others are not, and money is read right."""
    totals = last_line("reading", shared / "corpus" / "manifest.jsonl", capsys)
    assert totals["orders"] == totals["orders_found"]
    assert totals["orders"] != 0
    assert totals["others_taken_for_orders"] == 0
    fields = totals["fields"]
    assert isinstance(fields, dict)
    for key in ("total", "currency"):
        read, _naive, asked = fields[key]
        assert read == asked, key
    read, naive, asked = fields["po_number"]
    assert read >= 0.85 * asked
    assert read > naive
