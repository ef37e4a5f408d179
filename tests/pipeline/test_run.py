"""A whole run: what the contract promises of its outputs."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dedup.arabic import words
from dedup.boilerplate.lexicon import Phrase
from dedup.boilerplate.rules import counted_rule
from dedup.duplicates import MatchSettings
from dedup.files import Fields
from dedup.minhash import shingle_set
from dedup.pipeline import CleanSettings, run
from dedup.restore import restore
from tests.pipeline.crawls import (
    FORKED,
    NAMES,
    SEEDS,
    NoCleaner,
    article,
    lines,
    outputs,
    paragraphs,
    records,
    settings,
    tiled,
    write_lines,
)


def test_the_seeds_give_ten_documents_with_their_fields(tmp_path: Path) -> None:
    summary = run([SEEDS], tmp_path / "out")
    documents = {document["id"]: document for document in lines(tmp_path / "out", "documents")}
    assert summary.kept == len(documents) == 10
    assert summary.appended == 5
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(NAMES)
    hosts = [document for document in documents.values() if not document["dedup"]["parent"]]
    sources = {document["dedup"]["extracted"]["source"] for document in hosts}
    assert sources == {"صدى البلد", "الجزيرة", "البوابة نيوز", "العربية", "كويت نيوز"}
    for document in documents.values():
        parent = document["dedup"]["parent"]
        if parent:
            assert document["id"] == f"{parent}#2"
            assert document["dedup"]["article"] == 2
            assert document["source"] == documents[parent]["dedup"]["extracted"]["source"]
            assert document["title"] == document["dedup"]["extracted"]["title"]


@pytest.fixture(scope="module")
def seeds_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a plain run over the seeds."""
    out = tmp_path_factory.mktemp("seeds") / "out"
    run([SEEDS], out, settings())
    return out


def test_every_page_is_tiled_by_what_was_kept_and_cut(crawl_run: Path) -> None:
    expected = {seed.name: seed.read_text("utf-8") for seed in SEEDS.glob("*.txt")}
    texts = tiled(crawl_run)
    assert {f"seeds/{name}": text for name, text in expected.items()}.items() <= texts.items()
    pages = [record["text"] for record in records(120)]
    assert Counter(texts.values()) == Counter([*pages, *expected.values()])


def test_a_record_keeps_its_other_fields_as_they_are_written(tmp_path: Path) -> None:
    others = b'"number":1.50,"large":123456789012345678901,"escaped":"\\u0647","nested":{"a": [1,  null]}'
    line = b'{"id":7,%b,"text":"\xd9\x87","source":"x"}\n' % others
    (tmp_path / "in.jsonl").write_bytes(line)
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings())
    written = (tmp_path / "out" / "documents.jsonl").read_bytes()
    assert written.startswith(b'{"id":"7","input_id":7,%b,"source":"x","text":' % others)


def test_every_duplicate_names_a_kept_document_with_exact_scores(crawl_run: Path) -> None:
    kept = {document["id"]: document for document in lines(crawl_run, "documents")}
    duplicates = lines(crawl_run, "duplicates")
    assert {duplicate["dedup"]["kind"] for duplicate in duplicates} == {"exact", "near", "contained"}
    for duplicate in duplicates:
        own = duplicate["dedup"]
        mine, other = (
            set(shingle_set(words(text).hashes).tolist()) for text in (duplicate["text"], kept[own["kept"]]["text"])
        )
        assert own["jaccard"] == len(mine & other) / len(mine | other)
        assert own["containment"] == len(mine & other) / len(mine)
        assert own["jaccard"] >= 0.8 or own["containment"] >= 0.9


def test_ids_met_before_get_the_next_number(crawl_run: Path) -> None:
    renamed = [
        document
        for name in ("documents", "duplicates")
        for document in lines(crawl_run, name)
        if document["dedup"]["input_id"]
    ]
    assert {(document["dedup"]["input_id"], document["id"]) for document in renamed} == {
        ("page-0", "page-0~2"),
        ("page-1", "page-1~2"),
        ("page-2", "page-2~2"),
    }


@pytest.mark.parametrize(("workers", "batch_bytes", "memory"), [(2, 20_000, 0), (2, 7_001, 100_000), (1, 1, 1)])
def test_workers_batches_and_memory_change_no_byte(
    crawl: Path, crawl_run: Path, tmp_path: Path, workers: int, batch_bytes: int, memory: int
) -> None:
    run([crawl], tmp_path / "out", settings(workers=workers, batch_bytes=batch_bytes, memory=memory, report=True))
    assert outputs(tmp_path / "out") == outputs(crawl_run)


def test_the_order_of_the_inputs_changes_no_byte(crawl: Path, tmp_path: Path) -> None:
    inputs = [crawl / "seeds", crawl / "b.jsonl", crawl / "a"]
    run(inputs, tmp_path / "one", settings())
    run(inputs[::-1], tmp_path / "other", settings())
    assert outputs(tmp_path / "one") == outputs(tmp_path / "other")


