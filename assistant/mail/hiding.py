"""Which CSS keeps text from a reader's eyes."""

import re
from collections.abc import Iterator
from functools import lru_cache

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
LINK: Colour = (0, 0, 238)

STYLE = 4_000  # characters of one element's declarations that are read
SHEET = 300_000  # characters of a mail's style sheets that are read
RULES = 300

_NAMED: dict[str, Colour] = {
    "white": WHITE,
    "black": BLACK,
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240),
    "whitesmoke": (245, 245, 245),
    "azure": (240, 255, 255),
    "mintcream": (245, 255, 250),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "navy": (0, 0, 128),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "yellow": (255, 255, 0),
}
_RELEVANT = re.compile(
    r"display|visibility|font|opacity|color|background|height|width|indent|position|clip|"
    r"transform|mso-hide|margin",
    re.IGNORECASE,
)
_ZERO = re.compile(r"[+-]?0*\.?0*(?:px|pt|em|rem|ex|%|vw|vh|cm|mm|in)?")
_TINY = re.compile(r"(?:0*1|0*\.\d+|0+\.\d+)(?:px|pt)")
_RELATIVE = re.compile(r"[\d.]+(?:em|%|ex)|smaller|larger|inherit")
_FAR = re.compile(r"-(?:\d{3,}(?:\.\d+)?(?:px|pt)?|\d{2,}(?:\.\d+)?(?:em|rem|ex|%|vw|vh))")
_GONE = re.compile(r"rect\(0|inset\((?:50|100)%|circle\(0|scale[xy3d]*\(0(?:\.0*)?[,)]")
_HEX = re.compile(r"#([0-9a-f]{3,8})(?![0-9a-f])")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)")
_BRACE = re.compile(r"([{}])")
# A rule inside one of these holds on every screen; any other condition may not hold.
_ALWAYS = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*")


@lru_cache(maxsize=512)
def declarations(style: str) -> dict[str, str]:
    """Property to value, both in lower case; a later one wins, an important one for good."""
    found: dict[str, str] = {}
    important: set[str] = set()
    for declaration in style[:STYLE].lower().split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip()
        value, bang, _ = value.partition("!")
        if colon and (bang or name not in important):
            found[name] = value.strip()
            important |= {name} if bang else set()
    return found


def removes(style: dict[str, str]) -> bool:
    """Whether these declarations hide an element together with all that is inside it."""
    cut = style.get("overflow", "") in ("hidden", "clip") or "hidden" in style.get("overflow-y", "")
    return (
        style.get("display") == "none"
        or _zero(style, "opacity")
        or style.get("mso-hide") == "all"
        or _zero(style, "max-height")
        or _zero(style, "max-width")
        or (cut and (_zero(style, "height") or _zero(style, "width")))
        or _away(style)
        or any(_GONE.search(style.get(name, "")) for name in ("clip", "clip-path", "transform"))
    )


def _away(style: dict[str, str]) -> bool:
    """Moved off the screen."""
    moved = ["text-indent", "margin-left", "margin-top"]
    if style.get("position") in ("absolute", "fixed", "relative"):
        moved += ["left", "top", "right", "bottom"]
    return any(_FAR.fullmatch(style.get(name, "")) for name in moved)


def invisible(style: dict[str, str], *, inherited: bool) -> bool:
    """Whether text here is kept blank by `visibility`, which children may undo."""
    value = style.get("visibility", "")
    return inherited if value in ("", "inherit") else value in ("hidden", "collapse")


def shrunk(style: dict[str, str], *, inherited: bool) -> bool:
    """Whether text here has no size; a child undoes it with a size of its own."""
    value = style.get("font-size", "")
    if not value and (font := style.get("font")):
        value = next((part for part in re.split(r"[\s/]", font) if part[:1].isdigit()), "")
    if not value or (inherited and _RELATIVE.fullmatch(value)):
        return inherited
    return bool(_ZERO.fullmatch(value) or _TINY.fullmatch(value))


def _zero(style: dict[str, str], name: str) -> bool:
    value = style.get(name, "")
    return bool(value and _ZERO.fullmatch(value))


def colour(value: str) -> Colour | None:
    """Red, green, blue; None for what is no plain opaque colour or not known."""
    value = value.strip().lower()
    if match := _HEX.search(value):
        digits = match[1]
        if len(digits) in (3, 4):
            digits = "".join(digit * 2 for digit in digits)
        if len(digits) in (6, 8):
            return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if match := _RGB.search(value):
        return min(int(match[1]), 255), min(int(match[2]), 255), min(int(match[3]), 255)
    return next((_NAMED[word] for word in value.split() if word in _NAMED), None)


def transparent(value: str) -> bool:
    """Whether a colour lets everything through."""
    match = _RGB.search(value)
    clear = match is not None and match[4] is not None and not match[4].strip("0.%")
    return value == "transparent" or clear


def same(front: Colour, back: Colour) -> bool:
    """Whether nobody can tell the two colours apart."""
    return max(abs(one - other) for one, other in zip(front, back, strict=True)) <= 12


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """(selector, declarations) of the rules that hold on every screen and may hide text."""
    sheet = sheet[:SHEET].replace("<!--", " ").replace("-->", " ")
    first, *rest = sheet.split("/*")
    plain = first + " ".join(comment.partition("*/")[2] for comment in rest)
    around: list[str] = []
    found = 0
    pieces = _BRACE.split(plain)
    for before, brace in zip(pieces[::2], pieces[1::2], strict=False):
        if brace == "{":
            around.append(before.rpartition(";")[2].strip().lower())
            continue
        if not around:
            continue
        selector = around.pop()
        usable = selector and selector[0] != "@"
        if usable and _RELEVANT.search(before) and all(map(_ALWAYS.fullmatch, around)):
            found += 1
            if found > RULES:
                return
            yield selector, before
