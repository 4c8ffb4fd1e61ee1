"""The house of docs/architecture.md: which room may know which, read from the imports themselves."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import backlog

HOUSE = Path(backlog.__file__).parent
SOURCES = sorted(HOUSE.rglob("*.py"))

#: The floors, lowest first: a room may import from below its own floor, and nothing beside or above it.
FLOORS: list[set[str]] = [
    {"__version__", "errors", "interrupts", "text"},
    {"clock", "files", "model"},
    {"rules", "stats", "importers", "store"},
    {"simulate", "services"},
    {"report"},
    {"cli", "api"},
    {"__main__"},
]

#: room -> the rooms that it imports. Exactly these: an arrow that is not here is refused, and one that nobody uses
#: any more is to be taken out. `rules` decides without numbers libraries and without a clock; `report` shows values
#: and never asks the journal; `cli` and `api` do not know each other.
ARROWS: dict[str, set[str]] = {
    "clock": {"errors"},
    "files": {"errors"},
    "model": {"errors"},
    "rules": {"model"},
    "stats": {"model"},
    "importers": {"errors", "interrupts", "clock", "files", "model"},
    "store": {"errors", "clock", "files", "model"},
    "simulate": {"model", "rules", "stats"},
    "services": {"errors", "clock", "files", "model", "rules", "stats", "importers", "store"},
    "report": {"errors", "text", "clock", "files", "model", "rules", "importers", "services"},
    "cli": {"__version__", "errors", "interrupts", "text", "clock", "files", "model", "rules", "importers", "store",
            "simulate", "services", "report"},
    "api": {"errors", "clock", "model", "rules", "importers", "store", "services", "report"},
    "__main__": {"cli"},
}  # fmt: skip

#: library -> the rooms that import it, exactly; every other import is the standard library or backlog itself.
#: `sqlite3` comes with Python and is listed all the same: SQL has one room.
LIBRARIES: dict[str, set[str]] = {
    "click": {"cli"},
    "fitdecode": {"importers"},
    "icalendar": {"report"},
    "lxml": {"importers"},
    "matplotlib": {"report"},
    "numpy": {"stats", "simulate"},
    "pandas": {"simulate", "report", "api"},
    "platformdirs": {"services"},
    "sqlalchemy": {"store"},
    "sqlite3": {"store", "services", "cli"},
    "tzfpy": {"importers"},
    "tzlocal": {"clock"},
}

#: What only one room may call, and how a call of it looks: (name it is called on, function).
ONLY_CLOCK = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "localtime"),
    ("time", "time_ns"),
}

SQL_WORDS = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "PRAGMA ")


class Import(NamedTuple):
    """One import: the module that it names, its line, and whether it runs when the file is first read."""

    module: str
    line: int
    at_once: bool


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed source."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def room_of(path: Path) -> str:
    """The room a file belongs to: its folder, or its own name at the front door."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


