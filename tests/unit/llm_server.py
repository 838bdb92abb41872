"""A language model's server on 127.0.0.1, as strict about a request as OpenAI's is.

Rules from OpenAI's reference of Chat Completions and its guide to Structured Outputs.
"""

import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

KEY = "sk-test-0123456789"
MODEL = "small-model"
_DRIPS = 200  # of 20 ms each
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PARAMETERS = frozenset(
    {"model", "messages", "temperature", "max_tokens", "max_completion_tokens", "store"}
    | {"response_format", "seed", "n", "top_p", "user"}
)
_SCHEMA_KEYS = frozenset(
    {"type", "description", "properties", "required", "additionalProperties", "items", "enum"}
)
_TYPES = frozenset({"object", "array", "string", "integer", "number", "boolean", "null"})
Body = Mapping[str, Any]


@dataclass(frozen=True)
class Refusal:
    """An error answer in OpenAI's form."""

    status: int
    message: str
    param: str | None = None
    code: str | None = None

    def body(self) -> bytes:
        error = {
            "message": self.message,
            "type": "invalid_request_error",
            "param": self.param,
            "code": self.code,
        }
        return json.dumps({"error": error}).encode()


def complaint(body: object) -> Refusal | None:
    """What OpenAI's server has against a request body, None if it takes it."""
    if not isinstance(body, dict):
        return Refusal(400, "We could not parse the JSON body of your request.")
    for name in body.keys() - _PARAMETERS:
        return Refusal(400, f"Unknown parameter: '{name}'.", name, "unknown_parameter")
    if body.get("model") != MODEL:
        return Refusal(404, "The model does not exist.", None, "model_not_found")
    for name, fine in (
        ("messages", _are_messages(body.get("messages"))),
        ("temperature", type(body.get("temperature", 1)) in (int, float)),
        ("max_tokens", type(body.get("max_tokens", 1)) is int and body.get("max_tokens", 1) > 0),
        ("store", type(body.get("store", False)) is bool),
    ):
        if not fine:
            return Refusal(400, f"Invalid value: '{name}'.", name, "invalid_value")
    return _asked_format(body)


def _are_messages(said: object) -> bool:
    return (
        isinstance(said, list)
        and bool(said)
        and all(
            isinstance(one, dict)
            and one.keys() == {"role", "content"}
            and one["role"] in ("system", "user", "assistant", "developer")
            and isinstance(one["content"], str)
            for one in said
        )
    )


def _asked_format(body: Body) -> Refusal | None:
    said = body.get("response_format", {"type": "text"})
    if said == {"type": "text"}:
        return None
    if said == {"type": "json_object"}:
        if any("json" in one["content"].lower() for one in body["messages"]):
            return None
        return Refusal(400, "'messages' must contain the word 'json'.", "messages")
    wrong = next(_about_format(said), "")
    return Refusal(400, f"Invalid: {wrong}.", "response_format") if wrong else None


def _about_format(said: object) -> Iterator[str]:
    inner = said.get("json_schema") if isinstance(said, dict) else None
    if not isinstance(said, dict) or said.keys() != {"type", "json_schema"}:
        yield "response_format holds type and json_schema"
    elif said["type"] != "json_schema" or not isinstance(inner, dict):
        yield "response_format has no schema"
    elif inner.keys() - {"name", "description", "schema", "strict"}:
        yield "json_schema holds an unknown key"
    else:
        if inner.get("strict") is not True:
            yield "json_schema is not strict"
        if not _NAME.fullmatch(str(inner.get("name", ""))):
            yield "json_schema has no name"
        yield from _about_schema(inner.get("schema"), "schema")
        if inner["schema"]["type"] != "object":
            yield "the root must be an object"


