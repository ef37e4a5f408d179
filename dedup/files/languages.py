"""Rejects pages in another language than the requested one, which is recognised by letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dedup.errors import DedupError
from dedup.files.records import Record
from dedup.files.rejected import Rejected, rejected_record

# The letters of each language.
_LETTERS = {
    "ar": re.compile(
        "[\u0620-\u064a\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc]"
    )
}
_ANY = re.compile(r"[^\W\d_]")  # a letter of any language
_LEAST = 0.5
"""The share of letters of a language from which a page is in it. Chosen: as `--language` says."""


def checked_language(language: str) -> str:
    """The given `language`, the name of a known one or empty for any. Raises `DedupError` for one that is not known."""
    if language and language not in _LETTERS:
        raise DedupError(f"--language {language}: this language is not known; known are {', '.join(_LETTERS)}")
    return language


def only_in(language: str, parsed: Iterable[Record | Rejected]) -> list[Record | Rejected]:
    """The records and, for those in which fewer than half of the letters are of the language, rejections.

    A page without letters stays; without a `language` all do.
    """
    return [_told(item, language) if language and isinstance(item, Record) else item for item in parsed]


def _told(record: Record, language: str) -> Record | Rejected:
    """The record, or its rejection where fewer than half of the letters of its text are of the language.

    A rejection has the text, unless the record is a web page, and names the id of a record that has one. A text without
    letters is not rejected.
    """
    letters = len(_ANY.findall(record.text))
    share = len(_LETTERS[language].findall(record.text)) / letters if letters else 1.0
    if share >= _LEAST:
        return record
    own = "" if record.input_id == record.where else f", id {record.input_id}"
    detail = (
        f"{record.where}{own}: {share:.0%} of the letters are of the language {language}, fewer than half; without "
        "--language the page is read"
    )
    if record.web is not None and not record.fields:
        return Rejected(record.where, "other-language", detail)
    return rejected_record(record.where, "other-language", detail, record.text.encode("utf-8", "surrogatepass"))
