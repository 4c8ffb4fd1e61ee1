"""The picture of a tolerance: capacity with its band, the runs, the limit of each day, and what is advised next.

What it says in words and where its axes end is plain arithmetic, so that the terminal can say the same.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog.model.units import in_units, show_distance
from backlog.report import palette
from backlog.report.figure import LEFT, head, style, undress, write
from backlog.report.series import FOOTER, show_day, show_span
from backlog.services.capacity import RESPONSES, Capacity, Dot, KnownCapacity, Next

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 10.0, 5.8
#: So many letters of the notes below fit beside each other.
COLUMNS = 140
#: Of the panel, in inches: its lower edge, and what stays free on the right and above.
BOTTOM, RIGHT, TOP = 1.42, 2.05, 1.05
#: The axis ends at so many times the longest run, but not before so many metres.
TIMES_LONGEST, LEAST_TOP_M = 3.0, 5000.0
#: Nothing below it is worth showing; the estimate itself ends there.
LEAST_M = 100.0
#: From this ratio of highest to lowest on, equal steps on paper are equal factors.
WIDE = 6.0
LOG_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
MEANING = "Capacity: the distance whose reaction I expect to be 1 point."

#: Colour, marker, its size, and what the response means.
LOOKS = {
    "tolerated": ("#0072b2", "o", 5.0, "went well"),
    "sore": ("#b07400", "v", 4.6, "sorer after it, perhaps by chance"),
    "raised": ("#e69f00", "^", 6.0, "sorer after it"),
    "harm": ("#b3001b", "X", 6.5, "a flare or strong pain"),
    "unanswered": ("#666666", "s", 4.2, "no clear answer"),
}
#: The line from the end of another line to its name.
LEADER: dict[str, Any] = {"arrowstyle": "-", "color": "#aaaaaa", "linewidth": 0.6, "relpos": (0, 0.5), "shrinkB": 0}
BAND, MIDDLE, LIMIT = "#cfe3f1", "#08457a", "#222222"


class Range(NamedTuple):
    """Where the axis of distance begins and ends, in metres, and whether equal steps on it are equal factors."""

    low: float
    high: float
    factors: bool

    def place(self, metres: float) -> float:
        """A distance as a share of the axis, at its ends where it lies beyond them."""
        metres = min(self.high, max(self.low, metres))
        if self.factors:
            return math.log(metres / self.low) / math.log(self.high / self.low)
        return (metres - self.low) / (self.high - self.low)


def range_of(chart: Capacity) -> Range:
    """A readable range: every run and what is advised are on it, the band as far as it makes sense."""
    shown = [run.metres for run in chart.runs] + ([chart.next.metres] if chart.next else [])
    longest = max((run.metres for run in chart.runs), default=0.0)
    # What is assumed before two runs would take half the paper.
    begun = chart.runs[1].at if len(chart.runs) > 1 else chart.now
    known = [each for each in chart.known if each.at >= begun]
    high = min(max(LEAST_TOP_M, TIMES_LONGEST * longest), 1.15 * max((each.high_m for each in known), default=math.inf))
    high = max([high, *(1.2 * metres for metres in shown), *(1.1 * each.limit_m for each in known[-1:])])
    low = 0.85 * min([*shown, *(metres for each in known for metres in (each.low_m, each.limit_m))], default=0.0)
    low = min([max(LEAST_M, low), *(0.85 * metres for metres in shown)])
    return Range(low, high, True) if high / low > WIDE else Range(0.0, high, False)


def title(chart: Capacity) -> str:
    """What is seen and when."""
    return f"Runs and capacity, {show_span(_day(chart, chart.known[0].at, after=1), _day(chart, chart.now))}"


def next_label(chart: Capacity) -> str | None:
    """`next: 2.2 km, clear reaction about 6 %, limit 10 %`; None where no run is advised."""
    if chart.next is None:
        return None
    p = chart.next.clear
    risk = "under 1 %" if p < 0.01 else "over 99 %" if p > 0.99 else f"about {percent(p)}"
    far = show_distance(chart.next.metres, chart.units)
    return f"next: {far}, clear reaction {risk}, limit {percent(chart.limit)}"


def percent(share: float) -> str:
    """`6 %`."""
    return f"{100 * share:.0f} %"


def notes(chart: Capacity, scale: Range) -> list[str]:
    """The sentences below the picture: what it means, and what it does not show."""
    found = [
        FOOTER,
        f"{MEANING} It lies in the band in 8 of 10 cases.",
        (
            f"Limit of the day: the longest run with a clear reaction (2 points) at most {percent(chart.limit)}, "
            f"any at most {percent(chart.any_limit)} probable."
        ),
    ]
    if chart.since is not None:
        began = show_day(_day(chart, chart.since))
        found.append(
            f"Since {began} runs leave your back sorer: capacity tells what held before, the limit what holds."
        )
    highest = max(each.high_m for each in chart.known)
    if highest > scale.high:
        last = chart.known[-1].high_m
        today = f"; today it ends at {rough(last, chart.units)}" if last > scale.high else ", but no longer does today"
        found.append(f"The band goes beyond the upper edge{today}.")
    if min(each.low_m for each in chart.known) < scale.low:
        found.append("The band goes below the lower edge.")
    if any(each.limit_m < scale.low for each in chart.known):
        found.append("Where the limit lies on the lower edge, no distance shown stays within it.")
    if chart.unmeasured:
        one = chart.unmeasured == 1
        found.append(
            f"{chart.unmeasured} run{'' if one else 's'} of unknown distance {'is' if one else 'are'} not shown."
        )
    return found


def rough(metres: float, units: str) -> str:
    """An estimate to two digits: `34 km`, `5.2 km`, `800 m`; more would pretend."""
    if units == "km" and metres < 950:
        return f"{round(metres, -1):.0f} m"
    amount = in_units(metres, units)
    return f"{amount:.1f} {units}" if amount < 9.95 else f"{amount:.0f} {units}"


def few(chart: Capacity) -> str:
    """What is said instead of a picture."""
    runs = {0: "No run", 1: "One run"}[len(chart.runs)]
    return f"{runs} with a known distance in the last half year: too little for a picture. Two are the least."


def draw_tolerance(chart: Capacity, said: str) -> Figure:
    """The picture as a figure; on its panel, x counts days since the first day's midnight."""
    from matplotlib.figure import Figure

    scale = range_of(chart)
    with style():
        figure = Figure(figsize=(WIDTH, HEIGHT))
        axes = figure.add_axes(
            (LEFT / WIDTH, BOTTOM / HEIGHT, (WIDTH - LEFT - RIGHT) / WIDTH, (HEIGHT - BOTTOM - TOP) / HEIGHT),
            label="tolerance",
        )
        write(figure, HEIGHT - 0.36, title(chart), size=13, color=palette.INK, weight="bold")
        write(figure, HEIGHT - 0.6, said, size=9, color=palette.INK)
        _set_up(axes, chart, scale)
        _draw_known(axes, chart, scale)
        _draw_runs(axes, chart)
        if chart.next:
            looks: dict[str, Any] = {"marker": "D", "ms": 8, "mfc": "white", "mec": palette.INK, "mew": 1.6}
            _points(axes, chart, [chart.next], zorder=6, gid="next", **looks)
        _draw_names(axes, chart, scale)
        words, plain = notes(chart, scale), 3 + (chart.since is not None)
        for at, line in enumerate([*words[:plain], *textwrap.wrap(" ".join(words[plain:]), COLUMNS)]):
            write(figure, 0.72 - 0.13 * at, line, color=palette.INK if at < plain else palette.SOFT)
    return figure


