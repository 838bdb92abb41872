"""What is asked of a language model and what comes back, as plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One call: the two messages and the shape of the answer.

    `schema` is a JSON schema in the subset that `content.prompts` allows, `name` what the
    call is for ("triage"), `answer_tokens` the most tokens the model may write.
    """

    name: str
    system: str
    user: str
    schema: Mapping[str, Any]
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written, as the server counted them."""

    read: int
    written: int


@dataclass(frozen=True, slots=True)
class Reply:
    """The model's words, unchecked: servers exist that accept a schema and do not follow it."""

    text: str
    model: str = ""  # the model that answered, as the server names it
    usage: Usage | None = None  # None: the server did not count


# Asks the model once. Raises `Retryable` (not now), `ConfigError` (the operator must mend
# something) or `Rejected` (this question will never get an answer), and nothing else.
Ask = Callable[[Question], Reply]
