"""Metadata beside the text of an article: date, byline, source, topics, contacts of the author."""

import re

from .dates import ago, date_form
from .names import address, outlet, outlets, person, site_link, stranger
from .page import FUSE, ITEM, LINE, SPACE
from .site import Block, Site, Writer
from .spelling import quoted
from .wordings import words

_JOINS = (": ", " : ", " ", ":", " - ", " | ", "/ ", ": ", ": ")
_NOT_LETTERS = re.compile("[^\u0621-\u064a ]")
_INITIALS = ("{}.{}/{}.{}", "{} ش/{} م", "{}.{} / {}.{}", "({} {})", "{}/{}", "{}.{} - {}.{}", "/{}.{}/", "{}.{}")
_INITIAL_LETTERS = "أبتجحخدرزسشصطعغفقكلمنهوي"
_INTERVIEWS = (
    "حاوره", "حاورته", "حاورها", "حاورتها", "أجرى الحوار", "أجرت الحوار", "أجرى المقابلة", "حوار", "التقاه", "التقته",
    "حاورهم",
)  # fmt: skip


def published(site: Site) -> Block:
    """A block that writes the date of the page after a prefix; prefix and form are fixed for the site.

    Some sites write no prefix, some a relative date drawn for each page in place of the date; some write the date once
    more after it, at times with a second prefix.
    """
    draw = site.draw
    bare = draw.chance(0.4)
    prefix = "" if bare else site.wording("date").rstrip(": ") + draw.pick(_JOINS)
    form = site.date if draw.chance(0.7) else date_form(draw)
    relative = draw.chance(0.15)
    second = ""
    if draw.chance(0.14):
        second = draw.pick((" | ", " - ", " / ", " – ", "\n", "، ")) + draw.pick((site.known("date") + ": ", ""))
    start = draw.pick(words()["heading_starts"]) if draw.chance(0.1) else ""

    def write(page: Writer) -> None:
        text = prefix + (ago(page.draw) if relative else form(page.at))
        page.furniture(start + text + (second + form(page.at) if second else ""), "pubdate", page.number)

    return write


def byline(site: Site) -> Block:
    """A block that writes the author in one form of the site: name alone, after a label, with city, outlet or job.

    The staff (one to six names) and up to four cities are fixed for the site; each page draws from them.
    """
    draw = site.draw
    staff = [draw.pick((person, person, stranger))(draw) for _ in range(draw.between(1, 6))]
    wording = draw.pick(_INTERVIEWS) if draw.chance(0.08) else site.wording("byline")
    label = wording.rstrip(": ") + draw.pick((": ", " - ", " ", " : ", "/ ", ": ", " – ", ":"))
    city = draw.pick((" - ", " – ", " | ", "- ", " / ", "، ", " ـ ", "-", " (", "/"))
    end = draw.pick(("", "", "", "", ":", " -", "..", " *", "*", " ــ"))
    form = draw.weighted(
        ((6.0, "label"), (2.5, "city"), (1.2, "city first"), (2.5, "bare"), (1.0, "outlet"), (0.8, "job"))
    )
    cities = draw.some(words()["cities"], 1, 4)

    def write(page: Writer) -> None:
        """Write an author of the staff, with a city or a job drawn for the page."""
        name, place = page.draw.pick(staff), page.draw.pick(cities)
        text = {
            "label": label + name,
            "city": name + city + place + (")" if "(" in city else ""),
            "city first": place + draw_join + name,
            "bare": name,
            "outlet": name + " - " + site.house,
            "job": name + "\n" + page.draw.pick(words()["jobs"]),
        }[form]
        page.furniture(text + end, "byline", page.number)

    draw_join = draw.pick((" - ", ": ", " – ", " | ", " / "))
    return write


def editors(site: Site) -> Block:
    """A block that writes the closing line that names who prepared, translated or edited the text.

    Its form is fixed for the site; the names are drawn for each page.
    """
    form = site.form("cred_pair")
    return lambda page: page.furniture(page.fill(form), "byline", page.number)


