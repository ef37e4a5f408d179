"""Crawls that repeat themselves: sentences of one pattern and last lines of writers, which are content, and lines of
the site, which are not; and headlines of a series, which differ in a number.

Lines of the site are sentences that no list of wordings has: only that a site repeats them at one place tells them from
text. Sentences of a pattern begin alike on many pages, some as wordings of furniture do, and stand anywhere.
"""

from collections.abc import Callable, Iterator

from ..gold import GoldPage
from .draw import Draw
from .lists import content
from .materials import Materials
from .page import LINE, PARAGRAPH, layout_of
from .site import Site, Writer, noun_phrase
from .wordings import Wordings, words

FAMILY = "repeats"
"""The family of these pages. Their labels hold only with the evidence of their crawl."""

_VERBS = (
    "راجع", "تابع", "شاهد", "طالع", "اكتشف", "تصفح", "شارك", "نشر", "أضاف", "علق", "حمل", "سجل", "تعرف", "أعلن", "ناقش",
    "أوضح", "كشف", "بدأ", "أنهى", "افتتح", "استقبل", "أطلق", "نظم", "وقع", "رصد", "وسع", "أجل", "اعتمد", "تسلم", "درس",
    "راجعت", "تابعت", "شاهدت", "شاركت", "نشرت", "أضافت", "أعلنت", "ناقشت", "نظمت", "أطلقت",
)  # fmt: skip
_CLOSINGS = (
    "رحمه الله وأسكنه فسيح جناته", "والله من وراء القصد", "وللحديث بقية", "إنا لله وإنا إليه راجعون", "والله الموفق",
    "حفظ الله الوطن وأهله", "رحم الله الفقيد وألهم ذويه الصبر والسلوان", "وما توفيقي إلا بالله", "اللهم آمين",
    "هذا، والله أعلم", "والسلام ختام", "تغمده الله بواسع رحمته", "شفاه الله وعافاه", "نسأل الله السلامة للجميع",
    "والعاقبة للمتقين", "غفر الله لها وجعل مثواها الجنة", "وتلك الأيام نداولها بين الناس", "فهل من مجيب؟",
    "وإن غدا لناظره قريب", "اللهم احفظ البلاد والعباد", "وحسبنا الله ونعم الوكيل", "ولله الأمر من قبل ومن بعد",
)  # fmt: skip
_WITH_AN_END = 0.3  # share of the sites some of whose pages end with a line of the writer; chosen
_MOST_WORDS = 3  # of a wording of rights that such a line may begin with; chosen
_WITH_A_LINE = 0.6  # share of the sites that repeat a line; chosen
_WITH_A_PATTERN = 0.6  # share of the sites that write sentences of a pattern; chosen
_WITH_A_SERIES = 0.35  # share of the sites most of whose headlines differ in a number alone; chosen
_COUNTED = ("", " رقم", " الجولة", " الحلقة", " العدد", " الأسبوع", " ليوم", " رقم:", " -", " (", ": الدورة", " لعام")
_STYLES = ("lines", "lines", "spaced")
_PLACES = ("end", "end", "end", "top", "middle")


def repeats(materials: Materials, wordings: Wordings, seed: int, sites: int, pages_per_site: int) -> Iterator[GoldPage]:
    """Yield the pages of `sites` sites, site by site; the same arguments give the same pages.

    A page has a title (on some sites none, on others one of a series) and one to four paragraphs, of an article or of
    the site's pattern. On most sites all pages have a line of the site, the only furniture; on some, a line of the
    writer ends some pages.
    """
    for number in range(sites):
        draw = Draw(f"repeats {seed}/{number}")
        yield from _pages(Site(f"r{seed}-{number}", draw, materials, wordings, False), pages_per_site)


