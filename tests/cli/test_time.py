"""Time, end to end: both clock changes, midnight, a flight, the first day of the week, a clock that jumps back."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Person


def test_the_day_on_which_the_clock_goes_back(me: Person) -> None:
    """25 October 2026, Berlin: 2:30 happens twice, the first is meant; 24 h later is 24 h, not the same wall time."""
    me.at("2026-10-25 12:00")
    assert [
        "Logged 1: run 2 km (1.24 mi) in 15:00; today 02:30 to 02:45.",
        "  Note: 02:30 happened twice that day; the first is meant.",
    ] == me("log run 2km --duration 15:00 --at '2026-10-25 02:30'")[:2]
    assert "2026-10-25T02:30:00+02:00" == me.json("list")["sessions"][0]["started_at"]
    assert ["2026-10-26T01:45:00+01:00", "2026-10-27T01:45:00+01:00"] == [
        check["due_at"] for check in me.json("due")["checks"]
    ]


def test_a_run_across_the_hour_that_comes_twice(me: Person) -> None:
    """From 2:50 summer time, 20 minutes end at 2:10 winter time, and so says the line."""
    me.at("2026-10-25 12:00")
    assert "today 02:50 to 02:10." in me("log run 2km --duration 20:00 --at '2026-10-25 02:50'")[0]
    assert 20 * 60 == me.json("list")["sessions"][0]["duration_s"]


def test_the_day_on_which_the_clock_goes_forward(me: Person) -> None:
    """29 March 2026, Berlin: 2:30 never was; from 1:50 a run of 20 minutes ends at 3:10."""
    me.at("2026-03-29 12:00")
    assert (
        (
            "2026-03-29 02:30 did not exist in Europe/Berlin: the clocks went forward over it. "
            "Give a time an hour earlier or later. [bad-time]"
        ),
        2,
    ) == me.refused("log run 2km --at 02:30")
    assert "today 01:50 to 03:10." in me("log run 2km --duration 20:00 --at 01:50")[0]


def test_a_week_with_a_clock_change_has_its_seven_days(me: Person) -> None:
    """Sunday 23:30 belongs to the week that ends, Monday 0:30 to the next, in October as ever."""
    me.at("2026-10-26 12:00")
    me("log run 1km --duration 8:00 --at '2026-10-25 23:30'")
    me("log run 2km --duration 16:00 --at '2026-10-26 00:30'")
    assert [("2026-10-19", 1000.0), ("2026-10-26", 2000.0)] == [
        (week["start"], week["distance_m"]) for week in me.json("week")["weeks"]
    ]


def test_a_session_across_midnight_belongs_to_the_day_it_began(me: Person) -> None:
    """The line says both days; the week is Sunday's."""
    me.at("2026-11-16 00:20")
    assert (
        "Logged 1: run 4 km (2.49 mi) in 30:00; yesterday 23:50 to today 00:20."
        == me("log run 4km --duration 30:00")[0]
    )
    assert [("2026-11-09", 4000.0), ("2026-11-16", 0.0)] == [
        (week["start"], week["distance_m"]) for week in me.json("week")["weeks"]
    ]


def test_a_flight_across_zones(me: Person) -> None:
    """A run in Berlin keeps its wall time and date in New York; its check is due 24 h after, in New York's time."""
    me("log run 2km --duration 14:00")
    me.at("2026-11-17 12:00", "America/New_York")
    assert "How is your back, the day after the run of yesterday 11:46? Any time until today 20:00." == me("due")[0]
    assert "  It counts for the day after the run of yesterday 11:46." == me("pain 3")[1]
    me("log run 1km --duration 7:00")
    first, second = me.json("list")["sessions"]
    assert ("2026-11-16T17:46:00+01:00", "2026-11-17T11:53:00-05:00") == (first["started_at"], second["started_at"])
    assert [" 1  Mon 16 Nov 2026 17:46", " 3  Tue 17 Nov 2026 11:53"] == [line[:25] for line in me("list")[1:3]]


