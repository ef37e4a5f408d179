"""Random names of people and outlets, handles, addresses and numbers, to fill the places of wordings."""

from collections.abc import Sequence

from .draw import Draw
from .wordings import Places, words

_OUTLET_KINDS = (
    "",
    "صحيفة ",
    "موقع ",
    "وكالة ",
    "شبكة ",
    "بوابة ",
    "قناة ",
    "جريدة ",
    "منصة ",
    "مجلة ",
    "راديو ",
)
_OUTLET_TAILS = (
    "",
    " اليوم",
    " نيوز",
    " برس",
    " الإخبارية",
    " 24",
    " نت",
    " أونلاين",
    " تايمز",
    " بوست",
    ".كوم",
    " TV",
)
_MAIL_HOSTS = ("gmail.com", "gmail.com", "hotmail.com", "yahoo.com", "live.com", "outlook.sa")
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def eastern(text: str) -> str:
    """The text with Arabic-Indic digits."""
    return text.translate(_EASTERN)


def person(draw: Draw) -> str:
    """A random first and last name, the last one known or invented; at times with a middle name, rarely a title."""
    lists = words()
    first = draw.pick(lists["first_names"])
    form = draw.random()
    if form < 0.68:
        last = draw.pick(lists["last_names"])
    elif form < 0.83:
        last = "ال" + draw.pseudo_word().removeprefix("ال")
    elif form < 0.95:
        last = draw.pick(("بن ", "أبو ", "بو", "ولد ", "عبد ")) + draw.pick(lists["first_names"])
    else:
        last = "آل " + draw.pseudo_word()
    middle = draw.pick(("", "", "", "", "بن ")) + draw.pick(lists["first_names"]) + " " if draw.chance(0.2) else ""
    title = draw.pick(("د. ", "د.", "أ.د. ", "الدكتور ", "م. ", "د / ", "الشيخ ")) if draw.chance(0.06) else ""
    return f"{title}{first} {middle}{last}"


def stranger(draw: Draw) -> str:
    """A personal name unlike those of `person`: from lists of rare names, invented, or with an initial."""
    lists = words()
    form = draw.random()
    first, last = draw.pick(lists["rare_first"]), draw.pick(lists["rare_last"])
    if form < 0.55:
        return f"{first} {last}"
    if form < 0.65:
        return f"{first[0]}.{last}" if draw.chance(0.7) else f"{first[0]}. {last}"
    if form < 0.8:
        return f"{draw.pseudo_word()} {last}"
    if form < 0.9:
        return f"{first} {draw.pick(lists['rare_first'])} {last}"
    return f"{draw.pseudo_word()} ال{draw.pseudo_word().removeprefix('ال')}"


def latin_name(draw: Draw) -> str:
    """An invented Latin word of two or three syllables, capitalised, that can be pronounced."""
    parts = [
        draw.pick("bcdfghjklmnprstvwz") + draw.pick("aeiou") + draw.pick(("", "", "n", "r", "s", "l")) for _ in "123"
    ]
    return "".join(parts[: draw.between(2, 3)]).capitalize()


def outlet(draw: Draw, vocabulary: Sequence[str]) -> str:
    """A known outlet or, as often, an invented one.

    An invented one is a city, or one or two words of `vocabulary` or without meaning, between a kind and an ending that
    may each be empty.
    """
    lists = words()
    if draw.chance(0.5):
        return draw.pick(lists["outlets"])
    core = draw.pick(lists["cities"]) if draw.chance(0.3) else unknown(draw, vocabulary, 1, 2)
    return draw.pick(_OUTLET_KINDS) + core + draw.pick(_OUTLET_TAILS)


