"""The measures of the bench, against an example counted by hand."""

from __future__ import annotations

from datetime import timedelta
from math import sqrt
from random import Random

import pytest

from backlog.simulate.diary import Act, Diary, Step
from backlog.simulate.life import Life, PlannedSession, Ran
from backlog.simulate.outcomes import Outcome, as_json, outcome, ratio, upward_runs, wilson
from backlog.simulate.runners import Runner
from backlog.simulate.timetable import START

FIRST = START + timedelta(hours=18)


def one(*, number: int, tolerates: bool = True, switched: float | None = None, usual: float = 2.0) -> Outcome:
    """Sixteen weeks; 32 minutes for each number."""
    return Outcome(
        kind="typical",
        policy="backlog",
        number=number,
        usual=usual,
        sd=1.2,
        tolerates=tolerates,
        metres=1000.0 * number,
        oracle_m=4000.0,
        freer_m=5000.0,
        flare_days=number,
        flares_before=1,
        upward=4,
        blind=number - 1,
        steps=10,
        pending=1,
        shorter=number - 1,
        no_running=2 * (number == 4),
        minutes=32.0 * number,
        switched=switched,
        unasked=number == 4,
    )


def test_the_measures_of_four_runners_counted_by_hand() -> None:
    """Two can run (1 and 2 km of 4 each), two cannot and are told so on days 28 and 56."""
    four = [
        one(number=1),
        one(number=2, switched=70),
        one(number=3, tolerates=False, switched=28),
        one(number=4, tolerates=False, switched=56.1),
    ]
    (row,) = as_json(four, 1)["rows"]
    expected = {
        "policy": "backlog",
        "kind": "typical",
        "tolerates_running": True,
        "timetable": "morning",
        "runners": 4,
        "tolerating": 2,
        "distance_vs_oracle": 3 / 8,
        "distance_vs_freer_oracle": 3 / 10,
        "flare_days_before_switch": 1.0,
        "flare_days": 2.5,
        "increases": 4.0,
        "false_increases": 6 / 16,
        "wrong_switch": 0.5,
        "switched_4wk": 0.5,
        "switched_8wk": 0.5,
        "active_minutes_per_week": 5.0,
        "pending_share": 0.1,
        "shorter_share": 6 / 40,
        "no_running_share": 2 / 40,
        "ever_shorter": 3 / 4,
        "ever_no_running": 1 / 4,
        "unasked_return": round(1 / 3, 6),
    }
    assert expected == {name: value for name, value in row.items() if not name.endswith("_ci95")}
    assert [wilson(1, 2).low, wilson(1, 2).high] == pytest.approx(row["wrong_switch_ci95"], abs=1e-6)
    low, high = row["distance_vs_oracle_ci95"]
    assert (0.25, 0.5) == (low, high)


def test_what_nobody_can_show_is_null() -> None:
    """Where all can run nobody is switched rightly; the interval is null too."""
    (row,) = as_json([one(number=1)], 1)["rows"]
    assert (None, None) == (row["switched_4wk"], row["switched_4wk_ci95"])
    (row,) = as_json([one(number=1, tolerates=False)], 1)["rows"]
    assert (None, None) == (row["distance_vs_oracle"], row["wrong_switch"])


def test_an_increase_right_after_a_reaction_is_a_false_one() -> None:
    """Of 800, 900, 700, 900, 1000 and 1100 m three are upward; one follows a reaction of 1."""
    told = [(800, 0.2), (900, 1.2), (700, 0.1), (900, 0.9), (1000, 1.0), (1100, 3.0)]
    runs = [Ran(FIRST + timedelta(days=2 * i), m, 1.5 * m, own, own) for i, (m, own) in enumerate(told)]
    assert (3, 1) == upward_runs(Life(runs=runs))


def test_a_life_is_counted() -> None:
    """Steps, pending among them, the first switch from the first planned run on, and minutes of everything."""
    diary = Diary()
    diary.do(Act("run", 1000.0), FIRST)
    diary.do(Act("walk", None, 600.0), FIRST + timedelta(days=2))
    steps = [("start", 0), ("pending", 2), ("switch", 4), ("switch", 7)]
    asked = [PlannedSession(FIRST + timedelta(days=day), Step(action, None), False) for action, day in steps]
    lived = Life(diary=diary, asked=asked, runs=[Ran(FIRST, 1000.0, 1000.0, 0.1, 0.1)], strong=[0, 3, 9])
    found = outcome(Runner(), lived, policy="backlog", number=0, oracle_m=5000.0)
    assert (4, 1, 4.0, 18.0, 1000.0, 3, 2) == (
        found.steps,
        found.pending,
        found.switched,
        found.minutes,
        found.metres,
        found.flare_days,
        found.flares_before,
    )


