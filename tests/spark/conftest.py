"""A Spark on this machine; where there is none, what needs it is skipped."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sparks import local_spark


@pytest.fixture(scope="session")
def spark() -> Any:
    """A session of two cores."""
    return local_spark()
