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
from functools import cache, cached_property
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backlog.model.plan import some_limit
from backlog.model.tolerance import SHORTEST_RUN_M
from backlog.stats.dosing import Array, Steps, quantiles, reached
from backlog.stats.grid import STEP, Grid

#: The reaction that the person's limit is about, in points: the least change that is not noise (Childs 2005); and the
#: least that is called a reaction.
STRONG, REACTION = 2.0, 1.0
#: A condition is expected of the next run from this share of the last ones on.
LEAST_SHARE = 0.12
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


@dataclass(frozen=True, eq=False)
class Ordered:
    """The points in the order of an answer: `bins` (U,) says in which of so many `count` each lies, lowest first."""

    steps: Steps
    bins: NDArray[np.intp]
    count: int


class Prior(NamedTuple):
    """An answer before the last runs: what each of its values held (U,), and what was expected of each run (K, N)."""

    order: Ordered
    held: Array
    expected: Array


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
    _known: dict[object, Prior] = field(default_factory=dict)

    def asked(self, rise: float, mix: Mix) -> Prior:
        """How far until a reaction of so many points."""
        key = (rise, tuple(mix))
        if key not in self._known:
            conditions, shares = zip(*mix, strict=True)
            order = ordered(self.grid, conditions, rise)
            weights = np.outer(shares, self.weights).ravel()
            bins, traced = order.bins.take(order.steps.which), weights + TRACE
            mass = np.asarray(np.bincount(bins, traced, order.count), float)
            means = [np.bincount(bins, traced * np.tile(h, len(shares)), order.count) / mass for h in self.heights]
            expected = falling(np.array(means, float).reshape(len(means), order.count), mass)
            self._known[key] = Prior(order, order.steps.held(weights), expected)
        return self._known[key]


@dataclass(eq=False)
class Belief:
    """A frame, and the rises that the last of its runs told; None where one told nothing.

    `doubts` are the rises that might have been told instead.
    """

    frame: Frame
    rises: Sequence[Rise | None] = ()
    doubts: Sequence[Sequence[Rise | None]] = ()
    _known: dict[object, tuple[Array, Array]] = field(default_factory=dict)

    def asked(self, rise: float, mix: Mix) -> tuple[Array, Array]:
        """How far until a reaction of so many points: logarithms of metres (U,), and the share up to each of them.

        The shares (1 + doubts, U) are those after the last runs, as they were told and in each doubt.
        """
        key = (rise, tuple(mix))
        if key not in self._known:
            order, held, expected = self.frame.asked(rise, mix)
            points, scale, told, least = self._told
            away = np.maximum(least, points - expected) / scale
            loss = (huber(away) * told).sum(axis=1)
            held = held * np.exp(loss.min(axis=1, keepdims=True) - loss).take(order.bins, axis=1)
            self._known[key] = order.steps.values, reached(held / held.sum(axis=1, keepdims=True))
        return self._known[key]

    @cached_property
    def _told(self) -> tuple[Array, Array, Array, Array]:
        """Points, scales, 1 where something was told, and 0 where it is at least that: (1 + doubts, K, 1)."""
        rows = [self.rises, *self.doubts]
        found = [
            [(0.0, 1.0, 0.0, 0.0, 0.0) if r is None else (r.points, r.variance, r.level, 1.0, r.least) for r in row]
            for row in rows
        ]
        points, variance, level, told, least = np.moveaxis(np.reshape(found, (len(rows), -1, 5)), 2, 0)[..., None]
        # What all have in common is as much for their mean as if each had all of it.
        others = np.maximum(0.0, told.sum(axis=1, keepdims=True) - 1)
        return points, np.sqrt(variance + others * level), told, np.where(least, 0.0, -np.inf)

    def p(self, metres: Array, rise: float, mix: Mix | None = None) -> Array:
        """The probability that a run of so many metres is followed by a rise of so many points; shape of `metres`."""
        values, shares = self.asked(rise, self.frame.mix if mix is None else mix)
        return np.asarray(np.interp(np.log(metres), values, shares[0]))

    def p_floor(self, rise: float = REACTION) -> float:
        """The probability that even the floor of running, on something soft, is followed by such a reaction."""
        return float(self.p(np.array([SHORTEST_RUN_M]), rise, [(EASY, 1.0)])[0])

    def capacity(self, q: float) -> float:
        """The q-quantile of the capacity, in metres on something soft: the run with a reaction of 1 point."""
        values, shares = self.asked(REACTION, [(EASY, 1.0)])
        return exp(quantiles(values, shares[:1], q)[0])

    def longest(self) -> float:
        """The longest run, in metres, within the limit; 0 if none is: escalation with overdose control (Babb 1998).

        A clear reaction must stay within it under every condition that is to be expected, some reaction within so many
        times the limit under the mixture of them.
        """
        return float(self._longest[0])

    def doubted(self) -> float | None:
        """The longest run within the limit in the doubt that allows the least; None without any doubt."""
        return float(self._longest[1:].min()) if self.doubts else None

    @cached_property
    def _longest(self) -> Array:
        often = [[(condition, 1.0)] for condition, share in self.frame.mix if share >= LEAST_SHARE]
        some = self._reach(self.frame.mix, REACTION, some_limit(self.frame.limit))
        return np.asarray(np.min([some, *(self._reach(alone, STRONG, self.frame.limit) for alone in often)], axis=0))

    def _reach(self, mix: Mix, rise: float, limit: float) -> Array:
        """The limit-quantile of the longest run with less than such a rise; 0 where that is next to none."""
        found = np.exp(quantiles(*self.asked(rise, mix), limit))
        return np.where(found >= LEAST_M, np.minimum(MOST_M, found), 0.0)


def huber(away: Array) -> Array:
    """Half the square of so many standard deviations, and a straight line beyond HUBER of them."""
    size = np.abs(away)
    within = np.minimum(size, HUBER)
    return np.asarray(within * (size - 0.5 * within))


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
    steps = Steps.of(found)
    _, bins = np.unique(np.floor((steps.values - steps.values[0]) / BIN + 1e-9), return_inverse=True)
    return Ordered(steps, bins, int(bins[-1]) + 1)
