"""The capped child: every cap bites, has a name, and the next item is read."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.documents import limits
from assistant.documents.child import CappedChild, Cause, ChildFailed
from assistant.documents.limits import MB, Limits
from assistant.errors import BadDocument, ConfigError

TIGHT = Limits(
    memory_bytes=256 * MB,
    cpu_seconds=1,
    wall_seconds=60.0,  # a busy machine must not turn one cap's test into another's
    input_bytes=100_000,
    output_bytes=20_000,
    items=50,
)


# --- parsers that run in the child -------------------------------------------------------


def size(data: bytes, name: str = "") -> dict[str, Any]:
    """A parser that behaves."""
    return {"size": len(data), "name": name}


def allocate(data: bytes) -> int:
    """Takes all memory there is, in pieces."""
    held = []
    while True:
        held.append(bytearray(8 * MB))


def spin(data: bytes) -> None:
    """Never stops computing."""
    while True:
        pass


def sleep(data: bytes) -> None:
    """Waits without computing."""
    time.sleep(60)


def sleep_on(data: bytes) -> None:
    """Waits and has put out its own alarm."""
    signal.alarm(0)
    time.sleep(60)


def leave(data: bytes) -> None:
    """Ends the process without a word."""
    os._exit(0)


def die(data: bytes) -> None:
    """Ends the process as a broken C library does."""
    os.kill(os.getpid(), signal.SIGSEGV)


def flood(data: bytes) -> str:
    """Answers more than is allowed."""
    return "x" * 30_000


def flood_pipe(data: bytes) -> None:
    """Writes past the frames, straight into every open pipe."""
    for descriptor in range(1, 20):
        try:
            os.write(descriptor, b"\xff" * 4_000)
        except OSError:
            continue


def lie(data: bytes) -> None:
    """Answers with a well-formed frame that is no answer."""
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"\x00\x00\x00\x04null")
        except OSError:
            continue


def chatter(data: bytes) -> str:
    """Prints like a noisy library does, and answers."""
    print("noise " * 100)  # noqa: T201
    os.write(1, b"\xff\xff\xff\xff")
    return "fine"


def recurse(data: bytes) -> None:
    """Falls down Python's own stack."""
    recurse(data)


def refuse(data: bytes) -> None:
    """Says why the item is no good."""
    raise BadDocument("it has eleven corners")


def fail(data: bytes) -> None:
    """Fails with the item's text in the error, as parsers like to do."""
    raise ValueError(f"cannot read {data!r}")


def unsayable(data: bytes) -> object:
    """Answers with something JSON cannot carry."""
    return {"at": object()}


def look_around(data: bytes) -> dict[str, Any]:
    """What the child can see of its parent."""
    return {"environment": dict(os.environ), "folder": str(Path.cwd()), "session": os.getsid(0)}


def write_file(data: bytes) -> str:
    """Tries to leave a file behind."""
    try:
        Path(data.decode()).write_bytes(b"x" * 100)
    except OSError:
        return "refused"
    return "written"


def start(data: bytes) -> int:
    """Starts a program that goes on when the item is done; answers its process id."""
    program = subprocess.Popen(["/bin/sleep", "60"])
    return program.pid


def start_bound(data: bytes) -> int:
    """The same, bound as every program of the child has to be."""
    bind = limits.cap_program(1)
    program = subprocess.Popen(["/bin/sleep", "60"], preexec_fn=bind)  # noqa: PLW1509 - one thread
    return program.pid


def spin_program(data: bytes) -> int:
    """Waits for a bound program that never stops computing; answers the signal that ended it."""
    command = [sys.executable, "-c", "while True: pass"]
    return -subprocess.run(command, preexec_fn=limits.cap_program(1), check=False).returncode


