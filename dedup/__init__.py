"""Clean and deduplicate Arabic news pages, with a reason for every cut."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.boilerplate import Cleaner, CrawlEvidence, Phrase, Shares, clean_html, clean_text, load_phrase_file
    from dedup.dates import iso_date
    from dedup.duplicates import DuplicateResult, MatchSettings, find_duplicates
    from dedup.errors import ArgumentError, DedupError
    from dedup.index import Index, IndexStats
    from dedup.minhash import minhash
    from dedup.model import (
        Article,
        Document,
        Duplicate,
        Id,
        Match,
        Page,
        PassageMatch,
        Printed,
        Span,
        Stated,
    )
    from dedup.names import Appended, DuplicateKind, Keep, PassageKind, Profile
    from dedup.passages import PassageResult, PassageSettings, compare, find_passages

    __version__: str

__all__ = [
    "Appended",
    "ArgumentError",
    "Article",
    "Cleaner",
    "CrawlEvidence",
    "DedupError",
    "Document",
    "Duplicate",
    "DuplicateKind",
    "DuplicateResult",
    "Id",
    "Index",
    "IndexStats",
    "Keep",
    "Match",
    "MatchSettings",
    "Page",
    "PassageKind",
    "PassageMatch",
    "PassageResult",
    "PassageSettings",
    "Phrase",
    "Printed",
    "Profile",
    "Shares",
    "Span",
    "Stated",
    "__version__",
    "clean_html",
    "clean_text",
    "compare",
    "find_duplicates",
    "find_passages",
    "iso_date",
    "load_phrase_file",
    "minhash",
]

# The module of each public name. It is imported when the name is first used, so that `dedup --help` starts fast.
_HOMES = {
    "Appended": "dedup.names",
    "ArgumentError": "dedup.errors",
    "Article": "dedup.model",
    "Cleaner": "dedup.boilerplate",
    "CrawlEvidence": "dedup.boilerplate",
    "DedupError": "dedup.errors",
    "Document": "dedup.model",
    "Duplicate": "dedup.model",
    "DuplicateKind": "dedup.names",
    "DuplicateResult": "dedup.duplicates",
    "Id": "dedup.model",
    "Index": "dedup.index",
    "IndexStats": "dedup.index",
    "Keep": "dedup.names",
    "Match": "dedup.model",
    "MatchSettings": "dedup.duplicates",
    "Page": "dedup.model",
    "PassageKind": "dedup.names",
    "PassageMatch": "dedup.model",
    "PassageResult": "dedup.passages",
    "PassageSettings": "dedup.passages",
    "Phrase": "dedup.boilerplate",
    "Printed": "dedup.model",
    "Profile": "dedup.names",
    "Shares": "dedup.boilerplate",
    "Span": "dedup.model",
    "Stated": "dedup.model",
    "clean_html": "dedup.boilerplate",
    "clean_text": "dedup.boilerplate",
    "compare": "dedup.passages",
    "find_duplicates": "dedup.duplicates",
    "find_passages": "dedup.passages",
    "iso_date": "dedup.dates",
    "load_phrase_file": "dedup.boilerplate",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is first asked for. Raises AttributeError for any other name."""
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module 'dedup' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, for `dir()` and for completion in an editor."""
    return sorted({"__name__", "__doc__", "__file__", *__all__})


def _version() -> str:
    """The version of the installed distribution; `0+unknown` where the package runs without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("dedup-arabic")
    except PackageNotFoundError:
        return "0+unknown"


class _Package(ModuleType):
    """The type of this module: the attribute `minhash` is always the function, though a subpackage has the same name.

    Python sets a subpackage as an attribute of its package when it is imported. The property ignores that for
    `minhash`.
    """

    @property
    def minhash(self) -> object:
        """The function `dedup.minhash.minhash`."""
        return import_module("dedup.minhash").minhash

    @minhash.setter
    def minhash(self, subpackage: ModuleType) -> None:
        """Ignore the subpackage, which Python assigns here when it is imported."""


sys.modules[__name__].__class__ = _Package
