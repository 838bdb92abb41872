"""Further XML standards for orders, each read by its rows in xml_table.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.documents.xml.markup import Markup, Node, every, find, local, text
from assistant.documents.xml.sheet import Sheet, amount, day, each
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.order import ORDER_KINDS
from assistant.domain.paper import Line, Paper, Part

_TEXTS = (
    FactName.PO_REVISION,
    FactName.CUSTOMER,
    FactName.SUPPLIER,
    FactName.PAYMENT_TERMS,
    FactName.DELIVERY_TERMS,
    FactName.PROJECT,
)


def read(source: Markup, root: Node) -> Paper | None:
    """What a message of the table states, None for an element that is none of them.

    A message is told by its element's name together with a child that only it has.
    """
    found = (one for one in _table()["message"] if one["root"] == local(root))
    message = next(
        (one for one in found if next(every(root, one["child"]), None) is not None), None
    )
    if message is None:
        return None
    rows = _table()[message["standard"]]
    kind = _kind(root, Kind(message["kind"]), rows)
    sheet = Sheet(source)
    _numbers(sheet, root, rows, kind)
    for name in _TEXTS:
        sheet.state(name, *_first(root, rows.get(name.value, [])))
    sheet.amount(FactName.TOTAL, *_first(root, rows["total"]))
    sheet.currency(*_first(root, rows["currency"]))
    for address in every(root, *rows["site"]["at"]):
        parts = [_joined(address, steps) for steps in rows["site"]["parts"]]
        sheet.compose(FactName.SITE, address, parts)
    for row in rows["people"]:
        _people(sheet, root, row)
    _lines(sheet, root, rows, kind)
    return sheet.paper(message["form"], kind)


def _kind(root: Node, kind: Kind, rows: dict[str, Any]) -> Kind:
    """An order that its purpose makes a change or a cancellation is no new one."""
    code = text(*_first(root, rows.get("kind_at", []))).casefold()
    told = (Kind(name) for name, codes in _table()["codes"].items() if code in codes)
    return next(told, kind) if kind in ORDER_KINDS else kind


def _numbers(sheet: Sheet, root: Node, rows: dict[str, Any], kind: Kind) -> None:
    number, own = _first(root, rows["po_number"]), _first(root, rows.get("paper_number", []))
    sheet.state(FactName.PO_NUMBER, *number)
    quote = _first(root, rows.get("quote_reference", []))
    if kind is not Kind.NEW_PO:
        sheet.state(FactName.PAPER_NUMBER, *own)
    if kind in ORDER_KINDS:
        sheet.day(FactName.PO_DATE, *_first(root, rows["po_date"]))
        sheet.state(FactName.QUOTE_REFERENCE, *quote)


def _people(sheet: Sheet, root: Node, row: dict[str, Any]) -> None:
    for one in every(root, *row["at"]):
        steps: list[str] = next((names for names in row["name"] if _joined(one, names)), [])
        where = _first(one, [*reversed(steps), *row["mail"]])
        mail, phone = _first(one, row["mail"]), _first(one, row["phone"])
        sheet.person(Part(row["part"]), where[0], _joined(one, steps), text(*mail), text(*phone))


def _lines(sheet: Sheet, root: Node, rows: dict[str, Any], kind: Kind) -> None:
    """The lines, and the order's requested days before those of its lines."""
    columns = rows["columns"]
    items = [*every(root, *rows["items"])]
    if kind in ORDER_KINDS:
        places = [(root, rows["requested_date"]), *((item, columns["wanted"]) for item in items)]
        for one in (day for holder, paths in places for day in every(holder, *paths)):
            sheet.day(FactName.REQUESTED_DATE, one)
    for item in items:
        said = {name: text(*_first(item, paths)) for name, paths in columns.items()}
        sheet.line(
            Line(
                number=said["number"],
                item=said["item"],
                quantity=amount(said["quantity"]),
                unit=said["unit"],
                price=each(said["price"], said["basis"]),
                amount=amount(said["amount"]),
                wanted=day(said["wanted"]),
            )
        )


def _first(root: Node, paths: list[str]) -> tuple[Node | None, str]:
    """The first place with a text, as an element and, if it is one, the attribute's name."""
    for path in paths:
        step, _, attribute = path.partition("@")
        if attribute:
            node = next((one for one in every(root, step) if text(one, attribute)), None)
        else:
            node = find(root, step)
        if node is not None:
            return node, attribute
    return None, ""


def _joined(node: Node, steps: list[str]) -> str:
    return " ".join(one for step in steps if (one := text(find(node, step))))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("assistant.documents.xml") / "table.toml").read_text("utf-8"))
