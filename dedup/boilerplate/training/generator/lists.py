"""Lists that are content and look like furniture: aphorisms, footnotes, keys and values, rankings, accounts,
results.
"""

from .dates import date_form, moment
from .foreign import announced_link, with_latin
from .names import address, latin_name, person, stranger
from .page import ITEM, PARAGRAPH
from .site import Block, Site, Writer
from .wordings import words

_NOTE_HEADINGS = (
    "الهوامش", "الهوامش:", "المراجع", "المراجع:", "المصادر والمراجع", "هوامش", "المصادر:", "إحالات", "الإحالات:",
    "قائمة المراجع",
)  # fmt: skip


def content(page: Writer, text: str, join: str = ITEM) -> None:
    """Write a line as body of the article; `join` is the gap before it."""
    page.add(text, "body", page.number, join)


def lead(page: Writer) -> str:
    """A line that introduces a list, or a sentence of the page's article, mostly with a colon at its end."""
    if page.draw.chance(0.5):
        return page.draw.pick(page.site.entries("list_leads"))
    return page.own_sentence().rstrip(".؟! ") + page.draw.pick((":", ":", " :", "..", ""))


def aphorisms(site: Site) -> Block:
    """A block that writes 3 to 14 sayings with lines of signs such as `***` between them, all of it content.

    Fixed for the site: the mark before a saying (may be empty), the line of signs, whether it comes after every first,
    second or third saying, and whether sayings are whole sentences or the first words of one.
    """
    draw = site.draw
    rule = draw.pick(("***", "***", "* * *", "*****", "---", "ــــــ", "•••", "+++", "~~~", "===", "***\n***"))
    mark = draw.pick(("- ", "- ", "-", "– ", "* ", "", "ـ ", "• "))
    short = draw.chance(0.6)
    every = draw.pick((1, 1, 2, 3))

    def write(page: Writer) -> None:
        """Write sayings drawn from random sentences."""
        chance = page.draw
        for index in range(chance.between(3, 14)):
            if index and index % every == 0:
                content(page, rule)
            text = page.short(4, 16) + chance.pick((".", "..", "!", "", "؟")) if short else page.sentence()
            content(page, mark + text)

    return write


def footnotes(site: Site) -> Block:
    """A block that writes 2 to 15 numbered references with pages as content, on most sites under a heading (a subhead).

    Heading, marks and separators, and whether some references are Latin, are fixed for the site.
    """
    draw = site.draw
    mark = draw.pick(("({}) ", "[{}] ", "{}- ", "{}. ", "({})- ", "{} ", "({})", "- ({}) ", "[{}]"))
    comma = draw.pick(("، ", "، ", ", ", " - ", ". ", " : "))
    leaf = draw.pick(("ص{}", "ص {}", "ص: {}", "ص.{}", "صفحة {}", "ج2، ص {}", "ص {}-{}", "p. {}", "ج 1/{}"))
    heading = draw.pick(_NOTE_HEADINGS) if draw.chance(0.7) else ""
    foreign = draw.chance(0.25)

    def write(page: Writer) -> None:
        """Write the heading, if any, and references drawn for the page."""
        chance = page.draw
        if heading:
            page.add(heading, "subhead", page.number, PARAGRAPH)
        for number in range(1, chance.between(3, 16)):
            pages = leaf.format(chance.between(3, 700), chance.between(701, 900))
            end = chance.pick(("", ".", " ."))
            content(page, mark.format(number) + comma.join([*_work(page, foreign), pages]) + end)

    return write


def _work(page: Writer, foreign: bool) -> list[str]:
    """The parts of a reference before its pages: author, title, often publisher, city, year; or "ibid." or a link.

    `foreign`: half of the references are a Latin name with an initial, and a Latin title.
    """
    chance = page.draw
    kind = chance.random()
    if kind < 0.12:
        return [chance.pick(("المرجع نفسه", "نفس المصدر", "المصدر السابق", "نفسه", "م.ن", "ينظر: المرجع السابق"))]
    if foreign and kind > 0.5:
        return [latin_name(chance) + ", " + chance.identifier(1).upper() + ".", chance.pick(words()["latin_names"])]
    if kind < 0.18:
        return [announced_link(page)]
    work = chance.pick(('"{}"', "«{}»", "{}", "({})", "كتاب {}")).format(page.site.title(chance))
    parts = [chance.pick((person, stranger))(chance), work]
    if chance.chance(0.6):
        parts.append(f"دار {chance.pick(page.site.materials.words)}")
    if chance.chance(0.6):
        parts += [chance.pick(words()["cities"]), str(chance.between(1950, 2024))]
    return parts


