"""Turns the house's frozen values into JSON for a column, and back."""

from typing import Any

from pydantic import TypeAdapter

from assistant.domain.draft import Draft
from assistant.domain.method import Finding
from assistant.domain.order import Order, Verdict
from assistant.domain.people import Influencer

ORDER: TypeAdapter[Order] = TypeAdapter(Order)
VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)
INFLUENCERS: TypeAdapter[tuple[Influencer, ...]] = TypeAdapter(tuple[Influencer, ...])
DRAFT: TypeAdapter[Draft] = TypeAdapter(Draft)
FINDINGS: TypeAdapter[tuple[Finding, ...]] = TypeAdapter(tuple[Finding, ...])


def dump(adapter: TypeAdapter[Any], value: object) -> Any:
    """A value as what a JSON column takes."""
    return adapter.dump_python(value, mode="json")
