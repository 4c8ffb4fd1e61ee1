"""Which reading answers which check, on every edge of every window."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.model.checks import (
    WINDOWS,
    Answer,
    Check,
    answers,
    as_taken,
    check_of,
    follows,
    horizon_of,
    is_owed,
    missing_checks,
    open_checks,
    owes_checks,
    timing_of,
)
from backlog.model.plan import Pause, Plan
from backlog.model.session import Reading, Session
from backlog.model.tokens import ACTIVITIES, HORIZONS
from tests.make import hours, moment, reading, session

RUN = session("2026-11-16 18:00", 15, id=1)
END = RUN.ended_at
SECOND = 1 / 3600


def after(lag: float, score: float | None = 3.0, **fields: Any) -> Reading:
    """A reading so many hours after the run's end, numbered 10 unless said otherwise."""
    return reading(END + hours(lag), score, **({"id": 10} | fields))


def answered(*readings: Reading, sessions: tuple[Session, ...] = (RUN,)) -> dict[int, tuple[int, str] | None]:
    """Horizon -> (reading, timing) of the run's checks."""
    found = answers(sessions, readings)[RUN.id]
    return {horizon: (a.reading, a.timing) if a else None for horizon, a in found.items()}


@pytest.mark.parametrize(
    ("lag", "horizon", "timing"),
    [
        (-SECOND, None, None),
        (0, 0, "on_time"),
        (3, 0, "on_time"),
        (3 + SECOND, None, None),
        (8 - SECOND, None, None),
        (8, 24, "early"),
        (18 - SECOND, 24, "early"),
        (18, 24, "on_time"),
        (30, 24, "on_time"),
        (30 + SECOND, 24, "late"),
        (32 - SECOND, 24, "late"),
        (32, 48, "early"),
        (42 - SECOND, 48, "early"),
        (42, 48, "on_time"),
        (54, 48, "on_time"),
        (54 + SECOND, 48, "late"),
        (66, 48, "late"),
        (66 + SECOND, None, None),
    ],
)
def test_each_window_has_its_edges(lag: float, horizon: int | None, timing: str | None) -> None:
    """On the edge and one second beyond it, for acceptance and for being on time."""
    found = {h: answer[1] for h, answer in answered(after(lag)).items() if answer}
    assert ({} if horizon is None else {horizon: timing}) == found


@given(st.floats(min_value=-100, max_value=200))
def test_windows_tile_and_never_overlap(lag: float) -> None:
    """Every lag belongs to at most one check, whose window it lies in."""
    horizon = horizon_of(lag)
    inside = [h for h, (opens, _, _, closes) in WINDOWS.items() if opens <= lag <= closes]
    assert (horizon in inside) if inside else horizon is None
    if horizon is not None:
        assert timing_of(horizon, lag) in {"early", "on_time", "late"}


def test_the_lag_is_kept() -> None:
    """An answer says how many hours after the end it was given, and what was said."""
    found = answers([RUN], [after(25.5, 4.5, medicated=True, flare=True)])[1][24]
    assert Answer(10, 4.5, 25.5, "on_time", after_another=False, medicated=True, flare=True) == found


def test_windows_count_from_the_end_not_from_the_start() -> None:
    """After a walk of five hours the 0 h check opens when it is over."""
    walk = session("2026-11-16 08:00", 300, id=1, activity="walk")
    found = answers([walk], [reading("2026-11-16 12:59", id=1), reading("2026-11-16 13:00", id=2)])[1][0]
    assert found is not None
    assert (2, 0.0) == (found.reading, found.lag_h)


def test_windows_count_elapsed_hours_over_a_clock_change() -> None:
    """24 h after a run on the eve of the change is 25 h later on the autumn wall clock, and 23 in spring."""
    for eve, wall in (("2026-10-24 18:00", "2026-10-25 17:00"), ("2026-03-28 18:00", "2026-03-29 19:00")):
        run = session(eve, 0, id=1)
        found = answers([run], [reading(wall, id=2)])[1][24]
        assert found is not None
        assert 24 == found.lag_h


