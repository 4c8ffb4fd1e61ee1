"""What a chart of tolerance shows: capacity as it was known from day to day, the runs, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from backlog.model.case import Case
from backlog.model.decision import Decision, Prescription, Verdict
from backlog.model.plan import some_limit
from backlog.model.tolerance import Tolerance
from backlog.rules.review import changed
from backlog.rules.view import Done, View

#: How a run was answered, the gravest last.
RESPONSES = ("unanswered", "tolerated", "sore", "raised", "harm")
#: Fewer runs than this are a sentence and no picture.
FEWEST = 2


class KnownCapacity(NamedTuple):
    """What was known from a moment on, in metres: the capacity, its band of 80 %, and the limit of the day.

    The limit is the longest run whose risk stays within the person's own limit; 0 where none does. Where running has
    begun to hurt it is that of the runs since.
    """

    at: datetime
    capacity_m: float
    low_m: float
    high_m: float
    limit_m: float


class Dot(NamedTuple):
    """A run of known distance: its number, when it ended, its response, and the limit of its day."""

    session: int
    at: datetime
    metres: float
    response: str
    limit_m: float | None


class Next(NamedTuple):
    """The run that is advised, from when on, and the probability of a clear reaction to it."""

    at: datetime
    metres: float
    clear: float


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """All that a chart of tolerance shows; `limit` is the accepted probability of a clear reaction, `any_limit` of any.

    `unmeasured` runs have no known distance and are not shown. `since` is when running began to hurt, if it has: the
    capacity tells what held before.
    """

    now: datetime
    zone: tzinfo
    units: str
    limit: float
    any_limit: float
    known: Sequence[KnownCapacity]
    runs: Sequence[Dot]
    next: Next | None = None
    unmeasured: int = 0
    since: datetime | None = None

    @property
    def enough(self) -> bool:
        """Whether there is something to look at."""
        return len(self.runs) >= FEWEST


def capacity(case: Case, verdict: Verdict, *, units: str | None = None) -> Capacity:
    """The chart of a case that was judged; it goes as far back as the facts of the verdict do."""
    view = View(case)
    done = [d for d in view.runs if d.session.ended_at <= case.now]
    begun = changed(view)
    steps = known_capacity(case)
    return Capacity(
        now=case.now,
        zone=case.zone,
        units=units or case.plan.units,
        limit=case.plan.reaction_limit,
        any_limit=some_limit(case.plan.reaction_limit),
        known=steps,
        runs=tuple(
            Dot(d.session.id, d.session.ended_at, d.dose, response_of(d), _limit_before(steps, d.session.started_at))
            for d in done
            if d.dose is not None
        ),
        next=next_run(verdict, case.tolerance, case.now),
        unmeasured=sum(d.dose is None for d in done),
        since=None if begun is None else begun.since,
    )


def known_capacity(case: Case) -> tuple[KnownCapacity, ...]:
    """What the facts had said at the end of each day that brought some, what before the first, and what they say now.

    Each moment sees only what was measured before it, so a limit can be held against the run that followed.
    """
    from backlog.stats.tolerance import Memory, estimate

    *moments, last = _moments(case)
    memory: Memory = {}
    then = [estimate(case.sessions, case.readings, case.plan, now=at, memory=memory) for at in moments]
    found = map(_known, [*moments, last], [*then, case.tolerance])
    return tuple(each for each in found if each is not None)


def _moments(case: Case) -> list[datetime]:
    facts = [at for s in case.sessions for at in (s.started_at, s.ended_at)] + [r.at for r in case.readings]
    facts = [at for at in facts if at <= case.now]
    days = sorted({at.astimezone(case.zone).date() for at in facts})
    if not days:
        return [case.now]
    ends = [datetime.combine(day + timedelta(days=1), time(0), case.zone) for day in days]
    start = datetime.combine(days[0], time(0), case.zone) - timedelta(seconds=1)
    return [at.astimezone(UTC) for at in [start, *ends] if at < case.now] + [case.now]


def _known(at: datetime, tolerance: Tolerance) -> KnownCapacity | None:
    low, middle, high = tolerance.capacity_low_m, tolerance.capacity_m, tolerance.capacity_high_m
    if low is None or middle is None or high is None or tolerance.limit_now_m is None:
        return None
    return KnownCapacity(at, middle, low, high, tolerance.limit_now_m)


def _limit_before(steps: Sequence[KnownCapacity], at: datetime) -> float | None:
    return next((step.limit_m for step in reversed(steps) if step.at <= at), None)


def response_of(run: Done) -> str:
    """How a run was answered; answers under painkillers only are none.

    `sore` is one that was probably not to blame for days beyond the usual range.
    """
    if run.harmful:
        return "harm"
    if run.raised:
        return "raised"
    if run.sore and run.tolerated:
        return "sore"
    return "tolerated" if run.tolerated else "unanswered"


def next_run(verdict: Verdict, tolerance: Tolerance, now: datetime) -> Next | None:
    """The run that a verdict asks for; None where it asks for something else, for walk and run, or for nothing."""
    given: Prescription | None = verdict.next if isinstance(verdict, Decision) else None
    if given is None or given.activity != "run" or given.intervals is not None or given.distance_m is None:
        return None
    risk = tolerance.risk_at(given.distance_m)
    if risk is None:
        return None
    return Next(max(now, given.not_before or now), given.distance_m, risk.clear)
