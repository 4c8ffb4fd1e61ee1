"""Whether running has begun to hurt: a second, fast belief beside the slow one, which may only ask for less.

The slow belief takes a person for one who stays as they are, with the weight of months; so it needs months to see that
they have changed. Here it is asked for each of the last runs whether everything changed with it: since then either the
capacity is a lower one, or every run hurts alike (a change point: Page 1954, Biometrika 41:100). Each beginning is
judged for itself, against what had been expected before, and the worst of them speaks; nothing that was expected to
hurt is expected to hurt less. So more pain after any of these runs only makes a change more probable, and a lower one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from backlog.model.tolerance import SHORTEST_RUN_M
from backlog.stats.belief import STRONG, TRACE, Rise, huber, some_limit
from backlog.stats.dosing import Array, Steps
from backlog.stats.grid import CAPACITY_M, HIGHEST, Grid
from backlog.stats.told import Aftermath

#: A change is looked for among so many last answered runs, and told of so many of them; how probable it is before a
#: run, about 0.6 % a day. Design.
WITHIN, FEWEST, HAZARD = 10, 2, 0.05
#: What is held possible since: capacities up to this share of what was held to be within the limit; or so many points.
FALLEN, CAPACITIES, EVERY = 0.7, 24, (1.25, 2.0, 3.0, 4.5)
#: How a reaction grows with the distance since.
STEEP = 2.0
#: And how steeply at most, where the floor is just bearable; and how probable it is then, before, that it is not.
STEEPEST, EVEN = 4.0, 0.5
#: Where every run hurts alike with a higher probability, the floor is to show whether less helps.
ALIKE = 0.6


#: What a run tells of which no reading does.
NOTHING = Rise(0.0, 1e12, 0.0, 0.0)


class Since(NamedTuple):
    """A change that began with one of the last runs.

    `run` counts from the first told, `runs` were answered since; `p` is the probability of a change, `limit_m` the
    longest run within the limit since, `p_floor` the probability that even the floor brings a reaction.
    """

    run: int
    runs: int
    p: float
    limit_m: float
    p_floor: float


def since_when(told: Sequence[Aftermath], grid: Grid, before_m: float, limit: float) -> list[Since]:
    """For each of the last answered runs but the newest, the change that may have begun with it.

    `before_m` is the longest run that was held to be within the limit, `limit` the accepted probability.
    """
    answered = [(n, one) for n, one in enumerate(told) if one.rise is not None][-WITHIN:]
    if len(answered) < FEWEST:
        return []
    runs = [one for _, one in answered]
    rises = [[rise or NOTHING for rise in one.by_course] for one in runs]
    points = np.array([[rise.points for rise in row] for row in rises])[:, :, None]
    least = np.array([[-np.inf if not rise.least else 0.0 for rise in row] for row in rises])[:, :, None]
    gains_of = np.array([[rise.gain for rise in row] for row in rises])[:, :, None]
    usual = np.array([one.before.usual for one in runs])[:, None, None]
    variances = np.array([[rise.variance for rise in row] for row in rises])[:, :, None]
    most = max(FALLEN * before_m, 2 * CAPACITY_M[0])
    capacities, every = np.geomspace(CAPACITY_M[0], most, CAPACITIES), np.array(EVERY)
    metres = np.array([one.dose.metres for one in runs])[:, None]
    forms = np.hstack([_grown(metres, capacities, STEEP), np.broadcast_to(every, (metres.size, every.size))])
    bearable = _grown(metres, SHORTEST_RUN_M, STEEPEST)
    courses = np.log(np.array(told[-1].before.courses) + TRACE)[:, None]
    means, spreads = _expected(runs, grid)
    steps, found = Steps.of(np.log(capacities)), []
    for first, (number, _) in enumerate(answered[: 1 - FEWEST]):
        expected, spread = means[first, first:, None], spreads[first, first:, None, None]
        # What was usual before the change is usual still: what rose since is no excuse.
        risen = gains_of[first:] * np.maximum(0.0, usual[first:] - usual[first])
        told_of = (points[first:] + risen, least[first:], np.sqrt(variances[first:] + spread))
        gains = _gains(*told_of, forms[first:], expected) + courses
        p_fell, weights = _posterior(gains[:, :CAPACITIES])
        p_alike, _ = _posterior(gains[:, CAPACITIES:])
        too_much, _ = _posterior(_gains(*told_of, every, np.maximum(expected, bearable[first:])) + courses, EVEN)
        clear = np.exp(steps.quantile(weights, limit)) * STRONG ** (1 / STEEP)
        some = np.exp(steps.quantile(weights, some_limit(limit)))
        p = max(p_fell, p_alike)
        longest = SHORTEST_RUN_M if p_alike > ALIKE else float(min(clear, some))
        found.append(Since(number, len(runs) - first, p, longest, too_much))
    return found


def _gains(points: Array, least: Array, scale: Array, forms: Array, expected: Array) -> Array:
    """By how much the rises (runs, courses) speak for each form rather than for what was expected (courses, forms).

    No form is taken to hurt less than what was expected. `least` is 0 where a rise is at least so high, else minus
    infinity.
    """
    since = np.maximum(forms, expected)[:, None, :]
    then, now = (huber(np.maximum(least, points - each) / scale) for each in (expected[:, :, None], since))
    return np.asarray((then - now).sum(axis=0))


def _grown(metres: Array, capacity: Array | float, steepness: float) -> Array:
    """The reaction to runs of so many metres where one of the capacity has 1 point."""
    grown: Array = np.minimum(HIGHEST, (metres / capacity) ** steepness)
    return grown


def _expected(told: Sequence[Aftermath], points: Grid) -> tuple[Array, Array]:
    """Mean and variance of the reaction to each run (columns) by what was believed before each (rows)."""
    heights = np.array([points.height(one.dose.metres, hard=one.dose.hard, strike=one.dose.strike) for one in told])
    weights = np.array([one.before.weights for one in told])
    means = weights @ heights.T
    return means, weights @ (heights**2).T - means**2


def _posterior(gains: Array, prior: float = HAZARD) -> tuple[float, Array]:
    """The probability of a change of which each form (columns) is as likely before, and of each if there was one.

    Rows are the courses, with the logarithm of how probable each is in their gains.
    """
    highest = gains.max()
    weights = np.exp(gains - highest).sum(axis=0)
    odds = prior / (1 - prior) * weights.mean() * np.exp(min(highest, 500.0))
    return float(odds / (1 + odds)), weights / weights.sum()
