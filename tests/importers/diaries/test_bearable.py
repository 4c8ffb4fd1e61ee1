"""Bearable's long CSV."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backlog.errors import InputError
from backlog.importers.diaries import bearable
from backlog.importers.parsed import Parsed
from backlog.model.day import Day
from backlog.model.session import Reading
from tests.importers.helpers import file_of, options
from tests.make import moment

HEADER = '"date","date formatted","weekday","time of day","category","rating/amount","detail","notes"\n'
STRETCHED = "Its ratings were stretched from 0-4 to 0-10, as --scale says."


def line(day: str, part: str, category: str, amount: str, detail: str, note: str = "") -> str:
    """One entry, quoted as the app does."""
    cells = ("1st of a month", day, "Monday", part, category, amount, detail, note)
    return ",".join(f'"{cell}"' for cell in cells) + "\n"


def parse(*lines: str, **fields: Any) -> Parsed:
    """What a diary of these entries holds, on the app's scale."""
    told = {"scale": (0.0, 4.0)} | fields
    return bearable.read(file_of(HEADER + "".join(lines), "bearable.csv"), options(**told))


def readings(parsed: Parsed) -> list[Reading]:
    """The readings among the values."""
    return [row.value for row in parsed.rows if isinstance(row.value, Reading)]


def test_the_form_is_known_by_its_header() -> None:
    """A table with a category alone is none."""
    assert bearable.fits(file_of(HEADER))
    assert not bearable.fits(file_of("date,category,detail\n"))


def test_a_symptom_that_names_a_pain_becomes_a_reading() -> None:
    """Its rating stretched from 0-4, its severity no part of its name."""
    parsed = parse(
        line("2026-11-02", "am", "Symptom", "1", "Back (lower) pain (Mild)", "after the garden"),
        line("2026-11-02", "pm", "Symptom", "3", "Sciatica (Severe)"),
        line("2026-11-03", "am", "Symptom", "0", "Knee pain (None)"),
        line("2026-11-03", "am", "Symptom", "4", "Neck pain (Unbearable)"),
    )
    assert parsed.problems == ()
    assert [(r.day, r.site, r.score, r.note) for r in readings(parsed)] == [
        (date(2026, 11, 2), "back", 2.5, "after the garden"),
        (date(2026, 11, 2), "radiating-leg", 7.5, None),
        (date(2026, 11, 3), "knee", 0.0, None),
        (date(2026, 11, 3), "other", 10.0, None),
    ]


def test_without_a_scale_the_diary_is_refused() -> None:
    """A 4 of 4 must not pass for a 4 of 10."""
    with pytest.raises(InputError) as refusal:
        parse(line("2026-11-02", "am", "Symptom", "4", "Back pain"), scale=None)
    assert (refusal.value.slug, refusal.value.what, refusal.value.todo) == (
        "bad-import",
        "bearable.csv rates symptoms from 0 (none) to 4 (unbearable), not from 0 to 10.",
        "Add --scale 0-4 to stretch them to 0-10.",
    )


@pytest.mark.parametrize("scale", [(0.0, 5.0), (0.0, 10.0), (1.0, 4.0)])
def test_a_scale_that_it_has_not_is_refused(scale: tuple[float, float]) -> None:
    """The ends of its own are known."""
    with pytest.raises(InputError, match=r"from 0 \(none\) to 4 \(unbearable\), not from \d to \d+"):
        parse(line("2026-11-02", "am", "Symptom", "4", "Back pain"), scale=scale)


def test_a_diary_without_pain_needs_no_scale() -> None:
    """It may hold sleep."""
    assert len(parse(line("2026-11-02", "", "Sleep", "7:30", "Asleep"), scale=None).rows) == 1


@pytest.mark.parametrize(
    ("part", "at", "approximate"),
    [
        ("pre", "03:00", True),
        ("am", "09:00", True),
        ("mid", "15:00", True),
        ("pm", "21:00", True),
        ("all day", "12:00", True),
        ("", "12:00", True),
        ("18:40", "18:40", False),
        ("6:40 pm", "18:40", False),
    ],
)
def test_a_part_of_the_day_is_an_approximate_moment(part: str, at: str, *, approximate: bool) -> None:
    """The middle of its six hours; a time of the clock is exact."""
    (found,) = readings(parse(line("2026-11-02", part, "Symptom", "2", "Back pain")))
    assert (found.at, found.approximate) == (moment(f"2026-11-02 {at}"), approximate)


def test_the_zone_that_was_taken_is_told() -> None:
    """Where a time of the clock was used; a part of the day is approximate anyway."""
    told = "Its times name no zone: taken as Europe/Berlin. Say it with --zone."
    assert parse(line("2026-11-02", "18:40", "Symptom", "2", "Back pain")).remarks == (told, STRETCHED)
    assert parse(line("2026-11-02", "pm", "Symptom", "2", "Back pain")).remarks == (STRETCHED,)


