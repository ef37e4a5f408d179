"""The command line as a user meets it: processes, exit codes, what stands on stdout and on stderr."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from dedup.boilerplate import clean_text
from dedup.boilerplate.labeller import shipped_weights
from dedup.boilerplate.lexicon import load_phrase_file, load_shipped
from dedup.cli.app import app
from dedup.model import CONTENT_LABELS
from tests.pipeline.crawls import NAMES, SEEDS, article, outputs, records, tiled, write_lines

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from dedup.cli import main; main()"]


def dedup(*arguments: object, piped: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        input=piped,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "120", "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
        timeout=60,
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "in.jsonl", records(20))


def test_the_seeds_from_the_command_to_the_summary_and_back(tmp_path: Path) -> None:
    done = dedup("clean", SEEDS, "--out", tmp_path / "out", "--workers", 2)
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


def test_explain_says_why_a_file_has_no_record(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"url": "a", "body": "نص"}\n', "utf-8")
    for arguments in ((), ("--id", "a")):
        done = dedup("explain", tmp_path / "in.jsonl", *arguments)
        assert done.returncode == 1
        assert "there is no record in it that can be read: in.jsonl:1: " in done.stderr
        assert "--text-field (fields: url, body)" in done.stderr


def test_an_empty_day_says_so_and_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "day.jsonl").touch()
    done = dedup("clean", tmp_path / "day.jsonl", "--out", tmp_path / "out", "--workers", 1)
    assert done.returncode == 0, done.stderr
    shown = " ".join(done.stdout.split())
    assert "pages read 0 0.0 kB" in shown
    assert "rejected: empty (why: rejected.jsonl) 1" in shown
    assert dedup("stats", tmp_path / "out").returncode == 0


def test_switches_take_no_value() -> None:
    for command in ("clean", "compare", "explain", "phrases"):
        options = [line for line in dedup(command, "--help").stdout.splitlines() if "bool" in line]
        assert all("--help" in line for line in options), options


def test_quiet_says_nothing(pages: Path, tmp_path: Path) -> None:
    done = dedup("clean", pages, "--out", tmp_path / "out", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


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


def test_a_source_that_lost_much_more_is_named(tmp_path: Path) -> None:
    inputs = write_lines(tmp_path / "in.jsonl", broken_site())
    done = dedup("clean", inputs, "--out", tmp_path / "out", "--shard-size", "4KB")
    assert done.returncode == 0, done.stderr
    shown = done.stdout.partition("Sources that lost much more than the others")[2]
    assert re.search(r"site \[2\]\S* +21 +0\.0% +95\.2%", shown)
    assert "site [1]" not in shown.partition("Files in")[0].partition("Largest clusters")[0]
    assert re.search(r"documents-\*\.jsonl +documents that stay, \d+ files", shown)

    done = dedup("stats", tmp_path / "out", "--by", "dropped", "--rows", 2)
    assert done.returncode == 0, done.stderr
    first, second = re.findall(r"site \[\d\]", done.stdout.partition("Sources that lost")[0])
    assert (first, second) == ("site [2]", "site [0]")
    assert "Sources: 2 of 3" in done.stdout


def test_stats_of_what_is_no_run(tmp_path: Path) -> None:
    done = dedup("stats", tmp_path)
    assert done.returncode == 1
    assert "holds no finished run" in done.stderr
    (tmp_path / "stats.json").write_text('{"versions":{}}')
    done = dedup("stats", tmp_path)
    assert done.returncode == 1
    assert "has no figures by source" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--shard-size", "0"), "--shard-size"),
        (("--near", "1.5"), "--near"),
        (("--near", "0"), "--near"),
        (("--near", "nan"), "--near"),
        (("--contained", "-1"), "--contained"),
        (("--keep", "newest"), "--keep"),
        (("--format", "xml"), "--format"),
        (("--workers", "0"), "--workers"),
        (("--max-removed", "2"), "--max-removed"),
        (("--batch-size", "4 parsecs"), "--batch-size"),
        (("--encoding", "klingon"), "--encoding"),
        (("--profile", "wild"), "--profile"),
        (("--phrases", "missing.tsv"), "--phrases"),
        (("--model", "missing.weights"), "--model"),
        (("--without", "phrase:المصدر"), "--without"),
        (("--without", "crwal:repeated-line"), "--without"),
        (("--unknown",), "--unknown"),
    ],
)
def test_wrong_usage_names_the_option(pages: Path, tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    done = CliRunner().invoke(app, ["clean", str(pages), "--out", str(tmp_path / "out"), *arguments])
    assert done.exit_code == 2
    assert named in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("clean", "--keep", "earlist"),
            "'earlist' is none of earliest, latest, longest, first; did you mean 'earliest'?",
        ),
        (("clean", "--format", "JSON"), "'JSON' is none of jsonl, parquet, txt; did you mean 'jsonl'?"),
        (("clean", "--profile", "wild"), "'wild' is none of conservative, balanced, aggressive"),
        (("clean", "--passages", "none"), "'none' is none of report, drop, off"),
        (("clean", "--without", "crwal"), "did you mean 'crawl'?"),
        (("compare", "--kinds", "rewording"), "did you mean 'reworded'?"),
        (("restore", "--format", "text"), "did you mean 'txt'?"),
    ],
)
def test_an_unknown_value_names_the_nearest(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    inputs = [str(SEEDS)] * (2 if arguments[0] == "compare" else 1)
    done = CliRunner().invoke(app, [arguments[0], *inputs, "-o", str(tmp_path / "out"), *arguments[1:]])
    assert done.exit_code == 2
    assert told in " ".join(done.output.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["clean", "explain"])
@pytest.mark.parametrize("content", [b"", b"no weights", b"cut short", b"other arrays"])
def test_a_file_that_holds_no_weights_is_wrong_usage(pages: Path, tmp_path: Path, content: bytes, command: str) -> None:
    model = tmp_path / "my.weights"
    if content == b"cut short":
        shipped_weights().write(model)
        content = model.read_bytes()[:5000]
    model.write_bytes(content)
    if content == b"other arrays":
        with model.open("wb") as file:
            np.savez(file, table=np.zeros(3))
    arguments = [command, str(pages), "--model", str(model)]
    done = CliRunner().invoke(app, arguments if command == "explain" else [*arguments, "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "--model" in done.output
    assert "not a file of weights" in " ".join(done.output.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


def test_out_and_quiet_have_short_names(pages: Path, tmp_path: Path) -> None:
    done = dedup("clean", pages, "-o", tmp_path / "out", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = dedup("restore", tmp_path / "out", "-o", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again" / "pages.jsonl").exists()


def test_an_input_that_does_not_exist(tmp_path: Path) -> None:
    done = dedup("clean", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_standard_input_is_read_as_a_file_is(pages: Path, tmp_path: Path) -> None:
    piped = pages.read_text("utf-8")
    (tmp_path / "stdin").write_text(piped, "utf-8")
    for given, out in (("-", "one"), (tmp_path / "stdin", "two")):
        done = dedup("clean", given, "--out", tmp_path / out, "--quiet", piped=piped)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two")
    assert {path.name for path in (tmp_path / "one").iterdir()} == set(NAMES)

    again = dedup("clean", "-", SEEDS, "--out", tmp_path / "one", "--quiet", piped=piped)
    assert again.returncode == 0
    other = dedup("clean", "-", SEEDS, "--out", tmp_path / "one", "--quiet", piped='{"text": "نص"}')
    assert other.returncode == 1
    assert "--overwrite" in other.stderr


@pytest.mark.parametrize("piped", ['id,text\n1,"نص عن\nالطقس"\n', '[{"id": "1", "text": "نص عن\\nالطقس"}]'])
def test_what_comes_by_standard_input_is_known_by_content(tmp_path: Path, piped: str) -> None:
    done = dedup("clean", "-", "--out", tmp_path / "out", "--max-removed", 1, piped=piped)
    assert done.returncode == 0, done.stderr
    assert tiled(tmp_path / "out") == {"1": "نص عن\nالطقس"}


def test_empty_standard_input_leaves_nothing(tmp_path: Path) -> None:
    done = dedup("clean", "-", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "dedup: standard input is empty: there is nothing to read"
    assert not (tmp_path / "out").exists()


def test_explain_and_compare_read_standard_input(pages: Path) -> None:
    seed = sorted(SEEDS.glob("*.txt"))[0]
    done = dedup("explain", "-", "--json", piped=seed.read_text("utf-8"))
    assert json.loads(done.stdout)["spans"] == json.loads(dedup("explain", seed, "--json").stdout)["spans"]
    piped = pages.read_text("utf-8").splitlines()[0]
    assert "exact, similarity 1.00" in dedup("compare", "-", pages, piped=piped).stdout


def test_another_input_is_refused_until_overwrite_is_given(pages: Path, tmp_path: Path) -> None:
    assert dedup("clean", pages, "--out", tmp_path / "out", "--quiet").returncode == 0
    done = dedup("clean", SEEDS, "--out", tmp_path / "out", "--quiet")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert f"holds the result of another input ({pages})" in done.stderr
    assert dedup("clean", pages, "--out", tmp_path / "out", "--quiet").returncode == 0
    assert dedup("clean", SEEDS, "--out", tmp_path / "out", "--quiet", "--overwrite").returncode == 0


def test_the_summary_names_what_was_noticed_and_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    text = sorted(SEEDS.glob("*.txt"))[0].read_text("utf-8")
    (tmp_path / "in" / "moji.txt").write_text(text.encode().decode("latin-1"), "utf-8")
    done = dedup("clean", tmp_path / "in", "--out", tmp_path / "out")
    said = " ".join(done.stdout.split())
    assert "noticed: doubly-encoded 1" in said
    assert "doubly-encoded in 1 page, \u2068moji.txt\u2069: text was once read in a wrong encoding" in said
    assert said.rstrip().endswith('turn each text back before it is cleaned: text.encode("latin-1").decode("utf-8")')


def test_a_run_that_is_stopped_says_why_in_one_line(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = dedup("clean", empty, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("dedup: nothing to read in")


def test_a_bug_is_one_sentence_with_a_log(pages: Path, tmp_path: Path) -> None:
    code = (
        "import dedup.pipeline.stages as room\n"
        "def broken(*arguments): raise RuntimeError('boom')\n"
        "room.match = broken\n"
        "from dedup.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "clean", str(pages), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    log = tmp_path / "out" / ".dedup-work" / "error.log"
    assert "RuntimeError: boom" in last
    assert str(log) in last
    assert "Traceback" in log.read_text("utf-8")


def test_ctrl_c_is_one_line_and_the_command_goes_on(pages: Path, tmp_path: Path) -> None:
    code = (
        "import os, signal, dedup.pipeline.stages as room\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def pressed(*arguments): os.kill(os.getpid(), signal.SIGINT)\n"
        "room.match = pressed\n"
        "from dedup.cli import main; main()"
    )
    arguments = ["clean", str(pages), "--out", str(tmp_path / "out")]
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == "dedup: stopped; the same command goes on from here"
    done = dedup(*arguments)
    assert done.returncode == 0
    assert "going on with an earlier, unfinished run" in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX signals")
def test_a_worker_that_is_killed_is_told_of(pages: Path, tmp_path: Path) -> None:
    code = (
        "import os, signal, dedup.pipeline.cleaning as room\n"
        "def killed(*arguments): os.kill(os.getpid(), signal.SIGKILL)\n"
        "room.Part.records = killed\n"
        "from dedup.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "clean", str(pages), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "a worker process was killed" in done.stderr.splitlines()[-1]


def test_explain_shows_cuts_with_their_rules() -> None:
    seed = sorted(SEEDS.glob("*.txt"))[0]
    done = dedup("explain", seed)
    assert done.returncode == 0, done.stderr
    assert re.search(r"\[source · wording:المصدر · (1|0\.\d+)\]", done.stdout)
    assert re.search(r"cut +label +rule +confidence +wording +form +place +echo +crawl", done.stdout)
    assert "article 2:" in done.stdout

    done = dedup("explain", seed, "--json")
    spans = json.loads(done.stdout)["spans"]
    text = seed.read_text("utf-8")
    assert "".join(text[span["start"] : span["end"]] for span in spans) == text
    found = [tuple(span[name] for name in ("start", "end", "label", "article", "rule", "confidence")) for span in spans]
    assert found == [astuple(span) for span in clean_text(text).spans]
    for span in spans:
        assert ("shares" in span) == (span["label"] not in CONTENT_LABELS)
        if "shares" in span and not span["rule"].startswith("user:"):
            assert max(span["shares"], key=span["shares"].get) == span["rule"].partition(":")[0]


PLAIN = {"NO_COLOR": "1"}


def words_of(text: str) -> list[str]:
    return re.sub(r"[\u2068\u2069]", "", text).split()


@pytest.mark.parametrize("columns", [40, 72, 120])
def test_explain_wraps_between_words_and_marks_cuts_without_colours(columns: int) -> None:
    for seed in sorted(SEEDS.glob("*.txt"))[:2]:
        done = dedup("explain", seed, COLUMNS=str(columns), **PLAIN)
        assert "\x1b" not in done.stdout
        shown, _, _ = done.stdout.partition("\nwhat each cut")
        head, *lines = shown.splitlines()
        assert head == seed.name
        for line in lines:
            assert cell_len(line) <= columns or len(line.split()) == 1
        text = seed.read_text("utf-8")
        page = clean_text(text)
        marked = " ".join(words_of(shown))
        for span in page.removed:
            cut = " ".join(text[span.start : span.end].split())
            assert f"[-{cut}-] [{span.label} ·" in marked
        assert lines.count("=== article 2 begins ===") == 1
        after = " ".join(lines[lines.index("=== article 2 begins ===") + 1 :])
        assert words_of(after)[:3] == page.articles[1].text.split()[:3]


def test_explain_takes_ids_as_they_are_shown(tmp_path: Path) -> None:
    pages = [{"id": f"ص {n} [x]", "text": f"خبر رقم {n} عن افتتاح المعرض"} for n in range(3)] + [
        {"text": "بلا رقم"}
    ] * 2
    file = write_lines(tmp_path / "in.jsonl", [*pages, {"id": "ص 1 [x]", "text": "خبر آخر"}])
    for given, text in [
        ("ص 1 [x]", "خبر رقم 1"),
        ("\u2068ص 1 [x]\u2069", "خبر رقم 1"),  # as copied from somewhere that isolates
        ("ص 1 [x]#2", "خبر رقم 1"),  # an article on that page
        ("ص 1 [x]~2", "خبر آخر"),  # the second record of this id
        ("in.jsonl:4", "بلا رقم"),
        ("crawl/in.jsonl:5", "بلا رقم"),  # as a run on the folder around it names it
    ]:
        done = dedup("explain", file, "--id", given)
        assert done.returncode == 0, done.stderr
        assert text in done.stdout
    told = dedup("explain", file).stderr
    assert "--id 'ص 0 [x]'" in told  # ready for the shell
    assert "did you mean 'in.jsonl:5'?" in dedup("explain", file, "--id", "in.jsonl:50").stderr


def test_explain_goes_without_evidence_and_by_other_weights(tmp_path: Path) -> None:
    seed, model = sorted(SEEDS.glob("*.txt"))[0], tmp_path / "my.weights"
    weights = shipped_weights()
    replace(weights, prices=dict.fromkeys(weights.prices, (10**9, 10**9))).write(model)
    spans = json.loads(dedup("explain", seed, "--json", "--without", "form").stdout)["spans"]
    assert {span["shares"]["form"] for span in spans if "shares" in span} == {0}
    spans = json.loads(dedup("explain", seed, "--json", "--model", model).stdout)["spans"]
    assert {span["label"] for span in spans} <= CONTENT_LABELS  # at a price like that, nothing is cut


def test_a_wording_that_no_list_has_is_told(tmp_path: Path) -> None:
    seed, own = sorted(SEEDS.glob("*.txt"))[0], tmp_path / "mine.tsv"
    own.write_text("phrase\tlabel\nتابعونا هنا دائما\tshare\n", encoding="utf-8")
    listed = ("--without", "wording:اقرأ أيضاً", "--without", "wording:تابعونا هنا دائمًا", "--phrases", own)
    assert dedup("explain", seed, "--json", *listed).stderr == ""
    for command in (("explain", seed, "--json"), ("clean", seed, "-o", tmp_path / "out", "--quiet")):
        done = dedup(*command, "--without", "wording:اقرا ايضن")
        assert done.returncode == 0
        assert "no phrase list has this wording" in done.stderr
        assert done.stderr.count("\n") == 1
        assert "did you mean" in done.stderr


def test_explain_picks_a_record(pages: Path) -> None:
    done = dedup("explain", pages, "--id", "page-3", "--json")
    assert json.loads(done.stdout)["id"] == "page-3"
    done = dedup("explain", pages, "--id", "nobody")
    assert done.returncode == 1
    assert "nobody" in done.stderr
    done = dedup("explain", pages)
    assert done.returncode == 1
    assert "--id page-0" in done.stderr


def test_phrases_are_listed_and_checked(tmp_path: Path) -> None:
    done = dedup("phrases")
    assert done.returncode == 0
    assert "\u2068المصدر\u2069" in done.stdout
    (tmp_path / "shipped.tsv").write_text(dedup("phrases", "--tsv").stdout, "utf-8")
    assert load_phrase_file(tmp_path / "shipped.tsv") == load_shipped()
    done = dedup("clean", SEEDS, "-o", tmp_path / "out", "--phrases", tmp_path / "shipped.tsv", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    good, bad = tmp_path / "good.tsv", tmp_path / "bad.tsv"
    good.write_text("phrase\tlabel\nحمل تطبيقنا الآن\tad\n", "utf-8")
    bad.write_text("phrase\tlabel\nحمل تطبيقنا\tbody\n", "utf-8")
    done = dedup("phrases", "--check", good)
    assert done.returncode == 0
    assert "1 phrases" in done.stdout
    done = dedup("phrases", "--check", bad)
    assert done.returncode == 1
    assert "bad.tsv, line 2" in done.stderr


def test_restore_of_what_is_no_run(tmp_path: Path) -> None:
    done = dedup("restore", tmp_path, "--out", tmp_path / "pages")
    assert done.returncode == 1
    assert "holds no finished run" in done.stderr


@pytest.mark.parametrize("arguments", [("--help",), ("clean", "--help"), ("--version",)])
def test_help_and_version(arguments: tuple[str, ...]) -> None:
    done = dedup(*arguments)
    assert done.returncode == 0
    assert "dedup" in done.stdout


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


def test_a_preferred_source_that_no_page_has_is_wrong_usage_and_costs_no_work(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = dedup("clean", pages, "--out", out, "--prefer", "sorce 1", "--quiet")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--prefer" in done.stderr
    assert "did you mean 'source 1'?" in done.stderr
    assert [path.name for path in out.iterdir()] == [".dedup-work"]
    again = dedup("clean", pages, "--out", out, "--prefer", "source 1")
    assert again.returncode == 0, again.stderr
    assert "going on with an earlier" in again.stderr