def test_sources_come_from_the_record_the_folder_or_the_credit(tmp_path: Path) -> None:
    text = "\n".join(paragraphs()[:6])
    (tmp_path / "in" / "folder").mkdir(parents=True)
    (tmp_path / "in" / "folder" / "page.txt").write_text(text + "\nالمصدر: العربية", "utf-8")
    (tmp_path / "in" / "page.txt").write_text(text + "\nالمصدر: الجزيرة", "utf-8")
    write_lines(tmp_path / "in" / "z.jsonl", [{"id": "r", "source": "record", "text": text}])
    for source, kept in (("الجزيرة", "page.txt"), ("folder", "folder/page.txt"), ("record", "r")):
        out = tmp_path / source
        run([tmp_path / "in"], out, settings(match=MatchSettings(prefer=(source,))))
        (document,) = lines(out, "documents")
        assert (document["id"], document["source"]) == (kept, "" if kept == "page.txt" else source)


def test_a_folder_is_a_field_of_text_files_alone(tmp_path: Path) -> None:
    (tmp_path / "in" / "folder").mkdir(parents=True)
    (tmp_path / "in" / "folder" / "page.txt").write_text(paragraphs()[0], "utf-8")
    write_lines(tmp_path / "in" / "folder" / "z.jsonl", [{"id": "r", "text": paragraphs()[1]}])
    run([tmp_path / "in"], tmp_path / "out", settings())
    page, record = lines(tmp_path / "out", "documents")
    assert page["source"] == "folder"
    assert "source" not in record


def test_the_earliest_date_stays_whatever_its_form(tmp_path: Path) -> None:
    text = "\n".join(paragraphs()[:6])
    dates = ["2023-09-03", "Sat, 02 Sep 2023 10:00:00 +0000", 1693500000, "", "unknown"]
    write_lines(
        tmp_path / "in.jsonl",
        [{"id": str(n), "date": date, "text": text} for n, date in enumerate(dates)],
    )
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings())
    assert [document["id"] for document in lines(tmp_path / "out", "documents")] == ["2"]


def test_other_field_names_and_an_earlier_run_s_output_as_input(crawl_run: Path, tmp_path: Path) -> None:
    item = {"url": "u", "id": "mine", "body": paragraphs()[0], "dedup": {"kept": "x"}, "text": "other"}
    write_lines(tmp_path / "in.jsonl", [item])
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings(fields=Fields(id="url", text="body")))
    (document,) = lines(tmp_path / "out", "documents")
    assert document["id"] == document["url"] == "u"
    assert document["text"] == item["body"]
    assert document["dedup"]["input_dedup"] == '{"kept": "x"}'
    assert {"mine", "other"} <= {value for value in document.values() if isinstance(value, str)}

    summary = run([crawl_run / "documents.jsonl"], tmp_path / "again", settings())
    assert summary.pages == len(lines(crawl_run, "documents"))


@pytest.mark.parametrize("appended", ["drop", "keep"])
def test_appended_articles_dropped_or_left_in_place(tmp_path: Path, appended: str) -> None:
    summary = run([SEEDS], tmp_path / "out", settings(appended=appended))
    assert summary.documents == 5
    assert tiled(tmp_path / "out") == {seed.name: seed.read_text("utf-8") for seed in SEEDS.glob("*.txt")}


@pytest.mark.parametrize("evidence", ["wording:المصدر", "wording", "form"])
def test_evidence_that_is_taken_away_cuts_nothing(evidence: str, tmp_path: Path, seeds_run: Path) -> None:
    run([SEEDS], tmp_path / "without", settings(without=(evidence,)))
    named, left = (
        {item["rule"] for item in lines(out, "removed") if evidence in (item["rule"], item["rule"].partition(":")[0])}
        for out in (seeds_run, tmp_path / "without")
    )
    assert named
    assert not left


@FORKED
def test_the_cleaner_is_told_what_the_record_and_the_crawl_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [
        {"source": "source a", "title": f"title {n}", "headline": f"headline {n}", "text": "نص"} for n in "abcdefgh"
    ]
    write_lines(tmp_path / "in.jsonl", items)
    monkeypatch.setattr(CleanSettings, "cleaner", lambda _: NoCleaner())
    for field in ("title", "headline"):
        run([tmp_path / "in.jsonl"], tmp_path / "out", settings(batch_bytes=1, fields=Fields(title=field)))
        told = [document["dedup"]["extracted"] for document in lines(tmp_path / "out", "documents")]
        assert told[0].items() >= {"source": "source a", "title": f"{field} a", "byline": "8 pages"}.items()


