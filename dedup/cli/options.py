"""Turns the values of options into arguments of the package; a wrong value is a usage error that names the option."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from dedup.cli.choices import did_you_mean
from dedup.errors import ArgumentError, DedupError, warn

if TYPE_CHECKING:
    from dedup.boilerplate.lexicon import Phrase

_LEAST_SIZE = 1000
"""Bytes; with fewer, the unit of a size was forgotten. Chosen."""
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]?)i?B?", re.IGNORECASE)
# Bytes of each unit.
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def input_path(written: str) -> str:
    """The value as given: a path that exists, an address such as s3://bucket/crawl, or `-`; else a usage error."""
    if written == "-" or os.path.exists(written):
        return written
    from dedup.files.remote import has_scheme

    if has_scheme(written):
        return written
    raise typer.BadParameter(f"{written!r}: no such file or folder")


def uncleaned_path(written: str) -> str:
    """The value as given: as of `input_path`, but for the folder of a finished run, which is a usage error."""
    refuse_result(written)
    return input_path(written)


def refuse_result(path: str, option: str | None = None) -> None:
    """Raise a usage error (of `option`) where a path is the folder of a finished run."""
    if os.path.isdir(path):
        from dedup.cli.cleaned import where_its_cuts_are

        if cuts := where_its_cuts_are(Path(path)):
            raise typer.BadParameter(f"{path!r} is the result of a run: {cuts}", param_hint=option)


def out_folder(written: str) -> Path:
    """The path of a folder to write into; an empty one, as of a variable that is not set, is a usage error."""
    if not written.strip():
        raise typer.BadParameter("an empty path, as of a variable that is not set: name a folder")
    return Path(written)


def named_folder(written: str) -> Path:
    """The path of a folder to write into, as of `out_folder`; `-`, which is no folder elsewhere, is a usage error."""
    if written == "-":
        raise typer.BadParameter("the results go into a folder, not to standard output: name one")
    return out_folder(written)


def refuse_folder(path: Path, name: str, option: str) -> None:
    """Raise a usage error of `option` where the path of a file to write is a folder; it suggests `name` in there."""
    if os.path.isdir(path):
        raise typer.BadParameter(
            f"{str(path)!r} is a folder, and a file is written: name one, such as {path / name}", param_hint=option
        )


def path_or_place(written: str) -> str:
    """The value as given: as of `input_path`, or a place in a file as messages name it, such as `in/a.jsonl:3`."""
    input_path(split_place(written)[0])
    return written


def split_place(written: str) -> tuple[str, str]:
    """A file, and the place that is named in it: `in/a.jsonl` and `a.jsonl:3` of `in/a.jsonl:3`; empty for none.

    What is a file as it stands names no place.
    """
    file, _, number = written.rpartition(":")
    if not (number.isdecimal() and os.path.isfile(file)) or os.path.lexists(written):
        return written, ""
    return file, f"{os.path.basename(file)}:{number}"


def html_or_text(html: str | None, text: str) -> str:
    """The field to read: that of HTML, if it is named, else that of the text; naming both is a usage error."""
    if html == "" or (html is not None and text != "text"):
        raise typer.BadParameter("name the field of the HTML, or that of the text", param_hint="--html-field")
    return html or text


def byte_size(written: str, option: str) -> int:
    """A size such as `4MB` or `1.5 GiB` as a number of bytes, rounded down. K, M and G are powers of 1024.

    The case of letters does not matter. Anything else is a usage error of `option`, as are fewer than `_LEAST_SIZE`
    bytes: they probably lack their unit.
    """
    match = _SIZE.fullmatch(written.strip())
    size = int(float(match[1]) * _UNITS[match[2].upper()]) if match else 0
    if size < _LEAST_SIZE:
        raise typer.BadParameter(f"{written!r} is not a size, with its unit, such as 500KB or 4MB", param_hint=option)
    return size


def share(written: str | float) -> float:
    """A share such as `0.8` or `80%` as a number. What is no number is a usage error; the range is checked later."""
    text = str(written).strip()
    number = text.removesuffix("%").removesuffix("٪")
    try:
        found = float(number) if number == text else float(number) / 100
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no share, such as 0.8 or 80%") from error
    if 10 <= found <= 100 and number == text:
        raise typer.BadParameter(f"{text!r} is above 1; did you mean {text}%?")
    return found


def checked_encoding(name: str) -> str:
    """The canonical name of a text encoding that Python knows; another name is a usage error of --encoding."""
    from dedup.files.encodings import checked_encoding as checked

    with _wrong("--encoding"):
        return checked(name)


def loaded_phrases(path: Path | None) -> tuple[Phrase, ...]:
    """The phrases of a phrase file, `()` for None. A wrong file, or one that cannot be read, is a usage error."""
    from dedup.boilerplate import load_phrase_file

    with _wrong("--phrases"):
        return () if path is None else load_phrase_file(path)


def checked_model(path: Path | None) -> str:
    """The path of a file of weights as a string; empty for None. A file without weights is a usage error of --model."""
    from dedup.boilerplate import Cleaner

    with _wrong("--model"):
        Cleaner(model=path)
    return "" if path is None else str(path)


def checked_evidence(names: Iterable[str], phrases: Iterable[Phrase] = ()) -> tuple[str, ...]:
    """The given names of evidence, unchanged. The first that `Cleaner` refuses is a usage error, with a similar group.

    Issues a DedupWarning for each `wording:...` that is neither in the shipped list nor in `phrases`; it counts only
    where a page has these very words.
    """
    from dedup.boilerplate import Cleaner
    from dedup.boilerplate.evidence import GROUPS

    given = tuple(names)
    for name in given:
        try:
            Cleaner(without=(name,))
        except DedupError as error:
            nearest = did_you_mean(name.partition(":")[0], GROUPS)
            raise typer.BadParameter(f"{str(error).rstrip('.')}{nearest}", param_hint="--without") from error
    _warn_of_unlisted([name for name in given if name.startswith("wording:")], phrases)
    return given


def _warn_of_unlisted(wordings: Sequence[str], phrases: Iterable[Phrase]) -> None:
    """Issue a DedupWarning for each `wording:...` that is, folded, neither in the shipped list nor in `phrases`.

    The warning suggests a similar one. It is no error, since pages may have the wording.
    """
    if not wordings:
        return
    from dedup.arabic import fold
    from dedup.boilerplate.lexicon import load_shipped

    listed = {phrase.folded: phrase.text for phrase in (*load_shipped(), *phrases)}
    for name in wordings:
        words = name.partition(":")[2]
        if fold(words) not in listed:
            nearest = did_you_mean(words, listed.values())
            warn(
                f"--without {name!r}: no phrase list has this wording, so it counts only where a page has these very "
                f"words{nearest}"
            )


@contextmanager
def usage_errors() -> Iterator[None]:
    """A context that turns ArgumentError, by the name of its option, and ValueError into usage errors; others pass."""
    try:
        yield
    except ArgumentError as error:
        raise typer.BadParameter(error.in_command()) from error
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@contextmanager
def _wrong(option: str) -> Iterator[None]:
    """A context that turns a `DedupError` into a usage error of this option; other errors pass."""
    try:
        yield
    except DedupError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