def test_after_a_flight_the_hours_are_still_hours() -> None:
    """A reading in another zone answers by elapsed time, whatever its wall clock says."""
    run = session("2026-11-16 07:00", 60, id=1, zone="Asia/Tokyo")
    found = answers([run], [reading("2026-11-16 14:00", id=2, zone="Pacific/Honolulu")])[1][24]
    assert found is not None
    assert (25, "on_time") == (found.lag_h, found.timing)


@pytest.mark.parametrize(
    ("readings", "winner"),
    [
        ([after(13, id=1), after(29, id=2)], 2),
        ([after(17.9, id=1), after(30, id=2)], 2),
        ([after(22, id=1), after(25, id=2)], 2),
        ([after(23, 4, id=1), after(25, 3, id=2)], 1),
        ([after(23, id=1), after(25, id=2)], 2),
        ([after(23, id=1, recorded_at=END + hours(40)), after(25, id=2)], 1),
        ([after(24, id=1), after(24, id=2, recorded_at=END + hours(30))], 2),
        ([after(24, id=1, recorded_at=END + hours(30)), after(24, id=2)], 1),
        ([after(24, id=1), after(24, id=2)], 2),
        ([after(24, 2, id=1, medicated=True), after(8, 5, id=2)], 2),
        ([after(24, 2, id=1, medicated=True), after(25, 1, id=2, medicated=True)], 1),
        ([after(24, id=1, score=None), after(31, id=2)], 2),
        ([after(24, id=1, site="knee"), after(31, id=2)], 2),
    ],
    ids=[
        "on time before early",
        "on the edge of on time before just off it",
        "nearer to the target",
        "as near: the higher",
        "as near and as high: the later recorded",
        "as near: recorded later, though given earlier",
        "same moment: the later recorded",
        "same moment: the later recorded, the other way round",
        "alike in all: the later numbered",
        "any before one under an extra dose",
        "of two under an extra dose the nearer",
        "a reading without a score answers nothing",
        "only the back answers",
    ],
)
def test_of_several_readings_the_best_one_answers(readings: list[Reading], winner: int) -> None:
    """Without an extra dose first, then on time, nearest, higher, later recorded; the order they come in is nothing."""
    expected_answer = [winner, winner]
    found = [answered(*order)[24] for order in (readings, readings[::-1])]
    assert expected_answer == [answer[0] if answer else None for answer in found]


@given(st.integers(0, 70 * 3600))
def test_no_moment_belongs_to_two_checks(seconds: int) -> None:
    """The check that a reading answers is the one that is open then, and no other was to be answered, late or due."""
    lag = seconds / 3600
    waiting = [h for h in HORIZONS if check_of(RUN, h, END + hours(lag)).state in {"due", "late"}]
    assert waiting == [h for h, answer in answered(after(lag)).items() if answer]


def test_who_rates_every_morning_has_answered_both_by_the_second() -> None:
    """Rated at 7:00 after a run until 19:30; the third morning is nearer to 48 h and takes the second's place.

    After a run until 17:00 it is further off.
    """
    evening = [after(lag, id=n) for n, lag in enumerate((11.5, 35.5, 59.5), 1)]
    assert [{0: None, 24: (1, "early"), 48: (2, "early")}, {0: None, 24: (1, "early"), 48: (3, "late")}] == [
        answered(*evening[:2]), answered(*evening),
    ]  # fmt: skip
    afternoon = [after(lag, id=n) for n, lag in enumerate((14, 38, 62), 1)]
    assert {0: None, 24: (1, "early"), 48: (2, "early")} == answered(*afternoon)


def test_the_tablet_of_every_day_is_no_extra_dose() -> None:
    """Marks from before anybody was asked what is taken every day are no longer such; from then on they are extra."""
    readings = [after(24, id=1, medicated=True), after(48, id=2, medicated=True), after(49, id=3)]
    asked = Plan(medicine="regular", marked_until=END + hours(48))
    assert [False, True, None] == [r.medicated for r in as_taken(readings, asked)]
    assert readings == as_taken(readings, Plan(medicine="regular"))


