"""What may be true of one person, as a grid: capacity, steepness, timing, and what surface and strike do.

A point of the grid is a whole explanation of somebody's reactions: a run of an effective distance d adds
``(d / capacity) ** steepness`` points of pain at its peak, at 24 or at 48 hours, and is gone by 96 hours.
Prior weights are design choices unless a source stands beside them. Distances are metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backlog.model.checks import GONE
from backlog.stats.dosing import Array

#: Metres that give a reaction of 1 point; the prior is wide: 95 % of it lies between 300 m and 50 km.
CAPACITY_M = np.geomspace(60.0, 60_000.0, 28)
STEP = float(CAPACITY_M[1] / CAPACITY_M[0])
#: Who comes with longer runs than the median is held to be one of those who can: it is then the longest of so many
#: first runs. Design.
CAPACITY_MEDIAN_M, CAPACITY_SPREAD = 2500.0, 0.7
FIRST_RUNS = 3
#: How many tolerate no running at all: their capacity is anywhere below the floor.
INTOLERANT, INTOLERANT_M = 0.25, 500.0
STEEPNESS = (0.5, 1.0, 2.0, 4.0)
STEEPNESS_PRIOR = (0.15, 0.35, 0.35, 0.15)
#: No reaction is taken to be larger.
HIGHEST = 6.0
GONE_D = GONE / timedelta(days=1)
#: What is felt at once is gone after half a day; and how a reaction falls from its peak. Design.
EARLY_D, FALLS = 0.5, 1.3
#: How much farther a run on a hard surface, or with one strike pattern, counts than the same run without: mostly no
#: farther (evidence.md 6 expects small effects).
FACTOR = 2.0
FACTOR_PRIOR = 0.35


#: Some are hurt by every run, however short, by so many points (design): one in so many.
CONSTANT = (1.25, 2.0, 3.0, 4.5)
CONSTANT_PRIOR = 0.06


class Course(NamedTuple):
    """When a reaction peaks, in days after the end, the share of it that is felt at once, and how it rises."""

    peak_d: float
    early: float
    prior: float
    rises: float


#: Peaks at 24 h in 57.5 % and at 48 h in 32.5 % (Bishop 2011).
COURSES = (
    Course(1.0, 0.0, 0.3, 0.7),
    Course(1.0, 0.4, 0.3, 0.7),
    Course(2.0, 0.0, 0.2, 2.0),
    Course(2.0, 0.4, 0.2, 2.0),
)


def shares(lag_d: Array | float) -> Array:
    """The share of a reaction's peak that is felt so many days after the run, by course: (C, *shape of the days)."""
    lag = np.asarray(lag_d, float)
    peak, early, rises = (column.reshape(-1, *[1] * lag.ndim) for column in _columns)
    rising = (np.minimum(np.maximum(lag, 0.0), peak) / peak) ** rises
    falling = (np.maximum(GONE_D - lag, 0.0) / (GONE_D - peak)) ** FALLS
    found = np.maximum(early * np.maximum(0.0, 1 - lag / EARLY_D), np.where(lag <= peak, rising, falling))
    return np.where((lag >= 0) & (lag < GONE_D), found, 0.0)


_columns: Array = np.array([(course.peak_d, course.early, course.rises) for course in COURSES]).T

#: Within a step of the grid, each steepness and course has capacities of its own, evenly spread and mixed by a stride
#: that has no divisor in common with their number: what is said of any distance then grows smoothly with it.
PLACES, STAGGER = len(STEEPNESS) * len(COURSES), 7
#: What a factor of the surface or of the strike makes worse: hard surfaces; heel or forefoot strikes.
SURFACES = ("none", "hard")
STRIKES = ("none", "heel", "forefoot")


@dataclass(frozen=True, eq=False)
class Grid:
    """The points: arrays of shape (G,). `course` is an index into COURSES, `log_prior` is normalised.

    `hard`, `heel` and `forefoot` are the factors by which such a run counts farther, 1 or FACTOR. `constant` is the
    reaction to every run, in points, or 0 where it grows with the distance.
    """

    capacity: Array
    steepness: Array
    course: NDArray[np.intp]
    hard: Array
    heel: Array
    forefoot: Array
    log_prior: Array
    constant: Array

    def farther(self, *, hard: bool, strike: str | None) -> Array:
        """How many times its distance a run under such conditions counts, shape (G,)."""
        strikes = {"heel": self.heel, "forefoot": self.forefoot}
        one = np.ones_like(self.capacity)
        return (self.hard if hard else one) * strikes.get(strike or "", one)

    def height(self, metres: float, *, hard: bool, strike: str | None) -> Array:
        """The reaction to a run at its peak, in points, shape (G,)."""
        effective = metres * self.farther(hard=hard, strike=strike)
        grows = np.minimum(HIGHEST, (effective / self.capacity) ** self.steepness)
        return np.where(self.constant > 0, self.constant, grows)

    def distance(self, points: float, *, hard: bool, strike: str | None) -> Array:
        """The run whose reaction is so many points at its peak, in metres, shape (G,).

        Where every run has the same, it is the shortest that is held possible, or the longest.
        """
        grows = self.capacity * points ** (1 / self.steepness) / self.farther(hard=hard, strike=strike)
        every = np.where(self.constant >= points, CAPACITY_M[0], CAPACITY_M[-1])
        return np.where(self.constant > 0, every, grows)


@cache
def grid(*, surfaces: bool, strikes: bool, median_m: float = CAPACITY_MEDIAN_M) -> Grid:
    """The grid, with unknown factors only for what differs between the person's runs."""
    spread = np.exp(-0.5 * (np.log(CAPACITY_M / median_m) / CAPACITY_SPREAD) ** 2)
    below = (CAPACITY_M < INTOLERANT_M).astype(float)
    capacity_prior = (1 - INTOLERANT) * spread / spread.sum() + INTOLERANT * below / below.sum()
    rows = []
    for (c, cp), (s, sp), (t, course), surface, strike in product(
        zip(CAPACITY_M, capacity_prior, strict=True),
        zip(STEEPNESS, STEEPNESS_PRIOR, strict=True),
        enumerate(COURSES),
        SURFACES if surfaces else SURFACES[:1],
        STRIKES if strikes else STRIKES[:1],
    ):
        prior = (1 - CONSTANT_PRIOR) * cp * sp * course.prior
        place = STAGGER * (len(COURSES) * STEEPNESS.index(s) + t) % PLACES
        within = c * STEP ** ((place + 0.5) / PLACES - 0.5)
        if surfaces:
            prior *= FACTOR_PRIOR if surface == "hard" else 1 - FACTOR_PRIOR
        if strikes:
            prior *= 1 - FACTOR_PRIOR if strike == "none" else FACTOR_PRIOR / 2
        factors = (FACTOR if surface == "hard" else 1.0, *(FACTOR if strike == s else 1.0 for s in STRIKES[1:]))
        rows.append((within, s, t, *factors, np.log(prior), 0.0))
    for points, (t, course) in product(CONSTANT, enumerate(COURSES)):
        prior = CONSTANT_PRIOR / len(CONSTANT) * course.prior
        rows.append((CAPACITY_M[-1], 1.0, t, 1.0, 1.0, 1.0, np.log(prior), points))
    c, s, t, hard, heel, forefoot, log_prior, constant = (np.array(column) for column in zip(*rows, strict=True))
    return Grid(c, s, t.astype(np.intp), hard, heel, forefoot, log_prior, constant)
