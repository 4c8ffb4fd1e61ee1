"""GPX: tracks to sessions."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint
from hypothesis import given
from hypothesis import strategies as st

from backlog.errors import InputError
from backlog.importers.parsed import Parsed
from backlog.importers.recordings import gpx
from backlog.model.session import Session
from tests.importers.helpers import file_of, options, sessions_of, told
from tests.importers.recordings.fit_files import START, STEP_M


def segment(begin: float, end: float, every: float = 60) -> GPXTrackSegment:
    """One step north every so many seconds, from and to seconds after START."""
    count = int((end - begin) // every)
    return GPXTrackSegment(
        [
            GPXTrackPoint(52.5 + number * 1e-4, 13.4, 34.0, START + timedelta(seconds=begin + number * every))
            for number in range(count + 1)
        ]
    )


def track(*segments: GPXTrackSegment, kind: str | None = None, name: str | None = None) -> Any:
    """A track of these segments."""
    made: Any = GPXTrack(name=name)
    made.type = kind
    made.segments = list(segments)
    return made


def text(*tracks: GPXTrack) -> str:
    """A GPX file of these tracks."""
    made = GPX()
    made.tracks = list(tracks)
    return made.to_xml()


def read(data: str | bytes, **fields: Any) -> Parsed:
    """What run.gpx holds."""
    return gpx.read(file_of(data, "run.gpx"), options(**fields))


def sessions(data: str | bytes, **fields: Any) -> list[Session]:
    """The sessions of a file that has no problems."""
    return sessions_of(read(data, **fields))


RUN = text(track(segment(0, 600), kind="running", name="Round the lake"))


def test_a_track_is_a_session() -> None:
    """Ten steps in ten minutes; its name is the note, and heights are no ascent."""
    (found,) = sessions(RUN)
    assert (found.activity, found.started_at, found.ended_at) == ("run", START, START + timedelta(minutes=10))
    assert (found.duration_s, found.note, found.ascent_m) == (600.0, "Round the lake", None)
    assert found.distance_m == pytest.approx(10 * STEP_M, rel=1e-3)
    assert (found.source, found.source_key) == ("gpx", "2026-11-15T09:00:00+00:00|track")


def test_between_segments_the_clock_stood() -> None:
    """Ten minutes, a pause of ten, and five more: the way over the pause is not counted."""
    (found,) = sessions(text(track(segment(0, 600), segment(1200, 1500), kind="running")))
    assert (found.duration_s, found.ended_at - found.started_at) == (900.0, timedelta(minutes=25))
    assert found.distance_m == pytest.approx(15 * STEP_M, rel=1e-3)


@pytest.mark.parametrize(("gap_s", "count"), [(3599, 1), (3600, 2)])
def test_a_receiver_switched_off_for_less_than_an_hour_goes_on(gap_s: int, count: int) -> None:
    """Two tracks of one kind; an hour between them makes two sessions."""
    found = sessions(text(track(segment(0, 600)), track(segment(600 + gap_s, 1200 + gap_s))))
    assert len(found) == count
    assert [s.duration_s for s in found] == ([1200.0] if count == 1 else [600.0, 600.0])


def test_tracks_of_different_kinds_are_different_sessions() -> None:
    """However short the time between them."""
    data = text(track(segment(0, 600), kind="cycling"), track(segment(660, 1260), kind="running"))
    assert [s.activity for s in sessions(data)] == ["bike", "run"]


@pytest.mark.parametrize(("hours", "count"), [(6, 1), (6.1, 2)])
def test_a_track_over_days_is_as_many_sessions_as_it_has_long_breaks(hours: float, count: int) -> None:
    """A break of up to six hours is a break."""
    later = 600 + hours * 3600
    assert len(sessions(text(track(segment(0, 600), segment(later, later + 600))))) == count


def test_a_clock_that_was_not_set_at_first_makes_no_session_of_days() -> None:
    """Three points 27 days ahead, or at the beginning of 2000, before the satellites told the time."""
    for wrong in (27 * 86400, -26 * 365 * 86400):
        parsed = read(text(track(segment(wrong, wrong + 120), segment(0, 600), kind="running")))
        (row,) = parsed.rows
        assert isinstance(row.value, Session)
        assert (row.value.started_at, row.value.duration_s) == (START, 600.0)
        assert told(parsed) == [("3 of 14 points have a time that does not fit the others: left out.", False)]


@pytest.mark.parametrize(("points", "every", "count"), [(4, 60, 1), (5, 60, 2), (5, 14.75, 1), (5, 15, 2)])
def test_a_piece_far_from_the_rest_is_a_session_if_it_is_large_enough(points: int, every: float, count: int) -> None:
    """Five points and a minute, three days before."""
    before = -3 * 86400.0
    parsed = read(text(track(segment(before, before + (points - 1) * every, every), segment(0, 600))))
    assert (len(parsed.rows), len(parsed.problems)) == (count, 2 - count)


def test_points_written_last_first_are_the_same_session() -> None:
    """Some programs do."""
    backwards = segment(0, 600)
    backwards.points.reverse()
    (found,) = sessions(text(track(backwards, kind="running")))
    assert (found.started_at, found.duration_s) == (START, 600.0)


def test_the_same_way_told_twice_is_one_session() -> None:
    """A receiver's log and the copy that was saved of it: the one with more points is taken."""
    parsed = read(text(track(segment(0, 600)), track(segment(5, 600, every=5))))
    assert [row.value.duration_s for row in parsed.rows if isinstance(row.value, Session)] == [595.0]
    assert told(parsed) == [("Two of its tracks are of the same time: the one with fewer points was left out.", False)]


