"""What is measured on the bench, per kind of runner and policy, each with its 95 % interval (docs: the bench)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from math import fsum, sqrt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backlog.simulate.kinds import tolerates_running
from backlog.simulate.life import Life
from backlog.simulate.runners import NOT_TOLERATED, Runner, tolerates
from backlog.simulate.timetable import EVENING, START, WEEKS, Timetable

#: Bounds of the usual pain and of the personal SD by which some policies are reported too: low included, high not.
USUAL = ((0.5, 2.0), (2.0, 3.5), (3.5, 5.01))
SDS = ((0.6, 1.0), (1.0, 1.4), (1.4, 2.01))
BY_USUAL = ("backlog", "oracle", "pain-monitoring", "pain-monitoring-change")
SOON, LATER = 28.0, 56.0
#: Figures are told to so many decimals: beyond them a sum is another on another processor.
DECIMALS = 6
#: The quantile of a 95 % interval, and how often runners are drawn anew for one.
Z95 = 1.959964
RESAMPLES = 1000


class Outcome(NamedTuple):
    """Sixteen weeks of one runner under one policy, in counts.

    `oracle_m` is how far the oracle ran with the same luck, `freer_m` how far without the limit of two increases a
    week. `flares_before` of the `flare_days` came before the first verdict to switch. Of `upward` runs (prescribed
    longer than every run before) `blind` directly followed one with a true reaction of 1 or more of its own. Of `steps`
    `shorter` were a shorter run and `no_running` none at all, and not yet a switch. `switched` is how many days after
    the first planned run (or, if every run hurts from a later day on, after that) the first verdict to switch came,
    None never; `unasked` is whether they then ran again without having been told to return.
    """

    kind: str
    policy: str
    number: int
    usual: float
    sd: float
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
    shorter: int
    no_running: int
    minutes: float
    switched: float | None
    unasked: bool


def outcome(runner: Runner, life: Life, *, policy: str, number: int, oracle_m: float, freer_m: float = 0.0) -> Outcome:
    """The counts of one life."""
    upward, blind = upward_runs(life)
    until, first = life.switched, START + EVENING + timedelta(days=runner.hurts_from)
    steps = [asked.step for asked in life.asked]
    less = [step.act is not None and step.act.activity == "run" for step in steps if step.action == "reduce"]
    return Outcome(
        kind=runner.kind,
        policy=policy,
        number=number,
        usual=runner.usual,
        sd=runner.sd,
        tolerates=tolerates(runner),
        metres=life.metres,
        oracle_m=oracle_m,
        freer_m=freer_m,
        flare_days=len(life.strong),
        flares_before=sum(until is None or day < (until - START).days for day in life.strong),
        upward=upward,
        blind=blind,
        steps=len(steps),
        pending=sum(step.action == "pending" for step in steps),
        shorter=sum(less),
        no_running=len(less) - sum(less),
        minutes=life.minutes,
        switched=None if until is None else (until - first) / timedelta(days=1),
        unasked=runs_unasked(life),
    )


def upward_runs(life: Life) -> tuple[int, int]:
    """Runs prescribed longer than every run before, and those of them right after a true reaction of 1 or more."""
    upward = blind = 0
    longest = before = None
    for run in life.runs:
        if longest is not None and before is not None and run.prescribed > longest:
            upward += 1
            blind += before.own >= NOT_TOLERATED
        longest, before = max(longest or 0.0, run.prescribed), run
    return upward, blind


def runs_unasked(life: Life) -> bool:
    """Whether the first run after a switch came without a return."""
    switched = False
    for asked in life.asked:
        switched = switched or asked.step.action == "switch"
        if switched and asked.step.action == "return":
            return False
        if switched and asked.done and asked.step.act is not None and asked.step.act.activity == "run":
            return True
    return False


class Estimate(NamedTuple):
    """A value with the ends of its 95 % interval; None where there is nothing to divide by."""

    value: float | None
    low: float | None
    high: float | None


NOTHING = Estimate(None, None, None)


def wilson(hits: int, n: int) -> Estimate:
    """A share of independent trials with Wilson's score interval (Wilson 1927, J Am Stat Assoc 22:209)."""
    if n == 0:
        return NOTHING
    share, square = hits / n, Z95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def ratio(tops: Sequence[float], bottoms: Sequence[float], seed: int) -> Estimate:
    """Sum over runners of `tops` over that of `bottoms`, with the percentile bootstrap over whole runners.

    One runner's sessions are not independent, so runners are drawn and not sessions.
    """
    if not fsum(bottoms):
        return NOTHING
    drawn = redrawn(len(tops), seed)
    above, below = np.asarray(tops, float)[drawn].sum(axis=1), np.asarray(bottoms, float)[drawn].sum(axis=1)
    low, high = np.quantile(above[below > 0] / below[below > 0], [0.025, 0.975])
    return Estimate(fsum(tops) / fsum(bottoms), float(low), float(high))


