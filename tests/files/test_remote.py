"""Addresses are read as folders are, from a server on this machine that speaks S3."""

from __future__ import annotations

import builtins
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dedup.errors import DedupError
from dedup.files import find_inputs
from dedup.files.remote import has_scheme
from dedup.pipeline import run
from tests.files.reading import SEEDS, read_all, records, rejections, seed_lines
from tests.pipeline.crawls import outputs, settings

Put = Callable[[str, bytes], None]


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A client of a server on this machine, to which the environment leads."""
    pytest.importorskip("s3fs", reason="the extra [remote] is not installed")
    moto = pytest.importorskip("moto.server", reason="moto[server] is not installed")
    import boto3

    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in (
            ("ENDPOINT_URL", f"http://{host}:{port}"),
            ("ACCESS_KEY_ID", "a"),
            ("SECRET_ACCESS_KEY", "b"),
            ("DEFAULT_REGION", "us-east-1"),
        ):
            environment.setenv(f"AWS_{name}", value)
        try:
            yield boto3.client("s3")
        finally:
            server.stop()


@pytest.fixture
def put(server: Any) -> Iterator[Put]:
    """Lays an object down in the bucket `crawl`, which is empty before and after."""
    server.create_bucket(Bucket="crawl")
    keys = set[str]()

    def put(key: str, body: bytes) -> None:
        server.put_object(Bucket="crawl", Key=key, Body=body)
        keys.add(key)

    yield put
    for key in keys:
        server.delete_object(Bucket="crawl", Key=key)
    server.delete_bucket(Bucket="crawl")


def parquet(folder: Path) -> bytes:
    import duckdb

    path = folder / "rows.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'p' AS id, 'نص' AS text) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def files(folder: Path) -> dict[str, bytes]:
    return {
        ".hidden.txt": b"x",
        "_SUCCESS": b"",
        "page": "صفحة بلا امتداد".encode(),
        "rows.parquet": parquet(folder),
        "site-a/x.jsonl.gz": gzip.compress(seed_lines()),
        "site-b/y.txt": "نص".encode("utf-16"),
        "site-b/z.csv": "id,text\n1,خبر\n".encode(),
    }


def test_an_address_is_read_like_a_folder(tmp_path: Path, put: Put) -> None:
    for name, content in files(tmp_path).items():
        put(f"day/{name}", content)
        put(f"day2/{name}", content)
        (tmp_path / "day" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "day" / name).write_bytes(content)
    there, here = find_inputs(["s3://crawl/day"]), find_inputs([tmp_path / "day"])
    assert [(file.name, file.kind, file.compression, file.source, file.size) for file in there.files] == [
        (file.name, file.kind, file.compression, file.source, file.size) for file in here.files
    ]
    assert there.skipped == here.skipped
    assert read_all("s3://crawl/day/") == read_all(tmp_path / "day")
    run(["s3://crawl/day"], tmp_path / "there", settings(batch_bytes=5000))
    run([tmp_path / "day"], tmp_path / "here", settings())
    assert outputs(tmp_path / "there") == outputs(tmp_path / "here")


def test_one_object_a_pattern_and_a_whole_bucket(put: Put) -> None:
    put("2026/a.txt", b"1")
    put("2026/.b.txt", b"2")
    put("2027/c.txt", b"3")
    read = {
        "s3://crawl/2026/a.txt": ["a.txt"],
        "s3://crawl/2026/.b.txt": [".b.txt"],
        "s3://crawl/*/*.txt": ["2026/a.txt", "2027/c.txt"],
        "s3://crawl": ["2026/a.txt", "2027/c.txt"],
    }
    for address, names in read.items():
        assert [file.name for file in find_inputs([address]).files] == names


def test_outputs_of_a_run_are_known_at_an_address_too(tmp_path: Path, put: Put) -> None:
    run([SEEDS], tmp_path / "out", settings())
    for name in ("documents.jsonl", "removed.jsonl"):
        put(f"out/{name}", (tmp_path / "out" / name).read_bytes())
    inputs = find_inputs(["s3://crawl/out"])
    assert [file.name for file in inputs.files] == ["documents.jsonl"]
    assert [(item.where, item.reason) for item in inputs.skipped] == [("removed.jsonl", "run-output")]


def test_a_truncated_object_gives_its_whole_lines(put: Put) -> None:
    put("a.jsonl.gz", gzip.compress(seed_lines())[:-2000])
    items = read_all("s3://crawl/a.jsonl.gz")
    assert 0 < len(records(items)) < 5
    assert [item.reason for item in rejections(items)] == ["truncated"]


@pytest.mark.parametrize("address", ["s3://crawl/nothing", "s3://nobody/x", "s3://crawl/*.warc"])
def test_an_address_with_nothing_behind_it_is_told(put: Put, address: str) -> None:
    put("a.txt", b"1")
    with pytest.raises(DedupError, match="no such file or folder"):
        find_inputs([address])


def test_a_server_that_does_not_answer_is_told(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.txt", b"1")
    inputs = find_inputs(["s3://crawl/a.txt"])
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(DedupError, match=r"s3://crawl/a.txt cannot be listed \(Could not connect"):
        find_inputs(["s3://crawl/a.txt"])
    assert [item.reason for item in rejections(read_all(inputs))] == ["unreadable"]
    s3fs.S3FileSystem.clear_instance_cache()


def test_a_web_server_that_does_not_answer_is_told() -> None:
    pytest.importorskip("fsspec", reason="fsspec is not installed: see the extra remote")
    pytest.importorskip("aiohttp", reason="aiohttp is not installed: see the extra remote")
    with pytest.raises(DedupError, match=r"x\.jsonl cannot be listed \(Cannot connect to host"):
        find_inputs(["http://127.0.0.1:1/x.jsonl"])


def test_without_the_extra_one_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def missing(name: str, *arguments: object, **others: object) -> object:
        if name.startswith("fsspec"):
            raise ModuleNotFoundError(f"No module named {name!r}")
        return imported(name, *arguments, **others)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(
        DedupError, match=r"s3://crawl/day: to read from addresses, pip install 'dedup-arabic\[remote\]'"
    ):
        find_inputs(["s3://crawl/day"])


def test_addresses_are_told_from_paths() -> None:
    assert all(map(has_scheme, ("s3://a/b", "gs://a", "https://a/b.jsonl", "hf://datasets/x/y")))
    assert not any(map(has_scheme, ("a/b", "s3:/a", "C:\\a", "-", "//a/b", "1://a")))


def test_results_are_not_written_to_an_address(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("نص", "utf-8")
    with pytest.raises(DedupError, match="--out s3://crawl/out: results are written to a local folder"):
        run([tmp_path / "a.txt"], Path("s3://crawl/out"), settings())


def test_a_file_url_is_read_where_fsspec_is(tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="the extra [remote] is not installed")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.txt").write_text("نص", "utf-8")
    (record,) = records(read_all(f"file://{tmp_path}"))
    assert (record.input_id, record.source, record.text) == ("site/a.txt", "site", "نص")
