"""The one Spark of a test process: what starts first gives its settings to all that ask for one later."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from importlib import util
from typing import Any

import pytest

_SETTINGS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # little is worth compiling well
    "spark.driver.memory": "2g",
    "spark.log.level": "ERROR",
    "spark.python.daemon.module": "dedup.spark.daemon",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "3",
    "spark.sql.warehouse.dir": "/tmp/no-warehouse",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",  # little is worth compiling at all: see `plans` in spark/test_run.py
    "spark.sql.codegen.wholeStage": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@cache
def local_spark() -> Any:
    """Return a session of two cores, whose workers run this Python; skip where Spark or Java is missing."""
    if util.find_spec("pyspark") is None or util.find_spec("pyarrow") is None:
        pytest.skip("pyspark is not installed: pip install 'dedup-arabic[spark]'")
    if shutil.which("java") is None:
        pytest.skip("there is no Java, which Spark needs: apt-get install default-jre-headless")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable  # the only way to say which Python the workers of a local Spark run
    builder = SparkSession.builder.master("local[2]")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
