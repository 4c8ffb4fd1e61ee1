"""Cells to moments."""

from __future__ import annotations

from datetime import date, time

import pytest

from backlog.errors import InputError
from backlog.importers.moments import Moment, order_of, read_moment, resolve
from tests.make import NOW, ZONE, moment

DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-03", Moment(DAY)),
        ("2026-11-03 18:30:05", Moment(DAY, time(18, 30, 5))),
        ("2026-11-03T18:30:05.123Z", Moment(DAY, time(18, 30, 5), "+00:00")),
        ("2026-11-03T18:30+01:00", Moment(DAY, time(18, 30), "+01:00")),
        ("2026/11/3", Moment(DAY)),
        ("3.11.2026", Moment(DAY)),
        ("03.11.26 18:30", Moment(DAY, time(18, 30))),
        ("3/11/2026 6:30 PM", Moment(DAY, time(18, 30))),
        ("3 Nov 2026", Moment(DAY)),
        ("Tue 3 November 2026 18h30", Moment(DAY, time(18, 30))),
        ("Nov 3, 2026, 6:30:05 PM", Moment(DAY, time(18, 30, 5))),
        ("2026-11-03 12:30 am", Moment(DAY, time(0, 30))),
    ],
)
def test_dates_are_read_as_the_world_writes_them(text: str, expected: Moment) -> None:
    """Year first or last, month by name, a time of day with or without half or offset."""
    assert read_moment(text, "dmy", now=NOW) == expected


@pytest.mark.parametrize(
    "text",
    [
        "8 oct. 2017, 14:54:11",
        "8 okt. 2017 14:54:11",
        "8. Oktober 2017 um 14:54:11",
        "8 octobre 2017 à 14:54:11",
        "8 ott 2017, 14:54:11",
        "8 de out. de 2017 às 14:54:11",
        "8 oct 2017, 2:54:11 p. m.",
        "Oct 8, 2017, 2:54:11\u202fPM",
    ],
)
def test_months_have_names_in_other_languages(text: str) -> None:
    """Platforms write dates in the language of the account."""
    assert Moment(date(2017, 10, 8), time(14, 54, 11)) == read_moment(text, "dmy", now=NOW)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        *(("janv.", 1), ("gen", 1), ("févr.", 2), ("März", 3), ("mrt.", 3), ("avr.", 4), ("mai", 5), ("mag", 5)),
        *(("juin", 6), ("giu", 6), ("juil.", 7), ("lug", 7), ("août", 8), ("ago", 8), ("sept.", 9), ("set", 9)),
        *(("out", 10), ("nov.", 11), ("déc.", 12), ("dez", 12), ("dic", 12)),
    ],
)
def test_each_month_is_told_from_its_neighbours(name: str, month: int) -> None:
    """June and July begin alike in French, March and May in Italian."""
    assert Moment(date(2026, month, 3)) == read_moment(f"3 {name} 2026", "dmy", now=NOW)


def test_a_word_that_is_no_month_is_refused() -> None:
    """`Brumaire` is not guessed."""
    with pytest.raises(InputError, match="is not a date"):
        read_moment("3 brumaire 2026", "dmy", now=NOW)


@pytest.mark.parametrize("text", ["yesterday", "31.02.2026", "2026-13-01", "3/4", "", "2026-11-03 25:00", "x", "12"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """Words such as yesterday mean nothing in a file."""
    with pytest.raises(InputError) as refusal:
        read_moment(text, "dmy", now=NOW)
    assert refusal.value.slug == "bad-time"


def test_the_column_shows_whether_the_day_comes_first() -> None:
    """One date with a number above 12 settles it for all."""
    assert (order_of(["3/4/2026", "25/4/2026"], None, "a.csv"), order_of(["3/4/2026", "4/25/2026"], None, "a.csv")) == (
        "dmy",
        "mdy",
    )


def test_dates_that_could_be_either_are_asked_about() -> None:
    """3/4/2026 alone is not guessed; told, it is taken."""
    with pytest.raises(InputError, match="--dates dmy or --dates mdy"):
        order_of(["3/4/2026"], None, "a.csv")
    assert order_of(["3/4/2026"], "mdy", "a.csv") == "mdy"


def test_dates_with_points_begin_with_the_day() -> None:
    """Nobody writes the month first with points."""
    assert read_moment("3.11.2026", order_of(["3.11.2026"], None, "a.csv"), now=NOW) == Moment(DAY)


def test_a_bare_date_is_its_noon_and_approximate() -> None:
    """On the wall clock of the zone."""
    found = resolve(Moment(DAY), ZONE, now=NOW)
    assert (found.at, found.approximate) == (moment("2026-11-03 12:00"), True)


def test_a_bare_date_of_today_is_never_in_the_future() -> None:
    """At 9:00 the noon of today is still to come, so it is now."""
    early = moment("2026-11-16 09:00")
    assert resolve(Moment(date(2026, 11, 16)), ZONE, now=early).at == early


def test_an_offset_wins_over_the_zone() -> None:
    """18:30 at -05:00 is 0:30 in Berlin."""
    assert resolve(Moment(DAY, time(18, 30), "-05:00"), ZONE, now=NOW).at == moment("2026-11-04 00:30")


@pytest.mark.parametrize(
    ("when", "slug"),
    [
        (Moment(date(2026, 11, 16), time(12, 11)), "future-time"),
        (Moment(date(2026, 11, 17)), "future-time"),
        (Moment(date(9999, 12, 31)), "future-time"),
        (Moment(date(1, 1, 1)), "bad-time"),
        (Moment(date(1899, 12, 31), time(12)), "bad-time"),
        (Moment(date(2026, 3, 29), time(2, 30)), "bad-time"),
        (Moment(DAY, time(12), "+99:99"), "bad-time"),
    ],
)
def test_moments_that_cannot_be_are_refused(when: Moment, slug: str) -> None:
    """The future beyond ten minutes, before 1900, an hour that the spring skipped, an offset that is none."""
    with pytest.raises(InputError) as refusal:
        resolve(when, ZONE, now=NOW)
    assert refusal.value.slug == slug


def test_ten_minutes_ahead_is_a_clock_and_not_the_future() -> None:
    """The bound belongs to what is accepted."""
    assert resolve(Moment(date(2026, 11, 16), time(12, 10)), ZONE, now=NOW).at == moment("2026-11-16 12:10")