def author_note(site: Site) -> Block:
    """A block that writes the author's name, position or both on lines of their own, as for columnists.

    Which of the two, and the mark before them, is fixed for the site; the name and the position are drawn for each
    page.
    """
    draw = site.draw
    mark = draw.pick(("", "", "* ", "*", "- ", "\x1a ", "(*) ", "** ", "• "))
    with_name, with_job = draw.chance(0.6), draw.chance(0.6)
    vocabulary = site.materials.words

    def write(page: Writer) -> None:
        """Write a random name, a random position or both."""
        job = (
            page.draw.pick(words()["jobs"])
            + " "
            + " ".join(page.draw.pick(vocabulary) for _ in range(page.draw.between(1, 3)))
        )
        if with_name or not with_job:
            name = page.draw.pick((person, person, stranger))(page.draw)
            page.furniture((mark if not with_job else "") + name, "byline", page.number)
        if with_job:
            page.furniture(mark + job, "byline", page.number)

    return write


def source(site: Site) -> Block:
    """A block that writes the credit of an outlet in one form of the site.

    The outlet is the same on all pages of a quarter of the sites and drawn for each page on the others. Some sites
    write a link in its place, or put a newly drawn outlet in quotation marks.
    """
    draw = site.draw
    vocabulary = site.materials.words
    kind = draw.weighted(
        ((5.5, "label"), (2.0, "form"), (1.0, "brackets"), (0.8, "bare"), (0.5, "link"), (0.7, "place"))
    )
    label = site.known("source_label") if draw.chance(0.75) else site.unknown(1, 2)
    join = draw.pick(
        (": ", ": ", ": ", ":", " : ", " - ", "/ ", "/", " ", "  ", " | ", " – ", ":\u00a0", " ← ", "» ", " = ")
    )
    form = site.form("source_form")
    same = outlets(draw, vocabulary) if draw.chance(0.25) else ""
    star = draw.pick(("", "", "", "* ", "*", "- ", "— ", "# "))
    marked = draw.chance(0.12)

    def write(page: Writer) -> None:
        """Write the credit of one page."""
        name = same or outlets(page.draw, vocabulary)
        if marked:
            name = quoted(page.draw, outlet(page.draw, vocabulary))
        text = {
            "label": label.rstrip(": ") + join + name,
            "form": form.replace("{outlet}", name),
            "brackets": f"({name})" if "(" not in name else name,
            "bare": name,
            "link": label.rstrip(": ") + join + site_link(page.draw),
            "place": name + join + page.draw.pick(words()["cities"]),
        }[kind]
        page.furniture(star + page.fill(text), "source", page.number)

    return write


def first_published(site: Site) -> Block:
    """A block that writes a sentence that says where the text first appeared; its form is fixed for the site.

    A title in it is that of the page, or random words where the page has none. Some sites label it `nav`, not `source`.
    """
    form = site.form("first_published")
    label = "source" if site.draw.chance(0.7) else "nav"

    def write(page: Writer) -> None:
        text = page.fill(form.replace("{title}", page.article.title or page.short(4, 8)))
        page.furniture(text, label, page.number if label == "source" else 0)

    return write


def print_edition(site: Site) -> Block:
    """A block that writes which printed edition the text is from, labelled `source`; the wording is fixed for the site.

    The numbers of edition and page are drawn for each page; the day is the date of the page. Some sites lack page or
    day.
    """
    draw = site.draw
    verb = draw.pick(
        ("نشرت هذه المادة", "نشر هذا الخبر", "نُشر هذا المقال", "نشر", "المصدر", "ورد", "هذا المقال منشور", "")
    )
    paper = draw.pick(("صحيفة", "جريدة", "مجلة", "")) + " " + site.house.replace("صحيفة ", "").replace("جريدة ", "")
    kind = draw.pick((" المطبوعة", "", "", " الورقية", " اليومية", " الأسبوعية"))
    number = draw.pick(
        (" العدد رقم ({})", " العدد {}", "، العدد: {}", " - العدد {}", " عدد {}", " - ع {}", " (العدد {})")
    )
    leaf = draw.pick((" صفحة ({})", "، ص {}", " - ص{}", "", "", " الصفحة {}"))
    day = draw.pick((" بتاريخ ({})", " بتاريخ {}", "، {}", " - {}", " الصادر يوم {}", " ليوم {}", ""))
    within = " في " if verb else ""

    def write(page: Writer) -> None:
        text = verb + within + paper.strip() + kind + number.format(page.draw.between(12, 19000))
        text += leaf.format(page.draw.between(1, 40)) + day.format(site.date(page.at))
        page.furniture(text.strip(), "source", page.number)

    return write


