"""The interval of the capacity holds the truth as often as it says, in people who are as the model believes."""

from __future__ import annotations

from math import sqrt
from random import Random

import numpy as np
import pytest

from backlog.stats.belief import REACTION
from backlog.stats.grid import GONE_D, grid, shares
from backlog.stats.kalman import OF_ITSELF, PRIOR_DAYS, PRIOR_SD, RHO, ROUNDING, WANDER, Dose, Rating
from backlog.stats.posterior import Start, followed

PEOPLE, START = 400, Start(usual=4.0, error=0.5)


def somebody(rng: Random, days: int, *, whole: bool) -> tuple[float, list[Dose | Rating]]:
    """The capacity of a person drawn from the prior, and what they tell: a score every morning, runs every other day.

    Their scores are whole ones from 0 to 10, or else have an error of rounding as the model has it.
    """
    points = grid(surfaces=False, strikes=False)
    (drawn,) = rng.choices(range(points.capacity.size), np.exp(points.log_prior).tolist())
    sd = sqrt(PRIOR_DAYS * PRIOR_SD**2 / (2 * rng.gammavariate(PRIOR_DAYS / 2, 1.0)))
    lasting = sd * sqrt(1 - OF_ITSELF)
    level, noise = rng.gauss(START.usual, START.error), rng.gauss(0.0, lasting)
    told: list[Dose | Rating] = []
    ran: list[tuple[float, float]] = []
    for day in range(days):
        level += rng.gauss(0.0, sd * sqrt(WANDER))
        noise = RHO * noise + rng.gauss(0.0, lasting * sqrt(1 - RHO**2))
        at, course = day + 0.3, points.course[drawn]
        felt = [peak * float(shares(at - ended)[course]) for ended, peak in ran if at - ended < GONE_D]
        score = level + noise + sum(felt)
        score += rng.gauss(0.0, sd * sqrt(OF_ITSELF))
        score += 0.0 if whole else rng.gauss(0.0, sd * sqrt(ROUNDING))
        told.append(Rating(at, min(10.0, max(0.0, float(round(score)))) if whole else score))
        if day % 2 == 0:
            run = Dose(day + 0.8, rng.choice([500.0, 800.0, 1200.0, 2000.0, 3000.0]))
            ran.append((run.at, float(points.height(run.metres, hard=False, strike=None)[drawn])))
            told.append(run)
    return float(points.distance(REACTION, hard=False, strike=None)[drawn]), told


#: Two weeks already hold all that may be wrong: the prior, what is drawn from it, and how scores and runs are followed.
LONG = pytest.mark.slow


@pytest.mark.parametrize(
    ("days", "whole"),
    [(14, False), (14, True), pytest.param(60, False, marks=LONG), pytest.param(60, True, marks=LONG)],
)
def test_the_interval_holds_the_capacity_in_four_of_five(days: int, *, whole: bool) -> None:
    """Of 400 people, 320 within 3.3 binomial SD (one run in a thousand lies beyond), and 40 on either side."""
    rng = Random(7)
    below = within = above = 0
    for _ in range(PEOPLE):
        capacity, told = somebody(rng, days, whole=whole)
        believed = followed(None, START, 0.10, told).belief()
        low, high = believed.capacity(0.1), believed.capacity(0.9)
        below, within, above = below + (capacity < low), within + (low <= capacity <= high), above + (capacity > high)
    for found, share in ((below, 0.1), (within, 0.8), (above, 0.1)):
        assert abs(found - share * PEOPLE) < 3.3 * sqrt(PEOPLE * share * (1 - share))
