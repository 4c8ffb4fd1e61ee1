"""What a verdict rests on, and what would have flipped it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from backlog.model.case import Case
from backlog.model.screening import Flag
from backlog.rules.thresholds import PENDING
from backlog.services.advice import judge
from backlog.services.why import Why, changes, judging, kind_of, why
from tests.cases import ago, case, pain, run, stories

ENDS = (216, 144, 72)
RUNS = [run(end) for end in ENDS]
PAIN = [pain(end - lag) for end in ENDS for lag in (24, 48)]


def account(given_case: Case) -> Why:
    """Why a case is judged as it is."""
    return why(judge(given_case)[0])


def test_an_increase_rests_on_the_runs_of_30_days_and_their_answers() -> None:
    """Each with its number, time, answers and what was made of it."""
    found = account(case(RUNS, PAIN))
    assert ("increase", ["cap"]) == (found.rule, [bound.name for bound in found.bounds])
    assert [1, 2, 3] == [given["id"] for given in found.inputs]
    last = found.inputs[-1]
    assert (2000.0, pytest.approx(0.0, abs=0.01), True, False) == (
        last["distance_m"],
        last["response"],
        last["tolerated"],
        last["raised"],
    )
    assert {"reading": 1006, "at": "2026-11-15T18:00:00+00:00", "score": 2.0} == last["answers"]["48"]


def test_an_increase_falls_to_a_higher_answer() -> None:
    """The smallest change: one of the last two answers, some points higher."""
    found = account(case(RUNS, PAIN)).flip
    assert found is not None
    assert ("answer", "hold", 2.0, 3, 24) == (found.kind, found.action, found.was, found.session, found.horizon_h)
    assert found.becomes > 2.0


def test_a_pending_verdict_ends_when_the_check_lapses() -> None:
    """Waiting is the smallest change."""
    found = account(case([*RUNS[:2], run(50)], PAIN[:4])).flip
    assert found is not None
    assert ("later", ago(50) + PENDING, "hold") == (found.kind, found.becomes, found.action)


def test_harm_is_among_the_inputs() -> None:
    """With its reading's number; a flare withdrawn would flip it."""
    found = account(case(RUNS, [*PAIN, pain(3, 2.0, flare=True)]))
    assert ("harm", 1007) == (found.rule, found.inputs[-1]["id"])
    assert found.flip is not None
    assert ("flare", True, False) == (found.flip.kind, found.flip.was, found.flip.becomes)


def test_pain_elsewhere_a_red_flag_and_a_substitute_are_among_the_inputs() -> None:
    """Each verdict names the facts it was made from, with their numbers and times."""
    knee = replace(pain(3, 8.0), id=1007, site="knee")
    assert ("knee", 8.0) == (
        account(case(RUNS, [*PAIN, knee])).inputs[-1]["site"],
        account(case(RUNS, [*PAIN, knee])).inputs[-1]["score"],
    )
    settled = account(case(RUNS, [*PAIN, knee])).flip
    assert settled is not None
    assert ("site", "knee", 2.0) == (settled.kind, settled.site, settled.becomes)
    flag = Flag(id=50, flag="bladder", opened_at=ago(1))
    assert ("flag", 50, "bladder") == tuple(
        account(case(RUNS, PAIN, flags=(flag,))).inputs[-1][name] for name in ("kind", "id", "flag")
    )


def test_an_unanswered_screening_is_the_flip() -> None:
    """Once the questions are answered, the verdict is another."""
    found = account(case(RUNS, PAIN, screenings=()))
    assert ("screening", "screening") == (found.rule, found.flip.kind if found.flip else None)


def test_a_missing_answer_is_given() -> None:
    """What was not said can flip a verdict too."""
    found = account(case(RUNS, PAIN[:5])).flip
    assert found is not None
    assert ("answered", 48, "increase") == (found.kind, found.horizon_h, found.action)


def test_without_any_run_there_is_nothing_to_rest_on() -> None:
    """A first run rests on nothing, and nothing small would change it."""
    found = account(case())
    assert ("hold", [], None) == (found.rule, list(found.inputs), found.flip)


@settings(max_examples=20)
@given(stories())
def test_what_is_tried_is_judged_as_if_it_were_the_whole_case(story: Case) -> None:
    """That the days before the last run are followed only once changes no verdict and no number in it."""
    whole, verdict = judge(story)
    again = judging(whole)
    for _, changed in changes(whole, verdict):
        assert again(changed) == judge(changed)[1]


@given(stories())
def test_a_flip_is_another_verdict(story: Case) -> None:
    """Whatever flips a verdict leads to another verdict, action or wait; a walk first is another than a run."""
    whole, verdict = judge(story)
    found = why(whole).flip
    assert found is None or (found.verdict, found.action, found.waits) != kind_of(verdict)
