"""Data quality first: a case made ready to be judged.

Everything that several rules need is derived once, here: which runs were raised, harmful or tolerated, the base and
the cap that held on each run's day, which runs were increases.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from operator import attrgetter
from statistics import fmean, median

from backlog.model.case import Case
from backlog.model.checks import LAST_CLOSE, Answer, Answers, answers, follows
from backlog.model.dose import PACE_SESSIONS, jogged_m, minutes, running_m, usual_pace
from backlog.model.session import Reading, Session
from backlog.model.settled import settled, settled_m
from backlog.model.tokens import ASSUMED_PACE
from backlog.model.tolerance import SORE, Changed, Response, Tolerance
from backlog.rules.sites import Ache, Leg, aches, new_radiating, site_usual
from backlog.rules.thresholds import (
    AS_PRESCRIBED,
    BASE_DAYS,
    EFFORT_JUMP,
    EFFORT_RUNS,
    FLOOR_M,
    GRID_M,
    INCREASE_M,
    OVERRUN_FEWEST,
    OVERRUN_LEAST,
    OVERRUN_MOST,
    OVERRUN_RUNS,
    flare_limit,
    on_grid,
    step_up,
)


@dataclass(frozen=True, kw_only=True)
class Done:
    """A session as the rules see it. `dose` is metres run, or minutes of any other activity; None if unknown.

    What is about what was prescribed counts as that: a watch, and a turn too far, are no choice.

    `base` is the longest tolerated dose of the 30 days before it, `counted` what this one adds to later bases: at most
    the cap of its day. `increase` is whether a run went beyond its base (or changed strike, or effort).
    `aches` is pain elsewhere in the body that forbids running. `ratio` is how many times what was prescribed was
    done, None where either is not known. `sore` says that the days after it were, on average, beyond the usual range,
    whether it was to blame or not.
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
    counted: float | None
    increase: bool
    aches: Sequence[Ache]
    ratio: float | None = None
    sore: bool = False

    @property
    def later(self) -> list[Answer]:
        """Its answers at 24 and 48 h."""
        return [answer for horizon in (24, 48) if (answer := self.answers[horizon]) is not None]

    @property
    def clear(self) -> list[Answer]:
        """Those of them that were not given under painkillers: only they support an increase."""
        return [answer for answer in self.later if not answer.medicated]

    @property
    def pieces(self) -> bool:
        """Whether it was walk and run."""
        return jogged_m(self.session) is not None

    @property
    def felt(self) -> bool:
        """Whether the days after it were sorer than usual at all."""
        return self.raised or (self.response is not None and self.response.value >= SORE)

    @property
    def badly(self) -> bool:
        """Whether it was raised or harmful."""
        return self.raised or self.harmful


