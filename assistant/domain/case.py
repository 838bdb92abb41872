"""A case: one order on its way from the mail it came in to its drafts."""

from dataclasses import dataclass

from assistant.domain.draft import Draft
from assistant.domain.method import Finding
from assistant.domain.order import Order
from assistant.domain.people import Influencer


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDraft:
    """A letter and what the method check says of it."""

    draft: Draft
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An order with what each step added to it; every step returns a new one."""

    order: Order
    influencers: tuple[Influencer, ...] = ()
    drafts: tuple[CheckedDraft, ...] = ()
