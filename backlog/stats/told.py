"""What the readings after one run tell of it, against what was believed before.

What is usual, how far scores scatter and how a reaction goes are fixed before; each reading then adds to the rise with
a weight that is not negative, so that a higher score never makes it less.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import erf, sqrt
from statistics import fmean
from typing import NamedTuple

import numpy as np

from backlog.model.checks import WINDOWS
from backlog.model.tolerance import Response
from backlog.stats.belief import REACTION, Rise
from backlog.stats.dosing import Array
from backlog.stats.grid import COURSES, GONE_D
from backlog.stats.kalman import OF_ITSELF, RHO, ROUNDING, Dose, Rating

#: The readings of so many days after a run tell of it; the rest by then is another's.
TELLS_D = 3.0
#: How much a reaction to the same run differs from day to day, in points. Design.
VARIES = 0.5
#: Mean and variance of the reactions to be expected of planned runs: whether one was raised is seen from its own
#: readings, and not from what the person is held to take. Design, from the bench.
REACTIONS = (0.5, 0.5)
#: A score is taken for no more than so many SD away from usual: something else than running has its days (Suri 2011).
MOST_SDS = 3.5
#: Less than this is no share of a reaction.
LEAST_FELT = 0.05
#: From so many days after a run on, a reading answers for it: the next morning counts.
ANSWERS_D = WINDOWS[24][0] / 24


class Before(NamedTuple):
    """What was believed before a dose: the usual score and its error, what was left of noise at `at`, the personal SD.

    `courses` are the probabilities of COURSES, `height` and `spread` the mean and variance of the reaction to it,
    `weights` (G,) how probable each point of the grid was, and `peak` (G,) what reaction to it each expects.
    """

    usual: float
    error: float
    noise: float
    at: float
    sd: float
    courses: tuple[float, ...]
    height: float
    spread: float
    weights: Array
    peak: Array

    def share(self, lag_d: float) -> float:
        """The share of a reaction's peak that is expected to be felt so many days after the run."""
        if lag_d >= GONE_D:
            return 0.0
        shares = [p * course.share(lag_d) for p, course in zip(self.courses, COURSES, strict=True)]
        return float(np.sum(shares))

    def expected(self, at: float) -> float:
        """The score at a moment without any reaction."""
        return self.usual + self.noise * float(RHO ** max(0.0, at - self.at))


