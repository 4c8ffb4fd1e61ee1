"""Everything a verdict is made from, in one value; "now" included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from backlog.model.plan import Plan
from backlog.model.screening import Flag, Screening
from backlog.model.session import EPOCH, Reading, Session
from backlog.model.tolerance import Tolerance


@dataclass(frozen=True, kw_only=True)
class Case:
    """The facts of the last half year up to `now`, the plan, the screening, and what the numbers say.

    `zone` is the person's, for local dates. `retrospective` is true where the first screening came after `now`.
    """

    now: datetime = EPOCH
    zone: tzinfo = UTC
    sessions: Sequence[Session] = ()
    readings: Sequence[Reading] = ()
    plan: Plan = field(default_factory=Plan)
    screenings: Sequence[Screening] = ()
    flags: Sequence[Flag] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)
    retrospective: bool = False
