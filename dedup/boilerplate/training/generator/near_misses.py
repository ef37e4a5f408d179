"""Near misses: pages of content, with lines that begin or look like furniture.

Some have a date of publication, a path or a box above, links between paragraphs or below, so that networks learn to
tell them from the rest.
"""

from collections.abc import Iterator

from ..gold import GoldPage
from . import chrome, related
from .daily import SUBJECTS
from .dates import date_form, moment
from .draw import Draw
from .lists import content as _body
from .lists import lead
from .logs import boards, live, of_days, of_outlets, ranges
from .lone_lines import lettered, of_apps, officials, pictured, prayer
from .materials import Materials
from .names import eastern, outlet, person, stranger
from .page import FUSE, PARAGRAPH, SPACE, layout_of
from .parted import parted
from .site import Block, Site, Writer
from .spelling import quoted, with_entities
from .traps import trap
from .wordings import Wordings, words

_OPENINGS = (
    "nav", "share", "related", "inline", "readmore", "tags", "legal", "comments", "cookies", "media", "widget", "ads",
    "date", "byline", "source_label", "previous", "next", "poll", "caption_label",
)  # fmt: skip
_SAYS = ("كتب", "كتبت", "وكتب", "يكتب", "قال", "وقال", "أجاب", "دون", "وأضاف", "علق", "وعلق", "صاح")
_WHO = ("المؤرخ", "الشاعر", "الرحالة", "الروائي", "صاحبه", "الجندي", "الأديب", "الناقد", "المؤلف", "أحدهم", "الشاهد")
_HOW = (
    "يومها", "في مذكراته", "واصفا المدينة", "عن ذلك العام", "في رسالة إلى أخيه", "ساخرا", "على ظهر الصورة", "لاحقا",
    "في مقدمته", "بخط يده", "في صفحته الأولى",
)  # fmt: skip
_EVENTS = ("ولد", "توفي", "افتتح", "تأسس", "عقد", "أقيم", "صدر", "سقط", "استقل", "انتخب", "وقع الاتفاق", "بدأ العمل")
_PARTS = (
    "الحارس", "المدرب", "الدفاع", "الهجوم", "المخرج", "بطولة", "تأليف", "الحكم", "القائد", "الرئيس", "عزف", "غناء",
    "الفائز", "المركز الأول", "رئيس اللجنة", "الشهود",
)  # fmt: skip
_DOES = (
    "يفتتح ", "تفتتح ", "يزور ", "يستقبل ", "تستقبل ", "يلتقي ", "يفوز ب", "تفوز ب", "يترأس ", "يدشن ", "تدشن ",
    "يغادر ", "يوقع ", "يكشف ", "تكشف ", "يعلن ", "تعلن ", "يطالب ب", "يرد على ", "يتحدث عن ", "تروي ", "يكتب عن ",
    "يصور ", "يتفقد ", "يشيد ب",
)  # fmt: skip
_PAPERS = (
    "بيان صحفي", "بيان", "خبر صحفي", "بيان إعلامي", "بلاغ صحفي", "بلاغ", "تعميم", "قرار وزاري", "مرسوم", "قرار",
    "مذكرة", "بيان مشترك", "نشرة", "إعلان", "رسالة مفتوحة", "توضيح",
)  # fmt: skip
_TABLES = (
    "timetable", "table", "fixtures", "results", "standings", "key_values", "items", "recipe", "footnotes", "accounts",
)  # fmt: skip
_REGULAR = (
    "نشرة", "أخبار", "مقتطفات", "جدول", "برنامج", "حصاد", "تقرير", "نتائج", "بورصة", "جولة", "يوميات", "فعاليات",
)  # fmt: skip
_BEFORE_DATES = ("", "", " اليوم", " ليوم", " يوم", " بتاريخ", " -", ":", " لهذا اليوم", " في", " |")
_HALVES = (("", ""), ("", ""), (" صباحا", " مساء"), (" صباحاً", " مساءً"), (" ص", " م"), ("am", "pm"), (" AM", " PM"))
"""What follows hours before and after noon."""
_SINCE = ("منذ دقائق..", "منذ قليل:", "منذ ساعات،", "قبل قليل..", "منذ لحظات |", "منذ عام:", "قبل يومين..")
_LIVE = ("مباشر:", "بث مباشر..", "لحظة بلحظة |", "تغطية مستمرة:", "شاهد..", "بالصور:", "عاجل..", "خاص |")
_MARKS = ": .…»›>-|!؟"
_MOST_WORDS = 3  # of a wording that a sentence may begin with, since longer ones are sentences of their own; chosen
_WITH_A_TOP = 0.1  # share of the pages that begin with a path, a counter, a box or a ticker; chosen
_WITH_AN_INSET = 0.2  # share of the pages with links to others between or within paragraphs; chosen
_WITH_LINKS = 0.15  # share of the pages that end with a list of links; chosen
_LONG_ENOUGH = 8  # words of a sentence that may follow a wording; chosen


