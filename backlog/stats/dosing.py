"""Dose finding on a grid: weights, means, quantiles and risks of a posterior that is a list of points.

A grid is G points, each a whole explanation of somebody; a prior and a likelihood give each its weight.
What the points predict is an array whose first axis is the grid: (G,) for one quantity, (G, D) for one at D doses.
Whatever a model's own parameters are, the published methods of dose finding are then sums over the grid:

- CRM, the dose whose mean toxicity is nearest to a target: O'Quigley, Pepe & Fisher 1990, Biometrics 46:33-48.
- TITE-CRM, an outcome still pending counts with the share w of its window that is over, as a likelihood of 1 - w p:
  Cheung & Chappell 2000, Biometrics 56:1177-1182.
- EWOC, the next dose is a low quantile of the posterior of the largest tolerated dose, so that the probability of
  overdosing is the feasibility bound: Babb, Rogatko & Zacks 1998, Stat Med 17:1103-1120.

Weights, probabilities and q are numbers from 0 to 1; doses and values keep the unit that they came in.
A ValueError means a caller's mistake, never something that a person typed.
"""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Order = NDArray[np.intp]

#: A sum of weights that falls short of q by no more than this has reached it: rounding must not lift a dose.
ROUNDING = 1e-12


def posterior(log_prior: Array, log_likelihood: Array) -> Array:
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


@overload
def mean(values: Matrix, weights: Array) -> Array: ...
@overload
def mean(values: Vector, weights: Array) -> float: ...
def mean(values: Array, weights: Array) -> float | Array:
    """The posterior mean of what the points predict.

    Args:
        values: (G,) one number for each point, or (G, D) one for each point and dose; finite.
        weights: (G,) from `posterior`.

    Returns:
        Of (G,) a float, of (G, D) an array (D,); in the unit of the values.

    Raises:
        ValueError: the first axis of the values is not the grid of the weights.
    """
    _same_grid(values, weights)
    found = np.asarray(weights @ values)
    return found if values.ndim > 1 else float(found)


def quantile(values: Array, weights: Array, q: float, *, order: Order | None = None) -> float:
    """The smallest value that at least the share q of the weight does not exceed.

    That is the left-continuous inverse of the weighted distribution function, `inverted_cdf` in numpy's words:
    always one of the values, never something between two. EWOC's next dose is this with q the feasibility bound.

    Args:
        values: (G,) in any order.
        weights: (G,) from `posterior`.
        q: above 0, up to 1.
        order: `np.argsort(values)`, for a caller who asks about the same values thousands of times: sorting is most
            of the work.

    Returns:
        One of the values, in their unit.

    Raises:
        ValueError: q is not above 0 and up to 1, or values, weights and order are not of one grid (G,).
    """
    if not 0 < q <= 1:
        raise ValueError(f"a quantile of {q} is not above 0 and up to 1")
    _same_grid(values, weights)
    if order is None:
        order = np.argsort(values)
    if values.ndim != 1 or order.shape != values.shape:
        raise ValueError(f"values {values.shape} and their order {order.shape} are not of one grid (G,)")
    reached = np.cumsum(weights[order])
    return float(values[order[np.searchsorted(reached, q * reached[-1] * (1 - ROUNDING))]])


def exceedance(toxicity: Array, weights: Array, limit: float) -> Array:
    """The posterior probability, at each dose, that toxicity is above the limit; on the limit is not above it.

    Args:
        toxicity: (G, D) what each point predicts at each dose, in the unit of the limit.
        weights: (G,) from `posterior`.
        limit: a toxicity, such as the target rate.

    Returns:
        (D,) probabilities.

    Raises:
        ValueError: toxicity is not (G, D) on the grid of the weights.
    """
    _same_grid(toxicity, weights)
    if toxicity.ndim != 2:
        raise ValueError(f"a toxicity {toxicity.shape} is not one for each point and dose (G, D)")
    return np.asarray(weights @ (toxicity > limit))


def largest_safe(doses: Array, probability: Array, limit: float) -> int | None:
    """The largest dose whose probability is within the limit, as is that of every smaller dose.

    A dose beyond an unsafe one is never chosen, however safe it looks, nor is one whose probability is NaN.

    Args:
        doses: (D,) strictly increasing.
        probability: (D,) of harm at each dose, such as from `exceedance`.
        limit: the largest probability that is still safe, inclusive.

    Returns:
        The position of the dose, or None when the smallest is already unsafe.

    Raises:
        ValueError: the shapes differ or are not (D,), or the doses do not increase.
    """
    if doses.ndim != 1 or doses.shape != probability.shape:
        raise ValueError(f"doses {doses.shape} and probabilities {probability.shape} are not of one row (D,)")
    if not np.all(np.diff(doses) > 0):
        raise ValueError("the doses do not increase")
    safe = int(np.logical_and.accumulate(probability <= limit).sum())
    return safe - 1 if safe else None


def _same_grid(values: Array, weights: Array) -> None:
    """ValueError unless the first axis of the values is the grid of the weights."""
    if weights.ndim != 1 or not weights.size or values.shape[:1] != weights.shape:
        raise ValueError(f"values {values.shape} and weights {weights.shape} are not of one grid (G,)")
