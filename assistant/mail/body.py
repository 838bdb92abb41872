"""The parts of a message: which text its author wrote, and which files came along."""

import re
from dataclasses import dataclass, field
from email import policy
from email.message import Message as Part

from assistant.mail import headers, visible
from assistant.mail.characters import clean, decode, line, smuggles

CHARACTERS = 1_000_000  # of text; a longer one is a file pasted into a mail

_MAILS = ("message/rfc822", "message/global")  # the second in UTF-8: RFC 6532 section 3.7
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature")
_TEXTS = ("text/plain", "text/html", "text/enriched", "text/richtext")
_META = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_URL = re.compile(r"(?:https?|mailto|tel):\S+")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_UNFOLDED = policy.compat32.clone(max_line_length=0)


@dataclass(slots=True)
class Body:
    """What was found so far: text pieces by kind, files, and whether text was hidden."""

    text: str = ""
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    hidden: bool = False


def read(root: Part) -> Body:
    """Text and files of the whole tree, which must be known to be shallow."""
    found = Body()
    pieces = _pieces(root, found, top=True)
    found.text = "\n\n".join(text for _, text in pieces if text.strip())[:CHARACTERS]
    return found


def _pieces(part: Part, found: Body, *, top: bool = False) -> list[tuple[str, str]]:
    """(media type, text) of what is to be read here; files go to `found`."""
    # In a digest a part that names no type is a message (RFC 2046 section 5.1.5).
    media, given = headers.parameters(raw(part, "content-type") or part.get_default_type())
    where, named = headers.parameters(raw(part, "content-disposition"))
    name = named.get("filename") or given.get("name") or ""
    payload = part.get_payload()
    if isinstance(payload, list):
        children = [child for child in payload if isinstance(child, Part)]
        if media.startswith("message/"):
            found.files.append(_enclosed(part, media, name))
            return []
        pieces = [piece for child in children for piece in _pieces(child, found)]
        return _seen(pieces, found) if media == "multipart/alternative" else pieces
    if media.startswith("multipart/"):
        media = "text/plain"  # no boundary was found in it, so the text itself is all there is
    file = where == "attachment" or bool(name and not top)
    if media in _TEXTS and not file:
        return [(media, _text(part, media, given, found))]
    if media not in _SIGNATURES and media != "text/x-amp-html":
        found.files.append((_name(name, media, found), media[:100], _bytes(part)))
    return []


def _seen(pieces: list[tuple[str, str]], found: Body) -> list[tuple[str, str]]:
    """Of two renderings the plain one, unless it says more or other than the other shows.

    The plain one keeps its author's line breaks and quote marks. But the reader's mail program
    shows the HTML: words that only the plain text has were never seen by a person.
    """
    plain = "\n\n".join(text for media, text in pieces if media != "text/html")
    shown = "\n\n".join(text for media, text in pieces if media == "text/html")
    if not plain.strip():
        return [("text/html", shown)]
    if not shown.strip():
        return [("text/plain", plain)]
    told, seen = _words(plain), _words(shown)
    unseen, untold = len(told - seen), len(seen - told)
    found.hidden |= unseen >= 20
    stub = unseen >= 4 and unseen * 2 >= len(told)  # "your program cannot show HTML"
    summary = untold >= 20 and untold * 2 >= len(seen)
    if unseen >= 12 or stub or summary:
        return [("text/html", shown)]
    return [("text/plain", plain)]


def _words(text: str) -> set[str]:
    return {word.lower() for word in _LETTERS.findall(_URL.sub(" ", text))}


def _text(part: Part, media: str, given: dict[str, str], found: Body) -> str:
    data = _bytes(part)
    charset = given.get("charset", "")
    if media == "text/html":
        if not charset and (meta := _META.search(data[:4_000])):
            charset = meta[1].decode("ascii")
        text, hidden = visible.text(decode(data, charset))
        found.hidden |= hidden
        return text
    text = decode(data, charset)
    found.hidden |= smuggles(text)
    text = clean(text)
    if given.get("format", "").lower() == "flowed":
        return _unflowed(text, delete=given.get("delsp", "").lower() == "yes")
    return text


def _unflowed(text: str, *, delete: bool) -> str:
    """Soft line ends joined (RFC 3676); only lines of equal quote depth belong together."""
    out: list[str] = []
    open_depth = -1
    for whole in text.split("\n"):
        rest = whole.lstrip(">")
        depth = len(whole) - len(rest)
        rest = rest.removeprefix(" ")
        soft = rest.endswith(" ") and rest != "-- "
        shown = rest[:-1] if soft and delete else rest
        if depth == open_depth and rest != "-- ":
            out[-1] += shown
        else:
            out.append((">" * depth + " " if depth else "") + shown)
        open_depth = depth if soft else -1
    return "\n".join(out)


def _enclosed(part: Part, media: str, name: str) -> tuple[str, str, bytes]:
    """A message inside the message as a file of its own, named after its subject."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Part):
        return name or "message.eml", media, b""
    if media not in _MAILS:
        data = part.as_bytes(policy=_UNFOLDED)
        return name or f"{media.partition('/')[2] or 'message'}.txt", media, data
    title = name or headers.text(raw(inner, "subject")) or "message"
    title = _safe(title if title.lower().endswith(".eml") else f"{title}.eml")
    try:
        if inner.keys():
            return title, "message/rfc822", inner.as_bytes(policy=_UNFOLDED)
        # Some programs encode it, which RFC 2046 section 5.2.1 forbids: then it has no header.
        inner["content-transfer-encoding"] = raw(part, "content-transfer-encoding")
        return title, "message/rfc822", _bytes(inner)
    except (ValueError, LookupError, TypeError, AttributeError):
        return title, "message/rfc822", b""


def _bytes(part: Part) -> bytes:
    """The decoded content; what cannot be decoded stays as it is."""
    encoding, _ = headers.parameters(raw(part, "content-transfer-encoding"))
    del part["content-transfer-encoding"]
    part["content-transfer-encoding"] = encoding or "8bit"
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError):
        return b""
    return data if isinstance(data, bytes) else b""


def raw(part: Part, name: str) -> str:
    """The first header of that name as it stands in the message, "" without one."""
    for key, value in part.raw_items():
        if key.lower() == name:
            return str(value)
    return ""


def _name(name: str, media: str, found: Body) -> str:
    if name:
        return _safe(name)
    ending = media.partition("/")[2]
    known = {"plain": "txt", "calendar": "ics", "jpeg": "jpg"}.get(ending, ending)
    return f"attachment-{len(found.files) + 1}.{known if known.isalnum() else 'bin'}"


def _safe(name: str) -> str:
    """A bare file name: no folders, at most 120 characters, its ending kept."""
    bare = line(re.split(r"[/\\]", name)[-1]).strip(". ") or "attachment"
    stem, dot, ending = bare.rpartition(".")
    return bare if len(bare) <= 120 else f"{(stem or bare)[:110]}{dot}{ending[-8:]}"
