"""What each command loads, asked of a real process on a journal that is there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Person

#: Prints, as the last line of stderr, every module that running the command has loaded.
PROGRAM = """
import sys
from backlog.cli.main import run
status = run(sys.argv[1:])
import json
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
sys.exit(status)
"""
HEAVY = {"pandas", "numpy", "scipy", "matplotlib", "sqlalchemy", "psycopg"}
#: Each would cost a daily command a tenth of a bare Python and more; none is needed to store a number.
SLOW = {
    "rich", "decimal", "statistics", "fractions", "random", "asyncio", "subprocess", "tempfile", "shutil", "logging",
    "argparse", "difflib", "unicodedata", "email", "http", "socket", "ssl", "hashlib", "tomllib", "csv", "xml",
    "tzlocal", "platformdirs", "pydoc", "unittest", "concurrent", "multiprocessing", "pathlib", "urllib", "heapq",
}  # fmt: skip


def loaded_by(me: Person, *words: str) -> set[str]:
    """The top-level names of all modules that the command loads beyond those of a bare interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=True, timeout=60
    )
    bare = subprocess.run(
        [sys.executable, "-c", "import json, sys; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    modules = set(json.loads(done.stderr.splitlines()[-1])) - set(json.loads(bare.stdout))
    return {module.split(".")[0] for module in modules}


@pytest.mark.parametrize(
    "line",
    ["log run 2km --duration 14:30 --surface grass --note windy", "log --again", "pain 3", "pain 4 --flare", "pain",
     "due",
     "due --prompt"],
)  # fmt: skip
def test_the_daily_commands_start_light(begun: Person, line: str) -> None:
    """Click, sqlite3 and a few small modules: nothing that computes, draws, or talks to the network."""
    begun("log run 2km --duration 14:00 --at -2d")
    assert set() == loaded_by(begun, *line.split()) & (HEAVY | SLOW)


def test_the_first_log_starts_light_too(me: Person) -> None:
    """It makes the journal by text alone."""
    assert set() == loaded_by(me, *["log", "run", "2km", "--duration", "14:00"]) & HEAVY
    assert me.db.exists()


@pytest.mark.parametrize("line", ["--help", "log --help", "pain --help", "due --help", "--version"])
def test_help_starts_light(begun: Person, line: str) -> None:
    """It opens no journal, and wraps its lines with nothing heavier than the standard library."""
    loaded = loaded_by(begun, *line.split())
    assert set() == loaded & (HEAVY | SLOW - {"shutil"} | {"sqlite3"})


@pytest.mark.parametrize("line", ["undo", "redo", "history", "show last", "list", "list --shoes", "list --json"])
def test_looking_and_undoing_load_nothing_heavy(begun: Person, line: str) -> None:
    """No arrays and no SQLAlchemy on a SQLite journal."""
    begun("log run 2km --duration 14:00 --shoes Blue")
    begun("undo")
    begun("redo")
    if line == "redo":
        begun("undo")
    assert set() == loaded_by(begun, *line.split()) & (HEAVY | {"asyncio", "subprocess", "logging", "rich"})


@pytest.mark.parametrize("line", ["week", "week --json", "plan", "day"])
def test_the_week_and_the_plan_need_no_arrays(begun: Person, line: str) -> None:
    """The weekly numbers are one query."""
    begun("log run 2km --duration 14:00")
    assert set() == loaded_by(begun, *line.split()) & HEAVY


@pytest.mark.parametrize("line", ["advise", "advise --json", "start --goal 5km"])
def test_a_verdict_loads_arrays_and_nothing_heavier(begun: Person, line: str) -> None:
    """The tolerance is followed on a grid of numpy; nothing else is needed, and no picture is drawn."""
    begun("log run 2km --duration 14:00")
    assert loaded_by(begun, *line.split()) & HEAVY <= {"numpy"}


def test_the_terminal_chart_draws_no_picture(begun: Person) -> None:
    """Only a picture loads matplotlib."""
    begun("log run 2km --duration 14:00")
    assert "matplotlib" not in loaded_by(begun, "chart", "--terminal")


def test_help_imports_no_command(begun: Person) -> None:
    """The first screen is a table in one module."""
    program = PROGRAM.replace("sorted(sys.modules)", "sorted(m for m in sys.modules if m.startswith('backlog.cli.'))")
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], capture_output=True, text=True, check=True, timeout=60
    )
    assert ["backlog.cli.common", "backlog.cli.main"] == json.loads(done.stderr.splitlines()[-1])


def test_python_m_backlog_is_the_command(begun: Person) -> None:
    """`python -m backlog` and the installed script say the same."""
    script = Path(sys.executable).with_name("backlog")
    if not script.exists():
        pytest.skip("backlog is not installed beside this Python")
    done = subprocess.run([script, "plan"], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == begun.program("plan").stdout
