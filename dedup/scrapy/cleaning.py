"""Cleans the text of items, in an item pipeline or, where an item may become several, in a spider middleware."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response

from dedup.model import Article
from dedup.names import Appended
from dedup.scrapy.items import Items, has_words
from dedup.scrapy.settings import CleanSettings, read_cleaning, read_fields
from dedup.scrapy.statistics import Statistics

if TYPE_CHECKING:
    from typing_extensions import Self


class _Cleaning:
    """The base of both components. `_MODES` are the values of `DEDUP_APPENDED`, the first is the default.

    `_HINT` is added to the message about any other value.
    """

    _MODES: tuple[Appended, ...] = ("split", "drop", "keep")
    _HINT = ""

    def __init__(self, settings: CleanSettings, items: Items, statistics: Statistics) -> None:
        """Made by `from_crawler`."""
        self._settings = settings
        self._items = items
        self._statistics = statistics

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the component from the settings of a crawl. Raises `DedupError` for a wrong setting."""
        items = Items(read_fields(crawler.settings), crawler.spidercls.name)
        return cls(read_cleaning(crawler.settings, cls._MODES, cls._HINT), items, Statistics(crawler))

    def _articles_of(self, item: Any) -> Sequence[Article]:
        """The articles of an item that stay, the host first, from its text or else its HTML; none where it has neither.

        Counts what was done in Scrapy's statistics. The item is not changed.
        """
        html = self._items.html(item)
        text = "" if html else self._items.text(item)
        if not text and not html:
            self._statistics.count("clean/without_text")
            return ()
        page = self._settings.cleaner.clean_html(*html) if html else self._settings.cleaner.clean(text)
        text = page.original
        self._statistics.count("clean/html", html is not None)
        articles = page.articles[:1] if self._settings.drops_appended else page.articles
        self._statistics.count("clean/items")
        self._statistics.count("clean/appended_dropped", len(page.articles) - len(articles))
        self._statistics.count("clean/characters", len(text))
        self._statistics.count("clean/characters_removed", len(text) - sum(len(own.text) for own in articles))
        for label, number in Counter(span.label for span in page.removed).items():
            self._statistics.count(f"clean/removed/{label}", number)
        return articles

    def _fill(self, item: Any, host: Article) -> None:
        """Put the clean text of the host into the item, and its fields where the item's are empty or missing.

        Counts an item whose text has no words left.
        """
        self._items.fill(item, host)
        if not has_words(host.text):
            self._statistics.count("clean/emptied")

    def _is_dropped(self, item: Any) -> bool:
        """Whether an item is to be dropped: `DEDUP_DROP_EMPTY` is set and it has no words. Counts such items."""
        if not self._settings.drops_empty or not self._items.is_empty(item):
            return False
        self._statistics.count("clean/dropped_empty")
        return True


class CleanPipeline(_Cleaning):
    """Strips boilerplate from the text of items, and fills fields that are empty or missing.

    `item["text"]` becomes the clean text. Title, source, date, byline and tags are filled from the page where the
    spider found none and the item's class has such a field. Of items without text, `item["html"]` is read: HTML as a
    string or bytes, or the response itself; the item's class must have the field for the text. Articles appended after
    the host are cut with `DEDUP_APPENDED = "drop"`, the default, or stay in the text with `"keep"`. Items without text
    pass unchanged. With `DEDUP_DROP_EMPTY = True`, items without words before or after cleaning are dropped, unless
    they have no field for the text.

    Scrapy's statistics count, under `dedup/clean/`, the `items` and those that are `without_text`, `emptied` and
    `dropped_empty`; the articles that were `appended_dropped`; `characters` and `characters_removed`; and the cuts of
    each label, `removed/share` and so on.

    Settings: `DEDUP_PROFILE`, `DEDUP_PHRASES` (a file), `DEDUP_WITHOUT` (evidence not to use), `DEDUP_MODEL` (a file of
    weights), `DEDUP_APPENDED`, `DEDUP_DROP_EMPTY`, and `DEDUP_TEXT_FIELD`, `DEDUP_HTML_FIELD` and so on for fields with
    other names. Raises `DedupError`, which names the setting, where one is wrong; the crawl then does not start.
    """

    _MODES = ("drop", "keep")
    _HINT = "; to split articles off, put dedup.scrapy.CleanMiddleware into SPIDER_MIDDLEWARES instead"

    def process_item(self, item: Any, spider: Spider | None = None) -> Any:  # noqa: ARG002  # Scrapy 2.13 gives it
        """Clean an item and return it. Raises `DropItem` for an item without words, where the settings say so."""
        articles = self._articles_of(item)
        if articles:
            self._fill(item, articles[0])
        if self._is_dropped(item):
            raise DropItem("no word is in it" if not articles else "no word is left of it", log_level="INFO")
        return item


class CleanMiddleware(_Cleaning):
    """Does what `CleanPipeline` does, and yields articles appended after the host as items of their own.

    Put it into `SPIDER_MIDDLEWARES` and leave `CleanPipeline` out. An appended article becomes a copy of the page's
    item with its own text, title, date, byline and tags, the page's source, the id `<page id>#2`, and the page's id in
    the field `parent` where its class has one. `DEDUP_APPENDED` is `"split"` by default here, and `appended` counts
    such items; `"drop"` and `"keep"` are as in `CleanPipeline`.
    """

    def process_spider_output(
        self,
        response: Response,  # noqa: ARG002
        result: Iterable[Any],
        spider: Spider | None = None,  # noqa: ARG002  # Scrapy 2.13 gives it
    ) -> Iterator[Any]:
        """Yield, for each thing that a callback yields, one at a time, a request as it is and an item cleaned.

        Items of appended articles follow it, if split off; those to be dropped are left out.
        """
        for output in result:
            yield from self._articles(output)

    async def process_spider_output_async(
        self,
        response: Response,  # noqa: ARG002
        result: AsyncIterator[Any],
        spider: Spider | None = None,  # noqa: ARG002  # Scrapy 2.13 gives it
    ) -> AsyncIterator[Any]:
        """Do what `process_spider_output` does, for a callback that yields asynchronously."""
        async for output in result:
            for article in self._articles(output):
                yield article

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Do what `process_spider_output` does, for the requests and items that a spider starts with."""
        async for output in start:
            for article in self._articles(output):
                yield article

    def _articles(self, output: Any) -> Iterator[Any]:
        """Yield an item cleaned, and those of its appended articles, each unless it is dropped; what is no item, such
        as a request or None, unchanged.
        """
        if isinstance(output, Request) or not ItemAdapter.is_item(output):
            yield output
            return
        articles = self._articles_of(output)
        split_off = [self._items.appended(output, article, articles[0]) for article in articles[1:]]
        self._statistics.count("clean/appended", len(split_off))
        if articles:
            self._fill(output, articles[0])
        yield from (item for item in (output, *split_off) if not self._is_dropped(item))
