"""What people use instead: each a function from a page to the spans it keeps, always whole lines of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib import import_module
from unicodedata import normalize

from benchmarks.boilerplate_gold import GoldPage
from benchmarks.boilerplate_scores import Prediction

Keep = Callable[[str], list[tuple[int, int]]]
"""Half-open spans of the text that stay, in order."""

_LINE = re.compile(r"[^\n]+")
_FINAL = (".", "!", "?", "؟", '"', "»")
_MIN_WORDS = 5
_READ_ALSO = re.compile(r"\s*[اإأ]قـ*ر[أا](?:وا)?\s+[أا][يی]ض")
_PHRASES = (
    *("اقرا ايضا", "اقرا المزيد", "شاهد ايضا", "قد يهمك", "مواضيع ذات صلة", "اخبار ذات صلة", "مقالات ذات صلة"),
    *("مقالات مشابهة", "مواضيع مشابهة", "Related", "للمزيد من", "المصدر:", "كلمات مفتاحية", "الكلمات الدالة"),
    *("تابعونا على", "جميع الحقوق محفوظة"),
)
_BARE_ALEF = str.maketrans("أإآ", "ااا", "\u064b")


@dataclass(frozen=True, slots=True)
class Baseline:
    """One row of the table. A peer is imported from `module` and installed as `packages`."""

    name: str
    keep: Keep
    module: str = ""
    packages: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether the peer can be imported, with all that it imports itself."""
        try:
            import_module(self.module or __name__)
        except ImportError:
            return False
        return True

    def predict(self, page: GoldPage) -> Prediction:
        """All but the kept spans is removed, without a label; articles are not told apart."""
        removed: list[tuple[int, int, str]] = []
        at = 0
        for start, end in [*self.keep(page.text), (len(page.text), len(page.text))]:
            if at < start:
                removed.append((at, start, ""))
            at = end
        return Prediction(tuple(removed))


def keep_everything(text: str) -> list[tuple[int, int]]:
    """No cleaning at all."""
    return [(0, len(text))]


def keep_c4_lines(text: str) -> list[tuple[int, int]]:
    """Lines of five words and more that end in a final mark, Arabic marks too (Raffel et al. 2020, section 2.2)."""
    return [
        (start, end)
        for start, end in _lines(text)
        if text[start:end].rstrip().endswith(_FINAL) and len(text[start:end].split()) >= _MIN_WORDS
    ]


def keep_until_read_also(text: str) -> list[tuple[int, int]]:
    """The page up to the first line that begins with "read also"."""
    cut = next((start for start, end in _lines(text) if _READ_ALSO.match(text, start, end)), len(text))
    return [(0, cut)]


def keep_lines_without_phrases(text: str) -> list[tuple[int, int]]:
    """Lines that hold none of the usual trigger phrases, as ad-hoc cleaning scripts have them."""
    return [(start, end) for start, end in _lines(text) if not _has_phrase(text[start:end])]


def keep_justext(text: str) -> list[tuple[int, int]]:
    """Paragraphs that jusText calls good, with its Arabic stoplist and its default thresholds."""
    from justext import justext

    lines = list(_lines(text))
    paragraphs = justext(_html(text, lines), _arabic_stoplist())
    good = {int(p.xpath.rpartition("[")[2].rstrip("]")) for p in paragraphs if not p.is_boilerplate}
    return [line for number, line in enumerate(lines, 1) if number in good]


def keep_trafilatura(text: str) -> list[tuple[int, int]]:
    """Lines that trafilatura extracts, with its default options."""
    from trafilatura import extract

    lines = list(_lines(text))
    return _extracted(text, lines, extract(_html(text, lines)) or "")


def keep_resiliparse(text: str) -> list[tuple[int, int]]:
    """Lines that Resiliparse extracts as main content."""
    from resiliparse.extract.html2text import extract_plain_text

    lines = list(_lines(text))
    return _extracted(text, lines, extract_plain_text(_html(text, lines), main_content=True))


RULES = (
    Baseline("keep everything", keep_everything),
    Baseline("C4 line rules with Arabic marks", keep_c4_lines),
    Baseline('cut at the first "read also"', keep_until_read_also),
    Baseline("ad-hoc phrase lines", keep_lines_without_phrases),
)
"""Baselines that need nothing but Python."""

PEERS = (
    Baseline("jusText, Arabic stoplist", keep_justext, "justext", "justext lxml-html-clean"),
    Baseline("trafilatura (lines as `<p>`)", keep_trafilatura, "trafilatura", "trafilatura"),
    Baseline("Resiliparse (lines as `<p>`)", keep_resiliparse, "resiliparse.extract.html2text", "resiliparse"),
)
"""Packages of others, made for HTML."""


def _lines(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _LINE.finditer(text) if not match.group().isspace())


def _has_phrase(line: str) -> bool:
    bare = line.translate(_BARE_ALEF)
    return any(phrase in bare for phrase in _PHRASES)


def _html(text: str, lines: Sequence[tuple[int, int]]) -> str:
    paragraphs = "\n".join(f"<p>{escape(text[start:end].replace(chr(0), ' '))}</p>" for start, end in lines)
    return f"<!DOCTYPE html><html lang='ar'><head><meta charset='utf-8'></head><body>\n{paragraphs}\n</body></html>"


def _extracted(text: str, lines: Sequence[tuple[int, int]], extract: str) -> list[tuple[int, int]]:
    """The lines that an extract holds as lines of its own."""
    held = {_inked(line) for line in extract.splitlines()}
    return [(start, end) for start, end in lines if _inked(text[start:end]) in held]


def _inked(line: str) -> str:
    """A line without blanks and invisible marks, its combining marks in canonical order: extractors change these."""
    return "".join(character for character in normalize("NFC", line) if character.isprintable() and character != " ")


def _arabic_stoplist() -> frozenset[str]:
    from justext import get_stoplist

    return frozenset(get_stoplist("Arabic"))
