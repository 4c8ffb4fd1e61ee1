"""Which imported sessions are ones that are known, and what is kept of both."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from backlog import importers
from backlog.importers.parsed import Parsed, Row
from backlog.model.session import Session
from backlog.services.imports.importing import import_parsed
from backlog.services.imports.matching import BEST_FIRST, Known, Match, Matcher, merged, source_rank
from tests.make import NOW, Store, session

TYPED = session("2026-11-03 18:00", 15, id=1)
WATCH = session("2026-11-03 18:03", 15, id=3, source="fit", source_key="x")


def imported(start: str = "2026-11-03 18:05", minutes: float = 14, **fields: Any) -> Session:
    """A run of 2 km from a list."""
    given: dict[str, Any] = {"source": "runkeeper", "source_key": start} | fields
    return session(start, minutes, **given)


def match(found: list[Session], held: list[Session]) -> list[Match]:
    """What each imported session is, where these are in the journal."""
    matcher = Matcher()
    for one in held:
        matcher.add(Known(session=one))
    return matcher.take([(Row("list.csv", number, one), one) for number, one in enumerate(found, start=2)])


def same(found: list[Session], held: list[Session]) -> list[int | None]:
    """For each imported session the number of the one it is, None for a new one."""
    return [one.known.session.id if one.same else None for one in match(found, held)]


def doubtful(found: list[Session], held: list[Session]) -> list[list[int]]:
    """For each imported session the numbers of those that it may be."""
    return [[known.session.id for known in one.doubtful] for one in match(found, held)]


@pytest.mark.parametrize(
    "found",
    [
        imported(),
        imported("2026-11-03 19:30"),
        imported("2026-11-03 16:30"),
        imported(distance_m=1700.0),
        imported(distance_m=2300.0),
        imported(activity="other"),
    ],
)
def test_a_typed_session_is_the_one_close_to_it(found: Session) -> None:
    """Same day, distance within 15 % and start within 90 minutes, bounds included; same activity, if it says one."""
    assert [1] == same([found], [TYPED])


@pytest.mark.parametrize(
    "found", [imported("2026-11-03 19:31"), imported("2026-11-03 08:00"), imported(distance_m=None)]
)
def test_what_is_close_by_one_measure_only_is_a_possible_duplicate(found: Session) -> None:
    """The same distance at another hour, or the same hour without a distance."""
    assert ([None], [[1]]) == (same([found], [TYPED]), doubtful([found], [TYPED]))


@pytest.mark.parametrize(
    "found",
    [
        imported(activity="walk"),
        imported(activity="other", sport="paragliding"),
        imported(distance_m=1699.0),
        imported(distance_m=2301.0),
        imported("2026-11-03 18:08", minutes=14, distance_m=4000.0),
    ],
)
def test_what_was_done_at_the_same_time_is_a_possible_duplicate(found: Session) -> None:
    """For half of the shorter one's time at least, whatever it was: nobody does two things at once."""
    assert ([None], [[1]]) == (same([found], [TYPED]), doubtful([found], [TYPED]))


def test_the_same_minutes_are_the_same_session_whatever_was_typed() -> None:
    """A distance that was guessed far off; what the person typed stays."""
    [found] = match([imported("2026-11-03 18:02", minutes=16, distance_m=3000.0)], [TYPED])
    assert (1, 2000.0) == (found.known.session.id, found.known.session.distance_m)


@pytest.mark.parametrize(
    "found",
    [
        imported("2026-11-03 18:09", activity="walk"),
        imported("2026-11-03 18:09", distance_m=1699.0),
        imported("2026-11-03 18:09", distance_m=2301.0),
        imported("2026-11-04 18:00"),
        imported(source="typed"),
    ],
)
def test_another_activity_day_or_distance_is_another_session(found: Session) -> None:
    """Two runs of one evening are two runs, as long as they are not at the same time."""
    assert ([None], [[]]) == (same([found], [TYPED]), doubtful([found], [TYPED]))


def test_two_that_would_fit_are_possible_duplicates_either_way() -> None:
    """Where it is not unique, nothing is merged."""
    twin = session("2026-11-03 18:20", 15, id=2)
    assert [[1, 2]] == doubtful([imported()], [TYPED, twin])
    both = [imported(), imported("2026-11-03 18:30")]
    assert ([None, None], [[1], [1]]) == (same(both, [TYPED]), doubtful(both, [TYPED]))


