"""The folders of the pipeline are used in one direction."""

from __future__ import annotations

from tests.architecture import ROOT, imports

ORDER = ("outputs", "figures", "work", "stages", "")
"""The folders, each of which may import those before it; last, the modules beside them that use them all."""
BASE = ("settings", "progress")
"""Modules that every folder may import, and that import none."""


def folder_of(module: str) -> str | None:
    """The folder of the pipeline that a module is in; None for other rooms and for the base."""
    room, _, rest = module.removeprefix("dedup.").partition(".")
    if room != "pipeline" or not rest or rest in BASE:
        return None
    return rest.partition(".")[0] if "." in rest or rest in ORDER else ""


def test_folders_import_only_lower_ones() -> None:
    found = [(one, folder_of(one.by), folder_of(one.of)) for one in imports(ROOT / "dedup")]
    inside = [(one.where, ORDER.index(by), ORDER.index(of)) for one, by, of in found if None not in (by, of)]  # type: ignore[arg-type]  # neither is None
    assert {by for _, by, _ in inside} == set(range(len(ORDER)))
    assert [where for where, by, of in inside if of > by] == []


def test_settings_and_progress_import_no_folder() -> None:
    base = [one for one in imports(ROOT / "dedup") if one.by in [f"dedup.pipeline.{name}" for name in BASE]]
    assert base
    assert [one.where for one in base if one.of.startswith("dedup.pipeline.")] == []
