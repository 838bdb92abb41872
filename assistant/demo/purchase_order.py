"""Draws the story's purchase order as a PDF with a text layer."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

_LEFT, _RIGHT = 60, 330


def pdf(order: Mapping[str, Any], day: date) -> bytes:
    """One A4 page with the order's head, its lines and its total."""
    file = BytesIO()
    page = Canvas(file, pagesize=A4, invariant=True)
    page.setTitle(f"Purchase Order {order['number']}")
    page.setFont("Helvetica-Bold", 18)
    page.drawString(_LEFT, 780, "PURCHASE ORDER")
    page.setFont("Helvetica", 10)
    left = [
        ("Buyer:", order["buyer"]),
        ("Deliver to:", order["site"]),
        ("Contact:", order["contact"]),
        ("Supplier:", order["supplier"]),
        ("Your quotation:", order["quote"]),
        ("Project:", order["project"]),
    ]
    head = [
        ("PO number:", order["number"]),
        ("PO date:", f"{day.day} {day:%B %Y}"),
        ("Requested delivery date:", order["requested"]),
    ]
    bottom = _pairs(page, [*head, *left], 745)
    _lines(page, order, bottom - 24)
    page.save()
    return file.getvalue()


def _pairs(page: Canvas, pairs: list[tuple[str, str]], top: int) -> int:
    for label, value in pairs:
        page.drawString(_LEFT, top, label)
        page.drawString(_LEFT + 140, top, value)
        top -= 18
    return top


def _lines(page: Canvas, order: Mapping[str, Any], top: int) -> None:
    page.setFont("Helvetica-Bold", 10)
    for x, words in ((_LEFT, "Pos"), (100, "Description"), (_RIGHT + 60, "Qty"), (460, "Amount")):
        page.drawString(x, top, words)
    page.setFont("Helvetica", 10)
    for pos, what, quantity, amount in order["lines"]:
        top -= 18
        page.drawString(_LEFT, top, pos)
        page.drawString(100, top, what)
        page.drawString(_RIGHT + 60, top, quantity)
        page.drawRightString(530, top, amount)
    page.setFont("Helvetica-Bold", 10)
    page.drawString(_RIGHT + 60, top - 26, f"Total {order['currency']}")
    page.drawRightString(530, top - 26, order["total"])
