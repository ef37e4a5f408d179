"""`dedup train` checks what it is given before it asks for the packages that training needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.processes import COMMAND, python

WITHOUT_TORCH = f"import sys; sys.modules['torch'] = None; {COMMAND}"
TEXT = "عنوان\nنص المقال هنا"
TITLE = {"start": 0, "end": 6, "label": "title", "art": 1}
BODY = {"start": 6, "end": len(TEXT), "label": "body", "art": 1}


def annotated(*spans: dict[str, object]) -> str:
    """A line with one annotated page."""
    return json.dumps({"id": "1", "source": "s", "text": TEXT, "spans": spans}) + "\n"


def trained(folder: Path, *options: object) -> list[str]:
    """What the command says to the file of the folder where torch is missing; it ends with status 1."""
    out = folder / "out.weights"
    done = python(WITHOUT_TORCH, "train", folder / "pages.jsonl", "--out", out, *options, COLUMNS="120")
    assert (done.returncode, done.stdout, out.exists()) == (1, "", False)
    return done.stderr.splitlines()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{\n", "pages.jsonl: no file of annotated pages"),
        (annotated(TITLE, {**BODY, "start": 3}), "the spans of page '1' do not tile its text"),
        (annotated(TITLE, {**BODY, "label": "foo"}), "page '1' has the label 'foo'"),
        (annotated(TITLE, {**BODY, "start": BODY["start"] + 0.5}), "line 1: "),
        (annotated(TITLE, {k: v for k, v in BODY.items() if k != "art"}), "line 1: 'art' is missing"),
        ("", "there is no annotated page in the files given"),
        (annotated(TITLE, {**BODY, "art": 2}), "none of the annotated pages has an article"),
    ],
)
def test_files_are_checked_whether_or_not_torch_is_there(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "pages.jsonl").write_text(content, "utf-8")
    (sentence,) = trained(tmp_path)
    assert told in sentence


def test_torch_is_asked_for_where_all_else_is_right(tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text(annotated(TITLE, BODY), "utf-8")
    assert trained(tmp_path) == ["dedup: dedup train needs torch: pip install 'dedup-arabic[train]'"]
    (told,) = trained(tmp_path, "--model", tmp_path / "pages.jsonl")
    assert "not a file of weights" in told


def test_annotated_pages_are_read_without_torch() -> None:
    done = python("import sys, dedup.boilerplate.training.gold; print('torch' in sys.modules)")
    assert done.stdout == "False\n"
