"""The face of the room: a reusable cleaner made of settings, and one page in, one `Page` out."""

from __future__ import annotations

from dedup.model import Article, Page, Span


class Cleaner:
    """Cleans pages one at a time; make one and keep it. Picklable."""

    def clean(self, text: str) -> Page:
        """Take a page apart."""
        if not text:
            return Page(())
        end = len(text)
        return Page((Span(0, end, "body", 1, "body"),), (Article(1, text, ((0, end),)),))


def clean_text(text: str) -> Page:
    """Take one page apart with the default settings."""
    return Cleaner().clean(text)
