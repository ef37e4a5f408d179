from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--large", action="store_true", help="run the hostile tests at their full size")


@pytest.fixture(scope="session")
def large(request: pytest.FixtureRequest) -> bool:
    """Whether the hostile tests run at their full size."""
    return bool(request.config.getoption("--large"))
