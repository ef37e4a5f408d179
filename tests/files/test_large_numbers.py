"""Integers beyond 64 bits are told, since pandas refuses JSON lines that have them; other numbers are not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.files import Fields, Record
from dedup.files.json_lines import parse_lines


def faults(line: bytes) -> list[str]:
    (item,) = parse_lines(line, 1, "a.jsonl", "", Fields())
    assert isinstance(item, Record)
    return [fault.name for fault in item.faults]


@pytest.mark.parametrize(
    "members",
    [
        b'"n":18446744073709551616',
        b'"n": -9223372036854775809',
        b'"id":18446744073709551616',
        b'"meta":{"a":[1,{"b":18446744073709551616}]}',
        b'"n":' + b"9" * 5000,
        b'"note":"x \\" 1","n":99999999999999999999',
        b'"source":99999999999999999999',
    ],
)
def test_an_integer_beyond_64_bits_is_told(members: bytes) -> None:
    assert faults(b'{"text":"x",%b}' % members) == ["large-number"]


@pytest.mark.parametrize(
    "members",
    [
        b'"n":18446744073709551615',
        b'"n":-9223372036854775808',
        b'"n":12345678901234567890.5',
        b'"n":12345678901234567890e2',
        b'"n":0.18446744073709551616',
        b'"n":"18446744073709551616"',
        b'"id":"18446744073709551616"',
        b'"meta":{"n":"a \\" 18446744073709551616"}',
        b'"dedup":{"n":18446744073709551616}',
    ],
)
def test_other_numbers_are_not(members: bytes) -> None:
    assert faults(b'{"text":"x",%b}' % members) == []


@given(before=st.text(max_size=20), number=st.integers(-(2**70), 2**70))
def test_it_is_told_wherever_it_stands(before: str, number: int) -> None:
    line = json.dumps({"text": "x", "note": before, "n": number}, ensure_ascii=False).encode("utf-8", "ignore")
    assert faults(line) == ([] if -(2**63) <= number < 2**64 else ["large-number"])


@pytest.mark.parametrize("number", ["1e" + "9" * 5000, "7" * 5000 + "e5", "-" + "7" * 5000, "0." + "1" * 5000])
@pytest.mark.parametrize("member", ["id", "source"])
def test_a_number_of_thousands_of_digits_is_read_as_it_is_written(number: str, member: str) -> None:
    (item,) = parse_lines(b'{"text":"x","%b":%b}' % (member.encode(), number.encode()), 1, "a.jsonl", "", Fields())
    assert isinstance(item, Record)
    assert item.text == "x"
