"""The numbers that each verdict carries, from which its chart is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backlog.model.case import Case
from backlog.model.decision import Evidence
from backlog.model.screening import Flag
from backlog.rules.decide import decide
from backlog.rules.thresholds import step_up
from backlog.services.advice import judge
from tests.cases import ago, case, pain, run

ENDS = (456, 264, 72)
RUNS = [run(end, metres) for end, metres in zip(ENDS, (1000.0, 1100.0, 1200.0), strict=True)]
QUIET = [pain(end - lag) for end in ENDS for lag in (24, 48)]
HURT = [pain(48, 6.0), pain(24, 7.0)]

CASES = {
    "increase": case(RUNS, QUIET),
    "hold": case(RUNS, QUIET[:3]),
    "reduce": case(RUNS, [*QUIET[:4], *HURT]),
    "pending": case([*RUNS, run(20, 1000.0)], QUIET),
    "stop": case(RUNS, QUIET, flags=(Flag(flag="bladder", opened_at=ago(5)),)),
    "harm": case(RUNS, [*QUIET, pain(1, 9.0)]),
    "screening": case(RUNS, QUIET, screenings=()),
    "switch": case([run(24 * day, 600.0) for day in range(20, 2, -2)],
                   [pain(24 * day - lag, 6.0) for day in range(20, 2, -2) for lag in (22, 44)]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_verdict_carries_the_numbers_behind_it(name: str) -> None:
    """Usual and its range, base, cap and count of the runs; capacity and limit as estimated, or as since a change."""
    given, verdict = judge(CASES[name])
    found, tolerance = verdict.evidence, given.tolerance
    changed = tolerance.changed
    assert (changed is not None) == (name == "switch")
    expected = Evidence(
        usual=tolerance.usual,
        usual_low=tolerance.low,
        usual_high=tolerance.high,
        sd=tolerance.sd,
        base_m=found.base_m,
        cap_m=None if found.base_m is None else step_up(found.base_m),
        last_session=given.sessions[-1].id,
        runs=len(given.sessions),
        limit_m=tolerance.limit_m if changed is None else 0.0,
        capacity_m=None if changed else tolerance.capacity_m,
        capacity_low_m=None if changed else tolerance.capacity_low_m,
        capacity_high_m=None if changed else tolerance.capacity_high_m,
        unexplained=tolerance.unexplained,
    )
    assert expected == found
    spoken = getattr(verdict, "action", verdict.verdict)
    assert spoken == {"harm": "reduce", "screening": "pending"}.get(name, name)


def test_the_base_is_the_longest_tolerated_run_of_thirty_days() -> None:
    """1.2 km, from which 1.3 km are a step."""
    evidence = judge(CASES["increase"])[1].evidence
    assert (1200.0, 1300.0) == (evidence.base_m, evidence.cap_m)


def test_without_a_run_nothing_is_known_of_what_explains_the_pain() -> None:
    """None is not a share of all or nothing."""
    empty: Case = replace(judge(case())[0])
    evidence = decide(empty).evidence
    assert (None, None, None, 0) == (evidence.base_m, evidence.last_session, evidence.unexplained, evidence.runs)
