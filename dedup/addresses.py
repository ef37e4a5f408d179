"""Where an index is stored: a folder, or the address of a Redis server, whose password is never shown."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode

from dedup.errors import DedupError

FORM = "redis://[user[:password]@]host[:port][/database][?name=crawl]"
PASSWORD, PASSWORD_FILE = "DEDUP_INDEX_PASSWORD", "DEDUP_INDEX_PASSWORD_FILE"
"""The environment variables that hold the password an address leaves out, or the path of a file whose first line it is.
"""

_SERVER = re.compile(r"(rediss?|unix)://", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*([a-z][a-z0-9+.-]+):/{1,2}(.*)", re.IGNORECASE | re.DOTALL)  # one letter: a drive
_HIDDEN = "***"


def is_server(location: str) -> bool:
    """Whether a location is the address of a server (redis, rediss, unix), not a folder."""
    return _SERVER.match(location) is not None


def checked_path(location: str | os.PathLike[str]) -> str | os.PathLike[str]:
    """The location itself, if it is a path. Raises `DedupError` where it has the form of an address of any scheme."""
    if _ADDRESS.match(str(location)):
        raise DedupError(f"{masked(str(location))} is neither a path nor the address of a Redis server: {FORM}")
    return location


def masked(location: str) -> str:
    """A location as it may be shown and stored: an address without its passwords; a path is returned unchanged.

    Options whose name contains `password` are left out. Where an `@` follows a `?`, all behind the scheme becomes
    `***`.
    """
    match = _ADDRESS.match(location)
    if match is None:
        return location
    scheme, rest = match[1].lower(), match[2]
    base, _, query = rest.partition("?")
    if "@" in query:  # the password may hold a '?': where it ends is unknown
        return f"{scheme}://{_HIDDEN}"
    credentials, _, host = base.rpartition("@")
    user = credentials.partition(":")[0]
    options = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _is_secret(name)]
    return f"{scheme}://{user and f'{user}@'}{host}{'?' if options else ''}{urlencode(options)}"


def secrets(location: str) -> list[str]:
    """The passwords in an address and its options, each as written and percent-decoded; empty for a path."""
    match = _ADDRESS.match(location)
    if match is None:
        return []
    rest = match[2]
    found = [rest.rpartition("@")[0].partition(":")[2]]
    found += [value for name, _, value in (part.partition("=") for part in re.split("[?&]", rest)) if _is_secret(name)]
    return [secret for word in found if word for secret in dict.fromkeys([word, unquote(word)])]


def check_address(address: str) -> None:
    """Raise `DedupError` where a `/`, `?` or `#` stands before the last `@` of an address, that is, in its password.

    Addresses that begin with `unix:` may have them.
    """
    rest = address.partition("://")[2]
    if set("/?#") & set(rest.rpartition("@")[0]) and not address.lower().startswith("unix:"):
        raise DedupError(
            f"{masked(address)}: in a password '/', '?', '#' and '@' are written %2F, %3F, %23 and %40; or leave it "
            f"out and give it in the environment variable {PASSWORD}"
        )


def given_password() -> str | None:
    """The password from the environment, None where it holds none; for addresses that leave the password out.

    The variable `PASSWORD` is preferred to `PASSWORD_FILE`, which names a file whose first line, stripped, is taken.
    Raises `DedupError` where that file cannot be read or is not UTF-8.
    """
    if password := os.environ.get(PASSWORD):
        return password
    if not (file := os.environ.get(PASSWORD_FILE)):
        return None
    try:
        return Path(file).read_text("utf-8").partition("\n")[0].strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise DedupError(f"{PASSWORD_FILE}: {file} cannot be read ({reason}); check the path") from None


def _is_secret(name: str) -> bool:
    """Whether the name of an option in an address says that its value is a password."""
    return "password" in name.lower()
