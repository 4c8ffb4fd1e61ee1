"""What the numbers say about one person: the seam between statistics and rules.

`stats` makes a Tolerance from facts, `rules` read it; a better model replaces the maker and not the reader.
Whoever makes one, its numbers are settled: the same facts give the same bytes on every machine.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from backlog.model.settled import Settled, settled

#: A response is raised where a reaction of 1 point is more likely than not.
RAISED_P = 0.5
#: Days that are less above usual are not called sore. Design: what is felt as another day.
SORE = 1.0
#: The floor of running: nothing shorter is a run that is worth prescribing. Design.
SHORTEST_RUN_M = 500.0


class Risk(NamedTuple):
    """Of a run of so many metres: the probability of a clear reaction (2 points) and of some (1 point)."""

    metres: float
    clear: float
    some: float


@dataclass(frozen=True, kw_only=True)
class Response(Settled):
    """How a session was answered: the mean of its `n` readings of the days after it minus usual, and the worst of them.

    `scale` is the standard deviation of what they tell of the reaction at its peak, `p_reaction` the probability that
    it was at least 1 point.
    """

    value: float
    worst: float
    scale: float
    n: int
    p_reaction: float

    @property
    def raised(self) -> bool:
        """Whether a reaction is more likely than not."""
        return self.p_reaction > RAISED_P


@dataclass(frozen=True, kw_only=True)
class FloorTest(Settled):
    """How probable a reaction of 1 point or more is even at the floor of running, on something soft.

    `runs` are those it rests on, `mean` the mean response after them, `scale` its standard error, None without answers.
    `p_clear` is that of 2 points or more. `p_then` is the probability as it was when the last run had been answered:
    what is usual is learned further in the days without runs.
    """

    runs: int
    mean: float
    scale: float
    p_too_much: float
    p_clear: float = 0.0
    p_then: float | None = None


@dataclass(frozen=True, kw_only=True)
class Changed(Settled):
    """Running has begun to hurt with a session, and `runs` answered ones since; `probability` that it is so.

    `limit_m` is the longest run within the person's limit since, `p_floor` how probable a reaction at the floor is, and
    `p_clear` one of 2 points.
    It is `over` when the last three have told of none.
    """

    session: int
    runs: int
    probability: float
    limit_m: float
    p_floor: float
    p_clear: float = 0.0
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class Tolerance(Settled):
    """What the numbers say about one person.

    `usual` pain with its error and range, `sd` from day to day; `highs` the top of that range as it was believed from
    one moment after another of the last months on; `readings` counts the readings clear of runs,
    `recent_readings` those of the last 28 days. `responses` are by session number.
    `capacity_m` is the run with a reaction of 1 point, with an interval that holds it in four of five cases; None
    where it was not estimated. `limit_m` is the longest run whose risk stays within the person's limit, `doubted_m`
    the least that it was while answers came in, or would be without one reading that speaks for more. `changed` is
    what the last runs say that those before did not. `risk` is told for candidate distances in order, `course` as
    hours after a run and the share of the peak felt then. `unexplained` is the share of the readings' variation that
    no reaction explains. `worse` is the probability that a hard surface, or a strike, makes it worse; `others_min` the
    longest session of other activities in minutes. `assumed` names what had to be assumed.
    """

    usual: float = 2.0
    usual_error: float = 1.2
    sd: float = 1.2
    low: float = 0.5
    high: float = 3.5
    highs: Sequence[tuple[datetime, float]] = ()
    readings: int = 0
    recent_readings: int = 0
    responses: Mapping[int, Response] = field(default_factory=dict)
    floor: FloorTest | None = None
    capacity_m: float | None = None
    capacity_low_m: float | None = None
    capacity_high_m: float | None = None
    limit_m: float | None = None
    doubted_m: float | None = None
    changed: Changed | None = None
    risk: Sequence[Risk] = ()
    course: Sequence[tuple[float, float]] = ()
    unexplained: float = 1.0
    worse: Mapping[str, float] = field(default_factory=dict)
    others_min: Mapping[str, float] = field(default_factory=dict)
    assumed: Sequence[str] = ()
    version: str = "tolerance-3"

    @property
    def hurting(self) -> Changed | None:
        """That running has begun to hurt, if it has and still does."""
        return None if self.changed is None or self.changed.over else self.changed

    @property
    def limit_now_m(self) -> float | None:
        """The longest run within the person's limit, by all runs and by those since running began to hurt."""
        if self.limit_m is None or self.hurting is None:
            return self.limit_m
        return min(self.limit_m, self.hurting.limit_m)

    def high_before(self, at: datetime) -> float:
        """The top of the usual range as it was believed before a moment."""
        earlier = bisect_left(self.highs, (at,))
        return settled(self.highs[earlier - 1][1]) if earlier else self.high

    def risk_at(self, metres: float) -> Risk | None:
        """The risk of a run, on the straight line between the candidates around it; None where none is told."""
        if not self.risk:
            return None
        after = next((n for n, r in enumerate(self.risk) if r.metres >= metres), len(self.risk) - 1)
        low, high = self.risk[max(0, after - 1)], self.risk[after]
        way = 0.0 if high.metres == low.metres else (metres - low.metres) / (high.metres - low.metres)
        way = min(1.0, max(0.0, way))
        found = [a + way * (b - a) for a, b in zip(low[1:], high[1:], strict=True)]
        return Risk(metres, *map(settled, found))
