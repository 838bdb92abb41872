"""Finds the names of companies on a page, with or without a legal form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.content.phrases import Phrases
from assistant.content.wording import fold, letters
from assistant.domain.people import Rep
from assistant.pipeline.labels import names_of
from assistant.pipeline.texts import Text

_WORD = re.compile(r"[^\s,;]+")
_PIECES = re.compile(r"\s*[·•‧∙●|]\s*|\s{2,}|\t|\s[-–—]\s")
_LONGEST = 9  # words of a name
_LONGEST_PLAIN = 6  # of one without a legal form
_HOUSE = re.compile(r"\d+[a-z]?\s")  # "3 Church Walk"
_NUMBERED = re.compile(r"\s\d{1,3}$")  # "School District 44"
# Signs, hosts, numbers; "N7T 7W1", "BS3 4TP": postal codes.
_NO_NAME = re.compile(
    r"[@:#=<>{}\[\]]|://|www\.|\d{2}|^\d{1,2}[.)]\s"
    r"|(?<!\w)[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z](?:[A-Z]|\d)(?!\w)"
)
# Labels whose words a company's name may well begin with: "Project Partners", "Delivery Hero".
_IN_NAMES = frozenset(
    {"column", "project", "delivery_text", "milestone", "customer", "title", "delivery", "due"}
)
_JOINED = frozenset({"&", "and", "und", "et", "y", "e", "+", "co", "co.", "de"})


@dataclass(frozen=True, slots=True)
class Company:
    """A company's name at `start`..`end` of a page, and how surely it is one.

    `sure` is 1 with a legal form, a half with a trade or an office in it ("Mills",
    "University"), else 0.
    """

    start: int
    end: int
    name: str
    sure: float
    key: str  # letters of the name without its legal form


def company(
    text: Text, start: int, end: int, rep: Rep, phrases: Phrases, *, plain: bool
) -> Company | None:
    """The company's name that begins at `start`, unless it is our own.

    `plain` lets in names without a legal form.
    """
    skipped = len(text.text[start:end]) - len(text.text[start:end].lstrip(" \t\xa0:.,-–▌*"))
    start += skipped
    cut = _PIECES.search(text.text, start, end)
    end = cut.start() if cut else end
    found = _legal(text.text, start, end, phrases)
    if found is None and plain and not _labelled(text, start):
        found = _plain(text.text, start, end, phrases)
    return None if found is None or is_ours(found.name, rep) else found


def is_ours(name: str, rep: Rep) -> bool:
    """True for our own company's name, whatever its signs, or for our own domain's."""
    ours, said = letters(rep.company), letters(name)
    if ours and said and (ours in said or (len(said) > 5 and ours.startswith(said))):
        return True
    return any(said == letters(one.partition(".")[0]) for one in rep.domains)


def pieces(text: Text, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a cell that bullets or dashes set apart."""
    begin = start
    for cut in _PIECES.finditer(text.text, start, end):
        yield begin, cut.start()
        begin = cut.end()
    yield begin, end


def key_of(name: str, phrases: Phrases) -> str:
    """Letters of a name without its legal form, for comparing."""
    words = [one for one in _WORD.findall(fold(name)) if not _is_form(one, phrases)]
    kept = [one for one in words if one not in ("&", "co", "co.", "and", "und", "the")]
    return letters(" ".join(kept)) or letters(name)


def _is_form(word: str, phrases: Phrases) -> bool:
    bare = word.strip("()")
    return bare in phrases.company_forms or bare.rstrip(".") in phrases.company_forms


def _legal(page: str, start: int, end: int, phrases: Phrases) -> Company | None:
    """Words up to the last legal form among the first nine."""
    words = list(_WORD.finditer(page, start, min(end, start + 120)))[:_LONGEST]
    last = -1
    for index, word in enumerate(words):
        # Plain small words such as "as" are no form, "s.r.l." and "gmbh" are one.
        written = not word[0].islower() or word[0].count(".") > 1 or word[0] == "gmbh"
        if index and written and _is_form(fold(word[0]), phrases):
            last = index
        # "Acme Ltd, buying agent": what follows a form and a comma is no name any more.
        elif last >= 0 and fold(word[0]) not in _JOINED:
            break
    if last < 0 or not _begins_well(words[0][0]):
        return None
    stop = words[last].end()
    name = page[start:stop].rstrip(" ,;:-")
    if _NO_NAME.search(name) and not name[0].isdigit():
        return None
    return Company(start, start + len(name), " ".join(name.split()), 1.0, key_of(name, phrases))


def _begins_well(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or not word.islower()


def _plain(page: str, start: int, end: int, phrases: Phrases) -> Company | None:
    """A cell of a few capitalised words that are no label, title, country or desk."""
    name = page[start:end].strip().rstrip(" ,;-")
    before, comma, _rest = name.partition(",")
    if comma and not _has_trade(before, phrases):
        return None
    name, words = before.rstrip(), _WORD.findall(before)
    if not 0 < len(words) <= _LONGEST_PLAIN or _NO_NAME.search(_NUMBERED.sub("", name)):
        return None
    if not _begins_well(words[0]) or _HOUSE.match(name) or sum(map(str.isalpha, name)) < 2:
        return None
    small = [one for one in words if one[0].islower() and fold(one) not in _JOINED]
    if (
        words[-1].islower()
        or len(small) > len(words) / 2
        or sum(len(one) == 1 for one in words) > len(words) / 2
    ):
        return None
    if _is_known(name, phrases):
        return None
    sure = 0.5 if _has_trade(name, phrases) else 0.0
    return Company(start, start + len(name), " ".join(words), sure, key_of(name, phrases))


def _is_known(name: str, phrases: Phrases) -> bool:
    """True for a title, a label, a country, a desk or a street."""
    folded = fold(name)
    named = folded in phrases.titles or names_of(name, phrases) or _is_place(folded, phrases)
    desk = not phrases.desk_words.isdisjoint(folded.split())
    return bool(named or desk or _is_street(folded, phrases))


def _has_trade(name: str, phrases: Phrases) -> bool:
    return not phrases.trades.isdisjoint(fold(name).split())


def _labelled(text: Text, start: int) -> bool:
    """True if a label stands here, as in "Supplier original": no name begins with one."""
    row = text.layout.grid.row_at(start)
    return any(
        one.start == start and not one.names <= _IN_NAMES for one in text.layout.in_row.get(row, ())
    )


def _is_street(folded: str, phrases: Phrases) -> bool:
    words = folded.split()
    last = words[-1].rstrip(".")
    ends = last.endswith(phrases.street_ends) or last in phrases.streets
    return ends or words[0] in phrases.street_starts


def _is_place(folded: str, phrases: Phrases) -> bool:
    return any(one.name == folded for one in phrases.countries)
