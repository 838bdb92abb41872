"""Says how probable it is that a mail brings a new PO."""

import math
from collections.abc import Iterable

from assistant.content.classifier import Classifier

_STEEPEST = 60.0  # beyond it the exponential says nothing more


def probability(signs: Iterable[str], model: Classifier) -> float:
    """Between 0 and 1, calibrated. A sign that the model does not know says nothing."""
    # An exact sum: a set has no order, and the last digit must not depend on it.
    score = model.bias + math.fsum(model.signs.get(one, 0.0) for one in signs)
    exponent = model.slope * score + model.offset
    return 1 / (1 + math.exp(-max(-_STEEPEST, min(_STEEPEST, exponent))))
