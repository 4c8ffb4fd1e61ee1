"""Whether running has begun to hurt: a second, fast belief beside the slow one, which may only ask for less.

The slow belief takes a person for one who stays as they are, with the weight of months; so it needs months to see that
they have changed. Here it is asked for each of the last runs whether everything changed with it: since then either the
capacity is a lower one, or every run hurts alike (a change point: Page 1954, Biometrika 41:100). Each beginning is
judged for itself, and all that came since by what had been believed before it: what was usual, how far scores scatter,
how a reaction goes and what each run was to bring. Nothing that was expected to hurt is expected to hurt less, and the
worst of the beginnings speaks. So more pain since a beginning only makes that change more probable, and a lower one;
of a beginning that came later, what was believed before it moves too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backlog.model.plan import some_limit
from backlog.model.tolerance import SHORTEST_RUN_M
from backlog.stats.belief import STRONG, TRACE, huber
from backlog.stats.dosing import Array, quantiles, reached
from backlog.stats.grid import CAPACITY_M, CONSTANT, HIGHEST, shares
from backlog.stats.kalman import RHO, Rating
from backlog.stats.lately import LAST
from backlog.stats.told import MOST_SDS, Aftermath, Before, alike, risen
from backlog.stats.usual import RISE_A_DAY

#: A change is looked for among so many last answered runs, and told of so many of them; and how probable it is held to
#: be that it began with one of them. Design.
WITHIN, FEWEST, HAZARD = 10, 2, 0.08
#: What was usual before a change is the least before so many runs, rises of the ordinary kind set aside: else pain that
#: goes on would become usual, and nothing would have changed. Design.
USUAL_RUNS = 10
#: What is held possible since: capacities up to this share of what was held to be within the limit; or so many points.
FALLEN, CAPACITIES, EVERY = 0.7, 24, CONSTANT
#: How a reaction grows with the distance since.
STEEP = 2.0
#: And how steeply at most, where the floor is just bearable; and how probable it is then, before, that it is not.
STEEPEST, EVEN = 4.0, 0.5
#: Where every run hurts alike with a higher probability, the floor is to show whether less helps.
ALIKE = 0.6
#: Of a run with more readings none is left out in turn: each of them counts for little. Design.
MOST_DOUBTED = 12
#: No reading.
UNSAID = Rating(np.nan, np.nan)


class Since(NamedTuple):
    """A change that began with one of the last runs.

    `run` counts from the first told, `runs` were answered since; `p` is the probability of a change, `limit_m` the
    longest run within the limit since, the floor at least, `p_floor` the probability that even the floor brings a
    reaction, and `p_clear` that it brings a clear one.
    """

    run: int
    runs: int
    p: float
    limit_m: float
    p_floor: float
    p_clear: float


def since_when(told: Sequence[Aftermath], before_m: float, limit: float) -> list[list[Since]]:
    """For each of the last answered runs but the newest, the change that may have begun with it.

    First as it was all told, then without each one reading after the last runs; empty without two answered runs.
    `before_m` is the longest run that was held to be within the limit, `limit` the accepted probability.
    """
    answered = [n for n, one in enumerate(told) if one.rise is not None][-WITHIN:]
    firsts = answered[: max(0, len(answered) - FEWEST + 1)]
    if not firsts:
        return []
    rows = _Rows.of(told, answered)
    most = max(FALLEN * before_m, 2 * CAPACITY_M[0])
    capacities, every = np.geomspace(CAPACITY_M[0], most, CAPACITIES), np.array(EVERY)
    metres = np.array([told[n].dose.metres for n in rows.run])[:, None]
    forms = np.hstack([_grown(metres, capacities, STEEP), np.broadcast_to(every, (metres.size, every.size))])
    bearable = _grown(metres, SHORTEST_RUN_M, STEEPEST)
    courses = np.log(np.array([told[n].before.courses for n in firsts]) + TRACE)[:, :, None]
    of = _told(told, firsts, rows)
    gains = rows.without(of.gains(forms, of.expected)) + courses
    p_fell, weights = _posterior(gains[..., :CAPACITIES])
    p_alike, _ = _posterior(gains[..., CAPACITIES:])
    too_much, points_of = _posterior(rows.without(of.gains(every, np.maximum(of.expected, bearable))) + courses, EVEN)
    within = reached(weights).reshape(-1, CAPACITIES)
    clear, some = (
        np.exp(quantiles(np.log(capacities), within, q)).reshape(p_fell.shape) for q in (limit, some_limit(limit))
    )
    longest = np.where(p_alike > ALIKE, 0.0, np.minimum(clear * STRONG ** (1 / STEEP), some))
    p, clearly = np.maximum(p_fell, p_alike), too_much * points_of[..., every >= STRONG].sum(axis=-1)
    return [
        [
            Since(number, len(answered) - n, *map(float, found))
            for n, (number, *found) in enumerate(zip(firsts, *one, strict=True))
        ]
        for one in zip(p, np.maximum(SHORTEST_RUN_M, longest), too_much, clearly, strict=True)
    ]


class _Rows(NamedTuple):
    """The runs as they were told (R), and the last of them again without each one of their readings (D).

    `run` (R + D) is the place of each among all told, `place` among those answered, `heard` (R + D, N) whether a
    reading counts; `at` and `score` are of the readings, `least` says that it was at least that.
    """

    run: list[int]
    place: NDArray[np.intp]
    heard: NDArray[np.bool_]
    at: Array
    score: Array
    least: NDArray[np.bool_]

    @classmethod
    def of(cls, told: Sequence[Aftermath], answered: Sequence[int]) -> _Rows:
        """Those of the answered runs, by their places among all."""
        most = max(len(told[n].readings) for n in answered)
        last = [n for n in answered if n >= len(told) - LAST and len(told[n].readings) <= MOST_DOUBTED]
        left_out = [(n, which) for n in last for which in range(len(told[n].readings))]
        run = [*answered, *(n for n, _ in left_out)]
        padded = [[*told[n].readings, *[UNSAID] * (most - len(told[n].readings))] for n in run]
        at, score, least = np.moveaxis(np.array(padded, float), 2, 0)
        heard = np.isfinite(score)
        heard[np.arange(len(answered), len(run)), [which for _, which in left_out]] = False
        place = np.searchsorted(answered, run)
        return cls(run, place, heard, np.where(np.isfinite(at), at, 0.0), np.where(heard, score, 0.0), least > 0)

    def without(self, gains: Array) -> Array:
        """What all runs (F, R + D, C, N) tell together, then without each one reading: (1 + D, F, C, N)."""
        own, doubts = np.split(gains, [len(set(self.run))], axis=1)
        every = own.sum(axis=1)
        other = [every - own[:, place] + doubts[:, n] for n, place in enumerate(self.place[own.shape[1] :])]
        return np.stack([every, *other])


class _Told(NamedTuple):
    """What each run tells from each beginning on, under each course (F, R, C): points and their scale.

    `expected` (F, R, 1) is the reaction to it that had been expected before the beginning; `least` (F, R, C) is 0 where
    it is at least so much, else minus infinity; `since` (F, R, C) says which runs came since and told anything.
    """

    expected: Array
    points: Array
    scale: Array
    least: Array
    since: NDArray[np.bool_]

    def gains(self, forms: Array, expected: Array) -> Array:
        """By how much they speak for each form (R, N) rather than for what was expected (F, R, 1): (F, R, C, N).

        No form is taken to hurt less than what was expected.
        """
        hurts = np.maximum(forms, expected)[:, :, None, :]
        then, now = (
            huber(np.maximum(self.least[..., None], self.points[..., None] - each) / self.scale[..., None])
            for each in (expected[..., None], hurts)
        )
        return np.asarray((then - now) * self.since[..., None])


def _told(told: Sequence[Aftermath], firsts: Sequence[int], rows: _Rows) -> _Told:
    """What the rows tell against what had been believed before each of the first runs."""
    before = [told[n].before for n in firsts]
    sd, error, noise, since = np.array([(one.sd, one.error, one.noise, one.at) for one in before]).T[:, :, None, None]
    begun = max(0, rows.run[0] - LAST)
    lately, row = told[begun:], np.array(rows.run) - begun
    heights, variances = _expected(before, lately)
    away = rows.score - _usual(told, firsts)[:, None, None] - RISE_A_DAY * rows.at
    away = away - noise * RHO ** np.maximum(0.0, rows.at - since) - _left(before, lately, heights, row, rows.at)
    away = np.clip(away, -MOST_SDS * sd, MOST_SDS * sd)
    ended = np.array([one.dose.at for one in lately])[row]
    felt = np.where(rows.heard, shares(rows.at - ended[:, None]), 0.0).swapaxes(0, 1)
    found, least = risen(
        np.broadcast_to(felt, (len(firsts), *felt.shape)),
        rows.least[:, None],
        away[:, :, None],
        alike(rows.at, sd[..., None], error[..., None])[:, :, None],
        error,
    )
    came = rows.place >= np.arange(len(firsts))[:, None]
    tells = ~np.isnan(found[..., 0]) & came[..., None]
    points, variance = np.where(tells[..., None], found, 1.0)[..., :2].transpose(3, 0, 1, 2)
    scale = np.sqrt(variance + variances[:, row, None])
    return _Told(heights[:, row, None], points, scale, np.where(least, 0.0, -np.inf), tells)


def _usual(told: Sequence[Aftermath], firsts: Sequence[int]) -> Array:
    """What was usual before each of the first runs (F,), less what it may rise of itself: what rose is no excuse."""
    steady = [one.before.usual - RISE_A_DAY * one.dose.at for one in told[: firsts[-1] + 1]]
    return np.array([min(steady[max(0, n - USUAL_RUNS) : n + 1]) for n in firsts])


def _left(
    before: Sequence[Before], lately: Sequence[Aftermath], heights: Array, row: NDArray[np.intp], at: Array
) -> Array:
    """The points that the runs before each row had left in its readings (F, R + D, N), as was believed before."""
    earlier = row[:, None] - np.arange(1, LAST + 1)
    known = np.maximum(0, earlier)
    ended = np.array([one.dose.at for one in lately])
    felt = shares(at[:, None] - ended[known][..., None]) * (earlier >= 0)[..., None]
    courses = np.array([one.courses for one in before])
    return np.asarray(np.einsum("fre,fc,cren->frn", heights[:, known], courses, felt))


def _grown(metres: Array, capacity: Array | float, steepness: float) -> Array:
    """The reaction to runs of so many metres where one of the capacity has 1 point."""
    grown: Array = np.minimum(HIGHEST, (metres / capacity) ** steepness)
    return grown


def _expected(before: Sequence[Before], runs: Sequence[Aftermath]) -> tuple[Array, Array]:
    """Mean and variance (F, M) of the reaction to each run by what was believed at each time."""
    heights = np.array([one.before.peak for one in runs])
    weights = np.array([one.weights for one in before])
    means = weights @ heights.T
    return means, weights @ (heights**2).T - means**2


def _posterior(gains: Array, prior: float = HAZARD) -> tuple[Array, Array]:
    """The probability (...) of a change of which each form is as likely before, and of each if there was one (..., N).

    Gains (..., C, N) are of each course and form, with the logarithm of how probable the course is.
    """
    highest = gains.max(axis=(-1, -2), keepdims=True)
    weights = np.exp(gains - highest).sum(axis=-2)
    odds = prior / (1 - prior) * weights.mean(axis=-1) * np.exp(np.minimum(highest[..., 0, 0], 500.0))
    return odds / (1 + odds), weights / weights.sum(axis=-1, keepdims=True)
