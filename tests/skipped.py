"""`python -m tests.skipped REPORT.xml`: the tests that were skipped, by a report of pytest.

They are those that need what an environment lacks, to be run again in one that has it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_SKIPPED = "skipped[@type='pytest.skip']"  # of type `pytest.xfail` are failures that are known


def skipped_tests(report: Path) -> Iterator[str]:
    """Yield each test that was skipped, as pytest takes it: `tests/test_x.py::test_y`, which is all of its parameters.

    Of a file that was skipped as a whole, its folder: all of that may be skipped, and only one file is reported.
    """
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find(_SKIPPED) is None:
            continue
        module, name = case.get("classname", ""), case.get("name", "")
        if not module:
            yield str(Path(*name.split(".")[:-1]))
            continue
        parts = module.split(".")
        below: list[str] = []  # the names of classes
        while not (file := Path(*parts).with_suffix(".py")).is_file():
            below.insert(0, parts.pop())
        yield "::".join([str(file), *below, name.partition("[")[0]])


if __name__ == "__main__":
    print(*dict.fromkeys(skipped_tests(Path(sys.argv[1]))), sep="\n")
