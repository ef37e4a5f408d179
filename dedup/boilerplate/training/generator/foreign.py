"""Posts in other languages as furniture, and other languages as content."""

from .draw import Draw
from .names import address, latin_name, person, site_link
from .site import Writer
from .wordings import words

LANGUAGES = (
    (10.0, "english"),
    (1.5, "spanish"),
    (2.5, "french"),
    (1.2, "persian"),
    (1.5, "turkish"),
    (1.5, "russian"),
    (0.6, "japanese"),
    (1.0, "hebrew"),
)
_ENDS = {"japanese": ("",), "persian": (".", "", "!")}
_TAGS = (
    "#Breaking", "#Gaza", "#NATO", "#UCL", "#WorldCup", "#Yemen", "#climate", "#space", "#KSA", "#UAE2030", "#COVID19",
    "#Syria", "#Peace", "#Dubai", "#AI", "#Ukraine", "#Paris2024", "#Türkiye", "#السعودية", "#عاجل", "#MUFC", "#تونس",
)  # fmt: skip


def foreign_sentence(page: Writer, language: str) -> str:
    """A random sentence from the wordings of a language, its places filled for the page.

    Japanese has no spaces. Raises IndexError for an unknown language.
    """
    site, draw = page.site, page.draw
    text = page.fill(site.wordings.draw(draw, f"post_{language}", site.held_back))
    text = text.replace(" ,", ",").replace(" ، ", "، ")
    return text.replace(" ", "") if language == "japanese" else text


def foreign_text(page: Writer, main: str = "english") -> str:
    """The text of a post in one other language, mostly `main`: from a list, or one to three sentences.

    At times it is cut off, or has handles, hashtags or emoji.
    """
    draw = page.draw
    if draw.chance(0.1):
        text = draw.pick(page.site.entries("foreign_posts"))
    else:
        language = main if draw.chance(0.75) else draw.weighted(LANGUAGES)
        ends = _ENDS.get(language, (".", ".", ".", ".", "!", "..."))
        parts = [foreign_sentence(page, language) + draw.pick(ends) for _ in range(draw.pick((1, 1, 1, 2, 2, 3)))]
        text = ("" if language == "japanese" else " ").join(parts)
        text = text.rstrip(".") if draw.chance(0.5) else text
    if draw.chance(0.15):
        text = text[: draw.between(40, 140)].rsplit(" ", 1)[0] + draw.pick(("…", "...", ""))
    if draw.chance(0.15):
        text = (
            draw.pick((draw.handle() + " ", "RT " + draw.handle() + ": ", "." + draw.handle() + " ", "🔴 ", "📸 "))
            + text
        )
    if draw.chance(0.15):
        text += draw.pick((" with ", " via ", " ", " cc ", " ")) + draw.pick((draw.handle(), draw.pick(_TAGS)))
    if draw.chance(0.35):
        text += draw.pick((" ", " ", "\u00a0")) + " ".join(draw.pick(_TAGS) for _ in range(draw.between(1, 3)))
    if draw.chance(0.25):
        text += draw.pick((" ", "", " ")) + draw.pick(words()["emoji"]) * draw.between(1, 3)
    return text


def short_links(draw: Draw) -> str:
    """The links at the end of a post, one or two, with or without a space."""
    short, picture = "https://t.co/" + draw.identifier(10), "pic.twitter.com/" + draw.identifier(10)
    return draw.weighted(
        (
            (5.0, short + picture),
            (3.0, short),
            (3.0, picture),
            (1.5, short + " " + picture),
            (0.7, short + short),
            (0.4, "pic.x.com/" + draw.identifier(10)),
            (0.4, "https://bit.ly/" + draw.identifier(7)),
            (0.4, "https://www.instagram.com/p/" + draw.identifier(11) + "/"),
            (0.3, "https://youtu.be/" + draw.identifier(11)),
        )
    )


