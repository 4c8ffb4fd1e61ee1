"""The virtual runners: their reactions are what they are said to be, and they are drawn from the stated ranges."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backlog.simulate import kinds as k
from backlog.simulate.draws import stream
from backlog.simulate.kinds import INTOLERANT, KINDS, draw_runner
from backlog.simulate.runners import RUNS_A_WEEK, Body, Runner, tolerates
from backlog.simulate.timetable import START
from tools.benchpage import FALSE_ALARMS, OUTSIDE_PRIOR

EVENING_0 = START.replace(hour=18)
TOKENS = (
    "robust typical fragile cannot-run mildly-intolerant surface-sensitive strike-sensitive late-reactor weekly-load "
    "linear spontaneous-flares improves-by-running noisy-reporter over-doer leg-reactor baseline-drift "
    "every-run-adds-one silent-when-it-hurts skips-when-sore setback hurts-by-2 recovers hurts-by-3 "
    "six-weeks-off turns-3"
)


def some(kind: str, number: int = 60) -> list[Runner]:
    """Runners of a kind."""
    return [draw_runner(kind, stream(3, kind, i)) for i in range(number)]


# What a run does


@pytest.mark.parametrize("peak_h", [14.0, 20.0, 24.0, 28.0, 42.0, 48.0, 54.0])
@pytest.mark.parametrize("tail", k.RANGES["tail"])
def test_a_reaction_is_1_at_its_peak_and_gone_by_96_h(peak_h: float, tail: float) -> None:
    """The course is greatest where it is said to be, and has its tail and no more left after four days."""
    course = Runner(peak_h=peak_h, tail=tail).course(np.arange(0.0, 120.0))
    assert peak_h == int(np.argmax(course))
    assert course.max() == pytest.approx(1.0)
    assert tail == pytest.approx(course[96])
    assert max(course[97:]) < tail


def test_a_share_of_the_reaction_is_felt_at_once() -> None:
    """Right after a run that share of its height is there; a late reactor feels nothing, and little next morning."""
    body = Body(Runner(at_once=0.5))
    felt = body.run(18.1, 3.0)
    assert 0.5 * felt.own == pytest.approx(body.at(18.1))
    for late in some("late-reactor", 20):
        assert late.course(np.array([0.0]))[0] == 0.0
        assert late.course(np.array([13.0]))[0] < 0.05


@pytest.mark.parametrize("kind", ["typical", "robust", "fragile", "linear", "leg-reactor"])
def test_the_capacity_is_the_distance_that_hurts_by_one_point(kind: str) -> None:
    """Hill's curve and the straight line are both parametrised by it."""
    for runner in some(kind, 20):
        assert runner.height(runner.capacity_km) == pytest.approx(1.0)
        assert runner.height(1.2 * runner.capacity_km) > 1.0


def test_reactions_add_up() -> None:
    """Two runs a day apart rise to the sum of their courses."""
    runner = Runner(peak_h=24.0)
    body = Body(runner)
    first, second = body.run(18.0, 2.0), body.run(42.0, 2.0)
    lags = np.arange(0.0, 72.0)
    both = first.own * runner.course(lags + 24) + second.own * runner.course(lags)
    assert both.max() == pytest.approx(second.total)


def test_capacity_grows_by_running_and_is_lost_in_a_lay_off() -> None:
    """Four weeks at 5 % raise it by 15 to 21 %; a week off loses nothing yet, five weeks lose most of a fast loss."""
    body = Body(Runner(gain=0.05, gain_most=1.0, loss=0.2))
    for week in range(4):
        for day in (0, 2):
            body.run(24 * (7 * week + day) + 18, 1.5)
    last = body.runs[-1][0]
    grown = body.trained_at(last)
    assert 0.15 <= grown <= 0.21
    assert grown == body.trained_at(last + 168)
    assert grown * np.exp(-0.8) == pytest.approx(body.trained_at(last + 5 * 168))
    harmed = Body(Runner(gain=0.05, gain_most=1.0))
    harmed.run(18.0, 20.0)
    assert harmed.trained == 0.0


def test_a_weekly_load_runner_feels_the_sum_of_seven_days() -> None:
    """Three runs of 2 km are felt as one of 6; the fourth no longer counts the first."""
    body = Body(Runner(weekly=True, capacity_km=6.0))
    heights = [body.run(24 * day + 18, 2.0).own for day in (0, 2, 4, 7)]
    assert [body.runner.height(km) for km in (2, 4, 6, 6)] == heights
    assert pytest.approx(heights[2]) == 1.0


