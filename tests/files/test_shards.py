"""Lines joined into files of bounded size."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.files.shards import is_shard, joined_lines, shard_names

LINES = st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b" ") + b"\n"), max_size=4)


@settings(deadline=None)
@given(parts=st.lists(LINES, max_size=6), limit=st.integers(0, 30))
def test_every_line_is_in_one_file_of_bounded_size(
    parts: list[list[bytes]], limit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("shards")
    paths = [folder / f"part-{place}" for place in range(len(parts))]
    for path, lines in zip(paths, parts, strict=True):
        path.write_bytes(b"".join(lines))
    made = joined_lines(paths, folder / "documents", limit, lambda line: line)
    shards = [path.read_bytes() for path in made]
    assert b"".join(shards) == b"".join(line for part in parts for line in part)
    if not limit:
        assert len(shards) == 1
    for before, after in pairwise(shards):
        assert len(before) <= limit or before.count(b"\n") == 1
        assert len(before) + after.index(b"\n") + 1 > limit  # no file is begun without need


def test_the_first_line_of_each_file_is_passed_on(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(b"1\n2\n3\n4\n5\n")
    made = joined_lines([tmp_path / "part"], tmp_path / "documents", 4, lambda line: b"first " + line)
    assert [path.read_bytes() for path in made] == [b"first 1\n2\n", b"first 3\n4\n", b"first 5\n"]


def test_names_say_which_of_how_many() -> None:
    names = shard_names("documents", "parquet", 3)
    assert names == [f"documents-0000{place}-of-00003.parquet" for place in range(3)]
    assert all(map(is_shard, names))
    assert not any(map(is_shard, ["documents.jsonl", "removed-00000-of-00001.jsonl", "documents-0-of-1.jsonl"]))
