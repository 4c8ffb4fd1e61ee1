"""The picture of a chart: on one axis of time what was advised, distance, pain, and how many answers there were."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog.model.tokens import HORIZONS
from backlog.model.week import Chart, Mark, PainMean, Week
from backlog.report import palette, series
from backlog.report.figure import LEFT, head, style, undress, write
from backlog.report.palette import INK, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Inches: the paper's other edges, the room between two panels for a heading, and the row of one kind of mark.
RIGHT, TOP, BOTTOM, HEADING, MARK_ROW = 1.5, 0.8, 0.92, 0.3, 0.16
#: Up to so many weeks each is named by its date, and its bar by a number; up to so many marks each has its line.
NAMED_WEEKS, LINED_MARKS = 16, 16
#: x, y, width, height.
Box = tuple[float, float, float, float]


class _Time(NamedTuple):
    """The weeks along every panel, each with its first day as matplotlib counts, and how many inches one takes."""

    weeks: Sequence[Week]
    starts: Sequence[float]
    pitch: float

    @property
    def centres(self) -> list[float]:
        return [start + 3.5 for start in self.starts]

    @property
    def bar(self) -> float:
        """Width of a bar in days: most of the week, but never a wall."""
        return min(5.6, 5.6 / self.pitch)

    @property
    def named(self) -> bool:
        return len(self.weeks) <= NAMED_WEEKS


def draw_chart(chart: Chart) -> Figure:
    """The picture as a figure of at most 10 inches' width; on its panels, x counts days as matplotlib does."""
    from matplotlib.figure import Figure

    weeks = series.every_week(chart.weeks)
    main, others = series.main_panel(chart, weeks), series.other_panel(chart, weeks)
    marks = _marks(series.marks_within(chart, weeks))
    heights = _heights(rows=len(marks), bars=any(main.totals), others=any(others.totals)) if weeks else {}
    # Less than ten inches for a few weeks, so that one bar does not stand in a desert.
    width = min(10.0, max(6.6, 5.2 + 0.6 * len(weeks)))
    height = TOP + BOTTOM + sum(heights.values()) + HEADING * max(0, len(heights) - 1)
    with style():
        figure = Figure(figsize=(width, height))
        write(figure, height - 0.36, series.title(chart, weeks), size=13, color=INK, weight="bold")
        write(figure, 0.34, series.FOOTER, color=INK)
        if not weeks:
            write(figure, height / 2, "Nothing is logged yet.", size=10)
            return figure
        time = _Time(weeks, [_day(week.start) for week in weeks], (width - LEFT - RIGHT) / len(weeks))
        panels = _panels(figure, heights, time)
        _draw_bars(panels["bars"], "bars", main, time, tall=any(main.totals), colours=palette.BLUES)
        if "others" in panels:
            _draw_bars(panels["others"], "others", others, time, tall=not any(main.totals), colours=palette.GREENS)
        _draw_pain(panels["pain"], chart, time)
        _draw_checks(panels["checks"], time)
        _draw_time(panels["checks"], time)
        if marks:
            _draw_marks(panels, marks)
        unfinished = " Shaded and hatched: the week is not over." if not all(week.finished for week in weeks) else ""
        write(figure, 0.17, f"A gap in a line: no answers. A hollow point: one answer.{unfinished}")
    return figure


def _day(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))  # type: ignore[no-untyped-call]


def _heights(*, rows: int, bars: bool, others: bool) -> dict[str, float]:
    """The panels that there are, from the top, and their heights in inches; without bars the others have the room."""
    found = {
        "marks": MARK_ROW * rows,
        "bars": 1.5 if bars else 0.15,
        "others": (0.42 if bars else 1.4) if others else 0.0,
        "pain": 1.6,
        "checks": 0.34,
    }
    return {name: height for name, height in found.items() if height}


def _panels(figure: Figure, heights: Mapping[str, float], time: _Time) -> dict[str, Axes]:
    """Axes without a frame, one below the other; the unfinished week is shaded, so that it is not read as a lapse."""
    width, height = figure.get_size_inches()
    grid = figure.add_gridspec(
        len(heights),
        1,
        height_ratios=list(heights.values()),
        hspace=HEADING * len(heights) / sum(heights.values()),
        left=LEFT / width,
        right=1 - RIGHT / width,
        bottom=BOTTOM / height,
        top=1 - TOP / height,
    )
    found = {}
    for cell, name in zip(grid, heights, strict=True):  # type: ignore[call-overload]
        found[name] = axes = figure.add_subplot(cell, label=name)
        axes.set_xlim(time.starts[0], time.starts[-1] + 7)
        undress(axes)
        axes.set_xticks([])
        for week, start in zip(time.weeks, time.starts, strict=True):
            if not week.finished:
                axes.axvspan(start, start + 7, color=palette.SHADE, linewidth=0, zorder=0, gid="unfinished")
    return found


