"""Files that are known and hold nothing for a journal as they stand: refused by name, with what to do."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backlog.importers.refused import strange_database, strange_json, strange_table
from tests.importers.helpers import file_of, readings

HABITBULL = "HabitName,HabitDescription,HabitCategory,CalendarDate,Value,CommentText\n"
TAPLOG = (
    '"Milliseconds","timezoneOffset","timestamp","DayOfWeek","TimeOfDay","_id","cat1","cat2","number","note","name"\n'
)


def refused(text: str) -> tuple[str, str] | None:
    """What is said of a table, and what to do; None if it is no tracker's."""
    error = strange_table(file_of(text, "list.csv").table)
    return None if error is None else (error.what, error.todo)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Position,Name,Type,Question,Description,Color\n001,Read,YES_NO,?,,#FF8F00\n", "Loop Habit Tracker's list of"),
        ("Date,Score\n2026-11-02,0.2557\n2026-11-01,0.0000\n", "Loop Habit Tracker's strength of habits"),
        ("Date,Read,Run,\n2026-11-02,0.2557,1.0000,\n", "Loop Habit Tracker's strength of habits"),
        ("Date,Value,Notes\n2026-11-02,YES_MANUAL,\n2026-11-01,NO,sick\n", "a list of Loop Habit Tracker."),
        ("Date,Read,Run,\n2026-11-02,UNKNOWN,YES_AUTO,\n", "a list of Loop Habit Tracker."),
        ("Date,Value,Notes\n2026-11-02,3000,\n2026-11-01,UNKNOWN,\n", "a list of Loop Habit Tracker, which writes"),
        (f"{HABITBULL}Push-ups,,Fitness,2026-11-02,30,\n", "HabitBull's list of habits."),
        (TAPLOG, "TapLog's list"),
        ("id,time,group,pain_avg\n12,1,3,2\n", "a table of many people without dates."),
        (",steps,kneePain\n2026-11-02,4000,2\n", "a table of days with 1 columns of pain"),
    ],
)
def test_each_tracker_is_refused_by_name(text: str, what: str) -> None:
    """Its own numbers are no ratings of pain, or only the person knows which are."""
    said = refused(text)
    assert said is not None
    assert said[0].startswith(f"list.csv is {what}")


@pytest.mark.parametrize(
    "text",
    [
        "Date,Score\n2026-11-02,3\n",
        "Date,Score\n2026-11-02,0.25\n",
        "Date,Score\n",
        "Date,Value,Notes\n2026-11-02,3,\n",
        "Date,Value,Notes\n2026-11-02,NO,\n2026-11-01,3,\n",
        "Date,Steps\n2026-11-02,4000\n",
        "Date,Distance,Climb\n2026-11-02,4000,100\n",
        "name,calendar date\nx,2026-11-02\n",
        "group,date,pain\n1,2026-11-02,3\n",
        ",steps\n2026-11-02,4000\n",
        ",back pain\nmonday,3\n",
    ],
)
def test_other_tables_are_left_to_other_forms(text: str) -> None:
    """Diaries, lists of steps, and tables that share a few names."""
    assert refused(text) is None


def test_a_measurable_habit_is_read_with_the_command_that_the_refusal_names() -> None:
    """It writes thousandths; a day without an entry is not 0."""
    text = "Date,Back pain,Read,\n2026-11-03,UNKNOWN,NO,\n2026-11-02,3500,YES_MANUAL,\n"
    said = refused(text)
    assert said is not None
    assert said[1] == (
        "If Back pain is pain from 0 to 10, add "
        '--kind readings --map date=Date --map score="Back pain" --scale 0-10000.'
    )
    columns = {"date": "Date", "score": "Back pain"}
    assert [r.score for r in readings(text, kind="readings", columns=columns, scale=(0.0, 10_000.0))] == [3.5]


def test_a_list_of_taplog_is_read_with_the_command_that_the_refusal_names() -> None:
    """Each tap with its own time and offset; a tap without a number is none."""
    text = (
        TAPLOG
        + '"1","3600000","2026-11-02T07:10:00.560+01:00","Monday","7.17","8","Pain","Knee","4","stairs","home"\n'
        + '"2","3600000","2026-11-02T18:10:00.560+01:00","lundi","18.17","9","Sport","Sport End",,"",""\n'
    )
    columns = {"start": "timestamp", "score": "number", "site": "cat2", "note": "note"}
    said = refused(text)
    assert said is not None
    assert all(f"--map {field}={column}" in said[1] for field, column in columns.items())
    assert [(r.site, r.score, r.note) for r in readings(text, kind="readings", columns=columns)] == [
        ("knee", 4.0, "stairs")
    ]


def test_a_list_of_habitbull_is_read_with_the_command_that_the_refusal_names() -> None:
    """The habit's name is the site."""
    text = f"{HABITBULL}Knee pain,,Health,2026-11-02,4,stairs\n"
    columns = {"date": "CalendarDate", "score": "Value", "site": "HabitName", "note": "CommentText"}
    said = refused(text)
    assert said is not None
    assert all(f"--map {field}={column}" in said[1] for field, column in columns.items())
    assert [(r.site, r.score, r.note) for r in readings(text, kind="readings", columns=columns)] == [
        ("knee", 4.0, "stairs")
    ]


