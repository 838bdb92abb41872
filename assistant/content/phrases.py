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
    "po_number", "order_number", "bare_number", "our_reference", "other_number", "po_title",
    "po_date", "any_date", "other_date", "revision", "contact", "buyer", "originator",
    "approver", "acknowledge", "receiver", "accounts", "attention", "title", "customer",
    "supplier", "site", "quote", "quote_text", "delivery", "maybe_delivery", "delivery_text",
    "milestone", "project", "regarding", "currency", "total", "plain_total", "net_total",
    "subtotal", "tax_total", "part_total", "price_text", "amount", "payment_terms",
    "delivery_terms", "column", "closing",
)  # fmt: skip
_LANGUAGE_KEYS: Mapping[str, tuple[str, ...]] = {
    "nouns": ("po", "order", "thing"),
    "subject": _KINDS,
    "body": _KINDS,
    "title": _KINDS,
    "portal": (*_KINDS, "desks"),
    "altered": _KINDS,
    "written": (*_KINDS, "handover"),
    "against": ("complaint", "claim", "chat", "old", "legal"),
    "accept": ("words", "demands", "offers", "numbers"),
    "conditional": ("mail", "paper"),
    "settled": ("words",),
    "list": ("words",),
    "handover": ("words", "requests", "neutral"),
    "not_handed_over": ("theirs", "about", "things", "joined", "answers", "wanted"),
    "lure": ("credentials", "unlocking"),
    "automatic": ("subjects", "replies", "forwards"),
    "printed": ("from", "date", "to", "cc", "subject", "forwarded"),
    "labels": _LABELS,
    "months": ("names",),
}
# The tables that common.toml must have.
COMMON: Mapping[str, tuple[str, ...]] = {
    "files": ("risky", "readable", "harmless", "pictures", "types", "archives"),
    "mail": ("free",),
    "money": ("codes", "shared", "symbols"),
    "countries": ("known", "states", "open_ends"),
    "titles": ("tails",),
    "people": ("titles", "particles", "signs_for", "phones"),
    "company": ("forms", "trades", "desks", "streets", "street_ends", "street_starts"),
}
_LISTS = {
    "complaint": ("against", "complaint"),
    "claim": ("against", "claim"),
    "chat": ("against", "chat"),
    "old": ("against", "old"),
    "legal": ("against", "legal"),
    "accepts": ("accept", "words"),
    "demands": ("accept", "demands"),
    "offers": ("accept", "offers"),
    "numbers": ("accept", "numbers"),
    "conditional": ("conditional", "mail"),
    "conditional_paper": ("conditional", "paper"),
    "settled": ("settled", "words"),
    "to_a_list": ("list", "words"),
    "unlocking": ("lure", "unlocking"),
    "handover": ("handover", "words"),
    "requests": ("handover", "requests"),
    "theirs": ("not_handed_over", "theirs"),
    "about": ("not_handed_over", "about"),
    "things": ("not_handed_over", "things"),
    "joined": ("not_handed_over", "joined"),
    "answers": ("not_handed_over", "answers"),
    "wanted": ("not_handed_over", "wanted"),
    "credentials": ("lure", "credentials"),
    "automatic": ("automatic", "subjects"),
}


@dataclass(frozen=True, slots=True)
class Country:
    """A country by a name it goes by: its money, and how it writes dates.

    `dates` is "dmy", "mdy", or "any" where both are common.
    """

    name: str
    money: str
    dates: str


