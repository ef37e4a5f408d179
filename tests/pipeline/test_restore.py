from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from dedup.errors import DedupError
from dedup.files import text_path
from dedup.pipeline import run
from dedup.restore import restore
from tests.pipeline.crawls import Json, lines, records, settings, tiled, write_lines


def restored(folder: Path) -> dict[str, str]:
    lines = (folder / "pages.jsonl").read_bytes().splitlines()
    return {page["id"]: page["text"] for page in map(json.loads, lines)}


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "txt"])
def test_every_text_comes_back_from_every_format(crawl: Path, crawl_run: Path, tmp_path: Path, kind: str) -> None:
    run([crawl], tmp_path / "out", settings(format=kind))
    assert restore(tmp_path / "out", tmp_path / "pages") == 125
    assert restored(tmp_path / "pages") == tiled(crawl_run)


def test_as_a_tree_of_text_files(crawl: Path, crawl_run: Path, tmp_path: Path) -> None:
    restore(crawl_run, tmp_path / "pages", "txt")
    for page_id, text in tiled(crawl_run).items():
        assert (tmp_path / "pages" / text_path(page_id)).read_bytes().decode("utf-8") == text
    for seed in (crawl / "seeds").iterdir():
        assert (tmp_path / "pages" / "seeds" / seed.name).read_bytes() == seed.read_bytes()


def as_table(pages: list[Json]) -> bytes:
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, ["id", "text"])
    table.writeheader()
    table.writerows(pages)
    return written.getvalue().encode()


def as_lines(pages: list[Json]) -> bytes:
    return b"".join(json.dumps(page).encode() + b"\n" for page in pages)


LAYOUTS: dict[str, Callable[[list[Json]], bytes]] = {
    "a.jl": as_lines,
    "a.json": lambda pages: json.dumps(pages, indent=2).encode(),
    "a.json.gz": lambda pages: gzip.compress(as_lines(pages)),
    "a.jsonl.bz2": lambda pages: bz2.compress(as_lines(pages)),
    "a.jsonl.xz": lambda pages: lzma.compress(as_lines(pages)),
    "a.csv": as_table,
    "a.tsv.zst": lambda pages: zstandard.compress(as_table(pages)),
    "a.csv.of-windows": lambda pages: as_table(pages).decode().encode("utf-16"),
    "a": as_lines,
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_pages_come_back_from_every_kind_of_input(tmp_path: Path, name: str) -> None:
    pages = [{"id": f"page-{place}", "text": page["text"]} for place, page in enumerate(records(12))]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(LAYOUTS[name](pages))
    run([tmp_path / "in"], tmp_path / "out", settings())
    restore(tmp_path / "out", tmp_path / "pages")
    assert restored(tmp_path / "pages") == {page["id"]: page["text"] for page in pages}
    restore(tmp_path / "out", tmp_path / "tree", "txt")
    tree = {path.name: path.read_bytes().decode() for path in (tmp_path / "tree").iterdir()}
    assert tree == {f"{page['id']}.id.txt": page["text"] for page in pages}


def test_a_compressed_text_and_one_in_utf_16_come_back(tmp_path: Path) -> None:
    text = "وصل الوزير\r\nإلى القاهرة\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "in" / "b.txt").write_bytes(text.encode("utf-16"))
    run([tmp_path / "in"], tmp_path / "out", settings(max_removed=1.0))
    restore(tmp_path / "out", tmp_path / "pages")
    assert restored(tmp_path / "pages") == {"a.txt.gz": text, "b.txt": text}


def test_pages_come_in_run_order_those_without_a_kept_one_last(crawl_run: Path, tmp_path: Path) -> None:
    restore(crawl_run, tmp_path / "pages")
    documents = [*lines(crawl_run, "documents"), *lines(crawl_run, "duplicates")]
    pages = [document["dedup"]["parent"] or document["id"] for document in documents]
    assert list(restored(tmp_path / "pages")) == list(dict.fromkeys(pages))


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(DedupError, match=r"holds no finished run.*documents\.jsonl"):
        restore(tmp_path, tmp_path / "pages")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("removed.jsonl", r"removed\.jsonl was changed"),
        ("documents.jsonl", "of which there is no document"),
    ],
)
def test_lines_that_are_missing(crawl_run: Path, tmp_path: Path, name: str, message: str) -> None:
    out = tmp_path / "out"
    shutil.copytree(crawl_run, out)
    content = (out / name).read_bytes().splitlines(keepends=True)
    (out / name).write_bytes(b"".join(content[1:] if name == "removed.jsonl" else content[:20]))
    with pytest.raises(DedupError, match=message):
        restore(out, tmp_path / "pages")
    assert not (tmp_path / "pages" / "pages.jsonl").exists()


def test_a_changed_text_is_noticed(crawl_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(crawl_run, out)
    path = out / "documents.jsonl"
    path.write_bytes(path.read_bytes().replace("روسيا".encode(), "روسي".encode(), 1))
    with pytest.raises(DedupError, match="its text has"):
        restore(out, tmp_path / "pages")


def test_a_line_that_is_not_json(crawl_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(crawl_run, out)
    number = len((out / "duplicates.jsonl").read_bytes().splitlines()) + 1
    with (out / "duplicates.jsonl").open("ab") as file:
        file.write(b"{broken\n")
    with pytest.raises(DedupError, match=rf"^{out}/duplicates\.jsonl:{number} is not from a run of dedup .*clean"):
        restore(out, tmp_path / "pages")


@pytest.mark.parametrize("keys", [400, 3_000])
def test_records_of_many_keys_come_back_from_parquet(tmp_path: Path, keys: int) -> None:
    others = {f"key {place}": place for place in range(keys)}
    write_lines(tmp_path / "in.jsonl", [{"Text": "other", "DEDUP": 1, "id": "a", "text": "نص", **others}])
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings(format="parquet"))
    restore(tmp_path / "out", tmp_path / "pages")
    assert restored(tmp_path / "pages") == {"a": "نص"}


def test_a_damaged_parquet_output_is_one_sentence(tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", [{"id": "a", "text": "نص"}])
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings(format="parquet"))
    path = tmp_path / "out" / "documents.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DedupError, match=r"documents\.parquet: the Parquet file cannot be read"):
        restore(tmp_path / "out", tmp_path / "pages")
