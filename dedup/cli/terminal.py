"""The one way to the terminal: what pages, names and messages hold is shown there, never obeyed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = 0x2068, 0x2069
# What moves the cursor, begins an escape sequence, or turns the text around it: the control characters C0 and C1, and
# the embeddings, overrides and isolates of writing direction. The marks LRM, RLM and ALM turn nothing but themselves.
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_TURNS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]


def _escape(code: int) -> str:
    short = {0x09: r"\t", 0x0A: r"\n", 0x0D: r"\r"}
    return short.get(code) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


_ONE_LINE = {code: _escape(code) for code in (*_CONTROLS, *_TURNS, 0x2028, 0x2029)}
_TEXT = {code: escape for code, escape in _ONE_LINE.items() if code not in (0x09, 0x0A)}
# Last on the way out, where what we isolate has its marks.
_OUT = {code: escape for code, escape in _TEXT.items() if code not in (_FIRST_STRONG_ISOLATE, _POP_ISOLATE)}
_JSON = {code: f"\\u{code:04x}" for code in (*_CONTROLS[0x20:], *_TURNS)}


def visible(text: str) -> str:
    """A text of several lines, with escapes such as `\\x1b` for what a terminal would obey."""
    return text.replace("\r\n", "\n").translate(_TEXT)


def one_line(text: str) -> str:
    """The same of a name or a sentence, which has no lines."""
    return text.translate(_ONE_LINE)


def isolated(text: str) -> str:
    """One line between marks that keep its direction to itself: a table keeps its columns around it.

    Ids and paths are shown without: the marks would be copied along with them.
    """
    return f"{chr(_FIRST_STRONG_ISOLATE)}{one_line(text)}{chr(_POP_ISOLATE)}"


def amount(size: float) -> str:
    """Bytes in a unit that shows some: `6.4 kB`, `102.1 MB`."""
    return f"{size / 1e3:,.1f} kB" if size < 1e5 else f"{size / 1e6:,.1f} MB"


def say(text: str, *, error: bool = False) -> None:
    """Write a text to stdout, or to stderr."""
    print(text.translate(_OUT), file=sys.stderr if error else sys.stdout, flush=error)


def say_line_of_file(text: str) -> None:
    """Write a line of a file that was asked for: as it is, unless a terminal shows it."""
    if sys.stdout.isatty():
        say(text)
    else:
        sys.stdout.write(f"{text}\n")


def say_json(value: Any, *, ascii_only: bool = False) -> None:
    """Write a line of JSON to stdout; what a terminal would obey is escaped in it, and so is what UTF-8 cannot hold."""
    line = json.dumps(value, ensure_ascii=ascii_only)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # lone surrogates
        line = json.dumps(value)
    sys.stdout.write(f"{line.translate(_JSON)}\n")


def write_json_lines(lines: Iterable[bytes]) -> None:
    """Write lines of JSON to stdout at once: as they are, or where a terminal shows them, with escapes."""
    for line in lines:
        if sys.stdout.isatty():
            line = line.decode("utf-8").translate(_JSON).encode("utf-8")
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def write_over(text: str) -> None:
    """Write over the line of the terminal on stderr; nothing clears it."""
    sys.stderr.write(f"\r{one_line(text)}" if text else "\r\x1b[K")
    sys.stderr.flush()


def console(*, error: bool = False, markup: bool = True) -> Console:
    """A console for tables and colours on stdout, or stderr, in which only these are escape sequences."""
    from dedup.cli.console import Terminal

    return Terminal(stderr=error, markup=markup, highlight=False)


def last_word(text: str) -> str:
    """The same as `visible`, of what holds our own marks already."""
    return text.translate(_OUT)
