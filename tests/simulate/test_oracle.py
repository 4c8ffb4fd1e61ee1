"""The policy that knows the truth never hurts anybody who can run, and goes as far as it may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from backlog.rules.thresholds import FLOOR_M
from backlog.simulate.diary import Act
from backlog.simulate.draws import draw, stream
from backlog.simulate.kinds import INTOLERANT, KINDS, draw_runner
from backlog.simulate.life import Life
from backlog.simulate.oracle import WALK_S, live_knowing
from backlog.simulate.runners import Runner, tolerates
from backlog.simulate.timetable import DAYS, START

ROBUST = Runner(capacity_km=30.0, exponent=5.0, attendance=1.0)


def known(runner: Runner, name: str) -> Life:
    """The weeks of a runner under the oracle."""
    return live_knowing(runner, draw(runner, stream(7, name)))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in INTOLERANT])
def test_no_run_but_the_shortest_hurts_by_a_point(kind: str) -> None:
    """Where every day is an average one each true peak is below 1 except after a run at the floor; no reaction day."""
    for number in range(3):
        runner = replace(draw_runner(kind, stream(7, kind, number)), strays=0.0, varies=0.0)
        weeks = known(runner, f"{kind}{number}")
        assert weeks.runs
        assert [] == [run for run in weeks.runs if run.total >= 1 and run.metres > FLOOR_M + 1e-6]
        assert len(weeks.strong) == 0


def test_a_robust_runner_is_held_by_the_caps_alone() -> None:
    """From 0.8 km by 100 m to 1 km and then by a tenth, on a grid of 50 m, and twice in seven dates."""
    metres = [round(run.metres, 6) for run in known(ROBUST, "robust").runs]
    assert [800.0, 900.0, 1000.0, 1000.0, 1100.0, 1200.0, 1200.0, 1300.0, 1400.0] == metres[:9]
    assert all(later <= max(1.1 * before, before + 100) + 1e-6 for before, later in pairwise(metres))
    assert {0.0} == {m % 50 for m in metres}


def test_a_freer_one_may_increase_every_time() -> None:
    """Where the limit of two a week is lifted, only the cap of a tenth is left."""
    weeks = live_knowing(ROBUST, draw(ROBUST, stream(7, "robust")), most_increases=7)
    metres = [round(run.metres, 6) for run in weeks.runs]
    assert [800.0, 900.0, 1000.0, 1100.0, 1200.0, 1300.0] == metres[:6]
    assert all(later <= max(1.1 * before, before + 100) + 1e-6 for before, later in pairwise(metres))


def test_fifty_metres_more_would_have_been_too_much() -> None:
    """A runner with a capacity of 2 km who does not train goes as near to it as the grid allows."""
    runner = Runner(capacity_km=2.0, peak_h=20.0, attendance=1.0)
    longest = max(run.metres for run in known(runner, "near").runs)
    assert longest == 1950.0


def test_an_over_doer_is_told_less() -> None:
    """What they run, not what they are told, is the longest without a reaction."""
    plain = Runner(capacity_km=2.0)
    told = known(replace(plain, overdoes=1.5), "over")
    assert [run.metres for run in known(plain, "over").runs] == pytest.approx([run.metres for run in told.runs])
    assert [run.metres / 1.5 for run in told.runs] == pytest.approx([run.prescribed for run in told.runs])


def test_it_does_not_know_what_the_day_will_bring() -> None:
    """It says the same before days of a tenth more on half the capacity, and its caps go by what it said."""
    draws = draw(ROBUST, stream(7, "days"))
    bad = replace(draws, strays=[1.1] * DAYS, form=[0.5] * DAYS)
    plain, hard = live_knowing(ROBUST, draws), live_knowing(ROBUST, bad)
    assert [run.prescribed for run in plain.runs] == [run.prescribed for run in hard.runs]
    assert [1.1 * run.metres for run in plain.runs] == pytest.approx([run.metres for run in hard.runs])
    near = Runner(capacity_km=1.0, peak_h=20.0, exponent=5.0, attendance=1.0)
    totals = [run.total for run in live_knowing(near, replace(bad, strays=draws.strays)).runs]
    assert totals[0] > 2.0


def test_it_sees_a_change_at_once() -> None:
    """Where capacity falls to a quarter it says a quarter; where it grows threefold it goes on growing by the caps."""
    runner = Runner(capacity_km=4.0, peak_h=20.0, attendance=1.0, changes_on=56, changes_by=0.25)
    weeks = known(runner, "change")
    before, after = (
        [run.metres for run in weeks.runs if (run.at >= START + timedelta(days=56)) == later] for later in (False, True)
    )
    assert max(after) == 950.0 < min(before[6:])
    grown = known(replace(runner, capacity_km=1.0, changes_on=42, changes_by=3.0), "change")
    assert 950.0 == max(run.metres for run in grown.runs if run.at < START + timedelta(days=42))
    assert 1500.0 < max(run.metres for run in grown.runs) < 3000.0


def test_it_sends_nobody_away_before_they_get_worse() -> None:
    """Who will not tolerate the floor from a day on takes a walk when sore before it, and is switched from then on."""
    runner = Runner(capacity_km=1.0, attendance=1.0, changes_on=56, changes_by=0.25, varies=0.5)
    weeks = known(runner, "worse")
    assert not tolerates(runner)
    day, walk = START + timedelta(days=56), Act("walk", None, WALK_S)
    assert {"reduce"} == {asked.step.action for asked in weeks.asked if asked.at < day and asked.step.act == walk}
    assert {"switch"} == {asked.step.action for asked in weeks.asked if asked.at >= day}


@pytest.mark.parametrize("kind", [kind for kind in INTOLERANT if kind != "turns-3"])
def test_who_does_not_tolerate_running_walks(kind: str) -> None:
    """They are told to switch at the first session and never run."""
    runner = draw_runner(kind, stream(7, kind))
    weeks = known(runner, kind)
    assert not tolerates(runner)
    assert {"switch"} == {asked.step.action for asked in weeks.asked}
    assert {"walk"} == {session.activity for session in weeks.diary.sessions}


def test_it_runs_on_what_is_handy() -> None:
    """Half as far on asphalt that counts double."""
    runner = Runner(capacity_km=2.0, peak_h=20.0, hard=2.0, attendance=1.0)
    weeks = known(runner, "handy")
    longest = {
        surface: max(run.distance_m or 0.0 for run in weeks.diary.runs if run.surface == surface)
        for surface in ("grass", "asphalt")
    }
    assert longest["asphalt"] < 1000.0 <= longest["grass"] / 1.5