def test_a_copy_of_the_second_of_two_tracks_leaves_the_first_one_there() -> None:
    """Which is left out is settled between tracks, before any are joined."""
    parsed = read(text(track(segment(0, 600)), track(segment(700, 1300)), track(segment(700, 1300, every=5))))
    assert [1200.0] == [row.value.duration_s for row in parsed.rows if isinstance(row.value, Session)]
    assert 1 == len(parsed.problems)


def test_a_copy_with_fewer_points_is_left_out_though_it_comes_second() -> None:
    """The first one is the denser here."""
    parsed = read(text(track(segment(0, 600, every=5)), track(segment(60, 600))))
    assert [600.0] == [row.value.duration_s for row in parsed.rows if isinstance(row.value, Session)]
    assert 1 == len(parsed.problems)


@pytest.mark.parametrize(("begin", "taken"), [(540, 1260.0), (539, 660.0)])
def test_tracks_that_overlap_by_up_to_a_minute_follow_on_one_another(begin: int, taken: float) -> None:
    """By more, they are two records of one time."""
    parsed = read(text(track(segment(0, 600)), track(segment(begin, begin + 660, every=30))))
    assert [row.value.duration_s for row in parsed.rows if isinstance(row.value, Session)] == [taken]
    assert len(parsed.problems) == (begin == 539)


def test_many_copies_are_told_in_one_sentence() -> None:
    """However many tracks of the same time there are."""
    parsed = read(text(*(track(segment(0, 600)) for _ in range(4))))
    assert len(parsed.rows) == 1
    assert told(parsed) == [
        ("Some of its tracks are of the same time: of two the one with fewer points was left out.", False)
    ]


@pytest.mark.parametrize(
    ("kind", "name", "activity", "sport"),
    [
        ("Running", None, "run", None),
        ("trail_running", None, "run", None),
        ("9", None, "run", None),
        ("1", None, "bike", None),
        ("10", None, "walk", None),
        ("4", None, "walk", None),
        ("16", None, "swim", None),
        ("2", None, "other", "skiing"),
        ("99", None, "other", None),
        ("Paragliding", "After the run", "other", "Paragliding"),
        ("...", None, "other", None),
        (None, "Run avec Nico", "run", None),
        (None, "Morning Walk in the park", "walk", None),
        (None, "Bike to the pool and swim", "other", None),
        (None, "Table Mountain", "other", None),
        (None, "Obstacle course", "other", None),
        (None, "With Nico", "other", None),
    ],
)
def test_the_kind_is_what_the_file_says(kind: str | None, name: str | None, activity: str, sport: str | None) -> None:
    """Its type, Strava's numbers, or else the words of its name where they say one thing; never the speed."""
    (found,) = sessions(text(track(segment(0, 600), kind=kind, name=name)))
    assert (found.activity, found.sport) == (activity, sport)


def test_a_kind_that_the_person_says_is_taken_where_the_file_says_none() -> None:
    """And only there."""
    assert [s.activity for s in sessions(text(track(segment(0, 600))), activity="run")] == ["run"]
    assert [s.activity for s in sessions(RUN, activity="walk")] == ["run"]


