"""The prose that pages are made of: articles whose paragraphs are certainly prose, their titles and sentences."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..gold import open_lines
from .draw import Draw
from .wordings import Wordings, folded, words

_ARABIC_LETTERS = re.compile("[\u0621-\u064a]")
_SENTENCE_GAP = re.compile(r"(?<=[.!؟])\s+(?=[\u0621-\u064a«\"“(0-9])")
_ARABIC_WORD = re.compile("[\u0621-\u064a]{4,}")
_SUSPECT = re.compile(
    r"https?:|www\.|@|[#|{}<>\\©_]|\.com|\.net|pic\.|[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{3,}"
    r"|المصدر ?:|كلمات دلالية|[اإأ]قرأ أيض|شاهد أيض|ذات صلة|تاريخ النشر|\x00|\ufffd|^\W*(?:تصوير|بقلم|كتب|عدسة) ?:"
)
_ENDS_LIKE_PROSE = re.compile(r"[.!؟][»\"”’')\]]{0,2}$")
_SPACES = re.compile(r"[\s\u00a0\u200b-\u200f\u202a-\u202e\ufeff]+")
_OPENING = re.compile(r"([^.!؟،\n]{2,60}?) ?(?:[-–—ـ]+[ («]|[:/] )")
_ARABIC_RUN = re.compile("[\u0621-\u064a]{2,}")
_MARKS = '.،:؛!؟|-«»"()[] '
_WIKIPEDIA = "wikipedia"
WIKIPEDIA_SHARE = 0.12  # share of all articles; chosen
_LONG, _VERY_LONG = 80, 900  # characters of a paragraph, of paragraphs to be split; chosen


@dataclass(frozen=True, slots=True)
class Article:
    """A headline, empty where there is none, and the paragraphs of its text; `kind` is "press" or "wiki"."""

    title: str
    paragraphs: tuple[str, ...]
    kind: str = "press"


@dataclass(frozen=True, slots=True)
class Materials:
    """Articles, those with titles, and sentences and words from them, chosen as `of` says.

    `by_word` maps words of titles to indices in `titled`, `by_title` titles to their articles; `encyclopedic` are the
    articles of Wikipedia.
    """

    articles: tuple[Article, ...]
    titled: tuple[Article, ...]
    sentences: tuple[str, ...]
    words: tuple[str, ...]
    by_word: dict[str, tuple[int, ...]] = field(repr=False)
    by_title: dict[str, Article] = field(repr=False)
    encyclopedic: tuple[Article, ...] = ()

    @classmethod
    def read(
        cls,
        corpora: Iterable[Path],
        seed: int,
        limit: int,
        exclude: frozenset[str] = frozenset(),
        wordings: Wordings | None = None,
    ) -> "Materials":
        """At most `limit` articles of files of JSON lines, chosen by the seed; at most an eighth is of Wikipedia.

        Records with an id in `exclude` or with too little prose are left out, and so are paragraphs that begin or end
        with one of `wordings` (None: those of the package). Without other articles, all may be of Wikipedia. A file is
        left once it gave `limit` articles, or once there are enough of Wikipedia; a line that was drawn and is not JSON
        raises `ValueError`.
        """
        draw = Draw(f"materials/{seed}")
        edges = _Edges(wordings or Wordings.read())
        press: list[Article] = []
        wiki: list[Article] = []
        for path in corpora:
            lines = list(open_lines(Path(path)))
            taken = 0
            for index in draw.sample(range(len(lines)), len(lines)):
                record = json.loads(lines[index])
                article = None if str(record.get("id", "")) in exclude else _article(record, edges, draw)
                if article is not None:
                    (wiki if article.kind == "wiki" else press).append(article)
                    taken += 1
                if taken == limit or (article and article.kind == "wiki" and len(wiki) > WIKIPEDIA_SHARE * limit):
                    break
        draw.shuffle(press)
        wiki = wiki[: int(min(limit, len(press)) * WIKIPEDIA_SHARE)] if press else wiki
        return cls.of((press[: max(0, limit - len(wiki))] + wiki)[:limit], draw)

    @classmethod
    def of(cls, articles: Iterable[Article], draw: Draw) -> "Materials":
        """The materials of these articles: those with titles, and sentences and words of their texts.

        `titled` has one article for each title, the last: press articles or, if none of them has a title, all articles.
        `sentences` are a random 30 % of those of 41 to 259 characters. `words` are those of four to nine letters, in
        order of frequency, from the 101st to the 20,000th of all with four or more (these, sorted, if none is left);
        `by_word` has the words of 2 to 399 titles.
        """
        kept = tuple(articles)
        told = [article for article in kept if article.title and article.kind != "wiki"] or kept
        by_title = {article.title: article for article in told}
        titled = tuple(by_title.values())
        sentences: list[str] = []
        vocabulary: dict[str, int] = {}
        for article in kept:
            for paragraph in article.paragraphs:
                for sentence in _SENTENCE_GAP.split(paragraph):
                    if 40 < len(sentence) < 260 and draw.chance(0.3):
                        sentences.append(sentence)
                for word in _ARABIC_WORD.findall(paragraph):
                    vocabulary[word] = vocabulary.get(word, 0) + 1
        by_word: dict[str, list[int]] = {}
        for index, article in enumerate(titled):
            for word in dict.fromkeys(_ARABIC_WORD.findall(article.title)):
                by_word.setdefault(word, []).append(index)
        common = sorted(vocabulary, key=lambda word: (-vocabulary[word], word))[100:20000]
        return cls(
            kept,
            titled,
            tuple(sentences),
            tuple(word for word in common if len(word) < 10) or tuple(sorted(vocabulary)),
            {word: tuple(found) for word, found in by_word.items() if 2 <= len(found) < 400},
            by_title,
            tuple(article for article in kept if article.kind == "wiki"),
        )

    def about(self, draw: Draw, text: str) -> Article | None:
        """A random one of `titled` with a word of the text in its headline; None where `by_word` has none of them."""
        known = [word for word in _ARABIC_WORD.findall(text) if word in self.by_word]
        return self.titled[draw.pick(self.by_word[draw.pick(known)])] if known else None


class _Edges:
    """Checks whether a paragraph begins or ends with a wording of furniture."""

    def __init__(self, wordings: Wordings) -> None:
        """Collect the fixed wordings of two or more words and the composed ones of three or more.

        They are folded; those with places are left out.
        """
        fixed = {folded(wording) for wording in wordings.fixed()}
        composed = {folded(wording) for wording in wordings.composed()}
        self._known = {text for text in fixed if " " in text and "{" not in text}
        self._known |= {text for text in composed if text.count(" ") >= 2 and "{" not in text}

    def touches(self, paragraph: str) -> bool:
        """Whether the first or the last two to six words of the paragraph are a known wording, however they are spelt.

        Only the first and the last 80 characters are considered.
        """
        first, last = folded(paragraph[:80]).split(), folded(paragraph[-80:]).split()
        return any(
            edge.strip(_MARKS) in self._known
            for size in range(2, 7)
            for edge in (" ".join(first[:size]), " ".join(last[-size:]))
        )


def sentences_of(paragraph: str) -> list[str]:
    """The sentences of a paragraph, at least one.

    A sentence ends with `.`, `!` or `؟` before white space and an Arabic letter, a digit or an opening mark.
    """
    return _SENTENCE_GAP.split(paragraph)


def _title(record: Any) -> str:
    """The title of a record, empty unless it has 13 to 139 characters and no `@`, `http` or sign of markup."""
    title = _SPACES.sub(" ", str(record.get("title") or "")).strip()
    return title if 12 < len(title) < 140 and not re.search(r"[@<>{}\\]|http", title) else ""


def _is_prose(text: str) -> bool:
    """Whether a paragraph is certainly Arabic prose: long, properly ended, and without anything suspect.

    It needs 80 characters, Arabic letters for over 60 % of them, and a full stop, exclamation or question mark at its
    end. Suspect are links, signs of code, three Latin words in a row, and phrases of furniture.
    """
    return (
        len(text) >= _LONG
        and bool(_ENDS_LIKE_PROSE.search(text))
        and not _SUSPECT.search(text)
        and len(_ARABIC_LETTERS.findall(text)) > 0.6 * len(text)
    )


def _opens_with_credit(text: str) -> bool:
    """Whether up to eight words before a first dash, slash or colon may name an author.

    They may unless all of their Arabic words are known from names of cities, outlets and weekdays.
    """
    found = _OPENING.match(text)
    if not found or found[1].count(" ") > 7:
        return False
    known = {word for name in ("cities", "outlets", "weekdays") for entry in words()[name] for word in entry.split()}
    return not set(_ARABIC_RUN.findall(found[1])) <= known


def _article(record: Any, edges: _Edges, draw: Draw) -> Article | None:
    """The article of a record: its paragraphs of certain prose, at most 40; None where there is too little.

    Left out are paragraphs that begin or end with a wording of furniture (`edges`), and a first one that opens with a
    credit, which a known city or outlet is not. One or two long ones are cut into shorter ones. None for fewer than two
    paragraphs or 350 characters, and for Wikipedia without a title or with fewer than three paragraphs.
    """
    raw = [_SPACES.sub(" ", line).strip() for line in str(record.get("text") or "").split("\n")]
    paragraphs = [text for text in raw if _is_prose(text) and not edges.touches(text)]
    if paragraphs and _opens_with_credit(paragraphs[0]):
        del paragraphs[0]
    if len(paragraphs) < 3 and sum(map(len, paragraphs)) > _VERY_LONG:
        paragraphs = [part for text in paragraphs for part in _cut(text, draw)]
    if len(paragraphs) < 2 or sum(map(len, paragraphs)) < 350:
        return None
    kind = "wiki" if _WIKIPEDIA in str(record.get("source") or "") else "press"
    title = _title(record)
    if kind == "wiki" and (not title or len(paragraphs) < 3):
        return None
    return Article(title, tuple(paragraphs[:40]), kind)


def _cut(text: str, draw: Draw) -> list[str]:
    """A text without line breaks as paragraphs of one to three sentences."""
    sentences, parts, at = sentences_of(text), [], 0
    while at < len(sentences):
        size = draw.between(1, 3)
        parts.append(" ".join(sentences[at : at + size]))
        at += size
    return parts
