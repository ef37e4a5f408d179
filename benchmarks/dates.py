"""Readers of dates on the forms that records of news have: how many each reads rightly, how many wrongly, how fast.

    python -m benchmarks.dates [FILE.jsonl.zst...]

A date that is left unread costs an order of preference, a wrong one gives a wrong order; so they are counted apart. Of
files, the field `date` of the first records is read too.
What is measured beside ours is skipped where it is not installed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timezone
from importlib import import_module
from itertools import islice
from typing import Any

import msgspec

from dedup.dates import iso_date

_MOST = 5_000
MOMENT = "2024-05-01T09:00:00"
DAY = "2024-05-01"
FORMS: dict[str, Sequence[tuple[str, str]]] = {
    "ISO 8601": [
        (written, MOMENT)
        for written in (
            *("2024-05-01T09:00:00", "2024-05-01 12:00:00+03", "2024-05-01T12:00:00.5+0300", "2024-05-01T12:00+03:00"),
            *("20240501T090000Z", "2024-05-01T09", "2024-W18-3T09:00:00", "2024-122T09:00", "2024-5-1 9:00"),
        )
    ],
    "numbers": [
        *((str(1714554000 * unit), MOMENT) for unit in (1, 1_000, 1_000_000, 1_000_000_000)),
        *(("20240501", DAY), ("20240501090000", MOMENT), ("1714554000.25", MOMENT)),
    ],
    "English and feeds": [
        *(
            ("May 1, 2024 9:00 AM", MOMENT),
            ("Wednesday, May 1, 2024", DAY),
            ("01-May-2024", DAY),
            ("2024-05", "2024-05"),
        ),
        *(("Wed, 01 May 2024 12:00:00 +0300", MOMENT), ("Wed May 01 09:00:00 UTC 2024", MOMENT)),
        *(("2024-05-01 09:00 AM", MOMENT), ("2024-05-01T12:00:00 GMT+0300", MOMENT)),
    ],
    "French": [
        ("1 mai 2024", DAY),
        ("mercredi 1er mai 2024", DAY),
        ("1 mai 2024 à 9h00", MOMENT),
        ("3 août 2024", "2024-08-03"),
    ],
    "Arabic": [
        *(("1 مايو 2024", DAY), ("الأربعاء 1 مايو 2024 - 09:00", MOMENT), ("٢٠٢٤-٠٥-٠١", DAY), ("۲۰۲۴/۰۵/۰۱", DAY)),
        *(("١ مايو ٢٠٢٤ ٩:٠٠ ص", MOMENT), ("١\u200f/٥\u200f/٢٠٢٤", DAY), ("1 مايو 2024، 9:00 صباحًا", MOMENT)),
        *(("22 شوال 1445 هـ الموافق 1 مايو 2024", DAY), ("\u200f2024-05-01", DAY)),
    ],
    "Levantine": [
        *(("5 كانون الثاني 2024", "2024-01-05"), ("5 كانون ثاني 2024", "2024-01-05"), ("5 كانون 2 2024", "2024-01-05")),
        *(
            ("5 تشرين أول 2024", "2024-10-05"),
            ("1 أيار 2024", DAY),
            ("1 أيار/مايو 2024", DAY),
            ("5 شباط 2024", "2024-02-05"),
        ),
    ],
    "Maghrebi": [
        (f"5 {month} 2024", f"2024-{number:02}-05")
        for month, number in (
            *(("جانفي", 1), ("فيفري", 2), ("أفريل", 4), ("ماي", 5), ("جوان", 6), ("جويلية", 7), ("أوت", 8)),
            *(("غشت", 8), ("شتنبر", 9), ("نونبر", 11), ("دجنبر", 12)),
        )
    ],
    "no date": [
        (written, "")
        for written in (
            *("3/4/2024", "02/05/24", "soon", "7", "منذ 3 ساعات", "3 hours ago", "12 رمضان 1445", "09:00", "الثلاثاء"),
            *("0", "1970-01-01", "9999-12-31", "2024-02-30", "0000-00-00", "12 سبتمبر"),
        )
    ],
}

Reader = Callable[[str], str]


def readers() -> Iterator[tuple[str, Reader]]:
    """Ours, and those of the packages that are installed, each with the best of its settings."""
    yield "dedup", iso_date
    yield "datetime.fromisoformat", lambda text: _in_utc(datetime.fromisoformat(text))
    if module := _installed("ciso8601"):
        yield "ciso8601", lambda text: _in_utc(module.parse_datetime(text))
    if parser := _installed("dateutil.parser"):
        yield "dateutil", lambda text: _in_utc(parser.parse(text))
    if dateparser := _installed("dateparser"):
        settings = {"DATE_ORDER": "DMY", "STRICT_PARSING": True}
        general = dateparser.DateDataParser(languages=["ar", "fr", "en"], settings=settings)
        yield "dateparser", lambda text: _in_utc(general.get_date_data(text).date_obj)


def main(paths: Sequence[str]) -> None:
    """Print a table of the readers, and what they make of the dates of some files."""
    groups = list(FORMS)
    print(f"{'':24}", *(f"{group:>18}" for group in groups), f"{'µs':>8}")
    for name, read in readers():
        _read(read, "2024-05-01 9:00 ص")  # what is loaded once is not counted
        cells, seconds, number = [], 0.0, 0
        for group in groups:
            right, wrong = 0, 0
            for written, iso in FORMS[group]:
                started = time.process_time()
                found = _read(read, written)
                seconds += time.process_time() - started
                right += found == iso
                wrong += found != iso and found != ""
                number += 1
            cells.append(f"{right} of {len(FORMS[group])}, {wrong} wrong")
        print(f"{name:24}", *(f"{cell:>18}" for cell in cells), f"{seconds / number * 1e6:8.1f}")
    for path in paths:
        dates = list(islice(_dates(path), _MOST))
        print(f"\n{path}: {len(dates):,} dates")
        for name, read in readers():
            started = time.process_time()
            count = sum(1 for written in dates if _read(read, written))
            print(
                f"{name:24} {count:10,} read {(time.process_time() - started) / max(1, len(dates)) * 1e6:8.1f} µs each"
            )


def _read(read: Reader, written: str) -> str:
    """The date as ISO 8601; of a midnight, the day, since most readers know no days without a time."""
    try:
        return read(written).removesuffix("T00:00:00")
    except (ValueError, OverflowError, AttributeError, OSError):
        return ""


def _in_utc(moment: datetime) -> str:
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone.utc)
    return moment.replace(tzinfo=None, microsecond=0).isoformat()


def _installed(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        return None


def _dates(path: str) -> Iterator[str]:
    import zstandard

    with open(path, "rb") as file:
        data = zstandard.ZstdDecompressor().stream_reader(file).read()
    for line in data.splitlines():
        if written := msgspec.json.decode(line).get("date"):
            yield written


if __name__ == "__main__":
    main(sys.argv[1:])
