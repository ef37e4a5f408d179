from __future__ import annotations

from hypothesis import settings

# What a busy machine takes for an example says nothing about it: no deadlines.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