def test_a_table_of_days_names_the_command_for_one_of_its_pains() -> None:
    """The first whose name tells a place; the date must get a name first."""
    text = ",steps,eyesPain,kneePain,wristPain\n2026-11-02,4000,1,2,3\n"
    said = refused(text)
    assert said is not None
    assert said[1] == (
        'Write "date" into its first cell, and take one pain at a time: --kind readings --map score=kneePain.'
    )
    assert [r.site for r in readings(f"date{text}", kind="readings", columns={"score": "kneePain"})] == ["knee"]


def database(*tables: str) -> bytes:
    """A SQLite file with these tables, none of them with a row."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in tables:
            connection.execute(f"CREATE TABLE {table} (id INTEGER)")
        return connection.serialize()


@pytest.mark.parametrize(
    ("tables", "what"),
    [
        (("Habits", "Repetitions", "Score"), "list.db is Loop Habit Tracker's backup."),
        (("tracks", "ticks"), "list.db is Tickmate's database."),
        (("Habits", "CHECKINS", '"UNIT"'), "list.db is Rewire's backup."),
        (("DEVICE", "BASE_ACTIVITY_SUMMARY"), "list.db is Gadgetbridge's database."),
    ],
)
def test_each_database_is_refused_by_name(tables: tuple[str, ...], what: str) -> None:
    """By the tables that it has, whatever their case."""
    assert strange_database(file_of(database(*tables), "list.db")).what == what


@pytest.mark.parametrize("data", [database("habits"), b"SQLite format 3\x00", b"", b"CREATE TABLE \xff\xfe"])
def test_other_databases_have_no_name_here(data: bytes) -> None:
    """Nor have damaged ones."""
    assert strange_database(file_of(data, "list.db")).what == "list.db is a SQLite database of another program."


TABLES = {
    "Google Fit's daily totals": "Start time,End time,Calories (kcal),Distance (m),Step count,Walking duration (ms)",
    "Google Fit's daily": 'Heure de début,Calories (kcal),Nombre de pas,"Durée de l\'activité ""Marche"" (ms)"',
    "Fitbit's daily totals": (
        "Date,Calories Burned,Steps,Distance,Floors,Minutes Sedentary,Minutes Lightly Active,Minutes Fairly Active"
    ),
    "Fitbit's list of nights": "Start Time,End Time,Minutes Asleep,Minutes Awake,Number of Awakenings",
    "Fitbit's list of weights": "Date,Weight,BMI,Fat",
    "Moves' daily totals": "Date,Activity,Group,Duration,Distance,Steps,Calories",
    "Garmin Connect's list of the laps": "Laps,Time,Cumulative Time,Distance,Avg Pace",
    "laps of one activity": "Runden,Zeit,Kumulierte Zeit,Distanz",
}


@pytest.mark.parametrize("name", list(TABLES))
def test_a_table_without_sessions_is_refused_by_name(name: str) -> None:
    """And says what to give instead: a day's steps are no session."""
    refusal = strange_table(file_of(f"{TABLES[name]}\n1,2,3\n", "a.csv").table)
    assert refusal is not None
    assert (refusal.slug, name in refusal.what, refusal.what[:9]) == ("bad-import", True, "a.csv is ")
    assert refusal.todo.endswith(".")


@pytest.mark.parametrize(
    "header",
    [
        "date,distance,duration,activity",
        "date,time,pain,comment",
        "Date,Activity,Group,Start,End,Duration,Distance,Steps,Calories",
        "Date,Type,Route Name,Distance (mi),Duration,Average Pace,Calories Burned,Climb (ft)",
        "date,steps,distance,weight",
    ],
)
def test_any_other_table_is_none(header: str) -> None:
    """A person's own, and those that hold sessions."""
    assert strange_table(file_of(f"{header}\n1,2,3\n").table) is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"Data Source": "x", "Data Points": []}, "Google Fit's raw data"),
        ({"semanticSegments": []}, "Google's history of places"),
        ([{"logId": 1, "activityName": "Run"}], "Fitbit's list of exercises"),
        ([{"dateTime": "01/02/25 00:00:00", "value": "3"}], "Fitbit's measurements"),
        ([{"date": "20170504", "segments": []}], "Moves' storyline"),
        ([{"calendarDate": "2025-01-02", "totalSteps": 9}], "Garmin's daily figures"),
        ({"exportVersion": "1.6", "exercises": []}, "a Polar training"),
    ],
)
def test_json_without_sessions_is_refused_by_name(data: object, name: str) -> None:
    """By the keys of the first of its objects."""
    refusal = strange_json(file_of(json.dumps(data), "a.json"))
    assert (refusal.slug, name in refusal.what) == ("bad-import", True)


@pytest.mark.parametrize("data", [None, 1, "x", [], {}, [[]], [None], {"date": "x"}])
def test_any_other_json_has_no_name(data: object) -> None:
    """Whatever stands where the first of its objects might be."""
    assert "a.json is JSON of a form that I do not know." == strange_json(file_of(json.dumps(data), "a.json")).what


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    ["2018-08-09.csv", "2018-08-11.csv", "fitbit_export_2016_09.csv", "fitbit_export_2018_01.csv", "summary.csv"],
)
def test_real_exports_without_sessions_are_refused(corpus: Path, name: str) -> None:
    """Google Fit's in French, Fitbit's with a title above the header, Moves' days."""
    data = (corpus / "exports" / name).read_bytes()
    assert strange_table(file_of(data).table) is not None
