"""More pain after any of the last three runs never permits more: over lives, through the whole model and its rules."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backlog.model.case import Case
from backlog.model.decision import Action, Decision, Evidence, Pending, Prescription, Stop, Verdict
from backlog.model.reasons import CheckOpen, ScreeningDue
from backlog.model.tolerance import Tolerance
from backlog.simulate.kinds import KINDS
from backlog.simulate.timetable import TIMETABLES, Timetable
from backlog.stats.lately import LAST
from backlog.stats.tolerance import Memory, estimate
from tests.cases import NOW, case, pain, run
from tools.monotone import AFTER, bolder, boldness, more_cautious, reduce_to_increase, rescored, wrong_in_life

SEED, FEW, MANY = 41, range(1), range(1, 16)
EVIDENCE = Evidence(usual=2, usual_low=0.5, usual_high=3.5, sd=1.2)
OPEN = CheckOpen(session=1, opens_at=NOW, until=NOW, answerable=True)


def wrong(kind: str, numbers: range, timetable: Timetable, moments: int = 1) -> list[str]:
    """What went the wrong way at some moments of some lives."""
    return [
        str(one)
        for number in numbers
        for one in wrong_in_life(kind, number, SEED, timetable, older=False, moments=moments)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_more_pain_after_the_last_runs_is_never_bolder(kind: str) -> None:
    """Nor is less more cautious, nor does a later lower reading make an increase of a reduction, in a life of a kind.

    As for action and metres, whichever reading of the 72 hours after whichever of the last three runs it was.
    """
    assert [] == wrong(kind, FEW, "asked", moments=3)


@pytest.mark.slow
@pytest.mark.parametrize("timetable", TIMETABLES)
@pytest.mark.parametrize("kind", KINDS)
def test_more_pain_is_never_bolder_in_three_hundred_lives(kind: str, timetable: Timetable) -> None:
    """The same, in fifteen lives of every kind: half of them rate in the morning."""
    assert [] == wrong(kind, MANY[TIMETABLES.index(timetable) :: 2], timetable)


def decided(action: Action, metres: float | None) -> Decision:
    """A decision with a run of so many metres, or with a walk."""
    following = Prescription(activity="walk") if metres is None else Prescription(activity="run", distance_m=metres)
    return Decision(action=action, next=following, reasons=(), evidence=EVIDENCE)


def test_the_order_of_boldness() -> None:
    """Stop, questions that are due, switch, reduce, hold, increase; within one the metres of the next run."""
    due = ScreeningDue(cause="pain", last_at=None)
    steps: list[list[Verdict]] = [
        [Stop(reasons=(), evidence=EVIDENCE)],
        [Pending(until=None, reasons=(due,), evidence=EVIDENCE)],
        [decided("switch", None)],
        [decided("reduce", None)],
        [decided("reduce", 500.0)],
        [decided("reduce", 3000.0)],
        [Pending(until=NOW, reasons=(OPEN,), evidence=EVIDENCE), decided("hold", None)],
        [decided("hold", 600.0), decided("start", 600.0), decided("return", 600.0)],
        [decided("increase", 550.0)],
    ]
    for low, high in pairwise(steps):
        assert all(bolder(one, other) and more_cautious(other, one) for one in low for other in high)
    assert not any(bolder(one, other) or more_cautious(one, other) for step in steps for one in step for other in step)
    assert reduce_to_increase(decided("reduce", 900.0), decided("increase", 500.0))
    assert not reduce_to_increase(decided("hold", 900.0), decided("increase", 950.0))
    assert (1, 0.0) == boldness(steps[1][0])


@st.composite
def weeks_of(draw: st.DrawFn) -> Case:
    """Runs two or three days apart, often enough for a change to be seen, with whatever was said on the days after."""
    sessions, readings, hours = [], [], float(draw(st.integers(0, 70)))
    for _ in range(draw(st.integers(1, 12))):
        sessions.append(run(hours, draw(st.sampled_from([500.0, 800.0, 1500.0, 2500.0]))))
        lags = [lag for lag in (0.2, 14.0, 24.0, 38.0, 48.0) if lag <= hours and draw(st.booleans())]
        readings += [pain(hours - lag, float(draw(st.integers(0, 10)))) for lag in lags]
        hours += draw(st.sampled_from([47.0, 48.0, 72.0, 120.0]))
    return case(sorted(sessions, key=lambda s: s.started_at), sorted(readings, key=lambda r: r.at))


def least(told: Tolerance) -> float:
    """The least limit that forbids an increase."""
    known = (told.limit_m, told.doubted_m, None if told.changed is None else told.changed.limit_m)
    return min(metres for metres in known if metres is not None)


@given(weeks_of(), st.data())
def test_no_number_gets_better_by_more_pain(told: Case, data: st.DataObject) -> None:
    """No limit rises, no reaction gets less probable, no change either; usual and SD stay what they are."""
    first = told.sessions[-LAST:][0].ended_at
    able = [
        r
        for r in told.readings
        if r.at >= first
        and (r.score or 0) < 10
        and any(s.ended_at <= r.at <= s.ended_at + AFTER for s in told.sessions)
    ]
    assume(able)
    chosen = data.draw(st.sampled_from(able))
    score = float(data.draw(st.integers(int(chosen.score or 0) + 1, 10)))
    memory: Memory = {}
    before, after = (
        estimate(one.sessions, one.readings, one.plan, now=one.now, memory=memory)
        for one in (told, rescored(told, chosen, score))
    )
    assert (before.usual, before.sd) == (after.usual, after.sd)
    assert before.limit_m is not None
    assert after.limit_m is not None
    assert after.limit_m <= before.limit_m
    assert least(after) <= least(before)
    assert before.floor is not None
    assert after.floor is not None
    assert after.floor.p_too_much >= before.floor.p_too_much
    assert after.floor.p_clear >= before.floor.p_clear
    assert all(b.some >= a.some and b.clear >= a.clear for a, b in zip(before.risk, after.risk, strict=True))
    for session, response in before.responses.items():
        assert after.responses[session].p_reaction >= response.p_reaction
        assert after.responses[session].worst >= response.worst
    if before.changed is not None:
        assert after.changed is not None
        assert after.changed.probability >= before.changed.probability
        assert after.changed.p_floor >= before.changed.p_floor
        assert not (after.changed.over and not before.changed.over)


def test_a_score_is_changed_and_nothing_else() -> None:
    """What is raised is one reading; the property is about it alone."""
    told = case([run(50)], [pain(26, 3.0), pain(2, 3.0)])
    changed = rescored(told, told.readings[0], 7.0)
    assert [7.0, 3.0] == [r.score for r in changed.readings]
    assert told == replace(changed, readings=(replace(changed.readings[0], score=3.0), changed.readings[1]))
