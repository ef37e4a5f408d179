"""The rooms of the package, the imports between them, and the table and the picture of both in `docs/architecture.md`.

`python -m tests.architecture` draws the picture again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- picture of the imports -->\n", "<!-- end -->\n"

FLOORS: tuple[tuple[str, ...], ...] = (
    ("ground",),
    ("data",),
    ("arabic",),
    ("dates", "minhash"),
    ("web",),
    ("boilerplate", "duplicates", "files", "passages"),
    ("stats",),
    ("index", "report", "restore"),
    ("pipeline", "warmup"),
    ("spark",),
)
"""The rooms, ground floor first: each may import those of lower floors. What is not named here is a face, on top."""

SHARED = {
    "ground": ("addresses", "compilation", "encodings", "errors", "kernel", "names", "rows", "sizes"),
    "data": ("colours", "given", "model", "notebook", "output", "results", "tables"),
}
"""Rooms without a folder of their own, and their modules."""

_ROOM_OF_MODULE = {module: room for room, modules in SHARED.items() for module in modules}
_ENTRIES = ("", "__main__")  # `import dedup` and `python -m dedup`, which open onto all rooms
_FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


class Import(NamedTuple):
    """One imported module: by which module, on which line, and whether Python runs it when that module is loaded."""

    by: str
    of: str
    line: int
    at_load: bool

    @property
    def where(self) -> str:
        """The import in words."""
        return f"{self.by}, line {self.line}, imports {self.of}"


def imports(package: Path) -> list[Import]:
    """The imports inside a package, given its folder."""
    files = {_name(path, package.parent): path for path in sorted(package.rglob("*.py"))}
    return [found for name, path in files.items() for found in _imports_of(name, path, files)]


def room_of(module: str) -> str:
    """The room of a module such as `dedup.files.kinds`: its folder, or the group that `SHARED` puts it in."""
    if module.endswith(".__main__"):
        return "__main__"  # what `python -m` runs: a face of its room
    _, _, inside = module.partition(".")
    first = inside.partition(".")[0]
    return _ROOM_OF_MODULE.get(first, first)


def runs_back_up(found: Iterable[Import]) -> list[str]:
    """The imports of a higher floor, of another room on the same one, or of the whole package, as sentences."""
    top = len(FLOORS)
    problems = []
    for one in found:
        by, of = room_of(one.by), room_of(one.of)
        if by == of or by in _ENTRIES:
            continue
        if not of:
            problems.append(f"{one.where}: inside the package, import the module that defines the name")
        elif of not in _FLOOR:
            problems.append(f"{one.where}: {of} is a face, or FLOORS does not name it")
        elif _FLOOR[of] >= _FLOOR.get(by, top):
            problems.append(f"{one.where}: {of} is not below {by}")
    return problems


def circle(found: Iterable[Import]) -> list[str]:
    """The modules of a circle of imports that run at load, each imported by the next; empty where there is none."""
    graph: dict[str, set[str]] = {}
    for one in found:
        if one.at_load and one.of != one.by:
            graph.setdefault(one.by, set()).add(one.of)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def picture(found: Iterable[Import]) -> str:
    """The rooms and their imports as a Mermaid chart. An arrow that follows from others is left out."""
    graph: dict[str, set[str]] = {}
    for one in found:
        by, of = room_of(one.by) or "dedup", room_of(one.of)
        graph.setdefault(by, set())
        if of and by != of and by != "__main__":
            graph.setdefault(of, set())
            graph[by].add(of)
    graph.pop("__main__", None)
    order = [room for rooms in reversed(FLOORS) for room in rooms]
    rooms = sorted(graph.keys() - set(order)) + [room for room in order if room in graph]
    lines = ["```mermaid", "flowchart TD", *(f'    {room}["{_label(room)}"]' for room in rooms)]
    for room in rooms:
        direct = graph[room] - {far for near in graph[room] for far in _reached(graph, near)}
        lines += [f"    {room} --> {other}" for other in rooms if other in direct]
    return "\n".join([*lines, "```", ""])


def shown() -> str:
    """The picture as it is in the documentation."""
    return PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def modules_by_room(package: Path) -> dict[str, set[str]]:
    """The modules and folders of each room of a package, given its folder; `__init__` is a room of its own."""
    found: dict[str, set[str]] = {}
    for path in package.iterdir():
        if path.suffix == ".py" or (path / "__init__.py").exists():
            found.setdefault(room_of(f"{package.name}.{path.stem}"), set()).add(path.stem)
    del found["__main__"]
    return found


def tabled() -> dict[str, set[str]]:
    """The same as `modules_by_room`, from the table of the documentation. A row names its room, or lists rooms."""
    found: dict[str, set[str]] = {}
    for row in re.findall(r"^\| (.*dedup/.*?) \| ", PAGE.read_text("utf-8").partition(BEGIN)[0], re.MULTILINE):
        shared, _, _ = row.rpartition(": ")
        for module in re.findall(r"`dedup/(\w+)[/.]", row):
            found.setdefault(shared or module, set()).add(module)
    return found


def _name(path: Path, above: Path) -> str:
    parts = path.relative_to(above).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports_of(name: str, path: Path, files: Mapping[str, Path]) -> Iterator[Import]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    top = name.partition(".")[0]
    for node, at_load in _statements(ast.parse(path.read_text("utf-8")), True):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            inner = [f"{base}.{alias.name}" for alias in node.names]
            modules = [one if one in files else base for one in inner]
            if base == top and [alias.name for alias in node.names] == ["__version__"]:
                continue  # it is read from what is installed, and loads nothing
        for module in dict.fromkeys(modules):
            if module.partition(".")[0] == top:
                yield Import(name, module, node.lineno, at_load)


def _statements(tree: ast.AST, at_load: bool) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """The import statements of a syntax tree; those in functions, and those for types alone, do not run at load."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node, at_load
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _statements(node, False)
        else:
            types_alone = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
            yield from _statements(node, at_load and not types_alone)


def _reached(graph: Mapping[str, set[str]], room: str) -> set[str]:
    """The rooms that one imports, directly or through others."""
    return graph[room].union(*(_reached(graph, other) for other in graph[room]))


def _label(room: str) -> str:
    return f"{room}: {', '.join(SHARED[room])}" if room in SHARED else room


if __name__ == "__main__":
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + picture(imports(ROOT / "dedup")) + END + rest.partition(END)[2], "utf-8")
