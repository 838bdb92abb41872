"""Turns what a paper of a machine's format states into facts of the order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.domain.facts import SENSITIVITY, Fact, FactName, Sensitivity, Source
from assistant.domain.mail import Document
from assistant.domain.order import ORDER_KINDS
from assistant.domain.paper import Line, Named, Paper


@dataclass(frozen=True, slots=True)
class Machine:
    """The first order among the papers; `numbers` are the PO numbers of all of them."""

    facts: tuple[Fact, ...] = ()
    people: tuple[Named, ...] = ()
    lines: tuple[Line, ...] = ()
    numbers: tuple[Fact, ...] = ()


def read(origin: str, documents: Iterable[Document]) -> Machine:
    """The first order that a format states, word for word; empty if none does.

    `origin` is the mail's id. A message that holds several orders gives the numbers of all,
    so that the rep hears of the others.
    """
    every = [(one, paper) for one in documents for paper in _orders(one)]
    if not every:
        return Machine()
    document, paper = every[0]
    numbers = [
        fact
        for one, held in every
        for fact in _facts(origin, one, held)
        if fact.name is FactName.PO_NUMBER
    ]
    facts = tuple(_facts(origin, document, paper))
    return Machine(facts, paper.people, paper.lines, tuple(numbers))


def _orders(document: Document) -> Iterator[Paper]:
    yield from (paper for paper in document.papers if paper.kind in ORDER_KINDS)


def _facts(origin: str, document: Document, paper: Paper) -> Iterator[Fact]:
    for one in paper.facts:
        source = Source(origin, document.name, one.page, one.quote)
        sensitivity = SENSITIVITY.get(one.name, Sensitivity.PUBLIC)
        yield Fact(one.name, one.value, one.printed, source, sensitivity=sensitivity)
