"""How fast mails are read in the capped child, beside the plain library in this process.

    python bench/parsing.py PATH [PATH ...]

A PATH is a mail file, a folder of them, or a manifest.jsonl whose lines name a mail in `file`.
Prints a table, then one line of JSON. Mails are read twice; the first round warms the caches.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from assistant.documents.child import CappedChild
from assistant.domain.mail import MessageRef, RawMessage
from assistant.mail.mime import MailReader

_NO_MAIL = (".json", ".jsonl", ".md", ".pdf", ".yaml", ".png", ".jpg")


def mails(paths: Sequence[Path]) -> Iterator[bytes]:
    """The bytes of every mail below `paths`."""
    for path in paths:
        if path.name.endswith(".jsonl"):
            files = [path.parent / row["file"] for row in _rows(path) if "mail/" in row["file"]]
        elif path.is_dir():
            files = [file for file in sorted(path.rglob("*")) if file.is_file()]
        else:
            files = [path]
        for file in files:
            if file.suffix not in _NO_MAIL:
                yield file.read_bytes()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def plain_library(data: bytes) -> None:
    """What a program without our care does; raises whatever the library raises."""
    message: EmailMessage = BytesParser(policy=policy.default).parsebytes(data)
    for value in message.values():
        str(value)
    body = message.get_body(("plain", "html"))
    if body is not None:
        body.get_content()
    for attachment in message.iter_attachments():
        attachment.get_content()


def measure(read: Callable[[bytes], object], items: Sequence[bytes]) -> dict[str, float]:
    """Mails per second, milliseconds at the median and at 99 %, and how many were refused."""
    times: list[float] = []
    refused = 0
    for data in items:
        start = time.perf_counter()
        try:
            read(data)
        except Exception:  # noqa: BLE001 - the library raises seven kinds; all are one count
            refused += 1
        times.append(time.perf_counter() - start)
    times.sort()
    return {
        "mails_per_s": round(len(items) / sum(times), 1),
        "median_ms": round(statistics.median(times) * 1000, 2),
        "p99_ms": round(times[min(len(times) - 1, len(times) * 99 // 100)] * 1000, 2),
        "refused": refused,
    }


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0; 2 without a mail to read."""
    items = list(mails([Path(argument) for argument in arguments]))
    if not items:
        print(__doc__)
        return 2
    with CappedChild({"mail": "assistant.mail.mime:parse"}) as child:
        reader = MailReader(lambda data: child.run("mail", data))

        def ours(data: bytes) -> object:
            return reader.read(RawMessage(MessageRef("bench", "bench"), data))

        measure(ours, items)
        child_row = measure(ours, items)
        peak = child.peak_bytes
    measure(plain_library, items)
    base_row = measure(plain_library, items)
    print(f"{len(items)} mails, {sum(map(len, items)) / 1e6:.1f} MB")
    print(f"{'':24}{'mails/s':>10}{'median ms':>11}{'p99 ms':>9}{'refused':>9}")
    for name, row in (("capped child", child_row), ("library, no care taken", base_row)):
        print(
            f"{name:24}{row['mails_per_s']:>10}{row['median_ms']:>11}{row['p99_ms']:>9}"
            f"{row['refused']:>9}"
        )
    ratio = round(child_row["mails_per_s"] / base_row["mails_per_s"], 2)
    print(f"ratio {ratio}, peak of the child {peak / 1e6:.0f} MB")
    summary = {"bench": "parsing", "mails": len(items), **child_row, "ratio": ratio}
    baseline = {f"baseline_{name}": value for name, value in base_row.items()}
    print(json.dumps(summary | baseline | {"peak_mb": round(peak / 1e6, 1)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
