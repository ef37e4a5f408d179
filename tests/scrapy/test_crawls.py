from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dedup import Index
from tests.boilerplate.pages import OTHER_HEADLINE, OTHER_LEAD
from tests.index.servers import needs_redis, redis_server
from tests.scrapy.site import FURNITURE, bodies, crawl, page, served

scrapy = pytest.importorskip("scrapy")

PAGES = 10
CLEAN, DEDUP = {"dedup.scrapy.CleanPipeline": 300}, {"dedup.scrapy.DedupPipeline": 310}
BOTH = CLEAN | DEDUP


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Ten articles, each on a page with other furniture than on its copy, and a page without text."""
    articles = bodies(PAGES)
    pages = [page(place, body) for place, body in enumerate(articles)]
    with served([*pages, pages[0].replace("كويت نيوز", "البوابة نيوز"), " "]) as url:
        yield url


def dedup_stats(stats: dict[str, object]) -> dict[str, object]:
    return {name.removeprefix("dedup/"): value for name, value in stats.items() if name.startswith("dedup/")}


def test_a_second_crawl_drops_everything(site: str, tmp_path: Path) -> None:
    settings = {"ITEM_PIPELINES": BOTH, "DEDUP_INDEX": str(tmp_path / "crawl.index")}
    first = crawl(site, tmp_path, **settings)
    assert first.status == 0, first.log
    assert len(first.items) == PAGES + 1
    texts = {item["text"] for item in first.items}
    assert not any(line in text for text in texts for line in (*FURNITURE, OTHER_HEADLINE))
    assert {item.get("source") for item in first.items} <= {"كويت نيوز", "البوابة نيوز", None}
    stats = dedup_stats(first.stats)
    assert (stats["new"], stats["seen"], stats["seen/exact"], stats["without_text"]) == (PAGES, 1, 1, 1)
    assert stats["clean/items"] == PAGES + 1
    assert stats["clean/characters_removed"] > 0
    assert first.stats["item_dropped_count"] == 1
    assert "Deprecat" not in first.log
    second = crawl(site, tmp_path, **settings)
    assert [item for item in second.items if item["text"].strip()] == []
    stats = dedup_stats(second.stats)
    assert (stats["seen"], stats["seen/exact"], stats.get("new")) == (PAGES + 1, PAGES + 1, None)
    assert f"seen before: exact of {site}" in second.log
    assert "(Jaccard 1.000, containment 1.000)" in second.log
    with Index.open(tmp_path / "crawl.index", read_only=True) as index:
        assert len(index) == PAGES


@pytest.mark.slow
@pytest.mark.server
@needs_redis
def test_a_spider_drops_what_others_saw_on_the_same_server(site: str, tmp_path: Path) -> None:
    with redis_server(tmp_path) as port:
        address = f"redis://127.0.0.1:{port}/0?name=news"
        with Index.open(address) as index:
            index.add_all((f"other-{place}", "\n".join(body)) for place, body in enumerate(bodies(PAGES)[1:]))
        done = crawl(site, tmp_path, ITEM_PIPELINES=BOTH, DEDUP_INDEX=address)
        with Index.open(address) as index:
            assert len(index) == PAGES
    assert (done.stats["dedup/new"], done.stats["dedup/seen"]) == (1, PAGES)
    assert "seen before: near of other-5" in done.log


def test_glued_articles_become_items_and_seen_ones_are_marked(site: str, tmp_path: Path) -> None:
    done = crawl(
        site,
        tmp_path,
        "dataclass",
        ITEM_PIPELINES=DEDUP,
        SPIDER_MIDDLEWARES={"dedup.scrapy.CleanMiddleware": 50},
        DEDUP_INDEX=str(tmp_path / "crawl.index"),
        DEDUP_ACTION="mark",
    )
    assert done.status == 0, done.log
    glued = [item for item in done.items if item["url"].endswith("#2")]
    assert len(done.items) == PAGES + 2 + len(glued)
    assert all(OTHER_LEAD in item["text"] for item in glued)
    assert done.stats["dedup/clean/appended"] == 2
    marked = [item for item in done.items if item["dedup"]]
    assert len(marked) == done.stats["dedup/seen"] == 2
    urls = {item["url"] for item in done.items}
    for item in marked:
        assert item["dedup"]["kind"] == "exact"
        assert item["dedup"]["jaccard"] == item["dedup"]["containment"] == 1
        assert item["dedup"]["id"] in urls - {item["url"]}
    assert {item["title"] for item in done.items if item not in glued} == {"بعنوان من الموقع"}


def test_an_index_that_another_process_writes_stops_the_crawl(site: str, tmp_path: Path) -> None:
    with Index.open(tmp_path / "crawl.index") as index:
        index.add(("a", "نص قصير"))
        done = crawl(site, tmp_path, ITEM_PIPELINES=BOTH, DEDUP_INDEX=str(tmp_path / "crawl.index"))
    assert done.status == 1 or scrapy.version_info < (2, 14)  # where Scrapy ends with 0 though nothing started
    assert done.items == []
    assert "DEDUP_INDEX:" in done.log
    assert "is being written by another process" in done.log
    assert done.stats.get("downloader/request_count") is None
