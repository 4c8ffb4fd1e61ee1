"""Running has begun to hurt: seen within few runs, never against more pain, and over when it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.model.tolerance import SHORTEST_RUN_M, Changed, Tolerance
from backlog.stats.belief import TRACE, huber
from backlog.stats.changed import (
    CAPACITIES,
    EVEN,
    EVERY,
    FALLEN,
    FEWEST,
    HAZARD,
    STEEP,
    STEEPEST,
    USUAL_RUNS,
    WITHIN,
    Since,
    since_when,
)
from backlog.stats.dosing import Array
from backlog.stats.grid import CAPACITY_M, COURSES, HIGHEST, grid, shares
from backlog.stats.kalman import RHO, Dose, Rating
from backlog.stats.lately import LAST, lately
from backlog.stats.posterior import Start
from backlog.stats.told import MOST_SDS, Aftermath, alike, risen
from backlog.stats.tolerance import ANEW_D, CHANGED_P, CHANGED_RUNS
from backlog.stats.usual import RISE_A_DAY
from tests.stats.test_tolerance import learned, weeks

QUIET = 12
POINTS = grid(surfaces=False, strikes=False)


def after(*rises: float, metres: float = 1500.0, quiet: int = QUIET, sd: float = 0.0) -> Tolerance:
    """What the model makes of so many quiet runs, and of those that hurt by so many points after them."""
    return learned(*weeks([metres] * (quiet + len(rises)), [0.0] * quiet + [*rises], sd=sd))


def changed(*rises: float, **given_: float) -> Changed:
    """The change that it sees."""
    found = after(*rises, **given_).changed  # type: ignore[arg-type]
    assert found is not None
    return found


def test_three_runs_that_hurt_after_quiet_weeks_are_seen() -> None:
    """It is told since which run, of how many, and that less than half as far is bearable by now."""
    found = changed(3.0, 3.0, 3.0)
    assert (QUIET + 1, 3) == (found.session, found.runs)
    assert found.probability > CHANGED_P
    assert found.limit_m < 750
    assert not found.over


@pytest.mark.parametrize("rises", [(0.0, 0.0, 0.0), (0.0, 3.0), (1.0, 0.0, 1.0)])
def test_chance_is_no_change(rises: tuple[float, ...]) -> None:
    """Neither quiet runs, nor a bad one, nor two that were felt a little."""
    assert after(*rises).changed is None


def test_who_always_hurt_has_not_changed() -> None:
    """Every run by 2 points from the first on: that is the slow belief's to say."""
    hurts = learned(*weeks([1500.0] * 12, [2.0] * 12))
    assert hurts.changed is None
    assert hurts.limit_m is not None
    assert hurts.limit_m < 1500


@pytest.mark.parametrize(("quiet", "seen"), [(CHANGED_RUNS - 4, False), (CHANGED_RUNS - 3, True)])
def test_a_change_is_looked_for_from_the_ninth_answered_run_on(quiet: int, *, seen: bool) -> None:
    """With eight of them, what was before is hardly known."""
    assert seen == (after(4.0, 4.0, 4.0, quiet=quiet).changed is not None)


def test_a_change_is_over_after_three_quiet_runs_in_a_row() -> None:
    """Two are not enough."""
    assert [False, False, True] == [changed(*[4.0] * 4, *[0.0] * quiet).over for quiet in (1, 2, 3)]


def test_a_change_by_more_is_more_probably_a_clear_one() -> None:
    """A rise by 4 at the floor speaks for 2 points or more; a rise by a point speaks for less."""
    clear, slight = (since(*[rise] * 5, metres=SHORTEST_RUN_M)[0] for rise in (4.0, 1.0))
    assert clear.p_floor >= clear.p_clear > 0.9
    assert slight.p_clear < slight.p_floor / 2


@pytest.mark.parametrize("away", [ANEW_D - 3, ANEW_D - 2])
def test_a_change_before_running_began_anew_is_not_looked_for(away: float) -> None:
    """Two months without a run, from the end of one to the end of the next; a day less, and it is not forgotten."""
    sessions, readings = weeks([1500.0] * (QUIET + 4), [0.0] * QUIET + [3.0, 3.0, 3.0, 0.0])
    by = timedelta(days=away)
    moved = [replace(s, started_at=s.started_at - by, ended_at=s.ended_at - by) for s in sessions[:-1]]
    said = [replace(r, at=r.at - by) for r in readings[:-2]]
    found = learned([*moved, sessions[-1]], [*said, *readings[-2:]])
    assert (away + 2 < ANEW_D) == (found.changed is not None)


