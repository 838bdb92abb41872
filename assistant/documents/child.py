"""A warm child process that reads hostile bytes under memory, CPU, time and output caps."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.documents.limits import Limits
from assistant.errors import ConfigError, Rejected, Unavailable

# What an interpreter may need to find its own libraries, and what finds the program that reads
# scans; nothing else is handed down.
_KEPT_ENVIRONMENT = (
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "PATH", "TESSDATA_PREFIX",
)  # fmt: skip
_START_SECONDS = 30.0
_FROM_OUTSIDE = {
    getattr(signal, name)
    for name in ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP")
    if hasattr(signal, name)
}
# A child that somebody kills is no word against the item. A third time it may well be: the
# system itself kills what eats the machine's memory.
_KILLS_FORGIVEN = 2
_DEFAULT = Limits()


class Cause(StrEnum):
    """Why the child gave no value."""

    MEMORY = "memory"
    CPU = "cpu"
    WALL = "wall"
    CRASH = "crash"
    REFUSED = "refused"
    OUTPUT = "output"
    KILLED = "killed"  # from outside: says nothing about the item


class ChildFailed(Rejected):
    """The child could not read this item; the next item meets a healthy child."""

    def __init__(self, cause: Cause, reason: str) -> None:
        """`reason` is a plain phrase without any of the item's content."""
        super().__init__(reason)
        self.cause = cause


class CappedChild:
    """Runs named parsers on bytes in one warm child process, one item at a time.

    A parser is a function `(data: bytes)` or `(data: bytes, name: str)` returning something
    JSON can carry; what it raises as `Rejected` keeps its text. The child is started at the
    first call, replaced after any failure of the process itself, after `limits.items` items
    and when it has grown past `limits.resident_bytes`. Safe to use from many threads.
    """

    def __init__(self, parsers: Mapping[str, str], *, limits: Limits = _DEFAULT) -> None:
        """`parsers` maps the short name used in `run` to "module:function"."""
        self._parsers = dict(parsers)
        self._limits = limits
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._peak = 0
        self._used = time.monotonic()

    def run(self, parser: str, data: bytes, name: str = "") -> Any:
        """The parser's value for `data`; `name` is the item's file name, if it has one.

        Raises `ChildFailed` when this item cannot be read, `Unavailable` when the system
        gives us no process, `ConfigError` when the parsers themselves cannot be loaded.
        """
        if len(data) > self._limits.input_bytes:
            raise ChildFailed(Cause.REFUSED, f"larger than {self._limits.input_bytes} bytes")
        for _again in range(_KILLS_FORGIVEN):
            try:
                return self._run(parser, data, name)
            except ChildFailed as error:
                if error.cause is not Cause.KILLED:
                    raise
        return self._run(parser, data, name)

    def _run(self, parser: str, data: bytes, name: str) -> Any:
        with self._lock:
            process = self._ready()
            failed = True
            try:
                reply = process.ask({"parser": parser, "name": name, "size": len(data)}, data)
                failed = reply.get("cause") not in (None, Cause.REFUSED)
            finally:
                self._used = time.monotonic()
                if failed or process.worn:
                    self._stop()
                self._peak = max(self._peak, process.peak)
        if "cause" in reply:
            raise ChildFailed(Cause(reply["cause"]), str(reply.get("reason")))
        return reply["value"]

    @property
    def peak_bytes(self) -> int:
        """The largest resident size any child reached, as far as its replies told."""
        return self._peak

    @property
    def pid(self) -> int | None:
        """The process id of the child that waits now, None when there is none."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the child; a later `run` starts a new one."""
        with self._lock:
            self._stop()

    def close_if_idle(self, seconds: float) -> None:
        """End the child if the last item was finished at least `seconds` ago."""
        with self._lock:
            if time.monotonic() - self._used >= seconds:
                self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ready(self) -> "_Process":
        if self._process is not None and not self._process.alive:
            self._stop()
        if self._process is None:
            self._process = _Process(self._parsers, self._limits)
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None


