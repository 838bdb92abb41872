"""The reading child: takes bytes on stdin, answers JSON on stdout, ends with its stdin.

Frames both ways: 4 bytes of length (big-endian), then a JSON object. A request's object is
followed by as many raw bytes as its `size` says. The first frame in is the setup, the first
frame out says whether every parser could be loaded. Runs as `-m assistant.documents.worker`.
"""

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, cast

from assistant.documents import limits
from assistant.errors import Rejected

Parser = Callable[..., Any]


def main() -> None:
    """Serve until stdin closes."""
    answers = os.fdopen(os.dup(1), "wb")
    # A library that prints must not break into the frames.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    with contextlib.suppress(BrokenPipeError):
        _serve(sys.stdin.buffer, answers)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    setup = _receive(requests)
    if setup is None:
        return
    limits.cap_process(setup["memory_bytes"])
    try:
        parsers = {name: _load(path) for name, path in setup["parsers"].items()}
    except (ImportError, AttributeError, ValueError, MemoryError) as error:
        _send(answers, {"ready": False, "reason": f"{type(error).__name__}: {error}"})
        return
    _send(answers, {"ready": True})
    while (request := _receive(requests)) is not None:
        data = requests.read(request["size"])
        limits.cap_item(cpu_seconds=setup["cpu_seconds"], wall_seconds=setup["wall_seconds"])
        reply = _answer(parsers, request, data, cap=setup["output_bytes"])
        limits.rest()
        answers.write(len(reply).to_bytes(4, "big") + reply)
        answers.flush()


def _answer(parsers: Mapping[str, Parser], request: Any, data: bytes, *, cap: int) -> bytes:
    """One reply frame; whatever a parser does on Python's level becomes a named cause."""
    try:
        name = [request["name"]] if request["name"] else []
        value = parsers[request["parser"]](data, *name)
        reply = _encode({"value": value})
    except MemoryError:
        return _encode({"cause": "memory", "reason": "needs more memory than allowed"})
    except RecursionError:
        return _encode({"cause": "refused", "reason": "nested too deeply"})
    except Rejected as error:
        return _encode({"cause": "refused", "reason": str(error)})
    except Exception as error:  # noqa: BLE001 - hostile bytes find every exception there is
        # The type only: the text of the error may hold the mail's text.
        return _encode({"cause": "refused", "reason": f"not readable ({type(error).__name__})"})
    if len(reply) > cap:
        return _encode({"cause": "output", "reason": "yields more than allowed"})
    return reply


def _encode(reply: dict[str, Any]) -> bytes:
    size = {"resident": limits.resident_bytes(), "peak": limits.peak_bytes()}
    return json.dumps(reply | size).encode("ascii")


def _load(path: str) -> Parser:
    """The function named "module:function"."""
    module, _, function = path.partition(":")
    return cast(Parser, getattr(importlib.import_module(module), function))


def _receive(stream: BinaryIO) -> Any:
    length = stream.read(4)
    if len(length) < 4:
        return None
    return json.loads(stream.read(int.from_bytes(length, "big")))


def _send(stream: BinaryIO, reply: dict[str, Any]) -> None:
    frame = json.dumps(reply).encode("ascii")
    stream.write(len(frame).to_bytes(4, "big") + frame)
    stream.flush()


if __name__ == "__main__":
    main()
