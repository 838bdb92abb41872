"""Measures whether the service's own memory stays flat while it reads many documents.

    python bench/flat.py [--documents N]

Makes POs of four forms (PDF, XML, X12, text), each with a number of its own, and reads them as
the service does: triage and facts in this process, bytes in the capped child. Prints the
resident memory of this process after every tenth part, and of the largest child. The baseline
in the same run is the same reading with every answer kept, which must grow. The last line is
JSON. Linux only.
"""

import argparse
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from assistant import app
from assistant.domain.mail import Address, Attachment, Message, MessageRef
from assistant.domain.people import Rep
from assistant.pipeline import read, steps
from assistant.settings import Settings

LINES = (
    "PURCHASE ORDER", "PO Number: {number}", "PO Date: 2026-11-02", "Supplier: Norvik Machines",
    "Delivery date: 2027-05-12", "Pump station type 7, 2 pieces", "Total EUR 1,250.00",
)  # fmt: skip
UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"
 xmlns:c="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<c:ID>{number}</c:ID><c:IssueDate>2026-11-02</c:IssueDate>
<c:DocumentCurrencyCode>EUR</c:DocumentCurrencyCode></Order>"""
X12 = (
    "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SELLER         "
    "*261102*0900*U*00401*000000001*0*P*>~GS*PO*BUYER*SELLER*20261102*0900*1*X*004010~"
    "ST*850*0001~BEG*00*SA*{number}**20261102~PO1*1*2*EA*625~CTT*1~SE*5*0001~GE*1*1~"
    "IEA*1*000000001~"
)


def pdf(number: int) -> bytes:
    """A one-page PO."""
    page = io.BytesIO()
    canvas = Canvas(page)
    for place, line in enumerate(LINES):
        canvas.drawString(72, 760 - 18 * place, line.format(number=number))
    canvas.save()
    return page.getvalue()


FORMS: Sequence[tuple[str, Callable[[int], bytes]]] = (
    ("order.pdf", pdf),
    ("order.xml", lambda number: UBL.format(number=number).encode()),
    ("order.edi", lambda number: X12.format(number=number).encode()),
    ("order.txt", lambda number: "\n".join(LINES).format(number=number).encode()),
)


def main() -> None:
    """Reads, and prints how the memory went."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--documents", type=int, default=10_000, help="how many to read")
    count = parser.parse_args().documents
    rep = Rep(Address("rep@norvik.example"), "Norvik Machines", frozenset({"norvik.example"}))
    with app.reading(Settings(_env_file=None), rep) as reading:  # type: ignore[call-arg]
        ours = _grow(count, reading.tools, kept=None)
        kept: list[object] = []
        all_kept = _grow(count // 4, reading.tools, kept=kept)
    result = {
        "documents": count,
        "resident_mb": ours,
        "growth_mb_from_first_to_last_tenth": round(ours[-1] - ours[0], 1),
        "baseline_growth_mb_with_all_kept": round(all_kept[-1] - all_kept[0], 1),
    }
    print(json.dumps(result))


def _grow(count: int, tools: steps.Tools, kept: list[object] | None) -> list[float]:
    sizes = []
    for number in range(1, count + 1):
        name, make = FORMS[number % len(FORMS)]
        message = Message(
            ref=MessageRef(str(number), "t"),
            sender=Address("buyer@halvorsen.example"),
            to=(tools.house.rep.address,),
            subject="Our order",
            body="Please find our order attached.",
            attachments=(Attachment(name, "application/octet-stream", make(number)),),
        )
        verdict = steps.recognise(message, tools)
        documents = tools.open_document(message.attachments[0])
        found = read.read(message, documents, tools.phrases, tools.house.rep)
        if not any(fact.value == str(number) for fact in found.facts):
            raise SystemExit(f"{name} {number}: number not read ({verdict.kind})")
        if kept is not None:
            kept.append((message, documents, found))
        if number % max(count // 10, 1) == 0:
            sizes.append(_resident_mb())
            print(f"{number:>7} documents: {sizes[-1]:.1f} MB")
    return sizes


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return round(int(line.split()[1]) / 1024, 1)


if __name__ == "__main__":
    main()