def test_the_floor_is_too_much_only_where_short_runs_hurt() -> None:
    """Three points after 500 m speak against the floor; after 3 km, where 500 m was quiet for weeks, do not."""
    short, far = (changed(*[3.0] * 4, metres=metres) for metres in (SHORTEST_RUN_M, 3000.0))
    assert short.p_floor > 0.8 > EVEN >= far.p_floor


def since(*rises: float, metres: float = 1500.0) -> list[Since]:
    """What is held of a change that began with any of the last runs, told of scores above a usual 2."""
    found = runs(rises, metres)
    return next(iter(since_when(found, 1500.0, 0.10)), [])


def runs(rises: tuple[float, ...], metres: float) -> list[Aftermath]:
    """Runs every third day, with what had been believed before the first of them after quiet weeks, and two scores."""
    quiet: list[Dose | Rating] = []
    for n in range(10):
        quiet += [Dose(3.0 * n, 1500.0), Rating(3.0 * n + 1, 2.0), Rating(3.0 * n + 2, 2.0)]
    base, _ = lately(None, Start(2.0, 0.5), 0.10, [*quiet, *(Dose(40.0 + n, 1500.0) for n in range(3))])
    found = []
    for n, rise in enumerate(rises):
        dose = Dose(50.0 + 3 * n, metres)
        said = tuple(Rating(dose.at + lag, 2 + rise) for lag in (1.0, 2.0))
        found.append(Aftermath(dose, base.believed(dose), said, (0.0, 0.0)))
    return found


def test_a_change_needs_two_runs_and_is_looked_for_among_the_last() -> None:
    """One run is none; each of the last but the newest may be its beginning, none of those before."""
    assert [] == since(*[3.0] * (FEWEST - 1))
    assert [0] == [one.run for one in since(3.0, 3.0)]
    found = since(*[3.0] * (WITHIN + 2))
    assert [*range(2, WITHIN + 1)] == [one.run for one in found]
    assert [*range(WITHIN, FEWEST - 1, -1)] == [one.runs for one in found]


def test_quiet_runs_speak_against_a_change() -> None:
    """The more of them, the less probable it is; and the more that hurt, the more probable."""
    calm, sore = ([since(*[rise] * n)[0].p for n in range(2, 7)] for rise in (0.0, 2.5))
    assert all(later < earlier for earlier, later in pairwise(calm))
    assert all(later > earlier for earlier, later in pairwise(sore))


RISES = st.lists(st.floats(-3, 5), min_size=2, max_size=6)


@given(RISES, st.data(), st.floats(0.01, 4), st.sampled_from([500.0, 1500.0, 3000.0]))
def test_more_pain_never_makes_a_change_less_probable(
    rises: list[float], data: st.DataObject, more: float, metres: float
) -> None:
    """Whichever run hurt more: no beginning is less probable, no floor safer, no limit of a probable one farther."""
    which = data.draw(st.integers(0, len(rises) - 1))
    worse = [rise + more * (n == which) for n, rise in enumerate(rises)]
    for before, later in zip(since(*rises, metres=metres), since(*worse, metres=metres), strict=True):
        assert later.p >= before.p - 1e-9
        assert later.p_floor >= before.p_floor - 1e-9
        if before.p > CHANGED_P:
            assert max(later.limit_m, SHORTEST_RUN_M) <= max(before.limit_m, SHORTEST_RUN_M) * (1 + 1e-9)


@pytest.mark.parametrize("earlier", [0, 1, 2])
def test_what_came_since_is_judged_by_what_was_believed_before_it_began(earlier: int) -> None:
    """Six runs hurt by a point and a half after sixteen quiet ones: more after any of the first three is no way out.

    Usual, the SD and the course that later runs are otherwise judged by do move with it.
    """
    rises = [1.5] * 6
    rises[earlier] = 8.0
    plain, worse = (after(*found, quiet=16, metres=2000.0).changed for found in ([1.5] * 6, rises))
    assert plain is not None
    assert worse is not None
    assert worse.probability >= plain.probability
    assert worse.limit_m <= plain.limit_m


