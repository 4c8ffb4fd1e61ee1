"""Exports that are known and hold no sessions."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlog.importers.strangers import strange_json, strange_table
from backlog.importers.tables.csv_table import decode, read_table

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
    refusal = strange_table(read_table(f"{TABLES[name]}\n1,2,3\n", "a.csv"))
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
    assert strange_table(read_table(f"{header}\n1,2,3\n", "a.csv")) is None


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
    refusal = strange_json(data, "a.json")
    assert refusal is not None
    assert (refusal.slug, name in refusal.what) == ("bad-import", True)


@pytest.mark.parametrize("data", [None, 1, "x", [], {}, [[]], [None], {"date": "x"}])
def test_any_other_json_is_none(data: object) -> None:
    """What it is, somebody else has to say."""
    assert strange_json(data, "a.json") is None


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    ["2018-08-09.csv", "2018-08-11.csv", "fitbit_export_2016_09.csv", "fitbit_export_2018_01.csv", "summary.csv"],
)
def test_real_exports_without_sessions_are_refused(corpus: Path, name: str) -> None:
    """Google Fit's in French, Fitbit's with a title above the header, Moves' days."""
    data = (corpus / "exports" / name).read_bytes()
    assert strange_table(read_table(decode(data, name), name)) is not None
