"""Which checks are open; log pain: one number answers every check that it can."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from backlog.model.checks import LAST_CLOSE, Answer, Check, answers, open_checks
from backlog.model.session import Reading, Session
from backlog.store.journal import Journal
from backlog.store.readable import Readable


class CheckAnswered(NamedTuple):
    """A check that a reading answers: the session, the horizon and how well it was timed."""

    session: Session
    horizon_h: int
    timing: str
    lag_h: float


class Rated(NamedTuple):
    """Stored readings, the checks they answer, and the checks open after that."""

    readings: list[Reading]
    answered: list[CheckAnswered]
    open: list[Check]


def due(journal: Journal, *, now: datetime, known: int | None = None) -> list[tuple[Check, Session]]:
    """The open checks with their sessions, soonest target first; all of one moment."""
    with journal.snapshot():
        ended = journal.sessions_ended(now - LAST_CLOSE, now + LAST_CLOSE, known=known)
        readings = journal.readings(now - LAST_CLOSE, now, known=known)
        pauses = journal.every("pause", known=known)
    sessions = [session for session in ended if session.started_at <= now]
    answered = answers(sessions, readings)
    by_id = {session.id: session for session in sessions}
    return [(check, by_id[check.session]) for check in open_checks(sessions, answered, now=now, pauses=pauses)]


def rate(journal: Journal, reading: Reading, scores: Mapping[str, float | None], *, summary: str) -> Rated:
    """Store one reading a site, all of the moment and circumstances of `reading`, and say what they answer."""
    with journal.change("pain", summary, now=reading.recorded_at) as change:
        drafts = [
            replace(reading, site=site, score=score, reaches=reading.reaches if site == "radiating-leg" else None)
            for site, score in scores.items()
        ]
        stored = [replace(draft, id=change.add(draft)) for draft in drafts]
        change.summary = f"{summary} ({', '.join(str(r.id) for r in stored)})"
        return Rated(stored, *_answered_by(change, stored, now=reading.recorded_at))


def would_answer(facts: Readable, at: datetime, *, now: datetime) -> tuple[list[CheckAnswered], list[Check]]:
    """The checks that a reading of `at` would answer if it were logged now, and all that are open now."""
    draft = Reading(id=sys.maxsize, at=at, score=0.0, recorded_at=now)
    with facts.snapshot():
        return _answered_by(facts, [], now=now, drafts=[draft])[0], _answered_by(facts, [], now=now)[1]


def _answered_by(
    facts: Readable, stored: Sequence[Reading], *, now: datetime, drafts: Sequence[Reading] = ()
) -> tuple[list[CheckAnswered], list[Check]]:
    """The checks that readings answer, stored or not, of all sessions whose windows hold them; the checks open now."""
    since = min([now, *(reading.at for reading in (*stored, *drafts))]) - LAST_CLOSE
    sessions = facts.sessions_ended(since, now)
    answered = answers(sessions, [*facts.readings(since, now + LAST_CLOSE), *drafts])
    mine = {reading.id for reading in (*stored, *drafts)}
    found = [
        CheckAnswered(session, horizon, answer.timing, answer.lag_h)
        for session in sessions
        for horizon, answer in answered[session.id].items()
        if isinstance(answer, Answer) and answer.reading in mine
    ]
    return found, open_checks(sessions, answered, now=now, pauses=facts.every("pause"))
