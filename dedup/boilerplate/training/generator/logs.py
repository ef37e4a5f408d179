"""Content whose lines begin or end as metadata does: tables of outlets, days from and to, live reports, dated rows."""

from .dates import date_form, moment
from .draw import Draw
from .lists import content as _body
from .lists import lead
from .names import eastern, outlet
from .page import PARAGRAPH
from .site import Writer
from .wordings import words

_ZODIAC = (
    "الحمل", "الثور", "الجوزاء", "السرطان", "الأسد", "العذراء", "الميزان", "العقرب", "القوس", "الجدي", "الدلو", "الحوت",
)  # fmt: skip
_PERIODS = ("الموسم", "المرحلة", "الدورة", "الفصل", "الفترة", "المعرض", "المهرجان", "العطلة", "التسجيل", "الجولة")
_OF_OUTLETS = (
    "التوزيع", "المشاهدات", "المتابعون", "الترتيب", "عدد النسخ", "الزوار", "النقاط", "التردد", "النسبة", "سنة التأسيس",
)  # fmt: skip
_OF_DAYS = ("التاريخ", "الإغلاق", "الكمية", "الحرارة", "الإصابات", "السعر", "عدد الصفقات", "الرصيد", "منسوب المياه")
_TOLD = ("", "", "", "أهلا بكم في التغطية المباشرة", "صافرة البداية", "هدف", "بداية المؤتمر")
_BOARDS = (
    "الشركات الأكثر ارتفاعا", "الشركات الأكثر انخفاضا", "الشركات الأكثر نشاطا", "الأسهم الرابحة", "الأسهم الخاسرة",
    "الأعلى تداولا", "الشركات المشاركة", "الجهات الراعية", "الشركاء", "الفرق المتأهلة", "الفرق المشاركة", "المستبعدون",
    "الفائزون بالجوائز", "الجهات المستفيدة", "الدول المشاركة", "المدعوون", "المتغيبون", "دور النشر المشاركة", "الضيوف",
)  # fmt: skip
_FIRMS = (
    "البنك العربي", "بنك الإسكان", "الفوسفات", "البوتاس", "الإسمنت", "مصفاة البترول", "الاتصالات", "سابك", "الراجحي",
    "أرامكو", "زين", "إعمار", "الملكية الأردنية", "مصرف الإنماء", "العربية للطيران", "الدار العقارية", "بنك الجزيرة",
    "الكهرباء", "أسمنت حلوان", "القلعة", "الأهلي", "الوحدة", "شركة التأمين الوطنية", "أورانج", "اتصالات المغرب",
    "التجاري وفا بنك", "بنك تونس العربي الدولي", "سوناطراك", "صيدليات النهدي", "المراعي", "جرير", "دار الشروق",
)  # fmt: skip


def of_outlets(page: Writer) -> None:
    """Write a table of 3 to 9 outlets, channels or networks with random figures as content, a row or a cell a line.

    A line that introduces it and a row of column heads each come before it at random; the first head need not fit.
    """
    draw = page.draw
    kind = draw.pick(("outlets", "outlets", "channels", "networks"))
    columns = draw.some(_OF_OUTLETS, 1, 3)
    join = draw.pick((" ", "  ", " | ", " - ", "\t", ": ", "\n", "\n", "، "))
    if draw.chance(0.6):
        _body(page, lead(page), PARAGRAPH)
    if draw.chance(0.6):
        _body(page, join.join((draw.pick(("الصحيفة", "الوكالة", "القناة", "المنصة", "الموقع")), *columns)))
    for number in range(1, draw.between(4, 10)):
        name = outlet(draw, page.site.materials.words) if kind == "outlets" else draw.pick(words()[kind])
        row = join.join((name, *(_number(draw) for _ in columns)))
        _body(page, f"{number}. {row}" if join != "\n" and draw.chance(0.15) else row)


def of_days(page: Writer) -> None:
    """Write a table of three to nine rows as content, each a random date with values, a row or a cell a line.

    The dates share one form and are in no order. A row has random figures or, at times, the same words in every column.
    """
    draw = page.draw
    columns = draw.some(_OF_DAYS[1:], 1, 3)
    join = draw.pick((" ", "  ", " | ", " - ", "\t", ": ", "\n", "\n"))
    form, day = date_form(draw, clocks=False), moment(draw)
    if draw.chance(0.5):
        _body(page, lead(page), PARAGRAPH)
    if draw.chance(0.5):
        _body(page, join.join((_OF_DAYS[0], *columns)))
    for _ in range(draw.between(3, 9)):
        told = page.short(1, 5) if draw.chance(0.3) else ""
        _body(page, join.join((form(day), *(told or _number(draw) for _ in columns))))
        day = moment(draw)


