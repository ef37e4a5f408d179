from __future__ import annotations

import copy
import logging
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dedup import DedupError, Index, clean_text
from tests.boilerplate.pages import PAGE, seed

scrapy = pytest.importorskip("scrapy")

from scrapy.exceptions import DropItem  # noqa: E402
from scrapy.pipelines import ItemPipelineManager  # noqa: E402
from scrapy.utils.reactor import install_reactor, is_reactor_installed  # noqa: E402
from scrapy.utils.test import get_crawler  # noqa: E402

from dedup.scrapy import CleanMiddleware, CleanPipeline, DedupPipeline  # noqa: E402

TEXT = seed("004_ec65a9d7d2815000.txt")
CLEAN = clean_text(TEXT)


class FullItem(scrapy.Item):
    id = scrapy.Field()
    text = scrapy.Field()
    title = scrapy.Field()
    source = scrapy.Field()
    date = scrapy.Field()
    tags = scrapy.Field()
    dedup = scrapy.Field()
    parent = scrapy.Field()


@dataclass
class Record:
    url: str
    text: str
    title: str = ""
    tags: list[str] | None = None
    dedup: dict[str, Any] | None = None


class TextItem(scrapy.Item):
    text = scrapy.Field()


@pytest.fixture(autouse=True, scope="module")
def reactor() -> None:
    """Scrapy 2.13 makes a crawler only where Twisted has its reactor."""
    if not is_reactor_installed():
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")


def made(component: type, **settings: object) -> Any:
    return component.from_crawler(get_crawler(settings_dict=settings))


def opened(folder: Path, **settings: object) -> DedupPipeline:
    pipeline: DedupPipeline = made(DedupPipeline, DEDUP_INDEX=str(folder / "i"), **settings)
    pipeline.open_spider()
    return pipeline


def stats(component: Any) -> dict[str, int]:
    return component._statistics._crawler.stats.get_stats()


@pytest.mark.parametrize("kind", [dict, FullItem])
def test_fields_are_filled_from_the_page(kind: type) -> None:
    item = made(CleanPipeline).process_item(kind(id="a", text=TEXT))
    assert item["text"] == CLEAN.text
    assert (item["title"], item["source"], item["date"]) == (CLEAN.title, CLEAN.source, CLEAN.published)
    assert item["tags"] == list(CLEAN.tags)
    assert "byline" not in item


def test_fields_of_the_spider_stay_and_unknown_ones_are_left() -> None:
    item = made(CleanPipeline).process_item(Record("u", TEXT, title="من الموقع", tags=[]))
    assert (item.text, item.title, item.tags) == (CLEAN.text, "من الموقع", list(CLEAN.tags))
    assert made(CleanPipeline).process_item(TextItem(text=TEXT)) == {"text": CLEAN.text}


def test_fields_may_have_other_names() -> None:
    pipeline = made(CleanPipeline, DEDUP_TEXT_FIELD="body", DEDUP_DATE_FIELD="published", DEDUP_APPENDED="keep")
    item = pipeline.process_item({"body": TEXT, "text": TEXT})
    assert item["text"] == TEXT
    assert item["published"] == CLEAN.published
    assert len(item["body"]) > len(CLEAN.text)
    assert "date" not in item


