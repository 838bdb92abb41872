"""Reads a person at a place of a page: name, title, mail address and telephone."""

import functools
import re
from dataclasses import dataclass

from assistant.content.phrases import Phrases
from assistant.content.wording import fold
from assistant.domain.paper import Named, Part
from assistant.domain.people import Rep
from assistant.pipeline.companies import company, is_ours, key_of
from assistant.pipeline.labels import names_of
from assistant.pipeline.spots import Spot
from assistant.pipeline.texts import Text

_INITIAL = r"[A-ZÀ-ÞŠŽČ]\."
_WORD = rf"(?:(?:{_INITIAL}-?)+|[A-ZÀ-ÞŠŽČŁŚÓŻ][\w'’-]*\w)"
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"\+?\(?\d[\d ()/.\-–]{5,22}\d")
_TITLE = re.compile(r"[ \xa0]*(?:,|[-–—]|\()[ \xa0]*([^\W\d_][^\d@:;,()]{2,38})[)]?[ \xa0]*$")
_MOST_WORDS = 5  # of a name
_CODE_SIGNS = tuple("_.º°ª#")  # right behind a word these make it a code or a title
_SIGNS = " \t\xa0:.-–*_"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a paper names, and where: `start`..`end` of the text, quoted from a label."""

    named: Named
    text: Text
    start: int
    end: int
    quoted_from: int


@dataclass(frozen=True, slots=True)
class _Patterns:
    """A name as most people write it, and with the family name first."""

    straight: re.Pattern[str]
    turned: re.Pattern[str]
    led: re.Pattern[str]  # what a name follows and is no part of it
    phone: re.Pattern[str]  # a telephone's label


@functools.cache
def _patterns(words: tuple[tuple[str, ...], ...]) -> _Patterns:
    titles, particles, signs_for, phones = ("|".join(map(re.escape, one)) for one in words)
    # A short word with a point is a title in any language, but for what announces a telephone.
    short = rf"(?!(?i:{phones})\b)[^\W\d_]{{2,5}}\.[ºª°]?"
    title, small = rf"(?:(?:(?:{titles})[.ºª°]{{0,3}}|{short})[ \xa0]+)", rf"(?:(?:{particles})[ ])"
    return _Patterns(
        re.compile(
            rf"{title}*{small}?{_WORD}(?:[ \xa0]{small}{{0,2}}{_WORD}){{0,4}}(?:[ ][A-Z](?!\w))?"
        ),
        re.compile(rf"({small}?{_WORD}),[ ]({title}*{_WORD}(?:[ ]{_WORD})?)(?![\w@])"),
        re.compile(rf"(?:{signs_for})\s+"),
        re.compile(rf"(?:{phones})\b", re.I),
    )


def patterns(phrases: Phrases) -> _Patterns:
    """The patterns for the words of `phrases`."""
    return _patterns(
        (
            phrases.person_titles,
            phrases.name_particles,
            phrases.signs_for,
            phrases.phone_words,
        )
    )


def person(
    text: Text, spot: Spot, part: Part, rep: Rep, phrases: Phrases, *, by_mail: bool = False
) -> Person | None:
    """A name, an address, or both, at a spot; `by_mail` looks for an address only."""
    page, end = text.text, spot.end
    start = end - len(page[spot.start : end].lstrip(_SIGNS))
    if led := patterns(phrases).led.match(page, start, end):
        start = led.end()
    mail = _EMAIL.search(page, start, end)
    name = None if by_mail else _name(text, start, end, rep, phrases)
    if name is None and mail is None:
        return None
    after = name[1] if name else start
    phone = _PHONE.search(page, after, mail.start() if mail and mail.start() > after else end)
    title = _TITLE.match(page, after, end) if name else None
    named = Named(
        part=part,
        name=" ".join(page[slice(*name)].split()) if name else "",
        email=mail[0].lower() if mail else "",
        title=title[1].strip() if title else "",
        phone=phone[0].strip() if phone else "",
        quote=page[start:end].strip()[:200],
        page=text.page,
    )
    begin, stop = name or (mail.span() if mail else (start, start))
    return Person(named, text, begin, max(stop, mail.end() if mail else 0), spot.quoted_from)


def reached_at(line: str, phrases: Phrases) -> tuple[str, str]:
    """The mail address and the labelled telephone number of a line, each "" if it has none."""
    mail = _EMAIL.search(line)
    phone = _PHONE.search(line) if patterns(phrases).phone.match(line) else None
    return mail[0].lower() if mail else "", phone[0].strip() if phone else ""


def _name(text: Text, start: int, end: int, rep: Rep, phrases: Phrases) -> tuple[int, int] | None:
    """A person's name at `start`, which is no desk, company, code or label."""
    legal = company(text, start, end, rep, phrases, plain=False)
    if legal:
        # "Ann Lee, Harbor Paper Inc." is a person; "Acme Foods, Inc." is nobody.
        before, comma, _rest = legal.name.partition(",")
        if not comma or key_of(before, phrases) == legal.key:
            return None
        end = min(end, text.text.index(",", start))
    shapes = patterns(phrases)
    match = shapes.turned.match(text.text, start, end)
    if match is None or names_of(match[2], phrases):
        match = shapes.straight.match(text.text, start, end)
    if match is None or is_ours(match[0], rep) or not _is_name(match[0], phrases):
        return None
    rest = text.text[match.end() : end].strip()
    words = match[0].count(" ") + 1
    if words in (1, _MOST_WORDS) and (rest[:1].isalnum() or rest[:1] == "/"):
        return None  # one word, or very many, and more behind it are a sentence or a code
    if text.text[match.end() : end][:1] in _CODE_SIGNS:
        return None
    if any(start <= one.start < match.end() and one.colon for one in text.layout.labels):
        return None
    return match.span()


def _is_name(written: str, phrases: Phrases) -> bool:
    folded = fold(written)
    words = folded.replace(",", " ").split()
    known = folded in phrases.titles or names_of(written, phrases)
    desk = not phrases.desk_words.isdisjoint(words) or not phrases.trades.isdisjoint(words)
    return not (known or desk or len(folded) < 3 or any(one.isdigit() for one in folded))
