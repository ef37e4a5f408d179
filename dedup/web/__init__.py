"""Web pages: HTML as visible lines of text, what the markup says of each line, and what it states of the page.

Parsing is resiliparse's, which builds the tree that browsers build; what is read here is that tree written out again.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.web.page import WebPage, page_from_html

__all__ = ["WebPage", "page_from_html"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'dedup.web' has no attribute {name!r}")
    return getattr(import_module("dedup.web.page"), name)  # pages of text need no more than the features