def test_a_change_is_doubted_by_what_it_would_be_without_each_reading() -> None:
    """Of the last three runs: each doubt is the change of those runs told without that one reading."""
    found = runs((0.0, 1.0, 3.0, 2.0), 1500.0)
    _, *doubts = since_when(found, 1500.0, 0.10)
    without = []
    for n, one in list(enumerate(found))[-3:]:
        for which in range(len(one.readings)):
            kept = tuple(r for m, r in enumerate(one.readings) if m != which)
            less = Aftermath(one.dose, one.before, kept, (0.0,) * len(kept))
            without.append(since_when([*found[:n], less, *found[n + 1 :]], 1500.0, 0.10)[0])
    assert [one.p for each in doubts for one in each] == pytest.approx([one.p for each in without for one in each])
    assert len(doubts) == 6


@pytest.mark.parametrize(
    ("last", "sure"),
    [((0.0, 0.0), True), ((4.0, 0.0), False), ((0.0,), False)],
    ids=["quiet-twice", "one-low-number", "one-number-alone"],
)
def test_one_low_number_ends_no_change(last: tuple[float, ...], *, sure: bool) -> None:
    """What is over but for one reading is doubted, and the limit of the change holds on; with another it is over.

    A run that one reading alone has answered is unanswered without it: the one before the last three counts, and hurt.
    """
    sessions, readings = weeks([1500.0] * (QUIET + 7), [0.0] * QUIET + [4.0] * 4 + [0.0] * 3)
    answers = readings[-2:][: len(last)]
    said = [*readings[:-2], *(replace(r, score=score or 2.0) for r, score in zip(answers, last, strict=True))]
    found = learned(sessions, said)
    assert found.changed is not None
    assert found.doubted_m is not None
    assert found.changed.over
    assert sure == (found.doubted_m > found.changed.limit_m)


def lived(seed: int) -> tuple[list[Aftermath], float]:
    """Runs of somebody whom running has begun to hurt, some soon after another, with some readings an extra dose."""
    rng, at, events = Random(seed), 0.0, list[Dose | Rating]()
    for n in range(14):
        at += rng.choice([0.5, 1.0, 2.0, 2.0, 3.0, 7.0])
        events.append(Dose(at, rng.choice([500.0, 1500.0, 3000.0]), rng.random() < 0.3))
        for lag in rng.sample([0.1, 0.5, 1.0, 1.4, 2.0, 2.6], rng.randint(0, 3)):
            score = float(min(10, max(0, round(rng.gauss(2.0 + 3.0 * (n > 8), 1.2)))))
            events.append(Rating(at + lag, score, rng.random() < 0.3))
    _, found = lately(None, Start(2.0, 0.5), 0.10, sorted(events, key=lambda e: (e.at, isinstance(e, Rating))))
    return list(found.told), found.before_m


def rise_of(told: list[Aftermath], number: int, first: int, course: int) -> tuple[float, float, bool] | None:
    """What a run tells under a course: points and variance, by what had been believed before the first; or at least."""
    before, one = told[first].before, told[number]
    steady = min(o.before.usual - RISE_A_DAY * o.dose.at for o in told[max(0, first - USUAL_RUNS) : first + 1])
    away = []
    for said in one.readings:
        expected = steady + RISE_A_DAY * said.at + before.noise * RHO ** max(0.0, said.at - before.at)
        for other in told[max(0, number - LAST) : number]:
            peak = float(before.weights @ other.before.peak)
            expected += peak * float(before.courses @ shares(said.at - other.dose.at))
        away.append(min(MOST_SDS * before.sd, max(-MOST_SDS * before.sd, said.score - expected)))
    at = np.array([said.at for said in one.readings])
    felt = shares(at - one.dose.at)[course]
    least = np.array([said.least for said in one.readings], bool)
    found, under = risen(felt, least, np.array(away), alike(at, before.sd, before.error), before.error)
    return None if np.isnan(found[0]) else (float(found[0]), float(found[1]), bool(under))


