"""Options of the whole suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--large`: hostile input in the sizes that take long."""
    parser.addoption("--large", action="store_true", help="hostile input in the sizes that take long")


@pytest.fixture(scope="session")
def large(request: pytest.FixtureRequest) -> bool:
    """Whether the sizes that take long are wanted."""
    return bool(request.config.getoption("--large"))
