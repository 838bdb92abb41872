"""What one file held, on the side of the capped child, and how it travels to the parent."""

import base64
from dataclasses import asdict, dataclass
from typing import Any

from assistant.domain.paper import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file's text by page and what it states; `Document` says what the fields mean.

    `files` are the files inside it, by name, for the parent to have read one by one.
    """

    pages: tuple[str, ...] = ()
    problem: str = ""
    papers: tuple[Paper, ...] = ()
    second: tuple[str, ...] = ()
    scanned: bool = False
    files: tuple[tuple[str, bytes], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values for the child's answer; the parent checks every one of them again."""
        return {
            "pages": list(self.pages),
            "problem": self.problem,
            "papers": [asdict(one) for one in self.papers],
            "second": list(self.second),
            "scanned": self.scanned,
            "files": [[name, base64.b64encode(data).decode("ascii")] for name, data in self.files],
        }
