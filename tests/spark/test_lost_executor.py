"""An executor that dies in the middle, and tasks that run twice, change no row."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dedup.pipeline import run
from tests.pipeline.crawls import records, settings, write_lines
from tests.spark.test_run import ALIKE, output

CONFIGURATION = """
spark.driver.memory 1g
spark.speculation true
spark.speculation.multiplier 1.1
spark.speculation.quantile 0.1
spark.sql.shuffle.partitions 8
spark.ui.enabled false
"""


@pytest.mark.usefixtures("spark")
def test_an_executor_killed_in_the_middle_changes_no_row(tmp_path: Path, large: bool) -> None:
    if not large:
        pytest.skip("two executors take a minute to start and to lose: --large")
    import pyspark

    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "spark-defaults.conf").write_text(CONFIGURATION)
    pages = write_lines(tmp_path / "pages.jsonl", records(200))
    run([pages], tmp_path / "one", settings(**ALIKE))
    out = tmp_path / "two"
    command = [sys.executable, "-m", "dedup", "clean", str(pages), "--out", str(out), "--engine", "spark"]
    command += ["--master", "local-cluster[2,1,1024]", "--passages", "off", "--no-report", "--max-removed", "1"]
    home = str(Path(pyspark.__file__).parent)
    started = subprocess.Popen(command, env=os.environ | {"SPARK_CONF_DIR": str(tmp_path / "conf"), "SPARK_HOME": home})
    while started.poll() is None and not list(out.glob(".work/*/*-clean")):
        time.sleep(0.2)
    assert started.poll() is None, "the run goes on while the executor is killed"
    os.kill(executors_below(started.pid)[0], signal.SIGKILL)
    assert started.wait() == 0
    for name in ("documents", "duplicates", "removed"):
        assert output(out, name) == output(tmp_path / "one", name)


def executors_below(parent: int) -> list[int]:
    """The executors among the descendants of a process."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            above = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended
        children.setdefault(above, []).append(int(path.parent.name))
    found, waiting = [], [parent]
    while waiting:
        for child in children.get(waiting.pop(), []):
            waiting.append(child)
            if b"CoarseGrainedExecutorBackend" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
    return found
