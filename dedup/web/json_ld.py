"""Reads JSON-LD as pages write it: in lists and graphs, in CDATA, with trailing commas, escaped twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any
from urllib.parse import unquote

_WRAPPING = re.compile(
    r"/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|//\s*<!\[CDATA\[|//\s*\]\]>|<!\[CDATA\[|\]\]>|<!--|-->"
)
_TRAILING = re.compile(r",(\s*[}\]])")
_BREAK = re.compile(r"<\s*(?:br|/p)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Posting|Report|NewsMediaObject|^Recipe|^HowTo)$")
_NAMED = frozenset(("Recipe", "HowTo"))  # what has a `name` in place of a headline
# Articles under these are others than the page's.
_OTHERS = frozenset(("itemListElement", "hasPart", "citation", "comment", "isBasedOn", "mentions", "relatedLink"))
_CHIEF = re.compile(r"رئيسة? (?:ال)?(?:تحرير|مجلس)|editor.in.chief|publisher", re.IGNORECASE)
_LEAST_WORDS = 4
_DEEPEST = 12  # objects within objects
_MOST = 2000  # objects and lists: of pages that list a whole archive, the rest is not looked at


def articles_in(scripts: Sequence[str]) -> list[dict[str, Any]]:
    """The JSON-LD objects of all articles that the scripts of a page describe, in order."""
    return [node for script in scripts for value in _values(script) for node in _nodes(value) if _is_article(node)]


def sites_in(scripts: Sequence[str]) -> list[str]:
    """The names of the web sites that the scripts of a page describe, at the top or in a graph, in order."""
    tops = [value for script in scripts if "WebSite" in script for value in _values(script)]
    found = [node for value in tops for node in (value if isinstance(value, list) else [value])]
    found += [own for node in found if isinstance(node, dict) for own in _listed(node.get("@graph"))]
    sites = (node for node in found if isinstance(node, dict) and "WebSite" in texts_in(node.get("@type")))
    return [name for node in sites for name in texts_in(node.get("name"))]


def _listed(value: Any) -> list[Any]:
    """A value that is a list; else one that holds nothing."""
    return value if isinstance(value, list) else []


def videos_in(scripts: Sequence[str]) -> list[tuple[str, str]]:
    """The names of the videos that the scripts of a page describe, and when they were uploaded, in order."""
    telling = (script for script in scripts if "VideoObject" in script)
    nodes = (node for script in telling for value in _values(script) for node in _nodes(value))
    videos = [node for node in nodes if "VideoObject" in texts_in(node.get("@type"))]
    told = ((texts_in(node.get("name")), texts_in(node.get("uploadDate"))) for node in videos)
    return [(next(names, ""), next(days, "")) for names, days in told]


def own_article(articles: Sequence[dict[str, Any]], canonical: str, title: str) -> dict[str, Any]:
    """The article of the page itself: the one at its canonical address, else the one whose headline, of `_LEAST_WORDS`
    or more, is in the `title`, else the first with headline and date.

    Where none exists, it is the first article; {} where there are none. Addresses are compared without escapes and the
    slash at their end.
    """
    own = _bare(canonical)

    def rank(node: dict[str, Any]) -> tuple[bool, bool, bool]:
        """The key of an article: the lowest is chosen."""
        return (
            not (own and own in map(_bare, _addresses(node))),
            not any(_is_long(text) and " ".join(text.split()) in title for text in texts_in(node.get("headline"))),
            not (node.get("headline") and node.get("datePublished")),
        )

    return min(articles, key=rank, default={})


def headlines_of(article: dict[str, Any]) -> Iterator[str]:
    """Yield the headlines that an article states; of recipes and guides without any, their names."""
    named = not _NAMED.isdisjoint(texts_in(article.get("@type")))
    return texts_in(article.get("headline") or (article.get("name") if named else None))


def _addresses(node: dict[str, Any]) -> list[str]:
    """The addresses that an article states as its own (`url`, `@id`, `mainEntityOfPage`), without fragments."""
    page = node.get("mainEntityOfPage")
    named = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return [text.partition("#")[0] for value in named for text in texts_in(value)]


def _is_long(headline: str) -> bool:
    """Whether a headline has words enough to tell an article from a site or a section."""
    return len(headline.split()) >= _LEAST_WORDS


def _bare(address: str) -> str:
    """An address without escapes and the slash at its end."""
    return unquote(address).rstrip("/")


def _is_article(node: dict[str, Any]) -> bool:
    """Whether a type of an object is an article: it ends in `Article`, `Posting`, `Report` or `NewsMediaObject`, or is
    `Recipe` or `HowTo`.
    """
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _values(script: str) -> Iterator[Any]:
    """Yield the JSON values of a script in order, as far as it can be parsed.

    Commas before a closing bracket are removed only where not one value can be parsed otherwise.
    """
    text = _WRAPPING.sub("", script).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    for attempt in (text, _TRAILING.sub(r"\1", text)):
        at, found = 0, []
        try:
            while at < len(attempt):
                value, at = decoder.raw_decode(attempt, at)
                found.append(value)
                while at < len(attempt) and attempt[at] in " \t\r\n,;":
                    at += 1
        except (ValueError, RecursionError):
            pass
        if found:
            yield from found
            return


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a value, level by level, the outermost first.

    Members that hold other articles than the page's, such as `hasPart` or `comment`, are left out, and so are all
    levels after `_DEEPEST`, or from the one on with which there are more than `_MOST` objects and lists.
    """
    level, seen = [value], 0
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for item in level:
            if isinstance(item, list):
                inner += item
            elif isinstance(item, dict):
                yield item
                inner += [own for name, own in item.items() if isinstance(own, (dict, list)) and name not in _OTHERS]
        seen += len(inner)
        if not inner or seen > _MOST:
            return
        level = inner


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts of a value (a text, a number, an object or a list of these), with tags and entities resolved.

    Of an object it is the member `@value`. Blank texts and booleans are left out.
    """
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip():
            yield _plain(item)
        elif isinstance(item, (int, float)) and not isinstance(item, bool):
            yield str(item)
        elif isinstance(item, dict):
            yield from texts_in(item.get("@value"))


def names_in(value: Any) -> Iterator[str]:
    """Yield the names of persons or organisations: of objects the member `name`, else the texts; or a list of these."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield from texts_in(item.get("name"))
        else:
            yield from texts_in(item)


def persons_in(value: Any) -> Iterator[str]:
    """Yield the names of authors as of `names_in`, but those of organisations and of chief editors, whom some sites
    state on all their pages.
    """
    for item in value if isinstance(value, list) else [value]:
        kinds = texts_in(item.get("@type")) if isinstance(item, dict) else ()
        jobs = texts_in(item.get("jobTitle")) if isinstance(item, dict) else ()
        if not (any(kind.endswith("Organization") for kind in kinds) or any(map(_CHIEF.search, jobs))):
            yield from names_in(item)


def _plain(text: str) -> str:
    """A text without markup: entities resolved, `<br>` and `</p>` as newlines, then all other tags as spaces. Half a
    pair of surrogates, as sites that cut texts leave it, becomes `?`.
    """
    if not text.isprintable():
        text = text.encode("utf-8", "replace").decode("utf-8")
    if "&" in text:
        text = unescape(text)
    if "<" in text and ">" in text:
        text = _TAG.sub(" ", _BREAK.sub("\n", text))
    return text
