"""Log a session: fill in what the person need not say, store it, say what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import fsum
from typing import Any, NamedTuple

from backlog import clock
from backlog.errors import Doubt, InputError
from backlog.model.checks import LAST_CLOSE, Check, answers, open_checks
from backlog.model.dose import PACE_SESSIONS, usual_pace
from backlog.model.session import Reading, Session
from backlog.model.tokens import ASSUMED_PACE, ON_FOOT
from backlog.model.units import FASTEST_ON_FOOT, UNUSUAL_ON_FOOT_M, show_distance, show_duration
from backlog.store.journal import Journal
from backlog.store.readable import Readable

#: What a session has of the last one where it is to be the same again.
AGAIN = (
    "activity", "sport", "distance_m", "duration_s", "surface", "strike", "forefoot_share", "shoes", "ascent_m",
    "intervals",
)  # fmt: skip
MONTH = timedelta(days=30)
#: Older than that, what was advised is not what somebody goes by who starts now.
ASKED_WITHIN = timedelta(days=7)
#: Two starts of one activity so near each other are more likely one session.
SAME_START = timedelta(minutes=10)


class Assumed(NamedTuple):
    """The pace that a length of time was worked out from, in s/km: the person's own, or a common one; None for none."""

    pace: float | None
    own: bool


class Draft(NamedTuple):
    """What was typed of a session: fields, whether the rest is the last session's (`again`), when, pain before it."""

    fields: Mapping[str, Any]
    zone: str
    again: bool = False
    when: clock.When | None = None
    before: float | None = None


class Logged(NamedTuple):
    """A stored session, its checks still open, its week so far, and another session at the same time.

    `before` is the number of the reading of the pain before it, `assumed` the pace from which its start or end follows.
    """

    session: Session
    before: int | None
    checks: list[Check]
    week_m: float
    week_sessions: int
    twin: Session | None
    assumed: Assumed | None


def placed(facts: Readable, draft: Draft, *, now: datetime) -> tuple[Session, Assumed | None]:
    """The session that would be stored, and the pace that its start or end was worked out from.

    InputError `unknown-id` for a repetition where there is no session yet, and as for `timed`.
    """
    fields: dict[str, Any] = {}
    if draft.again:
        recent = facts.latest_sessions(1, now)
        if not recent:
            raise InputError("unknown-id", "There is no session yet.", "Log one: `backlog log run 2km`.")
        fields = {name: getattr(recent[0], name) for name in AGAIN}
    session = Session(**{**fields, **draft.fields}, zone=draft.zone, recorded_at=now)
    return timed(facts, session, draft.when, now=now)


def timed(
    facts: Readable, draft: Session, when: clock.When | None, *, lasted: timedelta | None = None, now: datetime
) -> tuple[Session, Assumed | None]:
    """The session at its time, on the local date of its own zone, and the pace that one end was worked out from.

    `when`, as of `--at`, is its start; without it the session ended now.
    From start to end it lasted that long, or else its duration; without one the end comes from the distance and the
    person's median pace.
    InputError `future-time` if a known duration would end it more than ten minutes ahead.
    """
    known = lasted is not None or draft.duration_s is not None
    length, assumed = (draft.duration_s or 0.0, None) if known else _assumed_length(facts, draft, now=now)
    span = timedelta(seconds=round(length)) if lasted is None else lasted
    start, approximate = (when.at, when.approximate) if when else (now - span, False)
    end = start + span
    if end > now + clock.FUTURE_SLACK and known and not approximate:
        raise InputError.of("future-time.end-to-come", end=clock.spoken(end, draft.zone, now=now))
    placed = replace(
        draft,
        started_at=start,
        ended_at=max(start, min(end, now)),
        end_estimated=not known,
        approximate=approximate,
        day=clock.local_date(start, draft.zone),
    )
    return placed, assumed


def was_logged_as_it_ended(facts: Readable, session: Session) -> bool:
    """Whether its end was the moment of logging, and its start follows; not one whose later end was cut to that."""
    known = session.duration_s
    length = _assumed_length(facts, session, now=session.recorded_at)[0] if known is None else known
    span = session.ended_at - session.started_at
    return session.ended_at == session.recorded_at and span == timedelta(seconds=round(length))


