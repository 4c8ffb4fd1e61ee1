"""The picture of a chart: distance above, pain below, week by week.

matplotlib is imported here and in tolerance.py only, inside the functions and without pyplot, because it costs more
than all the rest of backlog.
Whatever lies outside the panels is drawn on one sheet that counts in inches, see layout.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from backlog.errors import InputError
from backlog.files import Output
from backlog.model.tokens import HORIZONS
from backlog.model.week import Chart, Mark, PainMean
from backlog.report import layout, palette, series
from backlog.report.layout import HEADING, HEIGHT, LEFT, MARK_ROW, RIGHT, Placed, Sheet
from backlog.report.palette import INK, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: A panel's bottom and height in inches.
Row = tuple[float, float]
#: x, y, width, height.
Box = tuple[float, float, float, float]


def save_chart(chart: Chart, output: Output) -> None:
    """Write the picture as PNG, SVG or PDF, as the file's ending says; equal charts give equal bytes.

    InputError `bad-option` for another ending, BacklogError as of Output; either way no file is touched.
    """
    save_figure(lambda: draw_chart(chart), output)


def save_figure(draw: Callable[[], Figure], output: Output) -> None:
    """Write what `draw` makes, as save_chart does; nothing is drawn for an ending that cannot be written."""
    ending = ending_of(output.path)
    # Level 4 of 9: a tenth more bytes, half the time.
    extra: dict[str, Any] = {"pil_kwargs": {"compress_level": 4}} if ending == ".png" else {}
    buffer, figure = BytesIO(), draw()
    with style():
        figure.savefig(buffer, format=ending[1:], dpi=150, metadata=palette.METADATA[ending], **extra)
    output.write(buffer.getvalue())


def ending_of(path: Path) -> str:
    """The kind of picture that a file's name asks for; InputError `bad-option` for one that cannot be written."""
    ending = path.suffix.lower()
    if ending not in palette.METADATA:
        raise InputError(
            "bad-option",
            f"I cannot draw a picture into {path}.",
            "Give a file name that ends in .png, .svg or .pdf.",
        )
    return ending


@contextmanager
def style() -> Iterator[None]:
    """The settings of every picture of backlog, whatever the person's own are."""
    import matplotlib as mpl

    with mpl.rc_context(palette.STYLE):
        yield


def draw_chart(chart: Chart) -> Figure:
    """The picture as a figure of up to 10 x 6.5 inches; in its panels, x counts days since the first week's start."""
    weeks = series.every_week(chart.weeks)
    sheet = layout.sheet_of(weeks)
    with style():
        paper = _Paper(sheet)
        paper.write(LEFT, HEIGHT - 0.36, series.title(chart, weeks), size=13, color=INK, weight="bold")
        paper.write(LEFT, 0.34, series.FOOTER, color=INK)
        if weeks:
            _draw_panels(chart, paper)
        else:
            paper.write(LEFT, HEIGHT / 2, "Nothing is logged yet.", size=10)
    return paper.figure


class _Paper:
    """The whole figure as one frameless sheet that counts in inches from its lower left corner."""

    def __init__(self, sheet: Sheet) -> None:
        from matplotlib.figure import Figure

        self.sheet, self.figure = sheet, Figure(figsize=(sheet.width, HEIGHT))
        self.axes = self.figure.add_axes((0, 0, 1, 1), label="paper")
        self.axes.set(xlim=(0, sheet.width), ylim=(0, HEIGHT))
        self.axes.set_axis_off()

    def panel(self, name: str, row: Row, heading: str) -> Axes:
        """Axes without a frame above the sheet; x is days, y is up to the caller."""
        width = self.sheet.width
        axes = self.figure.add_axes(
            (LEFT / width, row[0] / HEIGHT, self.sheet.panel / width, row[1] / HEIGHT), label=name
        )
        axes.set_xlim(0, self.sheet.days)
        axes.patch.set_visible(False)
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set(color="#999999", linewidth=0.8)
        axes.tick_params(length=0, labelsize=7.5, labelcolor=SOFT, pad=3)
        axes.set_axisbelow(True)
        axes.set_xticks([])
        self.write(LEFT, sum(row) + 0.09, heading, size=8.5, color=INK)
        return axes

    def write(self, x: float, y: float, words: str, **looks: Any) -> None:
        """Words whose baseline begins at x, y."""
        all_looks: dict[str, Any] = {"size": 7.5, "color": SOFT} | looks
        self.axes.text(x, y, words, **all_looks)

    def symbols(self, points: Sequence[tuple[float, float]], name: str, **looks: Any) -> None:
        """The symbol of a kind of mark at each point."""
        marker, size, colour = palette.SYMBOLS[name]
        self.axes.plot(*zip(*points, strict=True), linestyle="", marker=marker, color=colour, ms=size, mew=0, **looks)


