"""Knows where the shipped prompts/ and templates/ are: inside a wheel or beside the package."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def folder(name: str) -> Traversable:
    """The folder `prompts` or `templates`, from the installed wheel or from the checkout."""
    package = files("assistant")
    bundled = package / "_bundle" / name
    return bundled if bundled.is_dir() else package / ".." / name


def text(name: str, path: str) -> str:
    """One file below that folder, as text. Raises FileNotFoundError for an unknown path."""
    place = folder(name)
    for part in path.split("/"):
        place = place / part
    return place.read_text(encoding="utf-8")
