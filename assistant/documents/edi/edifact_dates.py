"""Dates and periods as EDIFACT codes them (UNTDID 2379) to ISO dates."""

from datetime import date

from assistant.documents.edi.sheet import day

_PERIODS = {"713": 10, "717": 6, "718": 8, "719": 12}  # digits of each of the two ends
_WEEKS = {"103": 2, "615": 2, "616": 4}  # digits of the year before the week
_TURNED = {"2": (4, 2, 0), "3": (4, 0, 2), "4": (4, 2, 0)}  # where year, month and day begin


def days(written: str, code: str) -> list[str]:
    """The ISO date, both ends of a period, or the Monday of a week; [] for anything else.

    Without a code, or with one for a form that has the date in front, the digits tell.
    """
    if code in _PERIODS:
        size = _PERIODS[code]
        ends = [written[:size], written[size:].lstrip("-")]
        return [one for one in map(day, ends) if one]
    if code in _WEEKS:
        return _week(written, _WEEKS[code])
    if code in _TURNED:
        year, month, of_month = _TURNED[code]
        written = f"{written[year:]}{written[month : month + 2]}{written[of_month : of_month + 2]}"
    if code.startswith(("6", "8")):  # a year, a month, a number of days or weeks
        return []
    # Some write the zone behind the time: 303, 304.
    digits = written[: 14 if code in ("204", "304") else 12 if code == "303" else None]
    return [one for one in [day(digits)] if one]


def _week(written: str, of_year: int) -> list[str]:
    year, week = written[:of_year], written[of_year : of_year + 2]
    if not (year + week).isdigit() or len(week) != 2:
        return []
    try:
        monday = date.fromisocalendar(int(year) + (2000 if of_year == 2 else 0), int(week), 1)
    except ValueError:
        return []
    return [one for one in [day(monday.strftime("%Y%m%d"))] if one]
