"""Log a session: fill in what the person need not say, store it, say what it means."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from backlog import clock
from backlog.errors import InputError
from backlog.model.checks import Check, answers, open_checks
from backlog.model.session import Reading, Session
from backlog.model.tokens import ASSUMED_PACE, ON_FOOT
from backlog.store.journal import Journal

MONTH = timedelta(days=30)
PACES = 15


class Timing(NamedTuple):
    """Start and end of a session, and which of them was assumed."""

    started_at: datetime
    ended_at: datetime
    end_estimated: bool
    approximate: bool
    assumed: str | None


class Logged(NamedTuple):
    """A stored session, its checks still open, and its week so far."""

    session: Session
    before: int | None
    checks: list[Check]
    week_m: float
    week_sessions: int


def timing(journal: Journal, draft: Session, when: clock.When | None, *, now: datetime) -> Timing:
    """When the session was: `--at` is its start; without it the session ended now.

    Without a duration the end comes from the distance and the person's median pace.
    InputError `future-time` if a known duration would end it more than ten minutes ahead.
    """
    known = draft.duration_s is not None
    length, assumed = (draft.duration_s or 0.0, None) if known else _assumed_length(journal, draft, now=now)
    span = timedelta(seconds=round(length))
    if when is None:
        start = now - span
        return Timing(start, now, not known, False, assumed)
    end = when.at + span
    if end > now + clock.FUTURE_SLACK and known and not when.approximate:
        raise InputError("future-time", f"That session would end {clock.spoken(end, draft.zone, now=now)}, which is still to come.",
                         "Check --at (the start) and --duration.")
    return Timing(when.at, max(when.at, min(end, now)) if end > now else end, not known, when.approximate, assumed)


def _assumed_length(journal: Journal, draft: Session, *, now: datetime) -> tuple[float, str | None]:
    if draft.distance_m is None:
        return 0.0, "no duration and no distance given, so it ends when it starts"
    recent = journal.latest_sessions(PACES, now, draft.activity)
    paces = [s.duration_s / s.distance_m * 1000 for s in recent if s.duration_s and s.distance_m]
    pace = sorted(paces)[len(paces) // 2] if paces else ASSUMED_PACE.get(draft.activity, ASSUMED_PACE["other"])
    whose = "your usual" if paces else "an assumed"
    return pace * draft.distance_m / 1000, f"end assumed from {whose} {int(pace // 60)}:{int(pace % 60):02} per km"


def longest_before(journal: Journal, activity: str, at: datetime) -> float | None:
    """The longest distance of the activity in the 30 days before an instant; None without one."""
    done = [s.distance_m for s in journal.sessions(at - MONTH, at) if s.activity == activity and s.distance_m]
    return max(done, default=None)


def unusual(journal: Journal, draft: Session) -> str | None:
    """Why the distance should be confirmed: over 100 km on foot, or over twice the longest of 30 days."""
    if draft.activity not in ON_FOOT or draft.distance_m is None:
        return None
    if draft.distance_m > 100_000:
        return f"{draft.distance_m / 1000:g} km on foot is a very long way."
    longest = longest_before(journal, draft.activity, draft.started_at)
    if longest is not None and draft.distance_m > 2 * longest:
        return (f"{draft.distance_m / 1000:g} km is more than twice your longest {draft.activity} "
                f"of the last 30 days ({longest / 1000:g} km).")
    return None


def store_session(journal: Journal, session: Session, *, before: float | None, now: datetime,
                  summary: str) -> tuple[int, int | None]:
    """Store a session, and the pain before it as a reading at its start; their numbers."""
    with journal.change("log", summary, now=now) as change:
        number = change.add(session)
        reading = None
        if before is not None:
            reading = change.add(Reading(at=session.started_at, zone=session.zone, day=session.day, score=before,
                                         approximate=session.approximate, recorded_at=now))
        change.summary = f"{summary} ({number})"
    return number, reading


def log_session(journal: Journal, session: Session, *, before: float | None, summary: str, week_start: str,
                now: datetime) -> Logged:
    """Store the session and say what it means for the week and which checks it opens."""
    number, reading = store_session(journal, session, before=before, now=now, summary=summary)
    stored = replace(session, id=number)
    first = clock.week_start_of(session.day, week_start)
    start = clock.local_midnight(first, session.zone)
    week = [s for s in journal.sessions(start - timedelta(days=1), start + timedelta(days=8))
            if first <= s.day < first + timedelta(days=7)]
    answered = answers([stored], journal.readings(stored.ended_at, stored.ended_at + timedelta(hours=66)))
    metres = sum(s.distance_m or 0.0 for s in week if s.activity in ON_FOOT)
    return Logged(stored, reading, open_checks([stored], answered, now=now), metres, len(week))


def last_session(journal: Journal, *, now: datetime) -> Session:
    """The last session; BacklogError `unknown-id` if there is none."""
    found = journal.latest_sessions(1, now)
    if not found:
        raise InputError("unknown-id", "There is no session yet.", "Log one: `backlog log run 2km`.")
    return found[0]
