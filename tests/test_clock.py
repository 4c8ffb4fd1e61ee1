"""Times as people say them, on the clocks of the places they are in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog import clock
from backlog.errors import InputError
from tests.make import moment, session

BERLIN = "Europe/Berlin"
#: A Monday, 12:00 in Berlin.
NOW = moment("2026-11-16 12:00")
SLUG_BAD, SLUG_FUTURE = "bad-time", "future-time"


def said(text: str, *, now: datetime = NOW, zone: str = BERLIN) -> str:
    """What the words mean, on the wall clock of the zone."""
    return f"{clock.local(clock.parse_when(text, zone, now=now).at, zone):%Y-%m-%d %H:%M}"


def refused(text: str, *, now: datetime = NOW, zone: str = BERLIN) -> str:
    """The slug that the words are refused with as a moment of the past."""
    with pytest.raises(InputError) as error:
        clock.parse_past(text, zone, now=now)
    return error.value.slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "2026-11-16 12:00"),
        ("today 7:30", "2026-11-16 07:30"),
        ("yesterday 18:00", "2026-11-15 18:00"),
        ("Yesterday at 6pm", "2026-11-15 18:00"),
        ("3 days ago 08:00", "2026-11-13 08:00"),
        ("1 week ago 8.15", "2026-11-09 08:15"),
        ("-1d", "2026-11-15 12:00"),
        ("-2h", "2026-11-16 10:00"),
        ("90 min ago", "2026-11-16 10:30"),
        ("-1d 21:00", "2026-11-15 21:00"),
        ("mon 7:30", "2026-11-16 07:30"),
        ("Tuesday 7:30", "2026-11-10 07:30"),
        ("thurs 7:30", "2026-11-12 07:30"),
        ("7:30", "2026-11-16 07:30"),
        ("12am", "2026-11-16 00:00"),
        ("12:30 pm", "2026-11-15 12:30"),
        ("2026-11-02 18:30", "2026-11-02 18:30"),
        ("2026-11-02T18:30:45", "2026-11-02 18:30"),
        ("2026-11-02T18:30Z", "2026-11-02 19:30"),
        ("2026-11-02 18:30+05:30", "2026-11-02 14:00"),
        ("  2026-11-02    18:30 ", "2026-11-02 18:30"),
    ],
)
def test_words_mean_a_moment(text: str, expected: str) -> None:
    """Every form that the help promises, on Monday 16 November 2026 at noon."""
    assert expected == said(text)


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("mon 7:30", "2026-11-16 07:30", "2026-11-16 07:30"),
        ("mon 7:30", "2026-11-16 07:29", "2026-11-09 07:30"),
        ("18:00", "2026-11-16 18:00", "2026-11-16 18:00"),
        ("18:00", "2026-11-16 17:59", "2026-11-15 18:00"),
        ("23:30", "2026-11-16 00:10", "2026-11-15 23:30"),
    ],
)
def test_words_mean_the_latest_such_moment_in_the_past(text: str, now: str, expected: str) -> None:
    """This very minute counts as past; a minute before it, last week's or yesterday's is meant."""
    assert expected == said(text, now=moment(now))


@pytest.mark.parametrize("text", ["2026-11-02", "3 days ago", "tue", "yesterday"])
def test_a_bare_date_is_noon_and_approximate(text: str) -> None:
    """Only the day is known, and that is remembered."""
    when = clock.parse_when(text, BERLIN, now=NOW)
    assert (True, "12:00") == (when.approximate, f"{clock.local(when.at, BERLIN):%H:%M}")


def test_today_before_noon_is_now_not_the_future() -> None:
    """`today` said at 8:00 is not refused for meaning noon."""
    early = moment("2026-11-16 08:00")
    assert (early, True) == clock.parse_past("today", BERLIN, now=early)[:2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorow",
        "mon 25:00",
        "7",
        "7:60",
        "13pm",
        "0am",
        "2026-02-30",
        "2026-13-01 10:00",
        "2026-11-02 10:00+99:00",
        "16.11.2026",
        "-1x",
        "-1h 10:00",
        "3 moons ago",
        "mo",
        "yesterday evening",
        "1899-12-31",
        "0001-01-01",
        "0001-01-01 00:00+23:00",
        "9999-12-31 23:59",
        "999999999 days ago",
        "-99999999999d",
        "9" * 5000,
        "-" + "9" * 5000 + "d",
        "🙂",
    ],
    ids=lambda text: text[:20],
)
@pytest.mark.parametrize("zone", [BERLIN, "America/New_York", "Pacific/Kiritimati"])
def test_words_that_mean_nothing_are_refused(text: str, zone: str) -> None:
    """Impossible dates, typos and years no diary has: one sentence each, in zones ahead and behind."""
    assert SLUG_BAD == refused(text, zone=zone)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_sentence(text: str) -> None:
    """No text at all makes anything but a moment or a refusal."""
    try:
        assert clock.parse_when(text, BERLIN, now=NOW).at.tzinfo is UTC
    except InputError as error:
        assert error.slug == SLUG_BAD  # noqa: PT017  (either way is right)


@pytest.mark.parametrize(
    ("text", "allowed"), [("2026-11-16 12:10", True), ("2026-11-16 12:11", False), ("2027-01-01", False)]
)
def test_the_future_is_refused_beyond_ten_minutes(text: str, allowed: bool) -> None:
    """A watch may be ten minutes fast; eleven minutes ahead has not happened yet."""
    if allowed:
        assert moment(text) == clock.parse_past(text, BERLIN, now=NOW).at
    else:
        assert SLUG_FUTURE == refused(text)


def test_a_wall_time_that_the_clock_change_skipped_is_refused() -> None:
    """On 29 March 2026 Berlin had no 2:00 to 2:59: the minutes around it are an hour less apart than they look."""
    after = moment("2026-03-29 12:00")
    assert [SLUG_BAD, SLUG_BAD] == [refused(text, now=after) for text in ("today 2:00", "2026-03-29 02:59")]
    before, behind = (clock.parse_when(text, BERLIN, now=after).at for text in ("today 1:59", "today 3:00"))
    assert timedelta(minutes=1) == behind - before


@pytest.mark.parametrize(
    ("text", "now", "meant"),
    [
        ("2:30", "2026-03-29 01:00", "2026-03-28 02:30"), ("2:30", "2026-03-29 01:59", "2026-03-28 02:30"),
        ("sun 2:30", "2026-03-29 01:00", "2026-03-22 02:30"), ("3:00", "2026-03-29 03:00", "2026-03-29 03:00"),
        ("2:45", "2026-10-25 02:50", "2026-10-25 02:45"),
        ("-1d", "2026-03-30 02:30", "2026-03-29 01:30"), ("2:30", "2026-03-30 02:30", "2026-03-30 02:30"),
    ],
)  # fmt: skip
def test_a_wall_time_that_the_clock_is_going_to_skip_was_before(text: str, now: str, meant: str) -> None:
    """It is not still to come today, so it is yesterday's, or that of the week before."""
    assert meant == said(text, now=moment(now))


