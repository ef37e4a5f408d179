"""Traps: content that looks like furniture, such as lists, tables, fixtures, recipes, verses and interviews."""

from .dates import date_form, moment
from .draw import Draw
from .leaks import entities
from .lists import LISTS
from .lists import content as _body
from .lists import lead as _lead
from .names import outlet, person
from .page import PARAGRAPH
from .posts import mention
from .site import Block, Site, Writer
from .spelling import marked, quoted
from .wordings import words


def _marks(draw: Draw, size: int) -> list[str]:
    """The marks before the items of a list of this size: empty, one bullet for all, numbers or ordinals.

    Ordinals begin again after the twelfth.
    """
    kind = draw.random()
    if kind < 0.35:
        return [""] * size
    if kind < 0.65:
        return [draw.pick(words()["bullets"])] * size
    form = draw.pick(words()["numbers"])
    if kind < 0.75:
        form = draw.pick(("{}: ", "{} - ", "{}) ", "{}. ")).format("%s")
        ordinals = (
            "أولا",
            "ثانيا",
            "ثالثا",
            "رابعا",
            "خامسا",
            "سادسا",
            "سابعا",
            "ثامنا",
            "تاسعا",
            "عاشرا",
            "حادي عشر",
            "ثاني عشر",
        )
        return [form % ordinals[index % 12] for index in range(size)]
    return [form % (index + 1) for index in range(size)]


def items(site: Site) -> Block:
    """A block that writes a list of 3 to 12 items as content, mostly after a line that introduces it.

    The kind of items, such as names, figures or steps, is fixed for the site; marks and items are drawn for each page.
    """
    kind = site.draw.pick(("names", "clauses", "figures", "phrases", "steps", "definitions", "titles", "places"))

    def write(page: Writer) -> None:
        """Write a list drawn for the page."""
        draw = page.draw
        size = draw.between(3, 12)
        if draw.chance(0.85):
            _body(page, _lead(page), PARAGRAPH)
        marks = _marks(draw, size)
        for index in range(size):
            _body(page, marks[index] + _entry(page, kind))

    return write


def _entry(page: Writer, kind: str) -> str:
    """One random item of a list; `kind`: names, clauses, figures, steps, definitions, titles or places.

    Any other kind gives up to nine words of a random sentence. Steps are whole sentences, clauses what is before the
    first comma.
    """
    draw = page.draw
    if kind == "names":
        return person(draw) + draw.pick(
            (
                "",
                "",
                f" ({draw.pick(words()['cities'])})",
                f" - {draw.pick(words()['cities'])}",
                f" {draw.between(19, 70)} عاماً",
            )
        )
    if kind == "clauses":
        return page.sentence().split("،")[0] + draw.pick(("", ".", "؛", "،"))
    if kind == "figures":
        name = page.site.names.value("unknown") if draw.chance(0.3) else page.matter(page.sentence(), 1, 3)
        return name + draw.pick((": ", " ", " - ", " .. ")) + f"{draw.between(1, 5000)} {draw.pick(words()['units'])}"
    if kind == "steps":
        return page.sentence()
    if kind == "definitions":
        return page.draw.pick(page.site.materials.words) + draw.pick((": ", " : ", ":", " :: ")) + page.sentence()
    if kind == "titles":
        return page.title()
    if kind == "places":
        return draw.pick(words()["cities"]) + draw.pick((": ", " - ", " (")) + page.short(2, 6)
    return page.matter(page.sentence(), 2, 7) if draw.chance(0.5) else page.short(2, 9)


def fixtures(site: Site) -> Block:
    """A block that writes 3 to 10 matches as content, one a line, mostly after a line that introduces them.

    What comes with a match (score, time, channel, a date before every third, or nothing) is fixed for the site.
    """
    draw = site.draw
    between = draw.pick((" – ", " - ", " × ", " vs ", " ضد ", " و", " : ", "-", " ــ ", " مع "))
    kind = draw.pick(("", "", "score", "hour", "channel", "date"))
    suffix = draw.chance(0.4)
    dates = date_form(draw)

    def team(page: Writer) -> str:
        return page.draw.pick(words()["teams"]) + (page.draw.pick(words()["clubs_suffix"]) if suffix else "")

    def write(page: Writer) -> None:
        """Write matches drawn for the page."""
        chance = page.draw
        if chance.chance(0.8):
            _body(page, _lead(page), PARAGRAPH)
        for index in range(chance.between(3, 10)):
            text = team(page) + between + team(page)
            if kind == "score":
                text = f"{team(page)} {chance.between(0, 5)} - {chance.between(0, 5)} {team(page)}"
            elif kind == "hour":
                text = f"{chance.between(1, 23):02d}:{chance.pick(('00', '15', '30', '45'))} {text}"
            elif kind == "channel":
                text = f"{text} ({chance.pick(words()['channels'])})"
            elif kind == "date" and index % 3 == 0:
                _body(page, dates(moment(chance)))
            _body(page, text)

    return write


