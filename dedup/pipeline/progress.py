"""What a run tells whoever watches it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Watches a run. Every method is called from the process and thread of `run`."""

    def note(self, message: str) -> None:
        """One sentence worth telling: a resumed run, a compilation that takes a moment."""

    def stage(self, name: str, total_bytes: int) -> None:
        """A stage begins that will work through about so many bytes of input; 0 where it has no measure."""

    def advance(self, documents: int, size: int) -> None:
        """So many more pages, of so many bytes, are done in this stage."""


class Silence:
    """Watches and tells nobody."""

    def note(self, message: str) -> None:
        """Pass over it."""

    def stage(self, name: str, total_bytes: int) -> None:
        """Pass over it."""

    def advance(self, documents: int, size: int) -> None:
        """Pass over it."""
