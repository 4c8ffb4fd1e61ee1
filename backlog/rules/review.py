"""When somebody should look, and what is worth saying beside any verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from statistics import fmean

from backlog.model.reasons import FindBaseline, HasChanged, Reason, Retrospective, SeeClinician
from backlog.model.settled import settled
from backlog.rules import thresholds as t
from backlog.rules.view import View


def soft_stop(view: View) -> SeeClinician | None:
    """Severe pain, or a flare that took a week or more to settle, in the last week and without a review since."""
    return _severe(view) or _long_flare(view)


def holds(view: View, seen: SeeClinician) -> bool:
    """Whether it forbids an increase: a flare that lasts does, and severe pain of the last three days."""
    at = next(r.at for r in view.readings if r.id == seen.reading)
    return seen.cause == "flare" or view.now - at < t.SOFT_HOLDS


def _severe(view: View) -> SeeClinician | None:
    limit = max(t.SOFT_PAIN, settled(view.tolerance.usual + t.SOFT_SDS * view.tolerance.sd))
    seen = [r for r in view.back if r.score is not None and r.score >= limit and view.now - r.at < t.SOFT_LASTS]
    if not seen or reviewed_since(view, seen[-1].at):
        return None
    return SeeClinician(cause="severe", reading=seen[-1].id, score=seen[-1].score, days=t.SOFT_LASTS.days)


def _long_flare(view: View) -> SeeClinician | None:
    for flare in (r for r in view.readings if r.flare):
        calm = view.settled_by(flare.at)
        until = view.now if calm is None else calm.at
        if until - flare.at < t.SOFT_LASTS or view.now - until >= t.SOFT_LASTS or reviewed_since(view, flare.at):
            continue
        return SeeClinician(cause="flare", reading=flare.id, score=flare.score, days=(until - flare.at).days)
    return None


def reviewed_since(view: View, at: datetime) -> bool:
    """Whether a professional has looked after an instant."""
    return any(s.kind == "review" and at < s.at <= view.now for s in view.case.screenings)


def changed(view: View) -> HasChanged | None:
    """That running has begun to hurt, and since when: what was felt without a break before is no quiet time."""
    found = view.changed
    until = None if found is None else next((n for n, d in enumerate(view.runs) if d.session.id == found.session), None)
    if found is None or until is None:
        return None
    row = [view.runs[until], *takewhile(lambda done: done.felt, reversed(view.runs[:until]))]
    first = row[-1].session
    return HasChanged(
        session=first.id,
        since=first.started_at,
        runs=found.runs + sum(bool(done.response) for done in row[1:]),
        probability=found.probability,
        limit_m=found.limit_m,
    )


def advised(view: View, said: Sequence[Reason]) -> tuple[Reason, ...]:
    """The reasons said, that running has begun to hurt first, and last what changes nothing but is worth saying."""
    since = changed(view)
    said = [*([since] if since else []), *(reason for reason in said if not isinstance(reason, HasChanged))]
    looks_back = Retrospective() if view.case.retrospective else None
    found = [soft_stop(view), looks_back, _no_improvement_once(view), find_baseline(view)]
    return (*said, *(reason for reason in found if reason is not None and reason not in said))


def _no_improvement_once(view: View) -> SeeClinician | None:
    """The same, until the first session of each 31 days since the beginning that was begun with it: once is enough."""
    begun = _began(view)
    if begun is None or (seen := no_improvement(view, view.now)) is None:
        return None
    since = begun + (view.now - begun) // t.SAID_AGAIN * t.SAID_AGAIN
    said = any(since <= s.started_at < view.now and no_improvement(view, s.started_at) for s in view.sessions)
    return None if said else seen


def no_improvement(view: View, at: datetime) -> SeeClinician | None:
    """Pain worth speaking of that is at an instant about what it was six weeks before."""
    then, now = (_scores(view, until) for until in (at - t.IMPROVEMENT_AFTER, at))
    if min(len(then), len(now)) < t.IMPROVEMENT_READINGS:
        return None
    before, today = settled(fmean(then)), settled(fmean(now))
    if today < t.IMPROVEMENT_LEAST or today <= settled((1 - t.IMPROVEMENT_SHARE) * before):
        return None
    return SeeClinician(cause="no_improvement", days=t.IMPROVEMENT_AFTER.days, mean_then=before, mean_now=today)


def _scores(view: View, until: datetime) -> list[float]:
    return [r.score for r in view.back if r.score is not None and until - t.IMPROVEMENT_SPAN < r.at <= until]


def _began(view: View) -> datetime | None:
    """When usual pain was told, else the first session began."""
    return view.plan.usual_pain_at or next((s.started_at for s in view.sessions), None)


def find_baseline(view: View) -> FindBaseline | None:
    """Every sixth week, where too few readings lie away from sessions: an offer of a four-day gap."""
    begun = _began(view)
    if not view.sessions or begun is None or view.tolerance.recent_readings >= t.BASELINE_READINGS:
        return None
    week = (view.now - begun) // timedelta(weeks=1)
    if week < t.BASELINE_EVERY_WEEKS or week % t.BASELINE_EVERY_WEEKS:
        return None
    return FindBaseline(readings=view.tolerance.recent_readings, needed=t.BASELINE_READINGS, days=t.BASELINE_GAP_DAYS)
