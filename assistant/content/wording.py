"""The small language in which phrases of order mail are written, and its matching.

A phrase is words with blanks between them, matched on folded text: `#` stands for a document
number, `...` for up to six words of the same sentence, `(a|b)` for one of these, `[a]` for
what may be left out, `{po}` for the language's nouns of that name, `^` for the text's start.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.errors import ConfigError

_GAP = r"[\s\-_]+"
# One step within a sentence: blanks or one line break, never an empty line.
_STEP = r"(?:[^\S\n]*\n[^\S\n]*|[^\S\n]+)"
# Abbreviations whose full stop ends no sentence.
_SHORT = r"(?:no|nr|n|ns|vs|o\.g|u\.g|a\.m|ref|art|inkl|incl|bzw|ca)\."
_WORDS = rf"[,:;]?{_STEP}(?:(?:[^\s!?;]{{1,40}}(?<!\.)|{_SHORT}){_STEP}){{0,6}}?"
_COUNTED = r"(?:number|nummer|numéro|número|numero|no|nr|num|n|nº|n°)(?![^\W\d_])"
# Signs and a word such as "No." before the number, or the number at once: "PO100538".
_NUMBER = rf"(?:[\s.:#°º_\-/]+(?:{_COUNTED}[\s.:#°º]*)?|(?=\d))(?=[^\s\d]{{0,12}}\d)[^\W_][\w./\-]*"
_FOLDS = str.maketrans("’‘´`\u00a0\u202f\u2007–—‑", "''''   ---")
_GROUP = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: its written form, its pattern, and sets of words.

    A text that lacks all words of one of the `needs` cannot hold the phrase.
    """

    source: str
    pattern: str
    needs: tuple[frozenset[str], ...]

    def search(self, folded: str) -> re.Match[str] | None:
        """The first place in folded text where the phrase stands."""
        return _compiled(self.pattern).search(folded)


def fold(text: str) -> str:
    """Lower case with plain apostrophes, dashes and blanks; every letter keeps its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := one.lower()) == 1 else one for one in text)
    return lowered.translate(_FOLDS)


def letters(text: str) -> str:
    """Letters and digits only: "L.L.C." and "LLC" are the same."""
    return re.sub(r"[\W_]+", "", fold(text))


def phrase(source: str, nouns: Mapping[str, Iterable[str]]) -> Phrase:
    """One phrase from its written form. Raises ConfigError for what the language has not."""
    filled = source
    for name in re.findall(r"\{(\w*)\}", source):
        if name not in nouns:
            raise ConfigError(f"phrase {source!r}: no nouns named {name!r}")
        filled = filled.replace(f"({{{name}}})", f"{{{name}}}")
        filled = filled.replace(f"{{{name}}}", f"({'|'.join(nouns[name])})")
    tokens = _tokens(fold(filled))
    if not any(token not in ("^", "...") for token in tokens):
        raise ConfigError(f"phrase {source!r} is empty")
    needs = tuple(frozenset(words) for token in tokens if (words := _literals(token)))
    return Phrase(source, rf"(?<!\w){_sequence(tokens, source)}(?!\w)", needs)


def holds(folded: str, word: str) -> bool:
    """True if a phrase's word stands in folded text; a short one must not be part of another."""
    if len(word) > 3:
        return word in folded
    return word in folded and bool(_whole(word).search(folded))


def expand(source: str) -> tuple[str, ...]:
    """Every wording a phrase without `...` and `#` stands for, folded."""
    match = _GROUP.search(source)
    if not match:
        return (" ".join(fold(source).split()),)
    choices = match[1].split("|") if match[1] is not None else ["", *match[2].split("|")]
    head, tail = source[: match.start()], source[match.end() :]
    return tuple(one for choice in choices for one in expand(f"{head}{choice}{tail}"))


def _tokens(text: str) -> list[str]:
    """The parts between blanks that stand outside brackets."""
    return [one for one in _split(" ".join(text.split()), " ") if one]


def _split(text: str, mark: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text + mark):
        if letter == mark and depth == 0:
            parts.append(text[start:place])
            start = place + 1
        depth += (letter in "([") - (letter in ")]")
    return parts if depth == 0 else [text]


def _sequence(pieces: list[str], source: str) -> str:
    pattern, started, gap = "", False, _GAP
    for piece in pieces:
        if piece == "^":
            pattern += r"\A\s*"
            continue
        if piece == "...":
            gap = _WORDS
            continue
        optional = piece.startswith("[") and _closing(piece, 0, source) == len(piece) - 1
        inner = _token(piece[1:-1] if optional else piece, source)
        numbers = piece.strip("[]()") == "#"
        before = "" if numbers or not started else gap
        if optional:
            pattern += f"(?:{before}{inner})?" if started else f"(?:{inner}{_GAP})?"
            continue
        pattern += before + inner
        started, gap = True, _GAP
    return pattern


def _token(text: str, source: str) -> str:
    """A pattern for one token: letters, `#`, groups, letters that may be left out."""
    parts = _split(text, "|")
    if len(parts) > 1:
        return "(?:" + "|".join(_sequence(_tokens(one), source) for one in parts) + ")"
    tokens = _tokens(text)
    if len(tokens) > 1:
        return _sequence(tokens, source)
    out, place = "", 0
    while place < len(text):
        if text[place] in "([":
            end = _closing(text, place, source)
            out += f"(?:{_token(text[place + 1 : end], source)})"
            out += "?" if text[place] == "[" else ""
            place = end + 1
        else:
            out += _NUMBER if text[place] == "#" else re.escape(text[place])
            place += 1
    return out


def _closing(text: str, opening: int, source: str) -> int:
    depth = 0
    for place in range(opening, len(text)):
        depth += (text[place] in "([") - (text[place] in ")]")
        if depth == 0:
            return place
    raise ConfigError(f"phrase {source!r}: a bracket is not closed")


def _literals(token: str) -> tuple[str, ...]:
    """Words of which one must stand in the text; () when the token does not say so simply."""
    if token in ("^", "...") or token.startswith("["):
        return ()
    plain = token[1:-1] if token.startswith("(") and token.endswith(")") else token
    words = []
    for part in _split(plain, "|"):
        for one in _split(part.strip("()") if part.count("(") == 1 else part, "|"):
            if any(sign in one for sign in "()[]"):
                return ()
            pieces = re.split(r"[\s\-_#]+", one.replace("...", " "))
            words.append(max(pieces, key=len))
    return tuple(dict.fromkeys(words)) if all(words) else ()


@functools.cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?![^\W\d_])")


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
