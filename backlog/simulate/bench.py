"""Every kind of virtual runner under every policy, and a table of what became of them.

`python -m backlog.simulate.bench --runners 20 --seed 1` prints the table, `--json` every row with its intervals.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product
from typing import Any

from backlog.simulate.kinds import KINDS, draw_runner
from backlog.simulate.living import Maker, live
from backlog.simulate.luck import draw_luck
from backlog.simulate.oracle import live_knowing
from backlog.simulate.outcomes import Outcome, as_json, outcome
from backlog.simulate.own import backlog, within
from backlog.simulate.people import stream
from backlog.simulate.rules_of_others import POLICIES

ORACLE = "oracle"
#: The columns of the printed table: a measure, and how it is headed.
COLUMNS = {
    "distance_vs_oracle": "distance",
    "flare_days": "flares",
    "false_increases": "false inc",
    "wrong_switch": "wrong sw",
    "switched_4wk": "sw 4 wk",
    "switched_8wk": "sw 8 wk",
    "active_minutes_per_week": "min/week",
    "pending_share": "pending",
}


def makers() -> dict[str, Maker]:
    """Every policy by its name, but the oracle, which sees more."""
    return {"backlog": backlog, **POLICIES}


def maker_of(policy: str) -> Maker:
    """The policy of a name; `backlog@0.05` is backlog's for people with that limit."""
    name, _, limit = policy.partition("@")
    return within(float(limit)) if name == "backlog" and limit else makers()[policy]


def policies() -> tuple[str, ...]:
    """The names of all policies."""
    mine, *others = makers()
    return (mine, ORACLE, *others)


def live_all(task: tuple[str, int], policies: Sequence[str], seed: int) -> list[Outcome]:
    """One runner of a kind under each policy: the same luck, and a fresh policy each."""
    kind, number = task
    runner = draw_runner(kind, stream(seed, kind, number, "runner"))
    luck = draw_luck(runner, stream(seed, kind, number, "luck"))
    knowing, freer = live_knowing(runner, luck), live_knowing(runner, luck, most_increases=7)
    found = []
    for policy in policies:
        own_rng = stream(seed, kind, number, "policy")
        lived = knowing if policy == ORACLE else live(runner, luck, maker_of(policy), own_rng)
        counted = outcome(runner, lived, policy=policy, number=number, oracle_m=knowing.metres, freer_m=freer.metres)
        found.append(counted)
    return found


def run(
    kinds: Sequence[str],
    policies: Sequence[str],
    runners: int,
    seed: int,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[Outcome]:
    """So many runners of each kind under each policy; the same for any number of jobs (processes).

    `progress` is told how many runners of how many have lived.
    """
    tasks = list(product(kinds, range(runners)))
    found: list[Outcome] = []
    for done, outcomes in enumerate(_lives(tasks, partial(live_all, policies=policies, seed=seed), jobs), start=1):
        found += outcomes
        if progress is not None:
            progress(done, len(tasks))
    return found


def _lives(
    tasks: Sequence[tuple[str, int]], one: Callable[[tuple[str, int]], list[Outcome]], jobs: int
) -> Iterator[list[Outcome]]:
    if jobs == 1:
        yield from map(one, tasks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(one, tasks, chunksize=max(1, min(10, len(tasks) // (4 * jobs))))


def as_text(found: Mapping[str, Any]) -> str:
    """A line per kind and policy, the plain mean of the kinds that can run, and a line per usual pain."""
    rows = found["rows"]
    lines = [_line("kind", "policy", list(COLUMNS.values())), *(_row(row["kind"], row) for row in rows)]
    able = [row for row in rows if row["tolerates_running"]]
    for policy in dict.fromkeys(row["policy"] for row in able):
        of_kinds = [row for row in able if row["policy"] == policy]
        known = {name: [row[name] for row in of_kinds if row[name] is not None] for name in COLUMNS}
        means = {name: sum(values) / len(values) if values else None for name, values in known.items()}
        lines.append(_row("mean of able kinds", {"policy": policy, **means}))
    for row in found["by_usual_pain"]:
        low, high = row["usual_pain"]
        lines.append(_row(f"usual {low} to {high}", row))
    return "\n".join(lines) + "\n"


def _row(name: str, row: Mapping[str, Any]) -> str:
    return _line(name, row["policy"], ["-" if row[key] is None else f"{row[key]:.2f}" for key in COLUMNS])


def _line(kind: str, policy: str, cells: Sequence[str]) -> str:
    return "  ".join([f"{kind:22}{policy:24}", *(f"{cell:>9}" for cell in cells)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse, simulate, show."""
    said = parser().parse_args(arguments)

    def progress(done: int, of: int) -> None:
        sys.stderr.write(f"\r{done}/{of} runners" + ("\n" if done == of else ""))

    shown = progress if sys.stderr.isatty() else None
    outcomes = run(said.kinds, said.policies, said.runners, said.seed, jobs=said.jobs, progress=shown)
    found = as_json(outcomes, said.seed)
    sys.stdout.write(json.dumps(found, indent=2) + "\n" if said.json else as_text(found))


def parser() -> argparse.ArgumentParser:
    """The options."""
    found = argparse.ArgumentParser(
        prog="python -m backlog.simulate.bench", description="Virtual runners of known tolerance, under every policy."
    )
    found.add_argument("--runners", type=_positive, default=20, help="how many of each kind (default 20)")
    found.add_argument("--seed", type=int, default=1, help="the same seed gives the same figures (default 1)")
    found.add_argument("--kinds", type=partial(_some, tuple(KINDS)), default=tuple(KINDS), help="default all")
    found.add_argument("--policies", type=partial(_some, policies()), default=policies(), help="default all")
    found.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, help="processes (default: all cores)")
    found.add_argument("--json", action="store_true", help="every row as JSON")
    return found


def _some(known: Sequence[str], text: str) -> tuple[str, ...]:
    said = tuple(text.split(","))
    if unknown := [name for name in said if name.partition("@")[0] not in known]:
        raise argparse.ArgumentTypeError(f"no such name: {', '.join(unknown)}; there are {', '.join(known)}")
    return said


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    main()