class View:
    """A case with what the rules derive from it; everything is in order of time, and nothing is later than now."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.now = case.now
        self.plan = case.plan
        self.tolerance: Tolerance = case.tolerance
        self.sessions = sorted(
            (s for s in case.sessions if s.started_at <= case.now), key=lambda s: (s.started_at, s.id)
        )
        self.readings = sorted(
            (r for r in case.readings if r.at <= case.now), key=lambda r: (r.at, r.site == "back", r.id)
        )
        self.back = [r for r in self.readings if r.site == "back"]
        self.elsewhere = [r for r in self.readings if r.site != "back"]
        self.answered = answers(self.sessions, self.readings)
        self.pauses = case.plan.pauses
        self._done: dict[str, list[Done]] = {}

    @cached_property
    def runs(self) -> list[Done]:
        """Every run."""
        return self.done("run")

    @cached_property
    def base(self) -> float | None:
        """The longest tolerated run of the 30 days before the next one may be, each counted at most at its cap."""
        return self.base_at(self.runs, self.then)

    @cached_property
    def pace(self) -> float:
        """Median seconds per kilometre of the last runs with both known, else the assumed pace."""
        return usual_pace([s for s in self.sessions if s.activity == "run"][-PACE_SESSIONS:]) or ASSUMED_PACE["run"]

    @cached_property
    def floor(self) -> float:
        """The shortest run that is asked for: half a kilometre, or what the goal or the longest session leave of it."""
        longest = self.plan.longest_s and settled_m(self.plan.longest_s / self.pace * 1000)
        known = [metres for metres in (self.plan.goal_m, longest) if metres is not None]
        return max(GRID_M, on_grid(min([FLOOR_M, *known])))

    @property
    def answered_once(self) -> bool:
        """Whether anything is known of any run: before, a limit would be the prior's alone."""
        return any(done.response is not None for done in self.runs)

    @property
    def changed(self) -> Changed | None:
        """That running has begun to hurt, if it has and still does."""
        return self.tolerance.hurting

    @property
    def p_floor(self) -> float:
        """How probable a reaction to even the shortest run is, by all runs or by those since running began to hurt."""
        floor, changed = self.tolerance.floor, self.changed
        return max(0.0 if floor is None else floor.p_too_much, 0.0 if changed is None else changed.p_floor)

    @cached_property
    def overrun(self) -> float:
        """How many times what was asked the person runs; 1 where it is not far more."""
        return overrun(self.runs)

    @cached_property
    def resumes(self) -> datetime | None:
        """When the pause that now lies in is over; None if there is none."""
        today = day = self.local_date(self.now)
        while last := max((pause.last for pause in self.pauses if pause.first <= day <= pause.last), default=None):
            day = last + timedelta(days=1)
        return None if day == today else datetime.combine(day, time(0), self.case.zone).astimezone(UTC)

    @property
    def then(self) -> datetime:
        """Now, or the end of the pause that now lies in: the moment that the next session is judged for."""
        return self.resumes or self.now

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
        return [r for r in self.readings if r.flare or (r.site == "back" and r.score is not None and r.score >= limit)]

    def calm_since(self, at: datetime) -> Iterator[Reading]:
        """Later back readings in what was the usual range before a moment: pain that came since is no part of it.

        No flares, and none said under an extra dose.
        """
        high = self.tolerance.high_before(at)
        for said in self.back[bisect_right(self.back, at, key=attrgetter("at")) :]:
            if not said.flare and not said.medicated and said.score is not None and said.score <= high:
                yield said

    def settled_by(self, at: datetime) -> Reading | None:
        """The first of them."""
        return next(self.calm_since(at), None)

    @cached_property
    def unsettled(self) -> Reading | None:
        """The newest harm that has not settled: each by what was usual before it."""
        return next((seen for seen in reversed(self.harm) if self.settled_by(seen.at) is None), None)

    @cached_property
    def new_radiating(self) -> list[Leg]:
        """Radiating pain that is new or reaches further down."""
        return new_radiating(self.sessions, self.readings)

    def local_date(self, at: datetime) -> date:
        """The date an instant falls on where the person is."""
        return at.astimezone(self.case.zone).date()

    def site_usual(self, site: str) -> float | None:
        """Mean of a site's readings away from any run; None if there are none."""
        return site_usual(site, [s for s in self.sessions if s.activity == "run"], self.readings)

    def base_at(self, done: Sequence[Done], at: datetime) -> float | None:
        """The longest tolerated dose of the 30 days before an instant, each counted at most at its day's cap."""
        return max((d.counted for d in _recent(done, at) if d.tolerated and d.counted is not None), default=None)

    def _judge(self, session: Session, before: Sequence[Done]) -> Done:
        answered = self.answered[session.id]
        response = self.tolerance.responses.get(session.id)
        harm = [r for r in self.harm if _belongs(session, r.at)]
        flare = any(r.flare for r in harm)
        raised = flare or (response is not None and response.raised)
        hurting = aches(session, before[-1].session if before else None, self.elsewhere)
        harmful = bool(harm or hurting) or any(_belongs(session, leg.at) for leg in self.new_radiating)
        clean = any(not a.medicated for h in (24, 48) if (a := answered[h]) is not None)
        dose, ratio = _dose(session)
        base = self.base_at(before, session.started_at)
        beyond = base if base is not None else least_badly(_recent(before, session.started_at))
        if beyond is not None and session.activity == "run":
            beyond = max(beyond, self.floor)
        # What is shorter than any run that is asked for tells of no distance that could be built on.
        brief = session.activity == "run" and dose is not None and dose < self.floor
        return Done(
            session=session,
            answers=answered,
            response=response,
            dose=dose,
            flare=flare,
            raised=raised,
            harmful=harmful,
            tolerated=clean and not raised and not harmful,
            base=base,
            counted=None if brief else _counted(session, dose, base, beyond),
            increase=not brief and (_longer(dose, beyond) or _new_strike(session, before) or _harder(session, before)),
            aches=hurting,
            ratio=ratio,
            sore=raised
            or (response is not None and settled(self.tolerance.usual + response.value) > self.tolerance.high),
        )


def _dose(session: Session) -> tuple[float | None, float | None]:
    """What a session counts as, and how many times what was prescribed that is.

    More pieces of a walk and run than were asked for add nothing.
    """
    if session.activity != "run":
        done, asked = minutes(session), session.prescribed_s and session.prescribed_s / 60
    else:
        done, asked = running_m(session), session.prescribed_m
    if done is None or not asked:
        return done, None
    ratio = settled(done / asked)
    if settled(abs(ratio - 1)) <= AS_PRESCRIBED or (ratio > 1 and jogged_m(session) is not None):
        done = asked
    return done, ratio


def overrun(done: Sequence[Done]) -> float:
    """The median of what the last runs overran, at most 2; 1 where that is little, or known of two runs only."""
    ratios = [d.ratio for d in done[-OVERRUN_RUNS:] if d.ratio is not None]
    found = median(ratios) if len(ratios) >= OVERRUN_FEWEST else 1.0
    return min(found, OVERRUN_MOST) if found >= OVERRUN_LEAST else 1.0


def least_badly(done: Sequence[Done]) -> float | None:
    """The shortest that went badly, each counted at most at its cap, or is known under an extra dose only.

    Where nothing is known to be tolerated, nothing may go beyond it.
    """
    known = [d for d in done if d.badly or (d.later and not d.clear)]
    counted = (d.dose if d.counted is None else d.counted for d in known)
    return min((metres for metres in counted if metres is not None), default=None)


def _recent(done: Sequence[Done], at: datetime) -> list[Done]:
    return [d for d in done if at - BASE_DAYS <= d.session.started_at < at]


def _belongs(session: Session, at: datetime) -> bool:
    return follows(session, at) and at <= session.ended_at + LAST_CLOSE


def _counted(session: Session, dose: float | None, base: float | None, beyond: float | None) -> float | None:
    """At most the cap of the day; without a base at most what went badly before, and otherwise in full."""
    if dose is None or beyond is None:
        return dose
    return min(dose, beyond if base is None else step_up(base, session.activity))


def _longer(dose: float | None, beyond: float | None) -> bool:
    return dose is not None and beyond is not None and dose >= beyond + INCREASE_M


def _new_strike(session: Session, before: Sequence[Done]) -> bool:
    known = [d.session.strike for d in before if d.session.strike]
    return session.strike == "forefoot" and bool(known) and known[-1] != "forefoot"


def _harder(session: Session, before: Sequence[Done]) -> bool:
    efforts = [d.session.effort for d in before if d.session.effort is not None][-EFFORT_RUNS:]
    return session.effort is not None and bool(efforts) and session.effort >= settled(fmean(efforts) + EFFORT_JUMP)