def _pages(site: Site, count: int) -> Iterator[GoldPage]:
    """Yield `count` pages of a site; its line, the place of it, and the pattern are the same on all.

    On a site with a pattern, most pages have sentences of it in the place of the paragraphs of an article, and half
    have one as title. A site without a pattern always has a line. In a series, most titles are its headlines.
    """
    draw = site.draw
    layout = layout_of(draw, draw.pick(_STYLES))
    sentence = _pattern(site) if draw.chance(_WITH_A_PATTERN) else None
    line = _line(site) if not sentence or draw.chance(_WITH_A_LINE) else ""
    place, titled = draw.pick(_PLACES), draw.chance(0.7)
    ended = draw.pick((0.2, 0.6)) if draw.chance(_WITH_AN_END) else 0.0
    series = _series(site) if draw.chance(_WITH_A_SERIES) else None
    for number in range(count):
        page = Writer(site, layout, draw.fork(f"page {number}"), site.article(draw), ())
        paragraphs = list(page.article.paragraphs[: page.draw.between(1, 4)])
        if sentence and page.draw.chance(0.8):
            paragraphs = [" ".join(sentence(page) + "." for _ in range(page.draw.between(1, 3))) for _ in paragraphs]
        if line and place == "top":
            page.add(line, "nav")
        if titled:
            title = sentence(page) if sentence and page.draw.chance(0.5) else page.article.title
            if series and page.draw.chance(0.8):
                title = series(number)
            page.add(title or page.short(4, 8), "title", 1)
        if line and place == "middle":
            page.add(line, "nav")
        for paragraph in paragraphs:
            content(page, site.spell(paragraph), PARAGRAPH)
        if page.draw.chance(ended):
            content(page, _end(page), PARAGRAPH)
        if line and place == "end":
            page.add(line, "nav", 0, LINE)
        page.trail(draw.pick(("", "", "\n")))
        text, spans = page.finish()
        yield GoldPage(f"{site.name}-{number}", text, spans, site.name, family=FAMILY)


def _end(page: Writer) -> str:
    """A last line of a writer: a formula, or a sentence that begins as a notice of rights does, with or without a mark
    behind it.
    """
    draw = page.draw
    text = draw.pick(_CLOSINGS)
    if draw.chance(0.5):
        rights = [words for words in (page.site.known("legal").split() for _ in range(4)) if len(words) <= _MOST_WORDS]
        tail = page.sentence().split()[draw.between(0, 3) :]
        text = " ".join([*(rights[0] if rights else ("الحقوق", "محفوظة")), *tail]).rstrip(".؟! ")
    return text + draw.pick(("", "", ".", "..", "!"))


def _series(site: Site) -> Callable[[int], str]:
    """A function from the number of a page (from 0) to its headline in a series of the site.

    All headlines have the same words, and behind or among them a first number, drawn for the site, plus that of the
    page.
    """
    draw = site.draw
    parts = draw.pick(site.materials.titled).title.split()[: draw.between(2, 5)]
    text = " ".join(parts).strip('.،:؛"«»“”()-– ') + draw.pick(_COUNTED)
    first, rest = draw.pick((1, 1, 7, 2011, draw.between(20, 900))), draw.pick(("", "", "", " في " + site.house))
    end = ")" if text.endswith("(") else ""
    return lambda number: f"{text} {first + number}{end}{rest}"


def _line(site: Site) -> str:
    """A line of the site: three to ten words of a random sentence, with or without the name of the site or a mark."""
    draw = site.draw
    parts = draw.pick(site.materials.sentences).split()[: draw.between(3, 10)]
    text = " ".join(parts).strip('.،:؛"«»“”()-– ')
    return draw.pick(("{}", "{}", "{}.", "{} في {house}", "{house}.. {}", "{}!", "- {}", "{}...")).format(
        text, house=site.house
    )


def _pattern(site: Site) -> Callable[[Writer], str]:
    """A function that makes random sentences of one pattern, without a full stop.

    The pattern has a verb and an object, on most sites a subject and a city, on some an end; the words for each are
    drawn from a few of the site's own.
    """
    draw = site.draw

    def phrases(low: int, high: int) -> list[str]:
        """Up to twelve random noun phrases of `low` to `high` words; one of unknown words where none is found."""
        found = [noun_phrase(draw, draw.pick(site.materials.sentences), low, high) for _ in range(draw.between(6, 12))]
        return [phrase for phrase in found if phrase] or [site.unknown(2, 3)]

    verbs, cities = draw.some(_VERBS, 4, 12), draw.some(words()["cities"], 4, 10)
    subjects, objects, ends = phrases(1, 2), phrases(2, 4), phrases(2, 5)
    form = draw.pick(
        ("{v} {s} في {c} {o}", "{v} {s} في {c} {o} {e}", "{v} {s} {o}", "{v} {s} {o} في {c} {e}", "{v} {o} في {c}")
    )

    def write(page: Writer) -> str:
        """One sentence, without a full stop."""
        own = page.draw
        return form.format(
            v=own.pick(verbs), s=own.pick(subjects), c=own.pick(cities), o=own.pick(objects), e=own.pick(ends)
        )

    return write
