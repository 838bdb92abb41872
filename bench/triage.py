"""Measures triage against labelled mails, beside a single pattern as the baseline."""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.content import phrases
from assistant.documents.child import CappedChild
from assistant.documents.reader import DocumentReader
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Message, MessageRef, RawMessage
from assistant.domain.order import ORDER_KINDS, Verdict
from assistant.domain.people import Rep
from assistant.errors import BadMessage
from assistant.mail.mime import MailReader
from assistant.pipeline.triage import triage

ABOUT = """PATH is a manifest.jsonl with the keys `file` and `kind`, or a folder of mails that are
all taken for no orders. Prints verdicts by labelled kind, every false alarm and every miss
with its reason, the speed after parsing, and last one line of totals as JSON."""

ORDER, LURE = "po", "phishing"
# Labelled as being about an order, so that a verdict of a change is no false alarm.
CHANGES = ("po_change", "po_cancel")
PARSERS = {"mail": "assistant.mail.mime:parse", "document": "assistant.documents.files:read"}
# A rep for mails that name none; where a mail has a reader on its own, that is the rep.
REP = Address("rep@seller.example")
REP_FROM_MAIL = ("enron",)
# What a program without our care would do.
BASELINE = re.compile(
    r"purchase order|\bl?p\.?o\.?\s*(?:#|no\.?|number)?\s*[\w/-]*\d|\bour (?:order|po)\b"
    r"|\bpo attached|order attached|bestellung|bon de commande|orden de compra"
    r"|ordine d.acquisto|inkooporder|nota de encomenda|pedido de compra",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled mail, parsed, and the rep it was sent to."""

    name: str
    kind: str
    message: Message
    rep: Rep


def rows(path: Path, reader: MailReader) -> Iterator[Row]:
    """The labelled mails; one that cannot be read is reported and left out."""
    for name, kind, file in _listed(path):
        raw = RawMessage(MessageRef(name, name), file.read_bytes())
        try:
            message = reader.read(raw)
        except BadMessage as error:
            print(f"unreadable: {name}: {error}", file=sys.stderr)
            continue
        own = file.name.startswith(REP_FROM_MAIL) and message.to
        address = message.to[0] if own else REP
        yield Row(name, kind, message, Rep(address, "", frozenset(() if own else (REP.domain,))))


def _listed(path: Path) -> Iterator[tuple[str, str, Path]]:
    if path.is_dir():
        for file in sorted(one for one in path.rglob("*") if one.is_file()):
            yield file.name, "other", file
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["file"].startswith(("mail/", "mails/")):
            yield row["file"], row["kind"], path.parent / row["file"]


def judge(
    found: Sequence[Row], documents: DocumentReader
) -> tuple[list[tuple[Row, Verdict]], float]:
    """The verdicts, and how many mails a second were judged on one core."""
    wording = phrases.load()
    for row in found[:5]:  # patterns compile at first use
        triage(row.message, row.rep, wording, documents.open)
    start = time.perf_counter()
    verdicts = [triage(row.message, row.rep, wording, documents.open) for row in found]
    speed = len(found) / max(time.perf_counter() - start, 1e-9)
    return list(zip(found, verdicts, strict=True)), speed


def baseline(found: Sequence[Row]) -> tuple[dict[str, bool], float]:
    """What the single pattern flags in subject and body, and its mails a second."""
    start = time.perf_counter()
    flagged = {
        row.name: bool(BASELINE.search(f"{row.message.subject}\n{row.message.body}"))
        for row in found
    }
    return flagged, len(found) / max(time.perf_counter() - start, 1e-9)


def report(judged: Sequence[tuple[Row, Verdict]]) -> None:
    """The table of verdicts by label, then the mails that were taken for the wrong thing."""
    table = Counter((row.kind, verdict.kind.value) for row, verdict in judged)
    print(f"{'labelled':<14} {'verdict':<24} mails")
    for (label, verdict_kind), count in sorted(table.items()):
        print(f"{label:<14} {verdict_kind:<24} {count}")
    for row, verdict in judged:
        if row.kind == ORDER and verdict.kind is not Kind.NEW_PO:
            print(f"missed: {row.name}: {verdict.kind}: {verdict.reason}")
        if _is_false(row, verdict):
            print(f"false alarm: {row.name} ({row.kind}): {verdict.kind}: {verdict.reason}")


def _is_false(row: Row, verdict: Verdict) -> bool:
    """A draft from a mail that brings no order, or a change that is taken for a new one."""
    if row.kind in CHANGES:
        return verdict.kind is Kind.NEW_PO
    return row.kind != ORDER and verdict.kind in ORDER_KINDS


def totals(judged: Sequence[tuple[Row, Verdict]], flagged: dict[str, bool]) -> dict[str, object]:
    """The figures of the run, ours beside the baseline's."""
    orders = [(row, verdict) for row, verdict in judged if row.kind == ORDER]
    lures = [(row, verdict) for row, verdict in judged if row.kind == LURE]
    changes = [(row, verdict) for row, verdict in judged if row.kind in CHANGES]
    others = [one for one in judged if one[0].kind not in (ORDER, LURE, *CHANGES)]
    return {
        "mails": len(judged),
        "orders": len(orders),
        "found": sum(verdict.kind is Kind.NEW_PO for _, verdict in orders),
        "lures": len(lures),
        "drafts_from_lures": sum(verdict.kind in ORDER_KINDS for _, verdict in lures),
        "changes": len(changes),
        "changes_found": sum(verdict.kind in ORDER_KINDS for _, verdict in changes),
        "changes_taken_for_new": sum(verdict.kind is Kind.NEW_PO for _, verdict in changes),
        "ordinary": len(others),
        "false_alarms": sum(verdict.kind in ORDER_KINDS for _, verdict in others),
        "baseline_found": sum(flagged[row.name] for row, _ in orders),
        "baseline_drafts_from_lures": sum(flagged[row.name] for row, _ in lures),
        "baseline_false_alarms": sum(flagged[row.name] for row, _ in others),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads, judges and reports."""
    parser = argparse.ArgumentParser(description=ABOUT)
    parser.add_argument("path", type=Path)
    path = parser.parse_args(arguments).path
    with CappedChild(PARSERS) as child:
        mail = MailReader(lambda data: child.run("mail", data))
        found = list(rows(path, mail))
        documents = DocumentReader(
            lambda data, name: child.run("document", data, name), mail.read_enclosed
        )
        judged, speed = judge(found, documents)
    flagged, baseline_speed = baseline(found)
    report(judged)
    result = totals(judged, flagged) | {
        "mails_per_second": round(speed),
        "baseline_mails_per_second": round(baseline_speed),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
