"""A hash of the input up to each chunk, by which finished work is found again."""

from __future__ import annotations

from hashlib import sha256

from dedup.files import Chunk
from dedup.files.archives import Capture

_DIGITS = 32
"""Hexadecimal digits of a key, 128 bits: no two inputs of practice have the same. Derived."""


class ContentKey:
    """A running hash of the input. Its state after a chunk stands for all content up to there.

    File names, sources and the numbers of lines are hashed, too, since ids and sources come from them; the bounds of
    chunks are not.
    """

    def __init__(self) -> None:
        self._hash = sha256()  # processors have instructions for it
        self._file = ""
        self._next = 1  # the number of the line behind the last one, if no line between chunks is left out

    def update(self, chunk: Chunk) -> str:
        """Hash the next chunk, and return the key up to its end."""
        if isinstance(chunk.payload, bytes):
            if chunk.file != self._file or chunk.first_line == 1:
                self._begin(chunk.file, chunk.source)
            if chunk.first_line != self._next:
                self._hash.update(b"\0line %d" % chunk.first_line)
            self._hash.update(chunk.payload)
            self._next = chunk.first_line + chunk.payload.count(b"\n")
        else:
            for item in chunk.payload:
                self._begin(item.name, item.source)
                if isinstance(item, Capture):
                    self._begin(item.url, item.captured)
                self._hash.update(item.data)
        return self.hexdigest

    def _begin(self, name: str, source: str) -> None:
        """Hash two texts, each with its length, and note the first as the current file.

        They are the name and the source of a file or a record; of a capture, also its URL and when it was fetched. With
        the lengths, no two other texts give the same bytes.
        """
        self._file, self._next = name, 1
        for part in (name, source):
            data = part.encode("utf-8", "surrogateescape")
            self._hash.update(b"\0%d:%b" % (len(data), data))

    @property
    def hexdigest(self) -> str:
        """The key of all chunks so far: `_DIGITS` hexadecimal digits."""
        return self._hash.hexdigest()[:_DIGITS]
