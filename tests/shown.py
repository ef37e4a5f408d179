"""What the README shows of a run, made from a run: `python -m tests.shown` writes it anew."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_LONGEST = 34  # characters of a string that are shown
_FILES = ("documents", "duplicates", "removed", "passages")


def shown(out: Path) -> dict[str, str]:
    """The blocks between the marks of the README, by their names."""
    done = subprocess.run(
        [sys.executable, "-m", "dedup", "clean", "docs/examples/crawl.jsonl", "-o", str(out)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)},
        check=True,
    )
    summary = done.stdout.partition("\nFiles in ")[0]
    lines = [line.rstrip() for line in re.sub("[\u2068\u2069]", "", summary).splitlines()]
    lines = [line for line in lines if not line.startswith("  seconds ")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
    files = []
    for name in _FILES:
        records = (out / f"{name}.jsonl").read_text("utf-8").splitlines()[:3]
        files.append(f"```json {name}.jsonl\n" + "\n".join(map(_shortened, records)) + "\n```")
    return {"summary": f"```text\n{text}\n```", "files": "\n\n".join(files)}


def blocks() -> dict[str, str]:
    """The same blocks as the README has them."""
    found = re.findall(r"<!-- shown: (\w+) -->\n(.*?)\n?<!-- end -->", README.read_text("utf-8"), re.DOTALL)
    return dict(found)


def without_reasons(block: str) -> str:
    """A block without what differs from one training of the weights, or from one run, to the next.

    The width of a column is that of its longest value, be it the seconds of the run.
    """
    block = re.sub(" {2,}", "  ", block)
    return re.sub(r'"(rule|confidence)": ("[^"]*"|[\d.]+)', r'"\1"', block)


def _shortened(line: str) -> str:
    def short(value: object) -> object:
        if isinstance(value, str):
            flat = value.rstrip("\n").replace("\n", " ")
            return flat if len(flat) <= _LONGEST else flat[:_LONGEST].rpartition(" ")[0] + "…"
        if isinstance(value, dict):
            return {key: short(held) for key, held in value.items()}
        if isinstance(value, float):
            return round(value, 3)
        return value

    return json.dumps(short(json.loads(line)), ensure_ascii=False)


def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = shown(Path(folder) / "out")
    text = README.read_text("utf-8")
    for name, block in made.items():
        text = re.sub(
            rf"(<!-- shown: {name} -->\n).*?(<!-- end -->)",
            lambda m, b=block: m[1] + b + "\n" + m[2],
            text,
            flags=re.DOTALL,
        )
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    _main()
