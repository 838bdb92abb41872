"""Measures the reading of order papers against labelled documents, beside naive patterns."""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.content import phrases
from assistant.content.phrases import Phrases
from assistant.content.wording import letters
from assistant.documents.child import CappedChild
from assistant.documents.reader import DocumentReader
from assistant.domain.facts import FactName, Status, every, first
from assistant.domain.kind import Kind
from assistant.domain.mail import Address, Attachment, Document, Message, MessageRef
from assistant.domain.order import Doubt
from assistant.domain.people import Rep
from assistant.mail.mime import MailReader
from assistant.pipeline.read import Read, read
from assistant.pipeline.triage import triage

ABOUT = """MANIFEST is a manifest.jsonl. Each document is put into a neutral mail from an outside
sender; its kind is judged from the document alone, and of the POs the number, currency, total,
dates, buyer and contact are compared with the label. Where the label says null, saying nothing is
right. Delivery dates count as a whole set; their F1 is over all single dates."""

PARSERS = {"mail": "assistant.mail.mime:parse", "document": "assistant.documents.files:read"}
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
FIELDS = {
    "po_number": FactName.PO_NUMBER,
    "currency": FactName.CURRENCY,
    "total": FactName.TOTAL,
    "order_date": FactName.PO_DATE,
    "buyer": FactName.CUSTOMER,
    "buyer_contact": FactName.CONTACT,
}
NUMBER = re.compile(r"(?:purchase order|p\.?o\.?|order)\s*(?:no|number|#)?[.:\s]*(\S*\d\S*)", re.I)
TOTAL = re.compile(r"total[^\d\n]*([\d.,]*\d)", re.I)
CURRENCY = re.compile(r"\b(USD|EUR|GBP|CHF|AED|SEK|INR)\b")
DATE = re.compile(r"date[^\d\n]*(\d{1,4}[./-]\d{1,2}[./-]\d{2,4})", re.I)


class Form(StrEnum):
    """How a paper came: what its text was taken from."""

    MACHINE = "machine formats"
    TEXT = "text"
    SCAN = "scans"


@dataclass(frozen=True, slots=True)
class Paper:
    """A labelled document as it was read, with the seconds that took."""

    gold: Mapping[str, Any]
    documents: tuple[Document, ...]
    kind: Kind
    read: Read
    seconds: float

    @property
    def form(self) -> Form:
        """A format's own statement, text, or a picture."""
        if any(one.papers for one in self.documents):
            return Form.MACHINE
        return Form.SCAN if any(one.scanned for one in self.documents) else Form.TEXT

    @property
    def text(self) -> str:
        """All pages."""
        return "\n".join(page for one in self.documents for page in one.pages)

    def value(self, name: FactName) -> str | None:
        """The first value read for a name."""
        fact = first(self.read.facts, name)
        return fact.value if fact else None

    @property
    def dates(self) -> tuple[set[str], set[str]]:
        """The delivery dates that were read, and those of the label."""
        found = {one.value for one in every(self.read.facts, FactName.REQUESTED_DATE)}
        return found, set(self.gold.get("delivery_dates") or ())


def mail(name: str) -> Message:
    """A mail that says nothing but that a file is attached, whose name says nothing either."""
    return Message(
        ref=MessageRef("bench", "bench"),
        message_id="<bench@outside.example>",
        sender=Address("sender@outside.example"),
        to=(Address("rep@seller.example"),),
        subject="Document",
        body="Please see the file.",
        attachments=(Attachment(f"document{Path(name).suffix}", "application/octet-stream", b""),),
    )


def judge(gold: Mapping[str, Any], documents: tuple[Document, ...], wording: Phrases) -> Paper:
    """Triage and reading of one document; the rep's company is the labelled supplier."""
    company = str(gold.get("supplier") or "").rstrip(" .…")
    rep = Rep(Address("rep@seller.example"), company, frozenset({"seller.example"}))
    message = mail(documents[0].name)
    verdict = triage(message, rep, wording, lambda _attachment: documents)
    start = time.process_time()
    found = read(message, documents, wording, rep) if gold["kind"] == "po" else Read()
    return Paper(gold, documents, verdict.kind, found, time.process_time() - start)


def right(paper: Paper) -> dict[str, bool]:
    """Each labelled field of a PO: was it read, or rightly left out?"""
    gold = paper.gold
    checks = {
        key: _same(key, paper.value(name), gold[key])
        for key, name in FIELDS.items()
        if key in gold and (key != "buyer" or gold[key])
    }
    found, wanted = paper.dates
    return {**checks, "delivery_dates": found == wanted}


