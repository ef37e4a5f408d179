"""The settings for reading and cleaning pages, of the options of commands that have them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from dedup.cli.options import byte_size, checked_encoding, checked_evidence, checked_model, html_or_text, loaded_phrases
from dedup.files import Fields
from dedup.pipeline import CleanSettings

if TYPE_CHECKING:
    from dedup.names import Appended, Profile


def clean_settings(
    *,
    id_field: str,
    text_field: str,
    html_field: str | None,
    source_field: str,
    date_field: str,
    title_field: str,
    encoding: str,
    max_page: str,
    profile: str,
    phrases: Path | None,
    without: Sequence[str] | None,
    model: Path | None,
    appended: str = "split",
) -> CleanSettings:
    """The settings, with the phrases read from their file. A wrong value is a usage error.

    A phrase file that cannot be read raises DedupError.
    """
    added = loaded_phrases(phrases)
    return CleanSettings(
        Fields(id_field, html_or_text(html_field, text_field), source_field, date_field, title_field, html_field or ""),
        checked_encoding(encoding),
        profile=cast("Profile", profile),
        phrases=added,
        without=checked_evidence(without or (), added),
        appended=cast("Appended", appended),
        model=checked_model(model),
        page_bytes=byte_size(max_page, "--max-page"),
    )
