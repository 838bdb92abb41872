"""Measures the reading of order papers against labelled documents, beside naive patterns."""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.content import phrases
from assistant.content.phrases import Phrases
from assistant.documents.child import CappedChild
from assistant.documents.reader import DocumentReader
from assistant.domain.facts import Fact, FactName, Status, every, first
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Attachment, Document, Message, MessageRef
from assistant.domain.people import Rep
from assistant.pipeline.read import read
from assistant.pipeline.triage import triage

ABOUT = """MANIFEST is a manifest.jsonl. Each document that holds text we can read is put into a
neutral mail from an outside sender; its kind is judged from the document alone, and of the
POs the number, currency, total, dates and buyer are compared with the label. Where the label
says null, saying nothing is right. Formats that are not read yet are listed and counted."""

PARSERS = {"document": "assistant.documents.files:read"}
READABLE = (".pdf", ".txt")
KINDS = {
    "po": Kind.NEW_PO,
    "po_change": Kind.PO_REVISION,
    "po_cancel": Kind.PO_CANCELLATION,
    "order_ack": Kind.ORDER_ACKNOWLEDGEMENT,
    "invoice": Kind.INVOICE,
    "quote": Kind.QUOTE,
    "rfq": Kind.RFQ,
    "shipping": Kind.SHIPPING,
}
NUMBER = re.compile(r"(?:purchase order|p\.?o\.?|order)\s*(?:no|number|#)?[.:\s]*(\S*\d\S*)", re.I)
TOTAL = re.compile(r"total[^\d\n]*([\d.,]*\d)", re.I)
CURRENCY = re.compile(r"\b(USD|EUR|GBP|CHF|AED|SEK|INR)\b")
DATE = re.compile(r"date[^\d\n]*(\d{1,4}[./-]\d{1,2}[./-]\d{2,4})", re.I)


@dataclass(frozen=True, slots=True)
class Paper:
    """A labelled document as it was read."""

    gold: Mapping[str, Any]
    document: Document
    kind: Kind
    facts: tuple[Fact, ...]

    def value(self, name: FactName) -> str | None:
        """The first value read for a name."""
        fact = first(self.facts, name)
        return fact.value if fact else None


def mail(document: Document) -> Message:
    """A mail that says nothing but that a file is attached, whose name says nothing either."""
    suffix = Path(document.name).suffix
    return Message(
        ref=MessageRef("bench", "bench"),
        message_id="<bench@outside.example>",
        sender=Address("sender@outside.example"),
        to=(Address("rep@seller.example"),),
        subject="Document",
        body="Please see the file.",
        attachments=(Attachment(f"document{suffix}", "application/octet-stream", b""),),
    )


def judge(gold: Mapping[str, Any], document: Document, wording: Phrases) -> Paper:
    """Triage and reading of one document; the rep's company is the labelled supplier."""
    company = str(gold.get("supplier") or "").rstrip(" .…")
    rep = Rep(Address("rep@seller.example"), company, frozenset({"seller.example"}))
    message = mail(document)
    verdict = triage(message, rep, wording, lambda _attachment: (document,))
    facts = read(message, (document,), wording, rep) if gold["kind"] == "po" else ()
    return Paper(gold, document, verdict.kind, facts)


def right(paper: Paper) -> dict[str, bool]:
    """Each labelled field of a PO: was it read, or rightly left out?"""
    gold = paper.gold
    checks: dict[str, bool] = {}
    for key, name in (("po_number", FactName.PO_NUMBER), ("currency", FactName.CURRENCY)):
        if key in gold:
            checks[key] = paper.value(name) == gold[key]
    if "total" in gold:
        total = paper.value(FactName.TOTAL)
        wanted = gold["total"]
        checks["total"] = _money(total) == _money(wanted)
    if "order_date" in gold:
        checks["order_date"] = paper.value(FactName.PO_DATE) == gold["order_date"]
    dates = {fact.value for fact in every(paper.facts, FactName.REQUESTED_DATE)}
    checks["delivery_dates"] = dates == set(gold.get("delivery_dates", ()))
    if gold.get("buyer"):
        checks["buyer"] = paper.value(FactName.CUSTOMER) == gold["buyer"]
    return checks


