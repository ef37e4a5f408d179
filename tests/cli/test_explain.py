"""`dedup explain` shows a page with its cuts, and `dedup phrases` the list behind them."""

from __future__ import annotations

import json
import re
from dataclasses import astuple, replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from dedup.boilerplate import clean_text
from dedup.boilerplate.lexicon import load_phrase_file, load_shipped
from dedup.boilerplate.weights import shipped_weights
from dedup.model import CONTENT_LABELS
from tests.pipeline.crawls import SEEDS, write_lines
from tests.processes import dedup


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
            assert span["shares"][span["rule"].partition(":")[0]] == max(span["shares"].values())


PLAIN = {"NO_COLOR": "1"}


def words_of(text: str) -> list[str]:
    return re.sub(r"[\u2068\u2069]", "", text).split()


@pytest.mark.parametrize("columns", [40, 72, 120])
def test_explain_wraps_between_words_and_needs_no_colours(columns: int) -> None:
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


def test_explain_picks_a_record(pages: Path) -> None:
    done = dedup("explain", pages, "--id", "page-3", "--json")
    assert json.loads(done.stdout)["id"] == "page-3"
    done = dedup("explain", pages, "--id", "nobody")
    assert done.returncode == 1
    assert "nobody" in done.stderr
    done = dedup("explain", pages)
    assert done.returncode == 1
    assert "--id page-0" in done.stderr


def test_a_line_that_is_too_long_hides_no_other_record(tmp_path: Path) -> None:
    rows = [{"id": "long", "text": "كلمة " * 4000}, {"id": "short", "text": "افتتح الوزير المعرض أمس"}]
    file = write_lines(tmp_path / "in.jsonl", rows)
    done = dedup("explain", file, "--id", "short", "--max-page", "10KB")
    assert done.returncode == 0, done.stderr
    assert "افتتح الوزير المعرض أمس" in done.stdout
    whole = tmp_path / "page.txt"
    whole.write_text("كلمة " * 4000, encoding="utf-8")
    assert dedup("explain", whole, "--max-page", "10KB").returncode == 1


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


def test_explain_names_the_option_for_a_field_of_ids(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "in.jsonl", [{"url": f"https://a/{n}", "text": f"خبر رقم {n}"} for n in range(3)])
    assert "--id-field url names them" in dedup("explain", file, "--id", "https://a/2").stderr


def test_explain_takes_a_place_as_messages_print_it(tmp_path: Path) -> None:
    pages = [{"id": name, "text": f"خبر رقم {name} عن افتتاح المعرض"} for name in ("a", "in.jsonl:1", "c")]
    file = write_lines(tmp_path / "in.jsonl", [*pages, {"id": "d"}])
    for given, page in [((f"{file}:3",), "c"), ((file, "--id", "in.jsonl:3"), "c"), ((f"{file}:1",), "in.jsonl:1")]:
        done = dedup("explain", *given)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[0] == page
        assert f"خبر رقم {page}" in done.stdout.replace("\u2068", "").replace("\u2069", "")
    rejected = dedup("explain", f"{file}:4")
    assert rejected.returncode == 1
    assert 'in.jsonl:4: there is no field "text"' in rejected.stderr
    assert "there is no record with the id in.jsonl:50" in dedup("explain", f"{file}:50").stderr
    both = dedup("explain", f"{file}:3", "--id", "c")
    assert (both.returncode, "give one of the two" in words_of_error(both.stderr)) == (2, True)
    assert dedup("explain", f"{file}x:3").returncode == 2
    named = write_lines(tmp_path / "in.jsonl:3", [{"id": "file", "text": "خبر"}])
    assert dedup("explain", named).stdout.startswith("file")


def words_of_error(stderr: str) -> str:
    return " ".join(stderr.replace("│", " ").split())


