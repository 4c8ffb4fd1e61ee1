"""The words and numbers that picture and terminal share."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backlog.model.week import Chart, Mark
from backlog.report.series import every_week, main_panel, marks_within, other_panel, show_span, title
from tests.report.charts import MONDAY, week


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
