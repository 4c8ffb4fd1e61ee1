"""One stream of readings followed against the doses that may cause it: the back against runs, a calf against runs.

A channel remembers what it has followed. Given the same facts and more, it goes on from where it was; given others, it
begins anew: the answer is the same either way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from backlog.model.checks import LAST_CLOSE
from backlog.stats.dosing import largest_safe
from backlog.stats.follow import Dose, Follower, Said, height
from backlog.stats.grid import CAPACITY_KM, STEP, TIMINGS, Array, Grid, course, grid

#: The reaction that the person's limit is about, in points: the least change that is not noise (Childs 2005); and the
#: least that is called a reaction.
STRONG, REACTION = 2.0, 1.0
#: Any reaction may be so many times as probable as a clear one, at most this; and a condition is expected of the next
#: run from this share of the last ones on.
MILDER, MILDER_MOST, LEAST_SHARE = 5.0, 0.9, 0.12
#: The floor of running, km.
FLOOR_KM = 0.5
#: The conditions of so many last runs are those expected of the next.
MIX_RUNS = 8
#: A lay-off of so many days makes most of what was learned about reactions old.
LAY_OFF_D, KEPT_AFTER_LAY_OFF = 14.0, 0.3
WINDOW_D = LAST_CLOSE.total_seconds() / 86400
CANDIDATES_KM = np.geomspace(0.1, 60.0, 120)

#: Whether a surface is hard, and the strike pattern where it is heel or forefoot.
Condition = tuple[bool, str | None]
EASY: Condition = (False, None)
Mix = Sequence[tuple[Condition, float]]


@dataclass(frozen=True)
class Start:
    """What a channel begins from: the usual score and its error; it may rise to `most` + `rise` a day from `at` on."""

    usual: float
    error: float
    most: float | None = None
    rise: float = 0.0
    at: float | None = None


@dataclass
class Channel:
    """The state of one channel, and what it said before each dose.

    By a dose's moment: `expected` mean and variance of its reaction, what was known `before` it, `limits` the longest
    within the person's limit (km) where it was asked for, `then` the probability of a reaction at the floor when its
    answers were in. `usual` is the usual score after each reading, with its moment. `varied` sums the squares by which
    readings were away from usual, `left` of what no reaction had been expected for.
    """

    start: Start
    limit: float
    follower: Follower
    conditions: tuple[bool, bool]
    events: list[Dose | Said] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=list)
    usual: list[tuple[float, float]] = field(default_factory=list)
    expected: dict[float, tuple[float, float]] = field(default_factory=dict)
    before: dict[float, tuple[Array, Mix]] = field(default_factory=dict)
    limits: dict[float, float] = field(default_factory=dict)
    then: dict[float, float] = field(default_factory=dict)
    varied: float = 0.0
    left: float = 0.0

    def follow(self, events: Sequence[Dose | Said]) -> None:
        """Take in events in order of time."""
        for event in events:
            self._settle(event.at)
            if isinstance(event, Dose):
                self._dose(event)
            else:
                self._said(event)
        self.events.extend(events)

    def _settle(self, at: float) -> None:
        last = self.doses[-1].at if self.doses else None
        if last is not None and last not in self.then and at > last + WINDOW_D:
            self.then[last] = self.p_floor()

    def _dose(self, dose: Dose) -> None:
        self.before[dose.at] = (self.follower.weights, self.mix)
        peak, weights = height(self.follower.grid, dose), self.follower.weights
        mean = float(weights @ peak)
        self.expected[dose.at] = (mean, float(weights @ (peak - mean) ** 2))
        if self.doses and dose.at - self.doses[-1].at >= LAY_OFF_D:
            self.follower.discount(KEPT_AFTER_LAY_OFF)
        self.doses.append(dose)
        self.follower.tell(dose)

    def _said(self, said: Said) -> None:
        weights, level = self.follower.weights, float(self.follower.weights @ self.follower.level)
        self.follower.tell(said)
        away, felt = said.score - level, float(weights @ self.follower.felt)
        self.varied += away**2
        self.left += (away - felt) ** 2
        if self.start.most is not None:
            days = max(0.0, said.at - self.start.at) if self.start.at is not None else 0.0
            np.minimum(self.follower.level, self.start.most + self.start.rise * days, out=self.follower.level)
        self.usual.append((said.at, float(self.follower.weights @ self.follower.level)))

    @property
    def mix(self) -> Mix:
        """The conditions expected of the next dose, with their shares."""
        last = self.doses[-MIX_RUNS:]
        if not last:
            return [(EASY, 1.0)]
        return [(condition, n / len(last)) for condition, n in Counter((d.hard, d.strike) for d in last).items()]

    def p(self, km: Array, rise: float, mix: Mix | None = None) -> Array:
        """The probability that a run of so many km is followed by a rise of so many points; shape of `km`."""
        return probability(self.follower.grid, self.follower.weights, km, rise, self.mix if mix is None else mix)

    def longest(self) -> float:
        """The longest run, in km, that stays within the person's limit; 0 if none does."""
        return longest(self.follower.grid, self.follower.weights, self.mix, self.limit)

    def limit_at(self, at: float) -> float | None:
        """The same as it was before the dose of that moment; None where there is no such dose."""
        if at not in self.limits and at in self.before:
            weights, mix = self.before[at]
            self.limits[at] = longest(self.follower.grid, weights, mix, self.limit)
        return self.limits.get(at)

    def worse(self) -> dict[str, float]:
        """The probability that a hard surface, or a strike pattern, makes reactions worse."""
        points, weights = self.follower.grid, self.follower.weights
        factors = {"hard": points.hard, "heel": points.heel, "forefoot": points.forefoot}
        return {name: float(weights @ (factor > 1)) for name, factor in factors.items() if factor.max() > 1}

    def capacity(self, q: float) -> float:
        """The q-quantile of the capacity, km on something soft: the run with a reaction of 1 point."""
        which = np.rint(np.log(self.follower.grid.capacity / CAPACITY_KM[0]) / np.log(STEP)).astype(np.intp)
        share = np.bincount(which, self.follower.weights, CAPACITY_KM.size)
        return float(np.exp(np.interp(q, share.cumsum() - 0.5 * share, np.log(CAPACITY_KM))))

    def rise(self, km: float) -> float:
        """The expected reaction to a run of so many km at its peak, points, under the conditions to be expected."""
        return sum(
            share * float(self.follower.weights @ height(self.follower.grid, Dose(0.0, km, *condition)))
            for condition, share in self.mix
        )

    def course(self, lag_d: float) -> float:
        """The share of a reaction's peak that is expected to be felt so many days after the run."""
        shares = np.array([course(lag_d, timing) for timing in TIMINGS])
        return float(self.follower.weights @ shares[self.follower.grid.timing])

    @property
    def unexplained(self) -> float:
        """The share of what readings varied by that no reaction explains: baseline, noise and all else."""
        return 1.0 if not self.varied else min(1.0, self.left / self.varied)

    def p_floor(self) -> float:
        """The probability that even the floor of running, on something soft, is followed by a reaction."""
        return float(self.p(np.array([FLOOR_KM]), REACTION, [(EASY, 1.0)])[0])


