"""Clear readings, a session's answers and the usual range, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from backlog.model.checks import answers
from backlog.model.session import Session
from backlog.stats.usual import clear_readings, told, usual_range
from tests.cases import ago, case, pain, run


def clear(sessions: list[Session], *hours_ago: float) -> int:
    """How many of the readings are clear of runs."""
    given = case(sessions, [pain(hours) for hours in hours_ago])
    return len(clear_readings(given.sessions, given.readings))


def test_range_is_cut_to_the_scale() -> None:
    """1.28 SD to both sides, between 0 and 10."""
    found = [limit for usual in (1.0, 5.0, 10.0) for limit in usual_range(usual, 1.0)]
    assert [0.0, 2.28, 3.72, 6.28, 8.72, 10.0] == pytest.approx(found)


@pytest.mark.parametrize(("hours_after", "expected"), [(-1, 1), (0, 1), (0.1, 0), (95.9, 0), (96, 1)], ids=str)
def test_a_reading_is_clear_before_a_run_and_from_96_h_after_it(hours_after: float, expected: int) -> None:
    """At the very start it is still before; during the run it is not."""
    assert expected == clear([run(120)], 120.25 - hours_after if hours_after < 1 else 120 - hours_after)


@pytest.mark.parametrize(("walks", "expected"), [(2, 0), (3, 0), (4, 1)])
def test_the_first_three_sessions_of_an_activity_are_new(walks: int, expected: int) -> None:
    """A reading a day after the last of them; a ride before them is an activity of its own."""
    done = [run(900, activity="bike"), *(run(800 - 100 * n, activity="walk") for n in range(walks))]
    assert expected == clear(done, 800 - 100 * (walks - 1) - 24)


def test_a_reading_at_a_session_without_length_is_after_it() -> None:
    """A walk logged without a duration ends when it starts."""
    walk = run(10, activity="walk")
    walk = type(walk)(**{**vars(walk), "started_at": walk.ended_at})
    assert 0 == clear([walk], 10)


def test_overlapping_sessions_do_not_hide_the_longer_one() -> None:
    """A reading is measured from the end that came last."""
    long = run(100, activity="run", duration_s=7200.0)
    long = type(long)(**{**vars(long), "started_at": ago(110)})
    assert 0 == clear([long, run(105)], 5)


def test_medicated_answers_count_only_where_they_raise() -> None:
    """Under painkillers a low score hides nothing, and a high one still tells."""
    found = []
    for first, second in [((0.0, True), (4.0, False)), ((8.0, True), (4.0, False)), ((3.0, True), None)]:
        readings = [pain(36, first[0], medicated=first[1])]
        readings += [pain(12, second[0])] if second else []
        given = case([run(60)], readings)
        found.append(told(answers(given.sessions, given.readings)[1]))
    assert [[4.0], [8.0, 4.0], [3.0]] == found
