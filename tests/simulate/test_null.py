"""The simulation of false alarms: its people are what they are said to be, and its figures are the policy's."""

from __future__ import annotations

import json
from itertools import pairwise, product
from math import sqrt
from pathlib import Path
from random import Random

import pytest

from backlog.model.decision import Decision
from backlog.rules.thresholds import FLOOR_M, GRID_M, LEAST_MINUTES
from backlog.simulate.diary import live
from backlog.simulate.intervals import ratio, resamples, wilson
from backlog.simulate.lived import Outcome, advised, live_all, simulate
from backlog.simulate.measures import table
from backlog.simulate.null import main
from backlog.simulate.people import (
    ATTENDANCE,
    DAYS,
    MISSING,
    START,
    Life,
    Person,
    draw_life,
    draw_person,
    noise,
    nrs,
    shape,
    stream,
    strong_days,
)
from backlog.simulate.policies import Advised, three_in_a_row
from backlog.simulate.tables import made_by

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "false-alarms.md"


def quiet(*, weeks: int = 5, unanswered: tuple[int, ...] = ()) -> Life:
    """Every planned session of the first weeks attended, every rating given but on these mornings, no noise."""
    return Life(
        attends=[day < 7 * weeks for day in range(DAYS)],
        rates_morning=[day not in unanswered for day in range(DAYS)],
        rates_after=[True] * DAYS,
        noise=[0.0] * 2 * DAYS,
    )


# The people


@pytest.mark.parametrize("rho", [0.2, 0.35, 0.5])
def test_noise_is_a_stationary_ar1(rho: float) -> None:
    """Mean 0, SD 1 and lag-1 autocorrelation rho, within four standard errors."""
    n = 40_000
    series = noise(stream(1, "ar1", rho), rho, [1.0] * n)
    mean = sum(series) / n
    square = sum(value**2 for value in series) / n
    lagged = sum(a * b for a, b in pairwise(series)) / n
    assert 0.0 == pytest.approx(mean, abs=4 * sqrt((1 + rho) / (1 - rho) / n))
    assert 1.0 == pytest.approx(square, abs=4 * sqrt(2 * (1 + rho**2) / (1 - rho**2) / n))
    assert rho == pytest.approx(lagged / square, abs=4 * sqrt((1 - rho**2) / n))


def test_noise_of_half_a_day_keeps_the_root_of_a_days_autocorrelation() -> None:
    """Moments that are not a day apart belong to the same process."""
    n = 40_000
    series = noise(stream(1, "half"), 0.36, [0.5] * n)
    lagged = sum(a * b for a, b in pairwise(series)) / n
    assert pytest.approx(lagged, abs=4 / sqrt(n)) == 0.6


def test_people_are_drawn_from_the_stated_ranges() -> None:
    """Usual 0.5-5, SD 0.6-2.0 with mean 1.2, autocorrelation 0.2-0.5; attendance 0.70, 8 % missing."""
    people = [draw_person(stream(2, number)) for number in range(4000)]
    lives = [draw_life(stream(2, number, "life"), 0.3) for number in range(100)]
    assert all(0.5 <= p.usual <= 5 and 0.6 <= p.sd <= 2 and 0.2 <= p.rho <= 0.5 for p in people)
    assert pytest.approx(sum(p.sd for p in people) / len(people), abs=0.02) == 1.2
    days = [day for life in lives for day in life.attends]
    assert pytest.approx(sum(days) / len(days), abs=0.02) == ATTENDANCE
    answered = [day for life in lives for day in life.rates_morning]
    assert 1 - MISSING == pytest.approx(sum(answered) / len(answered), abs=0.012)


#: docs/evidence: share of null exercise after which each rule fires, in percent, at rho 0.2 and 0.5 (true mean 3.5,
#: SD 1.2, whole numbers), as computed for the project before this simulation was written.
PUBLISHED = {
    "24 h - before >= 1": (37, 34),
    "max(24 h, 48 h) - before >= 2": (28, 21),
    "24 h - before >= 2": (17, 11),
    "24 h and 48 h both >= 2 up": (8, 6),
    "mean(24 h, 48 h) - mean of the 7 days before >= 2": (3.5, 5.3),
}


