"""Splits JSON lines into members without decoding those that are not read, and encodes strings as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import msgspec

from dedup.files.encodings import invalid_at
from dedup.files.large_numbers import large_numbers, may_be_large
from dedup.files.records import Fault, Fields, Record, listed_names
from dedup.files.rejected import Rejected, Unit, rejected_record, told_place
from dedup.files.repeated import repeated
from dedup.files.wrapped import in_columns, wrapped
from dedup.names import bare

RawValue = msgspec.Raw | bytes
"""The value of a member as its bytes in the line."""

_object_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
_string_decoder = msgspec.json.Decoder(str)
# It leaves numbers as text: an id of 5,000 digits is a valid JSON number, but `int` refuses it.
_lenient_decoder = json.JSONDecoder(parse_int=str, parse_float=str)
_WRITTEN_BY_A_RUN = frozenset({"id", "text"})
# Values that stand for a missing id or date.
_MISSING = frozenset({b"null", b"NaN", b"Infinity", b"-Infinity"})
_DEEPEST = 200
"""Levels of nesting that are read. Chosen: most readers recurse, and more levels may exhaust their stack."""
_TOO_DEEP = f"the JSON is nested too deeply, in more than {_DEEPEST} levels: flatten it"
_STRING_OR_BLANKS = re.compile(rb'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+', re.DOTALL)
_BRACKET = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|([\[{])|[\]}]', re.DOTALL)
_LONGEST_ID = 1 << 16
"""Characters of the longest id. Chosen: every removed span repeats it."""
_MOST_DIGITS = 40  # of a power of ten that is written out; chosen
_LONGEST_NUMBER = 1000  # characters of a power of ten that is read: Python refuses 4,300 digits; chosen
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def encode_json(value: str) -> bytes:
    """A string as JSON in UTF-8; one with lone surrogates, which UTF-8 cannot encode, in ASCII with escapes."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value).encode("ascii")


def parse_lines(
    lines: bytes, first_line: int, file: str, source: str, fields: Fields, unit: Unit = "line"
) -> list[Record | Rejected]:
    """The records of JSON lines in order, with rejections in their places. Blank lines are skipped.

    `first_line` is the number of the first line in `file`; a record without an id gets `<file>:<line>`, one without a
    source gets `source`. Messages call what is numbered `unit`.
    """
    parsed: list[Record | Rejected] = []
    for number, line in enumerate(lines.split(b"\n"), first_line):
        if line and not line.isspace():
            parsed.append(_parse_line(line, f"{file}:{number}", source, fields, unit))
    return parsed


def _parse_line(line: bytes, where: str, source: str, fields: Fields, unit: Unit) -> Record | Rejected:
    """The record of a JSON line, or the rejection of one that cannot be one, such as a line without a text.

    `where`, such as `<file>:<line>`, is for messages, and the id of a record that has none. `source` is the source of a
    record that has none. Messages call what is numbered `unit`.
    """
    try:
        members = members_of(line)
        if _is_deep(line):
            raise UnusableLineError("broken-json", _TOO_DEEP)
        text = _text(members, fields)
        record = _record(members, text, where, "" if fields.html else source, fields)
        if fields.html:
            from dedup.files.html_records import as_web_page  # not loaded where there are none

            record = as_web_page(record, fields, _string(members.get("url")) or "", source)
        faults = repeated(line, members, _prefix)
        if may_be_large(record.fields):
            faults += large_numbers({name: bytes(members[name]) for name in members if name != "dedup"})
        return record._replace(faults=record.faults + faults) if faults else record
    except UnicodeDecodeError:
        reason, detail = "invalid-encoding", _invalid_utf8(line, unit)
    except UnusableLineError as error:
        reason, detail = error.reason, str(error)
    return rejected_record(where, reason, f"{told_place(where, unit)}: {detail}", line)


