"""Tells the names of authors from what else pages state in their place: accounts, desks, addresses, the site."""

from __future__ import annotations

import re

from dedup.web.shown import key

_LONGEST_NAME, _BARE_NAME = 8, 4  # words of a stated name, and of one that an element in the text holds
_ACCOUNT = re.compile(
    r"(?:www|(?:\w*_)?admin(?:istrator)?|editor|webmaster|author|user|root|redaction|newsroom|null|undefined)\d*|"
    r"super(?:user)?|ادمن"
)
_OF_NOBODY = re.compile(
    r"(?:ال)?(?:محرر|مشرف|مدير|كاتب|ناشر|مراسل|مراسلنا|اداره|تحرير|زاءر|ضيف|خاص|متابعه)"
    r"(?: \d+| (?:ال)?(?:موقع|نظام|عام|تحرير))?|"
    r"(?:ال)?(?:مركز|مكتب|قسم|فريق|وحده|هيءه) (?:ال)?(?:اعلاميه?|اعلام|اخبار|اخباري|تحرير)|"
    r"غير معروف|بدون كاتب|n a|(?:عرض|مشاهده) (?:كل|جميع) .*|"
    r"(?:\w+ ){0,2}(?:newspaper|newsroom|news|agency|editors?|desk|staff|team|website|network|magazine|channel|tv)|"
    r"(?:\w+ ){0,3}(?:news|press|media) (?:agency|network|channel)|(?:خبر )?عاجل"
)


def is_name(name: str, outlet: str) -> bool:
    """Whether a stated author is a name of at most `_LONGEST_NAME` words, not the outlet, an address or an account.

    What has `@`, `://`, the whole outlet or its first word in it, is a word of the outlet, begins as names of accounts
    do, or names nobody, such as `محرر الموقع`, is none.
    """
    words = key(name).split()
    if not words or len(words) > _LONGEST_NAME or "@" in name or "://" in name or _ACCOUNT.fullmatch(words[0]):
        return False
    if _OF_NOBODY.fullmatch(" ".join(words)):
        return False
    own = key(outlet).split()
    if len(words) == 1 and words[0] in own:
        return False
    return not own or (own[0] not in words and " ".join(own) not in " ".join(words))


def is_bare_name(text: str) -> bool:
    """Whether the text of an element that names the author may be a name: two to four words, no colon, no digit."""
    return 2 <= len(text.split()) <= _BARE_NAME and ":" not in text and not any(map(str.isdigit, text))
