from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.kernel import UINT64S, kernel, mix64
from tests.arabic.reference import reference_mix64

PACKAGE = Path(__file__).parents[1] / "dedup"
HASH_A_WORD = "from dedup.arabic import word_hash, words; print(words('كتاب').hashes[0] == word_hash('كتاب'))"


@pytest.fixture
def locked_package(tmp_path: Path) -> Path:
    """A copy of the package beside whose modules numba can write nothing, not even as root."""
    shutil.copytree(PACKAGE, tmp_path / "dedup", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in [tmp_path / "dedup", *(tmp_path / "dedup").iterdir()]:
        if folder.is_dir():
            (folder / "__pycache__").write_text("a file where a folder would be")
    return tmp_path


def run_in(folder: Path, cache: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "PYTHONPATH": str(folder), "HOME": str(cache), "XDG_CACHE_HOME": str(cache)}
    surroundings.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-B", *(arguments or ("-c", HASH_A_WORD))],
        cwd=folder,
        env={**surroundings, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.slow
def test_a_read_only_package_keeps_kernels_in_the_user_cache(locked_package: Path) -> None:
    cache = locked_package / "cache"
    cache.mkdir()
    done = run_in(locked_package, cache)
    assert (done.stdout.strip(), done.stderr) == ("True", "")
    assert list(cache.rglob("*.nbc"))


@pytest.mark.slow
def test_kernels_that_cannot_be_kept_work_with_one_warning(locked_package: Path) -> None:
    done = run_in(locked_package, Path("/dev/null"))
    assert done.stdout.strip() == "True"
    assert done.stderr.count("RuntimeWarning") == 1
    assert "set NUMBA_CACHE_DIR to a folder that can be written" in done.stderr


@pytest.mark.slow
def test_the_command_counts_the_kernels_once_and_warns_once(locked_package: Path) -> None:
    command = ("-c", f"from dedup.cli.compiling import watch_compilation; watch_compilation(); {HASH_A_WORD}")
    (locked_package / "kept").mkdir()
    remedy = {"NUMBA_CACHE_DIR": str(locked_package / "kept")}

    told = run_in(locked_package, Path("/dev/null"), *command).stderr
    assert told.count("compiling 1, once per installation") == 1
    assert told.count("NUMBA_CACHE_DIR") == 1
    assert "Warning" not in told
    assert "compiling 1, once per installation" in run_in(locked_package, Path("/dev/null"), *command, **remedy).stderr
    assert run_in(locked_package, Path("/dev/null"), *command, **remedy).stderr == ""


@pytest.mark.slow
def test_the_command_starts_without_scipy(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("قال الوزير إن العمل بدأ أمس.", encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "dedup", "explain", str(page)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "قال الوزير" in told.stdout
    assert "numba.core" in told.stderr
    assert "scipy.linalg.blas" not in told.stderr


def test_scipy_can_be_imported_after_a_start_without_it() -> None:
    leave_out = "from dedup.compilation import leave_out_scipy; leave_out_scipy(); "
    use = "; import sys; print('scipy.linalg' in sys.modules); import scipy.linalg; print(scipy.linalg.__name__)"
    done = subprocess.run(
        [sys.executable, "-c", leave_out + HASH_A_WORD + use], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "False", "scipy.linalg"]


@pytest.mark.slow
def test_warming_up_reaches_every_kernel() -> None:
    sources = {path: path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    kernels = sum(source.count("\n@kernel(") for source in sources.values())
    command = [sys.executable, "-m", "dedup", "warmup"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{kernels} kernels are ready; ")


@pytest.mark.slow
def test_warming_up_where_nothing_can_be_kept_has_failed(locked_package: Path) -> None:
    script = (
        "import dedup.warmup as w\n"
        "from dedup.errors import DedupError\n"
        "w.HOMES = ('dedup.arabic.words',)\n"
        "try: w.warm_up()\n"
        "except DedupError as error: print(error)"
    )
    assert "NUMBA_CACHE_DIR" in run_in(locked_package, Path("/dev/null"), "-c", script).stdout


def test_importing_the_package_does_not_import_numba() -> None:
    script = "import sys, dedup.arabic, dedup.minhash; print({'numba', 'datasketch', 'scipy'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_a_kernel_takes_its_types_only() -> None:
    @kernel(UINT64S)
    def total(values: np.ndarray) -> int:
        return int(values.sum())

    values = np.arange(5, dtype=np.uint64)
    assert total(values) == 10
    values.setflags(write=False)
    assert total(values) == 10
    with pytest.raises(TypeError):
        total(np.arange(5, dtype=np.float64))


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_mix64_equals_the_reference(values: list[int]) -> None:
    assert mix64(np.array(values, np.uint64)).tolist() == list(map(reference_mix64, values))