def house_line(site: Site) -> Block:
    """A block that writes a name over the text, mostly with a place, an agency or a word such as "exclusive".

    The name, that of the outlet or a random Latin one, is fixed for the site, and so is whether anything follows it;
    that is drawn for each page.
    """
    draw = site.draw
    name = draw.pick(
        (site.house, site.house, draw.identifier(6).upper() + draw.pick((".INFO", ".COM", ".NET", " NEWS", ".MA")))
    )
    join = draw.pick((" - ", "- ", " – ", "/", " ", " | ", "\n", "\n- "))
    manners = ("متابعة", "خاص", "وكالات", "متابعات", "أ ف ب", "واس", "رويترز", "صحف", "مواقع", "(و.م.ع)")
    bare = draw.chance(0.3)

    def write(page: Writer) -> None:
        """Write the name, and what follows it."""
        how = (
            page.draw.pick(manners)
            if page.draw.chance(0.7)
            else page.draw.pick(words()["cities"]) + " - " + page.draw.pick(manners)
        )
        page.furniture(name if bare else name + join + how, "source", page.number)

    return write


def topics(site: Site) -> Block:
    """A block that writes topics from the text of the article, on a line or on several, mostly after a heading.

    The heading, the form (commas, bars, hashtags, lines) and whether some topics come again in Persian letters are
    fixed for the site; the topics are drawn for each page. Some sites mix in names of cities.
    """
    draw = site.draw
    heading = site.wording("tags")
    headless = draw.chance(0.2)
    after = draw.pick((": ", ": ", ":", "", "", " ", "\n", " | ", " - ", " : "))
    style = draw.weighted(((4.0, " "), (1.5, "comma"), (1.0, "bar"), (2.0, "hash"), (1.5, "lines"), (0.8, "")))
    comma = draw.pick(("، ", ", ", " ، ", ",", " - ", " | ", " / ", " • ", " · ", "؛ "))
    bullet = draw.pick(("", "", "#", "- ", "• "))
    persian = draw.chance(0.25)
    places = words()["cities"] if draw.chance(0.15) else ()

    def write(page: Writer) -> None:
        """Write the topics of the page."""
        terms = _terms(page, persian)
        if places:
            terms = page.draw.some((*terms, *page.draw.some(places, 2, 6)), 3, 7)
        if style == "hash":
            body = page.draw.pick((" ", "  ", "")).join("#" + term.replace(" ", "_") for term in terms)
        elif style == "lines":
            body = "\n".join(bullet + term for term in terms)
        else:
            body = ({"comma": comma, "bar": " | "}.get(style, style)).join(terms)
        bare = headless and style in ("hash", "comma", "bar", "lines")
        page.furniture(body if bare else heading + after + body, "tags", page.number)

    return write


def _terms(page: Writer, persian: bool) -> list[str]:
    """Two to nine topics of one to three words, mostly nouns, from the title and the first three paragraphs.

    Topics may be equal. At times a section of the site is added, or replaces a topic of short words; `persian`: one to
    three topics are added again in Persian letters.
    """
    draw = page.draw
    text = (page.article.title + " " + page.article.title + " " + " ".join(page.article.paragraphs[:3])).split()
    text = [_NOT_LETTERS.sub("", word) for word in text]
    nouns = [at for at, word in enumerate(text) if word.startswith("ال") and len(word) > 4]
    terms = []
    for _ in range(draw.between(2, 9)):
        at = draw.pick(nouns) if nouns and draw.chance(0.8) else draw.between(0, len(text) - 1)
        before, behind = draw.pick(((0, 1), (0, 1), (1, 1), (0, 2), (1, 2)))
        term = " ".join(word for word in text[max(0, at - before) : at + behind] if len(word) > 2)
        terms.append(term or draw.pick(page.site.sections))
    if persian:
        terms += [term.replace("ي", "ی").replace("ك", "ک") for term in terms[: draw.between(1, 3)]]
    if draw.chance(0.15):
        terms.append(draw.pick(page.site.sections))
    return terms


