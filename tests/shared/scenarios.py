"""Turns a scenario file into the mails and the brief its order consists of."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from assistant.domain.mail import MessageRef, RawMessage


def load(path: Path) -> Mapping[str, Any]:
    scenario: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return scenario


def mails(scenario: Mapping[str, Any]) -> tuple[RawMessage, ...]:
    """The thread's mails; the first one, which is the PO, with the order as a PDF."""
    return tuple(
        RawMessage(ref=MessageRef(f"{number}.eml", ""), content=_mail(number, one, scenario))
        for number, one in enumerate(scenario["thread"])
    )


def _mail(number: int, one: Mapping[str, Any], scenario: Mapping[str, Any]) -> bytes:
    names = {each["email"]: each["name"] for each in scenario["influencers"]}
    rep = scenario["seller"]["rep"]
    names[rep["email"]] = rep["name"]
    titles = {each["email"]: each.get("title", "") for each in scenario["influencers"]}
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f'"{names.get(one["from"], "")}" <{one["from"]}>'
    mail["To"] = ", ".join(f'"{names.get(to, "")}" <{to}>' for to in one["to"])
    if one["cc"]:
        mail["Cc"] = ", ".join(f'"{names.get(cc, "")}" <{cc}>' for cc in one["cc"])
    mail["Subject"] = one["subject"]
    sent = one["date"]
    mail["Date"] = sent if isinstance(sent, datetime) else datetime.fromisoformat(sent)
    mail["Message-ID"] = f"<{scenario['id']}-{number}@{one['from'].partition('@')[2]}>"
    signature = f"\n\n{names.get(one['from'], '')}\n{titles.get(one['from'], '')}\n"
    mail.set_content(one["body"] + signature)
    for name in one["attachments"]:
        if name.endswith(".pdf"):
            mail.add_attachment(
                _order(scenario), maintype="application", subtype="pdf", filename=name
            )
    return mail.as_bytes()


def _order(scenario: Mapping[str, Any]) -> bytes:
    order, customer = scenario["purchase_order"], scenario["customer"]
    file = BytesIO()
    page = Canvas(file, pagesize=A4, invariant=True)
    lines = [
        "PURCHASE ORDER",
        f"PO number: {order['number']}",
        f"PO date: {order['date']:%d %B %Y}",
        f"Buyer: {customer['company']}",
        f"Supplier: {scenario['seller']['company']}",
        f"Your quotation: {order['reference_quote']}",
        f"Currency: {order['currency']}",
        *(
            f"{line['pos']}  {line['qty']}  {line['item']}  {line['amount']}"
            for line in order["lines"]
        ),
        f"Total {order['currency']} {order['total']}",
        f"Payment: {order['payment']}",
    ]
    for number, line in enumerate(lines):
        page.drawString(60, 780 - 20 * number, str(line))
    page.save()
    return file.getvalue()
