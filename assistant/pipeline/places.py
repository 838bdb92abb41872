"""Gathers what a paper says of countries: whose money and whose way of writing dates to expect."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.content.phrases import Phrases
from assistant.content.wording import fold
from assistant.domain.mail import Message

# "TX 77520", "OH, 43604-1234": a state of the USA with its postal code.
_US_POST = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}),?[ \xa0]{1,2}\d{5}(?:-\d{4})?(?![\w-])")
# "ON N7T 7W1": a Canadian postal code.
_CA_POST = re.compile(r"(?<!\w)[A-Z]\d[A-Z][ \xa0]?\d[A-Z]\d(?!\w)")
_MAIL_END = re.compile(r"[\w.+-]@[\w.-]{1,100}\.([a-z]{2})(?![\w.-])", re.I)
_LONGEST = 200_000  # characters that are searched


@dataclass(frozen=True, slots=True)
class Countries:
    """What speaks for a country: the money of those named, and their order of dates."""

    monies: frozenset[str]
    dates: frozenset[str]  # "dmy", "mdy"
    sender: str  # "dmy" if the sender's own domain says so, else ""


def countries(texts: Iterable[str], message: Message, phrases: Phrases) -> Countries:
    """The countries that texts name: in words, by postal codes, by the ends of mail domains."""
    monies: set[str] = set()
    dates: set[str] = set()
    for text in texts:
        part = text[:_LONGEST]
        folded = fold(part)
        for one in phrases.countries:
            if one.name in folded and _stands(one.name, folded):
                monies.add(one.money)
                dates.add(one.dates)
        if any(match[1] in phrases.states for match in _US_POST.finditer(part)):
            monies.add("USD")
            dates.add("mdy")
        if _CA_POST.search(part):
            monies.add("CAD")
            dates.add("any")
        ends = {match[1].lower() for match in _MAIL_END.finditer(part)}
        dates.update("dmy" for end in ends if end not in phrases.open_ends)
    sender = message.sender.domain.rpartition(".")[2] if message.sender else ""
    day = len(sender) == 2 and sender not in phrases.open_ends
    return Countries(frozenset(monies), frozenset(dates), "dmy" if day else "")


def _stands(name: str, folded: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded))
