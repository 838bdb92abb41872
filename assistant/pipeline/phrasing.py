"""Small turns of English that the letters share: dates, lists, notes made into phrases."""

import re
from collections.abc import Sequence
from datetime import date


def clean(text: str) -> str:
    """One line without the two signs of the letter's own markup."""
    return " ".join(text.replace("|", "/").replace("\\", "/").split())


def opening(text: str) -> str:
    """The text with a capital, for a sentence's start."""
    return text[:1].upper() + text[1:]


def day(one: date) -> str:
    """`3 August 2027`."""
    return f"{one.day} {one:%B %Y}"


def spoken_dates(text: str) -> str:
    """The text with its ISO dates written out."""

    def spoken(match: re.Match[str]) -> str:
        try:
            return day(date.fromisoformat(match.group()))
        except ValueError:  # 31 February
            return match.group()

    return re.sub(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b", spoken, text)


def yours(text: str) -> str:
    """Our note about the customer as a phrase to the customer, without a closing mark."""
    said = re.sub(r"\b[Tt]he customer's\b", "your", text)
    return clean(said).rstrip(" .;:!?")


def enumeration(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
