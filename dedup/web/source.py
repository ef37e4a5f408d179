"""Parses documents as browsers do, and writes the tree out again, with every tag closed and every value quoted."""

from __future__ import annotations

import re
from typing import Any

from dedup.errors import DedupError
from dedup.web.tags import BLOCK_NAMES, VOID_NAMES

_NAMES = "b big code em font i s small strike strong tt u".split()
"""The formatting elements of the HTML standard, except `a` and `nobr`, which close each other."""
_EITHER_CASE = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in name) for name in _NAMES)
"""Their names in a pattern for either case; `re.IGNORECASE` makes a search three times as slow."""
_FIRST = "".join(sorted({letter for name in _NAMES for letter in name[0] + name[0].upper()}))
_FORMATS = re.compile(rf"<(/?)({_EITHER_CASE})(?=[\s/>])")
_OPENED = re.compile(rf"<(?=[{_FIRST}])(?:{_EITHER_CASE})(?=[\s/>])")
_ANY_FORMAT = re.compile(rf"</?(?:{_EITHER_CASE})(?:[\s/][^<>]*)?>")
_MOST_OPEN = 64  # formats at a time: pages have a handful
_LONG = 8000  # characters of a tag whose attributes are counted: those of most tags take less than 200
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG},}}")
_ATTRIBUTE = re.compile(r"\s[^\s=]+")
_MOST_ATTRIBUTES = 1000  # of a tag
_MANY = 5000
"""Tags of a page from which nesting and options are looked at: with fewer, a growth with the square costs no more than
0.1 s. Most pages have some thousand.
"""
_OPTION = re.compile(r"(</?)option(?=[\s/>])", re.IGNORECASE)
_MOST_OPTIONS = 1000  # of a page: a form with the countries of the world has 250
_LIKE_OPTION = r"\1x-option"
"""What replaces the tags of too many options: an element that HTML does not know, and likewise part of a line."""
_DEEPEST = 512  # elements within elements, as in browsers
_START_OR_END = re.compile(r"<(/?)([a-zA-Z][^\s/><]*)((?:\s[^<>]*)?/?>)?")
_NEVER_DEEP = VOID_NAMES | frozenset(
    "html head body br hr img input p li dt dd td th tr tbody thead tfoot colgroup caption a nobr rb rp rt rtc "
    "script style".split()
)
"""Elements without content, and those that the next of their kind ends: these nest only with others between them."""


def canonical(html: str) -> str:
    """The document parsed as by a browser and written out again, with every tag closed and every value quoted.

    Text is escaped, so a `<` begins a tag or a comment, except inside raw elements. What would take more than linear
    time is left out first (see `_bounded`). Lone surrogates become `?`. Raises DedupError where resiliparse is missing.
    """
    parse = _parser()
    try:
        tree = parse(_bounded(html))
    except UnicodeEncodeError:  # lone surrogates
        tree = parse(_bounded(html.encode("utf-8", "replace").decode("utf-8")))
    written: str = tree.document.html
    return written


def _parser() -> Any:
    """The function of resiliparse that parses HTML. Raises DedupError where it is missing."""
    try:
        from resiliparse.parse.html import HTMLTree
    except ImportError as error:
        raise DedupError("reading HTML needs resiliparse: pip install 'dedup-arabic[web]'") from error
    return HTMLTree.parse


def _bounded(html: str) -> str:
    """The document without tags and attributes that would make its tree grow with the square of its length.

    All formatting tags are removed where too many are open at a time, since each later paragraph opens them again. A
    tag with too many attributes loses them. Of a document with more than `_MANY` tags, `option` elements, if too many,
    get another name, and tags nested too deeply are replaced.
    """
    if _leaves_open(html):
        html = _ANY_FORMAT.sub("", html)
    if html.count("<") > _MANY:
        if len(_OPTION.findall(html)) > _MOST_OPTIONS:
            html = _OPTION.sub(_LIKE_OPTION, html)
        html = _START_OR_END.sub(_Nesting().replaced, html)
    return _LONG_TAG.sub(_with_few_attributes, html) if _may_have_long_tag(html) else html


class _Nesting:
    """Counts the elements that are open at a place of a document, by its tags alone."""

    def __init__(self) -> None:
        self._opened: dict[str, int] = {}
        self._depth = 0

    def replaced(self, match: re.Match[str]) -> str:
        """Count a tag, and return it unchanged or, if it begins an element where too many are open, `<br>` for a block.

        For other elements that is the empty string. End tags, incomplete tags and elements of `_NEVER_DEEP` always
        stay.
        """
        name = match[2].lower()
        if name in _NEVER_DEEP:
            return match[0]
        if match[1]:
            if self._opened.get(name):
                self._opened[name] -= 1
                self._depth -= 1
        elif self._depth < _DEEPEST:
            self._opened[name] = self._opened.get(name, 0) + 1
            self._depth += 1
        elif match[3]:
            return "<br>" if name in BLOCK_NAMES else ""
        return match[0]


def _may_have_long_tag(html: str) -> bool:
    """Whether some `<` is followed by no other within `_LONG` characters.

    A fast test that reads little of the document.
    """
    at = html.find("<")
    while 0 <= at < len(html) - _LONG:
        following = html.rfind("<", at + 1, at + 1 + _LONG)
        if following < 0:
            return True
        at = following
    return False


def _leaves_open(html: str) -> bool:
    """Whether more than `_MOST_OPEN` formatting elements are open at a time."""
    if len(_OPENED.findall(html)) <= _MOST_OPEN:
        return False
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
    """A matched long tag, up to its `>`, unchanged or, with more than `_MOST_ATTRIBUTES` attributes, without them."""
    tag = match[0]
    for number, _ in enumerate(_ATTRIBUTE.finditer(tag)):
        if number == _MOST_ATTRIBUTES:
            return re.split(r"[\s/]", tag, maxsplit=1)[0] + " "
    return tag
