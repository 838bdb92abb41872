"""Finds the companies that the top and the foot of a page name, outside the blocks of labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from assistant.content.phrases import Phrases
from assistant.domain.people import Rep
from assistant.pipeline.blocks import block
from assistant.pipeline.companies import Company, company, is_ours, pieces
from assistant.pipeline.labels import Label
from assistant.pipeline.spots import Where
from assistant.pipeline.texts import Text

_HEAD = 10  # rows at a page's top in which the buyer's own name stands
_RUNNING = 3  # rows at a later page's top that repeat the letterhead
_LOGO = 4  # letters of a name that may be a logo's, beside the full one
_FOOT = 4  # rows at its end
_AT_FOOT = 2.1  # enough where nothing else names the buyer
# Labels whose values hold a digit: words beside them are something else.
_COUNTED = frozenset(
    [
        "po_number",
        "order_number",
        "bare_number",
        "other_number",
        "our_reference",
        "po_title",
        "revision",
        "quote",
        "po_date",
        "any_date",
        "other_date",
        "delivery",
        "maybe_delivery",
        "total",
        "plain_total",
        "net_total",
        "subtotal",
    ]
)


class Way(Enum):
    """A way in which a paper names its buyer; each counts once for a name."""

    BLOCK = "a block that says it is the buyer's"
    SITE = "where the goods go"
    LETTERHEAD = "the top of the first page"
    EVERY_PAGE = "the top of a later page"
    FOOT = "the foot of the first page"


@dataclass(frozen=True, slots=True)
class Heard:
    """A company named in a place that speaks for the buyer with a weight."""

    text: Text
    company: Company
    way: Way
    weight: float
    quoted_from: int


def letterhead(text: Text, rep: Rep, phrases: Phrases) -> Iterator[Heard]:
    """Names at the top of a page, outside the blocks of labels; the higher the better."""
    blocks, values = _taken(text, rep)
    for index, row in enumerate(text.layout.grid.rows[:_HEAD]):
        for cell in row.cells:
            if cell.start in blocks or cell.start in text.layout.heads:
                continue
            for start, end in pieces(text, cell.start, cell.end):
                plain = start == cell.start and cell.start not in values
                found = company(text, start, end, rep, phrases, plain=plain)
                if found and text.page == 1:
                    weight = 2.4 + 1.1 * found.sure - 0.12 * index
                    weight -= 0.5 if len(found.key) <= _LOGO else 0
                    yield Heard(text, found, Way.LETTERHEAD, weight, found.start)
                elif found and index < _RUNNING:
                    yield Heard(text, found, Way.EVERY_PAGE, 0.8, found.start)


def _taken(text: Text, rep: Rep) -> tuple[set[int], set[int]]:
    """Where the lines start that stand in a seller's or a site's block, and other values."""
    blocks = set(_our_address(text, rep))
    values: set[int] = set()
    for label in text.layout.labels:
        at = text.place(label)
        if at is None or at.row >= _HEAD or not text.is_head(label):
            continue
        for spot in text.spots(label)[:1]:
            counted = any(one.isdigit() for one in text.text[spot.start : spot.end])
            if spot.where is not Where.INSIDE and (counted or not label.names <= _COUNTED):
                values.add(spot.start)
        if not label.names.isdisjoint(("supplier", "site")):
            blocks.update(_together(text, label))
    return blocks, values


def _our_address(text: Text, rep: Rep) -> Iterator[int]:
    """Where the lines start right under our own name: our town is no customer."""
    rows = text.layout.grid.rows
    for index, row in enumerate(rows[:_HEAD]):
        for cell in row.cells:
            if not is_ours(text.text[cell.start : cell.end], rep):
                continue
            for last, below in pairwise(rows[index : _HEAD + 1]):
                under = next((one for one in below.cells if abs(one.left - cell.left) <= 1), None)
                if under is None or below.number != last.number + 1:
                    break
                yield under.start


def _together(text: Text, label: Label) -> Iterator[int]:
    """Where a block's lines start, up to the first blank line."""
    rows = text.layout.grid
    last = 0
    for line in block(text, label):
        number = rows.rows[rows.row_at(line.start)].number
        if last and number > last + 1:
            return
        yield line.start
        last = number


def foot(text: Text, rep: Rep, phrases: Phrases) -> Iterator[Heard]:
    """Names with a legal form in the last rows of a page."""
    for row in text.layout.grid.rows[-_FOOT:]:
        for cell in row.cells:
            found = company(text, cell.start, cell.end, rep, phrases, plain=False)
            if found:
                yield Heard(text, found, Way.FOOT, _AT_FOOT, found.start)
