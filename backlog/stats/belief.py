"""What is believed of reactions: the weights of a grid, and the last runs weighed so that more pain is never less.

Estimated together, a high score can speak *for* a person: it may be laid to a bad week or to another course, and then
less of the pain is the run's. So the last runs are not taken into the grid point by point. Each is one number, the rise
that its readings tell (`Rise`), against what was believed before the first of them; and for each question (how far
until 2 points?) the points are put in the order of their answer, and what each expects of the run is made to fall in
that order (isotonic regression: Barlow et al. 1972, Statistical inference under order restrictions). The likelihood
ratio of a Gaussian, or of any loss that is convex, is then monotone in the rise, and so is every quantile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backlog.model.tolerance import SHORTEST_RUN_M
from backlog.stats.dosing import Array, Steps
from backlog.stats.grid import STEP, Grid

#: The reaction that the person's limit is about, in points: the least change that is not noise (Childs 2005); and the
#: least that is called a reaction.
STRONG, REACTION = 2.0, 1.0
#: Any reaction may be so many times as probable as a clear one, at most this; and a condition is expected of the next
#: run from this share of the last ones on.
MILDER, MILDER_MOST, LEAST_SHARE = 4.0, 0.9, 0.12
#: No limit is told below this, nor beyond that, in metres.
LEAST_M, MOST_M = 100.0, 60_000.0
#: Beyond so many standard deviations the loss goes on in a straight line (Huber 1964, Ann Math Stat 35:73).
HUBER = 2.0
#: What a point weighs at least beside the others where an order is looked for, so that none is without an answer.
TRACE = 1e-9
#: Answers within a step of the grid are one answer.
BIN = np.log(STEP)

#: Whether a surface is hard, and the strike pattern where it is heel or forefoot.
Condition = tuple[bool, str | None]
EASY: Condition = (False, None)
Mix = Sequence[tuple[Condition, float]]


class Rise(NamedTuple):
    """What the readings after a run tell of its reaction at its peak: points above usual, and their variance.

    `level` is the part of the variance that it has in common with the rises of other runs: usual is not known exactly,
    and where that is a point lower, the rise is `gain` points higher. It is at `least` that, where all was said under
    an extra dose of painkillers.
    """

    points: float
    variance: float
    level: float
    gain: float
    least: bool = False

    def away(self, expected: Array) -> Array:
        """How far it is from what is expected, in points; what it is at least is not below."""
        return np.maximum(0.0, self.points - expected) if self.least else self.points - expected


@dataclass(frozen=True, eq=False)
class Ordered:
    """The points in the order of an answer: `bins` (N,) says in which of so many `count` each lies, lowest first."""

    steps: Steps
    bins: NDArray[np.intp]
    count: int


@dataclass(eq=False)
class Frame:
    """What was believed before the last runs: the weights (G,) of a grid, and what each point expects of each run (G,).

    `mix` are the conditions expected of the next run, `limit` how probable a clear reaction to it may be.
    """

    grid: Grid
    weights: Array
    mix: Mix
    limit: float
    heights: Sequence[Array] = ()
    _known: dict[object, tuple[Ordered, Array, Array]] = field(default_factory=dict)

    def asked(self, rise: float, mix: Mix) -> tuple[Ordered, Array, Array]:
        """How far until a reaction of so many points: the order, the weights (N,), and what is expected of each run."""
        key = (rise, tuple(mix))
        if key not in self._known:
            conditions, shares = zip(*mix, strict=True)
            order = ordered(self.grid, conditions, rise)
            weights = np.outer(shares, self.weights).ravel()
            traced = weights + TRACE
            held = np.asarray(np.bincount(order.bins, traced, order.count), float)
            masses = [
                np.bincount(order.bins, traced * np.tile(h, len(shares)), order.count) / held for h in self.heights
            ]
            self._known[key] = (order, weights, falling(np.array(masses), held) if masses else np.empty((0, 0)))
        return self._known[key]


@dataclass(eq=False)
class Belief:
    """A frame, and the rises that the last of its runs told; None where one told nothing."""

    frame: Frame
    rises: Sequence[Rise | None] = ()
    _known: dict[object, tuple[Steps, Array]] = field(default_factory=dict)

    def asked(self, rise: float, mix: Mix) -> tuple[Steps, Array]:
        """How far until a reaction of so many points, as steps, with the weights after the last runs."""
        key = (rise, tuple(mix))
        if key not in self._known:
            order, weights, expected = self.frame.asked(rise, mix)
            told = [(one, row) for one, row in zip(self.rises, expected, strict=True) if one is not None]
            if told:
                # What all have in common is as much for their mean as if each had all of it.
                loss = sum(
                    huber(rise.away(row) / sqrt(rise.variance + (len(told) - 1) * rise.level)) for rise, row in told
                )
                weights = weights * np.exp(np.min(loss) - loss).take(order.bins)
                weights = weights / weights.sum()
            self._known[key] = (order.steps, weights)
        return self._known[key]

    def p(self, metres: Array, rise: float, mix: Mix | None = None) -> Array:
        """The probability that a run of so many metres is followed by a rise of so many points; shape of `metres`."""
        steps, weights = self.asked(rise, self.frame.mix if mix is None else mix)
        return steps.share(weights, np.log(metres))

    def p_floor(self, rise: float = REACTION) -> float:
        """The probability that even the floor of running, on something soft, is followed by such a reaction."""
        return float(self.p(np.array([SHORTEST_RUN_M]), rise, [(EASY, 1.0)])[0])

    def capacity(self, q: float) -> float:
        """The q-quantile of the capacity, in metres on something soft: the run with a reaction of 1 point."""
        steps, weights = self.asked(REACTION, [(EASY, 1.0)])
        return exp(steps.quantile(weights, q))

    def longest(self) -> float:
        """The longest run, in metres, within the limit; 0 if none is: escalation with overdose control (Babb 1998).

        A clear reaction must stay within it under every condition that is to be expected, some reaction within so many
        times the limit under the mixture of them.
        """
        often = [[(condition, 1.0)] for condition, share in self.frame.mix if share >= LEAST_SHARE]
        return min(
            self._reach(self.frame.mix, REACTION, some_limit(self.frame.limit)),
            *(self._reach(alone, STRONG, self.frame.limit) for alone in often),
        )

    def _reach(self, mix: Mix, rise: float, limit: float) -> float:
        """The limit-quantile of the longest run with less than such a rise; 0 where that is next to none."""
        steps, weights = self.asked(rise, mix)
        found = exp(steps.quantile(weights, limit))
        return min(MOST_M, found) if found >= LEAST_M else 0.0


def some_limit(limit: float) -> float:
    """How probable any reaction may be to somebody for whom a clear one may be as probable as the limit."""
    return min(MILDER_MOST, MILDER * limit)


def huber(away: Array) -> Array:
    """Half the square of so many standard deviations, and a straight line beyond HUBER of them."""
    size = np.abs(away)
    return np.where(size <= HUBER, 0.5 * size**2, HUBER * (size - 0.5 * HUBER))


def falling(values: Array, weights: Array) -> Array:
    """In each row of values (K, n) those that never rise and are nearest by weighted squares (n,).

    That is, of the means of all stretches up to a place and beyond, the least of the greatest.
    """
    rows, n = values.shape
    sums, held = np.zeros((rows, n + 1)), np.zeros(n + 1)
    np.cumsum(values * weights, axis=1, out=sums[:, 1:])
    np.cumsum(weights, out=held[1:])
    # means[row, i, k] is that of the values i to k; where k < i there is none.
    below = np.tri(n, k=-1, dtype=bool)
    spans = np.where(below, 1.0, held[None, 1:] - held[:-1, None])
    means = (sums[:, None, 1:] - sums[:, :-1, None]) / spans
    means[:, below] = -np.inf
    greatest = np.maximum.accumulate(means[:, :, ::-1], axis=2)[:, :, ::-1]
    return np.minimum.accumulate(greatest, axis=1)[:, np.arange(n), np.arange(n)]


@cache
def ordered(points: Grid, conditions: tuple[Condition, ...], rise: float) -> Ordered:
    """The logarithm of the run whose reaction is `rise` points, for each condition and in each the points (C * G,)."""
    found = np.log(np.concatenate([points.distance(rise, hard=hard, strike=strike) for hard, strike in conditions]))
    bins = np.floor((found - found.min()) / BIN + 1e-9).astype(np.intp)
    _, bins = np.unique(bins, return_inverse=True)
    return Ordered(Steps.of(found), bins, int(bins.max()) + 1)
