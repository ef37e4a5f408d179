"""What people use to get the text out of web pages: each a function from HTML to the text that it keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from dedup import Cleaner

Extract = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Peer:
    """One row of the table; it needs `module`, which is installed as `packages`."""

    name: str
    extract: Extract
    module: str
    packages: str

    @property
    def is_installed(self) -> bool:
        """Whether the peer can be imported, with all that it imports itself."""
        try:
            import_module(self.module)
        except ImportError:
            return False
        return True


def peers() -> list[Peer]:
    """Ours with all evidence and on the words alone, then the others."""
    ours, words = Cleaner(), Cleaner(without=["markup"])
    return [
        Peer("dedup", lambda html: kept_by(ours, html), "resiliparse", "dedup-arabic[web]"),
        Peer("dedup, words alone", lambda html: kept_by(words, html), "resiliparse", "dedup-arabic[web]"),
        Peer("trafilatura, recall", _trafilatura, "trafilatura", "trafilatura"),
        Peer("readability-lxml", _readability, "readability", "readability-lxml lxml-html-clean"),
        Peer("resiliparse", _resiliparse, "resiliparse", "resiliparse"),
        Peer("jusText, Arabic", _justext, "justext", "justext lxml-html-clean"),
    ]


def kept_by(cleaner: Cleaner, html: str) -> str:
    """The text of the articles that a cleaner finds on a web page."""
    return "\n".join(article.text for article in cleaner.clean_html(html).articles)


def _trafilatura(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, favor_recall=True, include_comments=False) or ""


def _readability(html: str) -> str:
    import readability
    from lxml.html import fromstring

    summary = fromstring(readability.Document(html).summary())
    return "\n".join(text.strip() for text in summary.itertext() if text.strip())


def _resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, alt_texts=False))


def _justext(html: str) -> str:
    import justext

    paragraphs = justext.justext(html.encode(), justext.get_stoplist("Arabic"), encoding="utf-8")
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)
