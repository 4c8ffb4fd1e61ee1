"""Which readings answer which checks: derived from moments alone, in this one place.

The windows lie apart in the time after a session's end: [0 h, 3 h], [8 h, 32 h) and [32 h, 66 h]. So the next two
mornings answer both checks, whatever the hour of the run.
Of several candidates one without an extra dose of medicine wins, then the one nearest to the target (whatever is on
time is nearer than what is not), then the higher, then the later recorded, then the later numbered.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from backlog.model.session import Reading, Session
from backlog.model.tokens import HORIZONS, UNCHECKED

if TYPE_CHECKING:
    from backlog.model.plan import Pause, Plan

#: horizon -> hours after the end: opens, on time from, on time until, closes.
WINDOWS: dict[int, tuple[float, float, float, float]] = {
    0: (0, 0, 3, 3),
    24: (8, 18, 30, 32),
    48: (32, 42, 54, 66),
}
LAST_CLOSE = timedelta(hours=WINDOWS[48][3])
#: So long after a session soreness is gone (Pettitt 2010): a reading from then on is clear of it.
GONE = timedelta(hours=96)
SHORTEST_CHECKED_S = 5 * 60


class Answer(NamedTuple):
    """A reading in its role as the answer to one check; `lag_h` is hours after the session's end."""

    reading: int
    score: float
    lag_h: float
    timing: str
    after_another: bool
    medicated: bool
    flare: bool


Answers = Mapping[int, Answer | None]


class Check(NamedTuple):
    """A check that is or was owed: bounds of acceptance, target, and its state at a moment."""

    session: int
    horizon_h: int
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    state: str


def horizon_of(lag_h: float) -> int | None:
    """The check that a reading so many hours after a session's end can answer; None between windows.

    A bound that two windows share belongs to the later one.
    """
    inside = (h for h in reversed(HORIZONS) if WINDOWS[h][0] <= lag_h <= WINDOWS[h][3])
    return next(inside, None)


def has_closed(session: Session, horizon: int, at: datetime) -> bool:
    """Whether nothing answers the check any more at that moment; its last may belong to the next check already."""
    lag_h = lag_of(session, at)
    return lag_h > WINDOWS[horizon][3] or (lag_h == WINDOWS[horizon][3] and horizon_of(lag_h) != horizon)


def lag_of(session: Session, at: datetime) -> float:
    """Hours from a session's end to an instant."""
    return (at - session.ended_at).total_seconds() / 3600


def timing_of(horizon: int, lag_h: float) -> str:
    """`early`, `on_time` or `late`, both bounds of on time included."""
    _, first, last, _ = WINDOWS[horizon]
    return "early" if lag_h < first else "late" if lag_h > last else "on_time"


def answers(sessions: Sequence[Session], readings: Iterable[Reading], *, site: str = "back") -> dict[int, Answers]:
    """For every session (by id) and horizon the best reading of the site inside the window, or None."""
    rated = sorted((r for r in readings if r.site == site and r.score is not None), key=lambda r: (r.at, r.id))
    moments = [r.at for r in rated]
    starts = sorted(s.started_at for s in sessions)
    return {s.id: _answers_of(s, rated, moments, starts) for s in sessions}


def _answers_of(session: Session, rated: list[Reading], moments: list[datetime], starts: list[datetime]) -> Answers:
    best: dict[int, tuple[tuple[float, ...], Answer] | None] = dict.fromkeys(HORIZONS)
    first = bisect_left(moments, session.ended_at)
    last = bisect_right(moments, session.ended_at + LAST_CLOSE)
    following = bisect_right(starts, session.started_at)
    next_start = starts[following] if following < len(starts) else None
    for reading in rated[first:last]:
        lag = lag_of(session, reading.at)
        horizon = horizon_of(lag)
        if horizon is None or reading.score is None:
            continue
        timing = timing_of(horizon, lag)
        extra = bool(reading.medicated)
        rank = (extra, abs(lag - horizon), -reading.score, -reading.recorded_at.timestamp(), -reading.id)
        held = best[horizon]
        if held is None or rank < held[0]:
            after = next_start is not None and reading.at > next_start
            best[horizon] = (
                rank,
                Answer(reading.id, reading.score, lag, timing, after, extra, bool(reading.flare)),
            )
    return {horizon: held[1] if held else None for horizon, held in best.items()}


