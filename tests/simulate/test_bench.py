"""The bench: the same seed gives the same figures, whoever lives first and on however many processes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backlog.simulate.bench import live_all, main, policies, run
from backlog.simulate.outcomes import as_json

KINDS = ("typical", "cannot-run")
SOME = ("backlog", "oracle")


def test_the_number_of_processes_changes_nothing() -> None:
    """Two processes give the same rows as one."""
    one, two = (as_json(run(KINDS, SOME, 2, 12, jobs=jobs), 12) for jobs in (1, 2))
    assert one == two


def test_no_state_leaks_from_one_runner_to_the_next() -> None:
    """Every policy makes of a runner what it makes of them alone, last to first, and on a second try."""
    names = policies()
    tasks = [(kind, number) for kind in KINDS for number in range(2)]
    forward = {task: live_all(task, names, 13) for task in tasks}
    backward = {task: live_all(task, names[::-1], 13)[::-1] for task in reversed(tasks)}
    assert forward == backward


def test_another_kind_beside_them_changes_nobody() -> None:
    """A runner is drawn by seed, kind and number alone."""
    together = run(KINDS, SOME, 2, 14)
    assert [one for one in together if one.kind == "cannot-run"] == run(("cannot-run",), SOME, 2, 14)
    assert [one for one in together if one.number == 0] == run(KINDS, SOME, 1, 14)


def test_the_oracle_is_its_own_measure() -> None:
    """Its distance is 1 by definition, and it is told how far the lives are."""
    told: list[tuple[int, int]] = []
    (row,) = as_json(run(("typical",), ("oracle",), 2, 15, progress=lambda a, b: told.append((a, b))), 15)["rows"]
    assert (1.0, [1.0, 1.0], 0.0) == (row["distance_vs_oracle"], row["distance_vs_oracle_ci95"], row["flare_days"])
    assert [(1, 2), (2, 2)] == told


def test_the_command_prints_a_table_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A line per kind and policy and their means, or the rows."""
    options = ["--runners=1", "--seed=2", "--jobs=1", "--kinds=typical,robust", "--policies=oracle"]
    main(options)
    lines = capsys.readouterr().out.splitlines()
    assert ["kind", "typical", "robust", "mean"] == [line.split()[0] for line in lines][:4]
    main([*options, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (1, 2, 16, 2) == (found["schema_version"], found["seed"], found["weeks"], len(found["rows"]))


def test_an_unknown_name_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """With those that there are."""
    with pytest.raises(SystemExit):
        main(["--kinds", "typical,nobody"])
    assert "no such name: nobody; there are robust, typical" in capsys.readouterr().err
