"""What a person sees on the picture, and which file they get."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from backlog.errors import BacklogError, InputError
from backlog.files import Output
from backlog.model.week import Chart, Mark
from backlog.report.figure import save_figure
from backlog.report.palette import DRAWN
from backlog.report.picture import draw_chart
from tests.report.charts import MONDAY, chart_of, week


def panel(figure: Figure, name: str) -> Axes:
    """The axes of this name."""
    return next(axes for axes in figure.axes if axes.get_label() == name)


def words(figure: Figure) -> list[str]:
    """All that can be read, top labels included."""
    return [
        text.get_text()
        for text in figure.findobj(lambda artist: isinstance(artist, Text))
        if isinstance(text, Text) and text.get_text()
    ]


def day(number: float) -> float:
    """So many days after the first week's start, as the panels count."""
    return float(date2num(MONDAY)) + number  # type: ignore[no-untyped-call]


def line(figure: Figure, gid: str) -> Line2D:
    """The line or the points of this name."""
    return next(each for each in panel(figure, "pain").lines if each.get_gid() == gid)


def heights(axes: Axes, gid: str) -> list[float]:
    """The heights of the bars of this name, from left to right."""
    found = [path.get_extents() for bars in bars_of(axes, gid) for path in bars.get_paths()]
    return [box.height for box in sorted(found, key=lambda box: float(box.x0))]


def bars_of(axes: Axes, gid: str) -> list[PolyCollection]:
    """The groups of bars of this name: those of finished weeks, then those of the running one."""
    return [each for each in axes.collections if isinstance(each, PolyCollection) and each.get_gid() == gid]


def spans(axes: Axes, gid: str) -> list[Bbox]:
    """Where the areas of this name lie, in the panel's own days and numbers."""
    found = [patch.get_window_extent() for patch in axes.patches if patch.get_gid() == gid]
    return [box.transformed(axes.transData.inverted()) for box in found]


def numbers(values: Any) -> list[float]:
    """Plain floats, whatever kind of array they came in."""
    return [float(value) for value in values]