@dataclass(frozen=True, eq=False)
class Aftermath:
    """One run: its dose, what was believed before it, its readings in order of time, and what `left` in each others.

    `left` are the points that earlier runs are expected to have added to each reading.
    """

    dose: Dose
    before: Before
    readings: tuple[Rating, ...]
    left: tuple[float, ...]

    @cached_property
    def away(self) -> Array:
        """How far each reading is above what is expected without a reaction to this run, in points (n,)."""
        most = MOST_SDS * self.before.sd
        found = [r.score - self.before.expected(r.at) - left for r, left in zip(self.readings, self.left, strict=True)]
        return np.asarray(np.clip(np.array(found), -most, most))

    @cached_property
    def alike(self) -> Array:
        """The covariance of the readings around what is usual, as it was believed before (n, n)."""
        at = np.array([r.at for r in self.readings])
        noise = (1 - OF_ITSELF) * RHO ** np.abs(at[:, None] - at)
        found: Array = self.before.sd**2 * (noise + np.diag(np.full(at.size, OF_ITSELF + ROUNDING)))
        return found + self.before.error**2

    @property
    def rise(self) -> Rise | None:
        """The rise that all readings tell, of the reaction at its peak; None if none tells."""
        return self._told[0]

    @property
    def by_course(self) -> list[Rise | None]:
        """The rise that all readings tell, under each of COURSES."""
        return self._told[1 : 1 + len(COURSES)]

    @property
    def doubts(self) -> list[Rise | None]:
        """The rises without each one reading: which is left out must not hang on what the readings say."""
        return self._told[1 + len(COURSES) :][: len(self.readings)]

    @property
    def came(self) -> list[Rise | None]:
        """The rises as they were told after each answer but the last."""
        return self._told[1 + len(COURSES) + len(self.readings) :]

    @cached_property
    def _told(self) -> list[Rise | None]:
        """All of these at once."""
        lags = [r.at - self.dose.at for r in self.readings]
        answers = [n for n, lag in enumerate(lags) if lag >= ANSWERS_D]
        by_course = np.reshape([[course.share(lag) for lag in lags] for course in COURSES], (len(COURSES), len(lags)))
        heard = np.vstack([1 - np.eye(len(lags)), np.tri(len(lags))[answers[:-1]]])
        return self._rises(np.vstack([self.shares, by_course, self.shares * heard]))

    @cached_property
    def without(self) -> list[Aftermath]:
        """The same without each one of its readings."""
        return [
            replace(self, readings=self.readings[:n] + self.readings[n + 1 :], left=self.left[:n] + self.left[n + 1 :])
            for n in range(len(self.readings))
        ]

    @cached_property
    def shares(self) -> Array:
        """The share of the peak that is expected in each reading (n,)."""
        return np.array([self.before.share(r.at - self.dose.at) for r in self.readings])

    @cached_property
    def response(self) -> Response | None:
        """What the readings tell of the run, those from 8 hours on at least; None without such."""
        answers = [r for r in self.readings if r.at - self.dose.at >= ANSWERS_D]
        if self.rise is None or not answers:
            return None
        scores = [r.score for r in answers]
        # Under an extra dose pain was at least that: it may only add to what else was said.
        clear = [r.score for r in answers if not r.least] or scores
        usual = self.before.usual
        return Response(
            value=max(fmean(clear), fmean(scores)) - usual,
            worst=max(scores) - usual,
            scale=sqrt(self.rise.variance),
            n=len(scores),
            p_reaction=p_reaction(self.rise.points, self.rise.variance - VARIES**2, *REACTIONS),
        )

    def _rises(self, shares: Array) -> list[Rise | None]:
        """The rises by shares of the peak (m, n); under an extra dose pain was at least what was said."""
        every = self._best(shares)
        least = np.array([r.least for r in self.readings], bool)
        if not least.any():
            return every
        clear = self._best(np.where(least, 0.0, shares))
        return [_at_least(*both) for both in zip(clear, every, strict=True)]

    def _best(self, shares: Array) -> list[Rise | None]:
        """The best sums of readings without a negative weight: generalised least squares; None where none tells.

        A reading that would count against the rest, because it shows what they have in common, counts nothing.
        """
        use, alone = shares > LEAST_FELT, np.eye(len(self.readings))
        while True:
            felt = np.where(use, shares, 0.0)
            weights = np.linalg.solve(np.where(use[:, None] & use[..., None], self.alike, alone), felt[..., None])[
                ..., 0
            ]
            least = weights.min(axis=1, initial=0.0)
            if not least.any():
                break
            use &= weights > np.where(least < 0, least, -1.0)[:, None]
        told = (weights * felt).sum(axis=1)
        gains, points = weights.sum(axis=1), weights @ self.away
        return [
            Rise(float(p / t), float(1 / t) + VARIES**2, (self.before.error * float(g / t)) ** 2, float(g / t))
            if t
            else None
            for p, t, g in zip(points, told, gains, strict=True)
        ]


def _at_least(clear: Rise | None, every: Rise | None) -> Rise | None:
    """The rise by the readings without an extra dose, and by all: it may only be more than the first."""
    if clear is None or every is None:
        return every and every._replace(least=True)
    return clear._replace(points=max(clear.points, every.points))


def p_reaction(points: float, variance: float, expected: float, prior: float) -> float:
    """The probability that a reaction was at least 1 point, where so many were seen: points, and their variances."""
    trust = prior / (prior + variance)
    best, left = expected + trust * (points - expected), sqrt(trust * variance)
    return 0.5 * (1 - erf((REACTION - best) / left / sqrt(2)))