def _is_deep(line: bytes) -> bool:
    """Whether a JSON value has more than `_DEEPEST` levels of arrays and objects."""
    if line.count(b"[") + line.count(b"{") <= _DEEPEST:
        return False
    depth = 0
    for token in _BRACKET.finditer(line):
        if token[1]:
            depth += 1
            if depth > _DEEPEST:
                return True
        elif token[0][:1] != b'"':
            depth -= 1
    return False


# What to do about a line that is no JSON, by a part of the decoder's message.
_REPAIRS = {
    "Extra data": "more than one record may stand on the line: write each on a line of its own",
    "Invalid control character": "a tab or the like stands in a string: write it with a backslash, a tab as \\t",
    "Unterminated string": "the line ends within a text: it was cut short, or a line break stands in it as such",
}
_OF_PYTHON = "this is how Python prints a dict: write the line with json.dumps(record, ensure_ascii=False)"
_PRINTED_BY_PYTHON = re.compile(r"\s*[\[({]*\{'")


class UnusableLineError(Exception):
    """A line is no record. `reason` is a slug, the message a clause with the remedy."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def members_of(line: bytes) -> Mapping[str, RawValue]:
    """The members of the JSON object on a line, with values as they are written. Of equal names, the last counts.

    Raises `UnusableLineError` where the line holds no object, and `UnicodeDecodeError` where a name is not UTF-8.
    Values are not checked.
    """
    try:
        return _object_decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return _members_leniently(line.decode("utf-8"))


def _members_leniently(line: str) -> dict[str, RawValue]:
    """The members of an object that strict decoders refuse, because of lone surrogates, NaN or Infinity in it.

    Raises `UnusableLineError` where the line is no JSON, nested too deeply, or no object.
    """
    if line.startswith("\ufeff"):  # files that begin with a byte order mark were joined
        return dict(members_of(line[1:].encode("utf-8")))
    try:
        value = _lenient_decoder.decode(line)
    except json.JSONDecodeError as error:
        if line[error.pos :].strip() == "" and line.endswith("\r"):
            return _members_leniently(line.rstrip())  # what is wrong is not the line break, but what ends at it
        remedy = next((own for part, own in _REPAIRS.items() if part in error.msg), "repair it, or remove it")
        remedy = _OF_PYTHON if _PRINTED_BY_PYTHON.match(line) else remedy
        raise UnusableLineError("broken-json", f"not JSON at column {error.colno} ({error.msg}): {remedy}") from error
    except RecursionError as error:
        raise UnusableLineError("broken-json", _TOO_DEEP) from error
    if not isinstance(value, dict):
        raise UnusableLineError("not-an-object", "this is JSON, but no object: write each record as one {...}")
    return _split_object(line)


def _split_object(line: str) -> dict[str, RawValue]:
    """The members of a valid JSON object, each value as it is written."""
    members: dict[str, RawValue] = {}
    at = _next(line, line.index("{") + 1)
    while line[at] != "}":
        key, at = _lenient_decoder.raw_decode(line, at)
        start = _next(line, _next(line, at) + 1)
        _, end = _lenient_decoder.raw_decode(line, start)
        members[key] = line[start:end].encode("utf-8")
        at = _next(line, end)
        if line[at] == ",":
            at = _next(line, at + 1)
    return members


def _next(line: str, at: int) -> int:
    """The index of the next character at `at` or after it that is not white space."""
    while line[at] in " \t\r\n":
        at += 1
    return at


def _text(members: Mapping[str, RawValue], fields: Fields) -> str:
    """The text of a record. Raises `UnusableLineError` where its field is missing, null or not a string."""
    raw = members.get(fields.text)
    if raw is None:
        remedy = f"name the right one with {fields.option('text')} (fields: {listed_names(members)})"
        if fields.text != Fields().text and not fields.html:
            remedy += "; records that call it otherwise need a run of their own"
        if not fields.html and any("html" in name.lower() for name in members):
            remedy += "; dedup clean --html-field reads whole pages of HTML from a field"
        if where := in_columns(members, fields.text) or wrapped(members, fields):
            remedy = f"{where}; or, if this is a record, {remedy}"
        raise UnusableLineError("no-text", f'there is no field "{fields.text}": {remedy}')
    text = _string(raw)
    if text is None:
        raise UnusableLineError(NO_STRING, no_string(bytes(raw), fields, in_columns(members, fields.text)))
    return text


NO_STRING = "text-not-a-string"
"""The reason of a record whose text is no string."""


# What a text is that is no string, and how to make one of it, by the first byte of its JSON; else it is a number.
_NO_STRINGS = {
    b"n": ("null", 'leave the record out, or give it an empty text, ""'),
    b"[": ("a list", 'make one string of it, as "\\n".join(text) does'),
    b"{": ("an object", "give the string in it, as text['name'] does"),
    b"t": ("true", "give the text of the page"),
    b"f": ("false", "give the text of the page"),
}
_NUMBER_AS_TEXT = ("a number", "write it in quotes, as str(text) does")


def no_string(raw: bytes, fields: Fields, table: str = "") -> str:
    """The clause about a record whose text, given as JSON, is no string, with the remedy.

    `table` is the clause of `in_columns`, which comes first.
    """
    kind, remedy = _NO_STRINGS[b"n"] if raw in _MISSING else _NO_STRINGS.get(raw[:1], _NUMBER_AS_TEXT)
    remedy = f"{table}; or, if this is a record, {remedy}" if table else remedy
    return f'the field "{fields.text}" is {kind}: {remedy}; or name another with {fields.option("text")}'


def _string(raw: RawValue | None) -> str | None:
    """The value of a JSON string, perhaps with lone surrogates; None for a value of another type, and for None."""
    if raw is None:
        return None
    try:
        return _string_decoder.decode(raw)
    except msgspec.ValidationError:
        return None
    except msgspec.DecodeError:
        value = json.loads(bytes(raw))
        return value if isinstance(value, str) else None


def _record(members: Mapping[str, RawValue], text: str, where: str, source: str, fields: Fields) -> Record:
    """The record of a line, given its members and its text; `where` and `source` stand for a missing id and source.

    Raises `UnusableLineError` where the id is too long.
    """
    dedup = members.get("dedup")
    raw_source = members.get(fields.source)
    own_source = _source(raw_source)
    identity = _identity(members.get(fields.id))
    if len(identity.text) > _LONGEST_ID:
        raise UnusableLineError(
            "long-id",
            f"the id has {len(identity.text):,} characters, more than {_LONGEST_ID:,}: shorten it, or name another "
            f"field with {fields.option('id')}",
        )
    return Record(
        where=where,
        input_id=identity.text or where,
        text=text,
        source=own_source or source,
        date=_date(members.get(fields.date)),
        title=_string(members.get(fields.title)) or "",
        fields=_other_members(members, fields, identity.is_kept),
        input_dedup=None if dedup is None else _valid(bytes(dedup)),
        faults=() if own_source or raw_source is None else faults_of_source(bytes(raw_source)),
    )


class _Identity(NamedTuple):
    """An id as text, empty where there is none. `is_kept`: it is no string, and its own value is written, too."""

    text: str
    is_kept: bool = False


def _identity(raw: RawValue | None) -> _Identity:
    """The id of a record: a string, or another value as compact JSON; empty if missing, blank, null or not finite.

    It is 12 for 12.0, since pandas turns a column of whole numbers with a gap into such numbers.
    """
    if raw is None:
        return _Identity("")
    text = _string(raw)
    if text is not None:
        return _Identity(text if text.strip() else "")
    written = bytes(raw)
    if written in _MISSING:
        return _Identity("")
    text = _compact(written).decode("utf-8")
    return _Identity(whole_number(text) if _NUMBER.fullmatch(written) else text, is_kept=True)


def _compact(value: bytes) -> bytes:
    """A list or object without the white space between its parts, which is the layout of a file; others as they are."""
    return _STRING_OR_BLANKS.sub(rb"\1", value) if value[:1] in b"[{" else value


def _source(raw: RawValue | None) -> str:
    """The source of a record as text: a string without blanks around it, or a number as it is written, but 12 for 12.0.

    Empty for a missing member (None), a blank string, and any other value.
    """
    if raw is None:
        return ""
    text = _string(raw)
    if text is not None:
        return bare(text)
    if not _NUMBER.fullmatch(written := bytes(raw)):
        return ""
    return whole_number(written.decode("ascii"))


def whole_number(written: str) -> str:
    """A number as it is written, without a fraction that has only zeros: 12 for 12.0, but 1.50 for 1.50.

    A whole number in powers of ten is written out: 1700 for 1.7e3. A power of 40 or more stays as it is, or a long one.
    """
    if "e" in written.lower() and len(written) <= _LONGEST_NUMBER:
        power = int(written.lower().partition("e")[2])
        number = Decimal(written) if abs(power) < _MOST_DIGITS else None
        return str(int(number)) if number is not None and number == number.to_integral_value() else written
    whole, _, fraction = written.partition(".")
    return whole if not fraction.strip("0") else f"{whole}.{fraction}"


def faults_of_source(raw: bytes) -> tuple[Fault, ...]:
    """The fault of a source, given as JSON, that is a list, an object, true or false; empty for any other value."""
    kinds = {b"[": "a list", b"{": "an object", b"t": "true", b"f": "false"}
    if not (kind := kinds.get(raw[:1])):
        return ()
    remedy = (
        f"the source of a record is {kind}, and is not read; names of sources are strings or numbers: write one, or "
        "name another field with --source-field"
    )
    return (Fault("unread-source", remedy),)


def _date(raw: RawValue | None) -> str:
    """The date of a record: a string, or another value as compact JSON; empty if missing, null, NaN or infinite.

    Of an object or list with one member, at any depth, it is that member, if this is a string or a number. Raises
    `UnicodeDecodeError` where it is not UTF-8.
    """
    if raw is None:
        return ""
    text = _string(raw)
    if text is not None:
        return text
    written = bytes(raw)
    if written in _MISSING:
        return ""
    if written[:1] in b"{[":
        value = _lenient_decoder.decode(written.decode("utf-8"))
        while isinstance(value, (dict, list)) and len(value) == 1:
            (value,) = value.values() if isinstance(value, dict) else value
        if isinstance(value, str):
            return value
    return _compact(written).decode("utf-8")


def _other_members(members: Mapping[str, RawValue], fields: Fields, keeps_id: bool) -> bytes:
    """The members of a record that are written to its output line as they are, joined with commas.

    Those are all but the text, `dedup`, and an id called `id` unless `keeps_id`; others named `id` or `text` are
    renamed. Raises `UnicodeDecodeError` where they are not UTF-8.
    """
    parts: list[RawValue] = []
    for key, raw in members.items():
        if not (key == fields.text or key == "dedup" or (key == fields.id == "id" and not keeps_id)):
            parts += (_prefix(_free_name(key, members)), raw)
    return _valid(b"".join(parts)[1:])


def _valid(raw: bytes) -> bytes:
    """The same bytes. Raises `UnicodeDecodeError` where they are not UTF-8, which the decoder does not check."""
    if not raw.isascii():
        raw.decode("utf-8")
    return raw


def _free_name(key: str, members: Mapping[str, RawValue]) -> str:
    """The name under which a member is written: a free one such as `input_id` for `id` and `text`; else its own."""
    if key in _WRITTEN_BY_A_RUN:
        while key in members:
            key = f"input_{key}"
    return key


@lru_cache(maxsize=4096)
def _prefix(key: str) -> bytes:
    """The comma, the name and the colon before a value."""
    return b"," + encode_json(key) + b":"


def _invalid_utf8(line: bytes, unit: Unit) -> str:
    """A clause that says which byte of a line is not UTF-8; it calls the line `unit`."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"in this {unit}, {invalid_at(error.start, line, 'utf-8')}"
    return f"the {unit} is not valid UTF-8"
