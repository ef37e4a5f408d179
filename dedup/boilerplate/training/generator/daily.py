"""Daily pages of one template, such as prices, weather, fixtures, reviews of papers, whose labels never change.

The site repeats each line of them on all such pages, as it repeats furniture, but they are the article.
"""

from .body import tell, telling, title
from .buttons import share, sign_off
from .dates import date_form, moment
from .draw import Draw
from .lists import content
from .metadata import published
from .names import outlet
from .page import PARAGRAPH
from .related import listing
from .site import Block, Site, Writer
from .wordings import words

SUBJECTS = (
    "أسعار الذهب",
    "أسعار العملات",
    "حالة الطقس",
    "مواقيت الصلاة",
    "مباريات اليوم",
    "أسعار الخضراوات",
    "سعر الدولار",
)
_REVIEWS = (
    "أبرز عناوين الصحف", "عناوين الصحف", "أقوال الصحف", "جولة في الصحف", "حصاد اليوم", "أهم الأنباء", "نشرة الأخبار",
    "أخبار الفرق", "ملخص الجولة", "مفكرة الأسبوع", "أخبار المحافظات", "موجز الأسواق",
)  # fmt: skip
_UNITS = ("", "", " ريال", " جنيها", " دولار", " درجة", " دينار", "%", " مئوية", " درهم", " ليرة")
_COLUMNS = ("شراء", "بيع", "العظمى", "الصغرى", "السعر", "التغير", "اليوم", "أمس", "الافتتاح", "الإغلاق")


def _cell(draw: Draw, form: str, teams: tuple[str, ...]) -> str:
    """One random value of a table, by `form`: "clock", "score", "decimal", else a whole number from 1 to 60.

    A "score" is two of `teams` with a dash between them, without figures; both may be the same.
    """
    if form == "clock":
        return f"{draw.between(1, 12)}:{draw.between(0, 59):02}"
    if form == "score":
        return f"{draw.pick(teams)} {draw.pick(('-', '–', '×', 'x'))} {draw.pick(teams)}"
    if form == "decimal":
        return f"{draw.between(1, 4000)}.{draw.between(0, 99):02}"
    return str(draw.between(1, 60))


def table(site: Site) -> Block:
    """A block that writes a table of labels and random values as content, a cell or a row a line.

    Labels and, on some sites, a heading and heads of columns are fixed for the site; values are drawn for each page.
    """
    draw = site.draw
    form = draw.pick(("clock", "score", "decimal", "decimal", "whole"))
    unit = draw.pick(_UNITS) if form in ("decimal", "whole") else ""
    names = words()["teams"] if "teams" in words() else words()["sections"]
    teams = tuple(draw.some(names, 4, 8)) if len(names) > 8 else tuple(names)
    labels = [site.unknown(1, 2) if draw.chance(0.5) else draw.pick(site.sections) for _ in range(draw.between(3, 14))]
    columns = draw.some(_COLUMNS, 2, 3) if draw.chance(0.35) else []
    heading = draw.pick(("", "", *labels)) if draw.chance(0.6) else ""
    one_line = draw.chance(0.4)
    join = draw.pick((" ", ": ", " : ", " - ", "\t", " | "))

    def write(page: Writer) -> None:
        """Write the table of one page."""
        if heading:
            content(page, heading)
        for column in [join.join(columns)] if one_line else columns:
            content(page, column)
        for label in labels:
            values = [_cell(page.draw, form, teams) + unit for _ in range(max(1, len(columns)))]
            if one_line:
                content(page, label + join + join.join(values))
                continue
            for cell in (label, *values):
                content(page, cell)

    return write


