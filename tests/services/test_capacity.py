"""What a chart of tolerance shows, from a case that was judged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backlog.model.case import Case
from backlog.model.decision import Decision
from backlog.model.plan import Plan
from backlog.services.advice import judge
from backlog.services.capacity import Capacity, capacity
from backlog.stats.tolerance import estimate
from tests.cases import NOW, ago, case, pain, run


def chart(given: Case, units: str | None = None) -> Capacity:
    """The chart of a case."""
    return capacity(*judge(given), units=units)


def weeks() -> Case:
    """Six runs, the first three answered well, the fourth badly, the fifth by a flare, the last not at all."""
    hours = [24 * day + 1 for day in (30, 25, 20, 15, 10, 1)]
    readings = [pain(24 * day, 2.0) for day in (29, 28, 27, 24, 23, 22, 19, 18, 17)]
    readings += [pain(24 * 14, 6.0), pain(24 * 13, 5.0), pain(24 * 11, 2.0), pain(24 * 9, 4.0, flare=True)]
    readings += [pain(24 * day, 2.0) for day in (7, 5, 3)]
    return case([run(h, m) for h, m in zip(hours, (1000, 1100, 1200, 3000, 3100, 800), strict=True)], readings)


def test_each_run_has_its_response() -> None:
    """In order of time, with its distance."""
    found = chart(weeks()).runs
    assert [1000, 1100, 1200, 3000, 3100, 800] == [each.metres for each in found]
    assert ["tolerated"] * 3 == [each.response for each in found[:3]]
    assert found[3].response in {"raised", "harm"}
    assert ["harm", "unanswered"] == [each.response for each in found[4:]]


def test_the_last_moment_is_the_one_of_the_verdict() -> None:
    """So that the picture and the advice never differ."""
    judged, verdict = judge(weeks())
    last, tolerance = capacity(judged, verdict).known[-1], judged.tolerance
    assert (NOW, tolerance.capacity_m, tolerance.capacity_low_m, tolerance.capacity_high_m, tolerance.limit_m) == last


def test_every_moment_knows_only_what_was_before_it() -> None:
    """Going on from moment to moment says what a fresh estimate of that moment says."""
    given = weeks()
    for each in chart(given).known[::6]:
        fresh = estimate(given.sessions, given.readings, given.plan, now=each.at)
        assert each.capacity_m == pytest.approx(fresh.capacity_m)
        assert each.limit_m == pytest.approx(fresh.limit_m)


def test_a_bad_answer_lowers_capacity_and_limit() -> None:
    """After it, not before."""
    found = chart(weeks()).known
    before = next(each for each in reversed(found) if each.at <= ago(24 * 14 + 12))
    after = next(each for each in found if each.at >= ago(24 * 12))
    assert after.capacity_m < before.capacity_m
    assert after.limit_m < before.limit_m
    assert all(each.low_m <= each.capacity_m <= each.high_m for each in found)


def test_a_run_is_held_against_the_limit_before_it() -> None:
    """The first against what holds before any fact."""
    given = weeks()
    found = chart(given)
    assert found.runs[0].limit_m == found.known[0].limit_m
    assert found.known[0].at < given.sessions[0].started_at


def test_the_run_that_is_advised_and_its_risk() -> None:
    """The same numbers as the verdict's."""
    given = case([run(24 * day + 1, 1000) for day in (12, 8, 4)], [pain(24 * day) for day in range(12, -1, -1)])
    judged, verdict = judge(given)
    found = capacity(judged, verdict).next
    assert found is not None
    assert isinstance(verdict, Decision)
    assert verdict.next is not None
    assert found.metres == verdict.next.distance_m
    risk = judged.tolerance.risk_at(found.metres)
    assert risk is not None
    assert found.clear == risk.clear
    assert found.at >= NOW


def test_nothing_is_next_where_no_run_is_advised() -> None:
    """The last run's check is open."""
    assert chart(case([run(30, 1000), run(2, 1000)], [pain(5)])).next is None


def test_an_empty_journal_and_one_run_are_too_little() -> None:
    """Both have a chart of what is assumed, and neither is worth drawing."""
    nothing, once = chart(case()), chart(case([run(80)]))
    assert (False, False) == (nothing.enough, once.enough)
    assert (1, ()) == (len(nothing.known), nothing.runs)


def test_runs_of_unknown_distance_are_counted() -> None:
    """And not drawn."""
    found = chart(case([run(200), run(120, None, duration_s=None), run(60)]))
    assert (2, 1) == (len(found.runs), found.unmeasured)


def test_units_are_the_plans_or_those_asked_for() -> None:
    """Distances stay metres."""
    given = case([run(80)], plan=Plan(units="mi", usual_pain=2.0, usual_pain_at=NOW - timedelta(days=40)))
    assert ("mi", "km") == (chart(given).units, chart(given, "km").units)