def _boxes(axes: Axes, boxes: Sequence[Box], **looks: Any) -> None:
    """Rectangles as one collection: a patch for each would take most of the drawing time."""
    from matplotlib.collections import PolyCollection

    corners = [[(x, y), (x + width, y), (x + width, y + height), (x, y + height)] for x, y, width, height in boxes]
    looks = {"linewidths": 0} | looks
    axes.add_collection(PolyCollection(corners, **looks), autolim=False)


def _draw_panels(chart: Chart, paper: _Paper) -> None:
    weeks = paper.sheet.weeks
    main, others = series.main_panel(chart, weeks), series.other_panel(chart, weeks)
    marks = [
        Mark(day=mark.day, kind=mark.kind, label=_printable(mark.label)) for mark in series.marks_within(chart, weeks)
    ]
    placed = layout.place_marks(marks, paper.sheet)
    rows = layout.row_heights(
        marks=max((each.row + 1 for each in placed), default=0), others=any(others.totals), bars=any(main.totals)
    )
    _draw_running(paper, list(rows.values()))
    _draw_marks(placed, paper, list(rows.values()))
    _draw_bars(paper, "bars", main, rows["bars"], colours=palette.BLUES)
    if "others" in rows:
        _draw_bars(paper, "others", others, rows["others"], colours=palette.GREENS)
    _draw_pain(chart, paper, rows["pain"])
    _draw_checks(paper, rows["checks"])
    hints = "A gap in a line: no answers. A hollow point: one answer."
    if not all(week.finished for week in weeks):
        hints += " Shaded and hatched: the week is not over."
    paper.write(LEFT, 0.17, hints)


def _draw_running(paper: _Paper, rows: Sequence[Row]) -> None:
    """The unfinished week as a shaded column, so that its short bar is not read as a lapse."""
    sheet = paper.sheet
    days = [(week.start - sheet.first).days for week in sheet.weeks if not week.finished]
    if days:
        _boxes(
            paper.axes,
            [(sheet.inches(day), low, sheet.pitch, height) for day in days for low, height in rows],
            facecolors=palette.SHADE,
            gid="unfinished",
        )


def _draw_marks(placed: Sequence[Placed], paper: _Paper, rows: Sequence[Row]) -> None:
    """A symbol and its words above the panels, and a thin line down through all of them."""
    base = sum(rows[0]) + HEADING + 0.1
    mute = any(each.side is None for each in placed)
    _draw_stems(placed, paper, [*rows, (base - 0.05, 0.0)], mute=mute)
    for name in palette.SYMBOLS:
        points = [
            (each.x, base + (0 if mute else each.row) * MARK_ROW) for each in placed if _symbol(each.mark) == name
        ]
        if points:
            paper.symbols(points, name, gid=f"marks-{name}")
    for each in placed:
        if each.side:
            aside = (0.04 if mute else 0.08) * (1 if each.side == "right" else -1)
            paper.write(
                each.x + aside,
                base + each.row * MARK_ROW - 0.035,
                each.mark.label,
                ha="left" if each.side == "right" else "right",
                gid="mark",
            )
    if mute:
        _mark_key([each.mark for each in placed], paper, base)


def _draw_stems(placed: Sequence[Placed], paper: _Paper, rows: Sequence[Row], *, mute: bool) -> None:
    """From each symbol down through the panels, not through their headings.

    Hundreds of lines would be a fence: where there are too many marks for words, verdicts have none.
    """
    from matplotlib.collections import LineCollection

    lined = [each for each in placed if not (mute and each.mark.kind == "verdict")]
    stems = [
        [(each.x, low), (each.x, low + (height or 0.05 + each.row * MARK_ROW))]
        for each in lined
        for low, height in rows
    ]
    paper.axes.add_collection(LineCollection(stems, colors="#cccccc", linewidths=0.6), autolim=False)


def _symbol(mark: Mark) -> str:
    """The key in SYMBOLS: a verdict's direction can be seen even where there is no room for its word."""
    word = mark.label.split(maxsplit=1)[0].lower() if mark.kind == "verdict" and mark.label.strip() else mark.kind
    return word if word in palette.SYMBOLS else "verdict"


