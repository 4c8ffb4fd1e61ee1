"""How much a session was: metres run, minutes moved, MET-minutes."""

from __future__ import annotations

from collections.abc import Sequence

from backlog.model.session import Session
from backlog.model.settled import settled_m
from backlog.model.tokens import ASSUMED_PACE, MET
from backlog.model.units import interval_parts, running_share

#: Over how many of the last sessions a person's pace is taken.
PACE_SESSIONS = 15
#: Walk and run: seconds of each, and the metres jogged in one piece. A first session in the clinic is five minutes.
WALK_RUN_S, WALK_RUN_M = (60, 120), 100.0


def usual_pace(sessions: Sequence[Session]) -> float | None:
    """The median pace of sessions of one activity, in seconds per kilometre; None if none knows distance and time."""
    known = sorted(s.duration_s / s.distance_m * 1000 for s in sessions if s.duration_s and s.distance_m)
    return (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2 if known else None


def jogged_m(session: Session) -> float | None:
    """Metres that the pieces of a walk and run come to, at most the whole way; None of any other session.

    It is one where the pieces are as brief as is prescribed, and twice as long or longer is walked. How far it all
    went says little of how far was run, and what was asked for says nothing of it.
    """
    if session.activity != "run" or session.intervals is None:
        return None
    pieces, running, walking = interval_parts(session.intervals)
    if running > WALK_RUN_S[0] or walking * WALK_RUN_S[0] < running * WALK_RUN_S[1]:
        return None
    metres = settled_m(pieces * running / WALK_RUN_S[0] * WALK_RUN_M)
    return metres if session.distance_m is None else min(metres, session.distance_m)


def running_m(session: Session) -> float | None:
    """Metres run: jogged in pieces, or the share of the way that the time run makes up; by the time where unknown."""
    jogged = jogged_m(session)
    if jogged is not None:
        return jogged
    metres = session.distance_m
    if metres is None and session.duration_s is not None:
        metres = session.duration_s / ASSUMED_PACE["run"] * 1000
    if metres is None:
        return None
    return settled_m(metres * (running_share(session.intervals) if session.intervals else 1.0))


def minutes(session: Session) -> float | None:
    """Minutes taken; from the distance at an assumed pace where unknown; None if neither is known."""
    if session.duration_s is not None:
        return session.duration_s / 60
    if session.distance_m is None:
        return None
    return session.distance_m / 1000 * ASSUMED_PACE.get(session.activity, ASSUMED_PACE["other"]) / 60


def met_minutes(activity: str, spent: float) -> float:
    """MET-minutes of so many minutes of an activity (2024 Adult Compendium)."""
    return MET.get(activity, MET["walk"]) * spent
