"""The arithmetic behind the picture, and the words and numbers that picture and terminal share."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.model.week import Chart, Mark
from backlog.report.layout import nice_ticks, place_marks, sheet_of, spread
from backlog.report.series import every_week, main_panel, marks_within, other_panel, show_span, title
from tests.report.charts import MONDAY, week


@pytest.mark.parametrize(
    ("top", "most", "ticks"),
    [
        (6.5, 4, [0, 2, 4, 6]),
        (10, 5, [0, 2, 4, 6, 8, 10]),
        (0.8, 4, [0, 0.2, 0.4, 0.6, 0.8]),
        (115, 1, [0, 100]),
        (9, 1, [0, 5]),
        (45, 1, [0, 20, 40]),
        (0, 4, []),
    ],
)
def test_ticks_are_round_numbers_within_the_scale(top: float, most: int, ticks: list[float]) -> None:
    """1, 2 or 5 times a power of ten, from 0 to the highest that fits."""
    assert pytest.approx(ticks) == nice_ticks(top, most)


@given(st.floats(0.01, 1e6), st.integers(1, 6))
def test_every_scale_has_at_least_one_tick_above_zero(top: float, most: int) -> None:
    """A scale of zero alone would say nothing."""
    ticks = nice_ticks(top, most)
    assert 2 <= len(ticks) <= most + 2
    assert ticks[-1] <= top * (1 + 1e-6)


@given(st.lists(st.floats(0, 10), max_size=6))
def test_names_beside_lines_keep_their_distance_and_their_order(places: list[float]) -> None:
    """Lines that end together have their names one above the other."""
    moved = spread(places, 0.5)
    assert all(b - a > 0.5 - 1e-6 for a, b in zip(sorted(moved), sorted(moved)[1:], strict=False))
    assert sorted(range(len(places)), key=lambda at: (places[at], at)) == sorted(
        range(len(moved)), key=moved.__getitem__
    )


def test_names_that_have_room_stay_where_they_are() -> None:
    """Nothing moves without need."""
    assert [3.0, 1.0, 2.0] == spread([3.0, 1.0, 2.0], 0.5)


def test_two_marks_of_one_day_share_a_stem() -> None:
    """A flare and the verdict that follows it stand one above the other, both in words."""
    marks = [Mark(day=MONDAY, kind="flare", label="flare"), Mark(day=MONDAY, kind="verdict", label="reduce")]
    placed = place_marks(marks, sheet_of([week(at) for at in range(12)]))
    assert {0, 1} == {each.row for each in placed}
    assert ["right", "right"] == [each.side for each in placed]


def test_the_gravest_mark_keeps_its_words_in_a_crowd() -> None:
    """Among a hundred verdicts the stop is still named."""
    marks = [Mark(day=MONDAY + timedelta(days=day), kind="verdict", label="hold") for day in range(100)]
    marks.append(Mark(day=MONDAY + timedelta(days=50), kind="stop", label="stop: red flag"))
    placed = place_marks(marks, sheet_of([week(at) for at in range(20)]))
    assert ["stop: red flag"] == [each.mark.label for each in placed if each.side]


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        (date(2026, 11, 2), date(2026, 11, 8), "2 – 8 Nov 2026"),
        (date(2026, 8, 31), date(2026, 11, 22), "31 Aug – 22 Nov 2026"),
        (date(2025, 12, 29), date(2026, 1, 4), "29 Dec 2025 – 4 Jan 2026"),
    ],
)
def test_a_span_names_month_and_year_only_where_they_differ(first: date, last: date, span: str) -> None:
    """The same in every locale."""
    assert span == show_span(first, last)


def test_the_title_says_what_is_seen() -> None:
    """Distance and pain, and from when to when, the last day included."""
    chart = Chart(weeks=[week(0, metres={"run": 1}), week(11)])
    assert "Distance and pain, 31 Aug – 22 Nov 2026" == title(chart, every_week(chart.weeks))
    assert "Distance and pain" == title(Chart(weeks=[]), [])


def test_a_walk_without_a_distance_leaves_its_minutes() -> None:
    """Half an hour's walk of unknown length is not nothing; one of known length is not counted twice."""
    weeks = [
        week(0, minutes_by_activity={"walk": 30}),
        week(1, metres={"walk": 2000}, minutes_by_activity={"walk": 25}),
    ]
    panel = other_panel(Chart(weeks=weeks), weeks)
    assert [("walk, no km", [30, 0])] == [(bars.name, bars.amounts) for bars in panel.stack]


def test_rare_activities_share_a_bar() -> None:
    """Three are named, the most minutes first; the rest are counted together."""
    minutes = {"bike": 50.0, "swim": 40.0, "row": 30.0, "balance": 20.0, "limbering": 10.0}
    weeks = [week(minutes_by_activity=minutes)]
    panel = other_panel(Chart(weeks=weeks), weeks)
    assert [("bike", [50]), ("swim", [40]), ("row", [30]), ("2 others", [30])] == [
        (bars.name, bars.amounts) for bars in panel.stack
    ]


def test_metres_of_no_named_activity_are_not_lost() -> None:
    """The bars always add up to the week's distance."""
    weeks = [week(metres={"run": 1000})]
    object.__setattr__(weeks[0], "distance_m", 2500.0)
    panel = main_panel(Chart(weeks=weeks), weeks)
    assert [2.5] == panel.totals
    assert ["run", "on foot"] == [bars.name for bars in panel.stack]


def test_marks_outside_the_weeks_are_left_out() -> None:
    """A chart of one week does not show last month's switch."""
    marks = [Mark(day=MONDAY + timedelta(days=day), kind="switch", label=str(day)) for day in (-1, 0, 6, 7)]
    assert ["0", "6"] == [mark.label for mark in marks_within(Chart(weeks=[week()], marks=marks), [week()])]
