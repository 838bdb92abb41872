"""Decides what an order's letters may say about the contract, and whether there are any."""

from assistant.domain.brief import Brief
from assistant.domain.order import Doubt, Order, Posture

# These say that what was ordered may not be what we offered, not ordered yet, or long ago.
_UNCLEAR = frozenset({Doubt.DIFFERS, Doubt.CONDITIONAL, Doubt.OLD})


def posture(order: Order, brief: Brief) -> Posture:
    """The posture: as a person of ours set it in the brief, else by the order's findings.

    Source of the rule: UCC 2-207 and CISG article 19, by which an answer to an order that
    differs from the offer can itself become the contract.
    """
    if brief.posture is not None:
        return brief.posture
    if any(one.doubt in _UNCLEAR for one in order.findings):
        return Posture.UNCLEAR
    return Posture.RECEIVED


def why_none(order: Order) -> str:
    """Why an order with an unclear posture has no letters, in one sentence for the rep."""
    reasons = [one.message for one in order.findings if one.doubt in _UNCLEAR]
    said = "; ".join(reasons) or "its posture is C"
    return f"no letter to the customer yet: {said}. Clear it with `posture: B` in its brief"
