"""Short ways to make cases: a story of runs with their pain, and hypothesis strategies for such stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from backlog.model.case import Case
from backlog.model.decision import Verdict
from backlog.model.plan import Plan
from backlog.model.screening import Screening
from backlog.model.session import Reading, Session
from backlog.services.advice import judge

#: A Monday, and the now of every case that does not say otherwise.
NOW = datetime(2026, 11, 16, 18, tzinfo=UTC)
SITES = ("back", "back", "back", "knee", "hip-groin", "radiating-leg")


def ago(hours: float) -> datetime:
    """So many hours before now."""
    return NOW - timedelta(hours=hours)


def run(hours_ago: float, metres: float | None = 2000.0, **fields: Any) -> Session:
    """A quarter of an hour of running that ended so many hours ago."""
    end = ago(hours_ago)
    start = end - timedelta(minutes=15)
    given: dict[str, Any] = {"distance_m": metres, "duration_s": 900.0, "recorded_at": end} | fields
    return Session(started_at=start, ended_at=end, day=start.date(), **given)


def pain(hours_ago: float, score: float | None = 2.0, **fields: Any) -> Reading:
    """A rating of the back, so many hours ago."""
    at = ago(hours_ago)
    return Reading(at=at, day=at.date(), score=score, recorded_at=at, **fields)


def numbered(sessions: Sequence[Session], readings: Sequence[Reading]) -> dict[str, Any]:
    """Both with numbers: sessions from 1, readings from 1001."""
    return {
        "sessions": tuple(replace(s, id=n) for n, s in enumerate(sessions, 1)),
        "readings": tuple(replace(r, id=n) for n, r in enumerate(readings, 1001)),
    }


def case(sessions: Sequence[Session] = (), readings: Sequence[Reading] = (), **fields: Any) -> Case:
    """A case of somebody with usual pain 2 who answered the red-flag questions an hour ago."""
    given: dict[str, Any] = {
        "now": NOW,
        "plan": Plan(usual_pain=2.0, usual_pain_at=ago(900)),
        "screenings": (Screening(at=ago(1)),),
    }
    return Case(**(given | numbered(sessions, readings) | fields))


def decided(given: Case) -> Verdict:
    """The verdict, with what the numbers say."""
    return judge(given)[1]


SCORES = st.integers(0, 10).map(float)
MAYBE_SCORES = st.none() | SCORES


@st.composite
def stories(draw: st.DrawFn) -> Case:
    """A person's last weeks: runs at odd intervals, answered or not, other sessions, other sites, flares, a plan."""
    sessions, readings = [], []
    hours = draw(st.floats(1, 700).map(round))
    for _ in range(draw(st.integers(0, 7))):
        activity = draw(st.sampled_from(["run", "run", "run", "walk", "bike", "strength"]))
        metres = draw(st.none() | st.integers(200, 9000).map(float))
        end = ago(hours)
        sessions.append(run(hours, metres, activity=activity, during=draw(MAYBE_SCORES), effort=draw(MAYBE_SCORES),
                            strike=draw(st.sampled_from([None, "heel", "forefoot"]))))  # fmt: skip
        for lag in (1, draw(st.integers(12, 35)), draw(st.integers(36, 66))):
            score = draw(MAYBE_SCORES)
            if score is not None and end + timedelta(hours=lag) <= NOW:
                readings.append(pain(hours - lag, score, medicated=draw(st.sampled_from([None, None, True]))))
        hours = draw(st.integers(20, 200)) + hours
    for _ in range(draw(st.integers(0, 4))):
        site = draw(st.sampled_from(SITES))
        readings.append(pain(draw(st.integers(0, 1500)), draw(SCORES), site=site, flare=draw(st.booleans())))
    plan = Plan(usual_pain=draw(MAYBE_SCORES), usual_pain_at=ago(900), goal_m=draw(st.none() | st.just(3000.0)),
                longest_s=draw(st.none() | st.just(1200.0)))  # fmt: skip
    zone = draw(st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"]))
    looks_back = draw(st.booleans())
    screened = () if looks_back else (Screening(at=ago(draw(st.integers(0, 800)))),)
    return case(sessions, readings, plan=plan, zone=ZoneInfo(zone), screenings=screened, retrospective=looks_back)
