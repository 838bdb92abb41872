"""Tells what looks like a paper's number from dates, money, hosts, sentences and streets."""

import re

_LONGEST = 30
NUMERIC_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
MONEY = re.compile(r"\d{1,3}(?:[.,]\d{3})+[.,]\d{2}|\d+[.,]\d{2}")
_BOX = re.compile(r"(?<!\S)\d{1,2}\.[ ]?[^\W\d_]")  # "2. DELIVERY ORDER NO.": a form's next box
_PAGE = re.compile(r"\d{1,3}/\d{1,3}")
# A number that carries the word itself: PO-2025-001, PO100538, P.O.-7731/B.
SELF_NAMED = re.compile(r"(?<![\w.])(?:L?P\.?O\.?)[-_]?(?=\d)[\w./-]*\w")
# "x.com", "1.pay-here.de": a host, which a letter must never carry as a number.
_HOST = re.compile(r"[^\W_]\.[^\W\d_]{2,}")
_RUN = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[^\W_]+")
# Words in a sentence's letters: "discount", or "free" and "gift".
_WORDY = re.compile(r"[a-z]{6,}|[a-z]{4,}.*[a-z]{4,}")
_LONGEST_RUN = 8  # letters
_MOST_LETTERS = 10
_MOST_PARTS = 6
# "45 0001 2345", "LPO 26 014": groups with one blank between them that fill a cell.
_GROUPS = re.compile(r"(?:[A-Z]{1,5} )?\d{2,6}(?: \d{2,6}){1,3}")


def has_shape(value: str) -> bool:
    """Short, with a digit, and neither a host nor words: "PO-1/Thank.You" is no number.

    A number stands in every letter of the order, and any sender may choose it.
    """
    if len(value) > _LONGEST or not any(letter.isdigit() for letter in value):
        return False
    runs = _RUN.findall(value)
    parts = _PART.findall(value.replace("P.O.", "PO"))
    return (
        not _HOST.search(value)
        and len(parts) <= _MOST_PARTS
        and max(map(len, runs), default=0) <= _LONGEST_RUN
        and sum(map(len, runs)) <= _MOST_LETTERS
        and not _WORDY.search(value)
    )


def is_reference(page: str, start: int, end: int, *, beside: bool) -> bool:
    """True if a paper's number may stand at this place of a page."""
    value = page[start:end]
    if not has_shape(value):
        return False
    if any(one.fullmatch(value) for one in (NUMERIC_DATE, MONEY)):
        return False
    if (not beside and _PAGE.fullmatch(value)) or _BOX.match(page, start):
        return False
    after = page[end : end + 2]
    if after[:1] in ("%", "@") or page[start - 1 : start] == "+":
        return False
    # "4122 Metric Drive" below a label is an address, not the number.
    if not beside and value.isdigit() and re.match(r" [^\W\d_]{2,}", page[end : end + 4]):
        return False
    return bool(beside or len(value) > 1)


def whole_cell(page: str, start: int, end: int) -> tuple[int, int] | None:
    """A number printed in groups, if it fills `start`..`end` or a slash parts the rest off."""
    match = _GROUPS.match(page, start, end)
    rest = page[match.end() : end].strip() if match else ""
    fits = match and (not rest or rest[0] in "/|;") and has_shape(match[0])
    return match.span() if match and fits else None
