"""Documents parsed as browsers parse them, and the tree written out again: every tag closed, every value quoted."""

from __future__ import annotations

import re
from typing import Any

from dedup.errors import DedupError

_FORMATS = re.compile(r"<(/?)(b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE)
_ANY_FORMAT = re.compile(r"</?(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_MOST_OPEN = 64
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{8000,}")
_ATTRIBUTE = re.compile(r"\s[^\s=]+")
_MOST_ATTRIBUTES = 1000


def canonical(html: str) -> str:
    """The document as its tree is written out; text is escaped, so `<` begins a tag or a comment, but in raw elements.

    Takes time linear in the length. Raises DedupError where resiliparse is missing.
    """
    parse = _parser()
    try:
        tree = parse(_bounded(html))
    except UnicodeEncodeError:  # lone surrogates
        tree = parse(_bounded(html.encode("utf-8", "replace").decode("utf-8")))
    written: str = tree.document.html
    return written


def _parser() -> Any:
    try:
        from resiliparse.parse.html import HTMLTree
    except ImportError as error:
        raise DedupError("reading HTML needs resiliparse: pip install 'dedup-arabic[web]'") from error
    return HTMLTree.parse


def _bounded(html: str) -> str:
    """The document without what makes its tree grow with the square of its length.

    Formats that are never closed are opened again in every paragraph behind them, and each attribute of a tag is
    compared with the others of it.
    """
    if _leaves_open(html):
        html = _ANY_FORMAT.sub("", html)
    return _LONG_TAG.sub(_with_few_attributes, html)


def _leaves_open(html: str) -> bool:
    """Whether more formats stay open at a time than any page needs."""
    opened: dict[str, int] = {}
    total = 0
    for slash, name in _FORMATS.findall(html):
        name = name.lower()
        if not slash:
            opened[name] = opened.get(name, 0) + 1
            total += 1
            if total > _MOST_OPEN:
                return True
        elif opened.get(name):
            opened[name] -= 1
            total -= 1
    return False


def _with_few_attributes(match: re.Match[str]) -> str:
    """The beginning of a tag as it is, or without all attributes, where these are beyond what any page needs."""
    tag = match[0]
    for number, _ in enumerate(_ATTRIBUTE.finditer(tag)):
        if number == _MOST_ATTRIBUTES:
            return re.split(r"[\s/]", tag, maxsplit=1)[0] + " "
    return tag
