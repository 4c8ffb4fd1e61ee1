"""Answered red-flag questions, professional reviews, and red flags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backlog.model.session import EPOCH


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
