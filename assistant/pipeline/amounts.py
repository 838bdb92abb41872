"""Reads amounts of money as they are printed, whatever the country's signs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from assistant.content.phrases import Phrases
from assistant.content.wording import fold

# Digits parted by points, commas, apostrophes or single blanks; no percentage, no date. A
# currency's code may touch them ("USD1,895.00"), and "/-" or ",--" may close them.
_NUMBER = re.compile(
    r"(?<![\w.,'’/-])(?:[A-Z]{3})?((?:(?<!\d[ \xa0])\d{1,3}(?:[ \xa0\u202f]\d{3})+(?:[.,]\d{1,2})?"
    r"|\d+(?:[.,'’]\d+)*))(/-|[.,][-–]{1,2})?(?:[A-Z]{3}(?![\w/]))?"
    r"(?![\w/]|[.,'’-]\d|-\w|[ \xa0]?%)"
)
_PLAIN = re.compile(r"\d+(?:[.,'’]\d+)*")
_GROUP_SIGNS = re.compile(r"['’ \xa0\u202f]")
_CODE = re.compile(r"(?<![^\W\d_])[A-Z]{3}(?![^\W\d_])")
_MOST_DIGITS = 15  # more are a code, not money
_NEAR = 5  # characters between an amount and its currency


class Decimals(Enum):
    """Which sign a document writes before decimals."""

    POINT = "."
    COMMA = ","
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at `start`..`end` of a text: plain decimal, and the currency beside it or ""."""

    start: int
    end: int
    value: str
    currency: str
    has_decimals: bool


def decimals(texts: Iterable[str]) -> Decimals:
    """The decimal sign that most of a document's unmistakable numbers use."""
    votes = {".": 0, ",": 0}
    for text in texts:
        for match in _PLAIN.finditer(text):
            proved = _proved(match[0])
            if proved:
                votes[proved] += 1
    if votes["."] == votes[","]:
        return Decimals.UNKNOWN
    return Decimals.POINT if votes["."] > votes[","] else Decimals.COMMA


def find(text: str, sign: Decimals, phrases: Phrases) -> tuple[Amount, ...]:
    """All amounts of a text; one with two readings, such as 12.500, only if `sign` decides."""
    found = []
    for match in _NUMBER.finditer(text):
        own = _closed(match, sign)
        value = parse(match[1], own)
        if value is not None:
            currency = _beside(text, match.start(1), _end(match), phrases)
            exact = _decimal_sign(_GROUP_SIGNS.sub("", match[1]), own) not in (None, "")
            found.append(Amount(match.start(1), _end(match), value, currency, exact))
    return tuple(found)


def _closed(match: re.Match[str], sign: Decimals) -> Decimals:
    """ "9.870,-" has no cents: its point can only part thousands, whatever the others do."""
    return Decimals(match[2][0]) if match[2] and match[2][0] in ".," else sign


def _end(match: re.Match[str]) -> int:
    return match.end(2) if match[2] else match.end(1)


def parse(written: str, sign: Decimals) -> str | None:
    """A printed number as a plain decimal with at least two places.

    None if two readings fit, or for more than 15 digits.
    """
    body = _GROUP_SIGNS.sub("", written)
    if sum(letter.isdigit() for letter in body) > _MOST_DIGITS:
        return None
    mark = _decimal_sign(body, sign)
    if mark is None:
        return None
    whole, _, fraction = body.rpartition(mark) if mark else (body, "", "")
    value = Decimal(f"{re.sub('[.,]', '', whole)}.{fraction or '0'}")
    two = value.quantize(Decimal("0.01"))
    return str(two) if two == value else str(value.normalize())


def currency_of(text: str, phrases: Phrases) -> tuple[str, int, int] | None:
    """(code, start, end) of the first currency named in a text: a code, or else a sign."""
    for code in _CODE.finditer(text):
        if code[0] in phrases.codes:
            return "CNY" if code[0] == "RMB" else code[0], code.start(), code.end()
    folded = fold(text)
    for sign, code_name in phrases.symbols:
        place = folded.find(sign)
        if place >= 0 and not _in_a_word(folded, place, sign):
            return code_name, place, place + len(sign)
    return None


def _in_a_word(folded: str, place: int, sign: str) -> bool:
    """True for the "euro" in "Europe": the sign is a piece of a longer word."""
    before, after = folded[max(place - 1, 0) : place], folded[place + len(sign) :][:1]
    return (sign[0].isalpha() and before.isalpha()) or (sign[-1].isalpha() and after.isalpha())


def two_readings(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, larger, smaller) of numbers such as 12.500 that a country's signs decide."""
    for match in _NUMBER.finditer(text):
        if parse(match[1], _closed(match, Decimals.UNKNOWN)) is None:
            one, two = parse(match[1], Decimals.COMMA), parse(match[1], Decimals.POINT)
            if one and two and one != two:
                small, large = sorted((one, two), key=Decimal)
                yield match.start(1), _end(match), large, small


def _decimal_sign(body: str, sign: Decimals) -> str | None:
    """The sign before the decimals of this number, "" for none, None if that is open."""
    signs = [one for one in body if one in ".,"]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1] if signs.count(signs[-1]) == 1 else None
    if len(signs) > 1:
        return ""
    whole, _, tail = body.rpartition(signs[0])
    if len(tail) != 3 or len(whole) > 3 or whole.startswith("0"):
        return signs[0]
    if sign is Decimals.UNKNOWN:
        return None
    return signs[0] if sign.value == signs[0] else ""


def _proved(written: str) -> str:
    """The decimal sign that this number alone proves, "" if it proves none."""
    body = _GROUP_SIGNS.sub("", written)
    signs = [one for one in body if one in ".,"]
    parts = re.split("[.,]", body)
    if len(set(signs)) == 2 and signs.count(signs[-1]) == 1:
        return signs[-1]
    if len(signs) > 1 and len(set(signs)) == 1 and all(len(one) == 3 for one in parts[1:]):
        return "," if signs[0] == "." else "."
    return signs[0] if len(signs) == 1 and len(parts[1]) == 2 else ""


def _beside(text: str, start: int, end: int, phrases: Phrases) -> str:
    """The currency written right before or after an amount, on its line."""
    before = text[max(text.rfind("\n", 0, start) + 1, start - _NEAR) : start]
    after = text[end : end + _NEAR].partition("\n")[0]
    for near in (re.split(r"\d", before)[-1], re.split(r"\d", after)[0]):
        named = currency_of(near, phrases)
        if named:
            return named[0]
    return ""
