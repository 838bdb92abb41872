"""A mail's own words versus the history quoted below or between them."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_WIDTH = 400  # characters; no mail program introduces a quote with more
_TALL = 3  # lines an introduction may be broken over
_HEADER = 12  # lines a header block may have

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")
_ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]")
_ENDS_IN_ADDRESS = re.compile(r"@[^\s<>@]{1,200}[>)\]]\s?[:：]$")
_LABEL = re.compile(r"[\s*_|>]*([^\W\d_][^:：\n]{0,24}?)[\s*_]*[:：]")
_RULED = re.compile(r"\s*(?:-{4,}.{0,60}-{4,}|[_-]{10,})\s*")
_DASHED = re.compile(r"\s*[-_=*]{2,}")
_MARKS = re.compile(r"^(?:\s{0,3}>)+ ?")
_BLANKS = re.compile(r"\n{3,}")


class _Words(NamedTuple):
    """The word lists of history.toml, ready for looking up."""

    openers: tuple[str, ...]
    verbs: re.Pattern[str]
    dividers: frozenset[str]
    forwarders: tuple[str, ...]
    labels: dict[str, str]


def split(text: str) -> tuple[str, str]:
    """(what this author wrote, the history) of a mail's text with line feeds.

    Lines marked ">" are history; so is all that follows an introduction ("On ... wrote:"), a
    printed header block or a divider, except that own lines between marked ones stay own. A
    forwarded message is history: it is not this author's text. The history comes back without
    its marks. Takes time linear in the text.
    """
    lines = text.split("\n")
    own: list[str] = []
    quoted: list[str] = []
    at, alone = 0, True
    while at < len(lines):
        if _marked(lines[at]):
            quoted.append(lines[at])
            at += 1
        elif opening := _opening(lines, at, alone=alone):
            if not _marked(_next(lines, at + opening)):
                quoted += lines[at:]
                break
            quoted += lines[at : at + opening]
            at += opening
        else:
            own.append(lines[at])
            alone = alone and not lines[at].strip()
            at += 1
    return _tidy(own), _tidy([_MARKS.sub("", line, count=1) for line in quoted])


def _opening(lines: Sequence[str], at: int, *, alone: bool) -> int:
    """How many lines from `at` on introduce history, 0 if none; `alone`: nothing own above."""
    line = lines[at]
    if not line.strip() or len(line) > _WIDTH:
        return 0
    if _divides(lines, at):
        return 1
    return _introduction(lines, at) or _header_block(lines, at, alone=alone)


def _introduction(lines: Sequence[str], at: int) -> int:
    """Lines of "On <date>, <somebody> wrote:" in any of our languages."""
    first = lines[at].strip()
    lowered = first.lower()
    opened = lowered.startswith(_words().openers)
    dated = bool(_YEAR.search(first)), bool(_TIME.search(first))
    # Broken lines count only if the first alone looks like a beginning.
    tall = _TALL if all(dated) or (opened and any(dated)) else 1
    joined = ""
    for count in range(1, tall + 1):
        if at + count > len(lines) or not lines[at + count - 1].strip():
            return 0
        joined = f"{joined} {lines[at + count - 1].strip()}".strip()
        if len(joined) > _WIDTH:
            return 0
        if not joined.endswith((":", "：")):
            continue
        if any(dated) and _ENDS_IN_ADDRESS.search(joined):
            return count
        if not _words().verbs.search(joined.lower()):
            continue
        address = bool(_ADDRESS.search(joined))
        if address or all(dated) or (opened and any(dated)) or _marked(_next(lines, at + count)):
            return count
    return 0


def _divides(lines: Sequence[str], at: int) -> bool:
    """Whether the line is "-----Original Message-----" or a rule with a header block below."""
    line = lines[at]
    phrase = line.strip(" \t-_=*>:：·—–").lower()
    if _DASHED.match(line) and phrase.startswith(_words().forwarders):
        return True
    if phrase in _words().dividers:
        return bool(_DASHED.match(line)) or line.rstrip().endswith((":", "："))
    if not _RULED.fullmatch(line):
        return False
    below = [line for line in lines[at + 1 : at + 8] if line.strip()][:4]
    labelled = [line for line in below if _LABEL.match(line) and len(line) < _WIDTH]
    # In a language we have no words for, three labels with a time and an address will do.
    return len(labelled) >= 3 and (
        len({_kind(line) for line in labelled} - {""}) >= 3
        or any(_TIME.search(line) or _ADDRESS.search(line) for line in labelled)
    )


def _header_block(lines: Sequence[str], at: int, *, alone: bool) -> int:
    """Lines of a printed header: From and two more labels, close together.

    With nothing of the author's above it, it may be the author's own memo, and needs an
    address or a time to be history.
    """
    if not _kind(lines[at]):
        return 0
    kinds: set[str] = set()
    last = at
    address = time = False
    for index in range(at, min(len(lines), at + _HEADER)):
        kind = _kind(lines[index])
        if kind:
            kinds.add(kind)
            last = index
            address = address or bool(_ADDRESS.search(lines[index]))
            time = time or bool(_TIME.search(lines[index]))
        elif index - last > 1:
            break  # one blank or continued line between two labels is usual, two are not
    if "from" not in kinds or len(kinds) < 3:
        return 0
    # A shipment goes from, to and on a date as well; a mail has a subject or an address.
    mail = address or ("subject" in kinds and (time or not alone))
    return last - at + 1 if mail else 0


def _kind(line: str) -> str:
    """Which header this line prints: from, date, to, cc, subject or ""."""
    match = _LABEL.match(line[:80])
    return _words().labels.get(match[1].strip().lower(), "") if match else ""


def _marked(line: str) -> bool:
    return line.startswith(">") or line[:4].lstrip().startswith(">")


def _next(lines: Sequence[str], at: int) -> str:
    """The first line from `at` on that is not blank."""
    return next((line for line in lines[at : at + 20] if line.strip()), "")


def _tidy(lines: list[str]) -> str:
    """Text without blank edges, a rule at the end, and runs of blank lines."""
    kept = [line.rstrip() for line in lines]
    while kept and (not kept[-1] or re.fullmatch(r"[_-]{10,}", kept[-1].strip())):
        kept.pop()
    return _BLANKS.sub("\n\n", "\n".join(kept)).strip("\n")


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists = tomllib.loads(files("assistant.mail").joinpath("history.toml").read_text("utf-8"))
    spaced = "|".join(map(re.escape, sorted(lists["verbs"], key=len, reverse=True)))
    joined = "|".join(map(re.escape, lists["joined_verbs"]))
    return _Words(
        openers=tuple(f"{word} " for word in lists["openers"]),
        verbs=re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{joined}"),
        dividers=frozenset(lists["dividers"]),
        forwarders=tuple(lists["forwarders"]),
        labels={word: kind for kind, words in lists["labels"].items() for word in words},
    )
