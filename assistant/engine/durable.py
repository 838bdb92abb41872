"""Runs each order's steps durably: the only room that knows the workflow library."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID, StepOptions
from sqlalchemy.exc import DBAPIError

from assistant import logs
from assistant.errors import Retryable, Unavailable
from assistant.pipeline.steps import STEPS

# The contract between running orders and this code. It grows by one whenever the order of
# steps below changes, and old orders then wait for the program that began them.
CONTRACT = "1"
_QUEUE = "orders"
# A passing fault is tried again until it has passed: an order is never given up for it.
_ATTEMPTS = 1_000_000
# How long a stop waits for a step in the middle. What is not done by then is taken up at the
# next start, like anything a killed process left.
_STOP_SECONDS = 5


class OrderRoute(Protocol):
    """The step bodies, as `route.py` has them."""

    def step(self, order_id: str, name: str) -> bool: ...
    def drafts(self, order_id: str) -> list[str]: ...
    def place(self, order_id: str, draft_id: str) -> None: ...
    def finish(self, order_id: str) -> None: ...


class Engine:
    """A durable queue of orders, one at a time for each mailbox.

    A step that finished is never run again; a step that was cut off is. Workflow inputs and
    results are ids and plain flags, since the library stores them in clear.
    """

    def __init__(
        self,
        database: sa.Engine,
        routes: Callable[[str], OrderRoute],
        *,
        poll_seconds: float,
        retry_seconds: float = 10.0,
    ) -> None:
        """`routes` gives a mailbox's step bodies; `poll_seconds` is the queue's rhythm,
        `retry_seconds` the pause before a step is tried again."""
        self._routes = routes
        self._poll = poll_seconds
        self._retry = retry_seconds
        self._queued: set[str] = set()
        config = DBOSConfig(
            name="assistant",
            system_database_url=str(database.url),
            system_database_engine=database,
            application_version=CONTRACT,
            # One process per data folder holds its lock, so a fixed name lets the library
            # take up at once what a killed process left.
            executor_id="local",
            enable_otlp=False,
            # Its log quotes exceptions, and those may quote a mail; we log what is safe to.
            log_level="CRITICAL",
            console_log_level="CRITICAL",
            scheduler_polling_interval_sec=3600.0,
        )
        DBOS(config=config)

        # The library marks the function it is given, which a bound method does not allow.
        @DBOS.workflow(name="order")
        def order(mailbox: str, order_id: str) -> None:
            self._order(mailbox, order_id)

        self._workflow = order

    def start(self) -> None:
        """Takes up what a previous run left and begins to work on the queue."""
        DBOS.launch()
        DBOS.register_queue(
            _QUEUE,
            partition_concurrency=1,
            polling_interval_sec=self._poll,
            on_conflict="always_update",  # what the settings say now holds now
        )
        self._release_stranded()

    def stop(self) -> None:
        """Ends the workers; a step in the middle is run again at the next start."""
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=_STOP_SECONDS)

    def enqueue(self, mailbox: str, order_id: str, attempt: int) -> None:
        """Puts an order on the queue; one that is there or was there stays as it is."""
        name = _workflow_id(order_id, attempt)
        if name in self._queued:
            return
        with _database(), SetWorkflowID(name), SetEnqueueOptions(queue_partition_key=mailbox):
            DBOS.enqueue_workflow(_QUEUE, self._workflow, mailbox, order_id)
        self._queued.add(name)

    def broken(self, order_id: str, attempt: int) -> bool:
        """True when an order's workflow ended in an error that no step foresaw."""
        with _database():
            ended = DBOS.list_workflows(
                workflow_ids=[_workflow_id(order_id, attempt)],
                status=["ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
                load_input=False,
                load_output=False,
            )
        return bool(ended)

    def _release_stranded(self) -> None:
        """Ends what another contract version began. Its orders are open in the ledger, and
        every step can be repeated, so they begin anew under this version."""
        waiting = DBOS.list_workflows(status=["PENDING", "ENQUEUED"], load_input=False)
        stranded = [one.workflow_id for one in waiting if one.app_version not in (None, CONTRACT)]
        if stranded:
            logs.logger().warning("orders of another version begin anew", count=len(stranded))
            DBOS.cancel_workflows(stranded)

    def _order(self, mailbox: str, order_id: str) -> None:
        route = self._routes(mailbox)
        for name, _step in STEPS:
            if not self._run(name, route.step, order_id, name):
                return
        for draft_id in self._run("drafts", route.drafts, order_id):
            self._run("place", route.place, order_id, draft_id)
        self._run("finish", route.finish, order_id)

    def _run(self, name: str, body: Callable[..., Any], *ids: str) -> Any:
        options: StepOptions = {
            "name": name,
            "retries_allowed": True,
            "max_attempts": _ATTEMPTS,
            "interval_seconds": self._retry,
            "backoff_rate": 1.0,
            "should_retry": _later,
        }
        return DBOS.run_step(options, _logged, name, body, *ids)


@contextmanager
def _database() -> Iterator[None]:
    """A database that is locked or full makes the library's calls wait, not fail for good."""
    try:
        yield
    except DBAPIError as error:
        raise Unavailable("the database is busy, full or read-only") from error


def _workflow_id(order_id: str, attempt: int) -> str:
    return f"{order_id}:{attempt}:{CONTRACT}"


def _logged(name: str, body: Callable[..., Any], *ids: str) -> Any:
    """Runs a step body; an error is logged by its kind and place, never by its words."""
    try:
        return body(*ids)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        logs.logger().error(
            "step failed",
            step=name,
            order=ids[0],
            error=type(error).__name__,
            where=f"{Path(place.filename).name}:{place.lineno}",
        )
        raise


def _later(error: BaseException) -> bool:
    return isinstance(error, Retryable)