class _Process:
    """One life of the child, from its start to its end."""

    def __init__(self, parsers: Mapping[str, str], limits: Limits) -> None:
        self._limits = limits
        self._items = 0
        self._resident = 0
        self.peak = 0
        try:
            self._popen = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "assistant.documents.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a library's complaint may quote the mail
                cwd=Path(sys.executable).anchor,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the parent; our end closes its stdin
            )
        except OSError as error:
            raise Unavailable(f"no process for reading documents: {error.strerror}") from error
        try:
            hello = self._exchange(asdict(limits) | {"parsers": dict(parsers)}, b"", _START_SECONDS)
        except ChildFailed as error:
            self.end()
            raise Unavailable(f"the reading process did not start: {error}") from error
        if not hello.get("ready"):
            self.end()
            raise ConfigError(f"the reading process cannot load its parsers: {hello.get('reason')}")

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    @property
    def worn(self) -> bool:
        """Whether this child has served long enough or grown too large."""
        return self._items >= self._limits.items or self._resident > self._limits.resident_bytes

    def ask(self, header: dict[str, Any], data: bytes) -> dict[str, Any]:
        """One item's reply, checked for shape; raises `ChildFailed` if there is none."""
        self._items += 1
        reply = self._exchange(header, data, self._limits.wall_seconds)
        if ("value" in reply) == (reply.get("cause") in set(Cause)):
            raise ChildFailed(Cause.CRASH, "the reader answered nonsense")
        resident, peak = reply.get("resident"), reply.get("peak")
        if isinstance(resident, int) and isinstance(peak, int):
            self._resident, self.peak = resident, peak
        return reply

    def end(self) -> None:
        """Stop and reap the process, whatever state it is in."""
        self._kill()
        self._popen.wait()
        for stream in (self._popen.stdin, self._popen.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue  # unsent bytes for a process that is gone

    def _kill(self) -> None:
        """End the process and every program it started: they are one group."""
        if sys.platform == "win32":
            self._popen.kill()
            return
        # Also when the process itself is gone: a program of its may have been left behind, and
        # as long as one is, the system gives the group's number to nobody else.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)

    def _exchange(self, header: dict[str, Any], data: bytes, seconds: float) -> dict[str, Any]:
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self._kill()

        clock = threading.Timer(seconds, expire)
        clock.daemon = True
        clock.start()
        try:
            self._write(header, data)
            return self._read()
        except (OSError, EOFError) as error:
            raise self._death(expired=expired.is_set()) from error
        except (ValueError, RecursionError) as error:
            raise ChildFailed(Cause.CRASH, "the reader answered nonsense") from error
        finally:
            clock.cancel()
            clock.join()

    def _write(self, header: dict[str, Any], data: bytes) -> None:
        stream = self._popen.stdin
        assert stream is not None  # noqa: S101 - opened as a pipe above
        frame = json.dumps(header).encode("ascii")
        stream.write(len(frame).to_bytes(4, "big") + frame)
        stream.write(data)
        stream.flush()

    def _read(self) -> dict[str, Any]:
        stream = self._popen.stdout
        assert stream is not None  # noqa: S101 - opened as a pipe above
        length = stream.read(4)
        if len(length) < 4:
            raise EOFError
        size = int.from_bytes(length, "big")
        if size > self._limits.output_bytes:
            return {"cause": Cause.OUTPUT, "reason": "yields more than allowed"}
        frame = stream.read(size)
        if len(frame) < size:
            raise EOFError
        reply = json.loads(frame)
        if not isinstance(reply, dict):
            raise ValueError("not an object")
        return reply

    def _death(self, *, expired: bool) -> ChildFailed:
        """What the end of the process says about its cause."""
        if expired:
            return ChildFailed(Cause.WALL, "took too long to read")
        try:
            code = self._popen.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return ChildFailed(Cause.CRASH, "the reader stopped answering")
        if code == -getattr(signal, "SIGXCPU", 0) and code:
            return ChildFailed(Cause.CPU, "took too much computing time to read")
        if code == -getattr(signal, "SIGALRM", 0) and code:
            return ChildFailed(Cause.WALL, "took too long to read")
        if -code in _FROM_OUTSIDE:
            return ChildFailed(Cause.KILLED, "the reading process was killed")
        return ChildFailed(Cause.CRASH, f"it broke the reading process (exit {code})")


def _environment() -> dict[str, str]:
    """Where to find our code, and nothing else of the parent's: no secret reaches a parser."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    path = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)
    return kept | {"PYTHONPATH": path, "PYTHONUTF8": "1"}
