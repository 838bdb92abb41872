"""Structured logs that cannot hold mail text: only listed fields pass."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A field not named here is dropped, whatever its value: ids, counts and fixed words only.
ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "mailbox",
        "order",
        "draft",
        "step",
        "kind",
        "count",
        "seconds",
        "error",
        "attempt",
        "version",
        "where",
    }
)


def configure(level: str) -> None:
    """One JSON line per event on standard error, from `level` upwards."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
    structlog.configure(
        processors=[
            _only_allowed,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def logger() -> Any:
    """The service's logger; call it with a fixed event name and listed fields."""
    return structlog.get_logger()


def _only_allowed(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {key: value for key, value in event.items() if key in ALLOWED}
