"""Addresses: what is one, and that no password in one is shown."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import DedupError, Index
from dedup.addresses import check_address, is_server, masked, secrets
from dedup.cli.passwords import without_passwords

passwords = st.text(st.characters(codec="utf-8", exclude_characters="\x00*"), min_size=4, max_size=20)
FORMS = [
    "redis://:{}@host:6379/0?name=crawl",
    "REDIS://user:{}@host",
    "rediss://host?password={}&ssl_cert_reqs=none",
    "unix://:{}@/run/redis.sock",
    "redis://host/0?name=crawl&password={}",
]


@given(passwords, st.sampled_from(FORMS), st.booleans())
def test_no_password_is_shown_written_as_it_should_be_or_not(password: str, form: str, quoted: bool) -> None:
    address = form.format(quote(password, safe="") if quoted else password)
    shown = masked(address)
    assert is_server(address)
    assert set(shown) - set("*") <= set(form.lower()) or not quoted
    assert password not in shown or password in form.lower()
    if quoted:
        assert password in secrets(address)
        check_address(address)
        assert masked(shown) == shown
        assert password not in without_passwords(f"dedup index stats {address}", [address]) or password in form


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("redis://me:secret@host:1/0?name=news&password=secret", "redis://me@host:1/0?name=news"),
        ("Redis://:sec/ret@host", "redis://host"),
        ("redis://:se?cret@host/0", "redis://***"),
        ("unix://:secret@/run/redis.sock?db=1", "unix:///run/redis.sock?db=1"),
        ("redis://host:1/0?name=news", "redis://host:1/0?name=news"),
        ("/srv/crawl@home/index", "/srv/crawl@home/index"),
        ("C:/crawl.index", "C:/crawl.index"),
    ],
)
def test_what_is_shown_of_a_location(location: str, shown: str) -> None:
    assert masked(location) == shown


@pytest.mark.parametrize("address", ["redis://:sec/ret@host", "redis://:se?cret@host", "redis://:se#cret@host"])
def test_what_must_be_quoted_in_a_password_is_said(address: str) -> None:
    with pytest.raises(DedupError, match="in a password '/', '\\?', '#' and '@' are written") as caught:
        check_address(address)
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize(
    "location", ["reddis://:secret@host", "redis:/:secret@host", " redis://:secret@host", "http://me:secret@host/x"]
)
def test_a_mistyped_address_makes_no_folder(location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for given_location in (location, Path(location)):
        with pytest.raises(DedupError, match="neither a path nor the address") as caught:
            Index.open(given_location)
        assert "secret" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_folder_may_have_any_other_name(tmp_path: Path) -> None:
    for name in ("redis", "c@d", "a:b"):
        Index.open(tmp_path / name).close()