def program_limits(data: bytes) -> str:
    """What a program of the child is told of its limits."""
    command = ["/bin/sh", "-c", "ulimit -v; ulimit -f; ulimit -c"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


PARSERS: tuple[Callable[..., Any], ...] = (
    size, allocate, spin, sleep, sleep_on, leave, die, flood, flood_pipe, lie, chatter, recurse,
    refuse, fail, unsayable, look_around, write_file, start, start_bound, spin_program,
    program_limits,
)  # fmt: skip


# --- the tests ---------------------------------------------------------------------------


@pytest.fixture
def child() -> Iterator[CappedChild]:
    with _child() as warm:
        yield warm


def _child(limits: Limits = TIGHT) -> CappedChild:
    return CappedChild({f.__name__: f"{__name__}:{f.__name__}" for f in PARSERS}, limits=limits)


def test_an_item_is_read_with_its_name(child: CappedChild) -> None:
    """Bytes and name reach the parser and its value comes back."""
    assert child.run("size", b"\x00\xff" * 10, "a.pdf") == {"size": 20, "name": "a.pdf"}


def test_the_child_stays_warm(child: CappedChild) -> None:
    """Two items are read by the same process."""
    child.run("size", b"1")
    first = child.pid
    child.run("size", b"2")
    assert child.pid == first is not None


@pytest.mark.parametrize(
    ("parser", "cause"),
    [
        ("allocate", Cause.MEMORY),
        ("spin", Cause.CPU),
        ("leave", Cause.CRASH),
        ("die", Cause.CRASH),
        ("flood", Cause.OUTPUT),
        ("flood_pipe", Cause.OUTPUT),
        ("lie", Cause.CRASH),
        ("recurse", Cause.REFUSED),
        ("refuse", Cause.REFUSED),
        ("fail", Cause.REFUSED),
        ("unsayable", Cause.REFUSED),
    ],
)
def test_each_cap_bites_and_the_next_item_is_read(
    child: CappedChild, parser: str, cause: Cause
) -> None:
    """A parser that breaks a cap ends in a named failure, and the next item is read."""
    with pytest.raises(ChildFailed) as caught:
        child.run(parser, b"hostile text")
    assert caught.value.cause is cause
    assert "hostile" not in str(caught.value)
    assert child.run("size", b"next") == {"size": 4, "name": ""}


@pytest.mark.parametrize("parser", ["sleep", "sleep_on"])
def test_waiting_is_capped_too(parser: str) -> None:
    """A parser that computes nothing and never ends is stopped by the clock."""
    with _child(Limits(wall_seconds=1)) as child:
        with pytest.raises(ChildFailed) as caught:
            child.run(parser, b"")
        assert caught.value.cause is Cause.WALL
        assert child.pid is None


def test_a_refusal_keeps_its_reason(child: CappedChild) -> None:
    """What a parser raises as Rejected reaches the caller in its own words."""
    with pytest.raises(ChildFailed, match="eleven corners"):
        child.run("refuse", b"")


def test_printing_does_not_break_the_frames(child: CappedChild) -> None:
    """A library that prints on standard output cannot disturb the answer."""
    assert child.run("chatter", b"") == "fine"
    assert child.run("size", b"ab")["size"] == 2


def test_cpu_time_is_counted_per_item() -> None:
    """Many items that together exceed the CPU cap are all read by one process."""
    busy = CappedChild({"work": f"{__name__}:work"}, limits=TIGHT)
    with busy:
        pids: set[int | None] = set()
        for _ in range(5):
            busy.run("work", b"")
            pids.add(busy.pid)
    assert len(pids) == 1


def work(data: bytes) -> None:
    """Computes for 0.4 s of CPU time."""
    end = time.process_time() + 0.4
    while time.process_time() < end:
        pass


def test_too_large_an_item_is_refused_unsent(child: CappedChild) -> None:
    """An item above the input cap is refused before a child is even started."""
    with pytest.raises(ChildFailed, match="larger than"):
        child.run("size", b"x" * 100_001)
    assert child.pid is None


def test_the_child_is_replaced_after_its_items() -> None:
    """A child ends after the set number of items."""
    with _child(Limits(items=2)) as child:
        after = []
        for _ in range(3):
            child.run("size", b"")
            after.append(child.pid is not None)
    assert after == [True, False, True]


def test_a_child_that_has_grown_is_replaced() -> None:
    """A child whose resident size is above the threshold after an item ends."""
    with _child(Limits(resident_bytes=1)) as child:
        child.run("size", b"")
        assert child.pid is None
        assert child.peak_bytes > 1


def test_the_child_sees_nothing_of_ours(
    child: CappedChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No environment value of the parent reaches the child; it lives in its own session."""
    monkeypatch.setenv("ASSISTANT_SECRET", "canary-93c1")
    seen = child.run("look_around", b"")
    assert "canary-93c1" not in str(seen["environment"])
    assert "ASSISTANT_SECRET" not in seen["environment"]
    assert seen["folder"] == Path(sys.executable).anchor
    assert seen["session"] != os.getsid(0)


def test_the_child_cannot_write_a_file(child: CappedChild, tmp_path: Path) -> None:
    """A parser that tries to leave bytes on the disk is refused by the system."""
    assert child.run("write_file", str(tmp_path / "left").encode()) == "refused"


def test_parsers_that_cannot_be_loaded_are_the_operators_matter() -> None:
    """A missing parser is a ConfigError, never a refusal of the mail."""
    with CappedChild({"x": "assistant.no_such_room:read"}) as child:
        for _ in range(2):
            with pytest.raises(ConfigError, match="no_such_room"):
                child.run("x", b"")


def test_close_if_idle_ends_only_an_idle_child(child: CappedChild) -> None:
    """A child that was just used stays; once idle long enough it is ended and reaped."""
    child.run("size", b"")
    pid = child.pid
    assert pid is not None
    child.close_if_idle(60)
    assert _alive(pid)
    child.close_if_idle(0)
    assert not _alive(pid)


def test_a_closed_child_starts_again(child: CappedChild) -> None:
    """Close is no end: the next item starts a new process."""
    child.run("size", b"")
    child.close()
    assert child.run("size", b"abc")["size"] == 3


def test_a_child_that_died_between_items_is_replaced(child: CappedChild) -> None:
    """A child killed from outside while idle costs no item."""
    child.run("size", b"")
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while _alive(child.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert child.run("size", b"abc")["size"] == 3


def test_many_threads_share_one_child(child: CappedChild) -> None:
    """Calls from several threads neither mix their answers nor start more processes."""
    wrong: list[int] = []

    def read(count: int) -> None:
        answers = [child.run("size", b"x" * count)["size"] for _ in range(5)]
        wrong.extend(answer for answer in answers if answer != count)

    threads = [threading.Thread(target=read, args=(count,)) for count in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("parser", ["size", "sleep"])
def test_no_orphan_outlives_a_killed_parent(parser: str) -> None:
    """When the parent is killed outright, the child ends, even in the middle of an item."""
    program = (
        "import sys, threading, time\n"
        "from assistant.documents.child import CappedChild\n"
        "from assistant.documents.limits import Limits\n"
        "child = CappedChild({'size': 'test_child:size', 'sleep': 'test_child:sleep'},"
        " limits=Limits(wall_seconds=2))\n"
        "child.run('size', b'')\n"
        "print(child.pid, flush=True)\n"
        f"threading.Thread(target=child.run, args=({parser!r}, b''), daemon=True).start()\n"
        "time.sleep(60)\n"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.3)
        assert _alive(pid)
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 15
        while _alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not _alive(pid)


# --- programs of the child ---------------------------------------------------------------


def test_programs_find_their_way(child: CappedChild, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child is told where programs and their data are, and still nothing else of ours."""
    monkeypatch.setenv("TESSDATA_PREFIX", "/somewhere")
    seen = child.run("look_around", b"")["environment"]
    assert (seen["PATH"], seen["TESSDATA_PREFIX"]) == (os.environ["PATH"], "/somewhere")


def test_programs_have_the_childs_limits(child: CappedChild) -> None:
    """A program the child starts has no more memory than it, and may write no file either."""
    assert child.run("program_limits", b"").split() == [str(256 * 1024), "0", "0"]


def test_a_program_has_computing_time_of_its_own() -> None:
    """A program that never stops computing is ended long before its child would be."""
    with _child(Limits(cpu_seconds=60, wall_seconds=15)) as child:
        assert child.run("spin_program", b"") in (signal.SIGXCPU, signal.SIGKILL)
        assert child.run("size", b"next")["size"] == 4


def test_a_program_ends_with_its_child(child: CappedChild) -> None:
    """Closing the child ends what it has started."""
    pid = child.run("start", b"")
    assert _alive(pid)
    child.close()
    assert _ends(pid)


def test_a_program_ends_with_a_killed_child(child: CappedChild) -> None:
    """When the child is killed outright and replaced, its program is ended too."""
    pid = child.run("start", b"")
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    time.sleep(0.2)
    assert child.run("size", b"abc")["size"] == 3
    assert _ends(pid)


def test_a_program_ends_with_a_child_out_of_time() -> None:
    """An item that takes too long is ended with every program it has started."""
    with _child(Limits(wall_seconds=1.0)) as child:
        pid = child.run("start", b"")
        with pytest.raises(ChildFailed):
            child.run("sleep", b"")
        assert _ends(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a program with its starter")
def test_a_bound_program_ends_even_without_us(child: CappedChild) -> None:
    """A program dies with a child that is killed while nobody is there to clean up."""
    pid = child.run("start_bound", b"")
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    assert _ends(pid)


def _ends(pid: int) -> bool:
    """Whether the process is gone within five seconds."""
    deadline = time.monotonic() + 5
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not _alive(pid)


def _alive(pid: int) -> bool:
    """Whether the process runs; a zombie nobody has reaped yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return not Path("/proc").is_dir()
    return state != "Z"