def _scale(axes: Axes, top: float, *, most: int, air: float = 1.05, rules: bool = True) -> None:
    """About `most` round numbers above zero; `air` times the highest bar leaves room for its number."""
    from matplotlib.ticker import MaxNLocator

    axes.set_ylim(0, top * air or 1)
    axes.yaxis.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10], min_n_ticks=2))
    axes.yaxis.set_major_formatter("{x:g}")
    if not top:
        axes.set_yticks([])
    if rules:
        axes.grid(axis="y", color=palette.RULE, linewidth=0.6)


def _key(axes: Axes, handles: Sequence[Any], names: Sequence[str], **looks: Any) -> None:
    """Names beside a panel, the first at the bottom; lines and points as large as they are on a short span."""
    all_looks: dict[str, Any] = {"loc": "lower left", "handlelength": 1.0, "handleheight": 1.0} | looks
    legend = axes.legend(
        handles,
        names,
        bbox_to_anchor=(1, 0.5 if "center" in all_looks["loc"] else 0),
        frameon=False,
        fontsize=7.5,
        labelcolor=SOFT,
        borderpad=0,
        borderaxespad=0.9,
        reverse=True,
        handletextpad=0.7,
        **all_looks,
    )
    for line in legend.get_lines():
        line.set(markersize=4, linewidth=1.3)


def _key_of_bars(axes: Axes, names: Sequence[str], colours: Iterable[str]) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=colour, edgecolor=SOFT, linewidth=0.3) for _, colour in zip(names, colours, strict=False)
    ]
    _key(axes, patches, names)


def _boxes(axes: Axes, boxes: Iterable[Box], **looks: Any) -> None:
    """Rectangles, those that have a height, as one collection: a patch for each would take most of the time."""
    from matplotlib.collections import PolyCollection

    corners = [[(x, y), (x + w, y), (x + w, y + h), (x, y + h)] for x, y, w, h in boxes if h]
    if corners:
        axes.add_collection(PolyCollection(corners, **looks), autolim=False)


def _draw_bars(axes: Axes, name: str, panel: series.Panel, time: _Time, *, tall: bool, colours: Sequence[str]) -> None:
    """Bars stacked by activity; those of an unfinished week are paler, and hatched."""
    totals = panel.totals or [0.0]
    # Where there is room, each bar has its number, and rules would be noise.
    spoken = tall and time.named
    head(axes, panel.heading if any(totals) else f"{panel.heading}: none")
    _scale(axes, max(totals), most=5 if tall else 1, air=1.14 if tall else 1.05, rules=not spoken)
    below = [0.0] * len(time.weeks)
    for bars, colour in zip(panel.stack, colours, strict=False):
        for finished, looks in (
            (True, {"facecolors": colour, "edgecolors": "white"}),
            (False, {"facecolors": [(colour, 0.35)], "edgecolors": colours[0], "hatch": "//////"}),
        ):
            boxes = [
                (middle - time.bar / 2, low, time.bar, amount)
                for week, middle, low, amount in zip(time.weeks, time.centres, below, bars.amounts, strict=True)
                if week.finished is finished
            ]
            _boxes(axes, boxes, linewidths=min(0.8, time.pitch * 2), gid=f"{name}-{bars.name}", **looks)
        below = [low + amount for low, amount in zip(below, bars.amounts, strict=True)]
    for week, middle, total in zip(time.weeks, time.centres, totals, strict=False):
        if spoken and total:
            back = {"facecolor": "white" if week.finished else palette.SHADE, "edgecolor": "none", "pad": 0.2}
            words, high = series.show_amount(total, panel.unit), total + max(totals) * 0.04
            axes.text(middle, high, words, size=7.5, color=INK, ha="center", gid="total", bbox=back)
    if panel.stack:
        _key_of_bars(axes, [bars.name for bars in panel.stack], colours)


def _draw_pain(axes: Axes, chart: Chart, time: _Time) -> None:
    """Three lines of mean pain, broken where nothing was logged; a mean of one answer is a hollow point."""
    some = any(series.answered(week) for week in time.weeks)
    head(axes, f"Pain, 0 to 10{', mean of a week’s answers' if some else ': no answers'}")
    _scale(axes, 10, most=5, air=1.0)
    key: dict[str, Any] = {}
    if chart.usual:
        low, level, high = chart.usual
        band = axes.axhspan(low, high, color=palette.USUAL, alpha=0.4, linewidth=0, gid="usual-range")
        line = axes.axhline(level, color=palette.LEVEL, linewidth=0.8, gid="usual-level")
        key[f"usual, {low:.1f}–{high:.1f}"] = (band, line)
    for horizon in HORIZONS:
        line = _draw_horizon(axes, time, horizon)
        if line:
            key[f"{horizon} h after"] = line
    if key:
        _key(axes, list(key.values()), list(key), loc="center left", handlelength=3.0)


