"""The client of a model's server: strict about what goes out, calm about whatever comes back."""

import ast
import asyncio
import gc
import importlib
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from llm_server import (
    KEY,
    MODEL,
    Answer,
    Body,
    LlmServer,
    Refusal,
    complaint,
    refuses,
    says,
)

from assistant.content import prompts
from assistant.errors import AssistantError, ConfigError, RateLimited, Rejected, Unavailable
from assistant.llm import address
from assistant.llm.call import Question, Usage
from assistant.llm.openai import Model, translated

CANARY = "CANARY-7731"
TRIAGE = prompts.load("triage")
QUESTION = Question(
    name="triage",
    system="Sort it. Answer with JSON.",
    user=f"A mail that says {CANARY}",
    schema=TRIAGE.schema,
    answer_tokens=50,
)
HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def nothing_left_open() -> Iterator[None]:
    """A connection that a call forgot is told in the test that made it."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of this machine takes part, and no name is looked up outside of it."""
    for name in os.environ:
        if name.lower().endswith("_proxy") or name.startswith("OPENAI_"):
            monkeypatch.delenv(name)
    real = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in ("127.0.0.1", "::1", b"127.0.0.1"):
            raise AssertionError(f"a test tried to look up {host}")
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def server() -> Iterator[LlmServer]:
    """A strict server on this machine."""
    with LlmServer() as running:
        yield running


def model(server: LlmServer, *, seconds: float = 20.0, key: str = KEY, name: str = MODEL) -> Model:
    """A client of the fake server."""
    return Model(url=server.url, key=key, name=name, seconds=seconds)


def fault(server: LlmServer, answer: Answer, *, seconds: float = 20.0) -> AssistantError:
    """The error that an answer of the server ends in."""
    server.script.append(answer)
    with pytest.raises(AssistantError) as caught:
        model(server, seconds=seconds).ask(QUESTION)
    return caught.value


@pytest.mark.usefixtures("nothing_left_open")
def test_an_answer_comes_back_with_its_tokens(server: LlmServer) -> None:
    """The words, the model that wrote them and what they cost."""
    server.script.append(says("hello"))
    reply = model(server).ask(QUESTION)
    assert (reply.text, reply.model) == ("hello", f"{MODEL}-2026-01-01")
    assert reply.usage == Usage(read=700, written=30)


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": "7"}, [], {"prompt_tokens": True}])
def test_a_server_that_does_not_count_is_no_fault(server: LlmServer, usage: object) -> None:
    """Missing or odd token counts are no counts, and the answer stands."""
    server.script.append(says("hello", usage=usage))
    assert model(server).ask(QUESTION).usage is None


def test_the_request_says_what_it_must_and_nothing_else(server: LlmServer) -> None:
    """Closed schema, coldest temperature, no tools, nothing kept by the server."""
    server.script.append(says("hello"))
    model(server).ask(QUESTION)
    (body,) = server.bodies
    assert body.keys() == {
        "model", "messages", "temperature", "store", "max_tokens", "response_format",
    }  # fmt: skip
    assert (body["temperature"], body["store"], body["max_tokens"]) == (0, False, 50)
    assert body["response_format"]["json_schema"]["schema"] == TRIAGE.schema
    assert [one["role"] for one in body["messages"]] == ["system", "user"]


