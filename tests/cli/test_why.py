"""What `why` says of how far a back goes, and of how much of its pain follows runs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backlog.cli.why import flipped, known
from backlog.model.decision import Evidence
from backlog.rules.headline import Voice
from backlog.services.why import Flip

VOICE = Voice("km", datetime(2026, 11, 20, tzinfo=UTC), str)
COMFORT = "The ups and downs of your pain so far are usual pain and chance: next to none follow your runs."


def said(runs: int, *, raised: bool = False, harmful: bool = False, unexplained: float = 0.96) -> list[str]:
    """The sentences after so many rated runs, the last of them raised or not, and one that nobody rated."""
    evidence = Evidence(usual=2, usual_low=0.5, usual_high=3.5, sd=1.2, runs=runs, unexplained=unexplained,
                        capacity_m=2040.0, capacity_low_m=1480.0, capacity_high_m=5180.0)  # fmt: skip
    rated = {"activity": "run", "response": 0.0, "harmful": False}
    inputs = [rated | {"sore": raised and n == runs - 1} for n in range(runs)]
    walks = [{"activity": "walk", "response": 0.0, "sore": True, "harmful": True}] * 5
    unrated = rated | {"response": None, "sore": False, "harmful": harmful}
    return known(evidence, VOICE, [*inputs, *walks, unrated, {"kind": "reading"}])


def test_before_five_rated_runs_nothing_is_said() -> None:
    """An estimate from four says more of the model than of the back, however many walks there were."""
    takes = (
        "By all that is known, runs up to about 2 km would go quietly; 8 times in 10 the truth lies between 1.5 km "
        "and 5.2 km. That is an estimate, and no ceiling."
    )
    assert [[], [takes, COMFORT]] == [said(4), said(5)]


@pytest.mark.parametrize(("unexplained", "lines"), [(0.96, 1), (0.9, 2)])
@pytest.mark.parametrize("bad", ["raised", "harmful"])
def test_beside_a_run_that_went_badly_nobody_is_told_that_next_to_none_follows(
    bad: str, unexplained: float, lines: int
) -> None:
    """Rated or not, as with a knee's pain or a flare right after it; a share that is worth telling still is."""
    found = said(5, raised=bad == "raised", harmful=bad == "harmful", unexplained=unexplained)
    assert lines == len(found)
    assert COMFORT not in found


@pytest.mark.parametrize(
    ("waits", "outcome"), [("screening", "the red-flag questions first"), ("check_open", "a wait for the next rating")]
)
def test_more_pain_never_sounds_milder(waits: str, outcome: str) -> None:
    """That the red-flag questions would be asked is said as that."""
    flip = Flip(kind="answer", verdict="pending", waits=waits, was=6.0, becomes=7.0, session=8, horizon_h=24)
    assert (f"What would flip it: had the 24 h check of run 8 been 7 instead of 6, it would be {outcome}.") == flipped(
        flip, "UTC", "km"
    )