@pytest.mark.parametrize(
    ("metres", "doubts"),
    [(2300.0, []), (2301.0, [1]), (2600.0, [1]), (1400.0, [1]), (2601.0, []), (1399.0, [])],
)
def test_of_a_day_without_a_time_the_distance_is_remembered_roughly(metres: float, doubts: list[int]) -> None:
    """Within 15 % it is the same, within 30 % it may be: bounds included."""
    typed = session("2026-11-03 12:00", 15, id=1, approximate=True, duration_s=None)
    assert [doubts] == doubtful([imported("2026-11-03 06:30", distance_m=metres)], [typed])


def test_a_recording_goes_to_the_recording_of_the_same_minutes_and_not_to_what_was_typed() -> None:
    """A day without a time, 2.6 km; two platforms have 2.2 and 2.22 km of one evening: whichever comes first."""
    typed = session("2026-11-18 12:00", 15, id=1, approximate=True, distance_m=2600.0, duration_s=None)
    strava = imported("2026-11-18 20:07", 16.5, source="strava", distance_m=2200.0)
    garmin = imported("2026-11-18 20:07", 16.5, source="garmin", distance_m=2220.0)
    assert ([None], [[1]]) == (same([strava], [typed]), doubtful([strava], [typed]))
    for tellings, expected in (([strava, garmin], [None, 0]), ([garmin, strava], [1, 1])):
        matcher = Matcher()
        matcher.add(Known(session=typed))
        found = [matcher.take([(Row(one.source, 2, one), one)])[0] for one in tellings]
        assert expected == [one.known.session.id if one.same else None for one in found]


def test_a_session_typed_without_a_time_is_the_only_one_of_its_day() -> None:
    """It takes the recording's times, since the person gave none."""
    typed = session("2026-11-03 12:00", 15, id=1, approximate=True, end_estimated=True, duration_s=None)
    [found] = match([imported("2026-11-03 06:30", minutes=16)], [typed])
    assert (True, False) == (found.same, found.known.session.approximate)
    assert (imported("2026-11-03 06:30").started_at, 960.0) == (
        found.known.session.started_at,
        found.known.session.duration_s,
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (imported(), 3),
        (imported("2026-11-03 18:01"), 3),
        (imported(minutes=16.5), 3),
        (imported(minutes=13.5), 3),
        (imported(activity="walk"), 3),
        (imported("2026-11-03 18:06"), None),
        (imported(minutes=13.4), None),
    ],
)
def test_two_recordings_of_one_session_are_the_same(found: Session, expected: int | None) -> None:
    """Starts within 2 minutes and durations within 10 %, both bounds included."""
    assert [expected] == same([found], [WATCH])


def test_a_recording_of_the_same_minute_that_is_shorter_is_a_possible_duplicate() -> None:
    """A watch that stopped early, or another run."""
    assert [[3]] == doubtful([imported(minutes=10)], [WATCH])


def test_a_pause_that_only_one_of_them_counts_does_not_part_them() -> None:
    """The list has the moving time, the watch all of it: both ran from the same start to the same end."""
    moving = imported("2026-11-03 18:03", minutes=15, duration_s=12 * 60.0)
    assert [3] == same([moving], [WATCH])


def test_two_real_sessions_five_minutes_apart_are_two() -> None:
    """Of one watch, of one list, and of a watch and a list."""
    first, second = "2026-11-03 18:00", "2026-11-03 18:05"
    watch = [imported(first, 4, source="fit"), imported(second, 4, source="fit")]
    assert [None, None] == same(watch, [])
    assert [None, None] == same([imported(first, 4), imported(second, 4)], [])
    assert [None] == same([imported(second, 4)], [session(first, 4, id=1, source="fit")])


def test_a_second_run_is_not_the_typed_one_that_a_recording_has(fresh: Callable[[str], Store]) -> None:
    """Twenty minutes later, as far: added and listed, in one import or in two."""
    first = imported("2026-11-03 18:00", 14, source="gpx")
    second = imported("2026-11-03 18:20", 14, source="gpx")
    assert ([1, None], [[], [1]]) == (same([first, second], [TYPED]), doubtful([first, second], [TYPED]))
    for rows in ([first, second], [second, first]):
        journal = fresh("sqlite").open()
        with journal.change("log", "log", now=NOW) as change:
            change.add(replace(TYPED, id=0))
        for one in rows:
            file = Parsed(file=f"{one.source_key}.gpx", kind="GPX", rows=(Row("a.gpx", None, one),))
            import_parsed(journal, [file], (), now=NOW)
        assert 2 == journal.counts()["session"]
        journal.close()


