"""The limit of a person, on grids of a few points, against distances worked out by hand."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from backlog.model.plan import MILDER
from backlog.stats import dosing, kalman, posterior
from backlog.stats.belief import EASY, REACTION, STRONG, Belief, Frame, Mix
from backlog.stats.grid import Grid

WEIGHTS = np.array([0.1, 0.2, 0.3, 0.4])
HARD = (True, None)


def points(capacity: list[float], *, steepness: float = 1.0, hard: float = 1.0) -> Grid:
    """Explanations that differ in capacity alone; `hard` is how much farther a run on a hard surface counts."""
    one = np.ones(len(capacity))
    return Grid(
        np.array(capacity), steepness * one, np.zeros(len(capacity), np.intp), hard * one, one, one, 0 * one, 0 * one
    )


def limit(grid: Grid, share: float, mix: Mix = ((EASY, 1.0),)) -> float:
    """The longest run within a person's limit."""
    return believed(grid, share, mix).longest()


def believed(grid: Grid, share: float, mix: Mix = ((EASY, 1.0),)) -> Belief:
    """What is believed before any run."""
    return Belief(Frame(grid, WEIGHTS, mix, share))


def test_a_limit_worked_out_by_hand() -> None:
    """1260 m, where a clear reaction has a probability of 10 %.

    Capacities of 500, 1000, 2000 and 4000 m with 0.1, 0.2, 0.3 and 0.4 have a clear reaction, 2 points, at twice that.
    Half of each weight lies below: by 1000 m a share of 0.05 is reached, by 2000 m 0.2. The limit 0.1 is a third of
    the way, and a third of a doubling from 1000 m is 1000 x 2 ** (1 / 3) = 1259.92 m. Some reaction, 1 point, may be
    four times as probable: 0.4 is four fifths of the way from 0.2 at 1000 m to 0.45 at 2000 m, farther than that.
    """
    grid = points([500.0, 1000.0, 2000.0, 4000.0])
    assert 1259.92 == pytest.approx(limit(grid, 0.10), abs=0.005)
    assert [0.10, 0.10] == pytest.approx(
        [float(believed(grid, 0.10).p(np.array([metres]), rise)[0])
         for metres, rise in ((1259.92, STRONG), (629.96, REACTION))], abs=1e-5)  # fmt: skip


def test_a_limit_of_some_reaction_worked_out_by_hand() -> None:
    """At a steepness of 0.5 a clear reaction takes four times the capacity, and some reaction is the limit.

    At 10 %, a clear one is allowed up to 2000 x 2 ** (1 / 3) = 2520 m, some only up to 1000 x 2 ** (4 / 5) = 1741.1 m:
    four times 0.1 is so much of the way from 0.2 to 0.45.
    """
    some = 1000 * 2 ** ((MILDER * 0.10 - 0.20) / 0.25)
    assert some == pytest.approx(limit(points([500.0, 1000.0, 2000.0, 4000.0], steepness=0.5), 0.10), abs=0.005)


def test_a_hard_surface_that_counts_double_halves_the_limit() -> None:
    """Every condition that is met an eighth of the time must be within the limit by itself; a rarer one need not."""
    grid = points([500.0, 1000.0, 2000.0, 4000.0], hard=2.0)
    assert 1259.92 / 2 == pytest.approx(limit(grid, 0.10, [(EASY, 0.875), (HARD, 0.125)]), abs=0.005)
    assert 1259.92 == pytest.approx(limit(grid, 0.10, [(EASY, 0.9), (HARD, 0.1)]), abs=0.005)


def test_no_limit_is_told_where_hardly_anything_is_known_to_be_within() -> None:
    """None below 100 m, nor where half of the least capacity's weight is beyond the limit; none beyond 60 km."""
    assert 0.0 == limit(points([40.0, 1000.0, 2000.0, 4000.0]), 0.04)
    assert 0.0 == limit(points([20.0, 49.0, 2000.0, 4000.0]), 0.2)
    assert 102.0 == pytest.approx(limit(points([20.0, 51.0, 2000.0, 4000.0]), 0.2))
    assert 60_000.0 == limit(points([4e4, 5e4, 6e4, 7e4]), 0.2)


@pytest.mark.parametrize("module", [dosing, kalman, posterior])
def test_the_examples_of_the_modules_hold(module: object) -> None:
    """Each shows one person's numbers."""
    assert isinstance(module, type(doctest))
    assert doctest.testmod(module) == (0, len(list(doctest.DocTestFinder().find(module)[0].examples)))
