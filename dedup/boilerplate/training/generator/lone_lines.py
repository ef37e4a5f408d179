"""Lines of content that stand alone: headings with letters or named for apps, prayers for the dead, holders of posts,
sentences about pictures.

They look like bylines, topics, buttons and captions.
"""

from .draw import Draw
from .lists import content
from .names import person, stranger
from .page import PARAGRAPH
from .site import Writer
from .wordings import words

_LETTERS = (
    ("أ", "ب", "ج", "د", "هـ", "و", "ز"),
    ("أ", "ب", "ت", "ث", "ج", "ح", "خ"),
    ("أولا", "ثانيا", "ثالثا", "رابعا"),
)
_TITLES = (
    "الشيخ", "الإمام", "الدكتور", "الأستاذ", "العلامة", "الأمير", "القاضي", "الحاج", "المهندس", "اللواء", "السيد",
    "المستشار",
)  # fmt: skip
_POSTS = (
    "رئيس المحكمة", "القاضي", "وكيل النيابة", "عضو المجلس", "أمين السر", "المدعي العام", "الوزير", "مدير المدرسة",
    "عميد الكلية", "قائد الفريق", "رئيس الجلسة", "نقيب المحامين", "محافظ", "عمدة", "مقرر اللجنة", "كاتب العدل",
)  # fmt: skip
_MERCIES = (
    "رحمه الله", "رحم الله الفقيد", "رحمها الله", "اللهم اغفر له", "تغمده الله بواسع رحمته", "غفر الله له",
    "إنا لله وإنا إليه راجعون", "اللهم ارحم موتانا", "رحمهم الله جميعا", "طيب الله ثراه", "عظم الله أجركم",
)  # fmt: skip
_PLACES = (
    "رحمة واسعة", "وأسكنه فسيح جناته", "وأسكنه الفردوس الأعلى", "وألهم أهله الصبر والسلوان", "وجعل مثواه الجنة",
    "والهم ذويه جميل الصبر", "وغفر له", "وأسكنها جنات النعيم", "وأحسن إليه", "والبقاء لله", "إلى جنات الخلد",
)  # fmt: skip
_PICTURES = (
    "صورة أرشيفية", "صورة قديمة", "صورة", "لقطة", "صور جوية", "صورة بالأبيض والأسود", "لوحة", "صورة تذكارية", "لقطات",
    "صورة فوتوغرافية", "صورة نادرة", "مجموعة صور", "مشهد", "خريطة قديمة", "الصورة", "صورة واحدة", "تسجيل مصور", "تصوير",
)  # fmt: skip
_SHOWN = ("", "", " من {place}", " عن {place}", " للمدينة", " {name}", " في {place}", " لهم")
_BUTTONS = (
    "حفظ الإعدادات", "مشاركة الرابط", "حذف الحساب", "تغيير كلمة المرور", "إيقاف الإشعارات", "نسخ الرابط", "البحث",
    "الإعدادات", "الخصوصية", "التعليقات", "الرسائل", "البريد الإلكتروني", "تسجيل الدخول", "إضافة صديق", "تحميل التطبيق",
    "حظر المستخدم", "الصور", "الفيديو", "الأرشيف", "المفضلة", "الاشتراك", "إرسال الملفات", "القائمة",
)  # fmt: skip
_TOLD = (
    "تعود إلى عام {year} تذكر بأن", "علقها {name} على جدار مكتبه، وقال إن", "وجدها {name} في صندوق جده،", "أظهرت أن",
    "كشفت كيف", "التقطها {name} عام {year} حين", "تكفي لنعرف أن", "أثارت جدلا بعد أن", "انتشرت أمس، فيما", "لا يعني أن",
    "يقول {name} إنها الأخيرة، ثم", "هي كل ما بقي، بينما", "نشرت عام {year} تثبت أن", "هذه المرة لم تكن كسابقاتها:",
)  # fmt: skip


def lettered(page: Writer) -> None:
    """Write two to five subheadings with a letter or an ordinal before each, a sentence behind most of them.

    Many name a person.
    """
    draw = page.draw
    letters, mark, titled = draw.pick(_LETTERS), draw.pick((". ", "- ", ") ", " - ", ": ", "/ ")), draw.chance(0.6)
    for letter in letters[: draw.between(2, 5)]:
        named = f"{draw.pick(_TITLES)} {_person(draw)}"
        text = named if titled else page.matter(page.sentence(), 1, 4)
        page.add(f"{letter}{mark}{text}", "subhead", page.number, PARAGRAPH)
        if draw.chance(0.8):
            content(page, page.sentence(), PARAGRAPH)


def of_apps(page: Writer) -> None:
    """Write two to five subheadings, each the name of a network or of a button alone, with one or two sentences behind
    each.
    """
    draw = page.draw
    form = draw.pick(("{}", "{}", "{}", "{}:", "- {}", "{number}. {}", "{number}- {}", "تطبيق {}", "* {}"))
    names = draw.pick((words()["networks"], words()["networks"], _BUTTONS))
    for number, name in enumerate(draw.some(names, 2, 5), start=1):
        page.add(form.format(name, number=number), "subhead", page.number, PARAGRAPH)
        for _ in range(draw.pick((1, 1, 2))):
            content(page, page.sentence(), PARAGRAPH)


def prayer(page: Writer) -> None:
    """Write a line or two of prayers for somebody who died, as obituaries end."""
    draw = page.draw
    for _ in range(draw.pick((1, 1, 1, 2))):
        parts = [draw.pick(_MERCIES), *draw.some(_PLACES, 0, 3)]
        content(page, draw.pick((" ", " ", "، ")).join(parts) + draw.pick(("", "", ".", "..", "!")), PARAGRAPH)


def officials(page: Writer) -> None:
    """Write one to four lines with the holder of a post, such as the judges of a court, in one form."""
    draw = page.draw
    form = draw.pick(("{post} {name}", "{name}، {post}", "{post}: {name}", "{post} / {name}"))
    where = draw.pick(("", "", f" {draw.pick(words()['cities'])}"))
    for _ in range(draw.pick((1, 1, 2, 3, 4))):
        content(page, form.format(post=draw.pick(_POSTS) + where, name=_person(draw)), PARAGRAPH)


def pictured(page: Writer) -> None:
    """Write a sentence that begins with a picture and what it shows, as captions do, and goes on to tell of it."""
    draw = page.draw
    opening = draw.pick(_PICTURES) + draw.pick(_SHOWN)
    start = f"{opening} {draw.pick(_TOLD)}".format(
        place=draw.pick(words()["cities"]), name=_person(draw), year=draw.between(1890, 2026)
    )
    rest = page.matter(page.sentence(), 4, 14) if draw.chance(0.3) else page.sentence().rstrip(".؟! ")
    content(page, f"{start} {rest}.", PARAGRAPH)


def _person(draw: Draw) -> str:
    """A random person, of common or of rare names."""
    return draw.pick((person, stranger))(draw)
