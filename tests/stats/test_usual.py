"""Usual pain, personal variability and responses, against numbers worked out by hand."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import pytest

from backlog.model.plan import Plan
from backlog.model.tolerance import Tolerance
from backlog.stats.usual import contrast_sd, estimate, p_at_least, personal_sd, response, usual_level, usual_range
from tests.cases import NOW, ago, case, pain, run


def known(sessions: list[object], readings: list[object], plan: Plan | None = None) -> Tolerance:
    """What the numbers say at NOW about somebody with usual pain 2."""
    given = case(sessions, readings)  # type: ignore[arg-type]
    return estimate(given.sessions, given.readings, plan or given.plan, now=NOW)


def test_sd_is_the_priors_until_there_are_two_readings() -> None:
    """Page 2022: 1.2 points within a person."""
    assert [1.2, 1.2] == [personal_sd([]), personal_sd([7.0])]


def test_sd_is_drawn_towards_the_prior() -> None:
    """Fifteen readings with a sum of squares of 60 and a prior of 14 days at 1.44 each."""
    scores = [0.0, 4.0] * 7 + [2.0]
    assert sqrt((14 * 1.44 + 56) / (14 + 14)) == pytest.approx(personal_sd(scores))


def test_sd_is_never_below_half_a_point() -> None:
    """However equal the readings are."""
    assert 0.5 == personal_sd([3.0] * 1000)


def test_usual_is_a_mean_that_weighs_the_answer_at_start_as_five() -> None:
    """(5 x 2 + 3 + 3) / 7, and it is worth seven readings."""
    found = usual_level([3.0, 3.0], Plan(usual_pain=2.0, usual_pain_at=ago(0)), now=NOW)
    assert [16 / 7, 7] == pytest.approx(found)


def test_usual_without_an_answer_is_2_worth_one_reading() -> None:
    """(1 x 2 + 5) / 2."""
    assert (3.5, 2) == usual_level([5.0], Plan(), now=NOW)


def test_usual_may_rise_slowly() -> None:
    """After two months of 30.44 days at 8, by 0.5 + 0.6."""
    plan = Plan(usual_pain=2.0, usual_pain_at=ago(2 * 30.44 * 24))
    assert pytest.approx(3.1) == usual_level([8.0] * 99, plan, now=NOW)[0]


def test_usual_asked_later_than_now_rises_by_half_a_point_at_most() -> None:
    """A clock that went back takes nothing away."""
    plan = Plan(usual_pain=2.0, usual_pain_at=ago(-1000))
    assert 2.5 == usual_level([8.0] * 99, plan, now=NOW)[0]


def test_range_is_cut_to_the_scale() -> None:
    """1.28 SD to both sides, between 0 and 10."""
    found = [limit for usual in (1.0, 5.0, 10.0) for limit in usual_range(usual, 1.0)]
    assert [0.0, 2.28, 3.72, 6.28, 8.72, 10.0] == pytest.approx(found)


@pytest.mark.parametrize(("answers", "expected"), [(1, 1.2), (2, 1.2 * sqrt(0.675))])
def test_the_mean_of_two_answers_varies_less_than_one(answers: int, expected: float) -> None:
    """Sqrt((1 + 0.35) / 2) of the SD of a single score."""
    assert expected == pytest.approx(contrast_sd(answers, 1.2))


def test_probability_of_a_reaction_is_that_of_a_normal_posterior() -> None:
    """Prior N(0, 1.2 squared), seen 2.0 with an error of 0.9: mean 1.28, SD 0.72."""
    assert 1 - NormalDist(1.28, 0.72).cdf(1.0) == pytest.approx(p_at_least(1.0, 2.0, 0.9))


def test_a_response_has_the_error_of_usual_in_its_scale() -> None:
    """The contrast's SD and the baseline's error, added in squares."""
    assert sqrt(1.44 + 0.25) == pytest.approx(response(1.0, 1, 0.5, 1.2).scale)


@pytest.mark.parametrize(("hours_after", "expected"), [(-1, 1), (0, 1), (0.1, 0), (95.9, 0), (96, 1)], ids=str)
def test_a_reading_is_clear_before_a_run_and_from_96_h_after_it(hours_after: float, expected: int) -> None:
    """At the very start it is still before; during the run it is not."""
    found = known([run(120)], [pain(120.25 - hours_after if hours_after < 1 else 120 - hours_after)])
    assert expected == found.readings


def test_a_reading_at_a_session_without_length_is_after_it() -> None:
    """A walk logged without a duration ends when it starts."""
    walk = run(10, activity="walk")
    walk = type(walk)(**{**vars(walk), "started_at": walk.ended_at})
    assert 0 == known([walk], [pain(10)]).readings


def test_overlapping_sessions_do_not_hide_the_longer_one() -> None:
    """A reading is measured from the end that came last."""
    long = run(100, activity="run", duration_s=7200.0)
    long = type(long)(**{**vars(long), "started_at": ago(110)})
    assert 0 == known([long, run(105)], [pain(5)]).readings


def test_medicated_answers_count_only_where_they_raise() -> None:
    """Under painkillers a low score hides nothing, and a high one still tells."""
    low = known([run(60)], [pain(36, 0.0, medicated=True), pain(12, 4.0)])
    high = known([run(60)], [pain(36, 8.0, medicated=True), pain(12, 4.0)])
    alone = known([run(60)], [pain(36, 3.0, medicated=True)])
    assert [(2.0, 1), (4.0, 2), (1.0, 1)] == [(f.responses[1].value, f.responses[1].n) for f in (low, high, alone)]


def test_the_floor_is_tested_on_short_answered_runs() -> None:
    """Mean, scale and probability of three runs of 800 m with 5 after each."""
    ends = (300, 200, 100)
    found = known([run(end, 800.0) for end in ends], [pain(end - lag, 5.0) for end in ends for lag in (24, 48)])
    scale = sqrt(1.44 * 0.675 / 3 + 1.44 / 5)
    assert found.floor is not None
    assert [3, 3.0, scale] == pytest.approx([found.floor.runs, found.floor.mean, found.floor.scale])
    assert found.floor.p_too_much == pytest.approx(p_at_least(1.0, 3.0, scale))


def test_a_run_of_unknown_length_says_nothing_about_the_floor() -> None:
    """Neither for nor against."""
    runs = [run(300, 800.0), run(200, 800.0), run(100, None, duration_s=None)]
    found = known([*runs], [pain(end - 24, 5.0) for end in (300, 200, 100)])
    assert found.floor is not None
    assert 2 == found.floor.runs


def test_facts_after_now_are_ignored() -> None:
    """A session or a reading still to come changes nothing."""
    assert known([], []) == known([run(-10)], [pain(-5)])
