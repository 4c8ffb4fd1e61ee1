"""What is believed of reactions: falling expectations, a loss that forgives, answers that more pain never raises."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backlog.stats.belief import EASY, HUBER, REACTION, STRONG, Belief, Frame, Rise, falling, huber
from backlog.stats.dosing import Array
from backlog.stats.grid import CAPACITY_M, COURSES, STEEPNESS, Grid

SEEDS = st.integers(0, 2**32 - 1)
#: Numbers that add up without any rounding to speak of.
VALUES = st.integers(-8, 8).map(float)
WEIGHTS = st.integers(1, 8).map(float)
PAIRS = st.lists(st.tuples(VALUES, WEIGHTS), min_size=1, max_size=7)


def fell(values: list[float], weights: list[float]) -> list[float]:
    """One row that falls."""
    found: list[float] = falling(np.array([values]), np.array(weights))[0].tolist()
    return found


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([5.0, 3.0, 3.0, 1.0], [1, 2, 3, 4], [5.0, 3.0, 3.0, 1.0]),
        ([3.0, 1.0, 2.0], [1, 1, 1], [3.0, 1.5, 1.5]),
        ([3.0, 1.0, 2.0], [1, 1, 3], [3.0, 1.75, 1.75]),
        ([1.0, 2.0, 6.0], [1, 1, 1], [3.0, 3.0, 3.0]),
        ([2.0, 1.0, 4.0, 0.0], [1, 1, 1, 5], [7 / 3, 7 / 3, 7 / 3, 0.0]),
        ([4.0], [2], [4.0]),
    ],
)
def test_falling_worked_out_by_hand(values: list[float], weights: list[float], expected: list[float]) -> None:
    """What rises becomes its mean by weight, together with all before it that is then lower; the rest stays."""
    assert expected == pytest.approx(fell(values, weights))


@given(PAIRS)
def test_what_falls_is_nearest_of_all_that_falls(pairs: list[tuple[float, float]]) -> None:
    """No way of cutting the row into stretches, each at its mean, falls and is nearer by weighted squares."""
    values, weights = (np.array(column) for column in zip(*pairs, strict=True))
    found = np.array(fell(values.tolist(), weights.tolist()))
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(found))
    best = min(
        float(weights @ (values - fit) ** 2)
        for cuts in product([False, True], repeat=values.size - 1)
        if (np.diff(fit := stretches(values, weights, cuts)) <= 1e-12).all()
    )
    assert best == pytest.approx(float(weights @ (values - found) ** 2))


def stretches(values: Array, weights: Array, cuts: tuple[bool, ...]) -> Array:
    """The means by weight of the stretches between cuts."""
    which = np.cumsum([False, *cuts])
    return np.asarray((np.bincount(which, values * weights) / np.bincount(which, weights))[which])


@given(PAIRS)
def test_rows_fall_each_for_itself(pairs: list[tuple[float, float]]) -> None:
    """Two rows at once are each as it is alone."""
    values, weights = (np.array(column) for column in zip(*pairs, strict=True))
    both = falling(np.array([values, -values]), weights)
    assert both.tolist() == [fell(values.tolist(), weights.tolist()), fell((-values).tolist(), weights.tolist())]


def test_a_loss_is_half_the_square_and_goes_on_straight() -> None:
    """Either way from nought alike; beyond HUBER every further SD costs as much as the last, without a step there."""
    away = np.array([0.0, 1.0, -1.0, HUBER, HUBER + 1, -HUBER - 1, HUBER + 2])
    edge = HUBER**2 / 2
    wanted = [0.0, 0.5, 0.5, edge, edge + HUBER, edge + HUBER, edge + 2 * HUBER]
    assert wanted == pytest.approx(huber(away).tolist())


@given(st.floats(-20, 20), st.floats(-20, 20), st.floats(0, 1))
def test_a_loss_is_convex(one: float, other: float, way: float) -> None:
    """On the way between two deviations it is never above the straight line between their losses."""
    ends = huber(np.array([one, other]))
    between = float(huber(np.array([one + way * (other - one)]))[0])
    assert between <= ends[0] + way * (ends[1] - ends[0]) + 1e-9


def anybody(seed: int) -> tuple[Frame, list[Rise]]:
    """A frame of random points and weights, some of whom every run hurts alike, with one to three random runs."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(3, 40))
    one = np.ones(size)
    points = Grid(
        capacity=rng.choice(CAPACITY_M, size) * rng.uniform(0.9, 1.1, size),
        steepness=rng.choice(STEEPNESS, size),
        course=rng.integers(0, len(COURSES), size),
        hard=one,
        heel=one,
        forefoot=one,
        log_prior=np.zeros(size),
        constant=np.where(rng.random(size) < 0.2, rng.uniform(0.5, 5, size), 0.0),
    )
    metres = rng.uniform(300, 6000, int(rng.integers(1, 4)))
    heights = [points.height(far, hard=False, strike=None) for far in metres]
    weights = rng.dirichlet(np.full(size, 0.5))
    rises = [Rise(float(rng.normal(1, 2)), float(rng.uniform(0.5, 4)), float(rng.uniform(0, 0.4)), 1.0) for _ in metres]
    return Frame(points, weights, [(EASY, 1.0)], float(rng.uniform(0.03, 0.4)), heights), rises


