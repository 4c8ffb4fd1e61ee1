"""The measures as tables: text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from backlog.model.tolerance import Tolerance
from backlog.rules.thresholds import POLICY
from backlog.simulate.intervals import Estimate
from backlog.simulate.lived import POLICIES
from backlog.simulate.measures import STRATA, Row
from backlog.simulate.people import WEEKS

HEADS = {"backlog": "backlog", "naive-24": "24 h − before ≥ 2", "naive-worst": "max(24 h, 48 h) − before ≥ 2"}
KINDS = {
    "reacts-2": "every run hurts by 2",
    "reacts-3": "every run hurts by 3",
    "turns-3": "every run hurts by 3 from week 9 on",
}
MEASURES = {
    ("raised", "run"): "runs with an answer: a raised response (naive: an alarm)",
    ("harm_seen", "run"): "runs: harm seen after it",
    ("reduce", "verdict"): "verdicts: a shorter run",
    ("no_running", "verdict"): "verdicts: no running",
    ("raised", "person"): "people: at least one raised response (naive: an alarm)",
    ("harm_seen", "person"): "people: harm seen at least once",
    ("reduce", "person"): "people: at least one shorter run",
    ("no_running", "person"): "people: at least one “no running”",
    ("switch", "person"): "people: switched (naive: three alarms in a row)",
    ("ran_again", "person switched"): "of those switched: ran again",
    ("left_early", "person switched"): "of those switched: sent running again without a return",
    ("distance_vs_steady", "person"): "metres in 16 weeks / if pain never varied",
    ("final_vs_steady", "person"): "longest run of the last 2 weeks / if pain never varied",
    ("switch_4wk", "person"): "switched within 4 weeks",
    ("switch_8wk", "person"): "switched within 8 weeks",
    ("strong_days", "person"): "days with a true rise ≥ 2, until the switch",
}
SHARES = {
    "raised",
    "harm_seen",
    "reduce",
    "no_running",
    "switch",
    "ran_again",
    "left_early",
    "switch_4wk",
    "switch_8wk",
}


class Grid(NamedTuple):
    """A small table: its title, the heads of its columns, and its lines, each as long as the heads."""

    title: str
    heads: Sequence[str]
    lines: Sequence[Sequence[str]]


class Found:
    """The rows of one simulation, by what they say."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {(r.kind, r.policy, r.measure, r.per): r.estimate for r in rows}

    def get(self, kind: str, policy: str, measure: str, per: str) -> Estimate | None:
        """The estimate, None if this was not asked of that policy."""
        return self._rows.get((kind, policy, measure, per))

    def cell(self, kind: str, policy: str, measure: str, per: str) -> str:
        """The estimate as a cell: value, interval, and out of how many."""
        estimate = self.get(kind, policy, measure, per)
        return "" if estimate is None else f"{shown(measure, estimate)}; n {estimate.n}"


def shown(measure: str, estimate: Estimate) -> str:
    """`4.6 % (3.6 to 5.5)`; a dash where there is nothing to divide by."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "–"
    if measure in SHARES:
        return f"{100 * estimate.value:.1f} % ({100 * estimate.low:.1f} to {100 * estimate.high:.1f})"
    digits = 1 if measure == "strong_days" else 2
    return f"{estimate.value:.{digits}f} ({estimate.low:.{digits}f} to {estimate.high:.{digits}f})"


def grids(found: Found) -> list[Grid]:
    """The tables: false alarms, power, one high score, false alarms by usual pain and by variability."""
    alarms = [
        [words, *(found.cell("null", policy, *key) for policy in POLICIES)]
        for key, words in MEASURES.items()
        if found.get("null", "backlog", *key) is not None
    ]
    power = [
        [f"{who}: {words}", *(found.cell(kind, policy, *key) for policy in POLICIES)]
        for kind, who in KINDS.items()
        for key, words in MEASURES.items()
        if found.get(kind, "backlog", *key) is not None
    ]
    high = [
        [
            "never varies but for one morning of 10: switched",
            found.cell("steady-one-high", "backlog", "switch", "person"),
            "",
            "",
        ]
    ]
    policies = ["", *(HEADS[policy] for policy in POLICIES)]
    strata = list(STRATA)
    return [
        Grid("False alarms: people whom running does not hurt", policies, alarms),
        Grid("Power: people whom every run hurts", policies, power + high),
        *(
            _strata(found, title, names)
            for title, names in (
                ("The same by usual pain (backlog)", strata[:3]),
                ("The same by personal SD (backlog)", strata[3:]),
            )
        ),
    ]


def _strata(found: Found, title: str, names: Sequence[str]) -> Grid:
    lines = [
        [words, *(found.cell(f"null, {name}", "backlog", *key) for name in names)]
        for key, words in MEASURES.items()
        if found.get(f"null, {names[0]}", "backlog", *key) is not None
    ]
    return Grid(title, ["", *names], lines)


def as_text(grid: Grid) -> str:
    """The table in columns of a fixed width."""
    lines = [grid.heads, *grid.lines]
    widths = [max(len(line[column]) for line in lines) for column in range(len(grid.heads))]
    rows = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([grid.title, "", *rows, ""])


def as_markdown(grid: Grid) -> str:
    """The table as Markdown under its title."""
    lines = [grid.heads, ["---"] * len(grid.heads), *grid.lines]
    return "\n".join([f"## {grid.title}", "", *(f"| {' | '.join(line)} |" for line in lines), ""])


def as_json(rows: Iterable[Row], people: int, seed: int) -> dict[str, Any]:
    """Every row with its interval; shares are 0-1."""
    return {
        "schema_version": 1,
        "seed": seed,
        "people": people,
        "weeks": WEEKS,
        "policy": POLICY,
        "tolerance": Tolerance().version,
        "rows": [
            {
                "kind": r.kind,
                "policy": r.policy,
                "measure": r.measure,
                "per": r.per,
                "value": r.estimate.value,
                "ci95": [r.estimate.low, r.estimate.high],
                "n": r.estimate.n,
                "interval": r.estimate.interval,
            }
            for r in rows
        ],
    }


def made_by(people: int, seed: int) -> str:
    """What the figures are of."""
    version = Tolerance().version
    return f"Policy {POLICY} with the estimate {version}, {people} virtual people, seed {seed}, {WEEKS} weeks."
