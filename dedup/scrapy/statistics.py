"""Counts in the statistics of Scrapy."""

from __future__ import annotations

from scrapy.crawler import Crawler


class Statistics:
    """The statistics of a crawl; all names begin with `dedup/`."""

    def __init__(self, crawler: Crawler) -> None:
        """`crawler`: the crawl whose statistics are counted."""
        self._crawler = crawler

    def count(self, name: str, number: int = 1) -> None:
        """Add a number to the count `dedup/<name>`; 0 adds nothing, and makes no count."""
        if self._crawler.stats is not None and number:
            self._crawler.stats.inc_value(f"dedup/{name}", number)