PhrasesByKind = Mapping[Kind, tuple[Phrase, ...]]
_Tables = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The wording of all languages as one value; all plain words in it are folded."""

    subject: PhrasesByKind
    body: PhrasesByKind
    portal: PhrasesByKind
    altered: PhrasesByKind  # a change or an end, said of an order that is named elsewhere
    complaint: tuple[Phrase, ...]
    claim: tuple[Phrase, ...]  # goods or papers that do not agree with an order
    chat: tuple[Phrase, ...]
    old: tuple[Phrase, ...]  # an order of earlier times, shown again
    legal: tuple[Phrase, ...]
    accepts: tuple[Phrase, ...]  # the customer says yes, with an order or ahead of one
    demands: tuple[Phrase, ...]  # the customer asks for goods
    offers: tuple[Phrase, ...]  # our quotation, as the customer speaks of it
    numbers: tuple[Phrase, ...]  # an order's number, as a customer states it
    conditional: tuple[Phrase, ...]  # an order that does not bind yet
    conditional_paper: tuple[Phrase, ...]  # the same at the head of a paper
    settled: tuple[Phrase, ...]  # a colleague's words for an order that is not to be acted on
    to_a_list: tuple[Phrase, ...]
    unlocking: tuple[Phrase, ...]  # a password for a locked file
    handover: tuple[Phrase, ...]
    requests: tuple[Phrase, ...]  # what a customer asks for with an order
    neutral: frozenset[str]  # words beside a handover that do not say what is handed over
    theirs: tuple[Phrase, ...]  # the reader's own order, or no real one
    about: tuple[Phrase, ...]  # a paper that belongs to an order
    things: tuple[Phrase, ...]  # such papers and matters by name
    joined: tuple[Phrase, ...]  # an order all the same, with such papers or beside them
    wanted: tuple[Phrase, ...]  # beside a paper that is asked for, not given
    answers: tuple[Phrase, ...]  # what a customer wants back for an order
    credentials: tuple[Phrase, ...]
    automatic: tuple[Phrase, ...]
    written: Mapping[str, Kind]  # in scripts without blanks between words; the longest first
    written_handover: tuple[str, ...]
    # The words that the phrases need: those of letters only, and all others.
    plain_words: frozenset[str]
    odd_words: frozenset[str]
    titles: Mapping[str, Kind]  # a document's title
    po_nouns: frozenset[str]
    portals: tuple[str, ...]
    replies: frozenset[str]  # the marks of an answer or a forwarded mail: "re", "fw"
    forwards: frozenset[str]  # those of a forwarded one
    printed: Mapping[str, str]  # a printed header's label -> from, date, to, cc or subject
    forwarded: tuple[str, ...]  # the line above a forwarded mail
    labels: Mapping[str, frozenset[str]]  # a printed label -> the names of what stands beside it
    foreign: frozenset[str]  # labels that English does not have
    months: Mapping[str, int]
    risky: frozenset[str]
    readable: frozenset[str]
    harmless: frozenset[str]
    pictures: frozenset[str]
    archives: frozenset[str]
    readable_types: tuple[str, ...]  # beginnings of media types
    free_mail: frozenset[str]
    codes: frozenset[str]
    symbols: tuple[tuple[str, str], ...]
    shared_signs: Mapping[str, frozenset[str]]  # a sign of several currencies -> their codes
    countries: tuple[Country, ...]
    states: frozenset[str]
    open_ends: frozenset[str]  # ends of domains that say nothing of how dates are written
    company_forms: frozenset[str]
    streets: frozenset[str]  # last words of a street's name
    street_ends: tuple[str, ...]  # ends of such words
    street_starts: frozenset[str]  # first words of one
    trades: frozenset[str]  # words that make a company's name likely
    title_tails: frozenset[str]
    desk_words: frozenset[str]
    person_titles: tuple[str, ...]  # as they are written, as are the next two
    name_particles: tuple[str, ...]
    signs_for: tuple[str, ...]
    phone_words: tuple[str, ...]


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
    subject, body, portal, altered = (
        _by_kind(tables, one) for one in ("subject", "body", "portal", "altered")
    )
    lists = {name: _phrases(tables, *where) for name, where in _LISTS.items()}
    by_kind = (subject, body, portal, altered)
    every = [one for kinds in by_kind for ones in kinds.values() for one in ones]
    every += [one for ones in lists.values() for one in ones]
    needed = {word for one in every for need in one.needs for word in need}
    every_label = _labels(tables)
    return Phrases(
        subject=subject,
        body=body,
        portal=portal,
        altered=altered,
        **lists,
        neutral=frozenset(fold(one) for one in _each(tables, "handover", "neutral")),
        plain_words=frozenset(word for word in needed if word.isalpha()),
        odd_words=frozenset(word for word in needed if not word.isalpha()),
        written=_written(tables),
        written_handover=tuple(_each(tables, "written", "handover")),
        titles=_titles(tables),
        po_nouns=frozenset(fold(noun) for noun in _each(tables, "nouns", "po")),
        portals=tuple(fold(one) for one in _each(tables, "portal", "desks")),
        replies=frozenset(fold(one) for one in _each(tables, "automatic", "replies")),
        forwards=frozenset(fold(one) for one in _each(tables, "automatic", "forwards")),
        printed=_printed(tables),
        forwarded=tuple(fold(one) for one in _each(tables, "printed", "forwarded")),
        labels=every_label,
        foreign=_foreign(tables, every_label),
        months=_months(tables),
        risky=frozenset(common["files"]["risky"]),
        readable=frozenset(common["files"]["readable"]),
        harmless=frozenset(common["files"]["harmless"]),
        pictures=frozenset(common["files"]["pictures"]),
        archives=frozenset(common["files"]["archives"]),
        readable_types=tuple(common["files"]["types"]),
        free_mail=frozenset(common["mail"]["free"]),
        codes=frozenset(common["money"]["codes"]),
        symbols=tuple((fold(sign), code) for sign, code in common["money"]["symbols"]),
        shared_signs={fold(sign): frozenset(codes) for sign, *codes in common["money"]["shared"]},
        countries=tuple(Country(fold(name), *rest) for name, *rest in common["countries"]["known"]),
        states=frozenset(common["countries"]["states"]),
        open_ends=frozenset(common["countries"]["open_ends"]),
        company_forms=frozenset(common["company"]["forms"]),
        streets=frozenset(common["company"]["streets"]),
        street_ends=tuple(common["company"]["street_ends"]),
        street_starts=frozenset(common["company"]["street_starts"]),
        trades=frozenset(common["company"]["trades"]),
        title_tails=frozenset(common["titles"]["tails"]),
        person_titles=tuple(common["people"]["titles"]),
        name_particles=tuple(common["people"]["particles"]),
        signs_for=tuple(common["people"]["signs_for"]),
        phone_words=tuple(common["people"]["phones"]),
        desk_words=frozenset(common["company"]["desks"]),
    )


def _table(name: str, text: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}") from error
    known = COMMON if name == _COMMON else _LANGUAGE_KEYS
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


def _written(tables: _Tables) -> Mapping[str, Kind]:
    words = {fold(one): kind for kind in Kind for one in _each(tables, "written", kind.value)}
    return dict(sorted(words.items(), key=lambda item: -len(item[0])))


def _printed(tables: _Tables) -> Mapping[str, str]:
    return {
        fold(label): name
        for name in ("from", "date", "to", "cc", "subject")
        for label in _each(tables, "printed", name)
    }


def _labels(tables: _Tables) -> Mapping[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for name in _LABELS:
        for written in _each(tables, "labels", name):
            for label in expand(written):
                names.setdefault(label, set()).add(name)
    # Thousands of labels share a few dozen sets of names.
    kept: dict[frozenset[str], frozenset[str]] = {}
    sets = ((label, frozenset(found)) for label, found in names.items())
    return {label: kept.setdefault(found, found) for label, found in sets}


def _foreign(tables: _Tables, known: Iterable[str]) -> frozenset[str]:
    """The labels in `known` that English does not have."""
    return frozenset(known) - set(_labels({_ENGLISH: tables.get(_ENGLISH, {})}))


def _months(tables: _Tables) -> Mapping[str, int]:
    return {
        fold(name): number
        for table in tables.values()
        for number, names in enumerate(table.get("months", {}).get("names", ()), start=1)
        for name in names
    }
