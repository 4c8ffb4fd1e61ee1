"""Weeks and sessions with what pain answered: facts loaded once, then plain functions of them; no pandas."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import fsum
from typing import NamedTuple

from backlog import clock
from backlog.model.checks import LAST_CLOSE, Answers, answers, horizon_of, missing_checks
from backlog.model.dose import minutes
from backlog.model.plan import Pause
from backlog.model.session import Reading, Session
from backlog.model.tokens import HORIZONS, ON_FOOT
from backlog.model.units import LONGEST_S
from backlog.model.week import PainMean, Week
from backlog.store.readable import Readable

WEEKS = 12
#: A local date begins up to 14 hours before its date in UTC, and ends up to 12 hours after.
ZONES = timedelta(days=1)
#: So long after a session's start its last check closes at the latest.
ANSWERED_WITHIN = timedelta(seconds=LONGEST_S) + LAST_CLOSE


class Span(NamedTuple):
    """Local dates, both included."""

    first: date
    last: date


class Facts(NamedTuple):
    """What a span of local dates (a whole journal: None) is told from, oldest first, nothing of it after `now`.

    Beyond the span there is what answers its sessions, and what came between a session and its answer.
    """

    span: Span | None
    now: datetime
    sessions: Sequence[Session]
    readings: Sequence[Reading]
    pauses: Sequence[Pause]

    def within(self, day: date) -> bool:
        """Whether a local date belongs to the span."""
        return self.span is None or self.span.first <= day <= self.span.last


class Checked(NamedTuple):
    """A session, its checks, and per other site the highest score during it and at 24 and 48 h."""

    session: Session
    answers: Answers
    sites: Mapping[str, Mapping[str, float | None]]


def span_of(weeks: int | None, first: date | None, last: date | None, *, today: date, week_start: str) -> Span:
    """The whole weeks asked for: from and to, or so many weeks up to `last` (today); 12 if nothing is said."""
    until = last or today
    if first is None:
        first = clock.week_start_of(until, week_start) - timedelta(weeks=(weeks or WEEKS) - 1)
    elif weeks is not None and last is None:
        until = min(today, clock.week_start_of(first, week_start) + timedelta(weeks=weeks, days=-1))
    return Span(clock.week_start_of(first, week_start), until)


def load_facts(journal: Readable, span: Span | None, *, now: datetime, known: int | None = None) -> Facts:
    """The facts of a span, as of now or as known after a change: all of one moment."""
    since, until = clock.EARLIEST, now
    if span is not None:
        since = clock.local_midnight(span.first, "UTC") - ZONES
        until = min(now, clock.day_end(span.last, "UTC") + ZONES + ANSWERED_WITHIN)
    with journal.snapshot():
        return Facts(
            span=span,
            now=now,
            sessions=journal.sessions(since, until, known=known),
            readings=journal.readings(since, until, known=known),
            pauses=journal.every("pause", known=known),
        )


def checked_sessions(facts: Facts) -> list[Checked]:
    """The sessions of the span, oldest first, with their answers."""
    moments = [reading.at for reading in facts.readings]
    found = answers(facts.sessions, facts.readings)
    rows = []
    for session in facts.sessions:
        if facts.within(session.day):
            near = slice(bisect_left(moments, session.ended_at), bisect_right(moments, session.ended_at + LAST_CLOSE))
            rows.append(Checked(session, found[session.id], _sites(session, facts.readings[near])))
    return rows


def flare_days(facts: Facts) -> list[date]:
    """The local dates of the span with a flare, in order, each once."""
    return sorted({reading.day for reading in facts.readings if reading.flare and facts.within(reading.day)})


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


def weekly(facts: Facts, *, zone: str, week_start: str) -> list[Week]:
    """The weeks of the span, oldest first, empty ones included, from the first that holds a session."""
    today = clock.local_date(facts.now, zone)
    by_week: dict[date, list[Checked]] = defaultdict(list)
    for row in checked_sessions(facts):
        by_week[clock.week_start_of(row.session.day, week_start)].append(row)
    if not by_week:
        return []
    flares = Counter(clock.week_start_of(day, week_start) for day in flare_days(facts))
    first, last = min(by_week), max(today, *by_week) if facts.span is None else facts.span.last
    starts = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return [_week(start, by_week[start], facts, today=today, flares=flares[start]) for start in starts]


def _week(start: date, rows: Sequence[Checked], facts: Facts, *, today: date, flares: int) -> Week:
    metres: dict[str, list[float]] = defaultdict(list)
    spent: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        metres[row.session.activity].append(row.session.distance_m or 0.0)
        spent[row.session.activity].append(minutes(row.session) or 0.0)
    return Week(
        start=start,
        finished=start + timedelta(days=7) <= today,
        distance_m=fsum(each for activity in ON_FOOT for each in metres.get(activity, ())),
        by_activity={a: m for a, parts in sorted(metres.items()) if (m := fsum(parts))},
        sessions=len(rows),
        minutes_by_activity={a: m for a, parts in sorted(spent.items()) if (m := fsum(parts))},
        pain={h: _mean([a.score for row in rows if (a := row.answers[h]) is not None]) for h in HORIZONS},
        missing_checks=sum(
            missing_checks(row.session, row.answers, now=facts.now, pauses=facts.pauses) for row in rows
        ),
        flares=flares,
    )


def _mean(scores: Sequence[float]) -> PainMean:
    return PainMean(mean=fsum(scores) / len(scores) if scores else None, n=len(scores))