@pytest.mark.parametrize(
    ("minutes", "lag", "after_it"),
    [(15, -0.25, False), (15, -0.25 + SECOND, True), (15, 0, True), (0, -SECOND, False), (0, 0, True)],
)
def test_what_is_told_during_a_session_follows_it(minutes: float, lag: float, after_it: bool) -> None:
    """From its start on, which one that takes no time shares with its end."""
    assert after_it is follows(
        session("2026-11-16 18:00", minutes), moment("2026-11-16 18:00") + hours(minutes / 60 + lag)
    )


def test_one_reading_may_answer_several_sessions() -> None:
    """A rating every morning answers both the 48 h check of Monday's run and the 24 h check of Tuesday's."""
    monday, tuesday = session("2026-11-16 18:00", id=1), session("2026-11-17 18:00", id=2)
    found = answers([monday, tuesday], [reading("2026-11-18 07:30", 3, id=5)])
    assert [5, 5] == [a.reading for a in (found[1][48], found[2][24]) if a]


@pytest.mark.parametrize(("lag", "marked"), [(20 - SECOND, False), (20, False), (20 + SECOND, True)])
def test_an_answer_after_a_later_session_began_is_marked(lag: float, marked: bool) -> None:
    """The reading taken at the very start of the next session was taken before it."""
    following = session(END + hours(20), id=2)
    found = answers([RUN, following], [after(lag)])[1][24]
    assert found is not None
    assert marked == found.after_another


def test_leg_pain_is_matched_to_the_same_windows() -> None:
    """Other sites have their own answers, from their own readings."""
    found = answers([RUN], [after(24, 5, site="calf", id=3), after(24, 1, id=4)], site="calf")[1]
    assert {0: None, 24: 3, 48: None} == {h: a.reading if a else None for h, a in found.items()}


@given(st.lists(st.integers(min_value=0, max_value=70 * 60), max_size=8), st.integers(-10_000, 10_000))
def test_shifting_every_time_changes_no_answer(minutes: list[int], days: int) -> None:
    """Answers depend on what lies between moments, never on the date."""
    readings = [after(m / 60, id=number) for number, m in enumerate(minutes, 1)]
    shift = timedelta(days=days)
    moved_run = session(RUN.started_at + shift, 15, id=1)
    moved = [reading(r.at + shift, r.score, id=r.id, recorded_at=r.recorded_at + shift) for r in readings]
    assert answers([RUN], readings) == answers([moved_run], moved)


@pytest.mark.parametrize(
    ("activity", "minutes", "owed"),
    [
        ("run", 1, True),
        ("walk", 5, True),
        ("walk", 5 - 1 / 60, False),
        ("walk", None, True),
        ("strength", 60, False),
        ("limbering", 60, False),
        ("balance", 60, False),
        ("other", 60, False),
        ("stationary-bike", 30, True),
    ],
)
def test_checks_are_owed_after_what_may_hurt(activity: str, minutes: float | None, owed: bool) -> None:
    """After every run; after five minutes of all else but strength, limbering, balance and other."""
    fields: dict[str, Any] = {} if minutes is not None else {"duration_s": None}
    assert owed == owes_checks(session(minutes=minutes or 10, activity=activity, **fields))


def test_every_activity_has_been_thought_of() -> None:
    """Half an hour of anything: only the four owe nothing."""
    free = [a for a in ACTIVITIES if not owes_checks(session(minutes=30, activity=a))]
    assert ["strength", "limbering", "balance", "other"] == free


@pytest.mark.parametrize(
    ("lag", "owed"),
    [(3, [0, 24, 48]), (3 + SECOND, [24, 48]), (32 - SECOND, [24, 48]), (32, [48]), (66, [48]), (66 + SECOND, [])],
)
def test_old_imports_owe_nothing(lag: float, owed: list[int]) -> None:
    """A check whose window had closed before the session was recorded is not expected."""
    late = session(RUN.started_at, 15, id=1, recorded_at=END + hours(lag))
    assert owed == [h for h in HORIZONS if is_owed(late, h)]


