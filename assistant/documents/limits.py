"""What a reading child may use, and how the child binds itself to it."""

import ctypes
import math
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

if sys.platform != "win32":  # there the parent's wall clock is the only cap left
    import resource

MB = 1024 * 1024
_GRACE = 1.0  # seconds between the parent's end of an item and the child's own
_PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps on one child; seconds are for one item, bytes for the whole process.

    The system counts CPU time in whole seconds, so an item may get up to one second more. A
    program the child starts has the same memory and CPU time again, in the same wall time.
    """

    memory_bytes: int = 512 * MB
    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    input_bytes: int = 40 * MB
    # A 36 MB mail whose parts are raw bytes grows by a third in base64.
    output_bytes: int = 64 * MB
    # A child is replaced after this many items, or when one item left it this large.
    items: int = 2_000
    resident_bytes: int = 200 * MB


def cap_process(memory_bytes: int) -> None:
    """Bind this process to its memory; it may also write no file and dump no core."""
    if sys.platform == "win32":
        return
    _lower(resource.RLIMIT_AS, memory_bytes)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)


def cap_item(*, cpu_seconds: int, wall_seconds: float) -> None:
    """Start one item's clocks: the system ends this process when either runs out.

    The CPU limit counts the whole life of the process, so the soft limit moves up before
    each item. The alarm is for the case that the parent, who holds the wall clock, is gone.
    """
    if sys.platform == "win32":
        return
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime) + cpu_seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    signal.setitimer(signal.ITIMER_REAL, wall_seconds + _GRACE)


def rest() -> None:
    """Stop the alarm: waiting for the next item costs nothing."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, 0)


def seconds_left() -> float:
    """Wall time left for this item; without end where nobody set an alarm."""
    if sys.platform == "win32":
        return math.inf
    left = signal.getitimer(signal.ITIMER_REAL)[0]
    return left - _GRACE if left else math.inf


def cap_program(cpu_seconds: int) -> Callable[[], None] | None:
    """What a program that this process starts has to run first: it binds the program.

    It gets CPU time of its own, and dies with this process even where that is killed outright.
    """
    if sys.platform == "win32":
        return None
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def bind() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        if library is not None:
            library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)

    return bind


def peak_bytes() -> int:
    """The largest resident size this process ever had; 0 where the system does not say."""
    # The kernel's own counter first: getrusage's also remembers the parent before the start.
    if known := _status("VmHWM:"):
        return known
    if sys.platform == "win32":
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def resident_bytes() -> int:
    """The resident size of this process now; its peak where only that is known."""
    return _status("VmRSS:") or peak_bytes()


def _status(name: str) -> int:
    """A figure of /proc/self/status in bytes, 0 where there is no such file."""
    try:
        with open("/proc/self/status", "rb") as status:  # noqa: PTH123 - pathlib is not loaded
            line = next(line for line in status if line.startswith(name.encode()))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration, ValueError, IndexError):
        return 0


def _lower(which: int, value: int) -> None:
    if sys.platform == "win32":
        return
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(which, (value, value))
    except (OSError, ValueError):
        return  # some systems refuse a memory limit; the other caps still hold
