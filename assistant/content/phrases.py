"""Loads the wording of order mail from phrases/*.toml: one file a language, and common.toml."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.content.wording import Phrase, expand, fold, phrase
from assistant.domain.kind import Kind
from assistant.errors import ConfigError

_COMMON = "common.toml"
_ENGLISH = "en.toml"
_KINDS = tuple(kind.value for kind in Kind)
_LABELS = (
    "po_number", "order_number", "po_title", "po_date", "any_date", "revision", "contact",
    "buyer", "attention", "customer", "supplier", "quote", "quote_text", "delivery",
    "delivery_text", "project", "regarding", "currency", "total", "plain_total", "part_total",
)  # fmt: skip
_LANGUAGE_KEYS: Mapping[str, tuple[str, ...]] = {
    "nouns": ("po", "order", "thing"),
    "subject": _KINDS,
    "body": _KINDS,
    "title": _KINDS,
    "portal": (*_KINDS, "desks"),
    "against": ("complaint", "chat", "legal"),
    "handover": ("words",),
    "not_handed_over": ("theirs", "about", "things", "joined", "answers"),
    "lure": ("credentials",),
    "automatic": ("subjects", "replies"),
    "labels": _LABELS,
    "months": ("names",),
}
_COMMON_KEYS: Mapping[str, tuple[str, ...]] = {
    "files": ("risky", "readable", "harmless"),
    "mail": ("free",),
    "money": ("codes", "symbols"),
    "titles": ("tails",),
    "company": ("forms", "desks"),
}
_LISTS = {
    "complaint": ("against", "complaint"),
    "chat": ("against", "chat"),
    "legal": ("against", "legal"),
    "handover": ("handover", "words"),
    "theirs": ("not_handed_over", "theirs"),
    "about": ("not_handed_over", "about"),
    "things": ("not_handed_over", "things"),
    "joined": ("not_handed_over", "joined"),
    "answers": ("not_handed_over", "answers"),
    "credentials": ("lure", "credentials"),
    "automatic": ("automatic", "subjects"),
}

PhrasesByKind = Mapping[Kind, tuple[Phrase, ...]]
_Tables = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The wording of all languages as one value; all plain words in it are folded."""

    subject: PhrasesByKind
    body: PhrasesByKind
    portal: PhrasesByKind
    complaint: tuple[Phrase, ...]
    chat: tuple[Phrase, ...]
    legal: tuple[Phrase, ...]
    handover: tuple[Phrase, ...]
    theirs: tuple[Phrase, ...]  # the reader's own order, or no real one
    about: tuple[Phrase, ...]  # a paper that belongs to an order
    things: tuple[Phrase, ...]  # such papers and matters by name
    joined: tuple[Phrase, ...]  # an order all the same, with such papers or beside them
    answers: tuple[Phrase, ...]  # what a customer wants back for an order
    credentials: tuple[Phrase, ...]
    automatic: tuple[Phrase, ...]
    # The words that the phrases need: those of letters only, and all others.
    plain_words: frozenset[str]
    odd_words: frozenset[str]
    titles: Mapping[str, Kind]  # a document's title
    po_nouns: frozenset[str]
    portals: tuple[str, ...]
    replies: frozenset[str]
    labels: Mapping[str, frozenset[str]]  # a printed label -> the names of what stands beside it
    foreign: frozenset[str]  # labels that English does not have
    months: Mapping[str, int]
    risky: frozenset[str]
    readable: frozenset[str]
    harmless: frozenset[str]
    free_mail: frozenset[str]
    codes: frozenset[str]
    symbols: tuple[tuple[str, str], ...]
    company_forms: frozenset[str]
    title_tails: frozenset[str]
    desk_words: frozenset[str]


@cache  # a frozen value that several parts ask for; reading it costs a tenth of a second
def load() -> Phrases:
    """The shipped wording. Raises ConfigError as `parse` does."""
    folder = files("assistant.content") / "phrases"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    return parse({name: (folder / name).read_text("utf-8") for name in names})