def near_misses(
    materials: Materials, wordings: Wordings, seed: int, count: int, held_back: bool = False
) -> Iterator[GoldPage]:
    """Yield `count` pages, with the held-back wordings or the others; the same arguments give the same pages.

    Each page is of a site of its own: one to five paragraphs of an article and one near miss before, between or after
    them. Many have a title, some a date of publication. Some have furniture: a block above, links to other articles
    in the text, a list of links at the end.
    """
    kind = "held-back near miss" if held_back else "near miss"
    for number in range(count):
        draw = Draw(f"{kind} {seed}/{number}")
        site = Site(f"{'n' if held_back else 'm'}{seed}-{number}", draw, materials, wordings, held_back)
        style = draw.pick(("lines", "lines", "spaced", "run"))
        page = Writer(site, layout_of(draw, style), draw, site.article(draw), ())
        if draw.chance(_WITH_A_TOP):
            draw.pick((chrome.path, chrome.notice, chrome.box, chrome.ticker, chrome.section_line))(site)(page)
        if page.article.title and draw.chance(0.6):
            if style == "run":  # where nothing tells what belongs to the headline
                page.add(page.article.title, "title", 1)
                if draw.chance(0.2):
                    page.add(site.date(page.at), "pubdate", 1, FUSE)
            else:
                page.add(draw.weighted(_HEADLINES)(page), "title", 1)
            if style != "run" and draw.chance(0.3):
                page.add(site.date(page.at), "pubdate", 1)
        paragraphs = page.article.paragraphs[: draw.between(1, 5)]
        if draw.chance(0.04):
            paragraphs = tuple(with_entities(draw, paragraph) for paragraph in paragraphs)
        at = draw.pick((0, len(paragraphs), draw.between(0, len(paragraphs)), len(paragraphs)))
        inset = _inset(site) if draw.chance(_WITH_AN_INSET) else None
        join = PARAGRAPH
        for index in range(len(paragraphs) + 1):
            if index == at:
                draw.weighted(_KINDS)(page)
            if index < len(paragraphs):
                _body(page, site.spell(paragraphs[index]), join)
                join = PARAGRAPH
                if inset and draw.chance(0.5):
                    inset(page)
                    join = draw.pick((PARAGRAPH, PARAGRAPH, SPACE, FUSE))
        if draw.chance(_WITH_LINKS):
            draw.pick((related.listing, related.cards, related.recordings, chrome.ticker))(site)(page)
        page.trail(draw.pick(("", "", "\n", " ")))
        text, spans = page.finish()
        yield GoldPage(site.name, text, spans, site.name, family="near miss")


def _inset(site: Site) -> Block:
    """A block that writes a link to another article in the text, under a heading that no sentence begins with."""
    return site.draw.pick((related.inline, related.glued))(site, _telling_heading(site))


def _telling_heading(site: Site) -> str:
    """A known wording for a heading over a link; a colon is behind it if it is one word, else in 40 % of the draws.

    One word alone, such as a verb, would not tell the link from a sentence.
    """
    wording = site.known("inline").rstrip(": ")
    return wording + ":" if " " not in wording or site.draw.chance(0.4) else wording


def _dated(page: Writer) -> str:
    """A headline that ends with a date."""
    draw = page.draw
    regular = draw.pick((*SUBJECTS, *_REGULAR))
    subject = draw.pick((regular, page.words_of(page.article.title, 2, 6), page.matter(page.sentence(), 1, 4)))
    day = date_form(draw, clocks=False)(moment(draw))
    return f"{subject}{draw.pick(_BEFORE_DATES)} {day}"


