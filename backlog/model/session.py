"""What was done: one session of one activity, and one rating of pain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Session:
    """One session. Everything but start, end and activity may be unknown (None).

    Instants are UTC; `zone` is the IANA name of the place it started in and `day` its local date there.
    Metres, seconds, scores 0-10 and a share 0-1; `cadence` in steps per minute.
    `intervals` is the normal form `6x60/120`; `distance_m` is then the whole way, run and walked.
    `during` is the highest back pain during it, `during_sites` the highest of other sites.
    `prescribed_m` (of a run) or `prescribed_s` (of all else) is what the last decision before it had asked for.
    """

    id: int = 0
    started_at: datetime = EPOCH
    ended_at: datetime = EPOCH
    zone: str = "UTC"
    day: date = date(1970, 1, 1)
    activity: str = "run"
    sport: str | None = None
    distance_m: float | None = None
    duration_s: float | None = None
    end_estimated: bool = False
    approximate: bool = False
    ascent_m: float | None = None
    surface: str | None = None
    strike: str | None = None
    forefoot_share: float | None = None
    shoes: str | None = None
    effort: float | None = None
    during: float | None = None
    during_sites: Mapping[str, float] = field(default_factory=dict)
    mood_before: float | None = None
    mood_after: float | None = None
    steps: int | None = None
    cadence: float | None = None
    intervals: str | None = None
    note: str | None = None
    source: str = "typed"
    source_key: str | None = None
    recorded_at: datetime = EPOCH
    prescribed_m: float | None = None
    prescribed_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One rating of pain at one site at one moment; which checks it answers is derived, never stored.

    `flare` is the person's own yes or no to "hard to tolerate or got in the way"; None is not asked.
    `reaches` says how far down the leg radiating pain goes.
    """

    id: int = 0
    at: datetime = EPOCH
    zone: str = "UTC"
    day: date = date(1970, 1, 1)
    site: str = "back"
    score: float | None = None
    flare: bool | None = None
    medicated: bool | None = None
    reaches: str | None = None
    approximate: bool = False
    note: str | None = None
    source: str = "typed"
    source_key: str | None = None
    recorded_at: datetime = EPOCH