def parse(texts: Mapping[str, str]) -> Phrases:
    """The wording from TOML texts by file name, "common.toml" among them.

    Raises ConfigError naming file and key for an unknown key, a phrase that is not one, or
    a table that is missing.
    """
    tables = {name: _table(name, text) for name, text in texts.items()}
    if _COMMON not in tables:
        raise ConfigError(f"{_COMMON} is missing")
    common = tables.pop(_COMMON)
    subject, body, portal = (_by_kind(tables, one) for one in ("subject", "body", "portal"))
    lists = {name: _phrases(tables, *where) for name, where in _LISTS.items()}
    every = [one for kinds in (subject, body, portal) for ones in kinds.values() for one in ones]
    every += [one for ones in lists.values() for one in ones]
    needed = {word for one in every for need in one.needs for word in need}
    return Phrases(
        subject=subject,
        body=body,
        portal=portal,
        complaint=lists["complaint"],
        chat=lists["chat"],
        legal=lists["legal"],
        handover=lists["handover"],
        theirs=lists["theirs"],
        about=lists["about"],
        things=lists["things"],
        joined=lists["joined"],
        answers=lists["answers"],
        credentials=lists["credentials"],
        automatic=lists["automatic"],
        plain_words=frozenset(word for word in needed if word.isalpha()),
        odd_words=frozenset(word for word in needed if not word.isalpha()),
        titles=_titles(tables),
        po_nouns=frozenset(fold(noun) for noun in _each(tables, "nouns", "po")),
        portals=tuple(fold(one) for one in _each(tables, "portal", "desks")),
        replies=frozenset(fold(one) for one in _each(tables, "automatic", "replies")),
        labels=_labels(tables),
        foreign=_foreign(tables),
        months=_months(tables),
        risky=frozenset(common["files"]["risky"]),
        readable=frozenset(common["files"]["readable"]),
        harmless=frozenset(common["files"]["harmless"]),
        free_mail=frozenset(common["mail"]["free"]),
        codes=frozenset(common["money"]["codes"]),
        symbols=tuple((fold(sign), code) for sign, code in common["money"]["symbols"]),
        company_forms=frozenset(common["company"]["forms"]),
        title_tails=frozenset(common["titles"]["tails"]),
        desk_words=frozenset(common["company"]["desks"]),
    )


def _table(name: str, text: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}") from error
    known = _COMMON_KEYS if name == _COMMON else _LANGUAGE_KEYS
    for section, entries in data.items():
        if section not in known or not isinstance(entries, dict):
            raise ConfigError(f"{name}: unknown key {section!r}")
        for key in entries:
            if key not in known[section]:
                raise ConfigError(f"{name}: unknown key {section}.{key!r}")
    if name == _COMMON:
        for section, keys in known.items():
            for key in keys:
                if key not in data.get(section, {}):
                    raise ConfigError(f"{name}: missing key {section}.{key!r}")
    return data


def _each(tables: _Tables, section: str, key: str) -> Iterator[str]:
    for table in tables.values():
        yield from table.get(section, {}).get(key, ())


def _phrases(tables: _Tables, section: str, key: str) -> tuple[Phrase, ...]:
    found = []
    for name, table in tables.items():
        nouns: Mapping[str, Iterable[str]] = table.get("nouns", {})
        for source in table.get(section, {}).get(key, ()):
            try:
                found.append(phrase(source, nouns))
            except (ConfigError, re.error) as error:
                raise ConfigError(f"{name}: {section}.{key}: {error}") from error
    return tuple(found)


def _by_kind(tables: _Tables, section: str) -> PhrasesByKind:
    return {kind: found for kind in Kind if (found := _phrases(tables, section, kind.value))}


def _titles(tables: _Tables) -> Mapping[str, Kind]:
    return {
        title: kind
        for kind in Kind
        for written in _each(tables, "title", kind.value)
        for title in expand(written)
    }


def _labels(tables: _Tables) -> Mapping[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for name in _LABELS:
        for label in _each(tables, "labels", name):
            names.setdefault(fold(label), set()).add(name)
    return {label: frozenset(found) for label, found in names.items()}


def _foreign(tables: _Tables) -> frozenset[str]:
    english = set(_labels({_ENGLISH: tables.get(_ENGLISH, {})}))
    return frozenset(_labels(tables)) - english


def _months(tables: _Tables) -> Mapping[str, int]:
    return {
        fold(name): number
        for table in tables.values()
        for number, names in enumerate(table.get("months", {}).get("names", ()), start=1)
        for name in names
    }
