"""Options of the whole suite, and its kernels: compiled once, whatever the number of workers."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import settings

from dedup import kernel
from dedup.warmup import HOMES
from tests import searches  # noqa: F401  # which registers the profiles


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--slow`: the tests that take long; `--large`: hostile input in the sizes that do; `--thorough`: three times
    the examples of a property.
    """
    parser.addoption("--slow", action="store_true", help="run the tests that take long, too")
    parser.addoption("--large", action="store_true", help="hostile input in the sizes that take long")
    parser.addoption("--thorough", action="store_true", help="property tests try three times as many examples")


def pytest_configure(config: pytest.Config) -> None:
    """Before the tests are imported, say how many examples they try."""
    settings.load_profile("thorough" if config.getoption("--thorough") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests that take long where they are not asked for."""
    if not config.getoption("--slow"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="takes long: pytest --slow"))


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores, since some tests wait for programs that they start.

    Where Spark is installed, its tests fill all cores.
    """
    return (os.cpu_count() or 1) + (find_spec("pyspark") is None)


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_configure_node(node: Any) -> None:
    """Tell a worker whether the whole suite is run."""
    node.workerinput["whole"] = node.config.args_source is pytest.Config.ArgsSource.TESTPATHS


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before the whole suite, compile all kernels: each worker its part, then from the end what the others lack still.

    Left to the tests, each worker would compile nearly all of them.
    """
    worker = getattr(session.config, "workerinput", {})
    if not worker.get("whole"):
        return
    for home in HOMES:
        import_module(home)
    number, workers = int(worker["workerid"].removeprefix("gw")), worker["workercount"]
    kernels = list(enumerate(kernel._registered))
    own = [ready for place, ready in kernels if place % workers == number]
    others = [ready for place, ready in reversed(kernels) if place % workers != number]
    for ready in own + others:
        ready()


@pytest.fixture(scope="session")
def large(request: pytest.FixtureRequest) -> bool:
    """Whether the sizes that take long are wanted."""
    return bool(request.config.getoption("--large"))
