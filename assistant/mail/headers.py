"""Header values of hostile mail: RFC 2047 words, addresses, message ids, dates, parameters.

Every function takes a raw header value (folded, possibly with surrogate escapes), looks at
no more than a fixed part of it, takes time linear in that part, and never raises.
"""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from assistant.mail.characters import decode, line

VALUE = 8_000  # characters of one header that are interpreted
LIST = 64_000  # the same for lists of addresses and message ids, which are honestly long
NAMES = 500  # addresses or ids taken from one header

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_ID = re.compile(r"<[^<>\s]{1,250}>")
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"\\@\x00-\x20\x7f]{1,64}@[^\s<>()\[\],;:\"\\@\x00-\x20\x7f]+")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')


def text(value: str) -> str:
    """The value as one line of text, encoded words decoded (RFC 2047)."""
    return line(_words(_plain(value, VALUE)))


def ids(value: str) -> list[str]:
    """Message ids with their angle brackets, in order (RFC 5322 section 3.6.4)."""
    found = list(dict.fromkeys(_ID.findall(_plain(value, LIST))))
    # The first id names the thread, the last ones the neighbours.
    return found if len(found) <= NAMES else found[:1] + found[-(NAMES - 1) :]


def date(value: str) -> datetime | None:
    """The moment, always with a time zone; None when it cannot be read."""
    try:
        moment = parsedate_to_datetime(_plain(value, 100))
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    # "-0000" says: UTC, sender's zone unknown (RFC 5322 section 3.3).
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def addresses(value: str) -> list[tuple[str, str]]:
    """(e-mail in lower case, shown name) of every usable address, at most 500.

    Own reading instead of the library's, which is quadratic or recursive on quotes and
    comments. A group's members count, its name does not.
    """
    plain = _plain(value, LIST)
    items = _items(plain)
    if len(value) > LIST:
        items.pop()  # it was cut in two
    found = (_address(item) for item in items)
    return [address for address in found if address is not None][:NAMES]


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """The main value in lower case and its parameters (RFC 2045 section 5.1, RFC 2231)."""
    main, _, rest = _plain(value, VALUE).partition(";")
    simple: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for key, quoted, bare in _PARAMETER.findall(";" + rest)[:100]:
        raw = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare.strip().strip('"')
        name, star, index = key.lower().partition("*")
        if star:
            number = index.removesuffix("*")
            at = int(number) if number.isdecimal() and len(number) < 4 else 0
            pieces.setdefault(name, {}).setdefault(at, (raw, index in ("", f"{number}*")))
        else:
            # Encoded words are forbidden here and usual all the same (RFC 2047 section 5).
            simple.setdefault(name, line(_words(raw)))
    return main.strip().lower(), simple | {name: _joined(cut) for name, cut in pieces.items()}


def _joined(pieces: dict[int, tuple[str, bool]]) -> str:
    """A value that was cut into numbered pieces, some of them percent-encoded (RFC 2231)."""
    charset, data = "utf-8", b""
    for at in sorted(pieces):
        raw, encoded = pieces[at]
        if encoded and not data and raw.count("'") >= 2:
            charset, _, raw = raw.split("'", 2)
        data += unquote_to_bytes(raw) if encoded else raw.encode("utf-8", "replace")
    return line(decode(data, charset))


def _plain(value: str, cap: int) -> str:
    """At most `cap` characters, unfolded, with raw 8-bit bytes decoded."""
    value = value[:cap].replace("\r", "").replace("\n", "")
    if value.isascii():
        return value
    return decode(value.encode("utf-8", "surrogateescape"))


def _words(value: str) -> str:
    """`value` with its encoded words decoded; bytes cut apart between two words are joined."""
    if "=?" not in value:
        return value
    out: list[str] = []
    held, held_charset, end = b"", "", 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        charset = match[1].partition("*")[0].lower()
        if held and (between.strip() or charset != held_charset):
            out.append(decode(held, held_charset))
            held = b""
        # White space between two encoded words is not shown (RFC 2047 section 6.2).
        if end == 0 or between.strip():
            out.append(between)
        held += _word(match[2], match[3])
        held_charset, end = charset, match.end()
    return "".join([*out, decode(held, held_charset), value[end:]])


def _word(encoding: str, encoded: str) -> bytes:
    raw = encoded.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return raw


def _items(value: str) -> list[str]:
    """The list cut at its commas and semicolons, outside of quotes, comments and brackets."""
    items: list[str] = []
    quoted = escaped = angle = False
    depth = start = 0
    for at, sign in enumerate(value):
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif sign in "<>" and not depth:
            angle = sign == "<"
        elif sign in ",;" and not depth and not angle:
            items.append(value[start:at])
            start = at + 1
    items.append(value[start:])
    # What was opened and never closed has swallowed the rest; then every comma cuts.
    return re.split("[,;]", value) if quoted or depth or angle else items


def _address(item: str) -> tuple[str, str] | None:
    """One address from "Name <local@domain>", "local@domain (Name)" or "local@domain"."""
    before, bracket, after = item.rpartition("<")
    if bracket:
        spec, name = after.partition(">")[0], before
    else:
        spec, _, comment = item.partition("(")
        name = comment.rpartition(")")[0]
    # "Team: a@x" opens a group (RFC 5322 section 3.4); a route "@a,@b:c@d" ends in a colon too.
    group, colon, member = spec.rpartition(":")
    spec = member if colon else group or spec
    spec = spec.strip().strip("\"'").rstrip(".").lower()
    if len(spec) > 320 or not _EMAIL.fullmatch(spec) or spec != line(spec):
        return None
    name = re.sub(r"\\(.)", r"\1", name.strip())
    shown = line(_words(name.replace('"', " "))).strip("' ")
    return spec, "" if shown.lower() == spec else shown[:200]
