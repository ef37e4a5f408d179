"""The colour of each label of a cut, wherever pages are shown: in a terminal, in a notebook, in the report."""

from __future__ import annotations

from typing import NamedTuple


class Colour(NamedTuple):
    """One colour on each face: `terminal` is a name of the 16 colours of terminals, the others are RGB as `#rrggbb`.

    `notebook` is shown transparent, so that it suits light and dark notebooks; `light` and `dark` are behind the text
    of the report in its two themes, `bar` fills its bars.
    """

    terminal: str
    notebook: str
    light: str
    dark: str
    bar: str


GROUPS: dict[str, tuple[tuple[str, ...], Colour]] = {
    "meta": (("pubdate", "byline", "source", "tags"), Colour("cyan", "#00a0b4", "#cfe9ea", "#1d4a4e", "#3d9aa1")),
    "related": (
        ("related_head", "related_item", "related_teaser", "readmore"),
        Colour("yellow", "#e1a500", "#f7e3b5", "#55441a", "#d3a437"),
    ),
    "embed": (("embed", "embed_meta", "caption"), Colour("magenta", "#be3cbe", "#ecd7f0", "#4b2c52", "#a669b3")),
    "site": (("share", "comments", "nav"), Colour("blue", "#3c6ee6", "#d6e2fa", "#2a3f66", "#5d84d1")),
    "ad": (("ad",), Colour("red", "#e13232", "#f8d3cf", "#5c2b27", "#cf5f54")),
    "other": ((), Colour("bright_black", "#828282", "#e3e1dc", "#3c3b39", "#a09c92")),
}
"""The labels that share a colour, and that colour, by the name of the group; `other` has all labels not named here."""

_GROUP_OF = {label: name for name, (labels, _) in GROUPS.items() for label in labels}


def group_of(label: str) -> str:
    """The name of the group in `GROUPS` that a label belongs to; `other` for a label that none names."""
    return _GROUP_OF.get(label, "other")


def colour_of(label: str) -> Colour:
    """The colour of a label."""
    return GROUPS[group_of(label)][1]


def style_sheet() -> str:
    """The style sheet of the groups: for each the class `g-NAME` for text on its colour, and `f-NAME` for bars."""
    light, dark = (
        " ".join(f"--{name}: {getattr(colour, theme)};" for name, (_, colour) in GROUPS.items())
        for theme in ("light", "dark")
    )
    classes = "\n".join(
        f".g-{name} {{ background: var(--{name}); }} .f-{name} {{ fill: {colour.bar}; }}"
        for name, (_, colour) in GROUPS.items()
    )
    return f":root {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{classes}\n"