def _about_schema(schema: object, path: str) -> Iterator[str]:
    if not isinstance(schema, dict) or schema.get("type") not in _TYPES:
        yield f"{path} has no type"
        return
    for key in schema.keys() - _SCHEMA_KEYS:
        yield f"{path}.{key} is not permitted"
    if schema["type"] == "array":
        yield from _about_schema(schema.get("items"), f"{path}.items")
    if schema["type"] == "object":
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            yield f"{path} needs additionalProperties false"
        if set(schema.get("required", ())) != set(properties):
            yield f"{path}.required must hold every property"
        for name, inner in properties.items():
            yield from _about_schema(inner, f"{path}.{name}")


@dataclass(frozen=True)
class Answer:
    """What goes over the wire: `body` None is a connection closed without an answer.

    `promised` is a Content-Length that the body does not keep; `drip` names the part that
    comes byte by byte for some seconds before all is well: "head" or "body".
    """

    body: bytes | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    promised: int | None = None
    drip: str = ""


def says(
    content: str | None, *, finish: str | None = "stop", refusal: str | None = None, **rest: object
) -> Answer:
    """A completion; `rest` replaces keys of its body."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1790000000,
        "model": f"{MODEL}-2026-01-01",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 700, "completion_tokens": 30, "total_tokens": 730},
        **rest,
    }
    return Answer(json.dumps(body).encode())


def refuses(refusal: Refusal, **headers: str) -> Answer:
    """An error answer; `headers` take underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(
        refusal.body(), status=refusal.status, headers={"Content-Type": "application/json", **named}
    )


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    fake: "LlmServer"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is one of the things tried here."""


class LlmServer:
    """The server; answers are taken from `script`, and `otherwise` answers when it is empty."""

    def __init__(self) -> None:
        self.script: deque[Answer] = deque()
        self.otherwise: Callable[[Body], Answer] = lambda _: says('{"kind": "other"}')
        self.dislikes: Callable[[Body], Refusal | None] = lambda _: None
        self.bodies: list[Body] = []  # of the requests that were taken
        self.seen = 0  # requests of every kind
        self.headers: list[Mapping[str, str]] = []
        self.left = threading.Event()  # a client went away while its answer dripped
        self.closing = threading.Event()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.fake = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_POST(self) -> None:
        fake = self.server.fake
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        fake.seen += 1
        fake.headers.append({name.lower(): value for name, value in self.headers.items()})
        self._write(self._answer(fake, raw))

    def _answer(self, fake: LlmServer, raw: bytes) -> Answer:
        if self.path != "/v1/chat/completions":
            return refuses(Refusal(404, f"Invalid URL (POST {self.path})"))
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            return refuses(Refusal(401, "Incorrect API key provided.", None, "invalid_api_key"))
        if self.headers.get("Content-Type") != "application/json":
            return refuses(Refusal(400, "Unsupported content type."))
        body = json.loads(raw)
        refusal = complaint(body) or fake.dislikes(body)
        if refusal:
            return refuses(refusal)
        fake.bodies.append(body)
        return fake.script.popleft() if fake.script else fake.otherwise(body)

    def _write(self, answer: Answer) -> None:
        self.close_connection = True
        if answer.body is None:
            return
        head = [f"HTTP/1.1 {answer.status} Said"]
        head += [f"{name}: {value}" for name, value in answer.headers.items()]
        if answer.drip == "head":
            self._drip("\r\n".join([*head, "X-Slow: "]).encode())
        length = answer.promised if answer.promised is not None else len(answer.body)
        rest = ["Connection: close", *([] if answer.drip else [f"Content-Length: {length}"])]
        lines = ["", *rest, "", ""] if answer.drip == "head" else [*head, *rest, "", ""]
        self.wfile.write("\r\n".join(lines).encode())
        if answer.drip == "body":
            self._drip(b"")
        self.wfile.write(answer.body)

    def _drip(self, first: bytes) -> None:
        """Blanks, which mean nothing in a header or before JSON, one after the other."""
        try:
            self.wfile.write(first)
            for _ in range(_DRIPS):
                self.server.fake.closing.wait(0.02)
                self.wfile.write(b" ")
        except OSError:
            self.server.fake.left.set()
            raise

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Silent: what is asked is not for the test's output either."""
