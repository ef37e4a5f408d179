"""The encoding of bytes: what they state, or what they look like."""

from __future__ import annotations

import codecs

_SAMPLE_BYTES = 65_536  # bytes that an encoding is guessed from; chosen
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: this mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In UTF-16, the high byte of ASCII characters is 0 and that of Arabic ones 6. Other encodings have hardly any such
# bytes: a page in UTF-8 may end in a NUL or two.
_HIGH_BYTES = (0, 6)
_SHARE_OF_UTF16 = 0.3  # share of all bytes above which they are UTF-16; text of the two scripts has a half; chosen
# Share of the characters beyond ASCII, read as UTF-8, that must be damaged for another encoding to be tried: UTF-8 with
# a few damaged bytes stays readable, windows-1256 read as UTF-8 is hardly ever valid. Chosen.
_DAMAGED_SHARE = 0.5
_ARABIC_SHARE = 0.6  # share of the characters beyond ASCII that are Arabic letters in the right encoding; chosen
_FEWEST_LETTERS = 4  # letters that must speak for an encoding; chosen
_ONE_BYTE_ENCODINGS = ("windows-1256", "iso-8859-6", "cp720")  # those that Arabic pages are written in
_ARTICLE = "ال"  # the most frequent pair of letters in Arabic, found in the right encoding only


def encoding_of(data: bytes, encoding: str, *, whole: bool = True) -> str:
    """The encoding of bytes: that of a byte order mark, else UTF-8 where they certainly are, else the given `encoding`.

    UTF-16 and UTF-32 without a mark get the byte order that the bytes look like, else the little-endian one.
    `whole`: whether `data` is all of a file, not only its beginning. Raises `UnicodeDecodeError` where the bytes look
    like UTF-16 or UTF-32 without a byte order mark, but `encoding` is neither.
    """
    stated = stated_encoding(data)
    if stated:
        return stated
    wide = encoding.startswith(("utf-16", "utf-32"))
    marked = marked_encoding(data)
    if marked and not wide:
        raise UnicodeDecodeError(encoding, data, 0, 1, "UTF-16")
    if not marked and encoding != "utf-8" and _is_utf8(data if whole else data[:_SAMPLE_BYTES], whole, wide):
        return "utf-8"
    if encoding in ("utf-16", "utf-32"):  # decoders of streams want a mark, and there is none
        return marked if marked and marked.startswith(encoding) else f"{encoding}-le"
    return encoding


def _is_utf8(data: bytes, whole: bool, wide: bool) -> bool:
    """Whether these bytes are certainly UTF-8: valid, and at least `_FEWEST_LETTERS` more bytes than characters.

    `whole`: whether `data` may not end inside a character. `wide`: whether they may be UTF-16 or UTF-32 instead; then
    valid bytes are UTF-8 if none of them is one of `_HIGH_BYTES`.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    if wide:
        return not any(high in data for high in _HIGH_BYTES)
    return len(data) - len(text) >= _FEWEST_LETTERS  # each character beyond ASCII takes more bytes than one


def stated_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark states: `utf-8-sig`, `utf-16` or `utf-32`; None without a mark."""
    return next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)


def marked_encoding(data: bytes) -> str | None:
    """The UTF-16 or UTF-32 of the bytes, by a byte order mark or the positions of the high bytes; else None.

    A mark gives `utf-16` or `utf-32`, that of UTF-8 None; the first `_SAMPLE_BYTES` bytes without one give a name with
    the byte order, such as `utf-16-le`.
    """
    stated = stated_encoding(data)
    if stated:
        return None if stated == "utf-8-sig" else stated
    sample = data[:_SAMPLE_BYTES]
    if not any(high in sample for high in _HIGH_BYTES):  # a fast search, which rules out most pages
        return None
    if wide := _utf32(sample):
        return wide
    even, odd = (sum(map(half.count, _HIGH_BYTES)) for half in (sample[::2], sample[1::2]))
    if even + odd <= _SHARE_OF_UTF16 * len(sample):
        return None
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else None


def _utf32(sample: bytes) -> str | None:
    """`utf-32-le` or `utf-32-be` where the two high bytes of nearly all characters are NUL; None for other bytes.

    The lowest byte must be NUL in fewer than half of the characters.
    """
    size = len(sample) // 4
    quarters = [sample[place::4].count(0) for place in range(4)]
    if size and min(quarters[2:]) > 0.9 * size and quarters[0] < 0.5 * size:
        return "utf-32-le"
    return "utf-32-be" if size and min(quarters[:2]) > 0.9 * size and quarters[3] < 0.5 * size else None


def likely_encoding(data: bytes) -> str | None:
    """The encoding that bytes which are not valid UTF-8 seem to be in; None where they look like none that is known.

    Judged by the first `_SAMPLE_BYTES` bytes: UTF-16 or UTF-32 first; then, unless most characters beyond ASCII are
    valid UTF-8, the one-byte encoding in which the text is mostly Arabic, with the most `ال`.
    """
    marked = marked_encoding(data)
    if marked:
        return marked
    sample = data[:_SAMPLE_BYTES]
    as_utf8 = [character for character in sample.decode("utf-8", "replace") if character > "\x7f"]
    if as_utf8.count("\ufffd") < _DAMAGED_SHARE * len(as_utf8):
        return None
    texts = {name: sample.decode(name, "replace") for name in _ONE_BYTE_ENCODINGS}
    arabic = [name for name, text in texts.items() if _is_mostly_arabic(text)]
    return max(arabic, key=lambda name: texts[name].count(_ARTICLE), default=None)


def _is_mostly_arabic(text: str) -> bool:
    """Whether of the characters beyond ASCII the share `_ARABIC_SHARE` and at least `_FEWEST_LETTERS` are Arabic."""
    beyond = [character for character in text if character > "\x7f"]
    return sum("\u0600" <= character <= "\u06ff" for character in beyond) >= max(
        _FEWEST_LETTERS, _ARABIC_SHARE * len(beyond)
    )
