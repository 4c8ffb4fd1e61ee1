"""Reasons to stay where one is, or to begin (again) with a brief run."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from backlog.model.checks import WINDOWS, Answer, owes_checks
from backlog.model.decision import Verdict
from backlog.model.reasons import AtGoal, NotEnough, Raised, Reason, RunsTooClose, SiteRaised, TwoIncreases
from backlog.model.session import Session
from backlog.model.settled import settled, settled_m
from backlog.model.tokens import LOW_IMPACT
from backlog.rules import thresholds as t
from backlog.rules.harm import during_high, harm_settled, harmed_lately, not_settled
from backlog.rules.limits import Asked, not_before
from backlog.rules.review import changed, holds, soft_stop
from backlog.rules.sites import peaks
from backlog.rules.verdicts import beginning, last_done, last_dose, last_tolerated, run
from backlog.rules.view import Done, View

#: The days after a run of which the worst is told: from the first morning on, for three.
TOLD = (timedelta(hours=WINDOWS[24][0]), timedelta(hours=72))

#: A score and when it was told; nothing of either.
Felt = tuple[float, datetime] | tuple[None, None]
NOTHING: Felt = (None, None)


def hold(view: View) -> Verdict | None:
    """Whatever forbids an increase; without a base, the beginning."""
    reasons = hold_reasons(view)
    if view.base is None:
        asked, reason = beginning(view)
        return run(view, "hold" if reasons else "start", asked, [*reasons, reason])
    return run(view, "hold", Asked(hold_at(view)), reasons) if reasons else None


def hold_at(view: View) -> float:
    """The last run's distance, at most the base; after harm at most the last tolerated distance."""
    return last_tolerated(view) if harmed_lately(view) else last_dose(view)


def hold_reasons(view: View) -> list[Reason]:
    """All that forbids an increase now, the weightiest first."""
    severe = soft_stop(view)
    found: list[Reason | None] = [severe if severe is not None and holds(view, severe) else None]
    if view.runs:
        last = view.runs[-1]
        found += [changed(view), raised(view, last), during_high(view), *_sites_raised(view, last), harm_settled(view)]
        found += [not_settled(view)]
        found += [too_close(view), _not_enough(view, last), _two_increases(view)]
    found.append(_at_goal(view))
    return [reason for reason in found if reason is not None]


def raised(view: View, last: Done) -> Raised | None:
    """That the last run was felt, or that without one reading that speaks for it the same again would be too much."""
    doubted, least = view.tolerance.doubted_m, settled_m(last_done(view) * t.LIMIT_SLACK)
    doubtful = last_done(view) > t.FLOOR_M and doubted is not None and doubted < least
    if not (last.raised or last.sore or doubtful):
        return None
    (worst, worst_at), (then, then_at) = _worst(view, last)
    return Raised(
        session=last.session.id,
        response=last.response.value if last.response else None,
        probability=last.response.p_reaction if last.response else None,
        flare=last.flare,
        usual=view.tolerance.usual,
        at=last.session.started_at,
        worst=worst,
        worst_at=worst_at,
        then=then,
        then_at=then_at,
        runs=max(1, sum(1 for _ in takewhile(lambda done: done.felt, reversed(view.runs)))),
    )


def _worst(view: View, last: Done) -> tuple[Felt, Felt]:
    """The highest score of the days after a run, and its end: the first that is as usual since, or a lower one.

    Of equal ones it is the last. A number under an extra dose of medicine is no end.
    """
    rated = [(r.score, r.at, r.medicated) for r in view.back if r.score is not None]
    told = [(score, at) for score, at, _ in rated if TOLD[0] <= at - last.session.ended_at <= TOLD[1]]
    if not told:
        return NOTHING, NOTHING
    worst, worst_at = max(told)
    lower = [(score, at) for score, at, extra in rated if at > worst_at and score < worst and not extra]
    calm = [(score, at) for score, at in lower if score <= view.tolerance.high]
    return (worst, worst_at), [*calm, *lower[-1:], NOTHING][0]


def _sites_raised(view: View, last: Done) -> list[Reason]:
    found: list[Reason] = []
    for site, score in peaks(last.session, view.elsewhere).items():
        usual = view.site_usual(site)
        limit = t.SITE_HOLD if usual is None else min(t.SITE_HOLD, settled(usual + t.SITE_HOLD_ABOVE))
        if score >= limit:
            found.append(SiteRaised(session=last.session.id, site=site, score=score, limit=limit))
    return found


def too_close(view: View) -> RunsTooClose | None:
    """The last three runs each began within 36 h of the one before."""
    last = view.runs[-t.TOO_CLOSE_RUNS - 1 :]
    gaps = [b.session.started_at - a.session.started_at for a, b in pairwise(last)]
    if len(gaps) < t.TOO_CLOSE_RUNS or any(gap > t.TOO_CLOSE for gap in gaps):
        return None
    return RunsTooClose(sessions=tuple(d.session.id for d in last[1:]), hours=t.TOO_CLOSE.total_seconds() / 3600)


def _not_enough(view: View, last: Done) -> NotEnough | None:
    """An unknown distance, a 48 h answer under painkillers, or answers that all came after another session."""
    if last.dose is None:
        return NotEnough(session=last.session.id, cause="distance")
    after = last.answers[48]
    if after is not None and after.medicated:
        return NotEnough(session=last.session.id, cause="medicated")
    if last.clear and all(_confounded(view, last, answer) for answer in last.clear):
        return NotEnough(session=last.session.id, cause="after_another")
    return None


def _confounded(view: View, last: Done, answer: Answer) -> bool:
    """Whether another session that may be felt began before the answer.

    What owes no checks, and what is of low impact and so offered meanwhile, does not cast doubt on a quiet answer:
    if neither it nor the run was felt, the run was not.
    """
    said_at = last.session.ended_at + timedelta(hours=answer.lag_h)
    return any(
        last.session.started_at < s.started_at < said_at and s.id != last.session.id and _may_be_felt(s)
        for s in view.sessions
    )


def _may_be_felt(session: Session) -> bool:
    return owes_checks(session) and session.activity not in LOW_IMPACT


def _two_increases(view: View) -> TwoIncreases | None:
    """Two increases among the seven local dates that end with the next run's."""
    earliest, _ = not_before(view, view.runs, t.RUN_REST)
    last_day = view.local_date(earliest)
    recent = [d for d in view.runs if d.increase and (last_day - d.session.day).days < t.INCREASE_DAYS]
    if len(recent) < t.MOST_INCREASES:
        return None
    return TwoIncreases(sessions=tuple(d.session.id for d in recent), most=t.MOST_INCREASES, days=t.INCREASE_DAYS)


def _at_goal(view: View) -> AtGoal | None:
    goal = view.plan.goal_m
    if goal is None or view.base is None or view.base < t.on_grid(goal):
        return None
    return AtGoal(goal_m=goal)
