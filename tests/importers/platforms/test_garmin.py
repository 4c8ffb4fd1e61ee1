"""Garmin Connect's list of activities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backlog.importers.parsed import Parsed
from backlog.importers.platforms import garmin
from backlog.model.session import Session
from tests.importers.helpers import file_of, options, sessions_of
from tests.make import moment

ENGLISH = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Avg Run Cadence,Total Ascent,Steps,"
    "Body Battery Drain,Moving Time,Elapsed Time"
)
RUN = 'Running,2025-02-06 17:06:03,false,"{title}","{distance}","447","{time}","153","{cadence}","{ascent}","{steps}",'
RUN += '"\'-12","00:31:08","{elapsed}"'
CELLS = {"title": "Potsdam Running", "distance": "5.48", "time": "00:31:24", "cadence": "153"}
CELLS |= {"ascent": "1,215", "steps": "4,808", "elapsed": "00:32:57"}


def line(kind: str = "Running", **cells: str) -> str:
    """A row of the list: a run, unless the cells say otherwise."""
    return RUN.format(**(CELLS | cells)).replace("Running", kind, 1)


def parsed(text: str, **given: Any) -> Parsed:
    """What a list holds, and the assertion that it is recognised."""
    file = file_of(text, "Activities.csv")
    assert garmin.fits(file)
    return garmin.read(file, options(**given))


def sessions(text: str, **given: Any) -> list[Session]:
    """The sessions of a list, and the assertion that it has no problems."""
    return sessions_of(parsed(text, **given))


def only(row: str, **given: Any) -> Session:
    """The session of a list with one row."""
    (found,) = sessions(f"{ENGLISH}\n{row}\n", **given)
    return found


def test_a_run_is_read_with_its_thousands() -> None:
    """`4,808` are steps by the thousand; the clock ran for 31:24, the end is 32:57 after the start."""
    run = only(line())
    assert (run.activity, run.distance_m, run.duration_s, run.ascent_m) == ("run", 5480.0, 1884.0, 1215.0)
    assert (run.steps, run.cadence, run.source) == (4808, 153.0, "garmin")
    assert (run.ended_at - run.started_at).total_seconds() == 1977


def test_times_are_those_of_the_zone_given() -> None:
    """And their key is as the list has them: the same again when the zone is corrected."""
    here, there = only(line()), only(line(), zone="America/New_York")
    assert (here.started_at, there.started_at) == (
        moment("2025-02-06 17:06:03"),
        moment("2025-02-06 17:06:03", "America/New_York"),
    )
    assert here.source_key == there.source_key == "2025-02-06T17:06:03|run"


def test_what_the_list_does_not_name_is_said() -> None:
    """Zone and unit."""
    assert parsed(f"{ENGLISH}\n{line()}\n").remarks == (
        "Its times name no zone: taken as Europe/Berlin. Say it with --zone.",
        "Its distances name no unit: taken as km. Say it with --units.",
    )


def test_miles_and_feet_are_told_by_the_option() -> None:
    """3.10 mi with 100 ft of climb."""
    run = only(line(distance="3.10", ascent="100"), units="mi")
    assert (run.distance_m, run.ascent_m) == pytest.approx((4988.9664, 30.48))


@pytest.mark.parametrize(
    ("kind", "distance", "units", "metres"),
    [
        ("Pool Swim", "1,500", "km", 1500.0),
        ("Pool Swim", "75", "km", 75.0),
        ("Pool Swim", "1,000", "mi", 914.4),
        ("Open Water Swimming", "1.50", "km", 1500.0),
        ("Track Running", "5,000", "km", 5000.0),
        ("Track Running", "100", "km", 100.0),
        ("Running", "99", "km", 99_000.0),
        ("Running", "12.5", "km", 12_500.0),
        ("Cycling", "120", "km", 120_000.0),
    ],
)
def test_swims_and_laps_on_a_track_are_in_metres(kind: str, distance: str, units: str, metres: float) -> None:
    """Kilometres have decimals; a whole number of at least 100 on foot, and of a swim, is metres (a swim's: yards)."""
    row = line(kind, distance=distance, time="05:31:24", elapsed="05:31:25")
    assert only(row, units=units).distance_m == pytest.approx(metres)


def test_two_dashes_and_zeros_are_missing() -> None:
    """A gym session has no distance, no steps, no climb."""
    gym = only(line("Strength Training", distance="0.00", cadence="--", ascent="--", steps="--", elapsed="00:00:00"))
    assert (gym.activity, gym.distance_m, gym.steps, gym.cadence, gym.ascent_m) == ("strength", None, None, None, None)
    assert only(line(distance="0.00")).distance_m is None


@pytest.mark.parametrize(
    ("text", "seconds"), [("00:07:43.2", 463.2), ("35:20", 2120.0), ("30:00,75", 1800.75), ("1:02:03", 3723.0)]
)
def test_durations_have_hours_or_none_and_fractions(text: str, seconds: float) -> None:
    """As the list writes them in one language or another."""
    assert only(line(time=text, distance="1.00")).duration_s == pytest.approx(seconds)


LISTS = {
    "de": (
        "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø Schrittfrequenz (Laufen),Anstieg gesamt,Schritte,"
        "Zeit in Bewegung,Verstrichene Zeit\n"
        'Laufen,2025-02-06 17:06:03,false,"Potsdam Laufen","5,48","447","00:31:24","153","1.215","4.808","00:31:08",'
        '"00:32:57"\n'
    ),
    "fr": (
        "Type d'activité,Date,Favori,Titre,Distance,Calories,Durée,Cadence de course moyenne,Ascension totale,Pas,"
        "Temps de déplacement,Temps écoulé\n"
        'Course à pied,2025-02-06 17:06:03,false,"Potsdam Course à pied","5,48","447","00:31:24","153","1 215","4 808",'
        '"00:31:08","00:32:57"\n'
    ),
    "es": (
        "Tipo de actividad,Fecha,Favorito,Título,Distancia,Calorías,Tiempo,Cadencia de carrera media,Ascenso total,"
        "Pasos,Tiempo en movimiento,Tiempo transcurrido\n"
        'Carrera,2025-02-06 17:06:03,false,"Potsdam Carrera","5.48","447","00:31:24","153","1,215","4,808","00:31:08",'
        '"00:32:57"\n'
    ),
    "it": (
        "Tipo di attività,Data,Preferita,Titolo,Distanza,Calorie,Tempo,Cadenza di corsa media,Ascesa totale,Passi,"
        "Tempo in movimento,Tempo trascorso\n"
        'Corsa,2025-02-06 17:06:03,false,"Potsdam Corsa","5,48","447","00:31:24","153","1.215","4.808","00:31:08",'
        '"00:32:57"\n'
    ),
    "pt": (
        "Tipo de atividade,Data,Favorito,Título,Distância,Calorias,Tempo total,Cadência de corrida média,Subida total,"
        "Passos,Tempo em movimento,Tempo transcorrido\n"
        'Corrida,2025-02-06 17:06:03,false,"Potsdam Corrida","5.48","447","00:31:24","153","1,215","4,808","00:31:08",'
        '"00:32:57"\n'
    ),
    "nl": (
        "Activiteittype,Datum,Favoriet,Titel,Afstand,Calorieën,Tijd,Gemiddelde loopcadans,Totale stijging,Stappen,"
        "Tijd bewogen,Verstreken tijd\n"
        'Hardlopen,2025-02-06 17:06:03,false,"Potsdam Hardlopen","5,48","447","00:31:24","153","1.215","4.808",'
        '"00:31:08","00:32:57"\n'
    ),
}


@pytest.mark.parametrize("language", list(LISTS))
def test_the_list_is_the_same_in_other_languages(language: str) -> None:
    """Headers, kinds and decimal marks are those of the account; what is read is one session, with one key."""
    assert sessions(LISTS[language]) == [only(line())]


@pytest.mark.parametrize(
    ("kind", "activity", "surface"),
    [
        ("Treadmill Running", "run", "treadmill"),
        ("Trailrunning", "run", "trail"),
        ("Laufbandtraining", "run", "treadmill"),
        ("Course à pied sur tapis roulant", "run", "treadmill"),
        ("Musculation", "strength", None),
        ("Randonnée", "walk", None),
        ("Natación en piscina", "swim", None),
        ("Indoor-Radfahren", "stationary-bike", None),
        ("Caminhada", "walk", None),
        ("Krachttraining", "strength", None),
    ],
)
def test_kinds_have_names_in_other_languages(kind: str, activity: str, surface: str | None) -> None:
    """With the surface, where the kind says it."""
    found = only(line(kind, distance="0.00"))
    assert (found.activity, found.surface) == (activity, surface)


def test_a_kind_that_nobody_knows_is_kept_by_its_name() -> None:
    """As another sport."""
    found = only(line("Kitesurfen"))
    assert (found.activity, found.sport) == ("other", "Kitesurfen")


@pytest.mark.parametrize("title", ["Potsdam Running", "Running", "Frankfurt am Main Running", "Treadmill Running", ""])
def test_a_title_that_garmin_gave_is_no_note(title: str) -> None:
    """The kind, or the place and the kind."""
    assert only(line(title=title)).note is None


@pytest.mark.parametrize("title", ["Z4 8km", "My knee hurts while running", "Long one"])
def test_a_title_that_a_person_gave_is_a_note(title: str) -> None:
    """Even one that ends like Garmin's."""
    assert only(line(title=title)).note == title


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (line().replace("2025-02-06 17:06:03", ""), "The row does not say when."),
        (line().replace(" 17:06:03", ""), "'2025-02-06' has no time of day."),
        (line().replace("17:06:03", "17.06 Uhr"), "I cannot read '17.06 Uhr' as a time of day."),
        (line(distance="far"), "'far' is not a number for the distance."),
        (line(time="soon"), "I cannot read 'soon' as a duration."),
        (line(distance="54.80"), "54.8 km in 31:24 is faster than anyone runs."),
    ],
)
def test_a_row_that_cannot_be_costs_itself_only(row: str, what: str) -> None:
    """With its line; the others are taken."""
    found = parsed(f"{ENGLISH}\n{row}\n{line().replace('2025-02-06', '2025-02-07')}\n")
    assert [(problem.line, problem.what) for problem in found.problems] == [(2, what)]
    assert len(found.rows) == 1


def test_two_activities_at_one_time_are_the_same_one_twice() -> None:
    """A list that was put together from two exports."""
    found = parsed(f"{ENGLISH}\n{line()}\n{line()}\n")
    assert [(problem.line, problem.what) for problem in found.problems] == [(3, "The row repeats line 2.")]


def test_another_table_is_not_taken_for_garmins() -> None:
    """A diary of one's own, Strava's list, Runkeeper's."""
    for header in (
        "Activity Type,Date,Title,Distance,Time",
        "Activity ID,Activity Date,Activity Name,Activity Type",
        "Date,Type,Route Name,Distance (mi),Duration",
    ):
        assert not garmin.fits(file_of(f"{header}\n1,2,3\n"))


@pytest.mark.corpus
def test_a_real_list_in_german_is_read(corpus: Path) -> None:
    """One ride of 42.02 km."""
    path = corpus / "exports" / "garmin_activities_de.csv"
    (ride,) = sessions(file_of(path.read_bytes()).text)
    assert (ride.activity, ride.distance_m, ride.duration_s, ride.ascent_m) == ("bike", 42020.0, 13906.0, 933.0)
