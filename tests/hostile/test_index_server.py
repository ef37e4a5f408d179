"""A shared index whose server restarts, loses its data, is slow or wants a password: one sentence, no wrong answer."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dedup import DedupError, Index, Match
from tests.index.mixed_streams import has_words, stream
from tests.index.servers import needs_redis, redis_server
from tests.pipeline.crawls import records, write_lines
from tests.processes import dedup, python

redis = pytest.importorskip("redis")
pytestmark = [pytest.mark.server, needs_redis]

SECRET = "s3cr3t-pa/ss"
QUOTED = "s3cr3t-pa%2Fss"
TEXT = "وصل وزير الخارجية إلى القاهرة اليوم في زيارة رسمية تستمر يومين يلتقي خلالها نظيره المصري"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with redis_server(tmp_path_factory.mktemp("redis"), "--requirepass", SECRET) as port:
        yield port


def test_a_server_that_kept_its_data_goes_on_where_it_was(tmp_path: Path) -> None:
    documents = [document for document in stream(60) if has_words(document)]
    keeping = ("--appendonly", "yes", "--appendfsync", "always")
    with redis_server(tmp_path, *keeping) as port:
        index = Index.open(f"redis://127.0.0.1:{port}")
        index.add_all(documents)
        expected = index.check_all(documents)
    with pytest.raises(DedupError, match="cannot be reached"):
        index.check_all(documents)
    with redis_server(tmp_path, *keeping, port=port):
        assert index.check_all(documents) == expected
        assert index.check_and_add(("new", TEXT)) is None
        assert len(index) == len(documents) + 1
    index.close()


def test_a_server_that_lost_its_data_is_told_by_every_call(tmp_path: Path) -> None:
    with redis_server(tmp_path) as port:
        index = Index.open(f"redis://127.0.0.1:{port}")
        index.add(("a", TEXT))
        redis.Redis(port=port).flushall()
        calls = (
            lambda: index.check(("b", TEXT)),
            lambda: index.add(("b", TEXT)),
            lambda: index.check_and_add(("b", TEXT)),
            lambda: index.forget(ids=["a"]),
            lambda: len(index),
            index.stats,
            index.compact,
            lambda: index.export_to(tmp_path / "out.parquet"),
        )
        for call in calls:
            with pytest.raises(DedupError, match="is gone"):
                call()
        assert redis.Redis(port=port).dbsize() == 0
        Index.open(f"redis://127.0.0.1:{port}", near=0.5).close()  # by somebody else, with other thresholds
        for call in calls:
            with pytest.raises(DedupError, match="is gone"):
                call()
        index.close()


def test_a_slow_server_is_waited_for(tmp_path: Path) -> None:
    with redis_server(tmp_path) as port, Index.open(f"redis://127.0.0.1:{port}") as index:
        index.add(("a", TEXT))
        with ThreadPoolExecutor(1) as pool:
            redis.Redis(port=port).client_pause(300)
            assert pool.submit(index.check, ("b", TEXT)).result() == Match("a", "exact", 1.0, 1.0)


def test_what_dedup_did_not_write_is_told(tmp_path: Path) -> None:
    with redis_server(tmp_path) as port, Index.open(f"redis://127.0.0.1:{port}") as index:
        index.add(("a", TEXT))
        client = redis.Redis(port=port)
        whole = client.hget("dedup:documents", "0")
        assert whole is not None
        for value in (b"", b"xyz", whole[:40], b"\xff" * 8 + whole[8:], whole[:-1] + b"\xff"):
            client.hset("dedup:documents", "0", value)
            with pytest.raises(DedupError, match="what dedup did not write"):
                index.check(("b", TEXT))
        client.hset("dedup:documents", "0", whole)
        for key in client.keys("dedup:lsh*"):
            client.sadd(key, b"other")
        with pytest.raises(DedupError, match=r"refused a command|did not write"):
            index.check(("b", TEXT))


def everything_in(folder: Path) -> bytes:
    return b"\n".join(
        str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in sorted(folder.rglob("*"))
    )


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["redis", "Redis"])
def test_the_password_of_a_run_is_in_no_file_and_no_message(guarded: int, tmp_path: Path, scheme: str) -> None:
    pages, out = write_lines(tmp_path / "in" / "pages.jsonl", records(12)), tmp_path / "out"
    address = f"{scheme}://:{QUOTED}@127.0.0.1:{guarded}/0?name={scheme}"
    done = dedup("clean", str(pages), "--out", str(out), "--index", address)
    assert done.returncode == 0, done.stderr
    shown = f"redis://127.0.0.1:{guarded}/0?name={scheme}"
    assert json.loads((out / "stats.json").read_text("utf-8"))["options"]["index"] == shown
    # A run that is stopped before the index was told leaves a note of what is to be added.
    stopped = tmp_path / "stopped"
    program = (
        "import sys; from pathlib import Path\n"
        "from dedup.pipeline import RunSettings, run\n"
        "sys.modules['dedup.pipeline.run'].apply_addition = lambda *_: sys.exit(3)\n"
        "run([Path(sys.argv[1])], Path(sys.argv[2]), RunSettings(workers=1, index=sys.argv[3]))"
    )
    python(program, pages, stopped, address)
    note = stopped / ".dedup-work" / "addition.msgpack"
    assert note.stat().st_mode & 0o077 == 0
    without = dedup("clean", str(pages), "--out", str(stopped), "--index", shown)
    assert without.returncode == 1
    assert "DEDUP_INDEX_PASSWORD" in without.stderr
    said = without.stderr + done.stdout + done.stderr
    for secret in (SECRET, QUOTED, "s3cr3t"):
        assert secret not in said
        assert secret.encode() not in everything_in(tmp_path)
    added = dedup("clean", str(pages), "--out", str(stopped), "--index", shown, DEDUP_INDEX_PASSWORD=SECRET)
    assert added.returncode == 0, added.stderr
    assert not (stopped / ".dedup-work").exists()


def test_a_password_comes_from_the_environment_or_a_file(
    guarded: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"redis://127.0.0.1:{guarded}/0?name=env"
    with pytest.raises(DedupError, match="DEDUP_INDEX_PASSWORD"):
        Index.open(address)
    monkeypatch.setenv("DEDUP_INDEX_PASSWORD", SECRET)
    Index.open(address).close()
    monkeypatch.setenv("DEDUP_INDEX_PASSWORD", "")
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    monkeypatch.setenv("DEDUP_INDEX_PASSWORD_FILE", str(tmp_path / "secret"))
    Index.open(address).close()
    monkeypatch.setenv("DEDUP_INDEX_PASSWORD_FILE", str(tmp_path / "missing"))
    with pytest.raises(DedupError, match=r"DEDUP_INDEX_PASSWORD_FILE: .*missing cannot be read"):
        Index.open(address)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a process can change its title on Linux only")
def test_the_list_of_processes_does_not_show_the_password(guarded: int) -> None:
    address = f"redis://:{QUOTED}@127.0.0.1:{guarded}/0?name=title"
    command = [sys.executable, "-m", "dedup", "index", "check", address, "-"]  # it waits for its input
    with Index.open(address):
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shown = Path(f"/proc/{process.pid}/cmdline")
        until = time.monotonic() + 60
        title = b""  # until the interpreter has started, the command as it was given
        while (b"check" not in title or QUOTED.encode() in title) and time.monotonic() < until:
            time.sleep(0.01)
            title = shown.read_bytes()
        process.kill()
        process.wait()
    assert b"check" in title
    assert QUOTED.encode() not in title


def test_the_log_of_a_bug_has_no_password(guarded: int, tmp_path: Path) -> None:
    program = (
        "import sys; import dedup.index.redis.server as server; from dedup.cli.failures import report_bug\n"
        "from pathlib import Path\n"
        "report_bug(RuntimeError(f'lost {sys.argv[1]}'), Path(sys.argv[2]))"
    )
    log = tmp_path / "error.log"
    address = f"redis://:{QUOTED}@127.0.0.1:{guarded}/0"
    done = python(program, address, log)
    for text in (done.stderr, log.read_text("utf-8")):
        assert "127.0.0.1" in text
        assert "s3cr3t" not in text
    assert log.stat().st_mode & 0o077 == 0