@pytest.mark.parametrize(("first", "last", "owed"), [(16, 16, False), (10, 15, True), (17, 20, True), (10, 16, False)])
def test_a_pause_owes_nothing(first: int, last: int, owed: bool) -> None:
    """Sessions on a paused day, its first and last included, owe no checks."""
    pauses = [Pause(first=date(2026, 11, first), last=date(2026, 11, last))]
    assert owed == is_owed(RUN, 24, pauses)


@pytest.mark.parametrize(
    ("lag", "states"),
    [
        (-SECOND, {0: "upcoming", 24: "upcoming", 48: "upcoming"}),
        (0, {0: "due", 24: "upcoming", 48: "upcoming"}),
        (3, {0: "due", 24: "upcoming", 48: "upcoming"}),
        (3 + SECOND, {24: "upcoming", 48: "upcoming"}),
        (8 - SECOND, {24: "upcoming", 48: "upcoming"}),
        (8, {24: "due", 48: "upcoming"}),
        (30, {24: "due", 48: "upcoming"}),
        (30 + SECOND, {24: "late", 48: "upcoming"}),
        (32 - SECOND, {24: "late", 48: "upcoming"}),
        (32, {48: "due"}),
        (42, {48: "due"}),
        (54, {48: "due"}),
        (54 + SECOND, {48: "late"}),
        (66, {48: "late"}),
        (66 + SECOND, {}),
    ],
)
def test_an_open_check_is_upcoming_then_due_then_late(lag: float, states: dict[int, str]) -> None:
    """As time passes with nothing answered."""
    found = open_checks([RUN], answers([RUN], []), now=END + hours(lag))
    assert states == {check.horizon_h: check.state for check in found}


@pytest.mark.parametrize(("lag", "state"), [(66, "late"), (66 + SECOND, "missed")])
def test_a_check_is_missed_once_its_window_has_closed(lag: float, state: str) -> None:
    """As `show` says it of each session."""
    assert state == check_of(RUN, 48, END + hours(lag)).state


def test_what_a_pause_does_not_owe_is_neither_open_nor_missing() -> None:
    """On the day of the run, whatever the hour."""
    pauses = [Pause(first=RUN.day, last=RUN.day)]
    found = answers([RUN], [])
    assert [] == open_checks([RUN], found, now=END, pauses=pauses)
    assert 0 == missing_checks(RUN, found[1], now=END + hours(100), pauses=pauses)


def test_an_answered_check_is_not_open() -> None:
    """A rating takes its check off the list and leaves the others on it, soonest target first."""
    second = session("2026-11-16 20:00", id=2)
    sessions = [second, RUN]
    found = open_checks(sessions, answers(sessions, [after(0.5)]), now=END + hours(1))
    assert [(1, 24), (2, 24), (1, 48), (2, 48)] == [(c.session, c.horizon_h) for c in found if c.horizon_h]
    assert [(2, 0)] == [(c.session, c.horizon_h) for c in found if not c.horizon_h]


def test_a_check_says_when_it_opens_is_due_and_closes() -> None:
    """In the run's own evening: it counts from the night on, is due next evening, and closes in the night after."""
    found = open_checks([RUN], answers([RUN], []), now=END + hours(4))[0]
    opens, due, closes = (moment(text) for text in ("2026-11-17 02:15", "2026-11-17 18:15", "2026-11-18 02:15"))
    assert Check(1, 24, opens, due, closes, "upcoming") == found


@pytest.mark.parametrize(("lag", "missing"), [(3, 0), (3 + SECOND, 1), (32 - SECOND, 1), (32, 2), (66, 2), (67, 3)])
def test_a_check_is_missing_once_its_window_has_closed(lag: float, missing: int) -> None:
    """Open is not missing; closed and unanswered is."""
    assert missing == missing_checks(RUN, answers([RUN], [])[1], now=END + hours(lag))


def test_an_answer_is_not_missing_and_no_check_is_missed_after_strength() -> None:
    """Two of three answered leaves one missing; what owes nothing misses nothing."""
    readings = [after(1, id=1), after(47, id=2)]
    gym = session(RUN.started_at, 60, id=2, activity="strength")
    found = answers([RUN, gym], readings)
    late = END + hours(100)
    assert [1, 0] == [missing_checks(s, found[s.id], now=late) for s in (RUN, gym)]
