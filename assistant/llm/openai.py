"""Asks a server that speaks OpenAI's Chat Completions; the only importer of its client."""

import asyncio
import logging
import math
import re
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import openai

from assistant import logs
from assistant.errors import AssistantError, ConfigError, RateLimited, Rejected, Unavailable
from assistant.llm import address, answer
from assistant.llm.call import Question, Reply

_LARGEST = 1_000_000  # bytes of an answer
_LONGEST_WAIT = 86_400.0  # seconds that a server's Retry-After may ask for
_NO_HEADER: Any = openai.Omit()
_HEADERS = {
    "Accept-Encoding": "identity",  # a small answer must not unfold into a large one
    # The client takes these from variables meant for other programs on the machine.
    "OpenAI-Organization": _NO_HEADER,
    "OpenAI-Project": _NO_HEADER,
}
# What is said in another way, or left out, when a server refuses it; tried in this order.
# OpenAI's reasoning models take no `temperature` and no `max_tokens`.
_OTHERWISE: Mapping[str, tuple[Callable[[Any], dict[str, Any]], ...]] = {
    "temperature": (lambda _: {},),
    "store": (lambda _: {},),
    "max_tokens": (lambda most: {"max_completion_tokens": most},),
    "response_format": (lambda _: {"response_format": {"type": "json_object"}}, lambda _: {}),
}
# Statuses that only the operator can mend.
_OPERATORS = {
    401: "the model's server does not accept our key",
    402: "the account at the model's server has no credit left",
    403: "the model's server does not let our key use the model",
    404: "the model's server does not know the model's name or the path of its address",
}
_UNUSABLE = (
    openai.APIError,
    openai.LengthFinishReasonError,
    openai.ContentFilterFinishReasonError,
)
_QUOTED_NAME = re.compile(r"['\"`](\w{1,40})['\"`]")


class Model:
    """One model on one server; safe for use by several threads, not inside an event loop.

    No call is made again here: whoever asks owns the retries. What a server refused to be
    told is remembered and not said to it again.
    """

    def __init__(self, *, url: str, key: str, name: str, seconds: float) -> None:
        """`url` is the server's base ("https://api.openai.com/v1"), `key` may be empty for a
        server of one's own, `seconds` is the deadline of a whole call. Raises ConfigError."""
        self._url = address.checked(url)
        # Servers of one's own ask for no key, but the client wants one.
        self._key = address.checked_key(key) or "none"
        if not name.strip():
            raise ConfigError("the model has an address but no name")
        self._name = name
        self._seconds = seconds
        self._forms: Mapping[str, int] = {}
        # On DEBUG these write what is asked, and a variable can set it: OPENAI_LOG.
        for library in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(library).setLevel(logging.WARNING)

    def ask(self, question: Question) -> Reply:
        """Fills `Ask`. Raises RateLimited, Unavailable, ConfigError or Rejected in fixed words."""
        # An own loop each time: leaving one that asyncio.run made waits for a name server that
        # does not answer, whatever the deadline.
        loop = asyncio.new_event_loop()
        try:
            outcome = loop.run_until_complete(self._outcome(question))
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            loop.close()
        # Raised here and not where it was caught: nothing of the client's error, which may
        # repeat the mail, hangs on ours.
        if isinstance(outcome, AssistantError):
            raise outcome
        return outcome

    async def _outcome(self, question: Question) -> Reply | AssistantError:
        try:
            # The client's own timeout starts anew with each piece it reads.
            async with asyncio.timeout(self._seconds):
                return answer.reply(await self._content(question))
        except AssistantError as error:
            return error
        except Exception as error:  # noqa: BLE001 - the client lets errors of its parts through
            return translated(error)

    async def _content(self, question: Question) -> bytes:
        http = openai.DefaultAsyncHttpxClient(
            follow_redirects=False,  # a redirect would carry the mail to another server
            event_hooks={"response": [_cap]},
        )
        async with openai.AsyncOpenAI(
            api_key=self._key,
            base_url=self._url,
            # A handshake that the deadline breaks off stays open in the client; this ends it first.
            timeout=openai.Timeout(self._seconds, connect=self._seconds / 3),
            max_retries=0,
            default_headers=_HEADERS,
            http_client=http,
        ) as client:
            while True:
                said = self._said(question)
                try:
                    raw = await client.chat.completions.with_raw_response.create(**said)
                except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                    if not self._learned(error):
                        raise
                else:
                    content: bytes = raw.content
                    return content

    def _said(self, question: Question) -> dict[str, Any]:
        said: dict[str, Any] = {
            "model": self._name,
            "messages": [
                {"role": "system", "content": question.system},
                {"role": "user", "content": question.user},
            ],
            "temperature": 0,
            "store": False,
            "max_tokens": question.answer_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": question.name,
                    "strict": True,
                    "schema": question.schema,
                },
            },
        }
        for name, form in self._forms.items():
            said |= _OTHERWISE[name][form](said.pop(name))
        return said

    def _learned(self, error: openai.APIStatusError) -> bool:
        """True if the server refused something that can still be said otherwise."""
        name = _refused(error)
        form = self._forms.get(name, -1) + 1
        if form >= len(_OTHERWISE.get(name, ())):
            return False
        self._forms = {**self._forms, name: form}
        logs.logger().info("the model's server does not take a parameter", where=name)
        return True


