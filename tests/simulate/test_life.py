"""The weeks of a virtual runner: what they say, what they leave out, and what they do with a prescription."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from backlog.simulate.backlog_policy import backlog
from backlog.simulate.diary import Act, Diary, Step, Told
from backlog.simulate.draws import Draws, draw, draw_flares, skewed_noise, stream
from backlog.simulate.kinds import KINDS, draw_runner
from backlog.simulate.life import Life, Policy, live, say
from backlog.simulate.runners import Runner
from backlog.simulate.timetable import DAYS, START

#: Every planned session attended, every answer given, grass and heel, no noise.
CALM = Draws(
    attends=[True] * DAYS,
    rates_morning=[True] * DAYS,
    rates_after=[True] * DAYS,
    noise=[0.0] * 2 * DAYS,
    surface=["grass"] * DAYS,
    strike=["heel"] * DAYS,
    obeys_surface=[True] * DAYS,
    obeys_strike=[True] * DAYS,
    stays_away=[True] * DAYS,
    silent=[True] * 2 * DAYS,
    unrelated=[0.0] * 2 * DAYS,
    leg=[0.0] * 2 * DAYS,
    after=[0.0] * DAYS,
    strays=[1.0] * DAYS,
    form=[1.0] * DAYS,
)
CALM_DRAWN = Runner(attendance=1.0, forgets=0.0)
TWO_KM = Act("run", 2000.0)


def always(act: Act | None) -> Policy:
    """A policy that says the same at every session."""
    return lambda _diary, _now: Step("hold", act)


def lived(runner: Runner, draws: Draws = CALM, act: Act | None = TWO_KM) -> Life:
    """The weeks with the same act at every session, rated in the morning."""
    return live(runner, draws, lambda _told: always(act), "morning")


def test_a_calm_runner_says_usual_but_for_their_reactions() -> None:
    """Usual 3 and a reaction of 2: 3 before the first run, 5 on the morning after, 3 again before the next week."""
    weeks = lived(Runner(usual=3.0, capacity_km=1.0, e_max=2.5, exponent=3.0, peak_h=14.0))
    said = {(r.at - START).total_seconds() / 86400: r.score for r in weeks.diary.readings}
    mornings = [score for at, score in said.items() if abs(at % 1 - 7 / 24) < 1e-9]
    assert [3.0, 5.0] == mornings[:2]
    assert mornings[7] == 3.0
    assert len(weeks.diary.readings) == DAYS + 48
    assert len(weeks.runs) == 48
    assert len(weeks.strong) == 48


def test_who_is_asked_rates_at_the_hour_of_the_run_and_after_it_with_noise_of_its_own() -> None:
    """Just before the session, which knows the answer; the noise of both moments is not the same."""
    runner = Runner(usual=5.0, sd=1.0, capacity_km=100.0)
    draws = replace(CALM, noise=[-1.0] * 2 * DAYS, after=[2.0] * DAYS)
    known: list[int] = []

    def told(diary: Diary, _now: datetime) -> Step:
        known.append(len(diary.readings))
        return Step("hold", TWO_KM)

    weeks = live(runner, draws, lambda _told: told, "asked")
    first = weeks.diary.readings[:4]
    assert [4.0, 7.0, 4.0, 4.0] == [r.score for r in first]
    ended = weeks.diary.sessions[0].ended_at
    assert [START + timedelta(hours=18 + hours) for hours in (0, 24, 48)] == [r.at for r in first if r.at != ended]
    assert [1, 4] == known[:2]
    assert DAYS + 48 == len(weeks.diary.readings)


def test_who_is_silent_when_it_hurts_says_nothing_then() -> None:
    """The same weeks without one score of 2 or more above usual."""
    runner = Runner(usual=3.0, capacity_km=1.0, e_max=4.0)
    loud, silent = lived(runner), lived(replace(runner, silent=True))
    hurting = [r for r in loud.diary.readings if (r.score or 0) >= 5]
    assert hurting
    assert [r.at for r in loud.diary.readings if r not in hurting] == [r.at for r in silent.diary.readings]
    assert len(loud.strong) == len(silent.strong)


def test_who_skips_when_sore_stays_at_home() -> None:
    """Right after a last rating of 2 or more above usual they do not run, but they walk."""
    sore = Runner(usual=3.0, capacity_km=1.0, e_max=7.0, peak_h=44.0, skips=True)
    weeks = lived(sore)
    assert [True, False, True] == [asked.done for asked in weeks.asked][:3]
    assert len(weeks.runs) < 48
    assert all(asked.done for asked in lived(sore, act=Act("walk", None, 900.0)).asked)


def test_an_over_doer_runs_half_as_far_again() -> None:
    """3 km are run of 2 prescribed, and no more than a marathon."""
    assert {(2000.0, 3000.0)} == {(r.prescribed, r.metres) for r in lived(Runner(overdoes=1.5)).runs}
    assert {42000.0} == {r.metres for r in lived(Runner(overdoes=1.5), act=Act("run", 60000.0)).runs}


def test_nobody_runs_exactly_as_far_as_was_said() -> None:
    """Each day has its own share of what is prescribed, beside what an over-doer does to it."""
    strays = [1.04 if day % 7 == 0 else 0.95 for day in range(DAYS)]
    weeks = lived(Runner(overdoes=1.5), replace(CALM, strays=strays))
    assert {2000.0} == {run.prescribed for run in weeks.runs}
    assert [3120.0, 2850.0, 2850.0, 3120.0] == pytest.approx([run.metres for run in weeks.runs[:4]])
    assert [run.metres for run in weeks.runs] == [session.distance_m for session in weeks.diary.runs]


def test_the_diary_holds_what_had_been_said() -> None:
    """Metres of a run and seconds of all else, beside what was done; nobody walks for longer than five hours."""
    (run, *_) = lived(Runner(overdoes=1.5)).diary.sessions
    assert (2000.0, None, 3000.0) == (run.prescribed_m, run.prescribed_s, run.distance_m)
    (walk, *_) = lived(Runner(), act=Act("walk", None, 20000.0)).diary.sessions
    assert (None, 20000.0, 18000.0) == (walk.prescribed_m, walk.prescribed_s, walk.duration_s)


def test_a_bad_day_hurts_more() -> None:
    """Half the capacity on one day is felt as twice the distance, on that day alone."""
    runner = Runner(capacity_km=4.0, dose="linear")
    weeks = lived(runner, replace(CALM, form=[0.5 if day == 2 else 1.0 for day in range(DAYS)]))
    assert [0.5, 1.0, 0.5] == pytest.approx([run.own for run in weeks.runs[:3]])


def test_what_500_m_would_have_done_is_known_of_every_session() -> None:
    """On an average day, on the softest surface and with the better strike, of the strikes that they have."""
    runner = Runner(capacity_km=1.0, dose="linear", hard=2.0, heel=1.8, forefoot=1.2, heel_share=0.5)
    asphalt = replace(CALM, surface=["asphalt"] * DAYS, form=[0.5] * DAYS)
    assert {0.6} == {round(asked.at_floor, 9) for asked in lived(runner, asphalt).asked}
    assert {0.9} == {round(asked.at_floor, 9) for asked in lived(replace(runner, heel_share=1.0), asphalt).asked}


def test_who_pauses_does_nothing_from_the_first_to_before_the_second_day() -> None:
    """They are asked before no session then, and go on rating."""
    runner = replace(CALM_DRAWN, off=(35, 77))
    weeks = live(runner, draw(runner, stream(1)), lambda _told: always(TWO_KM))
    days = {(asked.at - START).days for asked in weeks.asked}
    assert days == {day for day in range(DAYS) if day % 7 in (0, 2, 4) and not 35 <= day < 77}
    assert DAYS == sum((r.at - START) % timedelta(days=1) == timedelta(hours=18) for r in weeks.diary.readings)


def test_a_leg_reactor_says_so_of_the_calf() -> None:
    """Each rating tells both sites: the back stays at usual, the calf rises by the reaction."""
    weeks = lived(Runner(usual=3.0, capacity_km=1.0, e_max=4.0, site="calf"))
    back = [r.score for r in weeks.diary.readings if r.site == "back"]
    calf = [r.score or 0.0 for r in weeks.diary.readings if r.site == "calf"]
    assert {3.0} == set(back)
    assert len(back) == len(calf)
    assert max(calf) >= 2.0
    assert len(weeks.strong) > 0


def test_a_prescribed_surface_is_run_on_when_it_is_obeyed() -> None:
    """Asphalt is handy and grass prescribed; a strike is changed only by those who have two."""
    asphalt = replace(CALM, surface=["asphalt"] * DAYS)
    runner, act = Runner(hard=2.0, heel_share=0.5), Act("run", 1000.0, None, "grass", "forefoot")
    assert {("grass", "forefoot")} == {(s.surface, s.strike) for s in lived(runner, asphalt, act).diary.runs}
    deaf = replace(asphalt, obeys_surface=[False] * DAYS)
    assert {"asphalt"} == {s.surface for s in lived(runner, deaf, act).diary.runs}
    assert {"heel"} == {s.strike for s in lived(replace(runner, heel_share=1.0), asphalt, act).diary.runs}


def test_the_usual_pain_falls_by_running_and_drifts_by_itself() -> None:
    """A benefit of 2 takes a usual pain of 4 to 2, if they run; a drift of 2 takes it to 6 whatever they do."""
    robust = Runner(usual=4.0, capacity_km=30.0, exponent=5.0)
    improving, drifting = replace(robust, benefit=2.0), replace(robust, drift=2.0)
    assert lived(improving).diary.readings[-1].score == 2.0
    assert lived(improving, act=None).diary.readings[-1].score == 4.0
    assert lived(drifting, act=None).diary.readings[-1].score == 6.0


def test_who_is_told_not_to_run_does_nothing() -> None:
    """No session, no reaction, and a rating every morning."""
    weeks = lived(Runner(), act=None)
    assert (0, 0, DAYS, 48) == (
        len(weeks.diary.sessions),
        len(weeks.strong),
        len(weeks.diary.readings),
        len(weeks.asked),
    )


@pytest.mark.parametrize(("level", "to", "said"), [(2.4, 1, 2), (2.5, 1, 3), (2.9, 2, 2), (3.1, 2, 4), (11, 1, 10)])
def test_what_is_said_is_a_whole_number(level: float, to: int, said: float) -> None:
    """The nearest one, or the nearest even one, from 0 to 10."""
    assert said == say(level, to)
    assert say(-level, to) == 0.0


def test_a_policy_is_told_what_a_person_would_tell() -> None:
    """The start answer, its time, the activities: not the usual pain, and nothing of the truth."""
    told: list[Told] = []

    def maker(facts: Told) -> Policy:
        told.append(facts)
        return always(None)

    live(Runner(usual=3.0, start=3.4, activities=("run", "swim")), CALM, maker)
    assert [(3.4, START, ("run", "swim"))] == told


@pytest.mark.parametrize("rho", [0.2, 0.5])
def test_noise_has_unit_sd_a_skew_and_the_autocorrelation_of_a_day(rho: float) -> None:
    """Mean 0, SD 1, skewed to the high side; mornings are related by rho, the evening between them by its share."""
    lives = [skewed_noise(stream(1, number), rho) for number in range(100)]
    found = [value for one in lives for value in one]
    mean = sum(found) / len(found)
    assert pytest.approx(mean, abs=0.05) == 0.0
    assert pytest.approx(sum(v**2 for v in found) / len(found), abs=0.06) == 1.0
    assert sum(v**3 for v in found) / len(found) > 0.3
    days = [a * b for one in lives for a, b in zip(one[::2], one[2::2], strict=False)]
    evenings = [a * b for one in lives for a, b in zip(one[::2], one[1::2], strict=True)]
    assert pytest.approx(sum(days) / len(days), abs=0.05) == rho
    assert pytest.approx(sum(evenings) / len(evenings), abs=0.05) == rho ** (11 / 24)


def test_chance_is_as_stated() -> None:
    """Seven sessions of ten are attended, and 8 % of the answers are missing."""
    lives = [draw(Runner(attendance=0.7, forgets=0.08), stream(2, number)) for number in range(100)]
    assert pytest.approx(sum(sum(one.attends) for one in lives) / (100 * DAYS), abs=0.02) == 0.7
    assert pytest.approx(sum(sum(one.rates_morning) for one in lives) / (100 * DAYS), abs=0.012) == 0.92
    assert pytest.approx(sum(sum(one.rates_after) for one in lives) / (100 * DAYS), abs=0.012) == 0.92


def test_distance_and_capacity_vary_by_5_and_15_percent() -> None:
    """About 1, both ways, by the SDs of the runner; of a runner without them not at all."""
    lives = [draw(Runner(strays=0.05, varies=0.15), stream(2, number)) for number in range(100)]
    for found, sd in (([f for one in lives for f in one.strays], 0.05), ([f for one in lives for f in one.form], 0.15)):
        logs = np.log(found)
        assert pytest.approx(logs.mean(), abs=0.01) == 0.0
        assert pytest.approx(logs.std(), rel=0.03) == sd
    plain = draw(Runner(), stream(2, 0))
    assert {1.0} == {*plain.strays, *plain.form}


def test_flares_come_as_often_and_last_as_long_as_stated() -> None:
    """Four in sixteen weeks on average, three quarters of them for less than a day, none for more than four."""
    lives = [draw_flares(Runner(flares=4.0), stream(2, number)) for number in range(300)]
    lasts = [end - begin for one in lives for begin, end, _ in one]
    points = [points for one in lives for *_, points in one]
    assert pytest.approx(len(lasts) / 300, abs=0.5) == 4.0
    assert pytest.approx(sum(hours < 24 for hours in lasts) / len(lasts), abs=0.05) == 0.75
    assert max(lasts) <= 96.0
    assert pytest.approx(sum(points) / len(points), abs=0.1) == 2.7


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_can_live_by_backlog(kind: str) -> None:
    """Every kind lives sixteen weeks; the diary is in order of time and its numbers are whole."""
    runner = draw_runner(kind, stream(5, kind))
    weeks = live(runner, draw(runner, stream(5, kind, "luck")), backlog)
    times: list[datetime] = [reading.at for reading in weeks.diary.readings]
    assert sorted(times) == times
    assert {0.0} == {(reading.score or 0.0) % 1 for reading in weeks.diary.readings}
    assert isinstance(weeks.diary, Diary)
    assert len(weeks.diary.sessions) == sum(asked.done for asked in weeks.asked)
