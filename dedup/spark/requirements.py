"""What Spark needs on this machine, and one sentence where it is missing."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module

from dedup.errors import DedupError


def require_packages() -> None:
    """Raise `DedupError`, which names the Python, where pyspark or pyarrow is not installed."""
    for package in ("pyspark", "pyarrow"):
        try:
            import_module(package)
        except ImportError as error:
            sentence = f'Spark needs {package}, which {sys.executable} does not have: pip install "dedup-arabic[spark]"'
            raise DedupError(sentence) from error


def require_java() -> None:
    """Raise `DedupError` where there is no `java` to start Spark with; under `spark-submit` nothing is checked."""
    if "PYSPARK_GATEWAY_PORT" in os.environ:  # spark-submit has started it already
        return
    home = os.environ.get("JAVA_HOME")
    if not (home and shutil.which("java", path=os.path.join(home, "bin"))) and not shutil.which("java"):
        raise DedupError(
            "Spark needs Java 17 or later, and there is no java here: on Debian, apt-get install default-jre-headless"
        )
