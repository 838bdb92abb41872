"""Reads who signed a paper: under a letter's closing words, or over a label at its foot."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.content.phrases import Phrases
from assistant.domain.paper import Part
from assistant.domain.people import Rep
from assistant.pipeline.grid import Row
from assistant.pipeline.labels import Label
from assistant.pipeline.person_names import Person, patterns, person
from assistant.pipeline.spots import Place, Spot, Where
from assistant.pipeline.texts import Text

_SIGNED = 5  # lines under a letter's closing words
_FOOT = 0.6  # of a page's rows, below which people sign
_LONGEST_TITLE = 40


def signers(text: Text, rep: Rep, phrases: Phrases) -> Iterator[Person]:
    """The first name under a letter's closing words, or under the buyer at a page's foot."""
    yield from _for_the_firm(text, rep, phrases)
    for label in text.named("closing", "buyer") if text.page else ():
        at = text.place(label)
        if at is None or not at.opens:
            continue
        if "buyer" in label.names and not (at.fills and _at_foot(text, at)):
            continue
        beside = next((spot for spot in text.spots(label) if spot.beside), None)
        signed = person(text, beside, Part.CONTACT, rep, phrases) if beside else None
        if signed and " " in signed.named.name:
            yield signed
            continue
        rows = tuple(text.layout.grid.below(at.row, most=_SIGNED, gap=_SIGNED))
        for index, row in enumerate(rows):
            one = _named(text, at, row, Part.CONTACT, rep, phrases)
            if one:
                yield _titled(one, text, at, rows[index + 1 : index + 2])
                break


def _for_the_firm(text: Text, rep: Rep, phrases: Phrases) -> Iterator[Person]:
    """ "i. A. Ann Lee" at the foot: who signs for the firm."""
    rows = text.layout.grid.rows
    for row in rows[int(len(rows) * _FOOT) :] if text.page else ():
        for cell in row.cells:
            if patterns(phrases).led.match(text.text, cell.start, cell.end):
                spot = Spot(cell.start, cell.end, cell.start, Where.BELOW)
                one = person(text, spot, Part.CONTACT, rep, phrases)
                if one and " " in one.named.name:
                    yield one


def above(text: Text, label: Label, part: Part, rep: Rep, phrases: Phrases) -> Person | None:
    """The name over a label at the foot of a page, where people sign: "Ann Lee / Prepared by"."""
    at = text.place(label)
    if at is None or not at.fills or label.colon or not _at_foot(text, at):
        return None
    return _named(text, at, text.layout.grid.rows[at.row - 1], part, rep, phrases)


def _at_foot(text: Text, at: Place) -> bool:
    return at.row >= len(text.layout.grid.rows) * _FOOT


def _named(
    text: Text, at: Place, row: Row, part: Part, rep: Rep, phrases: Phrases
) -> Person | None:
    """The full name in a row in the columns of a label."""
    for cell in text.layout.under(at, row)[:1]:
        spot = Spot(cell.start, cell.end, cell.start, Where.BELOW)
        one = person(text, spot, part, rep, phrases)
        if one and " " in one.named.name:
            return one
    return None


def _titled(one: Person, text: Text, at: Place, rows: tuple[Row, ...]) -> Person:
    """The person with the short line below as the title."""
    for row in rows:
        for cell in text.layout.under(at, row)[:1]:
            title = text.text[cell.start : cell.end]
            plain = not any(letter.isdigit() or letter in "@:" for letter in title)
            if plain and len(title) <= _LONGEST_TITLE and not one.named.title:
                return replace(one, named=replace(one.named, title=title))
    return one
