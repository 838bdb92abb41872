"""Reads a person's job title from the end of their own mail, and their name as they show it."""

import re
from dataclasses import dataclass

from assistant.content.titles import Titles
from assistant.domain.mail import Address, Message
from assistant.domain.people import Role

# A signature stands in the last lines of what a person wrote.
_LINES = 14
_LONGEST = 90
_APART = re.compile(r"\s*[|,;/•·–—]\s*|\s+-\s+|\t+|\s{2,}")
_LONGEST_NAME = 60
_NO_NAME = re.compile(r"[@/:<>{}\[\]|\\_]|\w\w\.\w\w")
_HONORIFIC = re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?")


@dataclass(frozen=True, slots=True)
class Signature:
    """The title at the end of a mail, and the line it stands in."""

    title: str = ""
    line: str = ""


def read(message: Message, titles: Titles) -> Signature:
    """The author's signature, with "" for what is not there."""
    if message.sender is None:
        return Signature()
    lines = [line.strip() for line in message.body.splitlines() if line.strip()][-_LINES:]
    words = _own_words(message.sender)
    for index, line in enumerate(lines):
        pieces = [piece for piece in _APART.split(line) if piece]
        if len(line) > _LONGEST or not pieces or not _is_name(pieces[0], words):
            continue
        title, where = _title([*pieces[1:]], line, lines[index + 1 : index + 4], titles)
        return Signature(title, where)
    return Signature()


def proper_name(address: Address) -> str:
    """The name an address shows, as `First Last`; "" when it shows none worth using."""
    shown = re.sub(r'\(.*?\)|"', "", address.name).strip(" '")
    if not shown or len(shown) > _LONGEST_NAME or _NO_NAME.search(shown):
        return ""
    last, *rest = (part.strip() for part in shown.split(","))
    if rest and rest[0] and " " not in last:
        shown = f"{rest[0]} {last}"
    return " ".join(_HONORIFIC.sub(_kept_title, shown).split())


def _kept_title(match: re.Match[str]) -> str:
    return match.group() if match.group(1) in ("Dr", "Prof") else ""


def _own_words(address: Address) -> frozenset[str]:
    names = re.findall(r"[^\W\d_]{3,}", f"{proper_name(address)} {address.local}".lower())
    return frozenset(names)


def _is_name(piece: str, words: frozenset[str]) -> bool:
    found = re.findall(r"[^\W\d_]{3,}", piece.lower())
    return bool(found) and len(found) <= 5 and any(one in words for one in found)


def _title(pieces: list[str], line: str, following: list[str], titles: Titles) -> tuple[str, str]:
    for piece in pieces:
        if titles.role(piece) is not Role.UNKNOWN:
            return piece, line
    for later in following:
        if len(later) > _LONGEST or "@" in later:
            continue
        for piece in _APART.split(later):
            if titles.role(piece) is not Role.UNKNOWN:
                return piece, later
    return "", ""
