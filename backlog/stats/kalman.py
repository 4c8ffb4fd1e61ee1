"""One person's pain followed rating by rating: baseline, reactions and noise, estimated together.

Given a point of the grid, what is left of a rating after its reactions is baseline plus autocorrelated noise, which a
Kalman filter follows exactly; the gains are the same at every point, so that a rating costs a dozen operations on
arrays. The personal SD scales everything and is integrated out (normal-inverse-gamma).

Days run from any zero. Somebody who usually says 2 runs 2 km on day 0 and says 4 a day later, and again on day 4 and 5:

>>> from backlog.stats.grid import grid
>>> person = Kalman(grid(surfaces=False, strikes=False), start=2.0, start_sd=0.5)
>>> for event in (Dose(0.0, 2000.0), Rating(1.0, 4.0), Dose(4.0, 2000.0), Rating(5.0, 4.0)):
...     person.tell(event)
>>> round(mean(person.level, person.weights), 2), round(person.variance**0.5, 2)
(2.21, 1.17)
>>> reaction = person.grid.height(2000.0, hard=False, strike=None)
>>> round(mean(reaction, person.weights), 2)
2.41
"""

from __future__ import annotations

from copy import copy
from math import sqrt
from typing import NamedTuple

import numpy as np

from backlog.stats.dosing import Array, bayes, mean
from backlog.stats.grid import GONE_D, Grid, shares

#: Within-person SD (Page 2022), and how many days of readings that is worth.
PRIOR_SD, PRIOR_DAYS, LEAST_SD = 1.2, 14.0, 0.5
#: The share of the personal variance that is of one rating alone, said again ten minutes later, and the autocorrelation
#: of the rest from day to day; of scores a day apart that is 0.33: none is published, the working range is 0.2-0.5.
OF_ITSELF, RHO = 0.5, 0.65
#: Variances in units of the personal variance: rounding to whole numbers, and how far a baseline wanders in a day.
ROUNDING, WANDER = 0.06, 0.006
#: How much faster it wanders for so many days after the regular medicine changed. Design.
FREER, FREE_D = 10.0, 14.0
#: Beyond so many squared SD a reading counts hardly more: something else than running has its days (Suri 2011).
OUTLYING, BEYOND = 12.0, 0.1
#: What was learned counts a little less every week: people change.
KEPT_A_WEEK = 0.98


class Dose(NamedTuple):
    """A run as the filter sees it: the day of its end, metres, and the conditions that are known."""

    at: float
    metres: float
    hard: bool = False
    strike: str | None = None


class Rating(NamedTuple):
    """A reading as the filter sees it: its day, and its score; under painkillers pain was at least that."""

    at: float
    score: float
    least: bool = False


class Kalman:
    """The filter's state; `tell` it doses and ratings in order of time.

    `level`, `noise` and the `felt` reaction of the last rating are one number for each point of the grid, in points of
    pain; `variance` is the personal one, `p_level` the baseline's in units of it. `freed` is the day on which
    the regular medicine changed.
    """

    def __init__(self, points: Grid, start: float, start_sd: float, freed: float | None = None) -> None:
        self.grid, self.freed = points, freed
        size = points.capacity.size
        self.level = np.full(size, float(start))
        self.noise = np.zeros(size)
        self.squares = np.zeros(size)
        self.raw = np.zeros(size)
        self.count = 0.0
        self.variance = PRIOR_SD**2
        # Covariance of (baseline, noise), in units of the personal variance.
        self.p_level, self.p_both, self.p_noise = (start_sd / PRIOR_SD) ** 2, 0.0, 1 - OF_ITSELF
        self.at: float | None = None
        self.doses: list[tuple[float, Array]] = []
        self.felt = np.zeros(size)
        self._weights: Array | None = None

    def copy(self) -> Kalman:
        """The same state, to be told something else."""
        other = copy(self)
        other.level, other.noise = self.level.copy(), self.noise.copy()
        other.squares, other.raw = self.squares.copy(), self.raw.copy()
        return other

    def tell(self, event: Dose | Rating) -> None:
        """Take in one event, not earlier than the one before."""
        self._pass_time(event.at)
        if isinstance(event, Dose):
            self.doses = [(at, a) for at, a in self.doses if event.at - at < GONE_D]
            self.doses.append((event.at, self.grid.height(event.metres, hard=event.hard, strike=event.strike)))
        else:
            self._rate(event)

    def discount(self, kept: float) -> None:
        """Count what was learned about reactions less, as a share of it."""
        self.squares *= kept
        self.raw *= kept
        self.count *= kept
        self._weights = None

    def _pass_time(self, at: float) -> None:
        if self.at is not None and at > self.at:
            days = at - self.at
            keeps = RHO**days
            self.noise *= keeps
            self.p_level += WANDER * (days + (FREER - 1) * self._free_days(self.at, at))
            self.p_both *= keeps
            self.p_noise = self.p_noise * keeps**2 + (1 - OF_ITSELF) * (1 - keeps**2)
            kept = KEPT_A_WEEK ** (days / 7)
            self.squares *= kept
            self.raw *= kept
            self.count *= kept
        self.at = at

    def _free_days(self, since: float, until: float) -> float:
        """How many of these days lie in the two weeks after the regular medicine changed."""
        if self.freed is None:
            return 0.0
        return max(0.0, min(until, self.freed + FREE_D) - max(since, self.freed))

    def _rate(self, said: Rating) -> None:
        self.felt = np.zeros(self.level.size)
        lately = [(said.at - at, peak) for at, peak in self.doses if said.at - at < GONE_D]
        by_course = shares(np.array([lag for lag, _ in lately]))
        for number, (_, peak) in enumerate(lately):
            self.felt += peak * by_course[:, number].take(self.grid.course)
        error = said.score - self.level - self.noise - self.felt
        # At either end of the scale a score says "at most" or "at least".
        if said.score >= 10 or said.least:
            np.maximum(error, 0.0, out=error)
        elif said.score <= 0:
            np.minimum(error, 0.0, out=error)
        scale = self.p_level + 2 * self.p_both + self.p_noise + OF_ITSELF + ROUNDING
        surprise = error * error / scale
        self.raw += surprise
        limit = OUTLYING * self.variance
        self.squares += np.minimum(surprise, limit + BEYOND * (surprise - limit))
        most = sqrt(limit * scale)
        np.minimum(error, most, out=error)
        np.maximum(error, -most, out=error)
        self.count += 1
        to_level, to_noise = (self.p_level + self.p_both) / scale, (self.p_both + self.p_noise) / scale
        self.level += to_level * error
        self.noise += to_noise * error
        self.p_level, self.p_both, self.p_noise = (
            self.p_level - to_level * (self.p_level + self.p_both),
            self.p_both - to_level * (self.p_both + self.p_noise),
            self.p_noise - to_noise * (self.p_both + self.p_noise),
        )
        self._weights = None
        found = (PRIOR_DAYS * PRIOR_SD**2 + mean(self.raw, self.weights)) / (PRIOR_DAYS + self.count)
        self.variance = max(LEAST_SD**2, found)

    @property
    def weights(self) -> Array:
        """Posterior weights of the grid points, shape (G,)."""
        if self._weights is None:
            fit = np.log1p(self.squares / (PRIOR_DAYS * PRIOR_SD**2))
            self._weights = bayes(self.grid.log_prior, -0.5 * (PRIOR_DAYS + self.count) * fit)
        return self._weights
