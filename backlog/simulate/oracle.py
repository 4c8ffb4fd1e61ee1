"""The policy that knows the truth: how far a runner could go without a reaction of 1 point, under the same caps.

The caps are those of backlog itself: so far over the longest of 30 days, and two increases in seven dates. Of a day it
knows no more than a person does: not how far it will stray from what was said, nor that capacity is another today.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from backlog.model.settled import settled_m
from backlog.rules.thresholds import BASE_DAYS, BRIEF_M, FLOOR_M, GRID_M, INCREASE_DAYS, MOST_INCREASES, step_up
from backlog.simulate.diary import Act, Diary, Step
from backlog.simulate.draws import Draws
from backlog.simulate.life import MOST_M, Life, Ran, Scene, live_seen
from backlog.simulate.runners import NOT_TOLERATED, Runner, run_hours, tolerates
from backlog.simulate.timetable import Timetable, hours_since_start

BASE_HOURS = BASE_DAYS / timedelta(hours=1)
#: Nobody does more runs in the days that count for a cap.
MOST_RUNS = 30
#: What somebody who does not tolerate running does instead.
WALK_S = 20 * 60.0


class Planned(NamedTuple):
    """A run that was done: when it began, and how many metres it would have been on an average day."""

    start_h: float
    metres: float


def planned(run: Ran, runner: Runner) -> Planned:
    """Of a run that somebody was told who does more."""
    return Planned(hours_since_start(run.at), settled_m(run.prescribed * runner.overdoes))


def live_knowing(
    runner: Runner, draws: Draws, timetable: Timetable = "asked", *, most_increases: int = MOST_INCREASES
) -> Life:
    """The same weeks, with the same luck; with at most so many increases in seven dates."""

    def seer(_diary: Diary, now: datetime, scene: Scene) -> Step:
        start_h = hours_since_start(now)
        plans = [planned(run, runner) for run in scene.runs[-MOST_RUNS:]]
        return all_knowing(scene, start_h, plans, cap(plans, start_h, most_increases))

    return live_seen(runner, draws, seer, timetable)


def all_knowing(scene: Scene, start_h: float, plans: Sequence[Planned], most: float) -> Step:
    """The longest run without a reaction of 1; the floor where there is none, or a walk if even that is too much."""
    best = furthest(scene, start_h, most)
    if best is None and not tolerates(scene.runner):
        action = "switch" if scene.body.at_floor(start_h) >= NOT_TOLERATED else "reduce"
        return Step(action, Act("walk", None, WALK_S))
    last = plans[-1].metres if plans else None
    metres = FLOOR_M if best is None else best
    action = "start" if last is None else "increase" if metres > last else "hold" if metres == last else "reduce"
    return Step(action, Act("run", metres / scene.runner.overdoes))


def cap(plans: Sequence[Planned], now_h: float, most_increases: int) -> float:
    """The most that may be run now, in metres."""
    recent = _distances(plans, now_h)
    if not recent:
        return BRIEF_M
    most = max(recent)
    if increases(plans, now_h) < most_increases:
        most = step_up(most)
    return min(MOST_M, max(FLOOR_M, most))


def increases(plans: Sequence[Planned], now_h: float) -> int:
    """How many runs of the six dates before today were to go beyond the longest of the thirty days before them."""
    today, found = int(now_h // 24), 0
    for number in range(len(plans) - 1, 0, -1):
        start_h, metres = plans[number]
        if today - int(start_h // 24) >= INCREASE_DAYS:
            break
        before = _distances(plans[:number], start_h)
        found += bool(before) and metres > max(before)
    return found


def _distances(plans: Sequence[Planned], now_h: float) -> list[float]:
    """The metres of those runs that began in the thirty days before."""
    return [plan.metres for plan in plans if plan.start_h >= now_h - BASE_HOURS]


def furthest(scene: Scene, start_h: float, most: float) -> float | None:
    """The longest run in steps of 50 m from the floor to the most allowed whose total peak is less than 1."""
    shortest, steps = -1, int((most - FLOOR_M) / GRID_M + 1e-6)
    # The longer the run the higher its peak, so the steps are halved.
    while shortest < steps:
        middle = (shortest + steps + 1) // 2
        if peak(scene, start_h, FLOOR_M + GRID_M * middle) < NOT_TOLERATED:
            shortest = middle
        else:
            steps = middle - 1
    return None if shortest < 0 else FLOOR_M + GRID_M * shortest


def peak(scene: Scene, start_h: float, metres: float) -> float:
    """The true peak of the total rise after a run that starts now, on what is handy today."""
    end_h = start_h + run_hours(metres)
    km = scene.runner.effective_km(metres, scene.surface, scene.strike)
    return scene.body.peak(end_h, scene.body.height(km, end_h))
