"""Why a verdict is what it is: each reason is a value with its numbers, which `rules.explain` puts into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class RedFlag:
    """An open red flag; `group` is emergency or clinician."""

    code: ClassVar[str] = "red_flag"
    flag: str
    group: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScreeningDue:
    """The red-flag questions are due: `cause` is never, monthly, pain or radiating (then told when)."""

    code: ClassVar[str] = "screening"
    cause: str
    last_at: datetime | None
    told_at: datetime | None = None
    reading: int | None = None


@dataclass(frozen=True, kw_only=True)
class Retrospective:
    """The question is about a time before the first screening, which is therefore not asked for."""

    code: ClassVar[str] = "retrospective"


@dataclass(frozen=True, kw_only=True)
class HarmSeen:
    """A back reading beyond the limit, or a flare, that has not settled into the usual range."""

    code: ClassVar[str] = "harm_seen"
    reading: int
    at: datetime
    score: float | None
    flare: bool
    limit: float
    usual_high: float


@dataclass(frozen=True, kw_only=True)
class HarmSettled:
    """Such a reading that has settled since; `factor` of the last tolerated distance is next."""

    code: ClassVar[str] = "harm_settled"
    reading: int
    settled_by: int
    score: float | None
    flare: bool
    factor: float


@dataclass(frozen=True, kw_only=True)
class DuringHigh:
    """Pain during or right after the last run (`twice`: the last two) at or beyond the limit."""

    code: ClassVar[str] = "during_high"
    session: int
    score: float
    limit: float
    twice: bool


@dataclass(frozen=True, kw_only=True)
class SiteRaised:
    """Pain elsewhere after the last run that forbids an increase."""

    code: ClassVar[str] = "site_raised"
    session: int
    site: str
    score: float
    limit: float


@dataclass(frozen=True, kw_only=True)
class SiteHarm:
    """Pain elsewhere that forbids running until it is 2 or less: it came with a run, or was told by a reading.

    Neither is named where it came with a session of another activity.
    """

    code: ClassVar[str] = "site_harm"
    session: int | None = None
    reading: int | None = None
    site: str
    score: float
    limit: float
    twice: bool


@dataclass(frozen=True, kw_only=True)
class SiteSettled:
    """Such pain elsewhere that has settled since; `factor` of the last run is next."""

    code: ClassVar[str] = "site_settled"
    session: int
    site: str
    score: float
    factor: float


@dataclass(frozen=True, kw_only=True)
class Radiating:
    """Radiating pain that is new, or reaches further down than before; told by a reading, or during a session."""

    code: ClassVar[str] = "radiating"
    reading: int | None
    session: int | None
    reaches: str | None
    before: str | None


@dataclass(frozen=True, kw_only=True)
class SeeClinician:
    """A professional's review is advised: `cause` is severe, flare or no_improvement.

    Severe pain and a flare that does not settle are soft stops; no improvement (the means of six weeks ago and of now)
    changes nothing.
    """

    code: ClassVar[str] = "see_clinician"
    cause: str
    days: int
    reading: int | None = None
    score: float | None = None
    mean_then: float | None = None
    mean_now: float | None = None


@dataclass(frozen=True, kw_only=True)
class FloorTooMuch:
    """Even short runs are probably too much."""

    code: ClassVar[str] = "floor_too_much"
    runs: int
    mean: float
    scale: float
    probability: float
    limit: float
    usual: float


@dataclass(frozen=True, kw_only=True)
class RunUnavailable:
    """The plan does not list running among the available activities."""

    code: ClassVar[str] = "run_unavailable"


@dataclass(frozen=True, kw_only=True)
class Substitute:
    """The dose of the activity instead: equal in MET-minutes, or a step up, or what is new."""

    code: ClassVar[str] = "substitute"
    activity: str
    minutes: float
    equal_minutes: float
    longest_minutes: float | None


@dataclass(frozen=True, kw_only=True)
class BenignSpell:
    """A quiet spell on other activities, long enough to try running again."""

    code: ClassVar[str] = "benign_spell"
    days: int
    days_needed: int
    sessions: int
    sessions_needed: int


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What was seen after the last answered runs, and how probable a clear reaction to the next one is.

    `mean` is the mean response after `runs` runs, in points above `usual`; `limit` is the person's for `probability`.
    """

    code: ClassVar[str] = "expected"
    runs: int
    mean: float
    usual: float
    distance_m: float
    probability: float
    limit: float


