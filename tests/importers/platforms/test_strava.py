"""The list of activities in Strava's archive."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from backlog.importers.parsed import Parsed
from backlog.importers.platforms import strava
from backlog.model.session import Session
from tests.importers.helpers import file_of, options, sessions_of
from tests.make import moment

#: The head of the long list, up to where its last field stands that is read by place.
ENGLISH = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,"
    "Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,"
    "Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss,Elevation Low,Elevation High,"
    "Max Grade,Average Grade,Average Positive Grade,Average Negative Grade,Max Cadence,Average Cadence,"
    "Max Heart Rate,Average Heart Rate,Max Watts,Average Watts,Calories,Max Temperature,Average Temperature,"
    "Relative Effort,Total Work,Number of Runs,Uphill Time,Downhill Time,Other Time,Perceived Exertion,Total Steps"
)
#: The same columns in a language that nobody taught backlog.
INVENTED = ",".join(
    f"c{('elapsed', 'distance', 'heart', 'effort')[(5, 6, 7, 8).index(first)]}"
    if first in (5, 6, 7, 8)
    else f"c{first}"
    for first in (*range(15), 5, 16, 6, *range(18, 30), 7, *range(31, 37), 8, *range(38, 45))
)
FIRST = {
    "id": "77",
    "date": "Oct 8, 2025, 2:54:11 PM",
    "name": "Afternoon Run",
    "kind": "Run",
    "gear": "Red shoes",
    "shown": "5.20",
    "elapsed": "1900",
    "moving": "1800.0",
    "metres": "5203.5",
    "ascent": "31.4",
    "cadence": "81.5",
    "effort": "4.0",
    "steps": "4808.0",
    "description": "",
    "private": "",
}
PLACES = {"id": 0, "date": 1, "name": 2, "kind": 3, "description": 4, "shown": 6, "private": 10, "gear": 11}
PLACES |= {
    "filename": 12,
    "elapsed": 15,
    "moving": 16,
    "metres": 17,
    "ascent": 20,
    "cadence": 29,
    "effort": 43,
    "steps": 44,
}


def line(**cells: str) -> str:
    """A row of the long list: a run, unless the cells say otherwise."""
    row = [""] * 45
    for field, text in (FIRST | cells).items():
        row[PLACES[field]] = '"' + text.replace('"', '""') + '"'
    row[5] = row[15]
    return ",".join(row)


def parsed(text: str, **given: Any) -> Parsed:
    """What a list holds, and the assertion that it is recognised."""
    file = file_of(text, "activities.csv")
    assert strava.fits(file)
    return strava.read(file, options(**given))


def sessions(text: str, **given: Any) -> list[Session]:
    """The sessions of a list, and the assertion that it has no problems."""
    return sessions_of(parsed(text, **given))


def only(header: str = ENGLISH, **cells: str) -> Session:
    """The session of a list with one row."""
    (found,) = sessions(f"{header}\n{line(**cells)}\n")
    return found


def test_the_exact_columns_are_taken_not_those_that_are_shown() -> None:
    """The second distance is metres; the clock's time is the moving time, the end follows from the elapsed one."""
    run = only()
    assert (run.activity, run.distance_m, run.duration_s, run.ascent_m) == ("run", 5203.5, 1800.0, 31.4)
    assert (run.ended_at - run.started_at).total_seconds() == 1900
    assert (run.shoes, run.effort, run.steps) == ("Red shoes", 4.0, 4808)
    assert (run.source, run.source_key) == ("strava", "77")


def test_times_are_utc() -> None:
    """14:54 there is 16:54 in Berlin, and the evening before in Los Angeles where the night had not ended."""
    run = only()
    assert (run.started_at, run.zone) == (moment("2025-10-08 16:54:11"), "Europe/Berlin")
    (late,) = sessions(f"{ENGLISH}\n{line(date='Oct 8, 2025, 2:54:11 AM')}\n", zone="America/Los_Angeles")
    assert str(late.day) == "2025-10-07"


def test_an_assumed_zone_is_said() -> None:
    """The list names none: days are those of the zone given."""
    assert parsed(f"{ENGLISH}\n{line()}\n").remarks == (
        "Its times are in UTC; days are those of Europe/Berlin. For another zone, --zone.",
    )