def test_variables_of_other_programs_are_not_passed_on(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An organisation or address that another program uses goes to no server of ours."""
    monkeypatch.setenv("OPENAI_ORG_ID", CANARY)
    monkeypatch.setenv("OPENAI_PROJECT_ID", CANARY)
    monkeypatch.setenv("OPENAI_ADMIN_KEY", CANARY)
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.example/v1")
    server.script.append(says("hello"))
    model(server).ask(QUESTION)
    assert CANARY not in str(server.headers)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"tools": []}, "tools"),
        ({"temperature": "0"}, "temperature"),
        ({"messages": []}, "messages"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"response_format": {"type": "json_schema", "name": "x"}}, "response_format"),
    ],
)
def test_the_fake_refuses_what_the_real_server_refuses(
    server: LlmServer, changes: Body, param: str
) -> None:
    """The tests rest on a server that is strict: each wrong request is named."""
    server.script.append(says("hello"))
    model(server).ask(QUESTION)
    refusal = complaint({**server.bodies[0], **changes})
    assert refusal is not None
    assert (refusal.status, refusal.param) == (400, param)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {}, "required": []},
        {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}}},
        {"type": "string"},
        {"type": "object", "additionalProperties": False, "properties": {}, "default": {}},
    ],
)
def test_the_fake_refuses_a_schema_outside_the_rules(server: LlmServer, schema: Body) -> None:
    """Open objects, optional properties and unknown keys end as on the real server."""
    server.script.append(says("hello"))
    model(server).ask(QUESTION)
    body = dict(server.bodies[0])
    body["response_format"] = {
        "type": "json_schema",
        "json_schema": {"name": "x", "strict": True, "schema": schema},
    }
    refusal = complaint(body)
    assert refusal is not None
    assert refusal.param == "response_format"


@pytest.mark.parametrize(
    ("key", "name", "words"),
    [
        ("sk-wrong", MODEL, "our key"),
        (KEY, "no-such-model", "name or the path"),
        ("", MODEL, "key"),
    ],
)
def test_what_the_operator_must_mend_is_a_config_error(
    server: LlmServer, key: str, name: str, words: str
) -> None:
    """A wrong key and a wrong model name are told, without showing the key."""
    with pytest.raises(ConfigError, match=words) as caught:
        model(server, key=key, name=name).ask(QUESTION)
    assert "sk-" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "family"),
    [
        (Answer(None), Unavailable),
        (Answer(b'{"choices": [', promised=5000), Unavailable),
        (Answer(b'{"choices": ['), Rejected),
        (Answer(b"<html>please log in</html>", headers=HTML), Rejected),
        (Answer(b"<html>please log in</html>"), Rejected),
        (Answer(b"\xff\xfe\x00", headers=JSON), Rejected),
        (Answer(b"[" * 100_000), Rejected),
        (Answer(b"{}"), Rejected),
        (Answer(b'{"choices": [{"message": []}]}'), Rejected),
        (Answer(b'{"error": {"message": "late"}}'), Rejected),
        (Answer(b" " * 1_100_000), Unavailable),
        (says("cut", finish="length"), Rejected),
        (says("filtered", finish="content_filter"), Rejected),
        (says("x", finish="tool_calls"), Rejected),
        (says(None, refusal="I cannot help with that."), Rejected),
        (says(None), Rejected),
        (says(""), Rejected),
        (says("x", choices=[]), Rejected),
        (says("x", choices=[{"message": {"content": "a"}}] * 2), Rejected),
        (says("x", choices=[{"message": {"content": ["a"]}, "finish_reason": []}]), Rejected),
        (refuses(Refusal(400, CANARY, None, "content_filter")), Rejected),
        (refuses(Refusal(413, CANARY)), Rejected),
        (refuses(Refusal(402, CANARY)), ConfigError),
        (refuses(Refusal(403, CANARY)), ConfigError),
        (refuses(Refusal(408, CANARY)), Unavailable),
        (refuses(Refusal(409, CANARY)), Unavailable),
        (refuses(Refusal(429, CANARY, None, "rate_limit_exceeded")), RateLimited),
        (refuses(Refusal(429, CANARY, None, "insufficient_quota")), ConfigError),
        (refuses(Refusal(500, CANARY)), Unavailable),
        (refuses(Refusal(503, CANARY)), Unavailable),
        (Answer(b"<html>bad gateway</html>", status=502, headers=HTML), Unavailable),
    ],
)
def test_every_fault_ends_in_the_family_that_says_what_to_do(
    server: LlmServer, answer: Answer, family: type[AssistantError]
) -> None:
    """Later, never or ask the operator: told apart for each fault, after exactly one request."""
    error = fault(server, answer)
    assert type(error) is family
    assert server.seen == 1
    assert CANARY not in str(error)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"Retry_After": "17"}, 17.0),
        ({"Retry_After": "0"}, 0.0),
        ({"retry_after_ms": "1500", "Retry_After": "2"}, 1.5),
        ({"Retry_After": "9999999999"}, 86_400.0),
        ({"Retry_After": "Fri, 01 Jan 2100 00:00:00 GMT"}, 86_400.0),
        ({"Retry_After": "Fri, 01 Jan 1999 00:00:00 GMT"}, None),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "inf"}, None),
        ({"Retry_After": "soon"}, None),
        ({}, None),
    ],
)
def test_the_time_a_server_asks_for_is_kept(
    server: LlmServer, header: dict[str, str], seconds: float | None
) -> None:
    """Seconds, milliseconds or a date; nonsense is no time, and a day is the most."""
    error = fault(server, refuses(Refusal(429, "slow down"), **header))
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


@pytest.mark.usefixtures("nothing_left_open")
@pytest.mark.parametrize("part", ["head", "body"])
def test_the_deadline_holds_against_a_drip(server: LlmServer, part: str) -> None:
    """A good answer that comes byte by byte is left; the connection is really closed."""
    error = fault(server, replace(says("late"), drip=part), seconds=0.4)
    assert type(error) is Unavailable
    assert server.left.wait(10)


@pytest.mark.usefixtures("nothing_left_open")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_deadline_holds_against_silence(scheme: str) -> None:
    """A server that takes the connection and says nothing, in the open or in a handshake."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/v1"
        with pytest.raises(Unavailable):
            Model(url=url, key=KEY, name=MODEL, seconds=0.4).ask(QUESTION)


@pytest.mark.usefixtures("nothing_left_open")
def test_the_deadline_holds_while_a_name_is_looked_up(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers late holds nobody up, not even in the leaving."""
    tested, looked_up = threading.Event(), threading.Event()
    real = socket.getaddrinfo

    def late(_host: object, port: int, *rest: Any, **more: Any) -> Any:
        tested.wait(4)
        looked_up.set()
        return real("127.0.0.1", port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", late)
    server.script.append(says("late"))
    url = server.url.replace("127.0.0.1", "model.internal")
    try:
        with pytest.raises(Unavailable):
            Model(url=url, key=KEY, name=MODEL, seconds=0.4).ask(QUESTION)
        assert not looked_up.is_set()
    finally:
        tested.set()


def test_a_server_that_is_not_there_is_unavailable() -> None:
    """A refused connection is a fault that may pass."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unavailable):
        Model(url=f"http://127.0.0.1:{port}/v1", key=KEY, name=MODEL, seconds=20).ask(QUESTION)


@pytest.mark.usefixtures("nothing_left_open")
def test_a_redirect_is_not_followed(server: LlmServer) -> None:
    """The mail goes to the configured server only; the operator hears of the other address."""
    with LlmServer() as other:
        target = {"Location": f"{other.url}/chat/completions"}
        error = fault(server, Answer(b"", status=307, headers=target))
        assert other.seen == 0
    assert type(error) is ConfigError


@pytest.mark.parametrize(
    ("refusal", "named"),
    [
        (Refusal(400, "Unsupported value.", "temperature", "unsupported_value"), "temperature"),
        (Refusal(400, "Unsupported parameter: 'max_tokens'.", "max_tokens"), "max_tokens"),
        (Refusal(422, "Extra inputs: 'store'"), "store"),
        (Refusal(400, "Not with this model.", "response_format.json_schema"), "response_format"),
    ],
)
def test_a_parameter_that_is_refused_is_said_otherwise_from_then_on(
    server: LlmServer, refusal: Refusal, named: str
) -> None:
    """One more request, once; later calls no longer say it."""
    said = Model(url=server.url, key=KEY, name=MODEL, seconds=20)
    server.script.extend([refuses(refusal), says("hello"), says("again")])
    assert said.ask(QUESTION).text == "hello"
    assert said.ask(QUESTION).text == "again"
    assert server.seen == 3
    first, second, third = server.bodies
    assert second == third
    assert first.get(named) != second.get(named)
    assert all(second[key] == first[key] for key in first.keys() - {named})


def test_a_reasoning_model_and_one_without_schemas_are_both_reached(server: LlmServer) -> None:
    """Several refusals in a row are answered within one call, down to a plain question."""

    def dislikes(body: Body) -> Refusal | None:
        for name in ("temperature", "max_tokens", "response_format", "store"):
            if name in body:
                return Refusal(400, "Unsupported.", name, "unsupported_parameter")
        return None

    server.dislikes = dislikes
    server.script.append(says("hello"))
    assert model(server).ask(QUESTION).text == "hello"
    assert server.bodies[0].keys() == {"model", "messages", "max_completion_tokens"}
    assert server.seen == 6  # response_format goes in two steps


def test_a_refusal_in_the_form_of_fastapi_is_understood(server: LlmServer) -> None:
    """Servers built on FastAPI name the parameter by its place."""
    body = b'{"detail": [{"type": "extra_forbidden", "loc": ["body", "store"], "msg": "Extra"}]}'
    server.script.extend([Answer(body, status=422, headers=JSON), says("hello")])
    assert model(server).ask(QUESTION).text == "hello"
    assert "store" not in server.bodies[-1]


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(400, "This mail talks of temperature and store.", None, "context_length_exceeded"),
        Refusal(400, "Bad 'messages'.", "messages"),
        Refusal(400, "Bad 'temperature' in the mail.", "messages"),
    ],
)
def test_another_refusal_is_final(server: LlmServer, refusal: Refusal) -> None:
    """Words that happen to name a parameter change nothing; the question is not asked again."""
    server.otherwise = lambda _: refuses(refusal)
    with pytest.raises(Rejected):
        model(server).ask(QUESTION)
    assert server.seen == 1