def _mark_key(marks: Sequence[Mark], paper: _Paper, base: float) -> None:
    """The meaning of the symbols, where they stand without their words."""
    labels: dict[str, set[str]] = {}
    for mark in marks:
        labels.setdefault(_symbol(mark), set()).add(mark.label)
    for at, name in enumerate(name for name in palette.SYMBOLS if name in labels):
        x, y = paper.sheet.width - RIGHT + 0.14 + at % 2 * 0.72, base + (3 - at // 2) * 0.155
        paper.symbols([(x + 0.05, y)], name)
        # The diamond is for every verdict that is neither up nor down, most often only `hold`.
        paper.write(x + 0.16, y - 0.035, "hold" if labels[name] == {"hold"} else name)


def _draw_bars(paper: _Paper, name: str, panel: series.Panel, row: Row, *, colours: Sequence[str]) -> None:
    """Bars stacked by activity; those of an unfinished week are paler, and hatched."""
    sheet, totals = paper.sheet, panel.totals or [0.0]
    tall, spoken = row[1] > 0.8, len(paper.sheet.weeks) <= 16
    axes = paper.panel(name, row, panel.heading if any(totals) else f"{panel.heading}: none")
    _scale(axes, max(totals), most=4 if tall else 1, air=1.14 if tall else 1.05)
    if not (tall and spoken):  # beside numbers, rules would be noise
        _rules(axes)
    below = [0.0] * len(sheet.weeks)
    for bars, colour in zip(panel.stack, colours, strict=False):
        for finished, looks in (
            (True, {"facecolors": colour, "edgecolors": "white"}),
            (False, {"facecolors": [(colour, 0.35)], "edgecolors": colours[0], "hatch": "//////"}),
        ):
            boxes = [
                (middle - sheet.bar / 2, low, sheet.bar, amount)
                for week, middle, low, amount in zip(sheet.weeks, sheet.centres, below, bars.amounts, strict=True)
                if amount and week.finished is finished
            ]
            if boxes:
                _boxes(axes, boxes, linewidths=min(0.8, sheet.pitch * 2), gid=f"{name}-{bars.name}", **looks)
        below = [low + amount for low, amount in zip(below, bars.amounts, strict=True)]
    if tall and spoken:
        _number_bars(axes, sheet, panel)
    _key(paper, row, [(bars.name, colour) for bars, colour in zip(panel.stack, colours, strict=False)])


def _number_bars(axes: Axes, sheet: Sheet, panel: series.Panel) -> None:
    """Each stack's height above it."""
    top = max(panel.totals, default=0.0)
    for week, middle, total in zip(sheet.weeks, sheet.centres, panel.totals, strict=False):
        if total:
            back = "white" if week.finished else palette.SHADE
            axes.text(
                middle,
                total + top * 0.04,
                series.show_amount(total, panel.unit),
                size=7.5,
                color=INK,
                ha="center",
                gid="total",
                bbox={"facecolor": back, "edgecolor": "none", "pad": 0.2},
            )


def _scale(axes: Axes, top: float, *, most: int, air: float = 1.0) -> None:
    """About `most` ticks above zero; `air` times the highest bar leaves room for its number."""
    ticks = layout.nice_ticks(top * air, most)
    axes.set_ylim(0, top * air or 1)
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])


def _rules(axes: Axes) -> None:
    axes.grid(axis="y", color=palette.RULE, linewidth=0.6)


def _key(paper: _Paper, row: Row, entries: Sequence[tuple[str, str]]) -> None:
    """Names beside a panel, in the order in which its bars are stacked."""
    x = LEFT + paper.sheet.panel + 0.14
    for at, (name, colour) in enumerate(entries):
        y = row[0] + 0.02 + at * 0.155
        _boxes(paper.axes, [(x, y, 0.1, 0.1)], facecolors=colour, edgecolors=SOFT, linewidths=0.3)
        paper.write(x + 0.16, y + 0.01, name)


def _draw_pain(chart: Chart, paper: _Paper, row: Row) -> None:
    """Three lines of mean pain, broken where nothing was logged; a mean of one answer is a hollow point."""
    some = any(series.answers(week) for week in paper.sheet.weeks)
    axes = paper.panel("pain", row, f"Pain, 0 to 10{', mean of a week’s answers' if some else ': no answers'}")
    axes.set_ylim(0, 10)
    axes.set_yticks([0, 2, 4, 6, 8, 10])
    _rules(axes)
    if chart.usual:
        low, level, high = chart.usual
        axes.axhspan(low, high, color=palette.USUAL, alpha=0.4, linewidth=0, gid="usual-range")
        axes.axhline(level, color=palette.LEVEL, linewidth=0.8, gid="usual-level")
    for horizon in HORIZONS:
        _draw_horizon(axes, paper.sheet, horizon)
    _pain_key(chart, paper, row)


