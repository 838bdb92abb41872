"""Loads the table that says which role a job title speaks for."""

import tomllib
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

from assistant.domain.people import Role


@dataclass(frozen=True, slots=True)
class Titles:
    """Word starts by role, in the order in which they are tried."""

    by_role: tuple[tuple[Role, tuple[str, ...]], ...]

    def role(self, title: str) -> Role:
        """The role a title speaks for, or UNKNOWN."""
        plain = f" {_fold(title)} "
        for role, words in self.by_role:
            if any(f" {word}" in plain for word in words):
                return role
        return Role.UNKNOWN


def load() -> Titles:
    """The shipped table."""
    data = tomllib.loads((files("assistant.content") / "titles.toml").read_text("utf-8"))
    return Titles(tuple((Role(one["name"]), tuple(one["words"])) for one in data["role"]))


def _fold(text: str) -> str:
    lowered = text.lower()
    for letter, spelling in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        lowered = lowered.replace(letter, spelling)
    decomposed = unicodedata.normalize("NFKD", lowered)
    kept = "".join(one for one in decomposed if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() or one in "'-" else " " for one in kept).split())
