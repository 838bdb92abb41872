"""A page or a mail text that facts are read from, and how a fact gets its quote."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.content.phrases import Phrases
from assistant.content.wording import fold
from assistant.domain.facts import SENSITIVITY, Fact, FactName, Sensitivity, Source, Status
from assistant.pipeline.grid import Grid, grid
from assistant.pipeline.labels import Folding, Label, labels, names_of
from assistant.pipeline.spots import Layout, Place, Spot, layout

_LONGEST_QUOTE = 200
_LONGEST_HEAD = 24  # characters of one line of a head that is printed in two
_MOST_HEADS = 1_000  # rows among which such heads are looked for
_MOST_CELLS = 30


@dataclass(frozen=True, slots=True)
class Text:
    """One page of a document (counted from 1), or a mail's subject or body (page 0)."""

    origin: str
    document: str
    page: int
    text: str
    layout: Layout

    def fact(
        self,
        name: FactName,
        value: str,
        place: tuple[int, int],
        *,
        quoted_from: int | None = None,
        status: Status = Status.CUSTOMER_STATED,
    ) -> Fact:
        """A fact read at `place`; its quote is the text as it stands from the label on.

        A label further away than 200 characters is left out of the quote.
        """
        start, end = place
        printed = " ".join(self.text[start:end].split())
        source = self.source(place, quoted_from)
        sensitivity = SENSITIVITY.get(name, Sensitivity.PUBLIC)
        return Fact(name, value, printed, source, status, sensitivity)

    def source(self, place: tuple[int, int], quoted_from: int | None = None) -> Source:
        """`place` as a source, quoted from a label before it if that is near."""
        start, end = place
        far = quoted_from is None or end - quoted_from > _LONGEST_QUOTE
        begin = start if far or quoted_from is None else min(quoted_from, start)
        return Source(self.origin, self.document, self.page, self.text[begin:end].strip())

    def named(self, *names: str) -> tuple[Label, ...]:
        """The labels that may name one of these, in reading order."""
        by_name = self.layout.by_name
        if len(names) == 1:
            return by_name.get(names[0], ())
        found = {one for name in names for one in by_name.get(name, ())}
        return tuple(sorted(found, key=lambda one: one.start))

    def spots(self, label: Label) -> tuple[Spot, ...]:
        """Where the label's value may stand, the most likely place first."""
        return tuple(self.layout.spots(label))

    def place(self, label: Label) -> Place | None:
        """Where the label lies on the page's grid."""
        return self.layout.places.get(label)

    def is_head(self, label: Label) -> bool:
        """True for a label that opens its cell and that a colon or the cell's end closes."""
        at = self.place(label)
        return at is not None and at.opens and (label.colon or at.fills)

    def line(self, place: int) -> tuple[int, int]:
        """Start and end of the line that holds `place`."""
        end = self.text.find("\n", place)
        return self.text.rfind("\n", 0, place) + 1, len(self.text) if end < 0 else end


def text(
    origin: str,
    document: str,
    page: int,
    content: str,
    phrases: Phrases,
    folding: Folding = fold,
) -> Text:
    """`content` with its labels found and laid on its grid.

    `folding` makes words comparable: `labels.blur` for what was read off a picture.
    """
    rows = grid(content)
    folded = tuple(_folded_heads(content, rows, phrases))
    taken = {one.start for one in folded}
    plain = (one for one in labels(content, phrases, folding) if one.start not in taken)
    found = tuple(sorted((*plain, *folded), key=lambda one: one.start))
    return Text(origin, document, page, content, layout(content, rows, found))


def _folded_heads(page: str, rows: Grid, phrases: Phrases) -> Iterator[Label]:
    """Labels printed over two lines of a table's head: "Delivery" above "date"."""
    for upper, lower in pairwise(rows.rows[:_MOST_HEADS]):
        if lower.number != upper.number + 1 or not 1 < len(upper.cells) <= _MOST_CELLS:
            continue
        # A row that holds a figure is no table's head: "Tax  4.00" above "Total  144.00".
        if any(letter.isdigit() for letter in page[upper.start : lower.end]):
            continue
        for cell in lower.cells[:_MOST_CELLS]:
            over = [one for one in upper.cells if one.over(cell)]
            if len(over) != 1 or cell.end - cell.start > _LONGEST_HEAD:
                continue
            if over[0].end - over[0].start > _LONGEST_HEAD:
                continue
            words = f"{page[over[0].start : over[0].end]} {page[cell.start : cell.end]}"
            if names := names_of(words, phrases):
                yield Label(cell.start, cell.end, fold(words), names, colon=False, stop=cell.end)