def test_conditions_multiply_the_distance() -> None:
    """On asphalt and on the heel the same metres are more; a strike of somebody else's concern is none."""
    runner = Runner(hard=2.0, heel=1.5)
    assert runner.effective_km(1000, "grass", "forefoot") == 1.0
    assert runner.effective_km(1000, "asphalt", "heel") == 3.0
    assert runner.effective_km(1000, "concrete", None) == 2.0


def test_only_a_few_feel_long_walks() -> None:
    """A quarter of an hour is felt by nobody, an hour by those who feel walks."""
    body = Body(Runner(walk_rise=0.8))
    assert body.walk(18.0, 15.0).own == 0.0
    assert body.walk(42.0, 60.0).own == pytest.approx(0.8)
    felt = [runner.walk_rise > 0 for kind in KINDS for runner in some(kind, 20) if kind != "cannot-run"]
    assert not any(felt)
    assert 0.1 < sum(runner.walk_rise > 0 for runner in some("cannot-run", 100)) / 100 < 0.4


# Who they are


def test_every_kind_has_its_token() -> None:
    """The kinds are those that the documentation names, in its order."""
    assert TOKENS.split() == list(KINDS)
    assert OUTSIDE_PRIOR.keys() <= KINDS.keys()
    assert len(OUTSIDE_PRIOR) >= 4


@pytest.mark.parametrize("kind", KINDS)
def test_a_runner_is_drawn_within_the_stated_ranges(kind: str) -> None:
    """Usual 0.5-5, SD 0.6-2, rho 0.2-0.5, and the rest as its constants say."""
    for runner in some(kind):
        assert 0.5 <= runner.usual <= 5
        assert 0.6 <= runner.sd <= 2
        assert 0.2 <= runner.rho <= 0.5
        assert k.RANGES["sooner"][0] <= runner.peak_h <= k.PEAKED["near_48"][2]
        assert k.RANGES["at_once"][0] <= runner.at_once <= k.RANGES["at_once"][1]
        assert k.RANGES["exponent"][0] <= runner.exponent <= k.RANGES["exponent"][1]
        assert k.RANGES["e_max"][0] <= runner.e_max <= k.RANGES["e_max"][1]
        assert k.RANGES["asphalt"][0] <= runner.asphalt_share <= k.RANGES["asphalt"][1]
        assert 0.3 <= runner.attendance <= 1.0
        assert 0.0 <= runner.gain <= k.RANGES["fragile_gain"][1]
        assert runner.usual + min(0.0, runner.drift) - runner.benefit >= 0.0
        assert runner.capacity_km <= max(k.RANGES["robust_km"][1], RUNS_A_WEEK * k.RANGES["wide_km"][1])


def test_every_number_of_the_kinds_is_drawn_from() -> None:
    """Its name stands in the code, and each range rises: a number that nobody reads says nothing of the runners."""
    source = Path(k.__file__).read_text(encoding="utf-8")
    assert [] == [name for name in (*k.NUMBERS, *k.RANGES, *k.PEAKED) if f'"{name}"' not in source]
    assert [] == [name for name, ends in (k.RANGES | k.PEAKED).items() if sorted(ends) != ends]


@pytest.mark.parametrize("kind", KINDS)
def test_the_majority_of_a_kind_is_as_it_is_labelled(kind: str) -> None:
    """Of six kinds nobody tolerates 0.5 km in all weeks, of one some do, of the others most; each by their truth."""
    share = sum(map(tolerates, some(kind))) / 60
    label = k.tolerates_running(kind)
    assert (label is False) == (kind in INTOLERANT)
    assert 0.2 < share < 0.8 if label is None else share > 0.9 if label else share == 0.0


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("cannot-run", k.RANGES["cannot"]),
        ("mildly-intolerant", k.RANGES["mildly"]),
        ("every-run-adds-one", k.RANGES["every_run"]),
    ],
)
def test_who_does_not_tolerate_running_reacts_at_the_floor_as_stated(kind: str, points: list[float]) -> None:
    """The true rise after 0.5 km is within the range of the kind."""
    for runner in some(kind):
        assert points[0] - 1e-9 <= runner.height(0.5) <= points[1] + 1e-9