@pytest.mark.parametrize(("column", "rho"), [(0, 0.2), (1, 0.5)])
def test_the_generator_gives_the_published_false_alarms(column: int, rho: float) -> None:
    """Five naive rules fire on exercise that does nothing as often as evidence.md 1 computed, within chance."""
    blocks, fired = 12_000, dict.fromkeys(PUBLISHED, 0)
    rng = stream(3, "published", rho)
    for _ in range(blocks):
        scores = [nrs(3.5 + 1.2 * value) for value in noise(rng, rho, [1.0] * 9)]
        before, day, second = scores[6:]
        week = sum(scores[:7]) / 7
        fired["24 h - before >= 1"] += day - before >= 1
        fired["max(24 h, 48 h) - before >= 2"] += max(day, second) - before >= 2
        fired["24 h - before >= 2"] += day - before >= 2
        fired["24 h and 48 h both >= 2 up"] += min(day, second) - before >= 2
        fired["mean(24 h, 48 h) - mean of the 7 days before >= 2"] += (day + second) / 2 - week >= 2
    for rule, said in PUBLISHED.items():
        share = said[column] / 100
        rounding = 0.0006 if isinstance(said[column], float) else 0.006
        chance = 4 * sqrt(share * (1 - share) / blocks)
        assert share == pytest.approx(fired[rule] / blocks, abs=rounding + chance), rule


def test_a_reaction_peaks_on_time_and_is_gone_after_four_days() -> None:
    """Nothing at the end of the run, all of it at the peak, nothing from 96 h on."""
    assert [0.0, 0.5, 1.0, 0.5, 0.0] == [shape(lag, 24.0) for lag in (0, 12, 24, 60, 96)]
    assert [0.0, 0.5, 1.0, 0.5, 0.0] == [shape(lag, 48.0) for lag in (0, 24, 48, 72, 96)]


def test_days_with_a_strong_rise_are_counted_as_dates() -> None:
    """A peak of 2 is one date; a peak of 3 is 2 or more from 16 to 48 h, which is two; before the onset it is none."""
    end = START.replace(hour=18)
    assert strong_days(Person(reaction=2.0), [end]) == 1
    assert strong_days(Person(reaction=3.0), [end]) == 2
    assert strong_days(Person(reaction=1.9), [end]) == 0
    assert strong_days(Person(reaction=3.0, hurts_from=1), [end]) == 0


# The lives


@pytest.mark.parametrize("usual", [0.0, 2.0, 5.0])
def test_one_high_score_alone_switches_nobody(usual: float) -> None:
    """Somebody who never varies says 10 on one morning of the first three weeks, the next answered or not."""
    switched = []
    for day, silent in product(range(1, 21), (False, True)):
        person = Person(usual=usual, start=usual, sd=0.0, outlier_day=day)
        outcome = advised(person, quiet(unanswered=(day - 1, day + 1) if silent else ()))
        if outcome.switch_day is not None:
            switched.append((day, silent))
    assert [] == switched


def test_somebody_who_never_varies_is_never_held_back() -> None:
    """No raised response, no harm, no shorter run, no switch; every 48 h check answered, two increases a week."""
    outcome = advised(Person(sd=0.0), quiet(weeks=4))
    assert (0, 0, 0, 0, None) == (
        outcome.raised,
        outcome.harm,
        outcome.reduce,
        outcome.no_running,
        outcome.switch_day,
    )
    assert outcome.verdicts == 12


@pytest.mark.parametrize("reaction", [0.0, 3.0])
def test_no_prescription_leaves_its_bounds(reaction: float) -> None:
    """Every run lies on the grid between the floor and the cap and may begin now; every substitute has ten minutes."""
    for number in range(6):
        drawn = draw_person(stream(4, number))
        person = Person(usual=drawn.usual, sd=drawn.sd, rho=drawn.rho, start=drawn.start, reaction=reaction)
        policy = Advised(person)
        live(person, draw_life(stream(4, number, "life"), person.rho), policy)
        for asked in policy.asked:
            said = asked.verdict
            if not isinstance(said, Decision) or said.next is None:
                continue
            assert said.next.not_before is not None
            assert said.next.not_before <= asked.at
            if said.next.activity == "run":
                cap = said.evidence.cap_m
                assert said.next.distance_m is not None
                assert FLOOR_M <= said.next.distance_m <= max(FLOOR_M, 800.0 if cap is None else cap)
                assert said.next.distance_m % GRID_M == 0
            else:
                assert said.next.duration_s is not None
                assert said.next.duration_s >= 60 * LEAST_MINUTES


def test_a_person_begins_with_a_fresh_state() -> None:
    """What becomes of the fourth person does not depend on whether three lived before."""
    together = list(simulate(4, 11))
    assert live_all(11, 3) == together[3]
    assert live_all(11, 3) == live_all(11, 3)


