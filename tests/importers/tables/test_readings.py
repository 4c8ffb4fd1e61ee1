"""A CSV of pain readings."""

from __future__ import annotations

from datetime import date

import pytest

from backlog.errors import InputError
from backlog.model.session import Reading
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
    """Above 10, below 0, a word, a site that is none; a row with nothing at all is no problem."""
    text = "date,score,site\n2026-11-01,11,\n2026-11-02,-1,\n2026-11-03,bad,\n2026-11-04,,\n2026-11-05,3,elbow\n"
    assert [line for line, _ in problems(text)] == [2, 3, 4, 6]


def test_a_flare_without_a_score_is_a_reading() -> None:
    """The person's own yes says something without a number."""
    (found,) = readings("date,score,flare\n2026-11-03,,yes\n")
    assert (found.score, found.flare) == (None, True)


@pytest.mark.parametrize("cell", ["", "NaN", "<undefined>", "-", "UNKNOWN", "skip"])
def test_an_empty_score_is_not_zero(cell: str) -> None:
    """A row without an answer is no reading, and never a 0."""
    parsed = parse(f"date,score\n2026-11-03,{cell}\n")
    assert (parsed.rows, parsed.problems) == ((), ())
    assert parsed.remarks == ("1 row has no score: left out; it was not counted as 0.",)


def test_a_file_in_which_most_rows_have_no_score_has_one_remark() -> None:
    """Thousands of days of steps and a few ratings do not fill the screen."""
    rows = "".join(f"2026-{month:02}-{day:02},NaN\n" for month in range(1, 10) for day in range(1, 28))
    parsed = parse(f"date,score\n{rows}2026-11-03,3\n")
    assert (len(parsed.rows), parsed.problems) == (1, ())
    assert parsed.remarks == ("243 rows have no score: left out; they were not counted as 0.",)


def test_a_scale_is_stretched_only_when_told() -> None:
    """3.4 of 4 is 8.5 of 10; without a word it stays 3.4."""
    text = "date;score\n2026-11-02;3,4\n2026-11-03;0\n2026-11-04;4/4\n"
    assert [found.score for found in readings(text, scale=(0.0, 4.0))] == [8.5, 0.0, 10.0]
    assert readings("date,score\n2026-11-02,3.4\n")[0].score == 3.4


def test_a_reversed_scale_can_be_told() -> None:
    """Where 10 is a good day."""
    assert [r.score for r in readings("date,score\n2026-11-02,10\n2026-11-03,7\n", scale=(10.0, 0.0))] == [0.0, 3.0]


def test_a_score_outside_the_scale_told_is_a_problem() -> None:
    """The file or the option is wrong: the program cannot know which."""
    assert problems("date,score\n2026-11-02,5\n", scale=(0.0, 4.0)) == [(2, "5 is not on the scale from 0 to 4.")]


def diary(*scores: float, header: str = "date,score") -> str:
    """One score a day, from the first of October."""
    return f"{header}\n" + "".join(f"2026-10-{day:02},{score}\n" for day, score in enumerate(scores, 1))


@pytest.mark.parametrize(("highest", "asked"), [(4, True), (5, True), (5.5, False)])
def test_many_ratings_that_never_rise_ask_for_their_scale(highest: float, *, asked: bool) -> None:
    """They are taken as they stand: it is a question and no correction."""
    parsed = parse(diary(*[1] * 19, highest))
    assert [row.value.score for row in parsed.rows if isinstance(row.value, Reading)] == [1] * 19 + [highest]
    assert asked == any(remark.startswith(f"The highest of 20 ratings is {highest}") for remark in parsed.remarks)


def test_a_file_that_says_its_scale_is_not_asked() -> None:
    """By its column, by its cells, or because the person said so."""
    assert parse(diary(*[1] * 20, header="date,pain (0-10)")).remarks == ()
    assert parse(diary(*[1] * 20).replace(",1\n", ",1/10\n")).remarks == ()
    told = parse(diary(*[1] * 20), scale=(0.0, 4.0))
    assert (told.remarks, told.stretched) == (("Its ratings were stretched from 0-4 to 0-10, as --scale says.",), True)