def table(site: Site) -> Block:
    """A block that writes a table of three to eight rows as content: a league, exchange rates or prices.

    Subject, a row or a cell a line, and whether there is a head row are fixed for the site; names and figures are drawn
    for each page.
    """
    draw = site.draw
    kind = draw.pick(("league", "rates", "prices"))
    cells = draw.chance(0.6)
    heads = {
        "league": ("الفريق", "لعب", "فاز", "تعادل", "خسر", "نقاط"),
        "rates": ("العملة", "شراء", "بيع"),
        "prices": ("السلعة", "السعر", "التغير"),
    }[kind]
    names = {"league": "teams", "rates": "currencies", "prices": "ingredients"}[kind]
    join = "\n" if cells else draw.pick((" ", "  ", " | ", " - ", "\t"))
    headed = draw.chance(0.7)

    def write(page: Writer) -> None:
        """Write, at random, a line that introduces the table, and the table."""
        if page.draw.chance(0.6):
            _body(page, _lead(page), PARAGRAPH)
        if headed:
            _body(page, join.join(heads))
        for name in page.draw.some(words()[names], 3, 8):
            values = [
                str(page.draw.between(0, 90))
                if kind == "league"
                else f"{page.draw.between(1, 90)}.{page.draw.between(0, 99):02d}"
                for _ in heads[1:]
            ]
            _body(page, join.join([name, *values]))

    return write


def timetable(site: Site) -> Block:
    """A block that writes times as content: of prayers, of programmes of channels, or of events of a day.

    Which of these, the separator and whether the time comes first are fixed for the site. Times of programmes are in no
    order.
    """
    draw = site.draw
    kind = draw.pick(("prayers", "channels", "events"))
    join = draw.pick((" ", " - ", ": ", "\n", " .. "))
    hour_first = draw.chance(0.5)

    def write(page: Writer) -> None:
        """Write times drawn for the page, under two to four channels or after a line that introduces them."""
        chance = page.draw

        def line(text: str, hour: int) -> None:
            clock = f"{hour}:{chance.between(0, 59):02d}"
            _body(page, clock + join + text if hour_first else text + join + clock)

        if kind == "channels":
            for channel in chance.some(words()["channels"], 2, 4):
                _body(page, channel)
                for _ in range(chance.between(2, 4)):
                    line(page.short(1, 4), chance.between(1, 23))
            return
        _body(page, _lead(page), PARAGRAPH)
        if kind == "prayers":
            for index, prayer in enumerate(words()["prayers"]):
                line(prayer, (4, 5, 12, 15, 18, 19)[index])
        else:
            for hour in range(chance.between(8, 12), chance.between(14, 19)):
                line(page.short(2, 6), hour)

    return write


def recipe(site: Site) -> Block:
    """A block that writes four to ten ingredients and two to five steps under two subheads; steps are random sentences.

    Subheads, bullet and whether steps have numbers are fixed for the site.
    """
    draw = site.draw
    first, second = draw.pick(words()["recipe_heads"][:4]), draw.pick(words()["recipe_heads"][4:10])
    mark = draw.pick(("", "", "- ", "• ", "* "))
    numbered = draw.chance(0.5)

    def write(page: Writer) -> None:
        """Write ingredients and steps drawn for the page."""
        page.add(first, "subhead", page.number, PARAGRAPH)
        for thing in page.draw.some(words()["ingredients"], 4, 10):
            _body(page, mark + thing)
        page.add(second, "subhead", page.number, PARAGRAPH)
        for step in range(1, page.draw.between(3, 6)):
            _body(page, (f"{step}- " if numbered else mark) + page.sentence())

    return write


def verses(site: Site) -> Block:
    """A block that writes two to nine lines like a poem, each of two halves, as content.

    Halves are the first words of random sentences. The separator of the halves and whether letters have some vowel
    marks are fixed for the site.
    """
    join = site.draw.pick((" ... ", "\t", "    ", " ** ", "\n", " *** ", " .. ", " / "))
    with_marks = site.draw.chance(0.3)

    def write(page: Writer) -> None:
        for _ in range(page.draw.between(2, 9)):
            text = page.short(3, 6) + join + page.short(3, 6)
            _body(page, marked(page.draw, text) if with_marks else text)

    return write