@pytest.mark.slow
def test_explain_names_a_record_as_a_run_does(tmp_path: Path) -> None:
    ids = ["1", "1", "2", "2~2", "2"]
    pages = [{"id": own, "text": f"خبر رقم {number} عن افتتاح المعرض"} for number, own in enumerate(ids)]
    file = write_lines(tmp_path / "in.jsonl", pages)
    streamed = dedup("clean", "-", "--out", "-", piped=file.read_text("utf-8")).stdout
    names = [json.loads(line)["id"] for line in streamed.splitlines()]
    assert names == ["1", "1~2", "2", "2~2", "2~3"]
    for number, name in enumerate(names):
        done = dedup("explain", file, "--id", name)
        assert done.stdout.splitlines()[0] == name
        assert f"خبر رقم {number}" in done.stdout
        assert json.loads(dedup("explain", file, "--id", name, "--json").stdout)["id"] == name
    assert dedup("explain", file, "--id", "1~2", "--html", tmp_path / "page.html").returncode == 0
    assert "1~2" in (tmp_path / "page.html").read_text("utf-8")


def test_explain_makes_the_cuts_of_a_run_on_the_file(pages: Path, tmp_path: Path) -> None:
    line = "نلتقي بكم دائما على صفحات هذا الموقع"
    crawl = [json.loads(each) for each in pages.read_text("utf-8").splitlines()]
    for number, record in enumerate(crawl):
        record |= {"text": f"{record['text']}\n{line}", "outlet": "الأفق", "source": f"قسم {number}"}
    file = write_lines(tmp_path / "crawl.jsonl", crawl)
    assert dedup("clean", file, "-o", tmp_path / "out", "--source-field", "outlet").returncode == 0
    removed = [json.loads(each) for each in (tmp_path / "out" / "removed.jsonl").read_text("utf-8").splitlines()]
    for record in crawl[::7]:
        cuts = [(cut["start"], cut["end"], cut["rule"]) for cut in removed if cut["id"] == record["id"]]
        done = dedup("explain", file, "--id", record["id"], "--source-field", "outlet", "--json")
        told = json.loads(done.stdout)
        spans = [span for span in told["spans"] if "shares" in span]
        assert [(span["start"], span["end"], span["rule"]) for span in spans] == cuts
        assert cuts
        assert spans[-1]["shares"]["crawl"] != 0
        assert told["crawl"] == len(crawl)
    assert "as one of a crawl of 20 records" in dedup("explain", file, "--id", crawl[0]["id"]).stdout
    assert "by itself" in dedup("explain", sorted(SEEDS.glob("*.txt"))[0]).stdout


def test_explain_says_why_a_file_has_no_record(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"url": "a", "body": "نص"}\n', "utf-8")
    for arguments in ((), ("--id", "a")):
        done = dedup("explain", tmp_path / "in.jsonl", *arguments)
        assert done.returncode == 1
        assert "there is no record in it that can be read: in.jsonl:1: " in done.stderr
        assert "--text-field (fields: url, body)" in done.stderr


def test_explain_goes_without_evidence_and_by_other_weights(tmp_path: Path) -> None:
    seed, model = sorted(SEEDS.glob("*.txt"))[0], tmp_path / "my.weights"
    weights = shipped_weights()
    replace(weights, prices=dict.fromkeys(weights.prices, (10**9, 10**9))).write(model)
    spans = json.loads(dedup("explain", seed, "--json", "--without", "form").stdout)["spans"]
    assert {span["shares"]["form"] for span in spans if "shares" in span} == {0}
    spans = json.loads(dedup("explain", seed, "--json", "--model", model).stdout)["spans"]
    assert {span["label"] for span in spans} <= CONTENT_LABELS  # at a price like that, nothing is cut


