"""TCX: activities with their laps to sessions."""

from __future__ import annotations

import contextlib
import importlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from backlog.errors import InputError
from backlog.importers.parsed import Parsed
from backlog.importers.recordings import tcx
from backlog.model.session import Session
from tests.importers.helpers import file_of, options, sessions_of, told
from tests.importers.recordings.fit_files import START, STEP_M

#: The stubs of lxml do not know its builder.
E: Any = importlib.import_module("lxml.builder").E


def at(seconds: float) -> str:
    """The time so many seconds after START, as the form writes it."""
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def point(seconds: float, *, place: bool = True, gone: float | None = None, cadence: int | None = None) -> Any:
    """A trackpoint, one step north of the one a minute before."""
    made = E.Trackpoint(E.Time(at(seconds)))
    if place:
        made.append(
            E.Position(E.LatitudeDegrees(str(52.5 + seconds / 60 * 1e-4)), E.LongitudeDegrees("13.4")),
        )
    if gone is not None:
        made.append(E.DistanceMeters(str(gone)))
    if cadence is not None:
        made.append(E.Extensions(E.TPX(E.RunCadence(str(cadence)))))
    return made


def lap(begin: float, *more: Any, seconds: str | None = "600", metres: str | None = "1500") -> Any:
    """A lap that begins so many seconds after START; what it does not say is None."""
    made = E.Lap(StartTime=at(begin))
    if seconds is not None:
        made.append(E.TotalTimeSeconds(seconds))
    if metres is not None:
        made.append(E.DistanceMeters(metres))
    made.extend(more)
    return made


def activity(*laps: Any, sport: str = "Running", note: str = "") -> Any:
    """An activity of these laps."""
    return E.Activity(E.Id(at(0)), *([E.Notes(note)] if note else []), *laps, Sport=sport)


def text(*inside: Any, within: str = "Activities") -> str:
    """A TCX file that holds these."""
    root = E.TrainingCenterDatabase(
        E(within, *inside), xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
    )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="unicode")


def read(data: str | bytes, **fields: Any) -> Parsed:
    """What run.tcx holds."""
    return tcx.read(file_of(data, "run.tcx"), options(**fields))


def sessions(data: str | bytes, **fields: Any) -> list[Session]:
    """The sessions of a file that has no problems."""
    return sessions_of(read(data, **fields))


def track(*seconds: float, **fields: Any) -> Any:
    """The points at these seconds."""
    return E.Track(*(point(second, **fields) for second in seconds))


RUN = text(activity(lap(0, track(0, 300, 600)), lap(700, track(700, 1300)), note="Knee was fine"))


def test_the_laps_of_an_activity_are_one_session() -> None:
    """Distance and time are the sum of what the laps say; the end is the last point, after a pause of 100 s."""
    (found,) = sessions(RUN)
    assert (found.activity, found.started_at, found.ended_at) == ("run", START, START + timedelta(seconds=1300))
    assert (found.distance_m, found.duration_s, found.note) == (3000.0, 1200.0, "Knee was fine")
    assert (found.source, found.source_key) == ("tcx", "2026-11-15T09:00:00+00:00|running")


def test_activities_of_a_file_are_sessions_of_their_own() -> None:
    """However closely they follow on one another."""
    data = text(
        activity(lap(0, track(0, 600)), sport="Other", note="Walking"),
        activity(lap(600, track(600, 1200))),
    )
    assert [(s.activity, s.started_at) for s in sessions(data)] == [
        ("walk", START),
        ("run", START + timedelta(seconds=600)),
    ]


def test_a_multisport_session_is_as_many_as_it_has_sports() -> None:
    """The change between them is none."""
    swim, ride = activity(lap(0), sport="Other", note="Swimming.open_water"), activity(lap(900), sport="Biking")
    change = E.Transition(E.TotalTimeSeconds("300"), E.DistanceMeters("100"), StartTime=at(600))
    data = text(E.MultiSportSession(E.Id(at(0)), E.FirstSport(swim), E.NextSport(change, ride)))
    assert [(s.activity, s.duration_s, s.distance_m) for s in sessions(data)] == [
        ("swim", 600.0, 1500.0),
        ("bike", 600.0, 1500.0),
    ]