def test_a_wall_time_that_the_clock_has_skipped_is_asked_about() -> None:
    """From 3:00 on, 2:30 is most probably 1:30 or 3:30 of this night: that is not guessed."""
    for now in ("2026-03-29 03:00", "2026-03-29 12:00"):
        assert [SLUG_BAD] * 2 == [refused(text, now=moment(now)) for text in ("2:30", "sun 2:30")]


def test_a_day_that_was_skipped_whole() -> None:
    """Samoa had no 30 December 2011: the sentence says so, and a day ago is 24 hours ago."""
    apia, now = "Pacific/Apia", datetime(2011, 12, 31, 1, 0, tzinfo=UTC)
    assert "2011-12-31 15:00" == said("now", now=now, zone=apia)
    assert "2011-12-29 15:00" == said("-1d", now=now, zone=apia)
    assert "2011-12-29 15:00" == said("-2d", now=now, zone=apia)
    for text in ("2011-12-30", "2011-12-30 08:00", "yesterday", "1 day ago", "15:30"):
        with pytest.raises(InputError) as error:
            clock.parse_when(text, apia, now=now)
        assert (
            "There was no 2011-12-30 in Pacific/Apia: the clocks went forward over the whole day." == error.value.what
        )
        assert "Give the day before or after it." == error.value.todo