def test_an_evening_that_is_still_to_come_is_now() -> None:
    """The diary of today is exported before the evening's middle."""
    (found,) = readings(parse(line("2026-11-16", "pm", "Symptom", "2", "Back pain")))
    assert found.at == moment("2026-11-16 12:00")


def test_what_is_no_pain_is_left_out_and_counted() -> None:
    """A headache is no place that moves; mood and energy have other scales."""
    parsed = parse(
        line("2026-11-02", "am", "Symptom", "2", "Headache (Moderate)"),
        line("2026-11-03", "am", "Symptom", "1", "Headache (Mild)"),
        line("2026-11-03", "am", "Symptom", "1", "Fatigue (Mild)"),
        line("2026-11-03", "am", "Mood", "7", "Calm"),
        line("2026-11-03", "am", "Health measurements", "81", "Weight"),
    )
    assert (parsed.rows, parsed.problems) == ((), ())
    assert parsed.remarks == (
        "Left out, as their names tell no place of pain: Headache (2), Fatigue (1).",
        "Left out, as they are no pain: Mood (1), Health measurements (1).",
    )


def test_a_symptom_without_a_rating_is_not_zero() -> None:
    """It is counted."""
    parsed = parse(line("2026-11-02", "am", "Symptom", "", "Back pain"))
    assert (parsed.rows, parsed.remarks) == ((), ("1 row has no score: left out; it was not counted as 0.",))


@pytest.mark.parametrize(("amount", "hours"), [("7:30", 7.5), ("7h 30m", 7.5), ("8h", 8.0)])
def test_sleep_is_taken_where_it_is_plainly_hours(amount: str, hours: float) -> None:
    """Two sleeps of one day add up."""
    parsed = parse(line("2026-11-02", "", "Sleep", amount, "x"), line("2026-11-02", "", "Sleep", "1:00", "nap"))
    assert [(row.value.day, row.value.sleep_h) for row in parsed.rows if isinstance(row.value, Day)] == [
        (date(2026, 11, 2), hours + 1)
    ]


@pytest.mark.parametrize(("category", "amount"), [("Sleep", "4"), ("Sleep", ""), ("Sleep quality", "7:30")])
def test_sleep_that_may_be_a_rating_is_left_out(category: str, amount: str) -> None:
    """A 4 can be hours or a quality."""
    parsed = parse(line("2026-11-02", "", category, amount, "x"))
    assert (parsed.rows, parsed.remarks) == ((), (f"Left out, as they are no pain: {category} (1).",))


def test_the_highest_of_two_ratings_of_one_site_and_time_is_kept() -> None:
    """Two symptoms of the back are one site here."""
    parsed = parse(
        line("2026-11-02", "am", "Symptom", "1", "Upper back pain"),
        line("2026-11-02", "am", "Symptom", "3", "Lower back pain"),
        line("2026-11-02", "am", "Symptom", "2", "Back pain"),
    )
    assert [reading.score for reading in readings(parsed)] == [7.5]
    assert parsed.remarks == (STRETCHED, "More ratings of the same site and time, of which the highest was kept: 2.")


def test_a_line_that_cannot_be_read_is_a_problem() -> None:
    """A date that is none, a rating beyond the scale, a day without an end."""
    parsed = parse(
        line("2026-13-02", "am", "Symptom", "1", "Back pain"),
        line("2026-11-02", "am", "Symptom", "5", "Back pain"),
        line("2026-11-02", "am", "Sleep", "25:00", "x"),
        line("", "am", "Symptom", "1", "Back pain"),
        line("2027-11-02", "am", "Symptom", "1", "Back pain"),
    )
    assert [problem.line for problem in parsed.problems] == [2, 3, 4, 5, 6]


def test_a_second_import_finds_the_same_names() -> None:
    """Whatever the zone that was told the first time."""
    lines = line("2026-11-02", "am", "Symptom", "1", "Back pain") + line("2026-11-02", "", "Sleep", "7:30", "x")
    first, second = parse(lines), parse(lines, zone="America/New_York")
    assert [getattr(row.value, "source_key", None) for row in first.rows] == [
        getattr(row.value, "source_key", None) for row in second.rows
    ]


def test_the_person_says_what_a_symptom_is() -> None:
    """A place that its name does not tell, or none after all."""
    lines = line("2026-11-02", "am", "Symptom", "1", "Elbow") + line("2026-11-02", "pm", "Symptom", "2", "Back pain")
    assert ["back"] == [found.site for found in readings(parse(lines))]
    told = {"elbow": "other", "back pain": ""}
    assert ["other"] == [found.site for found in readings(parse(lines, sites=told))]
