"""Tells the language of a few sentences by their small words."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

# Fewer small words than this say nothing.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Languages:
    """Small words by language code."""

    words: Mapping[str, frozenset[str]]

    def of(self, texts: Iterable[str]) -> str:
        """The code of the language these texts are mostly in; "" when too little shows it."""
        seen = Counter(re.findall(r"[^\W\d_]+", " ".join(texts).lower()))
        hits = {code: sum(seen[word] for word in words) for code, words in self.words.items()}
        best = max(hits, key=lambda code: hits[code])
        return best if hits[best] >= _ENOUGH else ""


def load() -> Languages:
    """The shipped words."""
    data = tomllib.loads((files("assistant.content") / "languages.toml").read_text("utf-8"))
    return Languages({code: frozenset(words) for code, words in data.items()})
