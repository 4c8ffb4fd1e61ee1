"""Log pain: one number answers every check that it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from backlog.model.checks import LAST_CLOSE, Answer, Answers, Check, answers, horizon_of, open_checks, timing_of
from backlog.model.session import Reading, Session
from backlog.store.journal import Journal


class Answered(NamedTuple):
    """A check that a reading answers: the session, the horizon and how well it was timed."""

    session: Session
    horizon_h: int
    timing: str
    lag_h: float


class Rated(NamedTuple):
    """Stored readings, the checks they answer, and the checks open after that."""

    readings: list[Reading]
    answered: list[Answered]
    open: list[Check]


def rate(journal: Journal, reading: Reading, scores: Mapping[str, float | None], *, summary: str) -> Rated:
    """Store one reading a site, all of the moment and circumstances of `reading`, and say what they answer."""
    with journal.change("pain", summary, now=reading.recorded_at) as change:
        drafts = [
            replace(reading, site=site, score=score, reaches=reading.reaches if site == "radiating-leg" else None)
            for site, score in scores.items()
        ]
        stored = [replace(draft, id=change.add(draft)) for draft in drafts]
        change.summary = f"{summary} ({', '.join(str(r.id) for r in stored)})"
    sessions, answered = _around(journal, reading.at, now=reading.recorded_at)
    mine = {r.id for r in stored}
    return Rated(
        stored,
        _answered_by(sessions, answered, mine),
        open_checks(sessions, answered, now=reading.recorded_at, pauses=_pauses(journal)),
    )


def would_answer(journal: Journal, at: datetime) -> tuple[list[Answered], list[Check]]:
    """The open checks that a reading at `at` would answer, and all that are open."""
    sessions, answered = _around(journal, at, now=at)
    checks = open_checks(sessions, answered, now=at, pauses=_pauses(journal))
    found = []
    for session in sessions:
        lag = (at - session.ended_at).total_seconds() / 3600
        horizon = horizon_of(lag)
        if horizon is not None and any(c.session == session.id and c.horizon_h == horizon for c in checks):
            found.append(Answered(session, horizon, timing_of(horizon, lag), lag))
    return found, checks


def _around(journal: Journal, at: datetime, *, now: datetime) -> tuple[list[Session], dict[int, Answers]]:
    """The sessions whose checks are open now or whose windows hold `at`, and their answers."""
    since = min(at, now) - LAST_CLOSE
    sessions = journal.sessions_ended(since, now)
    return sessions, answers(sessions, journal.readings(since, now + LAST_CLOSE))


def _answered_by(sessions: list[Session], answered: Mapping[int, Answers], readings: set[int]) -> list[Answered]:
    found = []
    for session in sessions:
        for horizon, answer in answered[session.id].items():
            if isinstance(answer, Answer) and answer.reading in readings:
                found.append(Answered(session, horizon, answer.timing, answer.lag_h))
    return found


def _pauses(journal: Journal) -> list[tuple[date, date]]:
    return [(pause.first, pause.last) for pause in journal.every("pause")]