def overlaps(figure: Figure, texts: Sequence[Text]) -> list[tuple[str, str]]:
    """The pairs of texts that lie on each other."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text.get_text()]
    return [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if a.overlaps(b)]


def test_bars_are_as_high_as_the_distances() -> None:
    """A bar's height is the week's kilometres of its activity; walks stand on runs."""
    chart = Chart(weeks=[week(0, metres={"run": 2000, "walk": 1500}), week(1, metres={"run": 2500})])
    bars = panel(draw_chart(chart), "bars")
    assert pytest.approx([2.0, 2.5]) == heights(bars, "bars-run")
    assert pytest.approx([1.5]) == heights(bars, "bars-walk")
    assert pytest.approx(2.0) == bars_of(bars, "bars-walk")[0].get_paths()[0].get_extents().y0


def test_miles_are_drawn_for_whoever_counts_in_miles() -> None:
    """1609.344 m are a bar of 1, and the heading says mi."""
    figure = draw_chart(Chart(weeks=[week(metres={"run": 1609.344})], units="mi"))
    assert pytest.approx([1.0]) == heights(panel(figure, "bars"), "bars-run")
    assert "On foot, mi a week" in words(figure)


def test_an_empty_week_has_no_bar() -> None:
    """Of three weeks the middle one, without a session, has none."""
    chart = Chart(weeks=[week(0, metres={"run": 2000}), week(1), week(2, metres={"run": 1000})])
    assert pytest.approx([2.0, 1.0]) == heights(panel(draw_chart(chart), "bars"), "bars-run")


@pytest.mark.parametrize("left_out", [True, False])
def test_a_week_without_answers_is_a_gap_in_the_line(left_out: bool) -> None:
    """Pain is not a number there, so nothing is drawn and nothing connects; also if the week is not even listed."""
    weeks = [week(0, pain={48: (3, 3)}), week(1), week(2, pain={48: (2, 3)})]
    figure = draw_chart(Chart(weeks=[weeks[0], weeks[2]] if left_out else weeks))
    before, between, after = numbers(line(figure, "pain-48").get_ydata())
    assert (3.0, 2.0) == (before, after)
    assert math.isnan(between)


def test_each_horizon_has_its_own_marker_colour_and_line_style() -> None:
    """Three lines can be told apart by any one of the three."""
    figure = draw_chart(chart_of(8))
    lines = [line(figure, f"pain-{horizon}") for horizon in (0, 24, 48)]
    assert 3 == len({each.get_color() for each in lines})
    assert 3 == len({str(each._dash_pattern) for each in lines})  # type: ignore[attr-defined]
    assert 3 == len({each.get_marker() for each in lines})


def test_a_mean_of_one_answer_is_a_hollow_point() -> None:
    """One answer is drawn hollow, three are drawn full."""
    figure = draw_chart(Chart(weeks=[week(0, pain={24: (4, 1)}), week(1, pain={24: (5, 3)})]))
    few, many = line(figure, "pain-24-few"), line(figure, "pain-24")
    assert "white" == few.get_markerfacecolor()
    assert "white" != many.get_markerfacecolor()
    assert [4.0] == [y for y in numbers(few.get_ydata()) if not math.isnan(y)]
    assert ([4.0, 5.0], [1]) == (numbers(many.get_ydata()), many.get_markevery())


def test_pain_always_goes_from_0_to_10() -> None:
    """Even where no pain was above 1: a low pain must look low."""
    assert (0, 10) == panel(draw_chart(Chart(weeks=[week(pain={0: (1, 3)})])), "pain").get_ylim()


def test_the_usual_range_is_a_band_with_its_level() -> None:
    """From low to high, and its ends are written beside it."""
    figure = draw_chart(chart_of(12))
    (band,) = spans(panel(figure, "pain"), "usual-range")
    assert pytest.approx((1.1, 3.3)) == (band.y0, band.y1)
    assert 2.2 == numbers(line(figure, "usual-level").get_ydata())[0]
    assert "usual, 1.1–3.3" in words(figure)


def test_answers_and_missed_checks_are_counted_below_the_pain() -> None:
    """Two answers and one missed check are a full bar of 2 with a hollow one of 1 on it."""
    figure = draw_chart(Chart(weeks=[week(pain={0: (2, 1), 24: (3, 1)}, missing_checks=1)]))
    assert [2.0] == heights(panel(figure, "checks"), "answered")
    assert [1.0] == heights(panel(figure, "checks"), "missed")


def test_the_running_week_is_hatched_and_shaded() -> None:
    """The finished week's bar is plain; the running one's is hatched, and the footer says what that means."""
    figure = draw_chart(Chart(weeks=[week(0, metres={"run": 2000}), week(1, metres={"run": 800}, finished=False)]))
    plain, hatched = bars_of(panel(figure, "bars"), "bars-run")
    assert plain.get_hatch() is None
    assert hatched.get_hatch()
    for axes in figure.axes:
        (shaded,) = spans(axes, "unfinished")
        assert pytest.approx((day(7), day(14))) == (shaded.x0, shaded.x1)
    assert any("the week is not over" in each for each in words(figure))


def test_a_week_on_the_bike_does_not_look_idle() -> None:
    """Minutes of what is not on foot stand in their own row."""
    chart = Chart(weeks=[week(0, metres={"run": 2000}), week(1, minutes_by_activity={"stationary-bike": 45})])
    assert [45.0] == heights(panel(draw_chart(chart), "others"), "others-stationary bike")


def test_without_any_distance_the_other_activities_have_the_room() -> None:
    """A chart of cycling only gives its tall panel to the minutes."""
    figure = draw_chart(Chart(weeks=[week(minutes_by_activity={"bike": 45})]))
    assert panel(figure, "others").get_position().height > 3 * panel(figure, "bars").get_position().height
    assert "Activity and pain, 31 Aug – 6 Sep 2026" in words(figure)


def test_one_activity_is_drawn_in_minutes_if_it_has_no_distance() -> None:
    """`--activity swim` puts its minutes on the bars and runs nowhere among them."""
    chart = Chart(weeks=[week(metres={"run": 2000}, minutes_by_activity={"run": 15, "swim": 30})], activity="swim")
    figure = draw_chart(chart)
    assert [30.0] == heights(panel(figure, "bars"), "bars-swim")
    assert [] == heights(panel(figure, "bars"), "bars-run")
    assert "Swim and pain, 31 Aug – 6 Sep 2026" in words(figure)


@pytest.mark.parametrize("chart", [Chart(weeks=[]), Chart(weeks=[week()]), chart_of(12)])
def test_every_picture_says_that_distance_was_chosen_after_pain(chart: Chart) -> None:
    """Also the picture of an empty journal."""
    assert "Distance was chosen after feeling earlier pain." in words(draw_chart(chart))


@pytest.mark.parametrize(
    "weeks", [1, 16, 17, 156, *(pytest.param(weeks, marks=pytest.mark.slow) for weeks in (2, 6, 12, 52, 104, 600))]
)
def test_no_words_lie_on_each_other(weeks: int) -> None:
    """From a week to a dozen years, along the time, up the scales, and between marks."""
    figure = draw_chart(chart_of(weeks))
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    assert panel(figure, "checks").get_xticklabels()
    for axes in figure.axes:
        assert [] == overlaps(figure, axes.get_xticklabels())
        assert [] == overlaps(figure, axes.get_yticklabels())
    beside = [text for axes in figure.axes if (key := axes.get_legend()) for text in key.get_texts()]
    assert [] == overlaps(figure, [*beside, *figure.texts])


def test_long_spans_are_labelled_by_month_and_year() -> None:
    """Three years show months, and the year below each January."""
    labels = [text.get_text() for text in panel(draw_chart(chart_of(156)), "checks").get_xticklabels()]
    assert ["Jan\n2027", "Jan\n2028", "Jan\n2029"] == [label for label in labels if label.startswith("Jan")]


def test_marks_stand_above_their_day_in_words() -> None:
    """A switch on the second Wednesday is one symbol at that place, with its label."""
    chart = Chart(
        weeks=[week(0), week(1)], marks=[Mark(day=MONDAY + timedelta(days=9), kind="switch", label="to bike")]
    )
    figure = draw_chart(chart)
    (symbol,) = (each for each in panel(figure, "marks").lines if each.get_gid() == "marks-switch")
    assert [day(9.5)] == numbers(symbol.get_xdata())
    assert "to bike" in words(figure)


def test_each_kind_of_mark_has_its_row_however_many_there_are() -> None:
    """The gravest on top, each named once; a flare on the day of a verdict does not hide it."""
    marks = [Mark(day=MONDAY + timedelta(days=at), kind="verdict", label="increase") for at in range(360)]
    marks += [Mark(day=MONDAY + timedelta(days=3), kind=kind, label=kind) for kind in ("flare", "stop")]
    axes = panel(draw_chart(Chart(weeks=[week(at) for at in range(52)], marks=marks)), "marks")
    assert ["increase", "flare", "stop"] == [text.get_text() for text in axes.get_yticklabels()]


def test_a_line_leads_down_from_each_mark_while_there_are_few() -> None:
    """Hundreds would be a fence: then only what is graver than a verdict has one."""
    for count, lines in ((15, 16), (40, 1)):
        marks = [Mark(day=MONDAY + timedelta(days=at), kind="verdict", label="increase") for at in range(count)]
        marks.append(Mark(day=MONDAY + timedelta(days=3), kind="flare", label="flare"))
        pain = panel(draw_chart(Chart(weeks=[week(at) for at in range(12)], marks=marks)), "pain")
        found = [each for each in pain.collections if isinstance(each, LineCollection)]
        assert lines == sum(len(each.get_segments()) for each in found)


def test_no_mark_is_invented() -> None:
    """A week's flares without a mark have no day that could be shown."""
    assert "flare" not in words(draw_chart(Chart(weeks=[week(flares=1)])))