def key_values(site: Site) -> Block:
    """A block that writes three to ten keys with random values as content, on half of the pages after a line of `lead`.

    Separator and bullet are fixed for the site; keys and values are drawn for each page.
    """
    draw = site.draw
    join = draw.pick((" : ", ": ", ":", " - ", " :", " = ", " .. ", "\n", ":\n"))
    mark = draw.pick(("", "", "", "- ", "• ", "* "))
    keys = site.entries("keys")

    def write(page: Writer) -> None:
        """Write, half the time, a line that introduces the list, and three to ten different keys with values."""
        chance = page.draw
        if chance.chance(0.5):
            content(page, lead(page), PARAGRAPH)
        for key in chance.some(keys, 3, 10):
            kind = chance.random()
            value = page.short(1, 5)
            if kind < 0.35:
                value = str(chance.between(1900, 2025))
            elif kind < 0.5:
                value = f"{chance.between(2, 900)} {chance.pick(words()['units'])}"
            elif kind < 0.75:
                value = chance.pick((person(chance), chance.pick(words()["cities"]), stranger(chance)))
            elif kind < 0.8:
                value = chance.pick((address(chance), announced_link(page), str(chance.between(10**8, 10**9))))
            content(page, mark + key + join + value)

    return write


def ranked(site: Site) -> Block:
    """A block that writes 3 to 12 numbered names as subheads, each with figures or a sentence under it as content.

    Fixed for the site: whether numbers rise or fall, the kind of names, and whether there are figures, with the same
    two or three keys for all names. Under figures a sentence is optional.
    """
    draw = site.draw
    mark = draw.pick(("{}- ", "{}. ", "{}) ", "#{} ", "({}) ", "{} – ", "المركز {}: ", "{}: "))
    down = draw.chance(0.4)
    kind = draw.pick(("latin", "latin", "words", "person", "unknown"))
    facts = draw.chance(0.5)
    keys = draw.some(site.entries("keys"), 2, 3)

    def write(page: Writer) -> None:
        """Write a ranking of names and figures drawn for the page."""
        chance = page.draw
        size = chance.between(3, 12)
        for index in range(size):
            name = {
                "latin": chance.pick((chance.pick(words()["latin_names"]), latin_name(chance))),
                "words": page.matter(page.sentence(), 2, 5),
                "person": stranger(chance),
                "unknown": f"شركة {chance.pick(site.materials.words)} {chance.pick(words()['cities'])}",
            }[kind]
            page.add(mark.format(size - index if down else index + 1) + name, "subhead", page.number, PARAGRAPH)
            if facts:
                for key in keys:
                    content(page, f"{key}: {chance.between(1, 900)} {chance.pick(words()['units'])}")
            if not facts or chance.chance(0.4):
                content(page, page.sentence(), PARAGRAPH)

    return write


def accounts(site: Site) -> Block:
    """A block that writes one to seven bank accounts, phone numbers, mail addresses or links as content.

    A line that introduces them comes first. What a line holds, and in which form, is fixed for the site.
    """
    draw = site.draw
    form = draw.pick(
        (
            "{bank}: {iban}",
            "{bank} - حساب رقم {number}",
            "- {bank} : {number}",
            "رقم الحساب: {number} {bank}",
            "* {bank} ({iban})",
            "{bank}\n{iban}",
            "هاتف {city}: {phone}",
            "{city} - {phone} - {mail}",
            "البريد الإلكتروني: {mail}",
            "واتساب: {phone}",
            "{city}: {link}",
        )
    )
    banks = site.entries("banks")

    def write(page: Writer) -> None:
        """Write the introducing line and accounts drawn for the page."""
        chance = page.draw
        content(page, lead(page) if chance.chance(0.25) else chance.pick(site.entries("account_leads")), PARAGRAPH)
        for _ in range(chance.between(1, 7)):
            values = {
                "bank": chance.pick(banks),
                "iban": f"SA{chance.between(10**21, 10**22)}",
                "number": str(chance.between(10**9, 10**15)),
                "city": chance.pick(words()["cities"]),
                "phone": chance.pick(("+966", "00", "0")) + str(chance.between(10**7, 10**9)),
                "mail": address(chance),
                "link": announced_link(page),
            }
            content(page, form.format(**values))

    return write