def _credited(page: Writer) -> str:
    """A headline, mostly that of the article, with a name, an outlet, a place, a time or a label, mostly before it.

    Others are made of the first words of a random sentence.
    """
    draw = page.draw
    title, name, where = page.article.title, person(draw), draw.pick(words()["cities"])
    paper = outlet(draw, page.site.materials.words)
    return draw.pick((
        f"{name}: {title}", f"{name} ل{paper}: {title}", f"{paper}: {title}", f"{where}: {title}",
        f"{page.short(1, 2)} في {where}: {title}", f"{draw.pick(_PARTS)} {name}: {page.short(3, 6)}",
        f"حوار مع {name}: {title}", f"{name} في حوار مع {paper}: {title}",
        f"{draw.pick(_SINCE)} {title}", f"{title} - {name}",
        f"{name} {draw.pick(_DOES)}{page.matter(page.sentence(), 2, 5)}",
        f"{paper} {draw.pick(('تعلن', 'تطلق', 'تنشر', 'تنفي', 'تغلق مكتبها في'))} {page.short(2, 4)}",
        f"{draw.pick(('وكالة', 'صحيفة', 'قناة'))} {paper}: {page.short(3, 6)}", f"{draw.pick(_LIVE)} {title}",
    ))  # fmt: skip


def _plain(page: Writer) -> str:
    """The headline of the article, unchanged."""
    return page.article.title


def _opening(page: Writer) -> None:
    """Write, as content, a wording of furniture of at most three words and the rest of a random sentence behind it.

    Both are drawn again, without limit, until the wording is short and the sentence has eight words; up to three first
    words of the sentence are dropped.
    """
    draw = page.draw
    wording = page.site.known(draw.pick(_OPENINGS)).rstrip(_MARKS)
    while len(wording.split()) > _MOST_WORDS:
        wording = page.site.known(draw.pick(_OPENINGS)).rstrip(_MARKS)
    sentence = page.sentence()
    while len(sentence.split()) < _LONG_ENOUGH:
        sentence = page.sentence()
    tail = " ".join(sentence.split()[draw.between(0, 3) :]).rstrip(".؟! ")
    _body(page, f"{wording} {tail}.", PARAGRAPH)


def _saying(page: Writer) -> None:
    """Write a line that says who speaks, with a colon, and a random sentence, with or without quotation marks."""
    draw = page.draw
    who = draw.pick((draw.pick(_WHO), person(draw), person(draw).split()[-1]))
    _body(page, f"{draw.pick(_SAYS)} {who} {draw.pick(_HOW)}:", PARAGRAPH)
    _body(page, quoted(draw, page.sentence()) if draw.chance(0.6) else page.sentence(), PARAGRAPH)


def _statements(page: Writer) -> None:
    """Write two to six lines, each the name of a person, a colon and what the person says or did."""
    draw = page.draw
    for _ in range(draw.between(2, 6)):
        said = page.sentence() if draw.chance(0.5) else f"{draw.pick(_SAYS)} {page.short(3, 8)}"
        _body(page, f"{person(draw)}: {said}", PARAGRAPH)


def _official(page: Writer) -> None:
    """Write the line over an official text: what it is, mostly its number, and a year, a subject or an office."""
    draw = page.draw
    number = draw.pick((f"({draw.between(1, 90)})", str(draw.between(1, 90)), f"{draw.between(1, 90)}/{page.at.year}"))
    kind = draw.pick(_PAPERS) + draw.pick((f" رقم {number}", f" رقم {number}", f" {number}", ""))
    subject = draw.pick(("", f" لسنة {page.at.year}", f" بشأن {page.short(2, 5)}", f": {page.short(2, 5)}",
                         f" صادر عن {page.short(2, 3)}"))  # fmt: skip
    _body(page, kind + subject, PARAGRAPH)


def _parted(page: Writer) -> None:
    """Write one to three paragraphs of which phrases stand on lines of their own."""
    for _ in range(page.draw.between(1, 3)):
        _body(page, parted(page.draw, f"{page.sentence()} {page.sentence()}"), PARAGRAPH)