def test_a_kind_of_mark_from_a_later_version_is_still_drawn() -> None:
    """An unknown kind gets the plainest symbol and its label."""
    chart = Chart(weeks=[week()], marks=[Mark(day=MONDAY, kind="moon", label="full moon")])
    assert "full moon" in words(draw_chart(chart))


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.PDF", b"%PDF")])
def test_the_ending_says_which_kind_of_file_is_written(name: str, start: bytes, tmp_path: Path) -> None:
    """PNG, SVG or PDF, in capitals too, and nothing else is left in the folder."""
    save_figure(lambda: draw_chart(chart_of(3)), Output(tmp_path / name, DRAWN))
    assert start == (tmp_path / name).read_bytes()[: len(start)]
    assert [name] == [path.name for path in tmp_path.glob("*.*")]


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_equal_charts_give_equal_bytes(ending: str, tmp_path: Path) -> None:
    """No date, no version and no random name makes two files differ."""
    for name in ("one", "two"):
        save_figure(lambda: draw_chart(chart_of(12)), Output(tmp_path / f"{name}.{ending}", DRAWN))
    content = (tmp_path / f"one.{ending}").read_bytes()
    assert content == (tmp_path / f"two.{ending}").read_bytes()
    assert not re.search(rb"dc:date|CreationDate|Matplotlib v", content)


