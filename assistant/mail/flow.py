"""Words and breaks to lines of text, the way a page of HTML flows."""

import re

_SPACE = re.compile(r"[\s\xa0]+")
QUOTES = 3  # deeper history is marked like the third level
CHARACTERS = 1_000_000


class Flow:
    """Collects words; breaks are held back until words follow, so none is doubled."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._size = 0
        self._breaks = 2  # 1 a new line, 2 with a blank line in front
        self._tabs = 0
        self._row_opens = False
        self._gap = False

    def words(self, text: str, *, quotes: int, pre: bool) -> None:
        """Add text of a line at a quote depth; `pre` keeps its line ends and blanks."""
        if self._size > CHARACTERS:
            return
        if pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self._add(first, quotes)
            for line in rest:
                self.line_end()
                self._add(line, quotes)
            return
        flat = _SPACE.sub(" ", text)
        if flat == " ":
            self._gap = True
            if "\xa0" in text and self._breaks:  # the usual way to write an empty line
                self._breaks = 2
            return
        if flat:
            self._gap = self._gap or flat[0] == " "
            self._add(flat.strip(), quotes)
            self._gap = flat[-1] == " "

    def line_end(self) -> None:
        """A forced line end; two in a row make a blank line."""
        if not self._tabs:
            self._breaks = min(2, self._breaks + 1)

    def block(self, *, blank: bool) -> None:
        """The edge of a block, with or without a margin; edges that meet are one."""
        if not (self._tabs or self._row_opens):
            self._breaks = max(self._breaks, 2 if blank else 1)

    def row(self) -> None:
        """The beginning of a table row."""
        self._breaks = max(self._breaks, 1)
        self._tabs = 0
        self._row_opens = True

    def row_end(self) -> None:
        """The end of a table row: margins inside its last cell leave no blank line."""
        if not self._row_opens:
            self._breaks = 1
        self._tabs = 0

    def cell(self) -> None:
        """The beginning of a table cell: the blocks inside the cell before it end no row."""
        if not self._row_opens:
            self._breaks = 0
            self._tabs += 1

    def text(self) -> str:
        """All lines so far."""
        self._end()
        return "\n".join(self._lines).strip("\n")

    def _add(self, text: str, quotes: int) -> None:
        if not text:
            return
        if self._breaks or (self._line and quotes != self._quotes):
            self._end()
        elif self._tabs:
            self._line.append("\t" * self._tabs)
        elif self._gap and self._line:
            self._line.append(" ")
        self._line.append(text)
        self._size += len(text)
        self._quotes = quotes
        self._breaks = self._tabs = 0
        self._gap = self._row_opens = False

    def _end(self) -> None:
        if self._line:
            mark = "> " * min(self._quotes, QUOTES)
            self._lines.append(mark + "".join(self._line).rstrip())
            self._line = []
        if self._breaks == 2 and self._lines and self._lines[-1]:
            self._lines.append("")
