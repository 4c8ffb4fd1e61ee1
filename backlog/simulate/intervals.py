"""Estimates with their 95 % intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from random import Random
from typing import NamedTuple

Z95 = 1.959964


class Estimate(NamedTuple):
    """A value with its 95 % interval; `n` is what it is out of (people, sessions); None where there is nothing."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    interval: str


NOTHING = (None, None, None)


def wilson(hits: int, n: int) -> Estimate:
    """A share of independent trials with Wilson's score interval (Wilson 1927, J Am Stat Assoc 22:209)."""
    if n == 0:
        return Estimate(*NOTHING, 0, "wilson")
    share, square = hits / n, Z95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half), n, "wilson")


def ratio(tops: Sequence[float], bottoms: Sequence[float], n: int, draws: Sequence[Sequence[int]]) -> Estimate:
    """Sum over people of `tops` over that of `bottoms`, with the percentile bootstrap over whole people.

    One person's sessions are not independent, so people are drawn and not sessions.
    """
    whole = sum(bottoms)
    if not whole:
        return Estimate(*NOTHING, n, "bootstrap")
    found = []
    for draw in draws:
        bottom = sum(bottoms[i] for i in draw)
        if bottom:
            found.append(sum(tops[i] for i in draw) / bottom)
    found.sort()
    return Estimate(sum(tops) / whole, quantile(found, 0.025), quantile(found, 0.975), n, "bootstrap")


def quantile(ordered: Sequence[float], share: float) -> float:
    """A quantile of an ordered sample, between two neighbours on the straight line."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def resamples(rng: Random, people: int, times: int = 1000) -> list[list[int]]:
    """So many draws of as many people, with replacement."""
    return [rng.choices(range(people), k=people) for _ in range(times)]
