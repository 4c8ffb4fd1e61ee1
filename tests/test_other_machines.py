"""What backlog says hangs on no last bit: other machines' arithmetic changes no verdict, no distance and no figure.

One seed by default; `-m slow` tries twenty, on more evenings and people, and every page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backlog import clock
from backlog.cli.main import run as backlog
from backlog.services.advice import judge, load_case
from backlog.services.casefile import verdict_json
from backlog.simulate.bench import run
from backlog.simulate.kinds import KINDS
from backlog.store.opening import open_journal
from tests.make import ZONE
from tests.nearly import another_machine, near
from tests.rules.test_vectors import VECTORS, decided
from tools.retell import SERVER, pages, retell

#: Runners who change surface and stride, stop, and have pain elsewhere.
SOME = ("surface-sensitive", "leg-reactor")
FEW = range(1)
SEEDS = [*FEW, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(len(FEW), 20))]

seeds = pytest.mark.parametrize("seed", SEEDS)


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The example journal: twelve weeks of runs, checks, a flare and a lay-off."""
    folder = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKLOG_NOW", "2026-11-20T12:00+01:00")
        assert 0 == backlog(["demo", "--out", str(folder), "--yes"])
    opened = open_journal(str(folder / "journal.db"))
    yield opened
    opened.close()


def told(journal: Any, every: int) -> list[dict[str, Any]]:
    """The verdicts of every so many evenings of the example, with all their figures."""
    sessions = journal.sessions(clock.EARLIEST, clock.LATEST)
    found = []
    for day in range(0, (sessions[-1].ended_at - sessions[0].started_at).days + 5, every):
        case = load_case(journal, ZONE, now=sessions[0].started_at + timedelta(days=day, hours=2))
        found.append(verdict_json(judge(case)[1], ZONE))
    return found


@seeds
def test_no_verdict_of_a_journal_hangs_on_a_last_bit(seed: int, journal: Any) -> None:
    """Every figure of every verdict of the example's evenings is the same, to the last digit that is stored."""
    every = 15 if seed in FEW else 4
    here = told(journal, every)
    assert len(here) > 80 // every
    with another_machine(seed):
        assert here == told(journal, every)


@seeds
def test_no_vector_hangs_on_a_last_bit(seed: int) -> None:
    """Every case that stands on a threshold, or a step beyond, stays there with all its figures."""
    here = {name: decided(vector) for name, vector in VECTORS.items()}
    with another_machine(seed):
        assert here == {name: decided(vector) for name, vector in VECTORS.items()}


def lived(kinds: Sequence[str], policies: Sequence[str], runners: int) -> list[tuple[object, ...]]:
    """What became of runners of seed 1; who they are is drawn to the last bit, and told to the ninth digit."""
    found = run(kinds, policies, runners, 1)
    return [tuple(round(value, 9) if isinstance(value, float) else value for value in one) for one in found]


@seeds
def test_no_runner_of_the_bench_hangs_on_a_last_bit(seed: int) -> None:
    """Sixteen weeks of verdicts, each leading to the next: one that fell otherwise would change all that follow."""
    here = lived(SOME, ("backlog",), 1)
    with another_machine(seed):
        assert here == lived(SOME, ("backlog",), 1)


@pytest.fixture(scope="module")
def bench() -> list[tuple[object, ...]]:
    """What becomes of a runner of each kind on this machine."""
    return lived(tuple(KINDS), ("backlog",), 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_no_figure_of_the_small_bench_hangs_on_a_last_bit(seed: int, bench: list[tuple[object, ...]]) -> None:
    """Every kind of runner, whose capacity, weeks and pain are drawn by that arithmetic too."""
    with another_machine(seed):
        assert bench == lived(tuple(KINDS), ("backlog",), 1)


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in pages() if SERVER not in page.read_text()], ids=lambda p: p.stem)
def test_no_page_hangs_on_a_last_bit(page: Path) -> None:
    """What the commands of a page answer, on this machine and on three others."""
    here = retell(page)
    for seed in range(3):
        with another_machine(seed):
            assert here == retell(page)


def test_another_machine_is_another() -> None:
    """Its exponentials, powers and sums differ from ours in the last bit, up and down, and in nothing more."""
    from backlog.stats import dosing, kalman

    logs, even = np.log(np.arange(1.0, 400.0)), np.zeros(399)
    here, signs = dosing.bayes(logs, even), set[float]()
    for seed in range(8):  # the sum by which all are divided moves them all one way, another way with each seed
        with another_machine(seed) as nudge:
            there, kept = dosing.bayes(near(logs, nudge), even), {kalman.RHO**0.3 for _ in range(30)}
        assert {np.nextafter(kalman.RHO**0.3, 0), kalman.RHO**0.3, np.nextafter(kalman.RHO**0.3, 1)} == kept
        assert here == pytest.approx(there, rel=1e-14)
        signs |= set(np.sign(there - here).tolist())
    assert here.tolist() == dosing.bayes(logs, even).tolist()
    assert {-1, 0, 1} <= signs
