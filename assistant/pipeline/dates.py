"""Reads dates as they are printed on orders, and says how certain the reading is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from assistant.content.wording import fold

_ISO = re.compile(r"(?<![\w./-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\w/-])")
_NUMERIC = re.compile(r"(?<![\w./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-]|\.\d)")
_MONTH = r"([^\W\d_]{3,10})\.?"
_DAY_MONTH = re.compile(
    rf"(?<![\w/])(\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?\.?[\s/-]{{0,3}}(?:of |de |d'|di )?{_MONTH}"
    r"(?:,|\s+de|\s+del)?[\s\-/]{0,3}(\d{4}|\d{2})(?![\w/])"
)
_MONTH_DAY = re.compile(
    rf"(?<!\w){_MONTH}\s{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?\s?,?\s{{0,2}}(\d{{4}})(?!\w)"
)
# "2026MAY14", as the forms of the USA's federal offices ask for (DoD, "YYYYMMMDD").
_YEAR_MONTH = re.compile(r"(?<!\w)(\d{4})([^\W\d_]{3})(\d{2})(?!\w)")


class Order(Enum):
    """In which order a document writes day and month in plain numbers."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    LIKELY_DAY = "likely day first"  # no evidence in the document itself
    LIKELY_MONTH = "likely month first"


@dataclass(frozen=True, slots=True)
class Day:
    """A date at `start`..`end` of a text, as ISO 8601; `certain` if only one reading fits."""

    start: int
    end: int
    iso: str
    certain: bool


# "(DD/MM/YYYY)", "TT.MM.JJJJ", "jj/mm/aaaa": a paper that says how it writes dates.
_HINT = re.compile(
    r"(?<!\w)(?:(dd|tt|jj|gg)[./ -](?:mm|mmm)|(mm)[./ -](?:dd|jj|tt))[./ -](?:y|j|a)", re.I
)


def written_order(texts: Iterable[str], likely: Order) -> Order:
    """The order of day and month that a document's own dates prove, or else `likely`.

    A number above 12 can only be the day, and "(DD/MM/YYYY)" says it. Dates with dots say
    nothing: they are day first in any document.
    """
    days, months = 0, 0
    for text in texts:
        hint = _HINT.search(text)
        days += bool(hint and hint[1])
        months += bool(hint and hint[2])
        for one, sign, two, _year in _NUMERIC.findall(text):
            if sign != ".":
                days += int(one) > 12
                months += int(two) > 12
    if days and not months:
        return Order.DAY_FIRST
    if months and not days:
        return Order.MONTH_FIRST
    return likely


def find(text: str, order: Order, months: Mapping[str, int]) -> tuple[Day, ...]:
    """All dates in `text` in reading order; impossible ones are left out."""
    folded = fold(text)
    found = [
        _day(match, int(match[1]), int(match[3]), int(match[4])) for match in _ISO.finditer(folded)
    ]
    found += [_numeric(match, order) for match in _NUMERIC.finditer(folded)]
    for match in _DAY_MONTH.finditer(folded):
        found.append(_day(match, _year(match[3]), months.get(match[2], 0), int(match[1])))
    for match in _MONTH_DAY.finditer(folded):
        found.append(_day(match, int(match[3]), months.get(match[1], 0), int(match[2])))
    for match in _YEAR_MONTH.finditer(folded):
        found.append(_day(match, int(match[1]), months.get(match[2], 0), int(match[3])))
    days: list[Day] = []
    for day in sorted((one for one in found if one), key=lambda one: (one.start, -one.end)):
        if not days or day.start >= days[-1].end:
            days.append(day)
    return tuple(days)


def _numeric(match: re.Match[str], order: Order) -> Day | None:
    one, two, year = int(match[1]), int(match[3]), _year(match[4])
    if match[2] == "." or one > 12 or (order is Order.DAY_FIRST and two <= 12):
        return _day(match, year, two, one)
    if two > 12 or order is Order.MONTH_FIRST:
        return _day(match, year, one, two)
    if order is Order.LIKELY_MONTH:
        return _day(match, year, one, two, certain=one == two)
    return _day(match, year, two, one, certain=one == two)


def _day(
    match: re.Match[str], year: int, month: int, day: int, *, certain: bool = True
) -> Day | None:
    if not 1990 <= year <= 2099:
        return None
    try:
        return Day(match.start(), match.end(), date(year, month, day).isoformat(), certain)
    except ValueError:
        return None


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)
