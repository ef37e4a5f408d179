"""Inputs as the world has them: every one ends in a sentence, and nothing is lost."""

from __future__ import annotations

import base64
import gzip
import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
import zstandard

from dedup.errors import DedupError
from dedup.pipeline import run
from tests.pipeline.crawls import Json, article, lines, outputs, records, settings, tiled, write_lines

as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None, reason="needs root"
)


def encoded(items: list[Json]) -> bytes:
    return b"".join(json.dumps(item).encode() + b"\n" for item in items)


def rejected(out: Path) -> dict[str, str]:
    return {line["where"]: line["reason"] for line in lines(out, "rejected")}


@pytest.mark.parametrize(
    ("name", "compress"),
    [("in.jsonl.gz", gzip.compress), ("in.jsonl.zst", lambda data: zstandard.compress(data, 19))],
)
def test_a_truncated_file_gives_what_stands_before_the_break(tmp_path: Path, name: str, compress: object) -> None:
    assert callable(compress)
    rng = random.Random(2)
    data = b"".join(json.dumps({"id": str(n), "text": rng.randbytes(900).hex()}).encode() + b"\n" for n in range(400))
    whole = compress(data)
    (tmp_path / name).write_bytes(whole[: len(whole) * 3 // 4])
    summary = run([tmp_path / name], tmp_path / "out", settings())
    assert summary.rejected == {"truncated": 1}
    assert 100 < summary.pages < 400
    (line,) = lines(tmp_path / "out", "rejected")
    assert line["where"] == f"{name}:{summary.pages + 1}"


def test_lines_that_are_no_records_are_rejected_with_their_bytes(tmp_path: Path) -> None:
    good = encoded(records(10)).splitlines()
    bad = [
        b'{"id": "broken", "text": "x',
        b'{"id": "no text"}',
        b'{"id": "null", "text": null}',
        b'{"id": "number", "text": 5}',
        b'{"id": "bytes", "text": "\xff"}',
        b"[1, 2]",
    ]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([*good[:5], *bad, b"", b"  ", *good[5:]]))
    summary = run([tmp_path / "in.jsonl"], tmp_path / "out", settings(batch_bytes=100))
    assert summary.pages == 10
    kept_bytes = [base64.b64decode(line["raw"]) for line in lines(tmp_path / "out", "rejected")]
    assert kept_bytes == bad
    assert list(rejected(tmp_path / "out")) == [f"in.jsonl:{number}" for number in range(6, 12)]


def test_lone_surrogates_and_nuls_pass(tmp_path: Path) -> None:
    texts = ["نص \ud800 فيه", "a\0b", "\0", "‏\u202eنص", "\udfff\ud800"]
    data = encoded([{"id": f"\ud800{n}", "source": "\udc00", "text": text} for n, text in enumerate(texts)])
    (tmp_path / "in.jsonl").write_bytes(data)
    for kind in ("parquet", "txt", "jsonl"):
        run([tmp_path / "in.jsonl"], tmp_path / "out", settings(format=kind, max_removed=1.0))
    assert sorted(tiled(tmp_path / "out").values()) == sorted(texts)


@pytest.mark.slow
def test_one_line_of_five_megabytes_among_small_ones(tmp_path: Path) -> None:
    rng = random.Random(5)
    large = "\n".join(article(rng) for _ in range(1000))[:2_500_000]
    items = [{"id": "small", "text": article(rng)}, {"id": "large", "text": large}, {"id": "last", "text": "نص"}]
    with (tmp_path / "in.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings(batch_bytes=10_000))
    assert tiled(tmp_path / "out")["large"] == large


def test_files_that_are_not_read_are_listed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_lines(folder / "good.jsonl", records(10))
    (folder / "empty.jsonl").touch()
    (folder / "page.pdf").write_bytes(b"%PDF-1.4")
    (folder / "old.txt").write_bytes("نص قديم في ترميز آخر".encode("windows-1256"))
    run([folder], tmp_path / "out", settings())
    assert set(rejected(tmp_path / "out")) == {"empty.jsonl", "page.pdf", "old.txt"}
    (old,) = (line for line in lines(tmp_path / "out", "rejected") if line["where"] == "old.txt")
    assert "--encoding windows-1256" in old["detail"]
    assert str(tmp_path) not in (tmp_path / "out" / "rejected.jsonl").read_text("utf-8")


def test_an_empty_text_file_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    run([tmp_path / "empty.txt"], tmp_path / "out", settings())
    assert [document["text"] for document in lines(tmp_path / "out", "documents")] == [""]


def test_rejections_come_in_the_same_order_whatever_the_batches(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_bytes(b"\xff\xfe\xfd" if number % 2 else "نص".encode())
        write_lines(folder / f"{number}.jsonl", [{"id": "x"}, *records(10, seed=number)])
        (folder / f"{number}.doc").touch()
    run([folder], tmp_path / "one", settings(batch_bytes=1))
    run([folder], tmp_path / "two", settings(batch_bytes=1 << 20))
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two")


EMPTY = {"a.jsonl": b"", "a.jsonl.gz": gzip.compress(b""), "a.json": b"[]", "a.csv": b"id,text\n", "a.jl": b"\n\n"}


@pytest.mark.slow
@pytest.mark.parametrize("name", EMPTY)
def test_a_day_without_pages_is_a_run_without_documents(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(EMPTY[name])
    for form in ("jsonl", "parquet", "txt"):
        summary = run([tmp_path / name], tmp_path / form, settings(format=form, drop_empty=True))
        assert (summary.pages, summary.kept) == (0, 0)
    assert lines(tmp_path / "jsonl", "documents") == []
    assert list(rejected(tmp_path / "jsonl").values()) == ["empty"] * (EMPTY[name] == b"")


def test_a_parquet_file_without_rows_goes_through_an_index(tmp_path: Path) -> None:
    import duckdb

    duckdb.sql(f"COPY (SELECT 'a' AS id, 'x' AS text, 1::TINYINT AS n LIMIT 0) TO '{tmp_path / 'day.parquet'}'")
    (tmp_path / ".hidden").touch()
    index = str(tmp_path / "crawl.index")
    kept = [
        run([tmp_path / "day.parquet"], tmp_path / "out", settings(format="parquet", index=index, strict=True)).kept
        for _ in range(2)
    ]
    assert kept == [0, 0]
    assert duckdb.execute(f"SELECT count(*) FROM '{tmp_path / 'out' / 'documents.parquet'}'").fetchall() == [(0,)]


def test_the_same_fault_in_every_line_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(encoded([{"body": "x"}] * 5) + b"broken\n")
    with pytest.raises(DedupError) as stopped:
        run([tmp_path / "in.jsonl"], tmp_path / "out", settings())
    assert str(stopped.value).count("--text-field") == 1
    assert "in.jsonl:6" in str(stopped.value)
    assert str(stopped.value).endswith("(and 4 more)")


def test_a_feed_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "feed.rss").write_text("<rss>", "utf-8")
    with pytest.raises(DedupError, match=r"feed.rss: files of this kind are not read; give its pages as .html, .txt"):
        run([tmp_path / "feed.rss"], tmp_path / "out", settings())


@pytest.mark.parametrize("content", [None, b'{"id": 1}\n', b"broken\n"])
def test_nothing_readable_is_an_error_that_leaves_nothing(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    if content is not None:
        (folder / "in.jsonl").write_bytes(content)
    with pytest.raises(DedupError, match=r"nothing to read|not one record could be read"):
        run([folder], tmp_path / "out", settings())
    assert not (tmp_path / "out").exists()


def test_strict_writes_nothing_when_something_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(encoded(records(10)) + b"broken\n")
    with pytest.raises(DedupError, match=r"--strict: 1 of the inputs.*in.jsonl:11"):
        run([tmp_path / "in.jsonl"], tmp_path / "out", settings(strict=True))
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".dedup-work"]
    assert run([tmp_path / "in.jsonl"], tmp_path / "out", settings()).pages == 10


def test_a_file_without_permission_is_rejected(tmp_path: Path) -> None:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        pytest.skip("root reads everything")
    write_lines(tmp_path / "in" / "good.jsonl", records(10))
    secret = write_lines(tmp_path / "in" / "secret.jsonl", records(10))
    secret.chmod(0)
    run([tmp_path / "in"], tmp_path / "out", settings())
    assert rejected(tmp_path / "out") == {"secret.jsonl": "unreadable"}


def test_out_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    inputs, out = write_lines(tmp_path / "in.jsonl", records(10)), tmp_path / "out"
    out.mkdir()
    (out / "documents.jsonl").write_text("mine")
    with pytest.raises(DedupError, match=r"already holds documents.jsonl.*choose"):
        run([inputs], out, settings())
    assert (out / "documents.jsonl").read_text() == "mine"
    assert len(list(out.iterdir())) == 1


def test_out_that_is_a_file(tmp_path: Path) -> None:
    inputs = write_lines(tmp_path / "in.jsonl", records(10))
    with pytest.raises(DedupError, match="is a file"):
        run([inputs], inputs, settings())


def test_out_inside_an_input_folder(tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", records(10))
    for out in (tmp_path, tmp_path / "out", tmp_path / "deep" / "out"):
        with pytest.raises(DedupError, match="inside an input folder"):
            run([tmp_path], out, settings())
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@as_root
@pytest.mark.parametrize("kilobytes", [64, 400, 700])
def test_a_full_disk_is_reported_and_the_run_resumes(
    tmp_path: Path, kilobytes: int, crawl: Path, crawl_run: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no tmpfs may be mounted here")
    try:
        with pytest.raises(DedupError, match="disk is full"):
            run([crawl], disk / "out", settings(batch_bytes=20_000, report=True))
        assert {path.name for path in (disk / "out").iterdir()} <= {".dedup-work"}
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        run([crawl], disk / "out", settings(batch_bytes=20_000, report=True))
        assert outputs(disk / "out") == outputs(crawl_run)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
