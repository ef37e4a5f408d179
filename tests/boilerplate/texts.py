"""Pages of many shapes, made up and drawn, for what must hold of every page."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.boilerplate.pages import BODY, CLOSING, HEADLINE, LEAD, OTHER_HEADLINE, PAGE, SEED_NAMES, seed
from tests.boilerplate.variants import VARIANTS

MENU = "الرئيسية\nسياسة\nاقتصاد\nرياضة\nفن\nتكنولوجيا\nمن نحن\nاتصل بنا\nالرئيسية\nسياسة\n"
GLUED = "الوسومروسيا كوريا الشماليةالمصدر: رويترزاقرأ أيضاًالمملكة تعلنRelatedكوريا 24أرسلت مدرسةكبيرة مستشفىكبير"
LINKS = (
    "نشر @user_1: صورة pic.twitter.com/AbCdEf1234وقال https://t.co/abcdefghijklmn و http://e.org/a?b=(c).\n"
    "للتواصل a.b@e.org. أو me@ex-ample.com، https://e.orghttps://f.org/x www.e.net/… bit.ly/xyz! HTTPS://E.ORG/X\n"
    "abcpic.twitter.com/1234567890123 restart.co/x t.co/ @ @http://x.y @_ user@host user@host. https://t.co/…كتاب"
)
DATES = "الثلاثاء 12 سبتمبر 2023 - 07:05 | 12/9/2023 | ١٤٤٥ هـ | 05 | ٠٥ | 123456789012345 | 3.5% | 12th | G20 كوفيد19"
MARKS = (
    '«نعم؟!» قال... "لا"؛ (ثم)… ● بند ▪ بند ← التالي | السابق — و– -ـ ـكتاب *** ﴿آية﴾ 🔴🔴 عاجل 👨‍👩‍👧 🏴\U000e0067 ½ Ⅳ'
)
SPELLINGS = (
    "كتابًا شكرًاوقال كتابٌجديد مُحَمَّدٌ الـــعربية على\u200fذلك"
    " ﻻ ﷲ ﷺ لا\u0654 و\u0654 ئ ۀ کتاب پچژگ é ß ﬁn A\u0301 \u064b\u064b"
)
BREAKS = "سطر\r\nسطر\rسطر\n\nسطر\r\n\r\nسطر\u2028سطر\u2029سطر\x85سطر\vسطر\fسطر \n \nسطر\r\n \t\nسطر\n"
BLANKS = "كلمة  كلمة\tكلمة\u00a0كلمة\u2009كلمة \u200bكلمة\x1fكلمة\x1cكلمة\x00كلمة\u3000كلمة \u200f كلمة   "
SCRIPTS = "Related Posts كتابbook книга 新闻新聞 \U00020000\U000e0200\U000f0000 हिन्दी ไทย עברית a1b2 1ا2ب"
TAGS = (
    '<p>أعلنت الوزارة</p><p>قال الوزير.<br />وأضاف<br/>أن <a href="https://e.org/n/1">الخبر</a> <b>صحيح</b> a<b x<y'
    "\n<img src='https://e.org/a.jpg' alt=\"قطار سريع\">نص <<p> < p> <p <p>< /p></ p><!-- إعلان --> <نص> <1> a > b<h1>"
)
WRITTEN = (
    r"سطر\nسطر\r\nسطر\n\n«سطر»\rسطر\n 2023\n12\nC:\news D:\rمجلد \\n كتاب\\\n سطر\r\new a\nب https://e.org/\nسطر \t.\n"
    "\n\\r\\n\\n\r\\n\\r\nسطر\\"
)
LIST = "توصيات اللجنة:\n1- إغلاق الجسر\n2- نقل المحطة\n• مشاركة السكان\n- بند أخير.\n"
REPEATS = f"{HEADLINE}\n{LEAD}\n{HEADLINE}\n{LEAD}\n\n{LEAD} {HEADLINE}\n{LEAD[:40]}\n{MENU}"
ONE_LINE = " ".join((PAGE + MENU + GLUED).split("\n"))
LONG_WORDS = f"{'ب' * 300} {'مدرسة' * 80} {'abc' * 100}http://x.y {'١' * 300} {'كتابٌ' * 60} {'ةا' * 130}"

MADE_UP = [
    "", " ", "\n", "\ufeff", "\u200f\u064b", "\ud800", "ـ", "@", ".", "0", "ب", "a", "ﱞ", "Aﱞ1", "Aͺ1",
    "كتاب.\r", "\nكتاب",
    MENU, GLUED, LINKS, DATES, MARKS, SPELLINGS, BREAKS, WRITTEN, BLANKS, SCRIPTS, TAGS, LIST, PAGE, REPEATS, ONE_LINE,
    LONG_WORDS, f"\ufeff{PAGE}", PAGE.replace("\n", "\r\n"), PAGE.replace("\n", "\n\n"), PAGE.replace(" ", "\t"),
    *(write(f"{PAGE}{GLUED}\nالمصدر: رويترز\n") for write in VARIANTS.values()),
]  # fmt: skip
HUGE = [character * 10_000 for character in "بةaA1.|@ \n\tـ\u064b😀\ud800"] + [
    "كتاب. " * 2_000,
    "@a" * 3_000,
    "t.co/" * 2_000,
]
SEEDS = [seed(name) for name in SEED_NAMES]

_LETTERS = "اأإآبتةثجدرسعكلمنهويىئءپگکیabhtpc"
_MARKS = ".,:;!?؟،؛…«»\"'()[]|•-–—/*_#@ـ\u064b\u064d\u0651\u0654\u0670\u200c\u200d\u200f\u202b\ufeff\0\xad😀\ud800"
_BLANKS = "  \n\r\t\u00a0\u2028"
_PIECES = [
    *"الوسوم المصدر اقرأ أيضا".split(),
    *"كلمات دلالية شارك هذا المقال روسيا كوريا الشمالية قال الوزير".split(), "مدرسة", "مستشفى", "في",
    "إقرأ أيضاً:", "كلمات دلالية:", "مقالات ذات صلة", "تابعنا على", "http://e.org/", "https://t.co/", "pic.twitter.com/",
    "t.co/", "www.", "@name", "a@e.org", "2023", "12", "05", "٠٥", "١٩٩٩", "Related", "ال", "\r\n", "\n\n",
    "\\n", "\\r", "\\",
    "<", "<br />", "</p>", ">", ". ", "... ",
    LEAD, BODY, CLOSING, HEADLINE, OTHER_HEADLINE, "الرئيسية", "أيضاً", "ة", "ى", "ﻻ", "ﷺ",
    "ADVERTISEMENT", "مادة إعلانية",
]  # fmt: skip

any_text = st.text(st.characters())
letters_and_marks = st.text(st.sampled_from(_LETTERS + _LETTERS + _MARKS + _BLANKS + "0123456789٠١۵"), max_size=80)
composed = st.lists(
    st.one_of(
        st.sampled_from(_PIECES), st.sampled_from(_BLANKS + _MARKS), st.text(st.sampled_from(_LETTERS), max_size=6)
    ),
    max_size=40,
).map("".join)
drawn = st.one_of(composed, letters_and_marks, any_text)
"""A page of what news pages are made of, of letters and marks that matter, or of anything that a `str` holds."""

small = st.lists(
    st.sampled_from(
        ["كتاب", "الجسر", "النهر", "المدينة", "في", "12", "7", "news", ".", "،", "\n", "\n\n", " | ", "x.com/a"]
    ),
    max_size=60,
).map(" ".join)
"""Pages of few different words: they repeat one another."""