@pytest.mark.parametrize(
    ("sport", "note", "kind", "surface", "kept"),
    [
        ("Running", "", "run", None, None),
        ("Biking", "", "bike", None, None),
        ("Walking", "", "walk", None, None),
        ("Other", "", "other", None, None),
        ("Other", "Swimming.open_water", "swim", None, None),
        ("Other", "Yoga", "limbering", None, None),
        ("Other", "Walk with Nico", "walk", None, "Walk with Nico"),
        ("Running", "Treadmill run, knee fine", "run", "treadmill", "Treadmill run, knee fine"),
        ("Running", "Walked home, then yoga", "run", None, "Walked home, then yoga"),
        ("Running", "Aerobics", "run", None, "Aerobics"),
    ],
)
def test_the_sport_is_closer_where_the_notes_say_more(
    sport: str, note: str, kind: str, surface: str | None, kept: str | None
) -> None:
    """Notes make no run a walk; those that say only the activity are no note."""
    (found,) = sessions(text(activity(lap(0), sport=sport, note=note)))
    assert (found.activity, found.surface, found.note) == (kind, surface, kept)


def test_a_plan_tells_the_sport_that_is_other() -> None:
    """As Polar names it."""
    made = activity(lap(0), sport="Other")
    made.append(E.Training(E.Plan(E.Name("Running"), Type="Workout")))
    assert [s.activity for s in sessions(text(made))] == ["run"]


@pytest.mark.parametrize("said", ["0", "0.0", None, "-5", "much"])
def test_a_distance_that_the_lap_does_not_say_is_its_points(said: str | None) -> None:
    """What the device had counted; without that the way between the positions."""
    counted = E.Track(point(0, gone=100.0), point(600, gone=1400.0))
    assert [s.distance_m for s in sessions(text(activity(lap(0, counted, metres=said))))] == [1300.0]
    (placed,) = sessions(text(activity(lap(0, track(0, 300, 600), metres=said))))
    assert placed.distance_m == pytest.approx(10 * STEP_M, rel=1e-3)


def test_a_lap_of_rest_adds_nothing() -> None:
    """At the end of a pool: 0 m, and points without positions."""
    rest = lap(600, track(600, 660, place=False), seconds="60", metres="0")
    (found,) = sessions(text(activity(lap(0, track(0, 600, place=False)), rest)))
    assert (found.distance_m, found.duration_s) == (1500.0, 660.0)


def test_a_distance_of_nothing_at_all_is_unknown() -> None:
    """Never 0 km, where points were recorded."""
    (found,) = sessions(text(activity(lap(0, track(0, 600, place=False), metres="0"))))
    assert found.distance_m is None


@pytest.mark.parametrize("said", ["0", None])
def test_a_time_that_the_lap_does_not_say_is_its_points(said: str | None) -> None:
    """From the first of them to the last."""
    assert [s.duration_s for s in sessions(text(activity(lap(0, track(0, 540), seconds=said))))] == [540.0]


def test_steps_and_cadence_are_of_both_feet() -> None:
    """A lap of 80 and one half as long of 86 of one foot; strokes of what is no activity on foot are no steps."""

    def told_lap(begin: float, seconds: str, cadence: str, steps: str) -> Any:
        return lap(begin, E.Extensions(E.LX(E.AvgRunCadence(cadence), E.Steps(steps))), seconds=seconds)

    laps = told_lap(0, "600", "80", "1600"), told_lap(600, "300", "86", "860")
    (found,) = sessions(text(activity(*laps)))
    assert (found.cadence, found.steps) == (164.0, 2460)
    (rowed,) = sessions(text(activity(*laps, sport="Other")))
    assert (rowed.cadence, rowed.steps) == (None, None)


def test_steps_are_unknown_where_a_lap_does_not_say_them() -> None:
    """Missing is not zero."""
    laps = lap(0, E.Extensions(E.LX(E.Steps("1600")))), lap(600)
    assert [s.steps for s in sessions(text(activity(*laps)))] == [None]


@pytest.mark.parametrize(("one", "both"), [(60, 120.0), (120, 240.0), (121, 121.0)])
def test_the_cadence_of_the_points_is_of_one_foot_up_to_120(one: int, both: float) -> None:
    """Nobody runs with more of one foot; points that stand do not count."""
    made = E.Track(point(0, cadence=one), point(300, cadence=0), point(600, cadence=one))
    assert [s.cadence for s in sessions(text(activity(lap(0, made))))] == [both]


def test_a_start_that_was_never_set_is_the_first_point() -> None:
    """A lap of 2015, its points of today."""
    data = RUN.replace('StartTime="2026', 'StartTime="2015')
    parsed = read(data)
    assert [row.value.started_at for row in parsed.rows if isinstance(row.value, Session)] == [START]
    assert told(parsed) == [
        ("It says that it began on 2015-11-15, its points on 2026-11-15: taken from its points.", False)
    ]


