"""Every example of the README does what it says there."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("code", blocks("python"))
def test_python_examples_print_what_their_comments_say(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    promised = re.findall(r"print\(.*\)\s*# (.+)$", code, re.MULTILINE)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})  # the examples as they are printed
    assert printed.getvalue().splitlines()[: len(promised)] == promised


def commands() -> list[str]:
    lines = "\n".join(blocks("sh")).splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.startswith("dedup ")]


def test_commands_run_as_printed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copytree(ROOT / "seeds", tmp_path / "pages")
    record = '{"id": "crawl-1", "text": "افتتح أمير المنطقة معرض الكتاب بحضور عدد من الأدباء."}\n'
    (tmp_path / "crawl.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(record.encode()))
    assert len(commands()) >= 4
    for command in commands():
        run = [sys.executable, "-m", "dedup", *shlex.split(command)[1:]]
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, (command, done.stderr)
        assert "Traceback" not in done.stderr