@pytest.mark.parametrize(
    "name",
    [
        "2026-11-15T09:00:00Z",
        "15-NOV-26 #2",
        "ACTIVE LOG #2",
        "Untitled Path",
        "run",
        "Run.gpx",
        "Running",
        "",
        "Evening Run",
        "Course à pied en soirée",
        "Lauf am Abend",
        "Afternoon Trail Run",
    ],
)
def test_a_name_that_says_nothing_is_no_note(name: str) -> None:
    """A date, the file's name, a device's own words, the activity itself, also with the time of day."""
    (found,) = sessions(text(track(segment(0, 600), kind="running", name=name)))
    assert found.note is None


def test_a_description_is_part_of_the_note() -> None:
    """Without the tags that some programs put in, and the same words once."""
    made = track(segment(0, 600), kind="running", name="Marathon in May")
    made.description = "<p>Knee   hurt</p>"
    made.comment = "Marathon in May"
    (found,) = sessions(text(made))
    assert sorted((found.note or "").split("; ")) == ["Knee hurt", "Marathon in May"]


@pytest.mark.parametrize(
    ("kind", "counted", "steps"),
    [
        ("running", 80, 160.0),
        ("walking", 75, 150.0),
        ("walking", 76, 76.0),
        ("running", 300, 300.0),
        ("running", 301, None),
        ("cycling", 80, None),
    ],
)
def test_steps_of_one_foot_are_doubled(kind: str, counted: int, steps: float | None) -> None:
    """80 turns a minute of a run are 160 steps, of a ride none; while standing none are counted."""
    point = '<trkpt lat="52.5" lon="13.4"><time>2026-11-15T09:0{}:00Z</time><e><cad>{}</cad></e></trkpt>'
    body = "".join(point.format(minute, cadence) for minute, cadence in enumerate((counted, 0, counted)))
    (found,) = sessions(f"<gpx><trk><type>{kind}</type><trkseg>{body}</trkseg></trk></gpx>")
    assert found.cadence == steps


def test_a_way_that_never_left_its_place_has_no_distance() -> None:
    """Not a distance of 0: a watch on a treadmill keeps its last position."""
    still = segment(0, 600)
    for at in still.points:
        at.latitude, at.longitude = 52.5, 13.4
    (found,) = sessions(text(track(still, kind="running")))
    assert (found.distance_m, found.duration_s) == (None, 600.0)


def test_a_position_that_is_none_does_not_count() -> None:
    """0° 0°, or off the Earth: the way goes on without it."""
    made = segment(0, 600)
    made.points[3].latitude = made.points[3].longitude = 0.0
    made.points[4].latitude = 99.0
    (found,) = sessions(text(track(made, kind="running")))
    assert found.distance_m == pytest.approx(10 * STEP_M, rel=1e-3)


def test_the_clocks_own_offset_gives_the_zone() -> None:
    """A run of nine in the morning at UTC+9, imported in Berlin."""
    (found,) = sessions(RUN.replace("Z</time>", "+09:00</time>"))
    assert (found.zone, found.started_at) == ("Etc/GMT-9", START - timedelta(hours=9))


@pytest.mark.parametrize(
    "spoilt",
    [
        "\ufeff\n " + RUN,
        RUN.replace("<trkseg>", "<trkseg><x:y/>"),
        RUN.replace("<ele>", "<a:b c:d='e'/><ele>"),
        RUN.replace(' version="1.1"', ""),
        RUN.replace(' creator="gpx.py -- https://github.com/tkrajina/gpxpy"', ""),
        RUN.replace("/1/1", "/1/0").replace('"1.1"', '"1.0"'),
        RUN.replace(' xmlns="http://www.topografix.com/GPX/1/1"', ""),
    ],
)
def test_files_that_are_not_quite_gpx_are_read(spoilt: str) -> None:
    """White space before the declaration, prefixes that nobody declared, no version, no creator, no namespace."""
    (found,) = sessions(spoilt)
    assert (found.activity, found.duration_s) == ("run", 600.0)


def test_a_file_that_breaks_off_gives_the_way_until_there() -> None:
    """With a warning."""
    parsed = read(RUN[: RUN.index("09:05:00Z") + 4])
    (row,) = parsed.rows
    assert isinstance(row.value, Session)
    assert row.value.duration_s == 240.0
    assert told(parsed) == [("The file breaks off or is damaged: what could be read was taken.", False)]


