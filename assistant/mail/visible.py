"""HTML to the text a person sees, history marked with ">"; runs in the capped child only."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from assistant.mail import hiding
from assistant.mail.characters import clean, smuggles
from assistant.mail.flow import Flow

HTML = 4_000_000  # characters of one HTML part that are read
MATCHES = 100_000  # elements that style sheet rules may touch in all
HIDDEN_LETTERS = 4  # fewer hidden letters or digits are spacing or a counter, not a text

# fmt: off
# Never text, in no mail program; their content is not "hidden", it is not content.
_NO_TEXT = frozenset({
    "script", "style", "head", "title", "template", "iframe", "object", "embed", "audio", "video",
    "canvas", "noframes", "meta", "link", "map", "datalist"
})
_BLOCKS = frozenset({
    "address", "article", "aside", "center", "dd", "details", "dialog", "div", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "option",
    "section", "summary", "tbody", "thead", "tfoot", "caption", "body", "html"
})
_PARAGRAPHS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "table", "blockquote"
})
# fmt: on
_NO_MARGIN = re.compile(r"\bmso\w+|margin(?:-bottom)?:\s*0", re.IGNORECASE)
_DIVIDER_STYLE = re.compile(r"border-top:\s*(?:solid|[\d.]+p[tx] solid|#?\w+ [\d.]+p[tx] solid)")
_LABEL = re.compile(r"[^\W\d_][\w .]{0,20}\s?[:：]")


class _State(NamedTuple):
    """What an element hands down to what is inside it."""

    gone: bool = False
    invisible: bool = False
    shrunk: bool = False
    front: hiding.Colour | None = hiding.BLACK
    back: hiding.Colour | None = hiding.WHITE
    quotes: int = 0
    pre: bool = False

    @property
    def seen(self) -> bool:
        if self.gone or self.invisible or self.shrunk:
            return False
        return not (self.front and self.back and hiding.same(self.front, self.back))


def text(html: str) -> tuple[str, bool]:
    """(the text a person sees, whether text of some length was hidden from them).

    Lines of quoted history begin with "> ". Cells of a table row are parted by tabs.
    """
    tree = LexborHTMLParser(html[:HTML])
    reading = _Reading(_sheet_styles(tree))
    for node, state, entering in _walk(tree, reading):
        if entering:
            reading.enter(node, state)
        else:
            reading.leave(node)
    shown = reading.flow.text()
    smuggled = smuggles("".join(reading.foreign))
    return clean(shown), reading.hidden_letters >= HIDDEN_LETTERS or smuggled


def _walk(tree: LexborHTMLParser, reading: "_Reading") -> Iterator[tuple[LexborNode, _State, bool]]:
    """Every node entered and left in order, without recursion: depth is the sender's choice."""
    above = [_State()]
    node = tree.root
    while node is not None:
        state = reading.state(node, above[-1])
        yield node, state, True
        if node.child is not None and node.tag not in _NO_TEXT:
            above.append(state)
            node = node.child
            continue
        yield node, state, False
        while node.next is None:
            node = node.parent
            if node is None or len(above) == 1:
                return
            above.pop()
            yield node, state, False
        node = node.next


def _sheet_styles(tree: LexborHTMLParser) -> dict[int, str]:
    """Declarations from the mail's own style sheets, by the element they hold for."""
    styles: dict[int, str] = {}
    sheet = "\n".join(node.text() for node in tree.css("style"))
    left = MATCHES
    for selector, declared in hiding.rules(sheet):
        try:
            nodes = tree.css(selector)
        except SelectolaxError:
            continue
        left -= len(nodes)
        if left < 0:
            break
        for node in nodes:
            styles[node.mem_id] = f"{styles.get(node.mem_id, '')};{declared}"[-hiding.STYLE :]
    return styles