def probability(points: Grid, weights: Array, km: Array, rise: float, mix: Mix) -> Array:
    """The probability that a run of so many km is followed by a rise of so many points; shape of `km`."""
    found = np.zeros_like(km)
    for condition, share in mix:
        order, logs = thresholds(points, condition, rise)
        ordered = weights[order]
        found += share * np.interp(np.log(km), logs, ordered.cumsum() - 0.5 * ordered)
    return found


def longest(points: Grid, weights: Array, mix: Mix, limit: float) -> float:
    """The longest run, in km, whose reaction stays within the limit: escalation with overdose control (Babb 1998).

    A clear reaction must stay within it under every condition that is to be expected, some reaction within so many
    times the limit under the mixture of them.
    """
    return min(
        reach(probability(points, weights, CANDIDATES_KM, REACTION, mix), min(MILDER_MOST, MILDER * limit)),
        *(
            reach(probability(points, weights, CANDIDATES_KM, STRONG, [(condition, 1.0)]), limit)
            for condition, share in mix
            if share >= LEAST_SHARE
        ),
    )


def reach(p: Array, limit: float) -> float:
    """The longest of CANDIDATES_KM, or between two of them, up to which a probability stays within a limit, or 0."""
    last = largest_safe(CANDIDATES_KM, p, limit)
    if last is None:
        return 0.0
    if last + 1 == p.size:
        return float(CANDIDATES_KM[-1])
    between = slice(last, last + 2)
    return float(np.exp(np.interp(limit, p[between], np.log(CANDIDATES_KM[between]))))


def followed(before: Channel | None, start: Start, limit: float, events: Sequence[Dose | Said]) -> Channel:
    """The channel after these events, in order of time; goes on from `before` where that followed the first of them."""
    doses = [e for e in events if isinstance(e, Dose)]
    conditions = (len({d.hard for d in doses}) > 1, len({d.strike for d in doses}) > 1)
    known = len(before.events) if before else 0
    if (
        before is None
        or (before.start, before.limit, before.conditions) != (start, limit, conditions)
        or before.events != list(events[:known])
    ):
        points = grid(surfaces=conditions[0], strikes=conditions[1])
        before, known = Channel(start, limit, Follower(points, start.usual, start.error), conditions), 0
    before.follow(events[known:])
    return before


@cache
def thresholds(points: Grid, condition: Condition, rise: float) -> tuple[NDArray[np.intp], Array]:
    """The distance under a condition whose reaction is `rise` points: the order of the points, and log km in it."""
    hard, strike = condition
    km = points.strong_km(rise)
    if hard:
        km = km / points.hard
    if strike == "heel":
        km = km / points.heel
    elif strike == "forefoot":
        km = km / points.forefoot
    order = np.argsort(km)
    return order, np.log(km[order])
