"""Keeps calls to a model within a daily number, and off a server that does not work."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

from assistant.errors import ConfigError, RateLimited, Rejected, Retryable, Unavailable
from assistant.llm.call import Ask, Question, Reply

_FAILURES = 3  # in a row, then the server is left alone
_REST = timedelta(seconds=60)
_LONGEST_REST = timedelta(hours=1)  # whatever a server asks for


class Guard:
    """An `Ask` around another one; safe for use by several threads.

    The count lives in memory: a restart begins a new one.
    """

    def __init__(self, ask: Ask, *, calls_a_day: int, clock: Callable[[], datetime]) -> None:
        """`calls_a_day` counts by the UTC day; `clock` gives the time with its zone."""
        self._ask = ask
        self._calls_a_day = calls_a_day
        self._clock = clock
        self._lock = threading.Lock()
        self._day = date.min
        self._calls = 0
        self._failures = 0
        self._resting_until: datetime | None = None

    def __call__(self, question: Question) -> Reply:
        """Raises what `Ask` raises; Unavailable during a rest, RateLimited at the day's end."""
        self._admit()
        try:
            reply = self._ask(question)
        except (Retryable, ConfigError) as error:
            self._failed(error)
            raise
        except Rejected:  # a question that is refused shows that the server works
            self._worked()
            raise
        self._worked()
        return reply

    def _admit(self) -> None:
        with self._lock:
            now = self._clock()
            if self._resting_until and now < self._resting_until:
                left = (self._resting_until - now).total_seconds()
                raise Unavailable("the model is left alone after failures", retry_after=left)
            today = now.date()
            if today != self._day:
                self._day, self._calls = today, 0
            if self._calls >= self._calls_a_day:
                raise RateLimited("the model's calls for today are used up")
            self._calls += 1

    def _worked(self) -> None:
        with self._lock:
            self._failures = 0
            self._resting_until = None

    def _failed(self, error: Retryable | ConfigError) -> None:
        with self._lock:
            self._failures += 1
            asked = error.retry_after if isinstance(error, Retryable) else None
            rest = timedelta(seconds=asked or 0)
            if self._failures >= _FAILURES:
                rest = max(rest, _REST)
            if rest:
                self._resting_until = self._clock() + min(rest, _LONGEST_REST)