def asked(*steps: tuple[int, str, Act | None]) -> Life:
    """What was said on some days from the start, and done."""
    return Life(
        asked=[PlannedSession(FIRST + timedelta(days=day), Step(action, act), True) for day, action, act in steps]
    )


RUN, WALK = Act("run", 800.0), Act("walk", None, 600.0)


def test_less_running_is_a_shorter_run_or_none() -> None:
    """To reduce to a run is one, to a walk or to nothing the other; a switch is neither."""
    said = asked((0, "reduce", RUN), (2, "reduce", WALK), (4, "reduce", None), (7, "switch", WALK), (9, "hold", RUN))
    found = outcome(Runner(), said, policy="backlog", number=0, oracle_m=1.0)
    assert (1, 2) == (found.shorter, found.no_running)


@pytest.mark.parametrize(
    ("then", "unasked"),
    [
        (((4, "hold", WALK), (9, "hold", RUN)), True),
        (((4, "return", RUN), (9, "hold", RUN)), False),
        (((4, "switch", WALK),), False),
    ],
)
def test_who_runs_again_without_a_return_was_sent_too_soon(
    then: tuple[tuple[int, str, Act | None], ...], unasked: bool
) -> None:
    """After a switch; a run before it is none."""
    said = asked((0, "start", RUN), (2, "switch", WALK), *then)
    assert unasked == outcome(Runner(), said, policy="backlog", number=0, oracle_m=1.0).unasked


@pytest.mark.parametrize(("day", "soon", "later"), [(54, 0.0, 0.0), (56, 1.0, 1.0), (84, 1.0, 1.0), (86, 0.0, 1.0)])
def test_who_is_hurt_from_a_later_day_on_is_switched_from_then_on(day: int, soon: float, later: float) -> None:
    """Within 28 and 56 days of the first planned run that hurts; what came before it does not count."""
    turns = Runner(dose="constant", constant=3.0, hurts_from=56)
    said = outcome(turns, asked((day, "switch", None)), policy="backlog", number=0, oracle_m=1.0)
    (row,) = as_json([said], 1)["rows"]
    assert (soon, later) == (row["switched_4wk"], row["switched_8wk"])


def test_some_policies_are_told_by_usual_pain() -> None:
    """Each runner is in one of three parts by what is truly usual."""
    found = as_json([one(number=1, usual=usual) for usual in (0.5, 1.9, 2.0, 3.5, 5.0)], 1)
    assert [([0.5, 2.0], 2), ([2.0, 3.5], 1), ([3.5, 5.0], 2)] == [
        (row["usual_pain"], row["runners"]) for row in found["by_usual_pain"]
    ]


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_as_published(hits: int, n: int, low: float, high: float) -> None:
    """The four examples of Newcombe 1998 (Stat Med 17:857), table I, method 3."""
    found = wilson(hits, n)
    assert low == pytest.approx(found.low, abs=5e-5)
    assert high == pytest.approx(found.high, abs=5e-5)


def test_the_bootstrap_draws_runners_and_comes_near_the_normal_interval() -> None:
    """For a mean of 400 values the percentile interval is near mean +- 1.96 SE, and the same for the same seed."""
    rng = Random(5)
    values = [rng.gauss(3.0, 1.0) for _ in range(400)]
    found = ratio(values, [1.0] * 400, 6)
    mean = sum(values) / 400
    error = sqrt(sum((value - mean) ** 2 for value in values) / 400) / 20
    assert mean == pytest.approx(found.value)
    assert (mean - 1.96 * error, mean + 1.96 * error) == pytest.approx((found.low, found.high), abs=0.15 * error)
    assert found == ratio(values, [1.0] * 400, 6)
    assert found != ratio(values, [1.0] * 400, 7)


def test_nothing_to_divide_by_is_said() -> None:
    """A share of nobody is unknown, not zero."""
    assert (None, None, None) == wilson(0, 0) == ratio([1.0], [0.0], 3) == ratio([], [], 3)
