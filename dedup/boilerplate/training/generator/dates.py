"""Dates: the moment of a page, and the forms in which sites write dates."""

from collections.abc import Callable
from dataclasses import dataclass

from .draw import Draw
from .names import eastern
from .wordings import words

_CALENDARS = (
    *("months_west",) * 6,
    *("months_levant",) * 2,
    *("months_maghreb",) * 2,
    *("months_morocco",) * 2,
    "months_levant_short",
    "months_levant_numbered",
)
"""Lists of names of months, each as often as its share of the draws. Chosen."""
_CLOCK_JOINS = (" - ", " ", " | ", "، ", " الساعة ", ", ", " – ", " عند ")
_CLOCK_TAILS = (
    "",
    "",
    "",
    " م",
    " ص",
    " مساءً",
    " صباحا",
    " GMT",
    " بتوقيت غرينتش",
    " بتوقيت القاهرة",
    " (GMT+3)",
    " PM",
    " بتوقيت مكة",
)
_AGO = ("ساعة", "ساعتين", "يوم", "يومين", "أسبوع", "شهر", "دقيقة", "لحظات", "سنة")
_AGO_MANY = ("ساعات", "دقيقة", "أيام", "يوما", "أسابيع", "ساعة", "دقائق", "أشهر")


@dataclass(frozen=True, slots=True)
class Moment:
    """A minute of a day; the weekday is drawn at random and need not be true."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    weekday: str

    @property
    def clock(self) -> str:
        """The hour and minute, such as `07:05`."""
        return f"{self.hour:02d}:{self.minute:02d}"


DateForm = Callable[[Moment], str]


def moment(draw: Draw) -> Moment:
    """A random minute of the years 2008 to 2026, on the first 28 days of a month."""
    return Moment(
        draw.between(2008, 2026),
        draw.between(1, 12),
        draw.between(1, 28),
        draw.between(0, 23),
        draw.between(0, 59),
        draw.pick(words()["weekdays"]),
    )


def _in_words(draw: Draw) -> DateForm:
    """A random form with day and name of the month, mostly a year, at times the weekday or a second month name."""
    months = words()[draw.pick(_CALENDARS)]
    doubled = draw.pick((" ({})", " / {}", "/{}")) if draw.chance(0.15) else ""
    weekday = draw.pick((" ", "، ", ", ", " - ")) if draw.chance(0.45) else ""
    pattern = draw.weighted(
        (
            (6.0, "{d} {m} {y}"),
            (1.0, "{d} {m}، {y}"),
            (1.0, "{m} {d}, {y}"),
            (0.5, "{d} {m}"),
            (0.5, "{d} {m} {short:02d}"),
            (0.3, "{d}-{m}-{y}"),
        )
    )
    levant = words()["months_levant"]

    def write(at: Moment) -> str:
        month = levant[at.month - 1] + doubled.format(months[at.month - 1]) if doubled else months[at.month - 1]
        text = pattern.format(d=at.day, m=month, y=at.year, short=at.year % 100)
        return at.weekday + weekday + text if weekday else text

    return write


def _in_numbers(draw: Draw) -> DateForm:
    """A random form in numbers with slashes, dashes or dots, at times after the weekday."""
    pattern = draw.pick(
        (
            "{d:02d}/{m:02d}/{y}",
            "{d:02d}-{m:02d}-{y}",
            "{d}/{m}/{y}",
            "{d:02d}.{m:02d}.{y}",
            "{d} - {m} - {y}",
            "{y}-{m:02d}-{d:02d}",
            "{y}/{m:02d}/{d:02d}",
            "{y}.{m:02d}.{d:02d}",
            "{m}/{d}/{y}",
        )
    )
    weekday = draw.pick((" ", "، ")) if draw.chance(0.2) else ""

    def write(at: Moment) -> str:
        text = pattern.format(d=at.day, m=at.month, y=at.year)
        return at.weekday + weekday + text if weekday else text

    return write


def _foreign(draw: Draw) -> DateForm:
    """A random form with English or French months, in full or, in some, their first three letters."""
    months = words()[draw.pick(("months_english", "months_english", "months_french"))]
    pattern = draw.pick(
        ("{m} {d}, {y}", "{d} {m} {y}", "{d}th, {m} {y} GMT", "{s} {d}, {y}", "{d} {s} {y}", "{d}th {m} {y}")
    )

    def write(at: Moment) -> str:
        name = months[at.month - 1]
        return pattern.format(d=at.day, m=name, s=name[:3], y=at.year)

    return write


def _hijri(draw: Draw) -> DateForm:
    """A random form of the Hijri calendar, often with the Gregorian date after it.

    Day and month keep their numbers, and the year is less 579, so the two dates do not truly agree.
    """
    lists = words()
    mark = draw.pick(("هـ", " هـ", ""))
    other = draw.pick(("", "", " الموافق {}", " - {}م", " - {} م", " ({})"))
    weekday = draw.chance(0.6)

    def write(at: Moment) -> str:
        """The date of a moment."""
        month = lists["months_hijri"][at.month - 1]
        west = f"{at.day} {lists['months_west'][at.month - 1]} {at.year}"
        text = f"{at.day} {month} {at.year - 579}{mark}{other.format(west)}"
        return f"{at.weekday} {text}" if weekday else text

    return write


def date_form(draw: Draw, clocks: bool = True) -> DateForm:
    """A random form for dates, which a site uses on all its pages: a function from a moment to text.

    `clocks`: whether the form may have the time of day. A few forms have eastern digits.
    """
    make = draw.weighted(((5.0, _in_words), (3.0, _in_numbers), (1.6, _foreign), (0.8, _hijri)))
    plain = make(draw)
    with_clock = draw.chance(0.42) and clocks
    join, tail = draw.pick(_CLOCK_JOINS), draw.pick(_CLOCK_TAILS)
    before, digits = draw.chance(0.12), draw.chance(0.07)

    def write(at: Moment) -> str:
        """The date of a moment, in some forms with its time of day."""
        text = plain(at)
        if with_clock:
            text = f"{at.clock}{tail}{join}{text}" if before else f"{text}{join}{at.clock}{tail}"
        return eastern(text) if digits else text

    return write


def ago(draw: Draw) -> str:
    """A random relative date, as in cards and comments: a span such as `5 أيام`, mostly after `منذ` or `قبل`."""
    span = draw.pick(_AGO) if draw.chance(0.4) else f"{draw.between(2, 59)} {draw.pick(_AGO_MANY)}"
    return draw.pick(("منذ ", "قبل ", "منذ ", "")) + span


def post_date(draw: Draw) -> str:
    """A random date as in the signature of a post, mostly with an English month."""
    lists, at = words(), moment(draw)
    english, west = lists["months_english"][at.month - 1], lists["months_west"][at.month - 1]
    return draw.weighted(
        (
            (6.0, f"{english} {at.day}, {at.year}"),
            (1.5, f"{at.day} {west} {at.year}"),
            (1.0, f"{at.day} {west}، {at.year}"),
            (1.0, f"{english[:3]} {at.day}, {at.year}"),
            (0.6, f"{at.day} {lists['months_french'][at.month - 1]} {at.year}"),
            (0.6, f"{at.weekday}، {at.day} {west} {at.year}"),
        )
    )
