"""What the readings after one run tell of it: by hand, and never less for a higher one."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.stats.belief import REACTION
from backlog.stats.grid import shares
from backlog.stats.kalman import OF_ITSELF, RHO, ROUNDING, Dose, Rating
from backlog.stats.told import ANSWERS_D, LEAST_FELT, MOST_SDS, REACTIONS, VARIES, Aftermath, Before, alike

#: Somebody whose reactions peak on the next day, not felt at once.
NEXT_DAY = (1.0, 0.0, 0.0, 0.0)
EVEN = (0.25, 0.25, 0.25, 0.25)
LAGS = st.lists(st.floats(0.0, 3.0), min_size=1, max_size=6).map(sorted)
SCORES = st.floats(0, 10)


def before(courses: tuple[float, ...] = NEXT_DAY, *, error: float = 0.5, noise: float = 0.0, sd: float = 1.0) -> Before:
    """What was believed of somebody whose usual score is 2."""
    return Before(2.0, error, noise, 0.0, sd, np.array(courses), 0.5, 0.5, np.ones(1), np.ones(1))


def told(
    lags: list[float], scores: list[float], known: Before, left: float = 0.0, least: list[bool] | None = None
) -> Aftermath:
    """A run of 2 km on day 0, with readings so many days after it, some of them under painkillers."""
    drugged = least or [False] * len(lags)
    readings = tuple(Rating(*said) for said in zip(lags, scores, drugged, strict=False))
    return Aftermath(Dose(0.0, 2000.0), known, readings, (left,) * len(readings))


@pytest.mark.parametrize("lag", [0.5, 1.0, 2.0])
def test_one_reading_worked_out_by_hand(lag: float) -> None:
    """Of the points above usual that it shows, the share that is felt by then makes the peak; the error grows alike."""
    share = float(shares(lag)[0])
    found = told([lag], [4.5], before()).rise
    assert found is not None
    variance = 1 + ROUNDING + 0.5**2
    assert found.points == pytest.approx(2.5 / share)
    assert found.variance == pytest.approx(variance / share**2 + VARIES**2)
    assert (found.gain, found.level) == pytest.approx((1 / share, (0.5 / share) ** 2))


def test_two_readings_worked_out_by_hand() -> None:
    """Two at the peak of somebody with two days of it: what they have in common is usual and lasting noise."""
    lags = [1.0, 1.0]
    found = told(lags, [4.0, 5.0], before()).rise
    assert found is not None
    alone, common = 1 + ROUNDING + 0.5**2, (1 - OF_ITSELF) + 0.5**2
    assert found.points == pytest.approx(2.5)
    assert found.variance == pytest.approx((alone + common) / 2 + VARIES**2)


def test_what_was_left_of_noise_and_of_earlier_runs_is_taken_off() -> None:
    """A bad day just before explains its part, less of it each day; and so does what earlier runs have left."""
    plain, noisy, sore = (
        told([1.0], [5.0], known, left).rise
        for known, left in ((before(), 0), (before(noise=1.0), 0), (before(), 0.75))
    )
    assert plain is not None
    assert noisy is not None
    assert sore is not None
    assert (plain.points - noisy.points, plain.points - sore.points) == pytest.approx((RHO, 0.75))


@pytest.mark.parametrize("score", [2 + MOST_SDS, 10.0])
def test_a_score_far_out_is_taken_for_no_more_than_so_many_sd(score: float) -> None:
    """Something else than running has its days; a little nearer it is taken as it is."""
    far, near = (told([1.0], [points], before()).rise for points in (score, 2 + MOST_SDS - 0.1))
    assert far is not None
    assert near is not None
    assert (far.points, near.points) == pytest.approx((MOST_SDS, MOST_SDS - 0.1))


@given(LAGS, st.data(), st.sampled_from([NEXT_DAY, EVEN]), st.sampled_from([0.2, 0.6, 2.0]), st.floats(0.01, 8))
def test_a_higher_reading_never_tells_less(
    lags: list[float], data: st.DataObject, courses: tuple[float, ...], error: float, more: float
) -> None:
    """Neither of the rise, by the readings or under any course, nor of the response, nor of its odds.

    What was said under painkillers is among them.
    """
    size = len(lags)
    scores = data.draw(st.lists(SCORES, min_size=size, max_size=size))
    least = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    which = data.draw(st.integers(0, size - 1))
    raised = [score + more * (n == which) for n, score in enumerate(scores)]
    low, high = (told(lags, said, before(courses, error=error), least=least) for said in (scores, raised))
    for one, other in zip([low.rise, *low.doubts], [high.rise, *high.doubts], strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert other.points >= one.points - 1e-9
            assert other[1:] == one[1:]
            assert one.gain >= 0
    calm, sore = low.response, high.response
    assert (calm is None) == (sore is None)
    if calm is not None and sore is not None:
        assert sore.value >= calm.value
        assert sore.worst >= calm.worst
        assert sore.p_reaction >= calm.p_reaction - 1e-9


def test_pain_under_painkillers_was_at_least_what_was_said() -> None:
    """A low score under them takes nothing from what else was said, a high one adds to it; alone it is a least."""
    plain, low, high = (
        told([1.0, 2.0][:count], [4.0, score], before(EVEN), least=[False, True]).rise
        for count, score in ((1, 0.0), (2, 0.0), (2, 9.0))
    )
    assert plain is not None
    assert high is not None
    assert plain == low
    assert high.points > plain.points
    assert high.variance == plain.variance
    alone = told([1.0], [4.0], before(), least=[True]).rise
    assert alone is not None
    assert (False, True) == (plain.least, alone.least)


@pytest.mark.parametrize(("score", "value", "worst"), [(1.0, 2.0, 2.0), (4.0, 2.0, 2.0), (8.0, 4.0, 6.0)])
def test_a_response_is_lowered_by_no_number_under_an_extra_dose(score: float, value: float, worst: float) -> None:
    """Above a usual 2: a 4 said without one stays a response of 2, and what is higher raises mean and worst."""
    found = told([1.0, 2.0], [4.0, score], before(), least=[False, True]).response
    assert found is not None
    assert (value, worst) == (found.value, found.worst)


def test_a_doubt_is_the_rise_without_each_one_reading() -> None:
    """Whichever: what is left out must not hang on what the readings say; and what was told after the first answer."""
    some = told([1.0, 1.1, 1.2], [5.0, 5.0, 1.0], before())
    alone = [
        told(lags, said, before()).rise
        for lags, said in (([1.1, 1.2], [5.0, 1.0]), ([1.0, 1.2], [5.0, 1.0]), ([1.0, 1.1], [5.0, 5.0]))
    ]
    assert [rise and rise.points for rise in alone] == pytest.approx([rise and rise.points for rise in some.doubts])
    first, second = (told([1.0, 1.1][:n], [5.0, 5.0][:n], before()).rise for n in (1, 2))
    assert [rise and rise.points for rise in (first, second)] == pytest.approx([r and r.points for r in some.came])


def test_a_reading_that_would_count_against_counts_nothing() -> None:
    """Where usual is hardly known, a high score before a reaction can be felt would speak against the run."""
    known = before(error=2.0)
    calm, sore = (told([0.1, 1.0], [score, 5.0], known).rise for score in (2.0, 5.0))
    alone = told([1.0], [5.0], known).rise
    assert calm == sore == alone
    felt = np.array([known.share(0.1), known.share(1.0)])
    assert np.linalg.solve(alike(np.array([0.1, 1.0]), known.sd, known.error), felt)[0] < 0


def test_what_a_reaction_is_not_felt_in_tells_nothing() -> None:
    """Of next to no share no peak can be told; without any reading nothing."""
    soon = next(lag for lag in np.linspace(0, 1, 1001) if shares(lag)[0] > LEAST_FELT)
    assert told([float(soon) - 0.002], [9.0], before()).rise is None
    assert told([float(soon)], [9.0], before()).rise is not None
    assert told([], [], before()).rise is None


def test_a_response_is_of_the_readings_from_the_next_morning_on() -> None:
    """Their mean above usual, and the worst of them; one before that is none of them, and alone makes no response."""
    found = told([0.1, ANSWERS_D, 1.0, 2.0], [9.0, 3.0, 6.0, 3.0], before()).response
    assert found is not None
    assert (found.n, found.value, found.worst) == (3, 2.0, 4.0)
    assert told([ANSWERS_D - 0.01], [9.0], before()).response is None


@pytest.mark.parametrize("score", [2.0, 3.0, 4.0, 6.0])
def test_the_odds_of_a_reaction_worked_out_by_hand(score: float) -> None:
    """A normal prior and a normal error: the posterior's share above 1 point. What varies by the day is no error."""
    found = told([1.0], [score], before()).response
    assert found is not None
    mean, prior = REACTIONS
    error = 1 + ROUNDING + 0.5**2
    trust = prior / (prior + error)
    above = (mean + trust * (min(score - 2, MOST_SDS) - mean) - REACTION) / sqrt(trust * error)
    assert found.p_reaction == pytest.approx((1 + erf(above / sqrt(2))) / 2, abs=1e-6)