def test_a_wall_time_that_happened_twice_is_the_first_and_says_so() -> None:
    """On 25 October 2026 Berlin had 2:00 to 2:59 twice; one minute outside it nothing is remarked."""
    after = moment("2026-10-25 12:00")
    whens = [clock.parse_when(f"today {wall}", BERLIN, now=after) for wall in ("1:59", "2:00", "2:59", "3:00")]
    expected = ["23:59", "00:00", "00:59", "02:00"]
    assert expected == [f"{when.at:%H:%M}" for when in whens]
    assert [False, True, True, False] == [when.remark is not None and "twice" in when.remark for when in whens]


def test_the_second_of_two_equal_wall_times_can_be_given_with_its_offset() -> None:
    """An offset says which of the two is meant."""
    after = moment("2026-10-25 12:00")
    assert "01:30" == f"{clock.parse_when('2026-10-25 02:30+01:00', BERLIN, now=after).at:%H:%M}"


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("-1d", "2026-03-30 12:00", timedelta(hours=24)),
        ("-1d", "2026-03-29 12:00", timedelta(hours=23)),
        ("-24h", "2026-03-29 12:00", timedelta(hours=24)),
        ("-1d", "2026-10-25 12:00", timedelta(hours=25)),
        ("-24h", "2026-10-25 12:00", timedelta(hours=24)),
    ],
)
def test_days_go_by_the_wall_clock_and_hours_by_elapsed_time(text: str, now: str, expected: timedelta) -> None:
    """A day ago is the same wall time yesterday, 23 or 25 hours ago across a clock change; 24 h are 24 h."""
    assert expected == moment(now) - clock.parse_when(text, BERLIN, now=moment(now)).at


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2026, 3, 29), BERLIN, 23),
        (date(2026, 3, 30), BERLIN, 24),
        (date(2026, 10, 25), BERLIN, 25),
        (date(2018, 11, 4), "America/Sao_Paulo", 23),
        (date(2026, 10, 4), "Australia/Lord_Howe", 23.5),
    ],
)
def test_a_local_day_is_as_long_as_its_clocks_make_it(day: date, zone: str, expected: float) -> None:
    """From one midnight to the next, where midnight itself was skipped (São Paulo) too."""
    midnights = [clock.local_midnight(d, zone) for d in (day, day + timedelta(days=1))]
    assert timedelta(hours=expected) == midnights[1] - midnights[0]


def test_a_session_across_midnight_belongs_to_the_day_it_began() -> None:
    """A run from 23:50 on Sunday to 00:20 on Monday is Sunday's, and so last week's."""
    run = session("2026-11-15 23:50", 30)
    assert (date(2026, 11, 15), date(2026, 11, 16)) == (run.day, clock.local_date(run.ended_at, run.zone))
    assert date(2026, 11, 9) == clock.week_start_of(run.day, "mon")


def test_a_flight_across_zones_leaves_each_session_in_its_own_day() -> None:
    """Run in Tokyo, fly, run in Honolulu: nineteen zones apart, the later run has the earlier date."""
    tokyo = session("2026-11-16 07:00", zone="Asia/Tokyo")
    honolulu = session("2026-11-15 18:00", zone="Pacific/Honolulu")
    assert timedelta(hours=6) == honolulu.started_at - tokyo.started_at
    assert [date(2026, 11, 16), date(2026, 11, 15)] == [tokyo.day, honolulu.day]
    weeks = [clock.week_start_of(run.day, "mon") for run in (tokyo, honolulu)]
    assert [date(2026, 11, 16), date(2026, 11, 9)] == weeks