def translated(error: Exception) -> AssistantError:
    """The client's error as one of ours, in fixed words: its own may repeat a mail or a key."""
    kind = type(error).__name__
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, openai.APIConnectionError | OSError):  # a TimeoutError is one
        return Unavailable(f"the model's server does not answer ({kind})")
    if isinstance(error, _UNUSABLE):
        return Rejected(f"the model's answer cannot be used ({kind})")
    if isinstance(error, openai.OpenAIError):  # raised by the client itself, before a request
        return ConfigError(f"the client of the model's server refuses the call ({kind})")
    return Unavailable(f"the call to the model failed ({kind})")


def _of_status(error: openai.APIStatusError) -> AssistantError:
    status = error.status_code
    if status in _OPERATORS:
        return ConfigError(_OPERATORS[status])
    if status < 400:
        return ConfigError("the model's address leads to another one; set that one")
    if status == 429 and error.code == "insufficient_quota":  # waiting does not help
        return ConfigError(_OPERATORS[402])
    if status == 429:
        return RateLimited("the model's server asks to wait", retry_after=_wait(error))
    if status >= 500 or status in (408, 409, 425):
        return Unavailable(f"the model's server fails ({status})", retry_after=_wait(error))
    return Rejected(f"the model's server refuses the question ({status})")


def _refused(error: openai.APIStatusError) -> str:
    """The parameter that a 400 or 422 is about, "" if it does not say."""
    if error.param:
        return error.param.split(".")[0]  # "response_format.json_schema"
    body = error.body if isinstance(error.body, dict) else {}
    details = body.get("detail")
    if isinstance(details, list):  # FastAPI's form: {"loc": ["body", "store"], ...}
        places = [one.get("loc") for one in details if isinstance(one, dict)]
        names = [str(part) for place in places if isinstance(place, list) for part in place]
    else:
        names = _QUOTED_NAME.findall(str(body.get("message", ""))[:300])
    return next((name for name in names if name in _OTHERWISE), "")


def _wait(error: openai.APIStatusError) -> float | None:
    """Seconds the server asks to wait: RFC 9110 10.2.3 as a number or a date, or OpenAI's own."""
    headers = error.response.headers
    for name, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        said = headers.get(name, "").strip()
        try:
            seconds = float(said) / scale
        except ValueError:
            seconds = _seconds_until(said)
        if math.isfinite(seconds) and seconds >= 0:
            return min(seconds, _LONGEST_WAIT)
    return None


def _seconds_until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


async def _cap(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Capped(response.stream)


class _Capped(httpx2.AsyncByteStream):
    """A body that ends with an error when it is longer than any answer may be."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for piece in self._stream:
            seen += len(piece)
            if seen > _LARGEST:
                raise httpx2.ReadError("the answer is too long")
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()
