"""One line of a page as a row of pieces: prose, and furniture recognised by its wording and its form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dedup.boilerplate import forms
from dedup.boilerplate.dates import stamp_at
from dedup.boilerplate.joins import glued_places, hard_joins, split_word, vocabulary
from dedup.boilerplate.outlets import is_outlet
from dedup.boilerplate.phrases import Hit, PhraseBook
from dedup.boilerplate.scan import MARKED, SENTENCE, Line

PROSE = "body"


@dataclass(slots=True)
class Piece:
    """A stretch `start:end` of the view with its label and the rule behind it; prose until something says otherwise.

    `risk` is that of the phrase it was recognised by; `open` says that words follow a heading which no colon ends.
    """

    start: int
    end: int
    label: str = PROSE
    rule: str = "body"
    confidence: float = 1.0
    article: int = 1
    risk: str = ""
    open: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether nothing has claimed the piece yet."""
        return self.label == PROSE


# How sure a phrase alone makes us, by its risk in prose and by the form it stands in.
_CONFIDENCE = {
    "alone": {"low": 0.98, "med": 0.9, "high": 0.65},  # the phrase, with its payload, is the whole line
    "tail": {
        "low": 0.95,
        "med": 0.85,
        "high": 0.72,
    },  # after a finished sentence, or other furniture, to the line's end
    "glued": {
        "low": 0.92,
        "med": 0.85,
        "high": 0.72,
    },  # run into its neighbour: no writer does that, a widget does
    "chain": {"low": 0.9, "med": 0.8, "high": 0.6},  # several in a row, prose behind them
    "lead": {"low": 0.6, "med": 0.45, "high": 0.3},  # opens a line that goes on as prose
}
_LESS_RISKY = {"high": "med", "med": "low", "low": "low"}

_MARK = re.compile(r"[ ]*(?:[:：/|؟»*…]|[-–—ـ]+(?=[ \n]|$)|\.\.+|\.(?=[ ]*$))+[ ]*")
_COLON = re.compile(r"[ ]*[:：/|–—-]")
_SENTENCE_END = re.compile(r"[.!?؟…]+[»\"”’)\]]*[ ]*")
_LINE_RESIDUE = re.compile(r"(?:[.…،*|•:»-]+[ ]*)+")
_SIGNATURE = re.compile(r"[—–-]+[ ]?[^()\n@]{1,60}\(@\w{1,30}\)[ ]*")
_POST_LINK = re.compile(r"(?:https?://)?(?:pic\.twitter\.com/|t\.co/)\w+")
_IMAGE_LINK = re.compile(r"https?://[^\s]+?\.(?:jpe?g|png|gif|webp)(?:\?[\w=&;%-]*)?")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]+")
_MARKER = re.compile(rf"{_SIGNATURE.pattern}|{_POST_LINK.pattern}|{_IMAGE_LINK.pattern}|{_CONTROL.pattern}")
_OPEN_QUOTE = re.compile(r"(?:[«“(]|(?:^|[ \n])\")$")
_STRAY = re.compile(r"(?:(?<=[.!?؟…»\"”)])[ ]+\.[ ]*|\.{3}[ ]*|…[ ]*)$")
_NETWORK = r"(?:تويتر|twitter|فيسبوك|سناب|انستغرام|ايميل|البريد)"
_EMAIL = r"@?[a-z0-9_][a-z0-9_.+-]*@[a-z0-9-]+(?:\.[a-z]{2,})+"
_CONTACT = re.compile(
    rf"(?:{_NETWORK}[ ]*[:/-]?[ ]*)?{_EMAIL}|{_NETWORK}[ ]*[:/-][ ]*@?[a-z]\w{{2,}}|@[a-z]\w{{2,}}(?![\w@.])"
)
_PLATFORM = re.compile(
    r"(?:google[ ]news|جوجل[ ]نيوز|فيسبوك|الفيسبوك|تويتر|واتساب|واتس[ ]اب|تلغرام|تليجرام|تيليجرام|تيليغرام|انستغرام"
    r"|يوتيوب|سناب[ ]شات|facebook|twitter|whatsapp|telegram|instagram|youtube|x)(?!\w)"
)
_NAME = re.compile(r"(?:[ ]و(?:اعداد|ترجمه|تحرير|تصوير))?[ :/–—-]*(?P<name>[^\n:]{2,45})[ ]*:?")
_DATE_WORD = re.compile(r"(?<=[ ])(?:يوم[ ]|\d)")
_NAME_STOP = re.compile(r"[ ]*(?::|$)", re.MULTILINE)
_CREDIT = re.compile(
    r"(?:[^\W_]+[ ]){0,7}[^\W_]*[ ]?(?:\((?P<agency>[^()]{2,20})\)$|[-–—/|:(][ ]*(?P<kind>[^\W\d_]))",
    re.MULTILINE,
)
_COUNT = re.compile(r"[ ]*[(\[]?[ ]*\d+[ ]*[)\]]?")
_COPYRIGHT_TAIL = 12
_CAPTION_WORDS = 8
_LOOSE_WORDS = 25
_CREDITS = frozenset({"share", "ad", "source", "tags", "comments", "nav", "related_head"})
_NEED_COLON = ("byline", "share")
"""Labels whose headings open sentences just as well (`كتب الوزير`, `اشترك في`): without a colon they prove little."""
_SOURCE_WORDS = 8
_BARE_SOURCE_WORDS = 4


