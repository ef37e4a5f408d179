from __future__ import annotations

from hypothesis import settings

# The first example of a run may compile a kernel: no deadlines.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
