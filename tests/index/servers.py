"""A real Redis server for the tests, on a free port of this machine, without any files that stay."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REDIS_SERVER = shutil.which("redis-server") or shutil.which("valkey-server")
needs_redis = pytest.mark.skipif(
    REDIS_SERVER is None, reason="no redis-server on this machine (Debian and Ubuntu: apt-get install redis-server)"
)


@contextmanager
def redis_server(folder: Path, *options: str, port: int = 0) -> Iterator[int]:
    """Run a server in a folder, until the block ends; gives its port."""
    assert REDIS_SERVER is not None
    port = port or free_port()
    command = [REDIS_SERVER, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    server = subprocess.Popen([*command, "--save", "", *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        _wait_for(server)
        yield port
    finally:
        server.kill()
        server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: subprocess.Popen[bytes]) -> None:
    """Read what the server says until it takes connections."""
    assert server.stdout is not None
    said = b""
    for line in server.stdout:
        said += line
        if b"eady to accept connections" in line:
            return
    raise RuntimeError(f"the Redis server did not start: {said.decode(errors='replace')}")