@pytest.mark.parametrize(
    ("week_start", "day", "expected"),
    [
        ("mon", date(2026, 11, 15), date(2026, 11, 9)),
        ("mon", date(2026, 11, 16), date(2026, 11, 16)),
        ("sun", date(2026, 11, 14), date(2026, 11, 8)),
        ("sun", date(2026, 11, 15), date(2026, 11, 15)),
        ("sat", date(2026, 11, 13), date(2026, 11, 7)),
        ("mon", date(2027, 1, 1), date(2026, 12, 28)),
    ],
)
def test_a_week_begins_on_the_day_that_the_setting_names(week_start: str, day: date, expected: date) -> None:
    """The day before the first belongs to the week before, over the turn of the year too."""
    assert expected == clock.week_start_of(day, week_start)


@given(st.dates(date(1900, 1, 10), date(2200, 1, 1)), st.sampled_from(clock.WEEKDAYS))
def test_every_day_is_in_the_week_that_it_is_in(day: date, week_start: str) -> None:
    """Nought to six days after its week's first day, which is the weekday asked for."""
    first = clock.week_start_of(day, week_start)
    assert 0 <= (day - first).days <= 6
    assert clock.WEEKDAYS.index(week_start) == first.weekday()


@given(st.integers(min_value=-2_000_000_000, max_value=6_000_000_000))
def test_an_instant_survives_the_store(seconds: int) -> None:
    """Whole seconds there and back, before 1970 too."""
    assert seconds == clock.seconds(clock.instant(seconds))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-16 18:30", "today 18:30"),
        ("2026-11-15 07:00", "yesterday 07:00"),
        ("2026-11-17 07:00", "tomorrow 07:00"),
        ("2026-11-14 07:00", "Sat 14 Nov 07:00"),
        ("2025-11-16 07:00", "Sun 16 Nov 2025 07:00"),
    ],
)
def test_times_are_shown_as_a_person_says_them(at: str, expected: str) -> None:
    """Near days by name, others by date, and the year only if it is another one."""
    assert expected == clock.spoken(moment(at), BERLIN, now=NOW)


def test_iso_times_carry_the_offset_of_their_zone() -> None:
    """The form of every time in JSON: summer and winter differ."""
    found = [clock.iso(moment(text), BERLIN) for text in ("2026-07-01 18:30", "2026-11-16 18:30")]
    assert ["2026-07-01T18:30:00+02:00", "2026-11-16T18:30:00+01:00"] == found


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe", "é", "x" * 5000])
def test_what_is_no_zone_is_refused(name: str) -> None:
    """A typo, nothing, a path, a folder, a letter: each ends in one sentence."""
    with pytest.raises(InputError) as error:
        clock.zone(name)
    assert ("bad-zone", False) == (error.value.slug, clock.is_zone(name))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2026-11-16T12:00+01:00", "2026-11-16T11:00:00+00:00"), ("2026-11-16T12:00", "2026-11-16T11:00:00+00:00")],
)
def test_now_can_be_pretended(monkeypatch: pytest.MonkeyPatch, value: str, expected: str) -> None:
    """BACKLOG_NOW with an offset, or on this machine's wall clock (Berlin, in the tests)."""
    monkeypatch.setenv("BACKLOG_NOW", value)
    assert datetime.fromisoformat(expected) == clock.now()


def test_a_now_that_is_no_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in the variable is said, not ignored."""
    monkeypatch.setenv("BACKLOG_NOW", "noon")
    with pytest.raises(InputError, match="BACKLOG_NOW") as error:
        clock.now()
    assert SLUG_BAD == error.value.slug


def test_now_is_in_utc_and_in_whole_seconds() -> None:
    """What is stored has no fraction, so that a stored moment equals the one that was shown."""
    assert (UTC, 0) == (clock.now().tzinfo, clock.now().microsecond)


@pytest.mark.parametrize(("name", "expected"), [("Asia/Kolkata", "Asia/Kolkata"), (":Asia/Kolkata", "Asia/Kolkata")])
def test_the_zone_is_the_one_the_machine_names(monkeypatch: pytest.MonkeyPatch, name: str, expected: str) -> None:
    """TZ wins where it names a zone."""
    monkeypatch.setenv("TZ", name)
    assert expected == clock.local_zone()
