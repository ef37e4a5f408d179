from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dedup import Index
from tests.index.servers import needs_redis, redis_server

Locate = Callable[[str], "str | Path"]
"""Gives the location of an index by its name; nothing is there before the test."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis database, for all tests of a process."""
    pytest.importorskip("redis")
    with redis_server(tmp_path_factory.mktemp("redis")) as port:
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(params=["folder", pytest.param("redis", marks=[needs_redis, pytest.mark.server])])
def locate(request: pytest.FixtureRequest, tmp_path: Path) -> Locate:
    """Locations of indexes in each store in turn: a test that uses this promises the same for all stores."""
    if request.param == "folder":
        return lambda name: tmp_path / name
    import redis

    server = request.getfixturevalue("server")
    redis.Redis.from_url(server).flushall()
    return lambda name: f"{server}?name={name}"


@pytest.fixture
def index(locate: Locate) -> Iterator[Index]:
    """An empty index, in each store in turn."""
    with Index.open(locate("crawl")) as opened:
        yield opened
