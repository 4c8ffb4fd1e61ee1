"""Making verdicts: the evidence behind them, the run that they ask for, and what is said beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from statistics import fmean

from backlog.model.decision import Action, Decision, Evidence, Pending, Prescription
from backlog.model.reasons import Bound, BriefRun, Expected, HarmSettled, LayOff, LikelyToHurt, Reason, SiteSettled
from backlog.rules import thresholds as t
from backlog.rules.limits import Asked, prescribe_run, walk_run
from backlog.rules.review import advised
from backlog.rules.substitute import meanwhile, substitute
from backlog.rules.view import Done, View


def evidence(view: View) -> Evidence:
    """The numbers behind any verdict; how far this back goes is not known where running has begun to hurt."""
    changed = view.changed
    return Evidence(
        usual=view.tolerance.usual,
        usual_low=view.tolerance.low,
        usual_high=view.tolerance.high,
        sd=view.tolerance.sd,
        base_m=view.base,
        cap_m=None if view.base is None else t.step_up(view.base),
        last_session=view.runs[-1].session.id if view.runs else None,
        runs=len(view.runs),
        limit_m=view.tolerance.limit_now_m,
        capacity_m=None if changed else view.tolerance.capacity_m,
        capacity_low_m=None if changed else view.tolerance.capacity_low_m,
        capacity_high_m=None if changed else view.tolerance.capacity_high_m,
        unexplained=view.tolerance.unexplained if view.runs else None,
    )


def expected(view: View, prescription: Prescription) -> list[Reason]:
    """What was seen after the last runs, and the risk of the next.

    Nothing before a run was answered, nor where running has begun to hurt: that risk is of what was before, too.
    """
    answered = [d.response.value for d in view.runs if d.response is not None][-t.EXPECTED_RUNS :]
    risk = None if prescription.distance_m is None else view.tolerance.risk_at(prescription.distance_m)
    if not answered or risk is None or view.changed is not None:
        return []
    return [
        Expected(
            runs=len(answered),
            mean=fmean(answered),
            usual=view.tolerance.usual,
            distance_m=risk.metres,
            probability=risk.clear,
            limit=view.plan.reaction_limit,
            some=risk.some,
        )
    ]


def run(view: View, action: Action, asked: Asked, reasons: Sequence[Reason]) -> Decision:
    """A run through the one door out; where it cannot be shorter than the last one was, it is a walk and run."""
    prescription, bounds = prescribe_run(view, asked)
    named, pieces = _no_shorter(view, action, prescription.distance_m or 0.0)
    if named != action:
        reasons = [_held(reason) for reason in reasons]
    if pieces:
        prescription, paused = walk_run(view)
        bounds = [*(bound for bound in bounds if isinstance(bound, Bound) and bound.name == "floor"), *paused]
    else:
        bounds = [*bounds, *expected(view, prescription)]
    return Decision(
        action=named, next=prescription, reasons=advised(view, [*reasons, *bounds]), evidence=evidence(view)
    )


def _no_shorter(view: View, action: Action, metres: float) -> tuple[Action, bool]:
    """What a run as short as any is to be called, and whether it is in pieces.

    The same in pieces is less, but not where it was in pieces before; and what is further than the last run is never
    less. What was felt in pieces is held in pieces.
    """
    last = view.runs[-1] if view.runs else None
    if last is None or action not in {"hold", "reduce"} or metres > view.floor:
        return action, False
    before = last_done(view)
    if action == "hold":
        return "hold", metres > before or (last.pieces and last.felt)
    if metres > before or (metres == before and last.pieces):
        return "hold", True
    return "reduce", metres == before or last.pieces


def _held(reason: Reason) -> Reason:
    """The same reason for no more than last time, where less cannot be asked for."""
    return replace(reason, factor=1.0) if isinstance(reason, HarmSettled | SiteSettled) else reason


def wait(view: View, until: datetime, reasons: Sequence[Reason]) -> Pending:
    """Nothing can be told before an instant; something easy may be done."""
    return Pending(until=until, reasons=advised(view, reasons), meanwhile=meanwhile(view), evidence=evidence(view))


def likely(view: View) -> LikelyToHurt | None:
    """A reaction to even the shortest run is more likely than not, by all that is known or by the last runs."""
    if not view.answered_once or view.p_floor <= t.LIKELY_P:
        return None
    return LikelyToHurt(probability=view.p_floor, distance_m=t.FLOOR_M)


def instead(view: View, action: Action, reasons: Sequence[Reason]) -> Decision:
    """Something easy that went well; or a little walk and run, as the way to find out."""
    tried, paused = walk_run(view)
    return Decision(
        action=action,
        next=meanwhile(view) or substitute(view)[0],
        or_=tried,
        reasons=advised(view, [*reasons, *paused]),
        evidence=evidence(view),
    )


# Distances that several rules start from


def last_done(view: View) -> float:
    """Metres of the last run that is known; the brief run without one."""
    known = [d.dose for d in view.runs if d.dose is not None]
    return known[-1] if known else t.BRIEF_M


def last_dose(view: View) -> float:
    """The same, at most the base."""
    last = last_done(view)
    return last if view.base is None else min(last, view.base)


def last_tolerated(view: View) -> float:
    """Metres of the last tolerated run, but no more than of any that went badly since, or of the last run.

    The brief run without one.
    """
    last, badly = _last_tolerated(view)
    known = t.BRIEF_M if last is None or last.counted is None else last.counted
    return min(known, last_dose(view), *(d.dose for d in badly if d.dose is not None))


def _last_tolerated(view: View) -> tuple[Done | None, list[Done]]:
    """The last tolerated run, and those since that went badly."""
    runs = view.runs
    last = next((n for n in reversed(range(len(runs))) if runs[n].tolerated and runs[n].counted is not None), None)
    return (None if last is None else runs[last]), [d for d in runs[0 if last is None else last :] if d.badly]


def reduced(view: View, metres: float) -> float:
    """A reduced distance: never more than where one would begin again without a base."""
    return metres if view.base is not None else min(metres, beginning(view)[0].metres)


def beginning(view: View) -> tuple[Asked, Reason]:
    """Half the last tolerated distance if it was under 60 days ago, else the brief run.

    No more than that of what went badly since, no more than that was, and no more than the last run of late.
    """
    last, badly = _last_tolerated(view)
    most = [_anew(view, d, d.dose) for d in badly if d.dose is not None]
    lately = [d for d in view.runs[-1:] if view.then - d.session.started_at <= t.BASE_DAYS]
    most += [max(d.dose, view.floor) for d in lately if d.dose is not None]
    if last is None or last.counted is None:
        # Who has jogged a little inside walks only goes on from the floor.
        little = any(d.tolerated and d.dose is not None for d in view.runs)
        metres = min([t.FLOOR_M if little else t.BRIEF_M, *most])
        return Asked(metres, anew=True), BriefRun(distance_m=metres)
    away = view.then - last.session.started_at
    half = away < t.LAY_OFF_LIMIT
    metres = min([_anew(view, last, last.counted), *most])
    return Asked(metres, anew=not half), LayOff(days=away.days, last_m=last.counted, half=half)


def _anew(view: View, done: Done, metres: float) -> float:
    """How far running begins anew after so many metres: as far, after a lay-off half as far, then the brief run."""
    away = view.then - done.session.started_at
    if away <= t.BASE_DAYS:
        return metres
    return t.LAY_OFF_FACTOR * metres if away < t.LAY_OFF_LIMIT else min(t.BRIEF_M, metres)
