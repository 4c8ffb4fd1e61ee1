"""What the published rules have in common: what they see before a session, and that answers are needed to go on.

Every rule passes the same red-flag gate before it is asked; virtual runners have no red flags. What a rule offers
counts only once a session was done: if it was skipped, the rule judges the last one again, from where it stood then.
Hold, reduce and a fixed plan go by what the rule had offered; only "the longest run" is what was really done.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import takewhile
from typing import ClassVar, NamedTuple

from backlog.model.checks import answers
from backlog.model.session import Session
from backlog.rules.thresholds import BRIEF_M
from backlog.simulate.diary import Act, Diary, Step, Told

#: A reading so long before a start is the one before it (semantics.md 2).
BEFORE = timedelta(hours=12)
#: Rule 2, Schuster Brandt Frandsen 2025: at most 1.10 x the longest run of the last 30 days.
CAP, CAP_DAYS = 1.10, timedelta(days=30)
#: The walk of somebody who was told not to run; ours.
EASY_WALK_S = 10 * 60.0
WEEK = timedelta(days=7)


class Standing(NamedTuple):
    """Where a rule stands: metres (of a walk seconds), a place in its table, sessions in a row, and dates it needs."""

    dose: float
    place: int = 0
    row: int = 0
    marks: tuple[date, ...] = ()


class Instruction(NamedTuple):
    """An action, and where the rule will stand once it was obeyed."""

    action: str
    then: Standing


@dataclass(frozen=True)
class Seen:
    """What is known before a session: the diary, its last session, and now."""

    diary: Diary
    last: Session
    now: datetime

    @cached_property
    def scores(self) -> dict[int, float]:
        """Horizon to score for the answered checks of the last session; an unanswered horizon is left out."""
        since = takewhile(lambda reading: reading.at >= self.last.ended_at, reversed(self.diary.readings))
        found = answers([self.last], since)[self.last.id]
        return {horizon: answer.score for horizon, answer in found.items() if answer is not None}

    @property
    def answered(self) -> bool:
        """Whether the last session's 24 or 48 h check is answered."""
        return not self.scores.keys().isdisjoint((24, 48))

    @cached_property
    def before(self) -> float | None:
        """The back's last score in the 12 h before the last session began."""
        start = self.last.started_at
        recent = takewhile(lambda reading: reading.at >= start - BEFORE, reversed(self.diary.readings))
        return next((r.score for r in recent if r.at <= start and r.site == "back" and r.score is not None), None)

    @property
    def longest(self) -> float | None:
        """The longest run of the last 30 days in metres, as done; None without a run."""
        recent = takewhile(lambda session: session.started_at >= self.now - CAP_DAYS, reversed(self.diary.sessions))
        return max((s.distance_m for s in recent if s.activity == "run" and s.distance_m is not None), default=None)

    def weeks_since(self, session: Session) -> int:
        """From the week of a session to this one, 0 within it; weeks begin on Monday."""
        return (monday(self.now.date()) - monday(session.day)) // WEEK


class Rule(ABC):
    """One runner under one rule: a fresh one for every runner, called before every attended session.

    A rule that names no first session begins with a brief run.
    """

    beginning: ClassVar[Standing] = Standing(BRIEF_M)
    activity: ClassVar[str] = "run"
    surface: ClassVar[str | None] = None
    opening: ClassVar[str] = "start"

    def __init__(self, told: Told) -> None:
        self._told = told
        self._done = 0
        self._stands = self._offered = Standing(0.0)
        self._switched = False

    def __call__(self, diary: Diary, now: datetime) -> Step:
        """The next session. One that a switch took away from running stays away."""
        if not self._switched:
            said = self._say(diary, now)
            self._switched = said.action == "switch"
            self._offered = said.then
        if self._switched:
            return Step("switch", Act("walk", None, EASY_WALK_S))
        return Step(said.action, None if said.action == "pending" else self._act(self._offered.dose))

    def _say(self, diary: Diary, now: datetime) -> Instruction:
        last = next((session for session in reversed(diary.sessions) if session.activity == self.activity), None)
        if last is None:
            return Instruction(self.opening, self.beginning)
        if last.id != self._done:
            self._done, self._stands = last.id, self._offered
        seen = Seen(diary, last, now)
        said = self.after(self._stands, seen)
        if said.then.dose > self._stands.dose and not seen.answered:
            return Instruction("hold", self._stands)
        return said

    def _act(self, dose: float) -> Act:
        if self.activity == "walk":
            return Act("walk", None, dose)
        return Act(self.activity, dose, surface=self.surface)

    @abstractmethod
    def after(self, stands: Standing, seen: Seen) -> Instruction:
        """What follows the last session, which was done as `stands`; longer needs its 24 or 48 h answer in any case."""


def onward(stands: Standing, then: Standing) -> Instruction:
    """`increase` if the dose grows, else `hold`: a plan that shortens a session by itself does not reduce."""
    return Instruction("increase" if then.dose > stands.dose else "hold", then)


def monday(day: date) -> date:
    """The Monday of a date's week."""
    return day - timedelta(days=day.weekday())
