from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import dedup
from dedup.arabic import sentence_ends
from dedup.duplicates import MatchSettings
from dedup.pipeline import CleanSettings, RunSettings, run
from dedup.restore import restore
from tests.passages.oracle import article, sentences
from tests.processes import dedup as command

Json = dict[str, Any]


def lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles put together from the same sentences, from four sources."""
    rng = random.Random(3)
    path = tmp_path_factory.mktemp("crawl") / "crawl.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(24):
            text = article(rng, 10).replace(". ", ".\n")
            record = {
                "id": f"p{number:02}",
                "source": f"s{number % 4}",
                "date": f"2024-03-{1 + number:02}",
                "text": text,
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def taken_whole(batch_bytes: int) -> CleanSettings:
    """Sentences in any order read like several articles: none is to be split off here."""
    return CleanSettings(batch_bytes=batch_bytes, profile="conservative", appended="keep")


def outputs(crawl: Path, out: Path, **options: Any) -> Path:
    settings = RunSettings(taken_whole(9_000), MatchSettings(), workers=1, max_removed=1.0)
    run([crawl], out, replace(settings, **options))
    return out


def test_a_run_reports_what_find_passages_finds(crawl: Path, tmp_path: Path) -> None:
    out = outputs(crawl, tmp_path / "out")
    documents = lines(out / "documents.jsonl")
    expected = dedup.find_passages(
        dedup.Document(one["id"], one["text"], one["source"], one["date"]) for one in documents
    )
    found = lines(out / "passages.jsonl")
    assert len(found) > 20
    names = "id start end of of_start of_end kind similarity cluster common".split()
    assert [[row[name] for name in names] for row in found] == [
        [getattr(match, name) for name in names] for match in expected
    ]
    counted = json.loads((out / "stats.json").read_text("utf-8"))["counts"]["passages"]
    assert sum(counted.values()) == len(found)


@pytest.mark.parametrize("passages", ["report", "drop"])
def test_workers_and_batches_change_no_byte(crawl: Path, tmp_path: Path, passages: str) -> None:
    one = outputs(crawl, tmp_path / "one", passages=passages)
    two = outputs(crawl, tmp_path / "two", passages=passages, workers=2, clean=taken_whole(30_000))
    for name in ("documents", "duplicates", "removed", "passages"):
        assert (one / f"{name}.jsonl").read_bytes() == (two / f"{name}.jsonl").read_bytes()


def test_off_looks_for_nothing_and_across_sources_for_less(crawl: Path, tmp_path: Path) -> None:
    assert lines(outputs(crawl, tmp_path / "off", passages="off") / "passages.jsonl") == []
    source = {record["id"]: record["source"] for record in lines(crawl)}
    across = lines(outputs(crawl, tmp_path / "across", cross_source=True) / "passages.jsonl")
    assert across
    assert all(source[row["id"]] != source[row["of"]] for row in across)


def test_dropped_sentences_are_whole_and_restored(crawl: Path, tmp_path: Path) -> None:
    kept = {one["id"]: one for one in lines(outputs(crawl, tmp_path / "kept") / "documents.jsonl")}
    out = outputs(crawl, tmp_path / "out", passages="drop")
    removed = defaultdict(list)
    for row in lines(out / "removed.jsonl"):
        removed[row["id"]].append(row)
    page = {record["id"]: record["text"] for record in lines(crawl)}
    cut = 0
    for one in lines(out / "documents.jsonl"):
        text, spans = page[one["id"]], one["dedup"]["spans"]
        assert one["text"] == "".join(text[start:end] for start, end in spans)
        pieces = sorted([*spans, *([row["start"], row["end"]] for row in removed[one["id"]])])
        assert [start for start, _ in pieces] == [0, *(end for _, end in pieces[:-1])]
        for row in removed[one["id"]]:
            assert row["text"] == text[row["start"] : row["end"]]
            if row["label"] == "repeated_passage":
                cut += 1
                assert row["rule"].removeprefix("repeated-passage:of=") in kept
        assert set(sentence_texts(one["text"])) <= set(sentence_texts(kept[one["id"]]["text"]))
    assert cut > 5
    restore(out, tmp_path / "pages", "jsonl")
    assert {one["id"]: one["text"] for one in lines(tmp_path / "pages" / "pages.jsonl")} == page
    stats = json.loads((out / "stats.json").read_text("utf-8"))
    assert stats["characters"]["cut_by_label"]["repeated_passage"] > 0
    assert 0 < stats["counts"]["passages_cut"] <= sum(stats["counts"]["passages"].values())


def test_of_a_body_that_stands_twice_the_second_goes(tmp_path: Path) -> None:
    body = article(random.Random(5), 6).replace(". ", ".\n")
    page = tmp_path / "twice.jsonl"
    page.write_text(json.dumps({"id": "twice", "text": f"{body}\n{body}"}, ensure_ascii=False), "utf-8")
    [row] = lines(outputs(page, tmp_path / "told") / "passages.jsonl")
    assert (row["id"], row["of"], row["kind"]) == ("twice", "twice", "exact")
    [whole] = lines(tmp_path / "told" / "documents.jsonl")
    out = outputs(page, tmp_path / "out", passages="drop")
    [document] = lines(out / "documents.jsonl")
    assert document["text"].strip() == body
    assert document["text"] != whole["text"]
    assert [row["rule"] for row in lines(out / "removed.jsonl")] == ["repeated-passage:of=twice"]
    restore(out, tmp_path / "pages", "jsonl")
    assert [one["text"] for one in lines(tmp_path / "pages" / "pages.jsonl")] == [f"{body}\n{body}"]


def test_a_sentence_that_only_the_later_document_has_stays(tmp_path: Path) -> None:
    wire = sentence_texts(article(random.Random(12), 14))
    own = "وأضاف مراسلنا أن سكان الحي القديم خرجوا."
    edited = wire[9].replace(wire[9].split()[1], "حرفيا", 1)
    later = [*wire[:5], own, *wire[5:9], edited, *wire[10:]]
    fillers = [" ".join(f"{word}{number}." for number in range(150)) for word in ("ورقة", "غصن")]
    page = tmp_path / "pages.jsonl"
    texts = {"a": f"{' '.join(wire)} {fillers[0]}", "b": f"{' '.join(later)} {fillers[1]}"}
    rows = [{"id": name, "text": text, "date": f"2024-01-0{n}"} for n, (name, text) in enumerate(texts.items(), 1)]
    page.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    out = outputs(page, tmp_path / "out", passages="drop")
    assert [(row["id"], row["kind"]) for row in lines(out / "passages.jsonl")] == [("b", "near")]
    first, second = (one["text"] for one in lines(out / "documents.jsonl"))
    assert first == texts["a"]
    assert own in second
    assert not any(sentence in second for sentence in [*wire, edited])
    assert passages_of(out) == ({"near": 1}, 1)
    assert passages_of(outputs(page, tmp_path / "told")) == ({"near": 1}, None)
    strict = outputs(page, tmp_path / "strict", passages="drop", match=MatchSettings(near=1.0))
    assert passages_of(strict) == ({"near": 1}, 0)
    assert lines(strict / "removed.jsonl") == []


@pytest.mark.parametrize(("shared", "counted"), [(4, None), (10, 1)])
def test_documents_of_which_another_has_half_are_counted(tmp_path: Path, shared: int, counted: int | None) -> None:
    wire, own = (sentence_texts(article(random.Random(seed), 16)) for seed in (12, 13))
    texts = [" ".join(wire), " ".join([*wire[:shared], *own[shared:]])]
    page = tmp_path / "pages.jsonl"
    rows = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    page.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    out = outputs(page, tmp_path / "out")
    counts = json.loads((out / "stats.json").read_text("utf-8"))["counts"]
    assert (counts["kept"], counts.get("mostly_repeated")) == (2, counted)


def test_what_two_passages_of_another_have_counts_once(tmp_path: Path) -> None:
    """The earlier text has the middle twice, so that two passages of it overlap in the later one."""
    wire, own = (sentence_texts(article(random.Random(seed), 30)) for seed in (12, 13))
    one, middle, two = wire[:4], wire[4:8], wire[8:12]
    texts = [" ".join([*one, *middle, *own[20:], *middle, *two]), " ".join([*one, *middle, *two, *own[:18]])]
    page = tmp_path / "pages.jsonl"
    rows = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    page.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    out = outputs(page, tmp_path / "out")
    assert sum(row["end"] - row["start"] for row in lines(out / "passages.jsonl")) > len(texts[1]) / 2
    assert "mostly_repeated" not in json.loads((out / "stats.json").read_text("utf-8"))["counts"]


def passages_of(out: Path) -> tuple[dict[str, int], int | None]:
    """The passages that a run found, by kind, and how many it cut."""
    counts = json.loads((out / "stats.json").read_text("utf-8"))["counts"]
    return counts["passages"], counts.get("passages_cut")


def sentence_texts(text: str) -> list[str]:
    ends = [0, *sentence_ends(text)]
    return [text[start:end].strip() for start, end in pairwise(ends)]


@pytest.fixture
def two_files(tmp_path: Path) -> tuple[Path, Path]:
    known = sentences()
    left, right = tmp_path / "left.txt", tmp_path / "right.txt"
    left.write_text(" ".join(known[:3]), "utf-8")
    right.write_text(" ".join(known[2:6]), "utf-8")
    return left, right


def test_two_files_are_shown_side_by_side(two_files: tuple[Path, Path]) -> None:
    shown = command("compare", *two_files, "--min-words", 8)
    assert shown.returncode == 0, shown.stderr
    assert "left.txt" in shown.stdout
    assert "right.txt" in shown.stdout
    assert "similarity 1.00" in shown.stdout


def test_texts_shorter_than_a_passage_are_told(tmp_path: Path) -> None:
    left, right = tmp_path / "left.txt", tmp_path / "right.txt"
    left.write_text("فاز الهلال على النصر بهدفين", "utf-8")
    right.write_text(" ".join(sentences()[:6]), "utf-8")
    said = "1 of 1 documents in LEFT are shorter than a passage of 25 words: lower --min-words, to 5 at least"
    for options in ((), ("--out", tmp_path / "out")):
        shown = command("compare", left, right, *options)
        assert shown.stdout.splitlines()[-1] == said
    assert "shorter" not in command("compare", left, right, "--min-words", 5).stdout
    assert "shorter" not in command("compare", left, left, "--min-words", 5).stdout


def test_compare_writes_its_outputs_and_refuses_those_of_a_run(two_files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = command("compare", *two_files, "--out", out, "--kinds", "exact", "near", "--min-words", 8)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in out.iterdir()) == ["passages.jsonl", "rejected.jsonl", "stats.json"]
    [row] = lines(out / "passages.jsonl")
    assert (row["id"], row["of"], row["kind"], row["similarity"]) == ("left.txt", "right.txt", "exact", 1.0)
    again = command("compare", *two_files, "--out", out, "--min-words", 8, "--quiet")
    assert (again.returncode, again.stdout) == (0, "")
    (out / "documents.jsonl").write_text("", "utf-8")
    refused = command("compare", *two_files, "--out", out)
    assert refused.returncode == 1
    assert "documents.jsonl" in refused.stderr


def test_folders_are_not_shown_and_wrong_kinds_are_named(two_files: tuple[Path, Path]) -> None:
    left, _ = two_files
    assert command("compare", left.parent, left.parent).returncode == 2
    wrong = command("compare", *two_files, "--kinds", "same")
    assert wrong.returncode == 2
    assert "--kinds" in wrong.stderr


def test_each_side_may_have_field_names_of_its_own(tmp_path: Path) -> None:
    left, right = tmp_path / "left.jsonl", tmp_path / "right.jsonl"
    shared = sentences()[0]
    left.write_text(json.dumps({"id": "a", "body": shared}), "utf-8")
    right.write_text(json.dumps({"url": "b", "content": shared}), "utf-8")
    out, options = tmp_path / "out", ("--text-field", "body", "--min-words", 5)
    done = command(
        *("compare", left, right, "--out", out, *options, "--right-text-field", "content", "--right-id-field", "url")
    )
    assert done.returncode == 0, done.stderr
    assert [(row["id"], row["of"]) for row in lines(out / "passages.jsonl")] == [("a", "b")]
    missing = command("compare", left, right, *options)
    assert missing.returncode == 1
    assert 'there is no field "body": name the right one with --right-text-field' in missing.stderr


def test_rejections_of_a_side_name_its_own_options(tmp_path: Path) -> None:
    left, right = tmp_path / "left.jsonl", tmp_path / "right.jsonl"
    rows = [{"id": "a", "text": sentences()[0]}, {"body": "x"}, {"text": 5}, {"data": [{"body": "x"}]}]
    rows.append({"id": "x" * 70_000, "text": "x"})
    for path in (left, right):
        path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert command("compare", left, right, "--out", tmp_path / "out").returncode == 0
    details = [row["detail"] for row in lines(tmp_path / "out" / "rejected.jsonl")]
    on_left, on_right = details[:4], details[4:]
    assert [re.findall(r"--[a-z-]+", detail)[-1] for detail in on_left] == ["--text-field"] * 3 + ["--id-field"]
    for ours, theirs in zip(on_left, on_right, strict=True):
        assert theirs == ours.replace("left.jsonl", "right.jsonl").replace(" --", " --right-")
