"""The sixteen weeks of one virtual runner under one policy, and what they truly did to the runner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import floor, fsum
from typing import NamedTuple

from backlog.model.settled import settled_m
from backlog.model.tokens import ASSUMED_PACE
from backlog.simulate.diary import Act, Diary, Step, Told
from backlog.simulate.draws import Draws
from backlog.simulate.runners import RUNS_A_WEEK, Body, Runner
from backlog.simulate.timetable import DAYS, EVENING, MORNING, RUN_DAYS, START, Timetable, hours_since_start

#: Silent or sore from so far above the usual pain on.
SORE = 2.0
#: The weeks of running after which the whole benefit is there (evidence.md 5).
BENEFIT_WEEKS = 12
#: SD of what a leg says without any reaction, in points (design).
LEG_SD = 0.4

#: Nobody goes on for longer than this, whatever is prescribed: a marathon, and five hours of anything else (design).
MOST_M, MOST_S = 42_000.0, 5 * 3600.0

#: A policy in use: asked before a planned session, with the diary so far and the time.
Policy = Callable[[Diary, datetime], Step]
#: Makes a fresh one for a runner.
Maker = Callable[[Told], Policy]


class PlannedSession(NamedTuple):
    """What a policy said before a planned session, and whether it was done.

    `at_floor` is the true rise that 500 m would then have brought, on an average day and on what suits them best.
    """

    at: datetime
    step: Step
    done: bool
    at_floor: float = 0.0


class Ran(NamedTuple):
    """One run: metres prescribed and done, the true peak of its own reaction and of the total within 72 h."""

    at: datetime
    prescribed: float
    metres: float
    own: float
    total: float


@dataclass(kw_only=True)
class Life:
    """What became of a runner: `strong` are the days, from 0, with a rise of 2 or more anywhere that exercise made."""

    diary: Diary = field(default_factory=Diary)
    asked: list[PlannedSession] = field(default_factory=list)
    runs: list[Ran] = field(default_factory=list)
    strong: list[int] = field(default_factory=list)

    @property
    def switched(self) -> datetime | None:
        """When they were first told to switch; None never."""
        return self.switched_from(START)

    def switched_from(self, since: datetime, *, firmly: bool = False) -> datetime | None:
        """When they were first told to switch from a moment on, or were firmly; None never."""
        told = (a for a in self.asked if a.at >= since and a.step.action == "switch")
        return next((a.at for a in told if a.step.firm or not firmly), None)

    @property
    def metres(self) -> float:
        """The metres run."""
        return fsum(run.metres for run in self.runs)

    @property
    def minutes(self) -> float:
        """The minutes of all sessions."""
        return fsum(session.duration_s or 0.0 for session in self.diary.sessions) / 60


class Scene(NamedTuple):
    """What only an all-knowing policy sees: the runner, their body and runs, and what would be handy today."""

    runner: Runner
    body: Body
    runs: Sequence[Ran]
    surface: str
    strike: str


#: Asked like a policy, and sees the truth.
Seer = Callable[[Diary, datetime, Scene], Step]


def live(runner: Runner, draws: Draws, maker: Maker, timetable: Timetable = "asked") -> Life:
    """Under a policy that knows what the runner tells: a fresh one, made here."""
    policy = maker(Told(runner.start, START, runner.activities))
    return live_seen(runner, draws, lambda diary, now, _scene: policy(diary, now), timetable)


def live_seen(runner: Runner, draws: Draws, seer: Seer, timetable: Timetable = "asked") -> Life:
    """A rating a day, a session on the days of the plan, a rating right after it."""
    asked = timetable == "asked"
    living = _Living(runner, draws)
    for day in range(DAYS):
        midnight = START + timedelta(days=day)
        if draws.rates_morning[day]:
            living.rate(2 * day + asked, midnight + (EVENING if asked else MORNING))
        if day % 7 in RUN_DAYS and draws.attends[day]:
            ended = living.session(day, midnight + EVENING, seer)
            if ended is not None and draws.rates_after[day]:
                living.rate(2 * day + 1, ended, draws.after[day] if asked else None)
    living.life.strong = living.body.strong_days()
    return living.life


class _Living:
    def __init__(self, runner: Runner, draws: Draws) -> None:
        self.runner, self.draws = runner, draws
        self.body, self.life = Body(runner), Life()

    def session(self, day: int, at: datetime, seer: Seer) -> datetime | None:
        """Ask, and do what is said or what this runner makes of it; when it ended, None if nothing was done."""
        scene = Scene(self.runner, self.body, self.life.runs, self.draws.surface[day], self.draws.strike[day])
        step = seer(self.life.diary, at, scene)
        act = step.act
        done = act is not None and not (act.activity == "run" and self._stays_away(day))
        self.life.asked.append(PlannedSession(at, step, done, self.body.at_floor(hours_since_start(at))))
        if act is None or not done:
            return None
        if act.activity == "run":
            return self._run(day, at, act)
        seconds = None if act.seconds is None else min(MOST_S, act.seconds)
        ended = self.life.diary.do(act._replace(seconds=seconds), at, act)
        if act.activity == "walk":
            self.body.walk(hours_since_start(ended), (ended - at).total_seconds() / 60)
        return ended

    def _run(self, day: int, at: datetime, act: Act) -> datetime:
        prescribed = act.metres if act.metres is not None else (act.seconds or 0.0) / ASSUMED_PACE["run"] * 1000
        surface, strike = self.draws.surface[day], self.draws.strike[day]
        if act.surface and self.draws.obeys_surface[day]:
            surface = act.surface
        if act.strike and self.draws.obeys_strike[day] and self.runner.heel_share < 1:
            strike = act.strike
        metres = settled_m(min(MOST_M, self.runner.overdoes * self.draws.strays[day] * prescribed))
        ended = self.life.diary.do(Act("run", metres, None, surface, strike), at, Act("run", prescribed))
        km = self.runner.effective_km(metres, surface, strike)
        felt = self.body.run(hours_since_start(ended), km, self.draws.form[day])
        self.life.runs.append(Ran(at, prescribed, metres, *felt))
        return ended

    def _stays_away(self, day: int) -> bool:
        if not (self.runner.skips and self.draws.stays_away[day]):
            return False
        back = [r.score for r in self.life.diary.readings[-2:] if r.site == "back"]
        return bool(back) and (back[-1] or 0.0) >= self.runner.usual + SORE

    def rate(self, moment: int, at: datetime, noise: float | None = None) -> None:
        """Say a number for the back, and for the leg where that reacts; or say nothing."""
        runner, at_h = self.runner, hours_since_start(at)
        rise, noise = self.body.at(at_h), self.draws.noise[moment] if noise is None else noise
        level = self._baseline(at_h) + runner.sd * noise + self.draws.unrelated[moment]
        said = say(level + (rise if runner.site == "back" else 0.0), runner.rounds_to)
        if runner.silent and self.draws.silent[moment] and said >= runner.usual + SORE:
            return
        diary = self.life.diary
        diary.rate(said, at)
        if runner.site != "back":
            diary.rate(say(rise + LEG_SD * self.draws.leg[moment], runner.rounds_to), at, runner.site)

    def _baseline(self, at_h: float) -> float:
        runner = self.runner
        fallen = runner.benefit * min(1.0, len(self.life.runs) / (BENEFIT_WEEKS * RUNS_A_WEEK))
        return runner.usual + runner.drift * at_h / (24 * DAYS) - fallen


def say(level: float, rounds_to: int = 1) -> float:
    """The whole number from 0 to 10 that a runner says at a level of pain, or only an even one."""
    return float(min(10, max(0, rounds_to * floor(level / rounds_to + 0.5))))