def test_a_run_tells_which_phrases_cut_nothing(tmp_path: Path) -> None:
    listed = tmp_path / "own.tsv"
    listed.write_text("phrase\tlabel\nزوروا متجرنا في المدينة\tad\nانضموا إلى حلقتنا\tad\n", "utf-8")
    text = "عاد تاج الدوري إلى وهران بعد غياب دام ثلاثة أعوام كاملة.\nزوروا متجرنا في المدينة"
    pages = write_lines(tmp_path / "pages.jsonl", [{"id": "a", "text": text}])
    done = dedup("clean", pages, "-o", tmp_path / "one", "--phrases", listed, "-q", "--no-report")
    assert done.stderr.startswith("dedup: 1 of 2 phrases of --phrases cut nothing, such as انضموا إلى حلقتنا: ")
    pages.write_text(json.dumps({"id": "a", "text": f"{text}\nانضموا إلى حلقتنا"}), "utf-8")
    done = dedup("clean", pages, "-o", tmp_path / "both", "--phrases", listed, "-q", "--no-report")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_phrases_are_listed_and_checked(tmp_path: Path) -> None:
    done = dedup("phrases")
    assert done.returncode == 0
    assert "\u2068المصدر\u2069" in done.stdout
    (tmp_path / "shipped.tsv").write_text(dedup("phrases", "--tsv").stdout, "utf-8")
    assert load_phrase_file(tmp_path / "shipped.tsv") == load_shipped()
    page = "تاج الدوري يعود إلى وهران\nعاد تاج الدوري إلى وهران بعد غياب.\nمنذ ثلاثة أعوام لم يفز الفريق بأي لقب.\n"
    pages = write_lines(tmp_path / "pages.jsonl", [{"id": "a", "text": page}])
    for out, options in (("plain", ()), ("listed", ("--phrases", tmp_path / "shipped.tsv"))):
        done = dedup("clean", SEEDS, pages, "-o", tmp_path / out, *options, "-q", "--no-report")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "listed/removed.jsonl").read_bytes() == (tmp_path / "plain/removed.jsonl").read_bytes()

    good, bad = tmp_path / "good.tsv", tmp_path / "bad.tsv"
    good.write_text("phrase\tlabel\nحمل تطبيقنا الآن\tad\n", "utf-8")
    bad.write_text("phrase\tlabel\nحمل تطبيقنا\tbody\nاقرأ\tad\n\tad\n\nشارك\tadd\n", "utf-8")
    done = dedup("phrases", "--check", good)
    assert done.returncode == 0
    assert "1 phrases" in done.stdout
    done = dedup("phrases", "--check", bad)
    assert done.returncode == 1
    assert re.findall(r"^dedup: \S+/bad\.tsv, line (\d): \S+", done.stderr, re.MULTILINE) == ["2", "4", "6"]
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 3)


