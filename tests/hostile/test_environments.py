"""The same bytes in every environment: hash seeds, optimization, locales, kinds of processes, read-only folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.crawls import Json, outputs, write_crawl

ROOT = Path(__file__).parents[2]
RUN = """
import sys
from pathlib import Path
from dedup.pipeline import run
from dedup.pipeline.work import reader, workers
from tests.pipeline.crawls import settings
if "spawn" in sys.argv:
    import multiprocessing
    workers.process_context = lambda: multiprocessing.get_context("spawn")
    reader.process_context = workers.process_context
if __name__ == "__main__":
    run([Path(sys.argv[1])], Path(sys.argv[2]), settings(workers=int(sys.argv[3]), batch_bytes=int(sys.argv[4])))
"""
# What is set, given to Python, and given to the script.
ENVIRONMENTS: dict[str, tuple[dict[str, str | None], list[str], list[str]]] = {
    "hash seed": ({"PYTHONHASHSEED": "4242"}, [], ["2", "20000"]),
    "optimized": ({}, ["-OO"], ["2", "20000"]),
    "C locale": ({"LC_ALL": "C", "LANG": None, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, [], ["2", "20000"]),
    "warnings are errors": ({}, ["-W", "error"], ["1", "20000"]),
    "afresh": ({}, [], ["2", "20000", "spawn"]),
    "no home": ({"HOME": None, "XDG_CACHE_HOME": None, "USER": None}, [], ["1", "20000"]),
    "a home that is none": ({"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null"}, [], ["1", "20000"]),
    "three workers": ({}, [], ["3", "7000"]),
    "isolated hash, other zone": ({"PYTHONHASHSEED": "0", "TZ": "Asia/Riyadh"}, [], ["1", "1000000"]),
}
SMALL = ("hash seed", "C locale", "warnings are errors")


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_crawl(tmp_path_factory.mktemp("crawl") / "crawl", 40)


def written(crawl: Path, folder: Path, name: str, package: Path = ROOT) -> dict[str, bytes | Json]:
    """What a run writes in one of the environments."""
    changed, python, arguments = ENVIRONMENTS[name]
    surroundings = {**os.environ, "PYTHONPATH": f"{package}{os.pathsep}{ROOT}"}
    for variable, value in changed.items():
        surroundings.pop(variable, None)
        if value is not None:
            surroundings[variable] = value
    script = folder / "script.py"
    script.write_text(RUN, "utf-8")
    done = subprocess.run(
        [sys.executable, *python, str(script), str(crawl), str(folder / "out"), *arguments],
        env=surroundings, cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return outputs(folder / "out")


@pytest.fixture(scope="module")
def plain(crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes | Json]:
    return written(crawl, tmp_path_factory.mktemp("plain"), "isolated hash, other zone")


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ENVIRONMENTS if name != "isolated hash, other zone"])
def test_an_environment_changes_no_byte(
    name: str, crawl: Path, plain: dict[str, bytes | Json], tmp_path: Path, large: bool
) -> None:
    if name not in SMALL and not large:
        pytest.skip("one of those that only --large runs")
    assert written(crawl, tmp_path, name) == plain


@pytest.mark.slow
def test_nor_does_a_package_beside_which_nothing_can_be_kept(
    crawl: Path, plain: dict[str, bytes | Json], tmp_path: Path, large: bool
) -> None:
    if not large:
        pytest.skip("compiles every kernel: --large")
    package = tmp_path / "package"
    shutil.copytree(ROOT / "dedup", package / "dedup", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in [package / "dedup", *(package / "dedup").rglob("*")]:
        if folder.is_dir():
            (folder / "__pycache__").write_text("a file where a folder would be")
    assert written(crawl, tmp_path, "a home that is none", package) == plain


@pytest.mark.slow
def test_nor_does_a_small_shared_memory(crawl: Path, plain: dict[str, bytes | Json], tmp_path: Path) -> None:
    mounted = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    setup = "mount -t tmpfs -o size=64M none /dev/shm"
    if (
        shutil.which("unshare") is None
        or subprocess.run([*mounted, setup], capture_output=True, check=False).returncode
    ):
        pytest.skip("nothing can be mounted here")
    script = tmp_path / "script.py"
    script.write_text(RUN, "utf-8")
    command = f'{setup} && exec "$@"'
    done = subprocess.run(
        [*mounted, command, "sh", sys.executable, str(script), str(crawl), str(tmp_path / "out"), "2", "20000"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    assert outputs(tmp_path / "out") == plain