@pytest.mark.parametrize("name", ["chart.gif", "chart", "chart.png.txt", ".png"])
def test_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    """The error names the three that can be had, and no file appears."""
    with pytest.raises(InputError) as caught:
        save_figure(lambda: draw_chart(chart_of(1)), Output(tmp_path / name, DRAWN))
    assert "bad-option" == caught.value.slug
    assert ".png, .svg or .pdf" in caught.value.todo
    assert not (tmp_path / name).exists()


def test_a_picture_that_cannot_be_written_is_an_error_that_says_why(tmp_path: Path) -> None:
    """A folder that does not exist is named in the sentence."""
    with pytest.raises(BacklogError) as caught:
        save_figure(lambda: draw_chart(chart_of(1)), Output(tmp_path / "nowhere" / "a.png", DRAWN))
    assert "file-unwritable" == caught.value.slug
    assert "nowhere" in caught.value.what


def test_what_cannot_be_replaced_is_left_as_it_was(tmp_path: Path) -> None:
    """A folder of the picture's name stays, and no half-written file stays beside it."""
    (tmp_path / "a.png").mkdir()
    with pytest.raises(BacklogError, match=r"a\.png"):
        save_figure(lambda: draw_chart(chart_of(1)), Output(tmp_path / "a.png", DRAWN))
    assert ["a.png"] == [path.name for path in tmp_path.iterdir()]


def test_a_persons_own_matplotlibrc_changes_nothing(tmp_path: Path) -> None:
    """What the doctor sees does not depend on somebody's plotting habits."""
    import matplotlib as mpl

    save_figure(lambda: draw_chart(chart_of(3)), Output(tmp_path / "one.svg", DRAWN))
    with mpl.rc_context({"font.size": 30, "text.parse_math": True, "savefig.facecolor": "red", "svg.fonttype": "none"}):
        save_figure(lambda: draw_chart(chart_of(3)), Output(tmp_path / "two.svg", DRAWN))
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_weeks_may_come_in_any_order() -> None:
    """The picture is of the weeks, not of how they were listed."""
    chart = chart_of(6)
    turned = replace(chart, weeks=chart.weeks[::-1])
    assert words(draw_chart(chart)) == words(draw_chart(turned))


def test_drawing_needs_neither_pyplot_nor_pandas() -> None:
    """They would double the wait for a picture; importing the module alone does not even load matplotlib."""
    check = (
        "import sys; import backlog.report.picture as p; assert 'matplotlib' not in sys.modules;"
        "from backlog.model.week import Chart; p.draw_chart(Chart(weeks=[]));"
        "print([m for m in ('matplotlib.pyplot', 'pandas') if m in sys.modules])"
    )
    assert (
        "[]" == subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout.strip()
    )
