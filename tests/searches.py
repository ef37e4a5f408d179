"""How many examples the searches of the property tests try."""

from __future__ import annotations

from hypothesis import settings

# Nothing has a deadline: the first example of a run may compile a kernel, and what a busy machine takes says nothing.
_QUICK, _THOROUGH = 60, 180
settings.register_profile("quick", deadline=None, max_examples=_QUICK)
settings.register_profile("thorough", deadline=None, max_examples=_THOROUGH)


def examples(of_five: int) -> int:
    """A fifth of so many examples of what takes long, with `--thorough` three fifths."""
    return of_five * settings.default.max_examples // (5 * _QUICK)
