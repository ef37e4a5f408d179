"""Of a broken compressed file each whole line before the break is read; one rejection stands for the rest."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import zstandard

from dedup.files import Rejected, find_inputs
from dedup.files.compressed import BrokenStreamError, decompressed
from tests.files.reading import read_all, records, rejections, seed_lines, skip_without_reader

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "bzip2": lambda data: bz2.compress(data, 1),
    "xz": lambda data: lzma.compress(data, preset=0),
}
SUFFIX = {"gzip": ".jsonl.gz", "zstd": ".jsonl.zst", "bzip2": ".jsonl.bz2", "xz": ".jsonl.xz"}
EACH = pytest.mark.parametrize("compression", sorted(COMPRESS))


def many_lines(count: int) -> list[bytes]:
    """Lines that do not compress to nothing, so that breaks fall between them."""
    words = seed_lines().decode().split()
    rng = random.Random(1)
    texts = (" ".join(rng.choices(words, k=40)).replace('"', "").replace("\\", "") for _ in range(count))
    return [b'{"id":%d,"text":"%b"}\n' % (number, text.encode()) for number, text in enumerate(texts)]


def content(data: bytes, compression: str) -> tuple[bytes, str]:
    """The bytes that can be had, and the reason of the break if there is one."""
    pieces = []
    try:
        for piece in decompressed(io.BytesIO(data), compression):
            pieces.append(piece)
    except BrokenStreamError as error:
        return b"".join(pieces), error.reason
    return b"".join(pieces), ""


@EACH
def test_members_and_frames_are_read_one_after_the_other(compression: str) -> None:
    lines = many_lines(400)
    members = b"".join(COMPRESS[compression](b"".join(lines[at : at + 10])) for at in range(0, 400, 10))
    assert content(members, compression) == (b"".join(lines), "")
    assert content(COMPRESS[compression](b""), compression) == (b"", "")


def test_padding_and_skippable_frames_are_passed_over() -> None:
    lines = b"".join(many_lines(5))
    assert content(gzip.compress(lines) + bytes(70_000), "gzip") == (lines, "")
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    frame = zstandard.compress(lines)
    assert content(skippable + frame + skippable + frame, "zstd") == (lines * 2, "")


def test_a_frame_with_a_long_window_is_read() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(1, window_log=28, enable_ldm=True)
    frame = io.BytesIO()
    with zstandard.ZstdCompressor(compression_params=parameters).stream_writer(frame, closefd=False) as writer:
        writer.write(seed_lines())
    assert content(frame.getvalue(), "zstd") == (seed_lines(), "")


@pytest.mark.slow
@EACH
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.5, 0.999])
def test_a_truncated_file_gives_whole_lines_and_a_rejection(tmp_path: Path, compression: str, kept: float) -> None:
    lines = many_lines(3000)
    data = COMPRESS[compression](b"".join(lines))
    path = tmp_path / f"cut{SUFFIX[compression]}"
    path.write_bytes(data[: int(len(data) * kept)])
    had, reason = content(path.read_bytes(), compression)
    whole, _, rest = had.rpartition(b"\n")
    items = read_all(path, chunk_bytes=10_000)
    count = whole.count(b"\n") + bool(whole)
    assert reason == "truncated"
    assert b"".join(lines).startswith(had)
    assert [record.input_id for record in records(items)] == [str(number) for number in range(count)]
    (rejected,) = rejections(items)
    assert (rejected.where, rejected.reason) == (f"{path.name}:{count + 1}", "truncated")
    assert "fetch or compress it again" in rejected.detail
    assert (base64.b64decode(rejected.raw) if rejected.raw else b"") == rest


def test_of_a_truncated_gzip_nothing_that_can_be_had_is_lost() -> None:
    lines = b"".join(many_lines(500))
    had, _ = content(gzip.compress(lines)[:-9], "gzip")
    assert len(had) > len(lines) - 100


@EACH
def test_damage_in_the_middle_keeps_what_stands_before_it(tmp_path: Path, compression: str) -> None:
    lines = many_lines(4000)
    pack = COMPRESS[compression]
    first, second = pack(b"".join(lines[:2000])), pack(b"".join(lines[2000:]))
    path = tmp_path / f"damaged{SUFFIX[compression]}"
    path.write_bytes(first + b"\xff" * 30 + second)
    items = read_all(path)
    assert len(records(items)) == 2000
    (rejected,) = rejections(items)
    assert (rejected.where, rejected.reason) == (f"{path.name}:2001", "damaged")


@EACH
def test_a_wrong_checksum_is_told_after_the_lines_it_stands_for(compression: str) -> None:
    lines = b"".join(many_lines(1000))
    data = bytearray(
        gzip.compress(lines) if compression == "gzip" else zstandard.ZstdCompressor(write_checksum=True).compress(lines)
    )
    data[-6 if compression == "gzip" else -1] ^= 0xFF
    had, reason = content(bytes(data), compression)
    assert reason == "damaged"
    # the last block of a zstd frame comes out with its checksum or not at all
    assert had == lines if compression == "gzip" else lines.startswith(had)


@EACH
def test_a_file_that_is_not_compressed_as_its_name_says_is_read(tmp_path: Path, compression: str) -> None:
    """Browsers unpack what they fetch, and leave the name."""
    suffix = SUFFIX[compression].removeprefix(".jsonl")
    (tmp_path / f"a.jsonl{suffix}").write_bytes(seed_lines())
    (tmp_path / f"b.csv{suffix}").write_bytes("id,text\n1,خبر\n".encode())
    (tmp_path / f"c.csv{suffix}").write_bytes("\ufeffid,text\n1,خبر\n".encode("utf-16"))
    (tmp_path / f"d.txt{suffix}").write_bytes("خبر".encode())
    for other, compress in COMPRESS.items():
        (tmp_path / f"{other}.jsonl{suffix}").write_bytes(compress(b'{"text":"x"}\n'))
    items = read_all(tmp_path)
    assert rejections(items) == []
    assert len(records(items)) == 5 + 3 + len(COMPRESS)


@EACH
def test_a_misnamed_file_without_text_is_rejected(tmp_path: Path, compression: str) -> None:
    path = tmp_path / f"broken{SUFFIX[compression]}"
    path.write_bytes(b"\0\x01" + COMPRESS[compression](seed_lines())[2:])
    (rejected,) = rejections(read_all(path))
    assert (rejected.where, rejected.reason) == (f"{path.name}:1", "damaged")


@EACH
def test_what_is_compressed_without_saying_so_is_read(tmp_path: Path, compression: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(COMPRESS[compression](seed_lines()))
    (tmp_path / "b.csv").write_bytes(COMPRESS[compression]("id,text\n1,خبر\n".encode()))
    items = read_all(tmp_path)
    assert (len(records(items)), rejections(items)) == (6, [])


def test_a_file_of_nuls_is_no_padding(tmp_path: Path) -> None:
    (tmp_path / "nul.jsonl.gz").write_bytes(bytes(1000))
    assert [item.reason for item in rejections(read_all(tmp_path))] == ["damaged"]
    assert find_inputs([tmp_path]).skipped == ()


COMPRESSED_AT_0 = partial(gzip.compress, mtime=0)  # the same bytes each time


@pytest.mark.parametrize("again", [COMPRESSED_AT_0, zstandard.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize(
    "name",
    ["a.jsonl.gz.gz", "a.jsonl.gz", "a.txt.gz.gz", "a.txt.gz", "a.csv.gz", "a.html.gz", "a.warc.gz", "a", "a.jsonl"],
)
def test_a_file_compressed_twice_is_told_and_never_a_page(
    tmp_path: Path, name: str, again: Callable[[bytes], bytes]
) -> None:
    skip_without_reader(name)
    content = b'{"id":"a","text":"x"}\n' * 20
    (tmp_path / name).write_bytes(COMPRESSED_AT_0(again(content)))
    inputs = find_inputs([tmp_path / name])
    (told,) = [*inputs.skipped, *read_all(inputs)]
    assert isinstance(told, Rejected)
    assert told.reason == "compressed-twice"
    assert "the file is compressed twice" in told.detail
    assert told.detail.startswith(name)


@pytest.mark.parametrize("again", [COMPRESSED_AT_0, zstandard.compress])
def test_an_archive_compressed_twice_is_one_rejection(tmp_path: Path, again: Callable[[bytes], bytes]) -> None:
    skip_without_reader("a.warc.gz")
    header = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 1000\r\n\r\n"
    once = b"".join(again(header + bytes([65 + number]) * 1000 + b"\r\n\r\n") for number in range(9))
    (tmp_path / "a.warc.gz").write_bytes(b"".join(again(once[at : at + 100]) for at in range(0, len(once), 100)))
    (told,) = read_all(tmp_path / "a.warc.gz")
    assert isinstance(told, Rejected)
    assert told.reason == "compressed-twice"


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_compressed_page_without_the_suffix_is_read(tmp_path: Path, name: str) -> None:
    skip_without_reader(name)
    (tmp_path / name).write_bytes(gzip.compress(b"<html><body><p>\xd9\x88\xd8\xb5\xd9\x84</p></body></html>"))
    (read,) = records(read_all(tmp_path / name))
    assert "وصل" in read.text


def test_a_text_that_begins_like_bzip2_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"BZh3 and more text")
    (read,) = records(read_all(tmp_path / "a.txt"))
    assert read.text == "BZh3 and more text"
