"""The spider of the tests: follows the links of a page, makes an item of each."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse


@dataclass
class PageRecord:
    url: str
    text: str
    title: str | None = "بعنوان من الموقع"
    source: str = ""
    date: str | None = None
    tags: list[str] = field(default_factory=list)
    dedup: dict[str, Any] | None = None


KINDS = {"dict": dict, "dataclass": PageRecord}


class PagesSpider(scrapy.Spider):
    name = "pages"

    def parse(self, response: TextResponse) -> Iterator[Any]:
        """The links of the first page."""
        yield from response.follow_all(css="a", callback=self.parse_page)

    def parse_page(self, response: TextResponse) -> Iterator[Any]:
        """One page as an item."""
        yield KINDS[self.kind](url=response.url, text=response.css("pre::text").get(""))


def main(url: str, kind: str, items: str, stats: str, settings: str) -> None:
    """Crawl; the items and Scrapy's statistics go to two files. Exits with 1 where the crawl did not start."""
    process = CrawlerProcess(
        {
            "FEEDS": {items: {"format": "jsonlines", "encoding": "utf8"}},
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "INFO",
            **json.loads(settings),
        }
    )
    crawler = process.create_crawler(PagesSpider)
    process.crawl(crawler, kind=kind, start_urls=[url])
    process.start()
    if crawler.stats is not None:
        Path(stats).write_text(json.dumps(crawler.stats.get_stats(), default=str), "utf-8")
    gc.collect()  # Twisted tells of an error that nobody asked for when it goes
    sys.exit(int(process.bootstrap_failed))
