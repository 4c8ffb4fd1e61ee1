"""Harm already seen: it needs no second opinion, and nothing runs until it has settled."""

from __future__ import annotations

from datetime import datetime

from backlog.model.decision import Decision, Verdict
from backlog.model.reasons import DuringHigh, HarmSeen, HarmSettled, Radiating, Reason, SiteHarm
from backlog.rules import thresholds as t
from backlog.rules.review import advice, reviewed_since, settled_by
from backlog.rules.substitute import meanwhile
from backlog.rules.verdicts import evidence
from backlog.rules.view import Done, View


def harm(view: View) -> Verdict | None:
    """No running while harm has not settled; something easy and tolerated meanwhile."""
    now = harm_now(view)
    if not now:
        return None
    return Decision(
        action="reduce",
        next=None,
        meanwhile=meanwhile(view),
        reasons=(*now, *advice(view, now)),
        evidence=evidence(view),
    )


def harm_now(view: View) -> list[Reason]:
    """All harm that has not settled."""
    return [*_back_now(view), *_sites_now(view), *_radiating_now(view)]


def _back_now(view: View) -> list[Reason]:
    if not view.harm or settled_by(view, view.harm[-1].at) is not None:
        return []
    seen = view.harm[-1]
    return [
        HarmSeen(
            reading=seen.id,
            at=seen.at,
            score=seen.score if seen.site == "back" else None,
            flare=bool(seen.flare),
            limit=t.flare_limit(view.tolerance),
            usual_high=view.tolerance.high,
        )
    ]


def harm_settled(view: View) -> HarmSettled | None:
    """Harm that has settled and after which no run has begun; what comes next depends on flares and the last response.

    A flare is told before other harm that settled with it: later pain must not hide it.
    """
    if not view.harm or not view.runs:
        return None
    last = view.runs[-1]
    settled = [(seen, by) for seen in view.harm if (by := settled_by(view, seen.at)) is not None]
    recent = [(seen, by) for seen, by in settled if last.session.started_at <= by.at]
    if not recent:
        return None
    seen, by = next(((seen, by) for seen, by in reversed(recent) if seen.flare), recent[-1])
    return HarmSettled(
        reading=seen.id,
        settled_by=by.id,
        score=seen.score if seen.site == "back" else None,
        flare=bool(seen.flare),
        factor=t.HARM_FACTOR if last.raised or seen.flare else 1.0,
    )


def _sites_now(view: View) -> list[Reason]:
    """Sites whose pain forbids running until a later reading there is 2 or less, one reason a site.

    Pain that came with a run, however many runs ago, or reached the limit at any other time: running again without a
    word of it settles nothing.
    """
    found: dict[str, SiteHarm] = {}
    for run in view.runs:
        for ache in run.aches:
            if not site_settled(view, ache.site, run.session.ended_at):
                found[ache.site] = SiteHarm(
                    session=run.session.id, site=ache.site, score=ache.score, limit=ache.limit, twice=ache.twice
                )
    for at, site, score, number in _severe_elsewhere(view):
        if site not in found and not site_settled(view, site, at):
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
    said = [r.score for r in view.readings if r.site == site and r.score is not None and r.at >= since]
    return bool(said) and said[-1] <= t.SITE_SETTLED


def _radiating_now(view: View) -> list[Reason]:
    """New radiating pain, until a later reading says it is gone, or a professional has looked."""
    if not view.new_radiating:
        return []
    seen = view.new_radiating[-1]
    gone = any(r.site == "radiating-leg" and r.at > seen.at and r.score == 0 for r in view.readings)
    if gone or reviewed_since(view, seen.at):
        return []
    return [Radiating(reading=seen.reading, session=seen.session, reaches=seen.reaches, before=seen.before)]


def during_high(view: View) -> DuringHigh | None:
    """Pain during or right after the last run (or the last two) at or beyond its limit."""
    limit = t.during_limit(view.tolerance)
    scores = [_early(done) for done in view.runs[-2:]]
    if not scores or scores[-1] is None or scores[-1] < limit:
        return None
    twice = len(scores) == 2 and scores[0] is not None and scores[0] >= limit
    return DuringHigh(session=view.runs[-1].session.id, score=scores[-1], limit=limit, twice=twice)


def _early(done: Done) -> float | None:
    after = done.answers[0]
    return max((s for s in (done.session.during, after.score if after else None) if s is not None), default=None)
