"""Pain elsewhere in the body: what came with a session, what it is usually, and pain that radiates."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from statistics import fmean
from typing import NamedTuple

from backlog.model.checks import GONE, LAST_CLOSE
from backlog.model.session import Reading, Session
from backlog.model.tokens import REACHES
from backlog.rules.thresholds import HIP_GROIN, LEG_PAIN, RADIATING_MEMORY, SITE_HOLD, SITE_REDUCE

#: Pain that radiates into the leg has a rule of its own.
LEG = "radiating-leg"


class Ache(NamedTuple):
    """Pain at a site that forbids running: the limit it reached, and whether it took two sessions running."""

    site: str
    score: float
    limit: float
    twice: bool


class Leg(NamedTuple):
    """Radiating pain, told by a reading or during a session; `reaches` and `before` say how far down, if known."""

    at: datetime
    reading: int | None
    session: int | None
    reaches: str | None
    before: str | None
    score: float


def peaks(session: Session, readings: Sequence[Reading]) -> dict[str, float]:
    """The highest pain of each other site during a session and until its last check closes.

    The readings are of other sites, in order of time.
    """
    found = dict(session.during_sites)
    first = bisect_left(readings, session.ended_at, key=_moment)
    last = bisect_right(readings, session.ended_at + LAST_CLOSE, key=_moment)
    scores = ((r.site, r.score) for r in readings[first:last] if r.score is not None)
    for site, score in scores:
        found[site] = max(found.get(site, 0.0), score)
    return dict(sorted(found.items()))


def aches(session: Session, before: Session | None, readings: Sequence[Reading]) -> list[Ache]:
    """The sites whose pain with a session (or with it and the one before) forbids running; readings of other sites."""
    earlier = {} if before is None else peaks(before, readings)
    found = []
    for site, score in peaks(session, readings).items():
        if site == "hip-groin" and session.during_sites.get(site, 0.0) >= HIP_GROIN:
            found.append(Ache(site, score, HIP_GROIN, twice=False))
        elif score >= SITE_REDUCE:
            found.append(Ache(site, score, SITE_REDUCE, twice=False))
        elif min(score, earlier.get(site, 0.0)) >= SITE_HOLD and (site != LEG or score > LEG_PAIN):
            found.append(Ache(site, score, SITE_HOLD, twice=True))
    return found


def site_usual(site: str, runs: Sequence[Session], readings: Sequence[Reading]) -> float | None:
    """Mean of a site's readings 96 h or more after any run; None if there are none."""
    clear = [
        r.score
        for r in readings
        if r.site == site
        and r.score is not None
        and not any(run.started_at < r.at < run.ended_at + GONE for run in runs)
    ]
    return fmean(clear) if clear else None


def new_radiating(sessions: Sequence[Session], readings: Sequence[Reading]) -> list[Leg]:
    """Radiating pain that is new (none in the 90 days before) or reaches further down than then."""
    told = _told(sessions, readings)
    found = []
    for number, leg in enumerate(told):
        earlier = [other for other in told[:number] if leg.at - other.at <= RADIATING_MEMORY]
        reached = max((_depth(other.reaches) for other in earlier), default=None)
        if reached is None:
            found.append(leg)
        elif _depth(leg.reaches) > reached >= 0:
            found.append(leg._replace(before=REACHES[reached]))
    return found


def _told(sessions: Sequence[Session], readings: Sequence[Reading]) -> list[Leg]:
    said = [Leg(r.at, r.id, None, r.reaches, None, r.score) for r in readings if r.site == LEG and r.score]
    felt = [Leg(s.ended_at, None, s.id, None, None, score) for s in sessions if (score := s.during_sites.get(LEG))]
    return sorted([*said, *felt], key=lambda leg: (leg.at, leg.reading or 0, leg.session or 0))


def _depth(reaches: str | None) -> int:
    return REACHES.index(reaches) if reaches in REACHES else -1


def _moment(reading: Reading) -> datetime:
    return reading.at