def _day(chart: Capacity, at: datetime, *, after: int = 0) -> date:
    return (at + timedelta(seconds=after)).astimezone(chart.zone).date()


def _x(chart: Capacity, at: datetime) -> float:
    """Days since midnight of the first day."""
    first = datetime.combine(_day(chart, chart.known[0].at, after=1), time(0), chart.zone)
    return (at - first).total_seconds() / 86400


def _end(chart: Capacity) -> float:
    """The right edge: now, or when the next run may be, and a little air."""
    last = _x(chart, max(chart.now, chart.next.at) if chart.next else chart.now)
    return max(7.0, last * 1.015 + 0.3)


def _set_up(axes: Axes, chart: Capacity, scale: Range) -> None:
    from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

    axes.set_xlim(0, _end(chart))
    if scale.factors:
        axes.set_yscale("log")
    axes.set_ylim(in_units(scale.low, chart.units), in_units(scale.high, chart.units))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(FixedLocator(LOG_TICKS) if scale.factors else MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter("{x:g}")
    days = day_ticks(_day(chart, chart.known[0].at, after=1), math.ceil(_end(chart)))
    axes.set_xticks([day for day, _ in days], [label for _, label in days])
    undress(axes)
    axes.tick_params(axis="x", length=3, color="#999999")
    axes.grid(axis="y", color=palette.RULE, linewidth=0.6)
    steps = ", equal steps are equal factors" if scale.factors else ""
    head(axes, f"Distance, {chart.units}{steps}")


def day_ticks(first: date, days: int) -> list[tuple[float, str]]:
    """Mondays, at most nine of them; the first with its year."""
    mondays = [day for day in range(days) if (first + timedelta(days=day)).weekday() == 0]
    step = max(1, math.ceil(len(mondays) / 9))
    found = [(float(day), show_day(first + timedelta(days=day))) for day in mondays[::step]]
    year = (first + timedelta(days=mondays[0])).year if mondays else None
    return [(day, f"{label}\n{year}" if at == 0 else label) for at, (day, label) in enumerate(found)]


def _draw_known(axes: Axes, chart: Capacity, scale: Range) -> None:
    """What was known holds until the next fact: steps, not slopes."""
    known = [*chart.known, chart.known[-1]._replace(at=chart.now + timedelta(days=_end(chart)))]
    days = [max(0.0, _x(chart, each.at)) for each in known]

    def heights(which: str) -> list[float]:
        cut = [min(scale.high, max(scale.low, getattr(each, which))) for each in known]
        return [in_units(metres, chart.units) for metres in cut]

    axes.fill_between(
        days, heights("low_m"), heights("high_m"), step="post", color=BAND, alpha=0.75, linewidth=0, gid="band"
    )
    axes.step(days, heights("capacity_m"), where="post", color=MIDDLE, linewidth=2.0, gid="capacity")
    axes.step(days, heights("limit_m"), where="post", color=LIMIT, linewidth=0.9, linestyle=(0, (4, 1.5)), gid="limit")


def _draw_runs(axes: Axes, chart: Capacity) -> None:
    """A point for each, and below the dates what those that occur mean."""
    for response in RESPONSES:
        runs = [run for run in chart.runs if run.response == response]
        colour, marker, size, words = LOOKS[response]
        if runs:
            edge = palette.INK if response == "raised" else "white"
            hollow = response in ("unanswered", "sore")
            inner, edge, wide = ("white", colour, 1.0) if hollow else (colour, edge, 0.6)
            looks: dict[str, Any] = {"marker": marker, "ms": size, "mfc": inner, "mec": edge, "mew": wide}
            _points(axes, chart, runs, zorder=5, label=words, gid=f"runs-{response}", **looks)
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(0, -0.12),
        ncols=len(RESPONSES),
        frameon=False,
        fontsize=7.5,
        labelcolor=palette.INK,
        handlelength=1.2,
        handletextpad=0.4,
        borderpad=0,
    )


