"""Every record that is accepted comes back, whatever else stands in it; and nothing is written where it should not."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dedup.errors import DedupError
from dedup.names import RestoreFormat
from dedup.pipeline import run
from dedup.restore import restore
from tests.pipeline.crawls import settings

_LONE = re.compile("[\ud800-\udfff]")
_CHARACTERS = st.characters()  # lone surrogates too
_NAMES = st.text(_CHARACTERS, max_size=6) | st.sampled_from(
    ["id", "text", "dedup", "source", "date", "title", "input_id", "spans", "parent", "\ud800", "\udc00x", "ID", ""]
)
_NUMBERS = st.sampled_from(
    ["9" * 5_000, "-" + "1" * 5_000, "1" * 400 + "." + "1" * 400, "1e99999", "-1E-99999", "NaN", "Infinity",
     "-Infinity", "-0", "18446744073709551616", "0.1"]
)  # fmt: skip
_SCALARS = _NUMBERS | st.text(_CHARACTERS, max_size=8).map(json.dumps) | st.sampled_from(["null", "true", "false"])


def _object(members: list[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in members) + "}"


_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda values: f"[{','.join(values)}]")
        | st.lists(st.tuples(_NAMES, inner), max_size=3).map(_object)
    ),
    max_leaves=6,
)
_TEXTS = st.text(_CHARACTERS, max_size=40) | st.sampled_from(["قال الوزير إن العمل بدأ.", "\ud800", "\0", ""])


@st.composite
def _record(draw: st.DrawFn) -> str:
    members = draw(st.lists(st.tuples(_NAMES, _VALUES), max_size=5))
    return _object([*members, ("text", json.dumps(draw(_TEXTS)))])


def pages(folder: Path) -> list[Any]:
    return [json.loads(line) for line in (folder / "pages.jsonl").read_bytes().splitlines()]


def text_of(line: str) -> str:
    text: str = json.loads(line, parse_int=str, parse_float=str)["text"]
    return text


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["jsonl", "parquet", "txt"])
def test_every_accepted_record_comes_back(tmp_path_factory: pytest.TempPathFactory, kind: str, large: bool) -> None:
    @hypothesis_settings(max_examples=60 if large else 6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(_record(), min_size=15, max_size=40))
    @example(
        [r'{"date": "\ud800", "text": ""}', r'{"source": "\udc00", "title": "\ud800", "id": "\ud8ff", "text": "a"}']
    )
    def comes_back(lines: list[str]) -> None:
        folder = tmp_path_factory.mktemp("run")
        (folder / "in.jsonl").write_text("\n".join(lines), "utf-8")
        run([folder / "in.jsonl"], folder / "out", settings(format=kind, max_removed=1.0))
        assert (folder / "out" / "rejected.jsonl").read_bytes() == b""
        restore(folder / "out", folder / "pages")
        expected = [text_of(line) for line in lines]
        found = [page["text"] for page in pages(folder / "pages")]
        if kind == "parquet":  # which holds UTF-8 alone
            expected, found = [[_LONE.sub("\ufffd", text) for text in texts] for texts in (expected, found)]
        assert sorted(found) == sorted(expected)
        restore(folder / "out", folder / "tree", "txt")
        assert sum(path.is_file() for path in (folder / "tree").rglob("*")) == len(lines)
        shutil.rmtree(folder)

    comes_back()


ODD = [
    b'{"id": "a", "text": "x", "\\ud800": ' + b"9" * 5_000 + b"}",
    b'{"id": "\\ud800", "text": "y"}',
    b'{"id": "\\ud801", "text": "z"}',
    b'{"id": "?", "text": "w", "dedup": {"\\ud800": NaN}}',
    b'{"id": ' + b"7" * 5_000 + b', "text": "v", "date": ' + b"7" * 5_000 + b"}",
]


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "txt"])
def test_odd_ids_and_names_beside_large_numbers(tmp_path: Path, kind: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(ODD))
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings(format=kind, max_removed=1.0))
    assert restore(tmp_path / "out", tmp_path / "pages") == len(ODD)
    assert sorted(page["text"] for page in pages(tmp_path / "pages")) == sorted("xyzwv")


@pytest.fixture
def small_run(tmp_path: Path) -> Path:
    folder = tmp_path / "in" / "folder"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("قال الوزير إن العمل بدأ.\nاقرأ أيضا:\nخبر آخر عن المدينة\n", "utf-8")
    (tmp_path / "in" / "b.txt").write_text("وصل الرئيس إلى العاصمة أمس.", "utf-8")
    run([tmp_path / "in"], tmp_path / "out", settings(max_removed=1.0))
    return tmp_path / "out"


@pytest.mark.parametrize("change", [(b'"end":', b'"end":1'), (b'"start":', b'"start":-1')])
def test_a_span_that_is_not_as_long_as_its_text(small_run: Path, tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    removed = small_run / "removed.jsonl"
    assert b'"end":' in removed.read_bytes()
    removed.write_bytes(removed.read_bytes().replace(*change, 1))
    with pytest.raises(DedupError, match=r"removed\.jsonl, page folder/a\.txt: the span"):
        restore(small_run, tmp_path / "pages")


def test_files_are_not_written_through_links(small_run: Path, tmp_path: Path) -> None:
    victim, out = tmp_path / "victim", tmp_path / "pages"
    victim.write_text("mine")
    (out / "folder").mkdir(parents=True)
    (out / "folder" / "a.txt").symlink_to(victim)
    (out / "b.txt").symlink_to(victim)
    (out / ".pages.jsonl.partial").symlink_to(victim)
    (out / "pages.jsonl").symlink_to(victim)
    restore(small_run, out, "txt")
    restore(small_run, out)
    assert victim.read_text() == "mine"
    assert (out / "b.txt").read_text("utf-8") == "وصل الرئيس إلى العاصمة أمس."
    assert not (out / "folder" / "a.txt").is_symlink()
    assert len(pages(out)) == 2


@pytest.mark.parametrize(("kind", "name"), [("txt", "b.txt"), ("jsonl", "pages.jsonl")])
def test_files_of_others_are_left(small_run: Path, tmp_path: Path, kind: RestoreFormat, name: str) -> None:
    out = tmp_path / "pages"
    out.mkdir()
    (tmp_path / "mine").write_text("mine")
    os.link(tmp_path / "mine", out / name)
    with pytest.raises(DedupError, match=rf"{name} is there already and is not what would be written"):
        restore(small_run, out, kind)
    assert [path.name for path in out.iterdir()] == [name]
    assert (out / name).read_text() == "mine"


def test_pages_are_restored_over_themselves_but_not_into_a_run(small_run: Path, tmp_path: Path) -> None:
    for kind in get_args(RestoreFormat):
        assert restore(small_run, tmp_path / kind, kind) == restore(small_run, tmp_path / kind, kind) == 2
        written = next(path for path in (tmp_path / kind).rglob("*") if path.is_file())
        written.write_bytes(written.read_bytes()[:10])  # as an interrupted run leaves it
        assert restore(small_run, tmp_path / kind, kind) == 2
    with pytest.raises(DedupError, match="holds a run of dedup"):
        restore(small_run, small_run)


def test_a_folder_that_is_a_link_is_refused(small_run: Path, tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "folder").symlink_to(tmp_path / "victim")
    with pytest.raises(DedupError, match="is a link, and pages are not written through links"):
        restore(small_run, tmp_path / "pages", "txt")
    assert not any((tmp_path / "victim").iterdir())


def test_the_folder_itself_may_be_a_link(small_run: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "pages").symlink_to(tmp_path / "elsewhere")
    assert restore(small_run, tmp_path / "pages", "txt") == 2
    assert (tmp_path / "elsewhere" / "folder" / "a.txt").exists()
