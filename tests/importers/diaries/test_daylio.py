"""Daylio's CSV."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backlog.importers.diaries import daylio
from backlog.importers.parsed import Parsed
from backlog.model.day import Day
from backlog.model.session import Reading
from backlog.model.units import LONGEST_NOTE
from tests.importers.helpers import file_of, options
from tests.make import moment

OLDER = "full_date,date,weekday,time,mood,activities,note_title,note\n"
NEWER = "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"


def parse(text: str, **fields: Any) -> Parsed:
    """What a diary holds."""
    return daylio.read(file_of(text, "daylio.csv"), options(**fields))


def days(parsed: Parsed) -> list[Day]:
    """The days among the values."""
    return [row.value for row in parsed.rows if isinstance(row.value, Day)]


def readings(parsed: Parsed) -> list[Reading]:
    """The readings among the values."""
    return [row.value for row in parsed.rows if isinstance(row.value, Reading)]


def entry(time: str = "18:30", scales: str = "", mood: str = "good") -> str:
    """A newer diary of one entry."""
    return f'{NEWER}2026-11-02,November 2,Monday,{time},{mood},"","{scales}","",""\n'


@pytest.mark.parametrize("header", [OLDER, NEWER, "\ufeff" + NEWER])
def test_both_headers_are_known(header: str) -> None:
    """With scales and without; a table with a mood alone is none."""
    assert daylio.fits(file_of(header))
    assert not daylio.fits(file_of("date,mood,activities\n"))


def test_the_entries_of_a_date_become_one_day() -> None:
    """Its activities in the order of the day and once each; the app writes the newest entry first."""
    parsed = parse(
        OLDER
        + '2026-11-03,November 3,Tuesday,8:00 am,good,"rest","",""\n'
        + '2026-11-02,November 2,Monday,8:30 pm,meh,"reading | work","Evening","long &amp; calm<br>day"\n'
        + '2026-11-02,November 2,Monday,8:30 am,rad,"work | garden","","early"\n'
    )
    assert parsed.problems == ()
    assert [(d.day, d.tags, d.note, d.source, d.source_key) for d in days(parsed)] == [
        (date(2026, 11, 3), ("rest",), None, "daylio", "2026-11-03"),
        (date(2026, 11, 2), ("work", "garden", "reading"), "early / Evening: long & calm day", "daylio", "2026-11-02"),
    ]


def test_an_entry_with_a_mood_alone_makes_no_day() -> None:
    """There would be nothing in it."""
    parsed = parse(entry(mood="meh"))
    assert parsed.rows == ()
    assert parsed.remarks == ("Moods left out, as they are words and no numbers from 0 to 10: 1.",)


def test_moods_that_are_numbers_are_taken() -> None:
    """The mean of a day; one word among them, and none is."""
    numbers = f"{OLDER}2026-11-02,x,x,08:00,6,,,\n2026-11-02,x,x,20:00,7,,,\n"
    assert [day.mood for day in days(parse(numbers))] == [6.5]
    assert parse(numbers).remarks == ("Moods taken as they stand, as they are numbers, the mean of each day: 2.",)
    assert days(parse(numbers.replace(",7,", ",bad,"))) == []


@pytest.mark.parametrize(
    ("scale", "site", "score"),
    [
        ("Pain:\u00a03", "back", 3.0),
        ("Back:\u00a04", "back", 4.0),
        ("Knee pain: 2,5", "knee", 2.5),
        ("Rückenschmerzen:\u00a05", "back", 5.0),
        ("Sleep:\u00a07 | Pain:\u00a03", "back", 3.0),
    ],
)
def test_a_scale_that_names_a_pain_is_a_reading(scale: str, site: str, score: float) -> None:
    """At the time of its entry; the app writes a blank that does not break."""
    (found,) = readings(parse(entry(scales=scale)))
    assert (found.at, found.site, found.score) == (moment("2026-11-02 18:30"), site, score)


def test_other_scales_are_left_out_and_named() -> None:
    """Steps are no pain, whatever their number."""
    parsed = parse(entry(scales="Sleep:\u00a07 | Headache:\u00a02 | Knee bends:\u00a030", mood=""))
    assert parsed.rows == ()
    assert parsed.remarks == (
        "Scales that were left out, as their names are of no pain: Sleep (1), Headache (1), Knee bends (1).",
    )


def test_a_scale_can_be_stretched() -> None:
    """As told; beyond its end is a problem."""
    assert readings(parse(entry(scales="Pain: 3"), scale=(1.0, 5.0)))[0].score == 5.0
    assert [problem.line for problem in parse(entry(scales="Pain: 6"), scale=(1.0, 5.0)).problems] == [2]
    assert [problem.what for problem in parse(entry(scales="Pain: 11")).problems] == ["'11' is not a score for pain."]


def test_many_low_ratings_ask_for_their_scale() -> None:
    """As any diary of pain does."""
    lines = "".join(f'2026-10-{day:02},x,x,08:00,good,"","Pain: 4","",""\n' for day in range(1, 21))
    assert parse(NEWER + lines).remarks[-1].startswith("The highest of 20 ratings is 4:")
    told = parse(NEWER + lines, scale=(0.0, 5.0))
    assert told.stretched
    assert told.remarks[1] == "Its ratings were stretched from 0-5 to 0-10, as --scale says."
    assert not any("The highest" in remark for remark in told.remarks)


def test_the_highest_of_two_ratings_of_one_site_and_time_is_kept() -> None:
    """Two scales of the back are one site here."""
    parsed = parse(entry(scales="Back pain: 2 | Pain: 4 | Back: 3", mood=""))
    assert [reading.score for reading in readings(parsed)] == [4.0]
    assert parsed.remarks[1:] == ("More ratings of the same site and time, of which the highest was kept: 2.",)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("8:30 am", "08:30"),
        ("8:30\u202fPM", "20:30"),
        ("8:30 vorm.", "08:30"),
        ("8:30 nachm.", "20:30"),
        ("8:30 p. m.", "20:30"),
        ("8:30 de la mañana", "08:30"),
        ("오후 8:30", "20:30"),
        ("08.30", "08:30"),
        ("20:30", "20:30"),
    ],
)
def test_a_time_is_read_in_the_languages_of_the_app(text: str, at: str) -> None:
    """With the halves of the day before it or behind it."""
    (found,) = readings(parse(entry(time=text, scales="Pain: 3")))
    assert (found.at, found.approximate) == (moment(f"2026-11-02 {at}"), False)


@pytest.mark.parametrize(("text", "unclear"), [("abends", True), ("25:99", True), ("", False)])
def test_a_time_that_cannot_be_read_leaves_the_date(text: str, *, unclear: bool) -> None:
    """The reading is approximate, and it is said."""
    parsed = parse(entry(time=text, scales="Pain: 3", mood=""))
    assert [reading.approximate for reading in readings(parsed)] == [True]
    assert unclear == (
        parsed.remarks[:1] == ("Times of day that could not be read, so that only the date was used: 1.",)
    )


def test_the_zone_that_was_taken_is_told() -> None:
    """Where a time of day was used; a date needs none."""
    told = "Its times name no zone: taken as Europe/Berlin. Say it with --zone."
    assert told in parse(entry(scales="Pain: 3")).remarks
    assert told not in parse(entry(scales="Pain: 3", time="")).remarks


def test_a_row_without_a_date_is_a_problem() -> None:
    """So is a day to come."""
    parsed = parse(f"{OLDER}x,x,x,08:00,good,work,,\n2027-11-02,x,x,08:00,good,work,,\n2026-11-02,x,x,,good,work,,\n")
    assert ([problem.line for problem in parsed.problems], len(parsed.rows)) == ([2, 3], 1)


def test_notes_that_are_too_long_cost_only_themselves() -> None:
    """The activities of the day are kept."""
    parsed = parse(f"{OLDER}2026-11-02,x,x,08:00,good,work,,{'a' * (LONGEST_NOTE + 1)}\n")
    assert [(day.tags, day.note) for day in days(parsed)] == [(("work",), None)]
    assert [(problem.line, problem.lost) for problem in parsed.problems] == [(2, False)]


def test_the_person_says_what_a_scale_is() -> None:
    """A place that its name does not tell, or none after all."""
    diary = entry(scales="Wade: 2 | Bein: 3 | Back pain: 4", mood="")
    told = {"bein": "calf", "back pain": ""}
    assert [("calf", 3.0)] == [(found.site, found.score) for found in readings(parse(diary, sites=told))]
