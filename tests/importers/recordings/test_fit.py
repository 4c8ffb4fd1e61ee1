"""FIT: what watches record, to sessions."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backlog.errors import InputError
from backlog.importers.content import form_of
from backlog.importers.parsed import Parsed
from backlog.importers.recordings import fit, fit_messages
from backlog.importers.recordings.fit_messages import parts_of
from backlog.importers.recordings.fit_sessions import recorded
from backlog.model.session import Session
from tests.importers.helpers import file_of, options
from tests.importers.recordings.fit_files import RUNSCRIBE, RUNSCRIBE_MEAN, START, STEP_M, activity, at, line, session

#: A FIT time a day after START.
LATEST = round(at(86_400).timestamp()) - 631_065_600
TRACKED = line(31, metres=100.0, positions=True)


def parsed(data: bytes, **fields: Any) -> Parsed:
    """What a file named run.fit holds."""
    return fit.read(file_of(data, "run.fit"), options(**fields))


def sessions(data: bytes, **fields: Any) -> list[Session]:
    """The sessions of a file, and the assertion that it has no problems."""
    found = parsed(data, **fields)
    assert found.problems == ()
    return [row.value for row in found.rows if isinstance(row.value, Session)]


def only(data: bytes, **fields: Any) -> Session:
    """The one session of a file without problems."""
    (found,) = sessions(data, **fields)
    return found


def recovered(data: bytes) -> tuple[list[Session], str]:
    """The sessions of a damaged file, and its one warning, by which no session is lost."""
    found = parsed(data)
    (problem,) = found.problems
    assert not problem.lost
    return [row.value for row in found.rows if isinstance(row.value, Session)], problem.what


def refusal(data: bytes) -> str:
    """Why a file is refused, always as `bad-import`."""
    with pytest.raises(InputError) as caught:
        parsed(data)
    assert caught.value.slug == "bad-import"
    return caught.value.what


def run(**fields: Any) -> bytes:
    """A file with one run, and these fields in its summary."""
    return activity(sessions=[session(**fields)])


class TestRecognising:
    """By content, not by name."""

    def test_the_letters_in_the_header_say_so(self) -> None:
        """Whatever stands around them."""
        assert form_of(run()) == "fit"
        assert form_of(b"<?xml version='1.0'?><gpx/>") == "gpx"
        assert form_of(b"\x0e\x10\x00\x00\x00\x00\x00\x00.FI") == "text"

    def test_the_maker_is_named_where_the_file_names_it(self) -> None:
        """And not where the name says nothing to a person."""
        assert parsed(run()).kind == "a FIT file of a Garmin"
        assert parsed(activity(sessions=[session()], maker="DEVELOPMENT")).kind == "a FIT recording"


class TestSummary:
    """A device's own summary of a session is what counts."""

    def test_start_times_and_distance_are_the_devices(self) -> None:
        """The clock that was stopped counts for the duration, the other one for the end."""
        found = only(run(total_elapsed_time=1900.0))
        assert START == found.started_at
        assert START + timedelta(seconds=1900) == found.ended_at
        assert found.duration_s == 1800.0
        assert found.distance_m == 5000.0
        assert (found.activity, found.source) == ("run", "fit")

    def test_without_a_timer_the_elapsed_time_is_the_duration(self) -> None:
        """And without both, the time from its start to the moment it was written."""
        assert only(run(total_timer_time=None)).duration_s == 1800.0
        assert only(run(total_timer_time=None, total_elapsed_time=None)).duration_s == 1800.0

    @pytest.mark.parametrize(
        ("sport", "detail", "activity_", "surface"),
        [
            ("running", "trail", "run", "trail"),
            ("running", "treadmill", "run", "treadmill"),
            ("running", "track", "run", "track"),
            ("walking", "treadmill", "walk", "treadmill"),
            ("hiking", "trail", "walk", "trail"),
            ("cycling", "indoor_cycling", "stationary-bike", None),
            ("fitness_equipment", "elliptical", "elliptical", None),
            ("swimming", "lap_swimming", "swim", None),
            ("training", "strength_training", "strength", None),
        ],
    )
    def test_sport_and_its_kind_say_activity_and_surface(
        self, sport: str, detail: str, activity_: str, surface: str | None
    ) -> None:
        """A trail that is hiked is no trail run."""
        found = only(run(sport=sport, sub_sport=detail))
        assert (activity_, surface) == (found.activity, found.surface)

    def test_strides_of_one_foot_become_steps_of_both(self) -> None:
        """So does the cadence, with its fraction."""
        found = only(run(total_cycles=2400, avg_cadence=80, avg_fractional_cadence=0.5))
        assert (found.steps, found.cadence) == (4800, 161.0)

    def test_a_number_that_no_single_foot_makes_is_of_both(self) -> None:
        """From just above 125 a minute; 125 still is of one foot."""
        assert only(run(total_cycles=125 * 30, avg_cadence=125)).steps == 125 * 60
        assert only(run(avg_cadence=125)).cadence == 250.0
        assert only(run(total_cycles=126 * 30)).steps == 126 * 30
        assert only(run(avg_cadence=126)).cadence == 126.0

    def test_strokes_of_a_swim_are_no_steps(self) -> None:
        """Nor is the cadence of pedals one of feet."""
        found = only(run(sport="swimming", total_cycles=900, avg_cadence=28))
        assert (found.steps, found.cadence) == (None, None)

    def test_ascent_and_perceived_effort_are_taken(self) -> None:
        """The watch writes ten times the effort from 1 to 10."""
        found = only(run(total_ascent=120, workout_rpe=60))
        assert (found.ascent_m, found.effort) == (120.0, 6.0)

    def test_an_effort_of_0_was_not_answered(self) -> None:
        """And what is above 100 is no effort."""
        assert only(run(workout_rpe=0)).effort is None
        assert only(run(workout_rpe=10)).effort == 1.0
        assert only(run(workout_rpe=100)).effort == 10.0
        assert only(run(workout_rpe=101)).effort is None

    def test_an_effort_that_the_watch_guessed_is_none(self) -> None:
        """Some say so, in a field of their own."""
        name = "WORKOUT RPE ESTIMATED"
        for guessed, effort in ((1, None), (0, 3.0)):
            data = activity(sessions=[session(workout_rpe=30) | {name: guessed}], own={0: name})
            assert effort == only(data).effort

    def test_what_it_does_not_say_is_unknown(self) -> None:
        """Never 0."""
        found = only(run())
        assert (None,) * 6 == (
            found.ascent_m,
            found.effort,
            found.steps,
            found.cadence,
            found.strike,
            found.forefoot_share,
        )