@pytest.mark.parametrize("text", [None, "", "  \n", ["a", "b"], 7])
def test_items_without_text_pass_untouched(text: object, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clean, dedup = made(CleanPipeline), opened(tmp_path)
    with caplog.at_level(logging.WARNING, "dedup.scrapy.items"):
        for _ in range(2):
            assert clean.process_item({"text": text}) == dedup.process_item({"text": text}) == {"text": text}
    assert clean.process_item({}) == dedup.process_item({}) == {}
    assert stats(clean)["dedup/clean/without_text"] == stats(dedup)["dedup/without_text"] == 3
    assert ("join its parts" in caplog.text) == (text in (["a", "b"], 7))
    dedup.close_spider()


@pytest.mark.parametrize("kind", [dict, FullItem])
def test_an_appended_article_is_an_item_of_its_own(kind: type) -> None:
    item = kind(id="a", text=TEXT, title="من الموقع", source="الموقع")
    request = scrapy.Request("http://127.0.0.1/")
    first, second, last = made(CleanMiddleware).process_spider_output(None, [item, request])
    article = CLEAN.articles[1]
    assert first is item
    assert last is request
    assert (first["text"], first["title"]) == (CLEAN.text, "من الموقع")
    assert (second["id"], second["parent"], second["source"]) == ("a#2", "a", "الموقع")
    assert (second["text"], second["title"], second["date"]) == (article.text, article.title, None)
    assert type(second) is kind


@pytest.mark.parametrize(
    ("given", "source"),
    [("الموقع", "الموقع"), (None, CLEAN.source), ("", CLEAN.source)],
    ids=["given", "none", "empty"],
)
def test_an_appended_item_has_the_source_of_its_page(given: str | None, source: str) -> None:
    host, appended = made(CleanMiddleware).process_spider_output(None, [FullItem(id="a", text=TEXT, source=given)])
    assert (host["source"], appended["source"]) == (source, source)
    assert source


def test_what_a_component_drops_is_counted() -> None:
    pipeline, middleware = made(CleanPipeline), made(CleanMiddleware, DEDUP_APPENDED="drop")
    item = pipeline.process_item({"text": TEXT})
    (other,) = middleware.process_spider_output(None, [{"text": TEXT}])
    assert item == other
    dropped = len(CLEAN.articles) - 1
    assert dropped == 1
    for component in (pipeline, middleware):
        counts = stats(component)
        assert counts["dedup/clean/appended_dropped"] == dropped
        assert counts["dedup/clean/characters_removed"] == len(TEXT) - len(CLEAN.text)
        labels = {name.rpartition("/")[2]: n for name, n in counts.items() if name.startswith("dedup/clean/removed/")}
        assert labels == Counter(span.label for span in CLEAN.removed)
    kept = made(CleanPipeline, DEDUP_APPENDED="keep")
    kept.process_item({"text": TEXT})
    assert "dedup/clean/appended_dropped" not in stats(kept)


ALL_CUT = "جميع الحقوق محفوظة\nالمصدر: رويترز\nمن نحن"


@pytest.mark.parametrize(
    "item",
    [
        *({"text": None}, {"text": ""}, {"text": " \n"}, {"text": []}, {"text": ALL_CUT}, TextItem(), Record("u", "")),
        *({"text": "***"}, {"text": "… | …\n\u200f."}, {"text": float("nan")}),
    ],
)
def test_items_without_words_are_dropped_where_that_is_wished(item: Any) -> None:
    pipeline, middleware = (made(component, DEDUP_DROP_EMPTY=True) for component in (CleanPipeline, CleanMiddleware))
    with pytest.raises(DropItem, match="no word"):
        pipeline.process_item(copy.deepcopy(item))
    assert list(middleware.process_spider_output(None, [copy.deepcopy(item)])) == []
    assert stats(pipeline)["dedup/clean/dropped_empty"] == stats(middleware)["dedup/clean/dropped_empty"] == 1


def test_items_without_words_are_dropped_without_cleaning(tmp_path: Path) -> None:
    pipeline = opened(tmp_path, DEDUP_DROP_EMPTY=True)
    for item in ({"text": ""}, {"text": None}, {"text": "* * *"}):
        with pytest.raises(DropItem, match="no word"):
            pipeline.process_item(item)
    assert pipeline.process_item({"image": "x.png"}) == {"image": "x.png"}
    assert (stats(pipeline)["dedup/without_text"], stats(pipeline)["dedup/dropped_empty"]) == (3, 3)
    pipeline.close_spider()


@pytest.mark.parametrize("item", [{"text": ["a"]}, {"image": "x.png"}, {"text": PAGE}])
def test_items_with_text_or_of_another_kind_are_not_dropped(item: dict[str, Any]) -> None:
    pipeline = made(CleanPipeline, DEDUP_DROP_EMPTY="1")
    assert pipeline.process_item(dict(item)).keys() >= item.keys()
    assert "dedup/clean/dropped_empty" not in stats(pipeline)


def test_an_item_that_cleaning_empties_is_counted_and_passes() -> None:
    pipeline = made(CleanPipeline)
    assert pipeline.process_item({"text": ALL_CUT})["text"].strip() == ""
    assert stats(pipeline)["dedup/clean/emptied"] == 1


@pytest.mark.parametrize("spider", [{}, {"spider": None}], ids=["as Scrapy 2.14 calls it", "as Scrapy 2.13 calls it"])
def test_components_are_called_with_a_spider_or_without(tmp_path: Path, spider: dict[str, None]) -> None:
    pipeline = made(DedupPipeline, DEDUP_INDEX=str(tmp_path / "i"))
    pipeline.open_spider(**spider)
    assert pipeline.process_item({"id": 1, "text": PAGE}, **spider) == {"id": 1, "text": PAGE}
    pipeline.close_spider(**spider)
    assert made(CleanPipeline).process_item({"text": TEXT}, **spider)["text"] == CLEAN.text
    assert list(made(CleanMiddleware).process_spider_output(response=None, result=[], **spider)) == []


def test_an_item_that_holds_its_response_is_not_copied_with_it() -> None:
    pytest.importorskip("resiliparse", reason="HTML needs the extra [web]: pip install '.[web]'")
    lines = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    request = scrapy.Request("http://a/1", meta={"lock": threading.Lock()})
    response = scrapy.http.HtmlResponse("http://a/1", body=lines.encode(), encoding="utf-8", request=request)
    host, appended = made(CleanMiddleware).process_spider_output(None, [{"html": response, "text": ""}])
    assert appended["html"] is host["html"] is response
    assert (appended["id"], appended["parent"]) == ("http://a/1#2", "http://a/1")


def test_an_appended_item_names_the_identity_of_its_page(tmp_path: Path) -> None:
    host, appended = made(CleanMiddleware).process_spider_output(None, [{"text": TEXT}])
    dedup = opened(tmp_path)
    dedup.process_item(host)
    with pytest.raises(DropItem, match="seen before") as caught:
        dedup.process_item({"id": "again", "text": host["text"]})
    assert f"exact of {appended['parent']} (" in str(caught.value)
    dedup.close_spider()


def test_what_is_no_item_passes() -> None:
    assert list(made(CleanMiddleware).process_spider_output(None, [None, {"text": ""}])) == [None, {"text": ""}]


def test_a_class_without_an_id_gets_the_number_into_its_url() -> None:
    _, second = made(CleanMiddleware).process_spider_output(None, [Record("http://a/1", TEXT, title="من الموقع")])
    assert (second.url, second.title) == ("http://a/1#2", CLEAN.articles[1].title)
    (only,) = made(CleanMiddleware, DEDUP_APPENDED="drop").process_spider_output(None, [Record("http://a/1", TEXT)])
    assert only.text == CLEAN.text


@pytest.mark.parametrize(
    ("item", "identity"),
    [
        ({"id": 7, "url": "http://a/7"}, "7"),
        ({"id": "", "url": "http://a/7"}, "http://a/7"),
        ({"id": " ", "url": "http://a/7"}, "http://a/7"),
        ({"id": float("nan"), "url": "http://a/7"}, "http://a/7"),
        ({"id": 0, "url": "http://a/7"}, "0"),
        (TextItem(), "default:2dd5b2ac5aede853"),
    ],
)
def test_an_item_is_known_by_id_or_url_or_text(tmp_path: Path, item: Any, identity: str) -> None:
    item["text"] = PAGE
    pipeline = opened(tmp_path)
    pipeline.process_item(item)
    with pytest.raises(DropItem, match="seen before: exact of ") as caught:
        pipeline.process_item({"id": "again", "text": PAGE})
    assert f"exact of {identity} (" in str(caught.value)
    pipeline.close_spider()


def test_dates_of_items_are_those_of_the_index(tmp_path: Path) -> None:
    pipeline = opened(tmp_path)
    pipeline.process_item({"id": 1, "text": PAGE, "date": datetime(2026, 1, 31, 10)})
    pipeline.close_spider()
    with Index.open(tmp_path / "i") as index:
        assert index.stats().latest == "2026-01-31"


def test_dates_of_items_that_are_not_read_are_counted(tmp_path: Path) -> None:
    pipeline = opened(tmp_path)
    dates = ("31 كانون ثاني 2026", None, "", "3/4/2026", "1970-01-01")
    for number, date in enumerate(dates):
        pipeline.process_item({"id": number, "text": f"الخبر {number} في صحيفة {number}", "date": date})
    pipeline.close_spider()
    assert stats(pipeline)["dedup/unread_dates"] == 2
    with Index.open(tmp_path / "i") as index:
        assert index.stats().earliest == "2026-01-31"


def test_a_mark_says_what_was_seen(tmp_path: Path) -> None:
    pipeline = opened(tmp_path, DEDUP_ACTION="mark", DEDUP_NEAR="0.7")
    assert pipeline.process_item({"id": "a", "text": PAGE}) == {"id": "a", "text": PAGE}
    near = pipeline.process_item(Record("u", PAGE + "وانتهى الحفل مساء."))
    assert near.dedup["id"] == "a"
    assert near.dedup["kind"] == "near"
    assert 0.7 <= near.dedup["jaccard"] <= near.dedup["containment"] < 1
    assert stats(pipeline)["dedup/seen/near"] == 1
    pipeline.close_spider()


def test_an_item_without_a_field_for_marks_passes_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pipeline = opened(tmp_path, DEDUP_ACTION="mark")
    for _ in range(3):  # the first one is new
        assert pipeline.process_item(TextItem(text=PAGE)) == {"text": PAGE}
    (logged,) = caplog.messages
    assert logged.startswith("TextItem has no field 'dedup' for DEDUP_ACTION = 'mark'")
    assert logged.endswith("add it to the class, or name another with DEDUP_MARK_FIELD")
    counted = stats(pipeline)
    assert [counted[f"dedup/{name}"] for name in ("new", "seen", "without_mark_field")] == [1, 2, 3]
    pipeline.close_spider()


@pytest.mark.parametrize(
    ("component", "settings", "message"),
    [
        (DedupPipeline, {"DEDUP_INDEX": ""}, "DEDUP_INDEX is not set"),
        (DedupPipeline, {"DEDUP_ACTION": "delete"}, "DEDUP_ACTION is drop or mark, not 'delete'"),
        (DedupPipeline, {"DEDUP_NEAR": "high"}, "DEDUP_NEAR: could not convert"),
        (DedupPipeline, {"DEDUP_NEAR": 8}, "DEDUP_NEAR: near= must be above 0"),
        (DedupPipeline, {"DEDUP_CONTAINED": 0}, "DEDUP_CONTAINED: contained= must be above 0"),
        (DedupPipeline, {"DEDUP_CONTAINED_WORDS": 0}, "DEDUP_CONTAINED_WORDS: contained_words= must be a whole number"),
        (DedupPipeline, {"DEDUP_CONTAINED_WORDS": "few"}, "DEDUP_CONTAINED_WORDS: invalid literal"),
        (DedupPipeline, {"DEDUP_TEXT_FIELD": ""}, "DEDUP_TEXT_FIELD is the name of a field"),
        (DedupPipeline, {"DEDUP_NEER": 0.8}, "there is no setting DEDUP_NEER; did you mean DEDUP_NEAR?"),
        (CleanPipeline, {"DEDUP_PROFILE": "bold"}, "DEDUP_PROFILE: profile 'bold' is not one of"),
        (CleanPipeline, {"DEDUP_PHRASES": "/nowhere.tsv"}, "DEDUP_PHRASES: /nowhere.tsv: cannot read"),
        (CleanPipeline, {"DEDUP_WITHOUT": "crad"}, "DEDUP_WITHOUT: .*crad"),
        (CleanPipeline, {"DEDUP_MODEL": "/nowhere.weights"}, "DEDUP_MODEL: /nowhere.weights: cannot read the weights"),
        (CleanPipeline, {"DEDUP_APPENDED": "split"}, "DEDUP_APPENDED is drop or keep, not 'split'; .*CleanMiddleware"),
        (CleanPipeline, {"DEDUP_DROP_EMPTY": "maybe"}, "DEDUP_DROP_EMPTY: "),
        (CleanMiddleware, {"DEDUP_APPENDED": "no"}, "DEDUP_APPENDED is split or drop or keep, not 'no'"),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_starts(
    component: type, settings: dict[str, object], message: str
) -> None:
    name = f"dedup.scrapy.{component.__name__}"
    crawler = get_crawler(settings_dict={"DEDUP_INDEX": "i", **settings, "ITEM_PIPELINES": {name: 1}})
    with pytest.raises(DedupError, match=message):
        ItemPipelineManager.from_crawler(crawler)


def test_an_index_with_other_thresholds_is_named(tmp_path: Path) -> None:
    Index.open(tmp_path / "i", near=0.6).close()
    with pytest.raises(DedupError, match=r"DEDUP_INDEX: .* was made with near=0\.6, not 0\.8"):
        opened(tmp_path, DEDUP_NEAR=0.8)
    opened(tmp_path).close_spider()