def test_rows_of_one_source_are_compared_with_each_other_too() -> None:
    """Two tables in one command are two tellings; two tracks that overlap and are not as long are a doubt."""
    tables = [imported("2026-11-03 18:00", 14, source="csv"), imported("2026-11-03 18:01", 14.1, source="csv")]
    for names, kept in (("ab", 1), ("aa", 2)):
        rows = [(Row(f"{name}.csv", 2, one), one) for name, one in zip(names, tables, strict=True)]
        assert kept == len({id(one.known) for one in Matcher().take(rows)})
    tracks = [imported("2026-11-03 18:00", 14, source="gpx"), imported("2026-11-03 18:01", 18, source="gpx")]
    assert [0, 1] == [len(one.doubtful) for one in match(tracks, [])]


def test_every_source_of_sessions_has_its_place() -> None:
    """Another one than the last, which is that of any table: what a device says of itself wins over a track."""
    found = pkgutil.walk_packages(importers.__path__, f"{importers.__name__}.")
    modules = [importlib.import_module(info.name) for info in found]
    sources = {module.SOURCE for module in modules if hasattr(module, "SOURCE")} - {"bearable", "daylio"}
    assert sources <= set(BEST_FIRST)
    assert BEST_FIRST[-1] == "csv"
    assert source_rank("suunto") < source_rank("gpx") < source_rank("moves")


def test_activity_and_sport_are_corrected_together() -> None:
    """What a person made a run is not a run of padel."""
    held = session("2026-11-03 18:03", 15, source="gpx", source_key="x")
    watch = imported("2026-11-03 18:03", 15, source="fit", activity="other", sport="padel")
    found = merged(held, watch, lambda: {"activity"})
    assert ("run", None) == (found.activity, found.sport)


def test_two_watches_on_two_arms_record_one_session_but_a_list_never_says_one_twice() -> None:
    """A list names each of its sessions once, however close they are."""
    watches = [imported("2026-11-03 18:00", source="fit"), imported("2026-11-03 18:01", source="fit", source_key="b")]
    assert [False, True] == [one.same for one in match(watches, [])]
    assert [False, False] == [
        one.same for one in match([imported("2026-11-03 18:00"), imported("2026-11-03 18:01")], [])
    ]


@pytest.mark.parametrize(
    ("start", "fields", "expected"),
    [
        ("2026-11-03 20:03", {}, (3, 2)),
        ("2026-11-03 20:06", {}, (None, 0)),
        ("2026-11-03 20:33", {}, (None, 0)),
        ("2026-11-03 20:03", {"distance_m": 2041.0}, (None, 0)),
        ("2026-11-03 20:03", {"source": "tcx"}, (None, 0)),
    ],
)
def test_a_clock_on_the_wall_may_be_whole_hours_off(
    start: str, fields: dict[str, Any], expected: tuple[int | None, int]
) -> None:
    """Only where one of the two names no zone, and time taken and distance are the same within 2 %."""
    [found] = match([imported(start, 15, **fields)], [WATCH])
    assert expected == (found.known.session.id or None, found.hours_off)


def test_what_the_person_typed_wins() -> None:
    """The import adds only what was not said."""
    typed = session("2026-11-03 18:00", 16, id=1, duration_s=None, end_estimated=True, note="mine", effort=3.0)
    found = imported(minutes=14, distance_m=2100.0, ascent_m=12.0, note="theirs", effort=5.0)
    both = merged(typed, found)
    assert (typed.started_at, 2000.0, "mine", 3.0) == (both.started_at, both.distance_m, both.note, both.effort)
    assert (12.0, 840.0, False) == (both.ascent_m, both.duration_s, both.end_estimated)
    assert 840 == (both.ended_at - both.started_at).total_seconds()
    assert ("typed", None) == (both.source, both.source_key)


def test_the_better_source_wins_and_the_other_adds_what_it_lacks() -> None:
    """A watch's file against a platform's list, whichever came first."""
    watch = session("2026-11-03 18:03", 15, id=3, source="fit", source_key="x", distance_m=2050.0, cadence=172.0)
    listed = imported(ascent_m=12.0, note="Evening", surface="trail")
    for both in (merged(watch, listed), merged(listed, watch)):
        assert (2050.0, 172.0, 12.0, "Evening", "trail") == (
            both.distance_m,
            both.cadence,
            both.ascent_m,
            both.note,
            both.surface,
        )
        assert (watch.started_at, "fit", "x") == (both.started_at, both.source, both.source_key)


def test_what_the_person_changed_after_an_import_stays() -> None:
    """Of the edited list entry the distance stays, the rest comes from the watch."""
    listed = imported(distance_m=1234.0)
    both = merged(listed, WATCH, lambda: {"distance_m"})
    assert (1234.0, WATCH.started_at) == (both.distance_m, both.started_at)


