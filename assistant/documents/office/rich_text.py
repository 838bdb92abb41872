"""Rich text (RTF) to plain text: paragraphs and tables in their order, without their looks."""

import codecs
import re
from dataclasses import dataclass, replace

from assistant.documents.office import rows
from assistant.documents.plain import CHARACTERS, paged
from assistant.documents.reading import Reading

# A control word, a byte, a control sign, a brace, or text (RTF 1.9.1, "Basic Entities").
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<byte>[0-9A-Fa-f]{2})"
    r"|\\(?P<sign>[^A-Za-z'])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_CODE_PAGE = re.compile(r"\\ansicpg(\d{1,5})")
_SIGNS = {"~": " ", "_": "-", "\n": "\n", "\r": "\n", "\\": "\\", "{": "{", "}": "}"}
_WORDS = {
    "tab": "\t", "line": "\n", "page": "\f", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "endash": "–", "emdash": "—", "bullet": "•", "emspace": " ", "enspace": " ",
}  # fmt: skip
_ENDS = {"par", "sect", "cell", "nestcell", "row", "nestrow"}
# Groups that hold no text for a reader: lists of looks, pictures, properties of shapes.
_UNSEEN = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "sp", "fldinst"}
_SEEN = {"shpinst"}  # marked as one to leave out, but it holds the text of a box


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the group's brace closes."""

    unseen: bool = False
    hidden: bool = False
    optional: bool = False  # marked as a kind of group that a reader may leave out
    substitutes: int = 1  # characters after "\\u" that stand in for it


class _Text:
    """The text so far: lines that are done, the cells of an open row, and an open piece."""

    def __init__(self, charset: str) -> None:
        """`charset` is that of the escaped bytes."""
        self.lines: list[str] = []
        self.in_table = False
        self.skip = 0  # substitutes that are still to be left out
        self._charset = charset
        self._cells: list[str] = []
        self._piece: list[str] = []
        self._bytes = b""

    def add(self, text: str) -> None:
        """Adds characters."""
        self._piece += (self._bytes.decode(self._charset, errors="replace"), text)
        self._bytes = b""

    def add_bytes(self, data: bytes) -> None:
        """Adds bytes of the code page; two of them may be one character."""
        left = data[self.skip :]
        self.skip -= len(data) - len(left)
        self._bytes += left

    def end(self, word: str) -> None:
        """Ends a paragraph, a cell or a row."""
        if word == "par" and self.in_table:
            self.add("\n")
            return
        self.add("")
        piece = "".join(self._piece).rstrip(" \t")
        self._piece = []
        if word in ("cell", "nestcell"):
            self._cells.append(piece)
            return
        self.lines += rows.lines(self._cells)
        self._cells = []
        if piece or word == "par":
            self.lines.append(piece)


def read(data: bytes) -> Reading:
    """The document's text by page; a row of a table is a line with tabs between its cells."""
    source = data.decode("latin-1")
    named = _CODE_PAGE.search(source[:1000])
    text = _Text(_codec(named[1] if named else ""))
    groups = [_Group()]
    at, size = 0, 0
    while at < len(source) and size <= CHARACTERS:
        token = _TOKEN.match(source, at)
        at = token.end() if token else at + 1
        if token is None:
            continue
        if token["brace"] == "{":
            groups.append(groups[-1])
        elif token["brace"]:
            groups.pop()
            groups = groups or [_Group()]
        elif token["word"] == "bin":
            at += max(int(token["number"] or 0), 0)
        elif token["word"] or token["sign"] == "*":
            groups[-1] = _obeyed(text, groups[-1], token)
        elif not (groups[-1].unseen or groups[-1].hidden):
            size += len(token[0])
            _show(text, token)
    text.end("row")
    return paged("\n".join(text.lines))


def _obeyed(text: _Text, group: _Group, token: re.Match[str]) -> _Group:
    """The group as it is after a control word; what the word prints goes to `text`."""
    word, number = token["word"], token["number"] or ""
    if word is None:
        return replace(group, optional=True)
    if word in _UNSEEN or (group.optional and word not in _SEEN):
        return replace(group, unseen=True, optional=False)
    if word == "uc":
        return replace(group, optional=False, substitutes=min(max(int(number or 1), 0), 8))
    if word in ("v", "deleted"):
        return replace(group, optional=False, hidden=number != "0")
    if word == "plain":
        group = replace(group, hidden=False)
    if not group.unseen:
        _print(text, group, word, number)
    return replace(group, optional=False)


def _print(text: _Text, group: _Group, word: str, number: str) -> None:
    if word in ("pard", "intbl"):
        text.in_table = word == "intbl"
    elif word in _ENDS:
        text.end(word)
    elif group.hidden:
        return
    elif word in _WORDS:
        text.add(_WORDS[word])
    elif word == "u" and number:
        # Numbers above 32767 are written as negative ones.
        text.add(chr(int(number) % 0x10000))
        text.skip = group.substitutes


def _show(text: _Text, token: re.Match[str]) -> None:
    if token["byte"]:
        text.add_bytes(bytes.fromhex(token["byte"]))
    elif token["text"]:
        text.add_bytes(token["text"].encode("latin-1"))
    else:
        text.add(_SIGNS.get(token["sign"], ""))


def _codec(code_page: str) -> str:
    try:
        return codecs.lookup(f"cp{code_page}").name
    except LookupError:
        return "cp1252"