def test_the_number_of_processes_changes_nothing() -> None:
    """Two processes give the same people in the same order as one."""
    assert list(simulate(3, 12, jobs=1)) == list(simulate(3, 12, jobs=2))


def test_three_alarms_in_a_row_are_found() -> None:
    """A quiet run breaks the row, a run without an answer does not."""
    assert three_in_a_row([True, True, False, True, True, True, True]) == 5
    assert three_in_a_row([True, None, True, True]) == 3
    assert three_in_a_row([True, True, False, True]) is None


# The figures


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_as_published(hits: int, n: int, low: float, high: float) -> None:
    """The four examples of Newcombe 1998 (Stat Med 17:857), table I, method 3."""
    found = wilson(hits, n)
    assert low == pytest.approx(found.low, abs=5e-5)
    assert high == pytest.approx(found.high, abs=5e-5)


def test_the_bootstrap_draws_people_and_comes_near_the_normal_interval() -> None:
    """For a mean of 400 values the percentile interval is within a tenth of a standard error of mean +- 1.96 SE."""
    rng = Random(5)
    values = [rng.gauss(3.0, 1.0) for _ in range(400)]
    found = ratio(values, [1.0] * 400, 400, resamples(Random(6), 400, 4000))
    mean = sum(values) / 400
    error = sqrt(sum((value - mean) ** 2 for value in values) / 400) / 20
    assert mean == found.value
    assert (mean - 1.96 * error, mean + 1.96 * error) == pytest.approx((found.low, found.high), abs=0.1 * error)


def test_nothing_to_divide_by_is_said() -> None:
    """A share of nobody is unknown, not zero."""
    assert (None, None, None, 0) == wilson(0, 0)[:4]
    assert ratio([0.0], [0.0], 0, [[0]]).value is None


#: Sums over eight people of seed 1: running does not hurt, and every run hurts by 3.
NULL = {
    "judged": 262,
    "raised": 25,
    "runs": 262,
    "harm": 3,
    "verdicts": 271,
    "reduce": 4,
    "no_running": 1,
    "metres": 623150.0,
    "final_m": 38000.0,
    "strong_days": 0,
    "switched": 0,
}
REACTS = {
    "judged": 134,
    "raised": 112,
    "runs": 134,
    "harm": 17,
    "verdicts": 271,
    "reduce": 23,
    "no_running": 11,
    "metres": 71300.0,
    "final_m": 1500.0,
    "strong_days": 210,
    "switched": 8,
}


def total(outcomes: list[Outcome]) -> dict[str, float]:
    """Sums over people; of the switched, how many."""
    found = {name: sum(getattr(o, name) for o in outcomes) for name in Outcome._fields if not name.endswith("_day")}
    return found | {"switched": sum(o.switch_day is not None for o in outcomes)}


def test_a_small_seed_gives_exact_figures() -> None:
    """Eight people of seed 1. A change of policy changes these: look at it, then write them and the page anew."""
    lived = list(simulate(8, 1))
    assert NULL == total([one.outcomes["null", "backlog"] for one in lived])
    assert REACTS == total([one.outcomes["reacts-3", "backlog"] for one in lived])
    found = {(r.kind, r.policy, r.measure, r.per): r.estimate for r in table(lived, 1)}
    raised = found["null", "backlog", "raised", "run"]
    assert (NULL["raised"] / NULL["judged"], NULL["judged"]) == (raised.value, raised.n)
    assert wilson(0, 8) == found["steady-one-high", "backlog", "switch", "person"]


def test_the_rows_can_be_read_by_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` tells seed, people and weeks, and every row's value with its interval."""
    main(["--people", "2", "--seed", "1", "--jobs", "1", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (1, 1, 2, 16) == (said["schema_version"], said["seed"], said["people"], said["weeks"])
    keys = {"kind", "policy", "measure", "per", "value", "ci95", "n", "interval"}
    assert all(keys == row.keys() for row in said["rows"])


def test_the_page_is_of_the_present_policy() -> None:
    """The published table names the policy and the estimate that the tree holds."""
    assert made_by(400, 1) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["--markdown", ""])
def test_the_table_can_be_read(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As text and as Markdown, with the worst news first."""
    main(["--people", "2", "--seed", "1", "--jobs", "1", *([form] if form else [])])
    said = capsys.readouterr().out
    assert made_by(2, 1) in said
    assert "False alarms: people whom running does not hurt" in said
    assert (form == "--markdown") == ("## The worst news first" in said)
