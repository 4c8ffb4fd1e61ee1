"""A quiet spell on other activities, after which running can be tried again: for the rules and for the numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from backlog.model.session import Session

#: How long it lasts, and how many answered sessions it holds. Design (semantics.md 5).
BENIGN_DAYS, BENIGN_SESSIONS = 14, 3


class Spell(NamedTuple):
    """When it began (with the end of the last run, or of the last session that went badly), and its sessions."""

    since: datetime
    sessions: int

    def benign(self, at: datetime) -> bool:
        """Whether by an instant it has lasted long enough and held enough."""
        return at - self.since >= timedelta(days=BENIGN_DAYS) and self.sessions >= BENIGN_SESSIONS


def spell_of(run_ended: datetime, others: Iterable[tuple[Session, bool]]) -> Spell:
    """The spell after a run: `others` are the answered sessions of other activities, and whether each went badly."""
    after = [(session, badly) for session, badly in others if session.started_at >= run_ended]
    since = max([run_ended, *(session.ended_at for session, badly in after if badly)])
    return Spell(since, sum(not badly and session.started_at >= since for session, badly in after))
