"""A page or a mail text that facts are read from, and how a fact gets its quote."""

from dataclasses import dataclass

from assistant.content.phrases import Phrases
from assistant.domain.facts import Fact, FactName, Sensitivity, Source, Status
from assistant.pipeline.labels import Label, Spot, labels, spots


@dataclass(frozen=True, slots=True)
class Text:
    """One page of a document (counted from 1), or a mail's subject or body (page 0)."""

    origin: str
    document: str
    page: int
    text: str
    labels: tuple[Label, ...]

    def fact(
        self,
        name: FactName,
        value: str,
        place: tuple[int, int],
        *,
        quoted_from: int | None = None,
        status: Status = Status.CUSTOMER_STATED,
        sensitivity: Sensitivity = Sensitivity.PUBLIC,
    ) -> Fact:
        """A fact read at `place`; its quote is the text as it stands from the label on.

        A label further away than 200 characters is left out of the quote.
        """
        start, end = place
        begin = start if quoted_from is None or end - quoted_from > 200 else min(quoted_from, start)
        quote = self.text[begin:end].strip()
        printed = " ".join(self.text[start:end].split())
        source = Source(self.origin, self.document, self.page, quote)
        return Fact(name, value, printed, source, status, sensitivity)

    def named(self, *names: str) -> tuple[Label, ...]:
        """The labels that may name one of these, in reading order."""
        return tuple(one for one in self.labels if not one.names.isdisjoint(names))

    def spots(self, label: Label) -> tuple[Spot, ...]:
        """Where the label's value may stand, the most likely place first."""
        return tuple(spots(self.text, label, self.labels))

    def line(self, place: int) -> tuple[int, int]:
        """Start and end of the line that holds `place`."""
        end = self.text.find("\n", place)
        return self.text.rfind("\n", 0, place) + 1, len(self.text) if end < 0 else end


def text(origin: str, document: str, page: int, content: str, phrases: Phrases) -> Text:
    """`content` with its labels found."""
    return Text(origin, document, page, content, labels(content, phrases))
