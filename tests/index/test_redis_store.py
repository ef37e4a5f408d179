from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess as Process
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from dedup import DedupError, Document, Index, Match, minhash
from dedup.duplicates import MatchSettings
from dedup.minhash import NUM_PERM, choose_bands
from dedup.pipeline import RunSettings, run
from tests.index.mixed_streams import has_words, stream
from tests.index.servers import free_port, needs_redis, redis_server

redis = pytest.importorskip("redis")
pytestmark = [pytest.mark.server, needs_redis]

TEXT = "وصل وزير الخارجية إلى القاهرة اليوم في زيارة رسمية تستمر يومين يلتقي خلالها نظيره المصري"
LONGER = f"{TEXT} ثم يتوجه إلى الخرطوم"


@pytest.fixture
def address(server: str) -> str:
    redis.Redis.from_url(server).flushall()
    return f"{server}?name=crawl"


def keys(address: str) -> set[bytes]:
    return set(redis.Redis.from_url(address.partition("?")[0]).keys("*"))


def both(address: str, folder: Path, **settings: float) -> tuple[Index, Index]:
    return Index.open(address, **settings), Index.open(folder / "folder.index", **settings)


@pytest.mark.parametrize(("near", "contained"), [(0.8, 0.9), (0.5, 0.6), (1.0, 1.0)])
def test_a_server_answers_like_a_folder(address: str, tmp_path: Path, near: float, contained: float) -> None:
    documents = stream(320)
    on_server, in_folder = both(address, tmp_path, near=near, contained=contained)
    with on_server, in_folder:
        kinds = set()
        for start in range(0, len(documents), 40):
            part = documents[start : start + 40]
            assert on_server.check_all(part) == in_folder.check_all(part)
            if start % 80 == 0:
                answers = on_server.check_and_add_all(part[:30])
                assert answers == in_folder.check_and_add_all(part[:30])
                kinds |= {match.kind for match in answers if match}
            else:
                on_server.add_all(part[:20])
                in_folder.add_all(part[:20])
            for document in part[30:]:
                assert on_server.check_and_add(document) == in_folder.check_and_add(document)
            assert len(on_server) == len(in_folder)
            if start in (120, 240):
                ids = [document.id for document in documents[start - 30 : start]]
                assert on_server.forget(ids=ids) == in_folder.forget(ids=ids) > 0
                before = f"2026-01-{4 + start // 40:02}"
                assert on_server.forget(before=before) == in_folder.forget(before=before) > 0
                assert len(on_server) == len(in_folder)
        assert on_server.check_all(documents) == in_folder.check_all(documents)
        assert {"exact", "near", "contained"} - kinds <= ({"near"} if near == 1 else set())
        ours, theirs = on_server.stats(), in_folder.stats()
        assert (ours.documents, ours.earliest, ours.latest) == (theirs.documents, theirs.earliest, theirs.latest)


@pytest.mark.slow
def test_blocks_do_not_change_the_answers(address: str) -> None:
    documents = stream(600, seed=3)
    with Index.open(address) as at_once, Index.open(f"{address}2") as singly:
        assert at_once.check_and_add_all(documents) == [singly.check_and_add(document) for document in documents]


