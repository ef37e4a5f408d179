"""What Spark needs, and what is said where it is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest

WITHOUT = "import sys; sys.modules['pyspark'] = None\nimport dedup.spark"


def test_the_sentence_for_a_missing_package() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert 'pip install "dedup-arabic[spark]"' in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [["dedup.spark"], ["dedup", "clean", "--engine", "spark"]])
def test_a_command_says_it_without_a_traceback(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "pyspark.py").write_text("raise ImportError")
    (tmp_path / "a.jsonl").write_text('{"text": "x"}')
    done = subprocess.run(
        [sys.executable, "-m", *command, str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "out")],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"dedup: Spark needs pyspark, which {sys.executable} does not have: pip install")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(
    util.find_spec("pyspark") is None, reason="pyspark is not installed: pip install 'dedup-arabic[spark]'"
)
def test_the_sentence_for_a_missing_java(tmp_path: os.PathLike[str]) -> None:
    code = "from dedup.spark.requirements import require_java; require_java()"
    nowhere = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=nowhere)
    assert "apt-get install default-jre-headless" in done.stderr
