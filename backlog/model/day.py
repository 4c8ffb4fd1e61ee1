"""The rest of a person's record: days, plans, pauses, screenings and flags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from backlog.model.session import EPOCH


@dataclass(frozen=True, kw_only=True)
class Day:
    """What else a day held. Hours, scores 0-10; None is not asked. Tags are free words."""

    id: int = 0
    day: date = date(1970, 1, 1)
    sleep_h: float | None = None
    sitting_h: float | None = None
    stress: float | None = None
    lifting: float | None = None
    mood: float | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    source: str = "typed"
    source_key: str | None = None
    recorded_at: datetime = EPOCH


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A spell without training or checks (illness, holiday): first and last local date, both included."""

    id: int = 0
    first: date = date(1970, 1, 1)
    last: date = date(1970, 1, 1)
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Screening:
    """One answered red-flag questionnaire (`screening`), or a professional's look (`review`)."""

    id: int = 0
    at: datetime = EPOCH
    zone: str = "UTC"
    kind: str = "screening"
    who: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A red flag the person answered yes to; open until `cleared_at`."""

    id: int = 0
    flag: str = ""
    opened_at: datetime = EPOCH
    zone: str = "UTC"
    cleared_at: datetime | None = None
    cleared_by: str | None = None
    note: str | None = None


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
    `reaction_limit` is the accepted probability of a reaction per session (used by the tolerance model).
    """

    units: str = "km"
    week_start: str = "mon"
    usual_pain: float | None = None
    usual_pain_at: datetime | None = None
    goal_m: float | None = None
    longest_s: float | None = None
    reaction_limit: float = 0.10
    activities: tuple[str, ...] = ("run", "walk")
    surfaces: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()
