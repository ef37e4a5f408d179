"""The commands to look at a run with: its report, samples of cuts, single pages, annotated pages; the stream."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dedup.boilerplate import clean_text
from dedup.cli.app import app
from tests.pipeline.crawls import SEEDS, lines, outputs, records, write_lines
from tests.processes import dedup

RUNNER = CliRunner()


def answer(*arguments: object) -> tuple[int, str]:
    """The exit code and what stands on stdout and stderr, of a command run in this process."""
    done = RUNNER.invoke(app, [*map(str, arguments)], env={"COLUMNS": "200"})
    return done.exit_code, done.output if done.exception is None or done.exit_code == 2 else str(done.exception)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("looking")
    crawl = write_lines(folder / "in.jsonl", records(20))
    done = dedup("clean", crawl, SEEDS, "--out", folder / "out", "--workers", 1, "--no-report")
    assert done.returncode == 0, done.stderr
    assert not (folder / "out" / "report.html").exists()
    return folder / "out"


def test_the_report_of_a_finished_run(out: Path, tmp_path: Path) -> None:
    assert answer("report", out, "--out", tmp_path / "page.html", "--sample", 5)[0] == 0
    assert "5 cuts of" in (tmp_path / "page.html").read_text("utf-8")
    code, said = answer("report", tmp_path)
    assert (code, "holds no finished run" in said) == (1, True)
    assert not (tmp_path / "report.html").exists()


def test_a_folder_is_no_file_to_write(out: Path, tmp_path: Path) -> None:
    seed = sorted(SEEDS.glob("*.txt"))[0]
    for command, name in ((("report", out, "--out"), "report.html"), (("explain", seed, "--html"), "page.html")):
        code, said = answer(*command, tmp_path)
        words = "".join(said.replace("│", " ").split())
        assert (code, "isafolder" in words, f"{tmp_path / name}" in words) == (2, True, True)
    assert not list(tmp_path.iterdir())


def test_a_report_of_changed_outputs_is_not_made(out: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out"
    copy.mkdir()
    for name, data in outputs(out).items():
        (copy / name).write_bytes(data + b" " * (name == "removed.jsonl"))
    (copy / "stats.json").write_bytes((out / "stats.json").read_bytes())
    code, said = answer("report", copy)
    assert (code, "removed.jsonl was changed since" in said) == (1, True)


def test_a_dry_run_leaves_a_report_alone(tmp_path: Path) -> None:
    done = dedup("clean", SEEDS, "--out", tmp_path / "out", "--workers", 1, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "pages read" in done.stdout
    assert "report.html" in done.stdout
    assert "documents.jsonl" not in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".dedup-work", "report.html"}


def test_a_sample_of_the_cuts_of_a_label(out: Path) -> None:
    code, said = answer("sample", out, "--label", "tags", "--n", 3)
    tags = sum(cut["label"] == "tags" for cut in lines(out, "removed"))
    assert code == 0
    assert f"Cuts: 3 of {tags}" in said
    assert answer("sample", out, "--label", "tags", "--n", 3) == (code, said)
    assert f"of {len(lines(out, 'removed'))}" in answer("sample", out)[1]
    assert "there is no such cut" in answer("sample", out, "--rule", "no such rule")[1]
    assert answer("sample", out, "--rule", "المصدر")[1] == answer("sample", out, "--rule", "المَصدر")[1]
    assert answer("sample", out, "--rule", "المَصدر")[0] == 0
    code, said = answer("sample", out, "--label", "tag")
    assert (code, "did you mean 'tags'?" in said) == (2, True)


def gold_line(text: str, **changes: str) -> str:
    """A page annotated as the cleaner takes it apart, with other labels for some; these are sure, the others not."""
    spans = [
        {
            "start": span.start,
            "end": span.end,
            "label": changes.get(span.label, span.label).upper(),
            "art": span.article,
            "conf": "sure" if span.label in changes else "unsure",
        }
        for span in clean_text(text).spans
    ]
    return json.dumps({"id": "page", "source": "", "text": text, "spans": spans})


def test_annotated_pages_are_shown_where_they_differ(tmp_path: Path) -> None:
    text = sorted(SEEDS.glob("*.txt"))[1].read_text("utf-8")
    path = tmp_path / "gold.jsonl"
    path.write_text(gold_line(text, source="source"), "utf-8")
    code, said = answer("explain", "--gold", path)
    assert code == 0
    assert "100.0% have the annotated label" in said
    path.write_text(gold_line(text, source="caption"), "utf-8")
    code, said = answer("explain", "--gold", path)
    assert code == 0
    assert "Differences: 1 of 1" in said
    assert "0.0% have the annotated label, 100.0% are kept or cut as annotated" in said


@pytest.mark.parametrize("content", ["", "no JSON", "{}", '{"id": "a", "text": "نص", "spans": []}', '["a"]'])
def test_what_is_no_annotated_page_is_told_in_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "gold.jsonl").write_text(content, "utf-8")
    code, said = answer("explain", "--gold", tmp_path / "gold.jsonl")
    assert (code, "gold.jsonl: " in said) == (1, True)
    assert "annotated page" in said


def test_explain_is_given_one_thing(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text("", "utf-8")
    for arguments in (
        (),
        ("--gold", tmp_path / "gold.jsonl", "--json"),
        (next(SEEDS.glob("*.txt")), "--gold", tmp_path / "gold.jsonl"),
    ):
        code, said = answer("explain", *arguments)
        assert (code, "give INPUT, or --gold" in said) == (2, True)


def test_one_page_as_html(tmp_path: Path) -> None:
    assert answer("explain", sorted(SEEDS.glob("*.txt"))[0], "--html", tmp_path / "page.html")[0] == 0
    assert "What was cut, and why" in (tmp_path / "page.html").read_text("utf-8")


def test_a_stream_is_cleaned_line_by_line() -> None:
    pages = [{**page, "id": f"page {number}"} for number, page in enumerate(records(6))]
    piped = "\n".join([*(json.dumps(page) for page in pages), "broken", json.dumps({"id": "page 1", "text": "نص"})])
    done = dedup("clean", "-", "--out", "-", piped=piped)
    assert done.returncode == 0
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    hosts = [document for document in documents if not document["dedup"]["parent"]]
    assert [host["id"] for host in hosts] == [*(page["id"] for page in pages), "page 1~2"]
    assert "7 pages cleaned, 1 records rejected" in done.stderr
    assert "rejected: stdin:7: not JSON" in done.stderr
    for page, host in zip(pages, hosts, strict=False):
        expected = clean_text(page["text"])
        assert host["url"] == page["url"]
        assert [(cut["start"], cut["end"], cut["label"]) for cut in host["dedup"]["removed"]] == [
            (span.start, span.end, span.label) for span in expected.removed
        ]


def test_a_stream_may_begin_with_a_mark_and_be_of_one_language() -> None:
    pages = [{"id": "a", "text": "قال الوزير إن العمل بدأ."}, {"id": "e", "text": "The minister spoke in the capital."}]
    piped = "\ufeff" + "\n".join(json.dumps(page) for page in pages)
    done = dedup("clean", "-", "--out", "-", "--language", "ar", "--max-page", "99999999999GB", piped=piped)
    assert (done.returncode, [json.loads(line)["id"] for line in done.stdout.splitlines()]) == (0, ["a"])
    assert "1 pages cleaned, 1 records rejected" in done.stderr
    code, said = answer("clean", "-", "--out", "-", "--encoding", "windows-1256")
    assert (code, "--encoding" in said) == (2, True)


def test_a_stream_has_no_survey_no_index_and_no_files() -> None:
    for arguments in (("-", "--index", "x"), ("-", "--format", "txt"), ("-", "--dry-run"), (SEEDS,)):
        code, said = answer("clean", *arguments, "--out", "-")
        assert (code, "--out" in said) == (2, True), arguments


def test_a_stream_takes_no_option_that_does_nothing_there() -> None:
    for option, *value in (
        ("--prefer", "سبق"),
        ("--keep", "longest"),
        ("--near", "0.6"),
        ("--contained", "0.5"),
        ("--contained-words", "10"),
        ("--cross-source",),
        ("--max-removed", "0.1"),
        ("--workers", "2"),
        ("--engine", "spark"),
        ("--master", "local[2]"),
    ):
        code, said = answer("clean", "-", option, *value, "--out", "-")
        assert (code, f"{option} does nothing where - takes pages one by one" in said) == (2, True), option
    taken = ("--max-removed", "1", "--passages", "off", "--no-report", "--workers", "1")  # what they ask for is so
    done = dedup("clean", "-", "--out", "-", *taken, piped='{"id": "a", "text": "نص"}')
    assert (done.returncode, json.loads(done.stdout)["id"]) == (0, "a")


def test_the_shell_is_told_the_commands() -> None:
    done = dedup(_DEDUP_COMPLETE="complete_bash", COMP_WORDS="dedup re", COMP_CWORD="1")
    assert done.stdout.split() == ["report", "restore"]