class TestClock:
    """Where a device's clock stood, and when it cannot be right."""

    def test_the_local_clock_says_the_zone(self) -> None:
        """Berlin is an hour ahead in November: five hours behind is elsewhere."""
        assert only(activity(sessions=[session()], hours_ahead=1)).zone == "Europe/Berlin"
        assert only(activity(sessions=[session()], hours_ahead=-5)).zone == "Etc/GMT+5"

    @pytest.mark.parametrize(
        ("hours", "believed"),
        [(14, True), (14.25, False), (-14, True), (-14.25, False), (5.75, True), (0.1, False), (-40_000, False)],
    )
    def test_a_local_clock_that_cannot_be_is_not_believed(self, hours: float, *, believed: bool) -> None:
        """More than 14 h off, or not by quarters of an hour."""
        (part,) = parts_of(activity(sessions=[session()], hours_ahead=hours))
        found, _ = recorded(part.sessions[0], part, LATEST)
        assert found is not None
        assert found.offset == (timedelta(hours=hours) if believed else None)

    def test_utc_as_local_time_is_believed_of_garmin_only(self) -> None:
        """Others write it when they do not know."""
        assert only(activity(sessions=[session()], hours_ahead=0)).zone == "Etc/UTC"
        assert only(activity(sessions=[session()], hours_ahead=0, maker="COROS")).zone == "Europe/Berlin"

    def test_an_end_weeks_later_is_the_time_it_ran(self) -> None:
        """A clock that jumps 27 days ahead makes no session of 27 days."""
        found = only(run(total_elapsed_time=27 * 86_400.0))
        assert START + timedelta(seconds=1800) == found.ended_at

    def test_a_start_that_cannot_be_is_that_of_the_records(self) -> None:
        """Years ahead, or seconds since the device was switched on."""
        for wrong in (START.replace(year=2085), START.replace(year=1990)):
            told = session(start_time=wrong, timestamp=None)
            assert START == only(activity(sessions=[told], records=TRACKED)).started_at

    def test_a_start_that_nothing_corrects_is_refused_as_such(self) -> None:
        """It is not passed over in silence."""
        found = parsed(activity(sessions=[session(start_time=START.replace(year=2085))]))
        (problem,) = found.problems
        assert found.rows == ()
        assert "2085" in problem.what

    def test_records_of_a_jumping_clock_change_nothing(self) -> None:
        """The summary stands, whatever the records' clock did."""
        records = [*line(10), *line(5, begin=5_000_000), *line(5, begin=-5_000_000)]
        assert only(activity(sessions=[session()], records=records)) == only(run())

    def test_the_position_says_the_zone_if_asked(self) -> None:
        """That of the first record that has one; 0/0 is a device without a position."""
        nowhere = {"timestamp": START, "position_lat": 0.0, "position_long": 0.0}
        tokyo = {"timestamp": at(1), "position_lat": 35.68, "position_long": 139.69}
        data = activity(sessions=[session()], records=[nowhere, tokyo])
        assert only(data).zone == "Europe/Berlin"
        assert only(data, by_position=True).zone == "Asia/Tokyo"

    def test_else_the_summarys_position_does(self) -> None:
        """Where no record has one."""
        data = run(start_position_lat=35.68, start_position_long=139.69)
        assert only(data, by_position=True).zone == "Asia/Tokyo"


