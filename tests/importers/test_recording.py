"""From what a device says of an activity to the session that it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backlog.errors import InputError
from backlog.importers.activities import activity_of_kind
from backlog.importers.recording import Recording, session_of
from backlog.model.session import Session
from tests.importers.helpers import options

START = datetime(2026, 11, 3, 17, 0, 0, 900_000, tzinfo=UTC)


def told(say: dict[str, Any] | None = None, **fields: Any) -> tuple[Session, list[str]]:
    """The session of a run of 2 km in 14 minutes, unless the fields say otherwise, and what was assumed for it."""
    given: dict[str, Any] = {"kind": "running", "start": START, "timer_s": 840.0, "distance_m": 2000.0} | fields
    return session_of(Recording(**given), options(**(say or {})), source="fit")


def test_a_recording_is_a_session_that_begins_to_the_second() -> None:
    """Named by its start and kind, so that the same recording is the same session at a second import."""
    run, remarks = told()
    assert (START.replace(microsecond=0), timedelta(minutes=14), "run", "Europe/Berlin") == (
        run.started_at,
        run.ended_at - run.started_at,
        run.activity,
        run.zone,
    )
    assert ("fit", "2026-11-03T17:00:00+00:00|running", []) == (run.source, run.source_key, remarks)


def test_a_distance_is_kept_to_the_millimetre() -> None:
    """Sines differ in the last bits from one processor to the next; the session is the same."""
    assert [2000.123] * 2 == [told(distance_m=metres)[0].distance_m for metres in (2000.1234, 2000.1234000000001)]


@pytest.mark.parametrize(
    ("elapsed_s", "minutes"),
    [(None, 14), (600.0, 14), (1000.0, 1000 / 60), (840 + 43_200.0, 734), (840 + 43_201.0, 14)],
)
def test_the_end_counts_the_stops_unless_the_clock_was_forgotten_or_jumped(
    elapsed_s: float | None, minutes: float
) -> None:
    """Up to 12 hours more than the time that it ran; beyond, the end is taken from that, and it is said."""
    run, remarks = told(elapsed_s=elapsed_s)
    assert minutes == pytest.approx((run.ended_at - run.started_at).total_seconds() / 60)
    assert (840.0, minutes == 14 and (elapsed_s or 0) > 840) == (run.duration_s, bool(remarks))


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"timer_s": 0.4, "elapsed_s": 0.4}, "lasts less than a second"),
        ({"timer_s": None}, "lasts less than a second"),
        ({"timer_s": 72 * 3600.0 + 1}, "lasts 72 hours"),
        ({"kind": "cycling", "distance_m": 840 * 25.01}, "a vehicle's speed"),
        ({"distance_m": 840 * 10.51}, "faster than anyone runs"),
        ({"start": datetime(1899, 12, 31, tzinfo=UTC)}, "starts in the year 1899"),
        ({"start": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}, "starts in the year 9999"),
        ({"start": datetime(2026, 12, 31, tzinfo=UTC)}, "still to come"),
        ({"distance_m": 100_001.0, "timer_s": 36_000.0}, "unusual"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, Any], what: str) -> None:
    """A button pressed twice, a clock that was not set, a car."""
    with pytest.raises(InputError, match=what):
        told(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"timer_s": 1.0, "distance_m": 3.0},
        {"timer_s": 72 * 3600.0, "distance_m": 2000.0},
        {"kind": "cycling", "distance_m": 840 * 25.0},
        {"distance_m": 840 * 10.5},
    ],
)
def test_what_is_just_possible_is_taken(fields: dict[str, Any]) -> None:
    """The other side of each border."""
    assert fields["distance_m"] == told(**fields)[0].distance_m


@pytest.mark.parametrize(
    ("offset", "zone", "said"),
    [
        (None, "Europe/Berlin", False),
        (timedelta(hours=1), "Europe/Berlin", False),
        (timedelta(hours=-7), "Etc/GMT+7", True),
        (timedelta(hours=13), "Etc/GMT-13", True),
        (timedelta(0), "Etc/UTC", True),
        (timedelta(hours=5, minutes=30), "Asia/Kolkata", True),
        (timedelta(hours=-3, minutes=-30), "America/St_Johns", True),
        (timedelta(hours=5, minutes=20), "Europe/Berlin", True),
    ],
)
def test_a_clock_that_was_elsewhere_is_kept_as_its_offset(offset: timedelta | None, zone: str, said: bool) -> None:
    """An offset alone names no place, but the day and the hour there; parts of an hour name a place that has them."""
    run, remarks = told(offset=offset)
    assert (zone, said) == (run.zone, bool(remarks))


def test_a_zone_that_is_named_is_believed_and_a_position_only_if_asked() -> None:
    """Tokyo by name; Paris by its place."""
    assert "Asia/Tokyo" == told(zone="Asia/Tokyo")[0].zone
    assert "Europe/Berlin" == told(position=(48.85, 2.35))[0].zone
    assert "Europe/Paris" == told({"by_position": True}, position=(48.85, 2.35))[0].zone
    assert ("Europe/Berlin", True) == (told(zone="Mars/Base")[0].zone, bool(told(zone="Mars/Base")[1]))


@pytest.mark.parametrize(
    ("fields", "metres"),
    [
        ({"distance_m": 0.0, "moved": True}, None),
        ({"distance_m": 0.0, "kind": "rowing"}, None),
        ({"distance_m": 0.0}, 0.0),
        ({"distance_m": None}, None),
    ],
)
def test_a_zero_that_was_not_measured_is_unknown(fields: dict[str, Any], metres: float | None) -> None:
    """A machine without a distance, or a track whose length nobody wrote down."""
    assert metres == told(**fields)[0].distance_m


def test_an_activity_that_is_not_said_is_other_unless_the_person_says_it() -> None:
    """Never guessed from the speed."""
    run, remarks = told(kind="")
    assert ("other", None, True) == (run.activity, run.sport, "--activity" in remarks[0])
    assert ("run", []) == (told({"activity": "run"}, kind="generic")[0].activity, told({"activity": "run"}, kind="")[1])
    assert ("other", "paragliding") == (told(kind="paragliding")[0].activity, told(kind="paragliding")[0].sport)


def test_an_absurd_figure_is_left_out_and_does_not_cost_the_session() -> None:
    """It is said; the borders themselves are taken."""
    run, remarks = told(cadence=301.0, steps=500_001, ascent_m=-1.0, effort=11.0)
    assert (None, None, None, None, 4) == (run.cadence, run.steps, run.ascent_m, run.effort, len(remarks))
    run, remarks = told(cadence=300.0, steps=500_000, ascent_m=0.0, effort=10.0)
    assert (300.0, 500_000, 0.0, 10.0, []) == (run.cadence, run.steps, run.ascent_m, run.effort, remarks)


@pytest.mark.parametrize(
    ("kind", "detail", "expected"),
    [
        ("running", "trail", ("run", "trail", None)),
        ("running", "treadmill", ("run", "treadmill", None)),
        ("running", "track", ("run", "track", None)),
        ("hiking", "trail", ("walk", "trail", None)),
        ("walking", "treadmill", ("walk", "treadmill", None)),
        ("cycling", "indoor_cycling", ("stationary-bike", None, None)),
        ("cycling", "trail", ("bike", None, None)),
        ("fitness_equipment", "indoor_rowing", ("row", None, None)),
        ("fitness_equipment", "generic", ("other", None, "fitness equipment")),
        ("generic", "", ("other", None, None)),
    ],
)
def test_the_closest_name_that_is_known_says_the_activity_and_the_surface(
    kind: str, detail: str, expected: tuple[str, str | None, str | None]
) -> None:
    """Of a kind and its closer description, as devices give them."""
    assert expected == activity_of_kind(kind, detail)
