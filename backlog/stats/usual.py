"""Which readings are clear of runs, what a session's answers are, and the usual range: plain arithmetic on facts.

Sources: evidence.md 1 and semantics.md 4, in docs/explanation/semantics.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from backlog.model.checks import GONE, Answers, counting, follows
from backlog.model.session import Reading, Session

#: What usual is taken to be without an answer at start.
UNASKED_USUAL = 2.0
#: Usual may rise above the answer at start by this much, and by so much more a day: 0.3 points a month.
RISE, RISE_A_DAY = 0.5, 0.3 / 30.44
#: Eight readings of ten lie within so many SD.
RANGE_SDS = 1.28
#: Readings of so long count as recent.
RECENT = timedelta(days=28)
#: A person's first sessions of an activity count as newly begun.
NEW_SESSIONS = 3


def clear_readings(sessions: Sequence[Session], readings: Sequence[Reading]) -> list[Reading]:
    """Unmedicated back readings 96 h or more after the end of any run or newly begun activity, or before the first.

    Both in order of time.
    """
    loads = _loading(sessions)
    found, begun, latest = [], 0, None
    for reading in readings:
        while begun < len(loads) and follows(loads[begun], reading.at):
            latest = loads[begun].ended_at if latest is None else max(latest, loads[begun].ended_at)
            begun += 1
        if not reading.medicated and (latest is None or reading.at - latest >= GONE):
            found.append(reading)
    return found


def _loading(sessions: Sequence[Session]) -> list[Session]:
    """Runs, and the first three sessions of every other activity."""
    seen: dict[str, int] = {}
    found = []
    for session in sessions:
        seen[session.activity] = seen.get(session.activity, 0) + 1
        if session.activity == "run" or seen[session.activity] <= NEW_SESSIONS:
            found.append(session)
    return found


def usual_range(usual: float, sd: float) -> tuple[float, float]:
    """Usual -+ 1.28 SD, cut to 0-10: about eight readings of ten lie inside."""
    return max(0.0, usual - RANGE_SDS * sd), min(10.0, usual + RANGE_SDS * sd)


def told(checks: Answers) -> list[float]:
    """The scores at 24 and 48 h that count."""
    return counting((a.score, a.medicated) for horizon in (24, 48) if (a := checks[horizon]) is not None)
