"""What is measured on the bench, per kind of runner and policy, each with its 95 % interval (docs: the bench)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from math import fsum, sqrt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backlog.rules.thresholds import FLOOR_M
from backlog.simulate.diary import Step
from backlog.simulate.kinds import tolerates_running
from backlog.simulate.life import Life
from backlog.simulate.runners import NOT_TOLERATED, Runner, tolerates
from backlog.simulate.timetable import EVENING, START, WEEKS, Timetable

#: Bounds of the usual pain and of the personal SD by which some policies are reported too: low included, high not.
USUAL = ((0.5, 2.0), (2.0, 3.5), (3.5, 5.01))
SDS = ((0.6, 1.0), (1.0, 1.4), (1.4, 2.01))
BY_USUAL = ("backlog", "oracle", "pain-monitoring", "pain-monitoring-change")
SOON, LATER = 28.0, 56.0
#: After a change, the longest of so many days before it is to be cut within so many days of the first run after it.
BEFORE, SEEN_BY = timedelta(days=14), timedelta(days=21)
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
    the first planned run (or, if they got worse on a later day, after that) the first verdict to switch came, None
    never, `firmly` the first that was advised and not only offered; `unasked` is whether they then ran again without
    having been told to return. `wrong` is whether they were sent away from running while they tolerated the floor, None
    for those who never do, and `wrong_firmly` whether by what was advised. Who got worse has
    `flares_after`, the reaction days from then on, and, if they ran before it and after it, `cut_05` and `cut_08`:
    whether they were then told to run that share of what they had run, or less.
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
    firmly: float | None
    unasked: bool
    wrong: bool | None
    wrong_firmly: bool | None
    flares_after: int | None
    cut_05: bool | None
    cut_08: bool | None


def outcome(runner: Runner, life: Life, *, policy: str, number: int, oracle_m: float, freer_m: float = 0.0) -> Outcome:
    """The counts of one life."""
    upward, blind = upward_runs(life)
    changed = START + timedelta(days=runner.changes_on) if runner.worsens else None
    first = (changed or START) + EVENING
    since = first if changed else START
    until, firmly = life.switched_from(since), life.switched_from(since, firmly=True)
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
        firmly=None if firmly is None else (firmly - first) / timedelta(days=1),
        unasked=runs_unasked(life),
        wrong=sent_wrongly(life),
        wrong_firmly=sent_wrongly(life, firmly=True),
        flares_after=None if changed is None else sum(day >= runner.changes_on for day in life.strong),
        cut_05=None if changed is None else cut(life, changed, 0.5),
        cut_08=None if changed is None else cut(life, changed, 0.8),
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


def sent_wrongly(life: Life, *, firmly: bool = False) -> bool | None:
    """Whether a first verdict to switch, or one after running again, came when the floor was tolerated."""
    if all(asked.at_floor >= NOT_TOLERATED for asked in life.asked):
        return None
    away = [asked.step.action == "switch" and (asked.step.firm or not firmly) for asked in life.asked]
    return any(
        now and not last and asked.at_floor < NOT_TOLERATED
        for asked, now, last in zip(life.asked, away, [False, *away], strict=False)
    )


def cut(life: Life, changed: datetime, share: float) -> bool | None:
    """Whether they were told to run that share or less of the longest before a change, half a kilometre, or nothing.

    Within three weeks of the first run after it; None for who did not run in the two weeks before it, or never after.
    """
    before = [run.metres for run in life.runs if changed - BEFORE <= run.at < changed]
    after = next((run.at for run in life.runs if run.at >= changed), None)
    if not before or after is None:
        return None
    most = max(FLOOR_M, share * max(before))
    told = (asked.step for asked in life.asked if after < asked.at <= after + SEEN_BY)
    return any(step.action != "pending" and (runs_of(step) or 0.0) <= most for step in told)


def runs_of(step: Step) -> float | None:
    """The metres that a step prescribes of a run; None if it prescribes none."""
    return step.act.metres if step.act is not None and step.act.activity == "run" else None


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
    "flare_days_before_switch": ("flares_before", "one", "unable"),
    "flare_days_after_change": ("flares_after", "one", "changed"),
    "increases": ("upward", "one", "all"),
    "false_increases": ("blind", "upward", "all"),
    "active_minutes_per_week": ("per_week", "one", "all"),
    "pending_share": ("pending", "steps", "all"),
    "shorter_share": ("shorter", "steps", "all"),
    "no_running_share": ("no_running", "steps", "all"),
}
#: Measure -> who has it, of whom: a share of runners.
SHARES = {
    "wrong_switch": ("wrong", "could"),
    "wrong_firm_switch": ("wrong_firmly", "could"),
    "switched_4wk": ("left_4wk", "unable"),
    "switched_8wk": ("left_8wk", "unable"),
    "switched_firmly_4wk": ("firmly_4wk", "unable"),
    "switched_firmly_8wk": ("firmly_8wk", "unable"),
    "cut_05_3wk": ("cut_05", "ran_on"),
    "cut_08_3wk": ("cut_08", "ran_on"),
    "ever_shorter": ("ever_shorter", "all"),
    "ever_no_running": ("ever_no_running", "all"),
    "unasked_return": ("unasked", "left"),
}


def frame_of(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """A line for each outcome, with what the measures need beside it."""
    found = pd.DataFrame(outcomes, columns=Outcome._fields)
    after, firmly = (found[name].astype(float) for name in ("switched", "firmly"))
    return found.assign(
        one=1.0,
        all=True,
        able=found["tolerates"],
        unable=~found["tolerates"],
        could=found["wrong"].notna(),
        changed=found["flares_after"].notna(),
        ran_on=found["cut_05"].notna(),
        per_week=found["minutes"] / WEEKS,
        left=after.notna(),
        left_4wk=after.between(0, SOON),
        left_8wk=after.between(0, LATER),
        firmly_4wk=firmly.between(0, SOON),
        firmly_8wk=firmly.between(0, LATER),
        ever_shorter=found["shorter"] > 0,
        ever_no_running=found["no_running"] > 0,
    )


def as_json(outcomes: Sequence[Outcome], seed: int, timetable: Timetable = "asked") -> dict[str, Any]:
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