class LineGrammar:
    """Parses lines of one folded page against a phrase book."""

    def __init__(self, text: str, book: PhraseBook, ends_word: Callable[[int], bool], needed: float) -> None:
        self.text = text
        self.book = book
        self._ends_word = ends_word
        self._needed = needed
        self._readers = {
            "source": self._read_source,
            "tags": self._read_tags,
            "pubdate": self._read_pubdate,
            "byline": self._read_byline,
            "share": self._read_share,
            "comments": self._read_counted,
            "nav": self._read_notice,
            "readmore": self._read_notice,
            "caption": self._read_notice,
            "other": self._read_counted,
        }

    def parse(self, line: Line) -> list[Piece]:
        """Cut a line into pieces that cover it but for blanks between them."""
        start, end = line.start, line.end
        captioned = line.words <= _CAPTION_WORDS and not line.shape & SENTENCE
        if not line.places and not line.shape & MARKED and not captioned:
            return [Piece(start, end)]
        pieces: list[Piece] = []
        prose = start
        weak = set() if line.shape & SENTENCE else set(line.weak)
        for place in sorted({*self._places(line), *weak}):
            if place < prose or (place in weak and not pieces):
                continue
            chain = self._chain(place, start, end) if self._may_begin(place, prose, end) else []
            while chain:
                chain[0].start -= self._stray_before(prose, place)
                self._flush(pieces, prose, chain[0].start)
                pieces += chain
                place = prose = self._skip_blanks(chain[-1].end, end)
                chain = self._chain(place, start, end) if place < end else []
        self._flush(pieces, prose, end)
        return self._name_topics(pieces)

    # -- where furniture may begin ------------------------------------------------------------------------------

    def _places(self, line: Line) -> set[int]:
        """Offsets worth asking: the line's start, those of the scan, and in a marked line links and contacts."""
        places = {line.start, *line.places}
        if line.shape & MARKED:
            for pattern in (_MARKER, _CONTACT):
                places.update(match.start() for match in pattern.finditer(self.text, line.start, line.end))
        return places

    def _may_begin(self, at: int, prose: int, end: int) -> bool:
        if _OPEN_QUOTE.search(self.text, max(0, at - 2), at):
            return False
        if at == prose or forms.ends_sentence(self.text[max(prose, at - 6) : at]):
            return True
        hit = self._hit(at, end)
        if hit is None:
            return bool(_MARKER.match(self.text, at, end))
        marked = bool(_COLON.match(self.text, hit.end, end))
        several = " " in hit.phrase.folded
        glued = self.text[at - 1].isalnum()
        if glued and not self._splits_before(at, marked):
            return False
        rest = self.text[hit.end : end].strip(" .…:|/-*؟")
        return (marked and (several or glued)) or not rest or not forms.ends_sentence(self.text[at:end])

    def _splits_before(self, at: int, marked: bool) -> bool:
        """Whether the letters before `at` are a word of their own; before a colon, more than a prefix will do."""
        match = re.search(r"\w+$", self.text[max(0, at - 30) : at])
        if match is None:
            return False
        word = match.group()
        return self._ends_word(at - 1) or word in vocabulary() or word.isdigit() or (marked and len(word) > 3)

    # -- a chain of furniture -----------------------------------------------------------------------------------

    def _chain(self, at: int, start: int, end: int) -> list[Piece]:
        """Furniture pieces that follow one another from `at`; empty when there is none."""
        chain: list[Piece] = []
        place = at
        while place < end:
            residue = _LINE_RESIDUE.match(self.text, place, end) if place == start else None
            piece = self._piece(residue.end() if residue else place, end)
            if piece is None:
                break
            piece.start = place
            chain.append(piece)
            place = self._skip_blanks(piece.end, end)
        return chain if chain and self._grade(chain, at, start, end) else []

    def _stray_before(self, prose: int, at: int) -> int:
        """How many characters of stray punctuation before furniture belong to it, blanks in front left to the prose."""
        match = _STRAY.search(self.text[max(prose, at - 6) : at])
        return len(match.group().lstrip(" ")) if match else 0

    def _grade(self, chain: list[Piece], at: int, start: int, end: int) -> bool:
        """Give phrase pieces their confidence by the form the chain stands in; False where prose goes on too readily.

        What a related heading announces is settled later, with the lines around it.
        """
        last = chain[-1].end
        if self._skip_blanks(last, end) >= end:
            form = "alone" if at == start and len(chain) == 1 else "tail"
        elif self.text[last].isalnum() and self.text[last - 1] != " ":
            form = "glued"
        else:
            several = len(chain) > 1 or chain[0].label == "pubdate" or self._is_loose(last, end)
            form = "chain" if several else "lead"
        for piece in chain:
            if piece.risk:
                own = "glued" if piece.rule.startswith("glued:") and form != "tail" else form
                if piece.label == "related_head":
                    own = "tail"
                elif piece.open and piece.label in _NEED_COLON and piece.risk == "high":
                    own = "lead"
                piece.confidence = _CONFIDENCE[own][piece.risk]
        return form in ("alone", "tail") or any(piece.confidence >= self._needed for piece in chain)

    def _is_loose(self, at: int, end: int) -> bool:
        """Whether the rest of the line is a few loose words, not a sentence."""
        rest = self.text[at:end]
        return not forms.ends_sentence(rest) and len(forms.words(rest)) <= _LOOSE_WORDS

    def _piece(self, at: int, end: int) -> Piece | None:
        return (
            self._embed_meta(at, end) or self._contact(at, end) or self._phrase_piece(at, end) or self._credit(at, end)
        )

    def _credit(self, at: int, end: int) -> Piece | None:
        """A picture's caption: a few words, then `(رويترز)` or `- صورة أرشيفية`, and nothing more."""
        match = _CREDIT.match(self.text, at, end)
        if match is None or not self._is_line_start(at):
            return None
        if match["agency"]:
            return Piece(at, end, "caption", "caption-credit", 0.75) if is_outlet(match["agency"]) else None
        hit = self.book.at(self.text, match.start("kind"), end)
        if hit is None or hit.phrase.label != "caption" or self._skip_blanks(hit.end, end) < end:
            return None
        return Piece(at, end, "caption", f"phrase:{hit.phrase.folded}", 0.85)

    def _is_line_start(self, at: int) -> bool:
        return self.text[:at].rstrip(" ")[-1:] in ("", "\n")

    def _embed_meta(self, at: int, end: int) -> Piece | None:
        signature = _SIGNATURE.match(self.text, at, end)
        if signature:
            stamp = stamp_at(self.text, signature.end(), end)
            return Piece(at, stamp.end if stamp else signature.end(), "embed_meta", "tweet-signature", 0.98)
        control = _CONTROL.match(self.text, at, end)
        if control:
            return Piece(at, control.end(), "other", "control-characters", 0.99)
        link = _POST_LINK.match(self.text, at, end)
        if link:
            return Piece(at, link.end(), "embed_meta", "post-link", 0.9)
        image = _IMAGE_LINK.match(self.text, at, end)
        return Piece(at, image.end(), "other", "image-link", 0.9) if image else None

    def _contact(self, at: int, end: int) -> Piece | None:
        match = _CONTACT.match(self.text, at, end)
        if match is None:
            return None
        rest = self._skip_blanks(match.end(), end)
        if rest < end and not (self._phrase_piece(rest, end) or _CONTACT.match(self.text, rest, end)):
            return None
        return Piece(at, match.end(), "share", "contact", 0.75)

    def _phrase_piece(self, at: int, end: int) -> Piece | None:
        hit = self._hit(at, end)
        if hit is None:
            return None
        whole = hit.phrase.kind == "line" and hit.phrase.label in ("source", "tags", "byline")
        reader = self._read_fixed if whole else self._readers.get(hit.phrase.label, self._read_fixed)
        piece = reader(hit, end)
        if piece is None:
            return None
        risk = hit.phrase.risk
        if _COLON.match(self.text, hit.end, end):
            risk = _LESS_RISKY[risk]
        else:
            payload = self.text[hit.end : piece.end].rstrip(" ")
            if payload.endswith(":"):
                risk = _LESS_RISKY[risk]
            piece.open = bool(forms.words(payload)) and not payload.endswith(":")
        piece.risk = risk
        piece.rule = f"{'glued' if hit.fused else 'phrase'}:{hit.phrase.folded}"
        return piece

    def _hit(self, at: int, end: int) -> Hit | None:
        """The longest phrase at a place, ended by a word boundary or run into what follows."""
        hit, glued = self.book.at(self.text, at, end), self.book.glued_at(self.text, at, end)
        if glued and (hit is None or glued.end > hit.end) and self._is_glued(glued, end):
            return glued
        return hit

    def _is_glued(self, hit: Hit, end: int) -> bool:
        """Whether a phrase that runs on into letters really ends there."""
        if hit.phrase.kind == "suffix":
            return False
        if self.book.at(self.text, hit.end, end) or self._ends_word(hit.end - 1):
            return True
        word = re.compile(r"\w+").match(self.text, hit.end, end)
        count, last = hit.phrase.folded.count(" ") + 1, hit.phrase.folded.rsplit(" ", 1)[-1]
        if word is None or len(word.group()) < 3 or (len(last) < 5 and count == 1):
            return False
        known = vocabulary()
        if last + word.group() in known:
            return False
        return count > 2 or word.group() in known or split_word(word.group()) is not None

    # -- what belongs to a phrase -------------------------------------------------------------------------------

    def _read_fixed(self, hit: Hit, end: int) -> Piece | None:
        mark = _MARK.match(self.text, hit.end, end)
        return Piece(hit.start, mark.end() if mark else hit.end, hit.phrase.label)

    def _read_counted(self, hit: Hit, end: int) -> Piece | None:
        count = _COUNT.match(self.text, hit.end, end)
        return Piece(hit.start, count.end() if count else hit.end, hit.phrase.label)

    def _read_source(self, hit: Hit, end: int) -> Piece | None:
        marked = _COLON.match(self.text, hit.end, end)
        stop = self._payload_end(hit.end, end, hit.phrase.label)
        payload = self.text[marked.end() if marked else hit.end : stop]
        limit = _SOURCE_WORDS if marked or hit.phrase.kind != "prefix" else _BARE_SOURCE_WORDS
        limit = forms.HEADLINE_WORDS if marked and hit.phrase.label == "source" and hit.phrase.risk == "low" else limit
        count = len(forms.words(payload))
        if count > limit or (not count and hit.phrase.kind == "prefix") or re.search(r"[«\"]\S+ \S+ \S+", payload):
            return None
        if forms.ends_sentence(payload) and count > 3:
            return None
        return Piece(hit.start, stop, "source")

    def _read_tags(self, hit: Hit, end: int) -> Piece | None:
        stop = self._payload_end(hit.end, end, hit.phrase.label)
        payload = self.text[hit.end : stop]
        return Piece(hit.start, stop, "tags") if forms.are_topics(payload) else None

    def _read_pubdate(self, hit: Hit, end: int) -> Piece | None:
        mark = re.compile(r"[ :،/|-]*").match(self.text, hit.end, end)
        at = mark.end() if mark else hit.end
        for place in (at, *(m.start() for m in _DATE_WORD.finditer(self.text, at, min(end, at + 40)))):
            stamp = stamp_at(self.text, place, end)
            if stamp:
                return Piece(hit.start, stamp.end, "pubdate")
        rest = self.text[hit.end : end]
        short = len(forms.words(rest)) <= 6 and any(c.isdigit() for c in rest) and not forms.ends_sentence(rest)
        return Piece(hit.start, end, "pubdate") if short else None

    def _read_byline(self, hit: Hit, end: int) -> Piece | None:
        name = _NAME.match(self.text, hit.end, end)
        if name is None:
            return None
        start, stop = name.span("name")
        joins = sorted((*glued_places(self.text, start, stop), *hard_joins(self.text, start, stop, self._ends_word)))
        if joins:
            stop = joins[0]
        elif _NAME_STOP.match(self.text, stop, end):
            stop = name.end()
        else:
            return None
        name_text = self.text[start:stop].strip(" *")
        return Piece(hit.start, stop, "byline") if forms.is_name(name_text) or forms.is_person(name_text) else None

    def _read_share(self, hit: Hit, end: int) -> Piece | None:
        stop = self._payload_end(hit.end, end, hit.phrase.label)
        payload = self.text[hit.end : stop]
        if hit.phrase.kind == "line" or not payload.strip():
            return self._read_fixed(hit, end)
        platforms = [m.end() for m in _PLATFORM.finditer(self.text, hit.start, stop)]
        near = [p for p in platforms if len(forms.words(self.text[hit.start : p])) <= 12]
        if near:
            return Piece(hit.start, max(near), "share")
        if hit.phrase.kind == "prefix" and len(forms.words(payload)) <= 25 and not forms.ends_sentence(payload):
            return Piece(hit.start, stop, "share")
        if "عبر" in payload.split() and len(forms.words(payload)) <= 10:
            return Piece(hit.start, stop, "share")
        return self._read_fixed(hit, end)

    def _read_notice(self, hit: Hit, end: int) -> Piece | None:
        stop = self._payload_end(hit.end, end, hit.phrase.label)
        payload = self.text[hit.end : stop]
        count = len(forms.words(payload))
        if count and hit.phrase.risk == "high" and not _COLON.match(self.text, hit.end, end):
            return None
        if hit.phrase.kind == "prefix" and count <= _COPYRIGHT_TAIL and not forms.ends_sentence(payload):
            return Piece(hit.start, stop, hit.phrase.label)
        return self._read_fixed(hit, end)

    def _payload_end(self, at: int, end: int, label: str) -> int:
        """Where the words that belong to a heading stop: before the next furniture, else at the line's end."""
        for place in self.book.anywhere(self.text, at + 1, end):
            hit = self._hit(place, end)
            if hit is None or hit.phrase.label == label:
                continue
            marked = bool(_COLON.match(self.text, hit.end, end))
            glued = self.text[place - 1].isalnum()
            if glued and not (self._splits_before(place, marked) or is_outlet(self.text[at:place].strip(" :/-"))):
                continue
            several = " " in hit.phrase.folded
            if hit.phrase.kind in ("line", "suffix") and not several:
                continue
            if hit.phrase.risk == "low" or several or marked or hit.fused or hit.phrase.label in ("source", "tags"):
                return place
        return end

    # -- topics without a heading -------------------------------------------------------------------------------

    def _name_topics(self, pieces: list[Piece]) -> list[Piece]:
        """Unfinished words between share buttons and credits of one line, or alone before a credit, are topics."""
        for index, piece in enumerate(pieces[:-1]):
            around = {other.label for other in pieces[max(0, index - 1) : index + 2] if other is not piece}
            if not piece.is_prose or not around <= _CREDITS:
                continue
            text = self.text[piece.start : piece.end]
            led = index > 0 or (pieces[1].label == "source" and "_" in text)
            if led and forms.are_topics(text):
                piece.label, piece.rule, piece.confidence = "tags", "topics-between-furniture", 0.85
        return pieces

    # -- small things -------------------------------------------------------------------------------------------

    def _flush(self, pieces: list[Piece], start: int, end: int) -> None:
        start = self._skip_blanks(start, end)
        stop = start + len(self.text[start:end].rstrip(" "))
        if stop > start:
            pieces.append(Piece(start, stop))

    def _skip_blanks(self, at: int, end: int) -> int:
        while at < end and self.text[at] == " ":
            at += 1
        return at
