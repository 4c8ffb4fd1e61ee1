"""What is believed of one stream of ratings and the doses that may cause it: the back and runs, a calf and runs.

A posterior remembers what it has followed. Given the same facts and more, it goes on from where it was; given others,
it begins anew: the answer is the same either way.

Somebody who usually says 2 and ran 2 km every other evening, quiet on the mornings after:

>>> events = [one for day in range(0, 20, 2) for one in (Dose(day + 0.8, 2000.0), Rating(day + 1.3, 2.0))]
>>> believed = followed(None, Start(usual=2.0, error=0.5), 0.10, events)
>>> round(believed.longest()), round(believed.capacity(0.1)), round(believed.capacity(0.9))
(3332, 2122, 7923)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import exp

import numpy as np

from backlog.model.checks import LAST_CLOSE
from backlog.model.tolerance import SHORTEST_RUN_M
from backlog.stats.dosing import Array, Steps, mean
from backlog.stats.grid import COURSES, Grid, grid
from backlog.stats.kalman import Dose, Kalman, Rating

#: The reaction that the person's limit is about, in points: the least change that is not noise (Childs 2005); and the
#: least that is called a reaction.
STRONG, REACTION = 2.0, 1.0
#: Any reaction may be so many times as probable as a clear one, at most this; and a condition is expected of the next
#: run from this share of the last ones on.
MILDER, MILDER_MOST, LEAST_SHARE = 5.0, 0.9, 0.12
#: No limit is told below this, nor beyond that, in metres.
LEAST_M, MOST_M = 100.0, 60_000.0
#: The conditions of so many last runs are those expected of the next.
MIX_RUNS = 8
#: A lay-off of so many days makes most of what was learned about reactions old.
LAY_OFF_D, KEPT_AFTER_LAY_OFF = 14.0, 0.3
WINDOW_D = LAST_CLOSE.total_seconds() / 86400

#: Whether a surface is hard, and the strike pattern where it is heel or forefoot.
Condition = tuple[bool, str | None]
EASY: Condition = (False, None)
Mix = Sequence[tuple[Condition, float]]


@dataclass(frozen=True)
class Start:
    """What is believed before any rating: the usual score and its error.

    It may rise to `most`, and by `rise` more a day from `at` on.
    """

    usual: float
    error: float
    most: float | None = None
    rise: float = 0.0
    at: float | None = None


@dataclass
class Posterior:
    """What is believed after the events so far, and what it said before each dose.

    By a dose's moment: `expected` mean and variance of its reaction, what was known `before` it, `limits` the longest
    within the person's limit (metres) where it was asked for, `then` the weights when its answers were in. `usual` is
    the usual score after each rating, with its moment. `varied` sums the squares by which ratings were away from
    usual, `left` of what no reaction had been expected for.
    """

    start: Start
    limit: float
    state: Kalman
    conditions: tuple[bool, bool]
    events: list[Dose | Rating] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=list)
    usual: list[tuple[float, float]] = field(default_factory=list)
    expected: dict[float, tuple[float, float]] = field(default_factory=dict)
    before: dict[float, tuple[Array, Mix]] = field(default_factory=dict)
    limits: dict[float, float] = field(default_factory=dict)
    then: dict[float, Array] = field(default_factory=dict)
    varied: float = 0.0
    left: float = 0.0

    def follow(self, events: Sequence[Dose | Rating]) -> None:
        """Take in events in order of time."""
        for event in events:
            self._settle(event.at)
            if isinstance(event, Dose):
                self._dose(event)
            else:
                self._rate(event)
        self.events.extend(events)

    def copy(self) -> Posterior:
        """The same belief, to be followed on another way."""
        return replace(
            self,
            state=self.state.copy(),
            events=[*self.events],
            doses=[*self.doses],
            usual=[*self.usual],
            expected=dict(self.expected),
            before=dict(self.before),
            limits=dict(self.limits),
            then=dict(self.then),
        )

    @property
    def grid(self) -> Grid:
        """What is held possible."""
        return self.state.grid

    @property
    def weights(self) -> Array:
        """How probable each point of the grid is, shape (G,)."""
        return self.state.weights

    def _settle(self, at: float) -> None:
        last = self.doses[-1].at if self.doses else None
        if last is not None and last not in self.then and at > last + WINDOW_D:
            self.then[last] = self.weights

    def _dose(self, dose: Dose) -> None:
        self.before[dose.at] = (self.weights, self.mix)
        peak = self.grid.height(dose.metres, hard=dose.hard, strike=dose.strike)
        expected = mean(peak, self.weights)
        self.expected[dose.at] = (expected, mean((peak - expected) ** 2, self.weights))
        if self.doses and dose.at - self.doses[-1].at >= LAY_OFF_D:
            self.state.discount(KEPT_AFTER_LAY_OFF)
        self.doses.append(dose)
        self.state.tell(dose)

    def _rate(self, said: Rating) -> None:
        weights, level = self.weights, mean(self.state.level, self.weights)
        self.state.tell(said)
        away, felt = said.score - level, mean(self.state.felt, weights)
        self.varied += away**2
        self.left += (away - felt) ** 2
        if self.start.most is not None:
            days = max(0.0, said.at - self.start.at) if self.start.at is not None else 0.0
            np.minimum(self.state.level, self.start.most + self.start.rise * days, out=self.state.level)
        self.usual.append((said.at, mean(self.state.level, self.weights)))

    @property
    def mix(self) -> Mix:
        """The conditions expected of the next dose, with their shares."""
        last = self.doses[-MIX_RUNS:]
        if not last:
            return [(EASY, 1.0)]
        return [(condition, n / len(last)) for condition, n in Counter((d.hard, d.strike) for d in last).items()]

    def p(self, metres: Array, rise: float, mix: Mix | None = None) -> Array:
        """The probability that a run of so many metres is followed by a rise of so many points; shape of `metres`."""
        return probability(self.grid, self.weights, metres, rise, self.mix if mix is None else mix)

    def longest(self) -> float:
        """The longest run, in metres, that stays within the person's limit; 0 if none does."""
        return longest(self.grid, self.weights, self.mix, self.limit)

    def limit_at(self, at: float) -> float | None:
        """The same as it was before the dose of that moment; None where there is no such dose."""
        if at not in self.limits and at in self.before:
            weights, mix = self.before[at]
            self.limits[at] = longest(self.grid, weights, mix, self.limit)
        return self.limits.get(at)

    def worse(self) -> dict[str, float]:
        """The probability that a hard surface, or a strike pattern, makes reactions worse."""
        factors = {"hard": self.grid.hard, "heel": self.grid.heel, "forefoot": self.grid.forefoot}
        return {
            name: mean((factor > 1).astype(float), self.weights) for name, factor in factors.items() if factor.max() > 1
        }

    def capacity(self, q: float) -> float:
        """The q-quantile of the capacity, in metres on something soft: the run with a reaction of 1 point."""
        return exp(log_metres(self.grid, (EASY,), REACTION).quantile(self.weights, q))

    def course(self, lag_d: float) -> float:
        """The share of a reaction's peak that is expected to be felt so many days after the run."""
        return mean(np.array([course.share(lag_d) for course in COURSES]).take(self.grid.course), self.weights)

    @property
    def unexplained(self) -> float:
        """The share of what ratings varied by that no reaction explains: baseline, noise and all else."""
        return 1.0 if not self.varied else min(1.0, self.left / self.varied)

    def p_floor(self, weights: Array | None = None) -> float:
        """The probability that even the floor of running, on something soft, is followed by a reaction."""
        known = self.weights if weights is None else weights
        return float(probability(self.grid, known, np.array([SHORTEST_RUN_M]), REACTION, [(EASY, 1.0)])[0])

    def p_floor_then(self, at: float) -> float | None:
        """The same as it was when the dose of that moment had been answered; None where it is not yet."""
        return self.p_floor(self.then[at]) if at in self.then else None