def as_taken(readings: Sequence[Reading], plan: Plan) -> Sequence[Reading]:
    """The readings, of which only those stay marked as medicated that an extra dose made lower.

    Whoever marked the tablet of every day on each, before anybody asked about it, told of nothing out of the ordinary.
    """
    until = plan.marked_until
    if until is None:
        return readings
    return [replace(r, medicated=False) if r.medicated and r.at < until else r for r in readings]


def counting(said: Iterable[tuple[float, bool | None]]) -> list[float]:
    """The scores of which a mean may be taken, each given with whether it was said under an extra dose.

    Pain was at least that then: such a score counts only where it raises the mean, or where there is no other.
    """
    told = [*said]
    every, clear = [score for score, _ in told], [score for score, extra in told if not extra]
    return clear if clear and fsum(clear) / len(clear) > fsum(every) / len(every) else every


def follows(session: Session, at: datetime) -> bool:
    """Whether an instant comes after the session's start; for one that takes no time, not before it."""
    return at > session.started_at or at >= session.ended_at


def owes_checks(session: Session) -> bool:
    """Whether checks are expected after it: every run, and all else of five minutes or more but the unchecked.

    An unknown duration counts as long enough.
    """
    if session.activity == "run":
        return True
    if session.activity in UNCHECKED:
        return False
    return session.duration_s is None or session.duration_s >= SHORTEST_CHECKED_S


def bounds(session: Session, horizon: int) -> tuple[datetime, datetime, datetime]:
    """When the check opens, its target, and when it closes."""
    opens, _, _, closes = WINDOWS[horizon]
    return (
        session.ended_at + timedelta(hours=opens),
        session.ended_at + timedelta(hours=horizon),
        session.ended_at + timedelta(hours=closes),
    )


def is_owed(session: Session, horizon: int, pauses: Sequence[Pause] = ()) -> bool:
    """Whether this check is owed: not if recorded after the window had closed, nor on a paused date."""
    if not owes_checks(session) or has_closed(session, horizon, session.recorded_at):
        return False
    return not any(pause.first <= session.day <= pause.last for pause in pauses)


def state_at(session: Session, horizon: int, now: datetime) -> str:
    """How an unanswered check stands: `upcoming`, `due` until the end of on time, `late` till it closes, `missed`."""
    lag_h = lag_of(session, now)
    if lag_h < WINDOWS[horizon][0]:
        return "upcoming"
    if has_closed(session, horizon, now):
        return "missed"
    return "due" if lag_h <= WINDOWS[horizon][2] else "late"


def check_of(session: Session, horizon: int, now: datetime) -> Check:
    """A check that is not answered, as it stands."""
    return Check(session.id, horizon, *bounds(session, horizon), state_at(session, horizon, now))


def open_checks(
    sessions: Iterable[Session],
    answered: Mapping[int, Answers],
    *,
    now: datetime,
    pauses: Sequence[Pause] = (),
) -> list[Check]:
    """The unanswered expected checks whose window has not closed, soonest target first."""
    owed = [
        check_of(session, horizon, now)
        for session in sessions
        for horizon in HORIZONS
        if answered[session.id][horizon] is None and is_owed(session, horizon, pauses)
    ]
    return sorted((check for check in owed if check.state != "missed"), key=lambda check: (check.due_at, check.session))


def missing_checks(session: Session, answered: Answers, *, now: datetime, pauses: Sequence[Pause] = ()) -> int:
    """How many expected checks of the session closed unanswered."""
    return sum(answered[h] is None and is_owed(session, h, pauses) and has_closed(session, h, now) for h in HORIZONS)