def _draw_horizon(axes: Axes, sheet: Sheet, horizon: int) -> None:
    colour, marker, line = palette.PAIN[horizon]
    means = series.pain_means(sheet.weeks, horizon)
    days = [centre + (horizon - 24) / 24 * sheet.aside for centre in sheet.centres]
    few = [week.pain.get(horizon, PainMean()).n == 1 for week in sheet.weeks]
    size = min(5.0, 1.2 + sheet.pitch * 10) * (0.85 if marker == "D" else 1.0)
    looks: dict[str, Any] = {"color": colour, "clip_on": False}
    axes.plot(days, means, linestyle=line, linewidth=min(1.5, 0.55 + sheet.pitch), gid=f"pain-{horizon}", **looks)
    for hollow in (False, True):
        shown = [mean if single is hollow else math.nan for mean, single in zip(means, few, strict=True)]
        axes.plot(
            days,
            shown,
            linestyle="",
            marker=marker,
            ms=size,
            mfc="white" if hollow else colour,
            mew=min(1.0, size / 4),
            gid=f"pain-{horizon}-{'few' if hollow else 'many'}",
            **looks,
        )


def _pain_key(chart: Chart, paper: _Paper, row: Row) -> None:
    """The lines' names where the lines end, moved apart where they end together."""
    means = {
        horizon: [mean for mean in series.pain_means(paper.sheet.weeks, horizon) if not math.isnan(mean)]
        for horizon in HORIZONS
    }
    ends = [(horizon, seen[-1]) for horizon, seen in means.items() if seen]
    usual = [] if chart.usual is None else [chart.usual[1]]
    places = layout.spread([row[0] + row[1] * value / 10 for value in [*(value for _, value in ends), *usual]], 0.16)
    x = LEFT + paper.sheet.panel + 0.1
    for (horizon, _), y in zip(ends, places, strict=False):
        colour, marker, line = palette.PAIN[horizon]
        paper.axes.plot(
            [x, x + 0.14, x + 0.28],
            [y, y, y],
            marker=marker,
            ms=4,
            markevery=[1],
            color=colour,
            linestyle=line,
            linewidth=1.3,
        )
        paper.write(x + 0.35, y - 0.035, f"{horizon} h after", color=INK)
    if chart.usual:
        y, (low, _, high) = places[-1], chart.usual
        _boxes(paper.axes, [(x, y - 0.05, 0.28, 0.1)], facecolors=palette.USUAL, alpha=0.4)
        paper.axes.plot([x, x + 0.28], [y, y], color=palette.LEVEL, linewidth=0.8)
        paper.write(x + 0.35, y - 0.035, f"usual, {low:.1f}–{high:.1f}", color=INK)


def _draw_checks(paper: _Paper, row: Row) -> None:
    """How many answers the means rest on, and how many checks went unanswered; below them the time."""
    sheet = paper.sheet
    answered, missed = [series.answers(week) for week in sheet.weeks], [week.missing_checks for week in sheet.weeks]
    top = max(yes + no for yes, no in zip(answered, missed, strict=True))
    axes = paper.panel("checks", row, "Pain checks a week" if top else "Pain checks a week: none")
    _scale(axes, top, most=1, air=1.05)
    _rules(axes)
    for name, colour, counts, below in (
        ("answered", palette.ANSWERED, answered, [0] * len(missed)),
        ("missed", "white", missed, answered),
    ):
        _boxes(
            axes,
            [
                (middle - sheet.bar / 2, low, sheet.bar, count)
                for middle, low, count in zip(sheet.centres, below, counts, strict=True)
                if count
            ],
            facecolors=colour,
            edgecolors=palette.ANSWERED,
            linewidths=min(0.6, sheet.pitch * 4),
            gid=name,
        )
    if top:
        _key(paper, row, [("answered", palette.ANSWERED), ("missed", "white")])
    ticks = layout.time_ticks(sheet)
    axes.set_xticks([day for day, _ in ticks], [label for _, label in ticks])
    axes.tick_params(axis="x", length=0 if len(sheet.weeks) <= 16 else 3, color="#999999", pad=4)


def _printable(words: str) -> str:
    """One short line that the font can show: what it has no picture for becomes a question mark."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known = get_font(findfont(FontProperties(family=["DejaVu Sans"]))).get_charmap()
    shown = [
        letter if ord(letter) in known else "?"
        for letter in " ".join(words.split())
        if category(letter) not in ("Cc", "Cf", "Cs", "Mn")
    ]
    return "".join(shown[:27]) + "…" if len(shown) > 28 else "".join(shown)
