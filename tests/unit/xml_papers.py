"""What the tests of XML orders share: own papers to read and short ways to ask about them."""

from pathlib import Path

from assistant.documents.reading import Reading
from assistant.documents.xml import orders as xml_orders
from assistant.domain.facts import FactName
from assistant.domain.paper import Named, Paper, Part

PAPERS = Path(__file__).parent / "papers"


def source(name: str) -> str:
    """One of our own papers, by file name without ending."""
    return (PAPERS / f"{name}.xml").read_text("utf-8")


def reading(xml: str | bytes) -> Reading:
    """What the room makes of it; it must take it for XML."""
    found = xml_orders.read(xml.encode() if isinstance(xml, str) else xml)
    assert found is not None
    return found


def paper(xml: str | bytes) -> Paper:
    """The only paper in it, read without a problem."""
    found = reading(xml)
    assert (len(found.papers), found.problem) == (1, "")
    return found.papers[0]


def values(of: Paper, name: FactName) -> list[str]:
    """All values of a fact, in reading order."""
    return [fact.value for fact in of.facts if fact.name is name]


def value(of: Paper, name: FactName) -> str:
    """The only value of a fact, "" for none."""
    found = values(of, name)
    assert len(found) <= 1
    return found[0] if found else ""


def people(of: Paper, part: Part) -> list[Named]:
    """Who has this part in the paper."""
    return [one for one in of.people if one.part is part]