def interview(site: Site) -> Block:
    """A block that writes two to seven questions and answers as content, from random sentences and the article.

    The signs, letters or names before them, and whether some answers have a second paragraph, are fixed for the site.
    """
    draw = site.draw
    guest, host = person(draw).split()[-1], draw.pick((site.house, "المحاور", "الصحيفة", "س", "سؤال"))
    ask, answer = draw.pick(
        (
            ("- ", "- "),
            ("* ", ""),
            ("س: ", "ج: "),
            ("• ", "- "),
            ("\x1a ", ""),
            ("", ""),
            ("●", "■"),
            ("** ", "* "),
            ("س/ ", "ج/ "),
            (f"{host}: ", f"{guest}: "),
            ("- س: ", "- ج: "),
            ("– ", ""),
            ("» ", ""),
            ("سؤال: ", "جواب: "),
        )
    )
    two = draw.chance(0.3)

    def write(page: Writer) -> None:
        """Write questions and answers drawn for the page."""
        chance = page.draw
        for _ in range(chance.between(2, 7)):
            question = " ".join(page.sentence().rstrip(".").split()[: chance.between(4, 16)]) + "؟"
            _body(page, ask + chance.pick(words()["question_starts"]) + question, PARAGRAPH)
            text = answer + (page.sentence() if chance.chance(0.7) else chance.pick(page.article.paragraphs))
            _body(page, text, PARAGRAPH)
            if two and chance.chance(0.4):
                _body(page, page.sentence(), PARAGRAPH)

    return write


def press_review(site: Site) -> Block:
    """A block that writes two to four outlets, each over one to four headlines, as content.

    Both are drawn for each page; their marks are fixed for the site.
    """
    vocabulary = site.materials.words
    mark = site.draw.pick(("", "- ", "• ", "* ", ""))
    colon = site.draw.pick((":", "", " :"))

    def write(page: Writer) -> None:
        """Write outlets and headlines."""
        for _ in range(page.draw.between(2, 4)):
            _body(page, outlet(page.draw, vocabulary) + colon, PARAGRAPH)
            for _ in range(page.draw.between(1, 4)):
                _body(page, mark + page.site.title(page.draw))

    return write


def sentences(site: Site) -> Block:
    """A block that writes one to three random sentences that look like furniture; nothing is fixed for the site."""
    del site

    def write(page: Writer) -> None:
        for _ in range(page.draw.between(1, 3)):
            _body(page, _sentence_with_trigger(page), PARAGRAPH)

    return write


def _sentence_with_trigger(page: Writer) -> str:
    """A random sentence that looks like furniture, and is content.

    It begins with words of furniture, names an account, a source or a date, is in quotation marks or after a dash, or
    has an HTML entity.
    """
    draw = page.draw
    sentence = page.sentence()
    plain = sentence.rstrip(".؟! ")
    kind = draw.random()
    if kind < 0.4:
        return draw.pick(page.site.entries("trap_openings")) + " " + " ".join(sentence.split()[draw.between(0, 3) :])
    if kind < 0.52:
        return mention(page, sentence)
    if kind < 0.64:
        name = outlet(draw, page.site.materials.words)
        return plain + draw.pick(
            (f" (المصدر: {name}).", f" نقلا عن {name}.", f" وفق {name}.", f"، بحسب ما نشر موقع {name}.", f" ({name}).")
        )
    if kind < 0.76:
        date = date_form(draw)(moment(draw))
        return draw.pick((f"{plain} في {date}.", f"في {date} {sentence}", f"{date}: {sentence}", f"{plain} ({date})."))
    if kind < 0.84:
        return quoted(draw, sentence)
    if kind < 0.92:
        return draw.pick(("- {}", "– {}", "( {} )", "* {}", "• {}", "-{}-")).format(sentence)
    return entities(draw, sentence)


def dashes(site: Site) -> Block:
    """A block that writes two to six short lines of speech, after dashes or in quotation marks.

    Which of the two is fixed for the site; the lines are the first words of random sentences.
    """
    form = site.draw.pick(("- {}", "– {}", "«{}»", '"{}"', "ـ {}", "“{}”"))

    def write(page: Writer) -> None:
        for _ in range(page.draw.between(2, 6)):
            _body(page, form.format(page.short(3, 14) + page.draw.pick((".", "؟", "!", "..", ""))), PARAGRAPH)

    return write


TRAPS = {
    "items": items,
    "fixtures": fixtures,
    "table": table,
    "timetable": timetable,
    "recipe": recipe,
    "verses": verses,
    "interview": interview,
    "press_review": press_review,
    "sentences": sentences,
    "dashes": dashes,
    **LISTS,
}


def trap(site: Site, name: str = "") -> Block:
    """The block of the trap `name`, a key of `TRAPS`, or of a random one where it is empty.

    Sentences, lists and other languages are drawn more often than the rest. Raises KeyError for an unknown name.
    """
    return TRAPS[name or site.draw.pick((*TRAPS, "sentences", "items", "sentences", "other_tongues", "other_tongues"))](
        site
    )