class _Reading:
    """One pass over a tree: what was seen goes to `flow`, what was hidden is counted."""

    def __init__(self, styles: dict[int, str]) -> None:
        self._styles = styles
        self._floor = 0
        self.flow = Flow()
        self.hidden_letters = 0
        self.foreign: list[str] = []

    def state(self, node: LexborNode, above: _State) -> _State:
        """What holds inside `node`."""
        if not node.is_element_node:
            return above
        given = node.attributes
        if not given and node.mem_id not in self._styles and node.tag != "blockquote":
            return above._replace(pre=True) if node.tag in ("pre", "textarea") else above
        styled = f"{self._styles.get(node.mem_id, '')};{given.get('style') or ''}"
        style = hiding.declarations(styled[-hiding.STYLE :])
        front, clear = _front(node, given, style, above)
        return _State(
            gone=above.gone
            or clear
            or "hidden" in given
            or (given.get("aria-hidden") or "").lower() == "true"
            or hiding.removes(style),
            invisible=hiding.invisible(style, inherited=above.invisible),
            shrunk=hiding.shrunk(style, inherited=above.shrunk),
            front=front,
            back=_back(given, style, above),
            quotes=above.quotes + self._quotes(node, given, styled, above),
            pre=above.pre
            or node.tag in ("pre", "textarea")
            or style.get("white-space", "").startswith(("pre", "break-spaces")),
        )

    def _quotes(
        self, node: LexborNode, given: dict[str, str | None], styled: str, above: _State
    ) -> int:
        """1 if history begins at `node`; after Outlook's divider all the rest is history."""
        name = given.get("class") or ""
        if node.tag == "blockquote" or "yahoo_quoted" in name or given.get("name") == "quote":
            return 1
        if "gmail_attr" in name or "moz-cite-prefix" in name:
            return int(_before_quote(node))
        outlook = (given.get("id") or "").endswith("divRplyFwdMsg") or (
            _DIVIDER_STYLE.search(styled) and len(_LABEL.findall(node.text()[:800])) >= 3
        )
        if outlook and not above.quotes and not above.gone:
            self._floor = 1
        return 0

    def enter(self, node: LexborNode, state: _State) -> None:
        """Open `node`: its own text, or the break in front of it."""
        tag = node.tag
        if node.is_text_node:
            content = node.text_content or ""
            if state.seen:
                if not content.isascii():
                    self.foreign.append(content)
                    content = clean(content)
                self.flow.words(content, quotes=max(state.quotes, self._floor), pre=state.pre)
            else:
                self.hidden_letters += sum(map(str.isalnum, clean(content)))
        elif tag == "br":
            self.flow.line_end()
        elif tag == "tr":
            self.flow.row()
        elif tag in ("td", "th"):
            self.flow.cell()
        else:
            self._break(node, tag)
            if tag == "li" and state.seen:
                self.flow.words("- ", quotes=max(state.quotes, self._floor), pre=True)

    def leave(self, node: LexborNode) -> None:
        """Close `node`: the break behind it."""
        if node.tag == "tr":
            self.flow.row_end()
        elif node.is_element_node:
            self._break(node, node.tag)

    def _break(self, node: LexborNode, tag: str | None) -> None:
        if tag in _PARAGRAPHS:
            given = node.attributes
            tight = tag == "p" and _NO_MARGIN.search(
                f"{given.get('class') or ''} {given.get('style') or ''}"
            )
            self.flow.block(blank=not tight)
        elif tag in _BLOCKS:
            self.flow.block(blank=False)


def _front(
    node: LexborNode, given: dict[str, str | None], style: dict[str, str], above: _State
) -> tuple[hiding.Colour | None, bool]:
    """(text colour, whether it is fully transparent); a link is blue unless told otherwise."""
    declared = style.get("-webkit-text-fill-color") or style.get("color") or ""
    if not declared and node.tag in ("font", "body"):
        declared = given.get("color" if node.tag == "font" else "text") or ""
    if declared in ("", "inherit"):
        return (hiding.LINK if node.tag == "a" and "href" in given else above.front), False
    return hiding.colour(declared), hiding.transparent(declared)


def _back(
    given: dict[str, str | None], style: dict[str, str], above: _State
) -> hiding.Colour | None:
    """The colour behind the text, None when a picture or something unknown is there."""
    declared = style.get("background-color") or style.get("background") or given.get("bgcolor")
    if given.get("background") or "url(" in style.get("background-image", declared or ""):
        return None
    if not declared or declared in ("none", "inherit", "initial") or hiding.transparent(declared):
        return above.back
    return hiding.colour(declared)


def _before_quote(node: LexborNode) -> bool:
    """Whether a quoted block follows: then `node` is the line that introduces it."""
    follower = node.next
    while follower is not None and (follower.tag == "br" or follower.is_empty_text_node):
        follower = follower.next
    return follower is not None and follower.tag == "blockquote"
