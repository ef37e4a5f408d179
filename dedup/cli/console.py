"""A console of Rich's that shows what is in texts, and obeys nothing of it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from dedup.cli.terminal import last_word


class Terminal(Console):
    """Text is escaped where it is laid out, so that columns fit, and once more on its way out."""

    def render_str(self, text: str, **options: object) -> Text:
        """A string of markup as text."""
        return super().render_str(last_word(text), **options)  # type: ignore[arg-type]  # passed on as they come

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Anything as pieces of text, each with its style."""
        for segment in super().render(renderable, options):
            text = segment.text if segment.control else last_word(segment.text)
            yield segment if text == segment.text else Segment(text, segment.style)
