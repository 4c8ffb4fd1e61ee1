"""Dose finding on a grid: weights, means, probabilities and quantiles of a posterior that is a list of points.

A grid is G points, each a whole explanation of somebody; a prior and a likelihood give each its weight.
Whatever a model's own parameters are, the published methods of dose finding are then sums over the grid:

- CRM, the dose whose mean toxicity is nearest to a target: O'Quigley, Pepe & Fisher 1990, Biometrics 46:33-48.
- TITE-CRM, an outcome still pending counts with the share w of its window that is over, as a likelihood of 1 - w p:
  Cheung & Chappell 2000, Biometrics 56:1177-1182.
- EWOC, the next dose is a low quantile of the posterior of the largest tolerated dose, so that the probability of
  overdosing is the feasibility bound: Babb, Rogatko & Zacks 1998, Stat Med 17:1103-1120.

Weights, probabilities and q are numbers from 0 to 1; values keep the unit that they came in.
A ValueError means a caller's mistake, never something that a person typed.

>>> weights = bayes(np.log([0.25, 0.5, 0.25]), np.log([0.1, 0.4, 0.4]))
>>> tolerated = Steps.of(np.array([30.0, 10.0, 20.0]))
>>> shares = reached(tolerated.held(weights))
>>> print(weights.round(3), np.interp([10.0, 20.0], tolerated.values, shares).round(3))
[0.077 0.615 0.308] [0.308 0.769]
>>> quantiles(tolerated.values, shares[None], 0.5).round(2).tolist()
[14.17]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Values no farther apart are one value: no answer may hang on the order in which a sort leaves them.
APART = 1e-9


def bayes(log_prior: Array, log_likelihood: Array) -> Array:
    """Bayes' rule: the weight of each grid point after the data, summing to 1.

    Neither side needs a normalising constant: the largest sum of logs is taken off before any power is taken, so that
    a likelihood of thousands of outcomes does not vanish.

    Args:
        log_prior: (G,) natural logs of the prior weights; minus infinity rules a point out.
        log_likelihood: (G,) natural logs of the probability of all data under each point; minus infinity likewise.

    Returns:
        (G,) weights.

    Raises:
        ValueError: the shapes differ or are not (G,), a sum of logs is NaN or plus infinity, or no point is left.
    """
    if log_prior.ndim != 1 or log_prior.shape != log_likelihood.shape:
        raise ValueError(f"a prior {log_prior.shape} and a likelihood {log_likelihood.shape} are not of one grid (G,)")
    joint = log_prior + log_likelihood
    highest = joint.max(initial=-np.inf)
    if not np.isfinite(highest):
        raise ValueError(f"the likeliest point has a log of {highest}: the data leave no point, or are not numbers")
    weights = np.exp(joint - highest)
    return np.asarray(weights / weights.sum())


def mean(values: Array, weights: Array) -> float:
    """The posterior mean of what the points predict.

    Args:
        values: (G,) a finite number for each point, such as its toxicity at one dose.
        weights: (G,) from `bayes`.

    Returns:
        A number in the unit of the values.

    Raises:
        ValueError: values and weights are not of one grid (G,).
    """
    if values.ndim != 1 or values.shape != weights.shape:
        raise ValueError(f"values {values.shape} and weights {weights.shape} are not of one grid (G,)")
    return float(weights @ values)


@dataclass(frozen=True, eq=False)
class Steps:
    """One value for each grid point, such as the largest dose that it tolerates, made ready to be asked often.

    `values` are the distinct ones (U,), increasing; `which` (G,) says where among them each point's value is. Half of
    the weight of a value lies below it and half above, with straight lines between: Hazen's distribution function, so
    that shares and quantiles are each other's inverse and grow smoothly.
    """

    values: Array
    which: NDArray[np.intp]

    @classmethod
    def of(cls, values: Array) -> Self:
        """The steps of values (G,) in any order; ValueError where there are none, or one of them is no number."""
        if values.ndim != 1 or not values.size or not np.isfinite(values).all():
            raise ValueError(f"values {values.shape} are not a finite number for each point of a grid (G,)")
        order = np.argsort(values)
        begins = np.diff(values[order], prepend=-np.inf) > APART
        which = np.empty_like(order)
        which[order] = begins.cumsum() - 1
        return cls(values[order][begins], which)

    def held(self, weights: Array) -> Array:
        """The weight (U,) of each distinct value."""
        if weights.shape != self.which.shape:
            raise ValueError(f"steps {self.which.shape} and weights {weights.shape} are not of one grid (G,)")
        return np.asarray(np.bincount(self.which, weights, self.values.size))


def reached(held: Array) -> Array:
    """The share of the weight up to each value where each holds so much (..., U), half of its own included."""
    return np.asarray(held.cumsum(axis=-1) - 0.5 * held)


def quantiles(values: Array, shares: Array, q: float) -> Array:
    """The values (D,) that the share q does not exceed, of several posteriors of the same values (U,).

    `shares` (D, U) are what each has reached at every value. The least value where q is less than the first share.
    """
    return np.array([np.interp(q, row, values) for row in shares])
