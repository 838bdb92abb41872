"""Bytes to characters a person sees: charsets, control characters, invisible characters."""

import codecs
import re

# Encoders name the smaller set and send the larger one; mail programs read the larger one.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
_ALIASES = {
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "unicode-1-1-utf-7": "utf-7",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "utf8mb4": "utf-8",
    "cp-850": "cp850",
    "x-user-defined": "cp1252",
}
# Python codecs that are no mail charset; punycode and idna are also quadratic.
_REFUSED = {"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Takes no room on the screen: soft hyphen, joiners, bidi marks, fillers, variation selectors,
# interlinear marks, and the whole tag block.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# England, Scotland and Wales are honest uses of tag characters: a flag, up to six tags, an end.
_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{3,6}\U000e007f")
_SMUGGLED = re.compile("[\U000e0000-\U000e0fff]")
_OVERRIDE = re.compile("[\u202d\u202e]")


def codec(charset: str) -> str | None:
    """The Python codec for a declared charset, None when there is no such text charset."""
    wanted = charset.strip().strip("\"'").lower()[:40]
    try:
        name = codecs.lookup(_ALIASES.get(wanted, wanted)).name
        b"a".decode(name, "replace")  # refuses codecs that are not for text, such as "hex"
    except (LookupError, ValueError):
        return None
    return None if name in _REFUSED else _WIDER.get(name, name)


def decode(data: bytes, charset: str = "") -> str:
    """Never fails: the declared charset, then UTF-8, then Latin with replacement characters."""
    declared = codec(charset) if charset else None
    # Bytes that are valid UTF-8 by chance are rarer than Latin declared for UTF-8 text.
    single_byte = declared is None or declared.startswith(("cp125", "iso8859", "latin"))
    ladder = ["utf-8", declared] if single_byte else [declared, "utf-8"]
    if data.isascii() and single_byte:
        return data.decode("ascii")
    for name in ladder:
        if name is not None:
            try:
                return data.decode(name)
            except UnicodeError:
                continue
    return data.decode(declared or "cp1252", errors="replace")


def clean(text: str) -> str:
    """`text` with line feeds only, and without control, surrogate and invisible characters."""
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROL.sub("", _BREAKS.sub("\n", text))
    return _INVISIBLE.sub("", _LONE_SURROGATE.sub("\ufffd", text))


def line(text: str) -> str:
    """`clean` text on one line, runs of white space as one blank."""
    return " ".join(clean(text).split())


def smuggles(text: str) -> bool:
    """Whether characters nobody sees carry text (tags), or the text is shown reversed."""
    if text.isascii():
        return False
    return len(_SMUGGLED.findall(_FLAG.sub("", text))) >= 4 or bool(_OVERRIDE.search(text))