def speaks(seen: tuple[float, float, bool], spread: float, expected: float, form: float) -> float:
    """By how much it speaks for a form rather than for what was expected, which no form is taken to be less than."""
    points, variance, under = seen
    away = (np.array([expected, max(expected, form)]) - points) / -sqrt(variance + spread)
    then, now = huber(np.maximum(away, 0.0) if under else away)
    return float(then - now)


def odds(gains: list[list[float]], courses: Array, prior: float) -> float:
    """How probable it is, where each course and form (C, N) is told of so."""
    found = prior / (1 - prior) * np.exp(np.array(gains) + np.log(courses + TRACE)[:, None]).sum(axis=0).mean()
    return float(found / (1 + found))


@pytest.mark.parametrize("seed", range(6))
def test_the_odds_are_those_worked_out_one_run_and_one_beginning_after_the_other(seed: int) -> None:
    """That capacity fell, or that every run hurts alike since; and that even the floor is too much: sums over runs."""
    told, before_m = lived(seed)
    capacities = np.geomspace(CAPACITY_M[0], max(FALLEN * before_m, 2 * CAPACITY_M[0]), CAPACITIES)
    found = since_when(told, before_m, 0.10)[0]
    assert len(found) > FEWEST
    for since in found:
        before = told[since.run].before
        fell, alike_since, too_much = (
            [[0.0] * forms for _ in COURSES] for forms in (CAPACITIES, len(EVERY), len(EVERY))
        )
        for number in range(since.run, len(told)):
            metres, peak = told[number].dose.metres, told[number].before.peak
            mean = float(before.weights @ peak)
            spread = float(before.weights @ peak**2) - mean**2
            bearable = max(mean, min(HIGHEST, (metres / SHORTEST_RUN_M) ** STEEPEST))
            for course in range(len(COURSES)):
                seen = None if told[number].rise is None else rise_of(told, number, since.run, course)
                if seen is None:
                    continue
                for form, capacity in enumerate(capacities):
                    fell[course][form] += speaks(seen, spread, mean, min(HIGHEST, (metres / capacity) ** STEEP))
                for form, every in enumerate(EVERY):
                    alike_since[course][form] += speaks(seen, spread, mean, every)
                    too_much[course][form] += speaks(seen, spread, bearable, every)
        p = max(odds(gains, before.courses, HAZARD) for gains in (fell, alike_since))
        assert since.p == pytest.approx(p, abs=1e-9)
        assert since.p_floor == pytest.approx(odds(too_much, before.courses, EVEN), abs=1e-9)


def test_a_usual_that_rose_since_is_no_excuse() -> None:
    """Where what is usual is held to be higher by the later runs, the same scores are as much of a change."""
    found = runs((1.5,) * 4, 1500.0)
    risen = [one if n == 0 else with_usual(one, 4.0) for n, one in enumerate(found)]
    (plain, *_), (excused, *_) = (since_when(told, 1500.0, 0.10)[0] for told in (found, risen))
    assert excused == plain
    assert since_when([with_usual(one, 4.0) for one in found], 1500.0, 0.10)[0][0].p < plain.p / 2


@pytest.mark.parametrize(("count", "counts"), [(WITHIN + USUAL_RUNS, True), (WITHIN + USUAL_RUNS + 1, False)])
def test_what_was_usual_is_told_by_the_runs_before_too(count: int, *, counts: bool) -> None:
    """Pain that goes on for longer than changes are looked for is none the less one, for ten runs more."""
    found = [one if n == 0 else with_usual(one, 4.0) for n, one in enumerate(runs((2.0,) * count, 1500.0))]
    assert counts == (since_when(found, 1500.0, 0.10)[0][0].p > CHANGED_P)


def with_usual(one: Aftermath, usual: float) -> Aftermath:
    """The same run and readings, before which another score was held to be usual."""
    return Aftermath(one.dose, one.before._replace(usual=usual), one.readings, one.left)


def test_what_was_expected_to_hurt_is_not_expected_to_hurt_less() -> None:
    """Runs far beyond what was bearable bring what had been expected of them: that is no change."""
    expected = float(np.array(runs((0.0,), 9000.0)[0].before.height))
    assert since(*[expected] * 4, metres=9000.0)[0].p < since(*[expected] * 4, metres=1500.0)[0].p
