"""Parses documents as browsers do, and writes the tree out again, with every tag closed and every value quoted."""

from __future__ import annotations

import re
from typing import Any

from dedup.errors import DedupError

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


def canonical(html: str) -> str:
    """The document in the form in which its tree is written out.

    Text is escaped, so a `<` begins a tag or a comment, except inside raw elements. The time is linear in the length.
    Raises DedupError where resiliparse is missing.
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

    Where more than `_MOST_OPEN` formatting elements are open at a time, the tags of all of them go, closed ones too:
    open ones are opened again in every later paragraph. A tag of more than `_LONG` characters with more than
    `_MOST_ATTRIBUTES` attributes loses all of these: each is compared with all others.
    """
    if _leaves_open(html):
        html = _ANY_FORMAT.sub("", html)
    return _LONG_TAG.sub(_with_few_attributes, html) if _may_have_long_tag(html) else html


def _may_have_long_tag(html: str) -> bool:
    """Whether some `<` is followed by no other within `_LONG` characters; a fast test that reads little of the
    document.
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
    """The beginning of a long tag unchanged, or without its attributes where there are too many."""
    tag = match[0]
    for number, _ in enumerate(_ATTRIBUTE.finditer(tag)):
        if number == _MOST_ATTRIBUTES:
            return re.split(r"[\s/]", tag, maxsplit=1)[0] + " "
    return tag
