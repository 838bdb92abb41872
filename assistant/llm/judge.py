"""Asks the model what a mail is, and believes nothing of its answer but a kind and a quote."""

import json
import re
import secrets
import unicodedata

from assistant import logs
from assistant.content.prompts import Prompt
from assistant.domain.kind import Kind
from assistant.domain.order import Judgement
from assistant.errors import AssistantError, ConfigError
from assistant.llm.call import Ask, Question

UNSURE = "unsure"
_LONGEST_MAIL = 8_000  # characters the model sees; what a mail is stands at its beginning
_LONGEST_ANSWER = 4_000
_LONGEST_QUOTE = 300
# Signs by which chat formats mark who speaks ("<|im_start|>", "[INST]", "<<SYS>>").
_TURN = re.compile(r"<\|+|\|+>|\[/?INST\]|<</?SYS>>", re.IGNORECASE)
# A place that does not lie inside a word; only letters of scripts that part words count.
_EDGE = r"(?:(?<![A-Za-z0-9])|(?![A-Za-z0-9]))"


class Judge:
    """Fills the port `JudgeMail`: one call a mail, never an exception about the model."""

    def __init__(self, ask: Ask, prompt: Prompt) -> None:
        """Raises ConfigError if the prompt does not ask about a mail for a kind and a quote."""
        self._ask = ask
        self._prompt = prompt
        self._kinds = _kinds(prompt)

    def __call__(self, text: str) -> Judgement | None:
        """The kind of the mail, with words that stand in `text`; None if there is no answer.

        Whatever goes wrong is no answer: no model, no budget, an answer of another shape, a
        kind outside the list, a quote that is empty, too long or not in the text.
        """
        seen = text[:_LONGEST_MAIL]
        if not seen.strip():
            return None
        try:
            reply = self._ask(self._question(seen))
        except AssistantError as error:
            logs.logger().warning("the model gave no judgement", error=type(error).__name__)
            return None
        judgement = self._judgement(reply.text, seen)
        logs.logger().info(
            "the model was asked about a mail",
            kind=judgement.kind if judgement else "",
            count=reply.usage.read + reply.usage.written if reply.usage else 0,
            version=self._prompt.identity,
        )
        return judgement

    def _question(self, text: str) -> Question:
        return Question(
            name=self._prompt.name,
            system=self._prompt.system,
            user=self._prompt.fill(code=secrets.token_hex(8), mail=_as_data(text)),
            schema=self._prompt.schema,
            answer_tokens=self._prompt.answer_tokens,
        )

    def _judgement(self, answer: str, text: str) -> Judgement | None:
        said = _said(answer)
        kind = self._kinds.get(said[0]) if said else None
        quote = _in_text(said[1], text) if said else None
        return Judgement(kind, quote) if kind and quote else None


def _kinds(prompt: Prompt) -> dict[str, Kind]:
    """The kinds the prompt lets the model choose from; "unsure" is none."""
    properties = prompt.schema["properties"]
    words = properties.get("kind", {}).get("enum", [])
    if prompt.fields != {"code", "mail"} or list(properties) != ["kind", "quote"] or not words:
        raise ConfigError(
            f"the prompt {prompt.name!r} must take a code and a mail, and ask for kind and quote"
        )
    try:
        return {word: Kind(word) for word in words if word != UNSURE}
    except ValueError as error:
        raise ConfigError(f"the prompt {prompt.name!r}: {error}") from error


def _as_data(text: str) -> str:
    """The mail's text without what no reader sees and without the signs of a chat format."""
    shown = "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return _TURN.sub(" ", shown)


def _said(answer: str) -> tuple[str, str] | None:
    """Kind and quote out of an answer that is exactly one JSON object with these two texts."""
    if len(answer) > _LONGEST_ANSWER:
        return None
    try:
        # As pairs: a key that stands twice must not slip through as the last of the two.
        pairs = json.loads(answer, object_pairs_hook=lambda found: found)
    except (ValueError, RecursionError):
        return None
    if not isinstance(pairs, list) or len(pairs) != 2:
        return None
    if not all(isinstance(one, tuple) and isinstance(one[1], str) for one in pairs):
        return None
    said = dict(pairs)
    return (said["kind"], said["quote"]) if said.keys() == {"kind", "quote"} else None


def _in_text(quote: str, text: str) -> str | None:
    """The quote as it stands in the text, whole words only; line breaks may differ."""
    words = quote.split()
    if not words or len(quote) > _LONGEST_QUOTE:
        return None
    pattern = r"\s+".join(re.escape(word) for word in words)
    found = re.search(f"{_EDGE}{pattern}{_EDGE}", text)
    return found[0] if found and len(found[0]) <= _LONGEST_QUOTE else None
