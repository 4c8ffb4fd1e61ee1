"""One virtual person's weeks, lived under one policy, and the diary that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from backlog.model.session import Reading, Session
from backlog.model.tokens import ASSUMED_PACE
from backlog.simulate.people import DAYS, EVENING, MORNING, RUN_DAYS, START, Life, Person, nrs


class Act(NamedTuple):
    """What the person does: metres of a run, or seconds of something else; None leaves surface and strike to them."""

    activity: str
    metres: float | None = None
    seconds: float | None = None
    surface: str | None = None
    strike: str | None = None


class Step(NamedTuple):
    """What a policy of the bench says before a planned session.

    `action` is one of start, increase, hold, reduce, switch, return, pending or stop; `act` is what an obedient person
    then does, None is nothing.
    """

    action: str
    act: Act | None


@dataclass
class Diary:
    """Sessions and back readings in order of time. Ids count from 1, sessions and readings apart."""

    sessions: list[Session] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    @property
    def runs(self) -> list[Session]:
        """The runs."""
        return [session for session in self.sessions if session.activity == "run"]

    def do(self, act: Act, at: datetime) -> datetime:
        """Enter a session; when it ended."""
        taken = act.seconds if act.seconds is not None else (act.metres or 0.0) / 1000 * ASSUMED_PACE[act.activity]
        ended = at + timedelta(seconds=round(taken))
        self.sessions.append(
            Session(
                id=len(self.sessions) + 1,
                started_at=at,
                ended_at=ended,
                day=at.date(),
                activity=act.activity,
                distance_m=act.metres,
                duration_s=taken,
                surface=act.surface,
                strike=act.strike,
                recorded_at=ended,
            )
        )
        return ended

    def rate(self, score: float, at: datetime) -> None:
        """Enter a rating of the back."""
        self.readings.append(Reading(id=len(self.readings) + 1, at=at, day=at.date(), score=score, recorded_at=at))


#: Asked before a planned session with the diary so far and the time; None does nothing.
Policy = Callable[[Diary, datetime], Act | None]


def live(person: Person, life: Life, policy: Policy) -> Diary:
    """Sixteen weeks: a rating every morning, a session on the days of the plan, a rating right after it."""
    diary = Diary()
    for day in range(DAYS):
        midnight = START + timedelta(days=day)
        if life.rates_morning[day] or day == person.outlier_day:
            said = 10.0 if day == person.outlier_day else _score(person, life, diary, 2 * day, midnight + MORNING)
            diary.rate(said, midnight + MORNING)
        if day % 7 not in RUN_DAYS or not life.attends[day]:
            continue
        act = policy(diary, midnight + EVENING)
        if act is None:
            continue
        ended = diary.do(act, midnight + EVENING)
        if life.rates_after[day]:
            diary.rate(_score(person, life, diary, 2 * day + 1, ended), ended)
    return diary


def _score(person: Person, life: Life, diary: Diary, moment: int, at: datetime) -> float:
    rise = person.rise((run.ended_at for run in diary.runs[-3:]), at) if person.reaction else 0.0
    return nrs(person.usual + person.sd * life.noise[moment] + rise)