def _named(page: Writer) -> str:
    """A Latin name from a list or invented, or an English phrase, mostly in quotation marks or brackets.

    A phrase always is in them.
    """
    draw = page.draw
    kind = draw.random()
    if kind < 0.6:
        return draw.pick(("{}", "{}", '"{}"', "«{}»", "({})", "“{}”")).format(draw.pick(words()["latin_names"]))
    if kind < 0.8:
        name = " ".join(latin_name(draw) for _ in range(draw.between(1, 2)))
        return draw.pick(("{}", '"{}"', "«{}»", "({})")).format(name)
    phrase = foreign_sentence(page, "english").rstrip(":").title()
    return draw.pick(('"{}"', "«{}»", "({})", "“{}”")).format(phrase)


def with_latin(page: Writer, sentence: str) -> str:
    """A sentence with a Latin name, a quotation, a link, an address or a number that belongs to it.

    Where a quotation is added, mostly only this and its introduction remain, without the sentence.
    """
    draw = page.draw
    kind = draw.random()
    plain = sentence.rstrip(".؟! ")
    if kind < 0.35:
        name = _named(page)
        lead = draw.pick(page.site.entries("latin_leads"))
        joins = (
            ("، ", ": ")
            if sentence.startswith("و") or lead.startswith(("وفي", "وب", "وو"))
            else ("، ", " أن ", " إن ", ": ")
        )
        return f"{lead} {name}{draw.pick(joins)}{sentence}"
    if kind < 0.5:
        parts = plain.split(" ")
        at = draw.between(min(3, len(parts)), len(parts))
        name = draw.pick(words()["latin_names"]) if draw.chance(0.7) else latin_name(draw)
        return " ".join([*parts[:at], draw.pick(("({})", '"{}"', "[{}]")).format(name), *parts[at:]]) + "."
    if kind < 0.7:
        said = foreign_sentence(page, draw.weighted(LANGUAGES)).rstrip(":")
        quote = draw.pick(('"{}"', "“{}”", "«{}»", "'{}'", '("{}")')).format(said + draw.pick(("", ".", "!")))
        meaning = draw.pick((f' أي "{page.short(3, 7)}"', f" ({page.short(3, 7)})", "", "، وتعني " + page.short(3, 6)))
        return (
            draw.pick(page.site.entries("quote_leads"))
            + " "
            + quote
            + meaning
            + draw.pick((".", "، ", ""))
            + (draw.pick(("", " وذلك بعد أن ", " ")) + plain + "." if draw.chance(0.4) else "")
        )
    if kind < 0.87:
        lead = draw.pick(page.site.entries("link_leads")).replace("{matter}", page.matter(sentence, 1, 3))
        return f"{plain}، {lead} {announced_link(page)}{draw.pick(('', '.', ' .'))}"
    return f"{plain}، {reached(page)}."


def announced_link(page: Writer) -> str:
    """A random link that a sentence introduces, to a page of some site or a short one."""
    draw = page.draw
    return draw.pick(
        (
            site_link(draw),
            site_link(draw),
            "https://bit.ly/" + draw.identifier(7),
            "http://goo.gl/" + draw.identifier(6),
            "https://t.co/" + draw.identifier(10),
        )
    )


def reached(page: Writer) -> str:
    """A random clause that gives an address, an account, a number or a link."""
    draw = page.draw
    number = str(draw.between(10**8, 10**10))
    return draw.pick(
        (
            f"وللتواصل عبر البريد الإلكتروني {address(draw)}",
            f"على الرقم {draw.pick(('+966', '00', '0', ''))}{number}",
            f"أو الاتصال بالهاتف: {number}",
            f"إلى الحساب البنكي رقم {draw.between(10**11, 10**14)}",
            f"على الآيبان SA{draw.between(10**20, 10**21)}",
            f"ويستقبل {person(draw)} الطلبات على {address(draw)}",
            f"أو زيارة الموقع {site_link(draw)} للمزيد من المعلومات",
            f"أو بإرسال رسالة إلى {draw.between(10000, 99999)}",
        )
    )
