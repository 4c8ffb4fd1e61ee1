"""The arithmetic of thresholds and of the one door out."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from backlog.model.decision import Decision
from backlog.model.plan import Plan
from backlog.model.reasons import Bound
from backlog.model.tolerance import Response, Tolerance
from backlog.rules.decide import ruling
from backlog.rules.limits import Asked, prescribe_run, walk_run
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


@pytest.mark.parametrize(
    ("goal", "longest_min", "pieces", "metres"),
    [(None, None, 5, 500), (450, None, 4, 400), (250, None, 2, 200), (80, None, 1, 50), (None, 3, 4, 400)],
)
def test_walk_and_run_is_in_pieces_of_a_minute_on_something_soft(
    goal: float | None, longest_min: float | None, pieces: int, metres: float
) -> None:
    """A hundred metres each: of half a kilometre, or of a plan for less; they ran 2 km in a quarter of an hour."""
    runs = [run(end, surface="asphalt") for end in ENDS]
    plan = Plan(usual_pain=2.0, goal_m=goal, longest_s=longest_min and 60 * longest_min)
    given = judge(case(runs, [pain(end - lag) for end in ENDS for lag in (24, 48)], plan=plan))[0]
    found = walk_run(View(given))[0]
    assert (f"{pieces}x60/120", metres, "grass") == (found.intervals, found.distance_m, found.surface)


@pytest.mark.parametrize("metres", [50, 200, 300, 445, 499])
@pytest.mark.parametrize("score", [2.0, 4.0, 10.0])
def test_no_run_is_so_short_that_less_than_the_floor_is_asked_for(metres: float, score: float) -> None:
    """Nor is half a kilometre far to go from there: what is said of less than any run that is asked for moves nothing.

    The score is that of the days after the last of three.
    """
    runs = [run(end, metres) for end in ENDS]
    told = [pain(end - lag, score if end == ENDS[-1] else 2.0) for end in ENDS for lag in (24, 48)]
    found = judge(case(runs, [*told, pain(1)]))[1]
    assert isinstance(found, Decision)
    (asked,) = [way for way in (found.next, found.or_) if way is not None and way.activity == "run"]
    assert 500 == asked.distance_m
    assert found.evidence.base_m is None


@pytest.mark.parametrize(("metres", "base"), [(499, None), (500, 500)])
def test_half_a_kilometre_is_something_to_build_on_and_less_is_not(metres: float, base: float | None) -> None:
    """As far as was asked for or not; within a tenth of it counts as that."""
    ran = run(72, metres)
    for asked, known in ((None, base), (500.0, 500)):
        found = View(judge(case([replace(ran, prescribed_m=asked)], [pain(48), pain(24)]))[0])
        assert known == found.base


@pytest.mark.parametrize(("goal", "floor", "base"), [(500.0, 500, None), (330.0, 300, 320), (30.0, 50, 320)])
def test_a_goal_below_the_floor_moves_it(goal: float, floor: float, base: float | None) -> None:
    """Whoever wants to run 330 m is asked for 300, and can build on 320; by the grid, of which a step is the least."""
    plan = Plan(usual_pain=2.0, goal_m=goal)
    found = View(judge(case([run(72, 320.0)], [pain(48), pain(24)], plan=plan))[0])
    assert (floor, base) == (found.floor, found.base)


@pytest.mark.parametrize(("first", "counted"), [(499.0, None), (500.0, 600)])
def test_a_long_run_after_a_short_one_counts_as_far_as_it_may(first: float, counted: float | None) -> None:
    """At most a step beyond the base; a run of less than the floor is none, and says nothing against it."""
    found = View(judge(case([run(200, first), run(100, 2000.0)], [pain(176), pain(152), pain(76), pain(52)]))[0])
    assert (counted or 2000, counted is not None) == (found.runs[1].counted, found.runs[1].increase)


@pytest.mark.parametrize(("second", "metres"), [(0.1, 2200.0), (0.9, 750.0)])
def test_the_way_back_after_a_run_that_went_badly_is_taken_in_steps(second: float, metres: float) -> None:
    """2 km that went well, 2 km that did or did not, and half a kilometre: no leap to a tenth more than the first."""
    runs = [run(24 * days, far) for days, far in ((9, 2000.0), (6, 2000.0), (3, 500.0))]
    went = {
        n: Response(value=0.0, worst=0.0, scale=1.0, n=2, p_reaction=p) for n, p in enumerate((0.1, second, 0.1), 1)
    }
    readings = [pain(24 * days - lag) for days in (9, 6, 3) for lag in (24, 48)]
    given = View(replace(case(runs, readings), tolerance=Tolerance(responses=went)))
    assert metres == prescribe_run(given, Asked(inf))[0].distance_m


@pytest.mark.parametrize(("metres", "counted", "increase"), [(500.0, 500, False), (540.0, 500, False),
                                                             (550.0, 500, True)])  # fmt: skip
def test_the_floor_is_no_increase_after_a_shorter_run_that_went_badly(
    metres: float, counted: float, increase: bool
) -> None:
    """It is what is asked for then; of more there is no base, and it counts as that."""
    sessions = [run(200, 300.0), run(100, metres)]
    found = View(judge(case(sessions, [pain(176, 8.0), pain(152, 8.0), pain(120), pain(76), pain(52)]))[0])
    assert found.runs[0].badly
    assert (counted, increase) == (found.runs[1].counted, found.runs[1].increase)


def test_the_goal_bounds_a_run() -> None:
    """Of 1.5 km by somebody who ran 2 km."""
    found = verdict(goal_m=1500.0, limit_m=None)
    assert Bound(name="goal", unit="m", asked=2000.0, allowed=1500.0, base=None) in found.reasons


def test_an_increase_without_a_model_of_the_last_run_still_says_what_bounds_it() -> None:
    """As from a case file that leaves the responses out."""
    found = verdict(responses={}, limit_m=None)
    assert ("increase", ["bound"]) == (found.action, [reason.code for reason in found.reasons])
