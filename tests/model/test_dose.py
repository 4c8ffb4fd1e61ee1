"""How much a session was, where something of it is not known."""

from __future__ import annotations

from typing import Any

import pytest

from backlog.model.dose import met_minutes, minutes, running_m
from backlog.model.tokens import ASSUMED_PACE, MET
from tests.make import session


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({"duration_s": 90.0}, 1.5),
        ({"duration_s": 90.0, "distance_m": 5000.0}, 1.5),
        ({"duration_s": None, "distance_m": 2000.0}, 2 * ASSUMED_PACE["run"] / 60),
        ({"activity": "walk", "duration_s": None, "distance_m": 2000.0}, 2 * ASSUMED_PACE["walk"] / 60),
        ({"activity": "limbering", "duration_s": None, "distance_m": 2000.0}, 2 * ASSUMED_PACE["other"] / 60),
        ({"duration_s": None, "distance_m": None}, None),
    ],
)
def test_minutes_are_the_duration_or_the_distance_at_an_assumed_pace(fields: dict[str, Any], taken: float) -> None:
    """That of the activity, or that of others where it has none; unknown stays unknown."""
    assert "limbering" not in ASSUMED_PACE
    assert taken == minutes(session(**fields))


@pytest.mark.parametrize(
    ("fields", "metres"),
    [
        ({"distance_m": 2000.0, "duration_s": 60.0}, 2000.0),
        ({"distance_m": 3000.0, "intervals": "5x120/240"}, 1000.0),
        ({"distance_m": 3000.0, "intervals": "5x60/120"}, 500.0),
        ({"distance_m": 400.0, "intervals": "5x60/120"}, 400.0),
        ({"distance_m": None, "duration_s": None, "intervals": "5x60/120"}, 500.0),
        ({"distance_m": 3000.0, "intervals": "10x30/60"}, 500.0),
        ({"distance_m": None, "duration_s": 960.0}, 2000.0),
        ({"distance_m": None, "duration_s": 1440.0, "intervals": "4x120/240"}, 1000.0),
        ({"distance_m": None, "duration_s": None}, None),
    ],
)
def test_metres_run_are_the_distance_or_the_duration_at_an_assumed_pace(
    fields: dict[str, Any], metres: float | None
) -> None:
    """8 min a kilometre; of intervals the running third, in pieces of a minute 100 m each; unknown stays unknown."""
    assert metres == running_m(session(**fields))


def test_an_activity_without_a_met_of_its_own_counts_as_walking() -> None:
    """Ten minutes of each."""
    assert "other" not in MET
    assert [10 * MET["run"], 10 * MET["walk"]] == [met_minutes(activity, 10) for activity in ("run", "other")]
