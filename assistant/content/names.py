"""Loads what is written around people's names: honorifics, titles, credentials, particles."""

import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Names:
    """Words around a name, lower case and without their last full stop."""

    honorifics: frozenset[str]
    doctors: frozenset[str]
    professors: frozenset[str]
    credentials: frozenset[str]
    particles: frozenset[str]
    not_a_person: frozenset[str]


def load() -> Names:
    """The shipped words."""
    data = tomllib.loads((files("assistant.content") / "names.toml").read_text("utf-8"))
    return Names(**{one.name: frozenset(data[one.name]) for one in fields(Names)})
