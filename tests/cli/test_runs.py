"""A run by the command: its options, its summary, and what it leaves."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dedup.boilerplate.weights import shipped_weights
from tests.pipeline.crawls import NAMES, SEEDS, article, records, tiled, write_lines
from tests.processes import ROOT, dedup


def test_the_seeds_are_cleaned_summed_up_and_restored(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dedup", "clean", SEEDS, "--out", tmp_path / "out", "--workers", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(NAMES)
    for part in ("pages read", "articles split off", "kept", "exact", "cut: tags", "documents.jsonl"):
        assert part in done.stdout
    assert "cleaning: 5 pages" in done.stderr
    assert len(done.stderr.splitlines()) < 10

    done = dedup("restore", tmp_path / "out", "--out", tmp_path / "pages", "--format", "txt")
    assert done.returncode == 0, done.stderr
    for seed in SEEDS.glob("*.txt"):
        assert (tmp_path / "pages" / seed.name).read_bytes() == seed.read_bytes()


def test_an_empty_day_says_so_and_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "day.jsonl").touch()
    done = dedup("clean", tmp_path / "day.jsonl", "--out", tmp_path / "out", "--workers", 1)
    assert done.returncode == 0, done.stderr
    shown = " ".join(done.stdout.split())
    assert "pages read 0 0.0 kB" in shown
    assert "rejected: empty (why: rejected.jsonl) 1" in shown
    assert dedup("stats", tmp_path / "out").returncode == 0
    for options in ((tmp_path / "day.jsonl", "--prefer", "سبق"), (tmp_path / "out",)):
        done = dedup("clean", *options, "--out", tmp_path / f"out{len(options)}", "--workers", 1, "--quiet")
        assert done.returncode == 0, done.stderr


def test_a_rejection_with_a_broken_name_is_told(tmp_path: Path) -> None:
    crawl = tmp_path / "in.jsonl"
    crawl.write_text('{"k\\ud800": 1}\n{"id": "c", "text": "قال الوزير"}\n', "utf-8")
    done = dedup("clean", crawl, "--out", tmp_path / "out", "--workers", 1, "--quiet")
    assert (done.returncode, "no-text" in done.stderr) == (0, True), done.stderr
    done = dedup("clean", crawl, "--out", tmp_path / "strict", "--workers", 1, "--strict")
    assert (done.returncode, "--strict" in done.stderr) == (1, True), done.stderr


def test_a_passage_is_dropped_beside_a_cut_with_a_lone_surrogate(tmp_path: Path) -> None:
    host, other, shared = (article(random.Random(number), 3) for number in range(3, 6))
    last = "\nكلمات دلالية: مصر \ud800 القاهرة"
    pages = ({"id": "a", "text": f"{host}\n{shared}"}, {"id": "b", "text": f"{other}\n{shared}{last}"})
    crawl = tmp_path / "in.jsonl"
    crawl.write_text("\n".join(map(json.dumps, pages)), "utf-8")
    done = dedup("clean", crawl, "--out", tmp_path / "out", "--workers", 1, "--passages", "drop")
    assert done.returncode == 0, done.stderr
    assert re.search(r"passages repeated: exact +2\s+of these cut, in whole sentences +2\b", done.stdout)
    assert "repeated-passage" in (tmp_path / "out" / "removed.jsonl").read_text("utf-8")


def test_quiet_says_nothing_where_all_is_well(pages: Path, tmp_path: Path) -> None:
    done = dedup("clean", pages, "--out", tmp_path / "out", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_quiet_still_says_what_goes_wrong(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("نص الصفحة الأولى من الصحيفة", "utf-8")
    (tmp_path / "in" / "bad.jsonl").write_text('{"body": "نص"}\n{"body": "نص آخر"}\n', "utf-8")
    done = dedup("clean", tmp_path / "in", "--out", tmp_path / "out", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    (told,) = done.stderr.splitlines()
    assert told.startswith(
        'dedup: 2 records or files rejected: no-text, such as bad.jsonl:1: there is no field "text": name the right one'
    )
    assert told.endswith(f"(see {tmp_path}/out/rejected.jsonl)")


def test_of_records_the_first_rejection_of_each_file_is_shown(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text('{"text": "نص الصفحة الأولى"}\n{"id": "2"}\n{"id": "3"}\n', "utf-8")
    (tmp_path / "in" / "b.csv").write_text("id,body\n1,نص آخر\n", "utf-8")
    done = dedup("clean", tmp_path / "in", "--out", tmp_path / "out")
    assert re.findall(r"^no-text: (\S+):(\d+): ", done.stdout, re.MULTILINE) == [("a.jsonl", "2"), ("b.csv", "2")]


def test_out_and_quiet_have_short_names(pages: Path, tmp_path: Path) -> None:
    done = dedup("clean", pages, "-o", tmp_path / "out", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = dedup("restore", tmp_path / "out", "-o", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again" / "pages.jsonl").exists()


def test_the_summary_names_the_largest_clusters(tmp_path: Path) -> None:
    page = {"id": "حرف عربي [x]", "source": "الجزيرة", "text": article(random.Random(8))}
    inputs = write_lines(tmp_path / "in.jsonl", [page] * 3 + records(10))
    done = dedup("clean", inputs, "--out", tmp_path / "out")
    assert re.search(r"^  حرف عربي \[x\] ", done.stdout, re.MULTILINE)  # an id has no marks: it is there to be copied
    assert "\u2068الجزيرة\u2069" in done.stdout


def broken_site() -> list[dict[str, str]]:
    """Pages of three sites, one of which repeats one page over and over."""
    rng = random.Random(9)
    words = sorted({word for _ in range(9) for word in article(rng).split()})
    texts = [" ".join(rng.sample(words, 40)) for _ in range(63)]
    return [
        {"source": f"site [{place % 3}]", "text": texts[2] if place % 3 == 2 else text}
        for place, text in enumerate(texts)
    ]


def test_the_names_of_files_are_whole_in_a_narrow_window(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    done = dedup("clean", pages, "--out", tmp_path / "out", "--format", "parquet")
    assert done.returncode == 0, done.stderr
    for path in (tmp_path / "out").glob("*.*"):
        assert path.name in done.stdout.partition("Files in")[2]


def test_a_source_that_lost_much_more_is_named(tmp_path: Path) -> None:
    inputs = write_lines(tmp_path / "in.jsonl", broken_site())
    done = dedup("clean", inputs, "--out", tmp_path / "out", "--shard-size", "4KB")
    assert done.returncode == 0, done.stderr
    shown = done.stdout.partition("Sources that lost much more than the others")[2]
    assert re.search(r"site \[2\]\S* +21 +\d+\.\d% +95\.2%", shown)
    assert "site [1]" not in shown.partition("Files in")[0].partition("Largest clusters")[0]
    assert re.search(r"documents-\*\.jsonl +documents that stay, \d+ files", shown)

    done = dedup("stats", tmp_path / "out", "--by", "dropped", "--rows", 2)
    assert done.returncode == 0, done.stderr
    first, second = re.findall(r"site \[\d\]", done.stdout.partition("Sources that lost")[0])
    assert (first, second) == ("site [2]", "site [0]")
    assert "Sources: 2 of 3" in done.stdout


def test_the_summary_names_what_was_noticed_and_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    text = sorted(SEEDS.glob("*.txt"))[0].read_text("utf-8")
    (tmp_path / "in" / "moji.txt").write_text(text.encode().decode("latin-1"), "utf-8")
    done = dedup("clean", tmp_path / "in", "--out", tmp_path / "out")
    said = " ".join(done.stdout.split())
    assert "noticed: doubly-encoded 1" in said
    assert "doubly-encoded in 1 page, \u2068moji.txt\u2069: text was once read in a wrong encoding" in said
    assert said.rstrip().endswith('turn each text back before it is cleaned: text.encode("latin-1").decode("utf-8")')


def test_another_input_is_refused_until_overwrite_is_given(pages: Path, tmp_path: Path) -> None:
    assert dedup("clean", pages, "--out", tmp_path / "out", "--quiet").returncode == 0
    done = dedup("clean", SEEDS, "--out", tmp_path / "out", "--quiet")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert f"holds the result of another input ({pages})" in done.stderr
    assert dedup("clean", pages, "--out", tmp_path / "out", "--quiet").returncode == 0
    assert dedup("clean", SEEDS, "--out", tmp_path / "out", "--quiet", "--overwrite").returncode == 0


def test_options_reach_the_run(pages: Path, tmp_path: Path) -> None:
    shipped_weights().write(model := tmp_path / "my.weights")
    done = dedup(
        "clean", pages, "--out", tmp_path / "out", "--keep", "longest", "--prefer", "source 1", "--prefer",
        "source 2", "--near", "0.7", "--contained-words", "12", "--without", "wording:المصدر", "--batch-size", "10KB",
        "--appended", "keep", "--profile", "conservative", "--model", model, "--quiet",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    options = json.loads((tmp_path / "out" / "stats.json").read_bytes())["options"]
    assert options["match"] == {
        "near": 0.7, "contained": 0.9, "keep": "longest", "prefer": ["source 1", "source 2"],
        "contained_words": 12,
    }  # fmt: skip
    assert options["clean"]["batch_bytes"] == 10240
    assert options["clean"]["without"] == ["wording:المصدر"]
    assert options["clean"]["model"] == str(model)
    assert len(tiled(tmp_path / "out")) == 20


def test_an_input_inside_the_output_is_refused(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert dedup("clean", pages, "--out", out, "--quiet").returncode == 0
    before = (out / "documents.jsonl").read_bytes()
    for given in ((out / "documents.jsonl",), (pages, out / "documents.jsonl", "--overwrite")):
        done = dedup("clean", *given, "--out", out)
        assert done.returncode == 1
        assert "lies inside --out" in done.stderr
    assert (out / "documents.jsonl").read_bytes() == before
