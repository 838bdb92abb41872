"""The parent's side of reading: attachments in, documents out, whatever is in them."""

from collections.abc import Callable
from typing import Any

from assistant.documents import plain
from assistant.documents.plain import PAGES
from assistant.domain.mail import Attachment, Document
from assistant.errors import Rejected


class DocumentReader:
    """The parent's side: an attachment in, a `Document` out, never an exception."""

    def __init__(self, run: Callable[[bytes, str], Any]) -> None:
        """`run` hands bytes and file name to `read` in the capped child."""
        self._run = run

    def open(self, attachment: Attachment) -> tuple[Document, ...]:
        """The attachment and whatever it held, or the problem that keeps it from being read.

        Only `Retryable` and `ConfigError` leave: they are about us, not about the document.
        """
        try:
            answer = self._run(attachment.content, attachment.name)
        except Rejected as error:
            return (Document(attachment.name, problem=str(error) or "could not be read"),)
        # The answer comes from a process that ran hostile bytes, so its shape is checked.
        pages = answer.get("pages") if isinstance(answer, dict) else None
        problem = answer.get("problem") if isinstance(answer, dict) else None
        if not isinstance(pages, list) or not isinstance(problem, str):
            return (Document(attachment.name, problem="could not be read"),)
        texts = tuple(plain.clean(page) for page in pages[:PAGES] if isinstance(page, str))
        return (Document(attachment.name, pages=texts, problem=problem[:200]),)
