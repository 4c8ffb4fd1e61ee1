"""The bench: the same seed gives the same figures, whoever lives first and on however many processes."""

from __future__ import annotations

import pytest

from backlog.simulate import kinds
from backlog.simulate.bench import POLICIES, is_policy, live_all, run
from backlog.simulate.outcomes import as_json

TWO = ("typical", "cannot-run")
SOME = ("esculier", "oracle")

#: One runner of each kind of seed 1: metres, reaction days and switches of each policy. A change of policy or of
#: the runners changes these: look at what became better or worse (backlog simulate), then write them anew.
PINNED = {
    "backlog": (1244936.149, 95, 4),
    "oracle": (1441817.821, 9, 6),
    "pain-monitoring": (994612.611, 270, 0),
}


# A change of the verdicts is noticed by the vectors, too; one of the runners, or of the bench, by the others here.
@pytest.mark.parametrize("policy", [pytest.param("backlog", marks=pytest.mark.slow), "oracle", "pain-monitoring"])
def test_a_small_seed_gives_exact_figures(policy: str) -> None:
    """Every kind of runner under the verdicts, under the truth, and under the rule that is most used."""
    lived = run((*kinds.KINDS, "null", "flares-4"), (policy,), 1, 1)
    metres, days = round(sum(one.metres for one in lived), 6), sum(one.flare_days for one in lived)
    assert PINNED[policy] == (metres, days, sum(one.switched is not None for one in lived))


def test_the_limit_of_a_plan_is_backlogs_own() -> None:
    """Its name with that limit is the same policy; with another it is not."""
    plain, same, less = (run(("typical",), (name,), 1, 16) for name in ("backlog", "backlog@0.10", "backlog@0.01"))
    assert [one._replace(policy="backlog") for one in same] == plain
    assert sum(one.metres for one in less) < sum(one.metres for one in plain)


@pytest.mark.parametrize("name", ["backlog@", "backlog@0", "backlog@1", "backlog@x", "backlog@nan", "oracle@0.1", ""])
def test_a_limit_that_no_plan_can_have_is_no_policy(name: str) -> None:
    """Nor has anybody but backlog a limit."""
    assert not is_policy(name)
    assert is_policy("backlog@0.01")
    assert is_policy("oracle")
    assert is_policy("backlog-first-line")


def test_who_does_only_what_is_said_first_is_spared_what_running_would_tell() -> None:
    """Of those whom every run hurts by 3: fewer days that hurt, and they are no sooner told to do something else."""
    tried, spared = (run(("hurts-by-3",), (policy,), 4, 1) for policy in ("backlog", "backlog-first-line"))
    assert sum(one.flare_days for one in spared) < sum(one.flare_days for one in tried)
    assert sum(one.switched is not None for one in spared) <= sum(one.switched is not None for one in tried)


def test_the_number_of_processes_changes_nothing() -> None:
    """Two processes give the same rows as one."""
    one, two = (as_json(run(TWO, SOME, 2, 12, jobs=jobs), 12) for jobs in (1, 2))
    assert one == two


def test_no_state_leaks_from_one_runner_to_the_next() -> None:
    """Every policy makes of a runner what it makes of them alone, last to first, and on a second try."""
    names = POLICIES
    tasks = [(kind, 0) for kind in TWO]
    forward = {task: live_all(task, names, 13) for task in tasks}
    backward = {task: live_all(task, names[::-1], 13)[::-1] for task in reversed(tasks)}
    assert forward == backward


def test_another_kind_beside_them_changes_nobody() -> None:
    """A runner is drawn by seed, kind and number alone."""
    together = run(TWO, SOME, 2, 14)
    assert [one for one in together if one.kind == "cannot-run"] == run(("cannot-run",), SOME, 2, 14)
    assert [one for one in together if one.number == 0] == run(TWO, SOME, 1, 14)


def test_the_oracle_is_its_own_measure() -> None:
    """Its distance is 1 by definition, and it is told how far the lives are."""
    told: list[tuple[int, int]] = []
    (row,) = as_json(run(("typical",), ("oracle",), 2, 15, progress=lambda a, b: told.append((a, b))), 15)["rows"]
    assert (1.0, [1.0, 1.0], 0.0) == (row["distance_vs_oracle"], row["distance_vs_oracle_ci95"], row["flare_days"])
    assert [(1, 2), (2, 2)] == told