@given(SEEDS, st.integers(0, 2), st.floats(0.01, 8))
def test_more_pain_never_raises_an_answer(seed: int, which: int, more: float) -> None:
    """Of anybody, whatever was believed before: no limit and no capacity rises, and no reaction gets less probable."""
    frame, rises = anybody(seed)
    assume(which < len(rises))
    worse = [rise._replace(points=rise.points + more * (n == which)) for n, rise in enumerate(rises)]
    before, after = Belief(frame, rises), Belief(frame, worse)
    slack = 1 + 1e-9
    assert after.longest() <= before.longest() * slack
    for q in (0.1, 0.5, 0.9):
        assert after.capacity(q) <= before.capacity(q) * slack
    metres = np.geomspace(100, 20_000, 30)
    for rise in (REACTION, STRONG):
        assert (after.p(metres, rise) >= before.p(metres, rise) - 1e-9).all()
        assert after.p_floor(rise) >= before.p_floor(rise) - 1e-9


@given(SEEDS)
def test_a_longer_run_is_never_less_likely_to_hurt(seed: int) -> None:
    """And a clear reaction is never more probable than some reaction."""
    belief = Belief(*anybody(seed))
    some, clear = (belief.p(np.geomspace(100, 20_000, 30), rise) for rise in (REACTION, STRONG))
    assert (np.diff(some) >= -1e-12).all()
    assert (np.diff(clear) >= -1e-12).all()


def two(points: float | None, level: float = 0.0, runs: int = 1, *, least: bool = False) -> float:
    """How probable a capacity of 1 km is, even before with one of 4 km, after what so many runs of 2 km told alike."""
    one, none = np.ones(2), np.zeros(2)
    grid = Grid(np.array([1000.0, 4000.0]), one, none.astype(np.intp), one, one, one, none, none)
    heights = [grid.height(2000.0, hard=False, strike=None)] * runs
    told = None if points is None else Rise(points, 1.0, level, 1.0, least)
    belief = Belief(Frame(grid, np.array([0.5, 0.5]), [(EASY, 1.0)], 0.1, heights), [told] * runs)
    # Halfway through the first of two values, half of what it holds is reached.
    return 2 * float(belief.asked(REACTION, [(EASY, 1.0)])[1][0, 0])


def test_a_run_speaks_for_who_expected_it() -> None:
    """2 km bring 2 points to whom 1 km is the capacity, 0.5 to whom it is 4 km: 2 points told are exp(1.125) to 1.

    Between both, at 1.25 points, nothing is learned; and a run of which nothing was told teaches nothing.
    """
    assert two(2.0) / (1 - two(2.0)) == pytest.approx(np.exp(1.125), rel=1e-6)
    for nothing in (1.25, None):
        assert 0.5 == pytest.approx(two(nothing), abs=1e-6)


def test_what_is_at_least_so_much_speaks_against_less_only() -> None:
    """1.25 points or more are no news to who expected 2, and 0.75 too many for who expected 0.5."""
    told = two(1.25, least=True)
    assert told / (1 - told) == pytest.approx(np.exp(0.75**2 / 2), rel=1e-6)
    assert 0.5 == pytest.approx(two(0.5, least=True), abs=1e-6)


def test_what_rises_have_in_common_is_not_told_twice() -> None:
    """Three runs tell more than one; less where a part of what they tell is what is not known of usual."""
    share = {(level, runs): two(2.0, level, runs) for level in (0.0, 0.4) for runs in (1, 3)}
    assert share[0.0, 1] == pytest.approx(share[0.4, 1])
    assert share[0.0, 1] < share[0.4, 3] < share[0.0, 3]
