"""The tolerance model: what it learns of people whose truth is made up here, and what it makes of odd facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from backlog.model.plan import Plan
from backlog.model.session import Reading, Session
from backlog.model.tolerance import Tolerance
from backlog.stats.belief import STRONG
from backlog.stats.grid import (
    CAPACITY_M,
    CONSTANT_PRIOR,
    COURSES,
    FACTOR,
    FACTOR_PRIOR,
    GONE_D,
    INTOLERANT,
    INTOLERANT_M,
    grid,
    shares,
)
from backlog.stats.kalman import Dose, Kalman, Rating
from backlog.stats.posterior import conditions_of
from backlog.stats.tolerance import Memory, estimate
from tests.cases import NOW, ago, case, pain, run

PLAN = Plan(usual_pain=2.0, usual_pain_at=ago(24 * 60))


def weeks(
    metres: list[float], rise: list[float], *, usual: float = 2.0, sd: float = 0.0, seed: int = 1, **fields: object
) -> tuple[list[Session], list[Reading]]:
    """Runs every other evening with a rating each morning: `rise` points on the two mornings after each run."""
    rng, sessions, readings = Random(seed), [], []
    days = 2 * len(metres)
    for number, (far, points) in enumerate(zip(metres, rise, strict=True)):
        ended = 24.0 * (days - 2 * number) + 0.5
        sessions.append(run(ended, far, **fields))
        for morning in (13, 37):
            score = min(10, max(0, round(usual + points + rng.gauss(0, sd))))
            readings.append(pain(ended - morning, float(score)))
    return sessions, readings


def learned(
    sessions: list[Session], readings: list[Reading], plan: Plan = PLAN, memory: Memory | None = None
) -> Tolerance:
    """What the model makes of the facts at NOW."""
    given = case(sessions, readings)
    return estimate(given.sessions, given.readings, plan, now=NOW, memory=memory)


def test_runs_without_a_reaction_raise_the_limit() -> None:
    """After ten quiet runs of 2 km the longest within the limit is beyond 2 km; before any it is below."""
    quiet = learned(*weeks([2000.0] * 10, [0.0] * 10))
    assert quiet.limit_m is not None
    assert quiet.limit_m > 2200
    assert (learned([], []).limit_m or 0) < 1500


@pytest.mark.parametrize("metres", [5000.0, 10_000.0, 21_100.0, 42_200.0])
def test_long_runs_that_stay_quiet_are_no_sign_of_harm(metres: float) -> None:
    """Who comes with them may go on: the limit lies beyond from the third on, and the more runs the farther."""
    limits = [learned(*weeks([metres] * runs, [0.0] * runs)).limit_m for runs in (3, 6, 12)]
    assert metres < (limits[0] or 0.0)
    assert limits == sorted(limits, key=lambda limit: limit or 0.0)
    hurt = learned(*weeks([metres] * 6, [3.0] * 6))
    assert (hurt.limit_m or 0.0) < metres / 2


@pytest.mark.parametrize(("first", "moved"), [(2500.0, False), (2501.0, True)])
def test_what_is_held_possible_begins_where_they_begin(first: float, *, moved: bool) -> None:
    """The longest of three first runs, where it is beyond the median of all, is the median: a later one is none."""
    known = conditions_of([Dose(0.0, 800.0), Dose(2.0, first), Dose(4.0, 800.0)])
    assert moved is (known.median_m > first)
    assert known == conditions_of([Dose(0.0, 800.0), Dose(2.0, first), Dose(4.0, 800.0), Dose(6.0, 20_000.0)])
    assert CAPACITY_M[-1] == conditions_of([Dose(0.0, 99_000.0)]).median_m


def test_reactions_lower_the_limit_and_are_not_taken_for_usual() -> None:
    """Six runs of 2 km with 3 points after each: the limit falls below 2 km, usual stays within a point of 2."""
    hurt = learned(*weeks([2000.0] * 6, [3.0] * 6))
    assert hurt.limit_m is not None
    assert hurt.limit_m < 1500
    assert hurt.usual < 3.0
    assert hurt.floor is not None
    assert (hurt.capacity_m or 0) < 2000


def test_even_the_floor_is_too_much_for_whom_it_hurts() -> None:
    """Eight runs of 0.5 km with 3 points after each are switched; with none, running is not in doubt."""
    hurt, quiet = (learned(*weeks([500.0] * 8, [points] * 8)) for points in (3.0, 0.0))
    assert hurt.floor is not None
    assert quiet.floor is not None
    assert hurt.floor.p_too_much > 0.9
    assert quiet.floor.p_too_much < 0.1


def test_a_capacity_is_found_between_what_was_tolerated_and_what_was_not() -> None:
    """1 km never hurts and 3 km always by 2 points, for thirty runs: capacity and its interval lie between."""
    far, rise = [1000.0, 3000.0] * 15, [0.0, 2.0] * 15
    found = learned(*weeks(far, rise, sd=0.8))
    assert 1000 < (found.capacity_m or 0) < 3000
    assert (found.capacity_low_m or 0) < (found.capacity_m or 0) < (found.capacity_high_m or 0)


def test_a_longer_run_is_never_less_risky() -> None:
    """Risk grows with distance, and some reaction is at least as probable as a clear one."""
    found = learned(*weeks([1000.0, 1500.0, 2000.0], [0.0, 1.0, 2.0])).risk
    assert sorted(r.clear for r in found) == [r.clear for r in found]
    assert all(r.some >= r.clear for r in found)


def test_what_was_followed_is_followed_on_to_the_same_end() -> None:
    """Told day by day with a memory, and told at once without one: equal to the last digit."""
    sessions, readings = weeks([1000.0 + 100 * n for n in range(12)], [0.0, 1.0, 2.0] * 4, sd=1.0)
    given = case(sessions, readings)
    memory: Memory = {}
    for hours in range(24 * 24, -1, -12):
        estimate(given.sessions, given.readings, PLAN, now=NOW - timedelta(hours=hours), memory=memory)
    at_once = estimate(given.sessions, given.readings, PLAN, now=NOW)
    assert at_once == estimate(given.sessions, given.readings, PLAN, now=NOW, memory=memory)


def test_a_memory_of_other_facts_is_forgotten() -> None:
    """An edited reading, or another plan, begins anew."""
    sessions, readings = weeks([1000.0] * 6, [1.0] * 6)
    memory: Memory = {}
    learned(sessions, readings, memory=memory)
    edited = [replace(readings[0], score=9.0), *readings[1:]]
    assert learned(sessions, edited) == learned(sessions, edited, memory=memory)
    bolder = replace(PLAN, reaction_limit=0.3)
    assert learned(sessions, readings, bolder) == learned(sessions, readings, bolder, memory)


def test_who_accepts_more_may_run_farther() -> None:
    """The limit grows with the accepted probability."""
    facts = weeks([1500.0] * 8, [0.0, 1.0] * 4)
    limits = [learned(*facts, replace(PLAN, reaction_limit=limit)).limit_m or 0 for limit in (0.03, 0.1, 0.3)]
    assert sorted(limits) == limits
    assert limits[0] < limits[2]


def test_one_flare_among_quiet_days_is_not_blamed_on_running() -> None:
    """One morning of 8 after the tenth of twenty quiet runs costs less than a tenth of the limit."""
    sessions, readings = weeks([1500.0] * 20, [0.0] * 20)
    flared = [replace(r, score=8.0) if n == 20 else r for n, r in enumerate(readings)]
    calm, after = learned(sessions, readings), learned(sessions, flared)
    assert (after.limit_m or 0) > 0.7 * (calm.limit_m or 0)
    assert after.floor is not None
    assert after.floor.p_too_much < 0.1


def test_hard_surfaces_are_found_out() -> None:
    """Quiet on grass, 3 points on asphalt at the same distance: probably the surface makes it worse."""
    soft = weeks([1500.0] * 20, [0.0, 3.0] * 10)
    sessions = [replace(s, surface="asphalt" if n % 2 else "grass") for n, s in enumerate(soft[0])]
    assert learned(sessions, soft[1]).worse["hard"] > 0.5
    quiet = weeks([1500.0] * 20, [0.0] * 20)
    sessions = [replace(s, surface="asphalt" if n % 2 else "grass") for n, s in enumerate(quiet[0])]
    assert learned(sessions, quiet[1]).worse["hard"] < 0.2


def test_another_site_can_set_the_limit() -> None:
    """A calf that says 4 after every run limits a back that says nothing."""
    sessions, readings = weeks([2000.0] * 6, [0.0] * 6)
    calf = [replace(r, site="calf", score=4.0) for r in readings]
    assert (learned(sessions, readings + calf).limit_m or 0) < 0.7 * (learned(sessions, readings).limit_m or 0)


def test_other_activities_have_their_own_limit() -> None:
    """Walks of 30 minutes with 3 points after each allow less than quiet ones; runs say nothing about them."""
    hurt, quiet = (
        learned(*weeks([2000.0] * 8, [points] * 8, activity="walk", duration_s=1800.0)) for points in (3.0, 0.0)
    )
    assert hurt.others_min["walk"] < 30 < quiet.others_min["walk"]
    assert {} == learned(*weeks([2000.0] * 3, [0.0] * 3)).others_min


@pytest.mark.parametrize(("walks", "known"), [(2, False), (3, True)])
def test_two_walks_are_too_few_for_a_limit_of_walking(walks: int, known: bool) -> None:
    """Three are enough; a walk of unknown length is none of them."""
    sessions, readings = weeks([2000.0] * walks, [0.0] * walks, activity="walk", duration_s=1800.0)
    unknown = replace(sessions[0], started_at=ago(3), ended_at=ago(3), duration_s=None, distance_m=None)
    assert known == ("walk" in learned([*sessions, unknown], readings).others_min)


def test_what_is_said_within_one_minute_is_as_good_as_said_a_second_apart() -> None:
    """A run that ends when a reading is given, and two readings at once: no time passes between them."""
    sessions, readings = weeks([2000.0] * 6, [1.0] * 6)
    ended = sessions[-1].ended_at
    at_once, apart = (
        learned(sessions, [*readings, *(replace(readings[0], at=ended + n * later) for n in range(3))])
        for later in (timedelta(0), timedelta(seconds=1))
    )
    assert at_once.usual == pytest.approx(apart.usual, rel=1e-3)
    assert at_once.limit_m == pytest.approx(apart.limit_m, rel=1e-2)


def test_pain_under_painkillers_was_at_least_that() -> None:
    """Low scores under painkillers do not raise the limit as plain ones do; high ones lower it all the same."""
    sessions, low = weeks([2000.0] * 8, [-2.0] * 8)
    _, high = weeks([2000.0] * 8, [3.0] * 8)
    drugged = [replace(r, medicated=True) for r in low]
    none = learned(sessions, []).limit_m or 0
    assert (learned(sessions, drugged).limit_m or 0) < (learned(sessions, low).limit_m or 0)
    assert (learned(sessions, [replace(r, medicated=True) for r in high]).limit_m or 0) < none
    assert ("medicated-at-least",) == learned(sessions, drugged).assumed


def test_zeros_say_at_most() -> None:
    """Whoever cannot go below 0 is not taken to get better by running."""
    found = learned(*weeks([1500.0] * 10, [-5.0] * 10), replace(PLAN, usual_pain=0.0))
    assert 0.0 <= found.usual < 0.6


def test_the_share_that_reactions_do_not_explain() -> None:
    """All of it for noise alone; much less where every longer run hurts."""
    noise = learned(*weeks([1500.0] * 20, [0.0] * 20, sd=1.5))
    hurt = learned(*weeks([500.0, 3000.0] * 12, [0.0, 4.0] * 12))
    assert noise.unexplained > 0.9
    assert hurt.unexplained < 0.6


def test_what_had_to_be_assumed_is_named() -> None:
    """No answer at the start, no run, no reading."""
    assert ("usual-unasked", "no-run", "no-reading") == learned([], [], Plan()).assumed
    assert () == learned(*weeks([1000.0], [0.0])).assumed


def test_a_flare_without_a_score_is_no_pain_of_0() -> None:
    """What was not said changes nothing: neither what is usual, nor the limit, nor how many readings there were."""
    sessions, readings = weeks([1500.0] * 6, [1.0] * 6)
    flares = [pain(hours, None, flare=True) for hours in (20.0, 100.0, 500.0)]
    assert learned(sessions, readings) == learned(sessions, [*readings, *flares])


def test_nobody_is_taken_never_to_vary() -> None:
    """Four months of the same score leave an SD of 0.5, as low as it may fall; swings of 4 points make it larger."""
    still = learned([], [pain(24.0 * day, 2.0) for day in range(120)])
    swings = learned([], [pain(24.0 * day, 1.0 + 4 * (day % 2)) for day in range(120)])
    assert 0.5 == still.sd < 1.5 < swings.sd


@pytest.mark.parametrize(("end", "beside", "away"), [(0.0, 1.0, 1.0), (10.0, 9.0, -1.0)])
def test_only_the_ends_of_the_scale_say_at_most_or_at_least(end: float, beside: float, away: float) -> None:
    """Where a point beyond the end is usual, the end itself takes nothing back; a point beside it does."""
    points = grid(surfaces=False, strikes=False)
    for score, kept in ((end, True), (beside, False)):
        person = Kalman(points, start=end - away, start_sd=0.5)
        person.tell(Rating(0.0, score))
        assert kept == (person.level == end - away).all()


@pytest.mark.parametrize("runs", [1, 2, 3, 4])
def test_a_lay_off_makes_old_reactions_count_less(runs: int) -> None:
    """After three weeks without a run the same history leaves less certainty, from the first run back on."""
    sessions, readings = weeks([800.0] * 6, [3.0] * 6)
    back = [run(0.5 * n, 500.0) for n in range(runs, 0, -1)]
    moved = [replace(s, started_at=s.started_at - timedelta(21), ended_at=s.ended_at - timedelta(21)) for s in sessions]
    before = [replace(r, at=r.at - timedelta(21)) for r in readings]
    soon, late = learned([*sessions, *back], readings), learned([*moved, *back], before)
    assert soon.floor is not None
    assert late.floor is not None
    assert soon.floor.p_too_much > late.floor.p_too_much


def test_facts_after_now_are_ignored() -> None:
    """A session or a reading still to come changes nothing."""
    assert learned([], []) == learned([run(-10)], [pain(-5)])


def test_a_run_of_unknown_length_says_nothing() -> None:
    """Neither for nor against."""
    sessions, readings = weeks([800.0] * 3, [0.0] * 3)
    unknown = run(1000, None, duration_s=None)
    assert learned(sessions, readings).limit_m == learned([unknown, *sessions], readings).limit_m


@pytest.mark.parametrize(("later", "moves"), [(95.5, False), (96.0, True)])
def test_what_is_said_after_a_run_of_unknown_length_is_not_what_is_usual(later: float, *, moves: bool) -> None:
    """For four days: nor does it tell of the run before."""
    sessions, readings = weeks([800.0] * 12, [0.0] * 12)
    by = timedelta(days=8)
    old = [replace(s, started_at=s.started_at - by, ended_at=s.ended_at - by) for s in sessions]
    said = [replace(r, at=r.at - by) for r in readings]
    unknown = run(100, None, duration_s=None)
    calm, sore = (learned([*old, unknown], [*said, pain(100 - later, score)]) for score in (2.0, 6.0))
    assert moves == (calm.usual < sore.usual)
    assert calm.limit_m == sore.limit_m or moves


@pytest.mark.parametrize(("at", "days"), [(1, 3), (90, 92)])
def test_the_usual_range_of_a_moment_is_what_had_been_believed_before_it(at: int, days: int) -> None:
    """What was said since does not move it; of the moment itself neither, nor of a time long past."""
    calm = [pain(24.0 * day, 2.0) for day in range(120, days, -4)]
    then = learned([], calm)
    since = learned([], [*calm, *(pain(24.0 * at - hour, 8.0) for hour in range(20))])
    assert since.high > then.high
    assert since.high_before(NOW - timedelta(days=at)) == then.high
    assert learned([], []).high_before(NOW) == learned([], []).high


def test_a_reaction_peaks_when_said_and_is_gone_by_96_h() -> None:
    """All of it at the peak, less before and after, nothing from the fourth day on."""
    for course, felt in zip(COURSES, shares(np.array([0.05 * step for step in range(81)])).tolist(), strict=True):
        assert (1.0, round(course.peak_d / 0.05)) == (max(felt), felt.index(max(felt)))
    assert [0.0] * len(COURSES) == shares(GONE_D).tolist() == shares(-0.01).tolist()
    assert [course.early for course in COURSES] == shares(0.0).tolist()


def test_the_prior_is_a_distribution_with_a_place_for_everybody() -> None:
    """Weights sum to 1 with and without unknown factors; a quarter tolerate no running; factors are mostly none.

    A few are hurt by every run alike; the rest of the weight is of those whose reactions grow.
    """
    for surfaces in (False, True):
        for strikes in (False, True):
            points = grid(surfaces=surfaces, strikes=strikes)
            weights = np.exp(points.log_prior)
            assert 1.0 == pytest.approx(weights.sum())
            every = weights[points.constant > 0].sum()
            assert CONSTANT_PRIOR == pytest.approx(every)
            assert INTOLERANT < weights[points.capacity < INTOLERANT_M].sum() / (1 - every) < INTOLERANT + 0.1
            assert (FACTOR_PRIOR if surfaces else 0.0) == pytest.approx(
                weights[points.hard == FACTOR].sum() / (1 - every)
            )


def test_a_strong_reaction_takes_a_longer_run_than_some_reaction() -> None:
    """By the steepness: four times as far at 0.5, a fifth farther at 4."""
    points = grid(surfaces=False, strikes=False)
    grows = points.constant == 0
    found = (points.distance(STRONG, hard=False, strike=None) / points.capacity)[grows]
    assert [4.0, 2.0, 2**0.5, 2**0.25] == pytest.approx(sorted(set(found.round(9).tolist()), reverse=True))


def test_what_hurts_alike_at_every_distance_knows_no_run_that_is_short_enough() -> None:
    """Its reaction is the same at 500 m and at 10 km; any reaction that it reaches comes with the shortest run."""
    points = grid(surfaces=False, strikes=False)
    alike = points.constant > 0
    short, far = (points.height(metres, hard=False, strike=None)[alike] for metres in (500.0, 10_000.0))
    assert short.tolist() == far.tolist() == points.constant[alike].tolist()
    for reaction in (1.0, STRONG):
        wanted = np.where(points.constant[alike] >= reaction, CAPACITY_M[0], CAPACITY_M[-1])
        assert wanted.tolist() == points.distance(reaction, hard=False, strike=None)[alike].tolist()


@pytest.mark.parametrize(("points", "sure"), [(2.0, 0.5), (3.0, 0.9)])
def test_whom_every_run_hurts_alike_is_found_out(points: float, sure: float) -> None:
    """Long and short runs alike are followed by so many points: probably even the floor is too much."""
    far = [500.0, 2500.0] * 6
    hurt, grows = (learned(*weeks(far, rise, sd=0.6)) for rise in ([points] * 12, [0.0, points] * 6))
    assert hurt.floor is not None
    assert grows.floor is not None
    assert hurt.floor.p_too_much > sure > 0.1 > grows.floor.p_too_much
    assert (hurt.limit_m or 0.0) < 500 < (grows.limit_m or 0.0)


def test_a_reading_without_a_score_is_no_reading_of_nought() -> None:
    """A flare that was told without a number teaches nothing about the height of pain, neither usual nor a limit."""
    sessions, readings = weeks([2000.0] * 6, [2.0] * 6)
    silent = [pain(24.0 * day + 3, None, flare=True) for day in range(8)]
    assert learned(sessions, readings) == learned(sessions, [*readings, *silent])


def test_usual_follows_faster_where_the_regular_medicine_changed() -> None:
    """Two points more every day from when a tablet was left off: usual has risen by more than one in a week.

    Without the change being told it may rise by half a point and a little.
    """
    quiet = [pain(24 * day, 2.0) for day in range(40, 8, -1)]
    after = [pain(24 * day, 4.0) for day in range(7, 0, -1)]
    known = Plan(usual_pain=2.0, usual_pain_at=ago(24 * 41))
    told = replace(known, medicine="none", medicine_at=ago(24 * 8))
    unsaid, said = (estimate([], quiet + after, plan, now=NOW).usual for plan in (known, told))
    assert 2.9 >= unsaid
    assert 3.1 <= said
    # Who was not asked what is usual is as free.
    fewer = [
        estimate([], quiet + after, replace(p, usual_pain=None, usual_pain_at=None), now=NOW) for p in (known, told)
    ]
    assert fewer[0].usual + 0.1 < fewer[1].usual


def test_what_is_said_late_is_heard_by_who_remembers() -> None:
    """Runs first and their readings afterwards, one by one: a memory makes no difference at any of them."""
    sessions, readings = weeks([2000.0] * 8, [1.0] * 8)
    memory: Memory = {}
    for count in range(len(readings) + 1):
        assert learned(sessions, readings[:count]) == learned(sessions, readings[:count], memory=memory)


@pytest.mark.parametrize("which", range(8))
def test_two_runs_may_end_at_one_moment(which: int) -> None:
    """As where only the day was typed: what was said since is told of the second, and a memory says the same."""
    sessions, readings = weeks([2000.0] * 8, [0.0] * 8)
    twice = [*sessions, replace(sessions[which], note="typed twice")]
    assert 2 == [s.ended_at for s in twice].count(sessions[which].ended_at)
    memory: Memory = {}
    for count in (8, 12, 16):
        found = learned(twice, readings[:count], memory=memory)
        assert found == learned(twice, readings[:count])
    told = case(twice, readings).sessions
    first, second = (s.id for s in told if s.ended_at == sessions[which].ended_at)
    assert (False, True) == (first in found.responses, second in found.responses)


def test_what_was_said_after_two_runs_is_told_of_the_one_that_ended_last() -> None:
    """A kilometre in the middle of nine is not what two sore mornings came of."""
    long = replace(run(30.0, 9000.0), started_at=ago(31.0))
    short = run(30.3, 1000.0)
    given = case([long, short], [pain(17.0, 6.0), pain(6.0, 5.0)])
    found = estimate(given.sessions, given.readings, PLAN, now=NOW)
    assert [next(s.id for s in given.sessions if s.distance_m == 9000.0)] == list(found.responses)