def _chronology(page: Writer) -> None:
    """Write up to six random dates with events as content, one a line, all in one form and in no order.

    The date stands before or after the event, in words or, rarely, in any form of a date.
    """
    draw = page.draw
    months = words()[draw.pick(("months_west", "months_levant", "months_maghreb", "months_morocco"))]
    form, join = (
        draw.pick(("{day} {month} {year}", "{month} {year}", "{year}", "{day} {month}")),
        draw.pick((": ", " - ", "، ")),
    )
    first, count = draw.chance(0.6), draw.pick((1, 1, 2, 4, 6))
    numbers = date_form(draw, clocks=False) if draw.chance(0.15) else None
    for _ in range(count):
        day = form.format(day=draw.between(1, 30), month=draw.pick(months), year=draw.between(1850, 2026))
        if numbers:
            day = numbers(moment(draw))
        event = draw.pick(_EVENTS) if draw.chance(0.3) else page.short(3 if count == 1 else 2, 6)
        _body(
            page,
            f"{day}{join}{event}" if first else f"{event} {draw.pick(('', 'في ', 'يوم ', 'عام '))}{day}",
            PARAGRAPH,
        )


def _roster(page: Writer) -> None:
    """Write four to nine names, rarely up to thirty, or one to nine roles with names, one a line."""
    draw = page.draw
    end, start = draw.pick(("", "", "-", "،", " -", ".", ";")), draw.pick(("", "", "- ", "* ", "• ", "{} ", "{}- "))
    named, who = draw.chance(0.5), draw.pick((person, person, stranger))
    most = 30 if draw.chance(0.2) and not named else 9
    for number in range(1, 1 + draw.between(1 if named else 4, most)):
        name = who(draw)
        _body(page, f"{draw.pick(_PARTS)}: {name}" if named else f"{start.format(number)}{name}{end}", PARAGRAPH)


def _foreign(page: Writer) -> None:
    """Write one to three sentences, each with a Latin name, a quotation, a link, an address or a number, as content."""
    trap(page.site, "other_tongues")(page)


def _hours(page: Writer) -> None:
    """Write three to seven random hours or spans of hours, one a line, each with a weekday, a matter or both.

    All lines have the same form; a line that introduces them comes first at random.
    """
    draw = page.draw
    form = draw.pick(
        ("{day} {a} - {b}", "{day}: {a} - {b}", "{day} من {a} إلى {b}", "{day}: من الساعة {a} حتى {b}", "{day} {a}",
         "{day}\n{a} - {b}", "{a} - {b} {what}", "{what}: {a}", "{day} ({a} - {b})", "{what} {day} {a}", "{a} | {what}")
    )  # fmt: skip
    morning, evening = draw.pick(_HALVES)
    digits = draw.chance(0.2)
    if draw.chance(0.6):
        _body(page, lead(page), PARAGRAPH)
    for day in draw.some(words()["weekdays"], 3, 7):
        first = f"{draw.between(1, 11):0{draw.pick((1, 2))}d}:{draw.pick(('00', '15', '30', '45'))}{morning}"
        last = f"{draw.between(1, 11)}:{draw.pick(('00', '15', '30', '45'))}{evening}"
        row = form.format(day=day, a=first, b=last, what=page.short(1, 4))
        _body(page, eastern(row) if digits else row)


def _listed(page: Writer) -> None:
    """Write, as content, a list or a table of a random kind, such as fixtures, a recipe or footnotes."""
    trap(page.site, page.draw.pick(_TABLES))(page)


_KINDS = (
    (6.0, _opening), (1.5, _saying), (1.5, _chronology), (1.5, _roster), (1.0, _foreign), (1.5, _hours), (2.0, _listed),
    (1.0, of_outlets), (0.8, of_days), (1.0, ranges), (1.2, live), (0.7, lettered), (0.5, prayer), (0.5, officials),
    (1.5, pictured), (1.2, boards), (0.7, _statements), (0.7, _official), (2.0, _parted),
    (0.7, of_apps),
)  # fmt: skip
_HEADLINES = ((0.55, _plain), (0.2, _dated), (0.25, _credited))
