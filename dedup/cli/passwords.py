"""Hides passwords that are arguments of a command from other users and from files."""

from __future__ import annotations

import os
from collections.abc import Sequence

from dedup.addresses import secrets

_BEGIN_FIELD, _END_FIELD = 45, 46
"""The fields of /proc/self/stat, counted from 0 after the name, with the addresses of the arguments; see proc(5)."""

_LEAST = 4
"""Characters of a password that is replaced wherever it occurs. Chosen: a shorter one may be part of other words."""


def without_passwords(text: str, arguments: Sequence[str]) -> str:
    """A text with `***` in place of the passwords of addresses among some arguments.

    A password of fewer than `_LEAST` characters is replaced only between `:` and `@`.
    """
    for secret in _secrets(arguments):
        text = text.replace(f":{secret}@", ":***@")
        if len(secret) >= _LEAST:
            text = text.replace(secret, "***")
    return text


def hide_passwords(arguments: Sequence[str]) -> None:
    """Overwrite the passwords in the arguments of this process with stars, since the list of processes shows them.

    `arguments` are not changed. A password of fewer than `_LEAST` characters is overwritten only between `:` and `@`.
    Where the system does not allow that, as outside Linux, all stay; there, users have an environment variable for
    them.
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
    """The passwords of addresses among some arguments, each as written and percent-decoded, without repetitions.

    An address may be an argument, or the value in `--name=value`. The longest password is first, since one may be part
    of another.
    """
    given = [argument.partition("=")[2] if argument.startswith("--") else argument for argument in arguments]
    return sorted({secret for argument in [*given, *arguments] for secret in secrets(argument)}, key=len, reverse=True)
