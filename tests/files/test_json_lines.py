"""A line of JSON becomes a record with every value untouched, or a rejection that says what to do."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.files import Chunk, Fields, Record, Rejected, encode_json, parse_chunk
from tests.files.reading import read_all, records, rejections

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


def parse(line: bytes, fields: Fields | None = None) -> Record | Rejected:
    chunk = Chunk("jsonl", "a.jsonl", "folder", 7, line)
    (item,) = parse_chunk(chunk, fields or Fields())
    return item


def record(line: bytes, fields: Fields | None = None) -> Record:
    item = parse(line, fields)
    assert isinstance(item, Record), item
    return item


def rejected(line: bytes, fields: Fields | None = None) -> Rejected:
    item = parse(line, fields)
    assert isinstance(item, Rejected), item
    assert item.where == "a.jsonl:7"
    assert item.detail.startswith("a.jsonl:7: ")
    assert item.raw is not None
    assert base64.b64decode(item.raw) == line
    return item


def test_a_record_of_a_news_corpus() -> None:
    line = (
        '{"id": "2015-07-21-0", "source": "aawsat", "url": "http:\\/\\/aawsat.com", '
        '"date": "2015-07-21 02:51:32", "title": "استراتيجية جديدة",'
        ' "n": 1.10, "text": "حدد رئيس الوزراء\\n\\"صراع جيل\\""}'
    )
    assert record(line.encode()) == Record(
        where="a.jsonl:7",
        input_id="2015-07-21-0",
        text='حدد رئيس الوزراء\n"صراع جيل"',
        source="aawsat",
        date="2015-07-21 02:51:32",
        title="استراتيجية جديدة",
        fields=(
            '"source":"aawsat","url":"http:\\/\\/aawsat.com","date":"2015-07-21 02:51:32",'
            '"title":"استراتيجية جديدة","n":1.10'
        ).encode(),
        input_dedup=None,
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b'"a"', "a"),
        (b"5", "5"),
        (b"-0.50", "-0.50"),
        (b"7.0", "7"),
        (b"1.5e3", "1500"),
        (b"1.7e+18", "1700000000000000000"),
        (b"1.5e0", "1.5e0"),
        (b"1e99999", "1e99999"),
        (b"1e1000000000000000000", "1e1000000000000000000"),
        (b"-2.5E-9999999999999999999", "-2.5E-9999999999999999999"),
        (b"[1.0]", "[1.0]"),
        (b'"7.0"', "7.0"),
        (b"9" * 5000, "9" * 5000),
        (b"12345678901234567890", "12345678901234567890"),
        (b"true", "true"),
        (b'""', "a.jsonl:7"),
        (b'"  "', "a.jsonl:7"),
        (b"null", "a.jsonl:7"),
        (b"NaN", "a.jsonl:7"),
        (b"-Infinity", "a.jsonl:7"),
        (b'"\\ud800"', "\ud800"),
    ],
)
def test_an_id_is_a_string(written: bytes, read: str) -> None:
    assert record(b'{"id":' + written + b',"text":"x"}').input_id == read


@pytest.mark.parametrize("written", [b"5", b"7.0", b"-0.50", b"12345678901234567890", b'{"$oid": "65f0"}', b"true"])
def test_an_id_that_is_no_text_is_kept_as_it_is(written: bytes) -> None:
    item = record(b'{"id":' + written + b',"n":1,"text":"x"}')
    assert item.fields == b'"input_id":' + written + b',"n":1'


@pytest.mark.parametrize("written", [b'"a"', b'""', b"null", b"NaN"])
def test_an_id_that_is_text_or_missing_is_written_once(written: bytes) -> None:
    assert record(b'{"id":' + written + b',"n":1,"text":"x"}').fields == b'"n":1'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b'"a"', "a"),
        (b"12", "12"),
        (b"12.0", "12"),
        (b"-1.5", "-1.5"),
        (b"9" * 5000, "9" * 5000),
        (b'"12"', "12"),
        (b'" aljazeera\\t"', "aljazeera"),
        (b'" "', "folder"),
        (b"null", "folder"),
        (b"NaN", "folder"),
        (b"true", "folder"),
        (b"[1]", "folder"),
    ],
)
def test_a_source_is_a_string_or_a_number(written: bytes, read: str) -> None:
    item = record(b'{"source":' + written + b',"text":"x"}')
    assert item.source == read
    assert item.fields == b'"source":' + written


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b'"2024-05-01"', "2024-05-01"),
        (b"1714554000.5", "1714554000.5"),
        (b"-1", "-1"),
        (b'{"$date": "2024-05-01T09:00:00Z"}', "2024-05-01T09:00:00Z"),
        (b'{"$date":{"$numberLong":"1714554000000"}}', "1714554000000"),
        (b'{"$date": 1714554000000}', "1714554000000"),
        (b'["2024-05-01"]', "2024-05-01"),
        (b'["2024-05-01","2024-05-02"]', '["2024-05-01","2024-05-02"]'),
        (b"true", "true"),
        (b"null", ""),
        (b"NaN", ""),
        (b"[]", "[]"),
    ],
)
def test_a_date_is_what_is_written(written: bytes, read: str) -> None:
    assert record(b'{"date":' + written + b',"text":"x"}').date == read


def test_what_is_missing_has_a_substitute() -> None:
    assert record(b'{"text":"x"}') == Record("a.jsonl:7", "a.jsonl:7", "x", "folder")
    assert record(b'{"text":"x","source":"","date":null,"title":3}').source == "folder"
    assert record(b'{"text":"x","date":20150721}').date == "20150721"


def test_numbers_and_spacing_inside_values_stay_as_written() -> None:
    values = b'"a":1.10,"b":1e400,"c":123456789012345678901234567890,"d":{ "x" : [1.0, 2e-0] },"e":"\\u0628\\/"'
    assert record(b'{"text":"x",' + values + b"}\r").fields == values
    assert record(b'{"text":"x","s":"\\udc00",' + values + b"}").fields == b'"s":"\\udc00",' + values


def test_what_strict_readers_refuse_is_read() -> None:
    item = record(b' {"text" : "a\\ud800b\\u0000" , "n": NaN, "i": [-Infinity, "\\ud83d"] ,"\\udfff":1, "e":{} }\r')
    assert item.text == "a\ud800b\0"
    assert item.fields == b'"n":NaN,"i":[-Infinity, "\\ud83d"],"\\udfff":1,"e":{}'


def test_members_a_run_writes_itself_are_set_aside() -> None:
    item = record(
        b'{"id":1,"text":"old","key":"k","content":"x","input_text":0,"dedup":{"spans":[]}}',
        Fields("key", "content"),
    )
    assert (item.input_id, item.text) == ("k", "x")
    assert item.fields == b'"input_id":1,"input_input_text":"old","key":"k","input_text":0'
    assert item.input_dedup == b'{"spans":[]}'


@pytest.mark.parametrize(
    "line",
    [
        b'{"text":"1","n":1,"text":"2","n":2}',
        b'{"text": "1", "n": 1, "text": "2", "n": 2}',
        b'  {"text" : "1" ,"n":1,   "text":"2", "n":2}\r',
        b'{"text":"\\ud800","n":1,"text":"2","n":2}',
        b'{"text":"a\\": b","n":NaN,"text":"2","n":2}',
        b'{"text":"1","te\\u0078t":"2","n":2}',
        b'{"text":"2","n":3,"n":2}',
    ],
)
def test_of_equal_names_the_last_counts_and_the_record_tells_so(line: bytes) -> None:
    item = record(line)
    assert item._replace(faults=()) == record(b'{"text":"2","n":2}')
    ((name, remedy),) = item.faults
    assert name == "repeated-fields"
    assert "more than once, and the last value counts" in remedy


def test_the_shortest_repetition_is_told() -> None:
    assert [fault.name for fault in record(b'{"text":"a","":1,"":2}').faults] == ["repeated-fields"]
    spaced = record(b'{"id":"e","n":1,"n":2, "text":"x"}')  # as many bytes as blanks after each comma and colon
    assert '"n"' in spaced.faults[0].remedy


@pytest.mark.parametrize(
    "line",
    [
        b'{"id":"e","text":"x"}',
        b'{"id": "e", "source": "s", "title": "t", "text": "x"}\r',
        b'{  "id" : 1,   "text" :  "\\"text\\": 1, \\"text\\": 2"  }',
        b'{"text":"x","n":{"a":1,"a":2},"m":[{"n":1},{"n":1}]}',
        b'{"\\u0646\\u0635":"a","te\\u0078t":"x","\\ud800":1,"x":[NaN]}',
    ],
)
def test_a_record_without_equal_names_has_no_fault(line: bytes) -> None:
    assert record(line).faults == ()


@given(
    st.lists(st.tuples(ANY_TEXT.filter(lambda key: key not in ("id", "source")), ANY_JSON), max_size=5),
    st.sampled_from([(",", ":"), (", ", ": "), (" , ", " :  ")]),
    st.booleans(),
)
def test_equal_names_are_told_in_every_layout(
    members: list[tuple[str, Any]], marks: tuple[str, str], repeats: bool
) -> None:
    members = [*members, ("text", "x")]
    pairs = [*dict(members).items()]
    pairs = [*pairs, pairs[0], ("text", "x")] if repeats else pairs
    line = marks[0].join(f"{json.dumps(key)}{marks[1]}{json.dumps(value)}" for key, value in pairs)
    faults = [fault.name for fault in record(b"{%b}" % line.encode()).faults]
    assert [name for name in faults if name != "large-number"] == ["repeated-fields"] * repeats


@pytest.mark.parametrize(
    ("source", "kind"), [("true", "true"), ("false", "false"), ('["a","b"]', "a list"), ('{"n":"a"}', "an object")]
)
def test_a_source_of_another_kind_is_told(source: str, kind: str) -> None:
    ((name, remedy),) = record(f'{{"source":{source},"text":"x"}}'.encode()).faults
    assert name == "unread-source"
    assert f"is {kind}, and is not read; names of sources are strings or numbers" in remedy
    for missing in ("null", "NaN", '""', '"a"', "7"):
        assert record(f'{{"source":{missing},"text":"x"}}'.encode()).faults == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[\n  1,\t2 ]", "[1,2]"),
        ('{ "$oid" : "a  \\" b" }', '{"$oid":"a  \\" b"}'),
        ('[ "خبر  عاجل" ]', '["خبر  عاجل"]'),
    ],
)
def test_an_id_does_not_depend_on_the_layout(tmp_path: Path, written: str, read: str) -> None:
    (tmp_path / "a.json").write_text(f'[\n  {{\n    "id": {written},\n    "text": "x"\n  }}\n]\n', "utf-8")
    (item,) = records(read_all(tmp_path))
    assert item.input_id == read


@pytest.mark.parametrize(
    ("line", "reason", "words"),
    [
        (b'{"text": "a}', "broken-json", "column 10"),
        (b'{"text": "a\r', "broken-json", "column 10 (Unterminated string starting at): the line ends within a text"),
        (b'{"text": "a"} x', "broken-json", "column 15 (Extra data): more than one record"),
        (b"", "", ""),
        (b"nonsense", "broken-json", "column 1"),
        (b'{"text": "tab\there"}', "broken-json", "write it with a backslash"),
        (b"[1, 2]", "not-an-object", "no object"),
        (b"NaN", "not-an-object", "no object"),
        (
            b'{"body": "a", "id": 1}',
            "no-text",
            '"text": name the right one with --text-field (fields: body, id)',
        ),
        (b"{}", "no-text", "(fields: none)"),
        (b'{"id":1," text":"x"}', "no-text", '(fields: id, " text")'),
        (b'{"text": null}', "text-not-a-string", "is null"),
        (b'{"text": 5}', "text-not-a-string", "--text-field"),
        (b'{"text": NaN}', "text-not-a-string", "--text-field"),
        (b'{"text": ["a"]}', "text-not-a-string", "--text-field"),
        (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "broken-json", "nested too deeply"),
        (b'{"text": "a\xff"}', "invalid-encoding", "byte 11 is not valid utf-8"),
        (b'{"text": "a", "url": "\xd8"}', "invalid-encoding", "byte 22"),
        (b'{"text": "a", "dedup": "\xd8"}', "invalid-encoding", "byte 24"),
        (b'{"text": "a", "\xff": 1}', "invalid-encoding", "byte 15"),
        (b'{"text": "\\ud800", "u": "\xff"}', "invalid-encoding", "byte 25"),
        (
            '{"text": "خبر عاجل من القاهرة"}'.encode("windows-1256"),
            "invalid-encoding",
            "--encoding windows-1256",
        ),
    ],
)
def test_a_line_that_is_no_record_says_why(line: bytes, reason: str, words: str) -> None:
    if not line:
        assert parse_chunk(Chunk("jsonl", "a.jsonl", "", 1, line), Fields()) == []
        return
    item = rejected(line)
    assert item.reason == reason
    assert words in item.detail


def test_a_broken_line_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'\xef\xbb\xbf{"text":"1"}\n{"text":\n{"text":"3"}\n')
    items = read_all(tmp_path)
    assert [item.text for item in records(items)] == ["1", "3"]
    assert [item.where for item in rejections(items)] == ["a.jsonl:2"]


@given(ANY_TEXT)
def test_any_string_survives_json(text: str) -> None:
    encoded = encode_json(text)
    assert b"\n" not in encoded
    assert json.loads(encoded) == text
    assert record(b'{"text":' + encoded + b"}").text == text


@given(
    text=ANY_TEXT,
    members=st.dictionaries(ANY_TEXT.filter(lambda key: key not in ("id", "text", "dedup")), ANY_JSON, max_size=5),
    ascii_only=st.booleans(),
)
def test_fields_stand_byte_for_byte(text: str, members: dict[str, Any], ascii_only: bool) -> None:
    def dump(value: object) -> bytes:
        try:
            return json.dumps(value, ensure_ascii=ascii_only).encode()
        except UnicodeEncodeError:
            return json.dumps(value).encode()

    values = {key: dump(value) for key, value in members.items()}
    line = b"".join(b"%b : %b , " % (dump(key), value) for key, value in values.items())
    item = record(b"{" + line + b'"text":' + dump(text) + b"}")
    assert item.text == text
    assert item.fields == b",".join(encode_json(key) + b":" + value for key, value in values.items())


@given(st.binary())
def test_no_line_raises(line: bytes) -> None:
    for number, item in enumerate(parse_chunk(Chunk("jsonl", "a", "", 1, line), Fields())):
        assert isinstance(item, (Record, Rejected)), number


def test_a_byte_order_mark_of_joined_files_is_no_part_of_a_line() -> None:
    assert record(b'\xef\xbb\xbf{"id":"a","text":"x"}').input_id == "a"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"null", 'is null: leave the record out, or give it an empty text, ""; or name another with --text-field'),
        (b"NaN", "is null: "),
        (b'["a", "b"]', 'is a list: make one string of it, as "\\n".join(text) does'),
        (b'{"ar": "a"}', "is an object: give the string in it"),
        (b"42", "is a number: write it in quotes, as str(text) does"),
        (b"-1.5", "is a number: "),
        (b"false", "is false: give the text of the page"),
    ],
)
def test_a_text_of_another_type_is_told_with_its_remedy(text: bytes, told: str) -> None:
    item = rejected(b'{"id": "a", "text": %b}' % text)
    assert item.reason == "text-not-a-string"
    assert f'the field "text" {told}' in item.detail


def test_a_dict_as_python_prints_it_is_told_with_its_remedy() -> None:
    for printed in ({"id": 1, "text": "نص"}, {"id": "a", "text": 'قال "نعم"', "date": None}, [{"id": 1}]):
        item = rejected(str(printed).encode())
        assert item.reason == "broken-json"
        assert item.detail.endswith("write the line with json.dumps(record, ensure_ascii=False)")
    assert "json.dumps" not in rejected(b"{\"id\": 1, 'text': 2}").detail