class TestDistance:
    """What the records tell where the summary has no distance."""

    @pytest.mark.parametrize("missing", [None, 0.0])
    def test_it_is_how_far_the_records_distance_rose(self, missing: float | None) -> None:
        """Missing or 0 alike."""
        data = activity(sessions=[session(total_distance=missing)], records=TRACKED)
        assert only(data).distance_m == 3000.0

    def test_else_the_positions_are_added_up(self) -> None:
        """And the person is told."""
        data = activity(sessions=[session(total_distance=None)], records=line(31, positions=True))
        assert only(data).distance_m == pytest.approx(30 * STEP_M, rel=0.001)
        assert parsed(data).remarks == ("It holds no distance: the metres between its positions were added up.",)

    def test_a_leap_of_the_receiver_is_no_way(self) -> None:
        """A kilometre in a second nobody runs."""
        leap = {"timestamp": at(900.5), "position_lat": 52.6, "position_long": 13.4}
        records = line(31, positions=True)
        data = activity(sessions=[session(total_distance=None)], records=[*records[:16], leap, *records[16:]])
        assert only(data).distance_m == pytest.approx(30 * STEP_M, rel=0.1)

    def test_a_track_that_never_leaves_is_noise(self) -> None:
        """Within 50 m of its beginning; then the distance is unknown, not 0."""
        near, far = line(5, positions=True), line(6, positions=True)
        assert only(activity(sessions=[session(total_distance=0.0)], records=near)).distance_m is None
        found = only(activity(sessions=[session(total_distance=0.0)], records=far))
        assert found.distance_m == pytest.approx(5 * STEP_M, rel=0.001)

    def test_a_distance_of_0_without_a_track_is_kept(self) -> None:
        """On a treadmill without a sensor a device knows no better."""
        assert only(run(total_distance=0.0)).distance_m == 0.0

    def test_the_summarys_distance_wins_over_the_records(self) -> None:
        """Devices correct it at the end."""
        assert only(activity(sessions=[session()], records=TRACKED)).distance_m == 5000.0


