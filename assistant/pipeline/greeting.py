"""Chooses how a letter greets its reader, without guessing anything about the person."""

import re

from assistant.content.names import Names
from assistant.domain.people import Influencer

_NEUTRAL = "Good day,"
_ODD = re.compile(r"[^\w\s.'’-]|\s-\s|[\d_]")


def english(person: Influencer, names: Names) -> str:
    """`Dear Ms Voss,`, `Hello Rui,`, `Dear Dana Voss,` or a neutral `Good day,`.

    A confirmed salutation comes first, then first names when the rep already uses them.
    """
    if person.salutation:
        return person.salutation.rstrip(" ,") + ","
    words, academic = _bare(person.name, names)
    if not words or not _is_person(words, academic, names):
        return _NEUTRAL
    words = [_cased(word) for word in words]
    if person.first_names and len(words) > 1 and len(words[0].rstrip(".")) > 1:
        return f"Hello {words[0]}," if words[0].isascii() or _latin(words[0]) else _dear(words)
    if academic:
        return _dear([academic, *_surname(words, names)])
    return _dear(words)


def _bare(name: str, names: Names) -> tuple[list[str], str]:
    """The words of a name in speaking order, and its academic title."""
    name = re.sub(r"\b(Dipl)\.?-?\s?(Ing)\b\.?", "", name)
    last, comma, rest = name.partition(",")
    first = ",".join(one for one in rest.split(",") if _key(one) not in names.credentials)
    words = f"{first} {last}".split() if comma and first.strip() else last.split()
    while len(words) > 1 and _key(words[-1]) in names.credentials:
        words.pop()
    academic = ""
    while words:
        key = _key(words[0])
        if key in names.professors:
            academic = "Professor"
        elif key in names.doctors:
            academic = academic or "Dr"
        elif key not in names.honorifics:
            break
        words.pop(0)
    return words, academic


def _is_person(words: list[str], academic: str, names: Names) -> bool:
    name = " ".join(words)
    if _ODD.search(name) or any(_key(word) in names.not_a_person for word in words):
        return False
    return len(words) > 1 or bool(academic) or "." not in name


def _surname(words: list[str], names: Names) -> list[str]:
    particles = [i for i, word in enumerate(words) if i and _key(word) in names.particles]
    return words[particles[0] if particles else -1 :]


def _dear(words: list[str]) -> str:
    return f"Dear {' '.join(words)},"


def _key(word: str) -> str:
    return word.strip().rstrip(".").lower()


def _cased(word: str) -> str:
    return word.title() if len(word) > 2 and word.isupper() and word.isascii() else word


def _latin(word: str) -> bool:
    """Only where names run from first to last is a first word a first name."""
    return all(ord(letter) < 0x250 for letter in word)