@pytest.mark.parametrize(
    ("rule", "counted"),
    [
        ("form", "form"),
        ("echo:title", "echo:title"),
        ("crawl:repeated-line,docs=9", "crawl:repeated-line"),
        ("wording:اقرا  أيضا", "wording:إقرأ أيضاً"),
        ("wording:وصل وزير الخارجية", "wording"),
        ("user:نعم, أو: لا", "user:نعم, أو: لا"),
    ],
)
def test_the_sums_tell_few_rules_apart(rule: str, counted: str) -> None:
    assert counted_rule(rule) == counted


def test_the_statistics_add_up(crawl: Path, tmp_path: Path) -> None:
    summary = run([crawl], tmp_path / "out", settings(format="jsonl"))
    stats = json.loads((tmp_path / "out" / "stats.json").read_bytes())
    counts, characters = stats["counts"], stats["characters"]
    assert counts["pages"] == summary.pages == 125
    assert counts["documents"] == counts["kept"] + sum(counts["duplicates"].values())
    assert counts["kept"] == len(lines(tmp_path / "out", "documents"))
    assert counts["renamed"] == 3
    removed = sum(item["end"] - item["start"] for item in lines(tmp_path / "out", "removed"))
    assert characters["cut"] == removed == sum(characters["cut_by_label"].values())
    assert sum(characters["cut_by_rule"].values()) == removed
    assert characters["read"] == characters["cut"] + characters["duplicate"] + characters["kept"]
    kept = sum(len(document["text"]) for document in lines(tmp_path / "out", "documents"))
    assert characters["kept"] == kept
    assert stats["options"]["match"]["near"] == 0.8
    assert {"dedup", "folding", "model", "tables", "python", "numpy", "numba"} <= set(stats["versions"])


def test_the_fingerprint_depends_on_content_not_on_batches(crawl: Path, tmp_path: Path) -> None:
    one = run([crawl], tmp_path / "one", settings(batch_bytes=5_000)).input_fingerprint
    assert one == run([crawl], tmp_path / "two", settings(batch_bytes=50_000)).input_fingerprint
    moved = write_lines(tmp_path / "moved.jsonl", records(120))
    assert one != run([moved], tmp_path / "three", settings()).input_fingerprint


@given(texts=st.lists(st.text(st.characters(), max_size=60) | st.sampled_from(paragraphs()), max_size=12))
@hypothesis_settings(max_examples=8, deadline=None)
def test_any_text_comes_back(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    items = [{"id": f"{place}", "source": text[:3], "text": text} for place, text in enumerate(texts)]
    with (folder / "in.jsonl").open("w", encoding="ascii") as file:
        file.writelines(json.dumps(item) + "\n" for item in [*items, {"id": "last", "text": "نص"}])
    run([folder / "in.jsonl"], folder / "out", settings(max_removed=1.0))
    assert [tiled(folder / "out")[str(place)] for place in range(len(texts))] == texts
    restore(folder / "out", folder / "restored")
    restored = [json.loads(line) for line in (folder / "restored" / "pages.jsonl").read_bytes().splitlines()]
    assert {page["id"]: page["text"] for page in restored} == tiled(folder / "out")


def test_a_page_that_is_all_furniture_stays_as_an_empty_document(tmp_path: Path) -> None:
    rng = random.Random(3)
    items = [{"id": "furniture", "text": "حمل تطبيقنا\nشارك الصفحة"}, {"id": "empty", "text": ""}]
    items += [{"id": f"page-{n}", "text": article(rng, 3)} for n in range(3)]
    write_lines(tmp_path / "in.jsonl", items)
    phrases = (Phrase("حمل تطبيقنا", "user", "line", "ad"), Phrase("شارك الصفحة", "user", "line", "share"))
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings(phrases=phrases))
    texts = {document["id"]: document["text"] for document in lines(tmp_path / "out", "documents")}
    assert texts["furniture"] == texts["empty"] == ""


def test_a_lone_surrogate_in_a_source_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    text = " ".join(paragraphs()[:2])
    path.write_text("".join(json.dumps({"id": f"\ud800{n}", "source": "\ud800", "text": text}) + "\n" for n in "ab"))
    summary = run([path], tmp_path / "out", settings())
    assert [cluster.size for cluster in summary.clusters] == [2]
    assert json.loads((tmp_path / "out" / "stats.json").read_bytes())["clusters"][0]["source"] == "\\ud800"


@pytest.mark.parametrize("workers", [1, 2])
def test_the_counts_are_in_the_order_of_the_input(workers: int, tmp_path: Path) -> None:
    slow, fast = tmp_path / "in" / "a.jsonl", tmp_path / "in" / "b.jsonl"
    write_lines(slow, records(200))
    with slow.open("ab") as file:
        file.write(b"{broken\n")
    write_lines(fast, [{"id": "x"}])
    summary = run([slow.parent], tmp_path / "out", settings(workers=workers, max_removed=1.0, batch_bytes=1 << 20))
    assert list(summary.rejected.items()) == [("broken-json", 1), ("no-text", 1)]
