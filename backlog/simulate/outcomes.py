"""What is measured on the bench, per kind of runner and policy, each with its 95 % interval (docs: the bench)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backlog.simulate.intervals import NOTHING, Estimate, wilson
from backlog.simulate.kinds import INTOLERANT
from backlog.simulate.living import Lived
from backlog.simulate.people import EVENING, START, WEEKS
from backlog.simulate.runners import NOT_TOLERATED, Runner, tolerates

#: Bounds of the usual pain by which some policies are reported too: low included, high not.
USUAL = ((0.5, 2.0), (2.0, 3.5), (3.5, 5.01))
BY_USUAL = ("backlog", "oracle", "pain-monitoring", "pain-monitoring-change")
SOON, LATER = timedelta(days=28), timedelta(days=56)
RESAMPLES = 1000


class Outcome(NamedTuple):
    """Sixteen weeks of one runner under one policy, in counts.

    `oracle_m` is how far the oracle ran with the same luck, `freer_m` how far without the limit of two increases a
    week. `flares_before` of the `flare_days` came before the first verdict to switch. Of `upward` runs (prescribed
    longer than every run before)
    `blind` directly followed one with a true reaction of 1 or more of its own. `switched` is how long after the first
    planned run the first verdict to switch came, None never.
    """

    kind: str
    policy: str
    number: int
    usual: float
    tolerates: bool
    metres: float
    oracle_m: float
    freer_m: float
    flare_days: int
    flares_before: int
    upward: int
    blind: int
    steps: int
    pending: int
    minutes: float
    switched: timedelta | None


def outcome(
    runner: Runner, lived: Lived, *, policy: str, number: int, oracle_m: float, freer_m: float = 0.0
) -> Outcome:
    """The counts of one life."""
    upward, blind = increases(lived)
    until = None if lived.switched is None else (lived.switched - START).days
    return Outcome(
        kind=runner.kind,
        policy=policy,
        number=number,
        usual=runner.usual,
        tolerates=tolerates(runner),
        metres=lived.metres,
        oracle_m=oracle_m,
        freer_m=freer_m,
        flare_days=lived.reaction_days,
        flares_before=sum(until is None or day < until for day in lived.strong),
        upward=upward,
        blind=blind,
        steps=len(lived.asked),
        pending=sum(asked.step.action == "pending" for asked in lived.asked),
        minutes=lived.minutes,
        switched=None if lived.switched is None else lived.switched - START - EVENING,
    )


def increases(lived: Lived) -> tuple[int, int]:
    """Runs prescribed longer than every run before, and those of them right after a true reaction of 1 or more."""
    upward = blind = 0
    longest = before = None
    for run in lived.runs:
        if longest is not None and before is not None and run.prescribed > longest:
            upward += 1
            blind += before.own >= NOT_TOLERATED
        longest, before = max(longest or 0.0, run.prescribed), run
    return upward, blind


def as_json(outcomes: Sequence[Outcome], seed: int) -> dict[str, Any]:
    """Every row, in the order of the outcomes; what is not known is null."""
    rows = [
        {"policy": policy, "kind": kind, "tolerates_running": kind not in INTOLERANT} | measures(some, seed)
        for (kind, policy), some in groups(outcomes, lambda o: (o.kind, o.policy))
    ]
    by_usual = [
        {"policy": policy, "usual_pain": [low, min(high, 5.0)]} | measures(some, seed)
        for low, high in USUAL
        for policy, some in groups((o for o in outcomes if low <= o.usual < high), lambda o: o.policy)
        if policy in BY_USUAL
    ]
    return {"schema_version": 1, "seed": seed, "weeks": WEEKS, "rows": rows, "by_usual_pain": by_usual}


def measures(outcomes: Sequence[Outcome], seed: int) -> dict[str, Any]:
    """The measures of some runners, each with its interval."""
    able = [o for o in outcomes if o.tolerates]
    unable = [o for o in outcomes if not o.tolerates]
    everybody = [1.0] * len(outcomes)
    found = {
        "distance_vs_oracle": ratio([o.metres for o in able], [o.oracle_m for o in able], seed),
        "distance_vs_freer_oracle": ratio([o.metres for o in able], [o.freer_m for o in able], seed),
        "flare_days": ratio([o.flare_days for o in outcomes], everybody, seed),
        "flare_days_before_switch": ratio([o.flares_before for o in outcomes], everybody, seed),
        "increases": ratio([o.upward for o in outcomes], everybody, seed),
        "false_increases": ratio([o.blind for o in outcomes], [o.upward for o in outcomes], seed),
        "wrong_switch": wilson(sum(o.switched is not None for o in able), len(able)),
        "switched_4wk": _within(unable, SOON),
        "switched_8wk": _within(unable, LATER),
        "active_minutes_per_week": ratio([o.minutes / WEEKS for o in outcomes], everybody, seed),
        "pending_share": ratio([o.pending for o in outcomes], [o.steps for o in outcomes], seed),
    }
    said: dict[str, Any] = {"runners": len(outcomes), "tolerating": len(able)}
    for name, estimate in found.items():
        said[name] = estimate.value
        said[f"{name}_ci95"] = None if estimate.low is None else [estimate.low, estimate.high]
    return said


def _within(unable: Sequence[Outcome], time: timedelta) -> Estimate:
    return wilson(sum(o.switched is not None and o.switched <= time for o in unable), len(unable))


def groups(outcomes: Iterable[Outcome], key: Callable[[Outcome], Any]) -> list[tuple[Any, list[Outcome]]]:
    """The outcomes with the same key, in the order in which the keys come first."""
    found: dict[Any, list[Outcome]] = {}
    for one in outcomes:
        found.setdefault(key(one), []).append(one)
    return list(found.items())


def ratio(tops: Sequence[float], bottoms: Sequence[float], seed: int) -> Estimate:
    """Sum of `tops` over that of `bottoms`, with the percentile bootstrap over whole runners."""
    n = len(tops)
    if not sum(bottoms):
        return Estimate(*NOTHING, n, "bootstrap")
    drawn = redrawn(n, seed)
    above, below = np.asarray(tops, float)[drawn].sum(axis=1), np.asarray(bottoms, float)[drawn].sum(axis=1)
    low, high = np.quantile(above[below > 0] / below[below > 0], [0.025, 0.975])
    return Estimate(sum(tops) / sum(bottoms), float(low), float(high), n, "bootstrap")


@cache
def redrawn(n: int, seed: int) -> NDArray[np.int64]:
    """A thousand draws of n out of n, with replacement; the same for the same seed."""
    return np.random.default_rng([seed, n]).integers(n, size=(RESAMPLES, n))
