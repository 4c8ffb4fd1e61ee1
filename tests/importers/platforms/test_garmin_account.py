"""The activities in the archive of a Garmin account."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backlog.errors import InputError
from backlog.importers.parsed import Parsed
from backlog.importers.platforms.garmin_account import fits, read
from backlog.model.session import Session
from tests.importers.helpers import file_of, options
from tests.make import moment

#: 2023-11-14 22:13:20 UTC, in milliseconds; Berlin was an hour ahead.
BEGAN = 1_700_000_000_000
HOUR = 3_600_000
RUN: dict[str, Any] = {
    "activityId": 111,
    "name": "Potsdam Running",
    "locationName": "Potsdam",
    "activityType": "running",
    "beginTimestamp": BEGAN,
    "startTimeLocal": BEGAN + HOUR,
    "duration": 1_800_500.0,
    "elapsedDuration": 1_900_000.0,
    "distance": 500_000.0,
    "elevationGain": 3100.0,
    "steps": 4800,
    "avgRunCadence": 80.5,
}


def archive(*activities: dict[str, Any]) -> str:
    """The file, with these activities in it."""
    return json.dumps([{"summarizedActivitiesExport": list(activities)}])


def parsed(*activities: dict[str, Any], **given: Any) -> Parsed:
    """What the file of these activities holds."""
    return read(file_of(archive(*activities), "0_summarizedActivities.json"), options(**given))


def only(activity: dict[str, Any], **given: Any) -> Session:
    """The one session of a file with one activity, and the assertion that it has no problems."""
    found = parsed(activity, **given)
    assert found.problems == ()
    (row,) = found.rows
    assert isinstance(row.value, Session)
    return row.value


def test_it_is_recognised_by_how_it_begins() -> None:
    """In the archive's wrapper or without it; not so any other JSON."""
    assert fits(file_of(archive(RUN)))
    assert fits(file_of(json.dumps([RUN])))
    assert not fits(file_of('[{"dateTime": "2026-11-01", "value": 3}]'))


def test_centimetres_and_milliseconds_are_converted() -> None:
    """500,000 cm are 5 km, 1,800,500 ms are 1800.5 s, 3,100 cm are 31 m."""
    run = only(RUN)
    assert (run.activity, run.distance_m, run.duration_s, run.ascent_m) == ("run", 5000.0, 1800.5, 31.0)
    assert (run.steps, run.source, run.source_key) == (4800, "garmin-account", "111")
    assert run.started_at == moment("2023-11-14 23:13:20")
    assert (run.ended_at - run.started_at).total_seconds() == 1900


def test_cadence_is_of_both_legs() -> None:
    """Garmin counts one leg; where it tells both, that is taken."""
    assert only(RUN).cadence == 161.0
    assert only(RUN | {"avgDoubleCadence": 160.0}).cadence == 160.0
    assert only(RUN | {"avgRunCadence": 126.0}).cadence == 126.0
    assert only(RUN | {"avgRunCadence": 125.0}).cadence == 250.0
    assert only(RUN | {"activityType": "cycling"}).cadence is None


def test_the_devices_clock_says_the_zone() -> None:
    """As in Berlin: its zone; five hours behind UTC: kept so, and said."""
    assert only(RUN).zone == "Europe/Berlin"
    away = parsed(RUN | {"startTimeLocal": BEGAN - 5 * HOUR})
    assert [row.value.zone for row in away.rows if isinstance(row.value, Session)] == ["Etc/GMT+5"]
    assert "UTC-5" in away.remarks[0]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("treadmill_running", ("run", "treadmill")),
        ({"typeKey": "trail_running"}, ("run", "trail")),
        ("lap_swimming", ("swim", None)),
        ("indoor_cycling", ("stationary-bike", None)),
        ("strength_training", ("strength", None)),
    ],
)
def test_the_type_is_a_word_or_an_object(kind: object, expected: tuple[str, str | None]) -> None:
    """`treadmill_running`, or `{"typeKey": "trail_running"}`."""
    session = only(RUN | {"activityType": kind})
    assert (session.activity, session.surface) == expected


def test_a_rated_exertion_is_the_effort() -> None:
    """Garmin keeps the scale of 10 from 10 to 100; not rated is not zero."""
    assert only(RUN | {"workoutRpe": 40}).effort == 4.0
    assert only(RUN).effort is None


def test_only_a_name_that_a_person_gave_becomes_the_note() -> None:
    """Garmin names an activity by its place and kind."""
    assert only(RUN).note is None
    assert only(RUN | {"name": "Running", "locationName": None}).note is None
    assert only(RUN | {"name": "Bad Belzig Running", "locationName": None}).note is None
    assert only(RUN | {"name": "Easy, back was stiff"}).note == "Easy, back was stiff"
    assert only(RUN | {"description": "Left hip sore"}).note == "Left hip sore"


def test_what_was_not_measured_is_missing() -> None:
    """A distance of 0 and absent numbers are unknown."""
    bare = only({"activityId": 5, "activityType": "strength_training", "beginTimestamp": BEGAN, "duration": 600_000})
    assert (bare.distance_m, bare.steps, bare.cadence, bare.ascent_m) == (None, None, None, None)
    assert only(RUN | {"distance": 0.0}).distance_m is None


def test_a_multisport_is_its_parts() -> None:
    """The whole would count them twice."""
    whole = RUN | {"activityId": 1, "activityType": "multi_sport"}
    part = RUN | {"activityId": 2, "parentId": 1}
    assert [row.value.source_key for row in parsed(whole, part).rows if isinstance(row.value, Session)] == ["2"]


def test_an_activity_that_cannot_be_is_named_and_the_others_are_taken() -> None:
    """By its time and name: the file has no lines."""
    found = parsed(RUN, RUN | {"activityId": 2, "duration": 0, "elapsedDuration": 0}, {"activityId": 3})
    assert [row.value.source_key for row in found.rows if isinstance(row.value, Session)] == ["111"]
    assert [problem.what for problem in found.problems] == [
        "2023-11-14 22:13 UTC Potsdam Running: The recording lasts less than a second.",
        "An activity without a time: It does not say when.",
    ]


@pytest.mark.parametrize("value", [True, "5", None, [], {}, float("nan"), float("inf"), -1, 10**400])
@pytest.mark.parametrize("name", list(RUN))
def test_no_value_breaks_it(name: str, value: object) -> None:
    """Each field may hold anything: it is left out, or the activity is a problem."""
    found = parsed(RUN | {name: value})
    assert len(found.rows) + len(found.problems) == 1


def test_a_file_that_breaks_off_is_refused() -> None:
    """An archive that was not saved completely."""
    with pytest.raises(InputError, match="breaks off") as refusal:
        read(file_of(archive(RUN)[:-9], "a.json"), options())
    assert refusal.value.slug == "bad-import"


@pytest.mark.parametrize("text", ["null", "5", "[]", "[[[[[[{}]]]]]]", "[" * 900 + "]" * 900, '[{"x": 1}]'])
def test_json_without_activities_holds_none(text: str) -> None:
    """However deep it goes."""
    assert read(file_of(text, "a.json"), options()).rows == ()
