"""What the readings after one run tell of it, against what was believed before.

What is usual, how far scores scatter and how a reaction goes are fixed before; each reading then adds to the rise with
a weight that is not negative, so that a higher score never makes it less.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import erf, isnan, sqrt
from statistics import fmean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backlog.model.checks import WINDOWS, counting
from backlog.model.tolerance import Response
from backlog.stats.belief import REACTION, Rise
from backlog.stats.dosing import Array
from backlog.stats.grid import shares
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

    `courses` (C,) are the probabilities of COURSES, `height` and `spread` the mean and variance of the reaction to it,
    `weights` (G,) how probable each point of the grid was, and `peak` (G,) what reaction to it each expects.
    """

    usual: float
    error: float
    noise: float
    at: float
    sd: float
    courses: Array
    height: float
    spread: float
    weights: Array
    peak: Array

    def share(self, lag_d: Array | float) -> Array:
        """The share of a reaction's peak that is expected to be felt so many days after the run; shape of the days."""
        return np.asarray(np.einsum("c,c...->...", self.courses, shares(lag_d)))

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
    def rise(self) -> Rise | None:
        """The rise that all readings tell, of the reaction at its peak; None if none tells."""
        return self._heard(np.ones((1, len(self.readings))))[0]

    @cached_property
    def doubts(self) -> list[Rise | None]:
        """The rises without each one reading: which is left out must not hang on what the readings say."""
        return self._heard(1 - np.eye(len(self.readings)))

    @cached_property
    def came(self) -> list[Rise | None]:
        """The rises as they were told after each answer but the last."""
        answers = [n for n, r in enumerate(self.readings) if r.at - self.dose.at >= ANSWERS_D]
        return self._heard(np.tri(len(self.readings))[answers[:-1]])

    def _heard(self, which: Array) -> list[Rise | None]:
        """The rises by some of the readings each: rows of 1 for what is heard, and 0 (m, n)."""
        at, before = np.array([r.at for r in self.readings]), self.before
        least = np.array([r.least for r in self.readings], bool)
        felt = which * before.share(at - self.dose.at)
        found, at_least = risen(felt, least, self.away, alike(at, before.sd, before.error), before.error)
        return [
            None if isnan(rise[0]) else Rise._make([*rise.tolist(), bool(under)])
            for rise, under in zip(found, at_least, strict=True)
        ]

    @cached_property
    def response(self) -> Response | None:
        """What the readings tell of the run, those from 8 hours on at least; None without such."""
        answers = [r for r in self.readings if r.at - self.dose.at >= ANSWERS_D]
        if self.rise is None or not answers:
            return None
        usual = self.before.usual
        return Response(
            value=fmean(counting((r.score, r.least) for r in answers)) - usual,
            worst=max(r.score for r in answers) - usual,
            scale=sqrt(self.rise.variance),
            n=len(answers),
            p_reaction=p_reaction(self.rise.points, self.rise.variance - VARIES**2, *REACTIONS),
        )


def alike(at: Array, sd: Array | float, error: Array | float) -> Array:
    """The covariance (..., n, n) of readings at such moments (..., n) around what was believed to be usual."""
    noise = (1 - OF_ITSELF) * RHO ** np.abs(at[..., :, None] - at[..., None, :])
    own = (OF_ITSELF + ROUNDING) * np.eye(at.shape[-1])
    return np.asarray(np.square(sd) * (noise + own) + np.square(error))


def risen(
    felt: Array, least: NDArray[np.bool_], away: Array, likeness: Array, error: Array | float
) -> tuple[Array, NDArray[np.bool_]]:
    """The rises that readings tell: points, variance, level and gain (..., 4), NaN where none tells.

    `felt` (..., n) is the share of the peak in each reading, `away` how far it is above usual, `likeness` (..., n, n)
    their covariance; where one is at `least` that, under an extra dose, it may only add to what else was said. The
    second array says where all that tell were.
    """
    every = _best(felt, away, likeness, error)
    if not least.any():
        return every, np.zeros(every.shape[:-1], bool)
    clear = _best(np.where(least, 0.0, felt), away, likeness, error)
    alone = np.isnan(clear[..., 0])
    found = np.where(alone[..., None], every, clear)
    found[..., 0] = np.fmax(clear[..., 0], every[..., 0])
    return found, alone & ~np.isnan(every[..., 0])


def _best(felt: Array, away: Array, likeness: Array, error: Array | float) -> Array:
    """The best sums of readings without a negative weight: generalised least squares.

    A reading that would count against the rest, because it shows what they have in common, counts nothing.
    """
    use, alone = felt > LEAST_FELT, np.eye(felt.shape[-1])
    while True:
        seen = np.where(use, felt, 0.0)
        weights = np.linalg.solve(np.where(use[..., None] & use[..., None, :], likeness, alone), seen[..., None])[
            ..., 0
        ]
        worst = weights.min(axis=-1, initial=0.0)
        if not worst.any():
            break
        use &= weights > np.where(worst < 0, worst, -1.0)[..., None]
    told = (weights * seen).sum(axis=-1)
    told = np.where(told > 0, told, np.nan)
    gain = weights.sum(axis=-1) / told
    points = (weights * away).sum(axis=-1) / told
    return np.stack([points, 1 / told + VARIES**2, (error * gain) ** 2, gain], axis=-1)


def p_reaction(points: float, variance: float, expected: float, prior: float) -> float:
    """The probability that a reaction was at least 1 point, where so many were seen: points, and their variances."""
    trust = prior / (prior + variance)
    best, left = expected + trust * (points - expected), sqrt(trust * variance)
    return 0.5 * (1 - erf((REACTION - best) / left / sqrt(2)))
