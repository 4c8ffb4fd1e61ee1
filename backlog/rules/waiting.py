"""What is not known yet, or was never said: it may delay a hold or an increase, and nothing else."""

from __future__ import annotations

from math import ceil
from statistics import median

from backlog.model.decision import Verdict
from backlog.model.reasons import MissingAnswers, NoPainKnown
from backlog.rules import thresholds as t
from backlog.rules.harm import harmed_lately
from backlog.rules.hold import hold_at, hold_reasons, too_close
from backlog.rules.limits import Asked
from backlog.rules.substitute import check_open
from backlog.rules.verdicts import last_dose, last_tolerated, run, wait
from backlog.rules.view import View, least_badly


def pending(view: View) -> Verdict | None:
    """The last run's 48 h check is neither in nor lapsed."""
    if not view.runs or too_close(view) is not None:
        return None
    waiting = check_open(view, view.runs[-1])
    return None if waiting is None else wait(view, waiting.until, [waiting])


def missing(view: View) -> Verdict | None:
    """Runs of which no pain is known, or too few answers: at most hold."""
    unknown = _no_pain_known(view)
    if unknown is not None:
        return run(view, "hold", Asked(_known_at_most(view, unknown)), [unknown, *hold_reasons(view)])
    lacking = None if view.base is None else _lacking(view)
    return None if lacking is None else run(view, "hold", Asked(hold_at(view)), [lacking, *hold_reasons(view)])


def _no_pain_known(view: View) -> NoPainKnown | None:
    """Runs in 30 days, none of them answered; or most of them not, and none tolerated."""
    if view.base is not None:
        return None
    recent = [d for d in view.runs if d.session.started_at >= view.then - t.BASE_DAYS and d.dose is not None]
    answered = sum(bool(d.later) for d in recent)
    # One brief first run that went badly is no history: halving needs runs that were never asked about.
    if not recent or 2 * answered >= len(recent):
        return None
    return NoPainKnown(
        runs=len(recent), median_m=median(d.dose for d in recent if d.dose is not None), halved=answered > 0
    )


def _known_at_most(view: View, unknown: NoPainKnown) -> float:
    """The last run's distance, at most the median or half of it, and nothing beyond what went badly."""
    limits = [last_dose(view), unknown.median_m * (t.UNKNOWN_FACTOR if unknown.halved else 1.0)]
    badly = least_badly(view.runs)
    if badly is not None:
        limits.append(badly)
    if harmed_lately(view):
        limits.append(last_tolerated(view))
    return min(limits)


def _lacking(view: View) -> MissingAnswers | None:
    """The last run's 48 h check, or two thirds of the 24 and 48 h checks of the last three, were not answered."""
    last = view.runs[-t.ANSWERED_RUNS :]
    answered, asked = sum(len(d.clear) for d in last), 2 * len(last)
    needed = ceil(asked * t.ANSWERED_SHARE)
    known = view.runs[-1].answers[48] is not None
    if known and answered >= needed:
        return None
    return MissingAnswers(
        session=view.runs[-1].session.id, last_48h=known, answered=answered, asked=asked, needed=needed
    )
