"""The report of a run: what it shows, that it is safe, small and the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import shutil
from pathlib import Path
from typing import Literal

import pytest

from dedup.colours import GROUPS
from dedup.errors import DedupError
from dedup.model import LABELS
from dedup.pipeline import run
from dedup.report import write_report
from dedup.report.building import select
from dedup.stats import read_stats
from tests.pipeline.crawls import article, lines, outputs, records, settings, tiled, write_lines
from tests.report.conftest import HOSTILE
from tests.report.shown import Seen, read

_MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def seen(reported: Path) -> Seen:
    return read((reported / "report.html").read_text("utf-8"))


def test_it_says_what_the_run_did(reported: Path, seen: Seen) -> None:
    stats = json.loads((reported / "stats.json").read_text("utf-8"))
    text = " ".join(seen.text.split())
    for number in (stats["counts"]["pages"], stats["counts"]["kept"], stats["characters"]["cut"]):
        assert f"{number:,}" in text
    for label, number in stats["characters"]["cut_by_label"].items():
        assert f"{label} {number:,}" in text
    for rejected in lines(reported, "rejected"):
        assert rejected["reason"] in text
    assert "Documents by day" in text
    assert f"of {len(lines(reported, 'removed')):,}: of every label some" in text


def test_pages_are_shown_as_they_were_read(reported: Path, seen: Seen) -> None:
    pages = tiled(reported)
    assert len(seen.pages) > len(HOSTILE)
    assert {page_id: pages[page_id] for page_id in seen.pages} == seen.pages


def test_every_piece_has_a_label_and_the_pieces_tile_their_page(seen: Seen) -> None:
    at = 0
    for _, name, value in seen.attributes:
        if name == "data-id":
            at = 0
        if name == "data-at":
            start, end, label, article_number, number = value.split()
            assert (int(start), label in LABELS) == (at, True)
            assert int(article_number) >= 1
            assert int(number) >= 0
            at = int(end)


def test_nothing_of_a_page_becomes_part_of_the_report(seen: Seen) -> None:
    assert seen.tags["script"] == seen.tags["style"] == 1
    assert not {"img", "iframe", "plaintext", "object", "base", "link"} & set(seen.tags)
    assert not [name for _, name, _ in seen.attributes if name.startswith("on") or name in ("style", "src", "srcset")]
    assert all(value.startswith("#") for _, name, value in seen.attributes if name == "href")


def test_its_policy_allows_only_its_own_style_and_script(seen: Seen) -> None:
    policy = next(value for tag, name, value in seen.attributes if tag == "meta" and value.startswith("default-src"))
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(seen.contents[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(seen: Seen, theme: int) -> None:
    found = re.findall(r":root \{([^}]*)\}", seen.contents["style"])  # light, dark, print; then groups: light, dark
    blocks = found[theme], found[3 + theme]
    colours = dict(re.findall(r"--([\w-]+): #(\w{3,6})", " ".join(blocks)))
    assert len(colours) > 15
    behind = (*GROUPS, "differs")
    pairs = [(words, below) for words in ("ink", "soft", "accent") for below in ("paper", "raised")]
    for words, below in (*pairs, *(("ink", colour) for colour in behind)):
        lighter, darker = sorted((_luminance(colours[words]), _luminance(colours[below])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (words, below)


def _luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_it_names_no_folder_of_the_machine_and_no_time(reported: Path) -> None:
    html = (reported / "report.html").read_text("utf-8")
    assert str(reported.parent) not in html
    assert not re.search(r"\d\d:\d\d:\d\d", html)


def test_it_can_be_made_again_from_the_outputs(reported: Path, tmp_path: Path) -> None:
    write_report(reported, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == (reported / "report.html").read_bytes()
    write_report(reported, tmp_path / "few.html", sample=3)
    assert "3 cuts of" in (tmp_path / "few.html").read_text("utf-8")


def test_an_article_split_off_is_seen_to_begin(seen: Seen) -> None:
    assert ("span", "data-begins", "article 2") in seen.attributes


def test_words_of_a_rule_and_of_a_hint_run_their_own_way(seen: Seen, reported: Path) -> None:
    html = (reported / "report.html").read_text("utf-8")
    assert '<bdi class="rule">wording:<bdi>' in html
    hints = [value for tag, name, value in seen.attributes if (tag, name) == ("mark", "title")]
    assert hints
    assert all(re.fullmatch("\u2068[^\u2068\u2069]*\u2069( · \u2068[^\u2068\u2069]*\u2069){2}", hint) for hint in hints)


def test_days_that_differ_in_numbers_only_are_pointed_out(seen: Seen) -> None:
    text = " ".join(seen.text.split())
    assert "Clusters whose members differ in numbers or dates only Are these one story twice" in text


@pytest.mark.parametrize("passages", ["report", "drop"])
def test_offsets_of_passages_hold_behind_cuts(tmp_path: Path, passages: Literal["report", "drop"]) -> None:
    shared = article(random.Random("shared"), 5).partition("\n")[2]  # without the headline
    pages = [
        {
            "id": f"page {number}",
            "source": f"site {number}",
            "text": f"{own.replace(chr(10), f'{chr(10)}تاريخ النشر: 12th, September 2023 GMT{chr(10)}', 1)}\n{shared}",
        }
        for number, own in enumerate(article(random.Random(number), 14) for number in range(3))
    ]
    out = tmp_path / "out"
    run([write_lines(tmp_path / "in.jsonl", pages)], out, settings(passages=passages, report=True))
    stats = read_stats(out)
    assert "pubdate" in stats.characters.cut_by_label
    shown = select(out, stats, 10).passages
    assert {own.passage.id.partition("#")[0] for own in shown} == {"page 1", "page 2"}
    for own in shown:
        assert own.passage.kind == "exact"
        assert (own.sides.left_words, own.sides.right_words) == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["parquet", "txt"])
def test_it_is_the_same_whatever_the_documents_are_written_as(tmp_path: Path, kind: str) -> None:
    crawl = write_lines(tmp_path / "in.jsonl", records(30))
    for name, options in (("jsonl", {}), (kind, {"format": kind, "shard_bytes": 20_000 if kind == "parquet" else 0})):
        run([crawl], tmp_path / name, settings(**options, report=True))
    assert (tmp_path / kind / "report.html").read_bytes() == (tmp_path / "jsonl" / "report.html").read_bytes()


def test_it_stays_small(tmp_path: Path) -> None:
    pages = [
        {
            "id": f"{'x' * 300}{number}",
            "source": f"{'<&>' * 100}{number}",
            "text": f"{article(random.Random(number), 12)}\nالمصدر: <{number}> {'&' * 500}",
        }
        for number in range(250)
    ]
    run(
        [write_lines(tmp_path / "in.jsonl", pages)],
        tmp_path / "out",
        settings(passages="off", max_removed=1.0, report=True),
    )
    write_report(tmp_path / "out", tmp_path / "large.html", sample=100_000)
    for path in (tmp_path / "out" / "report.html", tmp_path / "large.html"):
        assert 100_000 < path.stat().st_size < _MOST_BYTES


def test_a_run_may_go_without_and_the_files_are_the_same(tmp_path: Path) -> None:
    crawl = write_lines(tmp_path / "in.jsonl", records(10))
    run([crawl], tmp_path / "out", settings(report=True))
    with_report = outputs(tmp_path / "out")
    run([crawl], tmp_path / "out", settings())
    without = outputs(tmp_path / "out")
    assert set(with_report) - set(without) == {"report.html"}
    assert without.items() <= with_report.items()


def test_a_dry_run_writes_only_its_report_and_can_go_on(tmp_path: Path) -> None:
    crawl = write_lines(tmp_path / "in.jsonl", records(10))
    index = tmp_path / "index"
    summary = run([crawl], tmp_path / "out", settings(dry_run=True, index=str(index), report=True))
    assert summary.files == ["report.html"]
    assert list(outputs(tmp_path / "out")).count("report.html") == 1
    assert not list((tmp_path / "out").glob("*.jsonl"))
    assert not index.exists()
    report = (tmp_path / "out" / "report.html").read_bytes()
    run([crawl], tmp_path / "out", settings(report=True))
    assert (tmp_path / "out" / "report.html").read_bytes() == report
    with pytest.raises(DedupError, match=r"out holds the result of a run, whose report a dry run would replace"):
        run([crawl], tmp_path / "out", settings(dry_run=True, report=True))


def test_half_a_run_is_told_in_a_sentence(reported: Path, tmp_path: Path) -> None:
    for name in (
        "documents.jsonl",
        "duplicates.jsonl",
        "removed.jsonl",
        "passages.jsonl",
        "rejected.jsonl",
        "stats.json",
    ):
        half = tmp_path / name
        shutil.copytree(reported, half)
        (half / name).unlink()
        with pytest.raises(DedupError, match=r"holds no finished run: there is no "):
            write_report(half, tmp_path / "report.html")


def test_statistics_of_another_version_are_a_clear_error(reported: Path, tmp_path: Path) -> None:
    shutil.copytree(reported, tmp_path / "out")
    (tmp_path / "out" / "stats.json").write_text('{"counts": {"pages": 1}, "versions": {"dedup": "0.0.1"}}')
    with pytest.raises(DedupError, match=r"from another version; run `dedup clean` again"):
        write_report(tmp_path / "out", tmp_path / "report.html")
