"""Less than before: harm that has settled, pain during two runs, or two raised responses running."""

from __future__ import annotations

from backlog.model.decision import Verdict
from backlog.model.reasons import BeyondLimit, Reason, SiteSettled
from backlog.model.settled import settled_m
from backlog.rules import thresholds as t
from backlog.rules.harm import during_high, harm_settled
from backlog.rules.limits import Asked
from backlog.rules.switch import check_open
from backlog.rules.verdicts import last_dose, last_tolerated, reduced, run
from backlog.rules.view import View


def reduce(view: View) -> Verdict | None:
    """The least of all that asks for less."""
    if not view.runs:
        return None
    found = [*_after_harm(view), *_after_sites(view), *_after_during(view), *_beyond_limit(view)]
    if not found:
        return None
    asked = min(metres for metres, _ in found)
    return run(view, "reduce", Asked(reduced(view, asked)), [reason for _, reason in found])


def _after_harm(view: View) -> list[tuple[float, Reason]]:
    settled = harm_settled(view)
    if settled is None or settled.factor >= 1:
        return []
    return [(settled.factor * last_tolerated(view), settled)]


def _after_sites(view: View) -> list[tuple[float, Reason]]:
    """Pain elsewhere after the last run that has settled: while it has not, harm has spoken already."""
    last = view.runs[-1]
    return [
        (
            t.HARM_FACTOR * last_dose(view),
            SiteSettled(session=last.session.id, site=ache.site, score=ache.score, factor=t.HARM_FACTOR),
        )
        for ache in last.aches
    ]


def _after_during(view: View) -> list[tuple[float, Reason]]:
    high = during_high(view)
    return [(t.HARM_FACTOR * last_dose(view), high)] if high is not None and high.twice else []


def _beyond_limit(view: View) -> list[tuple[float, Reason]]:
    """The last distance is probably too much by now: the longest that is not."""
    limit, last = view.tolerance.limit_m, last_dose(view)
    if limit is None or limit >= settled_m(last * t.LIMIT_SLACK) or last <= t.FLOOR_M or not view.answered_once:
        return []
    # While answers are out, a limit that has not fallen since the last run began is only what it was begun under.
    before = view.tolerance.limits.get(view.runs[-1].session.id)
    unknown = not view.runs[-1].later or (before is not None and limit >= settled_m(before * t.LIMIT_SLACK))
    if unknown and check_open(view, view.runs[-1]) is not None:
        return []
    reason = BeyondLimit(last_m=last, limit_m=limit, limit=view.plan.reaction_limit)
    return [(limit, reason)]