@pytest.mark.parametrize(("apart", "start"), [(86399, -86399), (86400, 0)])
def test_a_start_less_than_a_day_before_the_points_is_believed(apart: int, start: int) -> None:
    """A receiver may take long to find itself."""
    parsed = read(text(activity(lap(-apart, track(0, 600)))))
    (row,) = parsed.rows
    assert isinstance(row.value, Session)
    assert row.value.started_at == START + timedelta(seconds=start)


def test_a_last_point_days_later_makes_no_session_of_days() -> None:
    """The time that the laps say remains."""
    (found,) = sessions(text(activity(lap(0, track(0, 300, 600, 9 * 86400)))))
    assert (found.duration_s, found.ended_at) == (600.0, START + timedelta(seconds=600))


@pytest.mark.parametrize(
    "spoilt",
    [
        "          " + RUN,
        "\ufeff" + RUN,
        RUN.replace("<Track>", "<Extensions><ns3:LX><ns3:Speed/></ns3:LX></Extensions><Track>"),
        RUN.replace(' xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"', ""),
        RUN.replace("<Id>", "<Id>x"),
    ],
)
def test_files_that_are_not_quite_tcx_are_read(spoilt: str) -> None:
    """White space before the declaration, prefixes that nobody declared, no namespace, no identity."""
    assert [(s.distance_m, s.duration_s) for s in sessions(spoilt)] == [(3000.0, 1200.0)]


def test_a_file_that_breaks_off_gives_what_can_be_read() -> None:
    """The first lap and the beginning of the second, with a warning."""
    parsed = read(RUN[: RUN.index("<Track>", RUN.index(at(700)))])
    assert [row.value.distance_m for row in parsed.rows if isinstance(row.value, Session)] == [3000.0]
    assert told(parsed) == [("The file breaks off or is damaged: what could be read was taken.", False)]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (
            text(E.Course(E.Name("Lake"), lap(0), track(0, 600)), within="Courses"),
            "run.tcx is a course, a way to follow: nothing in it was done yet.",
        ),
        (
            text(E.Workout(E.Name("6 x 400"), Sport="Running"), within="Workouts"),
            "run.tcx is a planned workout: nothing in it was done yet.",
        ),
        (text(), "run.tcx holds no activity."),
        (text(E.Activity(E.Id("?"), Sport="Running")), "run.tcx holds an activity that does not say when it was."),
        (RUN[:150], "run.tcx breaks off before its first activity."),
        ("no XML", "run.tcx is not XML that I can read."),
    ],
)
def test_what_was_not_done_is_refused_by_name(data: str, what: str) -> None:
    """A course, a workout, nothing."""
    with pytest.raises(InputError) as refused:
        read(data)
    assert (refused.value.slug, refused.value.what) == ("bad-import", what)


@given(st.binary(max_size=60), st.integers(0, len(RUN)), st.integers(0, len(RUN)))
def test_no_damage_ends_in_a_traceback_or_in_silence(junk: bytes, left: int, right: int) -> None:
    """Pieces cut out, doubled, or replaced by junk: sessions, a problem, or a refusal."""
    good = RUN.encode()
    with contextlib.suppress(InputError):
        parsed = read(good[:left] + junk + good[right:])
        assert parsed.rows or any(problem.lost for problem in parsed.problems)


@pytest.mark.corpus
def test_real_activities_agree_with_their_laps(corpus: Path) -> None:
    """Start, distance and time of every activity, as another program read them; and every run is one."""
    known = json.loads((corpus / "activity_files.json").read_text())
    for path in sorted((corpus / "tcx").glob("*.tcx")):
        expected = known[f"tcx/{path.name}"]["activities"]
        parsed = tcx.read(file_of(path.read_bytes(), path.name), options())
        found = [row.value for row in parsed.rows if isinstance(row.value, Session)]
        assert parsed.problems == ()
        assert len(found) == len(expected)
        for session, told_of in zip(found, expected, strict=True):
            start = datetime.fromisoformat(told_of["lap_start"])
            assert session.started_at == start.replace(microsecond=0)
            assert session.distance_m == pytest.approx(told_of["sum_lap_distance_m"], rel=0.005)
            assert session.duration_s == pytest.approx(told_of["sum_lap_time_s"], abs=0.1)
            assert (session.activity == "run") == (told_of["sport"] == "Running")
