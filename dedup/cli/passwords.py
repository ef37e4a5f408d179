"""Passwords in the arguments of a command: kept out of what others can read."""

from __future__ import annotations

import os
from collections.abc import Sequence

from dedup.addresses import secrets

_BEGIN_FIELD, _END_FIELD = 45, 46  # of /proc/self/stat behind the name: where the arguments lie in memory

_LEAST = 4  # characters of a password that is looked for alone: a shorter one is part of other words


def without_passwords(text: str, arguments: Sequence[str]) -> str:
    """A text with stars for the passwords in the addresses among some arguments."""
    for secret in _secrets(arguments):
        text = text.replace(f":{secret}@", ":***@")
        if len(secret) >= _LEAST:
            text = text.replace(secret, "***")
    return text


def hide_passwords(arguments: Sequence[str]) -> None:
    """Write stars over the passwords in this process's arguments, which the list of processes shows.

    Where the system does not let us, as outside Linux, they stay: the environment variable is for that.
    """
    hidden = [os.fsencode(secret) for secret in _secrets(arguments)]
    if not hidden:
        return
    try:
        with open("/proc/self/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        begin, end = int(fields[_BEGIN_FIELD]), int(fields[_END_FIELD])
        with open("/proc/self/mem", "r+b", buffering=0) as memory:
            memory.seek(begin)
            shown = memory.read(end - begin)
            for secret in hidden:
                shown = shown.replace(b":%b@" % secret, b":%b@" % (b"*" * len(secret)))
                if len(secret) >= _LEAST:
                    shown = shown.replace(secret, b"*" * len(secret))
            memory.seek(begin)
            memory.write(shown)
    except (OSError, ValueError, IndexError):
        return


def _secrets(arguments: Sequence[str]) -> list[str]:
    """The passwords, longest first: one may be part of another."""
    given = [argument.partition("=")[2] if argument.startswith("--") else argument for argument in arguments]
    return sorted({secret for argument in [*given, *arguments] for secret in secrets(argument)}, key=len, reverse=True)
