"""A Spark on this machine; where there is none, what needs it is skipped."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from importlib import util
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session of two cores."""
    if util.find_spec("pyspark") is None or util.find_spec("pyarrow") is None:
        pytest.skip("pyspark is not installed: pip install 'dedup-arabic[spark]'")
    if shutil.which("java") is None:
        pytest.skip("there is no Java, which Spark needs: apt-get install default-jre-headless")
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # little is worth compiling well
        "spark.driver.memory": "2g",
        "spark.python.daemon.module": "dedup.spark.daemon",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "50",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "3",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
