"""Word documents (DOCX) to text: paragraphs and tables in their order, a tab between cells."""

import re
from collections.abc import Iterator

from assistant.documents.office import rows
from assistant.documents.package import Package
from assistant.documents.plain import paged
from assistant.documents.reading import Reading
from assistant.documents.xml import markup
from assistant.documents.xml.markup import Node
from assistant.errors import BadDocument

MB = 1024 * 1024
_PART = 20 * MB
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_PARTS = 20  # headers or footers that are looked at
# Word notes where a page ended last, and so once more behind a break that the author made.
_EMPTY_PAGE = re.compile(r"\f\s*\f")
# Of one piece of content in two forms the first is the newer; the second repeats it. Deleted
# and moved text, notes on form fields and the codes of fields are nothing a reader sees.
_UNSEEN = {"Fallback", "del", "moveFrom", "sdtPr", "instrText", "delText", "pPr", "tblPr", "trPr"}
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}


def read(data: bytes) -> Reading:
    """The text by page, headers before it and footers after it.

    A page ends where the author broke it, or where Word last did. Raises `BadDocument` for
    what cannot be read.
    """
    package = Package(data)
    types = _types(package)
    body = _of(package, types, "document.main+xml", "template.main+xml")
    if not body:
        raise BadDocument("the Word document is damaged")
    head, foot = (_of(package, types, f"{kind}+xml") for kind in ("header", "footer"))
    text = "\n".join(part for part in (_once(head), "\n".join(body), _once(foot)) if part)
    if not text.strip():
        return Reading(problem="the Word document holds no text, perhaps only a picture")
    return paged(_EMPTY_PAGE.sub("\f", text))


def _types(package: Package) -> list[tuple[str, str]]:
    """(content type, part) of what has a type of its own (ECMA-376 part 2, section 7.2.3)."""
    overrides = _tree(package, "[Content_Types].xml").iter("{*}Override")
    return [
        (one.get("ContentType", "").removeprefix(_KIND), one.get("PartName", "").lstrip("/"))
        for one in overrides
    ]


def _of(package: Package, types: list[tuple[str, str]], *kinds: str) -> list[str]:
    """The lines of all parts of these kinds."""
    parts = [name for kind, name in types if kind in kinds and name in package.names]
    return [line for name in parts[:_PARTS] for line in _lines(_tree(package, name))]


def _once(lines: list[str]) -> str:
    """The lines of headers or footers, each once: a first page often has its own."""
    return "\n".join(dict.fromkeys(lines)).replace("\f", "").strip("\n")


def _tree(package: Package, name: str) -> Node:
    source = markup.parse(package.part(name, _PART))
    if source is None:
        raise BadDocument("the Word document is damaged")
    return source.root


def _lines(node: Node) -> Iterator[str]:
    """The lines of a part, a cell or a text box: those of its paragraphs and tables."""
    for child in node:
        name = _name(child)
        if name == "p":
            yield from _paragraph(child)
        elif name == "tbl":
            for row in _below(child, "tr"):
                yield from rows.lines(list(_cells(row)))
        elif name not in _UNSEEN:
            yield from _lines(child)


def _paragraph(node: Node) -> Iterator[str]:
    """The paragraph's own text, then that of the text boxes anchored in it."""
    yield "".join(_text(node)).rstrip(" \t")
    for box in _boxes(node):
        yield from _lines(box)


def _boxes(node: Node) -> Iterator[Node]:
    for child in node:
        name = _name(child)
        if name == "txbxContent":
            yield child
        elif name not in _UNSEEN:
            yield from _boxes(child)


def _text(node: Node) -> Iterator[str]:
    for child in node:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "br":
            yield "\f" if "page" in child.values() else "\n"
        elif name == "lastRenderedPageBreak":
            yield "\f"
        elif name not in _UNSEEN and name != "txbxContent" and not _is_hidden(name, child):
            yield from _text(child)


def _cells(row: Node) -> Iterator[str]:
    """A text for each column: a cell that spans several is followed by empty ones."""
    for cell in _below(row, "tc"):
        yield "\n".join(_lines(cell)).replace("\f", "")
        span = cell.find("{*}tcPr/{*}gridSpan")
        width = "".join(span.values()) if span is not None else ""
        yield from [""] * (min(int(width), 60) - 1 if width.isdecimal() else 0)


def _below(node: Node, name: str) -> Iterator[Node]:
    """The rows of a table or the cells of a row, also those wrapped as content controls."""
    for child in node:
        found = _name(child)
        if found == name:
            yield child
        elif found not in _UNSEEN and found != "tc":
            yield from _below(child, name)


def _name(node: Node) -> str:
    """The element's name; half the time of a long document goes into asking for it."""
    return str(node.tag).rpartition("}")[2]


def _is_hidden(name: str, node: Node) -> bool:
    """Whether it is a run that carries the mark "hidden" (ECMA-376 part 1, 17.3.2.41)."""
    mark = node.find("{*}rPr/{*}vanish") if name == "r" else None
    return mark is not None and not {"0", "false", "off"} & set(mark.values())
