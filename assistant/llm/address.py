"""Checks the address and the key of a model's server before anything is sent there."""

import ipaddress
import re
from urllib.parse import urlsplit

from assistant.errors import ConfigError

_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
# Endings that no public name has (RFC 6761, RFC 6762, RFC 8375) or that routers give.
_LOCAL_NAMES = (".local", ".localhost", ".home.arpa", ".internal", ".lan")


def checked(url: str) -> str:
    """The address itself. Raises ConfigError if it is none, or mail could be read on the way."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigError("the model's address is not a URL") from None
    if parts.scheme not in ("https", "http") or not _HOST.fullmatch(host):
        raise ConfigError("the model's address must be https:// or http:// and a host")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigError("the model's address must end with its path, and hold no key or user")
    if parts.scheme == "http" and not _is_near(host):
        raise ConfigError("the model's address must be https:// outside of the own network")
    return url


def checked_key(key: str) -> str:
    """The key itself. Raises ConfigError if it cannot stand in a header; never shows it."""
    if not all("!" <= letter <= "~" for letter in key):
        raise ConfigError("the model's key must be plain letters and signs without blanks")
    return key


def _is_near(host: str) -> bool:
    """A machine of our own: this one, one of the own network, or a container's plain name."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_NAMES)
    # Link-local addresses are where cloud machines offer their credentials.
    return number.is_private and not number.is_link_local
