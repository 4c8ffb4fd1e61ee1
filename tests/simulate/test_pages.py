"""The pages about the bench: they are of the present policy, and say first where it is worse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from backlog.model.tolerance import Tolerance
from backlog.rules.thresholds import POLICY
from backlog.simulate.bench import run
from backlog.simulate.kinds import KINDS, tolerates_running
from backlog.simulate.outcomes import as_json
from backlog.simulate.timetable import TIMETABLES
from tools.benchpage import (
    BY_PAIN,
    GOALS,
    RUNS,
    SLIGHT,
    WHO,
    Bench,
    at_days,
    bench_page,
    false_alarms_page,
    frame,
    outdone,
    promises,
)

PAGES = Path(__file__).resolve().parents[2] / "docs" / "explanation"


@pytest.mark.parametrize("name", ["bench", "false-alarms"])
def test_the_page_is_of_the_present_policy(name: str) -> None:
    """What is published names the policy and the estimate that the tree holds."""
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert f"Policy {POLICY} with the estimate {Tolerance().version}, " in text


def test_the_page_of_false_alarms_has_every_kind_and_every_rule() -> None:
    """One runner of each kind is enough to write it: bad news first, and each table as wide as its head."""
    null, hurt = (as_json(run(RUNS[name].kinds, RUNS[name].policies, 1, 3), 3) for name in ("null", "hurt"))
    lines = false_alarms_page(null, hurt)
    titles = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert "The worst news first" == titles[0]
    assert [f"{kind}: {who}" for kind, (who, _) in WHO.items()] == titles[1:6]
    heads = [line for line in lines if line.startswith("|  |")]
    assert heads[:5] == [f"|  | {' | '.join(['backlog', *BY_PAIN])} |"] * 5
    widths = {
        line.count("|") for line in lines[lines.index(heads[0]) : lines.index("## flares-4: " + WHO["flares-4"][0])]
    }
    assert {0, len(BY_PAIN) + 3} == widths


#: What can be told of the slightly intolerant.
TELLS = {"bayes_4wk": 1.0, "bayes_8wk": 1.2}


OTHERWISE_TABLE = [["what is otherwise", "reaction days"], ["every session attended", "1.5"]]


def made_up(days: float) -> Bench:
    """A bench on which every figure is 1, but for the reaction days of typical runners under backlog."""
    (real,) = as_json(run(("typical",), ("oracle",), 1, 3), 3)["rows"]
    ones = {name: [1.0, 1.0] if name.endswith("_ci95") else 1.0 for name in real}

    def rows(name: str) -> list[dict[str, Any]]:
        return [
            ones | {"policy": policy, "kind": kind, "tolerates_running": tolerates_running(kind)}
            for policy in RUNS[name].policies
            for kind in KINDS
        ]

    bench = rows("bench")
    next(one for one in bench if (one["policy"], one["kind"]) == ("backlog", "typical"))["flare_days"] = days
    return Bench(frame({"rows": bench}), frame({"rows": rows("frontier")}))


@pytest.mark.parametrize(("days", "kept"), [(3.5, True), (3.6, False)])
def test_the_bench_page_tells_what_was_missed_before_what_was_reached(days: float, *, kept: bool) -> None:
    """A target that is just met is among the reached, one just missed among the worse, with its figure."""
    bench = made_up(days)
    never = bench.rows.loc[["backlog"]].rename({"backlog": "backlog-first-line"}).assign(flare_days=0.5)
    lines = bench_page(dict.fromkeys(TIMETABLES, bench), dict.fromkeys(TIMETABLES, TELLS), OTHERWISE_TABLE, never)
    took = [line.split(" | ")[:3] for line in lines if line.startswith("| hurts-by-3 | ") and " (1.0–1.0) " in line]
    assert [["| hurts-by-3", how, f"{days} (1.0–1.0)"] for how, days in (("every time", 1.0), ("never", 0.5))] == [
        line for line in took if line[1] in {"every time", "never"}
    ]
    assert "| every session attended | 1.5 |" in lines
    reached = lines.index("## What was reached")
    if kept:
        assert reached < lines.index("- asked: no kind above 3.5 reaction days: none is.")
    else:
        assert reached > lines.index("- Missed, asked: no kind above 3.5 reaction days; reached: typical 3.6.")
    assert reached < lines.index("- morning: no kind above 4.5 reaction days: none is.")
    assert reached < lines.index(
        f"- asked: {SLIGHT}, switched within 4 weeks: 90% of the 100.0% that can be told: 100.0%."
    )
    assert (
        f"- Missed, morning: {SLIGHT}, switched within 8 weeks: 90% of the 120.0% that can be told; reached: 100.0%."
        in lines[:reached]
    )
    assert "- Missed, asked: wrong switches: at most 2% in every kind; reached: " in "\n".join(lines[:reached])
    own = [line for line in lines if line.startswith("| typical | 1.00 (1.00–1.00) |")]
    assert [f"{days:.1f} (1.0–1.0)"] * 2 == [line.split(" | ")[2] for line in own]


def test_a_goal_is_reached_from_its_bound_on() -> None:
    """Where less is better, at it or below; where more is, at it or above."""
    for goal in GOALS:
        for rated in TIMETABLES:
            bench = made_up(1.0)
            for beyond, met in ((0.0, True), (0.01 if goal.less else -0.01, False)):
                bench.own.loc[goal.kind, goal.measure] = goal.wanted[rated] + beyond
                told = promises(bench, rated, TELLS)
                assert [met] == [p.met for p in told if p.what.startswith(f"{goal.kind}, {goal.what}: ")]


def row(policy: str, kind: str, share: float, low: float, high: float) -> dict[str, Any]:
    """A row in which every measure is the same."""
    measures = {name for _, some in WHO.values() for name in some}
    return (
        {"policy": policy, "kind": kind} | dict.fromkeys(measures, share) | {f"{m}_ci95": [low, high] for m in measures}
    )


@pytest.mark.parametrize(("high", "said"), [(0.19, True), (0.20, False)])
def test_a_rule_outdoes_backlog_where_its_interval_lies_wholly_on_the_better_side(high: float, *, said: bool) -> None:
    """Of alarms less is better; intervals that touch say nothing."""
    rows = [row("backlog", kind, 0.3, 0.2, 0.4) for kind in WHO]
    rows += [row(rule, kind, 0.3, 0.2, 0.4) for kind in WHO for rule in BY_PAIN]
    rows = [
        row("esculier", "null", 0.1, 0.05, high) if (one["policy"], one["kind"]) == ("esculier", "null") else one
        for one in rows
    ]
    (line, *_) = outdone(frame({"rows": rows}))
    assert said == line.startswith("Running does not hurt, runners told at least once to run less: esculier 10.0%")


@pytest.mark.parametrize(("days", "far"), [(0.5, 0.2), (1.0, 0.4), (2.0, 0.5), (3.0, 0.6), (9.0, 0.6)])
def test_the_frontier_is_read_between_its_limits(days: float, far: float) -> None:
    """On the straight line between two of them; in proportion below the first, and as the last beyond."""
    points = pd.DataFrame({"flare_days": [1.0, 3.0], "distance_vs_oracle": [0.4, 0.6]})
    assert far == pytest.approx(at_days(points, days))
