"""What a person reads in the terminal."""

from __future__ import annotations

from datetime import timedelta
from unicodedata import east_asian_width

import pytest

from backlog.model.week import Chart, Mark
from backlog.report.terminal import terminal_chart
from tests.report.charts import MONDAY, chart_of, week


def row(chart: Chart, day: str) -> str:
    """The line of the week that starts on this day."""
    return next(each for each in terminal_chart(chart).splitlines() if each.strip().startswith(day))


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("width", [1, 10, 20, 33, 40, 52, 60, 79, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int, unicode: bool) -> None:
    """Whatever the width; an emoji takes two columns."""
    busy = chart_of(30)
    marks = [*busy.marks, Mark(day=MONDAY, kind="flare", label="🎉走る" * 40)]
    lines = terminal_chart(
        Chart(weeks=busy.weeks, usual=busy.usual, marks=marks), width=width, unicode=unicode
    ).splitlines()
    assert width >= max(sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line) for line in lines)


def test_bars_are_in_proportion_to_the_distances() -> None:
    """The longest week fills the room, half of it fills half, to a character."""
    chart = Chart(weeks=[week(0, metres={"run": 4000}), week(1, metres={"run": 2000})])
    long, short = (row(chart, day).count("█") for day in ("31 Aug", "7 Sep"))
    assert 1 >= abs(long - 2 * short)
    assert long > 10
    assert "4.0" in row(chart, "31 Aug")


def test_activities_are_stacked_with_a_sign_each() -> None:
    """Even a stroll of 20 m beside a run of 10 km is there."""
    chart = Chart(weeks=[week(metres={"run": 10_000, "walk": 20}), week(1, metres={"run": 12_000})])
    assert 1 == row(chart, "31 Aug").count("▓")
    assert "█ run  ▓ walk" in terminal_chart(chart)


def test_a_missing_answer_is_a_dash_and_not_a_zero() -> None:
    """A week with one answer at 24 h shows that mean, and no number at 0 h and 48 h."""
    chart = Chart(weeks=[week(0, pain={24: (3.4, 1)}), week(1, pain={0: (0, 1), 24: (0, 1), 48: (0, 1)})])
    assert ["–", "3.4", "–"] == row(chart, "31 Aug").split()[-4:-1]
    assert ["0.0", "0.0", "0.0"] == row(chart, "7 Sep").split()[-4:-1]


def test_a_week_without_answers_has_no_point_on_the_scale() -> None:
    """A week that is left out is a row all the same, empty."""
    chart = Chart(weeks=[week(0, pain={48: (5, 2)}), week(2, pain={48: (2, 2)})])
    assert "◆" in row(chart, "31 Aug")
    assert not set("○■◆") & set(row(chart, "7 Sep"))


def test_points_lie_where_the_scale_says() -> None:
    """Pain 4 stands below the 4 of the head, and the usual range around it."""
    text = terminal_chart(Chart(weeks=[week(pain={48: (4, 2)})], usual=(3, 4, 5)))
    head, line = next(
        (one, two) for one, two in zip(text.splitlines(), text.splitlines()[1:], strict=False) if one.startswith("Week")
    )
    assert head.index("   4   ") + 3 == line.index("◆")
    assert "░░◆░░" in line


def test_the_running_week_has_a_star() -> None:
    """With the footnote that explains it; a finished chart has neither."""
    assert "31 Aug*" in terminal_chart(Chart(weeks=[week(finished=False)]))
    assert "* The week is not over." in terminal_chart(Chart(weeks=[week(finished=False)]))
    assert "*" not in terminal_chart(Chart(weeks=[week()]))


def test_answered_and_expected_checks_are_shown() -> None:
    """Four answers and two missed checks are 4/6."""
    assert row(Chart(weeks=[week(pain={0: (2, 2), 24: (2, 2)}, missing_checks=2)]), "31 Aug").endswith("4/6")


def test_marks_stand_below_their_week() -> None:
    """With their day, and without anything that could steer the terminal."""
    chart = Chart(
        weeks=[week(0), week(1)],
        marks=[Mark(day=MONDAY + timedelta(days=2), kind="switch", label="\x1b[2Jto\nthe bike")],
    )
    lines = terminal_chart(chart).splitlines()
    assert r"       └ 2 Sep: \x1b[2Jto the bike" == lines[lines.index(row(chart, "31 Aug").rstrip()) + 1]


def test_without_unicode_only_ascii_is_written() -> None:
    """Whatever a label holds."""
    chart = Chart(weeks=chart_of(12).weeks, usual=(1, 2, 3), marks=[Mark(day=MONDAY, kind="flare", label="café 🎉")])
    assert terminal_chart(chart, unicode=False).isascii()


def test_a_week_on_the_bike_does_not_look_idle() -> None:
    """Its minutes stand beside the distance, or are the bars where there is no distance at all."""
    mixed = Chart(weeks=[week(0, metres={"run": 2000}), week(1, minutes_by_activity={"bike": 45})])
    assert "45" in row(mixed, "7 Sep").split()
    assert "█" in row(Chart(weeks=[week(minutes_by_activity={"bike": 45})]), "31 Aug")


def test_several_years_are_told_apart() -> None:
    """A new year has a line of its own."""
    lines = terminal_chart(chart_of(20)).splitlines()
    assert ["2026", "2027"] == [line for line in lines if line.isdigit()]


@pytest.mark.parametrize("chart", [Chart(weeks=[]), chart_of(3)])
def test_every_chart_says_that_distance_was_chosen_after_pain(chart: Chart) -> None:
    """Also that of an empty journal."""
    assert terminal_chart(chart).endswith("Distance was chosen after feeling earlier pain.\n")
