"""The shape of a letter: one markup, and the plain text and HTML that are made from it.

A blank line ends a paragraph. A line that ends in a backslash breaks in place. Lines that
start with | are rows of a table, the first one its head. The first paragraph is the subject.
Whatever blanks and line ends a template leaves, the letter has single ones.
"""

import re
from dataclasses import dataclass
from html import escape

_CELL = "padding:4px 12px 4px 0;vertical-align:top;text-align:left"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more lines of running text."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row is the head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and the blocks below it."""

    subject: str
    blocks: tuple[Paragraph | Table, ...]

    @property
    def text(self) -> str:
        """The plain text part: paragraphs with a blank line between them."""
        return "\n\n".join(_plain(block) for block in self.blocks) + "\n"

    @property
    def html(self) -> str:
        """The HTML part: the same words in p, br and table, with nothing to load."""
        return "\n".join(_markup(block) for block in self.blocks) + "\n"

    @property
    def prose(self) -> str:
        """The running text without its tables: what the word count is about."""
        return "\n\n".join(_plain(one) for one in self.blocks if isinstance(one, Paragraph))


def parse(markup: str) -> Letter:
    """A letter from rendered markup. Its first paragraph must read `Subject: ...`."""
    parts = [part for part in re.split(r"\n[ \t]*\n", markup) if part.strip()]
    head, blocks = (parts[0] if parts else ""), parts[1:]
    subject = " ".join(head.split()).removeprefix("Subject:").strip()
    return Letter(subject=subject, blocks=tuple(_block(part) for part in blocks))


def _block(part: str) -> Paragraph | Table:
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    if lines and all(line.startswith("|") for line in lines):
        return Table(tuple(_cells(line) for line in lines))
    broken = " ".join(lines).replace("\\ ", "\n").split("\n")
    return Paragraph(tuple(" ".join(line.split()) for line in broken if line.strip()))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in line.strip("|").split("|"))


def _plain(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        return "\n".join(block.lines)
    return "\n".join(" | ".join(row) for row in block.rows)


def _markup(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        return "<p>" + "<br>\n".join(escape(line) for line in block.lines) + "</p>"
    head, *rows = block.rows
    lines = [_row("th", head), *(_row("td", row) for row in rows)]
    return '<table style="border-collapse:collapse">\n' + "\n".join(lines) + "\n</table>"


def _row(tag: str, cells: tuple[str, ...]) -> str:
    inside = "".join(f'<{tag} style="{_CELL}">{escape(cell)}</{tag}>' for cell in cells)
    return f"<tr>{inside}</tr>"