@pytest.mark.parametrize("kind", FALSE_ALARMS)
def test_in_the_kinds_of_false_alarms_the_distance_does_not_matter(kind: str) -> None:
    """A run of half a kilometre hurts as one of ten: by N points, or not at all; by flares they differ from nobody."""
    points = {"null": 0.0, "flares-4": 0.0, "hurts-by-2": 2.0, "hurts-by-3": 3.0, "turns-3": 3.0}[kind]
    for runner in some(kind, 10):
        assert (points, points) == (runner.height(0.5), runner.height(10.0))
        assert runner.flares == (4.0 if kind == "flares-4" else 0.0)
        assert tolerates(runner) == k.tolerates_running(kind) == (points == 0)


def test_who_turns_is_hurt_from_the_first_day_of_the_ninth_week_on() -> None:
    """Nothing before it, everything from it on."""
    (runner,) = some("turns-3", 1)
    assert [0.0, 3.0] == [Body(runner).run(24 * 56 + hours, 1.0).own for hours in (-0.1, 0.0)]
    assert [0.0, 3.0] == [Body(runner).at_floor(24 * 56 + hours) for hours in (-0.1, 0.0)]
    assert runner.worsens


@pytest.mark.parametrize(("kind", "day", "times"), [("setback", 56, 0.25), ("recovers", 42, 3.0)])
def test_capacity_changes_on_a_day(kind: str, day: int, times: float) -> None:
    """From the day on a run of so much more or less does what one did before; only a fall is getting worse."""
    for runner in some(kind, 10):
        body = Body(runner)
        before, after = body.height(1.0, 24 * day - 0.1), body.height(1.0 * times, 24 * day)
        assert before == pytest.approx(after)
        assert runner.worsens == (times < 1)
        assert tolerates(runner) == (runner.height(0.5, min(1.0, times)) < 1)


def test_who_pauses_for_six_weeks_loses_what_was_gained() -> None:
    """From day 35 to 77 nobody attends; nobody else pauses."""
    assert {(35, 77)} == {runner.off for runner in some("six-weeks-off", 10)}
    assert all(runner.gain >= k.RANGES["fragile_gain"][0] for runner in some("six-weeks-off", 10))
    assert {(0, 0)} == {runner.off for kind in KINDS if kind != "six-weeks-off" for runner in some(kind, 2)}


def test_every_run_strays_and_in_every_second_kind_capacity_varies() -> None:
    """Simple kinds and hard ones on both sides; where distance does not matter there is nothing to vary."""
    drawn = {kind: draw_runner(kind, stream(3, kind)) for kind in (*KINDS, *FALSE_ALARMS)}
    assert {0.05} == {runner.strays for runner in drawn.values()}
    varying = [kind for kind, runner in drawn.items() if runner.varies]
    assert {0.15} == {drawn[kind].varies for kind in varying}
    assert list(KINDS)[1::2] == varying
    assert not any(drawn[kind].dose == "constant" for kind in varying)


def test_a_kind_of_false_alarms_is_named_by_a_whole_number() -> None:
    """From 1 to 10."""
    assert all(map(k.is_kind, ("null", "typical", "hurts-by-1", "hurts-by-10", "turns-4", "flares-1")))
    assert not any(
        map(k.is_kind, ("null-1", "hurts-by", "hurts-by-", "hurts-by-0", "hurts-by-11", "turns-2.5", "hurts-1", "1"))
    )


def test_reactions_peak_when_published() -> None:
    """57.5 % near 24 h, 32.5 % near 48 h (Bishop 2011), within four standard errors."""
    peaks = [runner.peak_h for kind in ("typical", "linear", "robust") for runner in some(kind, 300)]
    assert pytest.approx(sum(20 <= p <= 28 for p in peaks) / 900, abs=4 * (0.25 / 900) ** 0.5) == 0.575
    assert pytest.approx(sum(p >= 42 for p in peaks) / 900, abs=4 * (0.25 / 900) ** 0.5) == 0.325


def test_to_tolerate_is_judged_on_what_is_handy() -> None:
    """The same runner tolerates the floor on grass and not on asphalt of 2.5 times the load."""
    runner = Runner(capacity_km=1.2, hard=2.5)
    assert tolerates(replace(runner, asphalt_share=0.0))
    assert not tolerates(replace(runner, asphalt_share=1.0))
