"""One person's pain followed reading by reading: baseline, reactions and noise, estimated together.

Given a point of the grid, what is left of a reading after its reactions is baseline plus autocorrelated noise, which a
Kalman filter follows exactly; the gains are the same at every point, so that a reading costs a dozen operations on
arrays. The personal SD scales everything and is integrated out (normal-inverse-gamma).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from backlog.stats.dosing import posterior
from backlog.stats.grid import GONE_D, HIGHEST, TIMINGS, Array, Grid, course

#: Within-person SD (Page 2022), and how many days of readings that is worth.
PRIOR_SD, PRIOR_DAYS, LEAST_SD = 1.2, 14.0, 0.5
#: Day-to-day autocorrelation: none published; the middle of the working range 0.2-0.5.
RHO = 0.45
#: Variances in units of the personal variance: rounding to whole numbers, and how far a baseline wanders in a day.
ROUNDING, WANDER = 0.06, 0.004
#: Beyond so many squared SD a reading counts hardly more: something else than running has its days (Suri 2011).
OUTLYING, BEYOND = 12.0, 0.1
#: What was learned counts a little less every week: people change.
KEPT_A_WEEK = 0.98


class Dose(NamedTuple):
    """A run as the filter sees it: days since the epoch at its end, kilometres, and the conditions that are known."""

    at: float
    km: float
    hard: bool
    strike: str | None


class Said(NamedTuple):
    """A reading: days since the epoch, and its score; under painkillers pain was at least that."""

    at: float
    score: float
    least: bool = False


class Follower:
    """The filter's state; `tell` it doses and readings in order of time."""

    def __init__(self, grid: Grid, start: float, start_sd: float) -> None:
        self.grid = grid
        size = grid.capacity.size
        self.level = np.full(size, float(start))
        self.noise = np.zeros(size)
        self.squares = np.zeros(size)
        self.raw = np.zeros(size)
        self.count = 0.0
        self.variance = PRIOR_SD**2
        # Covariance of (baseline, noise), in units of the personal variance.
        self.p_level, self.p_both, self.p_noise = (start_sd / PRIOR_SD) ** 2, 0.0, 1.0
        self.at: float | None = None
        self.doses: list[tuple[float, Array]] = []
        self.felt = np.zeros(size)
        self._weights: Array | None = None

    def tell(self, event: Dose | Said) -> None:
        """Take in one event, not earlier than the one before."""
        self._pass_time(event.at)
        if isinstance(event, Dose):
            self.doses = [(at, a) for at, a in self.doses if event.at - at < GONE_D]
            self.doses.append((event.at, height(self.grid, event)))
        else:
            self._read(event)

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
            self.p_level += WANDER * days
            self.p_both *= keeps
            self.p_noise = self.p_noise * keeps**2 + 1 - keeps**2
            kept = KEPT_A_WEEK ** (days / 7)
            self.squares *= kept
            self.raw *= kept
            self.count *= kept
        self.at = at

    def _read(self, said: Said) -> None:
        self.felt = np.zeros(self.level.size)
        for at, peak in self.doses:
            if said.at - at < GONE_D:
                shares = np.array([course(said.at - at, timing) for timing in TIMINGS])
                self.felt += peak * shares.take(self.grid.timing)
        error = said.score - self.level - self.noise - self.felt
        # At either end of the scale a score says "at most" or "at least".
        if said.score >= 10 or said.least:
            np.maximum(error, 0.0, out=error)
        elif said.score <= 0:
            np.minimum(error, 0.0, out=error)
        scale = self.p_level + 2 * self.p_both + self.p_noise + ROUNDING
        surprise = error * error / scale
        self.raw += surprise
        limit = OUTLYING * self.variance
        self.squares += np.minimum(surprise, limit + BEYOND * (surprise - limit))
        most = (limit * scale) ** 0.5
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
        found = (PRIOR_DAYS * PRIOR_SD**2 + float(self.weights @ self.raw)) / (PRIOR_DAYS + self.count)
        self.variance = max(LEAST_SD**2, found)

    @property
    def weights(self) -> Array:
        """Posterior weights of the grid points, shape (G,)."""
        if self._weights is None:
            fit = np.log1p(self.squares / (PRIOR_DAYS * PRIOR_SD**2))
            self._weights = posterior(self.grid.log_prior, -0.5 * (PRIOR_DAYS + self.count) * fit)
        return self._weights


def height(grid: Grid, dose: Dose) -> Array:
    """The reaction to a run at its peak, in points, shape (G,)."""
    km = np.full(grid.capacity.size, dose.km)
    if dose.hard:
        km = km * grid.hard
    if dose.strike == "heel":
        km = km * grid.heel
    elif dose.strike == "forefoot":
        km = km * grid.forefoot
    found: Array = np.minimum(HIGHEST, (km / grid.capacity) ** grid.steepness)
    return found
