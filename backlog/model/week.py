"""Weeks: what was done and what pain did, as the table and the chart show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backlog.model.tokens import HORIZONS


@dataclass(frozen=True, kw_only=True)
class PainMean:
    """Mean of the answers at one horizon over a week's sessions; `mean` is None where `n` is 0."""

    mean: float | None = None
    n: int = 0


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week. `distance_m` is on foot; `pain` belongs to the week's sessions, whenever it was answered.

    `flares` counts the days of the week that had one.
    """

    start: date
    finished: bool = True
    distance_m: float = 0.0
    by_activity: Mapping[str, float] = field(default_factory=dict)
    minutes_by_activity: Mapping[str, float] = field(default_factory=dict)
    sessions: int = 0
    missing_checks: int = 0
    flares: int = 0
    pain: Mapping[int, PainMean] = field(default_factory=lambda: {h: PainMean() for h in HORIZONS})


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something worth a mark above a chart: `kind` is verdict, switch, return, flare or stop."""

    day: date
    kind: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """All that a chart of weeks shows. `usual` is (low, level, high) of the usual range, None if unknown."""

    weeks: Sequence[Week]
    usual: tuple[float, float, float] | None = None
    marks: Sequence[Mark] = ()
    units: str = "km"
    activity: str | None = None
