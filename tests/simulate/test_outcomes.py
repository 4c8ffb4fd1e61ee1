"""The measures of the bench, against an example counted by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backlog.simulate.diary import Act, Diary, Step
from backlog.simulate.intervals import wilson
from backlog.simulate.living import Asked, Lived, Ran
from backlog.simulate.outcomes import Outcome, as_json, increases, outcome, ratio
from backlog.simulate.people import START
from backlog.simulate.runners import Runner

FIRST = START + timedelta(hours=18)


def one(*, number: int, tolerates: bool = True, switched: float | None = None, usual: float = 2.0) -> Outcome:
    """Sixteen weeks; 32 minutes for each number."""
    return Outcome(
        kind="typical",
        policy="backlog",
        number=number,
        usual=usual,
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
        minutes=32.0 * number,
        switched=None if switched is None else timedelta(days=switched),
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
    }
    assert expected == {name: value for name, value in row.items() if not name.endswith("_ci95")}
    assert [wilson(1, 2).low, wilson(1, 2).high] == row["wrong_switch_ci95"]
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
    assert (3, 1) == increases(Lived(runs=runs))


def test_a_life_is_counted() -> None:
    """Steps, pending among them, the first switch from the first planned run on, and minutes of everything."""
    diary = Diary()
    diary.do(Act("run", 1000.0), FIRST)
    diary.do(Act("walk", None, 600.0), FIRST + timedelta(days=2))
    steps = [("start", 0), ("pending", 2), ("switch", 4), ("switch", 7)]
    asked = [Asked(FIRST + timedelta(days=day), Step(action, None), False) for action, day in steps]
    lived = Lived(diary=diary, asked=asked, runs=[Ran(FIRST, 1000.0, 1000.0, 0.1, 0.1)], strong=[0, 3, 9])
    found = outcome(Runner(), lived, policy="backlog", number=0, oracle_m=5000.0)
    assert (4, 1, timedelta(days=4), 18.0, 1000.0, 3, 2) == (
        found.steps,
        found.pending,
        found.switched,
        found.minutes,
        found.metres,
        found.flare_days,
        found.flares_before,
    )


def test_some_policies_are_told_by_usual_pain() -> None:
    """Each runner is in one of three parts by what is truly usual."""
    found = as_json([one(number=1, usual=usual) for usual in (0.5, 1.9, 2.0, 3.5, 5.0)], 1)
    assert [([0.5, 2.0], 2), ([2.0, 3.5], 1), ([3.5, 5.0], 2)] == [
        (row["usual_pain"], row["runners"]) for row in found["by_usual_pain"]
    ]


def test_the_bootstrap_is_the_same_for_the_same_seed() -> None:
    """And its interval holds the estimate."""
    values = [float(i % 7) for i in range(50)]
    found = ratio(values, [1.0] * 50, 3)
    assert found == ratio(values, [1.0] * 50, 3)
    assert found.low is not None
    assert found.high is not None
    assert found.low < sum(values) / 50 < found.high
    assert ratio([1.0], [0.0], 3).value is None
    assert found.value == pytest.approx(sum(values) / 50)
