"""Writes to the terminal. Texts of pages, names and messages are escaped, so that they cannot control it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = 0x2068, 0x2069
"""The code points of the marks that `isolated` adds."""
# Characters that move the cursor, begin an escape sequence, or reorder the text around them: the control characters C0
# and C1; the embeddings, overrides and isolates of writing direction. LRM, RLM and ALM reorder nothing else.
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_TURNS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]


def _escape(code: int) -> str:
    r"""The escape for the character with this code point: `\t`, `\n`, `\r`, or one such as `\x1b` or `\u202e`."""
    short = {0x09: r"\t", 0x0A: r"\n", 0x0D: r"\r"}
    return short.get(code) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


_ONE_LINE = {code: _escape(code) for code in (*_CONTROLS, *_TURNS, 0x2028, 0x2029)}
_TEXT = {code: escape for code, escape in _ONE_LINE.items() if code not in (0x09, 0x0A)}
# Used when text is written, which may have the marks that `isolated` adds.
_OUT = {code: escape for code, escape in _TEXT.items() if code not in (_FIRST_STRONG_ISOLATE, _POP_ISOLATE)}
_JSON = {code: f"\\u{code:04x}" for code in (*_CONTROLS[0x20:], *_TURNS)}


def visible(text: str) -> str:
    r"""A text in which characters that would control the terminal or reorder text become escapes such as `\x1b`.

    Line ends and tabs stay; `\r\n` becomes `\n`.
    """
    return text.replace("\r\n", "\n").translate(_TEXT)


def one_line(text: str) -> str:
    """A name or a sentence as one line: like `visible`, with escapes for line ends and tabs, too."""
    return text.translate(_ONE_LINE)


def isolated(text: str) -> str:
    """A text as one line between marks that isolate its writing direction, so that it does not reorder a table.

    Ids and paths are printed without such marks, which would be copied with them.
    """
    return f"{chr(_FIRST_STRONG_ISOLATE)}{one_line(text)}{chr(_POP_ISOLATE)}"


def shortened(text: str, most: int) -> str:
    """A text with single spaces and without line ends; one longer than `most` characters is cut, and ends with `…`.

    It is cut to whole words of at most `most` characters in all, or inside the first word if that is longer.
    """
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[:most].rpartition(' ')[0] or words[:most]}…"


def say(text: str, *, error: bool = False) -> None:
    """Print a text and a line end to stdout, or with `error` to stderr, escaped as by `escaped_output`."""
    print(text.translate(_OUT), file=sys.stderr if error else sys.stdout, flush=error)


def silence_stdout() -> None:
    """Let all that is still written to stdout go nowhere, so that its end is no error of the process."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_line_of_file(text: str) -> None:
    """Print a line of a file to stdout: unchanged or, if stdout is a terminal, with control characters escaped."""
    if sys.stdout.isatty():
        say(text)
    else:
        sys.stdout.write(f"{text}\n")


def say_json(value: Any, *, ascii_only: bool = False) -> None:
    """Print a value as a line of JSON to stdout, with escapes for what would control a terminal or reorder text.

    With `ascii_only`, or if the value holds lone surrogates, all characters that are not ASCII are escaped.
    """
    line = json.dumps(value, ensure_ascii=ascii_only)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # lone surrogates
        line = json.dumps(value)
    sys.stdout.write(f"{line.translate(_JSON)}\n")


def write_json_lines(lines: Iterable[bytes]) -> None:
    """Write lines of JSON in UTF-8, each with its line end, to stdout, and flush it.

    If stdout is a terminal, characters that would control it or reorder the text around them become escapes of JSON.
    Otherwise the bytes are unchanged.
    """
    for line in lines:
        if sys.stdout.isatty():
            line = line.decode("utf-8").translate(_JSON).encode("utf-8")
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def write_over(text: str) -> None:
    """Write a text over the beginning of the terminal's current line on stderr; an empty text clears the line.

    The text is escaped as by `one_line`. What is longer on that line stays behind it.
    """
    sys.stderr.write(f"\r{one_line(text)}" if text else "\r\x1b[K")
    sys.stderr.flush()


def console(*, error: bool = False, markup: bool = True) -> Console:
    """A console for tables and colours on stdout, or stderr, whose only control characters are its own.

    `markup`: whether tags such as `[bold]` in strings are styles.
    """
    from dedup.cli.console import Terminal

    return Terminal(stderr=error, markup=markup, highlight=False)


def escaped_output(text: str) -> str:
    r"""A text ready to be written: like `visible`, but the marks of `isolated` stay, and every `\r` is escaped."""
    return text.translate(_OUT)
