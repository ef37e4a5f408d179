"""Every id has a text path of its own that stays inside the tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.files import text_path

IDS = st.text(st.sampled_from("aA./\\%~2EFx:\0ب\ud800 #") | st.characters(exclude_categories=()), max_size=20)
IDS |= st.builds(lambda text: f"{text}.txt", IDS)


def id_of(path: str) -> str:
    """The id that a path (without a shortened name) was made from."""
    body, text_suffix = (path[: -len(".id.txt")], "") if path.endswith(".id.txt") else (path[:-4], path[-4:])
    as_bytes = b"".join(
        bytes.fromhex(piece[1:]) if re.fullmatch("%[0-9A-F]{2}", piece) else piece.encode("utf-8", "surrogatepass")
        for piece in re.split("(%[0-9A-F]{2})", "/".join("" if name == "%~" else name for name in body.split("/")))
    )
    return as_bytes.decode("utf-8", "surrogatepass") + text_suffix


@pytest.mark.parametrize("name", ["a.txt", "bbc/2023/خبر عاجل.txt", "100%.txt", "10:30?.txt", "A.TXT", "a%2e.txt"])
def test_a_text_file_keeps_its_place(name: str) -> None:
    assert text_path(name).as_posix() == name


@pytest.mark.parametrize(
    ("page_id", "path"),
    [
        ("2015-07-21-0", "2015-07-21-0.id.txt"),
        ("bbc/a.txt#2", "bbc/a.txt#2.id.txt"),
        ("crawl.jsonl:12", "crawl.jsonl%3A12.id.txt"),
        ("https://x.com/a?b=1", "https%3A/%~/x.com/a%3Fb=1.id.txt"),
        ("/etc/passwd", "%~/etc/passwd.id.txt"),
        ("../../x.txt", "%2E%2E/%2E%2E/x.txt"),
        ("C:\\x.txt", "C%3A%5Cx.txt"),
        ("a.txt/b.txt", "a%2Etxt/b.txt"),
        ("", ".id.txt"),
        ("\ud800", "%ED%A0%80.id.txt"),
        ("a%20b", "a%2520b.id.txt"),
    ],
)
def test_any_other_id_becomes_a_safe_path(page_id: str, path: str) -> None:
    assert text_path(page_id).as_posix() == path


@given(IDS)
def test_no_two_ids_share_a_path(page_id: str) -> None:
    assert id_of(str(text_path(page_id))) == page_id


@given(IDS)
def test_paths_stay_inside_the_tree_and_never_cross(page_id: str) -> None:
    path = text_path(page_id)
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert path.name.lower().endswith(".txt")
    assert not any(folder.lower().endswith(".txt") for folder in path.parts[:-1])
    str(path).encode("utf-8")


def test_long_names_are_shortened_and_stay_apart(tmp_path: Path) -> None:
    ids = ["ط" * 500 + end for end in ("", "a", ".txt", "b.txt")] + [f"{'x' * 90}/" * 100 + end for end in "ab"]
    ids.append(f"{'y' * 300}/z.txt")
    paths = [text_path(page_id) for page_id in ids]
    assert len(set(paths)) == len(ids)
    for path in paths:
        assert all(len(name.encode()) < 255 for name in path.parts)
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x")
