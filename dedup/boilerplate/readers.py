"""What stands at a place of a line: a phrase with the words that belong to it, a post's signature, a contact."""

from __future__ import annotations

import re
from collections.abc import Callable

from dedup.boilerplate import forms
from dedup.boilerplate.dates import stamp_at
from dedup.boilerplate.joins import WordEnds, glued_places, hard_joins, split_word, vocabulary
from dedup.boilerplate.lines import HEADLINE_WORDS
from dedup.boilerplate.outlets import is_outlet
from dedup.boilerplate.phrases import Hit, PhraseBook
from dedup.boilerplate.pieces import Piece

_LESS_RISKY = {"high": "med", "med": "low", "low": "low"}
_REACH = 600
"""No heading's words go further than this; so a line of any length is read in one pass."""
_REMEMBERED = 1000
"""Hits within reach of one another are asked for again and again; no line has so many of them within reach."""

COLON = re.compile(r"[ ]*[:：/|–—-]")
_MARK = re.compile(r"[ ]*(?:[:：/|؟»*…]|[-–—ـ]+(?=[ \n]|$)|\.\.+|\.(?=[ ]*$))+[ ]*")
_SIGNATURE = r"[—–-]+[ ]?[^()\n@]{1,60}\(@[a-z0-9_]{1,30}\)[ ]*"
_POST_LINK = r"(?:https?://)?(?:pic\.twitter\.com/|t\.co/)[a-z0-9_]+"
_IMAGE_LINK = r"https?://[^\s]{1,300}?\.(?:jpe?g|png|gif|webp)(?:\?[\w=&;%-]*)?"
_CONTROL = r"[\x00-\x08\x0e-\x1f\x7f]+"
_NETWORK = r"(?:تويتر|twitter|فيسبوك|سناب|انستغرام|ايميل|البريد)"
_EMAIL = r"@?[a-z0-9_][a-z0-9_.+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z]{2,})+"
_HANDLE = rf"{_NETWORK}[ ]*[:/-][ ]*@?[a-z][a-z0-9_]{{2,}}|@[a-z][a-z0-9_]{{2,}}(?![\w@.])"
# What these can begin with is said first: a search passes over all else at once.
MARKER = re.compile(rf"(?=[—–\-hpt\x00-\x1f\x7f])(?:{_SIGNATURE}|{_POST_LINK}|{_IMAGE_LINK}|{_CONTROL})")
CONTACT = re.compile(rf"(?=[a-z0-9_@تفسا])(?:(?:{_NETWORK}[ ]*[:/-]?[ ]*)?{_EMAIL}|{_HANDLE})")
_MARKERS = (
    (re.compile(_SIGNATURE), "embed_meta", "tweet-signature", 0.98),
    (re.compile(_CONTROL), "other", "control-characters", 0.99),
    (re.compile(_POST_LINK), "embed_meta", "post-link", 0.9),
    (re.compile(_IMAGE_LINK), "other", "image-link", 0.9),
)
_PLATFORM = re.compile(
    r"(?:google[ ]news|جوجل[ ]نيوز|فيسبوك|الفيسبوك|تويتر|واتساب|واتس[ ]اب|تلغرام|تليجرام|تيليجرام|تيليغرام|انستغرام"
    r"|يوتيوب|سناب[ ]شات|facebook|twitter|whatsapp|telegram|instagram|youtube|x)(?!\w)"
)
_CREDIT = re.compile(
    r"(?:[^\W_]+[ ]){0,7}[^\W_]*[ ]?(?:\((?P<agency>[^()\n]{2,20})\)$|[-–—/|:(][ ]*(?P<kind>[^\W\d_]))", re.MULTILINE
)
_CREDIT_LEAD = re.compile(r"[\w ]*[-–—/|:(]")
_DATE_WORD = re.compile(r"(?<=[ ])(?:يوم[ ]|\d)")
_NAME = re.compile(r"(?:[ ]و(?:اعداد|ترجمه|تحرير|تصوير))?[ :/–—-]*(?P<name>[^\n:]{2,45})[ ]*:?")
_NAME_STOP = re.compile(r"[ ]*(?::|$)", re.MULTILINE)
_COUNT = re.compile(
    r"[ ]*[:/-]?[ ]*[(\[]?[ ]*\d[\d,.]*(?:[ ]*[)\]])?"
    r"(?:[ ]*(?:دقيقه|دقاءق|ثانيه|مره|زاءر|زياره|مشاهده|قراءه|تعليق|تعليقا)(?!\w))?"
)
_WORD = re.compile(r"\w+")
_DATE_GAP = re.compile(r"[ :،/|-]*")
_SPOKEN = re.compile(r"[«\"]\S+ \S+ \S+")
_DATE_REACH = 40
_NOTICE_WORDS, _SOURCE_WORDS, _BARE_SOURCE_WORDS, _SHARE_WORDS, _PLATFORM_WORDS = 12, 8, 4, 25, 12
_NOUNS = ("بقلم", "ترجمه", "اعداد")  # `بقلم سعاد يوسف`: unlike `كتب`, no verb that a sentence goes on from
_NO_LATER_COLON = ("tags", "share", "source")
_WHOLE_LINE = ("source", "tags", "byline")


