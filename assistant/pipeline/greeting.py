"""Chooses how a letter greets its reader, without guessing anything about the person."""

import re

from assistant.domain.people import Influencer

_TITLE = re.compile(r"^(?:(Prof)\.?\s*)?(?:(Dr)\.?\s*)?", re.IGNORECASE)


def english(person: Influencer) -> str:
    """`Dear Ms Voss,`, `Hello Rui,`, `Dear Dana Voss,` or a neutral `Good day,`.

    A confirmed salutation comes first, then first names when the rep already uses them.
    """
    if person.salutation:
        return person.salutation.rstrip(" ,") + ","
    name = " ".join(person.name.split())
    match = _TITLE.match(name)
    plain = name[match.end() :] if match else name
    parts = plain.split(" ")
    if not plain or any(character.isdigit() for character in plain):
        return "Good day,"
    if person.first_names:
        return f"Hello {parts[0]},"
    academic = match and ((match.group(1) and "Professor") or (match.group(2) and "Dr"))
    if academic and len(parts) > 1:
        return f"Dear {academic} {parts[-1]},"
    return f"Dear {plain},"
