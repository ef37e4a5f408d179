"""Web pages."""

import pytest

for _package in ("resiliparse", "fastwarc"):
    pytest.importorskip(_package, reason=f"pages of HTML need {_package}: pip install '.[web]'")