def test_cadence_is_of_both_legs_on_foot() -> None:
    """Strava counts one leg's steps; pedals are counted as they turn."""
    assert only().cadence == 163.0
    assert only(kind="Ride").cadence == 81.5
    assert only(cadence="119").cadence == 238.0
    assert only(cadence="120").cadence == 120.0


def test_a_bike_is_not_a_pair_of_shoes() -> None:
    """The gear of a ride is left out."""
    assert (only(kind="Ride").shoes, only(kind="Hike").shoes) == (None, "Red shoes")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Morning Run", "Run"),
        ("Evening Weight Training", "Weight Training"),
        ("Lauf am Morgen", "Lauf"),
        ("Radfahrt am Nachmittag", "Radfahrt"),
        ("Course à pied le matin", "Course à pied"),
        ("Carrera por la tarde", "Carrera"),
        ("Corsa mattutina", "Corsa"),
        ("Corrida noturna", "Corrida"),
        ("Ochtendloop", "Hardloopsessie"),
        ("Run", "Run"),
    ],
)
def test_a_name_that_strava_gave_is_no_note(name: str, kind: str) -> None:
    """A time of day and the kind, in the language of the account."""
    assert only(name=name, kind=kind).note is None


@pytest.mark.parametrize(
    "name", ["Knee hurt", "Morning", "Evening Run with Anna", "Night owls", "Lauf am Morgen, steif"]
)
def test_a_name_that_a_person_gave_is_a_note(name: str) -> None:
    """Even one that begins as Strava's do."""
    assert only(name=name).note == name


def test_name_description_and_private_note_are_one_note() -> None:
    """A line each."""
    assert only(name="Slow one", description="Wet", private="Back 2/10").note == "Slow one\nWet\nBack 2/10"


def test_what_was_not_recorded_is_missing() -> None:
    """A gym session has a distance of 0 and no steps; nothing of that is a zero."""
    gym = only(kind="Weight Training", metres="0.0", shown="0", ascent="", cadence="", effort="", steps="", moving="")
    assert (gym.activity, gym.distance_m, gym.ascent_m, gym.cadence, gym.effort, gym.steps) == (
        *("strength", None, None),
        *(None, None, None),
    )
    assert gym.duration_s == 1900.0
    assert only(metres="0.0", shown="0").distance_m is None


def test_columns_without_a_use_are_counted_when_they_are_many() -> None:
    """Ninety names would hide what matters; the recording's file is used elsewhere."""
    few = f"{ENGLISH},Media\n{line(filename='activities/7.gpx')},a.jpg\n"
    assert parsed(few).unused == ("Media",)
    others = ",".join(f"More {number}" for number in range(13))
    values = ",".join("1" for _ in range(13))
    assert parsed(f"{ENGLISH},{others}\n{line()},{values}\n").unused == ("13 columns, such as More 0, More 1",)


GERMAN = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,"
    "Pendeln,Aktivitätsausrüstung,Dateiname"
)


def test_a_short_list_in_german_is_read_with_its_decimal_commas() -> None:
    """The archive of 2019 had ten columns, and distances in the account's unit."""
    (run,) = sessions(
        f'{GERMAN}\n8,"09.12.2022, 15:24:49",Lauf am Mittag,Lauf,"bewölkt",3189,"9,44",false,Alte Treter,\n'
    )
    assert (run.activity, run.distance_m, run.duration_s) == ("run", 9440.0, 3189.0)
    assert (run.started_at, run.note, run.shoes) == (moment("2022-12-09 16:24:49"), "bewölkt", "Alte Treter")


def test_a_distance_without_a_unit_is_in_that_of_the_person_but_swims_are_in_metres() -> None:
    """And said."""
    head = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance"
    text = f'{head}\n1,"Oct 8, 2022, 2:54:11 PM",,Run,,1800,3\n2,"Oct 9, 2022, 2:54:11 PM",,Swim,,1800,"1,500"\n'
    run, swim = sessions(text, units="mi")
    assert (run.distance_m, swim.distance_m) == (3 * 1609.344, 1500.0)
    assert "taken as mi, of swims as m" in parsed(text, units="mi").remarks[1]


def test_the_archive_before_july_2019_is_read() -> None:
    """Short English names, ISO times in UTC, metres."""
    (ride,) = sessions(
        "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
        "18,2018-09-12 15:02:23,Evening Run,Run,,1783,3681.0,true,Merida,activities/18.gpx\n"
    )
    assert (ride.distance_m, ride.duration_s, ride.started_at) == (3681.0, 1783.0, moment("2018-09-12 17:02:23"))


