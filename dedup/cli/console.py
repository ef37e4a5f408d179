"""A console of Rich on which printed text cannot control the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from dedup.cli.terminal import escaped_output


class Terminal(Console):
    """A console that escapes text when it is laid out, so that columns fit, and again when it is written."""

    def render_str(self, text: str, **options: object) -> Text:
        """A string of markup as text, in which characters that would control the terminal are escaped."""
        return super().render_str(escaped_output(text), **options)  # type: ignore[arg-type]  # passed on as they come

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield anything that can be printed as pieces of escaped text with styles; controls of Rich are unchanged."""
        for segment in super().render(renderable, options):
            text = segment.text if segment.control else escaped_output(segment.text)
            yield segment if text == segment.text else Segment(text, segment.style)