@cache
def redrawn(n: int, seed: int) -> NDArray[np.int64]:
    """A thousand draws of n out of n, with replacement; the same for the same seed."""
    return np.random.default_rng([seed, n]).integers(n, size=(RESAMPLES, n))


#: Measure -> what is summed, over what (runners where None), of whom: a bootstrap over runners.
RATIOS = {
    "distance_vs_oracle": ("metres", "oracle_m", "able"),
    "distance_vs_freer_oracle": ("metres", "freer_m", "able"),
    "flare_days": ("flare_days", "one", "all"),
    "flare_days_before_switch": ("flares_before", "one", "all"),
    "increases": ("upward", "one", "all"),
    "false_increases": ("blind", "upward", "all"),
    "active_minutes_per_week": ("per_week", "one", "all"),
    "pending_share": ("pending", "steps", "all"),
    "shorter_share": ("shorter", "steps", "all"),
    "no_running_share": ("no_running", "steps", "all"),
}
#: Measure -> who has it, of whom: a share of runners.
SHARES = {
    "wrong_switch": ("left", "able"),
    "switched_4wk": ("left_4wk", "unable"),
    "switched_8wk": ("left_8wk", "unable"),
    "ever_shorter": ("ever_shorter", "all"),
    "ever_no_running": ("ever_no_running", "all"),
    "unasked_return": ("unasked", "left"),
}


def frame_of(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """A line for each outcome, with what the measures need beside it."""
    found = pd.DataFrame(outcomes, columns=Outcome._fields)
    after = found["switched"].astype(float)
    return found.assign(
        one=1.0,
        all=True,
        able=found["tolerates"],
        unable=~found["tolerates"],
        per_week=found["minutes"] / WEEKS,
        left=after.notna(),
        left_4wk=after.between(0, SOON),
        left_8wk=after.between(0, LATER),
        ever_shorter=found["shorter"] > 0,
        ever_no_running=found["no_running"] > 0,
    )


def as_json(outcomes: Sequence[Outcome], seed: int, timetable: Timetable = "morning") -> dict[str, Any]:
    """Every row, in the order of the outcomes; what is not known is null."""
    frame = frame_of(outcomes)
    rows = [
        {"policy": policy, "kind": kind, "tolerates_running": tolerates_running(str(kind)), "timetable": timetable}
        | measures(some, seed)
        for (kind, policy), some in frame.groupby(["kind", "policy"], sort=False)
    ]
    return {
        "schema_version": 1,
        "seed": seed,
        "weeks": WEEKS,
        "rows": rows,
        "by_usual_pain": _parts(frame, "usual", "usual_pain", USUAL, seed),
        "by_sd": _parts(frame, "sd", "sd", SDS, seed),
    }


def _parts(
    frame: pd.DataFrame, column: str, name: str, bounds: Sequence[tuple[float, float]], seed: int
) -> list[dict[str, Any]]:
    """Some policies by what is true of the runners, all kinds together."""
    told = frame[frame["policy"].isin(BY_USUAL)]
    return [
        {"policy": policy, name: [low, round(high, 1)]} | measures(some, seed)
        for low, high in bounds
        for policy, some in told[told[column].between(low, high, inclusive="left")].groupby("policy", sort=False)
    ]


def measures(frame: pd.DataFrame, seed: int) -> dict[str, Any]:
    """The measures of some runners, each with its interval."""
    found: dict[str, Any] = {"runners": len(frame), "tolerating": int(frame["able"].sum())}
    for name, (top, bottom, whom) in RATIOS.items():
        some = frame[frame[whom]]
        found |= _told(name, ratio(some[top].tolist(), some[bottom].tolist(), seed))
    for name, (hit, whom) in SHARES.items():
        some = frame[frame[whom]]
        found |= _told(name, wilson(int(some[hit].sum()), len(some)))
    return found


def _told(name: str, estimate: Estimate) -> dict[str, Any]:
    value, low, high = (None if number is None else round(number, DECIMALS) for number in estimate)
    return {name: value, f"{name}_ci95": None if low is None else [low, high]}