def _assumed_length(facts: Readable, draft: Session, *, now: datetime) -> tuple[float, Assumed]:
    if draft.distance_m is None:
        return 0.0, Assumed(None, own=False)
    recent = facts.latest_sessions(PACE_SESSIONS, now, draft.activity)
    own = usual_pace(recent)
    pace = ASSUMED_PACE.get(draft.activity, ASSUMED_PACE["other"]) if own is None else own
    return pace * draft.distance_m / 1000, Assumed(pace, own=own is not None)


def unusual(facts: Readable, draft: Session, unit: str) -> str | None:
    """Why a distance on foot should be confirmed: over 100 km, too fast, or over twice the longest of 30 days."""
    if draft.activity not in ON_FOOT or draft.distance_m is None:
        return None
    far = show_distance(draft.distance_m, unit)
    if draft.distance_m > UNUSUAL_ON_FOOT_M:
        return f"{far} on foot is a very long way."
    if draft.duration_s and draft.distance_m / draft.duration_s > FASTEST_ON_FOOT:
        return f"{far} in {show_duration(draft.duration_s)} is faster than anyone on foot."
    longest = max(
        (
            s.distance_m
            for s in facts.sessions(draft.started_at - MONTH, draft.started_at)
            if s.activity == draft.activity and s.distance_m and s.id != draft.id
        ),
        default=None,
    )
    # Of walk and run most of the distance is walked.
    if longest is not None and draft.intervals is None and draft.distance_m > 2 * longest:
        return (
            f"{far} is more than twice your longest {draft.activity} of the last 30 days "
            f"({show_distance(longest, unit)})."
        )
    return None


def log_session(
    journal: Journal, draft: Draft, words: Callable[[Session], str], *, agreed: Doubt | None, now: datetime
) -> Logged | Doubt:
    """Store a session and the pain before it, and say what it means for the week; or what is to be asked first.

    `words` say what a session is, for the history.
    """
    with journal.change("log", "log", now=now) as change:
        session, assumed = placed(change, draft, now=now)
        if doubt := unusual(change, session, change.token("units", "km")):
            question = Doubt(f"{doubt} Store it?", (session,))
            if question != agreed:
                return question
        session = as_prescribed(change, session)
        session = replace(session, id=change.add(session))
        change.summary = f"log {words(session)} ({session.id})"
        before = None if draft.before is None else change.add(_before(session, draft.before))
        return _logged(change, session, before, assumed, week_start=change.token("week_start", "mon"), now=now)


def as_prescribed(facts: Readable, session: Session) -> Session:
    """The session with what the newest decision before its start had asked, if it asked for its activity."""
    ways = facts.asked_last(session.started_at - ASKED_WITHIN, session.started_at)
    asked = next((way for way in ways if way["activity"] == session.activity), None)
    if asked is None:
        return replace(session, prescribed_m=None, prescribed_s=None)
    if session.activity == "run":
        return replace(session, prescribed_m=asked["distance_m"], prescribed_s=None)
    return replace(session, prescribed_m=None, prescribed_s=asked["duration_s"])


def _before(session: Session, score: float) -> Reading:
    """The pain before a session, as a reading at its start."""
    return Reading(
        at=session.started_at,
        zone=session.zone,
        day=session.day,
        score=score,
        approximate=session.approximate,
        recorded_at=session.recorded_at,
    )


def _logged(
    facts: Readable, stored: Session, before: int | None, assumed: Assumed | None, *, week_start: str, now: datetime
) -> Logged:
    first = clock.week_start_of(stored.day, week_start)
    start = clock.local_midnight(first, stored.zone)
    around = facts.sessions(start - timedelta(days=1), start + timedelta(days=8))
    week = [s for s in around if first <= s.day < first + timedelta(days=7)]
    answered = answers([stored], facts.readings(stored.ended_at, stored.ended_at + LAST_CLOSE))
    metres = fsum(s.distance_m or 0.0 for s in week if s.activity in ON_FOOT)
    twin = next((s for s in around if s.id != stored.id and same_time(s, stored)), None)
    checks = open_checks([stored], answered, now=now, pauses=facts.every("pause"))
    return Logged(stored, before, checks, metres, len(week), twin, assumed)


def same_time(one: Session, other: Session) -> bool:
    """Whether two sessions may be one, typed twice: nobody does two at a time.

    Where only the day is known, the activity and the distance must be the same.
    """
    if one.approximate or other.approximate:
        return (one.day, one.activity, one.distance_m) == (other.day, other.activity, other.distance_m)
    if one.activity == other.activity and abs(one.started_at - other.started_at) <= SAME_START:
        return True
    return one.started_at < other.ended_at and other.started_at < one.ended_at