def test_the_telling_that_loses_is_kept_with_the_name_of_its_file() -> None:
    """Whether it comes first or second."""
    listed = imported("2026-11-03 18:03")
    [later] = match([listed], [WATCH])
    assert [("list.csv", listed)] == later.known.tellings
    matcher = Matcher()
    matcher.take([(Row("list.csv", 2, listed), listed)])
    [better] = matcher.take([(Row("run.fit", None, WATCH), WATCH)])
    assert [("list.csv", listed)] == better.known.tellings


def test_laps_a_minute_apart_are_two_sessions_though_they_last_as_long() -> None:
    """They do not overlap; nobody does two things at once, but one after the other."""
    laps = [imported(at, 1.7, source="tcx", distance_m=400.0) for at in ("2026-11-03 08:00", "2026-11-03 08:02")]
    assert [False, False] == [one.same for one in match(laps, [])]
    assert [False] == [one.same for one in match(laps[1:], [session("2026-11-03 08:00", 1.7, id=1, source="fit")])]


def test_two_watches_and_a_typed_run_are_one_session() -> None:
    """The recordings are matched among themselves first, so that the typed one is claimed once."""
    watches = [imported("2026-11-03 18:00", 15, source="fit", source_key=key) for key in "ab"]
    assert [(1, True), (1, True)] == [(one.known.session.id, one.same) for one in match(watches, [TYPED])]


def test_the_same_minute_comes_before_a_clock_that_is_hours_off() -> None:
    """A list that names the evening's run first does not give it to the morning's recording."""
    morning = session("2026-11-03 08:00", 27, id=1, source="tcx", distance_m=5000.0)
    listed = [
        imported("2026-11-03 18:00", 27, source="garmin", distance_m=5010.0),
        imported("2026-11-03 08:00", 27, source="garmin", distance_m=5000.0),
    ]
    assert [None, 1] == [one.known.session.id if one.same else None for one in match(listed, [morning])]


def test_a_clock_hours_off_is_believed_only_where_nothing_else_fits() -> None:
    """Two that fit are none."""
    morning = session("2026-11-03 08:00", 15, id=1, source="tcx")
    noon = session("2026-11-03 12:00", 15, id=2, source="tcx")
    assert [None] == same([imported("2026-11-03 10:00", 15)], [morning, noon])


def test_a_multisport_row_may_be_its_first_leg() -> None:
    """Same start, another length and another activity: listed, not merged."""
    leg = session("2026-11-03 18:05", 60, id=1, source="fit", activity="bike", distance_m=20_000.0)
    assert [[1]] == doubtful([imported(minutes=90, distance_m=25_000.0)], [leg])


def test_runs_at_the_same_time_are_possible_duplicates() -> None:
    """A clock five minutes off, or times rounded by hand; and two tables are compared as well."""
    late = imported("2026-11-03 18:07", 15)
    assert ([None], [[3]]) == (same([late], [WATCH]), doubtful([late], [WATCH]))
    held = session("2026-11-03 18:00", 15, id=7, source="csv", source_key="x")
    assert [[7]] == doubtful([imported("2026-11-03 18:05", 15, source="csv")], [held])
    assert [[]] == doubtful([imported("2026-11-03 18:11", 15)], [WATCH])


def test_what_the_person_took_out_is_not_filled_again() -> None:
    """A worse source adds only what was never said."""
    run = session("2026-11-03 18:00", 15, id=1, source="fit", source_key="x", distance_m=None)
    both = merged(run, imported(ascent_m=12.0), lambda: {"distance_m"})
    assert (None, 12.0) == (both.distance_m, both.ascent_m)


def test_each_file_is_kept_as_it_told_it_whatever_the_person_made_of_it() -> None:
    """Of an edited session the old file's own distance, and the better file's, which did not win."""
    told = session("2026-11-03 18:03", 15, source="gpx", source_key="g", distance_m=5009.0)
    known = Known(session=WATCH, edited=lambda: {"distance_m"}, original=lambda: told)
    known.session = session("2026-11-03 18:03", 15, id=3, source="gpx", source_key="g", distance_m=4800.0)
    better = session("2026-11-03 18:03", 15, source="tcx", source_key="t", distance_m=5200.0)
    known.tell("run.tcx", better)
    assert (4800.0, "tcx") == (known.session.distance_m, known.session.source)
    assert [("", 5009.0), ("run.tcx", 5200.0)] == [(file, one.distance_m) for file, one in known.tellings]
