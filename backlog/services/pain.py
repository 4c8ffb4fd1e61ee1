"""Which checks are open; log pain: one number answers every check that it can."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from backlog.model.checks import (
    LAST_CLOSE,
    WINDOWS,
    Answer,
    Check,
    answers,
    horizon_of,
    is_owed,
    lag_of,
    open_checks,
)
from backlog.model.session import Reading, Session
from backlog.store.journal import Journal
from backlog.store.readable import Readable


class CheckAnswered(NamedTuple):
    """A check with its answer: the session, the horizon, and the reading in that role."""

    session: Session
    horizon_h: int
    answer: Answer


class Heard(NamedTuple):
    """What one moment's number does: the checks that it answers, those that another answers better, those open then.

    `early` is a session after which it is too late for right after and too early for the day after, None for none.
    """

    answered: list[CheckAnswered]
    beside: list[CheckAnswered]
    early: Session | None
    open: list[Check]


class Rated(NamedTuple):
    """Stored readings, and what they do."""

    readings: list[Reading]
    heard: Heard


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
        return Rated(stored, _heard(change, stored, now=reading.recorded_at))


def would_answer(facts: Readable, at: datetime, *, now: datetime) -> Heard:
    """What a reading of `at` would do if it were logged now; the checks that are open before it is."""
    draft = Reading(id=sys.maxsize, at=at, score=0.0, recorded_at=now)
    with facts.snapshot():
        return _heard(facts, [], now=now, drafts=[draft])._replace(open=_heard(facts, [], now=now).open)


def _heard(facts: Readable, stored: Sequence[Reading], *, now: datetime, drafts: Sequence[Reading] = ()) -> Heard:
    """What readings do, stored or not, for all sessions whose windows hold them, and the checks open now."""
    mine = [*stored, *drafts]
    since = min([now, *(reading.at for reading in mine)]) - LAST_CLOSE
    sessions = facts.sessions_ended(since, now)
    answered = answers(sessions, [*facts.readings(since, now + LAST_CLOSE), *drafts])
    pauses = facts.every("pause")
    heard = Heard([], [], None, open_checks(sessions, answered, now=now, pauses=pauses))
    for reading in mine:
        if reading.site != "back" or reading.score is None:
            continue
        for session in sessions:
            lag_h = lag_of(session, reading.at)
            horizon = horizon_of(lag_h)
            answer = None if horizon is None else answered[session.id][horizon]
            if horizon is not None and answer is not None:
                place = heard.answered if answer.reading == reading.id else heard.beside
                place.append(CheckAnswered(session, horizon, answer))
            elif 0 < lag_h < WINDOWS[24][0] and is_owed(session, 24, pauses):
                heard = heard._replace(early=session)
    return heard
