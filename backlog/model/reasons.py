"""Why a verdict is what it is: each reason is a value with its numbers, which `rules.explain` puts into words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, dataclass_transform

from backlog.model.tolerance import RAISED_P, SORE


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Reason:
    """Makes each reason a frozen value; its `code`, by which it is stored, is its name in small letters."""

    code: ClassVar[str]

    def __init_subclass__(cls, code: str = "") -> None:
        cls.code = code or re.sub(r"(?<=.)(?=[A-Z])", "_", cls.__name__).lower()
        dataclass(frozen=True, kw_only=True)(cls)


class RedFlag(_Reason):
    """An open red flag; `group` is emergency or clinician."""

    flag: str
    group: str
    opened_at: datetime


class ScreeningDue(_Reason, code="screening"):
    """The red-flag questions are due: `cause` is never, monthly, pain or radiating (then told when)."""

    cause: str
    last_at: datetime | None
    told_at: datetime | None = None
    reading: int | None = None


class Retrospective(_Reason):
    """The question is about a time before the first screening, which is therefore not asked for."""


class HarmSeen(_Reason):
    """A back reading beyond the limit, or a flare, that has not settled into the usual range.

    Running may be tried from `step_at` on where the back is at most at `step_below`, and from `try_at` on in any case.
    """

    reading: int
    at: datetime
    score: float | None
    flare: bool
    limit: float
    usual_high: float
    step_at: datetime
    step_below: float
    try_at: datetime


class HarmByTime(_Reason):
    """Such a reading so many `days` ago that a step is tried though the back is not quite as usual.

    `factor` of the last tolerated distance is next, None where walk and run is offered only.
    """

    reading: int
    at: datetime
    flare: bool
    days: int
    factor: float | None


class HarmSettled(_Reason):
    """Such a reading that has settled since; `factor` of the last tolerated distance is next."""

    reading: int
    settled_by: int
    score: float | None
    flare: bool
    factor: float


class DuringHigh(_Reason):
    """Pain during or right after the last run (`twice`: the last two) at or beyond the limit."""

    session: int
    score: float
    limit: float
    twice: bool


class SiteRaised(_Reason):
    """Pain elsewhere after the last run that forbids an increase."""

    session: int
    site: str
    score: float
    limit: float


class SiteHarm(_Reason):
    """Pain elsewhere that forbids running until it is 2 or less: it came with a run, or was told by a reading.

    Neither is named where it came with a session of another activity.
    """

    session: int | None = None
    reading: int | None = None
    site: str
    score: float
    limit: float
    twice: bool


class SiteSettled(_Reason):
    """Such pain elsewhere that has settled since; `factor` of the last run is next."""

    session: int
    site: str
    score: float
    factor: float


class Radiating(_Reason):
    """Radiating pain that is new, or reaches further down than before; told by a reading, or during a session.

    `again` is how strong it was where it is neither, and too strong to run with.
    `calm` says that it was told of since, at most at 3 and no further down, for a week: walk and run may be tried.
    """

    reading: int | None
    session: int | None
    reaches: str | None
    before: str | None
    calm: bool = False
    again: float | None = None


class SeeClinician(_Reason):
    """A professional's review is advised: `cause` is severe, flare, unsettled or no_improvement.

    Severe pain and a flare that does not settle are soft stops; no improvement (the means of six weeks ago and of now)
    changes nothing.
    """

    cause: str
    days: int
    reading: int | None = None
    score: float | None = None
    mean_then: float | None = None
    mean_now: float | None = None


class FloorTooMuch(_Reason):
    """Even short runs are probably too much; `p_clear` is the probability of a clear reaction, of 2 points."""

    runs: int
    mean: float
    scale: float
    probability: float
    limit: float
    usual: float
    p_clear: float = 0.0


class LikelyToHurt(_Reason):
    """A reaction to even the shortest run is more likely than not, and not as sure as a switch asks for."""

    probability: float
    distance_m: float


class RunUnavailable(_Reason):
    """The plan does not list running among the available activities."""


class Substitute(_Reason):
    """The dose of the activity instead: equal in MET-minutes, or a step up, or what is new."""

    activity: str
    minutes: float
    equal_minutes: float
    longest_minutes: float | None


class BenignSpell(_Reason):
    """A quiet spell on other activities, long enough to try running again: so many days, and answered sessions.

    `quiet` says that the last fortnight had no flare and was about as usual.
    """

    days: int
    days_needed: int
    sessions: int
    sessions_needed: int
    quiet: bool = True


class Expected(_Reason):
    """What was seen after the last answered runs, and how probable a clear reaction to the next one is, and `some`.

    `mean` is the mean response after `runs` runs, in points above `usual`; `limit` is the person's for `probability`.
    """

    runs: int
    mean: float
    usual: float
    distance_m: float
    probability: float
    limit: float
    some: float = 0.0


class BeyondLimit(_Reason):
    """The last distance has become too much: a clear reaction to it, or any, is more probable than the person accepts.

    `limit_m` is the longest run, in metres, within both: `limit` for a clear reaction, four times that for any.
    `clear` and `some` are the probabilities after the last distance, None where they are not told.
    """

    last_m: float
    limit_m: float
    limit: float
    clear: float | None = None
    some: float | None = None


class HasChanged(_Reason, code="changed"):
    """Running has begun to hurt: since a session, and in `runs` answered ones; `limit_m` is the longest that may go.

    The session is the first of a row that were felt, up to the one that the numbers name.
    """

    session: int
    since: datetime
    runs: int
    probability: float
    limit_m: float


class CheckOpen(_Reason):
    """The last session's 48 h check is neither in nor lapsed; `answerable` if its window is open now."""

    session: int
    opens_at: datetime
    until: datetime
    answerable: bool


