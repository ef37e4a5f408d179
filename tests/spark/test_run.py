"""A run on Spark gives the rows of a run on one machine."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dedup.errors import ArgumentError, DedupError, UsageError
from dedup.files import Fields
from dedup.pipeline import RunSettings, run
from dedup.pipeline.progress import Silence
from tests.pipeline.crawls import SEEDS, lines, records, settings, write_lines

Json = dict[str, Any]
ALIKE = {"passages": "off", "report": False, "max_removed": 1.0}
COLUMNS = "number long, id string, source string, date string, title string, url string, text string"


def crawl() -> list[Json]:
    """Articles with furniture and repeats, and the seeds."""
    seeds = [
        {"id": seed.name, "source": "seeds", "date": "", "title": None, "url": "", "text": seed.read_text("utf-8")}
        for seed in sorted(SEEDS.glob("*.txt"))
    ]
    made = [{key: value for key, value in record.items() if key != "nested"} for record in records(60)]
    return [*made[:40], *seeds, *made[40:], {**made[0], "id": "page-1~2"}, {**made[1], "id": "page-1"}]


def output(folder: Path, name: str) -> list[bytes]:
    """The lines of an output, of which Spark writes a file for each task, in an order of their own."""
    path = folder / f"{name}.jsonl"
    files = sorted(path.glob("part-*")) if path.is_dir() else [path]
    return sorted(line for file in files for line in file.read_bytes().splitlines())


def rows(frame: Any) -> list[str]:
    """The rows of a frame without what is missing, in an order of their own."""
    found = (row.asDict(recursive=True) for row in frame.collect())
    return sorted(map(_written, found))


def _written(row: Json) -> str:
    return json.dumps(
        {key: value for key, value in row.items() if value is not None}, sort_keys=True, ensure_ascii=False
    )


def one_machine(tmp_path: Path, pages: Sequence[Json], chosen: RunSettings) -> dict[str, list[str]]:
    """The outputs of a run on one machine."""
    out = tmp_path / "one"
    run([write_lines(tmp_path / "pages.jsonl", pages)], out, chosen)
    wanted = {name: lines(out, name) for name in ("documents", "duplicates", "removed")}
    for row in (*wanted["documents"], *wanted["duplicates"]):
        tags = row["dedup"]["extracted"]["tags"]
        row["dedup"]["extracted"]["tags"] = [] if tags == [""] else tags  # the first line of a file states its type
    return {name: sorted(map(_written, found)) for name, found in wanted.items()}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("one-machine")
    return one_machine(folder, [{"number": place, **page} for place, page in enumerate(crawl())], settings(**ALIKE))


@pytest.fixture(params=["interpreted", "compiled"])
def plans(request: pytest.FixtureRequest, spark: Any) -> Iterator[str]:
    """How Spark runs its plans: interpreted, as in all tests, or compiled, as where it has much to do."""
    kinds = {
        "spark.sql.codegen.wholeStage": ["false", "true"],
        "spark.sql.codegen.factoryMode": ["NO_CODEGEN", "FALLBACK"],
    }
    for name, values in kinds.items():
        spark.conf.set(name, values[request.param == "compiled"])
    yield request.param
    for name, (first, _) in kinds.items():
        spark.conf.set(name, first)


@pytest.mark.parametrize("partitions", [1, 2, 8])
def test_frames_give_the_rows_of_one_machine(
    spark: Any, expected: dict[str, list[str]], partitions: int, plans: str, tmp_path: Path, large: bool
) -> None:
    from dedup.spark import run as run_on_spark

    if (partitions == 8) != (plans == "compiled") and not large:
        pytest.skip("few partitions interpreted and many compiled are enough: --large")
    pages = [{"number": place, **page} for place, page in enumerate(crawl())]
    random.Random(partitions).shuffle(pages)
    frame = spark.createDataFrame(pages, COLUMNS).repartition(partitions)
    found = run_on_spark(
        frame.withColumn("place", frame.number), settings(**ALIKE), order="place", work=f"file:{tmp_path}"
    )
    for name in ("documents", "duplicates", "removed"):
        assert rows(getattr(found, name)) == expected[name]


@pytest.mark.usefixtures("spark")
def test_the_command_writes_the_lines_of_one_machine(tmp_path: Path) -> None:
    from dedup.spark.command import run_on_spark

    folder = tmp_path / "crawl of الأخبار"
    made = records(80)
    write_lines(folder / "b.jsonl", made[:30])
    write_lines(folder / "a source" / "shard%20.jsonl", made[30:])
    with (folder / "b.jsonl").open("ab") as file:
        file.write(b'\n{"id": 7, "text": 5}\nnot json\n{"text": "\\ud800 \xd8\xae\xd8\xa8\xd8\xb1"}\n{"text": "\xff"}')
    wanted = run([folder], tmp_path / "one", settings(**ALIKE))
    write_lines(tmp_path / "two" / "empty.jsonl" / "part-0", made[:1])  # of an earlier run that left out empty pages
    (tmp_path / "two" / "stats.json").write_text("{}")
    found = run_on_spark([str(folder)], str(tmp_path / "two"), settings(overwrite=True, **ALIKE), Silence(), "local[2]")
    assert not (tmp_path / "two" / "empty.jsonl").exists()
    for name in ("documents", "duplicates", "removed", "rejected"):
        assert output(tmp_path / "two", name) == output(tmp_path / "one", name)
    one, two = (json.loads((tmp_path / out / "stats.json").read_text()) for out in ("one", "two"))
    for member in ("counts", "dates", "noticed", "characters", "sources", "clusters"):
        assert two[member] == one[member]
    assert found.duplicates == wanted.duplicates
    assert found.input_bytes == wanted.input_bytes
    with pytest.raises(DedupError, match="--overwrite"):
        run_on_spark([str(folder)], str(tmp_path / "two"), settings(**ALIKE), Silence(), "local[2]")


def test_tables_keep_the_types_of_their_columns(spark: Any, tmp_path: Path) -> None:
    from pyspark.sql import functions as F  # noqa: N812  # F is the name that users of Spark know

    from dedup.spark.command import run_on_spark

    pages = [{**page, "id": place} for place, page in enumerate(crawl()[:30])]
    frame = spark.createDataFrame(pages, "id long, source string, date string, url string, text string")
    more = (
        "id * 1.5d as price",
        "id > 3 as late",
        "'u' as name",
        "1 as file",
        "2 as first",
        "3 as `a.b`",
        "4 as `c``d`",
    )
    made = frame.selectExpr("*", *more).withColumn("text", F.expr("if(id = 7, null, text)"))
    made.coalesce(1).write.parquet(f"{tmp_path}/in")
    chosen = settings(format="parquet", **ALIKE)
    run([tmp_path / "in"], tmp_path / "one", chosen)
    run_on_spark([f"{tmp_path}/in"], f"{tmp_path}/two", chosen, Silence(), "local[2]")
    for name in ("documents.parquet", "duplicates.parquet"):
        one, two = (spark.read.parquet(f"{tmp_path}/{out}/{name}") for out in ("one", "two"))
        assert sorted(two.columns) == sorted(one.columns)
        assert rows(two) == rows(one)
        assert dict(two.dtypes)["price"] == dict(one.dtypes)["price"] == "double"
    (null,) = output(tmp_path / "two", "rejected")
    assert null in output(tmp_path / "one", "rejected")  # beside files of checksums, which Spark does not look at


def test_ids_of_other_types_are_read_as_on_one_machine(spark: Any, tmp_path: Path) -> None:
    from dedup.spark.command import run_on_spark

    frame = spark.createDataFrame(crawl()[:12], COLUMNS).drop("number", "id", "source")
    ids, sources = "if(hash(text) % 3 = 0, double('NaN'), hash(text) * 0.5d)", "array(hash(text) % 4)"
    for number, (identity, source) in enumerate(((ids, "hash(text) % 2 = 0"), ("array(hash(text), 1)", sources))):
        given, one, two = (tmp_path / f"{name}{number}" for name in ("in", "one", "two"))
        frame.selectExpr("*", f"{identity} as id", f"{source} as source").coalesce(1).write.parquet(str(given))
        run([given], one, settings(format="parquet", **ALIKE))
        run_on_spark([str(given)], str(two), settings(format="parquet", **ALIKE), Silence(), "local[2]")
        for name in ("documents.parquet", "duplicates.parquet"):
            found, wanted = (spark.read.parquet(f"{out}/{name}").drop("input_id") for out in (two, one))
            assert rows(found) == rows(wanted)


def test_documents_are_compared_as_they_are(spark: Any, tmp_path: Path) -> None:
    import dedup
    from dedup.spark import clean, find_duplicates

    pages = [{**page, "id": f"{place:03}"} for place, page in enumerate(crawl())]
    frame = spark.createDataFrame(pages, COLUMNS.partition(", ")[2])
    wanted = [_written(own.__dict__ if hasattr(own, "__dict__") else own._asdict()) for own in _fates(dedup, pages)]
    assert rows(find_duplicates(frame, near=0.7, work=f"file:{tmp_path}")) == sorted(wanted)
    for argument, call in (("id", find_duplicates), ("title", clean)):
        with pytest.raises(ArgumentError, match="there is no column 'nope'"):
            call(frame, **{argument: "nope"}, work=f"file:{tmp_path}")
    cleaned = clean(frame, work=f"file:{tmp_path}")
    assert cleaned.documents.count() >= len(pages)
    cleaned.work.remove()


def _fates(dedup: Any, pages: list[Json]) -> list[Any]:
    from types import SimpleNamespace

    found = dedup.find_duplicates(pages, near=0.7).duplicates
    names = ("id", "kept", "kind", "jaccard", "containment")
    return [SimpleNamespace(**{name: getattr(own, name) for name in names}) for own in found]


def test_what_would_be_answered_differently_is_refused(spark: Any, tmp_path: Path) -> None:
    from dedup.spark import clean
    from dedup.spark import run as run_on_spark
    from dedup.spark.command import run_on_spark as command

    frame = spark.createDataFrame([("a", "نص", 1), ("b", "نص", 1)], "id string, text string, place long")
    with pytest.raises(ArgumentError, match="passages="):
        run_on_spark(frame, RunSettings())
    fractions = spark.createDataFrame([("a", "نص", 0.2), ("b", "نص", 0.7)], "id string, text string, place double")
    for pages in (frame, fractions):
        with pytest.raises(ArgumentError, match="distinct whole numbers"):
            run_on_spark(pages, settings(**ALIKE), order="place", work=f"file:{tmp_path}")
    with pytest.raises(ArgumentError, match="no column 'body'"):
        clean(frame, text="body", work=f"file:{tmp_path}")
    with pytest.raises(UsageError, match="--no-report"):
        command([str(tmp_path)], f"{tmp_path}/out", RunSettings(passages="off"), Silence(), "local[2]")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "array.json").write_text('[{"text": "خبر"},\n{"text": "خبر"}]')
    with pytest.raises(DedupError, match="one value to a line"):
        command([f"{tmp_path}/in"], f"{tmp_path}/out", settings(**ALIKE), Silence(), "local[2]")
    (tmp_path / "in" / "page.txt").write_text("خبر")
    with pytest.raises(DedupError, match="reads all kinds"):
        command([f"{tmp_path}/in"], f"{tmp_path}/out", settings(**ALIKE), Silence(), "local[2]")


def test_an_error_leaves_no_work_folder(spark: Any, tmp_path: Path) -> None:
    from dedup.spark import clean
    from dedup.spark import run as run_on_spark

    nothing = spark.createDataFrame([("a", None), ("b", None)], "id string, text string")
    with pytest.raises(DedupError):
        clean(nothing, work=f"file:{tmp_path}")
    with pytest.raises(DedupError):
        run_on_spark(nothing, settings(**ALIKE), work=f"file:{tmp_path}")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.usefixtures("spark")
def test_a_run_that_would_drop_nearly_everything_writes_nothing(tmp_path: Path) -> None:
    from dedup.spark.command import run_on_spark

    (page,) = crawl()[:1]
    write_lines(tmp_path / "in.jsonl", [{**page, "id": str(place)} for place in range(40)])
    with pytest.raises(DedupError, match=r"39 of 40, --max-removed 0\.9"):
        run_on_spark(
            [f"{tmp_path}/in.jsonl"],
            f"{tmp_path}/out",
            settings(passages="off", report=False, appended="keep"),
            Silence(),
            "local[2]",
        )
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.usefixtures("spark")
def test_a_named_field_that_no_record_has_is_an_error(tmp_path: Path) -> None:
    from dedup.spark.command import run_on_spark

    made = [{"key": page["id"], **page} for page in records(4)]
    write_lines(tmp_path / "in.jsonl", made)
    given = [str(tmp_path / "in.jsonl")]
    hidden = write_lines(tmp_path / "_pages.jsonl", made)
    with pytest.raises(DedupError, match="begins with a dot or an underscore"):
        run_on_spark([str(hidden)], str(tmp_path / "out"), settings(**ALIKE), Silence(), "local[2]")
    with pytest.raises(DedupError, match='no record has a field "nope", which --id-field names'):
        run_on_spark(given, str(tmp_path / "out"), settings(fields=Fields(id="nope"), **ALIKE), Silence(), "local[2]")
    run_on_spark(given, str(tmp_path / "out"), settings(fields=Fields(id="key"), **ALIKE), Silence(), "local[2]")


def test_columns_of_other_names_are_met(spark: Any, tmp_path: Path) -> None:
    from dedup.spark import run as run_on_spark

    pages = [{"key": str(place), "outlet": "الأفق", "text": page["text"]} for place, page in enumerate(crawl()[:9])]
    frame = spark.createDataFrame(pages, "key string, outlet string, text string")
    chosen = settings(fields=Fields(id="key", source="outlet"), **ALIKE)
    found = run_on_spark(frame, chosen, work=f"file:{tmp_path}")
    assert {row["id"] for row in found.documents.collect()} <= {page["key"] for page in pages}


@pytest.mark.usefixtures("spark")
def test_the_input_is_never_replaced(tmp_path: Path) -> None:
    from dedup.spark.command import run_on_spark

    mine = write_lines(tmp_path / "crawl" / "documents.jsonl", records(4))
    for given, out in ((tmp_path / "crawl",) * 2, (mine, tmp_path / "crawl"), (tmp_path, tmp_path / "crawl")):
        before = mine.read_bytes()
        with pytest.raises(DedupError, match="lies inside"):
            run_on_spark([str(given)], str(out), settings(overwrite=True, **ALIKE), Silence(), "local[2]")
        assert mine.read_bytes() == before


def test_tables_may_have_different_columns(spark: Any, tmp_path: Path) -> None:
    from dedup.spark.command import run_on_spark

    frame = spark.createDataFrame(crawl()[:12], COLUMNS).drop("number")
    frame.select("id", "text").limit(4).coalesce(1).write.parquet(f"{tmp_path}/in/a.parquet")
    frame.coalesce(1).write.parquet(f"{tmp_path}/in/b.parquet")
    chosen = settings(format="parquet", **ALIKE)
    run_on_spark([f"{tmp_path}/in"], f"{tmp_path}/out", chosen, Silence(), "local[2]")
    assert {"source", "url"} <= set(spark.read.parquet(f"{tmp_path}/out/documents.parquet").columns)
    frame.selectExpr("1 as id", "text").coalesce(1).write.parquet(f"{tmp_path}/in/c.parquet")
    with pytest.raises(DedupError, match="Spark stopped the run"):
        run_on_spark([f"{tmp_path}/in"], f"{tmp_path}/two", chosen, Silence(), "local[2]")


def test_texts_that_are_none_are_refused(spark: Any, tmp_path: Path) -> None:
    from dedup.spark import run as run_on_frame
    from dedup.spark.command import run_on_spark

    frame = spark.createDataFrame([{"id": "a", "text": 5}], "id string, text long")
    with pytest.raises(ArgumentError, match="holds no texts"):
        run_on_frame(frame, settings(**ALIKE), work=f"file:{tmp_path}")
    frame.coalesce(1).write.parquet(f"{tmp_path}/in")
    with pytest.raises(DedupError, match="holds no texts"):
        run_on_spark([f"{tmp_path}/in"], f"{tmp_path}/out", settings(format="parquet", **ALIKE), Silence(), "local[2]")