class TestSeveral:
    """Multisport, and files one after another in one."""

    def test_each_sport_is_a_session_and_transitions_are_none(self) -> None:
        """They are counted in a remark."""
        data = activity(
            sessions=[
                session(600, sport="swimming"),
                session(60, sport="transition", start_time=at(600)),
                session(900, sport="cycling", start_time=at(660)),
                session(60, sport="transition", start_time=at(1560)),
                session(700, sport="running", start_time=at(1620)),
            ]
        )
        assert ["swim", "bike", "run"] == [found.activity for found in sessions(data)]
        assert "2 transitions between sports were left out." in parsed(data).remarks

    def test_one_transition_is_one(self) -> None:
        """In words too."""
        data = activity(sessions=[session(600), session(60, sport="transition", start_time=at(600))])
        assert parsed(data).remarks == ("1 transition between sports was left out.",)

    def test_a_sessions_distance_comes_from_its_own_records(self) -> None:
        """Not from those of the sport before it."""
        first = session(600, total_distance=None)
        second = session(1200, total_distance=None, start_time=at(600), sport="cycling")
        data = activity(sessions=[first, second], records=line(31, metres=100.0))
        assert [1000.0, 2000.0] == [found.distance_m for found in sessions(data)]

    def test_a_chain_gives_all_its_sessions(self) -> None:
        """Two FIT files in one."""
        later = activity(sessions=[session(start_time=at(7200))])
        assert [START, at(7200)] == [found.started_at for found in sessions(run() + later)]

    def test_the_same_session_twice_in_a_chain_is_one(self) -> None:
        """Some programs append what they had written before."""
        assert only(run() + run()) == only(run())