def _draw_horizon(axes: Axes, time: _Time, horizon: int) -> Any:
    """The line of one horizon; None where nobody answered."""
    colour, marker, line = palette.PAIN[horizon]
    means = series.pain_means(time.weeks, horizon)
    if all(math.isnan(mean) for mean in means):
        return None
    # Points of one week stand apart, so that equal means do not hide each other.
    days = [centre + (horizon - 24) / 24 * min(1.0, 0.91 / time.pitch) for centre in time.centres]
    few = [week.pain.get(horizon, PainMean()).n == 1 for week in time.weeks]
    size = min(5.0, 1.2 + time.pitch * 10) * (0.85 if marker == "D" else 1.0)
    looks: dict[str, Any] = {"color": colour, "marker": marker, "ms": size, "mew": min(1.0, size / 4), "clip_on": False}
    (drawn,) = axes.plot(
        days,
        means,
        linestyle=line,
        linewidth=min(1.5, 0.55 + time.pitch),
        markevery=[at for at, single in enumerate(few) if not single],
        gid=f"pain-{horizon}",
        **looks,
    )
    shown = [mean if single else math.nan for mean, single in zip(means, few, strict=True)]
    axes.plot(days, shown, linestyle="", mfc="white", gid=f"pain-{horizon}-few", **looks)
    return drawn


def _draw_checks(axes: Axes, time: _Time) -> None:
    """How many answers the means rest on, and how many checks went unanswered."""
    answered, missed = [series.answered(week) for week in time.weeks], [week.missing_checks for week in time.weeks]
    top = max(yes + no for yes, no in zip(answered, missed, strict=True))
    head(axes, "Pain checks a week" if top else "Pain checks a week: none")
    _scale(axes, top, most=1)
    looks: dict[str, Any] = {"edgecolors": palette.ANSWERED, "linewidths": min(0.6, time.pitch * 4)}
    places = [middle - time.bar / 2 for middle in time.centres]
    full = [(x, 0, time.bar, yes) for x, yes in zip(places, answered, strict=True)]
    hollow = [(x, yes, time.bar, no) for x, yes, no in zip(places, answered, missed, strict=True)]
    _boxes(axes, full, facecolors=palette.ANSWERED, gid="answered", **looks)
    _boxes(axes, hollow, facecolors="white", gid="missed", **looks)
    if top:
        _key_of_bars(axes, ["answered", "missed"], [palette.ANSWERED, "white"])


def _draw_time(axes: Axes, time: _Time) -> None:
    """The weeks' dates while there is room for them, then months, then years."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    if time.named:
        year, labels = 0, []
        step = math.ceil(0.54 / time.pitch)
        for week in time.weeks[::step]:
            labels.append(series.show_day(week.start) + (f"\n{week.start.year}" if week.start.year != year else ""))
            year = week.start.year
        axes.set_xticks(time.centres[::step], labels)
        return
    locator = AutoDateLocator(minticks=3, maxticks=12)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    form = ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
    form.zero_formats[1] = "%b\n%Y"
    axes.xaxis.set_major_formatter(form)
    axes.tick_params(axis="x", length=3, color="#999999", pad=4)


def _marks(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    """The marks by their symbol's name, the gravest last; those of no known name count as verdicts."""
    found: dict[str, list[Mark]] = {name: [] for name in palette.SYMBOLS}
    for mark in marks:
        word = mark.label if mark.kind == "verdict" else mark.kind
        found[word if word in found else "verdict"].append(mark)
    return {name: held for name, held in found.items() if held}


def _draw_marks(panels: Mapping[str, Axes], marks: Mapping[str, Sequence[Mark]]) -> None:
    """A row of symbols for each kind, above the panels, and a thin line down through all of them.

    Hundreds of lines would be a fence: where there are many marks, verdicts have none.
    """
    axes = panels["marks"]
    head(axes, "Changes of verdict, and flares" if "flare" in marks else "Changes of verdict")
    axes.set_ylim(-0.5, len(marks) - 0.5)
    # The diamond is for every verdict that is neither up nor down, most often only `hold`.
    names = [held[0].label if len({mark.label for mark in held}) == 1 else name for name, held in marks.items()]
    axes.set_yticks(range(len(marks)), names)
    axes.spines["bottom"].set_visible(False)
    many = sum(map(len, marks.values())) > LINED_MARKS
    for row, (name, held) in enumerate(marks.items()):
        days = [_day(mark.day) + 0.5 for mark in held]
        marker, size, colour = palette.SYMBOLS[name]
        looks: dict[str, Any] = {"marker": marker, "ms": size, "color": colour, "gid": f"marks-{name}"}
        axes.plot(days, [row] * len(days), linestyle="", mew=0, clip_on=False, **looks)
        if not (many and held[0].kind == "verdict"):
            for panel in panels.values():
                low, high = (-0.5, row) if panel is axes else panel.get_ylim()
                panel.vlines(days, low, high, color="#cccccc", linewidth=0.6, zorder=0.5)
