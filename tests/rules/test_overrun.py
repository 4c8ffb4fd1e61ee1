"""Who runs more than was allowed is asked for less; what probably makes it worse is not asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backlog.model.decision import Decision
from backlog.model.reasons import Bound, Expected
from backlog.model.tolerance import Response, Risk, Tolerance
from backlog.rules.decide import decide
from backlog.rules.thresholds import WORSE_P
from backlog.rules.view import View
from tests.cases import case, pain, run

QUIET = Response(value=0.0, worst=0.0, scale=1.0, n=2, p_reaction=0.1)


def view(ratio: float, runs: int = 5, surface: str = "grass", **numbers: object) -> View:
    """So many tolerated runs, each so many times the 1 km that was prescribed; the first as nobody had asked."""
    hours = [72 * n for n in range(runs, 0, -1)]
    given = case(
        [run(h, 1000 * ratio, surface=surface, prescribed_m=1000.0 if h < hours[0] else None) for h in hours],
        [pain(h - lag) for h in hours for lag in (24, 48)],
    )
    told = {
        "responses": dict.fromkeys(range(1, runs + 1), QUIET),
    } | numbers
    return View(replace(given, tolerance=Tolerance(**told)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ratio", "expected"), [(1.0, 1.0), (1.04, 1.0), (1.05, 1.05), (1.5, 1.5), (2.0, 2.0), (3.0, 2.0)]
)
def test_the_median_overrun_counts_from_105_hundredths_to_double(ratio: float, expected: float) -> None:
    """Of four runs, of the first of which nothing was asked."""
    first = [d.ratio for d in view(ratio, runs=4).runs if d.ratio is not None]
    assert 3 == len(first)
    assert expected == pytest.approx(view(ratio, runs=4).overrun)


def test_two_runs_are_too_few_to_tell() -> None:
    """Three runs give two ratios, four give three."""
    assert [1.0, True] == [view(1.5, runs=3).overrun, view(1.5, runs=4).overrun > 1.4]


def test_an_overrunner_is_asked_for_less() -> None:
    """The same limit, divided by how much is overrun, and said."""
    plain, over = (decide(view(ratio, limit_m=1000.0).case) for ratio in (1.0, 1.5))
    assert isinstance(plain, Decision)
    assert isinstance(over, Decision)
    assert plain.next is not None
    assert over.next is not None
    assert (1000.0, 650.0) == (plain.next.distance_m, over.next.distance_m)
    assert Bound(name="overrun", unit="m", asked=1000.0, allowed=650.0, base=None) in over.reasons


@pytest.mark.parametrize(
    ("worse", "expected"),
    [({}, "asphalt"), ({"hard": WORSE_P}, "asphalt"), ({"hard": WORSE_P + 0.01}, "grass")],
)
def test_a_surface_that_probably_makes_it_worse_is_not_asked_for(worse: dict[str, float], expected: str) -> None:
    """Repeated where nothing is known of it and up to WORSE_P, and the softest from there on."""
    said = decide(view(1.0, surface="asphalt", worse=worse).case)
    assert isinstance(said, Decision)
    assert said.next is not None
    assert expected == said.next.surface


def test_the_last_nine_answered_runs_are_told_of() -> None:
    """Ten runs, nine of them counted."""
    risk = (Risk(500.0, 0.01, 0.1), Risk(5000.0, 0.2, 0.6))
    said = decide(view(1.0, runs=10, risk=risk).case)
    (found,) = [r for r in said.reasons if isinstance(r, Expected)]
    assert (9, 0.0, 0.1) == (found.runs, found.mean, found.limit)
