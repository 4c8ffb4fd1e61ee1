"""Less than before: running that has begun to hurt, harm, pain during two runs, or a distance that is too much."""

from __future__ import annotations

from backlog.model.decision import Verdict
from backlog.model.reasons import BeyondLimit, HarmByTime, NotEnough, Reason, SiteSettled
from backlog.model.settled import settled_m
from backlog.rules import thresholds as t
from backlog.rules.harm import during_high, harm_by_time, harm_settled, late_review, overtaken
from backlog.rules.hold import raised
from backlog.rules.limits import Asked
from backlog.rules.review import changed
from backlog.rules.verdicts import last_done, last_dose, last_tolerated, reduced, run
from backlog.rules.view import View
from backlog.rules.waiting import pending


def reduce(view: View) -> Verdict | None:
    """The least of all that asks for less."""
    found = less(view)
    if not found:
        return None
    asked, said = min(metres for metres, _ in found), [reason for _, reason in found]
    if isinstance(said[0], BeyondLimit) and view.runs[-1].felt:
        # How it was felt comes before what follows from it.
        said = [seen for seen in [raised(view, view.runs[-1]), *said] if seen is not None]
    elif isinstance(said[0], BeyondLimit) and view.runs[-1].later and not view.runs[-1].clear:
        said = [NotEnough(session=view.runs[-1].session.id, cause="medicated"), *said]
    verdict = run(view, "reduce", Asked(reduced(view, asked)), [*said, *late_review(view)])
    # What turns out to be no less is a hold, and an open check may delay that.
    return None if verdict.action == "hold" and pending(view) is not None else verdict


def less(view: View) -> list[tuple[float, Reason]]:
    """All that asks for less than last time, with the metres that it asks for; that running has changed comes first."""
    if not view.runs:
        return _by_time(view)
    harmed = [*_by_time(view), *_after_harm(view), *_after_sites(view), *_after_during(view)]
    return [*_since_change(view), *harmed, *_beyond_limit(view)]


def _by_time(view: View) -> list[tuple[float, Reason]]:
    """A step back into running after harm that has not settled, once some days have passed."""
    found = [seen for seen in harm_by_time(view) if isinstance(seen, HarmByTime) and seen.factor is not None]
    return [(t.HARM_FACTOR * last_tolerated(view), seen) for seen in found]


def _after_harm(view: View) -> list[tuple[float, Reason]]:
    settled = harm_settled(view)
    if settled is None or settled.factor >= 1:
        return [(t.HARM_FACTOR * last_tolerated(view), seen) for seen in overtaken(view)]
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


def _since_change(view: View) -> list[tuple[float, Reason]]:
    """Running has begun to hurt: the longest that it does not since."""
    found, last = changed(view), last_done(view)
    if found is None or found.limit_m >= settled_m(last * t.LIMIT_SLACK) or last <= t.FLOOR_M:
        return []
    return [(max(found.limit_m, t.FLOOR_M), found)]


def _beyond_limit(view: View) -> list[tuple[float, Reason]]:
    """The last distance is probably too much by now: the longest that is not."""
    limit, last = view.tolerance.limit_m, last_done(view)
    if limit is None or limit >= settled_m(last * t.LIMIT_SLACK) or last <= t.FLOOR_M or not view.answered_once:
        return []
    risk = view.tolerance.risk_at(last)
    clear, some = (None, None) if risk is None else (risk.clear, risk.some)
    reason = BeyondLimit(last_m=last, limit_m=limit, limit=view.plan.reaction_limit, clear=clear, some=some)
    return [(min(limit, last_dose(view)), reason)]