def test_tracks_without_times_are_left_out_where_others_have_them() -> None:
    """And it is said."""
    drawn = track(GPXTrackSegment([GPXTrackPoint(52.5, 13.4), GPXTrackPoint(52.6, 13.4)]))
    parsed = read(text(track(segment(0, 600)), drawn))
    assert len(parsed.rows) == 1
    assert told(parsed) == [("1 of its 2 tracks has no times: left out.", False)]


def _with(points: Iterable[GPXTrackPoint] = (), *, route: bool = False, place: bool = False) -> str:
    made = GPX()
    made.tracks = [GPXTrack()]
    made.tracks[0].segments = [GPXTrackSegment(list(points))]
    if route:
        made.routes = [GPXRoute()]
        made.routes[0].points = [GPXRoutePoint(52.5, 13.4)]
    if place:
        made.waypoints = [GPXWaypoint(52.5, 13.4)]
    return made.to_xml()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (_with(route=True, place=True), "run.gpx is a planned route: it has no times."),
        (
            _with([GPXTrackPoint(52.5, 13.4)]),
            "run.gpx holds a track without times, such as one that was drawn on a map.",
        ),
        (_with(place=True), "run.gpx holds only places (waypoints), no track."),
        (_with(), "run.gpx holds no track."),
        (RUN[:200], "run.gpx breaks off before its first track."),
        ("no XML", "run.gpx is not XML that I can read."),
    ],
)
def test_what_was_not_done_is_refused_by_name(data: str, what: str) -> None:
    """A route, a drawn track, places, nothing."""
    with pytest.raises(InputError) as refused:
        read(data)
    assert (refused.value.slug, refused.value.what) == ("bad-import", what)


def test_a_drive_is_no_session() -> None:
    """15 km in ten minutes: a problem, and nothing lost silently."""
    far = segment(0, 600)
    for number, at in enumerate(far.points):
        at.latitude = 52.5 + number * 0.0135
    parsed = read(text(track(far)))
    assert parsed.rows == ()
    assert [(what.endswith("is a vehicle's speed."), lost) for what, lost in told(parsed)] == [(True, True)]


@given(st.binary(max_size=60), st.integers(0, len(RUN)), st.integers(0, len(RUN)))
def test_no_damage_ends_in_a_traceback_or_in_silence(junk: bytes, left: int, right: int) -> None:
    """Pieces cut out, doubled, or replaced by junk: sessions, a problem, or a refusal."""
    good = RUN.encode()
    with contextlib.suppress(InputError):
        parsed = read(good[:left] + junk + good[right:])
        assert parsed.rows or any(problem.lost for problem in parsed.problems)


@pytest.mark.corpus
def test_real_tracks_agree_with_what_gpxpy_reads(corpus: Path) -> None:
    """Start, end and length of each file whose tracks have times; every other is refused, or told as a drive."""
    known = json.loads((corpus / "activity_files.json").read_text())
    compared = 0
    for path in sorted((corpus / "gpx").glob("*.gpx")):
        expected = known[f"gpx/{path.name}"]
        try:
            parsed = gpx.read(file_of(path.read_bytes(), path.name), options())
        except InputError:
            assert not expected.get("start")
            continue
        found = [row.value for row in parsed.rows if isinstance(row.value, Session)]
        assert len(found) == 1 or any(problem.lost for problem in parsed.problems)
        if not found or "error" in expected or expected["points"] != expected["points_with_time"]:
            continue
        start, end = (datetime.fromisoformat(expected[name]).astimezone(UTC) for name in ("start", "end"))
        assert found[0].started_at == start.replace(microsecond=0)
        assert abs((found[0].ended_at - end).total_seconds()) <= 1
        assert found[0].distance_m == pytest.approx(expected["length_2d_m"], rel=0.005, abs=0.1)
        compared += 1
    assert compared == 15


@pytest.mark.parametrize(
    "position", ['lat="52,5{n:02}" lon="13,4"', 'lat="52.5{n:02}" lon="287"', 'lat="NaN" lon="inf"']
)
def test_positions_that_cannot_be_read_are_told(position: str) -> None:
    """Decimal commas, degrees beyond half the Earth: the time is taken, the distance is not known and not 0."""
    points = "".join(f"<trkpt {position.format(n=n)}><time>2026-11-15T09:{n:02}:00z</time></trkpt>" for n in range(30))
    found = read(f"<gpx><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>".encode())
    run = found.rows[0].value
    assert isinstance(run, Session)
    assert (1740.0, None) == (run.duration_s, run.distance_m)
    assert "It holds a track whose length cannot be told: how far it was is not known." in found.remarks
