"""What became of virtual runners: as a table for a terminal, and as CSV. The figures are those of `simulate --json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from backlog.files import Kind, begins
from backlog.report.tables import GAP

#: The columns of the table: a measure, the two lines of its head, its decimals.
COLUMNS: dict[str, tuple[str, str, int]] = {
    "distance_vs_oracle": ("dist/", "oracle", 2),
    "flare_days": ("react", "days", 1),
    "false_increases": ("false", "incr", 2),
    "wrong_switch": ("wrong", "sw", 2),
    "switched_4wk": ("sw by", "4 wk", 2),
    "switched_8wk": ("sw by", "8 wk", 2),
    "active_minutes_per_week": ("min/", "week", 0),
    "pending_share": ("wait", "share", 2),
}
NOTES = (
    "dist/oracle: metres of who tolerates running, over those of a policy that knows the truth.",
    "react days: days of the 16 weeks with a true reaction of 2 points or more (JSON: flare_days).",
    "false incr: of the increases, those right after a true reaction of 1 point or more.",
    "wrong sw: the share sent away while they tolerate 500 m; sw by: of those who do not, the share sent.",
    "wait share: share of the questions before a session that a pending check left open.",
)
#: Known by how its first line begins.
ROWS = Kind("table of virtual runners", begins(b"seed,policy,kind,tolerates_running,"))
MEAN = "mean of able kinds"


def means(found: Mapping[str, Any]) -> pd.DataFrame:
    """A line per policy, in the order of the rows: the plain mean of the kinds that tolerate running."""
    rows = pd.DataFrame(found["rows"])
    able = rows[rows["tolerates_running"].isin([True])]
    return able[list(COLUMNS)].astype(float).groupby(able["policy"], sort=False).mean()


def simulated_table(found: Mapping[str, Any]) -> list[str]:
    """A line per kind and policy, the means of the kinds that tolerate running, and a line per usual pain."""
    above, below = [head[0] for head in COLUMNS.values()], [head[1] for head in COLUMNS.values()]
    lines = [_line("", "", above), _line("kind", "policy", below)]
    lines += [_row(row["kind"], row) for row in found["rows"]]
    lines += [_row(MEAN, row) for row in means(found).reset_index().to_dict("records")]
    for row in found["by_usual_pain"]:
        low, high = row["usual_pain"]
        lines.append(_row(f"usual pain {low:g} to {high:g}", row))
    return [*lines, *NOTES]


def _row(name: str, row: Mapping[Any, Any]) -> str:
    cells = [GAP if pd.isna(row[key]) else f"{row[key]:.{head[2]}f}" for key, head in COLUMNS.items()]
    return _line(name, row["policy"], cells)


def _line(name: str, policy: str, cells: Sequence[str]) -> str:
    return " ".join([f"{name:20}", f"{policy:22}", *(f"{cell:>6}" for cell in cells)]).rstrip()


def simulated_csv(found: Mapping[str, Any]) -> bytes:
    """A line per kind and policy; the ends of each interval beside the value, nothing where nothing is known."""
    rows = pd.DataFrame([_flat(row) for row in found["rows"]])
    rows.insert(0, "seed", found["seed"])
    return rows.to_csv(index=False, lineterminator="\n").encode()


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if key.endswith("_ci95"):
            name = key.removesuffix("_ci95")
            flat[f"{name}_low"], flat[f"{name}_high"] = value or (None, None)
        else:
            flat[key] = int(value) if isinstance(value, bool) else value
    return flat


#: The columns of the table of bounds, and their heads.
BOUND = {
    "neyman_pearson_4wk": "known 4 wk",
    "neyman_pearson_8wk": "known 8 wk",
    "bayes_4wk": "learned 4 wk",
    "bayes_8wk": "learned 8 wk",
}
BOUND_NOTES = (
    "known: the share that is told to switch by whoever knows all of a runner but whether they react: no policy can",
    "be better. learned: by whoever has to learn how much and when, too. Both are wrong about 2 of 100 in 16 weeks.",
    "asked: pain is rated each day at the hour of the run; morning: at 7:00.",
)


def bound_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line per kind and timetable."""
    head = f"{'kind':<20}{'rated':<9}{''.join(f'{name:>14}' for name in BOUND.values())}"
    lines = [f"{r['kind']:<20}{r['timetable']:<9}{''.join(f'{r[key]:>14.2f}' for key in BOUND)}" for r in rows]
    return [head, *lines, *BOUND_NOTES]