def naive(paper: Paper) -> dict[str, bool]:
    """The same fields by label-next-to-value patterns."""
    text, gold = "\n".join(paper.document.pages), paper.gold

    def found(pattern: re.Pattern[str]) -> str | None:
        match = pattern.search(text)
        return match[1] if match else None

    checks = {"po_number": found(NUMBER) == gold.get("po_number")}
    checks["currency"] = found(CURRENCY) == gold.get("currency")
    total = found(TOTAL)
    checks["total"] = _money(total.replace(",", "") if total else None) == _money(gold.get("total"))
    if "order_date" in gold:
        checks["order_date"] = _iso(found(DATE)) == gold["order_date"]
    return checks


def _iso(written: str | None) -> str:
    """Day, month, year as most of the world prints them."""
    day, month, year = re.split("[./-]", written) if written else ("", "", "")
    return f"{year}-{month:0>2}-{day:0>2}"


def _money(value: str | None) -> Decimal | None:
    try:
        return Decimal(value) if value else None
    except ArithmeticError:
        return None


def wrong_and_certain(paper: Paper) -> int:
    """Values that are wrong although they were given as the customer's own words."""
    names = {
        "po_number": FactName.PO_NUMBER,
        "currency": FactName.CURRENCY,
        "total": FactName.TOTAL,
        "order_date": FactName.PO_DATE,
        "buyer": FactName.CUSTOMER,
    }
    stated = {
        key: fact
        for key, name in names.items()
        if (fact := first(paper.facts, name)) and fact.status is Status.CUSTOMER_STATED
    }
    return sum(not ok and key in stated for key, ok in right(paper).items())


def report(papers: Sequence[Paper], unread: Mapping[str, int]) -> dict[str, object]:
    """Prints what was wrong and what was not read; the totals as a dictionary."""
    kinds = [(one, KINDS.get(one.gold["kind"])) for one in papers]
    for paper, kind in kinds:
        if paper.kind is not kind:
            print(f"kind: {paper.document.name}: {paper.kind}, labelled {paper.gold['kind']}")
    orders = [one for one in papers if one.gold["kind"] == "po"]
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for paper in orders:
        for key, ok in right(paper).items():
            asked[key] += 1
            ours[key] += ok
            if not ok:
                print(f"{key}: {paper.document.name}: label {paper.gold.get(key)}")
        theirs.update({key: ok for key, ok in naive(paper).items() if key in asked})
    print(f"{'field':<16} {'read':>5} {'naive':>6} {'of':>4}")
    for key in asked:
        print(f"{key:<16} {ours[key]:>5} {theirs.get(key, 0):>6} {asked[key]:>4}")
    for name, count in sorted(unread.items()):
        print(f"not read yet: {name}: {count}")
    return {
        "documents": len(papers),
        "kind_right": sum(paper.kind is kind for paper, kind in kinds),
        "orders": len(orders),
        "orders_found": sum(one.kind is Kind.NEW_PO for one in orders),
        "others_taken_for_orders": sum(
            one.kind is Kind.NEW_PO for one in papers if one.gold["kind"] != "po"
        ),
        "fields": {key: [ours[key], theirs.get(key, 0), asked[key]] for key in asked},
        "wrong_and_certain": sum(wrong_and_certain(one) for one in orders),
        "not_read_yet": sum(unread.values()),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads, compares and reports."""
    parser = argparse.ArgumentParser(description=ABOUT)
    parser.add_argument("manifest", type=Path)
    path = parser.parse_args(arguments).manifest
    wording = phrases.load()
    papers: list[Paper] = []
    unread: Counter[str] = Counter()
    seconds = 0.0
    with CappedChild(PARSERS) as child:
        reader = DocumentReader(lambda data, name: child.run("document", data, name))
        for line in path.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            file = path.parent / gold["file"]
            if not gold["file"].startswith("documents/"):
                continue
            if file.suffix not in READABLE:
                unread[file.suffix] += 1
                continue
            document = reader.open(Attachment(file.name, "", file.read_bytes()))[0]
            if not document.pages or document.pages[0].startswith(("UNA", "UNB", "ISA")):
                unread[f"{file.suffix}, {document.problem or 'EDI'}"] += 1
                continue
            start = time.perf_counter()
            papers.append(judge(gold, document, wording))
            seconds += time.perf_counter() - start
    result = report(papers, unread)
    result["ms_per_document"] = round(1000 * seconds / max(len(papers), 1), 1)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