def outlets(draw: Draw, vocabulary: Sequence[str]) -> str:
    """One outlet, two outlets, or one with "and agencies" or the like after it, or in quotation marks or brackets."""
    name = outlet(draw, vocabulary)
    form = draw.random()
    if form < 0.14:
        return name + draw.pick((" + ", " - ", "، ", " و", " / ", " – ", "/")) + outlet(draw, vocabulary)
    if form < 0.21:
        return name + draw.pick((" ووكالات", " + وكالات", " – وكالات", " (بتصرف)", " - مواقع إلكترونية"))
    if form < 0.28:
        return draw.pick(('"{}"', "«{}»", "({})", "[{}]", "*{}*", "“{}”")).format(name)
    return name


def unknown(draw: Draw, vocabulary: Sequence[str], low: int = 1, high: int = 3) -> str:
    """`low` to `high` random words that are no wording: all drawn from `vocabulary`, or all invented.

    They are invented if the vocabulary is empty, else in 40 % of the draws.
    """
    count = draw.between(low, high)
    if vocabulary and draw.chance(0.6):
        return " ".join(draw.pick(vocabulary) for _ in range(count))
    return " ".join(draw.pseudo_word() for _ in range(count))


def address(draw: Draw) -> str:
    """A random mail address."""
    host = (
        draw.pick(_MAIL_HOSTS) if draw.chance(0.7) else draw.identifier(6).lower() + draw.pick((".com", ".net", ".org"))
    )
    return draw.identifier(draw.between(4, 10)).lower() + "@" + host


def site_link(draw: Draw) -> str:
    """A random link to a page of some site."""
    host = draw.identifier(draw.between(4, 8)).lower()
    end = draw.pick((".com", ".net", ".sa", ".ma", ".org", ".com.eg"))
    path = draw.pick(
        ("", "/", f"/?p={draw.between(100, 999999)}", f"/news/{draw.between(1000, 999999)}", "/ar/article")
    )
    return draw.pick(("https://www.", "http://", "https://", "www.")) + host + end + path


def count(draw: Draw) -> str:
    """A random number below 100,000 as counters show it: at times with a comma, rarely in Arabic-Indic digits."""
    number = draw.pick((0, 1, 2, 3, 5, 7, 12, 13, 120, 344, draw.between(10, 99), draw.between(1000, 99999)))
    text = f"{number:,}" if number > 999 and draw.chance(0.3) else str(number)
    return eastern(text) if draw.chance(0.07) else text


class Names(Places):
    """Fills the places of wordings from one random source; most outlets are the site itself (`house`)."""

    def __init__(self, draw: Draw, vocabulary: Sequence[str], house: str, title: str = "") -> None:
        """`vocabulary`: known words; `house`: the name of the site; `title`: the headline of the page, if any."""
        self.draw = draw
        self.vocabulary = vocabulary
        self.house = house
        self.title = title

    def value(self, place: str) -> str:
        """The text for a place of a wording, drawn anew each time; unknown words for a place that is not known.

        `outlet` is mostly the site itself; `title` is the headline of the page, or unknown words if there is none.
        """
        draw, lists = self.draw, words()
        if place == "outlet":
            return self.house if draw.chance(0.8) else outlet(draw, self.vocabulary)
        if place == "title":
            return self.title or unknown(draw, self.vocabulary, 3, 6)
        if place in ("city", "section", "network"):
            return draw.pick(lists[{"city": "cities", "section": "sections", "network": "networks"}[place]])
        if place in ("person", "name"):
            return person(draw)
        return self._number(place)

    def _number(self, place: str) -> str:
        """The text for `n`, `year`, `code`, `phone` or `clock`, a random number; unknown words for any other place."""
        draw = self.draw
        if place == "n":
            return count(draw)
        if place == "year":
            return str(draw.between(2008, 2026))
        if place == "code":
            return str(draw.between(3, 400))
        if place == "phone":
            return str(draw.between(10000, 999999))
        if place == "clock":
            return f"{draw.between(0, 9)}:{draw.between(0, 59):02d}"
        return unknown(draw, self.vocabulary, 1, 2)
