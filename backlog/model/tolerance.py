"""What the numbers say about one person: the seam between statistics and rules.

`stats` makes a Tolerance from facts, `rules` read it; a better model replaces the maker and not the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: A response is raised where a reaction of 1 point is more likely than not.
RAISED_P = 0.5


@dataclass(frozen=True, kw_only=True)
class Response:
    """How a session was answered: mean of its 24 h and 48 h answers minus usual.

    `scale` is the standard deviation of that contrast, `n` how many of the two answers there were,
    `p_reaction` the probability that the reaction was at least 1 point.
    """

    value: float
    scale: float
    n: int
    p_reaction: float

    @property
    def raised(self) -> bool:
        """Whether a reaction is more likely than not."""
        return self.p_reaction > RAISED_P


@dataclass(frozen=True, kw_only=True)
class FloorTest:
    """The mean response over the last short runs, and the probability that the mean reaction is 1 point or more.

    `p_then` is that probability as it was when the last run had been answered: what is usual is learned further in the
    days without runs.
    """

    runs: int
    mean: float
    scale: float
    p_too_much: float
    p_then: float | None = None


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """Usual pain with its error and range, personal SD, responses by session number, and the test at the floor.

    `readings` counts the readings usual rests on, `recent_readings` those of the last 28 days.
    """

    usual: float = 2.0
    usual_error: float = 1.2
    sd: float = 1.2
    low: float = 0.5
    high: float = 3.5
    readings: int = 0
    recent_readings: int = 0
    responses: Mapping[int, Response] = field(default_factory=dict)
    floor: FloorTest | None = None
    limit_m: float | None = None
    worse: Mapping[str, float] = field(default_factory=dict)
    others_min: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[int, float] = field(default_factory=dict)
    version: str = "usual-1"