def test_another_scale_gives_the_same_names() -> None:
    """A second import with the right scale adds no second rating of a day; two ratings of a day are two."""
    text = "date,score\n2026-11-03,2\n2026-11-03,4\n"
    plain, stretched = readings(text), readings(text, scale=(0.0, 5.0))
    assert [found.source_key for found in plain] == [found.source_key for found in stretched]
    assert [4.0, 8.0] == [found.score for found in stretched]
    assert 2 == len({found.source_key for found in plain})


LONG = "On a scale of 0 to 10, how bad is your back today, all things considered?"


@pytest.mark.parametrize("told", [LONG, LONG[:60] + "…", LONG[:8], LONG[:30].upper()])
def test_a_long_column_is_mapped_by_its_beginning(told: str) -> None:
    """As an error shows it, if no other column begins so."""
    text = f'Timestamp,"{LONG}",x\n2026-11-03 07:00,3,\n'
    assert [3.0] == [found.score for found in readings(text, columns={"start": "Timestamp", "score": told})]
    with pytest.raises(InputError, match="has no column") as refused:
        parse(text, columns={"start": "Timestamp", "score": LONG[:7]})
    assert refused.value.todo == f'Its columns are: Timestamp, "{LONG[:60]}…", x.'
    with pytest.raises(InputError, match="has no column"):
        parse(text.replace(",x", f',"{LONG}!"'), columns={"start": "Timestamp", "score": LONG[:30]})


@pytest.mark.parametrize(
    ("column", "site"),
    [("Knee pain", "knee"), ("kneePain", "knee"), ("Neck", "other"), ("Rückenschmerzen", "back"), ("Today", "back")],
)
def test_a_mapped_column_names_the_site(column: str, site: str) -> None:
    """Where no column says it; a name that says no place means the back."""
    (found,) = readings(f"date,{column}\n2026-11-03,3\n", columns={"score": column})
    assert found.site == site


def test_a_site_that_the_column_names_is_told() -> None:
    """It is an assumption that one may want to undo."""
    parsed = parse("date,Knee pain\n2026-11-03,3\n", columns={"score": "Knee pain"})
    assert parsed.remarks == ("The column 'Knee pain' names the site: knee.",)


@pytest.mark.parametrize(("column", "told"), [("Tired eyes", True), ("Back pain", False)])
def test_a_mapped_column_that_names_no_site_is_told(column: str, *, told: bool) -> None:
    """It may be of something else than the back."""
    remarks = parse(f"date,{column}\n2026-11-03,3\n", columns={"score": column}).remarks
    assert remarks == (("No column says where it hurt: taken as the back.",) if told else ())


def test_a_column_of_sites_wins_over_the_name_of_the_score() -> None:
    """A row that leaves it empty means the back, as ever."""
    text = "date,Knee pain,site\n2026-11-03,3,shin\n2026-11-04,3,\n"
    assert [r.site for r in readings(text, columns={"score": "Knee pain"})] == ["shin", "back"]


def test_a_mapped_time_of_day_is_the_readings_time() -> None:
    """With a zone of its own in the cell, that one."""
    text = "stamp,number\n2026-11-03T07:10:00.560+08:00,3\n"
    (found,) = readings(text, kind="readings", columns={"start": "stamp", "score": "number"})
    assert (found.at, found.approximate) == (moment("2026-11-03 00:10"), False)


def test_a_date_may_stand_in_three_columns() -> None:
    """Whatever their names begin with."""
    parsed = parse("name,startday,startmonth,startyear,intensity\nKnee Pain,3,11,2026,3.8\n")
    (found,) = [row.value for row in parsed.rows if isinstance(row.value, Reading)]
    assert (found.day, found.site, found.score, parsed.unused) == (date(2026, 11, 3), "knee", 3.8, ())


def test_three_columns_with_years_of_two_digits_are_no_date() -> None:
    """04-05-06 could be anything."""
    with pytest.raises(InputError) as refusal:
        parse("startday,startmonth,startyear,intensity\n4,5,26,3\n")
    assert refusal.value.slug == "column-missing"


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