def ranges(page: Writer) -> None:
    """Write signs of the zodiac or three periods as content, each with a random first and last day.

    Either a random sentence follows each of them (mostly), or none.
    """
    draw = page.draw
    months = words()[draw.pick(("months_west", "months_west", "months_levant", "months_maghreb"))]
    form = draw.pick(
        ("{what} ({a} - {b})", "{what} {a} - {b}", "{what}: من {a} إلى {b}", "{what}\n{a} - {b}", "{what} ({a} – {b}):",
         "{what} من {a} حتى {b}", "{a} - {b}: {what}", "برج {what} {a} – {b}", "برج {what} ({a} إلى {b})")
    )  # fmt: skip
    figures, told = draw.chance(0.3), draw.chance(0.7)
    names = (
        draw.some(_ZODIAC, 3, 12) if draw.chance(0.6) else [f"{draw.pick(_PERIODS)} {page.short(1, 3)}" for _ in "123"]
    )
    for name in names:
        ends = [
            f"{draw.between(1, 30)}/{draw.between(1, 12)}" if figures else f"{draw.between(1, 30)} {draw.pick(months)}"
            for _ in range(2)
        ]
        row = form.format(what=name, a=ends[0], b=ends[1])
        _body(page, eastern(row) if draw.chance(0.1) else row, PARAGRAPH)
        if told:
            _body(page, page.sentence())


def live(page: Writer) -> None:
    """Write a live report of three to eight entries as content, the oldest first or, less often, the newest first.

    Each entry stands under or behind the time of day or the minute of a match, and is a set phrase or a random
    sentence.
    """
    draw = page.draw
    form = draw.pick(
        ("{} - ", "{}: ", "[{}] ", "{}\n", "{}\n", "({}) ", "{} | ", "{} ", "الساعة {}\n", "الساعة {}: ", "- {}: ")
    )
    half = draw.pick(("", "", "", " ص", " م", " مساء", " بتوقيت غرينتش", " GMT"))
    minutes = draw.chance(0.25)
    hour, minute = draw.between(6, 12), draw.between(0, 20)
    count = draw.between(3, 8)
    stamps = []
    for _ in range(count):
        minute += draw.between(2, 25)
        if not minutes:
            hour, minute = hour + minute // 60, minute % 60
        stamps.append(f"د {minute}" if minutes else f"{hour:02d}:{minute:02d}{half}")
    if draw.chance(0.4):
        stamps.reverse()
    for stamp in stamps:
        told = draw.pick(_TOLD) or page.sentence()
        _body(page, form.format(stamp) + told, PARAGRAPH)
        if draw.chance(0.2):
            _body(page, page.sentence())


def boards(page: Writer) -> None:
    """Write two to four headings as content, each over two to six names of firms or clubs that come again under others.

    On half of the pages one or two figures stand under each name, a line each; not always under the last heading.
    """
    draw = page.draw
    names = [draw.pick(_FIRMS) if draw.chance(0.6) else page.site.unknown(1, 3) for _ in range(draw.between(4, 9))]
    heads, figured, columns = draw.some(_BOARDS, 2, 4), draw.chance(0.5), draw.pick((1, 2))
    plain_last, mark = draw.chance(0.6), draw.pick(("", "", "", "- ", "• "))
    for number, head in enumerate(heads):
        page.add(head + draw.pick(("", "", ":")), "subhead", page.number, PARAGRAPH)
        plain = not figured or (plain_last and number == len(heads) - 1)
        for name in draw.some(names, 2, 6):
            _body(page, mark + name)
            for _ in range(0 if plain else columns):
                _body(page, _number(draw))


def _number(draw: Draw) -> str:
    """A random figure of a table: a whole number, with or without commas, a percentage, or a decimal."""
    number = draw.pick((draw.between(0, 99), draw.between(100, 9999), draw.between(10_000, 2_000_000)))
    return draw.pick((f"{number:,}", str(number), f"{number}%" if number < 100 else str(number), f"{number / 10:.1f}"))