def contact(site: Site) -> Block:
    """A block that writes how to reach the author: an address, a handle, a number for messages; labelled `share`.

    The kind, its label and whether it is joined to the text are fixed for the site; the address is drawn for each page.
    """
    draw = site.draw
    kind = draw.weighted(
        ((4.0, "mail"), (2.0, "named mail"), (2.0, "handle"), (1.0, "sms"), (1.0, "phone"), (1.0, "both"))
    )
    label = site.wording("contact_label" if "mail" in kind else "handle_label" if kind == "handle" else "phone_label")
    join = draw.pick((": ", " : ", " ", " - ", ":"))
    sms = site.form("sms")
    fused = draw.chance(0.08)
    at_sign = draw.chance(0.8)

    def write(page: Writer) -> None:
        """Write an address, handle or number drawn for the page."""
        handle = page.draw.handle()
        text = {
            "mail": address(page.draw),
            "named mail": label.rstrip(": ") + join + address(page.draw),
            "handle": (label.rstrip(": ") + join if at_sign or page.draw.chance(0.5) else "")
            + (handle if at_sign else handle[1:]),
            "sms": page.fill(sms),
            "phone": label.rstrip(": ") + join + str(page.draw.between(10**6, 10**10)),
            "both": address(page.draw) + "\n" + handle,
        }[kind]
        if kind == "sms" and page.draw.chance(0.3):
            half = len(text) // 2
            text = text[:half] + text[half:].replace(" ", "\n", 1)
        page.add(text, "share", 0, FUSE if fused else LINE)

    return write


def end_mark(site: Site) -> Block:
    """A block that writes what agencies put at the end of a text: a mark, initials or the time, as fixed for the site.

    The mark is the same on all pages, the initials are drawn for each page, and the time is that of the page.
    """
    draw = site.draw
    kind = draw.weighted(((4.5, "mark"), (2.5, "initials"), (3.0, "hour")))
    mark = site.known("endmark")
    form = draw.pick(_INITIALS)
    tail = draw.pick((" ت م", " تغ", " جمت", " GMT", " م", "", " ت غ"))

    def write(page: Writer) -> None:
        """Write the mark, the initials or the time."""
        if kind == "mark":
            page.furniture(mark, "other", 0)
        elif kind == "initials":
            letters = [page.draw.pick(_INITIAL_LETTERS) for _ in range(form.count("{}"))]
            page.furniture(form.format(*letters), "byline", page.number)
        else:
            page.furniture(page.at.clock + tail, "pubdate", page.number)

    return write


def credit_run(site: Site) -> Block:
    """A block that writes a byline, on most pages a photographer, and the date of the page, mostly without line breaks.

    The words before the names are fixed for the site; the names are drawn for each page. The photographer is labelled
    `caption`.
    """
    draw = site.draw
    photo = draw.pick(("تصوير: ", "تصوير - ", "عدسة: ", "(تصوير: "))
    first = draw.pick(("", "كتب: ", "بقلم: ", "إعداد: "))

    def write(page: Writer) -> None:
        """Write the byline, the photographer and the date."""
        page.add(first + person(page.draw), "byline", page.number)
        if page.draw.chance(0.6):
            page.add(
                photo + person(page.draw) + (")" if "(" in photo else ""), "caption", 0, page.draw.pick((FUSE, SPACE))
            )
        page.add(site.date(page.at), "pubdate", page.number, page.draw.pick((FUSE, SPACE, ITEM)))

    return write
