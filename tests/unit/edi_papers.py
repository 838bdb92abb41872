"""What the tests of EDI orders share: reading a file and looking every quote up in its page."""

from assistant.documents.edi import orders as edi
from assistant.domain.paper import Paper


def read(text: str | bytes) -> tuple[Paper, ...]:
    """The papers of a file, after every quote was looked up in its page."""
    reading = edi.read(text.encode() if isinstance(text, str) else text)
    assert reading is not None
    assert not reading.problem
    for paper in reading.papers:
        quotes = [fact.quote for fact in paper.facts] + [who.quote for who in paper.people]
        for quote in quotes:
            assert 0 < len(quote) <= 200
            assert quote in reading.pages[0]
    return reading.papers


def one(text: str | bytes) -> Paper:
    """The only paper of a file."""
    (paper,) = read(text)
    return paper
