"""Which imported sessions are ones that the journal has."""

from __future__ import annotations

from typing import Any

import pytest

from backlog.model.session import Session
from backlog.services.matching import Matches, match, merged
from tests.make import session

TYPED = session("2026-11-03 18:00", 15, id=1)


def imported(start: str = "2026-11-03 18:05", minutes: float = 14, **fields: Any) -> Session:
    """A run of 2 km from a list."""
    given: dict[str, Any] = {"source": "runkeeper", "source_key": start} | fields
    return session(start, minutes, **given)


@pytest.mark.parametrize(
    "found",
    [
        imported(),
        imported("2026-11-03 19:30"),
        imported("2026-11-03 16:30"),
        imported(distance_m=1700.0),
        imported(distance_m=2300.0),
    ],
)
def test_a_typed_session_is_the_one_close_to_it(found: Session) -> None:
    """Same activity and day, distance within 15 % and start within 90 minutes, bounds included."""
    assert match([found], [TYPED]) == Matches(same={0: TYPED})


@pytest.mark.parametrize(
    "found", [imported("2026-11-03 19:31"), imported("2026-11-03 08:00"), imported(distance_m=None)]
)
def test_what_is_close_by_one_measure_only_is_a_possible_duplicate(found: Session) -> None:
    """The same distance at another hour, or the same hour without a distance."""
    assert match([found], [TYPED]) == Matches(possible={0: [TYPED]})


@pytest.mark.parametrize(
    "found",
    [
        imported(activity="walk"),
        imported("2026-11-04 18:00"),
        imported(distance_m=1699.0),
        imported(distance_m=2301.0),
        imported(source="typed"),
    ],
)
def test_another_activity_day_or_distance_is_another_session(found: Session) -> None:
    """Two runs of one evening are two runs."""
    assert match([found], [TYPED]) == Matches()


def test_two_that_would_fit_are_possible_duplicates_either_way() -> None:
    """Where it is not unique, nothing is merged."""
    twin = session("2026-11-03 18:20", 15, id=2)
    assert match([imported()], [TYPED, twin]) == Matches(possible={0: [TYPED, twin]})
    assert match([imported(), imported("2026-11-03 18:30")], [TYPED]) == Matches(possible={0: [TYPED], 1: [TYPED]})


def test_two_recordings_of_one_session_are_the_same() -> None:
    """Starts within 2 minutes and durations within 10 %; a little later it is only possible."""
    watch = session("2026-11-03 18:03", 15, id=3, source="garmin", source_key="x")
    assert match([imported()], [watch]) == Matches(same={0: watch})
    assert match([imported(minutes=10)], [watch]) == Matches(possible={0: [watch]})
    assert match([imported("2026-11-03 18:06")], [watch]) == Matches()


def test_what_the_person_typed_wins() -> None:
    """The import adds only what was not said, and is remembered as the source of it."""
    typed = session("2026-11-03 18:00", 16, id=1, duration_s=None, end_estimated=True, note="mine", effort=3.0)
    found = imported(minutes=14, distance_m=2100.0, ascent_m=12.0, note="theirs", effort=5.0)
    both = merged(typed, found)
    assert (both.started_at, both.distance_m, both.note, both.effort) == (typed.started_at, 2000.0, "mine", 3.0)
    assert (both.ascent_m, both.duration_s, both.end_estimated) == (12.0, 840.0, False)
    assert (both.ended_at - both.started_at).total_seconds() == 840
    assert (both.source, both.source_key) == ("typed", "runkeeper:2026-11-03 18:05")


def test_a_recording_is_not_changed_by_another() -> None:
    """Of two devices neither is what the person said."""
    watch = session("2026-11-03 18:04", 15, id=3, source="garmin", source_key="x")
    assert merged(watch, imported(ascent_m=12.0)) == watch
