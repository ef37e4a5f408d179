"""The settings of a Scrapy project that begin with `DEDUP_`, checked before the crawl starts.

A wrong value raises DedupError. `NotConfigured` would let the crawl run without the component, unnoticed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from scrapy.settings import BaseSettings

from dedup.boilerplate import Cleaner, load_phrase_file
from dedup.errors import DedupError
from dedup.index.core.settings import IndexSettings, Thresholds
from dedup.names import Appended

_PREFIX = "DEDUP_"
_NAMES = frozenset(
    _PREFIX + name
    for name in (
        *("INDEX", "ACTION", "NEAR", "CONTAINED", "CONTAINED_WORDS", "DROP_EMPTY"),
        *("PROFILE", "PHRASES", "WITHOUT", "MODEL", "APPENDED"),
        *(f"{name}_FIELD" for name in ("ID", "URL", "TEXT", "HTML", "TITLE", "SOURCE", "DATE", "BYLINE", "TAGS")),
        *("MARK_FIELD", "PARENT_FIELD"),
    )
)

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class ItemFields:
    """The names of the fields of items: `DEDUP_ID_FIELD` and so on."""

    id: str = "id"
    url: str = "url"
    text: str = "text"
    html: str = "html"
    title: str = "title"
    source: str = "source"
    date: str = "date"
    byline: str = "byline"
    tags: str = "tags"
    mark: str = "dedup"
    parent: str = "parent"


@dataclass(frozen=True, slots=True)
class CleanSettings:
    """How items are cleaned; whether appended articles are dropped, and items without words."""

    cleaner: Cleaner
    drops_appended: bool
    drops_empty: bool


@dataclass(frozen=True, slots=True)
class DedupSettings:
    """The location of the index, its thresholds, and whether seen items are marked instead of dropped.

    `drops_empty`: whether items without words are dropped.
    """

    index: str
    thresholds: Thresholds
    marks: bool
    drops_empty: bool


def read_fields(settings: BaseSettings) -> ItemFields:
    """The names of the fields of items. Raises `DedupError` for an unknown setting that begins with `DEDUP_`.

    Also raised for a field name that is empty or no string.
    """
    for name in settings:
        if isinstance(name, str) and name.startswith(_PREFIX) and name not in _NAMES:
            close = get_close_matches(name, _NAMES, 1)
            raise DedupError(f"there is no setting {name}" + (f"; did you mean {close[0]}?" if close else ""))
    given = {name: settings.get(f"{_PREFIX}{name.upper()}_FIELD") for name in ItemFields.__dataclass_fields__}
    for name, value in given.items():
        if value is not None and (not isinstance(value, str) or not value):
            raise DedupError(f"{_PREFIX}{name.upper()}_FIELD is the name of a field, not {value!r}")
    return ItemFields(**{name: value for name, value in given.items() if value is not None})


def read_cleaning(settings: BaseSettings, modes: tuple[Appended, ...], hint: str) -> CleanSettings:
    """The settings of cleaning; `modes` are the values of `DEDUP_APPENDED`, the first is the default.

    Raises `DedupError` for a wrong setting; `hint` is added to the message about `DEDUP_APPENDED`. The cleaner splits
    off articles that are to be dropped, so that they can be counted.
    """
    appended = settings.get("DEDUP_APPENDED", modes[0])
    if appended not in modes:
        raise DedupError(f"DEDUP_APPENDED is {' or '.join(modes)}, not {appended!r}{hint}")
    profile = settings.get("DEDUP_PROFILE", "balanced")
    _named("DEDUP_PROFILE", lambda: Cleaner(profile=profile))
    phrases = settings.get("DEDUP_PHRASES")
    added = _named("DEDUP_PHRASES", lambda: load_phrase_file(phrases)) if phrases else ()
    model = settings.get("DEDUP_MODEL") or None
    _named("DEDUP_MODEL", lambda: Cleaner(model=model))
    without = settings.getlist("DEDUP_WITHOUT")
    told: Appended = "keep" if appended == "keep" else "split"
    cleaner = _named(
        "DEDUP_WITHOUT",
        lambda: Cleaner(profile=profile, phrases=added, without=without, appended=told, model=model),
    )
    return CleanSettings(cleaner, appended == "drop", _drops_empty(settings))


def read_dedup(settings: BaseSettings) -> DedupSettings:
    """The settings of the index, and what becomes of seen items. Raises `DedupError` for a wrong setting."""
    index = settings.get("DEDUP_INDEX")
    if not index:
        raise DedupError(
            "DEDUP_INDEX is not set: give the folder of an index, or redis://host:6379/0?name=crawl; "
            "it is made where there is none"
        )
    action = settings.get("DEDUP_ACTION", "drop")
    if action not in ("drop", "mark"):
        raise DedupError(f"DEDUP_ACTION is drop or mark, not {action!r}")
    near, contained = (_number(settings, f"{_PREFIX}{name}", float) for name in ("NEAR", "CONTAINED"))
    words = _number(settings, "DEDUP_CONTAINED_WORDS", int)
    _named("DEDUP_NEAR", lambda: IndexSettings.given(Thresholds(near=near)))
    _named("DEDUP_CONTAINED", lambda: IndexSettings.given(Thresholds(contained=contained)))
    _named("DEDUP_CONTAINED_WORDS", lambda: IndexSettings.given(Thresholds(contained_words=words)))
    return DedupSettings(str(index), Thresholds(near, contained, words), action == "mark", _drops_empty(settings))


def _drops_empty(settings: BaseSettings) -> bool:
    """The setting `DEDUP_DROP_EMPTY`, False where it is not set. Raises `DedupError` where it is no truth value."""
    return _named("DEDUP_DROP_EMPTY", lambda: settings.getbool("DEDUP_DROP_EMPTY"))


def _number(settings: BaseSettings, name: str, kind: Callable[[str], _Value]) -> _Value | None:
    """A setting as a number of the type `kind`, None where it is not set. Raises `DedupError` where it is no number."""
    value = settings.get(name)
    return None if value is None else _named(name, lambda: kind(value))


def _named(name: str, make: Callable[[], _Value]) -> _Value:
    """What `make` returns. Its DedupError, ValueError or TypeError becomes a `DedupError` that names the setting."""
    try:
        return make()
    except (DedupError, ValueError, TypeError) as error:
        raise DedupError(f"{name}: {error}") from error
