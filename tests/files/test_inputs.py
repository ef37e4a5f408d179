"""Every file below an input is read or listed, under one name, whatever the order it is given in."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import re
import sys
from pathlib import Path
from typing import get_type_hints

import pytest
import zstandard

from dedup.cli.commands.clean import clean
from dedup.errors import DedupError
from dedup.files import Inputs, find_inputs, is_inside
from dedup.files.kinds import READABLE, is_text_file
from dedup.names import KIND_OF_SUFFIX
from tests.architecture import ROOT
from tests.files.reading import SEEDS, seed_lines


def reasons(inputs: Inputs) -> dict[str, str]:
    return {item.where: item.reason for item in inputs.skipped}


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_the_seeds_are_five_texts() -> None:
    inputs = find_inputs([SEEDS])
    assert [(file.name[:3], file.kind, file.source) for file in inputs.files] == [
        (f"00{number}", "text", "") for number in range(5)
    ]
    assert inputs.skipped == ()


@pytest.mark.parametrize(
    ("name", "kind", "compression"),
    [
        ("a.txt", "text", ""),
        ("a.TXT", "text", ""),
        ("a.txt.gz", "text", "gzip"),
        ("a.jsonl", "jsonl", ""),
        ("a.NDJSON", "jsonl", ""),
        ("items.jl", "jsonl", ""),
        ("c4-ar.00000-of-01024.json.gz", "jsonl", "gzip"),
        ("a.jsonl.bz2", "jsonl", "bzip2"),
        ("a.ndjson.zst", "jsonl", "zstd"),
        ("a.JSONL.ZST", "jsonl", "zstd"),
        ("a.json.xz", "jsonl", "xz"),
        ("a.csv", "csv", ""),
        ("a.tsv.gz", "csv", "gzip"),
        ("a.parquet", "parquet", ""),
    ],
)
def test_kinds_are_known_by_name_in_either_case(tmp_path: Path, name: str, kind: str, compression: str) -> None:
    compress = {"gzip": gzip.compress, "bzip2": bz2.compress, "zstd": zstandard.compress, "xz": lzma.compress}
    (tmp_path / name).write_bytes(compress.get(compression, bytes)(b"x"))
    (file,) = find_inputs([tmp_path]).files
    assert (file.kind, file.compression) == (kind, compression)


def test_a_name_that_says_nothing_is_known_by_content(tmp_path: Path) -> None:
    pytest.importorskip("resiliparse", reason="the extra [web] is not installed")
    lines, page = seed_lines(), "صفحة بلا امتداد\n".encode()
    contents = {
        "array": b' [\n  {"text": "x"}]',
        "empty-array": b"[ ]\n",
        "aljazeera.net": page,
        "binary": bytes(range(256)),
        "crawl": b"\xef\xbb\xbf\n" + lines,
        "crawl.gz": gzip.compress(lines),
        "long": page * 9000,
        "notes.gz": gzip.compress(b"plain text"),
        "old": "صفحة قديمة في ترميز آخر".encode("windows-1256"),
        "packed": lzma.compress(lines),
        "part-00000": b"id;text\n1;x\n",
        "rows": b"PAR1\x15\x04",
        "script.py": 'print("نص")  # for x in range(10): print(x) and so on\n'.encode(),
        "shard.00001-of-00002": bz2.compress(lines),
        "table.dump": b'"text",url\n',
        "wide": "صفحة\n".encode("utf-16"),
        "index": b"<!DOCTYPE html><p>x",
        "pages.zip": b"PK\x03\x04" + bytes(30),
        "pages.xlsx": b"PK\x03\x04" + bytes(30),
        "pages.pdf": b"%PDF-1.4",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    inputs = find_inputs([tmp_path])
    assert {file.name: (file.kind, file.compression) for file in inputs.files} == {
        "aljazeera.net": ("text", ""),
        "array": ("jsonl", ""),
        "empty-array": ("jsonl", ""),
        "crawl": ("jsonl", ""),
        "crawl.gz": ("jsonl", "gzip"),
        "index": ("html", ""),
        "long": ("text", ""),
        "notes.gz": ("text", "gzip"),
        "old": ("text", ""),
        "packed": ("jsonl", "xz"),
        "part-00000": ("csv", ""),
        "rows": ("parquet", ""),
        "shard.00001-of-00002": ("jsonl", "bzip2"),
        "table.dump": ("csv", ""),
        "wide": ("text", ""),
    }
    assert set(reasons(inputs)) == {"binary", "pages.pdf", "pages.xlsx", "pages.zip", "script.py"}
    assert set(reasons(inputs).values()) == {"unknown-kind"}
    remedies = [item.detail.partition(": ")[2] for item in inputs.skipped if item.where.startswith("pages")]
    assert remedies == ["save its text as .txt", "save its table as .csv", "unpack it, and give the folder"]


def test_a_table_without_suffix_is_known_by_its_text_column(tmp_path: Path) -> None:
    (tmp_path / "export").write_bytes("معرف,النص\n1,خبر\n".encode())
    assert [file.kind for file in find_inputs([tmp_path]).files] == ["text"]
    assert [file.kind for file in find_inputs([tmp_path], text_field="النص").files] == ["csv"]


def test_what_is_not_read_is_listed(tmp_path: Path) -> None:
    fill(
        tmp_path,
        "a.pdf",
        "b.parquet.gz",
        "c.mhtml",
        "d.tar.gz",
        ".DS_Store",
        ".git/config",
        "x.txt/inner.txt",
    )
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    os.mkfifo(tmp_path / "pipe.jsonl")
    inputs = find_inputs([tmp_path])
    assert [file.name for file in inputs.files] == ["empty.txt", "x.txt/inner.txt"]
    assert reasons(inputs) == {
        ".DS_Store": "hidden",
        ".git": "hidden",
        "a.pdf": "unknown-kind",
        "b.parquet.gz": "unknown-kind",
        "c.mhtml": "unknown-kind",
        "d.tar.gz": "truncated",
        "dangling.txt": "unreadable",
        "empty.jsonl": "empty",
        "pipe.jsonl": "not-a-file",
        "self.txt": "unreadable",
    }
    assert [item.detail for item in inputs.skipped if not item.detail.startswith(item.where)] == []


def test_a_hidden_input_is_read_where_it_is_named(tmp_path: Path) -> None:
    fill(tmp_path, ".cache/a.txt", ".b.txt")
    assert [file.name for file in find_inputs([tmp_path / ".cache", tmp_path / ".b.txt"]).files] == [
        ".b.txt",
        "a.txt",
    ]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "closed/a.txt", "open/b.txt")
    listed = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    inputs = find_inputs([tmp_path])
    assert [file.name for file in inputs.files] == ["open/b.txt"]
    assert reasons(inputs) == {"closed": "unreadable"}
    assert "Permission denied" in inputs.skipped[0].detail


def test_the_source_is_the_first_folder_level(tmp_path: Path) -> None:
    fill(tmp_path, "bbc/2023/a.txt", "b.txt")
    assert [(file.name, file.source) for file in find_inputs([tmp_path]).files] == [
        ("b.txt", ""),
        ("bbc/2023/a.txt", "bbc"),
    ]
    assert find_inputs([tmp_path / "bbc" / "2023" / "a.txt"]).files[0].source == ""


def test_names_are_unique_and_independent_of_the_order_given(tmp_path: Path) -> None:
    fill(tmp_path, "1/left/x.txt", "2/left/x.txt", "right/x.txt", "right/y.txt")
    paths = [
        tmp_path / "1" / "left",
        tmp_path / "2" / "left",
        tmp_path / "right",
        tmp_path / "right" / "y.txt",
    ]
    inputs = find_inputs(paths)
    assert [file.name for file in inputs.files] == ["left/x.txt", "left/x.txt~2", "right/x.txt", "y.txt"]
    assert inputs == find_inputs(paths[::-1])


def test_a_file_reached_over_two_inputs_is_read_once(tmp_path: Path) -> None:
    fill(tmp_path, "site/a.txt")
    for paths in ([tmp_path, tmp_path / "site" / "a.txt"], [tmp_path / "site", tmp_path]):
        assert [file.name for file in find_inputs(paths).files] == ["site/a.txt"]


def test_linked_folders_are_followed_once(tmp_path: Path) -> None:
    fill(tmp_path, "in/z/a.txt", "elsewhere/b.txt")
    (tmp_path / "in" / "a-link").symlink_to(tmp_path / "in" / "z")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "other").symlink_to(tmp_path / "elsewhere")
    inputs = find_inputs([tmp_path / "in"])
    assert [file.name for file in inputs.files] == ["other/b.txt", "z/a.txt"]
    assert reasons(inputs) == {"a-link": "linked-again", "loop": "linked-again"}
    assert inputs.skipped[0].detail == "a-link is a link to a folder that is read already"


def test_a_missing_input_is_named() -> None:
    with pytest.raises(DedupError, match=r"no/such/place: no such file or folder"):
        find_inputs([Path("no/such/place")])


def test_the_output_folder_is_not_read(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "out/documents.jsonl")
    inputs = find_inputs([tmp_path], out=tmp_path / "out")
    assert [file.name for file in inputs.files] == ["a.txt"]
    assert reasons(inputs) == {"out": "output-folder"}
    assert inputs.skipped[0].detail == "out is the output folder of the run, which is not read"


def test_is_inside(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.txt")
    folder, file = tmp_path / "in", tmp_path / "in" / "a.txt"
    (tmp_path / "link").symlink_to(folder)
    assert is_inside(folder, [folder])
    assert is_inside(folder / "out", [tmp_path / "x", folder])
    assert is_inside(tmp_path / "link" / "out", [folder])
    assert not is_inside(tmp_path / "in-out", [folder])
    assert not is_inside(folder / "out", [file])


@pytest.mark.parametrize(
    ("name", "package"), [("a.html", "resiliparse"), ("a.htm.gz", "resiliparse"), ("a.warc.gz", "fastwarc")]
)
def test_a_missing_package_is_asked_for_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    (tmp_path / name).write_bytes(gzip.compress(b"<html>"))
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DedupError, match=rf"needs {package}: pip install 'dedup-arabic\[web\]'"):
        find_inputs([tmp_path])


def test_a_missing_package_keeps_no_other_file_from_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.html", "b.wet", "c.warc.gz"):
        (tmp_path / name).write_bytes(b"WARC/1.0")
    monkeypatch.setitem(sys.modules, "resiliparse", None)
    monkeypatch.setitem(sys.modules, "fastwarc", None)
    found = find_inputs([tmp_path])
    assert [file.name for file in found.files] == ["b.wet"]
    assert [(file.where, file.reason) for file in found.skipped] == [
        ("a.html", "missing-package"),
        ("c.warc.gz", "missing-package"),
    ]
    assert "reading HTML needs resiliparse: pip install 'dedup-arabic[web]'" in found.skipped[0].detail


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("a.txt", True),
        ("folder/a.txt.gz", True),
        ("a.txt.zst", True),
        ("a.jsonl", False),
        ("a.gz", False),
        ("txt", False),
    ],
)
def test_a_text_file_is_told_by_its_name(name: str, is_one: bool) -> None:
    assert is_text_file(name) == is_one


@pytest.mark.parametrize("suffix", KIND_OF_SUFFIX)
def test_messages_help_and_docs_name_every_suffix_that_is_read(suffix: str) -> None:
    (argument,) = get_type_hints(clean, include_extras=True)["inputs"].__metadata__
    for text in (READABLE, argument.help, (ROOT / "docs" / "files.md").read_text("utf-8")):
        assert re.search(rf"(?<![\w.]){re.escape(suffix)}(?![\w.]\w)", text)


def test_a_linked_folder_that_is_given_too_is_read_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "b" / "x.txt").write_text("نص", "utf-8")
    (tmp_path / "a" / "link").symlink_to(tmp_path / "b")
    assert [file.name for file in find_inputs([tmp_path / "a", tmp_path / "b"]).files] == ["link/x.txt"]
