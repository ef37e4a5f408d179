"""`python -m tests.skipped REPORT.xml`: the files of the tests that were skipped, by a report of pytest.

They are those that need what an environment lacks, to be run again in one that has it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_SKIPPED = "skipped[@type='pytest.skip']"  # of type `pytest.xfail` are failures that are known


def skipped_files(report: Path) -> Iterator[str]:
    """Yield the path of each file with a skipped test, and the folder of each file skipped as a whole; each once."""
    cases = (case for case in ElementTree.parse(report).iter("testcase") if case.find(_SKIPPED) is not None)
    # Where a file is skipped as a whole, all of its folder may be, of which only one is reported.
    modules = (case.get("classname") or case.get("name", "").rpartition(".")[0] for case in cases)
    for module in dict.fromkeys(modules):
        parts = module.split(".")
        while parts and not (path := Path(*parts)).is_dir():  # behind the file may stand the name of a class
            if (file := path.with_suffix(".py")).is_file():
                path = file
                break
            parts.pop()
        if parts:
            yield str(path)


if __name__ == "__main__":
    print(*skipped_files(Path(sys.argv[1])), sep="\n")
