"""`python -m tests.skipped REPORT.xml`: the files of the tests that were skipped, by a report of pytest.

They are those that need what an environment lacks, to be run again in one that has it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree


def skipped_files(report: Path) -> Iterator[str]:
    """Yield the path of each file of which some test, or all of it, was skipped; each once, in order."""
    cases = (case for case in ElementTree.parse(report).iter("testcase") if case.find("skipped") is not None)
    modules = (case.get("classname") or case.get("name", "") for case in cases)
    for module in dict.fromkeys(modules):
        parts = module.split(".")
        # The name of a class may stand behind that of the file; a folder is skipped by its `__init__.py`.
        for count in range(len(parts), 0, -1):
            path = Path(*parts[:count])
            if path.with_suffix(".py").is_file() or path.is_dir():
                yield str(path if path.is_dir() else path.with_suffix(".py"))
                break


if __name__ == "__main__":
    print(*skipped_files(Path(sys.argv[1])), sep="\n")