def test_of_what_many_documents_share_the_same_part_is_read(address: str, tmp_path: Path) -> None:
    """More documents than are read under one key, and than are compared with one."""
    on_server, in_folder = both(address, tmp_path)
    with on_server, in_folder:
        documents = [Document(f"{n}", f"{TEXT} {n} {'مرة ' * (n % 3)}") for n in range(1100)]
        for index in (on_server, in_folder):
            index.add_all(documents)
        coming = [("a", TEXT), ("b", f"{TEXT} 1099"), ("c", LONGER), ("d", TEXT[: len(TEXT) // 2])]
        assert on_server.check_all(coming) == in_folder.check_all(coming)
        assert on_server.check(("a", TEXT)) is not None


def test_what_is_forgotten_leaves_nothing_behind(address: str) -> None:
    with Index.open(address) as index:
        empty = keys(address)
        index.add_all(stream(60))
        size = len(index)
        assert size > 50
        assert index.forget(before="2100") == size
        assert index.forget(before="2100") == len(index) == 0
        assert keys(address) == empty
        index.compact()
        assert index.stats().earliest is None
        with pytest.raises(ValueError, match="ISO 8601"):
            index.forget(before="soon")


def test_names_keep_indexes_apart(address: str) -> None:
    with Index.open(address) as one, Index.open(address.replace("crawl", "other")) as other:
        one.add(("a", TEXT))
        assert other.check(("b", TEXT)) is None
    with pytest.raises(DedupError, match="a name is of Latin letters"):
        Index.open(address.replace("crawl", "a:b"))


def test_datasketch_finds_the_same_documents(address: str) -> None:
    """The bands stand where a `MinHashLSH` of the same shape looks for them."""
    datasketch = pytest.importorskip("datasketch")
    with Index.open(address) as index:
        index.add_all([("a", TEXT), ("b", stream(1)[0].text)])
    bands, port = choose_bands(0.8), int(address.partition("/0")[0].rpartition(":")[2])
    lsh = datasketch.MinHashLSH(
        num_perm=NUM_PERM,
        params=(bands.count, bands.rows),
        prepickle=False,
        storage_config={"type": "redis", "basename": b"crawl:lsh", "redis": {"host": "127.0.0.1", "port": port}},
    )
    assert lsh.query(minhash(TEXT)) == [b"0"]


def add_all(address: str, size: int, go: Event, added: Connection) -> None:
    """A client that checks and adds a stream in blocks of this size, and tells after each how many were new to it."""
    documents = stream(150, seed=5)
    with Index.open(address) as index:
        go.wait()
        for begin in range(0, len(documents), size):
            block = documents[begin : begin + size]
            matches = index.check_and_add_all(block)
            pairs = zip(block, matches, strict=True)
            added.send(sum(match is None and has_words(document) for document, match in pairs))
    added.close()


def clients(address: str, sizes: list[int]) -> list[tuple[Process, Connection]]:
    """Processes that all begin to add at once."""
    context = get_context("fork")
    go, started = context.Event(), []
    for size in sizes:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=add_all, args=(address, size, go, there))
        process.start()
        there.close()
        started.append((process, here))
    go.set()
    return started


def received(connection: Connection) -> Iterator[int]:
    with suppress(EOFError):
        while True:
            yield connection.recv()


def test_of_many_clients_that_see_a_document_at_once_one_adds_it(address: str) -> None:
    running = clients(address, [1, 1, 7, 40])
    added = sum(sum(received(connection)) for _, connection in running)
    for process, _ in running:
        process.join()
        assert process.exitcode == 0
    documents = stream(150, seed=5)
    with Index.open(address) as index:
        wordless = {document.id for document in documents if not has_words(document)}
        assert added + len(wordless) == len(index)
        assert all(index.check(document) for document in documents if has_words(document))
        for name in {document.id for document in documents}:
            assert index.forget(ids=[name]) <= sum(document.id == name for document in documents)
        assert len(index) == 0


@pytest.mark.parametrize("size", [1, 7, 40])
def test_a_client_that_is_killed_leaves_whole_documents_or_none(address: str, size: int) -> None:
    ((victim, connection),) = clients(address, [size])
    connection.recv()
    victim.kill()
    victim.join()
    with Index.open(address) as index:
        left = len(index)
        assert left > 0
        # All that leads to the documents is there and leads to nothing else: taken out, nothing is left.
        assert index.forget(before="2100") == left
    assert {key.partition(b":")[2] for key in keys(address)} <= {b"index", b"rows", b"turn"}


def test_the_lock_of_a_killed_client_ends(address: str) -> None:
    with Index.open(address) as index:
        redis.Redis.from_url(address.partition("?")[0]).set("crawl:turn", "killed", px=300)
        assert index.check_and_add(("a", TEXT)) is None
        assert index.check(("b", TEXT)) is not None


def test_threads_share_one_index(address: str) -> None:
    documents = stream(120, seed=9)
    with Index.open(address) as index, ThreadPoolExecutor(4) as pool:
        list(pool.map(index.check_and_add, documents * 2))
        assert all(index.check_all([document for document in documents if len(document.text) > 9]))


def test_thresholds_are_kept_and_others_refused(address: str) -> None:
    Index.open(address, near=0.7).close()
    with Index.open(address) as index:
        assert index.stats().near == 0.7
    with pytest.raises(DedupError, match=r"name=crawl was made with near=0\.7, not 0\.8"):
        Index.open(address, near=0.8)
    with pytest.raises(DedupError, match=r"name=crawl was made with contained_words=30, not 20"):
        Index.open(address, contained_words=20)
    with pytest.raises(ValueError, match="near= must be"):
        Index.open(address, near=2)


@pytest.mark.parametrize(
    ("card", "message"),
    [
        (b'{"format":2}', "has format 2, this version of dedup reads 1"),
        (b"{", "not an index of dedup"),
        (b'{"format":1,"makeup":{"near":0.8,"contained":0.9,"folding":0}}', "folding=0"),
    ],
)
def test_an_index_of_another_version_is_refused(address: str, card: bytes, message: str) -> None:
    redis.Redis.from_url(address.partition("?")[0]).set("crawl:index", card)
    with pytest.raises(DedupError, match=message):
        Index.open(address)


def test_read_only_neither_makes_nor_writes(address: str) -> None:
    with pytest.raises(DedupError, match="no index of this name"):
        Index.open(address, read_only=True)
    assert keys(address) == set()
    with Index.open(address) as writing, Index.open(address, read_only=True) as index:
        writing.add(("a", TEXT))
        assert index.check(("b", TEXT)) == Match("a", "exact", 1.0, 1.0)
        for change in (index.add, index.check_and_add):
            with pytest.raises(DedupError, match="opened read-only"):
                change(Document("c", LONGER))
    with pytest.raises(DedupError, match="is closed"):
        index.check(("b", TEXT))


def test_an_index_that_the_server_lost_is_not_written_to(address: str) -> None:
    with Index.open(address) as index:
        redis.Redis.from_url(address.partition("?")[0]).flushall()
        with pytest.raises(DedupError, match="is gone"):
            index.add(("a", TEXT))
    assert keys(address) == set()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("redis://127.0.0.1:{closed}/0", r"redis://127\.0\.0\.1:\d+/0\?name=dedup cannot be reached"),
        ("redis://me:secret@127.0.0.1:{closed}", "cannot be reached"),
        ("redis://127.0.0.1:port/0", "cannot be used"),
        ("redis://127.0.0.1:{open}/crawl", "not the address of a Redis database"),
        ("redis://127.0.0.1:{open}/0?pasword=secret", "pasword is not an option"),
        ("redis://127.0.0.1:{open}/99", "refused a command"),
        ("redis://me:secret@127.0.0.1:{open}/0", "refused the login"),
        ("unix:///nowhere/redis.sock", "cannot be reached"),
    ],
)
def test_errors_name_an_address_without_its_password(server: str, address: str, message: str) -> None:
    ports = {"closed": free_port(), "open": server.rpartition(":")[2].partition("/")[0]}
    with pytest.raises(DedupError, match=message) as caught:
        Index.open(address.format(**ports))
    assert "secret" not in str(caught.value)


