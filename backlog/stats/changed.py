"""Whether running has begun to hurt: a second, fast belief beside the slow one, which may only ask for less.

The slow belief takes a person for one who stays as they are, with the weight of months; so it needs months to see that
they have changed. Here it is asked for each of the last runs whether everything changed with it: since then either the
capacity is a lower one, or every run hurts alike (a change point: Page 1954, Biometrika 41:100). Each beginning is
judged for itself, against what had been expected before, and the worst of them speaks; nothing that was expected to
hurt is expected to hurt less. So, with what was believed before each run, more pain after any of them only makes a
change more probable, and a lower one; beliefs before the last three move with the scores before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backlog.model.plan import some_limit
from backlog.model.tolerance import SHORTEST_RUN_M
from backlog.stats.belief import STRONG, TRACE, Rise, huber
from backlog.stats.dosing import Array, quantiles, reached
from backlog.stats.grid import CAPACITY_M, HIGHEST
from backlog.stats.told import Aftermath
from backlog.stats.usual import RISE_PER_MONTH

#: A change is looked for among so many last answered runs, and told of so many of them; how probable it is before a
#: run, about 0.6 % a day. Design.
WITHIN, FEWEST, HAZARD = 10, 2, 0.05
#: What was usual before a change is the least before so many runs, rises of the ordinary kind set aside: else pain that
#: goes on would become usual, and nothing would have changed. Design.
USUAL_RUNS = 10
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
    longest run within the limit since, `p_floor` the probability that even the floor brings a reaction, and `p_clear`
    that it brings a clear one.
    """

    run: int
    runs: int
    p: float
    limit_m: float
    p_floor: float
    p_clear: float


def since_when(told: Sequence[Aftermath], before_m: float, limit: float) -> list[Since]:
    """For each of the last answered runs but the newest, the change that may have begun with it.

    `before_m` is the longest run that was held to be within the limit, `limit` the accepted probability.
    """
    answered = [(n, one) for n, one in enumerate(told) if one.rise is not None][-WITHIN:]
    if len(answered) < FEWEST:
        return []
    runs = [one for _, one in answered]
    firsts = len(runs) - FEWEST + 1
    rises = [[rise or NOTHING for rise in one.by_course] for one in runs]
    points, variances, _, gain, least = np.moveaxis(np.array(rises), 2, 0)
    most = max(FALLEN * before_m, 2 * CAPACITY_M[0])
    capacities, every = np.geomspace(CAPACITY_M[0], most, CAPACITIES), np.array(EVERY)
    metres = np.array([one.dose.metres for one in runs])[:, None]
    forms = np.hstack([_grown(metres, capacities, STEEP), np.broadcast_to(every, (metres.size, every.size))])
    bearable = _grown(metres, SHORTEST_RUN_M, STEEPEST)
    courses = np.log(np.array(told[-1].before.courses) + TRACE)[:, None]
    expected, spread = (found[:firsts, :, None] for found in _expected(runs))
    # What was usual before the change is usual still: what rose since is no excuse.
    steady = [one.before.usual - RISE_PER_MONTH / 30.44 * one.dose.at for one in told]
    then = np.array([min(steady[max(0, n - USUAL_RUNS) : n + 1]) for n, _ in answered[:firsts]])
    risen = gain * np.maximum(0.0, np.array([steady[n] for n, _ in answered]) - then[:, None])[:, :, None]
    of = _Told(
        points + risen,
        np.where(least, 0.0, -np.inf),
        np.sqrt(variances + spread),
        np.tri(len(runs), dtype=bool).T[:firsts],
    )
    gains = of.gains(forms, expected) + courses
    p_fell, weights = _posterior(gains[..., :CAPACITIES])
    p_alike, _ = _posterior(gains[..., CAPACITIES:])
    too_much, points_of = _posterior(of.gains(every, np.maximum(expected, bearable)) + courses, EVEN)
    clear, some = (np.exp(quantiles(np.log(capacities), reached(weights), q)) for q in (limit, some_limit(limit)))
    longest = np.where(p_alike > ALIKE, SHORTEST_RUN_M, np.minimum(clear * STRONG ** (1 / STEEP), some))
    p, clearly = np.maximum(p_fell, p_alike), too_much * points_of[:, every >= STRONG].sum(axis=1)
    return [
        Since(number, len(runs) - n, *(float(found[n]) for found in (p, longest, too_much, clearly)))
        for n, (number, _) in enumerate(answered[:firsts])
    ]


class _Told(NamedTuple):
    """What each run tells from each beginning on, under each course (F, R, C): points and their scale.

    `least` (R, C) is 0 where it is at least so much, else minus infinity; `since` (F, R) says which runs came since.
    """

    points: Array
    least: Array
    scale: Array
    since: NDArray[np.bool_]

    def gains(self, forms: Array, expected: Array) -> Array:
        """By how much they speak for each form (R, N) rather than for what was expected (F, R, 1): (F, C, N).

        No form is taken to hurt less than what was expected.
        """
        hurts = np.maximum(forms, expected)[:, :, None, :]
        then, now = (
            huber(np.maximum(self.least[..., None], self.points[..., None] - each) / self.scale[..., None])
            for each in (expected[..., None], hurts)
        )
        return np.asarray(((then - now) * self.since[:, :, None, None]).sum(axis=1))


def _grown(metres: Array, capacity: Array | float, steepness: float) -> Array:
    """The reaction to runs of so many metres where one of the capacity has 1 point."""
    grown: Array = np.minimum(HIGHEST, (metres / capacity) ** steepness)
    return grown


def _expected(told: Sequence[Aftermath]) -> tuple[Array, Array]:
    """Mean and variance of the reaction to each run (columns) by what was believed before each (rows)."""
    heights = np.array([one.before.peak for one in told])
    weights = np.array([one.before.weights for one in told])
    means = weights @ heights.T
    return means, weights @ (heights**2).T - means**2


def _posterior(gains: Array, prior: float = HAZARD) -> tuple[Array, Array]:
    """The probability of a change (F,) of which each form is as likely before, and of each if there was one (F, N).

    Gains (F, C, N) are of each course and form, with the logarithm of how probable the course is.
    """
    highest = gains.max(axis=(1, 2), keepdims=True)
    weights = np.exp(gains - highest).sum(axis=1)
    odds = prior / (1 - prior) * weights.mean(axis=1) * np.exp(np.minimum(highest[:, 0, 0], 500.0))
    return odds / (1 + odds), weights / weights.sum(axis=1, keepdims=True)
