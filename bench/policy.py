"""Measures the method check against labelled sentences."""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.content.rules import load_rules
from assistant.domain.method import Category, Finding, Passage, Rule, Severity, Zone, lint

ABOUT = """Reads a JSONL file of sentences {id, text, lang, where, violation, severity, category},
checks each one on its own and prints what was found by category and language, the misses,
the false alarms, and last one line of totals as JSON. A violation counts as found when a
finding blocks; a legal sentence is a false block when one does."""

THANKS = frozenset(
    {Category.THANKS_BUSINESS, Category.APPRECIATION, Category.FAVOR_FRAMING}
    | {Category.OBFUSCATED_THANKS}
)
DOUBT = frozenset({Category.DOUBT_HEDGE, Category.DOUBT_RISK, Category.REOPEN_DECISION})


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled sentence and what the check said about it."""

    id: str
    text: str
    lang: str
    where: str
    category: str
    violation: bool
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is Severity.BLOCK)

    def named(self, categories: Iterable[Category]) -> bool:
        """True if a block of one of these categories was found."""
        return any(f.category in categories for f in self.blocked)


def read(path: Path, rules: Sequence[Rule]) -> tuple[list[Row], float]:
    """The rows with their findings, and how many sentences a second were checked."""
    raw = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    start = time.perf_counter()
    findings = [lint((Passage(Zone(r["where"]), r["text"]),), rules) for r in raw]
    speed = len(raw) / max(time.perf_counter() - start, 1e-9)
    rows = [
        Row(r["id"], r["text"], r["lang"], r["where"], r["category"], r["violation"], found)
        for r, found in zip(raw, findings, strict=True)
    ]
    return rows, speed


def share(part: int, whole: int) -> float:
    """A ratio to four places; 1 when there was nothing to find."""
    return round(part / whole, 4) if whole else 1.0


def table(title: str, rows: Sequence[Row], key: Callable[[Row], str]) -> None:
    """Prints n, found, recall, false blocks and precision per value of `key`."""
    print(f"\n{title:24} {'n':>5} {'bad':>5} {'found':>6} {'recall':>7} {'false':>6} {'prec.':>7}")
    for name in sorted({key(row) for row in rows}):
        group = [row for row in rows if key(row) == name]
        bad = [row for row in group if row.violation]
        found = sum(bool(row.blocked) for row in bad)
        false = sum(bool(row.blocked) for row in group if not row.violation)
        recall, precision = share(found, len(bad)), share(found, found + false)
        print(
            f"{name:24} {len(group):5} {len(bad):5} {found:6} {recall:7.3f} {false:6}"
            f" {precision:7.3f}"
        )


def recall(rows: Sequence[Row], categories: frozenset[Category]) -> float:
    """Share of the violations of these categories that were blocked."""
    bad = [row for row in rows if row.violation and row.category in categories]
    return share(sum(bool(row.blocked) for row in bad), len(bad))


def precision(rows: Sequence[Row], categories: frozenset[Category]) -> float:
    """Share of the rows blocked as one of these categories that are a violation at all."""
    hits = [row for row in rows if row.named(categories)]
    return share(sum(row.violation for row in hits), len(hits))


def totals(rows: Sequence[Row], speed: float) -> dict[str, float | int]:
    """The figures of the last line."""
    bad = [row for row in rows if row.violation]
    legal = [row for row in rows if not row.violation]
    found = sum(bool(row.blocked) for row in bad)
    false = sum(bool(row.blocked) for row in legal)
    obfuscated = [row for row in bad if row.category == Category.OBFUSCATED_THANKS]
    courtesy = [row for row in legal if row.category.startswith("warn")]
    return {
        "n": len(rows),
        "block_recall": share(found, len(bad)),
        "block_precision": share(found, found + false),
        "thanks_recall": recall(rows, THANKS),
        "thanks_precision": precision(rows, THANKS),
        "doubt_recall": recall(rows, DOUBT),
        "doubt_precision": precision(rows, DOUBT),
        "over_promise_recall": recall(rows, frozenset({Category.OVER_PROMISE})),
        "competitor_recall": recall(rows, frozenset({Category.COMPETITOR})),
        "internal_leak_recall": recall(rows, frozenset({Category.INTERNAL_LEAK})),
        "obfuscated_missed": sum(not row.blocked for row in obfuscated),
        "warned": sum(bool(row.findings) for row in courtesy),
        "warnable": len(courtesy),
        "false_blocks": false,
        "sentences_per_second": round(speed),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=ABOUT)
    parser.add_argument("file", type=Path, help="JSONL file of labelled sentences")
    rows, speed = read(parser.parse_args().file, load_rules())
    table("category", rows, lambda row: row.category)
    table("language", rows, lambda row: row.lang)
    for title, wrong in (
        ("missed", [r for r in rows if r.violation and not r.blocked]),
        ("blocked though legal", [r for r in rows if not r.violation and r.blocked]),
    ):
        print(f"\n{title}: {len(wrong)}")
        for row in wrong:
            reasons = ", ".join(f"{f.code} ({f.quote})" for f in row.blocked)
            print(f"  {row.id} {row.lang} {row.category}: {row.text} {reasons}")
    print(json.dumps(totals(rows, speed)))


if __name__ == "__main__":
    main()