def test_a_server_that_refuses_everything_is_asked_a_bounded_number_of_times(
    server: LlmServer,
) -> None:
    """The ways to say it otherwise come to an end."""
    server.otherwise = lambda body: refuses(Refusal(400, "No.", "response_format"))
    with pytest.raises(Rejected):
        model(server).ask(QUESTION)
    assert server.seen == 3


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1", "https://rep.openai.azure.com/openai/v1/",
        "http://localhost:11434/v1", "http://127.0.0.1:8080/v1", "http://[::1]:8080/v1",
        "http://192.168.1.20:8000/v1", "http://ollama:11434/v1", "http://gpu.internal/v1",
    ],
)  # fmt: skip
def test_usual_addresses_are_taken(url: str) -> None:
    """Hosted servers by https, and one's own machines as they come."""
    assert address.checked(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "api.openai.com/v1", "ftp://host/v1", "https://", "http://api.openai.com/v1",
        "http://8.8.8.8/v1", "http://169.254.169.254/v1", "https://user:pw@host/v1",
        "https://host/v1?api-version=1", "https://host/v1#x", "https://ho st/v1", "https://[::1/v1",
        "https://host:port/v1", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_an_address_that_would_show_the_mail_or_is_none_is_refused(url: str) -> None:
    """Nothing is sent in the open beyond the own network, and no key hides in an address."""
    with pytest.raises(ConfigError) as caught:
        Model(url=url, key=KEY, name=MODEL, seconds=1)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(("key", "name"), [("sk-a\nb", MODEL), ("schlüssel", MODEL), (KEY, " ")])
def test_a_key_or_a_name_that_cannot_work_is_told_at_the_start(key: str, name: str) -> None:
    """A key with a line break would be another header; it is refused without being shown."""
    with pytest.raises(ConfigError) as caught:
        Model(url="http://localhost/v1", key=key, name=name, seconds=1)
    assert "sk-a" not in str(caught.value)


# Every exception class of the client, by what ours it becomes. The client can raise those of
# the first group in a call; the others belong to parts that we do not use.
FAMILIES: dict[str, type[AssistantError]] = {
    "OpenAIError": ConfigError,
    "APIError": Rejected,
    "APIResponseValidationError": Rejected,
    "APIStatusError": Rejected,
    "APIConnectionError": Unavailable,
    "APITimeoutError": Unavailable,
    "BadRequestError": Rejected,
    "AuthenticationError": ConfigError,
    "OAuthError": ConfigError,
    "PermissionDeniedError": ConfigError,
    "NotFoundError": ConfigError,
    "ConflictError": Unavailable,
    "UnprocessableEntityError": Rejected,
    "RateLimitError": RateLimited,
    "InternalServerError": Unavailable,
    "LengthFinishReasonError": Rejected,
    "ContentFilterFinishReasonError": Rejected,
    "SubjectTokenProviderError": ConfigError,
    "MutuallyExclusiveAuthError": ConfigError,
    "MissingDependencyError": ConfigError,
    "_AmbiguousModuleClientUsageError": ConfigError,
    "APIRemovedInV1": ConfigError,
    "StreamAlreadyConsumed": ConfigError,
}
HOMES = (
    "openai", "openai.lib.azure", "openai.lib._old_api", "openai._extras._common",
    "openai._response", "openai._exceptions",
)  # fmt: skip
UNUSED = frozenset(
    {"AgentOutputParseError", "AgentTurnResultError", "AgentFilePreparationError"}
    | {"AgentFileStagingError", "WebSocketConnectionClosedError", "WebSocketQueueFullError"}
)


def sdk_errors() -> set[str]:
    """The names of all classes in the client's source that descend from its root error."""
    bases: dict[str, set[str]] = {}
    for path in Path(openai.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "Error" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef):
                named = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                bases.setdefault(node.name, set()).update(named)
    found = {"OpenAIError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def test_every_exception_class_of_the_client_has_a_family() -> None:
    """An update that brings a new error fails here until somebody says what it means."""
    assert sdk_errors() == set(FAMILIES) | UNUSED


def sdk_error(name: str) -> openai.OpenAIError:
    """An instance of a client's class, with the canary wherever a text fits."""
    homes = [importlib.import_module(one) for one in HOMES]
    kind: Any = next(getattr(home, name) for home in homes if hasattr(home, name))
    request = httpx2.Request("POST", f"http://127.0.0.1/{CANARY}", json={"mail": CANARY})
    fixed = getattr(kind, "status_code", None)  # InternalServerError stands for many
    status = fixed if isinstance(fixed, int) else 503 if "Internal" in name else 418
    response = httpx2.Response(status, request=request, text=CANARY)
    body = {"message": CANARY, "error_description": CANARY}
    made: Any
    if issubclass(kind, openai.OAuthError):
        made = kind(response=response, body=body)
    elif issubclass(kind, openai.APIStatusError):
        made = kind(CANARY, response=response, body=body)
    elif issubclass(kind, openai.APIResponseValidationError):
        made = kind(response, body, message=CANARY)
    elif issubclass(kind, openai.APITimeoutError):
        made = kind(request)
    elif issubclass(kind, openai.APIConnectionError):
        made = kind(message=CANARY, request=request)
    elif issubclass(kind, openai.APIError):
        made = kind(CANARY, request, body=body)
    else:
        made = kind.__new__(kind, CANARY)
    assert isinstance(made, openai.OpenAIError)
    return made


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_client_error_becomes_the_family_that_is_written_down(name: str) -> None:
    """Each class lands where the table says, and nothing of its text comes along."""
    ours = translated(sdk_error(name))
    assert type(ours) is FAMILIES[name]
    assert CANARY not in f"{ours!r} {ours} {ours.__cause__!r} {ours.__context__!r}"


@pytest.mark.parametrize(
    "error", [ValueError(CANARY), httpx2.InvalidURL(CANARY), OSError(CANARY), TimeoutError()]
)
def test_an_error_that_the_client_lets_through_is_translated_too(error: Exception) -> None:
    """Errors of the parts below the client end as ours as well."""
    ours = translated(error)
    assert type(ours) is Unavailable
    assert CANARY not in str(ours)


def test_no_error_carries_the_clients_error_along(server: LlmServer) -> None:
    """A printed or stored error cannot show what the server repeated of the mail."""
    for answer in (refuses(Refusal(400, CANARY)), Answer(f"<p>{CANARY}".encode(), headers=HTML)):
        error = fault(server, answer)
        assert error.__cause__ is None
        assert error.__context__ is None


def test_no_log_holds_the_mail_or_the_key(
    server: LlmServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Even where everything is logged, the client and its parts stay silent about a call."""
    caplog.set_level(logging.DEBUG)
    server.script.extend(
        [says(CANARY), refuses(Refusal(500, CANARY)), refuses(Refusal(400, CANARY))]
    )
    said = model(server)
    said.ask(QUESTION)
    for _ in range(2):
        with pytest.raises(AssistantError):
            said.ask(QUESTION)
    assert server.seen == 3
    assert CANARY not in caplog.text
    assert KEY not in caplog.text
    assert "chat/completions" not in caplog.text


def test_calls_from_several_threads_do_not_mix(server: LlmServer) -> None:
    """Each caller gets the answer to its own question."""
    server.otherwise = lambda body: says(body["messages"][1]["content"])
    said = model(server)
    answers: dict[str, str] = {}

    def ask(word: str) -> None:
        question = Question(
            name="x", system="JSON", user=word, schema=TRIAGE.schema, answer_tokens=5
        )
        answers[word] = said.ask(question).text

    threads = [threading.Thread(target=ask, args=(f"word {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {f"word {number}": f"word {number}" for number in range(4)}


def test_no_loop_is_left_behind(server: LlmServer) -> None:
    """A call leaves neither an event loop nor a thread of its own running."""
    before = threading.active_count()
    server.otherwise = lambda _: says("hello")
    model(server).ask(QUESTION)
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
    assert [one.name for one in threading.enumerate() if "AnyIO" in one.name] == []
    assert before >= 2  # the server's own thread was counted


@pytest.mark.parametrize("module", ["judge", "guard", "call", "answer", "address"])
def test_only_the_client_itself_costs_its_import(module: str) -> None:
    """Without a configured model the service starts without loading the client."""
    code = f"import sys, assistant.llm.{module}; sys.exit('openai' in sys.modules)"
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
