"""Loads the word rules of the method check from their data files, one file per language."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from assistant.domain.fold import plain
from assistant.domain.method import OWN_ZONES, Category, Rule, Severity, Zone
from assistant.errors import ConfigError

_COMMON = "common.toml"
_FILE_KEYS = {"language", "words", "better", "advice", "rule"}
_RULE_KEYS = {
    "code", "category", "severity", "pattern", "spelled", "unless", "zones",
    "message", "better", "bad", "good",
}  # fmt: skip
_WORDLESS = {"ja", "zh"}  # written without gaps: a pattern has no word edges there
# Fold spells ä as a, but a letter may spell it ae: the pattern takes both.
_UMLAUTS = str.maketrans({"ä": "ae?", "ö": "oe?", "ü": "ue?", "ß": "ss"})
_FRAGMENT = re.compile(r"\{([a-z_]+)\}")
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence a rule must find (`bad`) or must leave alone, with the zone it stands in."""

    code: str
    text: str
    bad: bool
    zone: Zone


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One file as read, with the fragments and advice it may use."""

    name: str
    data: Mapping[str, Any]
    words: Mapping[str, str]
    advice: Mapping[str, Any]


def load_rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """All rules of the folder's TOML files (None: the ones shipped), in order of file and place.

    The `unless` of every language count for all rules of a category: a rule of one language
    must not stumble over another one's legal words (German "Risiko" in a Dutch rule).
    Raises ConfigError naming file and key for an unknown key, a missing one, a word outside
    its list, a pattern that does not compile, or a code used twice.
    """
    entries = tuple(_entries(folder))
    neighbours: dict[Category, list[str]] = {}
    for sheet, entry in entries:
        category = _word(sheet, entry, "category", Category)
        neighbours.setdefault(category, []).append(_wording(sheet, entry, "unless"))
    unless = {
        category: re.compile("|".join(filter(None, texts)))
        for category, texts in neighbours.items()
        if any(texts)
    }
    rules = tuple(_rule(sheet, entry, unless) for sheet, entry in entries)
    repeated = [code for code, count in Counter(rule.code for rule in rules).items() if count > 1]
    if repeated:
        raise ConfigError(f"rules: the code {repeated[0]!r} is used twice")
    return rules


def load_examples(folder: Path | None = None) -> tuple[Example, ...]:
    """The sentences every rule carries as its own proof."""
    return tuple(
        Example(entry["code"], text, kind == "bad", _zones(sheet, entry)[0])
        for sheet, entry in _entries(folder)
        for kind in ("bad", "good")
        for text in _texts(sheet, entry, kind)
    )


def _entries(folder: Path | None) -> Iterator[tuple[_Sheet, Mapping[str, Any]]]:
    root: Traversable = folder or files("assistant.content") / "rules"
    paths = sorted((p for p in root.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name)
    common = next((_read(path) for path in paths if path.name == _COMMON), {})
    for path in paths:
        data = _read(path)
        words = {**common.get("words", {}), **data.get("words", {})}
        sheet = _Sheet(path.name, data, words, common.get("advice", {}))
        _refuse_unknown(path.name, data, _FILE_KEYS)
        for entry in data.get("rule", ()):
            _refuse_unknown(path.name, entry, _RULE_KEYS)
            yield sheet, entry


def _read(path: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: not readable as TOML: {error}") from error


def _refuse_unknown(file: str, table: Mapping[str, Any], known: set[str]) -> None:
    for key in table.keys() - known:
        raise ConfigError(f"{file}: unknown key {key!r}; known are {', '.join(sorted(known))}")


def _rule(
    sheet: _Sheet, entry: Mapping[str, Any], unless: Mapping[Category, re.Pattern[str]]
) -> Rule:
    category = _word(sheet, entry, "category", Category)
    advice = sheet.advice.get(category, {})
    spelled = tuple(plain(word) for word in _texts(sheet, entry, "spelled"))
    pattern = _wording(sheet, entry, "pattern")
    if not spelled and not pattern:
        raise ConfigError(f"{sheet.name}: {_name(entry)} needs the key 'pattern' or 'spelled'")
    for kind in ("bad", "good"):
        if not _texts(sheet, entry, kind):
            raise ConfigError(f"{sheet.name}: {_name(entry)} needs an example under {kind!r}")
    better = entry.get("better") or sheet.data.get("better", {}).get(category)
    return Rule(
        code=_text(sheet, entry, "code"),
        category=category,
        severity=_word(sheet, entry, "severity", Severity),
        language=_text(sheet, sheet.data, "language"),
        pattern=re.compile(pattern) if pattern else None,
        unless=unless.get(category),
        spelled=spelled,
        zones=frozenset(_zones(sheet, entry)),
        message=_text(sheet, {**advice, **entry}, "message"),
        better=better or _text(sheet, advice, "better"),
    )


def _wording(sheet: _Sheet, entry: Mapping[str, Any], key: str) -> str:
    """The key's alternatives as one regular expression on folded text, on whole words."""
    text = "|".join(_expand(sheet, entry, key, text) for text in _texts(sheet, entry, key))
    if text and sheet.data.get("language") not in _WORDLESS:
        text = rf"(?<!\w)(?:{text})(?!\w)"
    try:
        re.compile(text)
    except re.error as error:
        raise ConfigError(f"{sheet.name}: {_name(entry)}, key {key!r}: {error}") from error
    return text


def _expand(sheet: _Sheet, entry: Mapping[str, Any], key: str, text: str) -> str:
    """Fragments put in (they may hold fragments), umlauts in both spellings, accents folded."""

    def put_in(name: re.Match[str]) -> str:
        try:
            return f"(?:{_FRAGMENT.sub(put_in, sheet.words[name[1]])})"
        except KeyError:
            raise ConfigError(
                f"{sheet.name}: {_name(entry)}, key {key!r}: no fragment {name[0]}"
            ) from None

    whole = _FRAGMENT.sub(put_in, text).translate(_UMLAUTS)
    return "".join(character if character.isascii() else plain(character) for character in whole)


def _name(entry: Mapping[str, Any]) -> str:
    return f"rule {entry.get('code', '?')!r}"


def _text(sheet: _Sheet, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise ConfigError(f"{sheet.name}: {_name(table)} needs a text under the key {key!r}")
    return value


def _texts(sheet: _Sheet, entry: Mapping[str, Any], key: str) -> list[str]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{sheet.name}: {_name(entry)} needs a list of texts under {key!r}")
    return value


def _word(sheet: _Sheet, entry: Mapping[str, Any], key: str, kind: type[_Word]) -> _Word:
    text = _text(sheet, entry, key)
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(kind)
        raise ConfigError(
            f"{sheet.name}: {_name(entry)}, key {key!r}: {text!r} is none of {known}"
        ) from None


def _zones(sheet: _Sheet, entry: Mapping[str, Any]) -> list[Zone]:
    """The zones the rule looks into; examples stand in the first one."""
    if "zones" not in entry:
        return [Zone.BODY, *sorted(OWN_ZONES - {Zone.BODY})]
    names = _texts(sheet, entry, "zones")
    return [_word(sheet, {**entry, "zones": name}, "zones", Zone) for name in names]
