"""Change the model, the rules and the statistics bit by bit, and see which change no test notices.

    .venv/bin/python -m tools.mutants [--since REVISION] [--seconds N] [PATTERN...]

mutmut makes and tries the mutants (its settings are in pyproject.toml, its work is in mutants/); this counts them.
`--since` tries those in functions that were changed since a revision, and stops after five minutes or `--seconds`.
PATTERN is a name as mutmut writes it: `backlog.rules.hold*`.

tests/mutants.toml says of each function in the modules that it names how many of its mutants no test notices, and why
that may be. More than that is an error; in other modules it is only told.
With `--list`, the survivors are shown as the lines that they change.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("model", "rules", "stats")
KNOWN = ROOT / "tests" / "mutants.toml"
MUTMUT = Path(sys.executable).with_name("mutmut")
#: What mutmut writes down of a mutant: pytest's status, or its own for one that was stopped for taking too long.
SURVIVED, NO_TEST = {0}, {5, 33}


def changed(revision: str) -> Iterator[str]:
    """The patterns of all functions in which a line was changed since the revision."""
    diff = _git("diff", "--unified=0", "--no-renames", revision, "--", *(f"backlog/{room}" for room in ROOMS))
    path = None
    for line in diff.splitlines():
        if line.startswith("+++ "):
            path = ROOT / line[6:] if line.startswith("+++ b/") else None
        elif path is not None and (hunk := re.match(r"@@ \S+ \+(\d+)(?:,(\d+))? @@", line)):
            first = int(hunk[1])
            yield from _functions(path, first, first + int(hunk[2] or "1") - 1)


def _git(*arguments: str) -> str:
    command = ["git", "-c", f"safe.directory={ROOT}", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _functions(path: Path, first: int, last: int) -> Iterator[str]:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owners: list[ast.Module | ast.ClassDef] = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    for owner in owners:
        for node in owner.body:
            if (
                isinstance(node, ast.FunctionDef)
                and node.lineno <= max(first, last)
                and first <= (node.end_lineno or 0)
            ):
                within = f"xǁ{owner.name}ǁ" if isinstance(owner, ast.ClassDef) else "x_"
                yield f"{module}.{within}{node.name}__mutmut*"


def run(patterns: list[str], seconds: float | None, children: int) -> bool:
    """Let mutmut try them; False if the time was over before all were tried."""
    # mutmut copies what is no Python once, and not again when it has changed.
    for path in (ROOT / "backlog").rglob("*"):
        copy = ROOT / "mutants" / path.relative_to(ROOT)
        if path.is_file() and path.suffix not in {".py", ".pyc"} and copy.parent.is_dir():
            shutil.copyfile(path, copy)
    command = [str(MUTMUT), "run", "--max-children", str(children), *patterns]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as running:
        try:
            said, _ = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            return False
    if running.returncode:
        sys.exit(f"{said[-3000:]}\nmutmut failed; what it said stands above.")
    return True


def results() -> dict[str, int]:
    """The status of each mutant that was tried."""
    found: dict[str, int] = {}
    for meta in sorted((ROOT / "mutants").rglob("*.meta")):
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        found |= {name: code for name, code in codes.items() if code is not None}
    return found


def function_of(mutant: str) -> str:
    """`backlog.rules.hold._raised` of `backlog.rules.hold.x__raised__mutmut_3`."""
    module, _, name = mutant.rpartition("__mutmut_")[0].rpartition(".")
    return f"{module}.{name[2:].replace('ǁ', '.')}"


def report(found: dict[str, int], *, show: bool) -> int:
    """Print the figures; 1 if a function has more survivors than are known."""
    settled: dict[str, Any] = tomllib.loads(KNOWN.read_text(encoding="utf-8"))
    known = {name: said["alive"] for name, said in settled["functions"].items()}
    alive = [name for name, code in found.items() if code in SURVIVED | NO_TEST]
    for room in ROOMS:
        of_room = [name for name in found if name.startswith(f"backlog.{room}.")]
        lives = sum(name.startswith(f"backlog.{room}.") for name in alive)
        if of_room:
            share = 1 - lives / len(of_room)
            print(f"{room}: {len(of_room)} mutants, {lives} noticed by no test, {share:.1%} killed")
    functions = Counter(map(function_of, alive))
    more = {name: count for name, count in functions.items() if count > known.get(name, 0)}
    for name in alive:
        if show or function_of(name) in more:
            shown = subprocess.run([MUTMUT, "show", name], cwd=ROOT, check=False, capture_output=True, text=True).stdout
            print(name, *(line for line in shown.splitlines() if re.match(r"[-+](?![-+])", line)), sep="\n    ")
    for name, count in sorted(more.items()):
        print(
            f"{name}: {count} live, {known.get(name, 0)} are known: write the test that notices, or say why none can."
        )
    return int(any(name.startswith(tuple(f"{module}." for module in settled["modules"])) for name in more))


def main() -> int:
    """Try the mutants that are asked for, and say how many no test notices."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patterns", nargs="*", metavar="PATTERN")
    parser.add_argument("--since", metavar="REVISION", help="only functions changed since this revision")
    parser.add_argument("--seconds", type=float, help="stop after so long (300 with --since)")
    parser.add_argument("--list", action="store_true", help="show every survivor, those that are known too")
    given = parser.parse_args()
    patterns, seconds = given.patterns, given.seconds
    if given.since:
        try:
            patterns = sorted({*patterns, *changed(given.since)})
        except subprocess.CalledProcessError as error:
            print(f"What changed since {given.since} cannot be told, so no mutant was tried: {error.stderr.strip()}")
            return 0
        if not patterns:
            print(f"No function of {', '.join(ROOMS)} was changed since {given.since}: no mutant to try.")
            return 0
        seconds = seconds or 300
    wanted = re.compile("|".join(pattern.replace("*", ".*") for pattern in patterns) or ".*")
    if not run(patterns, seconds, os.cpu_count() or 1):
        print(f"The time was over after {seconds:.0f} s: what follows is about those that were tried.")
    return report({name: code for name, code in results().items() if wanted.fullmatch(name)}, show=given.list)


if __name__ == "__main__":
    sys.exit(main())
