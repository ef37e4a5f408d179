"""What a run reports to its caller while it goes on."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives reports of a run. All methods are called in the process and thread that called `run`."""

    def note(self, message: str) -> None:
        """Receive a message of one sentence, such as that a run is resumed."""

    def stage(self, name: str, total_bytes: int) -> None:
        """Receive the name of a stage that begins, and its bytes of input, estimated; 0 where it has no measure."""

    def advance(self, documents: int, size: int) -> None:
        """Receive the pages, and their bytes of input, that the stage has done since the last call."""


class Silence:
    """A `Progress` that ignores everything."""

    def note(self, message: str) -> None:
        """Ignore a message."""

    def stage(self, name: str, total_bytes: int) -> None:
        """Ignore the beginning of a stage."""

    def advance(self, documents: int, size: int) -> None:
        """Ignore what was done."""
