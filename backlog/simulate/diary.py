"""What a virtual runner says and does: what they tell a policy at the start, and the diary that it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from backlog.model.session import Reading, Session
from backlog.model.tokens import ASSUMED_PACE


class Told(NamedTuple):
    """The facts that a person would give at the start, and nothing of the truth behind them.

    `usual` is their answer on the NRS at `usual_at`; `activities` are those that they have, running among them.
    """

    usual: float
    usual_at: datetime
    activities: tuple[str, ...]


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
    then does, None is nothing. A switch is `firm` where it is advised and not only offered.
    """

    action: str
    act: Act | None
    firm: bool = True


@dataclass
class Diary:
    """Sessions and readings in order of time. Ids count from 1, sessions and readings apart."""

    sessions: list[Session] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    @property
    def runs(self) -> list[Session]:
        """The runs."""
        return [session for session in self.sessions if session.activity == "run"]

    def do(self, act: Act, at: datetime, told: Act | None = None) -> datetime:
        """Enter a session, with what they had been told to do; when it ended."""
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
                prescribed_m=told and told.metres,
                prescribed_s=told and told.seconds,
            )
        )
        return ended

    def rate(self, score: float, at: datetime, site: str = "back") -> None:
        """Enter a rating."""
        number = len(self.readings) + 1
        self.readings.append(Reading(id=number, at=at, day=at.date(), site=site, score=score, recorded_at=at))
