"""A site, which holds what the pages of one publisher share; and the writer of one of its pages."""

from collections.abc import Callable, Sequence

from .dates import DateForm, date_form, moment
from .draw import Draw
from .materials import Article, Materials, sentences_of
from .names import Names, outlet, unknown
from .page import Layout, Page
from .spelling import manner, misspelt
from .wordings import Wordings, fill, words

UNKNOWN_WORDINGS = 0.33  # share of a site's headings and prefixes that are unknown words; chosen

_MARKS = '.،:؛"«»“”()-– '
_SECTION_JOINS = (" | ", ": ", " - ", " / ", " » ", " › ", "\u00a0|\u00a0")


class Site:
    """What is the same on all pages of a publisher, drawn from its seed.

    `draw` is for making blocks; each page has a random source of its own.
    """

    def __init__(self, name: str, draw: Draw, materials: Materials, wordings: Wordings, held_back: bool) -> None:
        """Draw everything that the pages of the site share. `held_back`: whether it uses the held-back wordings."""
        self.name = name
        self.draw = draw
        self.materials = materials
        self.wordings = wordings
        self.held_back = held_back
        self.house = outlet(draw, materials.words)
        self.names = Names(draw, materials.words, self.house)
        self.sections = tuple(draw.some(words()["sections"], 5, 14))
        self.date: DateForm = date_form(draw)
        self.spell = manner(draw)
        self.latest = tuple(self.title(draw) for _ in range(draw.between(4, 12)))
        self.trick = draw.random()  # selects how the site's links show headlines

    def article(self, draw: Draw, about: str = "", titled: bool = False) -> Article:
        """A random article; in 70 % of the draws one whose headline has a word of `about`, if there is any.

        With `titled`, it is one of those with titles; where there are none, `titled` is ignored.
        """
        found = self.materials.about(draw, about) if about and draw.chance(0.7) else None
        return found or draw.pick(
            self.materials.titled if titled and self.materials.titled else self.materials.articles
        )

    def title(self, draw: Draw, about: str = "") -> str:
        """A random headline, mostly about the subject of `about` if one is found; unknown words for an empty one."""
        return self.article(draw, about, titled=True).title or self.unknown(3, 7)

    def unknown(self, low: int = 1, high: int = 3) -> str:
        """`low` to `high` random words that are no wording, known or invented: see `names.unknown`."""
        return unknown(self.draw, self.materials.words, low, high)

    def known(self, category: str) -> str:
        """A random wording of the category, with its places filled; rarely misspelt, anew each time."""
        wording = self.wordings.draw(self.draw, category, self.held_back)
        return misspelt(self.draw, fill(wording, self.names))

    def wording(self, category: str) -> str:
        """A wording of the category or, in a third of the cases, unknown words, so that structure is learned."""
        return self.unknown(1, 3) if self.draw.chance(UNKNOWN_WORDINGS) else self.known(category)

    def entries(self, name: str) -> Sequence[str]:
        """The entries of the list `name` of `words.txt` that this site may use: those held back, or the others."""
        return self.wordings.entries(name, self.held_back)

    def form(self, category: str) -> str:
        """A random wording of the category, rarely misspelt, its places not filled: `Writer.fill` does that."""
        return misspelt(self.draw, self.wordings.draw(self.draw, category, self.held_back))

    def heading(self, category: str) -> str:
        """A wording of the category, or unknown words as in `wording`, with marks that are drawn anew for each heading.

        The marks come before it, at times, and after it; rarely the wording is in square brackets instead.
        """
        lists = words()
        start = self.draw.pick(lists["heading_starts"]) if self.draw.chance(0.2) else ""
        wording = self.wording(category).rstrip(": ")
        if self.draw.chance(0.03):
            return f"[{wording}]"
        return start + wording + self.draw.pick(lists["heading_ends"])


class Writer(Page):
    """A page while it is written: with its article, its moment, and the headlines of other pages of the site."""

    def __init__(self, site: Site, layout: Layout, draw: Draw, article: Article, others: Sequence[str]) -> None:
        """An empty page about `article`, with a random moment; `others`: the headlines of the site's pages.

        The page's own headline and empty ones are left out of `others`.
        """
        super().__init__(layout, draw)
        self.site = site
        self.article = article
        self.number = 1
        self.at = moment(draw)
        self.names = Names(draw, site.materials.words, site.house, article.title)
        self._others = [title for title in others if title and title != article.title]

    def fill(self, form: str) -> str:
        """A wording with its places filled for this page."""
        return fill(form, self.names)

    def sentence(self) -> str:
        """A sentence of a random article."""
        return self.draw.pick(self.site.materials.sentences)

    def own_sentence(self) -> str:
        """A sentence of the article of the page."""
        return self.draw.pick(sentences_of(self.draw.pick(self.article.paragraphs)))

    def words_of(self, text: str, low: int, high: int) -> str:
        """The first `low` to `high` words of a text, without marks at the edges."""
        return " ".join(text.split()[: self.draw.between(low, high)]).strip(_MARKS)

    def short(self, low: int, high: int) -> str:
        """The first `low` to `high` words of a random sentence."""
        return self.words_of(self.sentence(), low, high)

    def matter(self, text: str, low: int, high: int) -> str:
        """`low` to `high` words of a text, as in subheads and entries of lists: see `noun_phrase`."""
        return noun_phrase(self.draw, text, low, high)

    def title(self) -> str:
        """A headline: of another page of the site, one of its latest, or any, mostly of the same subject.

        It may be the page's own.
        """
        draw = self.draw
        if self._others and draw.chance(0.65):
            return draw.pick(self._others)
        if draw.chance(0.2):
            return draw.pick(self.site.latest)
        return self.site.title(draw, self.article.title)

    def titles(self, count: int) -> list[str]:
        """At most `count` different headlines, none the page's own; fewer if 3 * `count` draws do not give so many."""
        found: dict[str, None] = {}
        for _ in range(3 * count):
            if len(found) == count:
                break
            title = self.title()
            if title != self.article.title:
                found[title] = None
        return list(found)

    def headline(self) -> str:
        """A headline as links show it, in the manner of the site."""
        return self.dressed(self.title())

    def dressed(self, title: str) -> str:
        """A headline in the manner of the site's links: with a mark, a section, quotation marks, or shortened.

        `site.trick` selects the manner; most sites leave headlines unchanged, some change only part of them.
        """
        draw, trick, lists = self.draw, self.site.trick, words()
        if trick < 0.12 and draw.chance(0.4):
            return draw.pick(lists["headline_heads"]) + title
        if trick < 0.2:
            return draw.pick(self.site.sections) + draw.pick(_SECTION_JOINS) + title
        if trick < 0.3 and draw.chance(0.3):
            return title + draw.pick(lists["headline_tails"])
        if trick < 0.36:
            return " ".join(title.split()[: draw.between(4, 9)]) + draw.pick(("…", "...", ".."))
        if trick < 0.4:
            return f'"{title}"'
        return title


def noun_phrase(draw: Draw, text: str, low: int, high: int) -> str:
    """`low` to `high` words of a text from a random noun on, or from its first word where it has no noun.

    They are fewer where the text ends before. A noun is a word of five or more letters with the definite article.
    Marks at the edges are left out.
    """
    parts = text.split()
    nouns = [at for at, word in enumerate(parts) if word.startswith("ال") and len(word) > 4]
    at = draw.pick(nouns) if nouns else 0
    return " ".join(parts[at : at + draw.between(low, high)]).strip(_MARKS)


Block = Callable[[Writer], None]
"""Writes one part of a page. It is made once for a site, so that its pages share the wording and the form."""