class Reader:
    """Reads pieces of furniture off a folded page, whatever stands around them."""

    def __init__(self, text: str, book: PhraseBook, word_ends: WordEnds) -> None:
        self.text = text
        self.book = book
        self.word_ends = word_ends
        self._hits: dict[tuple[int, int], Hit | None] = {}

    def piece(self, at: int, end: int) -> Piece | None:
        """The piece of furniture that begins at `at` of the line ending at `end`; its confidence is 1 until graded."""
        return self._marker(at, end) or self._contact(at, end) or self._phrase(at, end) or self._credit(at, end)

    def hit(self, at: int, end: int) -> Hit | None:
        """The longest phrase at a place, ended by a word boundary or run into what follows."""
        if not self.book.begins(self.text, at, end):
            return None  # as at most places
        if (at, end) not in self._hits:
            if len(self._hits) >= _REMEMBERED:
                self._hits.clear()
            self._hits[at, end] = self._find_hit(at, end)
        return self._hits[at, end]

    def _find_hit(self, at: int, end: int) -> Hit | None:
        hit, glued = self.book.at(self.text, at, end), self.book.glued_at(self.text, at, end)
        if glued and (hit is None or glued.end > hit.end) and self._is_glued(glued, end):
            return glued
        return hit

    def splits_before(self, at: int, marked: bool) -> bool:
        """Whether the letters before `at` are a word of their own; before a colon, more than a prefix will do."""
        match = re.search(r"\w+$", self.text[max(0, at - 30) : at])
        if match is None:
            return False
        word = match.group()
        if self.word_ends.at(at - 1):
            return True
        rest = _WORD.match(self.text, at)
        if rest is not None and word + rest.group() in vocabulary():
            return False  # `إنتاج` is no `إن` with `تاج` behind it
        return word in vocabulary() or word.isdigit() or (marked and len(word) > 3)

    def skip_blanks(self, at: int, end: int) -> int:
        """The first offset from `at` that is no blank, or `end`."""
        while at < end and self.text[at] == " ":
            at += 1
        return at

    # -- without a phrase -----------------------------------------------------------------------------------------

    def _marker(self, at: int, end: int) -> Piece | None:
        if not MARKER.match(self.text, at, end):
            return None
        for pattern, label, rule, confidence in _MARKERS:
            match = pattern.match(self.text, at, end)
            if match:
                stamp = stamp_at(self.text, match.end(), end) if rule == "tweet-signature" else None
                return Piece(at, stamp.end if stamp else match.end(), label, rule, confidence)
        return None

    def _contact(self, at: int, end: int) -> Piece | None:
        match = CONTACT.match(self.text, at, end)
        if match is None:
            return None
        rest = self.skip_blanks(match.end(), end)
        if rest < end and not (self.hit(rest, end) or CONTACT.match(self.text, rest, end)):
            return None
        return Piece(at, match.end(), "share", "contact", 0.75)

    def _credit(self, at: int, end: int) -> Piece | None:
        """A picture's caption below the first line: a few words, `(رويترز)` or `- صورة أرشيفية`, nothing more."""
        before = self.text[max(0, at - 8) : at].rstrip(" ")
        may_match = before and before[-1] == "\n" and _CREDIT_LEAD.match(self.text, at, end)
        match = _CREDIT.match(self.text, at, end) if may_match else None
        if match is None:
            return None
        if match["agency"]:
            return Piece(at, end, "caption", "caption-credit", 0.75) if is_outlet(match["agency"]) else None
        hit = self.book.at(self.text, match.start("kind"), end)
        if hit is None or hit.phrase.label != "caption" or self.skip_blanks(hit.end, end) < end:
            return None
        return Piece(at, end, "caption", f"phrase:{hit.folded}", 0.85)

    # -- a phrase and what belongs to it --------------------------------------------------------------------------

    def _phrase(self, at: int, end: int) -> Piece | None:
        hit = self.hit(at, end)
        if hit is None:
            return None
        whole = hit.phrase.kind == "line" and " " not in hit.folded
        fixed = whole or (hit.phrase.kind == "line" and hit.phrase.label in _WHOLE_LINE)
        read = Reader._read_fixed if fixed else _READERS.get(hit.phrase.label, Reader._read_fixed)
        piece = read(self, hit, end)
        if piece is None:
            return None
        payload = self.text[hit.end : piece.end].rstrip(" ")
        marked = COLON.match(self.text, hit.end, end) is not None
        announces = payload.endswith(":") or (hit.phrase.risk == "high" and ":" in payload)
        if announces and not marked and hit.phrase.label in _NO_LATER_COLON:
            return None  # `أقسام الكلية:`, `اشترك في الأعمال التالية:` announce what the article goes on with
        marked = marked or payload.endswith(":")
        sure = marked and (hit.phrase.label != "byline" or self._names_person(payload))
        sure = sure or (hit.phrase.label == "source" and is_outlet(payload.strip(" :/-")))
        sure = sure or (hit.folded in _NOUNS and self._names_person(payload))
        piece.risk = _LESS_RISKY[hit.phrase.risk] if sure else hit.phrase.risk
        piece.open = not marked and bool(forms.words(payload))
        piece.whole = whole and not hit.fused
        piece.rule = f"{'glued' if hit.fused else 'phrase'}:{hit.folded}"
        return piece

    def _names_person(self, payload: str) -> bool:
        return forms.is_person(payload.strip(" :/–—-*"))

    def _is_glued(self, hit: Hit, end: int) -> bool:
        """Whether a phrase that runs on into letters really ends there."""
        if hit.phrase.kind == "suffix":
            return False
        if self.book.at(self.text, hit.end, end) or self.word_ends.at(hit.end - 1):
            return True
        word = _WORD.match(self.text, hit.end, min(end, hit.end + 30))
        count, last = hit.folded.count(" ") + 1, hit.folded.rsplit(" ", 1)[-1]
        if word is None or len(word.group()) < 3 or (len(last) < 5 and count == 1):
            return False
        known = vocabulary()
        if last + word.group() in known:
            return False
        return count > 2 or word.group() in known or split_word(word.group()) is not None

    def _read_fixed(self, hit: Hit, end: int) -> Piece:
        mark = _MARK.match(self.text, hit.end, end)
        return Piece(hit.start, mark.end() if mark else hit.end, hit.phrase.label)

    def _read_counted(self, hit: Hit, end: int) -> Piece:
        count = _COUNT.match(self.text, hit.end, end)
        return Piece(hit.start, count.end(), hit.phrase.label) if count else self._read_fixed(hit, end)

    def _read_source(self, hit: Hit, end: int) -> Piece | None:
        stop = self._payload_end(hit, end)
        if stop is None:
            return None
        marked = COLON.match(self.text, hit.end, end)
        payload = self.text[marked.end() if marked else hit.end : stop]
        count = forms.count_words(payload)
        if marked and hit.phrase.risk == "low":
            return Piece(hit.start, stop, "source") if count <= HEADLINE_WORDS else None
        limit = _SOURCE_WORDS if marked or hit.phrase.kind != "prefix" else _BARE_SOURCE_WORDS
        if count > limit or (not count and hit.phrase.kind == "prefix") or _SPOKEN.search(payload):
            return None
        if not marked and count == 1 and payload.strip().startswith("ال") and not is_outlet(payload.strip(" .*")):
            return None  # `المصدر الوحيد`
        if forms.says_something(payload) or (forms.ends_sentence(payload) and count > 3):
            return None
        return Piece(hit.start, stop, "source")

    def _read_tags(self, hit: Hit, end: int) -> Piece | None:
        stop = self._payload_end(hit, end)
        if stop is None or not forms.are_topics(self.text[hit.end : stop]):
            return None
        return Piece(hit.start, stop, "tags")

    def _read_pubdate(self, hit: Hit, end: int) -> Piece | None:
        gap = _DATE_GAP.match(self.text, hit.end, end)
        at = gap.end() if gap else hit.end
        near = 0 if hit.phrase.risk == "high" else _DATE_REACH  # `حدث واحد أتذكره وهو يوم الأربعاء`
        for place in (at, *(m.start() for m in _DATE_WORD.finditer(self.text, at, min(end, at + near)))):
            stamp = stamp_at(self.text, place, end)
            if stamp:
                return Piece(hit.start, stamp.end, "pubdate")
        rest = self.text[hit.end : min(end, hit.end + _REACH)]
        short = forms.count_words(rest) <= 6 and any(c.isdigit() for c in rest) and not forms.ends_sentence(rest)
        return Piece(hit.start, end, "pubdate") if short else None

    def _read_byline(self, hit: Hit, end: int) -> Piece | None:
        name = _NAME.match(self.text, hit.end, end)
        if name is None:
            return None
        start, stop = name.span("name")
        if _NAME_STOP.match(self.text, stop, end) and self._is_named(start, stop):
            return Piece(hit.start, name.end(), "byline")
        joins = sorted((*glued_places(self.text, start, stop), *hard_joins(self.text, start, stop, self.word_ends)))
        if joins and self._is_named(start, joins[0]):
            return Piece(hit.start, joins[0], "byline")
        return None

    def _is_named(self, start: int, stop: int) -> bool:
        named = self.text[start:stop].strip(" *")
        return forms.is_name(named) or forms.is_person(named)

    def _read_share(self, hit: Hit, end: int) -> Piece | None:
        stop = self._payload_end(hit, end)
        if stop is None or not self.text[hit.end : stop].strip():
            return self._read_fixed(hit, end)
        payload = self.text[hit.end : stop]
        platforms = [match.end() for match in _PLATFORM.finditer(self.text, hit.start, stop)]
        near = [p for p in platforms if forms.count_words(self.text[hit.start : p]) <= _PLATFORM_WORDS]
        if near:
            return Piece(hit.start, max(near), "share")
        count = forms.count_words(payload)
        if hit.phrase.kind == "prefix" and count <= _SHARE_WORDS and not forms.ends_sentence(payload):
            return Piece(hit.start, stop, "share")
        if "عبر" in payload.split() and count <= _PLATFORM_WORDS:
            return Piece(hit.start, stop, "share")
        return self._read_fixed(hit, end)

    def _read_notice(self, hit: Hit, end: int) -> Piece | None:
        stop = self._payload_end(hit, end)
        payload = self.text[hit.end : stop] if stop else ""
        count = forms.count_words(payload)
        if count and hit.phrase.risk == "high" and not COLON.match(self.text, hit.end, end):
            return None
        if stop and hit.phrase.kind == "prefix" and count <= _NOTICE_WORDS and not forms.ends_sentence(payload):
            return Piece(hit.start, stop, hit.phrase.label)
        return self._read_fixed(hit, end)

    def _payload_end(self, hit: Hit, end: int) -> int | None:
        """Where the words that belong to a heading stop: at the next furniture, else at the line's end if near."""
        far = min(end, hit.end + _REACH)
        for place in self.book.anywhere(self.text, hit.end + 1, far):
            found = self.hit(place, end)
            if found is not None and found.phrase.label != hit.phrase.label and self._stops(found, hit.end, end):
                return place
        return end if far == end else None

    def _stops(self, found: Hit, begin: int, end: int) -> bool:
        """Whether a phrase inside a heading's words is furniture of its own."""
        marked = COLON.match(self.text, found.end, end) is not None
        glued = self.text[found.start - 1].isalnum()
        if glued and not (
            self.splits_before(found.start, marked) or is_outlet(self.text[begin : found.start].strip(" :/-"))
        ):
            return False
        several = " " in found.folded
        if found.phrase.kind in ("line", "suffix") and not several:
            return False
        own = found.phrase.risk == "low" or found.phrase.label in ("source", "tags")
        return own or several or marked or found.fused


_READERS: dict[str, Callable[[Reader, Hit, int], Piece | None]] = {
    "source": Reader._read_source,
    "tags": Reader._read_tags,
    "pubdate": Reader._read_pubdate,
    "byline": Reader._read_byline,
    "share": Reader._read_share,
    "comments": Reader._read_counted,
    "nav": Reader._read_notice,
    "readmore": Reader._read_notice,
    "caption": Reader._read_notice,
    "other": Reader._read_counted,
}
"""How the words behind a phrase are read, by its label; those not named here stand for themselves."""
