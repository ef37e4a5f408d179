"""What Spark needs on this machine, and one sentence where it is missing."""

from __future__ import annotations

import os
import shutil
from functools import cache
from importlib import import_module, util

from dedup.errors import DedupError


@cache
def require_spark() -> None:
    """Raise `DedupError` where pyspark or pyarrow cannot be imported, or there is no Java to start Spark with."""
    if missing := missing_packages() or missing_java():
        raise DedupError(missing)


def missing_packages() -> str:
    """The sentence for a package that is not installed; empty where all are."""
    for package in ("pyspark", "pyarrow"):
        if util.find_spec(package) is None:
            return f'{package} is not installed: pip install "dedup-arabic[spark]"'
    import_module("pyspark")
    return ""


def missing_java() -> str:
    """The sentence for a machine without Java; empty where there is one. A running Spark has its own."""
    from pyspark import SparkContext

    if SparkContext._gateway is not None or os.environ.get("PYSPARK_GATEWAY_PORT"):
        return ""
    home = os.environ.get("JAVA_HOME")
    if (home and shutil.which("java", path=os.path.join(home, "bin"))) or shutil.which("java"):
        return ""
    return "Spark needs Java 17 or later, and there is no java here: on Debian, apt-get install default-jre-headless"