@dataclass(frozen=True, kw_only=True)
class BeyondLimit:
    """The last distance has become too much: the probability of a clear reaction to it is beyond the person's limit.

    `limit_m` is the longest run, in metres, whose probability stays within `limit`.
    """

    code: ClassVar[str] = "beyond_limit"
    last_m: float
    limit_m: float
    limit: float


@dataclass(frozen=True, kw_only=True)
class CheckOpen:
    """The last session's 48 h check is neither in nor lapsed; `answerable` if its window is open now."""

    code: ClassVar[str] = "check_open"
    session: int
    opens_at: datetime
    until: datetime
    answerable: bool


@dataclass(frozen=True, kw_only=True)
class RunsTooClose:
    """The last three runs each began within 36 h of the one before."""

    code: ClassVar[str] = "runs_too_close"
    sessions: tuple[int, ...]
    hours: float


@dataclass(frozen=True, kw_only=True)
class MissingAnswers:
    """Too few answers for an increase: the last 48 h check, or two thirds of the last three runs' checks."""

    code: ClassVar[str] = "missing_answers"
    session: int
    last_48h: bool
    answered: int
    asked: int
    needed: int


@dataclass(frozen=True, kw_only=True)
class NotEnough:
    """The last run cannot carry an increase: `cause` is distance (unknown), medicated or after_another."""

    code: ClassVar[str] = "not_enough"
    session: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class NoPainKnown:
    """Runs, but no answered 24 or 48 h check in 30 days: nothing above the median of those runs."""

    code: ClassVar[str] = "no_pain_known"
    runs: int
    median_m: float
    halved: bool


@dataclass(frozen=True, kw_only=True)
class Raised:
    """The last run was followed by a raised response, or by a flare."""

    code: ClassVar[str] = "raised"
    session: int
    response: float | None
    probability: float | None
    flare: bool
    usual: float


@dataclass(frozen=True, kw_only=True)
class Tolerated:
    """The last run was followed by no raised response."""

    code: ClassVar[str] = "tolerated"
    session: int
    response: float
    scale: float
    probability: float
    usual: float


@dataclass(frozen=True, kw_only=True)
class BriefRun:
    """There is no tolerated run to build on: a brief run on something soft."""

    code: ClassVar[str] = "brief_run"
    distance_m: float


@dataclass(frozen=True, kw_only=True)
class LayOff:
    """No tolerated run in 30 days: `half` the last tolerated distance, or the brief run."""

    code: ClassVar[str] = "lay_off"
    days: int
    last_m: float
    half: bool


@dataclass(frozen=True, kw_only=True)
class TwoIncreases:
    """Two increases in the seven local dates that end with the next session's."""

    code: ClassVar[str] = "two_increases"
    sessions: tuple[int, ...]
    most: int
    days: int


@dataclass(frozen=True, kw_only=True)
class AtGoal:
    """The goal distance is reached."""

    code: ClassVar[str] = "at_goal"
    goal_m: float


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A limit that cut the prescription: `name` is cap, regain, goal, longest or floor; `unit` is m or min.

    `asked` is None where the rule asked for as much as is allowed.
    """

    code: ClassVar[str] = "bound"
    name: str
    unit: str
    asked: float | None
    allowed: float
    base: float | None


@dataclass(frozen=True, kw_only=True)
class FindBaseline:
    """Too few readings away from sessions: four days without a run would show the usual pain."""

    code: ClassVar[str] = "find_baseline"
    readings: int
    needed: int
    days: int


@dataclass(frozen=True, kw_only=True)
class Paused:
    """The plan is paused until a date."""

    code: ClassVar[str] = "paused"
    until: datetime


Reason = (
    RedFlag
    | ScreeningDue
    | Retrospective
    | HarmSeen
    | HarmSettled
    | DuringHigh
    | SiteRaised
    | SiteHarm
    | SiteSettled
    | Radiating
    | SeeClinician
    | FloorTooMuch
    | RunUnavailable
    | Substitute
    | BenignSpell
    | BeyondLimit
    | Expected
    | CheckOpen
    | RunsTooClose
    | MissingAnswers
    | NotEnough
    | NoPainKnown
    | Raised
    | Tolerated
    | BriefRun
    | LayOff
    | TwoIncreases
    | AtGoal
    | Bound
    | FindBaseline
    | Paused
)
