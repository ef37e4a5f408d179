"""A real Redis server for the tests, on a free port of this machine, without any files that stay."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REDIS_SERVER = shutil.which("redis-server") or shutil.which("valkey-server")
needs_redis = pytest.mark.skipif(
    REDIS_SERVER is None, reason="no redis-server on this machine (Debian and Ubuntu: apt-get install redis-server)"
)

_SECONDS_TO_START = 20


@contextmanager
def redis_server(folder: Path, *options: str) -> Iterator[int]:
    """Run a server in a folder, until the block ends; gives its port."""
    assert REDIS_SERVER is not None
    port = free_port()
    command = [REDIS_SERVER, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen([*command, "--save", "", *options], stdout=log, stderr=log)
    try:
        _wait_for(server, port)
        yield port
    finally:
        server.kill()
        server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                if connection.recv(64):
                    return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"the Redis server on port {port} did not start")