class RunsTooClose(_Reason):
    """The last three runs each began within 36 h of the one before."""

    sessions: tuple[int, ...]
    hours: float


class MissingAnswers(_Reason):
    """Too few answers for an increase: the last 48 h check, or two thirds of the last three runs' checks."""

    session: int
    last_48h: bool
    answered: int
    asked: int
    needed: int


class NotEnough(_Reason):
    """The last run cannot carry an increase: `cause` is distance (unknown), medicated or after_another."""

    session: int
    cause: str


class NoPainKnown(_Reason):
    """Runs, but no answered 24 or 48 h check in 30 days: nothing above the median of those runs."""

    runs: int
    median_m: float
    halved: bool


class Raised(_Reason):
    """The last run was followed by a raised response, by days beyond the usual range, or by a flare.

    `at` is when it began; `worst` the highest score of the days after it, and `then` the first lower one since, if any.
    So many of the last `runs` in a row were followed by such days.
    """

    session: int
    response: float | None
    probability: float | None
    flare: bool
    usual: float
    at: datetime | None = None
    worst: float | None = None
    worst_at: datetime | None = None
    then: float | None = None
    then_at: datetime | None = None
    runs: int = 1

    @property
    def quiet(self) -> bool:
        """Whether no day was sore and no reaction is likely: only that the same again would be too much is doubted."""
        told = self.worst is not None and self.worst_at is not None and self.worst < self.usual + SORE
        return told and not self.flare and (self.probability or 0.0) <= RAISED_P


class Tolerated(_Reason):
    """The last run was followed by no raised response; the worst of the days after it was `worst` above usual."""

    session: int
    response: float
    scale: float
    probability: float
    usual: float
    worst: float = 0.0


class BriefRun(_Reason):
    """There is no tolerated run to build on: a brief run on something soft."""

    distance_m: float


class LayOff(_Reason):
    """No tolerated run in 30 days: `half` the last tolerated distance, or the brief run."""

    days: int
    last_m: float
    half: bool


class TwoIncreases(_Reason):
    """Two increases in the seven local dates that end with the next session's."""

    sessions: tuple[int, ...]
    most: int
    days: int


class AtGoal(_Reason):
    """The goal distance is reached."""

    goal_m: float


class Bound(_Reason):
    """A limit that cut the prescription: `name` is cap, regain, reaction, overrun, goal, longest or floor.

    `unit` is m or min, `asked` None where the rule asked for as much as is allowed.
    """

    name: str
    unit: str
    asked: float | None
    allowed: float
    base: float | None


class FindBaseline(_Reason):
    """Too few readings away from sessions: four days without a run would show the usual pain."""

    readings: int
    needed: int
    days: int


class Paused(_Reason):
    """The plan is paused until a date."""

    until: datetime


Reason = (
    RedFlag | ScreeningDue | Retrospective | HarmSeen | HarmByTime | HarmSettled | DuringHigh | SiteRaised | SiteHarm
    | SiteSettled | Radiating | SeeClinician | FloorTooMuch | LikelyToHurt | RunUnavailable | Substitute | BenignSpell
    | BeyondLimit | HasChanged | Expected | CheckOpen | RunsTooClose | MissingAnswers | NotEnough | NoPainKnown
    | Raised | Tolerated | BriefRun | LayOff | TwoIncreases | AtGoal | Bound | FindBaseline | Paused
)  # fmt: skip
