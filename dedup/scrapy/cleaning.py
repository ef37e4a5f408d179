"""Cleaning the text of items, in a pipeline or, where one item may become several, in a spider middleware."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from dedup.boilerplate import Cleaner
from dedup.model import Page
from dedup.scrapy.items import Items
from dedup.scrapy.settings import read_cleaner, read_fields
from dedup.scrapy.statistics import Statistics

if TYPE_CHECKING:
    from typing_extensions import Self


class _Cleaning:
    """What both components share; `_MODES` are what `DEDUP_APPENDED` may be, the first one if not given."""

    _MODES: tuple[str, ...] = ("split", "drop", "keep")
    _HINT = ""

    def __init__(self, cleaner: Cleaner, items: Items, statistics: Statistics) -> None:
        self._cleaner = cleaner
        self._items = items
        self._statistics = statistics

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings of a crawl."""
        items = Items(read_fields(crawler.settings), crawler.spidercls.name)
        return cls(read_cleaner(crawler.settings, cls._MODES, cls._HINT), items, Statistics(crawler))

    def _taken_apart(self, item: Any) -> Page | None:
        text = self._items.text(item)
        if not text:
            self._statistics.count("clean/without_text")
            return None
        page = self._cleaner.clean(text)
        self._statistics.count("clean/items")
        self._statistics.count("clean/characters", len(text))
        self._statistics.count("clean/characters_removed", len(text) - sum(len(own.text) for own in page.articles))
        return page


class CleanPipeline(_Cleaning):
    """Strips boilerplate from the text of items, and fills those fields that are empty or missing.

    `item["text"]` becomes the clean text; title, source, date, byline and tags are filled from the page where the
    spider found none and the item's class has such a field. Articles glued on after the host are cut with
    `DEDUP_APPENDED = "drop"`, the default, or stay in the text with `"keep"`. Items without text pass untouched.

    Settings: `DEDUP_PROFILE`, `DEDUP_PHRASES` (a file), `DEDUP_WITHOUT` (evidence to go without), `DEDUP_MODEL` (a file
    of weights), `DEDUP_APPENDED`, and `DEDUP_TEXT_FIELD` and so on for fields with other names. Raises `DedupError`,
    naming the setting, where one is wrong: no crawl starts.
    """

    _MODES = ("drop", "keep")
    _HINT = "; to split articles off, put dedup.scrapy.CleanMiddleware into SPIDER_MIDDLEWARES instead"

    def process_item(self, item: Any) -> Any:
        """Clean an item."""
        page = self._taken_apart(item)
        if page is not None:
            self._items.fill(item, page.articles[0])
        return item


class CleanMiddleware(_Cleaning):
    """Does what `CleanPipeline` does, and yields articles glued on after the host as items of their own.

    Put it into `SPIDER_MIDDLEWARES` and leave `CleanPipeline` out. A second article of a page is a copy of the page's
    item with its own text, title, date, byline and tags, the id `<page id>#2`, and the page's id in the field `parent`
    where its class has one. `DEDUP_APPENDED` is `"split"` by default here; `"drop"` and `"keep"` are as there.
    """

    def process_spider_output(self, response: Response, result: Iterable[Any]) -> Iterator[Any]:  # noqa: ARG002
        """Clean the items among what a callback yields."""
        for output in result:
            yield from self._articles(output)

    async def process_spider_output_async(
        self,
        response: Response,  # noqa: ARG002
        result: AsyncIterator[Any],
    ) -> AsyncIterator[Any]:
        """Clean the items among what an asynchronous callback yields."""
        async for output in result:
            for article in self._articles(output):
                yield article

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Clean the items among what a spider starts with."""
        async for output in start:
            for article in self._articles(output):
                yield article

    def _articles(self, output: Any) -> Iterator[Any]:
        page = None if isinstance(output, Request) else self._taken_apart(output)
        if page is None:
            yield output
            return
        split_off = [self._items.appended(output, article) for article in page.articles[1:]]
        self._statistics.count("clean/appended", len(split_off))
        self._items.fill(output, page.articles[0])
        yield output
        yield from split_off
