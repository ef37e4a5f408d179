"""The names that `import dedup` offers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dedup

ROOT = Path(__file__).parents[2]


def test_every_public_name_is_there() -> None:
    assert all(getattr(dedup, name) is not None for name in dedup.__all__)
    assert set(dedup.__all__) <= set(dir(dedup))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dedup.nothing  # noqa: B018  # that it is missing is the point


def test_minhash_is_the_function_whatever_was_imported() -> None:
    import dedup.minhash

    text = "قال وزير الخارجية إن المفاوضات مستمرة"
    assert dedup.minhash(text).jaccard(dedup.minhash(text)) == 1.0


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, dedup, dedup.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "numba", "duckdb", "msgspec", "datasketch", "regex", "pyarabic"} & set(loaded)
