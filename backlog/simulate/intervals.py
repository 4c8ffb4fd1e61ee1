"""Estimates with their 95 % intervals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import fsum, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959964
RESAMPLES = 1000


class Estimate(NamedTuple):
    """A value with the ends of its 95 % interval; None where there is nothing to divide by."""

    value: float | None
    low: float | None
    high: float | None


NOTHING = Estimate(None, None, None)


def wilson(hits: int, n: int) -> Estimate:
    """A share of independent trials with Wilson's score interval (Wilson 1927, J Am Stat Assoc 22:209)."""
    if n == 0:
        return NOTHING
    share, square = hits / n, Z95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def ratio(tops: Sequence[float], bottoms: Sequence[float], seed: int) -> Estimate:
    """Sum over runners of `tops` over that of `bottoms`, with the percentile bootstrap over whole runners.

    One runner's sessions are not independent, so runners are drawn and not sessions.
    """
    if not fsum(bottoms):
        return NOTHING
    drawn = redrawn(len(tops), seed)
    above, below = np.asarray(tops, float)[drawn].sum(axis=1), np.asarray(bottoms, float)[drawn].sum(axis=1)
    low, high = np.quantile(above[below > 0] / below[below > 0], [0.025, 0.975])
    return Estimate(fsum(tops) / fsum(bottoms), float(low), float(high))


@cache
def redrawn(n: int, seed: int) -> NDArray[np.int64]:
    """A thousand draws of n out of n, with replacement; the same for the same seed."""
    return np.random.default_rng([seed, n]).integers(n, size=(RESAMPLES, n))
