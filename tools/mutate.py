#!/usr/bin/env python3
"""Change one comparison or one number of the policy at a time, and see whether a test notices.

    .venv/bin/python tools/mutate.py [-j 8] [--only backlog/rules/hold.py]

Mutants: < and <=, > and >= exchanged, == and != exchanged, and every number a little more and a little less.
Each is tried in its own copy of the package with the vectors, then with the tests of limits, statistics and checks.
It prints the survivors and the figure, and takes some minutes: it is a tool, not a test.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TARGETS = [
    *sorted(path for path in (ROOT / "backlog/rules").glob("*.py") if path.stem not in ("__init__", "explain")),
    ROOT / "backlog/stats/usual.py",
    *(ROOT / f"backlog/model/{name}.py" for name in ("checks", "spell", "tolerance")),
]
OPTIONS = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
TESTS = [
    "tests/rules/test_limits.py",
    "tests/rules/test_substitute.py",
    "tests/rules/test_edges.py",
    "tests/stats",
    "tests/model/test_checks.py",
]
#: The vectors by themselves, without pytest: most mutants die here, in half a second.
VECTORS = """
import json, pathlib, sys
from backlog.services.casefile import differences, read_case, verdict_json
from backlog.services.judging import judge
for path in pathlib.Path("tests/vectors").glob("*.json"):
    found = json.loads(path.read_text())
    case, fixed = read_case(found)
    if differences(found["expect"], verdict_json(judge(case, fixed)[1], found["zone"])):
        sys.exit(1)
"""
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}


class Mutant(NamedTuple):
    """One changed file: which, on what line, what was changed, and the whole changed text."""

    path: Path
    line: int
    change: str
    text: str


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file."""
    source = path.read_text(encoding="utf-8")
    count = sum(1 for _ in _changes(ast.parse(source)))
    for number in range(count):
        tree = ast.parse(source)
        line, change = list(_changes(tree, number))[-1]
        yield Mutant(path, line, change, ast.unparse(tree))


def _changes(tree: ast.Module, apply: int | None = None) -> Iterator[tuple[int, str]]:
    """Line and description of each possible change; with `apply`, the one of that number is made, and the last told."""
    number = 0
    for node in ast.walk(tree):
        for line, change, make in _of(node):
            if apply is None or number == apply:
                if apply is not None:
                    make()
                yield line, change
                if apply is not None:
                    return
            number += 1


def _of(node: ast.AST) -> Iterator[tuple[int, str, Callable[[], None]]]:
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            if type(op) in SWAPS:
                other = SWAPS[type(op)]
                words = f"{type(op).__name__} -> {other.__name__}: {ast.unparse(node)}"
                yield node.lineno, words, partial(node.ops.__setitem__, at, other())
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for value in _near(node.value):
            yield node.lineno, f"{node.value} -> {value}", partial(setattr, node, "value", value)


def _near(value: float) -> tuple[float, float]:
    if isinstance(value, int):
        return value - 1, value + 1
    step = 0.02 * abs(value) or 0.02
    return value - step, value + step


def survives(mutant: Mutant) -> bool:
    """Whether all vectors and tests pass although the file was changed."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        shutil.copytree(ROOT / "backlog", copy / "backlog")
        for name in ("tests", "pyproject.toml"):
            (copy / name).symlink_to(ROOT / name)
        (copy / mutant.path.relative_to(ROOT)).write_text(mutant.text, encoding="utf-8")
        return all(_passes(copy, command) for command in (["-c", VECTORS], ["-m", "pytest", *OPTIONS, *TESTS]))


def _passes(place: Path, command: list[str]) -> bool:
    env = os.environ | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, *command], cwd=place, env=env, capture_output=True, timeout=300, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> int:
    """Try every mutant; 1 if any survives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-j", type=int, default=os.cpu_count() or 2, help="how many at a time")
    parser.add_argument("--only", action="append", type=Path, help="only this file (repeatable)")
    given = parser.parse_args()
    paths = [path.resolve() for path in given.only] if given.only else TARGETS
    tried = [mutant for path in paths for mutant in mutants(path)]
    alive = 0
    with ThreadPoolExecutor(given.j) as pool:
        for mutant, lives in zip(tried, pool.map(survives, tried), strict=True):
            alive += lives
            if lives:
                print(f"{mutant.path.relative_to(ROOT)}:{mutant.line}: {mutant.change}", flush=True)
    print(f"{len(tried)} mutants, {len(tried) - alive} killed, {alive} survived")
    return int(alive > 0)


if __name__ == "__main__":
    sys.exit(main())