def daily(site: Site) -> Block:
    """A block that writes a report of fixed wording: a headline with a date, a sentence and a table.

    Only the date and the values change from page to page. Some sites write no headline, or also the date of the page, a
    second table, one or two sentences of the article, of which nothing else is written, or a sentence of the site.
    """
    draw = site.draw
    subject = draw.pick(SUBJECTS) if draw.chance(0.6) else site.unknown(2, 4)
    form = date_form(draw)
    places = draw.pick(("في السوق المحلية", "في البنوك", "في أنحاء البلاد", "والقنوات الناقلة", "اليوم", ""))
    lead = (
        f"{draw.pick(('تراجعت', 'استقرت', 'ارتفعت', 'سجلت', 'تباينت', 'شهدت'))} {subject} في تعاملات اليوم {{date}} "
        f"بنحو {{number}} في المئة، {draw.pick(('وفق', 'بحسب', 'حسب'))} بيانات {site.unknown(1, 2)}."
    )
    block, second = table(site), table(site) if draw.chance(0.3) else None
    stamp = published(site) if draw.chance(0.4) else None
    closing = draw.chance(0.35)
    titled = draw.chance(0.8)
    end = sign_off(site) if draw.chance(0.3) else None

    def write(page: Writer) -> None:
        """Write the report of one page."""
        day = form(moment(page.draw))
        if titled:
            page.add(f"{subject} {places} {day}".replace("  ", " "), "title", page.number)
        if stamp:
            stamp(page)
        content(page, lead.format(date=day, number=f"{page.draw.between(1, 9)}.{page.draw.between(0, 99):02}"))
        block(page)
        if second:
            content(page, page.own_sentence())
            second(page)
        if closing:
            content(page, page.own_sentence())
        if end:
            end(page)

    return write


def daily_among_news(site: Site) -> Block:
    """A block that writes a daily report or a news article, drawn for each page.

    The share of the reports is 0.3, 0.5 or 0.7, as fixed for the site.
    """
    report = daily(site)
    head, manner = title(site), telling(site)
    often = site.draw.pick((0.3, 0.5, 0.7))

    def write(page: Writer) -> None:
        """Write one page."""
        if page.draw.chance(often):
            report(page)
        else:
            head(page)
            tell(page, manner)

    return write


def review(site: Site) -> Block:
    """A block that writes a daily review of papers, sections, cities or teams: names, with headlines or sentences.

    Each name is a line, and one to three headlines or sentences follow it. The names and the form are fixed for the
    site; a page has some of the names, mostly in random order. All is content but a date before it,
    and a list, a sentence of the site or buttons after it, which some sites have.
    """
    draw = site.draw
    subject = draw.pick(_REVIEWS) if draw.chance(0.7) else site.unknown(2, 3)
    form, gap = date_form(draw, clocks=False), draw.pick((" ", " ", " - ", ": ", " | "))
    kind = draw.pick(("papers", "papers", "sections", "cities", "teams"))
    count = draw.between(3, 8)
    if kind == "papers":
        names = [outlet(draw, site.materials.words) for _ in range(count)]
    else:
        names = draw.some(site.sections if kind == "sections" else words()[kind], 3, count)
    start = draw.pick(("", "", "", "• ", "صحيفة " if kind == "papers" else "", "** "))
    end, mark = draw.pick(("", "", ":", " :", "..")), draw.pick(("", "", "- ", "• ", "* "))
    told = draw.pick(("headlines", "headlines", "paragraph"))
    leads = [draw.pick(site.materials.sentences) for _ in range(draw.between(0, 4))]
    fewest, shuffled, titled = draw.between(2, len(names)), draw.chance(0.7), draw.chance(0.85)
    stamp = published(site) if draw.chance(0.3) else None
    tail = draw.pick((listing, sign_off, share))(site) if draw.chance(0.5) else None

    def write(page: Writer) -> None:
        """Write the review of one page."""
        chance = page.draw
        if titled:
            page.add(subject + gap + form(moment(chance)), "title", page.number)
        if stamp:
            stamp(page)
        if leads:
            content(page, chance.pick(leads), PARAGRAPH)
        today = chance.some(names, fewest, len(names))
        if not shuffled:
            today.sort(key=names.index)
        for name in today:
            content(page, start + name + end, PARAGRAPH)
            for _ in range(chance.between(1, 3)):
                if told == "headlines":
                    content(page, mark + (page.title() if chance.chance(0.15) else site.title(chance)))
                else:
                    content(page, page.sentence())
        if tail:
            tail(page)

    return write


def review_among_news(site: Site) -> Block:
    """A block that writes a daily review or a news article, drawn for each page with a probability of the site.

    On some sites a list of headlines, or a sentence of the site, follows news articles.
    """
    report = review(site)
    head, manner = title(site), telling(site)
    tail = site.draw.pick((listing, sign_off))(site) if site.draw.chance(0.6) else None
    often = site.draw.pick((0.3, 0.5, 0.8))

    def write(page: Writer) -> None:
        """Write one page."""
        if page.draw.chance(often):
            report(page)
        else:
            head(page)
            tell(page, manner)
            if tail:
                tail(page)

    return write
