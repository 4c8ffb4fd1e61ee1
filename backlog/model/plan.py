"""What the person wants and has, and when they pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

#: The least and the most that a person may accept as the probability of a clear reaction, in percent. Design.
LIMITS = (1, 50)
#: Any reaction may be so many times as probable as a clear one, and no more probable than this. Design, from the bench.
MILDER, MILDER_MOST = 4.0, 0.9


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A spell without training or checks (illness, holiday): first and last local date, both included."""

    id: int = 0
    first: date = date(1970, 1, 1)
    last: date = date(1970, 1, 1)
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One field of the plan, as stored; `value` is JSON."""

    id: int = 0
    name: str = ""
    value: str = "null"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the person wants and has. Metres, seconds, shares 0-1; None is not said.

    `usual_pain` is the answer at `start`, `usual_pain_at` when it was given.
    `medicine` is `regular` where something is taken for pain every day, else `none`; `medicine_at` is when that last
    changed, None if it never did. Readings marked as medicated before `marked_until` were marked for the regular one.
    `reaction_limit` is how probable a clear reaction (2 points or more) to a run may be.
    """

    units: str = "km"
    week_start: str = "mon"
    usual_pain: float | None = None
    usual_pain_at: datetime | None = None
    medicine: str | None = None
    medicine_at: datetime | None = None
    marked_until: datetime | None = None
    goal_m: float | None = None
    longest_s: float | None = None
    reaction_limit: float = 0.10
    activities: tuple[str, ...] = ("run", "walk")
    surfaces: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()


def some_limit(limit: float) -> float:
    """How probable any reaction may be to somebody for whom a clear one may be as probable as the limit."""
    return min(MILDER_MOST, MILDER * limit)
