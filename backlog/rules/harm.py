"""Harm already seen: it needs no second opinion, and nothing runs until it has settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import TypeGuard

from backlog.model.checks import horizon_of, lag_of
from backlog.model.decision import Decision, Verdict
from backlog.model.reasons import (
    DuringHigh,
    HarmByTime,
    HarmSeen,
    HarmSettled,
    Radiating,
    Reason,
    SeeClinician,
    SiteHarm,
)
from backlog.model.session import Reading, Session
from backlog.model.settled import settled
from backlog.rules import thresholds as t
from backlog.rules.review import advised, reviewed_since, soft_stop
from backlog.rules.sites import LEG, Leg
from backlog.rules.substitute import meanwhile
from backlog.rules.switch import is_firm, too_much
from backlog.rules.verdicts import evidence
from backlog.rules.view import Done, View


def harm(view: View) -> Verdict | None:
    """No running while harm has not settled; something easy and tolerated meanwhile."""
    now = harm_now(view)
    if not now:
        return None
    fresh = any(isinstance(seen, HarmSeen) and view.now - seen.at < t.HARM_REST for seen in now)
    found = too_much(view)
    return Decision(
        action="reduce" if found is None else "switch",
        firm=None if found is None else is_firm(view, found),
        next=None,
        meanwhile=meanwhile(view, t.HARM_FACTOR if fresh else 1.0),
        reasons=advised(view, now),
        evidence=evidence(view),
    )


def harm_now(view: View) -> list[Reason]:
    """All harm that has not settled, and that time has not made good enough for a step either."""
    return [seen for seen in _unsettled(view) if not _may_step(seen)]


def harm_by_time(view: View) -> list[HarmByTime | Radiating]:
    """Harm that has not settled, and after which a step may be taken all the same."""
    return [seen for seen in _unsettled(view) if _may_step(seen)]


def late_review(view: View) -> list[Reason]:
    """A review, where harm that is no flare has not settled by the time that running is tried in any case."""
    late = [seen for seen in harm_by_time(view) if isinstance(seen, HarmByTime) and not seen.flare]
    return [
        SeeClinician(cause="unsettled", reading=seen.reading, days=seen.days)
        for seen in late
        if view.now - seen.at >= t.HARM_TRY and soft_stop(view) is None and not reviewed_since(view, seen.at)
    ]


def _unsettled(view: View) -> list[Reason]:
    return [*_back_now(view), *_sites_now(view), *_radiating_now(view)]


def _may_step(seen: Reason) -> TypeGuard[HarmByTime | Radiating]:
    return isinstance(seen, HarmByTime) or (isinstance(seen, Radiating) and seen.calm)


def _back_now(view: View) -> list[Reason]:
    seen = view.unsettled
    if seen is None:
        return []
    away, high = view.now - seen.at, view.tolerance.high_before(seen.at)
    step_below = settled(high + t.HARM_ABOVE)
    if away >= t.HARM_REST:
        # A run begun by then speaks for itself: harm is not what stands in the way any more.
        if _begun(view, seen):
            return []
        near = newest_at_most((r for r in view.back if r.at > seen.at), step_below)
        if near or away >= t.HARM_TRY:
            return [_by_time(view, seen, t.HARM_FACTOR if near else None)]
    return [
        HarmSeen(
            reading=seen.id,
            at=seen.at,
            score=seen.score if seen.site == "back" else None,
            flare=bool(seen.flare),
            limit=t.flare_limit(view.tolerance),
            usual_high=high,
            step_at=seen.at + t.HARM_REST,
            step_below=step_below,
            try_at=seen.at + t.HARM_TRY,
        )
    ]


def _by_time(view: View, seen: Reading, factor: float | None) -> HarmByTime:
    days = (view.now - seen.at).days
    return HarmByTime(reading=seen.id, at=seen.at, flare=bool(seen.flare), days=days, factor=factor)


def harm_settled(view: View) -> HarmSettled | None:
    """Harm that has settled since the last run began; what comes next depends on flares and the last response.

    Where one reading alone says that it has, the last run is repeated.
    A flare is told before other harm that settled with it: later pain must not hide it.
    """
    last = view.runs[-1]
    harm = (seen for seen in view.harm if not _past(view, seen))
    over = [(seen, by) for seen in harm if (by := view.settled_by(seen.at)) is not None]
    recent = [(seen, by) for seen, by in over if last.session.started_at <= by.at]
    doubtful = [] if recent else [(seen, by) for seen, by in over if not _calm_twice(view, seen, last)]
    if not recent and not doubtful:
        return None
    found = recent or doubtful
    seen, by = next(((seen, by) for seen, by in reversed(found) if seen.flare), found[-1])
    spoke = bool(last.later) and _begun(view, seen)
    return HarmSettled(
        reading=seen.id,
        settled_by=by.id,
        score=seen.score if seen.site == "back" else None,
        flare=bool(seen.flare),
        factor=t.HARM_FACTOR if recent and (last.raised or (seen.flare and not spoke)) else 1.0,
    )


def not_settled(view: View) -> HarmByTime | None:
    """Harm of the last weeks that has not settled though running goes on: nothing goes further yet."""
    seen = view.unsettled
    return None if seen is None or _past(view, seen) else _by_time(view, seen, 1.0)


def harmed_lately(view: View) -> bool:
    """Whether harm, settled or not, is a reason to go no further than what went well."""
    return harm_settled(view) is not None or not_settled(view) is not None


def _past(view: View, seen: Reading) -> bool:
    """Whether harm is some weeks ago, and running has begun again since."""
    return _begun(view, seen) and view.now - seen.at >= t.REGAIN_DAYS


def _begun(view: View, seen: Reading) -> bool:
    """Whether the last run was begun when harm was some days ago."""
    return bool(view.runs) and view.runs[-1].session.started_at >= seen.at + t.HARM_REST


def _calm_twice(view: View, seen: Reading, last: Done) -> bool:
    """Whether two readings said that harm had settled before the last run began."""
    return sum(r.at < last.session.started_at for r in islice(view.calm_since(seen.at), 2)) > 1


def overtaken(view: View) -> list[HarmByTime]:
    """Harm that has not settled, while the last run, begun by time alone, does not speak for itself.

    It does once it is answered and was not raised.
    """
    seen, last = view.unsettled, view.runs[-1]
    if seen is None or not _begun(view, seen) or _past(view, seen) or (last.later and not last.raised):
        return []
    return [_by_time(view, seen, t.HARM_FACTOR)]


def _sites_now(view: View) -> list[Reason]:
    """Sites whose pain forbids running until a later reading there is 2 or less, one reason a site.

    Pain that came with a run, however many runs ago, or reached the limit at any other time: running again without a
    word of it settles nothing. That of the leg is judged by its own rule.
    """
    found: dict[str, SiteHarm] = {}
    for done in view.runs:
        for ache in done.aches:
            if ache.site != LEG and not site_settled(view, ache.site, done.session.ended_at):
                found[ache.site] = SiteHarm(
                    session=done.session.id, site=ache.site, score=ache.score, limit=ache.limit, twice=ache.twice
                )
    for at, site, score, number in _severe_elsewhere(view):
        if site not in {LEG, *found} and not site_settled(view, site, at):
            found[site] = SiteHarm(reading=number, site=site, score=score, limit=t.SITE_REDUCE, twice=False)
    return [found[site] for site in sorted(found)]


def _severe_elsewhere(view: View) -> list[tuple[datetime, str, float, int | None]]:
    """When, where and how much pain outside the back reached the limit, told by a reading or during any session."""
    told = [
        (r.at, r.site, r.score, r.id)
        for r in view.readings
        if r.site != "back" and r.score is not None and r.score >= t.SITE_REDUCE
    ]
    felt = [
        (s.ended_at, site, score, None)
        for s in view.sessions
        for site, score in s.during_sites.items()
        if score >= t.SITE_REDUCE
    ]
    return [*told, *felt]


def site_settled(view: View, site: str, since: datetime) -> bool:
    """Whether the newest reading of a site from an instant on is 2 or less."""
    return newest_at_most((r for r in view.readings if r.site == site and r.at >= since), t.SITE_SETTLED)


def newest_at_most(readings: Iterable[Reading], most: float) -> bool:
    """Whether the newest reading that tells is at most so much."""
    told = _telling(readings, most)
    return bool(told) and told[-1][1] <= most


def _telling(readings: Iterable[Reading], most: float) -> list[tuple[datetime, float]]:
    """When and what was said that tells whether pain is at most so much.

    Under an extra dose it was at least what was said: so a low number tells nothing, and a high one does.
    """
    said = ((r.at, r.score, r.medicated) for r in readings if r.score is not None)
    return [(at, score) for at, score, medicated in said if not medicated or score > most]


def _radiating_now(view: View) -> list[Reason]:
    """Radiating pain, until it is gone, a professional has looked, or a run was begun once it had been calm.

    Where it was strong, that somebody has looked is not enough for as long as it is.
    """
    legs = _legs(view)
    if not legs:
        return []
    seen = legs[-1]
    after = [r for r in view.readings if r.site == LEG and r.at > seen.at]
    mild = seen.score < t.SITE_REDUCE or newest_at_most(after, t.LEG_PAIN)
    if any(r.score == 0 and not r.medicated for r in after) or (mild and reviewed_since(view, seen.at)):
        return []
    calm = [
        _calm(view, at) and at - seen.at >= t.LEG_CALM for at in (view.now, *(d.session.started_at for d in view.runs))
    ]
    if any(calm[1:]):
        return []
    return [
        Radiating(
            reading=seen.reading,
            session=seen.session,
            reaches=seen.reaches,
            before=seen.before,
            calm=calm[0],
            again=None if seen in view.new_radiating else seen.score,
        )
    ]


def _legs(view: View) -> list[Leg]:
    """Radiating pain that is new, reaches further down, or is as strong as would forbid running elsewhere, by time."""
    new = {leg.at for leg in view.new_radiating}
    told = [(at, score, number, None) for at, site, score, number in _severe_elsewhere(view) if site == LEG]
    came = [
        (d.session.ended_at, ache.score, None, d.session.id) for d in view.runs for ache in d.aches if ache.site == LEG
    ]
    strong = [Leg(at, number, session, None, None, score) for at, score, number, session in [*told, *came]]
    return sorted([*view.new_radiating, *(leg for leg in strong if leg.at not in new)], key=attrgetter("at"))


def _calm(view: View, at: datetime) -> bool:
    """Whether by an instant radiating pain was told of in the last days, and never above a little."""
    told = _telling((r for r in view.readings if r.site == LEG), t.LEG_PAIN)
    told += [(s.ended_at, s.during_sites[LEG]) for s in view.sessions if LEG in s.during_sites]
    lately = [score for when, score in told if timedelta(0) <= at - when < t.LEG_CALM]
    return bool(lately) and max(lately) <= t.LEG_PAIN


def during_high(view: View) -> DuringHigh | None:
    """Pain during or right after the last run (or the last two) at or beyond its limit."""
    limit = t.during_limit(view.tolerance)
    scores = [_early(view, done.session) for done in view.runs[-2:]]
    if not scores or scores[-1] is None or scores[-1] < limit:
        return None
    twice = len(scores) == 2 and scores[0] is not None and scores[0] >= limit
    return DuringHigh(session=view.runs[-1].session.id, score=scores[-1], limit=limit, twice=twice)


def _early(view: View, session: Session) -> float | None:
    """The highest that was told of a session and of the hours right after it; under an extra dose it was at least that.

    A quiet moment after a sore one takes nothing back.
    """
    after = [r.score for r in view.back if horizon_of(lag_of(session, r.at)) == 0]
    return max((score for score in (session.during, *after) if score is not None), default=None)
