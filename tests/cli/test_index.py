"""`dedup index` and `dedup clean --index` as a user meets them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.index.servers import needs_redis, redis_server
from tests.pipeline.crawls import SEEDS
from tests.processes import dedup


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    done = dedup("clean", SEEDS, "--out", folder / "out", "--index", folder / "crawl.index", "--quiet")
    assert done.returncode == 0, done.stderr
    return folder / "crawl.index"


@pytest.mark.slow
def test_stats_and_what_a_file_repeats(index: Path, tmp_path: Path) -> None:
    shown = dedup("index", "stats", index).stdout
    assert "documents   10" in shown
    assert "near 0.8, contained 0.9" in shown

    (tmp_path / "new.txt").write_text("خبر لم ينشر من قبل عن افتتاح معرض الكتاب", "utf-8")
    pages = tmp_path / "pages"
    pages.mkdir()
    seed = sorted(SEEDS.glob("*.txt"))[0]
    (pages / "again.txt").write_bytes(seed.read_bytes())
    told = dedup("index", "check", index, pages).stdout.splitlines()
    assert [line.split(": ")[1].split(",")[0] for line in told] == ["exact", "exact"]
    assert seed.name in told[0]
    assert "new" in dedup("index", "check", index, tmp_path / "new.txt").stdout
    found = [json.loads(line) for line in dedup("index", "check", index, pages, "--json").stdout.splitlines()]
    assert found[1]["match"] == {"id": f"{seed.name}#2", "kind": "exact", "jaccard": 1.0, "containment": 1.0}
    assert "documents   10" in dedup("index", "stats", index).stdout


@pytest.mark.slow
def test_a_file_is_checked_as_it_was_cleaned(tmp_path: Path) -> None:
    places = ("صنعاء", "نواكشوط", "وهران", "البصرة", "الخرطوم", "طنجة", "صفاقس", "حمص", "المنصورة", "نابلس")
    pages = [
        {
            "url": f"p{number}",
            "site": "صحيفة النهر",
            "headline": f"افتتاح معرض في {place}",
            "body": f"افتتاح معرض في {place}\nقال المتحدث في {place} إن المعرض رقم {number} يستمر أسبوعا كاملا\n"
            f"وأضاف أن أبناء {place} دعوا إليه أصدقاءهم من كل مكان\nصحيفة النهر\nشارك الخبر مع أصدقائك",
        }
        for number, place in enumerate(places)
    ]
    file, index = tmp_path / "pages.jsonl", tmp_path / "crawl.index"
    file.write_text("".join(json.dumps(page, ensure_ascii=False) + "\n" for page in pages), "utf-8")
    fields = ("--id-field", "url", "--source-field", "site", "--title-field", "headline", "--text-field", "body")
    assert dedup("clean", file, "-o", tmp_path / "out", "--index", index, *fields, "-q").returncode == 0
    told = dedup("index", "check", index, file, *fields).stdout.splitlines()
    assert told == [f"p{n}: exact, p{n} (Jaccard 1.000, containment 1.000)" for n in range(10)]


def test_web_pages_are_checked_as_they_were_cleaned(tmp_path: Path) -> None:
    pytest.importorskip("resiliparse", reason="needs the extra [web]")
    text = "أعلنت بلدية صور اليوم فتح الحديقة العامة أمام الزوار بعد أشغال دامت عامين كاملين وكلفت أكثر مما كان منتظرا"
    page = f"<body><nav><a href=/>الرئيسية</a></nav><article><h1>فتح الحديقة</h1><p>{text}</p></article></body>"
    file, index = tmp_path / "pages.jsonl", tmp_path / "crawl.index"
    file.write_text(json.dumps({"id": "a", "page": page}) + "\n", "utf-8")
    assert dedup("clean", file, "-o", tmp_path / "out", "--index", index, "--html-field", "page", "-q").returncode == 0
    told = dedup("index", "check", index, file, "--html-field", "page").stdout
    assert told == "a: exact, a (Jaccard 1.000, containment 1.000)\n"


def test_one_document_is_one_and_a_place_is_told_once(index: Path, tmp_path: Path) -> None:
    seed, copy = sorted(SEEDS.glob("*.txt"))[0].name, tmp_path / "copy.index"
    shutil.copytree(index, copy)
    assert dedup("index", "forget", copy, "--id", seed).stdout == "1 document forgotten\n"
    again = dedup("index", "forget", copy, "--id", seed).stdout
    assert again == "0 of 1 document forgotten; the rest are not in the index\n"
    (tmp_path / "some.jsonl").write_text('{"text": "قال الوزير إن العمل مستمر"}\n{"body": "نص"}\n', "utf-8")
    done = dedup("index", "check", index, tmp_path / "some.jsonl")
    assert done.stdout == "some.jsonl:1: new\n"
    assert done.stderr.startswith('dedup: some.jsonl:2: there is no field "text"')


def test_moving_forgetting_and_giving_back_the_room(index: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "index.parquet", tmp_path / "other.index"
    assert "10 documents written" in dedup("index", "export", index, file).stdout
    assert "10 documents added" in dedup("index", "import", other, file, "--near", "0.7").stdout
    assert "10 documents forgotten" in dedup("index", "forget", other, "--before", "2100-01-01").stdout
    assert "now" in dedup("index", "compact", other).stdout
    assert "documents   0" in dedup("index", "stats", other).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("stats", "nowhere.index"), 1, "is not an index of dedup"),
        (("forget", "nowhere.index", "--id", "a"), 1, "is not an index of dedup"),
        (("forget", "nowhere.index"), 2, "--before or --id"),
        (("forget", "nowhere.index", "--before", "yesterday"), 2, "'yesterday' is no date"),
        (("import", "nowhere.index", "README.md", "--near", "2"), 2, "near must be above 0"),
        (("check", "nowhere.index", "missing.txt"), 2, "missing.txt"),
    ],
)
def test_mistakes_are_named_and_make_no_index(arguments: tuple[str, ...], code: int, told: str) -> None:
    done = dedup("index", *arguments)
    assert done.returncode == code
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not Path("nowhere.index").exists()


def test_a_run_refuses_an_index_of_other_thresholds(index: Path, tmp_path: Path) -> None:
    done = dedup("clean", SEEDS, "--out", tmp_path / "out", "--index", index, "--near", "0.9")
    assert done.returncode == 1
    assert "was made with near=0.8, not 0.9" in done.stderr


@pytest.mark.slow
@pytest.mark.server
@needs_redis
def test_the_command_serves_an_index_on_a_server(tmp_path: Path) -> None:
    with redis_server(tmp_path) as port:
        address = f"redis://127.0.0.1:{port}/0?name=news"
        for name in ("one", "again"):
            done = dedup("clean", SEEDS, "--out", tmp_path / name, "--index", address, "--quiet")
            assert done.returncode == 0, done.stderr
        assert (tmp_path / "one" / "documents.jsonl").read_bytes() == (
            tmp_path / "again" / "documents.jsonl"
        ).read_bytes()
        assert "documents   10" in dedup("index", "stats", address).stdout
        assert "10 documents written" in dedup("index", "export", address, tmp_path / "index.parquet").stdout
        assert "10 documents added" in dedup("index", "import", tmp_path / "folder", tmp_path / "index.parquet").stdout
        assert "no index of this name" in dedup("index", "stats", address.replace("news", "other")).stderr


def test_parquet_leaves_nothing_to_say(tmp_path: Path) -> None:
    done = dedup("clean", SEEDS, "--out", tmp_path / "out", "--format", "parquet", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