def test_a_server_that_goes_away_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with redis_server(tmp_path, "--requirepass", "secret") as port:
        with pytest.raises(DedupError, match="in the environment variable DEDUP_INDEX_PASSWORD, or put user"):
            Index.open(f"redis://127.0.0.1:{port}")
        index = Index.open(f"redis://:secret@127.0.0.1:{port}")
        index.add(("a", TEXT))
    for call in (index.check, index.check_and_add):
        with pytest.raises(DedupError, match="cannot be reached") as caught:
            call(("b", TEXT))
        assert "secret" not in str(caught.value)
    index.close()


def test_a_server_without_room_adds_nothing(tmp_path: Path) -> None:
    with redis_server(tmp_path, "--maxmemory", "3mb") as port, Index.open(f"redis://127.0.0.1:{port}") as index:
        sizes = [0]

        def fill() -> None:
            for document in stream(2000):
                index.add(document)
                sizes.append(len(index))

        with pytest.raises(DedupError, match="refused a command"):
            fill()
        assert len(index) == sizes[-1] > 0


def test_without_the_package_the_extra_is_named() -> None:
    code = "import sys; sys.modules['redis'] = None; import dedup; dedup.Index.open('redis://127.0.0.1')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.rstrip().endswith("pip install 'dedup-arabic[redis]'")


def test_a_dry_run_makes_no_index(address: str, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT, "utf-8")
    for near in (0.5, 0.6):
        options = RunSettings(match=MatchSettings(near=near), index=address, dry_run=True, report=False)
        assert run([tmp_path / "page.txt"], tmp_path / "out", options).pages == 1
        assert keys(address) == set()
    with Index.open(address, near=0.6) as index:
        index.add(("page", TEXT))
    summary = run([tmp_path / "page.txt"], tmp_path / "out", options)
    assert summary.indexed == 1