def _club(page: Writer) -> str:
    """A random name of a club: a known one or, as often, a kind of club with a city or a town."""
    chance = page.draw
    if chance.chance(0.5):
        return chance.pick(words()["teams"])
    return chance.pick(words()["club_kinds"]) + " " + chance.pick((*words()["cities"], *words()["towns"]))


def standings(site: Site) -> Block:
    """A block that writes the table of a league as content: 4 to 17 rows of rank, club, points and random figures.

    Points never rise from one row to the next. Fixed for the site: the line over the table (may be missing), the number
    of columns, and whether a dash replaces some ranks at random (never the first).
    """
    draw = site.draw
    mark = draw.pick(("{}. ", "{}- ", "{} ", "{} - ", "{}) ", "{}.", "({}) "))
    columns, join = draw.between(1, 6), draw.pick((" ", " ", "  ", " - ", "\t", " | "))
    shared = draw.chance(0.5)
    head = draw.pick(
        ("", "الترتيب", "الترتيب :", "الترتيب العام:", "الفريق ن ل", "ر. الفريق نقاط لعب", "ترتيب المجموعة")
    )

    def write(page: Writer) -> None:
        """Write a table of clubs and figures drawn for the page."""
        chance = page.draw
        if chance.chance(0.4):
            content(page, lead(page), PARAGRAPH)
        if head:
            content(page, head)
        points = chance.between(25, 70)
        for place in range(1, chance.between(5, 18)):
            points = max(0, points - chance.between(0, 4))
            row = [_club(page), str(points), *(str(chance.between(0, 34)) for _ in range(columns - 1))]
            number = chance.pick(("–", "-", "–")) if shared and place > 1 and chance.chance(0.35) else str(place)
            content(page, mark.format(number) + join.join(row))

    return write


def results(site: Site) -> Block:
    """A block that writes 3 to 14 matches as content, one a line, on most sites with a heading over each four.

    Fixed for the site: whether that heading is a weekday, a date, a round or missing, whether matches have scores, and
    the form of the hour after each match, if any.
    """
    draw = site.draw
    dash, colon = draw.pick((" – ", " - ", " ـ ", "-", " × ")), draw.pick((" :", ":", "", " ", "..", " -"))
    scored, named = draw.chance(0.6), draw.pick(("weekday", "date", "round", ""))
    dates = date_form(draw)
    tail = draw.pick(("", "", " (سا {}.00)", " ({}:00)", " سا{}"))

    def write(page: Writer) -> None:
        """Write matches drawn for the page."""
        chance = page.draw
        if chance.chance(0.4):
            content(page, lead(page), PARAGRAPH)
        for index in range(chance.between(3, 14)):
            if named and index % 4 == 0:
                day = chance.pick(words()["weekdays"])
                over = {"weekday": day, "date": dates(moment(chance)), "round": f"الجولة {index + 1}"}[named]
                content(page, over + colon)
            text = _club(page) + dash + _club(page)
            if scored:
                text += f" {chance.between(0, 5)}{dash}{chance.between(0, 5)}"
            content(page, text + tail.format(chance.between(14, 22)))

    return write


def other_tongues(site: Site) -> Block:
    """A block that writes one to three random sentences as content, each with foreign text or contact data in it.

    That is a Latin name, a quotation, a link, an address or a number. Nothing is fixed for the site.
    """
    del site

    def write(page: Writer) -> None:
        for _ in range(page.draw.between(1, 3)):
            content(page, with_latin(page, page.sentence()), PARAGRAPH)

    return write


LISTS = {
    "aphorisms": aphorisms,
    "footnotes": footnotes,
    "key_values": key_values,
    "ranked": ranked,
    "accounts": accounts,
    "standings": standings,
    "results": results,
    "other_tongues": other_tongues,
}