def probability(points: Grid, weights: Array, metres: Array, rise: float, mix: Mix) -> Array:
    """The probability that a run of so many metres is followed by a rise of so many points; shape of `metres`."""
    conditions, shares = zip(*mix, strict=True)
    return log_metres(points, conditions, rise).share(np.outer(shares, weights).ravel(), np.log(metres))


def some_limit(limit: float) -> float:
    """How probable any reaction may be to somebody for whom a clear one may be as probable as the limit."""
    return min(MILDER_MOST, MILDER * limit)


def longest(points: Grid, weights: Array, mix: Mix, limit: float) -> float:
    """The longest run, in metres, within the limit: escalation with overdose control (Babb 1998).

    A clear reaction must stay within it under every condition that is to be expected, some reaction within so many
    times the limit under the mixture of them.
    """
    often = [[(condition, 1.0)] for condition, share in mix if share >= LEAST_SHARE]
    return min(
        _reach(points, weights, mix, REACTION, some_limit(limit)),
        *(_reach(points, weights, alone, STRONG, limit) for alone in often),
    )


def _reach(points: Grid, weights: Array, mix: Mix, rise: float, limit: float) -> float:
    """The limit-quantile of the longest run that is followed by less than such a rise; 0 where that is next to none."""
    conditions, shares = zip(*mix, strict=True)
    found = exp(log_metres(points, conditions, rise).quantile(np.outer(shares, weights).ravel(), limit))
    return min(MOST_M, found) if found >= LEAST_M else 0.0


def followed(before: Posterior | None, start: Start, limit: float, events: Sequence[Dose | Rating]) -> Posterior:
    """The posterior after these events, in order of time; goes on from `before` where that followed the first."""
    doses = [e for e in events if isinstance(e, Dose)]
    conditions = (len({d.hard for d in doses}) > 1, len({d.strike for d in doses}) > 1)
    known = len(before.events) if before else 0
    if (
        before is None
        or (before.start, before.limit, before.conditions) != (start, limit, conditions)
        or before.events != list(events[:known])
    ):
        points = grid(surfaces=conditions[0], strikes=conditions[1])
        before, known = Posterior(start, limit, Kalman(points, start.usual, start.error), conditions), 0
    before.follow(events[known:])
    return before


@cache
def log_metres(points: Grid, conditions: tuple[Condition, ...], rise: float) -> Steps:
    """The logarithm of the run whose reaction is `rise` points, for each condition and in each the points (C * G,)."""
    found = [points.distance(rise, hard=hard, strike=strike) for hard, strike in conditions]
    return Steps.of(np.log(np.concatenate(found)))
