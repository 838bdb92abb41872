"""Every error the service raises, named by what happens next.

AssistantError
├─ ConfigError              tell the operator what to set; never retried
├─ Retryable(retry_after)   the engine waits and runs the step again
│   ├─ RateLimited
│   ├─ Unavailable
│   └─ Conflict             somebody else moved it meanwhile
├─ NeedsPerson(who)         stop, show it to a person
│   ├─ ConsentLost          the rep must reconnect the mailbox
│   ├─ Held                 findings block the draft
│   └─ Ambiguous            two readings, a person picks
└─ Rejected                 this input will never work
    ├─ BadMessage
    ├─ BadDocument
    ├─ BadBrief
    └─ BadTemplate
"""

from enum import StrEnum


class AssistantError(Exception):
    """Anything the service raises on purpose."""


class ConfigError(AssistantError):
    """A setting is missing or wrong; the message says which and what to do."""


class Retryable(AssistantError):
    """The same call may work later."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """`retry_after` is in seconds, None when the other side named no time."""
        super().__init__(message)
        self.retry_after = retry_after


class RateLimited(Retryable):
    """The provider asked us to slow down."""


class Unavailable(Retryable):
    """The provider or the disk did not answer."""


class Conflict(Retryable):
    """The thing changed between our read and our write."""


class Who(StrEnum):
    """The person who can move a stopped order on."""

    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"


class NeedsPerson(AssistantError):
    """Work on this order stops until a person acts."""

    def __init__(self, message: str, *, who: Who = Who.REP) -> None:
        super().__init__(message)
        self.who = who


class ConsentLost(NeedsPerson):
    """The mailbox must be connected again."""


class Held(NeedsPerson):
    """The method check found something that blocks the draft."""


class Ambiguous(NeedsPerson):
    """Two sources disagree, or two readings are possible."""


class Rejected(AssistantError):
    """The input will never work; the next one goes on."""


class BadMessage(Rejected):
    """A mail that cannot be read within its limits."""


class BadDocument(Rejected):
    """An attachment that cannot be read within its limits."""


class BadBrief(Rejected):
    """An order brief that does not follow its format."""


class BadTemplate(Rejected):
    """A template that does not render."""
