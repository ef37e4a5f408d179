"""Drops or marks items that a standing index has seen before, in this crawl or in an earlier one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from dedup.errors import DedupError
from dedup.index import Index
from dedup.scrapy.items import Items
from dedup.scrapy.settings import DedupSettings, read_dedup, read_fields
from dedup.scrapy.statistics import Statistics


class DedupPipeline:
    """Looks up each item in the index `DEDUP_INDEX`: new items are added, items seen before are dropped or marked.

    With `DEDUP_ACTION = "drop"`, the default, the message of `DropItem` names the match. With `"mark"` the item passes,
    and its field `dedup` (`DEDUP_MARK_FIELD`) holds `{"id", "kind", "jaccard", "containment"}` of the match; where
    its class lacks that field, it passes without, and is counted as `dedup/without_mark_field`. Items without text pass
    unchanged; with `DEDUP_DROP_EMPTY = True` items without words are dropped. The id of an item is
    its id (`DEDUP_ID_FIELD`), else its URL (`DEDUP_URL_FIELD`), else the spider's name and a hash of its text. An item
    counts as seen once it has passed this pipeline: pipelines that may drop items belong before it. Dates that cannot
    be read are counted as `dedup/unread_dates`.

    `DEDUP_NEAR`, `DEDUP_CONTAINED` and `DEDUP_CONTAINED_WORDS` are the thresholds of a new index; an existing one must
    have the same. One spider at a time writes to an index in a folder; any number share one on a Redis server. Raises
    `DedupError`, which names the setting or the index, where one is wrong; the crawl then does not start.
    """

    def __init__(self, settings: DedupSettings, items: Items, statistics: Statistics) -> None:
        """Made by `from_crawler`; the index is opened by `open_spider`."""
        self._settings = settings
        self._items = items
        self._statistics = statistics
        self._index: Index | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DedupPipeline:
        """Make the pipeline from the settings of a crawl. Raises `DedupError` for a wrong setting."""
        items = Items(read_fields(crawler.settings), crawler.spidercls.name)
        return cls(read_dedup(crawler.settings), items, Statistics(crawler))

    def open_spider(self, spider: Spider | None = None) -> None:  # noqa: ARG002  # Scrapy 2.13 gives it
        """Open the index for writing. Raises `DedupError` where that is not possible."""
        settings = self._settings
        try:
            self._index = Index.open(settings.index, **settings.thresholds._asdict())
            self._index.start_writing()
        except DedupError as error:
            self.close_spider()
            raise DedupError(f"DEDUP_INDEX: {error}") from error

    def close_spider(self, spider: Spider | None = None) -> None:  # noqa: ARG002  # Scrapy 2.13 gives it
        """Close the index."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def process_item(self, item: Any, spider: Spider | None = None) -> Any:  # noqa: ARG002  # Scrapy 2.13 gives it
        """Add a new item to the index and return it; drop (`DropItem`) or mark one that was seen before.

        An item without text is returned as it is, and not looked up. Where empty items are dropped, one whose text is
        missing or has no word raises `DropItem`. Raises `DedupError` where the index is not open.
        """
        if self._index is None:
            raise DedupError("the index is not open: Scrapy calls open_spider before the first item")
        has_text = bool(self._items.text(item))
        self._statistics.count("without_text", not has_text)
        if self._settings.drops_empty and self._items.is_empty(item):
            self._statistics.count("dropped_empty")
            raise DropItem("no word is in it", log_level="INFO")
        if not has_text:
            return item
        can_be_marked = not self._settings.marks or self._items.has_mark(item)
        self._statistics.count("without_mark_field", not can_be_marked)
        date = self._items.date(item)
        self._statistics.count("unread_dates", not (date.iso or date.is_absent))
        match = self._index.check_and_add(self._items.document(item))
        if match is None:
            self._statistics.count("new")
            return item
        self._statistics.count("seen")
        self._statistics.count(f"seen/{match.kind}")
        if not self._settings.marks:
            raise DropItem(
                f"seen before: {match.kind} of {match.id} (Jaccard {match.jaccard:.3f}, containment "
                f"{match.containment:.3f})",
                log_level="INFO",
            )
        if can_be_marked:
            self._items.mark(item, asdict(match))
        return item
