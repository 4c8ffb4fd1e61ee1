"""Runkeeper's list of activities."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlog.model.session import Session
from tests.importers.helpers import parse, sessions
from tests.make import moment

HEADER = (
    "Date,Type,Route Name,Distance (mi),Duration,Average Pace,Average Speed (mph),Calories Burned,Climb (ft),"
    "Average Heart Rate (bpm),Notes,GPX File\r\n"
)
LIST = (
    HEADER + '2025-05-04 09:00:00,Running,,6.00,1:02:03,10:20,5.80,700.0,100.00,,"Said ""easy"", was not",a.gpx\r\n'
    "2025-05-02 18:15:30,Walking,Round the lake,1.00,20:00,20:00,3.00,90.0,0.00,,,b.gpx\r\n"
)


def test_it_is_recognised_by_its_header() -> None:
    """Whatever the file is called."""
    parsed = parse(LIST)
    assert (parsed.kind, parsed.file) == ("Runkeeper's list of activities", "diary.csv")


def test_miles_feet_and_both_forms_of_duration_are_read() -> None:
    """The local time is on the wall clock of the zone given, notes are kept, an empty heart rate is nothing."""
    run, walk = sessions(LIST, zone="America/New_York")
    assert (run.activity, run.duration_s, run.note) == ("run", 3723.0, 'Said "easy", was not')
    assert run.distance_m == pytest.approx(9656.064)  # 6 mi
    assert run.ascent_m == pytest.approx(30.48)  # 100 ft
    assert run.started_at == moment("2025-05-04 09:00", "America/New_York")
    assert (walk.activity, walk.duration_s, walk.note) == ("walk", 1200.0, None)
    assert walk.distance_m == pytest.approx(1609.344)


def test_the_newer_list_in_kilometres_is_the_same_list() -> None:
    """It begins with an id and measures in km and m; its keys are still the times, so both lists can be imported."""
    newer = (
        "Activity Id,Date,Type,Route Name,Distance (km),Duration,Average Pace,Average Speed (km/h),Calories Burned,"
        "Climb (m),Average Heart Rate (bpm),Friend's Tagged,Notes,GPX File\n"
        "7d3e-11,2025-05-04 09:00:00,Running,,9.656064,1:02:03,6:26,9.34,700.0,30.48,,,,a.gpx\n"
    )
    (found,) = sessions(newer)
    assert found.distance_m == pytest.approx(9656.064)
    assert (found.source, found.source_key) == ("runkeeper", sessions(LIST)[0].source_key)


def test_columns_without_a_field_are_told() -> None:
    """Pace and speed follow from the rest; routes and heart rates are not kept."""
    assert parse(LIST).unused == (
        "Route Name",
        "Average Pace",
        "Average Speed (mph)",
        "Calories Burned",
        "GPX File",
    )


def test_a_column_can_still_be_mapped() -> None:
    """The name of the route as the note."""
    assert [s.note for s in sessions(LIST, columns={"note": "Route Name"})] == [None, "Round the lake"]


@pytest.mark.corpus
def test_a_real_list_of_a_year_arrives_whole(corpus: Path) -> None:
    """178 runs and 1000.57 miles, none of them a problem."""
    parsed = parse((corpus / "exports" / "cardioActivities.csv").read_bytes(), zone="America/New_York")
    found = [row.value for row in parsed.rows if isinstance(row.value, Session)]
    assert (len(found), parsed.problems) == (178, ())
    assert sum(s.distance_m or 0 for s in found) / 1609.344 == pytest.approx(1000.57)
