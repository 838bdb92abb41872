"""XML bytes to a tree and its source text, without entities, files or network."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from assistant.documents.plain import CHARACTERS, clean
from assistant.errors import BadDocument

Node = Any  # an element; the library ships no types

BYTES = 20 * 1024 * 1024
TAGS = 1_000_000
QUOTE = 200
MOST = 5_000

# A four-byte mark begins like a two-byte one, so it is looked for first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?\sencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
# Python knows codecs that cost quadratic time or are no character set at all.
_CHARSETS = re.compile(
    r"(?:us-)?ascii|iso[-_]?8859[-_]\d+|latin-?\d|windows-?\d+|cp-?\d+|macintosh|koi8[-_][ru]"
    r"|shift[-_]?jis|euc[-_](?:jp|kr)|big5|gb(?:k|2312|18030)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?![/!?])(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>",
    re.DOTALL,
)
_PROLOG = re.compile(r"<\?xml\s[^>]*\?>|<!DOCTYPE[^<>\[]*>")
# What the library says when a document is followed by another one.
_FOLLOWED = (etree.ErrorTypes.ERR_DOCUMENT_END, etree.ErrorTypes.ERR_RESERVED_XML_NAME)
# The names in a step of a path: the element's and, in brackets, the child's it is told by.
_STEP = re.compile(r"(?:^|(?<=\[))[A-Za-z_][\w.-]*")
# A file carried inside the message: it would hide the message from whoever reads the page.
_CARRIED = re.compile(r">[A-Za-z0-9+/=\s]{4000,}+<")


class Markup:
    """A parsed XML source: `root` is its tree, `page` its text without the files it carries."""

    def __init__(self, root: Node, text: str) -> None:
        """`text` is what `root` was parsed from."""
        self.root = root
        self._text = _CARRIED.sub("><", text)
        self.page = self._text[:CHARACTERS]
        self._places: dict[Node, tuple[int, int]] = {}

    def quote(self, node: Node, attribute: str = "") -> str:
        """Where `node` or one of its attributes stands: characters of `page`, at most 200.

        An element with a text comes with its tags, an attribute with its name. Empty if the
        place lies beyond the end of the page.
        """
        start, end = self._place(node)
        if attribute:
            pattern = rf"(?<![\w:.-]){re.escape(attribute)}\s*=\s*(?:\"[^\"]*\"|'[^']*')"
            found = re.search(pattern, self._text[start:end])
            start, end = (start + found.start(), start + found.end()) if found else (start, end)
        elif len(node):
            end = start + QUOTE
        elif text(node):
            end = self._text.find(">", self._text.find("</", end)) + 1
        return self.page[start : min(end, start + QUOTE)].strip()

    def visible(self) -> str:
        """The text content, a line for each piece, as much as a page may hold."""
        pieces = (" ".join(piece.split()) for piece in self.root.itertext())
        return "\n".join(piece for piece in pieces if piece)[:CHARACTERS]

    def _place(self, node: Node) -> tuple[int, int]:
        # The tree keeps no columns, and many senders write one line: so the start tags of the
        # text are counted along with the elements of the tree.
        if not self._places:
            tags = (tag for tag in _TAG.finditer(self._text) if tag[0][1] not in "!?")
            places = ((tag.start(), tag.end()) for tag in tags)
            self._places = dict(zip(self.root.iter("*"), places, strict=True))
        return self._places[node]


def parse(data: bytes) -> Markup | None:
    """The XML in `data`, or None for what is no XML, or XHTML, whose reader is another.

    Raises `BadDocument` with a plain phrase for XML that must not or cannot be read.
    """
    if len(data) > BYTES:
        raise BadDocument("the XML is too large to be read")
    text = clean(_decode(data)).lstrip("\ufeff \t\n")
    if not text.startswith("<"):
        return None
    # Orders need no entities; those who declare them mean to read files or to fill memory.
    if "<!ENTITY" in text and "<!DOCTYPE" in text:
        raise BadDocument("the XML declares entities, which no order needs, and was not read")
    if text.count("<") > 2 * TAGS:
        raise BadDocument("the XML is too large to be read")
    try:
        root, text = _tree(text)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise BadDocument("the XML is nested too deeply or holds too long a text") from error
        if text.startswith("<?xml"):
            raise BadDocument("the XML is damaged") from error
        return None
    return None if local(root).lower() == "html" else Markup(root, text)


def _tree(text: str) -> tuple[Node, str]:
    """The root and the text it was parsed from; of several documents in a row, one root."""
    try:
        return etree.fromstring(text.encode(), _parser()), text
    except etree.XMLSyntaxError as error:
        if error.code not in _FOLLOWED:
            raise
    together = f"<documents>{_PROLOG.sub('', text)}</documents>"
    return etree.fromstring(together.encode(), _parser()), together


def _parser() -> Any:
    """Depth is limited to 256 and a text to 10 MB by the library, as long as it is not huge."""
    return etree.XMLParser(
        encoding="utf-8",  # the text was decoded by us; what it declares no longer counts
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _decode(data: bytes) -> str:
    """Text by its mark, else UTF-8, else as declared, else Windows Latin.

    UTF-8 is tried before the declaration is believed: text of another set is next to never
    valid UTF-8, and many a sender declares what the file is not.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data.decode(charset, errors="replace")
    declared = _DECLARED.search(data[:1024])
    name = declared[1].decode("ascii", "replace") if declared else ""
    for charset in ("utf-8", name if _CHARSETS.fullmatch(name) else ""):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("cp1252", errors="replace")


def local(node: Node) -> str:
    """The element's name without its namespace; "" for an entity left as it stands."""
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


def namespace(node: Node) -> str:
    """The element's namespace, "" for none."""
    return (etree.QName(node).namespace or "") if isinstance(node.tag, str) else ""


def every(node: Node | None, *paths: str) -> Iterator[Node]:
    """All elements at `paths` below `node`, path by path, whatever their namespaces.

    At most 5,000 of each path: what goes on longer is made to cost time.
    """
    if node is None:
        return
    for path in paths:
        yield from islice(node.iterfind(_any_namespace(path)), MOST)


def find(node: Node | None, *paths: str) -> Node | None:
    """The first element with any text at the first of `paths` that leads to one."""
    return next((one for one in every(node, *paths) if text(one)), None)


def text(node: Node | None, attribute: str = "") -> str:
    """All text within the element, or an attribute, blanks folded; "" for None."""
    if node is None:
        return ""
    written = node.get(attribute, "") if attribute else "".join(node.itertext())
    return " ".join(written.split())


def value(node: Node | None, *paths: str) -> str:
    """The text of what `find` finds, "" for nothing."""
    return text(find(node, *paths))


@lru_cache(maxsize=512)
def _any_namespace(path: str) -> str:
    return "/".join(_STEP.sub(r"{*}\g<0>", step) for step in path.split("/"))
