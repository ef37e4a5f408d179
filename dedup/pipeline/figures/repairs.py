"""Python code that turns back a text which was decoded with a wrong encoding, or whose letters are escapes."""

from __future__ import annotations

import json
import quopri
import urllib.parse
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from dedup.arabic.misreading import has_escaped_letters, is_arabic, is_misread


class _Repair(NamedTuple):
    """How to undo a wrong decoding: what gives the original bytes, the encodings of both, and Python code for it."""

    as_bytes: Callable[[str], bytes]
    wrong: str
    right: str
    written: str


def _as_browsers_do(text: str) -> bytes:
    """The bytes of a text that was decoded as browsers do: as cp1252, and as latin-1 for bytes that cp1252 lacks.

    Raises UnicodeError where the text cannot come from that.
    """
    return "".join(c if c < "\u0100" else c.encode("cp1252").decode("latin-1") for c in text).encode("latin-1")


# Encodings in which Arabic pages are read by mistake.
_WRONG = ("latin-1", "cp1252", "cp1256", "mac_roman", "cp1250", "cp1251", "cp1253", "cp437", "cp720", "cp850")
# Functions that give the bytes of a text, with the wrong encoding and the Python code of each.
_BYTES: tuple[tuple[Callable[[str], bytes], str, str], ...] = (
    *((partial(str.encode, encoding=wrong), wrong, f'{{what}}.encode("{wrong}")') for wrong in _WRONG),
    (
        _as_browsers_do,
        "cp1252",
        '"".join(c if c < "\\u0100" else c.encode("cp1252").decode("latin-1") for c in {what}).encode("latin-1")',
    ),
)
# Every pair of a wrong and a right encoding, in the order in which they are tried.
_REPAIRS = [
    _Repair(as_bytes, wrong, right, f'{written}.decode("{right}")')
    for right in ("utf-8", "cp1256", "iso8859_6")
    for as_bytes, wrong, written in _BYTES
]
# What tells a misread line from others: the article, else the letter that nearly every line has.
_TELLING = ("ال", "ا")


def reread(text: str) -> str:
    """Python code that undoes the wrong decoding of `text`, or of those of its lines that have it; empty for none."""
    if repairs := _repairs_of(text):
        return _written(repairs, "text")
    lines = text.split("\n")
    for repairs in filter(None, (_repairs_of(line) for line in lines if is_misread(line))):
        for telling in _TELLING:
            with suppress(UnicodeError):
                sign = _misread(telling, repairs)
                if not is_misread("\n".join(_apply(repairs, line) if sign in line else line for line in lines)):
                    each = f"{_written(repairs, 'line')} if {sign!a} in line else line"
                    return f'"\\n".join({each} for line in text.split("\\n"))'
    return ""


def _repairs_of(text: str) -> Sequence[_Repair]:
    """The repairs, one or two, that give Arabic text; empty where none do.

    The first repair to UTF-8 is taken at once, and so is the first pair of repairs, tried while no single one is found.
    Else it is the single repair that gives most definite articles.
    """
    best: Sequence[_Repair] = ()
    most = -1  # bytes of one encoding may be read in another: the right one gives most definite articles
    for read, repair in _repaired(text):
        if not is_misread(read):
            if is_arabic(read) and repair.right == "utf-8":  # other bytes are hardly ever valid UTF-8
                return (repair,)
            if is_arabic(read) and read.count("ال") > most:
                most, best = read.count("ال"), (repair,)
        elif not best:
            for found, second in _repaired(read):
                if not is_misread(found) and is_arabic(found):
                    return (repair, second)
    return best


def _repaired(text: str) -> Iterator[tuple[str, _Repair]]:
    """Yield, for each repair that can be done, the text after it and the repair, in the order of `_REPAIRS`."""
    for repair in _REPAIRS:
        with suppress(UnicodeError):
            yield repair.as_bytes(text).decode(repair.right), repair


def _apply(repairs: Sequence[_Repair], text: str) -> str:
    """The text after the repairs, one after the other. Raises UnicodeError where one of them cannot be done."""
    for repair in repairs:
        text = repair.as_bytes(text).decode(repair.right)
    return text


def _misread(text: str, repairs: Sequence[_Repair]) -> str:
    """The text as it looks before the repairs. Raises UnicodeError where it has no such look."""
    for repair in reversed(repairs):
        text = text.encode(repair.right).decode(repair.wrong)
    return text


def _written(repairs: Sequence[_Repair], what: str) -> str:
    """The Python code of the repairs of what has the name `what`."""
    for repair in repairs:
        what = repair.written.format(what=what)
    return what


def _of_python(text: str) -> str:
    """The text whose escapes are those of Python; halves of characters are joined."""
    with warnings.catch_warnings():  # a backslash may stand before any character
        warnings.simplefilter("ignore", DeprecationWarning)
        read = text.encode("latin-1", "backslashreplace").decode("unicode_escape")
    return read.encode("utf-16", "surrogatepass").decode("utf-16")


def _of_a_form(text: str) -> str:
    """The text of a web form, whose blanks are plus signs. Raises ValueError where it has other blanks."""
    if " " in text or "%20" in text or "+" not in text:
        raise ValueError(text)
    return urllib.parse.unquote_plus(text)


_OF_PYTHON = (
    'text.encode("latin-1", "backslashreplace").decode("unicode_escape")'
    '.encode("utf-16", "surrogatepass").decode("utf-16")'
)
# What turns escapes into letters, with the Python code of each, in the order in which they are tried.
_UNESCAPING: tuple[tuple[Callable[[str], object], str], ...] = (
    (json.loads, "json.loads(text)"),
    (lambda text: json.loads(f'"{text}"', strict=False), "json.loads('\"' + text + '\"', strict=False)"),
    (_of_python, _OF_PYTHON),
    (
        lambda text: text.encode("latin-1").decode("unicode_escape").encode("latin-1").decode(),
        'text.encode("latin-1").decode("unicode_escape").encode("latin-1").decode()',
    ),
    (_of_a_form, "urllib.parse.unquote_plus(text)"),
    (urllib.parse.unquote, "urllib.parse.unquote(text)"),
    (lambda text: quopri.decodestring(text.encode()).decode(), "quopri.decodestring(text.encode()).decode()"),
)


def unescaped(text: str) -> str:
    """Python code that turns the escapes of `text` into letters; empty for none."""
    for read, written in _UNESCAPING:
        with suppress(ValueError, RecursionError):
            found = read(text)
            if isinstance(found, str) and is_arabic(found) and not (has_escaped_letters(found) or is_misread(found)):
                return written
    return ""
