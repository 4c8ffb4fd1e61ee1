"""The bound of what anybody could know: against numbers by hand, and against what must hold of any bound."""

from __future__ import annotations

import numpy as np
import pytest

from backlog.simulate.bound import Watched, bounds, evidence, seen, told
from backlog.simulate.draws import draw, stream
from backlog.simulate.kinds import draw_runner
from backlog.simulate.runners import run_hours
from backlog.simulate.timetable import DAYS, RUN_DAYS


def one(said: list[float], rise: list[float], *, sd: float = 1.0, rho: float = 0.0) -> Watched:
    """A runner who says so much more than usual, day by day."""
    own = np.array([rise])
    return Watched(np.array([said]), own, own[:, None], np.array([sd]), np.array([rho]))


def test_evidence_worked_out_by_hand() -> None:
    """Without autocorrelation each rating counts by itself: (x² - (x - r)²) / 2 over the variance, 1 and 1/12."""
    found = evidence(one([2.0, 0.0], [2.0, 0.0]), np.array([[2.0, 0.0]]))
    assert [[4 / 2 / (13 / 12)] * 2] == pytest.approx(found)


def test_what_was_known_yesterday_is_no_news_today() -> None:
    """Of a pain that stays, and would without a run, the second day says less than the first."""
    rise = np.array([[2.0, 2.0]])
    first, second = evidence(one([2.0, 2.0], [2.0, 2.0], rho=0.9), rise)[0]
    assert 0 < second - first < first / 2


def test_an_answer_that_is_missing_says_nothing() -> None:
    """The evidence is what it was the day before."""
    first, second = evidence(one([2.0, float("nan")], [2.0, 2.0]), np.array([[2.0, 2.0]]))[0]
    assert first == second


def test_the_threshold_is_passed_by_two_in_a_hundred_of_the_others() -> None:
    """Those who reach 98 within four weeks, and 99 within eight, are counted from then on."""
    others = np.tile(np.arange(100.0)[:, None], 112)
    those = np.zeros((4, 112))
    those[0, 27] = those[1, 28] = those[2, 55] = 98.0
    those[3, 56] = 99.0
    assert [0.25, 0.75] == told(those, others)


def test_both_see_the_same_people() -> None:
    """The same seed gives the same ratings, and the quiet differ by what the reaction adds."""
    reacting, quiet = (seen("hurts-by-3", "morning", 2, 1, reacts=reacts) for reacts in (True, False))
    again = seen("hurts-by-3", "morning", 2, 1, reacts=True)
    assert np.array_equal(reacting.said, again.said, equal_nan=True)
    more = reacting.said - quiet.said
    assert -0.01 <= np.nanmin(more)
    assert 2 <= np.nanmax(more) <= 4


@pytest.mark.parametrize("number", range(5))
def test_the_brief_run_strays_and_is_felt_as_the_day_is(number: int) -> None:
    """On the day after the first one the rise is that of what was run, on that day's capacity."""
    runner = draw_runner("cannot-run", stream(1, "cannot-run", number, "runner"))
    draws = draw(runner, stream(1, "cannot-run", number, "luck"))
    day = next(day for day in range(DAYS) if day % 7 in RUN_DAYS and draws.attends[day])
    peak = runner.height(0.5 * draws.strays[day], draws.form[day])
    share = float(runner.course(np.array([24 - run_hours(500)]))[0])
    assert peak != pytest.approx(runner.height(0.5), rel=0.02)
    assert peak * share == pytest.approx(
        seen("cannot-run", "asked", number + 1, 1, reacts=True).own[number, day + 1], rel=0.01
    )


def test_more_pain_is_known_sooner_and_by_who_knows_more() -> None:
    """In eight weeks no less than in four; a rise of 3 no later than one of 2; asked at the hour of the run, sooner."""
    rows = {kind: bounds(kind, "morning", 60, 7) for kind in ("hurts-by-2", "hurts-by-3")}
    for row in rows.values():
        for weeks in (4, 8):
            assert row[f"bayes_{weeks}wk"] <= row[f"neyman_pearson_{weeks}wk"]
        for judge in ("bayes", "neyman_pearson"):
            assert 0 < row[f"{judge}_4wk"] <= row[f"{judge}_8wk"] <= 1
    for name in ("bayes_4wk", "bayes_8wk", "neyman_pearson_4wk"):
        assert rows["hurts-by-2"][name] <= rows["hurts-by-3"][name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "timetable", "expected"),
    [
        ("hurts-by-2", "morning", (0.89, 0.99, 0.48, 0.75)),
        ("hurts-by-3", "morning", (1.0, 1.0, 0.90, 0.99)),
        ("hurts-by-2", "asked", (0.89, 0.99, 0.66, 0.89)),
        ("hurts-by-3", "asked", (1.0, 1.0, 0.98, 1.0)),
    ],
)
def test_the_bounds_are_those_that_were_worked_out_before(
    kind: str, timetable: str, expected: tuple[float, ...]
) -> None:
    """By another program, for an SD of 1.2 throughout (docs/explanation/bound.md); here people differ: within 0.12."""
    row = bounds(kind, timetable, 300, 7)  # type: ignore[arg-type]
    assert expected == pytest.approx(list(row.values())[3:], abs=0.12)
