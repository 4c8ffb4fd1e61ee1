"""Which checks are open."""

from __future__ import annotations

from datetime import datetime

from backlog.model.checks import LAST_CLOSE, Check, answers, open_checks
from backlog.model.session import Session
from backlog.store.journal import Journal


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
