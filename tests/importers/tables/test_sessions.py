"""A CSV of sessions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backlog.errors import InputError
from tests.importers.helpers import parse, problems, sessions
from tests.make import hours, moment

MILE = 1609.344


def test_columns_are_recognised_by_their_names() -> None:
    """Case, blanks, underscores and units in the names do not matter."""
    (found,) = sessions(
        "Date,START time,Activity,Distance (mi),Duration,Surface,foot_strike,Shoes,Effort,Pain During,"
        "Climb [ft],Mood before,mood after,Steps,Cadence,Notes\n"
        '2026-11-03,18:30,Running,2,14:30,Grass,Forefoot,Blue,4,"2,5",100,5,7,"2,100",172,  windy \n'
    )
    assert (found.started_at, found.ended_at) == (moment("2026-11-03 18:30"), moment("2026-11-03 18:44:30"))
    assert (found.day, found.zone, found.approximate, found.end_estimated) == (
        date(2026, 11, 3),
        "Europe/Berlin",
        False,
        False,
    )
    assert (found.activity, found.distance_m, found.duration_s) == ("run", 2 * MILE, 870.0)
    assert (found.surface, found.strike, found.shoes, found.effort) == ("grass", "forefoot", "Blue", 4.0)
    assert (found.during, found.mood_before, found.mood_after) == (2.5, 5.0, 7.0)
    assert found.ascent_m == pytest.approx(30.48)
    assert (found.steps, found.cadence, found.note) == (2100, 172.0, "windy")


def test_cells_that_say_nothing_are_unknown() -> None:
    """Everything but the time and the activity may be missing, and missing is not zero."""
    (found,) = sessions("date,activity,distance,duration,pain during,climb\n2026-11-03,run,--,,n/a,\n")
    assert (found.distance_m, found.duration_s, found.during, found.ascent_m) == (None, None, None, None)


@pytest.mark.parametrize(
    ("header", "cell", "units", "metres"),
    [
        ("distance", "5", "km", 5000.0),
        ("distance", "5", "mi", 5 * MILE),
        ("distance (km)", "5", "mi", 5000.0),
        ("distance_m", "800", "km", 800.0),
        ("Distance (miles)", "3.1", "km", 3.1 * MILE),
        ("distance", "3.1 mi", "km", 3.1 * MILE),
        ("distance", '"3,5"', "km", 3500.0),
        ("distance", '"3,5 km"', "mi", 3500.0),
    ],
)
def test_a_distance_is_read_in_the_unit_nearest_to_it(header: str, cell: str, units: str, metres: float) -> None:
    """The cell's own unit wins over the column's, and that over the option."""
    (found,) = sessions(f"date,{header}\n2026-11-03,{cell}\n", units=units)
    assert found.distance_m == pytest.approx(metres)


def test_a_european_spreadsheet_is_read() -> None:
    """BOM, semicolons, decimal commas, CRLF, dates with points and German names."""
    found = sessions(
        '\ufeffDatum;Distanz;Dauer;Sportart;Notiz\r\n01.11.2026 18:30;3,5;25:30;Laufen;"grüß; dich"\r\n'
        "02.11.2026;5,25;1:02:00;Gehen;\r\n"
    )
    assert [(s.activity, s.distance_m, s.duration_s, s.note) for s in found] == [
        ("run", 3500.0, 1530.0, "grüß; dich"),
        ("walk", 5250.0, 3720.0, None),
    ]


def test_any_column_can_be_mapped() -> None:
    """--map names the column of a field; columns that stay unused are told."""
    parsed = parse("Wann,Wie weit,Laune\n2026-11-03,5,gut\n", columns={"start": "Wann", "distance": "wie weit"})
    assert [row.value.distance_m for row in parsed.rows] == [5000.0]  # type: ignore[union-attr]
    assert parsed.unused == ("Laune",)


def test_a_mapping_wins_over_a_name() -> None:
    """Of two columns named Distance the second can be chosen, with the unit of its name or the option."""
    text = "date,Distance,Distance\n2026-11-03,5,3\n"
    assert [s.distance_m for s in sessions(text)] == [5000.0]
    assert [s.distance_m for s in sessions(text, columns={"distance": "Distance#2"})] == [3000.0]


@pytest.mark.parametrize(
    ("columns", "slug"),
    [({"tempo": "date"}, "bad-map"), ({"distance": "Weg"}, "bad-map")],
)
def test_a_mapping_to_nothing_is_refused(columns: dict[str, str], slug: str) -> None:
    """A field that is none, a column that is not there."""
    with pytest.raises(InputError) as refusal:
        parse("date,distance\n2026-11-03,5\n", columns=columns)
    assert refusal.value.slug == slug


def test_a_file_without_times_is_refused() -> None:
    """Sessions that happened at no time mean nothing."""
    with pytest.raises(InputError) as refusal:
        parse("distance,duration\n5,30\n", kind="sessions")
    assert refusal.value.slug == "column-missing"


def test_a_bare_date_is_noon_and_approximate() -> None:
    """It belongs to its day; the hour is not known."""
    (found,) = sessions("date,distance,duration\n2026-11-03,5,30\n")
    assert (found.started_at, found.approximate, found.day) == (moment("2026-11-03 12:00"), True, date(2026, 11, 3))


def test_an_unknown_duration_is_estimated_from_the_distance() -> None:
    """At the assumed 8 min/km of a run, marked estimated; the duration itself stays unknown."""
    (found,) = sessions("date,start,distance\n2026-11-03,18:00,5\n")
    assert (found.ended_at, found.end_estimated, found.duration_s) == (moment("2026-11-03 18:40"), True, None)


def test_an_end_gives_the_duration() -> None:
    """Also where it is after midnight."""
    (found,) = sessions("date,start,end,activity\n2026-11-03,23:30,0:10,walk\n")
    assert (found.ended_at, found.duration_s, found.end_estimated) == (moment("2026-11-04 00:10"), 2400.0, False)


def test_a_session_belongs_to_the_date_of_its_start_in_its_zone() -> None:
    """20:00 in New York is the next day in Berlin, and stays the third."""
    (found,) = sessions("date,start,zone,distance\n2026-11-03,20:00,America/New_York,5\n")
    assert (found.day, found.started_at) == (date(2026, 11, 3), moment("2026-11-04 02:00"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Running", ("run", None, None)),
        ("Nordic Walking", ("walk", None, None)),
        ("Hiking", ("walk", None, None)),
        ("Cycling", ("bike", None, None)),
        ("ELLIPTICAL", ("elliptical", None, None)),
        ("strength_training", ("strength", None, None)),
        ("stationary-bike", ("stationary-bike", None, None)),
        ("Trail Run", ("run", "trail", None)),
        ("Treadmill", ("run", "treadmill", None)),
        ("Chess Boxing", ("other", None, "Chess Boxing")),
    ],
)
def test_names_of_activities_become_tokens(name: str, expected: tuple[str, str | None, str | None]) -> None:
    """What is not known is `other` and keeps its own name; some names say the surface too."""
    (found,) = sessions(f"date,activity\n2026-11-03,{name}\n")
    assert (found.activity, found.surface, found.sport) == expected


def test_without_a_column_of_activities_they_are_runs_and_it_is_said() -> None:
    """--activity says otherwise."""
    text = "date,distance\n2026-11-03,5\n"
    assert parse(text).remarks == ("No column says the activity: taken as run.",)
    assert [s.activity for s in sessions(text, activity="walk")] == ["walk"]


def test_an_unknown_surface_is_left_out_and_the_session_taken() -> None:
    """A word in one cell does not cost the row."""
    parsed = parse("date,distance,surface\n2026-11-03,5,moon dust\n")
    assert [row.value.surface for row in parsed.rows] == [None]  # type: ignore[union-attr]
    assert [(p.line, p.what, p.lost) for p in parsed.problems] == [
        (2, "'moon dust' is not a surface that I know; the session was taken without it.", False)
    ]


def test_one_bad_row_never_loses_a_file() -> None:
    """Each is a problem with its line, and the good one is taken."""
    text = (
        "date,distance,duration,effort\n"
        "2026-11-01,0,10,\n"
        "2026-11-02,2000,600,\n"
        "2026-11-03,150,1200,\n"
        "2026-11-04,5,3:00,\n"
        "2026-11-05,5 parsec,30,\n"
        "2026-11-06,5,abc,\n"
        "2026-11-07,5,30,11\n"
        "31.2.2026,5,30,\n"
        ",5,30,\n"
        "2027-01-01,5,30,\n"
        "2026-11-08,5,30,3\n"
    )
    parsed = parse(text)
    assert [problem.line for problem in parsed.problems] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert [row.line for row in parsed.rows] == [12]
    assert all(problem.lost for problem in parsed.problems)


def test_over_100_km_on_foot_can_be_confirmed() -> None:
    """It is possible and rare; --yes takes it, and a bicycle needs none."""
    text = "date,distance,duration\n2026-11-03,150,1200\n"
    assert [line for line, _ in problems(text)] == [2]
    assert [s.distance_m for s in sessions(text, sure=True)] == [150_000.0]
    assert [s.distance_m for s in sessions(text, activity="bike")] == [150_000.0]


def test_a_session_that_would_end_in_the_future_is_a_problem() -> None:
    """It is noon: a session of an hour cannot have begun at 11:30."""
    assert problems("date,start,duration,distance\n2026-11-16,11:30,60,5\n") == [
        (2, "The end, 2026-11-16 11:30 UTC, is still to come.")
    ]


def test_a_bare_date_of_today_ends_by_now() -> None:
    """The assumed noon gives way to what is possible."""
    (found,) = sessions("date,duration,distance\n2026-11-16,60,5\n")
    assert (found.started_at, found.ended_at) == (moment("2026-11-16 11:00"), moment("2026-11-16 12:00"))


def test_zero_on_a_machine_is_a_distance_not_measured() -> None:
    """Programs write 0.00 for an elliptical; on foot it would be a slip."""
    (found,) = sessions("date,activity,distance,duration\n2026-11-03,elliptical,0.00,30\n")
    assert found.distance_m is None


def test_a_row_that_repeats_a_start_is_a_problem() -> None:
    """The same activity cannot begin twice at the same moment."""
    text = "date,start,distance\n2026-11-03,18:00,5\n2026-11-03,18:00,5\n"
    assert problems(text) == [(3, "The row repeats line 2.")]


def test_equal_rows_of_a_day_without_times_are_two_sessions() -> None:
    """Walking to work and back is twice 2 km."""
    found = sessions("date,activity,distance\n2026-11-03,walk,2\n2026-11-03,walk,2\n")
    assert len({s.source_key for s in found}) == 2


def test_the_key_of_a_row_does_not_depend_on_the_zone_or_the_distance() -> None:
    """So a corrected file, or another --zone, adds nothing at a second import."""
    (one,) = sessions("date,start,distance\n2026-11-03,18:00,5\n")
    (other,) = sessions("date,start,distance\n2026-11-03,18:00,5.2\n", zone="America/New_York")
    assert one.source_key == other.source_key


@pytest.mark.parametrize(
    ("text", "start", "duration"),
    [
        ("date,time,distance,duration\n2026-11-03,18:30,5,30\n", "18:30", 1800.0),
        ("date,time,distance\n2026-11-03,31:30,5\n", "12:00", 1890.0),
        ("date,time,distance\n2026-11-03,7:30 pm,5\n", "19:30", None),
        ("date,time,distance\n2026-11-03,07:15,5\n", "07:15", None),
        ("date,start,time,distance\n2026-11-03,18:30,30:00,5\n", "18:30", 1800.0),
        ("date,time (min),distance\n2026-11-03,30,5\n", "12:00", 1800.0),
    ],
)
def test_a_column_named_time_is_what_its_cells_can_be(text: str, start: str, duration: float | None) -> None:
    """A time of day beside a duration, a duration beside a start; else what fits the distance."""
    (found,) = sessions(text)
    assert (found.started_at, found.duration_s) == (moment(f"2026-11-03 {start}"), duration)


def test_a_column_named_time_that_could_be_both_is_asked_about() -> None:
    """18:30 for 3 km is a good pace and a usual hour; a mapping answers."""
    text = "date,time,distance\n2026-11-03,18:30,3\n"
    with pytest.raises(InputError, match="--map start=time or --map duration=time"):
        parse(text)
    assert [s.duration_s for s in sessions(text, columns={"duration": "time"})] == [1110.0]
    assert [s.started_at for s in sessions(text, columns={"start": "time"})] == [moment("2026-11-03 18:30")]


def test_pain_in_the_rows_of_sessions_becomes_readings() -> None:
    """At the end, a day and two days after it: marked approximate, because only the column says when."""
    parsed = parse("date,start,duration,distance,pain after,pain 24h,pain 48h\n2026-11-03,18:00,30,5,2,3,\n")
    values = [row.value for row in parsed.rows]
    ended = moment("2026-11-03 18:30")
    assert [(v.at, v.score, v.approximate) for v in values[1:]] == [  # type: ignore[union-attr]
        (ended, 2.0, True),
        (ended + hours(24), 3.0, True),
    ]


@pytest.mark.parametrize(
    ("day", "start", "end", "minutes"),
    [
        ("2026-10-24", "23:10", "00:30", 80),
        ("2026-10-25", "02:50", "02:10", 20),
        ("2026-10-25", "23:10", "00:30", 80),
        ("2026-03-28", "23:10", "00:30", 80),
        ("2026-03-29", "01:50", "03:10", 20),
        ("2026-03-29", "23:10", "00:30", 80),
    ],
)
def test_an_end_is_on_the_clock_of_its_night(day: str, start: str, end: str, minutes: int) -> None:
    """Also where that night has an hour twice, or lacks one."""
    (found,) = sessions(f"date,start,end,activity,distance (km)\n{day},{start},{end},run,3\n")
    assert timedelta(minutes=minutes) == found.ended_at - found.started_at
