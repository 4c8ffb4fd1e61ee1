"""The one door out: every prescription passes here, is clamped, and is told what bound it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import inf, isinf
from typing import NamedTuple

from backlog.model.decision import Prescription
from backlog.model.dose import WALK_RUN_M, WALK_RUN_S
from backlog.model.reasons import Bound, Paused, Reason
from backlog.model.session import EPOCH, Session
from backlog.model.settled import settled_m, whole
from backlog.model.tokens import HARD, SOFTEST, SURFACES
from backlog.rules.thresholds import (
    FLOOR_M,
    OTHER_REST,
    QUARTER,
    REGAIN,
    REGAIN_DAYS,
    RUN_REST,
    WORSE_P,
    on_grid,
    step_up,
)
from backlog.rules.view import Done, View


class Asked(NamedTuple):
    """Metres that a rule asks for (infinite: all that is allowed); `anew`: running begins anew, on something soft."""

    metres: float
    anew: bool = False


class Ceiling(NamedTuple):
    """A limit by its name, in metres; `base` is what a cap stands on."""

    name: str
    metres: float
    base: float | None = None


def prescribe_run(view: View, asked: Asked) -> tuple[Prescription, list[Reason]]:
    """The run that a rule asked for, within every limit, and what bound it."""
    metres, bounds = _within(asked, _ceilings(view), view.floor)
    less = min(metres, max(FLOOR_M, on_grid(metres / view.overrun)))
    if less < metres:
        bounds = [*bounds, Bound(name="overrun", unit="m", asked=metres, allowed=less, base=None)]
    like = next((d.session for d in reversed(view.runs) if d.tolerated), None)
    earliest, paused = not_before(view, view.runs, RUN_REST)
    prescription = Prescription(
        activity="run",
        surface=like.surface if like and like.surface and not asked.anew and not _worse(view, like) else softest(view),
        strike=_strike(view, like.strike if like else None),
        distance_m=less,
        not_before=earliest,
    )
    return prescription, bounds + paused


def walk_run(view: View) -> tuple[Prescription, list[Reason]]:
    """The floor of running in pieces of a minute, inside a walk; what bound it is left out, but for a pause."""
    prescription, said = prescribe_run(view, Asked(FLOOR_M, anew=True))
    pieces = max(1, whole((prescription.distance_m or 0.0) / WALK_RUN_M))
    reasons: list[Reason] = [reason for reason in said if isinstance(reason, Paused)]
    metres = min(prescription.distance_m or FLOOR_M, pieces * WALK_RUN_M)
    running, walking = WALK_RUN_S
    return replace(prescription, distance_m=metres, intervals=f"{pieces}x{running}/{walking}"), reasons


def _within(asked: Asked, ceilings: Sequence[Ceiling], floor: float) -> tuple[float, list[Reason]]:
    """The distance on the grid, and what cut it; lifted to the floor of running, which only a plan moves."""
    wanted = settled_m(asked.metres)
    told = None if isinf(wanted) else wanted
    tightest = min(ceilings, key=lambda ceiling: ceiling.metres, default=Ceiling("none", inf))
    allowed = on_grid(min(wanted, tightest.metres))
    if allowed < floor:
        return floor, [Bound(name="floor", unit="m", asked=told, allowed=floor, base=None)]
    if tightest.metres < wanted:
        return allowed, [Bound(name=tightest.name, unit="m", asked=told, allowed=allowed, base=tightest.base)]
    return allowed, []


def _ceilings(view: View) -> list[Ceiling]:
    found = []
    if view.base is not None:
        found.append(Ceiling("cap", step_up(view.base), view.base))
    last = next((d.dose for d in reversed(view.runs) if d.dose is not None), None)
    if last is not None and view.base is not None and _went_badly(view):
        found.append(Ceiling("regain", max(step_up(last), REGAIN * last)))
    if last is not None and view.base is None and last < view.floor:
        found.append(Ceiling("regain", view.floor))
    if view.tolerance.limit_m is not None and view.answered_once:
        found.append(Ceiling("reaction", max(FLOOR_M, view.tolerance.limit_m)))
    if view.plan.goal_m is not None:
        found.append(Ceiling("goal", view.plan.goal_m))
    if view.plan.longest_s is not None:
        found.append(Ceiling("longest", settled_m(view.plan.longest_s / view.pace * 1000)))
    return found


def _went_badly(view: View) -> bool:
    """Whether running had begun to hurt, or a run went badly: then the way back is taken in steps.

    One that was harmful for some weeks, and any that came after the one that the base stands on.
    """
    since = view.then - REGAIN_DAYS
    stands = [n for n, d in enumerate(view.runs) if d.tolerated and d.counted == view.base]
    badly = any(d.badly for d in view.runs[stands[-1] :]) if stands else False
    if badly or view.tolerance.changed is not None:
        return True
    if any(d.harmful for d in view.runs if d.session.started_at >= since):
        return True
    # Harm that is over by time alone.
    return view.unsettled is not None


def softest(view: View) -> str:
    """The softest surface available; all are, if the plan does not say."""
    available = view.plan.surfaces or SURFACES
    return next((surface for surface in SOFTEST if surface in available), SOFTEST[0])


def not_before(view: View, done: Sequence[Done], rest: timedelta) -> tuple[datetime, list[Reason]]:
    """The earliest start: the rest after the last one's end, rounded down to a quarter hour; now if that has passed.

    After the pause that now lies in, if there is one.
    """
    earliest = max(_quarter(d.session.ended_at + rest) for d in done) if done else _quarter(view.now)
    earliest = max(earliest, _quarter(view.now))
    if view.resumes is None or view.resumes <= earliest:
        return earliest, []
    return view.resumes, [Paused(until=view.resumes)]


def _worse(view: View, like: Session) -> bool:
    """Whether the surface that was last tolerated probably makes it worse."""
    return like.surface in HARD and view.tolerance.worse.get("hard", 0.0) > WORSE_P


def _strike(view: View, last: str | None) -> str | None:
    """The strike pattern last tolerated; another one that they run with where it probably makes it worse."""
    if last is None or view.tolerance.worse.get(last, 0.0) <= WORSE_P:
        return last
    known = [d.session.strike for d in reversed(view.runs) if d.session.strike]
    return next((s for s in known if view.tolerance.worse.get(s, 0.0) <= WORSE_P), last)


def _quarter(at: datetime) -> datetime:
    return at - (at - EPOCH) % QUARTER


def prescribe_other(view: View, activity: str, spent: float) -> tuple[Prescription, list[Reason]]:
    """So many minutes of another activity, whole minutes, within the longest session the plan allows."""
    reasons: list[Reason] = []
    longest = None if view.plan.longest_s is None else view.plan.longest_s / 60
    if longest is not None and spent > longest:
        reasons.append(Bound(name="longest", unit="min", asked=spent, allowed=longest, base=None))
        spent = longest
    earliest, paused = not_before(view, view.done(activity), OTHER_REST)
    prescription = Prescription(activity=activity, duration_s=float(max(1, whole(spent))) * 60, not_before=earliest)
    return prescription, reasons + paused
