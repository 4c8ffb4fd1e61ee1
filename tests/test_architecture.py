"""The house of docs/architecture.md: which room may know which, read from the imports themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import backlog

HOUSE = Path(backlog.__file__).parent
SOURCES = sorted(HOUSE.rglob("*.py"))

#: room -> the rooms that it may import, besides itself: those on lower floors, less what its work must not know.
#: `rules` decides without numbers libraries and without a clock; `report` shows values and never asks the journal;
#: on the top floor `cli` and `api` show by `report`, and do not know each other.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "text": set(),
    "clock": {"errors"},
    "interrupts": set(),
    "model": {"errors"},
    "rules": {"errors", "model"},
    "stats": {"errors", "clock", "model"},
    "importers": {"errors", "clock", "interrupts", "model"},
    "store": {"errors", "clock", "model", "rules", "stats"},
    "simulate": {"errors", "clock", "model", "rules", "stats"},
    "services": {"errors", "clock", "interrupts", "model", "rules", "stats", "importers", "store", "simulate"},
    "report": {"errors", "text", "clock", "model", "rules", "stats", "importers", "services"},
    "cli": {
        "errors",
        "text",
        "clock",
        "interrupts",
        "model",
        "rules",
        "stats",
        "importers",
        "store",
        "simulate",
        "services",
        "report",
    },
    "api": {"errors", "clock", "model", "rules", "stats", "importers", "store", "simulate", "services", "report"},
    "__init__": set(),
    "__main__": {"errors", "cli"},
}

#: library -> the rooms that may import it; every other import is the standard library or backlog itself.
MAY_USE: dict[str, set[str]] = {
    "click": {"cli"},
    "platformdirs": {"services", "cli"},
    "tzlocal": {"clock"},
    "sqlalchemy": {"store"},
    "matplotlib": {"report"},
    "pandas": {"stats", "simulate", "report", "api"},
    "numpy": {"stats", "simulate"},
    "scipy": {"stats", "simulate"},
    "psycopg": {"store"},
    "fitdecode": {"importers"},
    "gpxpy": {"importers"},
    "lxml": {"importers"},
    "tzfpy": {"importers"},
    "icalendar": {"report"},
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


def tree_of(path: Path) -> ast.Module:
    """The parsed source."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def room_of(path: Path) -> str:
    """The room a file belongs to: its folder, or its own name at the front door."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[Import]:
    """Every import in the file, those inside functions included."""
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


def test_every_room_is_in_the_plan() -> None:
    """A new room needs a floor."""
    assert {room_of(path) for path in SOURCES} <= MAY_IMPORT.keys()


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_arrows_point_down_only(room: str) -> None:
    """No room imports one of its own floor or above it; `rules` knows neither `stats` nor `clock`."""
    wrong = [
        f"{path.relative_to(HOUSE)}:{found.line} imports {found.module}"
        for path in SOURCES
        if room_of(path) == room
        for found in imports_of(path)
        if found.module.startswith("backlog.")
        and (other := found.module.split(".")[1]) not in {room, "__version__"}
        and other not in MAY_IMPORT[room]
    ]
    assert [] == wrong


@pytest.mark.parametrize("library", MAY_USE)
def test_each_library_is_known_in_its_rooms_only(library: str) -> None:
    """SQL in the store, pictures in the report, arrays in stats and simulate, options in cli."""
    wrong = [
        f"{path.relative_to(HOUSE)}:{found.line}"
        for path in SOURCES
        if room_of(path) not in MAY_USE[library]
        for found in imports_of(path)
        if found.module.split(".")[0] == library
    ]
    assert [] == wrong


def test_the_model_and_the_rules_need_the_standard_library_only() -> None:
    """A decision can be read, and tested, with nothing installed."""
    wrong = [
        f"{path.relative_to(HOUSE)}:{found.line} imports {found.module}"
        for path in SOURCES
        if room_of(path) in {"errors", "model", "rules"}
        for found in imports_of(path)
        if found.module.split(".")[0] in MAY_USE
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


def loaded_by(path: Path) -> set[str]:
    """Every module that reading this file loads, through whatever it imports at once."""
    files = {module_name(source): source for source in SOURCES}
    found: set[str] = set()
    pending = [path]
    while pending:
        for wanted in imports_of(pending.pop()):
            if wanted.at_once and wanted.module not in found:
                found.add(wanted.module)
                pending += [files[wanted.module]] if wanted.module in files else []
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