class TestDamage:
    """A file that breaks off, or was changed, still gives what can be read."""

    def test_a_file_without_a_summary_is_rebuilt_from_its_records(self) -> None:
        """The sport is what the file says elsewhere."""
        data = activity(records=TRACKED, sport={"sport": "running", "sub_sport": "trail"})
        (found,), warning = recovered(data)
        assert (found.activity, found.surface) == ("run", "trail")
        assert (START, 1800.0, 3000.0) == (found.started_at, found.duration_s, found.distance_m)
        assert warning == "The file has no summary: 1 session could be rebuilt from 31 points."

    def test_a_file_that_is_cut_off_is_rebuilt_from_what_is_left(self) -> None:
        """And says so."""
        whole = activity(records=TRACKED, sessions=[session()])
        (found,), warning = recovered(whole[: len(whole) // 2])
        assert found.started_at == START
        assert found.distance_m is not None
        assert 0 < found.distance_m < 3000.0
        assert warning.startswith("The file is cut off before its summary: 1 session could be rebuilt from ")

    def test_a_file_that_was_never_closed_is_read_to_its_end(self) -> None:
        """A battery that dies leaves a length of 0 in the header."""
        data = activity(records=TRACKED, sessions=[session()])
        (found,), warning = recovered(data[:4] + bytes(4) + data[8:])
        assert found == only(data)
        assert warning == "The file is cut off or damaged: 1 session could be read from it."

    def test_what_was_read_before_the_damage_stays(self) -> None:
        """Here the second file of a chain is none."""
        (found,), warning = recovered(run() + b"\x00" * 40)
        assert found == only(run())
        assert warning == "The file is cut off or damaged: 1 session could be read from it."

    def test_what_follows_damage_is_read_again(self) -> None:
        """From the next header on."""
        later = activity(sessions=[session(start_time=at(7200))])
        found, _ = recovered(run()[:-30] + later)
        assert found[-1].started_at == at(7200)

    def test_pauses_and_jumps_of_the_clock_are_no_time_in_motion(self) -> None:
        """Records 300 s apart still are one way; a second more is a pause, and so is a step back."""
        (found,), _ = recovered(activity(records=[*line(2, 300), *line(2, 60, begin=601)]))
        assert (360.0, at(661)) == (found.duration_s, found.ended_at)
        (found,), _ = recovered(activity(records=[*line(3), *line(3, begin=-5_000_000)]))
        assert (START, 240.0) == (found.started_at, found.duration_s)

    def test_records_from_before_the_clock_was_set_say_no_start(self) -> None:
        """They count seconds since the device was switched on."""
        unset = [{"timestamp": START.replace(year=1990), "distance": 0.0}]
        (found,), _ = recovered(activity(records=[*unset, *TRACKED]))
        assert (START, 1800.0) == (found.started_at, found.duration_s)

    def test_laps_tell_where_there_are_no_records(self) -> None:
        """Their times and metres are added up."""
        lap = {"start_time": START, "total_timer_time": 600.0, "total_distance": 2000.0, "sport": "running"}
        (found,), _ = recovered(activity(laps=[lap, lap | {"start_time": at(600)}]))
        assert (START, 1200.0, 4000.0, "run") == (
            found.started_at,
            found.duration_s,
            found.distance_m,
            found.activity,
        )


class TestRefusals:
    """What is no activity, and what it is instead."""

    @pytest.mark.parametrize(
        ("kind", "what"),
        [
            ("SETTINGS", "a watch's settings"),
            ("WEIGHT", "body weights"),
            ("WORKOUT", "a planned workout"),
            ("COURSE", "a course to follow"),
            ("MONITORING_B", "the steps of whole days"),
            ("TOTALS", "sums over all activities"),
        ],
    )
    def test_other_files_of_a_watch_are_named(self, kind: str, what: str) -> None:
        """Even if they hold records, as a course does."""
        assert refusal(activity(kind=kind, records=TRACKED)) == f"run.fit holds {what}, not an activity."

    def test_an_activity_without_times_is_refused(self) -> None:
        """There is nothing to say when it was."""
        assert refusal(activity(records=[{"distance": 5.0}])) == "run.fit holds no session and no times."
        assert refusal(activity()) == "run.fit holds no session and no times."

    def test_a_header_alone_is_damaged(self) -> None:
        """Nothing follows it."""
        assert refusal(run()[:14]) == "run.fit is damaged: no session can be read from it."

    def test_a_session_of_less_than_a_second_is_a_problem(self) -> None:
        """A button was pressed twice."""
        found = parsed(run(total_timer_time=0.4, total_elapsed_time=0.4))
        assert ["The recording lasts less than a second."] == [problem.what for problem in found.problems]


class TestFootStrike:
    """RunScribe's numbers: rearfoot 1-5, midfoot 6-10, forefoot 11-16 (DeJong and Hertel 2020)."""

    @staticmethod
    def struck(*numbers: tuple[int, int], metres: float | None = 100.0) -> tuple[str | None, float | None]:
        """Strike and share of a run whose records hold these numbers of the left and the right foot."""
        records = [
            record | {"BG_L": 5, "BG_R": 5, "FS_L": left, "FS_R": right}
            for record, (left, right) in zip(line(len(numbers), metres=metres), numbers, strict=True)
        ]
        found = only(activity(sessions=[session()], records=records, own=RUNSCRIBE))
        return found.strike, found.forefoot_share

    @pytest.mark.parametrize(
        ("number", "strike"),
        [(1, "heel"), (5, "heel"), (6, "midfoot"), (10, "midfoot"), (11, "forefoot"), (16, "forefoot")],
    )
    def test_the_bands_are_as_published(self, number: int, strike: str) -> None:
        """On both sides of each border."""
        found, share = self.struck(*[(number, number)] * 4)
        assert (strike, 1.0 if strike == "forefoot" else 0.0) == (found, share)

    def test_numbers_outside_the_bands_are_not_measured(self) -> None:
        """0 is a sensor that was not found."""
        assert self.struck((0, 0), (17, 17)) == (None, None)

    def test_a_pattern_holds_for_two_thirds_of_the_way(self) -> None:
        """With less it is mixed; the share on the forefoot is that of the way."""
        twelve = (12, 12)
        two_thirds = self.struck(twelve, twelve, twelve, (3, 3))
        assert two_thirds[0] == "forefoot"
        assert two_thirds[1] == pytest.approx(2 / 3)
        assert self.struck(twelve, twelve, twelve, (3, 3), (3, 3)) == ("mixed", 0.5)

    def test_without_distances_each_record_counts_alike(self) -> None:
        """On a treadmill without a sensor for speed."""
        assert self.struck((12, 12), (12, 12), (12, 12), (3, 3), metres=None) == ("forefoot", 0.75)

    def test_the_mean_of_both_feet_alone_is_read_too(self) -> None:
        """Watches with little room store one number."""
        records = [record | {"BG": 5, "FS": 7} for record in line(4, metres=100.0)]
        found = only(activity(sessions=[session()], records=records, own=RUNSCRIBE_MEAN))
        assert (found.strike, found.forefoot_share) == ("midfoot", 0.0)

    def test_the_same_letters_of_another_sensor_are_not_believed(self) -> None:
        """Without the braking forces that RunScribe writes beside them."""
        records = [record | {"FS": 12} for record in line(4, metres=100.0)]
        found = only(activity(sessions=[session()], records=records, own={14: "FS"}))
        assert (found.strike, found.forefoot_share) == (None, None)


WHOLE = activity(
    sessions=[session(total_cycles=2400), session(60, start_time=at(1800), sport="transition")],
    records=[record | {"BG": 5, "FS": 7} for record in line(8, metres=100.0, positions=True)],
    laps=[{"start_time": START, "total_timer_time": 600.0}],
    own=RUNSCRIBE_MEAN,
    hours_ahead=1,
)


@given(
    st.integers(0, len(WHOLE)),
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=12),
    st.binary(max_size=40),
)
@example(len(WHOLE), [(4, 0), (5, 0)], b"")
@example(40, [], b"")
def test_no_bytes_end_in_anything_but_sessions_or_a_refusal(
    length: int, changed: list[tuple[int, int]], more: bytes
) -> None:
    """Cut anywhere, bytes changed, others appended: never an exception of another kind."""
    data = bytearray(WHOLE)
    for place, value in changed:
        data[place] = value
    with contextlib.suppress(InputError):
        parsed(bytes(data[:length]) + more)


@given(st.binary(max_size=200))
def test_a_header_before_anything_is_survived(rest: bytes) -> None:
    """Noise that claims to be a FIT file."""
    head = b"\x0e\x20\x00\x08" + len(rest).to_bytes(4, "little") + b".FIT\x00\x00"
    with contextlib.suppress(InputError):
        parsed(head + rest)


def test_a_chain_is_taken_apart_at_its_headers() -> None:
    """Each part keeps its own messages."""
    assert [1, 2] == [len(part.sessions) for part in parts_of(run() + activity(sessions=[session(), session()]))]


def test_messages_beyond_all_bounds_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message can be one byte: a small file may hold millions, in one part or in many; what defines one counts."""
    for most, files, read in (
        (4, 1, [(2, False)]),
        (3, 1, [(1, True)]),
        (4, 2, [(2, True)]),
        (7, 2, [(2, False), (1, True)]),
        (8, 2, [(2, False), (2, False)]),
    ):
        monkeypatch.setattr(fit_messages, "MOST_MESSAGES", most)
        assert read == [(found.messages, found.damaged) for found in parts_of(run() * files)]
