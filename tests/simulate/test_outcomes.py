"""The measures of the bench, against an example counted by hand."""

from __future__ import annotations

from datetime import timedelta
from math import sqrt
from random import Random

import pytest

from backlog.simulate.diary import Act, Diary, Step
from backlog.simulate.life import Life, PlannedSession, Ran
from backlog.simulate.outcomes import Outcome, as_json, cut, outcome, ratio, sent_wrongly, upward_runs, wilson
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
        firmly=switched if number < 4 else None,
        unasked=number == 4,
        wrong=switched is not None if tolerates else None,
        wrong_firmly=False if tolerates else None,
        flares_after=None,
        cut_05=None,
        cut_08=None,
    )


def test_the_measures_of_four_runners_counted_by_hand() -> None:
    """Two can run (1 and 2 km of 4 each), two cannot and are told so on days 28 and 50, the second never firmly."""
    four = [
        one(number=1),
        one(number=2, switched=70),
        one(number=3, tolerates=False, switched=28),
        one(number=4, tolerates=False, switched=50),
    ]
    (row,) = as_json(four, 1)["rows"]
    expected = {
        "policy": "backlog",
        "kind": "typical",
        "tolerates_running": True,
        "timetable": "asked",
        "runners": 4,
        "tolerating": 2,
        "distance_vs_oracle": 3 / 8,
        "distance_vs_freer_oracle": 3 / 10,
        "flare_days_before_switch": 1.0,
        "flare_days_after_change": None,
        "cut_05_3wk": None,
        "cut_08_3wk": None,
        "flare_days": 2.5,
        "increases": 4.0,
        "false_increases": 6 / 16,
        "wrong_switch": 0.5,
        "switched_4wk": 0.5,
        "switched_8wk": 1.0,
        "switched_firmly_4wk": 0.5,
        "switched_firmly_8wk": 0.5,
        "wrong_firm_switch": 0.0,
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
    turns = Runner(dose="constant", constant=3.0, changes_on=56)
    said = outcome(turns, asked((day, "switch", None)), policy="backlog", number=0, oracle_m=1.0)
    (row,) = as_json([said], 1)["rows"]
    assert (soon, later) == (row["switched_4wk"], row["switched_8wk"])


@pytest.mark.parametrize(("at_floor", "wrong"), [(0.99, True), (1.0, False)])
def test_a_switch_is_wrong_by_what_the_floor_would_have_done_that_day(at_floor: float, *, wrong: bool) -> None:
    """Whatever it did on other days; to go on being switched is no second one, after a return it is."""
    step = {name: Step(name, None) for name in ("hold", "switch", "return")}
    said = [("hold", 0.5), ("switch", at_floor), ("switch", 0.5)]
    lived = Life(asked=[PlannedSession(FIRST, step[name], True, rise) for name, rise in said])
    assert wrong is sent_wrongly(lived)
    lived.asked += [PlannedSession(FIRST, step["return"], True, 2.0), PlannedSession(FIRST, step["switch"], True, 0.5)]
    assert sent_wrongly(lived)


def test_a_switch_that_was_only_offered_is_no_firm_one() -> None:
    """The first that is advised is counted on its day, and is wrong by what the floor would have done on that day."""
    offered, advised = Step("switch", None, firm=False), Step("switch", None)
    later = FIRST + timedelta(days=30)
    said = Life(asked=[PlannedSession(FIRST, offered, True, 0.5), PlannedSession(later, advised, True, 1.5)])
    assert (True, False) == (sent_wrongly(said), sent_wrongly(said, firmly=True))
    found = outcome(Runner(), said, policy="backlog", number=0, oracle_m=1.0)
    assert (0.0, 30.0) == (found.switched, found.firmly)


def test_of_who_never_tolerates_the_floor_no_switch_is_wrong() -> None:
    """Nor right, so there is no share; of who is not switched it is right not to have."""
    assert sent_wrongly(Life(asked=[PlannedSession(FIRST, Step("switch", None), True, 1.0)])) is None
    assert sent_wrongly(Life(asked=[PlannedSession(FIRST, Step("hold", RUN), True, 0.9)])) is False


CHANGED = START + timedelta(days=56)


def changed(*told: tuple[float, str, Act | None], ran: float = 2000.0, since: float = -14.0) -> Life:
    """A run of so many metres on a day before the change, one on the day of the change, and what was told later."""
    runs = [Ran(CHANGED + timedelta(days=day), ran, ran, 0.0, 0.0) for day in (since, 0.0)]
    steps = [PlannedSession(CHANGED + timedelta(days=day), Step(action, act), True) for day, action, act in told]
    return Life(runs=runs, asked=steps)


@pytest.mark.parametrize(
    ("step", "half", "most"),
    [
        ((2, "reduce", Act("run", 1000.0)), True, True),
        ((2, "reduce", Act("run", 1050.0)), False, True),
        ((2, "reduce", Act("run", 1600.0)), False, True),
        ((2, "hold", Act("run", 1650.0)), False, False),
        ((21, "reduce", None), True, True),
        ((21, "switch", Act("walk", None, 600.0)), True, True),
        ((21.1, "switch", Act("walk", None, 600.0)), False, False),
        ((0, "reduce", Act("run", 500.0)), False, False),
        ((2, "pending", None), False, False),
    ],
)
def test_a_cut_is_half_or_four_fifths_of_the_longest_within_three_weeks(
    step: tuple[float, str, Act | None], *, half: bool, most: bool
) -> None:
    """Of the run after the change, and not before anybody could know; no run and a switch are cuts, waiting is not."""
    lived = changed(step)
    assert (half, most) == (cut(lived, CHANGED, 0.5), cut(lived, CHANGED, 0.8))


def test_half_a_kilometre_is_always_a_cut() -> None:
    """Also of eight hundred metres."""
    lived = changed((2, "reduce", Act("run", 500.0)), ran=800.0)
    assert cut(lived, CHANGED, 0.5)
    assert not cut(changed((2, "reduce", Act("run", 550.0)), ran=800.0), CHANGED, 0.5)


def test_who_did_not_run_on_both_sides_of_a_change_has_no_cut() -> None:
    """A run of 15 days before counts no more; the longest of the fortnight does."""
    assert cut(changed(since=-15.0), CHANGED, 0.5) is None
    assert cut(Life(runs=changed().runs[:1]), CHANGED, 0.5) is None
    assert cut(changed(), CHANGED, 0.5) is False


def test_what_came_after_a_change_is_counted_for_those_who_got_worse() -> None:
    """Reaction days from the day on, cuts, and the first switch from then on; of nobody else."""
    lived = changed((-3, "switch", None), (7, "switch", None))
    lived.strong = [55, 56, 70]
    worse, better = Runner(changes_on=56, changes_by=0.25), Runner(changes_on=56, changes_by=3.0)
    found = outcome(worse, lived, policy="backlog", number=0, oracle_m=1.0)
    assert (2, True, True, 6.25) == (found.flares_after, found.cut_05, found.cut_08, found.switched)
    found = outcome(better, lived, policy="backlog", number=0, oracle_m=1.0)
    assert (None, None, None) == (found.flares_after, found.cut_05, found.cut_08)


def test_the_measures_of_a_change_are_shares_of_those_who_ran_on() -> None:
    """Two of three, one of them cut by half; the reaction days of all three."""
    three = [
        one(number=n, tolerates=False)._replace(flares_after=n, cut_05=half, cut_08=most)
        for n, half, most in ((1, True, True), (2, False, True), (3, None, None))
    ]
    (row,) = as_json(three, 1)["rows"]
    assert (0.5, 1.0, 2.0) == (row["cut_05_3wk"], row["cut_08_3wk"], row["flare_days_after_change"])
    assert [wilson(1, 2).low, wilson(1, 2).high] == pytest.approx(row["cut_05_3wk_ci95"], abs=1e-6)
    assert None not in (row["cut_08_3wk_ci95"], row["flare_days_after_change_ci95"])


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
