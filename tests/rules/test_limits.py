"""The arithmetic of thresholds and of the one door out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from backlog.model.decision import Decision
from backlog.model.plan import Plan
from backlog.model.reasons import Bound
from backlog.model.tolerance import Response, Tolerance
from backlog.rules.decide import ruling
from backlog.rules.limits import walk_run
from backlog.rules.thresholds import WORSE_P, above, during_limit, flare_limit, on_grid, step_up
from backlog.rules.view import View
from backlog.services.advice import judge
from tests.cases import case, pain, run

ENDS = (216, 144, 72)


def verdict(
    *, strikes: tuple[str | None, ...] = (None, None, None), goal_m: float | None = None, **known: Any
) -> Decision:
    """The verdict on three runs of 2 km without a reaction, with these things known of tolerance."""
    plan = Plan(usual_pain=2.0, goal_m=goal_m)
    runs = [run(end, strike=strike) for end, strike in zip(ENDS, strikes, strict=True)]
    given = judge(case(runs, [pain(end - lag) for end in ENDS for lag in (24, 48)], plan=plan))[0]
    found = ruling(replace(given, tolerance=replace(given.tolerance, **known))).verdict
    assert isinstance(found, Decision)
    return found


@pytest.mark.parametrize(
    ("base", "expected"),
    [(40, 100), (300, 400), (500, 600), (999, 1050), (1000, 1100), (1800, 1950), (2000, 2200), (2049, 2250)],
)
def test_the_cap_is_a_tenth_or_100_m_more_on_a_50_m_grid(base: float, expected: float) -> None:
    """Below 1 km the step of 100 m is the larger."""
    assert expected == step_up(base)


@pytest.mark.parametrize(("base", "expected"), [(1, 10), (9, 10), (10, 11), (19, 20), (20, 22), (29.9, 32)])
def test_the_cap_of_another_activity_is_in_whole_minutes_and_never_below_10(base: float, expected: float) -> None:
    """1.10 of the longest tolerated."""
    assert expected == step_up(base, "bike")


def test_the_grid_rounds_down() -> None:
    """And takes binary fractions for what they stand for."""
    assert [0, 50, 2150, 2200] == [on_grid(metres) for metres in (49.9, 50, 2199.9, 1.1 * 2000)]


@pytest.mark.parametrize(
    ("usual", "sd", "harm", "during"),
    [(2, 1.2, 6, 5), (4, 1, 7, 6.5), (5, 1.2, 8, 8), (0, 0.5, 4, 3), (1, 2.5, 7.25, 7.25), (9, 2, 14, 14)],
)
def test_limits_stand_above_usual_by_points_and_by_swings(usual: float, sd: float, harm: float, during: float) -> None:
    """Fixed scores alone would freeze whoever is usually at 5."""
    tolerance = Tolerance(usual=usual, sd=sd)
    assert [pytest.approx(harm), pytest.approx(during)] == [flare_limit(tolerance), during_limit(tolerance)]
    assert usual + max(2, 2.5 * sd) == above(tolerance, 2)


def test_a_limit_is_what_it_would_be_on_paper() -> None:
    """0.1 + 2.5 x 1.28 is 3.3, whatever binary fractions make of it: a score of 3.3 has reached it."""
    assert 0.1 + 2.5 * 1.28 > 3.3 == above(Tolerance(usual=0.1, sd=1.28), 2)


@pytest.mark.parametrize(
    ("worse", "strike"),
    [
        ({"heel": WORSE_P}, "heel"),
        ({"heel": WORSE_P + 0.01}, "forefoot"),
        ({"heel": WORSE_P + 0.01, "forefoot": WORSE_P}, "forefoot"),
        ({"heel": 0.9, "forefoot": 0.9}, "heel"),
        ({"forefoot": 0.9}, "heel"),
    ],
)
def test_another_strike_is_prescribed_where_the_last_one_probably_makes_it_worse(
    worse: dict[str, float], strike: str
) -> None:
    """One that they run with and that does not; where all do, it stays as it is."""
    found = verdict(strikes=("forefoot", "heel", "heel"), worse=worse).next
    assert found is not None
    assert strike == found.strike


@pytest.mark.parametrize(
    ("strikes", "worse", "strike"),
    [
        (("heel", "heel", "forefoot"), {}, "heel"),
        (("heel", "heel", "forefoot"), {"heel": WORSE_P}, "heel"),
        (("heel", None, "forefoot"), {}, None),
    ],
)
def test_the_strike_of_the_last_run_that_went_well_is_prescribed(
    strikes: tuple[str | None, ...], worse: dict[str, float], strike: str | None
) -> None:
    """The last run of three was raised; where nothing was said of the one before it, nothing is asked for."""
    raised = Response(value=3.0, worst=3.0, scale=0.5, n=2, p_reaction=0.9)
    found = verdict(strikes=strikes, worse=worse, responses={3: raised}, limit_m=None, floor=None).next
    assert found is not None
    assert strike == found.strike


@pytest.mark.parametrize(("metres", "pieces"), [(2000, 5), (250, 3), (150, 2), (50, 1)])
def test_walk_and_run_is_in_pieces_of_a_minute_on_something_soft(metres: float, pieces: int) -> None:
    """A hundred metres each: of half a kilometre, or of 100 m beyond a shorter base; they ran on asphalt."""
    runs = [run(end, metres, surface="asphalt") for end in ENDS]
    given = judge(case(runs, [pain(end - lag) for end in ENDS for lag in (24, 48)]))[0]
    found = walk_run(View(given))[0]
    assert (f"{pieces}x60/120", "grass") == (found.intervals, found.surface)


def test_the_goal_bounds_a_run() -> None:
    """Of 1.5 km by somebody who ran 2 km."""
    found = verdict(goal_m=1500.0, limit_m=None)
    assert Bound(name="goal", unit="m", asked=2000.0, allowed=1500.0, base=None) in found.reasons


def test_an_increase_without_a_model_of_the_last_run_still_says_what_bounds_it() -> None:
    """As from a case file that leaves the responses out."""
    found = verdict(responses={}, limit_m=None)
    assert ("increase", ["bound"]) == (found.action, [reason.code for reason in found.reasons])
