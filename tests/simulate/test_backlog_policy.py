"""The policy of backlog on the bench is the advice that a person gets, and leaves nobody outside its bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest

from backlog.model.case import Case
from backlog.model.decision import Action, Decision, Evidence, Prescription, Verdict
from backlog.model.tolerance import Tolerance
from backlog.rules.thresholds import BRIEF_M, FLOOR_M, GRID_M, LEAST_MINUTES
from backlog.services.advice import judge
from backlog.simulate.backlog_policy import Advised, backlog, followed
from backlog.simulate.diary import Diary, Step, Told
from backlog.simulate.draws import draw, stream
from backlog.simulate.kinds import draw_runner
from backlog.simulate.life import Life, Policy, live
from backlog.simulate.outcomes import outcome
from backlog.simulate.runners import Runner
from backlog.simulate.timetable import DAYS
from tests.simulate.test_life import CALM


def verdicts(kind: str, seed: int, **but: float) -> list[tuple[Case, Verdict]]:
    """What backlog was asked and said before every session of one runner."""
    said: list[tuple[Case, Verdict]] = []

    def maker(told: Told) -> Policy:
        policy = Advised(told, 0.10)

        def ask(diary: Diary, now: datetime) -> Step:
            said.append(policy.advice(diary, now))
            return followed(*said[-1])

        return ask

    runner = replace(draw_runner(kind, stream(seed, kind)), **but)  # type: ignore[arg-type]
    live(runner, draw(runner, stream(seed, kind, "luck")), maker)
    return said


@pytest.mark.parametrize("kind", ["typical", "cannot-run", "spontaneous-flares", "noisy-reporter"])
def test_the_bench_runs_the_advice_that_a_person_gets(kind: str) -> None:
    """What is followed from session to session says the same as the facts alone, judged as `backlog advise` does."""
    asked = verdicts(kind, 17)
    assert len(asked) > 20
    for case, said in asked:
        whole, verdict = judge(replace(case, tolerance=Tolerance()))
        assert whole.tolerance.limit_m == pytest.approx(case.tolerance.limit_m, abs=1e-9)
        assert type(said) is type(verdict)
        assert [one.code for one in said.reasons] == [one.code for one in verdict.reasons]
        if isinstance(verdict, Decision) and isinstance(said, Decision):
            assert (said.action, said.next) == (verdict.action, verdict.next)


@pytest.mark.parametrize("kind", ["null", "hurts-by-3"])
def test_no_prescription_leaves_its_bounds(kind: str) -> None:
    """Every run lies on the grid between the floor and the cap and may begin now; every substitute has ten minutes."""
    told = [
        (case, v)
        for seed in (4, 5, 6)
        for case, v in verdicts(kind, seed, strays=0.0)
        if isinstance(v, Decision) and v.next
    ]
    assert len(told) > 30
    for case, said in told:
        assert said.next is not None
        assert said.next.not_before is not None
        assert said.next.not_before <= case.now
        if said.next.activity == "run":
            cap = said.evidence.cap_m
            assert said.next.distance_m is not None
            assert FLOOR_M <= said.next.distance_m <= max(FLOOR_M, BRIEF_M if cap is None else cap)
            assert said.next.distance_m % GRID_M == 0
        else:
            assert said.next.duration_s is not None
            assert said.next.duration_s >= 60 * LEAST_MINUTES


@pytest.mark.parametrize(("action", "activity", "dose"), [("hold", "run", 500.0), ("switch", "walk", 900.0)])
def test_an_obedient_runner_tries_what_is_offered(action: Action, activity: str, dose: float) -> None:
    """A little walk and run beside something easier, for else nothing is learned; after a switch the first is done.

    Who does not try does what is said first.
    """
    evidence = Evidence(usual=2, usual_low=0.5, usual_high=3.5, sd=1.2)
    walk = Prescription(activity="walk", duration_s=900.0)
    tried = Prescription(activity="run", distance_m=500.0, intervals="5x60/120")
    verdict = Decision(action=action, next=walk, or_=tried, reasons=(), evidence=evidence)
    for tries, wanted in ((True, (activity, dose)), (False, ("walk", 900.0))):
        act = followed(Case(), verdict, tries=tries).act
        assert act is not None
        assert wanted == (act.activity, act.metres or act.seconds)


def five_weeks(usual: float, *, high: int | None = None, unanswered: tuple[int, ...] = ()) -> Life:
    """Of somebody who never varies and whom running never hurts, but for one morning on which they say 10."""
    draws = replace(
        CALM,
        attends=[day < 35 for day in range(DAYS)],
        rates_morning=[day not in unanswered for day in range(DAYS)],
        unrelated=[10.0 if moment // 2 == high and moment % 2 == 0 else 0.0 for moment in range(2 * DAYS)],
    )
    return live(Runner(usual=usual, start=usual, sd=0.0, dose="constant"), draws, backlog, "morning")


@pytest.mark.parametrize("usual", [0.0, 2.0, 5.0])
def test_one_high_score_alone_switches_nobody(usual: float) -> None:
    """On whichever morning of a week it is said, the mornings beside it answered or not."""
    for day, silent in product(range(1, 8), (False, True)):
        weeks = five_weeks(usual, high=day, unanswered=(day - 1, day + 1) if silent else ())
        assert 10.0 in {reading.score for reading in weeks.diary.readings}
        assert weeks.switched is None, (day, silent)


def test_somebody_who_never_varies_is_never_held_back() -> None:
    """No shorter run, no "no running" and no switch in any session of five weeks."""
    counted = outcome(Runner(dose="constant"), five_weeks(2.0), policy="backlog", number=0, oracle_m=1.0)
    assert (15, 0, 0, None) == (counted.steps, counted.shorter, counted.no_running, counted.switched)
