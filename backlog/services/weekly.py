"""Weeks and sessions with what pain answered: one query, one derivation, no pandas."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from backlog import clock
from backlog.model.checks import LAST_CLOSE, Answers, answers, horizon_of, missing_checks
from backlog.model.dose import minutes
from backlog.model.plan import Pause
from backlog.model.session import Reading, Session
from backlog.model.tokens import HORIZONS, ON_FOOT
from backlog.model.week import PainMean, Week
from backlog.store.journal import Journal

WEEKS = 12


class Span(NamedTuple):
    """Local dates, both included."""

    first: date
    last: date


class Answered(NamedTuple):
    """A session, its checks, and per other site the highest score during it and at 24 and 48 h."""

    session: Session
    answers: Answers
    sites: Mapping[str, Mapping[str, float | None]]
    flares: int


def span_of(weeks: int | None, first: date | None, last: date | None, *, today: date, week_start: str) -> Span:
    """The whole weeks asked for: from and to, or so many weeks up to `last` (today); 12 if nothing is said."""
    until = last or today
    if first is None:
        first = clock.week_start_of(until, week_start) - timedelta(weeks=(weeks or WEEKS) - 1)
    elif weeks is not None and last is None:
        until = min(today, clock.week_start_of(first, week_start) + timedelta(weeks=weeks, days=-1))
    return Span(clock.week_start_of(first, week_start), until)


def answered_sessions(
    journal: Journal, span: Span | None, *, now: datetime, known: int | None = None
) -> list[Answered]:
    """The sessions of a span of local dates up to `now` (all, if None), oldest first, with their answers."""
    since, until = clock.EARLIEST, now
    if span is not None:
        # A day more on either side: a local date can begin up to 14 hours before or after its date in UTC.
        since = clock.local_midnight(span.first, "UTC") - timedelta(days=1)
        until = min(now, clock.local_midnight(span.last, "UTC") + timedelta(days=2))
    sessions, readings = journal.sessions_with_readings(since, until, known=known)
    readings = sorted((reading for reading in readings if reading.at <= now), key=lambda reading: reading.at)
    moments = [reading.at for reading in readings]
    found = answers(sessions, readings)
    rows = []
    for session in sessions:
        if span is None or span.first <= session.day <= span.last:
            near = readings[
                bisect_left(moments, session.ended_at) : bisect_right(moments, session.ended_at + LAST_CLOSE)
            ]
            rows.append(Answered(session, found[session.id], _sites(session, near), sum(bool(r.flare) for r in near)))
    return rows


def _sites(session: Session, near: Iterable[Reading]) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, float | None]] = {
        site: {"during": score, "24": None, "48": None} for site, score in session.during_sites.items()
    }
    for reading in near:
        horizon = horizon_of((reading.at - session.ended_at).total_seconds() / 3600)
        if reading.site != "back" and reading.score is not None and horizon:
            site = found.setdefault(reading.site, {"during": None, "24": None, "48": None})
            site[str(horizon)] = max(site[str(horizon)] or 0.0, reading.score)
    return found


def weekly(
    journal: Journal, span: Span, *, now: datetime, zone: str, week_start: str, known: int | None = None
) -> list[Week]:
    """The weeks of a span, oldest first, empty ones included, from the first that holds a session."""
    rows = answered_sessions(journal, span, now=now, known=known)
    by_week: dict[date, list[Answered]] = defaultdict(list)
    for row in rows:
        by_week[clock.week_start_of(row.session.day, week_start)].append(row)
    if not by_week:
        return []
    pauses = journal.every("pause", known=known)
    starts = _starts(min(by_week), span.last)
    today = clock.local_date(now, zone)
    return [_week(start, by_week[start], pauses, today=today, now=now) for start in starts]


def _starts(first: date, last: date) -> list[date]:
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


def _week(start: date, rows: Sequence[Answered], pauses: Sequence[Pause], *, today: date, now: datetime) -> Week:
    metres: dict[str, float] = defaultdict(float)
    spent: dict[str, float] = defaultdict(float)
    for row in rows:
        metres[row.session.activity] += row.session.distance_m or 0.0
        spent[row.session.activity] += minutes(row.session) or 0.0
    held = [(pause.first, pause.last) for pause in pauses]
    return Week(
        start=start,
        finished=start + timedelta(days=7) <= today,
        distance_m=sum(metres[activity] for activity in ON_FOOT if activity in metres),
        by_activity={a: m for a, m in sorted(metres.items()) if m},
        sessions=len(rows),
        minutes_by_activity={a: m for a, m in sorted(spent.items()) if m},
        pain={h: _mean([a.score for row in rows if (a := row.answers[h]) is not None]) for h in HORIZONS},
        missing_checks=sum(missing_checks(row.session, row.answers, now=now, pauses=held) for row in rows),
        flares=sum(row.flares for row in rows),
    )


def _mean(scores: Sequence[float]) -> PainMean:
    return PainMean(mean=sum(scores) / len(scores) if scores else None, n=len(scores))
