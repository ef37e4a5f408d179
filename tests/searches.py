"""How many examples the searches of the property tests try."""

from __future__ import annotations

from hypothesis import settings

# Nothing has a deadline: the first example of a run may compile a kernel, and what a busy machine takes says nothing.
_THOROUGH = 300
settings.register_profile("quick", deadline=None, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=_THOROUGH)


def examples(thorough: int) -> int:
    """So many examples of what takes long with `--thorough`, a fifth of them without."""
    return thorough * settings.default.max_examples // _THOROUGH
