"""Orders of many makers are read alike, whatever stands where on the page."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from reading_own import read_order

from assistant.domain.facts import FactName, every, first
from assistant.domain.mail import Document

PAPERS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("layouts_own.toml").read_text(encoding="utf-8")
)["paper"]
SEVERAL = (FactName.REQUESTED_DATE, FactName.MILESTONE)


@pytest.mark.parametrize("one", PAPERS, ids=lambda one: str(one["id"]))
def test_every_own_paper_gives_its_facts(one: dict[str, Any]) -> None:
    """Each paper says what a careful person reads on it; "" stays unsaid."""
    found = read_order(Document("p.pdf", (one["page"],))).facts
    for written, wanted in one["facts"].items():
        name = FactName(written)
        if name in SEVERAL:
            value = " ".join(sorted(fact.value for fact in every(found, name)))
        else:
            fact = first(found, name)
            value = fact.value if fact else ""
        assert value in wanted.split("|"), name


@pytest.mark.parametrize("one", PAPERS, ids=lambda one: str(one["id"]))
def test_every_fact_and_person_stands_in_the_paper(one: dict[str, Any]) -> None:
    """Quotes are the page's own characters, and no honest paper raises a doubt."""
    read = read_order(Document("p.pdf", (one["page"],)))
    for fact in read.facts:
        source = one["page"] if fact.source.document else "x@buyer.example"
        assert fact.source.quote
        assert fact.source.quote in source, fact
    for person in read.people:
        assert person.quote in one["page"], person
        assert (person.name or person.email) in " ".join(one["page"].split())
    assert read.findings == ()
