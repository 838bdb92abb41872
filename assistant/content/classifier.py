"""Loads the classifier's weights: what each sign of a mail says for a new PO."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Classifier:
    """A logistic regression over named signs, calibrated after Platt (1999).

    `slope` and `offset` make the score a probability. At `high` and above a mail is held for
    a new PO, at `low` and below for none; between the two it is open.
    """

    bias: float
    slope: float
    offset: float
    low: float
    high: float
    signs: Mapping[str, float]


@cache
def load() -> Classifier:
    """The shipped weights, as bench/train_classifier.py wrote them."""
    return parse(files("assistant.content").joinpath("classifier.toml").read_text("utf-8"))


def parse(text: str) -> Classifier:
    """The classifier from its TOML. Raises ConfigError for text that is none."""
    try:
        data = tomllib.loads(text)
        signs = {str(name): float(weight) for name, weight in data.pop("signs").items()}
        return Classifier(signs=signs, **{key: float(value) for key, value in data.items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"the classifier's weights cannot be read: {error!r}") from error