def _points(axes: Axes, chart: Capacity, runs: Sequence[Dot | Next], **looks: Any) -> None:
    days, distances = [_x(chart, run.at) for run in runs], [in_units(run.metres, chart.units) for run in runs]
    axes.plot(days, distances, linestyle="", clip_on=False, **looks)


def _draw_names(axes: Axes, chart: Capacity, scale: Range) -> None:
    """The names of lines and marker at their ends on the right, moved apart where they end together."""
    last: KnownCapacity = chart.known[-1]
    beyond = " ↑" if last.high_m > scale.high else ""
    lower, middle, upper = (rough(each, chart.units) for each in (last.low_m, last.capacity_m, last.high_m))
    limit = rough(last.limit_m, chart.units) if last.limit_m > 0 else "none"
    named: list[tuple[float, list[str], dict[str, Any]]] = [
        (last.high_m, [f"band up to {upper}{beyond}"], {"color": "#3f7fae"}),
        (last.capacity_m, [f"capacity about {middle}"], {"color": MIDDLE, "weight": "bold"}),
        (last.low_m, [f"band from {lower}"], {"color": "#3f7fae"}),
        (last.limit_m, [f"limit of the day {limit}"], {"color": LIMIT}),
    ]
    label = next_label(chart)
    if label and chart.next:
        first, *rest = label.split(", ")
        named.append((chart.next.metres, [f"◇ {first}", *rest], {"color": palette.INK, "weight": "bold"}))
    lines = [(metres, at, words, looks) for metres, every, looks in named for at, words in enumerate(every)]
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM - TOP
    # The lines of one label stay together: each a hair below the one before.
    places = spread([scale.place(metres) - 0.0003 * at for metres, at, _, _ in lines], 0.165 / height)
    for (metres, at, words, looks), y in zip(lines, places, strict=True):
        axes.annotate(
            words,
            (1 + 0.02 / width, scale.place(metres)),
            (1 + (0.36 if at else 0.2) / width, y),
            xycoords="axes fraction",
            va="center",
            size=7.5,
            arrowprops=None if at else LEADER,
            **({"color": palette.INK} if at else looks),
        )


def spread(places: Sequence[float], gap: float) -> list[float]:
    """The places moved as little as needed to lie at least `gap` apart, in the order given, rising from below."""
    order = sorted(range(len(places)), key=lambda at: (places[at], at))
    groups: list[list[float]] = []  # of each: middle, number of members
    for at in order:
        groups.append([places[at], 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2 - 1e-9:
            middle, count = groups.pop()
            below, members = groups[-1]
            groups[-1] = [(below * members + middle * count) / (members + count), members + count]
    moved = [middle + gap * (at - (count - 1) / 2) for middle, count in groups for at in range(int(count))]
    return [moved[order.index(at)] for at in range(len(places))]