@pytest.mark.parametrize(
    ("date", "kind", "activity"),
    [
        ("8 oct. 2025, 14:54:11", "Course à pied", "run"),
        ("8 oct. 2025, 14:54:11", "Randonnée", "walk"),
        ("8 oct 2025, 14:54:11", "Caminata", "walk"),
        ("8 ott 2025, 14:54:11", "Camminata", "walk"),
        ("8 de out. de 2025, 14:54:11", "Corrida", "run"),
        ("8 okt. 2025 14:54:11", "Wandeling", "walk"),
        ("8 okt. 2025 14:54:11", "Krachttraining", "strength"),
    ],
)
def test_the_long_list_is_read_in_any_language_by_its_order(date: str, kind: str, activity: str) -> None:
    """Its repeated names stand where they stand in English: the columns between them are known."""
    found = only(INVENTED, date=date, kind=kind, name="Own name")
    assert (found.activity, found.distance_m, found.duration_s, found.ascent_m) == (activity, 5203.5, 1800.0, 31.4)
    assert (found.effort, found.source_key, found.note) == (4.0, "77", "Own name")
    assert found.started_at == moment("2025-10-08 16:54:11")


def without(place: int, text: str) -> str:
    """The long list without one of its columns."""
    return "\n".join(",".join(cells[:place] + cells[place + 1 :]) for cells in map(_cells, text.splitlines()))


def _cells(text: str) -> list[str]:
    return [f'"{cell}"' for cell in next(csv.reader([text]))]


def test_a_column_less_before_the_repeated_ones_moves_the_others() -> None:
    """The list of 2020 had no private note."""
    (run,) = sessions(without(10, f"{INVENTED}\n{line()}"))
    assert (run.distance_m, run.duration_s, run.shoes, run.cadence, run.effort) == (
        *(5203.5, 1800.0, "Red shoes"),
        *(163.0, 4.0),
    )


@pytest.mark.parametrize(("place", "cadence"), [(25, None), (35, 163.0)])
def test_a_column_whose_place_is_uncertain_is_not_guessed(place: int, cadence: float | None) -> None:
    """Where a column is missing before a repeated name, what stands there could be anything."""
    (run,) = sessions(without(place, f"{INVENTED}\n{line()}"))
    assert (run.distance_m, run.cadence, run.effort) == (5203.5, cadence, None)


def test_another_list_is_not_taken_for_stravas() -> None:
    """Neither any diary nor a long table without the repeated columns."""
    for header in ("date,distance,duration", "Activity Type,Date,Title,Distance", ",".join(f"c{n}" for n in range(45))):
        assert not strava.fits(file_of(f"{header}\n1,2,3\n"))


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"date": ""}, "The row does not say when."),
        ({"date": "Oct 8, 2025"}, "'Oct 8, 2025' has no time of day."),
        ({"date": "Oct 8, 2031, 2:54:11 PM"}, "2031-10-08T14:54:11+00:00 is still to come."),
        ({"metres": "far"}, "'far' is not a number for the distance."),
        ({"moving": "", "elapsed": ""}, "The recording lasts less than a second."),
        ({"metres": "52035.0"}, "52.03 km in 30:00 is faster than anyone runs."),
        ({"steps": "9" * 400}, None),
    ],
)
def test_a_row_that_cannot_be_costs_itself_only(cells: dict[str, str], what: str | None) -> None:
    """With its line; the others are taken."""
    found = parsed(f"{ENGLISH}\n{line(**cells)}\n{line(id='78')}\n")
    assert [(problem.line, problem.what) for problem in found.problems] == ([(2, what)] if what else [])
    assert len(found.rows) == (1 if what else 2)


def test_a_row_twice_is_said() -> None:
    """The second one is not a second session."""
    found = parsed(f"{ENGLISH}\n{line()}\n{line()}\n")
    assert [(problem.line, problem.what) for problem in found.problems] == [(3, "The row repeats line 2.")]


@pytest.mark.corpus
def test_real_header_rows_are_recognised(corpus: Path) -> None:
    """Of 103 columns in English, of 21 in French, of five in Spanish."""
    for name in ("en_103cols", "fr_21cols_prefix", "es_5cols_reduced"):
        path = corpus / "exports" / f"strava_activities_{name}.csv"
        assert strava.fits(file_of(path.read_bytes())), name
