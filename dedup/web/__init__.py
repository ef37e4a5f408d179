"""Web pages: HTML as visible lines of text, features of the markup of each line, and what the markup states of the
page.

resiliparse parses, and builds the tree that browsers build; this package reads that tree, written out as HTML again.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.web.page import WebPage, page_from_html

__all__ = ["WebPage", "page_from_html"]


def __getattr__(name: str) -> object:
    """Import `WebPage` and `page_from_html` when first asked for. Raises AttributeError for any other name."""
    if name not in __all__:
        raise AttributeError(f"module 'dedup.web' has no attribute {name!r}")
    return getattr(import_module("dedup.web.page"), name)  # pages of text need no more than the features
