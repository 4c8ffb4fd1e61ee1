"""What else a day held."""

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
