"""A chart in the terminal: one row per week, distance as a bar, pain as points on a scale and as numbers.

Plain text without colour or escape sequences, so that it reads the same in a pipe, a mail and a screen reader.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backlog.model.tokens import HORIZONS
from backlog.model.week import Chart, Week
from backlog.report import series
from backlog.text import fit, plain, visible

#: The scale of pain has a column for every half point, and one more for the second digit of its 10.
SCALE = 22
BAR_LEAST, BAR_MOST = 8, 60


class _Signs(NamedTuple):
    """The characters to draw with: bars from the lowest of a stack, points by horizon."""

    bars: str
    points: dict[int, str]
    usual: str
    tick: str
    none: str
    mark: str


UNICODE = _Signs(bars="█▓▒░▚", points={0: "○", 24: "■", 48: "◆"}, usual="░", tick="·", none="–", mark="└")
ASCII = _Signs(bars="#=-:%", points={0: "o", 24: "+", 48: "x"}, usual="_", tick=".", none="-", mark=">")


class _Table(NamedTuple):
    """What every row needs: the columns that have room, their heads, and the width of the bars in characters."""

    chart: Chart
    main: series.Panel
    others: series.Panel
    signs: _Signs
    columns: Sequence[str]
    bar: int


def terminal_chart(chart: Chart, *, width: int = 80, unicode: bool = True) -> str:
    """The chart as lines of at most `width` columns, ended by a newline; without `unicode`, ASCII only.

    A narrow terminal loses first the scale of pain, then the checks, then the other activities.
    """
    weeks = series.every_week(chart.weeks)
    lines = [*textwrap.wrap(series.title(chart, weeks), max(width, 1)), ""]
    if weeks:
        table = _table(chart, weeks, width, UNICODE if unicode else ASCII)
        lines += [_head(table), *_rows(table, weeks), ""]
        for words in _key(table, weeks):
            lines += textwrap.wrap(words, max(width, 1))
    else:
        lines += textwrap.wrap("Nothing is logged yet.", max(width, 1))
    lines += textwrap.wrap(series.FOOTER, max(width, 1))
    return "".join(fit(line if unicode else plain(line), width).rstrip() + "\n" for line in lines)


def _table(chart: Chart, weeks: Sequence[Week], width: int, signs: _Signs) -> _Table:
    """The columns that leave the bars at least eight characters; without distance the other activities are the bars."""
    main, others = series.main_panel(chart, weeks), series.other_panel(chart, weeks)
    if not any(main.totals) and any(others.totals):
        main, others = others, series.Panel(heading="", unit="min", stack=[])
    widths = {"scale": SCALE + 1, "checks": 7, "others": 6, "pain": 15}
    if not any(others.totals):
        del widths["others"]
    # 7 for the week's date, 1 for a blank, 6 for the number behind the bar.
    room = width - 14 - sum(widths.values())
    for column in list(widths):
        if room >= BAR_LEAST:
            break
        room += widths.pop(column)
    columns = [name for name in ("others", "scale", "pain", "checks") if name in widths]
    return _Table(chart=chart, main=main, others=others, signs=signs, columns=columns, bar=max(1, min(room, BAR_MOST)))


def _head(table: _Table) -> str:
    name = table.main.heading.removesuffix(" a week").replace("minutes", "min")
    heads = {
        "others": f"{'Other':>6}" if not table.chart.activity else f"{'Else':>6}",
        "scale": " " + "0   2   4   6   8   10",
        "pain": "".join(f"{f'{horizon} h':>5}" for horizon in HORIZONS),
        "checks": f"{'Checks':>7}",
    }
    return f"{'Week':7} {fit(name, table.bar + 6):{table.bar + 6}}" + "".join(heads[name] for name in table.columns)


def _rows(table: _Table, weeks: Sequence[Week]) -> Iterator[str]:
    """A row per week, its marks below it; a year's first week is preceded by the year if there are several."""
    years = {week.start.year for week in weeks}
    marks = series.marks_within(table.chart, weeks)
    year = None
    for at, week in enumerate(weeks):
        if len(years) > 1 and week.start.year != year:
            year = week.start.year
            yield str(year)
        yield _row(table, week, at)
        for mark in marks:
            if 0 <= (mark.day - week.start).days < 7:
                label = visible(" ".join(mark.label.split())) or mark.kind
                yield f"       {table.signs.mark} {series.show_day(mark.day)}: {label}"


def _row(table: _Table, week: Week, at: int) -> str:
    total, other = (panel.totals[at] if panel.stack else 0.0 for panel in (table.main, table.others))
    means = {horizon: series.pain_means([week], horizon)[0] for horizon in HORIZONS}
    answered, owed = series.answered(week), series.answered(week) + week.missing_checks
    none = table.signs.none
    cells = {
        "others": f"{other:6.0f}",
        "scale": " " + _scale(table, means),
        "pain": "".join(f"{none if math.isnan(mean) else f'{mean:.1f}':>5}" for mean in means.values()),
        "checks": f"{f'{answered}/{owed}' if owed else none:>7}",
    }
    date = f"{series.show_day(week.start):>6}{' ' if week.finished else '*'}"
    bar = f"{_bar(table, at)} {series.show_amount(total, table.main.unit)}".lstrip()
    return f"{date} {bar:{table.bar + 6}}" + "".join(cells[name] for name in table.columns)


def _bar(table: _Table, at: int) -> str:
    """The week's stack; whatever was done at all has at least one character."""
    top = max(table.main.totals, default=0.0) or 1.0
    bar, height = "", 0.0
    for activity, sign in zip(table.main.stack, table.signs.bars, strict=False):
        height += activity.amounts[at]
        cells = round(height / top * table.bar) - len(bar)
        bar += sign * (max(cells, 1) if activity.amounts[at] else 0)
    return bar[: table.bar]


def _scale(table: _Table, means: Mapping[int, float]) -> str:
    """Pain from 0 to 10 in half points, over the usual range; nothing where nobody answered."""
    signs, cells = table.signs, [" "] * SCALE
    for tick in range(0, 21, 4):
        cells[tick] = signs.tick
    if table.chart.usual:
        low, _, high = table.chart.usual
        for cell in range(max(0, round(low * 2)), min(20, round(high * 2)) + 1):
            cells[cell] = signs.usual
    for horizon, mean in means.items():
        if not math.isnan(mean):
            cells[round(mean * 2)] = signs.points[horizon]
    return "".join(cells)


def _key(table: _Table, weeks: Sequence[Week]) -> Iterator[str]:
    """What the signs stand for, of those that occur."""
    signs = table.signs
    if len(table.main.stack) > 1:
        yield "  ".join(f"{sign} {bars.name}" for bars, sign in zip(table.main.stack, signs.bars, strict=False))
    if "scale" in table.columns:
        points = "  ".join(f"{sign} {horizon} h after" for horizon, sign in signs.points.items())
        yield f"Mean pain, 0 to 10: {points}" + (f"  {signs.usual} usual" if table.chart.usual else "")
    elif "pain" in table.columns:
        yield "0 h, 24 h, 48 h: mean pain that long after a session, 0 to 10"
    if "others" in table.columns:
        names = ", ".join(bars.name for bars in table.others.stack)
        yield f"{'Else' if table.chart.activity else 'Other'}, in minutes: {names}"
    if "checks" in table.columns:
        yield "Checks: answered / expected"
    if not all(week.finished for week in weeks):
        yield "* The week is not over."