def test_a_date_line_later_the_week_is_still_the_local_one(me: Person) -> None:
    """Sunday evening in Honolulu is already Monday in Berlin; it stays Sunday's run."""
    me.at("2026-11-15 20:00", "Pacific/Honolulu")("log run 2km --duration 14:00")
    me.at("2026-11-16 12:00", "Europe/Berlin")
    assert [("2026-11-09", 2000.0), ("2026-11-16", 0.0)] == [
        (week["start"], week["distance_m"]) for week in me.json("week")["weeks"]
    ]


@pytest.mark.parametrize(
    ("start", "expected", "line"),
    [
        ("mon", [("2026-11-09", 1), ("2026-11-16", 1)], "This week: 1 km on foot, 1 session."),
        ("sun", [("2026-11-15", 2)], "This week: 2 km on foot, 2 sessions."),
        ("sat", [("2026-11-14", 2)], "This week: 2 km on foot, 2 sessions."),
    ],
)
def test_the_first_day_of_the_week_is_a_setting(
    me: Person, start: str, expected: list[tuple[str, int]], line: str
) -> None:
    """Sunday's and Monday's run lie in one week or in two."""
    me(f"plan --week-start {start}")
    me("log run 1km --duration 7:00 --at 'yesterday 18:00'")
    assert line == me("log run 1km --duration 7:00")[1]
    assert expected == [(week["start"], week["sessions"]) for week in me.json("week")["weeks"]]


def test_a_clock_that_jumps_back(me: Person) -> None:
    """History and undo go by number: the newest change is the last one made, whatever its time says."""
    me("log run 2km --duration 14:00")
    me.at("2026-11-14 09:00")
    me("pain 3")
    assert [
        "    2  today 09:00           pain back 3 (2)",
        "    1  Mon 16 Nov 18:00      log run 2 km (1.24 mi) in 14:00 (1)",
    ] == me("history")
    assert ["Took back 2: pain back 3 (2)"] == me("undo")
    assert ["Took back 1: log run 2 km (1.24 mi) in 14:00 (1)"] == me("undo")


def test_on_pretends_a_moment_and_known_a_state_of_knowledge(me: Person) -> None:
    """A run of Saturday told on Monday: on Sunday it had happened, but nobody had told backlog."""
    me("log run 2km --duration 14:00 --at 'sat 10:00'")
    assert 1 == len(me.json("list --on 'sun 12:00'")["sessions"])
    assert 0 == len(me.json("list --on 'fri 12:00'")["sessions"])
    assert 0 == len(me.json("list --known 'sun 12:00'")["sessions"])
    assert 1 == len(me.json("list --known now")["sessions"])
    # The 24 h check had closed when the run was told, so it was never owed.
    assert [(48, "due")] == [
        (check["horizon_h"], check["state"]) for check in me.json("due --on '2026-11-15 20:00'")["checks"]
    ]


def test_known_shows_what_was_edited_since(me: Person) -> None:
    """An older version holds for an older moment; deleted ones come back."""
    me("log run 2km --duration 14:00 --surface grass")
    me.at("2026-11-17 18:00")("edit 1 --surface asphalt")
    me.at("2026-11-18 18:00")("delete 1")
    surfaces = [[s["surface"] for s in me.json(f"list --known '2026-11-{day} 19:00'")["sessions"]] for day in (16, 17)]
    assert [["grass"], ["asphalt"]] == surfaces
    assert [] == me.json("list")["sessions"]


def test_a_bare_date_includes_its_whole_day(me: Person) -> None:
    """`--on` a date means its end."""
    me("log run 2km --duration 14:00 --at 'sat 21:00'")
    assert 1 == len(me.json("list --on 2026-11-14")["sessions"])


@pytest.mark.parametrize(("typed", "status"), [("2026-11-16 18:10", 0), ("2026-11-16 18:11", 2), ("2027-01-01", 2)])
def test_the_future_is_refused_beyond_ten_minutes(me: Person, typed: str, status: int) -> None:
    """A watch may be a little fast."""
    assert status == me.types(f"log strength --at '{typed}'").status


def test_a_session_that_would_end_in_the_future_is_refused(me: Person) -> None:
    """--at is the start, and the sentence says so."""
    assert (
        (
            "That session would end today 18:30, which is still to come. "
            "Check --at (the start) and --duration. [future-time]"
        ),
        2,
    ) == me.refused("log run 4km --duration 30:00 --at 18:00")
