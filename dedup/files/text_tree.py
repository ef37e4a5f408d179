"""The file names of documents in a folder of text files."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import PurePosixPath

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*\ud800-\udfff]')
# A text file of the input keeps its name, so only what no system can write, or what leads out of the tree, is
# escaped.
_UNSAFE_IN_TEXT_FILE = re.compile(r"[\x00\\\ud800-\udfff]|(?<=^.):")
# A percent sign that would be read as an escape, or as the mark of a shortened name.
_AMBIGUOUS_PERCENT = re.compile(r"%(?=[0-9A-F]{2}|~)")
_TEXT_SUFFIX = ".txt"
_OTHER_SUFFIX = ".id.txt"  # not ".txt", since the ids `5` and `5.txt` are two documents
_LONGEST_NAME = 200
"""Bytes of the longest file name. Derived: file systems allow 255, and a file is written under a longer name first."""
_LONGEST_PATH = 1000
"""Bytes of the longest path. Chosen: Linux allows 4,096, macOS 1,024."""


def text_path(page_id: str) -> PurePosixPath:
    """The relative path, ending in .txt, of the document with this id. No two ids have the same path.

    An id that is the path of a .txt file is not changed. Other ids get the suffix `.id.txt`. Characters that file
    systems refuse are percent-encoded as UTF-8. A name that is too long is cut, and ends in `%~` and a SHA-256 of the
    whole name; a path that is too long becomes `%~` and that of the id.
    """
    is_text_file = page_id.lower().endswith(_TEXT_SUFFIX) and not page_id.lower().endswith(_OTHER_SUFFIX)
    unsafe, suffix = (_UNSAFE_IN_TEXT_FILE, page_id[-4:]) if is_text_file else (_UNSAFE, _OTHER_SUFFIX)
    *folders, stem = (page_id[:-4] if is_text_file else page_id).split("/")
    names = [
        *(_folder_name(folder, unsafe) for folder in folders),
        _short(_escaped(stem, unsafe), stem) + suffix,
    ]
    path = "/".join(names)
    if len(path.encode("utf-8")) > _LONGEST_PATH:
        path = f"%~{_digest(page_id)}{suffix}"
    return PurePosixPath(path)


def _folder_name(folder: str, unsafe: re.Pattern[str]) -> str:
    """A part of an id as the name of a folder; `%~` for an empty one.

    The dots of `.` and `..`, and that of a suffix `.txt`, are escaped; a name that is too long is cut as by `_short`.
    """
    if folder in (".", ".."):
        return folder.replace(".", "%2E")
    stem, suffix = folder, ""
    if folder.lower().endswith(_TEXT_SUFFIX):  # a folder of this name would exclude a file of it
        stem, suffix = folder[:-4], f"%2E{folder[-3:]}"
    return _short(_escaped(stem, unsafe) + suffix, folder) or "%~"


def _escaped(name: str, unsafe: re.Pattern[str]) -> str:
    """A part of an id in which `unsafe` characters, and percent signs that look like escapes, are percent-encoded."""
    return unsafe.sub(_percent_encoded, _AMBIGUOUS_PERCENT.sub("%25", name))


def _percent_encoded(match: re.Match[str]) -> str:
    """A character in percent encoding, as UTF-8."""
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


def _short(escaped: str, name: str) -> str:
    """The name `escaped`; where it has more than `_LONGEST_NAME` bytes, its beginning, `%~` and a digest of `name`."""
    as_bytes = escaped.encode("utf-8")
    if len(as_bytes) <= _LONGEST_NAME:
        return escaped
    return f"{as_bytes[: _LONGEST_NAME // 2].decode('utf-8', 'ignore')}%~{_digest(name)}"


def _digest(name: str) -> str:
    """A hash of a name, of 128 bits, in hexadecimal."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
