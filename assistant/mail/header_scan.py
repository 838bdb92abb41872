"""Finds ids, addresses and date in the first bytes of a mail, in linear time, without a parser.

The mails are hostile and this runs in the service's own process, so only a bounded prefix is
looked at, and only with expressions that cannot backtrack beyond a constant.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from assistant.mail.maildir import read_file

HEADER_LIMIT = 64 * 1024
_FIRST_READ = 8 * 1024
_LINKS_KEPT = (20, 80)  # the first and the last of a References chain
_PEOPLE_KEPT = 500

_END = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(
    rb"^(message-id|in-reply-to|references|date|from|to|cc)[ \t]{0,8}:"
    rb"([^\n]*(?:\n[ \t][^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
_ID = re.compile(rb"<([^<>\s]{1,998})>")
_BARE_ID = re.compile(rb"[^<>\s]{1,998}")
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_QUOTED = re.compile(rb'"[^"]*"')
_ANGLE_ADDRESS = re.compile(rb"<[ \t]*([^\s<>@,;]{1,64}@[^\s<>@,;]{1,255})")
_BETWEEN_WORDS = re.compile(rb"[\s<>,;:()\"\[\]]+")


@dataclass(frozen=True, slots=True)
class Head:
    """What a mail's header says about where it belongs; `date` in seconds since 1970."""

    message_id: str = ""
    links: tuple[str, ...] = ()  # every Message-ID it names, its own included
    root: str = ""  # the conversation's first id, "" when the mail names none
    people: tuple[str, ...] = ()  # lower-case addresses in From, To and Cc
    date: float | None = None
    complete: bool = True  # the header's end was seen

    def touches(self, domain: str) -> bool:
        """True for an address at `domain` or below it, or for the address `domain` itself."""
        wanted = domain.lower().strip(".")
        if "@" in wanted:
            return wanted in self.people
        hosts = (person.rpartition("@")[2] for person in self.people)
        return any(host == wanted or host.endswith("." + wanted) for host in hosts)


def scan_file(path: str) -> Head:
    """The head of a message file, of which at most 64 kB are read; raises `OSError`."""
    start = read_file(path, limit=_FIRST_READ)
    if len(start) == _FIRST_READ and not _END.search(start):
        start = read_file(path, limit=HEADER_LIMIT)
    return scan(start)


def scan(content: bytes) -> Head:
    """The head of a message given as bytes; a broken one gives the empty parts of a `Head`."""
    # Editors put a byte-order mark or empty lines before the first header of a saved mail.
    start = content[:HEADER_LIMIT].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    end = _END.search(start)
    found: dict[bytes, list[bytes]] = {}
    for name, value in _LINE.findall(start[: end.start()] if end else start):
        found.setdefault(name.lower(), []).append(value)
    own = _ids(found.get(b"message-id", ())[:1])
    parents = _ids(found.get(b"in-reply-to", ()))
    chain = _ids(found.get(b"references", ()))
    first, last = _LINKS_KEPT
    links = chain if len(chain) <= first + last else chain[:first] + chain[-last:]
    return Head(
        message_id=own[0] if own else "",
        links=tuple(dict.fromkeys(own[:1] + parents[:1] + links)),
        root=next(iter(chain[:1] + parents[:1] + own[:1]), ""),
        people=_people(b",".join(v for n in (b"from", b"to", b"cc") for v in found.get(n, ()))),
        date=_seconds(found.get(b"date", [b""])[0]),
        complete=end is not None or len(content) >= HEADER_LIMIT,
    )


def _ids(values: Iterable[bytes]) -> list[str]:
    ids: list[bytes] = []
    for value in values:
        ids += _ID.findall(value) or _BARE_ID.findall(value)[:1]
    return [one.decode("utf-8", "replace") for one in ids]


def _people(values: bytes) -> tuple[str, ...]:
    """The addresses, not the display names that merely look like one."""
    people: dict[str, None] = {}
    for item in _QUOTED.sub(b" ", _ESCAPED.sub(b"", values)).split(b","):
        words = _ANGLE_ADDRESS.findall(item) if b"<" in item else _BETWEEN_WORDS.split(item)
        for word in words:
            if word.count(b"@") == 1:
                people[word.decode("utf-8", "replace").lower().rstrip(".")] = None
        if len(people) >= _PEOPLE_KEPT:
            break
    return tuple(people)


def _seconds(value: bytes) -> float | None:
    text = value[:100].decode("ascii", "replace").strip()
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
