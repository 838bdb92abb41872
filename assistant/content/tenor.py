"""Loads the word beginnings that tell what a business paper is about."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.content.wording import fold
from assistant.domain.kind import Kind

_WHOLE = 3  # letters up to which a beginning is a whole word
_KINDS = {
    "order": Kind.NEW_PO,
    "acknowledgement": Kind.ORDER_ACKNOWLEDGEMENT,
    "invoice": Kind.INVOICE,
    "quote": Kind.QUOTE,
    "rfq": Kind.RFQ,
    "shipping": Kind.SHIPPING,
    "change": Kind.PO_REVISION,
    "cancellation": Kind.PO_CANCELLATION,
    "other": Kind.OTHER,
}


@dataclass(frozen=True, slots=True)
class Tenor:
    """A pattern for each kind of paper, for a table's head, for what a buyer asks, and for the
    reader's own offer that a paper refers to."""

    kinds: Mapping[Kind, re.Pattern[str]]
    table: re.Pattern[str]
    asks: re.Pattern[str]
    reference: re.Pattern[str]


@cache
def load() -> Tenor:
    """The shipped table."""
    data = tomllib.loads((files("assistant.content") / "tenor.toml").read_text("utf-8"))
    patterns = {name: _pattern(table["words"]) for name, table in data.items()}
    kinds = {kind: patterns[name] for name, kind in _KINDS.items()}
    return Tenor(kinds, patterns["table"], patterns["asks"], patterns["reference"])


def _pattern(beginnings: Iterable[str]) -> re.Pattern[str]:
    """Any of the beginnings at a word's start, the longest first."""
    plain = sorted({fold(one) for one in beginnings}, key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(_one, plain))})")


def _one(beginning: str) -> str:
    spaced = re.escape(beginning).replace(r"\ ", r"[ \xa0]{1,2}")
    closed = r"(?![^\W\d_])" if len(beginning) <= _WHOLE and beginning.isascii() else ""
    return spaced + closed