def test_a_phrase_that_stands_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    file = tmp_path / "mine.tsv"
    file.write_text(
        "phrase\tlabel\tkind\nانتهت النشرة\tother\tline\nحمل تطبيقنا\tad\tline\n"
        "انتهت النشرة\tother\tprefix\nإنتهت النشره\tad\tline\n",
        "utf-8",
    )
    done = dedup("phrases", "--check", file)
    (said,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert said == (
        f"dedup: {file}, line 5: this line stands on line 2 already, and the last one counts; remove one of them."
    )


@pytest.mark.slow
def test_the_result_of_a_run_is_told_from_its_input(tmp_path: Path) -> None:
    crawl = write_lines(
        tmp_path / "crawl.jsonl", [{"id": "a", "text": sorted(SEEDS.glob("*.txt"))[0].read_text("utf-8")}]
    )
    out = tmp_path / "out"
    assert dedup("clean", crawl, "-o", out, "--no-report", "-q").returncode == 0
    told = (
        f"its cuts are listed in {out / 'removed.jsonl'}; documents that it did not keep, with what they repeat, "
        f"in {out / 'duplicates.jsonl'}, and dedup explain {out} --id ID shows one; "
        f"to see what cuts rest on, give its input: dedup explain {crawl} --id ID"
    )
    folder = dedup("explain", out, COLUMNS="1000")
    assert folder.returncode == 2
    assert f"is the result of a run: {told}" in folder.stderr
    done = dedup("explain", out / "documents.jsonl", "--id", "a", "--json")
    assert json.loads(done.stdout)["id"] == "a"
    assert f"{out / 'documents.jsonl'} holds what a run has cleaned already: {told}" in done.stderr
    assert dedup("explain", crawl).stderr == ""
    texts = tmp_path / "texts"
    assert dedup("clean", crawl, "-o", texts, "--format", "txt", "--no-report", "-q").returncode == 0
    assert (
        f"its cuts are listed in {texts / 'removed.jsonl'}"
        in dedup("explain", texts / "documents/a.id.txt", COLUMNS="1000").stderr
    )


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--format", "parquet"), ("--format", "txt")])
def test_explain_shows_what_a_dropped_document_repeats(tmp_path: Path, options: tuple[str, ...]) -> None:
    if options == ("--format", "parquet"):
        pytest.importorskip("duckdb", reason="Parquet needs the extra tables")
    first = sorted(SEEDS.glob("*.txt"))[0].read_text("utf-8")
    body = clean_text(first).text
    words = body.split(" ")
    words[len(words) // 2] = "كلمةبديلة"
    texts = {"whole": body, "copy": body + "\n", "near": " ".join(words), "part": "\n".join(body.split("\n")[2:])}
    crawl = write_lines(tmp_path / "crawl.jsonl", [{"id": name, "text": text} for name, text in texts.items()])
    out = tmp_path / "out"
    assert dedup("clean", crawl, "-o", out, "--no-report", "-q", *options).returncode == 0
    shown = {name: dedup("explain", out, "--id", name, COLUMNS="100", **PLAIN) for name in texts}
    assert "whole was kept" in shown["whole"].stderr
    assert "no document has the id nope" in dedup("explain", out, "--id", "nope", COLUMNS="200").stderr
    assert "not kept: an exact copy of \u2068whole\u2069\nJaccard similarity 1.000; 100.0%" in shown["copy"].stdout
    assert "not kept: a near duplicate of \u2068whole\u2069" in shown["near"].stdout
    assert "=== \u2068near\u2069: 1 word that the other has not ===" in shown["near"].stdout
    assert "[-كلمةبديلة-]" in shown["near"].stdout
    assert "[-" not in shown["part"].stdout.partition("=== \u2068whole")[0]  # all of it is in the other
    told = json.loads(dedup("explain", out, "--id", "near", "--json").stdout)
    assert (told["id"], told["kept"], told["kind"], told["indexed"]) == ("near", "whole", "near", False)
    assert 0.8 <= told["jaccard"] < told["containment"] < 1


def test_the_command_that_explains_a_run_has_its_options(tmp_path: Path) -> None:
    crawl = write_lines(tmp_path / "crawl.jsonl", [{"url": "a", "main body": "افتتح الوزير الجسر أمام السيارات."}])
    options = ["--id-field", "url", "--text-field", "main body", "--profile", "conservative"]
    assert dedup("clean", crawl, "-o", tmp_path / "out", *options, "--no-report", "-q").returncode == 0
    told = dedup("explain", tmp_path / "out", COLUMNS="1000").stderr
    command = f"dedup explain {crawl} --id-field url --text-field 'main body' --profile conservative --id ID"
    assert command in told


def test_a_page_of_a_folder_has_the_folder_as_its_crawl(tmp_path: Path) -> None:
    """Named as the run names it; what is no page in there does not keep the others from being read."""
    folder = tmp_path / "in" / "nahar"
    folder.mkdir(parents=True)
    for number in range(6):
        (folder / f"{number}.txt").write_text(
            f"افتتح الوزير الجسر رقم {number} أمام السيارات.\nجميع الحقوق محفوظة", "utf-8"
        )
    (tmp_path / "in" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    shown = dedup("explain", tmp_path / "in", "--id", "nahar/3.txt").stdout
    assert shown.startswith("nahar/3.txt\nread as one of a crawl of 6 records\n")
    several = dedup("explain", tmp_path / "in", COLUMNS="1000")
    assert (several.returncode, several.stderr.partition("; ")[2]) == (
        1,
        "choose one with --id, such as --id nahar/0.txt\n",
    )


def test_fields_that_are_not_read_are_told_with_their_options(tmp_path: Path) -> None:
    """As `clean` does, whose options `explain` takes."""
    page = {"url": "https://a.example/1", "site": "المرصد", "published_at": "2024-01-12", "text": "افتتح الوزير الجسر."}
    crawl = write_lines(tmp_path / "crawl.jsonl", [page])
    options = ["--id-field", "url", "--source-field", "site", "--date-field", "published_at"]
    assert f"are read; {' '.join(options)} names them" in dedup("explain", crawl).stderr
    done = dedup("explain", crawl, *options)
    assert (done.returncode, done.stderr) == (0, "")
