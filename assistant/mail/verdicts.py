"""What a message's header says about it: bulk, automatic, spam, authenticated."""

import re
from collections.abc import Sequence

from assistant.domain.mail import Authentication
from assistant.mail import headers

Fields = Sequence[tuple[str, str]]  # (name in lower case, raw value), in message order

_RESULT = re.compile(r"\s*(dmarc|spf|dkim)\s*=\s*([a-z]+)")
_QUOTED = re.compile(r'"[^"]*"?')


def bulk(fields: Fields) -> bool:
    """Sent to many at once (RFC 2919, RFC 2369, the old Precedence field)."""
    return any(
        name in ("list-id", "list-unsubscribe")
        or (name == "precedence" and _word(value) in ("bulk", "list", "junk"))
        for name, value in fields
    )


def automatic(fields: Fields) -> bool:
    """Sent by a machine as an answer or a report (RFC 3834 section 5, RFC 3464, RFC 5321)."""
    return any(
        (name == "auto-submitted" and _word(value) != "no")
        or name in ("x-auto-response-suppress", "x-autoreply", "x-autorespond")
        or (name == "precedence" and _word(value) == "auto_reply")
        or (name == "return-path" and value.strip() == "<>")
        or (name == "content-type" and _word(value) == "multipart/report")
        for name, value in fields
    )


def spam(fields: Fields) -> bool:
    """A filter on the way called it spam."""
    return any(
        name in ("x-spam-flag", "x-spam-status", "x-spam")
        and re.split(r"[\s,;]", _word(value))[0] in ("yes", "true")
        for name, value in fields
    )


def authentication(fields: Fields) -> Authentication:
    """The verdict of the provider nearest to the reader (RFC 8601).

    Fields are put on top of a message, so the first Authentication-Results is the last
    provider's; fields right below it count when they carry the same server name. Anything
    further down may be the sender's own writing.
    """
    results = _results(fields)
    if ("dmarc", "fail") in results:
        return Authentication.FAIL
    if ("dmarc", "pass") in results:
        return Authentication.PASS
    if ("spf", "fail") in results and ("dkim", "pass") not in results:
        return Authentication.FAIL
    return Authentication.UNKNOWN


def _results(fields: Fields) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    server = None
    for name, value in fields:
        if name != "authentication-results":
            if server is not None:
                break
            continue
        # A sender chooses what stands in quotes and comments, such as the mail-from address.
        plain = _QUOTED.sub("", _uncommented(headers.text(value).lower()))
        author, *parts = plain.split(";")
        author = author.split()[0] if author.split() else ""
        if server not in (None, author):
            break
        server = author
        matches = (_RESULT.match(part) for part in parts)
        found |= {(match[1], match[2]) for match in matches if match}
    return found


def _uncommented(value: str) -> str:
    kept, depth = [], 0
    for piece in re.split(r"([()])", value):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(piece)
    return "".join(kept)


def _word(value: str) -> str:
    """The value's first part in lower case, without parameters."""
    return headers.text(value).partition(";")[0].strip().lower()