@cache
def imports_of(path: Path) -> tuple[Import, ...]:
    """Every import in the file, those inside functions included."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[Import]:
    tree = tree_of(path)
    late = {
        id(node)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        or (isinstance(outer, ast.If) and ast.unparse(outer.test) == "TYPE_CHECKING")
        for node in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, id(node) not in late)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by dots; name the room"
            assert node.module is not None
            if node.module == "backlog":
                for alias in node.names:
                    yield Import(f"backlog.{alias.name}", node.lineno, id(node) not in late)
            else:
                yield Import(node.module, node.lineno, id(node) not in late)


def arrows() -> Iterator[tuple[str, str, str]]:
    """Each import of one room by another: who, whom, and where it stands."""
    for path in SOURCES:
        for found in imports_of(path):
            root, *rest = found.module.split(".")
            if root == "backlog" and rest and rest[0] != room_of(path):
                yield room_of(path), rest[0], f"{path.relative_to(HOUSE)}:{found.line}"


def libraries() -> Iterator[tuple[str, str, str]]:
    """Each import of a library by a room: which, who, and where it stands."""
    for path in SOURCES:
        for found in imports_of(path):
            name = found.module.split(".")[0]
            if name == "sqlite3" or (name != "backlog" and name not in sys.stdlib_module_names):
                yield name, room_of(path), f"{path.relative_to(HOUSE)}:{found.line}"


def compared(found: Iterator[tuple[str, str, str]], plan: dict[str, set[str]]) -> tuple[list[str], list[str]]:
    """What is there and not planned (with its place), and what is planned and not there."""
    there = list(found)
    planned = {(one, other) for one, others in plan.items() for other in others}
    return (
        sorted(f"{one} - {other} at {place}" for one, other, place in there if (one, other) not in planned),
        sorted(f"{one} - {other}" for one, other in planned - {(one, other) for one, other, _ in there}),
    )


def test_every_room_has_one_floor() -> None:
    """A new room needs one, and a floor holds no room that is gone."""
    rooms = {room_of(path) for path in SOURCES} - {"__init__"} | {"__version__"}
    assert sorted(rooms) == sorted(room for floor in FLOORS for room in floor)


def test_the_page_shows_each_room_on_its_floor() -> None:
    """In docs/architecture.md, the lowest floor last; the two doors of the package are not on it."""
    page = (HOUSE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| ([^|]+) \|", page, re.MULTILINE)
    shown = {(room, int(floor)) for floor, cell in rows for room in re.findall(r"backlog/(\w+)", cell)}
    doors = {"__main__", "__version__"}
    assert shown == {(room, floor) for floor, rooms in enumerate(FLOORS) for room in rooms - doors}


def test_arrows_point_down_only() -> None:
    """No room may import one of its own floor or above it."""
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    assert [] == [(one, other) for one, others in ARROWS.items() for other in others if floor[other] >= floor[one]]


def test_the_arrows_are_those_of_the_plan() -> None:
    """A new arrow is a decision, and a permission that nobody uses is none: add or remove it in `ARROWS`."""
    assert ([], []) == compared(arrows(), ARROWS)


def test_each_library_is_known_in_its_rooms_only() -> None:
    """SQL in the store, pictures in the report, arrays in stats and simulate, options in cli."""
    assert ([], []) == compared(libraries(), LIBRARIES)


def test_one_word_names_one_thing() -> None:
    """No public class has the name of another, in whatever room: who reads `Plan` knows which."""
    names = Counter(
        node.name for path in SOURCES for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )  # fmt: skip
    assert [] == sorted(name for name, times in names.items() if times > 1)


def test_the_model_and_the_rules_need_the_standard_library_only() -> None:
    """A decision can be read, and tested, with nothing installed."""
    wrong = [
        f"{path.relative_to(HOUSE)}:{found.line} imports {found.module}"
        for path in SOURCES
        if room_of(path) in {"errors", "model", "rules"}
        for found in imports_of(path)
        if found.module.split(".")[0] in LIBRARIES
    ]
    assert [] == wrong


def test_only_the_clock_reads_the_clock() -> None:
    """`now` is asked for in one place, so that a test or `--on` can replace it."""
    wrong = [
        f"{path.relative_to(HOUSE)}:{node.lineno} calls {node.func.value.id}.{node.func.attr}"
        for path in SOURCES
        if room_of(path) != "clock"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in ONLY_CLOCK
    ]
    assert [] == wrong


def test_sql_is_written_in_the_store_only() -> None:
    """No other room holds a string that begins like a statement."""
    wrong = [
        f"{path.relative_to(HOUSE)}:{node.lineno} {node.value[:30]!r}"
        for path in SOURCES
        if room_of(path) != "store"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(SQL_WORDS)
    ]
    assert [] == wrong


def test_what_no_test_can_reach_says_why() -> None:
    """A line is left out of the figure of branches, or of mutants, with its reason beside it."""
    wrong = [
        f"{path.relative_to(HOUSE)}:{number} {line.strip()}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "pragma:" in line and not re.search(r"# pragma: no (cover|branch|mutate) — \w.{9,}$", line)
    ]
    assert [] == wrong


def calls_in(path: Path) -> Iterator[tuple[str, int]]:
    """Name and line of every call of a plain name."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node.lineno


@pytest.mark.parametrize("room", ["model", "rules"])
def test_pure_rooms_touch_nothing_outside_themselves(room: str) -> None:
    """No print, no file, no environment, no log, no chance: the same value in gives the same value out."""
    impure = {"os", "io", "pathlib", "random", "logging", "subprocess", "time", "socket", "tempfile", "secrets"}
    wrong = [
        f"{path.relative_to(HOUSE)}:{line} {name}"
        for path in SOURCES
        if room_of(path) == room
        for name, line in [
            *((found.module, found.line) for found in imports_of(path) if found.module.split(".")[0] in impure),
            *((name, line) for name, line in calls_in(path) if name in {"print", "open", "input"}),
        ]
    ]
    assert [] == wrong


def test_only_the_command_line_prints_and_asks() -> None:
    """Services and reports give values back; who shows them is not their business."""
    wrong = [
        f"{path.relative_to(HOUSE)}:{line} {name}"
        for path in SOURCES
        if room_of(path) not in {"cli", "__main__"}
        for name, line in calls_in(path)
        if name in {"print", "input"}
    ]
    assert [] == wrong


def test_chance_comes_from_a_seed_that_is_passed_in() -> None:
    """No room uses the random state that all share."""
    shared = {"seed", "random", "shuffle", "choice", "choices", "randint", "gauss", "normal", "sample", "uniform"}
    wrong = [
        f"{path.relative_to(HOUSE)}:{node.lineno} {ast.unparse(node.func)}"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in shared
        and ast.unparse(node.func.value) in {"random", "np.random", "numpy.random"}
    ]
    assert [] == wrong


def module_name(path: Path) -> str:
    """`backlog.store.journal` of its file."""
    parts = path.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(source): source for source in SOURCES}


def loaded_by(path: Path) -> set[str]:
    """Every module that reading this file loads, through whatever it imports at once."""
    found: set[str] = set()
    pending = [path]
    while pending:
        for wanted in imports_of(pending.pop()):
            if wanted.at_once and wanted.module not in found:
                found.add(wanted.module)
                pending += [FILES[wanted.module]] if wanted.module in FILES else []
    return found


@pytest.mark.parametrize("room", ["api", "cli", "services", "importers", "__main__"])
def test_heavy_libraries_are_loaded_late(room: str) -> None:
    """Nothing that a command reads first loads an array, a picture or SQLAlchemy, however far down the imports go.

    What each daily command really loads is asserted in tests/cli.
    """
    heavy = {"pandas", "numpy", "scipy", "matplotlib", "sqlalchemy", "psycopg"}
    wrong = {
        str(path.relative_to(HOUSE)): sorted(found)
        for path in SOURCES
        if room_of(path) == room and (found := heavy & {module.split(".")[0] for module in loaded_by(path)})
    }
    assert {} == wrong
