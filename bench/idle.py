"""Measures what the service costs while nothing happens.

    python bench/idle.py [--seconds N]

Starts the demo on a folder of its own, lets it finish its order, and then reads CPU time and
resident memory of the service and its children from /proc for N seconds. The baseline in the
same run is a bare interpreter that sleeps. The last line is JSON. Linux only.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

_QUIET_SECONDS = 40.0  # by then the idle reading process has been let go


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to measure")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        service = _start([sys.executable, "-m", "assistant", "demo"], folder)
        bare = _start([sys.executable, "-c", "import time; time.sleep(9999)"], folder)
        try:
            drafts = Path(folder) / "data" / "mailbox" / "Drafts" / "cur"
            waited = _until(lambda: drafts.is_dir() and len(list(drafts.iterdir())) == 5)
            time.sleep(_QUIET_SECONDS)
            result = _measure(service.pid, bare.pid, options.seconds)
        finally:
            for process in (service, bare):
                process.terminate()
                process.wait(30)
    result["seconds_to_drafts"] = round(waited, 1)
    _table(result)
    print(json.dumps(result))


def _start(command: list[str], folder: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _until(done: Callable[[], bool]) -> float:
    started = time.monotonic()
    while not done():
        if time.monotonic() - started > 120:
            raise SystemExit("no drafts after two minutes")
        time.sleep(0.1)
    return time.monotonic() - started


def _measure(service: int, bare: int, seconds: float) -> dict[str, float]:
    before, started = _cpu(service), time.monotonic()
    time.sleep(seconds)
    used = _cpu(service) - before
    return {
        "cpu_percent": round(100 * used / (time.monotonic() - started), 2),
        "rss_mb": round(_rss(service), 1),
        "processes": len(_tree(service)),
        "bare_interpreter_rss_mb": round(_rss(bare), 1),
    }


def _tree(root: int) -> list[int]:
    found = [root]
    for parent in found:
        tasks = Path(f"/proc/{parent}/task")
        for task in tasks.iterdir():
            found += [int(one) for one in (task / "children").read_text().split()]
    return found


def _cpu(root: int) -> float:
    ticks = 0
    for pid in _tree(root):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _rss(root: int) -> float:
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in _tree(root))
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def _table(result: dict[str, float]) -> None:
    print(f"{'CPU while idle':<32}{result['cpu_percent']:>8} % of one core")
    print(f"{'resident memory':<32}{result['rss_mb']:>8} MB in {result['processes']} process(es)")
    print(f"{'bare interpreter':<32}{result['bare_interpreter_rss_mb']:>8} MB")
    print(f"{'start to five drafts':<32}{result['seconds_to_drafts']:>8} s")


if __name__ == "__main__":
    main()
