"""Reads what an order says beside its labels in words: its project, its site, its terms."""

import re
from collections.abc import Sequence

from assistant.domain.facts import Fact, FactName, Status
from assistant.pipeline.blocks import block
from assistant.pipeline.labels import Label
from assistant.pipeline.spots import Where
from assistant.pipeline.texts import Text

_PROJECT = re.compile(r"[^\n\t▌|│]{3,200}")
_LONGEST_PROJECT = 60
_NO_NAME = 80  # characters: so long a cell is a sentence, not a project's name
_LONGEST_TERMS = 120
_LONGEST_SITE = 300
# Addresses of pages and mail, and signs of markup.
_NO_WORDS = re.compile(r"://|www\.|@|[<>{}\[\]`\\]|\*\*|&#?\w+;|[^\W_]\.[^\W\d_]{2,}|\w/\S*\.\w")


def project(texts: Sequence[Text]) -> Fact | None:
    """The project's name beside its label; a document's "Re:" line is only inferred."""
    for name, status in (("project", Status.CUSTOMER_STATED), ("regarding", Status.INFERRED)):
        for text in texts:
            for label in text.named(name):
                if not label.colon or (name == "regarding" and not _opens_line(text, label)):
                    continue
                value = _project_name(text.text, label.end)
                if value:
                    start = text.text.index(value, label.end)
                    return text.fact(
                        FactName.PROJECT,
                        " ".join(value.split()),
                        (start, start + len(value)),
                        quoted_from=label.start,
                        status=status,
                    )
    return None


def site(texts: Sequence[Text]) -> Fact | None:
    """Where the goods go, the lines of the block as one; the first stands for it in print."""
    for text in texts:
        for label in text.named("site"):
            if not text.is_head(label):
                continue
            lines = block(text, label) if text.page else block(text, label)[:1]
            parts = [" ".join(text.text[one.start : one.end].split()).strip(" ,:") for one in lines]
            value = ", ".join(part for part in parts if part)[:_LONGEST_SITE]
            if any(letter.isalpha() for letter in value):
                place = lines[0].start, lines[0].end
                return text.fact(FactName.SITE, value, place, quoted_from=label.start)
    return None


def terms(texts: Sequence[Text], label_name: str, name: FactName) -> Fact | None:
    """The terms beside or below their label, as printed; they never leave the company."""
    for text in texts:
        for label in text.named(label_name):
            if not text.is_head(label):
                continue
            for spot in text.spots(label):
                if spot.where is Where.STACK:
                    continue
                value = " ".join(text.text[spot.start : spot.end].split()).strip(" :.-")
                if len(value) > 1 and any(letter.isalnum() for letter in value):
                    end = min(spot.end, spot.start + _LONGEST_TERMS)
                    place = spot.start, end
                    printed = " ".join(text.text[slice(*place)].split()).strip(" :.-")
                    return text.fact(name, printed, place, quoted_from=label.start)
                break
    return None


def _project_name(page: str, start: int) -> str:
    """The cell's words, cut at a word; "" for sentences, addresses, markup and numbers."""
    match = _PROJECT.match(page, start)
    value = re.split(r"\s{3,}", match[0].strip())[0] if match else ""
    if len(value) > _NO_NAME or _NO_WORDS.search(value):
        return ""
    if len(value) > _LONGEST_PROJECT:
        value = value[: _LONGEST_PROJECT + 1].rpartition(" ")[0].rstrip(" ,;:-–(")
    return value if any(letter.isalpha() for letter in value) and len(value) > 2 else ""


def _opens_line(text: Text, label: Label) -> bool:
    return not text.text[text.line(label.start)[0] : label.start].strip()
