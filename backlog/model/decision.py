"""Verdicts: values that can be compared, stored, worded and drawn.

*Cannot tell yet* (Pending) is a type of its own and not a kind of hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from backlog.model.reasons import Reason

Action = Literal["start", "increase", "hold", "reduce", "switch", "return"]


@dataclass(frozen=True, kw_only=True)
class Prescription:
    """One session to do: metres to run or seconds of all else (None where it does not apply), not before an instant.

    `intervals` (`5x60/120`: seconds run and walked) makes it walk and run; the metres are then those of its running
    part. None in the rest leaves surface, strike, share of forefoot and shoes to the person.
    """

    activity: str
    surface: str | None = None
    strike: str | None = None
    distance_m: float | None = None
    duration_s: float | None = None
    not_before: datetime | None = None
    intervals: str | None = None
    forefoot_share: float | None = None
    shoes: str | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The numbers a chart of the verdict can be drawn from; metres, points, None where there is none."""

    usual: float
    usual_low: float
    usual_high: float
    sd: float
    base_m: float | None = None
    cap_m: float | None = None
    last_session: int | None = None
    runs: int = 0
    limit_m: float | None = None
    capacity_m: float | None = None
    capacity_low_m: float | None = None
    capacity_high_m: float | None = None
    unexplained: float | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do next; `meanwhile` is something else that may be done before it, `or_` another way to do it.

    `firm` says of a switch whether it is advised (True) or offered; of all else it is None.
    """

    verdict: ClassVar[str] = "decision"
    action: Action
    next: Prescription | None
    reasons: Sequence[Reason]
    evidence: Evidence
    meanwhile: Prescription | None = None
    or_: Prescription | None = None
    firm: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Pending:
    """It cannot be told yet; `until` is when it can at the latest, None if only an answer helps."""

    verdict: ClassVar[str] = "pending"
    until: datetime | None
    reasons: Sequence[Reason]
    evidence: Evidence
    meanwhile: Prescription | None = None


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A red flag is open: no activity is advised, only whom to see."""

    verdict: ClassVar[str] = "stop"
    reasons: Sequence[Reason]
    evidence: Evidence


Verdict = Decision | Pending | Stop
