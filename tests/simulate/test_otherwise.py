"""The bench where people are otherwise: one thing is changed at a time, and nothing else."""

from __future__ import annotations

from dataclasses import fields

import pytest

from backlog.simulate.bench import live_all
from backlog.simulate.draws import draw, stream
from backlog.simulate.kinds import draw_runner
from tools.otherwise import OTHERWISE, TAILED_SCALE, TAILS, lives, tailed

RUNNER = draw_runner("typical", stream(1, "typical", 0, "runner"))


@pytest.mark.parametrize("what", list(OTHERWISE)[1:])
def test_one_thing_is_otherwise(what: str) -> None:
    """A runner differs in one of their numbers; where scores are farther off, in the noise alone."""
    changed = OTHERWISE[what](RUNNER)
    differ = [f.name for f in fields(RUNNER) if getattr(RUNNER, f.name) != getattr(changed, f.name)]
    assert (0 if what == TAILS else 1) == len(differ)


def test_scores_far_off_are_farther_off() -> None:
    """Half an SD becomes less, two SD become more, each on its own side."""
    drawn = draw(RUNNER, stream(1, "typical", 0, "luck"))
    for noise, stretched in zip(drawn.noise, tailed(drawn).noise, strict=True):
        assert (noise > 0) == (stretched > 0)
        assert (abs(noise) > TAILED_SCALE**-2) == (abs(stretched) > abs(noise))


@pytest.mark.slow
def test_as_on_the_bench_is_the_bench() -> None:
    """The first row is made of the bench's own lives."""
    assert live_all(("fragile", 2), ["backlog"], 5) == lives(("as on the bench", "fragile", 2), 5, "asked")
