"""Data quality first: a case made ready to be judged.

Everything that several rules need is derived once, here: which runs were raised, harmful or tolerated, the base and
the cap that held on each run's day, which runs were increases.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from backlog.model.case import Case
from backlog.model.checks import LAST_CLOSE, WINDOWS, Answer, Answers, answers
from backlog.model.dose import minutes, running_m
from backlog.model.session import Reading, Session
from backlog.model.tokens import REACHES
from backlog.model.tolerance import Response, Tolerance
from backlog.rules.thresholds import (
    BASE_DAYS,
    EFFORT_JUMP,
    GRID_M,
    RADIATING_MEMORY,
    SITE_REDUCE,
    flare_limit,
    step_up,
)


@dataclass(frozen=True, kw_only=True)
class Done:
    """A session as the rules see it. `dose` is metres run, or minutes of any other activity; None if unknown.

    `base` is the longest tolerated dose of the 30 days before it, `cap` what that allowed, `counted` what this one
    adds to later bases; `increase` is whether it went beyond the base (or changed strike, or effort) on its day.
    """

    session: Session
    answers: Answers
    response: Response | None
    dose: float | None
    flare: bool
    raised: bool
    harmful: bool
    tolerated: bool
    base: float | None
    cap: float | None
    counted: float | None
    increase: bool

    @property
    def later(self) -> list[Answer]:
        """Its answers at 24 and 48 h."""
        return [answer for horizon in (24, 48) if (answer := self.answers[horizon]) is not None]


class View:
    """A case with what the rules derive from it. `runs` and the others are in order of time, all up to now."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.now = case.now
        self.plan = case.plan
        self.tolerance: Tolerance = case.tolerance
        self.sessions = sorted((s for s in case.sessions if s.started_at <= case.now),
                               key=lambda s: (s.started_at, s.id))
        self.readings = sorted((r for r in case.readings if r.at <= case.now), key=lambda r: (r.at, r.id))
        self.back = [r for r in self.readings if r.site == "back"]
        self._elsewhere = [(r.at, r.site, r.score) for r in self.readings if r.site != "back" and r.score is not None]
        self.answered = answers(self.sessions, self.readings)
        self.pauses = [(pause.first, pause.last) for pause in case.plan.pauses]
        self.resumes = [datetime.combine(last + timedelta(days=1), time(0), case.zone).astimezone(UTC)
                        for first, last in self.pauses if first <= self.local_date(case.now) <= last]
        self._done: dict[str, list[Done]] = {}

    @cached_property
    def runs(self) -> list[Done]:
        """Every run."""
        return self.done("run")

    def done(self, activity: str) -> list[Done]:
        """Every session of an activity."""
        if activity not in self._done:
            found: list[Done] = []
            for session in self.sessions:
                if session.activity == activity:
                    found.append(self._judge(session, found))
            self._done[activity] = found
        return self._done[activity]

    @cached_property
    def activities(self) -> list[str]:
        """The activities done, most recent first."""
        return list(dict.fromkeys(s.activity for s in reversed(self.sessions)))

    @cached_property
    def harm(self) -> list[Reading]:
        """Back readings beyond the limit, and flares."""
        limit = flare_limit(self.tolerance)
        return [r for r in self.back if r.flare or (r.score is not None and r.score >= limit)]

    @cached_property
    def new_radiating(self) -> list[tuple[Reading, str | None]]:
        """Radiating pain that is new or reaches further down, with how far it reached before (None: not at all)."""
        said = [r for r in self.readings if r.site == "radiating-leg" and r.score]
        found: list[tuple[Reading, str | None]] = []
        for number, reading in enumerate(said):
            before = [r for r in said[:number] if reading.at - r.at <= RADIATING_MEMORY]
            reach = max((_reach(r) for r in before), default=-2)
            if not before:
                found.append((reading, None))
            elif _reach(reading) > max(reach, -1) >= 0:
                found.append((reading, REACHES[reach]))
        return found

    def local_date(self, at: datetime) -> date:
        """The date an instant falls on where the person is."""
        return at.astimezone(self.case.zone).date()

    def site_peaks(self, session: Session) -> dict[str, float]:
        """The highest pain of each other site during a session and at its 24 and 48 h."""
        peaks = dict(session.during_sites)
        first = bisect_left(self._elsewhere, session.ended_at + timedelta(hours=WINDOWS[24][0]), key=_moment)
        last = bisect_right(self._elsewhere, session.ended_at + LAST_CLOSE, key=_moment)
        for _, site, score in self._elsewhere[first:last]:
            peaks[site] = max(peaks.get(site, 0.0), score)
        return peaks

    def site_usual(self, site: str) -> float | None:
        """Mean of a site's readings 96 h or more after any run; None if there are none."""
        ends = sorted(s.ended_at for s in self.sessions if s.activity == "run")
        clear = []
        for at, where, score in self._elsewhere:
            ended = bisect_right(ends, at)
            if where == site and (ended == 0 or at - ends[ended - 1] >= timedelta(hours=96)):
                clear.append(score)
        return sum(clear) / len(clear) if clear else None

    def base_at(self, done: Sequence[Done], at: datetime) -> float | None:
        """The longest tolerated dose of the 30 days before an instant, each counted at most at its day's cap."""
        found: float | None = None
        for d in reversed(done):
            if d.session.started_at < at - BASE_DAYS:
                break
            if d.tolerated and d.counted is not None and d.session.started_at < at:
                found = d.counted if found is None else max(found, d.counted)
        return found

    def _judge(self, session: Session, before: Sequence[Done]) -> Done:
        answered = self.answered[session.id]
        response = self.tolerance.responses.get(session.id)
        after = [r for r in self.harm if session.ended_at <= r.at <= session.ended_at + LAST_CLOSE]
        flare = any(r.flare for r in after)
        raised = flare or (response is not None and response.p_reaction > 0.5)
        sites = self.site_peaks(session)
        harmful = bool(after) or any(score >= SITE_REDUCE for score in sites.values())
        clean = any(not a.medicated for h in (24, 48) if (a := answered[h]) is not None)
        dose = running_m(session) if session.activity == "run" else minutes(session)
        base = self.base_at(before, session.started_at)
        cap = None if base is None else step_up(base, session.activity)
        counted = dose if dose is None or cap is None else min(dose, cap)
        return Done(session=session, answers=answered, response=response, dose=dose, flare=flare, raised=raised,
                    harmful=harmful, tolerated=clean and not raised and not harmful, base=base, cap=cap,
                    counted=counted, increase=_is_increase(session, dose, base, before))


def _is_increase(session: Session, dose: float | None, base: float | None, before: Sequence[Done]) -> bool:
    if base is None or not before:
        return False
    if dose is not None and dose >= base + (GRID_M if session.activity == "run" else 1):
        return True
    known = [d.session for d in before if d.session.strike]
    if session.strike == "forefoot" and known and known[-1].strike != "forefoot":
        return True
    efforts = [d.session.effort for d in before[-10:] if d.session.effort is not None]
    return session.effort is not None and bool(efforts) and session.effort >= sum(efforts) / len(efforts) + EFFORT_JUMP


def _reach(reading: Reading) -> int:
    return REACHES.index(reading.reaches) if reading.reaches in REACHES else -1


def _moment(said: tuple[datetime, str, float]) -> datetime:
    return said[0]
