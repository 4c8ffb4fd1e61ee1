"""The one door out: every prescription passes here, is clamped, and is told what bound it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import isinf
from typing import NamedTuple

from backlog.model.decision import Bound, Paused, Prescription, Reason
from backlog.model.session import EPOCH
from backlog.model.tokens import ASSUMED_PACE, SOFTEST, SURFACES
from backlog.rules.ready import Done, View
from backlog.rules.thresholds import FLOOR_M, OTHER_REST, QUARTER, RUN_REST, on_grid, step_up


class Asked(NamedTuple):
    """Metres that a rule asks for (infinite: all that is allowed), and the most that this rule itself allows, if less."""

    metres: float
    most: float | None = None


def prescribe_run(view: View, asked: Asked) -> tuple[Prescription, list[Reason]]:
    """The run that a rule asked for, within every limit, and what bound it."""
    allowed, reasons = asked.metres, list[Reason]()
    wanted = None if isinf(asked.metres) else asked.metres
    for name, limit, base in _ceilings(view, asked):
        if allowed > limit:
            reasons = [Bound(name=name, unit="m", asked=wanted, allowed=on_grid(limit), base=base)]
            allowed = limit
    allowed = on_grid(allowed)
    if allowed < FLOOR_M:
        reasons = [Bound(name="floor", unit="m", asked=on_grid(asked.metres), allowed=FLOOR_M, base=None)]
        allowed = FLOOR_M
    like = next((d.session for d in reversed(view.runs) if d.tolerated), None)
    earliest, paused = not_before(view, view.runs, RUN_REST)
    surface = like.surface if like and like.surface else softest(view)
    return (Prescription(activity="run", surface=surface, strike=like.strike if like else None, distance_m=allowed,
                         not_before=earliest), reasons + paused)


def _ceilings(view: View, asked: Asked) -> Sequence[tuple[str, float, float | None]]:
    base = view.base_at(view.runs, view.now)
    found: list[tuple[str, float, float | None]] = []
    if base is not None:
        found.append(("cap", step_up(base), base))
    if asked.most is not None:
        found.append(("regain", asked.most, None))
    if view.plan.goal_m is not None:
        found.append(("goal", view.plan.goal_m, None))
    if view.plan.longest_s is not None:
        found.append(("longest", view.plan.longest_s / pace(view.runs) * 1000, None))
    return found


def pace(runs: Sequence[Done]) -> float:
    """Seconds per kilometre of the last runs with both known, else the assumed pace."""
    known = [d.session.duration_s / d.session.distance_m * 1000 for d in runs[-15:]
             if d.session.duration_s and d.session.distance_m]
    return sorted(known)[len(known) // 2] if known else ASSUMED_PACE["run"]


def softest(view: View) -> str:
    """The softest surface available; all are, if the plan does not say."""
    available = view.plan.surfaces or SURFACES
    return next(surface for surface in SOFTEST if surface in available)


def not_before(view: View, done: Sequence[Done], rest: timedelta) -> tuple[datetime, list[Reason]]:
    """The earliest start: the rest after the last one's end, rounded down to a quarter hour; now if that has passed.

    After a pause that still runs, if there is one.
    """
    earliest = done[-1].session.ended_at + rest if done else view.now
    earliest = max(_quarter(earliest), _quarter(view.now))
    resumes = max((at for at in view.resumes if at > earliest), default=None)
    return (earliest, []) if resumes is None else (resumes, [Paused(until=resumes)])


def _quarter(at: datetime) -> datetime:
    return at - (at - EPOCH) % QUARTER


def prescribe_other(view: View, activity: str, minutes: float) -> tuple[Prescription, list[Reason]]:
    """So many minutes of another activity, whole minutes, within the longest session the plan allows."""
    reasons: list[Reason] = []
    longest = None if view.plan.longest_s is None else view.plan.longest_s / 60
    if longest is not None and minutes > longest:
        reasons.append(Bound(name="longest", unit="min", asked=minutes, allowed=longest, base=None))
        minutes = longest
    earliest, paused = not_before(view, view.done(activity), OTHER_REST)
    return (Prescription(activity=activity, duration_s=float(int(minutes)) * 60, not_before=earliest), reasons + paused)
