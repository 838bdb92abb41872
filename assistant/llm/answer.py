"""Reads the body of a Chat Completions answer, which may be anything."""

import json
from typing import Any

from assistant.errors import Rejected
from assistant.llm.call import Reply, Usage

_REFUSALS = ("content_filter", "tool_calls", "function_call")


def reply(content: bytes) -> Reply:
    """The one answer in a body. Raises Rejected for a refusal, half an answer, or another form.

    A status of 200 says little: a hotel's login page carries it too.
    """
    body = _read(content)
    choices = body.get("choices") if isinstance(body, dict) else None
    choice = choices[0] if isinstance(choices, list) and len(choices) == 1 else None
    choice = choice if isinstance(choice, dict) else {}
    message = choice.get("message")
    if not isinstance(message, dict):
        raise Rejected("the model's server did not answer in the form of the interface")
    finish, text = choice.get("finish_reason"), message.get("content")
    if message.get("refusal") or finish in _REFUSALS:
        raise Rejected("the model refuses to answer")
    if finish == "length":
        raise Rejected("the model's answer was cut off")
    if not isinstance(text, str) or not text:
        raise Rejected("the model's answer is empty")
    model = body.get("model")
    return Reply(text, model if isinstance(model, str) else "", _usage(body.get("usage")))


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):  # the error holds the whole body, so it ends here
        return None


def _usage(said: object) -> Usage | None:
    if not isinstance(said, dict):
        return None
    read, written = said.get("prompt_tokens"), said.get("completion_tokens")
    return Usage(read, written) if type(read) is int and type(written) is int else None