def _same(key: str, value: str | None, wanted: str | None) -> bool:
    if key == "total":
        return _money(value) == _money(wanted)
    if key in ("buyer", "buyer_contact"):
        return letters(value or "") == letters(wanted or "")
    return value == wanted


def naive(paper: Paper) -> dict[str, bool]:
    """The same fields by label-next-to-value patterns."""
    gold, text = paper.gold, paper.text

    def found(pattern: re.Pattern[str]) -> str | None:
        match = pattern.search(text)
        return match[1] if match else None

    total, date = found(TOTAL), found(DATE)
    return {
        "po_number": found(NUMBER) == gold.get("po_number"),
        "currency": found(CURRENCY) == gold.get("currency"),
        "total": _money(total.replace(",", "") if total else None) == _money(gold.get("total")),
        "order_date": _iso(date) == gold.get("order_date"),
    }


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
    checks = right(paper)
    return sum(
        fact.status is Status.CUSTOMER_STATED and not checks.get(key, True)
        for key, name in FIELDS.items()
        if (fact := first(paper.read.facts, name))
    )


def date_f1(papers: Iterable[Paper]) -> float:
    """F1 over all single delivery dates."""
    sets = [one.dates for one in papers]
    hits = sum(len(found & wanted) for found, wanted in sets)
    both = sum(len(found) + len(wanted) for found, wanted in sets)
    return round(2 * hits / both, 3) if both else 1.0


def table(orders: Sequence[Paper], form: Form) -> dict[str, list[int]]:
    """Prints what was wrong in the orders of a form; [right, naive, of] by field."""
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for paper in orders:
        checks = right(paper)
        for key, ok in checks.items():
            asked[key] += 1
            ours[key] += ok
            if not ok:
                print(f"{key}: {paper.documents[0].name}: label {paper.gold.get(key)}")
        theirs.update({key: ok for key, ok in naive(paper).items() if key in checks})
    print(f"{form:<16} {'read':>5} {'naive':>6} {'of':>4}")
    for key in asked:
        print(f"{key:<16} {ours[key]:>5} {theirs.get(key, 0):>6} {asked[key]:>4}")
    return {key: [ours[key], theirs.get(key, 0), asked[key]] for key in asked}


def report(papers: Sequence[Paper]) -> dict[str, object]:
    """Prints what was wrong; the totals as a dictionary."""
    kinds = [(one, KINDS.get(one.gold["kind"])) for one in papers]
    for paper, kind in kinds:
        if kind and paper.kind is not kind:
            print(f"kind: {paper.documents[0].name}: {paper.kind}, labelled {paper.gold['kind']}")
    orders = [one for one in papers if one.gold["kind"] == "po"]
    by_form = {form: [one for one in orders if one.form is form] for form in Form}
    pages = sum(len(one.pages) for paper in orders for one in paper.documents)
    doubts = Counter(one.doubt for paper in orders for one in paper.read.findings)
    return {
        "documents": len(papers),
        "kind_right": sum(paper.kind is kind for paper, kind in kinds if kind),
        "others_taken_for_orders": sum(
            one.kind is Kind.NEW_PO for one in papers if one.gold["kind"] != "po"
        ),
        "fields": {form: table(ones, form) for form, ones in by_form.items() if ones},
        "delivery_date_f1": {form: date_f1(ones) for form, ones in by_form.items() if ones},
        "wrong_and_certain": sum(wrong_and_certain(one) for one in orders),
        "ambiguous": doubts[Doubt.AMBIGUOUS],
        "ms_per_page": round(1000 * sum(one.seconds for one in orders) / max(pages, 1), 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads, compares and reports."""
    parser = argparse.ArgumentParser(description=ABOUT)
    parser.add_argument("manifest", type=Path)
    path = parser.parse_args(arguments).manifest
    wording = phrases.load()
    papers: list[Paper] = []
    with CappedChild(PARSERS) as child:
        letters_of = MailReader(lambda data: child.run("mail", data))
        reader = DocumentReader(
            lambda data, name: child.run("document", data, name), letters_of.read_enclosed
        )
        for line in path.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            if gold["file"].startswith("documents/"):
                file = path.parent / gold["file"]
                documents = reader.open(Attachment(file.name, "", file.read_bytes()))
                papers.append(judge(gold, documents, wording))
    print(json.dumps(report(papers)))


if __name__ == "__main__":
    main()
