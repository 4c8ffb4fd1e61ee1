"""The sixteen weeks of every virtual runner, by docs/explanation/semantics.md 8: when they rate, and when they run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from backlog.model.session import EPOCH

WEEKS = 16
DAYS = 7 * WEEKS
#: A Monday; which one does not matter.
START = EPOCH + timedelta(days=4)
#: When pain is rated each day: at the hour of the run, before it, or in the morning.
Timetable = Literal["asked", "morning"]
TIMETABLES: tuple[Timetable, ...] = ("asked", "morning")
MORNING, EVENING = timedelta(hours=7), timedelta(hours=18)
MORNING_H, EVENING_H = MORNING / timedelta(hours=1), EVENING / timedelta(hours=1)
RUN_DAYS = (0, 2, 4)


def hours_since_start(at: datetime) -> float:
    """The time scale of a body."""
    return (at - START).total_seconds() / 3600
