"""A CSV of pain readings."""

from __future__ import annotations

from datetime import date

import pytest

from backlog.errors import InputError
from tests.importers.helpers import parse, problems, readings
from tests.make import moment


def test_columns_are_recognised_by_their_names() -> None:
    """Date and time may stand in one column or two; the site is the back unless it is said."""
    found = readings(
        "Date,Time,Pain (0-10),Site,Flare,Medicated,Notes\n"
        "2026-11-03,07:10,3,,no,,stiff\n"
        '2026-11-03,9:00 pm,"3,5",left knee,yes,x,\n'
        "2026-11-04 07:00,,4/10,Lower back,,no,\n"
    )
    assert [(r.at, r.score, r.site, r.flare, r.medicated, r.note) for r in found] == [
        (moment("2026-11-03 07:10"), 3.0, "back", False, None, "stiff"),
        (moment("2026-11-03 21:00"), 3.5, "knee", True, True, None),
        (moment("2026-11-04 07:00"), 4.0, "back", None, False, None),
    ]


def test_a_bare_date_is_noon_and_approximate() -> None:
    """Many diaries hold one number a day."""
    (found,) = readings("date,score\n2026-11-03,3\n")
    assert (found.at, found.approximate, found.day) == (moment("2026-11-03 12:00"), True, date(2026, 11, 3))


def test_bad_scores_are_problems_with_their_lines() -> None:
    """Above 10, below 0, a word, nothing at all, a site that is none."""
    text = "date,score,site\n2026-11-01,11,\n2026-11-02,-1,\n2026-11-03,bad,\n2026-11-04,,\n2026-11-05,3,elbow\n"
    assert [line for line, _ in problems(text)] == [2, 3, 4, 5, 6]


def test_a_flare_without_a_score_is_a_reading() -> None:
    """The person's own yes says something without a number."""
    (found,) = readings("date,score,flare\n2026-11-03,,yes\n")
    assert (found.score, found.flare) == (None, True)


def test_an_empty_score_is_not_zero() -> None:
    """A row without an answer is a problem and never a 0."""
    assert problems("date,score\n2026-11-03,\n") == [(2, "The row has no score.")]


def test_any_column_can_be_mapped() -> None:
    """In any language."""
    (found,) = readings("Tag;Stärke\n3.11.2026;3,5\n", columns={"date": "Tag", "score": "Stärke"})
    assert found.score == 3.5


def test_a_second_rating_of_one_moment_and_site_is_a_problem() -> None:
    """Two sites at one moment are two readings; two scores of one site cannot both be true."""
    text = "at,score,site\n2026-11-03 07:00,3,back\n2026-11-03 07:00,2,knee\n2026-11-03 07:00,4,back\n"
    assert problems(text) == [(4, "The row repeats line 2.")]


def test_a_file_without_scores_is_refused() -> None:
    """It says which columns there are, and how to map one."""
    with pytest.raises(InputError) as refusal:
        parse("date,mood\n2026-11-03,3\n", kind="readings")
    assert (refusal.value.slug, refusal.value.todo) == (
        "column-missing",
        "Map one: --map score=COLUMN. Its columns are: date, mood.",
    )
